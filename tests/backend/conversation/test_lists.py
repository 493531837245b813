"""Lists under a name, and what to take for what is sold out, by voice."""

import json
from uuid import UUID

import pytest

from backend.conversation.dialogue import Conversation
from backend.orders.carts import add_to_cart
from backend.orders.lists import MOST_LISTS, save_list
from backend.orders.model import Wish
from backend.understanding.match import Match
from backend.understanding.understanding import Understanding
from backend.wiring import Encore
from interaction_models.model import SlotValue
from tests.backend.conversation.caller import Caller
from tests.backend.shops import NOW, all_orders, books_agree_with_the_shelf, the_customer, the_product

TO_ADA = "Corner Pantry delivers it on Thursday, March 12 to 12 Orchard Lane, Springfield."
PLACE_IT = "Shall I place the order?"
NO_LISTS = "You have no lists yet. After an order, you can say: save this as my Friday list."
SAVED = "Saved. Next time, say: order my friday list."
SAVED_LAST = "Saved your last order, 2 bags of dark roast coffee and 3 cartons of oat milk, as your friday list."


def costs(total: str) -> str:
    return f"Together with $3.99 for delivery that makes {total}, tax included. {TO_ADA} {PLACE_IT}"


def slot(said: str, *ids: str) -> SlotValue:
    return SlotValue(said, ids)


FRIDAY = slot("Friday", "friday")
OAT, SOY, HONEY = slot("oat milk", "oat-milk"), slot("soy milk", "soy-milk"), slot("honey", "honey")


@pytest.fixture
def ada(conversation: Conversation, understanding: Understanding) -> Caller:
    return Caller(conversation, understanding, "ada")


def hears(caller: Caller, intent: str, **slots: SlotValue) -> str:
    return caller.means(Match(intent, 1.0, slots))


def yes(caller: Caller) -> str:
    return hears(caller, "AMAZON.YesIntent")


def no(caller: Caller) -> str:
    return hears(caller, "AMAZON.NoIntent")


def lists(demo: Encore) -> dict[str, dict[str, int]]:
    ada = the_customer(demo.database, "ada")
    with demo.database.reading() as uow:
        return {each.name: {wish.sku: wish.quantity for wish in each.wishes} for each in uow.lists.of(ada.id)}


def save(demo: Encore, name: str, **wishes: int) -> None:
    ada = the_customer(demo.database, "ada")
    kept = [Wish(sku.replace("_", "-"), quantity) for sku, quantity in wishes.items()]
    with demo.database.writing() as uow:
        save_list(ada, name, kept, now=NOW, uow=uow)


def sell_out(demo: Encore, sku: str) -> None:
    with demo.database.writing() as uow:
        uow.stock.set(sku, "main", the_product(demo.database, sku).reserved, None)


# -- saving and ordering


def test_without_an_offer_or_a_basket_the_last_order_is_saved(ada: Caller, demo: Encore) -> None:
    assert hears(ada, "SaveListIntent", list=FRIDAY) == f"{SAVED_LAST} Anything else?"
    assert lists(demo) == {"friday": {"dark-roast-coffee": 2, "oat-milk": 3}}


def test_the_last_order_in_place_of_a_list_is_said_too(ada: Caller, demo: Encore) -> None:
    save(demo, "friday", bagels=2)
    hears(ada, "SaveListIntent", list=FRIDAY)

    assert yes(ada) == f"{SAVED_LAST} Anything else?"


def test_the_basket_goes_before_the_last_order(ada: Caller, demo: Encore) -> None:
    with demo.database.writing() as uow:
        add_to_cart(the_customer(demo.database, "ada"), "honey", 2, now=NOW, uow=uow)

    hears(ada, "SaveListIntent", list=FRIDAY)

    assert lists(demo) == {"friday": {"honey": 2}}


def test_without_a_name_for_the_list_the_offer_still_waits(ada: Caller, demo: Encore) -> None:
    hears(ada, "PlaceOrderIntent", product=HONEY)
    hears(ada, "SaveListIntent")

    assert no(ada) == "All right. Shall I place the order as it was?"
    assert lists(demo) == {}
    assert yes(ada).startswith("Done.")


