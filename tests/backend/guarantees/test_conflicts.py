"""Works that get into each other's way on a server are run again as a whole, but not for ever."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
from sqlalchemy import Connection

from backend.orders.errors import NotConfirmed
from backend.orders.ports import UnitOfWork
from backend.storage.engine import open_engine
from backend.storage.sql import SqlUnitOfWork
from backend.storage.transactions import ATTEMPTS, SqlDatabase
from tests.backend.guarantees.conftest import PATIENT_SECONDS, Shop
from tests.backend.guarantees.shoppers import SKU
from tests.backend.shops import product, the_product
from tests.postgres import ThrowawayServer

OTHER = "oil"
Work = Callable[[SqlUnitOfWork], None]


@pytest.fixture
def shop(postgresql_shop: Shop) -> Shop:
    with postgresql_shop.patient().writing() as uow:
        uow.products.put([product(OTHER, on_hand=100)])
    return postgresql_shop


def strict(shop: Shop) -> SqlDatabase:
    """PostgreSQL then refuses what could not have happened one after the other."""
    engine = open_engine(shop.url).execution_options(isolation_level="SERIALIZABLE")
    return SqlDatabase(engine, write_seconds=PATIENT_SECONDS)


def meeting(barrier: Barrier, first: Work, then: Work, tries: list[str], name: str) -> Work:
    """Both works are half done at the same moment, when they are run for the first time."""

    def work(uow: SqlUnitOfWork) -> None:
        tries.append(name)
        first(uow)
        if tries.count(name) == 1:
            barrier.wait(20)
        then(uow)

    return work


def run_together(database: SqlDatabase, works: Sequence[Work]) -> None:
    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(database.write, work) for work in works]:
            done.result(PATIENT_SECONDS)


def test_one_of_two_that_decide_by_what_the_other_changes_decides_again(shop: Shop) -> None:
    """Each takes all the tea that the other leaves: never both."""
    database, tries, barrier = strict(shop), list[str](), Barrier(2)
    seen: dict[str, int] = {}

    def looks(mine: str, other: str) -> Callable[[UnitOfWork], None]:
        def look(uow: UnitOfWork) -> None:
            seen[mine] = uow.stock.of(other)[0].reserved

        return look

    def takes(mine: str) -> Work:
        return lambda uow: None if seen[mine] else assert_reserved(uow, mine)

    def assert_reserved(uow: UnitOfWork, sku: str) -> None:
        assert uow.stock.reserve({sku: 1}, "main")

    works = [
        meeting(barrier, looks(SKU, OTHER), takes(SKU), tries, SKU),
        meeting(barrier, looks(OTHER, SKU), takes(OTHER), tries, OTHER),
    ]
    run_together(database, works)

    assert sorted([the_product(database, sku).reserved for sku in (SKU, OTHER)]) == [0, 1]
    assert len(tries) == 3


@pytest.mark.parametrize("patience", ["100ms", "10s"], ids=["deadlock", "lock timeout"])
def test_two_that_wait_for_each_other_both_get_done(shop: Shop, victim: ThrowawayServer, patience: str) -> None:
    """PostgreSQL notices after a while; a lock that is waited for too long is let go of, too."""
    with victim.connect(shop.url.rpartition("/")[2].partition("?")[0]) as connection:
        connection.execute(f"ALTER ROLE postgres SET deadlock_timeout = '{patience}'")
    try:
        database, tries, barrier = shop.patient(), list[str](), Barrier(2)

        def take(sku: str) -> Work:
            def work(uow: UnitOfWork) -> None:
                assert uow.stock.reserve({sku: 1}, "main")

            return work

        works = [
            meeting(barrier, take(SKU), take(OTHER), tries, "one"),
            meeting(barrier, take(OTHER), take(SKU), tries, "another"),
        ]
        run_together(database, works)
    finally:
        with victim.connect() as connection:
            connection.execute("ALTER ROLE postgres RESET deadlock_timeout")

    assert [the_product(database, sku).reserved for sku in (SKU, OTHER)] == [2, 2]
    assert 3 <= len(tries) <= 2 * ATTEMPTS


def test_what_never_succeeds_ends(shop: Shop) -> None:
    database, tries = strict(shop), list[int]()
    with psycopg.connect(shop.url.replace("+psycopg", ""), autocommit=True) as elsewhere:

        def spoilt(uow: UnitOfWork) -> None:
            tries.append(uow.stock.of(SKU)[0].on_hand)
            elsewhere.execute("UPDATE stock SET on_hand = on_hand + 1 WHERE sku = %s", [SKU])
            uow.stock.reserve({SKU: 1}, "main")

        began = time.monotonic()
        with pytest.raises(NotConfirmed):
            database.write(spoilt)

    assert tries == list(range(10**6, 10**6 + ATTEMPTS))
    assert time.monotonic() - began < 10
    assert the_product(database, SKU).reserved == 0


def test_works_that_nobody_waits_for_any_more_are_not_tried_again(shop: Shop) -> None:
    database, tries = shop.open(write_seconds=0.7), list[float]()
    with shop.patient().writing() as holder:
        assert holder.stock.reserve({SKU: 1}, "main")

        def work(uow: UnitOfWork) -> None:
            tries.append(time.monotonic())
            uow.stock.reserve({SKU: 1}, "main")

        with pytest.raises(NotConfirmed):
            database.write(work)
        time.sleep(1)

    time.sleep(0.5)
    assert 1 <= len(tries) <= 2
    assert the_product(shop.patient(), SKU).reserved == 1


def test_an_error_that_is_ignored_in_a_transaction_is_not_taken_for_success(shop: Shop) -> None:
    """PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK, and no driver says so."""

    def work(uow: SqlUnitOfWork) -> str:
        assert uow.stock.reserve({SKU: 1}, "main")
        connection: Connection = uow._connection
        with pytest.raises(Exception, match="division by zero"):
            connection.exec_driver_sql("SELECT 1/0")
        return "done"

    database = shop.patient()
    with pytest.raises(RuntimeError, match="ignored"):
        database.write(work)
    assert the_product(database, SKU).reserved == 0
