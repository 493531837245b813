"""Several people talk to one device: each has a history of their own, and none without having said who they are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from backend.conversation.dialogue import Conversation
from backend.conversation.phrasebook import render
from backend.conversation.turn import Identity, Reply, Turn
from backend.integrations.argon2_hasher import Argon2CodeHasher
from backend.orders import linking, profiles, voice_codes
from backend.orders.linking import ACCESS_LASTS
from backend.orders.model import Customer
from backend.wiring import Encore
from interaction_models.model import SlotValue
from tests.backend.shops import NOW, Chance, dollars, the_customer

CODES = Argon2CodeHasher("pepper")
LINK_EXPIRED = (
    "The link to your shop account has ended. Please link it again with the card in your Alexa app. "
    "After that, just ask me once more."
)
IS_IT_YOU = "I don't know your voice yet. Am I speaking with Ada?"


@dataclass
class Device:
    """An Echo of Ada's house."""

    conversation: Conversation
    token: str = ""
    person: str = ""
    now: Any = NOW
    state: Any = field(default_factory=dict)
    reply: Reply = field(default_factory=lambda: Reply(()))

    def hears(self, intent: str, **slots: str) -> str:
        identity = Identity("alexa", "amzn1.ask.account.NEW", access_token=self.token, person_id=self.person)
        said = {
            name: SlotValue(value, (value,) if name in ("product", "switch") else ()) for name, value in slots.items()
        }
        self.reply = self.conversation.respond(Turn(identity, "en-US", intent, self.now, said, self.state))
        self.state = dict(self.reply.state)
        return render(self.reply, locale="en-US", today=NOW.date()).speech


@pytest.fixture
def conversation(demo: Encore) -> Conversation:
    """As in production: Alexa's users are known by tokens only."""
    return Conversation(demo.database, lambda *_: [], Chance(), codes=CODES, linked_channels={"alexa"})


@pytest.fixture
def ada(demo: Encore) -> Customer:
    return the_customer(demo.database, "ada")


@pytest.fixture
def token(demo: Encore, ada: Customer) -> str:
    def link(uow: Any) -> str:
        facts: dict[str, Any] = {"client_id": "c", "redirect_uri": "r", "challenge": "x", "now": NOW, "uow": uow}
        facts["random_bytes"] = lambda length: b"x" * (length - 1) + bytes([next(numbers)])
        code = linking.grant_code(ada.id, scope="orders", **facts)
        tokens = linking.redeem_code(code, **facts)
        assert tokens is not None
        return tokens.access

    numbers = iter(range(256))
    return demo.database.write(link)


@pytest.fixture
def device(conversation: Conversation, token: str) -> Callable[..., Device]:
    return lambda person="": Device(conversation, token, person)


def with_code(demo: Encore, ada: Customer) -> None:
    demo.database.write(lambda uow: voice_codes.set_code(ada.id, CODES.hash(ada.id, "4826"), now=NOW, uow=uow))


def customers(demo: Encore) -> list[Customer]:
    with demo.database.reading() as uow:
        return list(uow.customers.all())


def test_without_a_token_nobody_is_a_customer_in_production(
    conversation: Conversation, demo: Encore, ada: Customer
) -> None:
    with demo.database.writing() as uow:
        uow.customers.link(ada.id, "alexa", "amzn1.ask.account.NEW")
    device = Device(conversation)

    assert device.hears("LaunchRequest").startswith("Welcome to")
    assert device.hears("ReorderIntent").startswith(
        "For that I need to know who you are. Please link your shop account"
    )
    assert device.reply.link_account and not device.reply.listens


def test_an_expired_token_is_said_so(device: Callable[..., Device]) -> None:
    late = device()
    late.now = NOW + ACCESS_LASTS

    assert late.hears("LaunchRequest") == LINK_EXPIRED
    assert (late.reply.link_account, late.reply.listens) == (True, False)
    assert late.hears("OrderHistoryIntent") == LINK_EXPIRED
    assert late.hears("CheckStockIntent", product="oat-milk").endswith("Anything else?") is True


def test_the_account_is_who_speaks_where_no_voice_is_recognised(
    device: Callable[..., Device], demo: Encore, ada: Customer
) -> None:
    assert device().hears("LaunchRequest").startswith("Hi Ada")
    with demo.database.reading() as uow:
        assert uow.customers.by_identity("alexa", "amzn1.ask.account.NEW") == ada  # for notifications


def test_a_voice_is_asked_once_and_known_from_then_on(device: Callable[..., Device], demo: Encore) -> None:
    known = len(customers(demo))
    first = device("voice-1")
    assert first.hears("LaunchRequest").startswith("Welcome to")

    assert first.hears("OrderHistoryIntent") == IS_IT_YOU
    assert first.hears("AMAZON.YesIntent").startswith("Thanks, Ada. From now on I know your voice.")

    assert first.hears("OrderHistoryIntent").startswith("Here are your last 3 orders")
    assert device("voice-1").hears("LaunchRequest").startswith("Hi Ada")
    assert len(customers(demo)) == known


def test_somebody_else_of_the_household_gets_a_history_of_their_own(
    device: Callable[..., Device], demo: Encore, ada: Customer
) -> None:
    other = device("voice-2")
    assert other.hears("OrderHistoryIntent") == IS_IT_YOU

    assert other.hears("AMAZON.NoIntent").startswith(
        "All right. From now on I keep your orders apart from those of Ada."
    )

    assert "haven't ordered" in other.hears("OrderHistoryIntent") or "no order" in other.hears("OrderHistoryIntent")
    assert device("voice-2").hears("LaunchRequest").startswith("Hi, this is")
    assert device().hears("OrderHistoryIntent").startswith("Here are your last 3 orders")
    [member] = [each for each in customers(demo) if not each.name]
    assert (member.address, member.email) == (ada.address, None)


