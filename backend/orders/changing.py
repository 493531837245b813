"""A placed order is changed: where it goes, and how many. Until it is packed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from backend.orders.alerts import mark_back
from backend.orders.errors import (
    OverSpendingLimit,
    QuantityRefused,
    Refusal,
    TotalChanged,
    UnknownCustomer,
    UnknownOrder,
)
from backend.orders.ids import uuid7
from backend.orders.model import (
    MAIN,
    MOST_OF_ONE_PRODUCT,
    Customer,
    Event,
    Line,
    Order,
    OrderStatus,
    Product,
    Terms,
)
from backend.orders.money import Money
from backend.orders.ordering import find_order, order_event
from backend.orders.quoting import available_at, the_shop

if TYPE_CHECKING:
    from backend.orders.ports import UnitOfWork

LONGEST_ADDRESS = 400
"""Characters."""
HEARD_LASTS = timedelta(minutes=10)
"""As long may pass between the question and the yes."""


@dataclass(slots=True)
class TooLateToChange(Refusal):
    number: str
    status: OrderStatus


@dataclass(slots=True)
class Fetched(Refusal):
    """Nobody delivers this order: the customer picks it up."""

    order: Order


@dataclass(slots=True)
class NoSuchAddress(Refusal):
    """Neither a saved address nor words that can be one."""

    said: str


@dataclass(slots=True)
class NotHeard(Refusal):
    """No address is waiting for a yes."""


@dataclass(slots=True)
class NotInOrder(Refusal):
    order: Order
    said: str
    """A name or a SKU."""


@dataclass(slots=True)
class NoneLeft(Refusal):
    """Nothing of the order would remain: that is a cancellation."""

    order: Order


@dataclass(slots=True)
class PriceMoved(Refusal):
    """More of it would cost something else than what the order was placed for."""

    order: Order
    product: Product
    """At today's price."""
    before: Money


@dataclass(slots=True)
class NotThatManyMore(Refusal):
    order: Order
    product: Product
    wanted: int
    available: int
    """Beside those the order has already."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An address as it was heard, until the customer says yes to it."""

    id: UUID
    customer_id: UUID
    address: str
    at: datetime


class HeardAddresses(Protocol):
    """One a customer, so that nothing piles up."""

    def put(self, heard: Heard) -> None: ...

    def get(self, customer_id: UUID) -> Heard | None: ...

    def remove(self, customer_id: UUID) -> None: ...


def locked(number: str, *, uow: "UnitOfWork") -> Order:
    """The order as it is now, and as it stays: whoever else wants to change it waits until we are done.

    Raises:
        UnknownOrder
    """
    while True:
        order = uow.orders.by_number(number)
        if order is None:
            raise UnknownOrder(number)
        # A change to the status it has; it fails only when somebody was quicker, and an order has few states.
        if uow.orders.move(order, order.status):
            return uow.orders.by_number(number) or order


def changeable(customer: Customer, number: str, *, uow: "UnitOfWork") -> Order:
    """The order a change would concern.

    Raises:
        UnknownOrder, TooLateToChange
    """
    order = find_order(customer, number, uow=uow)
    if order.status is not OrderStatus.PLACED:
        raise TooLateToChange(order.number, order.status)
    return order


def _locked_for_change(customer: Customer, number: str, uow: "UnitOfWork") -> Order:
    order = locked(changeable(customer, number, uow=uow).number, uow=uow)
    if order.status is not OrderStatus.PLACED:  # packed or cancelled meanwhile
        raise TooLateToChange(order.number, order.status)
    return order


# -- where it goes


def redirectable(customer: Customer, number: str, *, uow: "UnitOfWork") -> Order | None:
    """The order whose address would change; None when only the preferred address is left to change.

    Raises:
        UnknownOrder, TooLateToChange, Fetched
    """
    try:
        order = find_order(customer, number, uow=uow)
    except UnknownOrder:
        if number:
            raise
        return None
    if not number and not order.is_open:
        return None
    order = changeable(customer, order.number, uow=uow)
    if order.terms.pickup:
        raise Fetched(order)
    return order


def saved_address(customer: Customer, label: str, *, uow: "UnitOfWork") -> str:
    """
    Raises:
        NoSuchAddress: the customer has none of that name.
    """
    address = uow.addresses.of(customer.id).get(label.lower())
    if address is None:
        raise NoSuchAddress(label)
    return address


def hear_address(customer: Customer, said: str, *, now: datetime, uow: "UnitOfWork") -> Heard:
    """Keeps what was heard until the customer has heard it back.

    Raises:
        NoSuchAddress: these words cannot be an address.
    """
    address = " ".join(said.split())
    if not address or len(address) > LONGEST_ADDRESS or not address.isprintable():
        raise NoSuchAddress(said)
    heard = Heard(uuid7(now), customer.id, address, now)
    uow.heard.put(heard)
    return heard


def heard_address(customer: Customer, heard_id: UUID, *, now: datetime, uow: "UnitOfWork") -> str:
    """What the customer says yes to; it is forgotten here.

    Raises:
        NotHeard
    """
    heard = uow.heard.get(customer.id)
    if heard is None or heard.id != heard_id or now >= heard.at + HEARD_LASTS:
        raise NotHeard
    uow.heard.remove(customer.id)
    return heard.address


