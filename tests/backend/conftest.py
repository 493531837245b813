"""Real databases, made once and copied for every test: SQLite files, and databases of a real PostgreSQL server.

All tests that take one of these fixtures run on both. ENCORE_DATABASE_URL=sqlite:// or postgresql:// chooses one.
"""

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from backend.settings import Settings
from backend.storage.engine import open_engine
from backend.storage.migrate import upgrade
from backend.storage.transactions import SqlDatabase
from backend.understanding.understanding import Understanding
from backend.wiring import Encore, load_demo_shop
from tests.backend.shops import NOW
from tests.postgres import PostgresServer

KINDS = [
    kind for kind in ("sqlite", "postgresql") if os.environ.get("ENCORE_DATABASE_URL", kind).startswith(kind)
]  # fmt: skip


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All tables, no rows."""
    file = tmp_path_factory.mktemp("migrated") / "shop.sqlite3"
    engine = open_engine(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def migrated_database(postgres: PostgresServer) -> Iterator[str]:
    """All tables, no rows; the name of a database that others are copied from."""
    name = postgres.create_database()
    engine = open_engine(postgres.url(name))
    upgrade(engine)
    engine.dispose()
    yield name
    postgres.drop_database(name)


@pytest.fixture(scope="session")
def demo_file(migrated_file: Path) -> Path:
    """The demo shop, opened at NOW."""
    file = migrated_file.with_name("demo.sqlite3")
    shutil.copy(migrated_file, file)
    _fill(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def demo_database(postgres: PostgresServer, migrated_database: str) -> Iterator[str]:
    name = postgres.create_database(template=migrated_database)
    _fill(postgres.url(name))
    yield name
    postgres.drop_database(name)


@pytest.fixture(scope="session")
def understanding(demo_file: Path) -> Iterator[Understanding]:
    """American English with the demo shop's products."""
    encore = _open(f"sqlite:///{demo_file}")
    yield encore.understanding("en-US")
    encore.engine.dispose()


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database with all tables."""
    with _fresh(request, "migrated", tmp_path) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def database(engine: Engine) -> SqlDatabase:
    return SqlDatabase(engine, read_seconds=20, write_seconds=20)


@pytest.fixture(params=KINDS)
def demo(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Encore]:
    with _fresh(request, "demo", tmp_path) as url:
        encore = _open(url)
        yield encore
        encore.engine.dispose()


@contextmanager
def _fresh(request: pytest.FixtureRequest, template: str, folder: Path) -> Iterator[str]:
    # By name, so that no server is started for tests that want none.
    if request.param == "sqlite":
        yield f"sqlite:///{shutil.copy(request.getfixturevalue(f'{template}_file'), folder / f'{template}.sqlite3')}"
        return
    postgres: PostgresServer = request.getfixturevalue("postgres")
    with postgres.fresh_database(request.getfixturevalue(f"{template}_database")) as url:
        yield url


def _fill(url: str) -> None:
    encore = _open(url)
    load_demo_shop(encore)
    encore.engine.dispose()


def _open(url: str) -> Encore:
    settings = Settings(database_url=url)
    return Encore(settings, open_engine(url), clock=lambda: NOW, chance=random.Random(7), is_patient=True)
