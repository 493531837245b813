"""A limit and a voice code protect the purse; the code is spoken, and stays nowhere."""

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.conversation.dialogue import Conversation
from backend.conversation.phrasebook import locales, render
from backend.conversation.turn import Expects, Identity, Phrase, Turn
from backend.integrations.argon2_hasher import Argon2CodeHasher
from backend.orders import voice_codes
from backend.orders.errors import NotConfirmed
from backend.orders.model import Customer
from backend.orders.ports import Database, UnitOfWork
from backend.storage.tables import metadata
from backend.understanding.match import Match
from backend.wiring import Encore
from interaction_models.model import SlotValue, source
from tests.backend.conversation.caller import Caller
from tests.backend.shops import NOW, Chance, all_orders, books_agree_with_the_shelf, dollars, the_customer

PIN, WRONG = "5837", "9402"
HASHER = Argon2CodeHasher("pepper")


@pytest.fixture
def ada(call: Callable[[str], Caller]) -> Caller:
    return call("ada")


@pytest.fixture
def protected(demo: Encore, ada: Caller) -> Caller:
    """Ada, who has set a voice code."""
    customer = the_customer(demo.database, "ada")
    hash = HASHER.hash(customer.id, PIN)
    demo.database.write(lambda uow: voice_codes.set_code(customer.id, hash, now=NOW, uow=uow))
    return ada


def say(caller: Caller, intent: str, **slots: str) -> str:
    """Slots of closed lists are said as their ids."""
    found = {name: SlotValue(value, (value,)) for name, value in slots.items()}
    return caller.means(Match(intent, 1.0, found))


def yes(caller: Caller) -> str:
    return say(caller, "AMAZON.YesIntent")


def pin(caller: Caller, digits: str) -> str:
    return say(caller, "VoiceCodeIntent", pin=digits)


def orders_of(demo: Encore) -> list[str]:
    """What was ordered in this conversation."""
    return [order.number for order in all_orders(demo.database) if order.number.startswith("4079")]


def offered(caller: Caller) -> str:
    return say(caller, "ReorderIntent", order="usual")


def has_code(demo: Encore, customer: Customer) -> bool:
    with demo.database.reading() as uow:
        return uow.voice_codes.of(customer.id) is not None


# -- the limit


def test_a_limit_is_set_told_raised_and_removed(demo: Encore, ada: Caller) -> None:
    def limit() -> object:
        return the_customer(demo.database, "ada").spending_limit

    assert say(ada, "SpendingLimitIntent").startswith("You have no spending limit. To set one, say for example:")
    assert "$50.00 from now on" in say(ada, "SpendingLimitIntent", quantity="50")
    assert say(ada, "SpendingLimitIntent").startswith("No order of yours may cost more than $50.00.")
    assert "$40.00 from now on" in say(ada, "SpendingLimitIntent", quantity="40")  # lower needs no question

    asked = say(ada, "SpendingLimitIntent", quantity="60")
    assert asked == "Shall I raise your spending limit from $40.00 to $60.00?"
    assert say(ada, "AMAZON.NoIntent").startswith("All right, your spending limit stays as it is.")
    assert limit() == dollars("40")

    say(ada, "SpendingLimitIntent", quantity="60")
    assert "$60.00 from now on" in yes(ada)
    assert limit() == dollars("60")

    assert say(ada, "SpendingLimitIntent", switch="off") == "Your spending limit is $60.00. Shall I remove it?"
    assert yes(ada).startswith("Done. You have no spending limit any more.")
    assert limit() is None


@pytest.mark.parametrize("said", ["0", "-5", "1.5", "?", "lots", "9" * 200, "10000001", "５０"])
def test_what_is_no_limit_is_asked_for_again(demo: Encore, ada: Caller, said: str) -> None:
    reply = say(ada, "SpendingLimitIntent", quantity=said)

    assert reply.endswith("How much may one order cost at most?")
    assert ada.asked is not None
    assert (ada.asked.slot, ada.asked.intent) == ("quantity", "SpendingLimitIntent")
    assert the_customer(demo.database, "ada").spending_limit is None


