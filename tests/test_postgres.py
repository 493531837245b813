"""The PostgreSQL the tests run against is a real one: it keeps what it acknowledged, and goes away with the tests."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from select import select

import psutil
import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.postgres import PostgresError, PostgresServer, ThrowawayServer, wheel_programs


@pytest.fixture(scope="module")
def own() -> Iterator[ThrowawayServer]:
    with ThrowawayServer() as own:
        yield own


@pytest.fixture(scope="module")
def template(postgres: PostgresServer) -> Iterator[str]:
    name = postgres.create_database()
    with postgres.connect(name) as connection:
        connection.execute("CREATE TABLE shop (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL)")
        connection.execute("CREATE TABLE product (sku text PRIMARY KEY, shop int NOT NULL REFERENCES shop)")
        connection.execute("CREATE INDEX product_shop ON product (shop)")
        connection.execute("INSERT INTO shop (name) VALUES ('Bücher & 책')")
        connection.execute("INSERT INTO product VALUES ('oat-milk', 1)")
    yield name
    postgres.drop_database(name)


def test_a_database_answers_sqlalchemy_in_utf8_and_syncs_to_disk(postgres: PostgresServer) -> None:
    name = postgres.create_database()
    engine = create_engine(postgres.url(name))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT '김치' || current_database()")) == f"김치{name}"
        assert connection.scalar(text("SHOW server_encoding")) == "UTF8"
        assert connection.scalar(text("SHOW fsync")) == "on"
    postgres.drop_database(name)  # although the engine is still connected
    engine.dispose()

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        postgres.connect(name)


def test_every_test_gets_the_templates_rows_and_nothing_of_the_test_before(
    postgres: PostgresServer, template: str
) -> None:
    with postgres.fresh_database(template) as url:
        before = url
        left_open = create_engine(url).connect()
        left_open.execute(text("INSERT INTO shop (name) VALUES ('another')"))
        left_open.execute(text("DELETE FROM product"))
        left_open.commit()
        left_open.execute(text("LOCK TABLE shop"))

    with postgres.fresh_database(template) as url:
        assert url == before
        with create_engine(url).begin() as connection:
            assert connection.execute(text("SELECT * FROM shop")).all() == [(1, "Bücher & 책")]
            assert connection.execute(text("SELECT * FROM product")).all() == [("oat-milk", 1)]
            assert connection.scalar(text("INSERT INTO shop (name) VALUES ('next') RETURNING id")) == 2
    left_open.invalidate()


def test_two_databases_at_a_time_are_two(postgres: PostgresServer, template: str) -> None:
    with postgres.fresh_database(template) as one, postgres.fresh_database(template) as other:
        assert one != other


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE shop ADD COLUMN city text",
        "CREATE TABLE basket (id int)",
        "DROP TABLE product",
        "DROP INDEX product_shop",
        "ALTER TABLE shop ALTER COLUMN name DROP NOT NULL",
        "ALTER TABLE product DROP CONSTRAINT product_shop_fkey",
    ],
)
def test_a_database_whose_tables_a_test_changed_is_not_used_again(
    change: str, postgres: PostgresServer, template: str
) -> None:
    with postgres.fresh_database(template) as url, create_engine(url).begin() as connection:
        connection.execute(text(change))

    with postgres.fresh_database(template) as again:
        assert again != url


def test_what_was_committed_survives_kill_9(own: ThrowawayServer) -> None:
    name = own.create_database()
    with closing(own.connect(name)) as connection:
        connection.execute("CREATE TABLE orders (number text)")
        connection.execute("INSERT INTO orders VALUES ('kept')")
        connection.autocommit = False
        connection.execute("INSERT INTO orders VALUES ('never confirmed')")
        own.kill()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    own.start()

    with own.connect(name) as connection:
        assert connection.execute("SELECT * FROM orders").fetchall() == [("kept",)]


def test_a_frozen_server_keeps_its_connections_and_answers_again_when_thawed(own: ThrowawayServer) -> None:
    with closing(own.connect()) as connection:
        own.freeze()
        connection.pgconn.send_query(b"SELECT 1")
        assert not _answers(connection, seconds=0.3)
        own.thaw()
        assert _answers(connection, seconds=10)


def test_a_restart_ends_connections_and_keeps_rows(own: ThrowawayServer) -> None:
    name = own.create_database()
    with closing(own.connect(name)) as connection:
        connection.execute("CREATE TABLE orders AS SELECT 'kept' AS number")
        own.restart()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    with own.connect(name) as connection:
        assert connection.execute("SELECT * FROM orders").fetchall() == [("kept",)]


def test_the_wheels_server_works_too() -> None:
    programs = wheel_programs()
    assert programs is not None
    with ThrowawayServer(programs, max_connections=20) as server, server.connect() as connection:
        version = connection.execute("SHOW server_version").fetchone()
        assert version is not None
        assert version[0] == programs.version
        assert connection.execute("SHOW max_connections").fetchone() == ("20",)


def test_a_server_that_cannot_start_says_why_and_leaves_nothing() -> None:
    server = ThrowawayServer(shared_buffers="nonsense")
    with pytest.raises(PostgresError, match="shared_buffers"):
        server.__enter__()
    assert not server.folder.exists()


def test_nothing_is_left_when_the_tests_are_killed() -> None:
    killed = (
        "import os, signal; from tests.postgres import ThrowawayServer; server = ThrowawayServer().__enter__();"
        "server.freeze(); print(server.folder, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", killed], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL
    folder = Path(done.stdout.strip())
    deadline = time.monotonic() + 20
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not folder.exists()
    assert [it for it in psutil.process_iter(["cmdline"]) if str(folder / "data") in (it.info["cmdline"] or ())] == []


def _answers(connection: psycopg.Connection, *, seconds: float) -> bool:
    return bool(select([connection.pgconn.socket], [], [], seconds)[0])
