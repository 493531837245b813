"""Why the shop says no. Each carries the facts; the words for them are somebody else's business."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from backend.orders.model import OrderStatus, Product, Quote


class Refusal(Exception):
    """A use case that could not be carried out; nothing has changed."""


@dataclass(slots=True)
class UnknownProduct(Refusal):
    said: str


@dataclass(slots=True)
class OutOfStock(Refusal):
    product: Product
    wanted: int

    @property
    def on_hand(self) -> int:
        return self.product.on_hand


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


@dataclass(slots=True)
class QuoteChanged(Refusal):
    """A price or the stock has changed since the quote was read out."""

    quote: Quote


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