def test_a_limit_that_is_not_there_is_asked_for_or_left(ada: Caller) -> None:
    assert say(ada, "SpendingLimitIntent", switch="on") == "How much may one order cost at most?"
    assert say(ada, "SpendingLimitIntent", switch="off").startswith("You have no spending limit.")


def test_a_looser_limit_wants_the_voice_code(demo: Encore, protected: Caller) -> None:
    say(protected, "SpendingLimitIntent", quantity="40")
    say(protected, "SpendingLimitIntent", quantity="60")
    assert yes(protected) == "What is your voice code?"
    assert the_customer(demo.database, "ada").spending_limit == dollars("40")

    assert "$60.00 from now on" in pin(protected, PIN)

    say(protected, "SpendingLimitIntent", switch="off")
    yes(protected)
    assert "one more try" not in pin(protected, WRONG)
    assert the_customer(demo.database, "ada").spending_limit == dollars("60")
    assert say(protected, "AMAZON.NoIntent").startswith("All right, your spending limit stays as it is.")


# -- setting the code


def test_a_code_is_set_by_saying_it_twice(demo: Encore, ada: Caller) -> None:
    customer = the_customer(demo.database, "ada")
    assert say(ada, "VoiceCodeIntent", switch="on") == "Which four digits would you like?"
    assert pin(ada, PIN) == "Would you say the four digits once more?"
    assert not has_code(demo, customer)
    assert pin(ada, PIN).startswith("Your voice code is set. I will ask for it before every order.")

    with demo.database.reading() as uow:
        code = uow.voice_codes.of(customer.id)
    assert code is not None
    assert HASHER.verify(code.hash, customer.id, PIN)


def test_two_different_codes_set_nothing(demo: Encore, ada: Caller) -> None:
    pin(ada, PIN)
    said = pin(ada, WRONG)

    assert said == "Those were not the same digits, so nothing is set. Which four digits would you like?"
    assert not has_code(demo, the_customer(demo.database, "ada"))
    pin(ada, PIN)
    assert pin(ada, PIN).startswith("Your voice code is set.")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("1234", "That one is too easy to guess."),
        ("0000", "That one is too easy to guess."),
        ("123", "A voice code has four digits."),
        ("58371", "A voice code has four digits."),
        ("?", "A voice code has four digits."),
        ("hunter two", "A voice code has four digits."),
    ],
)
def test_a_bad_code_is_refused_kindly_and_asked_for_again(demo: Encore, ada: Caller, said: str, why: str) -> None:
    assert pin(ada, said) == f"{why} Which four digits would you like?"
    assert ada.asked is not None
    assert (ada.asked.slot, ada.asked.intent, ada.asked.expects) == ("pin", "VoiceCodeIntent", Expects.SLOT)
    assert not has_code(demo, the_customer(demo.database, "ada"))


def test_a_proof_from_outside_sets_no_code(demo: Encore, ada: Caller) -> None:
    ada.state = {
        "pending": {"do": "set-code", "proof": "0" * 64, "slot": "pin", "intent": "VoiceCodeIntent"},
    }
    assert pin(ada, PIN).startswith("Those were not the same digits")
    assert not has_code(demo, the_customer(demo.database, "ada"))


def test_a_code_is_changed_by_switching_the_old_one_off(demo: Encore, protected: Caller) -> None:
    customer = the_customer(demo.database, "ada")
    assert say(protected, "VoiceCodeIntent").startswith("You have a voice code. To change it, switch it off first")
    assert pin(protected, WRONG).startswith("You have a voice code.")  # not asked for: neither tried nor set

    assert say(protected, "VoiceCodeIntent", switch="off") == "What is your voice code?"
    assert say(protected, "VoiceCodeIntent", switch="off", pin=WRONG).startswith("That is not your voice code.")
    assert has_code(demo, customer)
    assert say(protected, "VoiceCodeIntent", switch="off", pin=PIN).startswith("Your voice code is off.")
    assert not has_code(demo, customer)
    assert say(protected, "VoiceCodeIntent", switch="off").startswith("You have no voice code.")
    assert say(protected, "VoiceCodeIntent") == "You have no voice code. Which four digits would you like?"


# -- buying with it


