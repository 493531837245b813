"""Why the shop says no. Each carries the facts; the words for them are somebody else's business."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from backend.orders.model import OrderStatus, Product, Quote
from backend.orders.money import Money


class Refusal(Exception):
    """A use case that could not be carried out; nothing has changed."""


class NotConfirmed(Exception):
    """No answer from the database in time: what was asked may or may not still happen."""


@dataclass(slots=True)
class UnknownProduct(Refusal):
    said: str


@dataclass(slots=True)
class OutOfStock(Refusal):
    product: Product
    wanted: int

    @property
    def available(self) -> int:
        return self.product.available


@dataclass(slots=True)
class QuantityRefused(Refusal):
    quantity: int
    most: int


@dataclass(slots=True)
class NothingToReorder(Refusal):
    customer_id: UUID


@dataclass(slots=True)
class NothingAvailable(Refusal):
    """Every line of the wish is sold out."""

    products: tuple[Product, ...]


@dataclass(slots=True)
class UnknownQuote(Refusal):
    quote_id: UUID


@dataclass(slots=True)
class QuoteExpired(Refusal):
    quote: Quote


@dataclass(frozen=True, slots=True)
class PriceChange:
    product: Product
    """At today's price."""
    before: Money


@dataclass(slots=True)
class QuoteChanged(Refusal):
    """What was read out is no longer what a yes would buy."""

    quote: Quote
    prices: tuple[PriceChange, ...] = ()
    address: str | None = None
    """The new one, when that is what changed."""


@dataclass(slots=True)
class OverSpendingLimit(Refusal):
    limit: Money
    total: Money


@dataclass(slots=True)
class TotalChanged(Refusal):
    """The order would cost something else than the caller was told."""

    expected: Money
    total: Money


@dataclass(slots=True)
class PromisedAlready(Refusal):
    """Fewer on the shelf than customers have been promised."""

    product: Product
    on_hand: int


@dataclass(slots=True)
class UnknownPlace(Refusal):
    place: str


@dataclass(slots=True)
class UnknownCustomer(Refusal):
    said: str


@dataclass(slots=True)
class UnknownOrder(Refusal):
    number: str
    """Empty when the customer has no order at all."""


@dataclass(slots=True)
class TooLateToCancel(Refusal):
    number: str
    status: OrderStatus
    expected_on: date
    cancel_until: datetime


@dataclass(slots=True)
class WrongState(Refusal):
    number: str
    status: OrderStatus
    wanted: OrderStatus


@dataclass(slots=True)
class KeyReused(Refusal):
    """An idempotency key came back with another request."""

    key: str


@dataclass(slots=True)
class KeyRunning(Refusal):
    """The first request with this idempotency key is not done yet."""

    key: str
