"""The things a shop is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.orders.languages import said_in
from backend.orders.money import Money

UNITS = (
    "bag", "bottle", "box", "can", "carton", "jar", "pack", "piece", "loaf", "bunch", "roll", "tube",
    "kilogram", "bar", "dozen",
)  # fmt: skip
"""Codes; the words for them are in phrases/<locale>.ftl."""

MOST_OF_ONE_PRODUCT = 99
"""More by voice is far likelier misheard than meant."""

QUOTE_LASTS = timedelta(minutes=10)

MAIN = "main"
"""The place that delivers; every shop has it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where goods are kept, and perhaps picked up."""

    id: str
    names: Mapping[str, str]
    """Locale to words."""
    address: str = ""
    phone: str = ""
    pickup: bool = False
    opening_hours: Mapping[str, str] = field(default_factory=dict)
    """Locale to words."""

    def name(self, locale: str) -> str:
        return said_in(locale, self.names) or next(iter(self.names.values()), self.id)


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
    return_days: int = 30
    tax_basis_points: int = 0
    """Hundredths of a percent."""
    tax_included: bool = True
    """Whether shelf prices hold the tax already."""
    consent_percent: int = 10
    """A price that rose by more since the customer last paid it is asked about on its own."""
    demo: bool = False
    """The shop that ships with Encore; real data is never loaded into it, nor it into real data."""

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.time_zone)).date()

    def delivery_fee_for(self, subtotal: Money) -> Money:
        if self.free_delivery_from is not None and subtotal.minor >= self.free_delivery_from.minor:
            return Money(0, self.currency)
        return self.delivery_fee

    def tax_on(self, amount: Money) -> Money:
        """In the amount, or on top of it; half a cent up."""
        base = 10_000 + self.tax_basis_points if self.tax_included else 10_000
        return Money((amount.minor * self.tax_basis_points + base // 2) // base, self.currency)


@dataclass(frozen=True, slots=True)
class Product:
    sku: str
    price: Money
    unit: str
    category: str
    names: Mapping[str, tuple[str, ...]]
    """Locale to spoken name and synonyms."""
    on_hand: int = 0
    """On the shelf of the main place."""
    restock_on: date | None = None
    reserved: int = 0
    """Of these, promised to customers."""
    image: str | None = None
    """Where a picture of it is: an https address that everybody may fetch."""

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved

    def name(self, locale: str) -> str:
        names = said_in(locale, self.names) or next(iter(self.names.values()))
        return names[0]


@dataclass(frozen=True, slots=True)
class StockAt:
    place: str
    on_hand: int
    reserved: int
    restock_on: date | None = None

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class Customer:
    id: UUID
    name: str
    locale: str
    address: str
    """The preferred one."""
    spending_limit: Money | None = None
    """Of one order."""
    pickup_at: str | None = None
    """The place where they would rather fetch than be delivered to."""
    email: str | None = None
    """Where confirmations go; also how they sign in to link an account."""


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
class Terms:
    """Everything beside the goods that a yes agrees to."""

    delivery_fee: Money
    discount: Money
    promotion: str | None
    """Its code."""
    tax: Money
    tax_included: bool
    deliver_on: date
    address: str
    """Where the goods go; the place's own when the customer fetches them."""
    place: str = MAIN
    """Where the goods come from."""
    pickup: bool = False

    def total_of(self, lines: Sequence[Line]) -> Money:
        subtotal = sum((line.total for line in lines), Money(0, self.delivery_fee.currency))
        total = subtotal - self.discount + self.delivery_fee
        return total if self.tax_included else total + self.tax


class QuoteState(StrEnum):
    HELD = "held"
    """Its goods are kept for the customer."""
    ORDERED = "ordered"
    RELEASED = "released"
    """The goods are back: it expired, or the customer asked for something else."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a yes will buy: exactly these lines on exactly these terms, for a few minutes."""

    id: UUID
    customer_id: UUID
    lines: tuple[Line, ...]
    terms: Terms
    expires_at: datetime
    state: QuoteState = QuoteState.HELD

    @property
    def subtotal(self) -> Money:
        return sum((line.total for line in self.lines), Money(0, self.terms.delivery_fee.currency))

    @property
    def total(self) -> Money:
        return self.terms.total_of(self.lines)


