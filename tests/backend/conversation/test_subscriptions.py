"""Scheduled reorders by voice, word for word, with the demo shop."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.conversation.dialogue import Conversation
from backend.conversation.phrasebook import locales, render
from backend.conversation.subscriptions import tell
from backend.conversation.turn import Identity, Phrase, Reply, Turn
from backend.conversation.visit import Visit
from backend.orders.subscriptions import Subscription, SubscriptionState, run_due
from backend.understanding.match import Match
from backend.wiring import Encore
from interaction_models.model import SlotValue, source
from tests.backend.conversation.caller import Caller
from tests.backend.shops import NOW, Chance, all_orders, dollars, the_customer

Call = Callable[[str], Caller]

TODAY = date(2026, 3, 10)
MORE = "Anything else?"
KEPT = f"All right, it stays as it is. {MORE}"
TO_ADA = "to 12 Orchard Lane, Springfield."
OFFER = (
    "That would be 2 bags of dark roast coffee every 2 weeks. "
    "At today's prices that is $20.97 each time, with $3.99 for delivery and tax included. "
    f"Corner Pantry places the first order today and delivers it on Thursday, March 12 {TO_ADA} Shall I set that up?"
)
SAID = {
    "dark-roast-coffee": "dark roast coffee", "oat-milk": "oat milk", "soy-milk": "soy milk", "honey": "honey",
    "bagels": "bagels", "green-tea": "green tea", "1": "weekly", "2": "every two weeks", "usual": "usual",
    "last": "last order",
}  # fmt: skip


def value(meant: str) -> SlotValue:
    return SlotValue(SAID.get(meant, meant), (meant,))


def subscribe(**slots: str) -> Match:
    given = {name: SlotValue(said) if name == "quantity" else value(said) for name, said in slots.items()}
    return Match("SubscribeIntent", 1.0, given)


def change(what: str, *, day: str = "", **slots: str) -> Match:
    given = {name: value(said) for name, said in slots.items()}
    if what:
        given["change"] = value(what)
    if day:
        given["day"] = SlotValue(day)
    return Match("ChangeSubscriptionIntent", 1.0, given)


YES, NO = Match("AMAZON.YesIntent", 1.0), Match("AMAZON.NoIntent", 1.0)
COFFEE = {"product": "dark-roast-coffee", "quantity": "2", "frequency": "2"}


@pytest.fixture
def ada(call: Call) -> Caller:
    """Gets two bags of coffee every two weeks from today on."""
    caller = call("ada")
    caller.means(subscribe(**COFFEE))
    caller.means(YES)
    return caller


def subscriptions(demo: Encore, name: str = "ada") -> list[Subscription]:
    customer = the_customer(demo.database, name)
    with demo.database.reading() as uow:
        return list(uow.subscriptions.of(customer.id))


def price_is(demo: Encore, sku: str, price: str) -> None:
    with demo.database.writing() as uow:
        uow.products.put([replace(uow.products.by_sku([sku])[sku], price=dollars(price))])


def stock_is(demo: Encore, sku: str, on_hand: int) -> None:
    with demo.database.writing() as uow:
        uow.stock.set(sku, "main", on_hand, None)


def days_pass(demo: Encore, caller: Caller, days: int) -> None:
    caller.waits(days=days)
    run_due(now=caller.now, database=demo.database, chance=Chance(), limit=10)


# -- starting


def test_everything_is_read_out_and_agreed_to_before_it_exists(call: Call, demo: Encore) -> None:
    ada, before = call("ada"), len(all_orders(demo.database))

    assert ada.means(subscribe(**COFFEE)) == OFFER
    assert (subscriptions(demo), len(all_orders(demo.database))) == ([], before)
    assert ada.means(YES) == (
        "Done. You get 2 bags of dark roast coffee every 2 weeks. The number of your first order is 4 0 7, 9 1 2. "
        f"The next order goes out on Tuesday, March 24. {MORE}"
    )
    assert [each.next_on for each in subscriptions(demo)] == [date(2026, 3, 24)]
    assert len(all_orders(demo.database)) == before + 1


def test_a_no_starts_nothing(call: Call, demo: Encore) -> None:
    ada = call("ada")
    ada.means(subscribe(**COFFEE))

    assert ada.means(NO) == f"All right, I didn't set anything up. {MORE}"
    assert subscriptions(demo) == []


def test_a_yes_twice_starts_one(call: Call, demo: Encore) -> None:
    ada = call("ada")
    ada.means(subscribe(**COFFEE))
    state = ada.state
    first = ada.means(YES)
    ada.state = state

    assert ada.means(YES) == first
    assert len(subscriptions(demo)) == 1


def test_what_is_not_said_is_asked(call: Call) -> None:
    ada = call("ada")

    assert ada.means(subscribe()) == "Which product do you mean?"
    assert ada.asked is not None
    assert (ada.asked.slot, ada.asked.intent) == ("product", "SubscribeIntent")
    assert ada.means(subscribe(product="dark-roast-coffee", quantity="2")) == (
        "It can come every week, or every two weeks, for example. How often would you like it?"
    )
    assert (ada.asked.slot, ada.asked.intent) == ("frequency", "SubscribeIntent")
    assert ada.means(subscribe(frequency="2")) == OFFER


def test_what_was_said_before_a_question_still_counts_after_it(call: Call) -> None:
    ada = call("ada")
    ada.means(subscribe(frequency="2", quantity="2"))

    assert ada.means(subscribe(product="dark-roast-coffee")) == OFFER


def test_the_usual_is_still_meant_after_the_question_how_often(call: Call) -> None:
    ada = call("ada")
    ada.means(subscribe(order="usual"))

    assert ada.means(subscribe(frequency="1")).startswith(
        "That would be 2 bags of dark roast coffee and 3 cartons of oat milk every week."
    )


def test_before_the_yes_it_can_come_more_often(call: Call) -> None:
    ada = call("ada")
    ada.means(subscribe(**COFFEE))

    assert ada.means(subscribe(frequency="1")) == OFFER.replace("every 2 weeks", "every week")


def test_a_frequency_nobody_offers_is_asked_again(call: Call) -> None:
    slots = {"product": value("honey"), "frequency": SlotValue("every blue moon")}

    assert call("ada").means(Match("SubscribeIntent", 1.0, slots)).endswith("How often would you like it?")


@pytest.mark.parametrize("weeks", ["0", "53", "-1", "x", "９"])
def test_only_whole_weeks_of_a_year_are_a_frequency(call: Call, weeks: str) -> None:
    said = call("ada").means(subscribe(product="honey", frequency=weeks))

    assert said.endswith("How often would you like it?")


def test_the_usual_starts_a_week_after_the_last_order(call: Call) -> None:
    assert call("ada").means(subscribe(order="usual", frequency="1")) == (
        "That would be 2 bags of dark roast coffee and 3 cartons of oat milk every week. "
        "At today's prices that is $32.34 each time, with $3.99 for delivery and tax included. "
        "Corner Pantry places the first order on Sunday, March 15 and delivers it on Tuesday, March 17 "
        f"{TO_ADA} Shall I set that up?"
    )


def test_the_usual_that_starts_later_is_not_ordered_now(call: Call, demo: Encore) -> None:
    ada, before = call("ada"), len(all_orders(demo.database))
    ada.means(subscribe(order="usual", frequency="1"))

    assert ada.means(YES) == (
        "Done. You get 2 bags of dark roast coffee and 3 cartons of oat milk every week. "
        f"The next order goes out on Sunday, March 15. {MORE}"
    )
    assert len(all_orders(demo.database)) == before


def test_what_is_sold_out_today_can_be_scheduled_and_is_said(call: Call) -> None:
    ada = call("ada")

    assert ada.means(subscribe(product="green-tea", frequency="2")) == (
        "That would be one box of green tea every 2 weeks. "
        "At today's prices that is $8.98 each time, with $3.99 for delivery and tax included. "
        "Green tea is sold out right now, so Corner Pantry places the first order when it is back and delivers it "
        f"{TO_ADA} Shall I set that up?"
    )
    assert ada.means(YES) == (
        "Done. You get one box of green tea every 2 weeks. Your scheduled order due today could not go out, because "
        "green tea is sold out. I try again every day for a month, or until your next order. "
        f"The next order goes out on Tuesday, March 24. {MORE}"
    )


def test_of_what_is_there_in_part_the_rest_follows(call: Call, demo: Encore) -> None:
    stock_is(demo, "honey", 1)

    said = call("ada").means(subscribe(product="honey", quantity="2", frequency="2"))

    assert "places the first order today" in said
    assert "There is not enough honey right now, so the rest follows when it is back." in said


def test_an_order_that_did_not_go_out_is_not_said_to_have_gone_out(call: Call) -> None:
    ada = call("ada")
    ada.means(subscribe(product="green-tea", frequency="2"))
    ada.means(YES)
    why = (
        "Your scheduled order due today could not go out, because green tea is sold out. "
        "I try again every day for a month, or until your next order."
    )

    assert ada.means(change("send_now")) == f"{why} The next order goes out on Tuesday, March 24. {MORE}"
    assert ada.means(change("move", day="today")) == f"{why} Which day would you like?"


def test_an_old_offer_is_made_again(call: Call, demo: Encore) -> None:
    ada = call("ada")
    ada.means(subscribe(**COFFEE))

    assert ada.waits(minutes=10).means(YES) == f"That offer was made a while ago, so I checked it again. {OFFER}"
    assert ada.means(YES).startswith("Done.")


def test_an_offer_whose_price_changed_is_made_again(call: Call, demo: Encore) -> None:
    ada = call("ada")
    ada.means(subscribe(**COFFEE))
    price_is(demo, "dark-roast-coffee", "8.50")

    said = ada.means(YES)

    assert said == f"Something has changed since I read it to you. {OFFER.replace('$20.97', '$20.99')}"
    assert subscriptions(demo) == []


def test_more_than_anybody_needs_is_refused(call: Call) -> None:
    said = call("ada").means(subscribe(product="honey", quantity="100", frequency="1"))

    assert said.startswith("100 is more than I can order by voice.")


def test_a_stranger_is_asked_to_link_their_account(call: Call) -> None:
    for match in (subscribe(**COFFEE), change("list"), change("stop")):
        assert call("zoe").means(match).startswith("I don't know you here yet")


# -- changing


CHANGES = {
    "list": "You get 2 bags of dark roast coffee every 2 weeks. The next order goes out on Tuesday, March 24. ",
    "skip": "All right, I skip dark roast coffee once. The next order goes out on Tuesday, April 7. ",
    "pause": "All right, dark roast coffee is paused. To go on, say: resume my subscription. ",
    "resume": "All right, you get dark roast coffee again. The next order goes out on Tuesday, March 24. ",
}


@pytest.mark.parametrize("what", CHANGES)
def test_every_change_is_said_back_with_the_next_day(ada: Caller, what: str) -> None:
    assert ada.means(change(what)) == CHANGES[what] + MORE


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("friday", f"All right, I moved dark roast coffee. The next order goes out on Friday, March 13. {MORE}"),
        ("2026-04-01", f"All right, I moved dark roast coffee. The next order goes out on Wednesday, April 1. {MORE}"),
        ("yesterday", "That day is over. Which day would you like?"),
        ("2026-03-09", "That day is over. Which day would you like?"),
        ("2027-03-11", "That is more than a year away. Which day would you like?"),
        ("today", "There was an order today already. Which day would you like?"),
        ("someday", "Which day would you like?"),
        ("", "Which day would you like?"),
    ],
)
def test_an_order_moves_to_a_day_that_can_be(ada: Caller, day: str, said: str) -> None:
    assert ada.means(change("move", day=day)) == said
    assert ada.asked is not None
    assert ada.asked.slot in (None, "day")


@pytest.mark.parametrize("day", ["february thirtieth", "someday"])
def test_a_day_that_is_none_is_asked_for_again_and_the_move_is_not_forgotten(ada: Caller, day: str) -> None:
    assert ada.means(change("move", day=day)) == "Which day would you like?"
    assert ada.means(change("", day="friday")) == (
        f"All right, I moved dark roast coffee. The next order goes out on Friday, March 13. {MORE}"
    )


def test_a_move_to_something_that_is_neither_day_nor_product_asks_for_the_day(ada: Caller) -> None:
    slots = {"change": value("move"), "product": SlotValue("never")}

    assert ada.means(Match("ChangeSubscriptionIntent", 1.0, slots)) == "Which day would you like?"


def test_without_a_change_one_hears_what_there_is(ada: Caller) -> None:
    assert ada.means(change("")) == (
        "You get 2 bags of dark roast coffee every 2 weeks. The next order goes out on Tuesday, March 24. "
        "You can skip it, send it now, move it, pause it, swap something, or stop it. What would you like to do?"
    )


def test_it_stops_after_a_yes(ada: Caller, demo: Encore) -> None:
    question = "You get 2 bags of dark roast coffee every 2 weeks. Shall I stop that for good?"

    assert ada.means(change("stop")) == question
    assert ada.means(NO) == KEPT
    assert len(subscriptions(demo)) == 1
    ada.means(change("stop"))
    assert ada.means(YES) == f"Done. I won't order dark roast coffee for you any more. {MORE}"
    assert ada.means(change("list")) == (
        "You have no scheduled orders. To start one, say for example: send me coffee every two weeks. " + MORE
    )


def test_a_paused_one_is_resumed_first(ada: Caller) -> None:
    ada.means(change("pause"))

    assert ada.means(change("list")) == f"Your order of 2 bags of dark roast coffee every 2 weeks is paused. {MORE}"
    assert ada.means(change("skip")) == "Dark roast coffee is paused. Shall I resume it?"
    assert ada.means(YES) == CHANGES["resume"] + MORE


def test_an_order_goes_out_now_after_a_yes(ada: Caller, demo: Encore) -> None:
    ada.waits(days=3)

    assert ada.means(change("send_now")) == (
        "That is 2 bags of dark roast coffee. Together with $3.99 for delivery that makes $20.97, tax included. "
        f"Corner Pantry delivers it on Sunday, March 15 {TO_ADA} Shall I place the order?"
    )
    state = ada.state
    done = (
        "Done. Your order number is 4 0 7, 9 1 3. It arrives on Sunday, March 15. "
        f"The next order goes out on Tuesday, April 7. {MORE}"
    )
    assert ada.means(YES) == done
    ada.state = state
    assert ada.means(YES) == done
    assert len(subscriptions(demo)) == 1


def test_one_order_a_day(ada: Caller) -> None:
    assert ada.means(change("send_now")) == (
        "It can't go out now, because an order went out today or was moved. "
        f"The next order goes out on Tuesday, March 24. {MORE}"
    )


def test_an_old_offer_to_send_now_is_made_again(ada: Caller) -> None:
    ada.waits(days=1).means(change("send_now"))

    said = ada.waits(minutes=10).means(YES)

    assert said.startswith("That offer was made a while ago, so I checked it again. That is 2 bags of dark roast")
    assert ada.means(YES).startswith("Done.")


def test_a_swap_says_the_price_and_waits_for_a_yes(ada: Caller, demo: Encore) -> None:
    assert ada.means(change("swap")) == "What would you like instead of dark roast coffee?"
    assert ada.means(change("swap", replacement="honey")) == (
        "Instead of dark roast coffee you would get 2 jars of honey, for $7.49 a jar. Shall I change that?"
    )
    assert ada.means(NO) == KEPT
    ada.means(change("swap", replacement="honey"))
    price_is(demo, "honey", "7.99")
    assert ada.means(YES) == (
        "Something has changed since I read it to you. "
        "Instead of dark roast coffee you would get 2 jars of honey, for $7.99 a jar. Shall I change that?"
    )
    assert ada.means(YES) == (
        f"Done. You get 2 jars of honey every 2 weeks. The next order goes out on Tuesday, March 24. {MORE}"
    )


def test_of_several_products_the_one_to_replace_is_asked(call: Call) -> None:
    ada = call("ada")
    ada.means(subscribe(order="usual", frequency="1"))
    ada.means(YES)

    assert ada.means(change("swap")) == "What would you like to replace: dark roast coffee or oat milk?"
    assert ada.means(change("swap", product="oat-milk", replacement="soy-milk")) == (
        "Instead of oat milk you would get 3 cartons of soy milk, for $3.59 a carton. Shall I change that?"
    )
    assert ada.means(change("swap", product="oat-milk", replacement="dark-roast-coffee")) == (
        f"Dark roast coffee is part of that already, so I left it as it is. {MORE}"
    )


def test_of_several_the_one_with_the_product_is_meant_or_asked_for(ada: Caller) -> None:
    ada.means(subscribe(product="honey", frequency="1"))
    ada.means(YES)

    assert ada.means(change("skip")) == "Do you mean the one with honey or dark roast coffee?"
    assert ada.asked is not None
    assert (ada.asked.slot, ada.asked.intent) == ("product", "ChangeSubscriptionIntent")
    assert ada.means(change("skip", product="honey")) == (
        f"All right, I skip honey once. The next order goes out on Tuesday, March 24. {MORE}"
    )
    assert ada.means(change("skip", product="bagels")) == (
        f"You don't get bagels on a schedule. To hear what you get, say: list my subscriptions. {MORE}"
    )


def test_three_are_told_and_the_rest_counted(ada: Caller) -> None:
    for sku in ("honey", "bagels", "oat-milk", "soy-milk"):
        ada.means(subscribe(product=sku, frequency="1"))
        ada.means(YES)

    assert ada.means(change("list")).endswith(f"And there are 2 more. {MORE}")


# -- what the schedule could not send


def told(demo: Encore, caller: Caller) -> Reply | None:
    """What the customer hears at the beginning of a conversation."""
    customer = the_customer(demo.database, "ada")
    turn = Turn(Identity("local", "ada"), "en-US", "LaunchRequest", caller.now, {}, {})
    with demo.database.reading() as uow:
        shop = uow.shop()
    assert shop is not None
    visit = Visit(turn, shop, customer, database=demo.database, find_products=lambda *_: (), chance=Chance(), forms={})
    return tell(visit, Phrase("all-right"))


def spoken(reply: Reply | None, caller: Caller) -> str | None:
    return None if reply is None else render(reply, locale="en-US", today=caller.now.date()).speech


def test_what_was_sold_out_is_told_once(ada: Caller, demo: Encore) -> None:
    stock_is(demo, "dark-roast-coffee", 3)  # two of them are reserved for the first order
    days_pass(demo, ada, 14)

    assert spoken(told(demo, ada), ada) == (
        "All right. Your scheduled order due today went out without all of the dark roast coffee. "
        "The rest follows if it is back within a month and before your next order. What would you like?"
    )
    assert told(demo, ada) is None


def test_what_went_well_is_not_told(ada: Caller, demo: Encore) -> None:
    days_pass(demo, ada, 14)

    assert told(demo, ada) is None


def test_a_price_that_rose_is_asked_about_and_agreed_to(ada: Caller, demo: Encore) -> None:
    price_is(demo, "dark-roast-coffee", "9.99")
    days_pass(demo, ada, 14)
    asked = "Dark roast coffee in your subscription now costs $9.99 instead of $8.49. Is that all right?"

    reply = told(demo, ada)

    assert spoken(reply, ada) == (
        "All right. I left dark roast coffee out of your scheduled order due today, because the price rose a lot. "
        + asked
    )
    assert reply is not None
    ada.state = json.loads(json.dumps(dict(reply.state)))
    assert ada.means(YES) == f"All right, it comes with your next order. {MORE}"
    assert [each.lines[0].price for each in subscriptions(demo)] == [dollars("9.99")]
    assert ada.means(change("list")).endswith(MORE)


def test_a_price_can_be_declined_and_is_asked_about_with_the_list(ada: Caller, demo: Encore) -> None:
    price_is(demo, "dark-roast-coffee", "9.99")

    assert ada.means(change("list")).endswith("now costs $9.99 instead of $8.49. Is that all right?")
    assert ada.means(NO) == (
        "All right, I leave it out as long as it costs that much. "
        f"To get something else instead, say: change my subscription. {MORE}"
    )
    ada.means(change("list"))
    price_is(demo, "dark-roast-coffee", "10.99")
    assert ada.means(YES).endswith("now costs $10.99 instead of $8.49. Is that all right?")


# A region says it with the words of the locale it comes from.
@pytest.mark.parametrize("locale", [locale for locale in locales() if source(locale) is None])
def test_every_locale_says_it(locale: str, conversation: Conversation, demo: Encore) -> None:
    state: Mapping[str, Any] = {}
    for match in (subscribe(**COFFEE), YES, change("list"), change("pause"), change("skip"), YES, change("stop"), YES):
        turn = Turn(Identity("local", "ada"), locale, match.intent, NOW, match.slots, state)
        reply = conversation.respond(turn)
        state = reply.state
        assert "{" not in render(reply, locale=locale, today=TODAY).speech


# -- state comes from outside


JUNK: list[Any] = [None, True, 0, -1, 1.5, 10**30, "", "\x00", "x" * 70, str(uuid4()), "0" * 32, [], {}, "honey"]
QUESTIONS: dict[str, dict[str, Any]] = {
    "subscribe": {"total": 2097},
    "subscription-send": {"quote": str(UUID(int=1)), "day": TODAY.toordinal()},
    "subscription-stop": {},
    "subscription-resume": {},
    "subscription-swap": {"sku": "dark-roast-coffee", "replacement": "honey", "price": 749},
    "subscription-price": {"sku": "dark-roast-coffee", "price": 849},
}


@pytest.mark.parametrize("do", QUESTIONS)
def test_no_state_breaks_it_or_changes_anything(ada: Caller, demo: Encore, do: str) -> None:
    before, orders = subscriptions(demo), len(all_orders(demo.database))
    right = {"subscription": str(before[0].id), **QUESTIONS[do]}
    wrong = [{**right, key: junk} for key in right for junk in JUNK if key == "subscription" or junk != right[key]]

    for pending in [right, *wrong] if do == "subscription-send" else wrong:
        ada.state = {"pending": {"do": do, **pending}}
        assert ada.means(YES)

    assert [replace(each, lines=()) for each in subscriptions(demo)] == [replace(each, lines=()) for each in before]
    assert [[line.product.sku for line in each.lines] for each in subscriptions(demo)] == [["dark-roast-coffee"]]
    assert len(all_orders(demo.database)) == orders


@pytest.mark.parametrize("do", [do for do in QUESTIONS if do != "subscription-send"])
def test_nobody_changes_somebody_elses(ada: Caller, call: Call, demo: Encore, do: str) -> None:
    ben = call("ben")
    ben.state = {"pending": {"do": do, "subscription": str(subscriptions(demo)[0].id), **QUESTIONS[do]}}

    assert ben.means(YES).startswith("That scheduled order is not there any more.")
    assert [each.state for each in subscriptions(demo)] == [SubscriptionState.ACTIVE]


SLOTS = [
    {"change": SlotValue(what, (what,)), slot: SlotValue(said, ids)}
    for what in ("skip", "send_now", "move", "swap", "list", "no-such-change")
    for slot in ("product", "replacement", "day", "change")
    for said in ("", "?", "9" * 5000, "{ $x }", "\x00")
    for ids in ((), ("no-such-thing",), ("honey", "bagels"))
]


def test_no_slot_breaks_a_change(ada: Caller) -> None:
    for slots in SLOTS:
        assert ada.means(Match("ChangeSubscriptionIntent", 1.0, slots))
        assert ada.means(Match("SubscribeIntent", 1.0, {**slots, "frequency": value("1")}))
