"""What the use cases need from the outside."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from backend.orders.model import (
    Customer,
    Order,
    OrderStatus,
    Product,
    Quote,
    Shipment,
    ShipmentEvent,
    Shop,
)


class Products(Protocol):
    def get(self, sku: str) -> Product | None: ...

    def all(self) -> Sequence[Product]: ...

    def in_category(self, category: str) -> Sequence[Product]: ...

    def put(self, product: Product) -> None:
        """Adds it, or replaces the one with this SKU."""

    def take(self, sku: str, quantity: int) -> bool:
        """Takes stock if there is enough, in one step that nobody can come between."""

    def give_back(self, sku: str, quantity: int) -> None: ...


class Customers(Protocol):
    def by_identity(self, channel: str, external_id: str) -> Customer | None: ...

    def all(self) -> Sequence[Customer]: ...

    def add(self, customer: Customer) -> None: ...

    def link(self, customer_id: UUID, channel: str, external_id: str) -> None: ...


class Quotes(Protocol):
    def add(self, quote: Quote) -> None: ...

    def get(self, quote_id: UUID) -> Quote | None: ...


class Orders(Protocol):
    def add(self, order: Order) -> None: ...

    def by_number(self, number: str) -> Order | None: ...

    def by_quote(self, quote_id: UUID) -> Order | None: ...

    def of(self, customer_id: UUID, *, limit: int) -> Sequence[Order]:
        """Latest first."""

    def all(self, *, limit: int) -> Sequence[Order]:
        """Latest first."""

    def move(self, order: Order, to: OrderStatus) -> bool:
        """Changes the status if nobody else did meanwhile."""

    def add_shipment(self, order_id: UUID, shipment: Shipment) -> None: ...

    def add_event(self, shipment_id: UUID, event: ShipmentEvent) -> bool:
        """False if this event was known already."""

    def by_tracking(self, carrier: str, tracking_code: str) -> Order | None: ...


class UnitOfWork(Protocol):
    """One transaction. Leaving it without `commit()` undoes everything."""

    @property
    def products(self) -> Products: ...

    @property
    def customers(self) -> Customers: ...

    @property
    def quotes(self) -> Quotes: ...

    @property
    def orders(self) -> Orders: ...

    def shop(self) -> Shop | None: ...

    def set_shop(self, shop: Shop) -> None: ...

    def commit(self) -> None: ...


class Database(Protocol):
    def reading(self) -> AbstractContextManager[UnitOfWork]:
        """A consistent view; does not wait for writers."""

    def writing(self) -> AbstractContextManager[UnitOfWork]:
        """One writer at a time where the database knows only one."""


class Clock(Protocol):
    def __call__(self) -> datetime:
        """Now, aware."""


class Chance(Protocol):
    """The part of `random.Random` that order numbers need."""

    def randrange(self, start: int, stop: int) -> int: ...