class OrderStatus(StrEnum):
    PLACED = "placed"
    PACKED = "packed"
    """For an order to be fetched: ready."""
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    """Or fetched."""
    CANCELLED = "cancelled"


NEXT: Mapping[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.PLACED: frozenset(
        {OrderStatus.PACKED, OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED, OrderStatus.CANCELLED}
    ),
    OrderStatus.PACKED: frozenset({OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED, OrderStatus.DELIVERED}),
    OrderStatus.PARTLY_SHIPPED: frozenset({OrderStatus.SHIPPED}),
    OrderStatus.SHIPPED: frozenset({OrderStatus.DELIVERED}),
    OrderStatus.DELIVERED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
}
"""Which state may follow which."""

HOLDS_STOCK = frozenset({OrderStatus.PLACED, OrderStatus.PACKED, OrderStatus.PARTLY_SHIPPED})
"""Goods of these orders are still on the shelf, as far as no parcel has taken them."""


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
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """The carrier has heard nothing of it for weeks."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ShipmentEvent:
    status: ShipmentStatus
    at: datetime
    """The carrier's time, not ours: events arrive late and out of order."""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Shipment:
    id: UUID
    carrier: str
    tracking_code: str
    expected_on: date | None
    contents: Mapping[str, int] = field(default_factory=dict)
    """SKU to quantity."""
    events: tuple[ShipmentEvent, ...] = ()

    @property
    def status(self) -> ShipmentStatus:
        """The last event by the carrier's clock; after a delivery only a return counts."""
        rank = list(ShipmentStatus).index
        told = [event for event in self.events if event.status is not ShipmentStatus.UNKNOWN]
        latest = max(told, key=lambda event: (event.at, rank(event.status)), default=None)
        if latest is None:
            return ShipmentStatus.UNKNOWN
        came = min((event.at for event in told if event.status is ShipmentStatus.DELIVERED), default=None)
        if came is None:
            return latest.status
        back = any(event.status is ShipmentStatus.RETURNED and event.at >= came for event in told)
        return ShipmentStatus.RETURNED if back else ShipmentStatus.DELIVERED


@dataclass(frozen=True, slots=True)
class Order:
    id: UUID
    number: str
    """Digits only: they are recognised best when spoken."""
    customer_id: UUID | None
    """None once the customer's data was deleted; the accounts keep the order."""
    quote_id: UUID | None
    status: OrderStatus
    lines: tuple[Line, ...]
    terms: Terms
    placed_at: datetime
    cancel_until: datetime
    shipments: tuple[Shipment, ...] = ()

    @property
    def total(self) -> Money:
        return self.terms.total_of(self.lines)

    @property
    def is_open(self) -> bool:
        return self.status not in (OrderStatus.DELIVERED, OrderStatus.CANCELLED)

    @property
    def expected_on(self) -> date:
        """The carrier's day if it named one, else the day that was promised."""
        days = [shipment.expected_on for shipment in self.shipments if shipment.expected_on]
        return max(days, default=self.terms.deliver_on)

    @property
    def unshipped(self) -> Mapping[str, int]:
        """SKU to quantity still on the shelf."""
        left = {line.product.sku: line.quantity for line in self.lines}
        for shipment in self.shipments:
            for sku, quantity in shipment.contents.items():
                left[sku] = left.get(sku, 0) - quantity
        return {sku: quantity for sku, quantity in left.items() if quantity > 0}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: the audit trail, and what the shop's other systems are told."""

    id: UUID
    at: datetime
    type: str
    """Such as "order.placed"."""
    actor: str
    """Who did it: "customer", "shop", "schedule", or the name of an API token."""
    subject: str
    """What it is about: an order number, a SKU."""
    customer_id: UUID | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    """JSON; never a name or an address."""