def test_without_a_voice_code_a_yes_is_enough(demo: Encore, ada: Caller) -> None:
    offered(ada)
    assert yes(ada).startswith("Done. Your order number is 4 0 7, 9 1 2.")
    assert orders_of(demo) == ["407912"]


def test_with_a_voice_code_the_order_is_placed_in_the_turn_of_the_right_code(demo: Encore, protected: Caller) -> None:
    offered(protected)
    assert yes(protected) == "What is your voice code?"
    assert protected.asked is not None
    assert (protected.asked.slot, protected.asked.intent, protected.asked.expects) == (
        "pin", "VoiceCodeIntent", Expects.SLOT,
    )  # fmt: skip
    assert orders_of(demo) == []

    assert pin(protected, PIN).startswith("Done. Your order number is 4 0 7, 9 1 2.")

    assert orders_of(demo) == ["407912"]
    assert books_agree_with_the_shelf(demo.database)


def test_a_right_code_is_good_for_one_order(demo: Encore, protected: Caller) -> None:
    offered(protected)
    yes(protected)
    pin(protected, PIN)

    offered(protected)
    assert yes(protected) == "What is your voice code?"
    assert orders_of(demo) == ["407912"]


# -- large orders


@pytest.mark.parametrize(("bags", "is_offered"), [("11", False), ("12", True)])
def test_a_voice_code_is_offered_after_an_order_of_a_hundred_dollars_or_more(
    demo: Encore, ada: Caller, bags: str, is_offered: bool
) -> None:
    say(ada, "PlaceOrderIntent", product="dark-roast-coffee", quantity=bags)  # 8.49 each
    said = yes(ada)

    assert said.startswith("Done.")
    assert ("set up a voice code" in said) is is_offered
    assert (all_orders(demo.database)[0].total.minor >= 10000) is is_offered


def test_it_is_offered_for_one_dear_thing_too_and_not_to_who_has_one(
    demo: Encore, protected: Caller, call: Callable[[str], Caller]
) -> None:
    def dear(uow: Any) -> None:
        product = uow.products.get("dark-roast-coffee")
        uow.products.put([replace(product, price=dollars("100.00"))])

    demo.database.write(dear)
    ben = call("ben")
    say(ben, "PlaceOrderIntent", product="dark-roast-coffee", quantity="1")
    assert "set up a voice code" in yes(ben)

    say(protected, "PlaceOrderIntent", product="dark-roast-coffee", quantity="1")
    assert yes(protected) == "What is your voice code?"
    assert "set up" not in pin(protected, PIN)


# -- who has Alexa ask


@pytest.fixture
def recognised(demo: Encore, ada: Caller) -> Caller:
    """Ada, whose voice Alexa knows, and who has it ask for her profile PIN."""
    ada.identity = replace(ada.identity, person_id="amzn1.ask.person.ada")
    assert say(ada, "VoiceCodeIntent", switch="alexa").endswith("Am I speaking with Ada?")
    yes(ada)
    assert say(ada, "VoiceCodeIntent", switch="alexa").startswith("From now on Alexa asks for your profile PIN")
    return ada


def test_alexa_is_asked_who_speaks_before_the_order(demo: Encore, recognised: Caller) -> None:
    offered(recognised)

    assert yes(recognised) == "Alexa now asks for your PIN."
    assert recognised.reply is not None
    assert (recognised.reply.verifies, recognised.reply.listens) == (True, False)
    assert orders_of(demo) == []

    assert say(recognised, "PersonVerified").startswith("Done. Your order number is 4 0 7, 9 1 2.")
    assert orders_of(demo) == ["407912"]


@pytest.mark.parametrize(
    ("slots", "told"), [({"reason": "not_set_up"}, "You have no profile PIN yet"), ({}, "The PIN was not right")]
)
def test_without_alexas_word_nothing_is_ordered(
    demo: Encore, recognised: Caller, slots: dict[str, str], told: str
) -> None:
    offered(recognised)
    yes(recognised)

    assert say(recognised, "PersonNotVerified", **slots).startswith(told)
    yes(recognised)
    say(recognised, "PersonVerified")
    assert orders_of(demo) == []


