"""`encore bench orders`: how fast orders become durable, beside the limits of this machine in the same run."""

import hashlib
import json
import math
import os
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, local
from typing import Any, Protocol
from uuid import UUID, uuid4

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, event, insert, text

from backend.orders.history import BASKETS
from backend.orders.idempotency import once
from backend.orders.ids import uuid7
from backend.orders.model import Customer, OrderStatus, Product, Shop, Wish
from backend.orders.money import Money
from backend.orders.ordering import order_directly
from backend.orders.ports import UnitOfWork
from backend.storage import tables
from backend.storage.engine import analyze, open_engine
from backend.storage.migrate import upgrade
from backend.storage.transactions import SqlDatabase

PRODUCTS = 1000
LINES = 3
SHOP = Shop("Bench", "USD", "UTC", Money(399, "USD"), Money(3500, "USD"), 2, 30, "")
SECRET = random.SystemRandom()

console = Console()


class Subject(Protocol):
    """Something that places orders of three lines, each durable when `place` returns."""

    name: str

    def place(self, skus: list[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class Measured:
    name: str
    clients: int
    orders: int
    seconds: float
    p50: float
    """Seconds."""
    p99: float
    cpu: float
    """Seconds an order, of this process and its database server."""
    commits: int | None = None

    @property
    def rate(self) -> float:
        return self.orders / self.seconds


class Chance:
    """Long order numbers, so that a benchmark of many orders does not run out of short ones."""

    def randrange(self, start: int, stop: int) -> int:
        return SECRET.randrange(10**11, 10**12)


class EncoreOrders:
    """The order path as the API takes it: idempotency key, stock, order, lines, audit and outbox."""

    def __init__(self, engine: Engine, customer: Customer) -> None:
        self.name = "Encore"
        self._database = SqlDatabase(engine, write_seconds=60)
        self._customer = customer

    def place(self, skus: list[str]) -> None:
        wishes = [Wish(sku, 1) for sku in skus]
        now = datetime.now(UTC)
        key = uuid4().hex
        fingerprint = hashlib.sha256(key.encode()).hexdigest()

        def order(uow: UnitOfWork) -> tuple[int, Any]:
            placed = order_directly(self._customer, wishes, now=now, uow=uow, chance=Chance(), actor="bench")
            return 201, {"number": placed.number, "total": str(placed.total.amount)}

        self._database.write(lambda uow: once("bench", key, fingerprint, order, now=now, uow=uow))


class RawOrders:
    """The same rows by the bare driver: what the database and the disk allow."""

    def __init__(self, engine: Engine, customer: Customer) -> None:
        self.name = "raw driver"
        self._engine = engine
        self._customer = customer.id.hex if engine.dialect.name == "sqlite" else customer.id
        self._mark = "?" if engine.dialect.name == "sqlite" else "%s"
        self._own = local()

    def _connection(self) -> Any:
        if not hasattr(self._own, "connection"):
            self._own.connection = self._open()
        return self._own.connection

    def _open(self) -> Any:
        url = self._engine.url
        if self._engine.dialect.name == "sqlite":
            import sqlite3

            connection = sqlite3.connect(str(url.database), isolation_level=None, timeout=60)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            return connection
        import psycopg

        return psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True)

    def _sql(self, statement: str) -> str:
        return statement.replace("?", self._mark)

    def place(self, skus: list[str]) -> None:
        sqlite = self._engine.dialect.name == "sqlite"
        cursor = self._connection().cursor()
        now: Any = datetime.now(UTC)
        order_id: Any = uuid7(now)
        event_id: Any = uuid7(now)
        if sqlite:
            now, order_id, event_id = now.strftime("%Y-%m-%d %H:%M:%S.%f"), order_id.hex, event_id.hex
        key, number = uuid4().hex, str(Chance().randrange(0, 0))
        cursor.execute("BEGIN IMMEDIATE" if sqlite else "BEGIN")
        cursor.execute(
            self._sql(
                "INSERT INTO idempotency_keys (scope, key, fingerprint, status, answer, at) "
                "VALUES ('bench', ?, ?, 0, 'null', ?) ON CONFLICT DO NOTHING"
            ),
            (key, key, now),
        )
        marks = ", ".join(self._mark for _ in skus)
        cursor.execute(
            f"SELECT p.sku, p.price_minor, s.on_hand, s.reserved FROM products p JOIN stock s ON s.sku = p.sku "  # noqa: S608
            f"WHERE s.place = 'main' AND p.sku IN ({marks})",
            skus,
        )
        prices = {row[0]: row[1] for row in cursor.fetchall()}
        cursor.executemany(
            self._sql(
                "UPDATE stock SET reserved = reserved + 1 WHERE sku = ? AND place = 'main' AND on_hand - reserved >= 1"
            ),
            [(sku,) for sku in sorted(skus)],
        )
        cursor.execute("SELECT currency, delivery_fee_minor FROM shop")
        cursor.fetchall()
        cursor.execute("SELECT code FROM promotions WHERE automatic")
        cursor.fetchall()
        cursor.execute(self._sql("SELECT id FROM orders WHERE number = ?"), (number,))
        cursor.fetchall()
        cursor.execute(
            self._sql(
                "INSERT INTO orders (id, number, customer_id, status, delivery_fee_minor, currency, deliver_on, "
                "address, placed_at, cancel_until) VALUES (?, ?, ?, 'placed', 399, 'USD', '2030-01-01', 'x', ?, ?)"
            ),
            (order_id, number, self._customer, now, now),
        )
        cursor.executemany(
            self._sql(
                "INSERT INTO order_lines (order_id, sku, position, quantity, price_minor) VALUES (?, ?, ?, 1, ?)"
            ),
            [(order_id, sku, position, prices[sku]) for position, sku in enumerate(skus)],
        )
        body = json.dumps({"number": number, "lines": [{"sku": sku, "quantity": 1} for sku in skus]})
        cursor.execute(
            self._sql(
                "INSERT INTO events (id, at, type, actor, subject, customer_id, body) "
                "VALUES (?, ?, 'order.placed', 'bench', ?, ?, ?)"
            ),
            (event_id, now, number, self._customer, body),
        )
        cursor.execute(
            self._sql("UPDATE idempotency_keys SET status = 201, answer = ? WHERE scope = 'bench' AND key = ?"),
            (body, key),
        )
        cursor.execute("COMMIT")


def measure(
    subject: Subject, clients: int, seconds: float, *, server: Callable[[], float], commits: "Counter | None" = None
) -> Measured:
    """As many clients as fast as they can, each waiting for its own orders."""
    took: list[float] = []
    until = time.perf_counter() + seconds

    def client(seed: int) -> list[float]:
        chance, own = random.Random(seed), []  # noqa: S311
        while time.perf_counter() < until:
            skus = [f"p{index}" for index in chance.sample(range(PRODUCTS), LINES)]
            before = time.perf_counter()
            subject.place(skus)
            own.append(time.perf_counter() - before)
        return own

    subject.place([f"p{index}" for index in range(LINES)])  # connections and statements are ready
    committed, cpu, start = commits.count if commits else 0, time.process_time() + server(), time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        for own in pool.map(client, range(clients)):
            took.extend(own)
    wall = time.perf_counter() - start
    used = time.process_time() + server() - cpu
    cuts = statistics.quantiles(took, n=100)
    return Measured(
        subject.name,
        clients,
        len(took),
        wall,
        cuts[49],
        cuts[98],
        used / len(took),
        commits.count - committed if commits else None,
    )


class Counter:
    """Commits of an engine."""

    def __init__(self, engine: Engine) -> None:
        self.count = 0
        self._lock = Lock()
        event.listen(engine, "commit", self._add)

    def _add(self, _: object) -> None:
        with self._lock:
            self.count += 1


def fsyncs(folder: Path, seconds: float) -> float:
    """Small durable appends a second: the limit of the disk."""
    file = os.open(folder / "fsync", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    try:
        count, until = 0, time.perf_counter() + seconds
        while time.perf_counter() < until:
            os.write(file, b"x" * 4096)
            os.fdatasync(file)
            count += 1
    finally:
        os.close(file)
    return count / seconds


def server_cpu(engine: Engine) -> Callable[[], float]:
    """Seconds of CPU that the database server's processes have used; nothing for a file or a server elsewhere."""
    if engine.dialect.name == "sqlite":
        return lambda: 0.0
    try:
        import psutil

        with engine.connect() as connection:
            postmaster = psutil.Process(connection.scalar(text("SELECT pg_backend_pid()"))).parent()
    except (ImportError, psutil.Error):
        return lambda: 0.0

    def used() -> float:
        total = 0.0
        for process in postmaster.children() if postmaster else ():
            with suppress(psutil.Error):
                times = process.cpu_times()
                total += times.user + times.system
        return total

    return used


def fill(database: SqlDatabase) -> Customer:
    now = datetime.now(UTC)
    customer = Customer(uuid7(now), "Bench", "en-US", "1 Bench Road")

    def work(uow: UnitOfWork) -> None:
        uow.set_shop(SHOP)
        names = {"en-US": ("thing",)}
        uow.products.put(
            Product(f"p{index}", Money(100 + index, "USD"), "piece", "things", names, on_hand=10**9)
            for index in range(PRODUCTS)
        )
        uow.customers.add(customer)

    database.write(work, seconds=math.inf)
    return customer


@contextmanager
def fresh(url: str) -> Iterator[tuple[Engine, Customer]]:
    engine = open_engine(url)
    upgrade(engine)
    customer = fill(SqlDatabase(engine))
    analyze(engine)
    yield engine, customer
    engine.dispose()


def bench_engine(url: str, seconds: float, clients: list[int]) -> list[Measured]:
    found = []
    with fresh(url) as (engine, customer):
        commits, server = Counter(engine), server_cpu(engine)
        raw, ours = RawOrders(engine, customer), EncoreOrders(engine, customer)
        for count in clients:
            found.append(measure(raw, count, seconds, server=server))
            found.append(measure(ours, count, seconds, server=server, commits=commits))
        _check_the_books(engine)
    return found


def _check_the_books(engine: Engine) -> None:
    """A benchmark of orders that were not right would be worth nothing."""
    with engine.connect() as connection:
        ordered = connection.scalar(text("SELECT COALESCE(SUM(quantity), 0) FROM order_lines"))
        reserved = connection.scalar(text("SELECT SUM(reserved) FROM stock"))
    if ordered != reserved:
        raise AssertionError(f"ordered {ordered}, reserved {reserved}")


def show(title: str, found: list[Measured], disk: float) -> None:
    table = Table("", "clients", "orders/s", "of raw", "p50 ms", "p99 ms", "CPU ms", "orders/commit", title=title)
    raw = {each.clients: each.rate for each in found if each.name == "raw driver"}
    for each in found:
        together = f"{each.orders / each.commits:.1f}" if each.commits else ""
        table.add_row(
            each.name,
            str(each.clients),
            f"{each.rate:.0f}",
            f"{each.rate / raw[each.clients]:.2f}",
            f"{each.p50 * 1000:.1f}",
            f"{each.p99 * 1000:.1f}",
            f"{each.cpu * 1000:.2f}",
            together,
        )
    console.print(table)
    console.print(f"[dim]fdatasync of 4 KiB: {disk:.0f} a second[/dim]")


# -- questions, and how they grow


def add_history(engine: Engine, customer: Customer, orders: int, customers: int) -> None:
    """So many delivered orders of so many customers, and fifty of this one."""
    now = datetime.now(UTC)
    others = [uuid7(now) for _ in range(customers)]
    with engine.begin() as connection:
        connection.execute(
            insert(tables.customers),
            [{"id": other, "name": "X", "locale": "en-US", "address": "x"} for other in others],
        )
        connection.execute(_ORDER, [_past(customer.id, index, now) for index in range(50)])
        for start in range(0, orders, 10_000):
            rows = [_past(others[index % customers], index, now) for index in range(start, min(start + 10_000, orders))]
            connection.execute(_ORDER, rows)
            connection.execute(
                insert(tables.order_lines),
                [
                    {"order_id": row["id"], "sku": f"p{(position * 331 + n) % PRODUCTS}", "position": position,
                     "quantity": 1, "price_minor": 100}
                    for n, row in enumerate(rows)
                    for position in range(LINES)
                ],
            )  # fmt: skip


_ORDER = insert(tables.orders)


def _past(customer: UUID, index: int, now: datetime) -> dict[str, Any]:
    at = now - timedelta(minutes=index)
    return {
        "id": uuid7(at),
        "number": str(SECRET.randrange(10**13, 10**14)),
        "customer_id": customer,
        "quote_id": None,
        "status": OrderStatus.DELIVERED.value,
        "delivery_fee_minor": 399,
        "currency": "USD",
        "deliver_on": at.date(),
        "address": "x",
        "placed_at": at,
        "cancel_until": at,
    }


def cpu_ms(work: Callable[[], object], times: int = 200) -> float:
    work()
    before = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - before) / times * 1000


def show_growth(url: str, sizes: list[int]) -> None:
    table = Table("orders in the database", "stock question, CPU ms", "history of 50 orders, CPU ms", title="Growth")
    with fresh(url) as (engine, customer):
        database = SqlDatabase(engine)
        have = 0
        for size in sizes:
            add_history(engine, customer, size - have, max(10, (size - have) // 20))
            have = size
            stock = cpu_ms(lambda: database.read(lambda uow: uow.products.by_sku(["p7"])))
            history = cpu_ms(lambda: database.read(lambda uow: uow.orders.of(customer.id, limit=BASKETS)), times=30)
            table.add_row(f"{size:,}", f"{stock:.3f}", f"{history:.2f}")
    console.print(table)


def show_import(url: str, count: int) -> None:
    with fresh(url) as (engine, _):
        database = SqlDatabase(engine)
        products = (
            Product(
                f"q{index}", Money(index, "USD"), "piece", "things", {"en-US": (f"thing number {index}", "thing")}, 5
            )
            for index in range(count)
        )
        before, cpu = time.perf_counter(), time.process_time()
        database.write(lambda uow: uow.products.put(products), seconds=math.inf)
        took, used = time.perf_counter() - before, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(
        f"{count:,} products stored in {took:.1f} s ({used:.1f} s CPU); peak memory of this process {memory:.0f} MB"
    )


@click.command("orders")
@click.option("--seconds", default=3.0, show_default=True, help="For each measurement.")
@click.option("--clients", default="1,8,64", show_default=True, help="How many at once.")
@click.option("--postgresql", "postgresql", metavar="URL", help="An empty database to measure PostgreSQL with.")
@click.option("--most", default=100_000, show_default=True, help="Orders in the largest database of the growth curve.")
@click.option("--products", default=100_000, show_default=True, help="Products to import.")
def orders(seconds: float, clients: str, postgresql: str | None, most: int, products: int) -> None:
    """Orders a second beside the raw driver and the disk, questions as the shop grows, and an import."""
    counts = [int(part) for part in clients.split(",")]
    with TemporaryDirectory() as name:
        folder = Path(name)
        disk = fsyncs(folder, min(seconds, 2))
        show("SQLite", bench_engine(f"sqlite:///{folder}/orders.sqlite3", seconds, counts), disk)
        if postgresql:
            show("PostgreSQL", bench_engine(postgresql, seconds, counts), disk)
        sizes = [size for size in (1_000, 10_000, 100_000, 1_000_000, 10_000_000) if size <= most]
        show_growth(f"sqlite:///{folder}/growth.sqlite3", sizes)
        show_import(f"sqlite:///{folder}/import.sqlite3", products)
