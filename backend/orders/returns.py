"""Goods come back and money goes back: never more of either than was bought."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from backend.orders.alerts import mark_back
from backend.orders.changing import locked
from backend.orders.errors import Refusal, TotalChanged, UnknownOrder
from backend.orders.history import BASKETS
from backend.orders.ids import free_number, uuid7
from backend.orders.model import Customer, Event, Line, Order, OrderStatus, Shipment, ShipmentStatus, Shop
from backend.orders.money import Money
from backend.orders.ordering import find_order
from backend.orders.quoting import quantities, the_shop

if TYPE_CHECKING:
    from backend.orders.ports import Chance, UnitOfWork


class Reason(StrEnum):
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    MISSING_ITEM = "missing_item"
    NOT_NEEDED = "not_needed"
    TOO_LATE = "too_late"
    QUALITY = "quality"


OUR_FAULT = frozenset({Reason.DAMAGED, Reason.WRONG_ITEM, Reason.MISSING_ITEM})
"""When a whole order comes back for these, its delivery is paid back too."""
NOT_FOR_SALE = frozenset({Reason.DAMAGED, Reason.QUALITY, Reason.MISSING_ITEM})
"""What comes back for these does not go on the shelf."""


class ReturnState(StrEnum):
    ASKED = "asked"
    RECEIVED = "received"
    REFUNDED = "refunded"
    REFUSED = "refused"


def following(state: ReturnState, reason: Reason) -> frozenset[ReturnState]:
    """Which state may follow."""
    match state:
        case ReturnState.ASKED if reason is Reason.MISSING_ITEM:  # there is nothing to receive
            return frozenset({ReturnState.REFUNDED, ReturnState.REFUSED})
        case ReturnState.ASKED:
            return frozenset({ReturnState.RECEIVED, ReturnState.REFUSED})
        case ReturnState.RECEIVED:
            return frozenset({ReturnState.REFUNDED, ReturnState.REFUSED})
        case _:
            return frozenset()


@dataclass(frozen=True, slots=True)
class Return:
    id: UUID
    number: str
    """Digits only, like an order's."""
    order_id: UUID
    order_number: str
    customer_id: UUID | None
    state: ReturnState
    reason: Reason
    lines: tuple[Line, ...]
    """At the prices of the order."""
    refund: Money
    asked_at: datetime
    changed_at: datetime


class WhyNot(StrEnum):
    NOT_DELIVERED = "not_delivered"
    TOO_LATE = "too_late"
    ALL_RETURNED = "all_returned"


@dataclass(slots=True)
class NothingToReturn(Refusal):
    number: str
    why: WhyNot


@dataclass(slots=True)
class NotReturnable(Refusal):
    """Of this product nothing in the order can be returned."""

    order: Order
    said: str
    """A name or a SKU."""


@dataclass(slots=True)
class TooManyToReturn(Refusal):
    order: Order
    line: Line
    """As many as can be returned."""
    quantity: int


@dataclass(slots=True)
class UnknownReturn(Refusal):
    number: str
    """Empty when the customer has none at all."""


@dataclass(slots=True)
class WrongReturnState(Refusal):
    number: str
    state: ReturnState
    wanted: ReturnState


class Returns(Protocol):
    def add(self, asked: Return) -> None: ...

    def get(self, return_id: UUID) -> Return | None: ...

    def by_number(self, number: str) -> Return | None: ...

    def of_order(self, order_id: UUID) -> Sequence[Return]:
        """Oldest first."""

    def of(self, customer_id: UUID, *, limit: int) -> Sequence[Return]:
        """Latest first."""

    def all(self, *, limit: int) -> Sequence[Return]:
        """Latest first."""

    def is_taken(self, number: str) -> bool: ...

    def move(self, known: Return, to: ReturnState, *, now: datetime) -> bool:
        """False if its state has changed meanwhile."""


@dataclass(frozen=True, slots=True)
class Returnable:
    order: Order
    quantities: Mapping[str, int]
    """SKU to pieces."""

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(
            replace(line, quantity=self.quantities[line.product.sku])
            for line in self.order.lines
            if line.product.sku in self.quantities
        )


# -- the customer's side


