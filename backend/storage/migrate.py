"""Brings a database to the newest tables. Alembic is loaded only when there is something to do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from backend.storage.engine import DatabaseError as NotReady
from backend.storage.engine import explain

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def head() -> str:
    """The newest revision; files are named after their revisions, which are numbered."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def is_current(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return False
            return bool(connection.scalar(text("SELECT version_num FROM alembic_version")) == head())
    except DatabaseError as error:
        raise explain(error, engine.url) from error


def upgrade(engine: Engine, revision: str = "head") -> None:
    from alembic import command

    _run(engine, lambda config: command.upgrade(config, revision))


def downgrade(engine: Engine, revision: str = "base") -> None:
    from alembic import command

    _run(engine, lambda config: command.downgrade(config, revision))


def _run(engine: Engine, action: "Callable[[Config], None]") -> None:
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with _connected(engine) as connection:
            config.attributes["connection"] = connection
            action(config)
    except CommandError as error:
        place = engine.url.render_as_string(hide_password=True)
        raise NotReady(
            f"{place} belongs to a newer Encore ({error}); "
            "install that one, or set ENCORE_DATABASE_URL to another database."
        ) from error
    except DatabaseError as error:
        raise explain(error, engine.url) from error


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    """A transaction for migrations.

    SQLite changes a table by copying and dropping it, and would take the rows that refer to it along.
    """
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if engine.dialect.name == "sqlite":
            driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                if engine.dialect.name == "sqlite" and (
                    broken := driver.execute("PRAGMA foreign_key_check").fetchall()
                ):
                    raise NotReady(
                        f"{engine.url!r} refers to rows that are not there ({broken[0]}); nothing was changed."
                    )
        finally:
            if engine.dialect.name == "sqlite":
                driver.execute("PRAGMA foreign_keys = ON")
