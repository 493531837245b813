"""Transactions: a work is run again as a whole when the database asks for it, and nobody waits for ever."""

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import IO, Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, OperationalError

from backend.orders.errors import NotConfirmed
from backend.storage.engine import READING, explain
from backend.storage.sql import SqlUnitOfWork
from backend.storage.statements import LOCK_NOT_AVAILABLE

Result = TypeVar("Result")
Work = Callable[[SqlUnitOfWork], Result]

READ_SECONDS = 1.0
WRITE_SECONDS = 1.2
"""Together less than the two and a half seconds after which a silence sounds broken."""

ATTEMPTS = 8
AGAIN = frozenset({"40001", "40P01", "23505"})
"""SQLSTATE of a serialisation failure, a deadlock, and a key that somebody else took at the same moment (such as an
order number): the same work may succeed when it is run again."""

MOST_TOGETHER = 64
"""Works in one commit."""
LONGEST_GATHERING = 0.015
"""Seconds after which a commit takes no more works on board."""


class SqlDatabase:
    """Hands out transactions; safe to share between threads."""

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
        if engine.dialect.name == "sqlite":
            self._writer: _GroupCommit | None = _GroupCommit(engine)
            self._pool = None
            self._reading = engine.execution_options(**READING)
        else:
            self._writer = None
            self._pool = ThreadPoolExecutor(threads, thread_name_prefix="database")
            self._reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def read(self, work: Work[Result]) -> Result:
        """
        Raises:
            NotConfirmed: no answer in time.
        """
        if self._pool is None:  # a file, and readers wait for no writer
            return self._run_reading(work)
        return self._in_time(self._pool.submit(self._run_reading, work), self._read_seconds)

    def write(self, work: Work[Result], *, seconds: float | None = None) -> Result:
        """Runs the work in one transaction, commits, and returns what it returned.

        The work may run more than once, so it changes nothing but the database.

        Raises:
            NotConfirmed: no answer in time; the work may still be done. Infinite `seconds` wait for it.
        """
        seconds = self._write_seconds if seconds is None else seconds
        if self._writer is not None:
            return self._in_time(self._writer.submit(work), seconds)
        assert self._pool is not None
        return self._in_time(self._pool.submit(self._run_writing, work), seconds)

    def _in_time(self, future: "Future[Result]", seconds: float) -> Result:
        wait([future], timeout=None if seconds == float("inf") else seconds)
        if not future.done():
            future.cancel()
            raise NotConfirmed
        try:
            return future.result()
        except DatabaseError as error:
            if _sqlstate(error) == LOCK_NOT_AVAILABLE:
                raise NotConfirmed from error
            raise explain(error, self._engine.url.render_as_string(hide_password=True)) from error

    def _run_reading(self, work: Work[Result]) -> Result:
        with self.reading() as uow:
            return work(uow)

    def _run_writing(self, work: Work[Result]) -> Result:
        for attempt in range(ATTEMPTS):
            try:
                with self._engine.connect() as connection, connection.begin():
                    return work(SqlUnitOfWork(connection))
            except DBAPIError as error:
                if not AGAIN & {_sqlstate(error)} or attempt == ATTEMPTS - 1:
                    raise
            _pause(attempt)
        raise AssertionError

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
        try:
            with engine.connect() as connection, connection.begin():
                yield SqlUnitOfWork(connection)
        except DatabaseError as error:
            raise explain(error, engine.url.render_as_string(hide_password=True)) from error


@dataclass(slots=True)
class _Job:
    work: Work[Any]
    future: "Future[Any]" = field(default_factory=Future)


class _GroupCommit:
    """SQLite knows one writer; one thread is it, and what arrives while it works shares the next commit.

    A commit waits for the disk once, however many works it holds.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self._thread: Thread | None = None
        self._starting = Lock()
        self._turn = _turn_among_processes(engine)

    def submit(self, work: Work[Result]) -> "Future[Result]":
        job = _Job(work)
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = Thread(target=self._run, name="database-writer", daemon=True)
                    self._thread.start()
        self._jobs.put(job)
        return job.future

    def _run(self) -> None:
        while True:
            job = self._jobs.get()
            if not job.future.set_running_or_notify_cancel():
                continue  # nobody waits for it any more
            done: list[tuple[_Job, Any, Exception | None]] = []
            try:
                self._commit(job, done)
            except Exception:
                # The commit itself failed, and with it everything in it: each work gets its own, with its own error.
                for each, _, _ in done or [(job, None, None)]:
                    self._alone(each)
            else:
                for each, value, error in done:
                    if error is None:
                        each.future.set_result(value)
                    else:
                        each.future.set_exception(error)

    def _commit(self, first: _Job, done: list[tuple[_Job, Any, Exception | None]]) -> None:
        """Runs the first job and those that wait behind it, each undone by itself if it fails."""
        until = time.monotonic() + LONGEST_GATHERING
        job: _Job | None = first
        with self._turn(), self._engine.connect() as connection, connection.begin():
            while job is not None:
                done.append((job, None, None))  # so that it is known when the transaction breaks
                done[-1] = (job, *self._try(job, connection))
                job = None if len(done) >= MOST_TOGETHER or time.monotonic() > until else self._next()

    def _next(self) -> _Job | None:
        while True:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return None
            if job.future.set_running_or_notify_cancel():
                return job

    @staticmethod
    def _try(job: _Job, connection: Connection) -> tuple[Any, Exception | None]:
        connection.exec_driver_sql("SAVEPOINT work")
        try:
            value = job.work(SqlUnitOfWork(connection))
        except DatabaseError as error:
            if not isinstance(error, IntegrityError):
                raise  # the file is in trouble, not the work
            connection.exec_driver_sql("ROLLBACK TO work")
            return None, error
        except Exception as error:
            connection.exec_driver_sql("ROLLBACK TO work")
            return None, error
        connection.exec_driver_sql("RELEASE work")
        return value, None

    def _alone(self, job: _Job) -> None:
        for attempt in range(ATTEMPTS):
            try:
                with self._turn(), self._engine.connect() as connection, connection.begin():
                    value = job.work(SqlUnitOfWork(connection))
            except OperationalError as error:
                if "locked" not in str(error.orig) or attempt == ATTEMPTS - 1:
                    job.future.set_exception(error)
                    return
                _pause(attempt)
            except Exception as error:
                job.future.set_exception(error)
                return
            else:
                job.future.set_result(value)
                return


def _turn_among_processes(engine: Engine) -> Callable[[], AbstractContextManager[None]]:
    """Waiting in SQLite's own way is unfair: under load one process can starve for seconds. Waiting for a file lock
    is not."""
    file = engine.url.database
    try:
        import fcntl
    except ImportError:  # not on Windows
        return nullcontext
    if not file or file == ":memory:":
        return nullcontext
    opened: list[IO[bytes]] = []

    @contextmanager
    def turn() -> Iterator[None]:
        if not opened:
            opened.append(Path(f"{file}-queue").open("ab"))  # noqa: SIM115 - for as long as the process lives
        fcntl.flock(opened[0], fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(opened[0], fcntl.LOCK_UN)

    return turn


def _sqlstate(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def _pause(attempt: int) -> None:
    time.sleep(min(0.2, 0.005 * 2**attempt) * (0.5 + random.random()))  # noqa: S311