def returnable(customer: Customer, number: str, *, now: datetime, uow: "UnitOfWork", sku: str = "") -> Returnable:
    """What of an order can be returned; without a number, of the latest order that has something (of this SKU).

    Raises:
        UnknownOrder, NothingToReturn
    """
    shop = the_shop(uow)
    if number:
        return _returnable(find_order(customer, number, uow=uow), shop, now=now, uow=uow)
    why_not: NothingToReturn | None = None
    for order in uow.orders.of(customer.id, limit=BASKETS):
        if sku and sku not in quantities(order.lines):
            continue
        try:
            found = _returnable(order, shop, now=now, uow=uow)
        except NothingToReturn as refusal:
            why_not = why_not or refusal
        else:
            if not sku or sku in found.quantities:
                return found
    if why_not is not None:
        raise why_not
    if sku:
        return returnable(customer, "", now=now, uow=uow)
    raise UnknownOrder("")


def _returnable(order: Order, shop: Shop, *, now: datetime, uow: "UnitOfWork") -> Returnable:
    delivered = _delivered(order, shop)
    if not delivered:
        raise NothingToReturn(order.number, WhyNot.NOT_DELIVERED)
    first_day = shop.today(now) - timedelta(days=shop.return_days)
    if all(day < first_day for day, _ in delivered):
        raise NothingToReturn(order.number, WhyNot.TOO_LATE)
    back = _sum(quantities(each.lines) for each in _standing(order, uow))
    in_time = _sum(contents for day, contents in delivered if day >= first_day)
    in_all = _sum(contents for _, contents in delivered)
    left = {sku: min(quantity, in_all[sku] - back.get(sku, 0)) for sku, quantity in in_time.items()}
    left = {sku: quantity for sku, quantity in left.items() if quantity > 0}
    if not left:
        raise NothingToReturn(order.number, WhyNot.ALL_RETURNED)
    return Returnable(order, left)


def _delivered(order: Order, shop: Shop) -> Sequence[tuple[date, Mapping[str, int]]]:
    """When which goods reached the customer; what the carrier took back did not."""
    if order.status is OrderStatus.CANCELLED:
        return []
    found = [
        (shop.today(at), parcel.contents)
        for parcel in order.shipments
        if parcel.status is ShipmentStatus.DELIVERED and (at := delivered_at(parcel))
    ]
    if not order.shipments and order.status is OrderStatus.DELIVERED:  # from before fetched orders had a parcel
        found.append((order.terms.deliver_on, quantities(order.lines)))
    return found


def delivered_at(parcel: Shipment) -> datetime | None:
    """By the carrier's clock; also when it came back later."""
    return min((event.at for event in parcel.events if event.status is ShipmentStatus.DELIVERED), default=None)


def _standing(order: Order, uow: "UnitOfWork") -> list[Return]:
    """A refused return takes up nothing: its goods are still the customer's."""
    return [each for each in uow.returns.of_order(order.id) if each.state is not ReturnState.REFUSED]


