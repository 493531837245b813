"""After the order: where it is, what was ordered before, and changing it or calling it off."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from backend.conversation import buying, reminders
from backend.conversation.phrasebook import AnyOf, OrderNumber
from backend.conversation.screens import MOST_SHOWN, of_order, of_orders
from backend.conversation.turn import Expects, Phrase, Reply
from backend.conversation.visit import CHOICES, Topic, Visit, is_quantity, is_text, is_uuid
from backend.orders import changing, errors
from backend.orders.history import usual_for
from backend.orders.model import Line, Order, OrderStatus, Shipment, ShipmentStatus
from backend.orders.money import Money
from backend.orders.ordering import cancel_order, cancellable, find_order
from backend.orders.returns import delivered_at

TOLD = 3
"""Orders of the past, and two things of each: more nobody remembers."""
MAIN_ITEMS = 2

_TOO_LATE = {
    OrderStatus.PLACED: "too-late-packed",  # the window has closed
    OrderStatus.PACKED: "too-late-packed",
    OrderStatus.PARTLY_SHIPPED: "too-late-shipped",
    OrderStatus.SHIPPED: "too-late-shipped",
    OrderStatus.DELIVERED: "too-late-delivered",
    OrderStatus.CANCELLED: "already-cancelled",
}

_TOO_LATE_TO_CHANGE = {
    OrderStatus.PLACED: "change-too-late-packed",
    OrderStatus.PACKED: "change-too-late-packed",
    OrderStatus.PARTLY_SHIPPED: "change-too-late-shipped",
    OrderStatus.SHIPPED: "change-too-late-shipped",
    OrderStatus.DELIVERED: "change-too-late-delivered",
    OrderStatus.CANCELLED: "already-cancelled",
}

_WHERE = {
    OrderStatus.PLACED: "order-placed",
    OrderStatus.PACKED: "order-packed",
    OrderStatus.PARTLY_SHIPPED: "order-partly-shipped",
    OrderStatus.SHIPPED: "order-shipped",
    OrderStatus.DELIVERED: "order-delivered",
    OrderStatus.CANCELLED: "order-cancelled",
}

_WHERE_TO_FETCH = {
    OrderStatus.PLACED: "order-to-fetch",
    OrderStatus.PACKED: "order-ready",
    OrderStatus.DELIVERED: "order-fetched",
}

_STATE = {
    OrderStatus.PLACED: "state-placed",
    OrderStatus.PACKED: "state-packed",
    OrderStatus.PARTLY_SHIPPED: "state-partly-shipped",
    OrderStatus.SHIPPED: "state-shipped",
    OrderStatus.DELIVERED: "state-delivered",
    OrderStatus.CANCELLED: "state-cancelled",
}

_ON_ITS_WAY = frozenset({ShipmentStatus.PICKED_UP, ShipmentStatus.IN_TRANSIT, ShipmentStatus.UNKNOWN})

_WHERE_PARCEL = {
    ShipmentStatus.LABEL_CREATED: "order-label",
    ShipmentStatus.PICKED_UP: "order-shipped",
    ShipmentStatus.IN_TRANSIT: "order-shipped",
    ShipmentStatus.DELAYED: "order-delayed",
    ShipmentStatus.OUT_FOR_DELIVERY: "order-out",
    ShipmentStatus.READY_FOR_PICKUP: "order-at-the-carrier",
    ShipmentStatus.ATTEMPT_FAILED: "order-attempt-failed",
    ShipmentStatus.DELIVERED: "order-delivered-on",
    ShipmentStatus.RETURNED: "order-returned",
    ShipmentStatus.EXCEPTION: "order-exception",
    ShipmentStatus.CANCELLED: "order-parcel-cancelled",
    ShipmentStatus.EXPIRED: "order-lost",
    ShipmentStatus.UNKNOWN: "order-not-seen",
}
"""The only parcel of an order."""

_ONE_OF_SEVERAL = {
    ShipmentStatus.LABEL_CREATED: "parcel-label",
    ShipmentStatus.PICKED_UP: "parcel-moving",
    ShipmentStatus.IN_TRANSIT: "parcel-moving",
    ShipmentStatus.DELAYED: "parcel-delayed",
    ShipmentStatus.OUT_FOR_DELIVERY: "parcel-out",
    ShipmentStatus.READY_FOR_PICKUP: "parcel-at-the-carrier",
    ShipmentStatus.ATTEMPT_FAILED: "parcel-attempt-failed",
    ShipmentStatus.DELIVERED: "parcel-delivered",
    ShipmentStatus.RETURNED: "parcel-returned",
    ShipmentStatus.EXCEPTION: "parcel-problem",
    ShipmentStatus.CANCELLED: "parcel-problem",
    ShipmentStatus.EXPIRED: "parcel-problem",
    ShipmentStatus.UNKNOWN: "parcel-moving",
}


def is_order_number(value: Any) -> bool:
    """Or empty: no order in particular."""
    return isinstance(value, str) and re.fullmatch(r"\d{0,16}", value, re.ASCII) is not None


# -- where it is


def _order_status(visit: Visit) -> Reply:
    customer = visit.known_customer()
    number = visit.order_number()
    order = visit.read(lambda uow: find_order(customer, number, uow=uow))
    says = _where(order, visit)
    screen = of_order(order, tuple(says), visit)
    if order.is_open:
        says.append(Phrase("order-holds", {"items": visit.items(order.lines)}))
    return replace(reminders.offer_for_delivery(order, visit, *says), screen=screen)


def _where(order: Order, visit: Visit) -> list[Phrase]:
    facts = {"number": OrderNumber(order.number), "day": order.expected_on}
    if order.terms.pickup and order.status in _WHERE_TO_FETCH:
        return [Phrase(_WHERE_TO_FETCH[order.status], {**facts, "place": _place(order, visit)})]
    if order.status is OrderStatus.CANCELLED or not order.shipments:
        late = order.is_open and order.expected_on < visit.today
        return [Phrase("order-overdue" if late else _WHERE[order.status], facts)]
    if len(order.shipments) == 1 and not order.unshipped:
        return [_only_parcel(order, visit)]
    if order.status is OrderStatus.PARTLY_SHIPPED and all(each.status in _ON_ITS_WAY for each in order.shipments):
        late = order.expected_on < visit.today
        return [Phrase("order-overdue" if late else "order-partly-shipped", facts)]
    says = [Phrase("order-in-parts", facts), *_parcels(order, visit)]
    if order.unshipped:
        says.append(Phrase("parcels-rest"))
    return says


def _place(order: Order, visit: Visit) -> str:
    places = visit.read(lambda uow: uow.places())
    return next((place.name(visit.turn.locale) for place in places if place.id == order.terms.place), visit.shop.name)


def _only_parcel(order: Order, visit: Visit) -> Phrase:
    parcel = order.shipments[0]
    number, day = OrderNumber(order.number), _day(parcel, order, visit)
    if order.status is OrderStatus.DELIVERED and parcel.status is not ShipmentStatus.RETURNED:
        key = "order-delivered-on" if delivered_at(parcel) else "order-delivered"
        return Phrase(key, {"number": number, "day": day})
    if day < visit.today and parcel.status in _ON_ITS_WAY | {ShipmentStatus.LABEL_CREATED}:
        return Phrase("order-overdue", {"number": number, "day": day})
    if day < visit.today and parcel.status is ShipmentStatus.DELAYED:
        return Phrase("order-delayed-openly", {"number": number})
    return Phrase(_WHERE_PARCEL[parcel.status], {"number": number, "day": day})


def _day(parcel: Shipment, order: Order, visit: Visit) -> date:
    """When it came, else when it is expected."""
    came = delivered_at(parcel)
    return visit.shop.today(came) if came else parcel.expected_on or order.terms.deliver_on


def _parcels(order: Order, visit: Visit) -> list[Phrase]:
    """ "One parcel was delivered today. The other is out for delivery." """
    # What came is told first.
    told = sorted(order.shipments, key=lambda parcel: (parcel.status is not ShipmentStatus.DELIVERED, parcel.id))
    alike = Counter((_ONE_OF_SEVERAL[parcel.status], _day(parcel, order, visit)) for parcel in told)
    says: list[Phrase] = []
    for (key, day), count in alike.items():
        subject = Phrase("parcel-one") if count == 1 else Phrase("parcel-many", {"count": count})
        if says and len(order.shipments) == 2:
            subject = Phrase("parcel-other")
        says.append(Phrase(key, {"parcel": subject, "count": count, "day": day}))
    return says


# -- what was ordered before


def _history(visit: Visit) -> Reply:
    customer = visit.known_customer()
    shown = visit.read(lambda uow: uow.orders.of(customer.id, limit=MOST_SHOWN))
    if not shown:
        raise errors.UnknownOrder("")
    orders = shown[:TOLD]
    says = [Phrase("history", {"count": len(orders)})]
    for order in orders:
        items: tuple[Phrase, ...] = visit.items(order.lines[:MAIN_ITEMS])
        if len(order.lines) > MAIN_ITEMS:
            items += (Phrase("history-more", {"count": len(order.lines) - MAIN_ITEMS}),)
        facts = {"number": OrderNumber(order.number), "day": visit.shop.today(order.placed_at), "items": items}
        says.append(Phrase("history-order", {**facts, "state": Phrase(_STATE[order.status])}))
    return replace(visit.more(*says, Phrase("history-next")), screen=of_orders(shown, visit))


# -- calling it off


def _cancel_order(visit: Visit) -> Reply:
    number = visit.order_number()
    # "Cancel that" to "Shall I place the order?" is a no, and never about an order from before.
    if not number and set(visit.ids("order")) <= {"last"} and buying.drop_pending_quote(visit):
        return visit.more(Phrase("not-placed"))
    return _offer_to_cancel(number, visit)


def _offer_to_cancel(number: str, visit: Visit, *before: Phrase) -> Reply:
    customer = visit.known_customer()
    order = visit.read(lambda uow: cancellable(customer, number, now=visit.now, uow=uow))
    question = Phrase("confirm-cancel", {"number": OrderNumber(order.number), "items": visit.items(order.lines)})
    return visit.confirm(question, *before, pending={"do": "cancel", "number": order.number})


def _yes_to_cancel(visit: Visit) -> Reply:
    customer = visit.known_customer()
    order = visit.write(lambda uow: cancel_order(customer, visit.pending["number"], now=visit.now, uow=uow))
    says = Phrase("cancelled", {"number": OrderNumber(order.number)})
    return replace(visit.more(says), screen=of_order(order, [says], visit))


def _no_to_cancel(visit: Visit) -> Reply:
    return visit.more(Phrase("not-cancelled"))


# -- sending it somewhere else


def _change_address(visit: Visit) -> Reply:
    customer, number = visit.known_customer(), visit.order_number()
    changed = buying.redirect_pending_quote(visit)
    if changed is not None:
        return changed
    order = visit.read(lambda uow: changing.redirectable(customer, number, uow=uow))
    value = visit.turn.slots.get("address")
    if value is None or not (value.said.strip() or value.ids):
        return _ask_address(visit)
    saved = visit.read(lambda uow: uow.addresses.of(customer.id))
    label = next((name for name in (*value.ids, value.said.strip().lower()) if name in saved), None)
    about = order.number if order else ""
    if label is not None:
        pending = {"do": "to_saved", "number": about, "label": label, "confirms": "address"}
        return _confirm_address(order, saved[label], visit, pending)
    if value.ids:  # "my work address", and we know none
        return _ask_address(visit, Phrase("address-not-saved", {"label": visit.said("address")}))
    heard = visit.write(lambda uow: changing.hear_address(customer, value.said, now=visit.now, uow=uow))
    pending = {"do": "to_heard", "number": about, "heard": str(heard.id), "confirms": "address"}
    return _confirm_address(order, heard.address, visit, pending)


def _ask_address(visit: Visit, *before: Phrase) -> Reply:
    return visit.ask(Phrase("which-address"), Expects.SLOT, *before, slot="address", intent="ChangeAddressIntent")


def _confirm_address(order: Order | None, address: str, visit: Visit, pending: dict[str, str]) -> Reply:
    if order is None:
        says = Phrase("address-for-all", {"address": address})
    else:
        says = Phrase("address-for-order", {"number": OrderNumber(order.number), "address": address})
    return visit.confirm(Phrase("shall-i-change"), says, pending=pending)


def _yes_to_saved(visit: Visit) -> Reply:
    customer, label = visit.known_customer(), visit.pending["label"]
    return _send_to(lambda uow: changing.saved_address(customer, label, uow=uow), visit)


def _yes_to_heard(visit: Visit) -> Reply:
    customer, heard_id = visit.known_customer(), UUID(visit.pending["heard"])
    return _send_to(lambda uow: changing.heard_address(customer, heard_id, now=visit.now, uow=uow), visit)


def _send_to(find: Callable[[Any], str], visit: Visit) -> Reply:
    customer, number = visit.known_customer(), visit.pending["number"]

    def change(uow: Any) -> str:
        address = find(uow)
        if number:
            changing.change_address(customer, number, address, now=visit.now, uow=uow)
        else:
            changing.change_preferred_address(customer, address, now=visit.now, uow=uow)
        return address

    address = visit.write(change)
    if number:
        return visit.more(Phrase("address-of-order", {"number": OrderNumber(number), "address": address}))
    return visit.more(Phrase("address-of-all", {"address": address}))


def _no_to_saved(visit: Visit) -> Reply:
    return visit.more(Phrase("address-stays"))


def _no_to_heard(visit: Visit) -> Reply:
    customer = visit.known_customer()
    visit.write(lambda uow: uow.heard.remove(customer.id))
    return _ask_address(visit, Phrase("address-stays"))


# -- more or less of it


def _change_quantity(visit: Visit) -> Reply:
    customer, number = visit.known_customer(), visit.order_number()
    # What is being bought right now goes before what was bought.
    of_quote = buying.change_pending_quote(visit)
    if of_quote is not None:
        return of_quote
    order = visit.read(lambda uow: changing.changeable(customer, number, uow=uow))
    line = _meant_line(order, order.lines, visit)
    if isinstance(line, Reply):
        return line
    visit.product = line.product.sku
    quantity = visit.quantity(line.product)
    if quantity is None:
        return visit.ask(Phrase("how-many"), Expects.SLOT, slot="quantity")
    return _read_change(order, line.product.sku, quantity, visit)


def meant_lines(lines: Sequence[Line], order: Order, visit: Visit) -> list[Line]:
    """The lines that what was said may mean; none of them if it was something else."""
    said, skus = visit.said("product"), visit.ids("product")
    if not said and not skus:
        of_before = [line for line in lines if line.product.sku == visit.product]
        return of_before or list(lines)
    found = [line for line in lines if line.product.sku in skus]
    alike = {product.sku for product in usual_for(said, [order], visit.turn.locale)}
    return found or [line for line in lines if line.product.sku in alike]


def _meant_line(order: Order, lines: Sequence[Line], visit: Visit) -> Line | Reply:
    found = meant_lines(lines, order, visit)
    if not found:
        raise changing.NotInOrder(order, visit.said("product"))
    return found[0] if len(found) == 1 else which_line(found, visit)


def which_line(lines: Sequence[Line], visit: Visit) -> Reply:
    if len(lines) > CHOICES:
        return visit.ask(Phrase("which-product"), Expects.SLOT, slot="product")
    names = AnyOf(visit.name(line.product) for line in lines)
    return visit.ask(Phrase("which-of", {"products": names}), Expects.SLOT, slot="product")


def _read_change(order: Order, sku: str, quantity: int, visit: Visit, *before: Phrase) -> Reply:
    customer = visit.known_customer()
    changed = visit.read(lambda uow: changing.with_quantity(customer, order.number, sku, quantity, uow=uow))
    facts = {"number": OrderNumber(changed.number), "items": visit.items(changed.lines), "total": changed.total}
    if changed.lines == order.lines:
        return visit.more(*before, Phrase("change-nothing", facts))
    pending = {
        "do": "change_quantity",
        "number": changed.number,
        "sku": sku,
        "quantity": quantity,
        "total": changed.total.minor,
    }
    return visit.confirm(Phrase("shall-i-change"), *before, Phrase("change-would-be", facts), pending=pending)


def _yes_to_quantity(visit: Visit) -> Reply:
    customer, pending = visit.known_customer(), visit.pending
    number, sku, quantity = pending["number"], pending["sku"], pending["quantity"]
    expected = Money(pending["total"], visit.shop.currency)
    try:
        order = visit.write(
            lambda uow: changing.change_quantity(
                customer, number, sku, quantity, expected=expected, now=visit.now, uow=uow
            )
        )
    except errors.TotalChanged:
        order = visit.read(lambda uow: changing.changeable(customer, number, uow=uow))
        return _read_change(order, sku, quantity, visit, Phrase("changed-meanwhile"))
    facts = {"number": OrderNumber(order.number), "items": visit.items(order.lines), "total": order.total}
    return visit.more(Phrase("change-done", facts))


# -- what can go wrong


def _unknown_order(refusal: errors.UnknownOrder, visit: Visit) -> Reply:
    if not refusal.number:
        return visit.more(Phrase("no-orders"))
    return visit.more(Phrase("unknown-order", {"number": OrderNumber(refusal.number)}))


def _too_late(refusal: errors.TooLateToCancel, visit: Visit) -> Reply:
    return visit.more(Phrase(_TOO_LATE[refusal.status], {"number": OrderNumber(refusal.number)}))


def _too_late_to_change(refusal: changing.TooLateToChange, visit: Visit) -> Reply:
    return visit.more(Phrase(_TOO_LATE_TO_CHANGE[refusal.status], {"number": OrderNumber(refusal.number)}))


def _fetched(refusal: changing.Fetched, visit: Visit) -> Reply:
    order = refusal.order
    return visit.more(Phrase("address-to-fetch", {"number": OrderNumber(order.number), "place": _place(order, visit)}))


def _no_such_address(_: changing.NoSuchAddress, visit: Visit) -> Reply:
    return _ask_address(visit, Phrase("address-unclear"))


def _not_heard(_: changing.NotHeard, visit: Visit) -> Reply:
    return _ask_address(visit, Phrase("address-forgotten"))


def _not_in_order(refusal: changing.NotInOrder, visit: Visit) -> Reply:
    facts = {"number": OrderNumber(refusal.order.number), "product": refusal.said}
    return visit.more(Phrase("change-not-in-order", facts))


def _none_left(refusal: changing.NoneLeft, visit: Visit) -> Reply:
    return _offer_to_cancel(refusal.order.number, visit, Phrase("change-none-left"))


def _price_moved(refusal: changing.PriceMoved, visit: Visit) -> Reply:
    product = refusal.product
    facts = {"product": visit.name(product), "price": product.price, "before": refusal.before}
    return visit.more(Phrase("change-price-moved", facts))


def _not_that_many_more(refusal: changing.NotThatManyMore, visit: Visit) -> Reply:
    order, product = refusal.order, refusal.product
    says = Phrase("change-only-more", {"product": visit.name(product), "left": refusal.available})
    if not refusal.available:
        return visit.more(says)
    has = next(line.quantity for line in order.lines if line.product.sku == product.sku)
    return _read_change(order, product.sku, has + refusal.available, visit, says)


TOPIC = Topic(
    answers={
        "OrderStatusIntent": _order_status,
        "OrderHistoryIntent": _history,
        "CancelOrderIntent": _cancel_order,
        "ChangeAddressIntent": _change_address,
        "ChangeQuantityIntent": _change_quantity,
    },
    forms={
        "cancel": {"number": is_text},
        "to_saved": {"number": is_order_number, "label": is_text},
        "to_heard": {"number": is_order_number, "heard": is_uuid},
        "change_quantity": {"number": is_text, "sku": is_text, "quantity": is_quantity, "total": is_quantity},
    },
    agreed={
        "cancel": _yes_to_cancel,
        "to_saved": _yes_to_saved,
        "to_heard": _yes_to_heard,
        "change_quantity": _yes_to_quantity,
    },
    declined={
        "cancel": _no_to_cancel,
        "to_saved": _no_to_saved,
        "to_heard": _no_to_heard,
        "change_quantity": _no_to_cancel,
    },
    refusals={
        errors.UnknownOrder: _unknown_order,
        errors.TooLateToCancel: _too_late,
        changing.TooLateToChange: _too_late_to_change,
        changing.Fetched: _fetched,
        changing.NoSuchAddress: _no_such_address,
        changing.NotHeard: _not_heard,
        changing.NotInOrder: _not_in_order,
        changing.NoneLeft: _none_left,
        changing.PriceMoved: _price_moved,
        changing.NotThatManyMore: _not_that_many_more,
    },
)
