"""Several products in one breath are ordered, put in the basket and looked up together."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.conversation.several import MOST_TOGETHER, is_entries
from backend.understanding.match import Match
from interaction_models.model import SlotValue
from tests.backend.conversation.caller import Caller

Call = Callable[[str], Caller]
PLACE_IT = "Shall I place the order?"


def order(*values: SlotValue, intent: str = "PlaceOrderIntent", **more: str) -> Match:
    first, *others = values
    product = SlotValue(first.said, first.ids, tuple(others))
    return Match(intent, 1.0, {"product": product, **{name: SlotValue(said) for name, said in more.items()}})


def named(name: str, *skus: str) -> SlotValue:
    return SlotValue(name, skus or (name.replace(" ", "-"),))


@pytest.mark.parametrize(
    ("said", "items"),
    [
        ("order oat milk and black tea", "one carton of oat milk and one box of black tea"),
        ("order two oat milks and a black tea", "2 cartons of oat milk and one box of black tea"),
        ("order oat milk, black tea and honey", "one carton of oat milk, one box of black tea, and one jar of honey"),
        ("order two oat milks and three bananas", "2 cartons of oat milk and 3 bunches of bananas"),
        ("order oat milk and oat milk", "2 cartons of oat milk"),
        ("order two bottles of ketchup and a jar of honey", "2 bottles of tomato ketchup and one jar of honey"),
    ],
)
def test_one_quote_has_all_that_was_named(said: str, items: str, call: Call) -> None:
    heard = call("ben").says(said)

    assert heard.startswith(f"That is {items}.")
    assert heard.endswith(PLACE_IT)


def test_a_yes_buys_all_of_it(call: Call) -> None:
    ben = call("ben")
    ben.says("order oat milk and black tea")

    assert ben.says("yes").startswith("Done.")
    assert ben.reply is not None
    assert ben.reply.card is not None
    assert [line.values["item"].values["product"] for line in ben.reply.card.lines[:2]] == ["oat milk", "black tea"]


def test_what_is_not_sold_is_named_and_the_rest_is_quoted(call: Call) -> None:
    heard = call("ben").means(order(named("oat milk"), SlotValue("dragon fruit"), named("honey")))

    assert heard.startswith("We don't sell dragon fruit. That is one carton of oat milk and one jar of honey.")


def test_when_nothing_of_it_is_sold_nothing_is_quoted(call: Call) -> None:
    heard = call("ben").means(order(SlotValue("dragon fruit"), SlotValue("moon rocks")))

    assert heard == "We don't sell dragon fruit. Anything else?"


def test_which_one_is_asked_and_the_others_are_kept(call: Call) -> None:
    ben = call("ben")

    assert ben.means(order(named("honey"), named("coffee", "light-roast-coffee", "decaf-coffee"), quantity="2")) == (
        "Do you mean light roast coffee or decaf coffee?"
    )
    assert ben.asked is not None
    assert (ben.asked.slot, ben.asked.intent) == ("product", "PlaceOrderIntent")
    answer = Match("PlaceOrderIntent", 1.0, {"product": named("decaf coffee")})
    assert ben.means(answer).startswith("That is 2 jars of honey and one bag of decaf coffee.")


COFFEE = named("coffee", "light-roast-coffee", "decaf-coffee")


@pytest.mark.parametrize("quantity", [{}, {"quantity": "3"}])
def test_a_number_in_the_answer_belongs_to_what_it_answers(call: Call, quantity: dict[str, str]) -> None:
    ben = call("ben")
    ben.means(order(named("honey"), COFFEE, named("oat milk"), **quantity))

    heard = ben.means(order(named("decaf coffee"), quantity="2"))

    honey = "3 jars of honey" if quantity else "one jar of honey"
    assert heard.startswith(f"That is {honey}, 2 bags of decaf coffee, and one carton of oat milk.")


def test_a_number_that_will_not_do_in_the_answer_is_asked_for_of_the_same(call: Call) -> None:
    ben = call("ben")
    ben.means(order(named("honey"), COFFEE, quantity="3"))

    assert ben.means(order(named("decaf coffee"), quantity="100")).endswith("How many would you like?")
    assert ben.means(Match("PlaceOrderIntent", 1.0, {"quantity": SlotValue("2")})).startswith(
        "That is 3 jars of honey and 2 bags of decaf coffee."
    )


def test_the_number_of_the_first_is_kept_while_it_is_asked_which(call: Call) -> None:
    ben = call("ben")
    ben.means(order(COFFEE, named("honey"), quantity="3"))

    assert ben.means(order(named("decaf coffee"))).startswith("That is 3 bags of decaf coffee and one jar of honey.")


def test_the_number_of_what_is_not_sold_is_nothing_elses(call: Call) -> None:
    ben = call("ben")

    assert ben.means(order(SlotValue("dragon fruit"), named("honey"), named("oat milk"), quantity="3")).startswith(
        "We don't sell dragon fruit. That is one jar of honey and one carton of oat milk."
    )


def test_one_question_at_a_time(call: Call) -> None:
    ben = call("ben")
    juice, coffee = named("juice", "orange-juice", "apple-juice"), named("coffee", "light-roast-coffee", "decaf-coffee")

    assert ben.means(order(juice, coffee)) == "Do you mean orange juice or apple juice?"
    assert ben.means(order(named("apple juice"))) == "Do you mean light roast coffee or decaf coffee?"
    assert ben.means(order(named("dragon fruit", "dragon-fruit"))) == (
        "We don't sell dragon fruit. Do you mean light roast coffee or decaf coffee?"
    )
    assert ben.means(order(named("decaf coffee"))).startswith("That is one carton of apple juice and one bag of decaf")


def test_an_answer_may_be_something_else(call: Call) -> None:
    ben = call("ben")
    ben.means(order(named("honey"), named("juice", "orange-juice", "apple-juice")))

    assert ben.means(order(named("mustard"))).startswith("That is one jar of honey and one ")


@pytest.mark.parametrize(
    ("quantity", "asked"),
    [
        ("0", "I can order from one to 99 of a product. How many would you like?"),
        ("100", "100 is more than I can order by voice. I can take up to 99 of a product. How many would you like?"),
        ("a few", "How many would you like?"),
    ],
)
def test_a_number_that_will_not_do_is_asked_for(quantity: str, asked: str, call: Call) -> None:
    ben = call("ben")

    assert ben.means(order(named("honey"), named("oat milk"), quantity=quantity)) == asked
    answer = Match("PlaceOrderIntent", 1.0, {"quantity": SlotValue("3")})
    assert ben.means(answer).startswith("That is 3 jars of honey and one carton of oat milk.")


def test_instead_of_a_number_something_else_may_be_wanted(call: Call) -> None:
    ben = call("ben")
    ben.means(order(named("honey"), named("oat milk"), quantity="100"))

    assert ben.means(order(named("bananas"))).startswith("That is one bunch of bananas.")


def test_several_go_into_the_basket(call: Call) -> None:
    ben = call("ben")

    assert ben.says("add two oat milks and honey to my basket") == (
        "I put 2 cartons of oat milk and one jar of honey in your basket. Anything else, or shall I check out?"
    )


def test_several_come_out_of_the_basket(call: Call) -> None:
    ben = call("ben")
    ben.says("add honey, oat milk and orange juice to my basket")
    ben.says("add apple juice to my basket")

    assert ben.says("take honey and oat milk out of my basket") == (
        "I took honey and oat milk out of your basket. Anything else, or shall I check out?"
    )
    juice = named("juice", "orange-juice", "apple-juice")
    assert ben.means(order(juice, SlotValue("moon rocks"), intent="RemoveFromCartIntent")) == (
        "There is no moon rocks in your basket. Do you mean orange juice or apple juice?"
    )
    both = order(named("orange juice"), named("apple juice"), intent="RemoveFromCartIntent")
    assert ben.means(both).startswith("I took orange juice and apple juice out of your basket. Your basket is empty.")


def test_as_many_as_was_said_come_out_of_the_basket(call: Call) -> None:
    ben = call("ben")
    ben.says("add five honey to my basket")
    ben.says("add three oat milks to my basket")
    ben.says("add four bananas to my basket")

    heard = ben.means(
        order(named("honey"), SlotValue("two oat milks"), named("bananas"), intent="RemoveFromCartIntent", quantity="2")
    )

    assert heard == (
        "I took bananas out of your basket. All right, that leaves 3 jars of honey in your basket. "
        "All right, that leaves one carton of oat milk in your basket. Anything else, or shall I check out?"
    )


def test_several_come_out_of_the_quote_that_waits(call: Call) -> None:
    ben = call("ben")
    ben.says("order honey, oat milk and orange juice")

    assert ben.says("take out honey and oat milk").startswith("That is one carton of orange juice.")


def test_what_is_in_stock_is_said_for_each_and_offered_together(call: Call) -> None:
    ben = call("ben")

    assert ben.says("do you have oat milk and honey") == (
        "Yes, oat milk and honey are in stock. Would you like me to order them?"
    )
    assert ben.says("yes").startswith("That is one carton of oat milk and one jar of honey.")


def test_what_is_named_twice_is_offered_once(call: Call) -> None:
    ben = call("ben")
    ben.means(order(named("honey"), named("blossom honey", "honey"), named("oat milk"), intent="CheckStockIntent"))

    assert ben.says("yes").startswith("That is one jar of honey and one carton of oat milk.")


def test_a_stranger_may_ask_for_the_stock_of_several(call: Call) -> None:
    assert (
        call("nobody").says("do you have oat milk and honey") == "Yes, oat milk and honey are in stock. Anything else?"
    )


def test_of_too_many_the_first_are_taken(call: Call) -> None:
    ben = call("ben")
    names = ("honey", "oat-milk", "black-tea", "mustard", "ketchup", "spaghetti", "bananas", "bagels", "basmati-rice",
             "orange-juice", "apple-juice", "decaf-coffee")  # fmt: skip

    ben.means(order(*(named(name.replace("-", " "), name) for name in names)))

    assert ben.reply is not None
    assert len(ben.reply.says[0].values["items"]) == MOST_TOGETHER


@pytest.mark.parametrize(
    "entries",
    [
        None, [], "x", [[]], [[1]], [["1", "a"]], [[1, 2]], [[1, "a", "b", "c", "d"]], [[1, "\x00"]], [[True, "a"]],
        [[1, "a"]] * 11, {"a": 1},
    ],
)  # fmt: skip
def test_what_a_question_keeps_in_mind_has_one_form(entries: Any) -> None:
    assert is_entries([[0, "honey"], [2, "peppermint-tea", "black-tea"]])
    assert not is_entries(entries)
