"""Transactions: a work is run again as a whole when the database asks for it, and nobody waits for ever."""

import os
import random
import socket
import sqlite3
import sys
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Future, InvalidStateError
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import IO, Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, Pool
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, ResourceClosedError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from backend.orders.errors import NotConfirmed
from backend.storage.engine import LINE, READING, READING_IN_TIME, explain, is_locked
from backend.storage.sql import SqlUnitOfWork
from backend.storage.statements import LOCK_NOT_AVAILABLE

if sys.platform != "win32":
    import fcntl

Result = TypeVar("Result")
Work = Callable[[SqlUnitOfWork], Result]

READ_SECONDS = 1.0
WRITE_SECONDS = 1.2
"""Together less than the two and a half seconds after which a silence sounds broken."""

ATTEMPTS = 8
BUSY = frozenset({"40001", "40P01", LOCK_NOT_AVAILABLE})
"""SQLSTATE of a serialisation failure, a deadlock, and a row that others hold."""
AGAIN = BUSY | {"23505", "23503", "23514"}
"""Also what somebody else changed at the same moment: a key was taken, a row it refers to is gone, a check fails. The
same work may succeed, or be refused with a reason, when it is run again."""

MOST_TOGETHER = 64
"""Works in one commit."""
LONGEST_GATHERING = 0.015
"""Seconds after which a commit takes no more works on board."""

STUCK_SECONDS = 3.0
"""How much longer a work may take when its caller has gone. Then it is stopped, for others need its thread."""


class SqlDatabase:
    """Hands out transactions; safe to share between threads, and to use again after a fork."""

    def __init__(
        self,
        engine: Engine,
        *,
        read_seconds: float = READ_SECONDS,
        write_seconds: float = WRITE_SECONDS,
        threads: int = 16,
    ) -> None:
        self._engine = engine
        self._read_seconds = read_seconds
        self._write_seconds = write_seconds
        self._threads = threads
        self._is_file = engine.dialect.name == "sqlite"
        if self._is_file:
            self._reading = engine.execution_options(**READING)
            self._reading_in_time = engine.execution_options(**READING_IN_TIME)
        else:
            self._reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._reading_in_time = self._reading
        self._start()

    def _start(self) -> None:
        self._runner: _GroupCommit | _Crew = _GroupCommit(self._engine) if self._is_file else _Crew(self._threads)
        # When nobody can ask for anything any more, its threads go too; at the end of the program they just end.
        weakref.finalize(self, self._runner.end).atexit = False
        self._process = os.getpid()

    def _start_again_if_forked(self) -> None:
        """Threads stay behind in a fork, and its connections are the parent's: they must be neither used nor closed."""
        if self._process != os.getpid():
            _PARENTS_CONNECTIONS.append(self._engine.pool)
            self._engine.dispose(close=False)
            self._start()

    def read(self, work: Work[Result]) -> Result:
        """
        Raises:
            NotConfirmed: no answer in time.
        """
        self._start_again_if_forked()
        if isinstance(self._runner, _Crew):
            return self._answer(self._runner.submit(_Job(work, self._reading_in_time)), self._read_seconds)
        try:  # a file, and readers wait for no writer
            with self._reading_in_time.connect() as connection, connection.begin():
                return work(SqlUnitOfWork(connection))
        except (DBAPIError, NoConnectionFree) as error:
            raise self._explained(error) from error

    def write(self, work: Work[Result], *, seconds: float | None = None) -> Result:
        """Runs the work in one transaction, commits, and returns what it returned.

        The work may run more than once, so it changes nothing but the database.

        Raises:
            NotConfirmed: no answer in time; the work may still be done. Infinite `seconds` wait for it.
        """
        self._start_again_if_forked()
        job = self._runner.submit(_Job(work, self._engine))
        return self._answer(job, self._write_seconds if seconds is None else seconds)

    def _answer(self, job: "_Job[Result]", seconds: float) -> Result:
        try:
            error = job.future.exception(None if seconds == float("inf") else seconds)
        except TimeoutError:
            job.give_up()
            raise NotConfirmed from None
        if isinstance(error, DBAPIError | NoConnectionFree):
            raise self._explained(error) from error
        return job.future.result()

    def _explained(self, error: DBAPIError | NoConnectionFree) -> Exception:
        if isinstance(error, NoConnectionFree) or _sqlstate(error) in BUSY or is_locked(error):
            return NotConfirmed()
        return explain(error, self._engine.url)

    @contextmanager
    def reading(self) -> Iterator[SqlUnitOfWork]:
        """A consistent view, without a deadline: for the command line and for tests."""
        with self._once(self._reading) as uow:
            yield uow

    @contextmanager
    def writing(self) -> Iterator[SqlUnitOfWork]:
        """One transaction, one attempt, no deadline: for tests and scripts. An error undoes everything."""
        with self._once(self._engine) as uow:
            yield uow

    @contextmanager
    def _once(self, engine: Engine) -> Iterator[SqlUnitOfWork]:
        self._start_again_if_forked()
        try:
            with engine.connect() as connection, connection.begin():
                yield SqlUnitOfWork(connection)
        except DatabaseError as error:
            raise explain(error, engine.url) from error


