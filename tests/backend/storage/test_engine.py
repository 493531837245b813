"""An acknowledged order survives a power cut, and what cannot work says what to do."""

import gc
import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from backend.orders.ids import uuid7
from backend.storage.engine import READING, DatabaseError, open_engine
from backend.storage.migrate import is_current, upgrade
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import NOW, SHOP


def reading_the_shop(url: str) -> None:
    with SqlDatabase(open_engine(url)).reading() as uow:
        uow.shop()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
def test_every_sqlite_connection_is_a_safe_one(tmp_path: Path, pragma: str, value: object) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'shop.sqlite3'}").execution_options(**READING)

    with engine.connect() as one, engine.connect() as another:
        assert [connection.scalar(text(f"PRAGMA {pragma}")) for connection in (one, another)] == [value] * 2


def test_a_writer_of_a_file_keeps_others_out_from_its_first_moment(migrated_file: Path) -> None:
    database = SqlDatabase(open_engine(f"sqlite:///{migrated_file}"))
    arrived = threading.Event()

    def another() -> None:
        with database.writing():
            arrived.set()

    with database.writing():
        waiting = threading.Thread(target=another)
        waiting.start()
        assert not arrived.wait(0.3)
    waiting.join(10)
    assert arrived.is_set()


def test_a_reader_waits_for_no_writer_and_sees_nothing_half_done(database: SqlDatabase) -> None:
    with database.writing() as writer:
        writer.set_shop(SHOP)
        with database.reading() as reader, database.reading() as another:
            assert (reader.shop(), another.shop()) == (None, None)

    with database.reading() as reader:
        assert reader.shop() == SHOP


def test_a_reader_sees_one_moment(database: SqlDatabase) -> None:
    with database.reading() as reader:
        assert reader.shop() is None
        with database.writing() as writer:
            writer.set_shop(SHOP)
        assert reader.shop() is None


def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    file = tmp_path / "not" / "there" / "yet" / "shop.sqlite3"

    upgrade(open_engine(f"sqlite:///{file}"))

    assert file.is_file()


# -- each of these names the way out


@pytest.mark.parametrize("url", ["", "junk", "nosuch://host/shop", "postgresql://u:pw@host:port/shop"])
def test_what_is_no_database_url(url: str) -> None:
    with pytest.raises(DatabaseError, match=r"is not a database URL; use for example sqlite:////home/me"):
        open_engine(url)


def test_a_wrong_url_is_shown_without_its_password() -> None:
    with pytest.raises(DatabaseError) as refused:
        open_engine("postgres://shop:hush@host/shop")

    assert "hush" not in str(refused.value)
    assert "postgres://shop:***@host/shop" in str(refused.value)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(DatabaseError, match=r"cannot be made .*; make it, or set ENCORE_DATABASE_URL"):
        open_engine(f"sqlite:///{tmp_path / 'file' / 'shop.sqlite3'}")


def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="cannot be opened; check the folder and its rights, or set"):
        reading_the_shop(f"sqlite:///{tmp_path}")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the super user may write everywhere")
def test_a_folder_without_the_right_to_write(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(DatabaseError, match="cannot be opened; check the folder and its rights, or set"):
            reading_the_shop(f"sqlite:///{tmp_path / 'shop.sqlite3'}")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize("content", [b"This is a letter, not a database.\n" * 100, bytes(range(256)) * 40])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes(content)
    url = f"sqlite:///{file}"

    for use in (
        reading_the_shop,
        lambda url: is_current(open_engine(url)),
        lambda url: upgrade(open_engine(url)),
    ):
        with pytest.raises(DatabaseError, match="is not a database or is damaged; set ENCORE_DATABASE_URL"):
            use(url)
    assert file.read_bytes() == content


def test_a_database_without_our_tables(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="is not set up for this version; run `encore db upgrade`"):
        reading_the_shop(f"sqlite:///{tmp_path / 'empty.sqlite3'}")


def test_a_bug_keeps_its_traceback(database: SqlDatabase) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), database.writing() as uow:
        uow.customers.link(uuid7(NOW), "local", "nobody")


def test_a_database_that_nobody_has_any_more_leaves_no_thread_behind(database_url: str) -> None:
    others = set(threading.enumerate())
    engine = open_engine(database_url)
    database = SqlDatabase(engine)
    for _ in range(3):
        database.write(lambda uow: uow.set_shop(SHOP))
        assert database.read(lambda uow: uow.shop()) == SHOP
    own = set(threading.enumerate()) - others
    assert own

    del database
    gc.collect()

    for thread in own:
        thread.join(10)
    assert not any(thread.is_alive() for thread in own)
    engine.dispose()
