"""Opens the database so that an acknowledged order survives a power cut."""

import os
import re
import socket
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url, text

from backend.errors import EncoreError

BUSY_SECONDS = 5
CONNECTING_BUSY_SECONDS = 0.9
"""Nobody waits to read, except for somebody who tidies up after a crash or keeps the file to himself."""
READING = {"encore_reading": True}
READING_IN_TIME = {**READING, "encore_busy_seconds": CONNECTING_BUSY_SECONDS}
LINE = "line"
"""In `Connection.info`: a socket of our own to hang up with, also while another thread waits for an answer."""
BUSY = "busy"
"""In `Connection.info`: for how many seconds it waits for the file."""

_POOL: dict[str, Any] = {"pool_size": 16, "max_overflow": 4, "pool_timeout": 1}
# No pre-ping: it would wait for a silent server like any other question; a lost connection runs the work again.
_PATIENCE: dict[str, Any] = {
    "connect_timeout": 2,
    "application_name": "encore",
    # For a host that is gone without a word.
    "tcp_user_timeout": 5000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    # Shorter than our own deadlines, so that a blocked statement is given up by the server and leaves no riddle, and
    # two that wait for each other can try again in time.
    "options": "-c lock_timeout=500ms -c idle_in_transaction_session_timeout=60s",
}
"""For a server, which can be slow, gone, or silent."""


class DatabaseError(EncoreError):
    """The database cannot be opened or is not ready."""


def open_engine(url: str, *, create_folder: bool = True) -> Engine:
    """
    Raises:
        DatabaseError: the URL is wrong, its driver is missing, or the folder cannot be made.
    """
    try:
        parsed = make_url(url)
        is_sqlite = parsed.get_backend_name() == "sqlite"
        if is_sqlite and parsed.database and create_folder:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        in_memory = is_sqlite and parsed.database in (None, "", ":memory:")
        pool = {} if in_memory else _POOL
        engine = create_engine(parsed, hide_parameters=True, connect_args={} if is_sqlite else _PATIENCE, **pool)
    except (exc.ArgumentError, exc.NoSuchModuleError, ValueError) as error:  # ValueError: a port like "abc"
        shown = re.sub(r"(?<=:)[^:/@]*(?=@)", "***", url)
        raise DatabaseError(
            f"ENCORE_DATABASE_URL {shown!r} is not a database URL; use for example sqlite:////home/me/shop.sqlite3."
        ) from error
    except OSError as error:
        raise DatabaseError(
            f"the folder of the database {url} cannot be made ({error.strerror}); "
            "make it, or set ENCORE_DATABASE_URL to another place."
        ) from error
    except ModuleNotFoundError as error:
        raise DatabaseError(
            f"the driver for {url.split(':', maxsplit=1)[0]} is missing; run pip install 'encore[postgresql]'."
        ) from error
    if is_sqlite:
        _prepare_sqlite(engine)
    else:
        _prepare_server(engine)
    return engine


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: Any) -> None:
        # We say BEGIN ourselves: the driver's own BEGIN is deferred, and two such writers can deadlock.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(CONNECTING_BUSY_SECONDS * 1000)}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        # NORMAL would lose the last acknowledged orders when the power fails.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA fullfsync = ON")  # macOS, where a plain fsync ends in the cache of the disk
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        seconds = options.get("encore_busy_seconds", BUSY_SECONDS)
        driver: Any = connection.connection.driver_connection
        if connection.info.get(BUSY) != seconds:
            driver.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}").close()
            connection.info[BUSY] = seconds
        try:  # straight to the driver: this is on the path of every order
            driver.execute("BEGIN" if options.get("encore_reading") else "BEGIN IMMEDIATE").close()
        except sqlite3.Error as error:
            raise wrapped("BEGIN", error, connection) from error


def _prepare_server(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def keep_line(connection: Any, record: Any) -> None:
        # A copy, for the number of a socket that was closed may soon be somebody else's.
        record.info[LINE] = socket.socket(fileno=os.dup(connection.fileno()))

    @event.listens_for(engine, "close")
    def drop_line(_connection: Any, record: Any) -> None:
        if line := record.info.pop(LINE, None):
            line.close()

    @event.listens_for(engine, "commit")
    def check(connection: Connection) -> None:
        # The server answers COMMIT with ROLLBACK after an error that somebody swallowed, and no driver complains.
        driver: Any = connection.connection.driver_connection
        if driver.info.transaction_status.name == "INERROR":
            raise RuntimeError("an error of the database was ignored within a transaction")


def wrapped(sql: str, error: Exception, connection: Connection) -> BaseException:
    """An error of the driver as SQLAlchemy raises it, so that all are handled alike; without the parameters, which may
    be personal."""
    return exc.DBAPIError.instance(
        sql, None, error, connection.dialect.loaded_dbapi.Error, hide_parameters=True, dialect=connection.dialect
    )


def is_locked(error: BaseException) -> bool:
    """SQLite: somebody else has the file."""
    return getattr(getattr(error, "orig", None), "sqlite_errorname", "").startswith("SQLITE_BUSY")


def analyze(engine: Engine) -> None:
    """After many rows came at once: until it knows of them, a server searches as if the tables were empty."""
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def explain(error: exc.DBAPIError, url: str | URL) -> Exception:
    """A person's sentence for what the driver said; the error itself when it is a bug of ours."""
    text = str(error.orig).lower()
    place = make_url(url).render_as_string(hide_password=True)
    if "unable to open" in text or "readonly" in text or "read-only" in text:
        return DatabaseError(f"{place} cannot be opened; check the folder and its rights, or set ENCORE_DATABASE_URL.")
    if "no such table" in text or "no such column" in text or "does not exist" in text:
        return DatabaseError(f"{place} is not set up for this version; run `encore db upgrade`.")
    if "locked" in text:
        return DatabaseError(f"{place} is busy with another writer; try again in a moment.")
    if ("disk" in text and "full" in text) or "no space left" in text:
        return DatabaseError(f"the disk of {place} is full; free some space and try again.")
    if "not a database" in text or "malformed" in text:
        return DatabaseError(f"{place} is not a database or is damaged; set ENCORE_DATABASE_URL to another one.")
    if not isinstance(error, exc.OperationalError) and not error.connection_invalidated:
        return error
    return DatabaseError(
        f"{place} does not answer ({error.orig}); check that it runs and ENCORE_DATABASE_URL is right."
    )