_PARENTS_CONNECTIONS: list[Pool] = []
"""Kept, because whoever forgets a connection closes it."""


class _Job(Generic[Result]):
    """A work under way, and the answer somebody waits for."""

    def __init__(self, work: Work[Result], engine: Engine) -> None:
        self.work = work
        self.engine = engine
        self.future: Future[Result] = Future()
        self.given_up_at: float | None = None
        self._line: socket.socket | None = None
        self._holding_line = Lock()

    def give_up(self) -> None:
        """Nobody waits any more: what has not begun need not begin."""
        self.given_up_at = time.monotonic()
        self.future.cancel()

    @property
    def is_stuck(self) -> bool:
        return self.given_up_at is not None and time.monotonic() - self.given_up_at > STUCK_SECONDS

    def begin(self) -> bool:
        """False if nobody waits any more."""
        return self.future.running() or self.future.set_running_or_notify_cancel()

    def succeed(self, value: Result) -> None:
        with suppress(InvalidStateError):  # it took so long that it was declared dead
            self.future.set_result(value)

    def fail(self, error: BaseException) -> None:
        with suppress(InvalidStateError):
            self.future.set_exception(error)

    @contextmanager
    def on_the_line(self, connection: Connection) -> Iterator[None]:
        with self._holding_line:
            self._line = connection.info.get(LINE)
        try:
            yield
        finally:
            with self._holding_line:  # before somebody else gets the connection
                self._line = None

    def hang_up(self) -> None:
        """A thread that waits for a silent server wakes up with an error; the server rolls back, or has committed."""
        with self._holding_line:
            if self._line:
                with suppress(OSError):
                    self._line.shutdown(socket.SHUT_RDWR)


class _Crew:
    """Threads that wait for a server, so that callers need not."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._jobs: SimpleQueue[_Job[Any] | None] = SimpleQueue()
        self._busy: set[_Job[Any]] = set()
        self._started = 0
        self._starting = Lock()

    def submit(self, job: _Job[Result]) -> _Job[Result]:
        for each in tuple(self._busy):
            if each.is_stuck:
                each.hang_up()
        if self._started < self._size:
            self._start_one()
        self._jobs.put(job)
        return job

    def end(self) -> None:
        """After what has been submitted."""
        for _ in range(self._started):
            self._jobs.put(None)

    def _start_one(self) -> None:
        with self._starting:
            if self._started < self._size:
                self._started += 1
                # Daemons: a silent server must not keep the program from ending.
                Thread(target=self._run, name=f"database-{self._started}", daemon=True).start()

    def _run(self) -> None:
        while self._do_next():
            pass

    def _do_next(self) -> bool:
        """While it waits it holds no job, for a job may hold everything."""
        job = self._jobs.get()
        if job is not None:
            self._do(job)
        return job is not None

    def _do(self, job: _Job[Any]) -> None:
        if not job.begin():
            return
        self._busy.add(job)
        try:
            job.succeed(self._transaction(job))
        except BaseException as error:  # whatever it was, this thread goes on
            job.fail(error)
        finally:
            self._busy.discard(job)

    def _transaction(self, job: _Job[Result]) -> Result:
        for attempt in range(ATTEMPTS):
            worked = False
            try:
                with job.engine.connect() as connection, job.on_the_line(connection), connection.begin():
                    value = job.work(SqlUnitOfWork(connection))
                    worked = True
            except DBAPIError as error:
                lost = error.connection_invalidated
                if lost and worked:
                    raise NotConfirmed from error  # nobody knows whether the commit arrived
                again = lost or _sqlstate(error) in AGAIN
                if not again or attempt == ATTEMPTS - 1 or job.given_up_at is not None:
                    raise
            else:
                return value
            _pause(attempt)
        raise AssertionError


class _GroupCommit:
    """SQLite knows one writer; one thread is it, and what arrives while it works shares the next commit.

    A commit waits for the disk once, however many works it holds.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: SimpleQueue[_Job[Any] | None] = SimpleQueue()
        self._writer: _Writer | None = None
        self._choosing = Lock()

    def submit(self, job: _Job[Result]) -> _Job[Result]:
        with self._choosing:
            if self._writer is not None and self._writer.is_stuck:
                self._writer.dismiss()
                self._writer = None
            if self._writer is None:
                self._writer = _Writer(self._engine, self._jobs)
        self._jobs.put(job)
        return job

    def end(self) -> None:
        """After what has been submitted."""
        if self._writer is not None:
            self._jobs.put(None)