def test_the_offer_that_waits_goes_before_all_and_still_waits(ada: Caller, demo: Encore) -> None:
    hears(ada, "PlaceOrderIntent", product=HONEY)

    assert hears(ada, "SaveListIntent", list=FRIDAY) == f"{SAVED} {PLACE_IT}"
    assert lists(demo) == {"friday": {"honey": 1}}
    assert yes(ada).startswith("Done.")


def test_the_name_is_asked_for(ada: Caller, demo: Encore) -> None:
    hears(ada, "PlaceOrderIntent", product=HONEY)

    assert hears(ada, "SaveListIntent") == "What shall I call the list?"
    assert hears(ada, "SaveListIntent", list=slot("?!")) == (
        "A name for a list has one to 64 letters. What shall I call the list?"
    )
    assert hears(ada, "SaveListIntent", list=FRIDAY) == f"{SAVED} {PLACE_IT}"
    assert lists(demo) == {"friday": {"honey": 1}}


@pytest.mark.parametrize("agrees", [True, False])
def test_a_list_is_replaced_only_after_a_yes(ada: Caller, demo: Encore, agrees: bool) -> None:
    save(demo, "friday", bagels=2)
    hears(ada, "PlaceOrderIntent", product=HONEY)

    assert hears(ada, "SaveListIntent", list=FRIDAY) == (
        "You have a list called friday: 2 packs of bagels. Shall I replace it?"
    )
    assert "friday" not in json.dumps(ada.state["pending"])
    said = yes(ada) if agrees else no(ada)

    assert said == f"{SAVED if agrees else 'All right, the list stays as it is.'} {PLACE_IT}"
    assert lists(demo) == {"friday": {"honey": 1} if agrees else {"bagels": 2}}


def test_there_is_a_last_list(ada: Caller, demo: Encore) -> None:
    for number in range(MOST_LISTS):
        save(demo, f"number {number}", honey=1)

    assert hears(ada, "SaveListIntent", list=FRIDAY) == (
        "You have 30 lists, and that is as many as I can keep. "
        "You can save this under the name of one of them. Anything else?"
    )


ORDERED = {
    "by its name": {"list": FRIDAY},
    "in the words of an order": {"order": slot("Friday order")},
}  # fmt: skip


@pytest.mark.parametrize("name", ORDERED)
def test_a_list_is_ordered(ada: Caller, demo: Encore, name: str) -> None:
    save(demo, "friday", honey=1, bagels=2)

    assert hears(ada, "ReorderIntent", **ORDERED[name]) == (
        f"Your list has one jar of honey and 2 packs of bagels. {costs('$20.86')}"
    )
    yes(ada)
    assert [line.product.sku for line in all_orders(demo.database)[0].lines] == ["honey", "bagels"]


def test_a_list_without_something(ada: Caller, demo: Encore) -> None:
    save(demo, "friday", honey=1, bagels=2)

    assert hears(ada, "ReorderIntent", list=FRIDAY, without=slot("the bagels")) == (
        f"Your list has one jar of honey. {costs('$11.48')}"
    )


@pytest.mark.parametrize(
    ("there", "said", "answer"),
    [
        (
            (),
            "friday",
            f"{NO_LISTS} Anything else?",
        ),
        (("big party", "sunday"), "friday", "I don't know that list. You have big party and sunday. Anything else?"),
        (("big party", "my party"), "party", "Which of your lists do you mean: big party or my party?"),
    ],
)
def test_an_unknown_list(ada: Caller, demo: Encore, there: tuple[str, ...], said: str, answer: str) -> None:
    for name in there:
        save(demo, name, honey=1)

    assert hears(ada, "ReorderIntent", list=slot(said)) == answer


def test_other_words_for_an_order_mean_the_last_one(ada: Caller, demo: Encore) -> None:
    save(demo, "friday", honey=1)

    assert hears(ada, "ReorderIntent", order=slot("the thing before")).startswith("Last time you had")


# -- what to take for what is sold out


