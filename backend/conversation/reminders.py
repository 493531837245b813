"""Offers to speak up later, where the channel can: on the day of a delivery, on the day something should be back."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from backend.conversation.letters import clock
from backend.conversation.phrasebook import OrderNumber
from backend.conversation.turn import Phrase, Reminder, Reply
from backend.conversation.visit import Topic, Visit, is_text
from backend.orders.alerts import place_of, product_at
from backend.orders.model import Order, Product
from backend.orders.notices import may_offer_reminder, note_reminder
from backend.orders.ordering import find_order

AT = time(9)
"""At the shop: late enough for nobody to be woken, early enough to be at home."""


def offer_for_delivery(order: Order, visit: Visit, *says: Phrase) -> Reply:
    comes = order.is_open and not order.terms.pickup
    pending = {"do": "remind-delivery", "number": order.number}
    return _offer(
        order.number, order.expected_on if comes else None, Phrase("shall-i-remind-delivery"), pending, visit, says
    )


def offer_for_restock(product: Product, visit: Visit, *says: Phrase) -> Reply:
    pending = {"do": "remind-restock", "sku": product.sku}
    question = Phrase("shall-i-remind-restock", {"day": product.restock_on})
    return _offer(product.sku, product.restock_on, question, pending, visit, says)


def _offer(
    subject: str,
    day: date | None,
    question: Phrase,
    pending: dict[str, str],
    visit: Visit,
    says: tuple[Phrase, ...],
) -> Reply:
    customer = visit.customer
    if not visit.turn.can_remind or customer is None or _moment(day, visit) is None:
        return visit.more(*says)
    if day is None or not visit.read(lambda uow: may_offer_reminder(customer.id, subject, day, uow=uow)):
        return visit.more(*says)
    return visit.confirm(question, *says, pending=pending)


def _moment(day: date | None, visit: Visit) -> datetime | None:
    """When to speak up; None when that is over, or nobody knows the day."""
    moment = datetime.combine(day, AT, tzinfo=ZoneInfo(visit.shop.time_zone)) if day else None
    return moment if moment and moment > visit.now else None


def _delivery(visit: Visit) -> tuple[str, date | None, Phrase]:
    customer, number = visit.known_customer(), visit.pending["number"]
    order = visit.read(lambda uow: find_order(customer, number, uow=uow))
    day = order.expected_on if order.is_open else None
    return (
        order.number,
        day,
        Phrase("reminder-delivery", {"number": OrderNumber(order.number), "shop": visit.shop.name}),
    )


def _restock(visit: Visit) -> tuple[str, date | None, Phrase]:
    customer, sku = visit.known_customer(), visit.pending["sku"]
    product = visit.read(lambda uow: product_at(sku, place_of(customer), uow=uow))
    return (
        sku,
        product.restock_on,
        Phrase("reminder-restock", {"product": visit.name(product), "shop": visit.shop.name}),
    )


def _yes(found: tuple[str, date | None, Phrase], visit: Visit) -> Reply:
    customer, (subject, day, text) = visit.known_customer(), found
    moment = _moment(day, visit)
    if moment is None:
        return visit.more(Phrase("reminder-too-late"))
    if not visit.turn.can_remind:
        return visit.more(Phrase("reminder-not-here"))
    # Nothing changes here, but the same request again must not set a second one.
    visit.write(lambda _: None)
    reply = visit.more(Phrase("reminder-set", {"day": moment.date(), "time": clock(moment, visit.turn.locale)}))
    return replace(reply, remind=Reminder(moment, text, customer.id, subject))


def _no(found: tuple[str, date | None, Phrase], visit: Visit) -> Reply:
    customer, (subject, day, _) = visit.known_customer(), found
    if day is not None:
        visit.write(lambda uow: note_reminder(customer.id, subject, day, now=visit.now, uow=uow))
    return visit.more(Phrase("reminder-none"))


TOPIC = Topic(
    forms={"remind-delivery": {"number": is_text}, "remind-restock": {"sku": is_text}},
    agreed={
        "remind-delivery": lambda visit: _yes(_delivery(visit), visit),
        "remind-restock": lambda visit: _yes(_restock(visit), visit),
    },
    declined={
        "remind-delivery": lambda visit: _no(_delivery(visit), visit),
        "remind-restock": lambda visit: _no(_restock(visit), visit),
    },
)
