"""A person takes over: when and where the shop can be called, or that somebody calls back."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from backend.conversation.phrasebook import OrderNumber
from backend.conversation.turn import Expects, Phrase, Reply
from backend.conversation.visit import Topic, Visit, is_quantity, is_text, is_uuid
from backend.orders import tickets
from backend.orders.languages import said_in
from interaction_models import spoken

_WRITTEN = re.compile(r"\+?[\d\s().\-/]+", re.ASCII)


def _talk_to_human(visit: Visit) -> Reply:
    if visit.said("phone"):
        return _phone(visit)
    says = _where_to_call(visit)
    customer = visit.customer
    if customer is None:
        return visit.more(says)
    about = _about(visit)
    try:
        ticket = visit.write(
            lambda uow: tickets.draft_ticket(customer, about, now=visit.now, uow=uow, chance=visit.chance)
        )
    except tickets.TooManyTickets as refusal:
        return visit.more(says, _too_many_phrase(refusal))
    return visit.confirm(Phrase("shall-they-call"), says, pending={"do": "call_back", "ticket": str(ticket.id)})


def _where_to_call(visit: Visit) -> Phrase:
    hours = said_in(visit.turn.locale, visit.shop.opening_hours)
    if not visit.shop.phone:
        return Phrase("talk-to-human-none")
    if hours:
        return Phrase("talk-to-human", {"phone": visit.shop.phone, "hours": hours})
    return Phrase("talk-to-human-plain", {"phone": visit.shop.phone})


def _about(visit: Visit) -> Mapping[str, Any]:
    """What the conversation was about, for the shop keeper to read: codes and numbers, nothing of what was said."""
    state, pending = visit.turn.state, visit.pending
    known = {
        "request": state.get("intent") or pending.get("intent"),
        "open_question": pending.get("do"),
        "order_number": pending.get("number"),
        "quote_id": pending.get("quote"),
        "sku": pending.get("sku") or visit.product,
    }
    facts: dict[str, Any] = {name: value for name, value in known.items() if is_text(value)}
    misses = pending.get("misses", state.get("misses"))
    return (
        {**facts, "times_not_understood": misses}
        if isinstance(misses, int) and is_quantity(misses) and misses
        else facts
    )


# -- a number to call back


def _phone(visit: Visit) -> Reply:
    customer, phone = visit.known_customer(), _digits(visit.said("phone"), visit.turn.locale)
    about = _about(visit)
    ticket = visit.write(
        lambda uow: tickets.note_phone(customer, phone, about, now=visit.now, uow=uow, chance=visit.chance)
    )
    says = Phrase("phone-heard", {"phone": OrderNumber(phone.removeprefix("+"))})
    pending = {"do": "phone", "ticket": str(ticket.id), "confirms": "phone"}
    return visit.confirm(Phrase("is-that-right"), says, pending=pending)


def _digits(said: str, locale: str) -> str:
    """ "+1 (555) 0142" or "one five five five oh one four two" -> "+15550142"; empty if it is no number."""
    if _WRITTEN.fullmatch(said):
        return re.sub(r"[^\d+]", "", said, flags=re.ASCII)
    language = locale.partition("-")[0]
    return spoken.grouped_digits(spoken.words(said, language), language)


def _ask_phone(visit: Visit, *before: Phrase) -> Reply:
    return visit.ask(Phrase("which-phone"), Expects.SLOT, *before, slot="phone", intent="TalkToHumanIntent")


def _yes_to_call_back(visit: Visit) -> Reply:
    return _ask_phone(visit)


def _yes_to_phone(visit: Visit) -> Reply:
    customer, ticket_id = visit.known_customer(), UUID(visit.pending["ticket"])
    ticket = visit.write(lambda uow: tickets.open_ticket(customer, ticket_id, call_back=True, now=visit.now, uow=uow))
    return visit.more(Phrase("ticket-call-back", {"number": OrderNumber(ticket.number)}))


# -- not understood again and again


def offer_a_person(visit: Visit, misses: int) -> Reply:
    """Better than a third "I didn't get that"."""
    pending = {"do": "person", "misses": misses}
    return visit.confirm(Phrase("want-a-person"), Phrase("not-understood-short"), pending=pending)


# -- what can go wrong


def _no_phone(_: tickets.NoPhone, visit: Visit) -> Reply:
    facts = {"shortest": tickets.SHORTEST_PHONE, "longest": tickets.LONGEST_PHONE}
    return _ask_phone(visit, Phrase("phone-unclear", facts))


def _too_many_phrase(refusal: tickets.TooManyTickets) -> Phrase:
    numbers = tuple(OrderNumber(number) for number in refusal.numbers)
    return Phrase("tickets-too-many", {"count": len(numbers), "numbers": numbers})


def _too_many(refusal: tickets.TooManyTickets, visit: Visit) -> Reply:
    return visit.more(_where_to_call(visit), _too_many_phrase(refusal))


def _unknown_ticket(_: tickets.UnknownTicket, visit: Visit) -> Reply:
    return visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("not-now"))


TOPIC = Topic(
    answers={"TalkToHumanIntent": _talk_to_human},
    forms={
        "call_back": {"ticket": is_uuid},
        "phone": {"ticket": is_uuid},
        "person": {"misses": is_quantity},
    },
    agreed={"call_back": _yes_to_call_back, "phone": _yes_to_phone, "person": _talk_to_human},
    declined={"phone": _ask_phone},
    refusals={
        tickets.NoPhone: _no_phone,
        tickets.TooManyTickets: _too_many,
        tickets.UnknownTicket: _unknown_ticket,
    },
)
