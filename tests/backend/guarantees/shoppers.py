"""Buyers in a process of their own, which can be stopped and killed: `python -m tests.backend.guarantees.shoppers`."""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

from sqlalchemy import event

from backend.errors import EncoreError
from backend.orders.errors import NotConfirmed, OutOfStock
from backend.orders.idempotency import once
from backend.orders.model import Customer, Wish
from backend.orders.ordering import order_directly, place_order
from backend.orders.ports import UnitOfWork
from backend.orders.quoting import quote_product
from backend.storage.engine import open_engine
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import NOW

PROJECT = Path(__file__).parents[3]
SKU = "tea"


def start(*arguments: str, under: tuple[str, ...] = ()) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*under, sys.executable, "-m", "tests.backend.guarantees.shoppers", *arguments],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def buys(database: SqlDatabase, customer: Customer, key: str, *, quantity: int = 1) -> str:
    """The number of the order with this key, as the API does it."""

    def order(uow: UnitOfWork) -> tuple[int, Any]:
        wishes = [Wish(SKU, quantity)]
        order = order_directly(customer, wishes, now=NOW, uow=uow, chance=random.SystemRandom(), actor="api")
        return 201, {"number": order.number}

    answered = database.write(lambda uow: once("shop", key, f"{quantity} {SKU}", order, now=NOW, uow=uow))
    return str(answered[1]["number"])


def quotes_and_places(database: SqlDatabase, customer: Customer, *, quantity: int = 1) -> str:
    quote = database.write(lambda uow: quote_product(customer, SKU, quantity, now=NOW, uow=uow))
    chance = random.SystemRandom()
    return database.write(lambda uow: place_order(customer, quote.id, now=NOW, uow=uow, chance=chance)).number


def buy_once_each(url: str, how: str, customers: list[Customer], quantity: int) -> None:
    """Each customer buys; prints what came of it when all have an answer."""
    database = SqlDatabase(open_engine(url), read_seconds=60, write_seconds=60)

    def try_to_buy(customer: Customer) -> str:
        try:
            if how == "quoted":
                quotes_and_places(database, customer, quantity=quantity)
            else:
                buys(database, customer, str(customer.id), quantity=quantity)
        except OutOfStock:
            return "out of stock"
        except Exception as error:
            return repr(error)
        return "ordered"

    with ThreadPoolExecutor(8) as pool:
        _say(Counter(pool.map(try_to_buy, customers)))


def buy_for_ever(url: str, customer: Customer, acknowledged: Path, threads: int, synchronous: str) -> None:
    """Writes "KEY NUMBER" for every order that was confirmed, and repeats a key until it is."""
    engine = open_engine(url)
    if synchronous:
        event.listen(engine, "connect", lambda connection, _: connection.execute(f"PRAGMA synchronous={synchronous}"))
    database = SqlDatabase(engine)
    paper = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def buy(name: int) -> None:
        for number in count():
            key = f"{name}-{number}"
            while True:
                try:
                    os.write(paper, f"{key} {buys(database, customer, key)}\n".encode())
                    break
                except (NotConfirmed, EncoreError):
                    time.sleep(0.05)

    for name in range(threads):
        Thread(target=buy, args=(name,), daemon=True).start()
    sys.stdin.read()


def measure_waits(url: str, customer: Customer, seconds: float, threads: int) -> None:
    database = SqlDatabase(open_engine(url), write_seconds=60)
    sys.stdin.readline()
    until = time.monotonic() + seconds

    def buy(name: int) -> list[float]:
        waits: list[float] = []
        while (began := time.monotonic()) < until:
            buys(database, customer, f"{os.getpid()}-{name}-{len(waits)}")
            waits.append(time.monotonic() - began)
        return waits

    with ThreadPoolExecutor(threads) as pool:
        waits = sorted(wait for of_one in pool.map(buy, range(threads)) for wait in of_one)
    _say({"orders": len(waits), "median": waits[len(waits) // 2], "longest": waits[-1]})


def buy_before_and_after_a_fork(url: str, customer: Customer) -> None:
    """Parent and child go on with the same database; prints the exit status of the child and what the parent got."""
    database = SqlDatabase(open_engine(url), read_seconds=10, write_seconds=10)
    buys(database, customer, "before")
    child = os.fork()
    if child == 0:
        status = 1
        try:
            buys(database, customer, "child")
            status = 0 if database.read(lambda uow: len(uow.orders.all(limit=9))) >= 2 else 2
        finally:
            os._exit(status)
    buys(database, customer, "parent")
    _, status = os.waitpid(child, 0)
    buys(database, customer, "after")
    _say(
        {"child": os.waitstatus_to_exitcode(status), "orders": database.read(lambda uow: len(uow.orders.all(limit=9)))}
    )


def _say(answer: Any) -> None:
    print(json.dumps(answer), flush=True)


def _customers(url: str, ids: list[str]) -> list[Customer]:
    database = SqlDatabase(open_engine(url), read_seconds=60)
    found = [database.read(lambda uow, id=id: uow.customers.get(UUID(id))) for id in ids]  # type: ignore[misc]
    return [customer for customer in found if customer]


def main(does: str, url: str, *more: str) -> None:
    match does, more:
        case "once-each", (how, quantity, *ids):
            customers = _customers(url, ids)
            _say("ready")
            sys.stdin.readline()
            buy_once_each(url, how, customers, int(quantity))
        case "for-ever", (customer, acknowledged, threads, synchronous):
            buy_for_ever(url, _customers(url, [customer])[0], Path(acknowledged), int(threads), synchronous)
        case "measure", (customer, seconds, threads):
            found = _customers(url, [customer])
            _say("ready")
            measure_waits(url, found[0], float(seconds), int(threads))
        case "fork", (customer,):
            buy_before_and_after_a_fork(url, _customers(url, [customer])[0])


def answers(process: "subprocess.Popen[str]") -> Any:
    """The next thing it says."""
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


def go(process: "subprocess.Popen[str]") -> None:
    """It was waiting for this."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def wait_for(condition: Callable[[], bool], *, seconds: float = 30) -> float:
    """How many seconds it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "waited in vain"
        time.sleep(0.01)
    return time.monotonic() - began


if __name__ == "__main__":
    main(*sys.argv[1:])
