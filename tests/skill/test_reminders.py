"""Reminders and subscriptions: what Alexa's users are told without asking."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from backend.conversation.phrasebook import render
from backend.conversation.turn import Identity, Reply, Turn
from backend.integrations.alexa_api import FULL_ADDRESS_SCOPE, ORDER_STATUS, REMINDERS_SCOPE, AlexaHttp
from backend.orders.ids import uuid7
from backend.orders.model import Customer, Order
from backend.orders.ordering import find_order, place_order
from backend.orders.quoting import quote_product
from backend.orders.shopkeeping import set_stock
from backend.wiring import Encore
from interaction_models.model import SlotValue
from skill.addresses import with_address
from skill.notifications import note_subscription
from skill.reminders import device_of, with_reminder
from skill.writing import write_reply
from tests.alexa_stand_in import Amazon, Trouble, amazon, system
from tests.backend.conftest import demo, demo_database, demo_file, migrated_database, migrated_file
from tests.backend.shops import NOW

__all__ = ["demo", "demo_database", "demo_file", "migrated_database", "migrated_file"]

ADA = Identity("local", "ada")


@pytest.fixture
def there() -> Iterator[Amazon]:
    with amazon() as found:
        yield found


class Speaker:
    """Talks with the shop over a device that can remind, the way the skill does it."""

    def __init__(self, shop: Encore, there: Amazon) -> None:
        self.shop = shop
        self.there = there
        self.document: dict[str, Any] = {
            "context": {"System": system(there)}, "request": {"requestId": "r", "locale": "en-GB"}
        }  # fmt: skip
        self.state: Mapping[str, Any] = {}
        self.reply: Reply | None = None
        self.now = NOW
        self.turns = 0
        self.identity = ADA

    def means(self, intent: str, **slots: Any) -> str:
        self.turns += 1
        device = device_of(
            self.document, AlexaHttp(read_seconds=0.2, pause=lambda _: None), self.there.url, is_verified=False
        )
        turn = Turn(
            self.identity,
            "en-US",
            intent,
            self.now,
            slots,
            self.state,
            id=f"r{self.turns}",
            can_remind=device is not None,
        )
        reply = self.shop.conversation.respond(turn)
        reply = with_address(reply, turn, device, self.shop.conversation.respond)
        self.reply = with_reminder(reply, turn, self.document, device, self.shop.database, now=self.now)
        self.state = self.reply.state
        return render(self.reply, locale="en-US", today=self.reply.today).speech

    @property
    def card(self) -> Any:
        assert self.reply is not None
        return write_reply(self.reply, render(self.reply, locale="en-US", today=self.reply.today)).card

    def customer(self) -> Customer:
        with self.shop.database.reading() as uow:
            found = uow.customers.by_identity(self.identity.channel, self.identity.external_id)
        assert found is not None
        return found

    def order(self) -> Order:
        customer, chance = self.customer(), self.shop.chance
        quote = self.shop.database.write(lambda uow: quote_product(customer, "oat-milk", 1, now=NOW, uow=uow))
        self.shop.database.write(lambda uow: place_order(customer, quote.id, now=NOW, uow=uow, chance=chance))
        with self.shop.database.reading() as uow:
            return find_order(customer, "", uow=uow)


@pytest.fixture
def ada(demo: Encore, there: Amazon) -> Speaker:
    return Speaker(demo, there)


def test_a_delivery_is_announced_on_its_morning(ada: Speaker) -> None:
    order = ada.order()

    asked = ada.means("OrderStatusIntent")
    answer = ada.means("AMAZON.YesIntent")

    assert asked.endswith("Shall I remind you on the morning it arrives?")
    assert answer == "All right, I'll remind you on Thursday, March 12 at 9:00 AM. Anything else?"
    (reminder,) = ada.there.reminders.values()
    assert reminder["trigger"] == {
        "type": "SCHEDULED_ABSOLUTE",
        "scheduledTime": "2026-03-12T09:00:00.000",
        "timeZoneId": "America/New_York",
    }
    (content,) = reminder["alertInfo"]["spokenInfo"]["content"]
    assert content["locale"] == "en-GB"
    spaced = "".join(re.findall(r"\d", content["text"]))
    assert spaced == order.number
    assert content["text"].endswith("from Corner Pantry should arrive today.")


def test_the_same_reminder_is_offered_once(ada: Speaker) -> None:
    ada.order()
    ada.means("OrderStatusIntent")
    ada.means("AMAZON.YesIntent")

    assert ada.means("OrderStatusIntent").endswith("Anything else?")
    assert len(ada.there.reminders) == 1


def test_who_wants_none_is_not_asked_again(ada: Speaker) -> None:
    ada.order()
    ada.means("OrderStatusIntent")

    assert ada.means("AMAZON.NoIntent") == "All right, no reminder. Anything else?"
    assert ada.means("OrderStatusIntent").endswith("Anything else?")
    assert ada.there.got == []


def test_goods_are_announced_on_the_day_they_should_be_back(ada: Speaker, demo: Encore) -> None:
    back = date(2026, 3, 20)
    demo.database.write(lambda uow: set_stock("oat-milk", 0, restock_on=back, now=NOW, uow=uow))

    asked = ada.means("RestockAlertIntent", product=SlotValue("oat milk", ("oat-milk",)))
    answer = ada.means("AMAZON.YesIntent")

    assert asked.endswith("Shall I remind you on Friday, March 20, when it should be back?")
    assert answer.startswith("All right, I'll remind you on Friday, March 20 at 9:00 AM.")
    (reminder,) = ada.there.reminders.values()
    assert reminder["trigger"]["scheduledTime"] == "2026-03-20T09:00:00.000"
    text = reminder["alertInfo"]["spokenInfo"]["content"][0]["text"]
    assert text == "Oat milk should be back at Corner Pantry today."


def test_without_permission_a_card_asks_for_it_and_nothing_is_promised(ada: Speaker) -> None:
    ada.order()
    ada.there.scopes.clear()
    ada.means("OrderStatusIntent")

    answer = ada.means("AMAZON.YesIntent")

    assert answer.startswith("To set a reminder I need your permission.")
    assert ada.card.permissions == [REMINDERS_SCOPE]
    assert "I'll remind you" not in str(ada.state)
    ada.there.scopes.add(REMINDERS_SCOPE)
    assert ada.means("OrderStatusIntent").endswith("Shall I remind you on the morning it arrives?")


@pytest.mark.parametrize("trouble", [Trouble(503, times=9), Trouble(403, times=9), Trouble(0, times=9), Trouble(400)])
def test_a_reminder_that_could_not_be_set_is_not_promised(ada: Speaker, trouble: Trouble) -> None:
    ada.order()
    ada.means("OrderStatusIntent")
    ada.there.trouble = replace(trouble)  # it counts down

    answer = ada.means("AMAZON.YesIntent")

    assert "I'll remind you" not in answer
    assert answer.endswith("Anything else?")


def test_no_reminder_is_offered_where_there_can_be_none(ada: Speaker) -> None:
    ada.order()
    ada.document["context"]["System"]["apiEndpoint"] = "https://evil.example"

    assert ada.means("OrderStatusIntent").endswith("Anything else?")


def test_a_yes_from_a_device_that_cannot_remind_promises_nothing(ada: Speaker) -> None:
    ada.order()
    ada.means("OrderStatusIntent")
    del ada.document["context"]

    assert ada.means("AMAZON.YesIntent").startswith("I can't set reminders on this device.")


def test_a_yes_on_the_day_itself_is_too_late(ada: Speaker) -> None:
    ada.order()
    ada.means("OrderStatusIntent")
    ada.now = NOW + timedelta(days=2)

    assert ada.means("AMAZON.YesIntent").startswith("It is too late for a reminder.")


# -- the address of the device


@pytest.fixture
def homeless(ada: Speaker) -> Speaker:
    """A new customer; nobody knows where they live."""
    ada.identity = Identity("local", "zoe")
    with ada.shop.database.writing() as uow:
        zoe = Customer(uuid7(NOW), "Zoe", "en-US", "")
        uow.customers.add(zoe)
        uow.customers.link(zoe.id, "local", "zoe")
    return ada


def orders_milk(speaker: Speaker) -> str:
    return speaker.means("PlaceOrderIntent", product=SlotValue("oat milk", ("oat-milk",)), quantity=SlotValue("1"))


def test_who_has_no_address_is_offered_the_devices_and_must_say_yes(homeless: Speaker) -> None:
    assert orders_milk(homeless) == (
        "From now on your orders would go to: 5 Elm Street, Springfield, IL 62701. Shall I change it?"
    )
    assert homeless.customer().address == ""

    homeless.means("AMAZON.YesIntent")

    assert homeless.customer().address == "5 Elm Street, Springfield, IL 62701"
    assert "to 5 Elm Street" in orders_milk(homeless)


def test_a_no_to_the_devices_address_saves_nothing(homeless: Speaker) -> None:
    orders_milk(homeless)

    homeless.means("AMAZON.NoIntent")

    assert homeless.customer().address == ""


def test_without_permission_a_card_asks_for_the_address_and_so_do_we(homeless: Speaker) -> None:
    homeless.there.scopes.clear()

    answer = orders_milk(homeless)

    assert answer == (
        "I don't know yet where to deliver to. I sent a card to your Alexa app: allow me to use your address there, "
        "or just tell it to me now. What is your full address?"
    )
    assert homeless.card.permissions == [FULL_ADDRESS_SCOPE]
    answer = homeless.means("ChangeAddressIntent", address=SlotValue("7 Oak Street, Springfield"))
    assert answer.startswith("From now on your orders would go to: 7 Oak Street, Springfield.")


@pytest.mark.parametrize(
    "address",
    [None, {"postalCode": "62701"}, {"addressLine1": "x" * 300, "city": "Springfield"}, {"addressLine1": 7}],
)
def test_half_an_address_is_asked_for(homeless: Speaker, address: dict[str, Any] | None) -> None:
    homeless.there.address = address

    assert orders_milk(homeless) == "I don't know yet where to deliver to. What is your full address?"


def test_goods_nobody_knows_where_to_send_are_not_held(homeless: Speaker) -> None:
    homeless.there.address = None
    orders_milk(homeless)

    with homeless.shop.database.reading() as uow:
        assert uow.quotes.held_by(homeless.customer().id) == []


# -- subscriptions


def subscription(*names: Any, at: Any = "2026-03-10T15:00:00Z", type: str = "ProactiveSubscriptionChanged") -> Any:
    body = {"subscriptions": [{"eventName": name} for name in names]}
    return {
        "context": {"System": {"user": {"userId": "amzn1.ask.account.ADA"}}},
        "request": {"type": f"AlexaSkillEvent.{type}", "eventCreationTime": at, "body": body},
    }


def wants(ada: Speaker) -> bool:
    with ada.shop.database.reading() as uow:
        return bool(uow.notices.receivers(ada.customer().id, "alexa", ORDER_STATUS))


@pytest.fixture
def linked(ada: Speaker) -> Speaker:
    with ada.shop.database.writing() as uow:
        uow.customers.link(ada.customer().id, "alexa", "amzn1.ask.account.ADA")
    return ada


def note(ada: Speaker, document: Any) -> bool:
    return note_subscription(document, ada.shop.database, now=NOW + timedelta(days=1))


def test_the_latest_word_counts_in_whatever_order_it_comes(linked: Speaker) -> None:
    assert note(linked, subscription(ORDER_STATUS, at="2026-03-10T15:00:02Z"))
    assert wants(linked)
    assert not note(linked, subscription(at="2026-03-10T15:00:01Z"))
    assert wants(linked)
    assert note(linked, subscription(at=int(datetime(2026, 3, 10, 16, tzinfo=UTC).timestamp() * 1000)))
    assert not wants(linked)


def test_who_disables_the_skill_is_left_in_peace(linked: Speaker) -> None:
    note(linked, subscription(ORDER_STATUS))

    note(linked, subscription(at="2026-03-10T17:00:00Z", type="SkillDisabled"))

    assert not wants(linked)


@pytest.mark.parametrize(
    "document",
    [
        subscription(None, 7, "", "x" * 200, "\0"),
        subscription(at="yesterday"),
        subscription(at=10**30),
        {**subscription(), "request": {"type": "AlexaSkillEvent.ProactiveSubscriptionChanged"}},
        {**subscription(), "request": {"type": "AlexaSkillEvent.ProactiveSubscriptionChanged", "body": []}},
        subscription(*(str(number) for number in range(99))),
    ],
)
def test_odd_events_mean_no_subscription(linked: Speaker, document: Any) -> None:
    note(linked, document)

    assert not wants(linked)


@pytest.mark.parametrize("user", [None, "", "x" * 401, "a\nb", 7])
def test_an_event_of_nobody_is_ignored(linked: Speaker, user: Any) -> None:
    document = {**subscription(ORDER_STATUS), "context": {"System": {"user": {"userId": user}}}}

    assert not note(linked, document)


def test_other_events_are_not_about_this(linked: Speaker) -> None:
    assert not note(linked, subscription(ORDER_STATUS, type="SkillEnabled"))


# -- whose requests reach Amazon


@pytest.mark.parametrize(
    ("endpoint", "is_verified", "reached"),
    [
        ("https://api.eu.amazonalexa.com", True, True),
        ("https://api.eu.amazonalexa.com", False, False),
        ("http://127.0.0.1:4711", True, True),
        ("http://127.0.0.1:4711", False, True),
        ("http://127.0.0.1:4712", True, False),
    ],
)
def test_a_request_nobody_verified_reaches_a_stand_in_at_most(endpoint: str, is_verified: bool, reached: bool) -> None:
    document = {"context": {"System": {"apiEndpoint": endpoint, "apiAccessToken": "t", "device": 7}}}

    device = device_of(document, AlexaHttp(), "http://127.0.0.1:4711", is_verified=is_verified)

    assert (device is not None) is reached