def test_alexas_word_buys_nothing_that_was_not_offered_and_replaces_no_other_code(
    demo: Encore, recognised: Caller, call: Callable[[str], Caller]
) -> None:
    assert "not" in say(recognised, "PersonVerified")
    offered(recognised)
    assert orders_of(demo) == [] and "Done" not in say(recognised, "PersonVerified")  # before the yes

    customer = the_customer(demo.database, "ada")
    offered(recognised)
    yes(recognised)
    demo.database.write(lambda uow: voice_codes.reset_code(customer.id, now=NOW, uow=uow))
    hash = HASHER.hash(customer.id, PIN)
    demo.database.write(lambda uow: voice_codes.set_code(customer.id, hash, now=NOW, uow=uow))
    assert "Done" not in say(recognised, "PersonVerified")
    assert orders_of(demo) == []


class Mute:
    """A database that does what it is told, and whose word never comes back."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.read = database.read

    def write(self, work: Callable[[UnitOfWork], Any]) -> Any:
        self._database.write(work)
        raise NotConfirmed


def test_what_may_have_been_ordered_on_alexas_word_is_not_ordered_twice(demo: Encore, recognised: Caller) -> None:
    offered(recognised)
    yes(recognised)
    mute = Conversation(Mute(demo.database), lambda *_: [], Chance([407912]), codes=HASHER)

    reply = mute.respond(Turn(recognised.identity, "en-US", "PersonVerified", NOW, {}, recognised.state))

    assert render(reply, locale="en-US", today=NOW.date()).speech == (
        "The shop has not confirmed your order yet. "
        "Say yes once more and I will look; you will not get it twice. Shall I?"
    )
    recognised.state = reply.state
    assert yes(recognised) == "Alexa now asks for your PIN."
    assert say(recognised, "PersonVerified").startswith("Done. Your order number is 4 0 7, 9 1 2.")
    assert orders_of(demo) == ["407912"]


def test_where_alexa_knows_no_voice_it_cannot_be_asked(demo: Encore, recognised: Caller, ada: Caller) -> None:
    recognised.identity = replace(recognised.identity, person_id="")
    offered(recognised)

    assert yes(recognised).startswith("For that Alexa has to recognise your voice")
    assert orders_of(demo) == []


def test_three_wrong_codes_lock_it_in_every_conversation(
    demo: Encore, protected: Caller, call: Callable[[str], Caller]
) -> None:
    offered(protected)
    yes(protected)
    assert pin(protected, WRONG) == "That is not your voice code. You have 2 more tries. What is your voice code?"
    assert pin(protected, "12") == "A voice code has four digits. What is your voice code?"  # which is no try
    assert pin(protected, WRONG).startswith("That is not your voice code. You have one more try.")

    other = call("ada")  # another device
    offered(other)
    yes(other)
    assert pin(other, WRONG).startswith("Your voice code is locked after three wrong tries. To have the shop reset it")

    offered(protected)
    assert yes(protected).startswith("Your voice code is locked")
    assert orders_of(demo) == []


def test_the_fourth_code_fails_even_if_it_is_right(demo: Encore, protected: Caller) -> None:
    offered(protected)
    yes(protected)
    for _ in range(2):
        pin(protected, WRONG)
    asked = protected.state  # as if a second device had been asked before the third try
    pin(protected, WRONG)
    protected.state = asked

    assert pin(protected, PIN).startswith("Your voice code is locked")
    assert orders_of(demo) == []

    customer = the_customer(demo.database, "ada")
    demo.database.write(lambda uow: voice_codes.reset_code(customer.id, now=NOW, uow=uow))
    offered(protected)
    assert yes(protected).startswith("Done.")


def test_a_right_code_starts_the_count_again(demo: Encore, protected: Caller) -> None:
    for _ in range(2):
        offered(protected)
        yes(protected)
        pin(protected, WRONG)
        pin(protected, WRONG)
        assert pin(protected, PIN).startswith("Done.")
    assert len(orders_of(demo)) == 2


def test_only_digits_answer_the_question_for_the_code(demo: Encore, protected: Caller) -> None:
    offered(protected)
    yes(protected)
    assert yes(protected) == "What is your voice code?"
    assert say(protected, "AMAZON.NoIntent").startswith("All right, I didn't order anything.")
    assert orders_of(demo) == []
    assert pin(protected, PIN).startswith("You have a voice code.")  # nothing waits for it any more


def test_an_offer_that_is_over_is_read_out_again_and_wants_the_code_again(demo: Encore, protected: Caller) -> None:
    offered(protected)
    yes(protected)
    assert pin(protected.waits(minutes=11), PIN).startswith("That offer was made a while ago")
    assert yes(protected) == "What is your voice code?"
    assert orders_of(demo) == []
    assert pin(protected, PIN).startswith("Done.")


def test_a_code_buys_only_ones_own_offer(demo: Encore, protected: Caller, call: Callable[[str], Caller]) -> None:
    bob = call("ben")
    say(bob, "PlaceOrderIntent", product="oat-milk")
    quote = bob.state["pending"].get("quote")
    protected.state = {
        "pending": {"do": "place-code", "quote": quote, "slot": "pin", "intent": "VoiceCodeIntent"},
    }
    pin(protected, PIN)
    assert orders_of(demo) == []


@pytest.mark.parametrize(
    "pending",
    [
        {"do": "place-code"},
        {"do": "place-code", "quote": "x", "slot": "pin", "intent": "VoiceCodeIntent"},
        {"do": "erase-code", "slot": 1, "intent": []},
        {"do": "limit-code", "minor": "1", "slot": "pin", "intent": "VoiceCodeIntent"},
        {"do": "set-code", "proof": "\ud800", "slot": "pin", "intent": "VoiceCodeIntent"},
        {"do": "-code", "slot": "pin", "intent": "VoiceCodeIntent"},
    ],
)
@pytest.mark.parametrize("intent", ["VoiceCodeIntent", "AMAZON.YesIntent", "AMAZON.NoIntent", "AMAZON.FallbackIntent"])
def test_a_question_we_did_not_ask_does_nothing(demo: Encore, protected: Caller, pending: Any, intent: str) -> None:
    before = the_customer(demo.database, "ada")
    protected.state = {"pending": pending}
    say(protected, intent, pin=PIN)
    assert orders_of(demo) == []
    assert the_customer(demo.database, "ada") == before
    assert has_code(demo, before)


# -- where the code must not be


def test_the_code_is_in_no_reply_no_state_no_log_and_no_table(
    demo: Encore, ada: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    heard: list[str] = []

    def after(said: str) -> None:
        assert ada.reply is not None
        heard.extend((said, json.dumps(dict(ada.reply.state)), repr(ada.reply), say(ada, "AMAZON.RepeatIntent")))

    pin(ada, PIN)
    kept = ada.state
    after("first")
    ada.state = kept
    after(pin(ada, PIN))
    for digits in (WRONG, PIN):
        offered(ada)
        yes(ada)
        after(pin(ada, digits))

    assert orders_of(demo) == ["407912"]
    with demo.engine.connect() as connection:
        rows = [str(row) for table in metadata.sorted_tables for row in connection.execute(select(table))]
    everything = "\n".join((*heard, *rows, caplog.text))
    # Ids and hashes may hold any four digits in a row, so only words of their own count.
    words = {word.strip("'\",.()[]{}:") for word in everything.split()}
    assert words & {PIN, WRONG} == set()


# -- words


# A region says it with the words of the locale it comes from.
@pytest.mark.parametrize("locale", [locale for locale in locales() if source(locale) is None])
@pytest.mark.parametrize("intent", ["VoiceCodeIntent", "SpendingLimitIntent"])
def test_a_stranger_has_neither(conversation: Conversation, locale: str, intent: str) -> None:
    turn = Turn(Identity("local", "nobody"), locale, intent, NOW + timedelta(0), {"pin": SlotValue(PIN)})

    reply = conversation.respond(turn)

    assert reply.link_account
    assert reply.says == (Phrase("link-account"),)
    assert render(reply, locale=locale, today=NOW.date()).speech


def test_what_is_no_code_is_asked_about_again_and_not_for_a_yes(demo: Encore, protected: Caller) -> None:
    offered(protected)
    yes(protected)

    assert "yes or no" not in say(protected, "AMAZON.FallbackIntent")
    assert protected.asked is not None
    assert (protected.asked.slot, protected.asked.expects) == ("pin", Expects.SLOT)
    assert pin(protected, PIN).startswith("Done.")