CHOICES = {
    "something specific": (
        {"product": OAT, "replacement": SOY},
        "All right. When oat milk is sold out, I take soy milk instead. Anything else?",
    ),
    "the best match": (
        {"product": OAT, "policy": slot("take something similar", "best_match")},
        "All right. When oat milk is sold out, I take the best match and tell you which it is. Anything else?",
    ),
    "nothing": (
        {"product": slot("my coffee", "dark-roast-coffee"), "policy": slot("never replace", "none")},
        "All right. I will never replace dark roast coffee. Anything else?",
    ),
    "itself": (
        {"product": OAT, "replacement": OAT},
        "I can't replace oat milk with itself. Tell me something else to take. Anything else?",
    ),
    "for nothing": ({"policy": slot("never replace", "none")}, "For which product?"),
    "for something": (
        {"product": OAT},
        "What shall I do when oat milk is sold out: take the best match, or leave it out?",
    ),
    "something I choose": (
        {"product": OAT, "policy": slot("a specific product", "specific")},
        "What shall I take instead of oat milk?",
    ),
    "a policy nobody knows": (
        {"product": OAT, "policy": slot("whatever", "sell_the_house")},
        "What shall I do when oat milk is sold out: take the best match, or leave it out?",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_for_what_is_sold_out(ada: Caller, name: str) -> None:
    slots, said = CHOICES[name]

    assert hears(ada, "SubstitutionIntent", **slots) == said


def test_what_was_chosen_is_put_in_and_said(ada: Caller, demo: Encore) -> None:
    hears(ada, "SubstitutionIntent", product=OAT, replacement=SOY)
    sell_out(demo, "oat-milk")

    assert hears(ada, "ReorderIntent", order=slot("my usual", "usual")) == (
        "Your usual is 2 bags of dark roast coffee and 3 cartons of soy milk. "
        "Oat milk is sold out; I put in 3 cartons of soy milk instead, as you asked, for $10.77. "
        f"{costs('$31.74')}"
    )
    yes(ada)
    bought = {line.product.sku: line.quantity for line in all_orders(demo.database)[0].lines}
    assert bought == {"dark-roast-coffee": 2, "soy-milk": 3}
    assert books_agree_with_the_shelf(demo.database)


def test_what_was_left_out_is_put_in_when_the_customer_says_so(ada: Caller, demo: Encore) -> None:
    sell_out(demo, "oat-milk")
    hears(ada, "ReorderIntent", order=slot("my usual", "usual"))

    said = hears(ada, "SubstitutionIntent", product=OAT, replacement=SOY)
    assert said == (
        "All right. When oat milk is sold out, I take soy milk instead. "
        "That is 2 bags of dark roast coffee and 3 cartons of soy milk. "
        "Oat milk is sold out; I put in 3 cartons of soy milk instead, as you asked, for $10.77. "
        f"{costs('$31.74')}"
    )

    # And taken out again.
    said = hears(ada, "SubstitutionIntent", product=OAT, policy=slot("leave it out", "none"))
    assert said == (
        "All right. I will never replace oat milk. That is 2 bags of dark roast coffee. "
        f"Oat milk is sold out, so I left it out. {costs('$20.97')}"
    )
    with demo.database.reading() as uow:
        quote = uow.quotes.get(UUID(ada.state["pending"]["quote"]))
    assert quote is not None
    assert [line.product.sku for line in quote.lines] == ["dark-roast-coffee"]
    assert books_agree_with_the_shelf(demo.database)


def test_what_is_never_replaced_comes_without_an_idea(ada: Caller, demo: Encore) -> None:
    hears(ada, "SubstitutionIntent", product=OAT, policy=slot("never", "none"))
    sell_out(demo, "oat-milk")

    assert hears(ada, "PlaceOrderIntent", product=OAT) == "Oat milk is sold out. Anything else?"


def test_an_offer_that_waits_still_waits_after_a_choice(ada: Caller, demo: Encore) -> None:
    hears(ada, "PlaceOrderIntent", product=HONEY)

    assert hears(ada, "SubstitutionIntent", product=OAT, replacement=SOY).endswith(PLACE_IT)
    assert yes(ada).startswith("Done.")
