"""After the order: where it is, and calling it off."""

from backend.conversation.phrasebook import OrderNumber
from backend.conversation.turn import Phrase, Reply
from backend.conversation.visit import Topic, Visit, is_text
from backend.orders import errors
from backend.orders.model import Order, OrderStatus, ShipmentStatus
from backend.orders.ordering import cancel_order, cancellable, find_order

_TOO_LATE = {
    OrderStatus.PLACED: "too-late-packed",  # the window has closed
    OrderStatus.PACKED: "too-late-packed",
    OrderStatus.PARTLY_SHIPPED: "too-late-shipped",
    OrderStatus.SHIPPED: "too-late-shipped",
    OrderStatus.DELIVERED: "too-late-delivered",
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

_WHERE_PARCEL = {
    ShipmentStatus.OUT_FOR_DELIVERY: "order-out",
    ShipmentStatus.DELAYED: "order-delayed",
    ShipmentStatus.ATTEMPT_FAILED: "order-failed",
    ShipmentStatus.READY_FOR_PICKUP: "order-pickup",
    ShipmentStatus.RETURNED: "order-returned",
}
"""What a carrier says that is worth more than "on its way"."""


def _order_status(visit: Visit) -> Reply:
    customer = visit.known_customer()
    number = visit.order_number()
    order = visit.read(lambda uow: find_order(customer, number, uow=uow))
    says = [_where(order, visit)]
    if order.is_open:
        says.append(Phrase("order-holds", {"items": visit.items(order.lines)}))
    return visit.more(*says)


def _where(order: Order, visit: Visit) -> Phrase:
    number, day = OrderNumber(order.number), order.expected_on
    if order.status in (OrderStatus.SHIPPED, OrderStatus.DELIVERED) and order.shipments:
        special = _WHERE_PARCEL.get(order.shipments[-1].status)
        if special and (order.is_open or special == "order-returned"):
            return Phrase(special, {"number": number, "day": day})
    if order.is_open and day < visit.today:
        return Phrase("order-overdue", {"number": number, "day": day})
    return Phrase(_WHERE[order.status], {"number": number, "day": day})


def _cancel_order(visit: Visit) -> Reply:
    customer = visit.known_customer()
    number = visit.order_number()
    order = visit.read(lambda uow: cancellable(customer, number, now=visit.now, uow=uow))
    question = Phrase("confirm-cancel", {"number": OrderNumber(order.number), "items": visit.items(order.lines)})
    return visit.confirm(question, pending={"do": "cancel", "number": order.number})


def _yes_to_cancel(visit: Visit) -> Reply:
    customer = visit.known_customer()
    order = visit.write(lambda uow: cancel_order(customer, visit.pending["number"], now=visit.now, uow=uow))
    return visit.more(Phrase("cancelled", {"number": OrderNumber(order.number)}))


def _no_to_cancel(visit: Visit) -> Reply:
    return visit.more(Phrase("not-cancelled"))


def _talk_to_human(visit: Visit) -> Reply:
    hours = visit.shop.opening_hours.get(visit.turn.locale)
    if not visit.shop.phone:
        return visit.more(Phrase("talk-to-human-none"))
    if hours:
        return visit.more(Phrase("talk-to-human", {"phone": visit.shop.phone, "hours": hours}))
    return visit.more(Phrase("talk-to-human-plain", {"phone": visit.shop.phone}))


def _unknown_order(refusal: errors.UnknownOrder, visit: Visit) -> Reply:
    if not refusal.number:
        return visit.more(Phrase("no-orders"))
    return visit.more(Phrase("unknown-order", {"number": OrderNumber(refusal.number)}))


def _too_late(refusal: errors.TooLateToCancel, visit: Visit) -> Reply:
    return visit.more(Phrase(_TOO_LATE[refusal.status], {"number": OrderNumber(refusal.number)}))


TOPIC = Topic(
    answers={
        "OrderStatusIntent": _order_status,
        "CancelOrderIntent": _cancel_order,
        "TalkToHumanIntent": _talk_to_human,
    },
    forms={"cancel": {"number": is_text}},
    agreed={"cancel": _yes_to_cancel},
    declined={"cancel": _no_to_cancel},
    refusals={errors.UnknownOrder: _unknown_order, errors.TooLateToCancel: _too_late},
)
