"""A request that is repeated, at once or later, is answered once; also by sixteen who do not know of each other."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from sqlalchemy import text

from backend.orders.errors import KeyReused, KeyRunning, NotConfirmed
from backend.orders.idempotency import once
from backend.orders.ports import UnitOfWork
from backend.storage.engine import open_engine
from backend.storage.transactions import SqlDatabase
from tests.backend.guarantees.conftest import Shop
from tests.backend.guarantees.shoppers import SKU, buys
from tests.backend.shops import NOW, available, books_agree_with_the_shelf

LONGEST = 2.5
"""Seconds after which a silence sounds broken."""


def test_sixteen_at_once_get_one_order_and_the_same_answer(shop: Shop) -> None:
    database = shop.patient()
    with ThreadPoolExecutor(16) as pool:
        numbers = list(pool.map(lambda _: buys_stubbornly(shop, database), range(16)))

    assert len(set(numbers)) == 1
    assert shop.numbers() == [numbers[0]]
    assert available(database, SKU) == 10**6 - 1
    assert books_agree_with_the_shelf(database)


def buys_stubbornly(shop: Shop, database: SqlDatabase) -> str:
    """As programs do that are told to come again."""
    while True:
        try:
            return buys(database, shop.customer, "key")
        except KeyRunning:
            time.sleep(0.05)


def test_a_key_with_another_request_is_refused_and_nothing_happens(shop: Shop) -> None:
    database = shop.patient()
    number = buys(database, shop.customer, "key")

    with pytest.raises(KeyReused):
        buys(database, shop.customer, "key", quantity=2)

    assert shop.numbers() == [number]
    assert available(database, SKU) == 10**6 - 1


def test_a_key_whose_request_is_running_elsewhere_says_so_in_time(postgresql_shop: Shop) -> None:
    database = postgresql_shop.open()
    database.read(lambda uow: uow.shop())
    engine = open_engine(postgresql_shop.url)
    claim = (
        "INSERT INTO idempotency_keys (scope, key, fingerprint, status, answer, at) "
        "VALUES ('shop', 'key', '1 tea', 0, 'null', now())"
    )
    with engine.connect() as elsewhere, elsewhere.begin() as transaction:
        elsewhere.execute(text(claim))
        began = time.monotonic()
        with pytest.raises(KeyRunning):
            buys(database, postgresql_shop.customer, "key")
        assert time.monotonic() - began < LONGEST
        transaction.rollback()

    number = buys(database, postgresql_shop.customer, "key")
    assert postgresql_shop.numbers() == [number]


def test_on_a_file_a_running_key_lets_others_wait_for_its_answer_but_not_for_ever(sqlite_shop: Shop) -> None:
    database = sqlite_shop.open()
    go_on = Event()
    first = _slow_request(sqlite_shop, go_on)

    with ThreadPoolExecutor(2) as pool:
        running = pool.submit(database.write, first, seconds=60)
        began = time.monotonic()
        with pytest.raises(NotConfirmed):
            buys(database, sqlite_shop.customer, "key")
        assert time.monotonic() - began < LONGEST

        patient = pool.submit(buys, sqlite_shop.patient(), sqlite_shop.customer, "key")
        time.sleep(0.2)
        assert not patient.done()
        go_on.set()
        assert patient.result(30) == running.result(30)[1]["number"]
    assert sqlite_shop.numbers() == []  # the first request answered with a number, and nobody ordered again


def _slow_request(shop: Shop, go_on: Event) -> Callable[[UnitOfWork], Any]:
    def slow(uow: UnitOfWork) -> tuple[int, Any]:
        assert go_on.wait(30)
        return 201, {"number": "407912"}

    return lambda uow: once("shop", "key", f"1 {SKU}", slow, now=NOW, uow=uow)
