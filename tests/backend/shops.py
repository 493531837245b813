"""A small shop for tests: what it sells, who buys there and what time it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from backend.orders.ids import uuid7
from backend.orders.model import Customer, Order, OrderStatus, Product, Quote, Shop
from backend.orders.money import Money
from backend.orders.ordering import place_order
from backend.orders.quoting import quote_product
from backend.orders.shopkeeping import set_stock
from backend.storage.transactions import SqlDatabase

NOW = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
"""A Tuesday; eleven in the morning in the shop's New York."""
THURSDAY = date(2026, 3, 12)
"""When what is ordered now arrives."""


def dollars(amount: str) -> Money:
    return Money.parse(amount, "USD")


SHOP = Shop(
    name="Test Pantry",
    currency="USD",
    time_zone="America/New_York",
    delivery_fee=dollars("3.99"),
    free_delivery_from=dollars("35.00"),
    delivery_days=2,
    cancel_minutes=30,
    phone="+1 555 0100",
)


def product(sku: str, price: str = "1.00", *, on_hand: int = 10, category: str = "") -> Product:
    """Called what its SKU says: "oat-milk" is "oat milk"."""
    names = {"en-US": (sku.replace("-", " "),)}
    return Product(sku, dollars(price), "piece", category, names, on_hand)


@dataclass
class Chance:
    """Gives these numbers, then counts on from a million, so that it never runs out."""

    numbers: list[int] = field(default_factory=list)
    asked: list[tuple[int, int]] = field(default_factory=list)

    def randrange(self, start: int, stop: int) -> int:
        self.asked.append((start, stop))
        return self.numbers.pop(0) if self.numbers else 10**6 + len(self.asked)


def open_shop(database: SqlDatabase, *products: Product, shop: Shop = SHOP) -> None:
    with database.writing() as uow:
        uow.set_shop(shop)
        uow.products.put(products)


def new_customer(database: SqlDatabase, name: str = "Ada") -> Customer:
    """Known on the local channel by their name in lower case."""
    customer = Customer(uuid7(NOW), name, "en-US", f"1 {name} Street")
    with database.writing() as uow:
        uow.customers.add(customer)
        uow.customers.link(customer.id, "local", name.lower())
    return customer


def available(database: SqlDatabase, sku: str) -> int:
    return the_product(database, sku).available


def books_agree_with_the_shelf(database: SqlDatabase) -> bool:
    """What quotes and orders promise is what the shelf says is reserved."""
    with database.reading() as uow:
        return uow.stock.promised() == uow.stock.reserved()


def the_product(database: SqlDatabase, sku: str) -> Product:
    with database.reading() as uow:
        found = uow.products.get(sku)
    assert found is not None
    return found


def the_customer(database: SqlDatabase, name: str) -> Customer:
    with database.reading() as uow:
        found = uow.customers.by_identity("local", name)
    assert found is not None
    return found


def the_order(database: SqlDatabase, number: str) -> Order:
    with database.reading() as uow:
        found = uow.orders.by_number(number)
    assert found is not None
    return found


def all_orders(database: SqlDatabase) -> list[Order]:
    with database.reading() as uow:
        return list(uow.orders.all(limit=1000))


def quoted(database: SqlDatabase, customer: Customer, sku: str, quantity: int = 1, *, now: datetime = NOW) -> Quote:
    return database.write(lambda uow: quote_product(customer, sku, quantity, now=now, uow=uow))


def placed(
    database: SqlDatabase,
    customer: Customer,
    quote_id: UUID,
    *,
    now: datetime = NOW,
    chance: Chance | None = None,
) -> Order:
    chance = chance or Chance()
    return database.write(lambda uow: place_order(customer, quote_id, now=now, uow=uow, chance=chance))


def bought(database: SqlDatabase, customer: Customer, sku: str, quantity: int = 1, *, now: datetime = NOW) -> Order:
    return placed(database, customer, quoted(database, customer, sku, quantity, now=now).id, now=now)


def moved(database: SqlDatabase, order: Order, to: OrderStatus) -> None:
    """Whether or not the rules allow it, and whatever becomes of its goods."""
    with database.writing() as uow:
        assert uow.orders.move(order, to)


def shelf(database: SqlDatabase) -> Mapping[str, int]:
    """SKU to what may still be sold."""
    with database.reading() as uow:
        return {each.sku: each.available for each in uow.products.all()}


def sell_out(database: SqlDatabase, sku: str) -> None:
    """Nothing is left but what orders were promised."""
    with database.writing() as uow:
        set_stock(sku, the_product(database, sku).reserved, restock_on=None, now=NOW, uow=uow)
