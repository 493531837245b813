"""State and slots come from outside: there is always an answer, and nothing is bought by accident."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

from backend.conversation.dialogue import TOPICS, Conversation
from backend.conversation.phrasebook import render
from backend.conversation.turn import Identity, Reply, Turn
from backend.wiring import Encore
from interaction_models.model import SlotValue
from tests.backend.shops import NOW, all_orders, books_agree_with_the_shelf, quoted, the_customer

JUNK: list[Any] = [
    None, True, 0, -1, 1.5, 10**30, float("inf"), "", "\x00", "\ud800", "💥" * 10_000, "' OR 1=1 --",
    "{ $name }", str(uuid4()), "0" * 32, [], ["place"], {}, {"do": "place"},
]  # fmt: skip
NAMES = ("pending", "product", "misses", "said", "asked")
PENDING: list[Mapping[str, Any]] = [
    *({"do": junk} for junk in JUNK),
    *({"do": "place", "quote": junk} for junk in JUNK),
    *({"do": "quote", "sku": junk, "quantity": 1} for junk in JUNK),
    *({"do": "quote", "sku": "honey", "quantity": junk} for junk in JUNK),
    *({"do": "cancel", "number": junk} for junk in JUNK),
    *({"do": "slot", "slot": junk, "intent": junk} for junk in JUNK),
    *({"do": "slot", "slot": "product", "intent": "PlaceOrderIntent", "quantity": junk} for junk in JUNK),
    *({"do": do, **dict.fromkeys(form, junk)} for topic in TOPICS for do, form in topic.forms.items() for junk in JUNK),
]
STATES: list[Mapping[str, Any]] = [
    *({name: junk} for name in NAMES for junk in JUNK),
    *({"pending": pending} for pending in PENDING),
]


def respond(
    conversation: Conversation,
    intent: str,
    *,
    state: Mapping[str, Any] | None = None,
    slots: Mapping[str, SlotValue] | None = None,
    name: str = "ada",
) -> Reply:
    reply = conversation.respond(Turn(Identity("local", name), "en-US", intent, NOW, slots or {}, state or {}))
    json.dumps(dict(reply.state))
    rendered = render(reply, locale="en-US", today=NOW.date())
    assert rendered.speech
    return reply


def nothing_happened(demo: Encore) -> tuple[Mapping[str, int], list[tuple[str, str]]]:
    """Quotes may have held goods; but no order was made or changed, nothing left the shelf, and the books are right."""
    with demo.database.reading() as uow:
        on_hand = {each.sku: each.on_hand for each in uow.products.all()}
    assert books_agree_with_the_shelf(demo.database)
    return on_hand, [(order.number, order.status.value) for order in all_orders(demo.database)]


@pytest.mark.parametrize(
    ("name", "intent"),
    [
        ("zoe", "AMAZON.YesIntent"),
        *(("ada", f"AMAZON.{name}Intent") for name in ("Yes", "No", "Help", "Repeat", "Fallback", "Stop")),
        ("ada", "CheckStockIntent"),
        ("ada", "PlaceOrderIntent"),
    ],
)
def test_no_state_breaks_the_conversation_or_buys_anything(
    conversation: Conversation, demo: Encore, name: str, intent: str
) -> None:
    before = nothing_happened(demo)

    for state in STATES:
        respond(conversation, intent, state=state, name=name)

    assert nothing_happened(demo) == before


SLOTS: list[Mapping[str, SlotValue]] = [
    {slot: SlotValue(said, ids)}
    for slot in ("product", "order")
    for said in ("", "?", "-1", "0", "1.5", "９", "9" * 30, "9" * 5000, "tea" * 1000, "{ $x }", "\x00")
    for ids in ((), ("no-such-thing",), ("honey", "bagels"))
]


@pytest.mark.parametrize("intent", ["PlaceOrderIntent", "PriceIntent", "ReorderIntent", "OrderStatusIntent"])
def test_no_slot_breaks_the_conversation_or_buys_anything(
    conversation: Conversation, demo: Encore, intent: str
) -> None:
    before = nothing_happened(demo)

    for slots in SLOTS:
        respond(conversation, intent, slots=slots)

    assert nothing_happened(demo) == before


@pytest.mark.parametrize("said", ["", "?", "-1", "0", "1.5", "９", "9" * 5000, "many", "{ $x }", "\x00"])
@pytest.mark.parametrize("unit", ["", "dozen", "no-such-unit"])
def test_no_quantity_breaks_an_order_or_a_price(conversation: Conversation, said: str, unit: str) -> None:
    slots = {
        "product": SlotValue("honey", ("honey",)),
        "quantity": SlotValue(said),
        "unit": SlotValue(unit, (unit,)),
    }

    for intent in ("PlaceOrderIntent", "PriceIntent", "ReorderIntent"):
        respond(conversation, intent, slots=slots)


def test_somebody_elses_quote_is_not_bought(conversation: Conversation, demo: Encore) -> None:
    quote = quoted(demo.database, the_customer(demo.database, "ben"), "honey")
    before = nothing_happened(demo)

    reply = respond(conversation, "AMAZON.YesIntent", state={"pending": {"do": "place", "quote": str(quote.id)}})

    assert [phrase.key for phrase in reply.says] == ["not-now"]
    assert nothing_happened(demo) == before


def test_somebody_elses_order_is_not_cancelled(conversation: Conversation, demo: Encore) -> None:
    bens = next(order for order in all_orders(demo.database) if order.status.value == "placed")
    before = nothing_happened(demo)

    reply = respond(conversation, "AMAZON.YesIntent", state={"pending": {"do": "cancel", "number": bens.number}})

    assert [phrase.key for phrase in reply.says] == ["unknown-order"]
    assert nothing_happened(demo) == before
