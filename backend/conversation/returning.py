"""Sending things back: how it works, starting it, and what became of it."""

from uuid import UUID

from backend.conversation.afterwards import meant_lines, which_line
from backend.conversation.phrasebook import OrderNumber
from backend.conversation.turn import Expects, Phrase, Reply
from backend.conversation.visit import Topic, Visit, is_quantity, is_text, is_uuid
from backend.orders import errors, returns
from backend.orders.ids import uuid7
from backend.orders.model import Line
from backend.orders.money import Money
from backend.orders.returns import Reason, Return, Returnable, ReturnState, WhyNot

_WHY_NOT = {
    WhyNot.NOT_DELIVERED: "return-not-delivered",
    WhyNot.TOO_LATE: "return-too-late",
    WhyNot.ALL_RETURNED: "return-all-returned",
}

_RETURN = {
    ReturnState.ASKED: "return-asked",
    ReturnState.RECEIVED: "return-received",
    ReturnState.REFUNDED: "return-refunded",
    ReturnState.REFUSED: "return-refused",
}


def _policy(visit: Visit) -> Reply:
    return visit.more(Phrase("return-policy", {"days": visit.shop.return_days}), Phrase("return-how"))


def _start(visit: Visit) -> Reply:
    customer, number = visit.known_customer(), visit.order_number()
    sku = next(iter(visit.ids("product")), "") if len(visit.ids("product")) == 1 else ""
    found = visit.read(lambda uow: returns.returnable(customer, number, now=visit.now, uow=uow, sku=sku))
    lines = meant_lines(found.lines, found.order, visit)
    if not lines:
        raise returns.NotReturnable(found.order, visit.said("product"))
    if len(lines) > 1:
        return which_line(lines, visit)
    return _start_line(found, lines[0], visit)


def _start_line(found: Returnable, line: Line, visit: Visit) -> Reply:
    visit.product = line.product.sku
    quantity = visit.quantity(line.product)
    if quantity is None and line.quantity > 1:
        item = visit.item(line.product, line.quantity)
        return visit.ask(
            Phrase("return-how-many"), Expects.SLOT, Phrase("return-up-to", {"item": item}), slot="quantity"
        )
    reason = next((Reason(each) for each in visit.ids("reason") if each in set(Reason)), None)
    if reason is None:
        return visit.ask(Phrase("return-why"), Expects.SLOT, slot="reason")
    return _read(found.order.number, line.product.sku, 1 if quantity is None else quantity, reason, visit)


def _read(number: str, sku: str, quantity: int, reason: Reason, visit: Visit, *before: Phrase) -> Reply:
    customer = visit.known_customer()
    order, line, refund = visit.read(
        lambda uow: returns.proposed_return(customer, number, sku, quantity, reason, now=visit.now, uow=uow)
    )
    facts = {"item": visit.item(line.product, quantity), "number": OrderNumber(order.number), "refund": refund}
    pending = {
        "do": "return",
        "return": str(uuid7(visit.now)),  # so that the same yes twice is one return
        "number": order.number,
        "sku": sku,
        "quantity": quantity,
        "reason": reason.value,
        "refund": refund.minor,
    }
    return visit.confirm(Phrase("shall-i-return"), *before, Phrase("return-would-be", facts), pending=pending)


def _yes_to_return(visit: Visit) -> Reply:
    customer, pending = visit.known_customer(), visit.pending
    number, sku, quantity, reason = pending["number"], pending["sku"], pending["quantity"], Reason(pending["reason"])
    expected = Money(pending["refund"], visit.shop.currency)
    try:
        asked = visit.write(
            lambda uow: returns.start_return(
                customer,
                UUID(pending["return"]),
                number,
                sku,
                quantity,
                reason,
                expected=expected,
                now=visit.now,
                uow=uow,
                chance=visit.chance,
            )
        )
    except errors.TotalChanged:
        return _read(number, sku, quantity, reason, visit, Phrase("changed-meanwhile"))
    started = "return-started-missing" if asked.reason is Reason.MISSING_ITEM else "return-started"
    return visit.more(Phrase(started, {"number": OrderNumber(asked.number), "refund": asked.refund}))


def _no_to_return(visit: Visit) -> Reply:
    return visit.more(Phrase("return-not-started"))


def _status(visit: Visit) -> Reply:
    customer, number = visit.known_customer(), visit.order_number()
    known = visit.read(lambda uow: returns.find_return(customer, number, uow=uow))
    return visit.more(_what_became_of(known, visit))


def _what_became_of(known: Return, visit: Visit) -> Phrase:
    waits_for_goods = known.state is ReturnState.ASKED and known.reason is not Reason.MISSING_ITEM
    key = _RETURN[known.state] if waits_for_goods or known.state is not ReturnState.ASKED else "return-asked-missing"
    facts = {
        "number": OrderNumber(known.number),
        "items": visit.items(known.lines),
        "refund": known.refund,
        "day": visit.shop.today(known.changed_at),
    }
    return Phrase(key, facts)


# -- what can go wrong


def _nothing(refusal: returns.NothingToReturn, visit: Visit) -> Reply:
    facts = {"number": OrderNumber(refusal.number), "days": visit.shop.return_days}
    return visit.more(Phrase(_WHY_NOT[refusal.why], facts))


def _not_returnable(refusal: returns.NotReturnable, visit: Visit) -> Reply:
    facts = {"number": OrderNumber(refusal.order.number), "product": refusal.said}
    return visit.more(Phrase("return-not-this", facts))


def _too_many(refusal: returns.TooManyToReturn, visit: Visit) -> Reply:
    item = visit.item(refusal.line.product, refusal.line.quantity)
    says = Phrase("return-up-to", {"item": item})
    return visit.ask(Phrase("return-how-many"), Expects.SLOT, says, slot="quantity", intent="StartReturnIntent")


def _unknown_return(refusal: returns.UnknownReturn, visit: Visit) -> Reply:
    if not refusal.number:
        return visit.more(Phrase("no-returns"))
    return visit.more(Phrase("unknown-return", {"number": OrderNumber(refusal.number)}))


TOPIC = Topic(
    answers={
        "ReturnPolicyIntent": _policy,
        "StartReturnIntent": _start,
        "ReturnStatusIntent": _status,
    },
    forms={
        "return": {
            "return": is_uuid,
            "number": is_text,
            "sku": is_text,
            "quantity": is_quantity,
            "reason": lambda value: isinstance(value, str) and value in set(Reason),
            "refund": is_quantity,
        },
    },
    agreed={"return": _yes_to_return},
    declined={"return": _no_to_return},
    refusals={
        returns.NothingToReturn: _nothing,
        returns.NotReturnable: _not_returnable,
        returns.TooManyToReturn: _too_many,
        returns.UnknownReturn: _unknown_return,
    },
)
