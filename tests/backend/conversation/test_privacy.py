"""One may ask what is kept, say what it is for, and have it deleted, all by voice."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from backend.integrations.argon2_hasher import Argon2CodeHasher
from backend.orders import tickets, voice_codes
from backend.orders.model import OrderStatus
from backend.orders.privacy import allowed
from backend.orders.profiles import Purpose
from backend.understanding.match import Match
from backend.wiring import Encore
from interaction_models.model import SlotValue
from tests.backend.conversation.caller import Caller
from tests.backend.shops import (
    NOW,
    Chance,
    all_orders,
    books_agree_with_the_shelf,
    bought,
    moved,
    new_customer,
    the_customer,
    the_order,
)

HASHER = Argon2CodeHasher("pepper")
PIN = "5837"


@pytest.fixture
def zoe(demo: Encore, call: Callable[[str], Caller]) -> Caller:
    """A customer without orders."""
    new_customer(demo.database, "Zoe")
    return call("zoe")


def say(caller: Caller, intent: str, **slots: str) -> str:
    """Slots of closed lists are said as their ids."""
    return caller.means(Match(intent, 1.0, {name: SlotValue(value, (value,)) for name, value in slots.items()}))


def yes(caller: Caller) -> str:
    return say(caller, "AMAZON.YesIntent")


def is_known(demo: Encore, name: str) -> bool:
    with demo.database.reading() as uow:
        return uow.customers.by_identity("local", name) is not None


def test_what_is_kept_is_told_in_two_sentences_and_a_copy_is_offered(demo: Encore, zoe: Caller) -> None:
    said = say(zoe, "PrivacyIntent")
    assert said.count(".") == 2
    assert said.endswith("Shall I ask the shop to send you a copy of everything?")

    assert yes(zoe).startswith("Done. The shop will send you a copy within a month.")

    with demo.database.reading() as uow:
        customer = the_customer(demo.database, "zoe")
        assert ("privacy.export_asked", {}) in [(e.type, e.body) for e in uow.events.about(customer.id, limit=9)]


def test_the_shop_keeper_finds_the_wish_for_a_copy_once_among_the_tickets(demo: Encore, zoe: Caller) -> None:
    for _ in range(2):
        say(zoe, "PrivacyIntent")
        yes(zoe)

    with demo.database.reading() as uow:
        found = uow.tickets.all(closed=False, limit=9)
    assert [(ticket.facts, ticket.phone) for ticket in found] == [({"about": "export"}, None)]


def test_a_copy_that_no_ticket_asks_for_is_not_promised(demo: Encore, zoe: Caller) -> None:
    customer = the_customer(demo.database, "zoe")
    with demo.database.writing() as uow:
        for number in range(tickets.MOST_OPEN):
            draft = tickets.draft_ticket(customer, {}, now=NOW, uow=uow, chance=Chance([200200 + number]))
            tickets.open_ticket(customer, draft.id, call_back=False, now=NOW, uow=uow)
    say(zoe, "PrivacyIntent")

    said = yes(zoe)

    assert said.startswith("You can call us at +1 555 0142")
    assert "The shop has 3 questions of yours already" in said
    with demo.database.reading() as uow:
        assert "privacy.export_asked" not in [event.type for event in uow.events.about(customer.id, limit=9)]


@pytest.mark.parametrize(
    ("purpose", "choice", "told"),
    [
        ("history", "forbid", "All right, I no longer use your past orders for your usual or for ideas."),
        ("history", "allow", "All right, I use your past orders to know your usual."),
        ("offers", "allow", "All right, I will tell you about offers."),
        ("offers", "forbid", "All right, no offers."),
        ("reminders", "allow", "All right, I will remind you."),
        ("reminders", "forbid", "All right, no reminders."),
    ],
)
def test_a_purpose_is_allowed_or_forbidden(demo: Encore, zoe: Caller, purpose: str, choice: str, told: str) -> None:
    assert say(zoe, "ConsentIntent", purpose=purpose, choice=choice).startswith(told)

    with demo.database.reading() as uow:
        customer = the_customer(demo.database, "zoe")
        assert allowed(customer.id, Purpose(purpose), uow) == (choice == "allow")


def test_what_was_not_said_is_asked_for(demo: Encore, zoe: Caller) -> None:
    assert say(zoe, "ConsentIntent") == "Do you mean your order history, offers, or reminders?"
    assert say(zoe, "ConsentIntent", purpose="moon", choice="allow").startswith("Do you mean")
    said = say(zoe, "ConsentIntent", purpose="history")
    assert said == "At the moment you allow it. Would you like to allow it or forbid it?"
    said = say(zoe, "ConsentIntent", purpose="offers", choice="perhaps")
    assert said == "At the moment you do not allow it. Would you like to allow it or forbid it?"
    with demo.database.reading() as uow:
        assert uow.consents.of(the_customer(demo.database, "zoe").id) == []


def test_nothing_is_deleted_without_a_yes(demo: Encore, zoe: Caller) -> None:
    assert say(zoe, "DeleteMyDataIntent").endswith("Shall I delete everything about you?")
    assert say(zoe, "AMAZON.NoIntent").startswith("All right, nothing is deleted.")
    assert is_known(demo, "zoe")


def test_after_a_yes_the_customer_is_a_stranger(demo: Encore, zoe: Caller) -> None:
    say(zoe, "DeleteMyDataIntent")
    assert yes(zoe) == "Everything about you is deleted. Goodbye."
    assert zoe.is_done
    assert zoe.state == {}

    assert not is_known(demo, "zoe")
    assert say(zoe, "DeleteMyDataIntent").startswith("I don't know you here yet")


def test_deletion_wants_the_voice_code(demo: Encore, zoe: Caller) -> None:
    customer = the_customer(demo.database, "zoe")
    hash = HASHER.hash(customer.id, PIN)
    demo.database.write(lambda uow: voice_codes.set_code(customer.id, hash, now=NOW, uow=uow))
    say(zoe, "DeleteMyDataIntent")

    assert yes(zoe) == "What is your voice code?"
    assert say(zoe, "VoiceCodeIntent", pin="9402").startswith("That is not your voice code.")
    assert is_known(demo, "zoe")

    assert say(zoe, "VoiceCodeIntent", pin=PIN) == "Everything about you is deleted. Goodbye."
    assert not is_known(demo, "zoe")


def test_an_open_order_is_offered_to_be_cancelled_first(demo: Encore, zoe: Caller) -> None:
    order = bought(demo.database, the_customer(demo.database, "zoe"), "honey")

    said = say(zoe, "DeleteMyDataIntent")
    assert said.startswith("I can't delete your data yet, because your order")
    assert said.endswith("Shall I cancel it?")
    assert yes(zoe).endswith("Anything else?")
    assert the_order(demo.database, order.number).status is OrderStatus.CANCELLED

    say(zoe, "DeleteMyDataIntent")
    assert yes(zoe).startswith("Everything about you is deleted.")
    assert books_agree_with_the_shelf(demo.database)


def test_an_order_on_its_way_has_to_arrive_first(demo: Encore, zoe: Caller) -> None:
    customer = the_customer(demo.database, "zoe")
    for seconds in range(2):
        bought(demo.database, customer, "honey", now=NOW + timedelta(seconds=seconds))
    for order in all_orders(demo.database)[:2]:
        moved(demo.database, order, OrderStatus.PACKED)

    said = say(zoe, "DeleteMyDataIntent")

    assert said.startswith("I can't delete your data yet, because 2 of your orders are still open:")
    assert said.endswith("Ask me again when it has arrived, or say: talk to a human. Anything else?")
    assert is_known(demo, "zoe")


def test_an_order_placed_after_the_question_stops_the_deletion(demo: Encore, zoe: Caller) -> None:
    say(zoe, "DeleteMyDataIntent")
    bought(demo.database, the_customer(demo.database, "zoe"), "honey")

    assert yes(zoe).startswith("I can't delete your data yet")
    assert is_known(demo, "zoe")


@pytest.mark.parametrize("intent", ["PrivacyIntent", "DeleteMyDataIntent", "ConsentIntent"])
def test_a_stranger_is_told_that_we_do_not_know_them(call: Callable[[str], Caller], intent: str) -> None:
    assert say(call("nobody"), intent).startswith("I don't know you here yet")
