"""Order it again, by voice: all of it, with a change, and what is said before the yes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from backend.conversation.buying import change_pending_quote, leave_out_of_pending_quote
from backend.conversation.dialogue import TOPICS, Conversation
from backend.conversation.turn import Phrase, Reply
from backend.conversation.visit import Topic, Visit
from backend.integrations.argon2_hasher import Argon2CodeHasher
from backend.orders.lists import save_list
from backend.orders.model import Customer, Order, Place, Quote, Wish
from backend.orders.privacy import decide
from backend.orders.profiles import Purpose
from backend.orders.promotions import Promotion, PromotionKind
from backend.orders.quoting import quote_wishes
from backend.understanding.match import Match
from backend.understanding.understanding import Understanding
from backend.wiring import Encore
from interaction_models.model import SlotValue
from tests.backend.conversation.caller import Caller
from tests.backend.shops import (
    NOW,
    THURSDAY,
    Chance,
    all_orders,
    books_agree_with_the_shelf,
    bought,
    dollars,
    the_customer,
    the_product,
)

Call = Callable[[str], Caller]

USUAL = "Your usual is 2 bags of dark roast coffee and 3 cartons of oat milk."
LAST = "Last time you had 2 bags of dark roast coffee and 3 cartons of oat milk."
TO_ADA = "Corner Pantry delivers it on Thursday, March 12 to 12 Orchard Lane, Springfield."
PLACE_IT = "Shall I place the order?"
MILKS = ("fresh-milk", "oat-milk", "soy-milk")


def costs(total: str) -> str:
    return f"Together with $3.99 for delivery that makes {total}, tax included. {TO_ADA} {PLACE_IT}"


def _change_quantity(visit: Visit) -> Reply:
    return change_pending_quote(visit) or visit.more(Phrase("no-orders"))


def _remove(visit: Visit) -> Reply:
    return leave_out_of_pending_quote(visit) or visit.more(Phrase("basket-empty"))


@pytest.fixture
def conversation(demo: Encore) -> Conversation:
    """Its quantity and removal intents know of nothing but the quote that waits."""
    only_here = Topic(answers={"ChangeQuantityIntent": _change_quantity, "RemoveFromCartIntent": _remove})
    chance = Chance(list(range(407912, 407920)))
    return Conversation(
        demo.database, lambda _said, _locale: (), chance, codes=Argon2CodeHasher("pepper"), topics=(*TOPICS, only_here)
    )


@pytest.fixture
def ada(conversation: Conversation, understanding: Understanding) -> Caller:
    return Caller(conversation, understanding, "ada")


@pytest.fixture
def ben(conversation: Conversation, understanding: Understanding) -> Caller:
    return Caller(conversation, understanding, "ben")


def slot(said: str, *ids: str) -> SlotValue:
    return SlotValue(said, ids)


def hears(caller: Caller, intent: str, **slots: SlotValue) -> str:
    return caller.means(Match(intent, 1.0, slots))


def yes(caller: Caller) -> str:
    return hears(caller, "AMAZON.YesIntent")


OF_USUAL = slot("my usual", "usual")
OF_LAST = slot("my last order", "last")
OAT_MILK = slot("oat milk", "oat-milk")


def stock_is(demo: Encore, sku: str, left: int, **more: Any) -> None:
    with demo.database.writing() as uow:
        product = the_product(demo.database, sku)
        uow.stock.set(sku, "main", left + product.reserved, more.get("restock_on"))


def price_is(demo: Encore, sku: str, price: str) -> None:
    with demo.database.writing() as uow:
        uow.products.put([replace(the_product(demo.database, sku), price=dollars(price))])


def shop_is(demo: Encore, **changes: Any) -> None:
    with demo.database.writing() as uow:
        shop = uow.shop()
        assert shop is not None
        uow.set_shop(replace(shop, **changes))


def customer_is(demo: Encore, name: str, **changes: Any) -> Customer:
    customer = replace(the_customer(demo.database, name), **changes)
    with demo.database.writing() as uow:
        uow.customers.change(customer)
    return customer


def the_quote(demo: Encore, caller: Caller) -> Quote:
    with demo.database.reading() as uow:
        quote = uow.quotes.get(UUID(caller.state["pending"]["quote"]))
    assert quote is not None
    return quote


def goods(found: Quote | Order) -> dict[str, int]:
    return {line.product.sku: line.quantity for line in found.lines}


def newest(demo: Encore) -> Order:
    return all_orders(demo.database)[0]


# -- with a change


CHANGES = {
    "the usual without a product": (
        {"order": OF_USUAL, "without": OAT_MILK},
        f"Your usual is 2 bags of dark roast coffee. {costs('$20.97')}",
    ),
    "the last order without a kind of product": (
        {"without": slot("milk", *MILKS)},
        f"Last time you had 2 bags of dark roast coffee. {costs('$20.97')}",
    ),
    "without several, in words only": (
        {"order": OF_LAST, "without": slot("the milk and the bread")},
        f"Last time you had 2 bags of dark roast coffee. {costs('$20.97')}",
    ),
    "without what was not in it": (
        {"order": OF_LAST, "without": slot("honey", "honey")},
        f"There is no honey in it. {LAST} {costs('$32.34')}",
    ),
    "without everything": (
        {"order": OF_LAST, "without": slot("coffee and milk")},
        "Then nothing is left, so I didn't order anything. Anything else?",
    ),
    "another number of one product": (
        {"order": OF_USUAL, "product": OAT_MILK, "quantity": slot("1", "1")},
        f"Your usual is 2 bags of dark roast coffee and one carton of oat milk. {costs('$24.76')}",
    ),
    "none of one product": (
        {"order": OF_USUAL, "product": OAT_MILK, "quantity": slot("0", "0")},
        f"Your usual is 2 bags of dark roast coffee. {costs('$20.97')}",
    ),
    "another number of what is not in it": (
        {"order": OF_USUAL, "product": slot("honey", "honey"), "quantity": slot("2", "2")},
        f"There is no honey in it. {USUAL} {costs('$32.34')}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_an_order_is_repeated_with_a_change(ada: Caller, demo: Encore, name: str) -> None:
    slots, said = CHANGES[name]

    assert hears(ada, "ReorderIntent", **slots) == said
    assert books_agree_with_the_shelf(demo.database)


def test_the_same_but_two_of_a_single_line_is_that_line(ada: Caller, demo: Encore) -> None:
    bought(demo.database, the_customer(demo.database, "ada"), "honey", 3)

    assert hears(ada, "ReorderIntent", quantity=slot("2", "2")) == (
        f"Last time you had 2 jars of honey. {costs('$18.97')}"
    )


def test_the_same_but_two_of_several_lines_asks_which(ada: Caller, demo: Encore) -> None:
    assert hears(ada, "ReorderIntent", quantity=slot("2", "2")) == (
        f"{LAST} Do you mean dark roast coffee or oat milk?"
    )
    assert ada.asked is not None
    assert (ada.asked.slot, ada.asked.intent) == ("product", "ChangeQuantityIntent")

    assert hears(ada, "ChangeQuantityIntent", product=OAT_MILK) == (
        f"That is 2 bags of dark roast coffee and 2 cartons of oat milk. {costs('$28.55')}"
    )
    yes(ada)
    assert goods(newest(demo)) == {"dark-roast-coffee": 2, "oat-milk": 2}


# -- while an offer waits


def test_make_that_three_changes_the_offer_and_reads_it_out_again(ada: Caller, demo: Encore) -> None:
    hears(ada, "PlaceOrderIntent", product=slot("honey", "honey"))

    assert hears(ada, "ChangeQuantityIntent", quantity=slot("3", "3")) == f"That is 3 jars of honey. {costs('$26.46')}"

    yes(ada)
    assert goods(newest(demo)) == {"honey": 3}
    assert books_agree_with_the_shelf(demo.database)


PENDING = {
    "without the milk": (
        "ReorderIntent", {"without": slot("the milk")},
        f"That is 2 bags of dark roast coffee. {costs('$20.97')}",
    ),
    "take out the milk": (
        "RemoveFromCartIntent", {"product": OAT_MILK},
        f"That is 2 bags of dark roast coffee. {costs('$20.97')}",
    ),
    "only one coffee": (
        "ChangeQuantityIntent", {"product": slot("coffee"), "quantity": slot("1", "1")},
        f"That is one bag of dark roast coffee and 3 cartons of oat milk. {costs('$23.85')}",
    ),
    "no coffee": (
        "ChangeQuantityIntent", {"product": slot("coffee"), "quantity": slot("0", "0")},
        f"That is 3 cartons of oat milk. {costs('$15.36')}",
    ),
    "three honey": (
        "ChangeQuantityIntent", {"product": slot("honey", "honey"), "quantity": slot("3", "3")},
        f"There is no honey in it. {PLACE_IT}",
    ),
    "three of something": (
        "ChangeQuantityIntent", {"quantity": slot("3", "3")},
        "Do you mean dark roast coffee or oat milk?",
    ),
    "a number that is none": (
        "ChangeQuantityIntent", {"product": OAT_MILK, "quantity": slot("many")},
        "How many would you like?",
    ),
    "too many": (
        "ChangeQuantityIntent", {"product": OAT_MILK, "quantity": slot("100", "100")},
        "100 is more than I can order by voice. I can take up to 99 of a product. How many would you like?",
    ),
    "more than there are": (
        "ChangeQuantityIntent", {"product": OAT_MILK, "quantity": slot("99", "99")},
        "That is 2 bags of dark roast coffee and 57 cartons of oat milk. "
        "There are only 57 of oat milk left, so I took 57. "
        f"With free delivery that makes $233.01, tax included. {TO_ADA} {PLACE_IT}",
    ),
    "nothing of it": (
        "ReorderIntent", {"without": slot("the coffee and the milk")},
        "Then nothing is left, so I didn't order anything. Anything else?",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PENDING)
def test_the_offer_that_waits_can_be_changed(ada: Caller, demo: Encore, name: str) -> None:
    intent, slots, said = PENDING[name]
    with demo.database.writing() as uow:  # three are on their way to Ada, 57 can be had
        uow.stock.set("oat-milk", "main", 57, None)
    hears(ada, "ReorderIntent", order=OF_USUAL)

    assert hears(ada, intent, **slots) == said
    assert books_agree_with_the_shelf(demo.database)


def test_the_offer_survives_the_question_for_a_number(ada: Caller, demo: Encore) -> None:
    hears(ada, "ReorderIntent", order=OF_USUAL)
    hears(ada, "ChangeQuantityIntent", product=OAT_MILK, quantity=slot("100", "100"))

    hears(ada, "ChangeQuantityIntent", quantity=slot("5", "5"))
    yes(ada)

    assert goods(newest(demo)) == {"dark-roast-coffee": 2, "oat-milk": 5}


def test_without_an_offer_a_number_is_about_something_else(ada: Caller) -> None:
    assert hears(ada, "ChangeQuantityIntent", quantity=slot("3", "3")) == "You have no orders here yet. Anything else?"
    hears(ada, "ReorderIntent", order=OF_USUAL)
    yes(ada)
    assert hears(ada, "ChangeQuantityIntent", quantity=slot("3", "3")) == "You have no orders here yet. Anything else?"


def test_a_number_for_an_order_by_its_number_is_not_about_the_offer(ada: Caller) -> None:
    hears(ada, "PlaceOrderIntent", product=slot("honey", "honey"))

    said = hears(ada, "ChangeQuantityIntent", quantity=slot("3", "3"), order=slot("407912"))

    assert said == "You have no orders here yet. Anything else?"


def test_nobody_changes_the_offer_of_somebody_else(ada: Caller, ben: Caller, demo: Encore) -> None:
    hears(ada, "PlaceOrderIntent", product=slot("honey", "honey"))
    ben.state = ada.state

    assert hears(ben, "ChangeQuantityIntent", quantity=slot("3", "3")) == "You have no orders here yet. Anything else?"
    assert goods(the_quote(demo, ada)) == {"honey": 1}


def test_over_the_limit_the_offer_stays_as_it_was(ada: Caller, demo: Encore) -> None:
    customer_is(demo, "ada", spending_limit=dollars("25.00"))
    hears(ada, "PlaceOrderIntent", product=slot("honey", "honey"))

    assert hears(ada, "ChangeQuantityIntent", quantity=slot("3", "3")) == (
        "That would make $26.46, and your limit for one order is $25.00. Shall I place the order as it was?"
    )
    yes(ada)
    assert goods(newest(demo)) == {"honey": 1}


def test_over_the_limit_nothing_is_offered(ada: Caller, demo: Encore) -> None:
    customer_is(demo, "ada", spending_limit=dollars("25.00"))

    assert hears(ada, "ReorderIntent", order=OF_USUAL) == (
        "That would make $32.34, and your limit for one order is $25.00. "
        "You can order less, or say: change my spending limit. Anything else?"
    )


# -- my coffee


def test_my_product_is_the_one_this_customer_buys_as_many_as_last_time(ada: Caller) -> None:
    said = hears(ada, "ReorderIntent", product=slot("coffee", "dark-roast-coffee", "decaf-coffee"))

    assert said == f"That is 2 bags of dark roast coffee. {costs('$20.97')}"


def test_between_equals_the_customer_chooses(ada: Caller, demo: Encore) -> None:
    for sku in ("soy-milk", "fresh-milk"):
        for _ in range(5):
            bought(demo.database, the_customer(demo.database, "ada"), sku, 2)

    assert hears(ada, "ReorderIntent", product=slot("milk", *MILKS), quantity=slot("4", "4")) == (
        "Do you mean fresh milk, soy milk, or oat milk?"
    )
    assert hears(ada, "ReorderIntent", product=slot("soy milk", "soy-milk")).startswith(
        "That is 4 cartons of soy milk."
    )


def test_a_product_never_bought_is_ordered_once(ada: Caller) -> None:
    assert hears(ada, "ReorderIntent", product=slot("honey", "honey")) == f"That is one jar of honey. {costs('$11.48')}"


# -- what is said before the yes


def test_a_price_that_rose_much_is_said(ada: Caller, demo: Encore) -> None:
    price_is(demo, "dark-roast-coffee", "9.99")
    price_is(demo, "oat-milk", "4.16")  # less than a tenth

    assert hears(ada, "ReorderIntent", order=OF_USUAL) == (
        f"{USUAL} Dark roast coffee was $8.49 last time and is $9.99 now. {costs('$36.45')}"
    )


def test_of_many_prices_that_rose_only_the_worst_is_said(ben: Caller, demo: Encore) -> None:
    ben_ = the_customer(demo.database, "ben")
    wishes = {"bananas": "1.99", "brown-bread": "3.89", "honey": "7.49"}
    for sku in wishes:
        bought(demo.database, ben_, sku)
    with demo.database.writing() as uow:
        save_list(ben_, "friday", [Wish(sku, 1) for sku in wishes], now=NOW, uow=uow)
    for sku, price in {"bananas": "2.99", "brown-bread": "5.89", "honey": "8.99"}.items():
        price_is(demo, sku, price)

    said = hears(ben, "ReorderIntent", list=slot("friday"))

    assert "3 prices have risen since last time. Brown bread was $3.89 last time and is $5.89 now." in said
    assert said.count("last time") == 2


def test_sold_out_is_said_with_the_day_and_what_one_could_say(ada: Caller, demo: Encore) -> None:
    stock_is(demo, "oat-milk", 0, restock_on=THURSDAY)

    assert hears(ada, "ReorderIntent", order=OF_USUAL) == (
        "Your usual is 2 bags of dark roast coffee. "
        "Oat milk is sold out and should be back on Thursday, March 12, so I left it out. "
        f"For $3.59, you can say: replace oat milk with soy milk. {costs('$20.97')}"
    )


def test_a_day_that_has_passed_is_not_said(ada: Caller, demo: Encore) -> None:
    stock_is(demo, "oat-milk", 0, restock_on=NOW.date().replace(day=1))

    assert "Oat milk is sold out, so I left it out." in hears(ada, "ReorderIntent", order=OF_USUAL)


def test_when_all_is_sold_out_the_days_are_said(ada: Caller, demo: Encore) -> None:
    stock_is(demo, "oat-milk", 0, restock_on=THURSDAY)
    stock_is(demo, "dark-roast-coffee", 0)

    assert hears(ada, "ReorderIntent", order=OF_USUAL) == (
        "Sorry, dark roast coffee and oat milk are sold out at the moment. "
        "Oat milk should be back on Thursday, March 12. Anything else?"
    )


@pytest.mark.parametrize(
    ("kind", "amount", "off", "total"),
    [
        (PromotionKind.PERCENT, 1000, "10 percent off", "$19.27"),
        (PromotionKind.PERCENT, 1250, "12.5 percent off", "$18.85"),
        (PromotionKind.FIXED, 500, "$5.00 off", "$15.97"),
    ],
)
def test_a_discount_is_said_with_its_name(
    ada: Caller, demo: Encore, kind: PromotionKind, amount: int, off: str, total: str
) -> None:
    promotion = Promotion("WELCOME10", kind, amount, automatic=True, names={"en-US": ("welcome ten",)})
    with demo.database.writing() as uow:
        uow.promotions.put(promotion)

    assert hears(ada, "ReorderIntent", product=slot("coffee")) == (
        f"That is 2 bags of dark roast coffee. Together with $3.99 for delivery that makes {total}, tax included. "
        f"That includes {off}, welcome ten. {TO_ADA} {PLACE_IT}"
    )
    assert the_quote(demo, ada).total == dollars(total.removeprefix("$"))


def test_a_discount_that_ends_with_a_change_is_said(ada: Caller, demo: Encore) -> None:
    promotion = Promotion("WELCOME10", PromotionKind.FIXED, 500, from_amount=dollars("15"), names={})
    with demo.database.writing() as uow:
        uow.promotions.put(promotion)
    customer = the_customer(demo.database, "ada")
    with demo.database.writing() as uow:
        wishes = [Wish("dark-roast-coffee", 2)]
        quoted = quote_wishes(customer, wishes, now=NOW, uow=uow, code="WELCOME10")
    ada.state = {"pending": {"do": "place", "quote": str(quoted.quote.id)}}

    assert hears(ada, "ChangeQuantityIntent", quantity=slot("1", "1")) == (
        "That is one bag of dark roast coffee. Together with $3.99 for delivery that makes $12.48, tax included. "
        f"WELCOME10 does not hold for this any more. {TO_ADA} {PLACE_IT}"
    )
    assert books_agree_with_the_shelf(demo.database)


def test_tax_on_top_is_said(ada: Caller, demo: Encore) -> None:
    shop_is(demo, tax_basis_points=800, tax_included=False)

    assert hears(ada, "ReorderIntent", product=slot("coffee")) == (
        "That is 2 bags of dark roast coffee. "
        f"Together with $3.99 for delivery and $1.68 tax that makes $22.65. {TO_ADA} {PLACE_IT}"
    )
    yes(ada)
    assert newest(demo).total == dollars("22.65")


def test_what_is_picked_up_is_not_delivered(ada: Caller, demo: Encore) -> None:
    mill = Place("mill", {"en-US": "the Mill Street store"}, "3 Mill Street", pickup=True)
    with demo.database.writing() as uow:
        uow.set_places([mill])
        uow.stock.set("dark-roast-coffee", "mill", 1, None)
    customer_is(demo, "ada", pickup_at="mill")

    assert hears(ada, "ReorderIntent", product=slot("coffee"), quantity=slot("1", "1")) == (
        "That is one bag of dark roast coffee. That makes $8.49, tax included. Corner Pantry has it ready for you "
        f"to pick up tomorrow at the Mill Street store, 3 Mill Street. {PLACE_IT}"
    )
    assert yes(ada).startswith("Done. Your order number is 4 0 7, 9 1 2. You can pick it up tomorrow.")
    # None is left there, whatever there is elsewhere.
    assert hears(ada, "ReorderIntent", product=slot("coffee"), quantity=slot("1", "1")).startswith(
        "Dark roast coffee is sold out."
    )


def test_a_price_that_changed_while_the_offer_expired_is_said(ada: Caller, demo: Encore) -> None:
    hears(ada, "PlaceOrderIntent", product=slot("honey", "honey"))
    price_is(demo, "honey", "7.99")

    assert yes(ada.waits(minutes=10)) == (
        "That offer was made a while ago, so I checked it again. "
        f"Honey was $7.49 when I read it to you, and is $7.99 now. That is one jar of honey. {costs('$11.98')}"
    )


def test_state_that_we_did_not_write_changes_nothing(ada: Caller, demo: Encore) -> None:
    hears(ada, "ReorderIntent", order=OF_USUAL)
    good = ada.state["pending"]
    for wanted in ({"honey": -1}, {"honey": "1"}, ["honey"], {"": 1}, {"honey": 10**12}, "x"):
        ada.state = {"pending": {**good, "wanted": wanted}}
        said = hears(ada, "SubstitutionIntent", product=OAT_MILK, policy=slot("never", "none"))
        assert said == f"All right. I will never replace oat milk. {PLACE_IT}"
    assert goods(the_quote(demo, ada)) == {"dark-roast-coffee": 2, "oat-milk": 3}


def test_without_learning_there_is_no_usual(ada: Caller, demo: Encore) -> None:
    with demo.database.writing() as uow:
        decide(the_customer(demo.database, "ada").id, Purpose.HISTORY, False, now=NOW, uow=uow)

    assert hears(ada, "ReorderIntent", order=OF_USUAL).startswith("You asked me not to learn from your past orders")
    assert hears(ada, "ReorderIntent", order=OF_LAST) == f"{LAST} {costs('$32.34')}"
