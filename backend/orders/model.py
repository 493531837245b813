"""The things a shop is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.orders.money import Money

UNITS = (
    "bag", "bottle", "box", "can", "carton", "jar", "pack", "piece", "loaf", "bunch", "roll", "tube",
    "kilogram", "bar", "dozen",
)  # fmt: skip
"""Codes; the words for them are in phrases/<locale>.ftl."""

MOST_OF_ONE_PRODUCT = 99
"""More by voice is far likelier misheard than meant."""

QUOTE_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Shop:
    name: str
    """The seller of record, spoken before every order."""
    currency: str
    time_zone: str
    delivery_fee: Money
    free_delivery_from: Money | None
    delivery_days: int
    cancel_minutes: int
    phone: str
    opening_hours: Mapping[str, str] = field(default_factory=dict)
    """Locale to words."""
    demo: bool = False
    """The shop that ships with Encore; real data is never loaded into it, nor it into real data."""

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.time_zone)).date()

    def delivery_fee_for(self, subtotal: Money) -> Money:
        if self.free_delivery_from is not None and subtotal.minor >= self.free_delivery_from.minor:
            return Money(0, self.currency)
        return self.delivery_fee


@dataclass(frozen=True, slots=True)
class Product:
    sku: str
    price: Money
    unit: str
    category: str
    names: Mapping[str, tuple[str, ...]]
    """Locale to spoken name and synonyms."""
    on_hand: int = 0
    restock_on: date | None = None

    def name(self, locale: str) -> str:
        names = self.names.get(locale) or next(iter(self.names.values()))
        return names[0]


@dataclass(frozen=True, slots=True)
class Customer:
    id: UUID
    name: str
    locale: str
    address: str


@dataclass(frozen=True, slots=True)
class Wish:
    """So many of a product, before anybody looked at stock or price."""

    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Line:
    product: Product
    quantity: int
    price: Money
    """Of one, when it was quoted."""

    @property
    def total(self) -> Money:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Quote:
    """What a yes will buy: exactly these lines, at these prices, for a few minutes."""

    id: UUID
    customer_id: UUID
    lines: tuple[Line, ...]
    delivery_fee: Money
    deliver_on: date
    address: str
    expires_at: datetime

    @property
    def subtotal(self) -> Money:
        return sum((line.total for line in self.lines), Money(0, self.delivery_fee.currency))

    @property
    def total(self) -> Money:
        """Prices are shelf prices: tax is in them."""
        return self.subtotal + self.delivery_fee


class OrderStatus(StrEnum):
    PLACED = "placed"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


NEXT: Mapping[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.PLACED: frozenset({OrderStatus.PACKED, OrderStatus.SHIPPED, OrderStatus.CANCELLED}),
    OrderStatus.PACKED: frozenset({OrderStatus.SHIPPED}),
    OrderStatus.SHIPPED: frozenset({OrderStatus.DELIVERED}),
    OrderStatus.DELIVERED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
}
"""Which state may follow which."""


class ShipmentStatus(StrEnum):
    """Carriers' words brought to one list."""

    LABEL_CREATED = "label_created"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    DELAYED = "delayed"
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY_FOR_PICKUP = "ready_for_pickup"
    ATTEMPT_FAILED = "attempt_failed"
    DELIVERED = "delivered"
    RETURNED = "returned"
    EXCEPTION = "exception"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ShipmentEvent:
    status: ShipmentStatus
    at: datetime
    """The carrier's time, not ours: events arrive late and out of order."""


@dataclass(frozen=True, slots=True)
class Shipment:
    id: UUID
    carrier: str
    tracking_code: str
    expected_on: date | None
    events: tuple[ShipmentEvent, ...] = ()

    @property
    def status(self) -> ShipmentStatus:
        """The last event by the carrier's clock; after a delivery only a return counts."""
        latest = max(self.events, key=lambda event: event.at, default=None)
        if latest is None:
            return ShipmentStatus.UNKNOWN
        delivered = any(event.status is ShipmentStatus.DELIVERED for event in self.events)
        if delivered and latest.status is not ShipmentStatus.RETURNED:
            return ShipmentStatus.DELIVERED
        return latest.status


@dataclass(frozen=True, slots=True)
class Order:
    id: UUID
    number: str
    """Digits only: they are recognised best when spoken."""
    customer_id: UUID
    quote_id: UUID | None
    status: OrderStatus
    lines: tuple[Line, ...]
    delivery_fee: Money
    placed_at: datetime
    cancel_until: datetime
    deliver_on: date
    address: str
    shipments: tuple[Shipment, ...] = ()

    @property
    def total(self) -> Money:
        return sum((line.total for line in self.lines), self.delivery_fee)

    @property
    def is_open(self) -> bool:
        return self.status not in (OrderStatus.DELIVERED, OrderStatus.CANCELLED)

    @property
    def expected_on(self) -> date:
        """The carrier's day if it named one, else the day that was promised."""
        days = [shipment.expected_on for shipment in self.shipments if shipment.expected_on]
        return max(days, default=self.deliver_on)
