"""Real SQLite files, made once and copied for every test."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from backend.settings import Settings
from backend.storage.engine import open_engine
from backend.storage.migrate import upgrade
from backend.storage.sql import SqlDatabase
from backend.understanding.understanding import Understanding
from backend.wiring import Encore, load_demo_shop
from tests.backend.shops import NOW


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All tables, no rows."""
    file = tmp_path_factory.mktemp("migrated") / "shop.sqlite3"
    engine = open_engine(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def demo_file(migrated_file: Path) -> Path:
    """The demo shop, opened at NOW."""
    file = migrated_file.with_name("demo.sqlite3")
    shutil.copy(migrated_file, file)
    encore = _open(file)
    load_demo_shop(encore)
    encore.engine.dispose()
    return file


@pytest.fixture(scope="session")
def understanding(demo_file: Path) -> Iterator[Understanding]:
    """American English with the demo shop's products."""
    encore = _open(demo_file)
    yield encore.understanding("en-US")
    encore.engine.dispose()


@pytest.fixture
def engine(migrated_file: Path, tmp_path: Path) -> Iterator[Engine]:
    file = Path(shutil.copy(migrated_file, tmp_path / "shop.sqlite3"))
    engine = open_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


@pytest.fixture
def database(engine: Engine) -> SqlDatabase:
    return SqlDatabase(engine)


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path) -> Iterator[Encore]:
    encore = _open(Path(shutil.copy(demo_file, tmp_path / "demo.sqlite3")))
    yield encore
    encore.engine.dispose()


def _open(file: Path) -> Encore:
    settings = Settings(database_url=f"sqlite:///{file}", data_dir=str(file.parent))
    return Encore(settings, open_engine(settings.database), clock=lambda: NOW, chance=random.Random(7))