@pytest.mark.parametrize("answer", ["AMAZON.YesIntent", "AMAZON.NoIntent"])
def test_with_a_voice_code_nobody_joins_without_it(
    device: Callable[..., Device], demo: Encore, ada: Customer, answer: str
) -> None:
    with_code(demo, ada)
    voice = device("voice-1")
    voice.hears("ReorderIntent")

    assert voice.hears(answer) == "What is your voice code?"
    assert "not" in voice.hears("VoiceCodeIntent", pin="1357")
    assert voice.hears("OrderHistoryIntent") == IS_IT_YOU
    voice.hears(answer)
    assert voice.hears("VoiceCodeIntent", pin="4826").endswith("What would you like?")
    assert "Am I speaking" not in voice.hears("OrderHistoryIntent")


@pytest.mark.parametrize("wanted", [{"quantity": "500"}, {"switch": "off"}])
def test_nobody_in_the_house_loosens_the_limit_of_the_account(
    device: Callable[..., Device], demo: Encore, ada: Customer, wanted: dict[str, str]
) -> None:
    demo.database.write(lambda uow: profiles.set_spending_limit(ada.id, dollars("50.00"), now=NOW, uow=uow))
    voice = device("voice-2")
    voice.hears("ReorderIntent")
    voice.hears("AMAZON.NoIntent")

    assert voice.hears("SpendingLimitIntent", **wanted).startswith(
        "A spending limit has to be more than nothing, and at most $50.00."
    )
    voice.hears("AMAZON.YesIntent")
    assert voice.hears("SpendingLimitIntent") == "No order of yours may cost more than $50.00. Anything else?"
    assert voice.hears("SpendingLimitIntent", quantity="20").startswith("Done. No order of yours may cost more than $2")


def test_a_limit_of_the_account_counts_at_once_for_everybody_in_the_house(
    device: Callable[..., Device], demo: Encore, ada: Customer
) -> None:
    voice = device("voice-2")
    voice.hears("ReorderIntent")
    voice.hears("AMAZON.NoIntent")

    demo.database.write(lambda uow: profiles.set_spending_limit(ada.id, dollars("5.00"), now=NOW, uow=uow))

    assert "your limit for one order is $5.00" in voice.hears("PlaceOrderIntent", product="oat-milk", quantity="9")


@pytest.mark.parametrize("answer", ["AMAZON.YesIntent", "AMAZON.NoIntent"])
def test_a_pin_of_their_own_is_not_the_customers_word(
    device: Callable[..., Device], demo: Encore, ada: Customer, answer: str
) -> None:
    """Alexa would ask whoever speaks for the PIN of their own profile."""
    demo.database.write(lambda uow: voice_codes.set_code(ada.id, voice_codes.BY_ALEXA, now=NOW, uow=uow))
    voice = device("voice-1")
    voice.hears("ReorderIntent")

    assert voice.hears(answer).startswith("Orders here are protected by a PIN that only Alexa knows")
    assert (voice.reply.verifies, voice.reply.listens) == (False, True)
    assert voice.hears("OrderHistoryIntent") == IS_IT_YOU


@pytest.mark.parametrize("intent", ["OrderHistoryIntent", "DeleteMyDataIntent", "PlaceOrderIntent", "ReviewCartIntent"])
def test_the_question_for_the_code_opens_nothing_else(
    device: Callable[..., Device], demo: Encore, ada: Customer, intent: str
) -> None:
    with_code(demo, ada)
    voice = device("voice-1")
    voice.hears("ReorderIntent")
    voice.hears("AMAZON.YesIntent")

    assert voice.hears(intent) == IS_IT_YOU
    with demo.database.reading() as uow:
        assert uow.customers.get(ada.id) == ada


@pytest.mark.parametrize("switch", ["", "on", "off", "alexa"])
def test_a_stranger_may_say_the_code_and_change_nothing_about_it(
    device: Callable[..., Device], demo: Encore, ada: Customer, switch: str
) -> None:
    with_code(demo, ada)
    voice = device("voice-1")
    voice.hears("ReorderIntent")
    voice.hears("AMAZON.YesIntent")
    said = {"switch": switch} if switch else {}
    assert voice.hears("VoiceCodeIntent", **said) == "What is your voice code?"

    demo.database.write(lambda uow: voice_codes.reset_code(ada.id, now=NOW, uow=uow))  # by the shop, meanwhile

    assert voice.hears("VoiceCodeIntent", **said) == "What is your voice code?"
    with demo.database.reading() as uow:
        assert uow.voice_codes.of(ada.id) is None


def test_who_does_not_know_the_code_stays_a_stranger(
    device: Callable[..., Device], demo: Encore, ada: Customer
) -> None:
    with_code(demo, ada)
    voice = device("voice-1")
    voice.hears("ReorderIntent")
    voice.hears("AMAZON.NoIntent")

    assert voice.hears("AMAZON.NoIntent").startswith("All right. Then I can only tell you what is in stock")
    assert device("voice-1").hears("LaunchRequest").startswith("Welcome to")


def test_a_yes_out_of_nowhere_makes_nobody_known(conversation: Conversation) -> None:
    stranger = Device(conversation, person="voice-1", state={"pending": {"do": "is-it-you"}})

    assert stranger.hears("AMAZON.YesIntent") == "What would you like?"
    stranger.state = {"pending": {"do": "join"}}
    stranger.hears("AMAZON.YesIntent")
    assert stranger.hears("ReorderIntent").startswith("For that I need to know who you are.")