def change_address(
    customer: Customer, number: str, address: str, *, now: datetime, uow: "UnitOfWork", actor: str = "customer"
) -> Order:
    """The order goes somewhere else; nothing else changes.

    Raises:
        UnknownOrder, TooLateToChange, Fetched
    """
    order = _locked_for_change(customer, number, uow)
    if order.terms.pickup:
        raise Fetched(order)
    uow.orders.set_address(order, address)
    changed = replace(order, terms=replace(order.terms, address=address))
    uow.events.add(order_event("order.address_changed", changed, now=now, actor=actor))
    return changed


def change_preferred_address(
    customer: Customer, address: str, *, now: datetime, uow: "UnitOfWork", actor: str = "customer"
) -> Customer:
    """Where orders go from now on; what is under way keeps its address."""
    uow.personal_data.lock(customer.id)  # all of the row is written back, and nobody's change may be lost by it
    known = uow.customers.get(customer.id)
    if known is None:
        raise UnknownCustomer(str(customer.id))
    changed = replace(known, address=address)
    uow.customers.change(changed)
    uow.events.add(Event(uuid7(now), now, "customer.address_changed", actor, str(customer.id), customer.id))
    return changed


# -- how many


def with_quantity(customer: Customer, number: str, sku: str, quantity: int, *, uow: "UnitOfWork") -> Order:
    """What the order would be; nothing is changed.

    What is in the order keeps its price, and the promotion holds as long as the goods are worth enough.

    Raises:
        UnknownOrder, TooLateToChange, NotInOrder, NoneLeft, QuantityRefused, OverSpendingLimit
        PriceMoved, NotThatManyMore: for more of it.
    """
    order = changeable(customer, number, uow=uow)
    line = next((line for line in order.lines if line.product.sku == sku), None)
    if line is None:
        raise NotInOrder(order, sku)
    if not 0 <= quantity <= MOST_OF_ONE_PRODUCT:
        raise QuantityRefused(quantity, most=MOST_OF_ONE_PRODUCT)
    more = quantity - line.quantity
    if more > 0:
        _refuse_more(order, line, more, uow)
    lines = tuple(replace(each, quantity=quantity) if each is line else each for each in order.lines)
    lines = tuple(each for each in lines if each.quantity)
    if not lines:
        raise NoneLeft(order)
    changed = replace(order, lines=lines, terms=_terms(order, lines, uow)) if more else order
    limit = customer.spending_limit
    if limit is not None and changed.total.minor > max(limit.minor, order.total.minor):
        raise OverSpendingLimit(limit, changed.total)
    return changed


def _refuse_more(order: Order, line: Line, more: int, uow: "UnitOfWork") -> None:
    product, place = line.product, order.terms.place
    if product.price != line.price:
        raise PriceMoved(order, product, line.price)
    available = product.available if place == MAIN else available_at(product.sku, place, uow=uow)
    if available < more:
        raise NotThatManyMore(order, product, more, available)


def change_quantity(
    customer: Customer,
    number: str,
    sku: str,
    quantity: int,
    *,
    expected: Money,
    now: datetime,
    uow: "UnitOfWork",
    actor: str = "customer",
) -> Order:
    """So many of a product instead; the difference is reserved, or goes back on the shelf.

    Raises:
        TotalChanged: it would cost something else than `expected`; read it out again.
        Whatever `with_quantity` raises.
    """
    before = _locked_for_change(customer, number, uow)
    changed = with_quantity(customer, before.number, sku, quantity, uow=uow)
    if changed.total != expected:
        raise TotalChanged(expected, changed.total)
    if changed.lines == before.lines:
        return changed
    more = quantity - next(line.quantity for line in before.lines if line.product.sku == sku)
    place = before.terms.place
    if more < 0:
        uow.stock.release({sku: -more}, place)
        mark_back(sku, now=now, uow=uow)
    elif not uow.stock.reserve({sku: more}, place):
        product = next(line.product for line in before.lines if line.product.sku == sku)
        left = available_at(sku, place, uow=uow)  # somebody was quicker
        raise NotThatManyMore(before, product, more, left)
    uow.orders.set_lines(changed)
    uow.events.add(order_event("order.quantity_changed", changed, now=now, actor=actor))
    return changed


def _terms(order: Order, lines: Sequence[Line], uow: "UnitOfWork") -> Terms:
    shop, terms = the_shop(uow), order.terms
    nothing = Money(0, shop.currency)
    subtotal = sum((line.total for line in lines), nothing)
    discount = _discount(order, subtotal, uow)
    before = sum((line.total for line in order.lines), nothing) - terms.discount
    # Free though its amount would have cost a fee: what follows a scheduled order, for instance, and stays free.
    is_waived = not terms.delivery_fee.minor and shop.delivery_fee_for(before).minor > 0
    fee = nothing if terms.pickup or is_waived else shop.delivery_fee_for(subtotal - discount)
    return replace(
        terms,
        delivery_fee=fee,
        discount=discount,
        promotion=terms.promotion if discount.minor else None,
        tax=shop.tax_on(subtotal - discount + fee),
        tax_included=shop.tax_included,
    )


def _discount(order: Order, subtotal: Money, uow: "UnitOfWork") -> Money:
    """What the order's promotion takes off now; its dates and the first order were checked when it was placed."""
    promotion = uow.promotions.get(order.terms.promotion) if order.terms.promotion else None
    if promotion is not None:
        below = promotion.from_amount is not None and subtotal.minor < promotion.from_amount.minor
        return Money(0, subtotal.currency) if below else promotion.reduction(subtotal)
    # Nobody knows its rules any more: the same share as before, and never more than before.
    before = sum(line.total.minor for line in order.lines)
    share = order.terms.discount.minor * subtotal.minor // before if before else 0
    return Money(min(share, order.terms.discount.minor), subtotal.currency)
