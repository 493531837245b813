"""A shop that sells one thing to one customer, on a file and on a PostgreSQL server that may be ill-treated."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.orders.model import Customer
from backend.storage.engine import open_engine
from backend.storage.migrate import upgrade
from backend.storage.transactions import SqlDatabase
from tests.backend.conftest import KINDS
from tests.backend.guarantees.shoppers import SKU
from tests.backend.shops import all_orders, available, books_agree_with_the_shelf, new_customer, open_shop, product
from tests.postgres import PostgresError, ThrowawayServer, find_programs

PATIENT_SECONDS = 60
"""For what looks at the shop afterwards, on a busy machine."""


@dataclass
class Shop:
    url: str
    customer: Customer

    def open(self, **seconds: float) -> SqlDatabase:
        """As the service opens it, unless other deadlines are given."""
        return SqlDatabase(open_engine(self.url), **seconds)  # type: ignore[arg-type]

    def patient(self) -> SqlDatabase:
        return self.open(read_seconds=PATIENT_SECONDS, write_seconds=PATIENT_SECONDS)

    def numbers(self) -> list[str]:
        """Of all orders, with the latest first."""
        return [order.number for order in all_orders(self.patient())]

    def numbers_of_many(self) -> set[str]:
        """Of more orders than one would read whole."""
        with open_engine(self.url).connect() as connection:
            return set(connection.scalars(text("SELECT number FROM orders")))

    def available(self) -> int:
        return available(self.patient(), SKU)

    def is_in_order(self) -> bool:
        """The books agree with the shelf."""
        return books_agree_with_the_shelf(self.patient())


def fill(url: str, *, on_hand: int = 10**6) -> Shop:
    engine = open_engine(url)
    database = SqlDatabase(engine)
    open_shop(database, product(SKU, on_hand=on_hand))
    customer = new_customer(database)
    engine.dispose()
    return Shop(url, customer)


@pytest.fixture(scope="session")
def victim() -> Iterator[ThrowawayServer]:
    """Killed, frozen and restarted; everybody leaves it running."""
    if "postgresql" not in KINDS:
        pytest.skip("ENCORE_DATABASE_URL asks for tests with SQLite only.")
    try:
        programs = find_programs()
    except PostgresError as error:
        pytest.skip(f"a server to ill-treat: {error}")
    with ThrowawayServer(programs, deadlock_timeout="100ms") as server:
        server.create_database("template_shop")
        engine = open_engine(server.url("template_shop"))
        upgrade(engine)
        engine.dispose()
        yield server


@pytest.fixture
def sqlite_shop(migrated_file: Path, tmp_path: Path) -> Shop:
    file = tmp_path / "shop.sqlite3"
    file.write_bytes(migrated_file.read_bytes())
    return fill(f"sqlite:///{file}")


@pytest.fixture
def postgresql_shop(victim: ThrowawayServer) -> Iterator[Shop]:
    with victim.fresh_database("template_shop") as url:
        yield fill(url)


@pytest.fixture(params=KINDS)
def shop(request: pytest.FixtureRequest) -> Shop:
    found: Shop = request.getfixturevalue(f"{request.param}_shop")
    return found
