"""Many works share a commit of a file, and none of them feels the others.

ENCORE_TEST_SECONDS=30 lets two processes compete for longer than a moment.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from uuid import uuid4

import pytest
from sqlalchemy import Connection, event, insert, text
from sqlalchemy.exc import IntegrityError

from backend.orders.errors import NotConfirmed
from backend.orders.model import Event as Happened
from backend.orders.ports import UnitOfWork
from backend.storage.sql import SqlUnitOfWork
from backend.storage.tables import quote_lines
from backend.storage.transactions import MOST_TOGETHER, STUCK_SECONDS, SqlDatabase
from tests.backend.guarantees.conftest import PATIENT_SECONDS, Shop
from tests.backend.guarantees.shoppers import SKU, answers, go, start, wait_for
from tests.backend.shops import NOW

SECONDS = os.environ.get("ENCORE_TEST_SECONDS", "1")


@pytest.fixture
def database(sqlite_shop: Shop) -> SqlDatabase:
    return sqlite_shop.patient()


def note(subject: str) -> Callable[[UnitOfWork], str]:
    """A work that leaves a trace."""

    def work(uow: UnitOfWork) -> str:
        uow.events.add(Happened(uuid4(), NOW, "test.noted", "test", subject, None, {}))
        return subject

    return work


def noted(database: SqlDatabase) -> list[str]:
    with database.reading() as uow:
        return sorted(each.subject for each in uow.events.latest(limit=1000) if each.type == "test.noted")


@contextmanager
def waiting_writer(database: SqlDatabase) -> Iterator[None]:
    """What is asked for meanwhile shares one commit afterwards."""
    begun, go_on = Event(), Event()

    def hold(_: UnitOfWork) -> None:
        begun.set()
        assert go_on.wait(PATIENT_SECONDS)

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(database.write, hold)
        assert begun.wait(PATIENT_SECONDS)
        try:
            yield
        finally:
            go_on.set()
        held.result(PATIENT_SECONDS)


def together(database: SqlDatabase, works: Sequence[Callable[[SqlUnitOfWork], str]]) -> list["Future[str]"]:
    with ThreadPoolExecutor(len(works)) as pool:
        with waiting_writer(database):
            asked = [pool.submit(database.write, work) for work in works]
            wait_for(lambda: database._runner._jobs.qsize() == len(works))
        return asked


def test_sixty_four_share_commits_and_a_failing_one_undoes_only_itself(database: SqlDatabase) -> None:
    commits: list[Connection] = []
    event.listen(database._engine, "commit", commits.append)

    def fails(uow: UnitOfWork) -> str:
        note("never")(uow)
        raise ZeroDivisionError

    asked = together(database, [note(f"{number:02}") for number in range(63)] + [fails])

    assert [each.result() for each in asked[:63]] == [f"{number:02}" for number in range(63)]
    assert isinstance(asked[63].exception(), ZeroDivisionError)
    assert noted(database) == [f"{number:02}" for number in range(63)]
    assert len(commits) < 64 / 2
    assert MOST_TOGETHER == 64


def test_a_commit_that_fails_hurts_only_the_work_that_made_it_fail(database: SqlDatabase) -> None:
    def fails_at_the_end(uow: SqlUnitOfWork) -> str:
        note("never")(uow)
        uow._connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        of_no_quote = {"quote_id": uuid4(), "sku": SKU, "position": 0, "quantity": 1, "price_minor": 1}
        uow._connection.execute(insert(quote_lines), of_no_quote)
        return "never"

    asked = together(database, [note("before"), fails_at_the_end, note("after")])

    assert isinstance(asked[1].exception(), IntegrityError)
    assert (asked[0].result(), asked[2].result()) == ("before", "after")
    assert noted(database) == ["after", "before"]


def test_what_nobody_waits_for_any_more_is_not_done(sqlite_shop: Shop, database: SqlDatabase) -> None:
    impatient = SqlDatabase(database._engine, write_seconds=0.2)
    impatient._runner = database._runner
    with waiting_writer(database):
        for subject in ("one", "another"):
            with pytest.raises(NotConfirmed):
                impatient.write(note(subject))

    assert database.write(note("later")) == "later"
    assert noted(database) == ["later"]


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, GeneratorExit])
def test_no_error_ends_the_writer(database: SqlDatabase, error: type[BaseException]) -> None:
    def fails(uow: UnitOfWork) -> str:
        note("never")(uow)
        raise error

    with pytest.raises(error):
        database.write(fails)
    asked = together(database, [note("before"), fails, note("after")])

    assert isinstance(asked[1].exception(), error)
    assert noted(database) == ["after", "before"]


def test_a_work_that_does_not_come_back_is_given_up_and_does_no_harm_when_it_does(sqlite_shop: Shop) -> None:
    database = sqlite_shop.open(write_seconds=0.3)
    go_on, came_back = Event(), Event()

    def hangs(uow: UnitOfWork) -> str:
        note("begun")(uow)
        assert go_on.wait(PATIENT_SECONDS)
        try:
            return note("never")(uow)
        finally:
            came_back.set()

    with pytest.raises(NotConfirmed):
        database.write(hangs)
    with pytest.raises(NotConfirmed):
        database.write(note("too early"))
    time.sleep(STUCK_SECONDS)
    began = time.monotonic()
    assert database.write(note("works"), seconds=10) == "works"
    assert time.monotonic() - began < 5
    go_on.set()
    assert came_back.wait(PATIENT_SECONDS)
    assert database.write(note("still"), seconds=10) == "still"

    assert noted(database) == ["still", "works"]


def test_a_fork_may_go_on_with_the_same_database(shop: Shop) -> None:
    process = start("fork", shop.url, str(shop.customer.id))
    try:
        assert answers(process) == {"child": 0, "orders": 4}
    finally:
        process.communicate()
    assert shop.is_in_order()


def test_two_busy_processes_let_each_other_write(shop: Shop) -> None:
    processes = [start("measure", shop.url, str(shop.customer.id), SECONDS, "4") for _ in range(2)]
    try:
        assert [answers(process) for process in processes] == ["ready", "ready"]
        for process in processes:
            go(process)
        waits = [answers(process) for process in processes]
    finally:
        for process in processes:
            process.communicate()

    for each in waits:  # pytest -rP shows it
        print(f"{each['orders']} orders, {each['median']:.3f} s each, at most {each['longest']:.3f} s")
    assert len(shop.numbers_of_many()) == sum(each["orders"] for each in waits)
    assert max(each["longest"] for each in waits) < 4  # starving is longer, also on a busy machine
    fewest, most = sorted(each["orders"] for each in waits)
    assert most < 5 * fewest
