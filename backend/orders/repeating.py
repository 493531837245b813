"""Order it again: the usual, the last one, one by its number; all of it or with a change."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from backend.orders.errors import PriceChange, QuantityRefused, Refusal
from backend.orders.history import BASKETS, last_paid, meant, usual_basket
from backend.orders.model import (
    MOST_OF_ONE_PRODUCT,
    Customer,
    Line,
    Order,
    OrderStatus,
    Product,
    Quote,
    QuoteState,
    Wish,
)
from backend.orders.ordering import find_order
from backend.orders.ports import UnitOfWork
from backend.orders.privacy import allowed
from backend.orders.profiles import Purpose
from backend.orders.quoting import Quoted, quote_one, quote_wishes, the_shop, wishes_of


@dataclass(slots=True)
class NothingLeft(Refusal):
    """Without that there is nothing to order."""

    customer_id: UUID


@dataclass(slots=True)
class HistoryForbidden(Refusal):
    """The customer does not want past orders to be learned from."""

    customer_id: UUID


def the_usual(customer: Customer, *, uow: UnitOfWork) -> list[Wish]:
    """
    Raises:
        HistoryForbidden
    """
    if not allowed(customer.id, Purpose.HISTORY, uow):
        raise HistoryForbidden(customer.id)
    return usual_basket(uow.orders.of(customer.id, limit=BASKETS))


def the_last(customer: Customer, *, uow: UnitOfWork) -> list[Wish]:
    """What was in the latest order that was not cancelled; empty if there is none."""
    for limit in (1, BASKETS):  # hardly anybody's latest order is a cancelled one
        for order in uow.orders.of(customer.id, limit=limit):
            if order.status is not OrderStatus.CANCELLED:
                return wishes_of(order.lines)
    return []


def the_order(customer: Customer, number: str, *, uow: UnitOfWork) -> list[Wish]:
    """
    Raises:
        UnknownOrder: there is none; also when it is somebody else's.
    """
    return wishes_of(find_order(customer, number, uow=uow).lines)


def quote_usual(customer: Customer, *, now: datetime, uow: UnitOfWork) -> Quoted:
    """The customer's usual basket at today's prices."""
    return quote_repeat(customer, the_usual(customer, uow=uow), now=now, uow=uow)


def quote_last(customer: Customer, *, now: datetime, uow: UnitOfWork) -> Quoted:
    """The customer's latest order once more, at today's prices."""
    return quote_repeat(customer, the_last(customer, uow=uow), now=now, uow=uow)


def quote_order(customer: Customer, number: str, *, now: datetime, uow: UnitOfWork) -> Quoted:
    """The order with this number once more, at today's prices.

    Raises:
        UnknownOrder: there is none; also when it is somebody else's.
    """
    return quote_repeat(customer, the_order(customer, number, uow=uow), now=now, uow=uow)


def quote_repeat(customer: Customer, wishes: Sequence[Wish], *, now: datetime, uow: UnitOfWork) -> Quoted:
    """These wishes at today's prices, and which of them rose much since the customer last paid them."""
    return _compared(customer, quote_wishes(customer, wishes, now=now, uow=uow), uow)


def quote_product_again(customer: Customer, sku: str, quantity: int, *, now: datetime, uow: UnitOfWork) -> Quoted:
    """Like `quote_one`, for something the customer buys again."""
    return _compared(customer, quote_one(customer, sku, quantity, now=now, uow=uow), uow)


def _compared(customer: Customer, quoted: Quoted, uow: UnitOfWork) -> Quoted:
    orders = uow.orders.of(customer.id, limit=BASKETS)
    return replace(quoted, dearer=price_rises(quoted.quote.lines, orders, most_percent=the_shop(uow).consent_percent))


def price_rises(lines: Sequence[Line], orders: Sequence[Order], *, most_percent: int) -> tuple[PriceChange, ...]:
    """What costs more than so many percent above what was last paid; the orders come latest first."""
    rises = []
    for line in lines:
        before = last_paid(line.product.sku, orders)
        if (
            before is not None
            and before.currency == line.price.currency
            and line.price.minor * 100 > before.minor * (100 + most_percent)
        ):
            rises.append(PriceChange(line.product, before))
    return tuple(rises)


def leave_out(wishes: Sequence[Wish], said: str, skus: Collection[str], locale: str, *, uow: UnitOfWork) -> list[Wish]:
    """The wishes without what is talked about; all of them if it is not among them."""
    products = uow.products.by_sku(wish.sku for wish in wishes).values()
    gone = {product.sku for product in meant(said, skus, products, locale)}
    return [wish for wish in wishes if wish.sku not in gone]


def change_quantity(wishes: Sequence[Wish], product: Product, quantity: int) -> list[Wish]:
    """So many of this product instead; none of it takes the line out.

    Raises:
        QuantityRefused
    """
    if not 0 <= quantity <= MOST_OF_ONE_PRODUCT:
        raise QuantityRefused(quantity, most=MOST_OF_ONE_PRODUCT)
    changed = [Wish(wish.sku, quantity if wish.sku == product.sku else wish.quantity) for wish in wishes]
    return [wish for wish in changed if wish.quantity]


def open_quote(customer: Customer, quote_id: UUID, *, uow: UnitOfWork) -> Quote | None:
    """The quote this customer may still say yes to, or would have if it had not expired; None once it was ordered."""
    quote = uow.quotes.get(quote_id)
    if quote is None or quote.customer_id != customer.id or quote.state is QuoteState.ORDERED:
        return None
    return quote