def _sum(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    summed: dict[str, int] = {}
    for part in parts:
        for sku, quantity in part.items():
            summed[sku] = summed.get(sku, 0) + quantity
    return summed


def proposed_return(
    customer: Customer, number: str, sku: str, quantity: int, reason: Reason, *, now: datetime, uow: "UnitOfWork"
) -> tuple[Order, Line, Money]:
    """The order, what of it would come back, and the money for it; nothing is changed.

    Raises:
        UnknownOrder, NothingToReturn, NotReturnable
        TooManyToReturn: more than was bought, less what came back before; or none.
    """
    found = returnable(customer, number, now=now, uow=uow, sku=sku)
    line = next((line for line in found.lines if line.product.sku == sku), None)
    if line is None:
        raise NotReturnable(found.order, sku)
    if not 1 <= quantity <= line.quantity:
        raise TooManyToReturn(found.order, line, quantity)
    line = replace(line, quantity=quantity)
    return found.order, line, refund_for(found.order, (line,), reason, _standing(found.order, uow))


def refund_for(order: Order, lines: Sequence[Line], reason: Reason, before: Sequence[Return]) -> Money:
    """What these goods were paid with, less what `before` has given back already.

    Each return brings what has come back so far up to its exact share of the price paid, rounded down. So the last one
    gives the odd cents, and together they are never more than the order cost.
    """
    goods = sum(line.total.minor for line in order.lines)
    back = sum(line.total.minor for each in before for line in each.lines) + sum(line.total.minor for line in lines)
    paid = goods - order.terms.discount.minor + _tax_on_top_of_goods(order)
    due = paid * back // goods if goods else 0
    counts = _sum([quantities(lines), *(quantities(each.lines) for each in before)])
    if counts == quantities(order.lines) and OUR_FAULT.issuperset({reason, *(each.reason for each in before)}):
        due = order.total.minor
    given = sum(each.refund.minor for each in before)
    return Money(max(0, due - given), order.total.currency)


def _tax_on_top_of_goods(order: Order) -> int:
    """Minor units; the rest of the tax is on the delivery."""
    terms = order.terms
    reduced = sum(line.total.minor for line in order.lines) - terms.discount.minor
    taxed = reduced + terms.delivery_fee.minor
    return 0 if terms.tax_included or not taxed else terms.tax.minor * reduced // taxed


def start_return(
    customer: Customer,
    return_id: UUID,
    number: str,
    sku: str,
    quantity: int,
    reason: Reason,
    *,
    expected: Money,
    now: datetime,
    uow: "UnitOfWork",
    chance: "Chance",
    actor: str = "customer",
) -> Return:
    """Once per id: the same id again gives the same return.

    Raises:
        TotalChanged: the refund would not be what was read out.
        Whatever `proposed_return` raises.
    """
    order = find_order(customer, number, uow=uow)
    locked(order.number, uow=uow)
    known = uow.returns.get(return_id)
    if known is not None and known.customer_id == customer.id:
        return known
    order, line, refund = proposed_return(customer, order.number, sku, quantity, reason, now=now, uow=uow)
    if refund != expected:
        raise TotalChanged(expected, refund)
    asked = Return(
        id=return_id if known is None else uuid7(now),
        number=free_number(chance, uow.returns.is_taken, uow.orders.is_taken),
        order_id=order.id,
        order_number=order.number,
        customer_id=customer.id,
        state=ReturnState.ASKED,
        reason=reason,
        lines=(line,),
        refund=refund,
        asked_at=now,
        changed_at=now,
    )
    uow.returns.add(asked)
    uow.events.add(_event(asked, now=now, actor=actor))
    return asked


def find_return(customer: Customer, number: str, *, uow: "UnitOfWork") -> Return:
    """By its own number or its order's; without a number the latest.

    Raises:
        UnknownReturn: there is none; also when it is somebody else's.
    """
    known = uow.returns.of(customer.id, limit=BASKETS)
    found = next((each for each in known if number in ("", each.number, each.order_number)), None)
    if found is None:
        raise UnknownReturn(number)
    return found


# -- the shop keeper's side


def receive_return(number: str, *, now: datetime, uow: "UnitOfWork", actor: str = "shop") -> Return:
    """The goods are here. They are still the customer's: they go back to them if the shop refuses."""
    return _moved(number, ReturnState.RECEIVED, now=now, uow=uow, actor=actor)


def refund_return(number: str, *, now: datetime, uow: "UnitOfWork", actor: str = "shop") -> Return:
    """The money is on its way, and the goods are on the shelf, if somebody else may still want them."""
    known = _moved(number, ReturnState.REFUNDED, now=now, uow=uow, actor=actor)
    order = uow.orders.by_number(known.order_number)
    if order is not None and known.reason not in NOT_FOR_SALE:
        back = quantities(known.lines)
        uow.stock.put_back(back, order.terms.place)
        for sku in sorted(back):
            mark_back(sku, now=now, uow=uow)
    return known


def refuse_return(number: str, *, now: datetime, uow: "UnitOfWork", actor: str = "shop") -> Return:
    """No money for it."""
    return _moved(number, ReturnState.REFUSED, now=now, uow=uow, actor=actor)


def _moved(number: str, to: ReturnState, *, now: datetime, uow: "UnitOfWork", actor: str) -> Return:
    known = uow.returns.by_number(number)
    if known is None:
        raise UnknownReturn(number)
    if to not in following(known.state, known.reason) or not uow.returns.move(known, to, now=now):
        raise WrongReturnState(number, known.state, to)
    moved = replace(known, state=to, changed_at=now)
    uow.events.add(_event(moved, now=now, actor=actor))
    return moved


def _event(known: Return, *, now: datetime, actor: str) -> Event:
    body = {
        "number": known.number,
        "order": known.order_number,
        "state": known.state.value,
        "reason": known.reason.value,
        "lines": [{"sku": line.product.sku, "quantity": line.quantity} for line in known.lines],
        "refund": str(known.refund.amount),
        "currency": known.refund.currency,
    }
    return Event(uuid7(now), now, f"return.{known.state.value}", actor, known.number, known.customer_id, body)