class _Writer:
    """The thread that writes."""

    def __init__(self, engine: Engine, jobs: "SimpleQueue[_Job[Any] | None]") -> None:
        self._engine = engine
        self._jobs = jobs
        self._turn = _TurnAmongProcesses(engine.url.database)
        self._connection: Connection | None = None
        self._at_work: _Job[Any] | None = None
        self._aboard: list[_Job[Any]] = []
        """What the open transaction holds."""
        self._dismissed = False
        Thread(target=self._run, name="database-writer", daemon=True).start()

    @property
    def is_stuck(self) -> bool:
        """In a work, that is, not while it waits for the file or the disk."""
        return (job := self._at_work) is not None and job.is_stuck

    def dismiss(self) -> None:
        """A work does not come back. Without its connection it can do no harm when it does."""
        self._dismissed = True
        connection = self._connection
        if connection is not None:
            with suppress(ResourceClosedError, sqlite3.Error):  # it comes back at this very moment
                driver: Any = connection.connection.driver_connection
                driver.interrupt()
                driver.close()
        self._turn.close()
        for job in self._aboard:
            job.fail(NotConfirmed())

    def _run(self) -> None:
        while not self._dismissed and self._serve_next():
            self._aboard = []
        self._turn.close()

    def _serve_next(self) -> bool:
        """While it waits it holds no job, for a job may hold everything."""
        job = self._jobs.get()
        if job is not None:
            self._serve(job)
        return job is not None

    def _serve(self, first: _Job[Any]) -> None:
        """Commits the first job and those that wait behind it, each undone by itself if it fails."""
        done: list[tuple[_Job[Any], Any, BaseException | None]] = []
        self._aboard = []
        try:
            with self._transaction() as connection:
                until = time.monotonic() + LONGEST_GATHERING
                job: _Job[Any] | None = first
                while job is not None:
                    if job.begin():
                        self._aboard.append(job)
                        done.append((job, *self._try(job, connection)))
                    full = len(done) >= MOST_TOGETHER or time.monotonic() > until
                    job = None if full else self._next()
        except BaseException:
            # The file was not free, or the commit itself failed, and with it everything in it: each work gets its own,
            # with its own error.
            for each in self._aboard or [first]:
                self._alone(each)
        else:
            for each, value, error in done:
                if error is None:
                    each.succeed(value)
                else:
                    each.fail(error)

    def _next(self) -> _Job[Any] | None:
        try:
            job = self._jobs.get_nowait()
        except Empty:
            return None
        if job is None:  # the end, but not of what is on board
            self._jobs.put(None)
        return job

    def _try(self, job: _Job[Any], connection: Connection) -> tuple[Any, BaseException | None]:
        driver: Any = connection.connection.driver_connection
        driver.execute("SAVEPOINT work").close()
        try:
            value = self._work(job, connection)
        except BaseException as error:
            if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError):
                raise  # the file is in trouble, not the work
            driver.execute("ROLLBACK TO work").close()
            driver.execute("RELEASE work").close()
            return None, error
        driver.execute("RELEASE work").close()
        return value, None

    def _alone(self, job: _Job[Any]) -> None:
        for attempt in range(ATTEMPTS):
            if self._dismissed or job.given_up_at is not None:
                job.fail(NotConfirmed())
                return
            try:
                with self._transaction() as connection:
                    if not job.begin():
                        return
                    value = self._work(job, connection)
            except BaseException as error:
                if not is_locked(error) or attempt == ATTEMPTS - 1:
                    job.fail(error)
                    return
            else:
                job.succeed(value)
                return
            _pause(attempt)

    def _work(self, job: _Job[Any], connection: Connection) -> Any:
        self._at_work = job
        try:
            return job.work(SqlUnitOfWork(connection))
        finally:
            self._at_work = None

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._turn, self._engine.connect() as connection, connection.begin():
            self._connection = connection
            try:
                yield connection
            finally:
                self._connection = None


class _TurnAmongProcesses:
    """Waiting in SQLite's own way is unfair: under load one process can starve for seconds. Waiting for a file lock
    is not."""

    def __init__(self, file: str | None) -> None:
        waits = file and file != ":memory:" and sys.platform != "win32"
        self._file = Path(f"{file}-queue") if waits else None
        self._opened: IO[bytes] | None = None

    def __enter__(self) -> None:
        if self._file is None:
            return
        if self._opened is None:
            self._opened = self._file.open("ab")
        fcntl.flock(self._opened, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        if self._opened is not None:
            fcntl.flock(self._opened, fcntl.LOCK_UN)

    def close(self) -> None:
        """Gives up the turn, too."""
        self._file, opened, self._opened = None, self._opened, None
        if opened is not None:
            opened.close()


def _sqlstate(error: Exception) -> str | None:
    return getattr(getattr(error, "orig", None), "sqlstate", None)


def _pause(attempt: int) -> None:
    time.sleep(min(0.2, 0.005 * 2**attempt) * (0.5 + random.random()))  # noqa: S311
