"""What people say, what is understood, and what is not for the shop."""

import time
from collections.abc import Mapping
from datetime import date

import pytest

from backend.understanding.match import FALLBACK, Match
from backend.understanding.understanding import Understanding
from backend.understanding.values import ValueIndex
from interaction_models.model import Intent, InteractionModel, Slot, Value, load
from interaction_models.spoken import date_of, digits, words

QUICK = 0.5
"""Seconds; a person should not notice."""


def slots(match: Match) -> dict[str, str]:
    """Each slot as its one id, or as what was said."""
    return {name: value.ids[0] if len(value.ids) == 1 else value.said for name, value in match.slots.items()}


@pytest.mark.parametrize(
    ("text", "intent", "found"),
    [
        # in stock
        ("do you have any oat milk", "CheckStockIntent", {"product": "oat-milk"}),
        ("is the dark roast in stock", "CheckStockIntent", {"product": "dark-roast-coffee"}),
        ("have you got paper towels", "CheckStockIntent", {"product": "paper-towels"}),
        ("any bagels left", "CheckStockIntent", {"product": "bagels"}),
        ("Do you have any OAT MILK, please?", "CheckStockIntent", {"product": "oat-milk"}),
        ("um do you still have spinach", "CheckStockIntent", {"product": "spinach"}),
        ("check stock", "CheckStockIntent", {}),
        # prices
        ("how much is the honey", "PriceIntent", {"product": "honey"}),
        ("what's the price of soy sauce", "PriceIntent", {"product": "soy-sauce"}),
        ("what is the price of soy sauce", "PriceIntent", {"product": "soy-sauce"}),
        ("how much are three bags of carrots", "PriceIntent",
         {"quantity": "3", "unit": "bag", "product": "carrots"}),
        ("how much does a bottle of ketchup cost", "PriceIntent", {"unit": "bottle", "product": "ketchup"}),
        # orders
        ("order two bags of dark roast coffee", "PlaceOrderIntent",
         {"quantity": "2", "unit": "bag", "product": "dark-roast-coffee"}),
        ("order 2 bags of dark roast coffee", "PlaceOrderIntent",
         {"quantity": "2", "unit": "bag", "product": "dark-roast-coffee"}),
        ("i'd like some bananas", "PlaceOrderIntent", {"product": "bananas"}),
        ("i would like some bananas", "PlaceOrderIntent", {"product": "bananas"}),
        ("order a loaf of white bread", "PlaceOrderIntent", {"unit": "loaf", "product": "white-bread"}),
        ("order thirty six canned tuna", "PlaceOrderIntent", {"quantity": "36", "product": "canned-tuna"}),
        # orders again
        ("reorder my usual", "ReorderIntent", {"order": "usual"}),
        ("the usual please", "ReorderIntent", {"order": "usual"}),
        (
            "order minus three bags of dark roast coffee",
            "PlaceOrderIntent",
            {"quantity": "-3", "unit": "bag", "product": "dark-roast-coffee"},
        ),
        ("repeat my last order", "ReorderIntent", {"order": "last"}),
        ("order oat milk again", "ReorderIntent", {"product": "oat-milk"}),
        ("reorder three oat milk", "ReorderIntent", {"quantity": "3", "product": "oat-milk"}),
        # afterwards
        ("where is my order", "OrderStatusIntent", {}),
        ("where's my order", "OrderStatusIntent", {}),
        ("cancel my order", "CancelOrderIntent", {}),
        ("cancel order four oh seven nine one two", "CancelOrderIntent", {"order": "407912"}),
        ("cancel order 407912", "CancelOrderIntent", {"order": "407912"}),
        # everything else
        ("what do you recommend", "RecommendIntent", {}),
        ("talk to a human", "TalkToHumanIntent", {}),
        ("yes", "AMAZON.YesIntent", {}),
        ("Yes, that's right!", "AMAZON.YesIntent", {}),
        ("no thank you", "AMAZON.NoIntent", {}),
        ("help", "AMAZON.HelpIntent", {}),
        ("stop", "AMAZON.StopIntent", {}),
        ("never mind", "AMAZON.CancelIntent", {}),
        ("say that again", "AMAZON.RepeatIntent", {}),
        ("start over", "AMAZON.StartOverIntent", {}),
    ],
)  # fmt: skip
def test_a_sentence(understanding: Understanding, text: str, intent: str, found: dict[str, str]) -> None:
    match = understanding.match(text)

    assert (match.intent, slots(match)) == (intent, found)
    assert match.confidence > 0.9


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "...!?",
        "what is the weather tomorrow",
        "play some jazz",
        "set a timer for ten minutes",
        "the quick brown fox jumps over the lazy dog",
        "my neighbour came to see me and then we went to the lake",
        "call my mother",
        "turn off the light in the kitchen",
        "please " * 61,
    ],
)
def test_what_is_not_for_the_shop(understanding: Understanding, text: str) -> None:
    assert understanding.match(text).intent == FALLBACK


# -- numbers


@pytest.mark.parametrize(
    ("said", "quantity", "unit"),
    [
        ("one", "1", None),
        ("a dozen", None, "dozen"),
        ("two dozen", "2", "dozen"),
        ("half a dozen", "6", None),
        ("a couple of", None, "pair"),
        ("twelve", "12", None),
        ("12", "12", None),
        ("twenty one", "21", None),
        ("twenty-one", "21", None),
        ("ninety nine", "99", None),
        ("a hundred", "100", None),
        ("three hundred twelve", "312", None),
        ("zero", "0", None),
        ("five hundred", "500", None),
    ],
)
def test_how_many(understanding: Understanding, said: str, quantity: str | None, unit: str | None) -> None:
    found = slots(understanding.match(f"order {said} bagels"))

    assert (found.get("quantity"), found.get("unit"), found["product"]) == (quantity, unit, "bagels")


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("four oh double seven", "4077"),
        ("four zero seven seven", "4077"),
        ("four triple seven", "4777"),
        ("four o seven nine one two", "407912"),
        ("4 0 7 9 1 2", "407912"),
        ("4077", "4077"),
        ("nought one", "01"),
    ],
)
def test_an_order_number_is_said_digit_by_digit(understanding: Understanding, said: str, number: str) -> None:
    for sentence in (f"where is order {said}", f"cancel order number {said}"):
        assert slots(understanding.match(sentence)) == {"order": number}


@pytest.mark.parametrize("said", ["double", "four double", "double double four", "four eggs", "", "triple"])
def test_what_is_no_row_of_digits(said: str) -> None:
    assert digits(words(said, "en"), "en") == ""


# -- names


@pytest.mark.parametrize(
    ("said", "sku"),
    [
        ("oat milks", "oat-milk"),
        ("banana", "bananas"),
        ("oak milk", "oat-milk"),
        ("spagetti", "spaghetti"),
        ("bred with raisins", "raisin-bread"),
        ("the decaf", "decaf-coffee"),
        ("some of the honey", "honey"),
        ("yellow mustered", "mustard"),
    ],
)
def test_a_name_that_was_misheard_or_bent(understanding: Understanding, said: str, sku: str) -> None:
    match = understanding.match(f"do you have {said}")

    assert (match.intent, slots(match)) == ("CheckStockIntent", {"product": sku})


@pytest.mark.parametrize("said", ["unicorns", "car tyres", "dragon fruit", "shoes", "a laptop"])
def test_a_name_that_is_not_in_the_catalogue_is_no_product(understanding: Understanding, said: str) -> None:
    match = understanding.match(f"do you have {said}")

    assert match.intent in ("CheckStockIntent", FALLBACK)
    assert all(value.ids == () for value in match.slots.values())


@pytest.mark.parametrize(
    ("said", "skus"),
    [
        ("tea", ["black-tea", "ginger-tea", "green-tea", "peppermint-tea"]),
        ("roast", ["dark-roast-coffee", "light-roast-coffee"]),
        ("butter", ["peanut-butter", "salted-butter"]),
        ("sweet", ["blueberries", "purple-grapes", "red-apples", "sweet-potatoes"]),
        ("peanut butter", ["peanut-butter"]),
    ],
)
def test_a_word_of_several_names_means_them_all(understanding: Understanding, said: str, skus: list[str]) -> None:
    assert understanding.values("Product").find(said) == tuple(skus)


@pytest.mark.parametrize("said", ["", " ", "a", "an", "of", "!", "zzzzzz", "x" * 10_000])
def test_what_names_nothing(understanding: Understanding, said: str) -> None:
    assert understanding.values("Product").find(said) == ()


def test_two_values_with_one_name_are_both_meant() -> None:
    index = ValueIndex((Value("jam", "strawberry"), Value("Jam!", "cherry"), Value("honey", "honey")), "en")

    assert (index.find("jam"), index.find("honey")) == (("strawberry", "cherry"), ("honey",))


# -- an answer to a question


@pytest.mark.parametrize(
    ("said", "slot", "found"),
    [
        ("five", "quantity", "5"),
        ("five please", "quantity", "5"),
        ("i think five", "quantity", "5"),
        ("a dozen", "quantity", "12"),
        ("the dark roast", "product", "dark-roast-coffee"),
        ("um dark roast please", "product", "dark-roast-coffee"),
        ("dark rost", "product", "dark-roast-coffee"),
    ],
)
def test_a_bare_answer(understanding: Understanding, said: str, slot: str, found: str) -> None:
    match = understanding.match(said, expected_slot=slot, expected_intent="PlaceOrderIntent")

    assert (match.intent, slots(match)) == ("PlaceOrderIntent", {slot: found})


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("no", "AMAZON.NoIntent"),
        ("stop", "AMAZON.StopIntent"),
        ("reorder my usual", "ReorderIntent"),
        ("blah", FALLBACK),
    ],
)
def test_a_question_may_be_left_unanswered(understanding: Understanding, said: str, intent: str) -> None:
    match = understanding.match(said, expected_slot="quantity", expected_intent="PlaceOrderIntent")

    assert match.intent == intent


@pytest.mark.parametrize(("slot", "intent"), [("no-such-slot", "PlaceOrderIntent"), ("product", "NoSuchIntent")])
def test_a_question_for_what_the_model_does_not_have(understanding: Understanding, slot: str, intent: str) -> None:
    assert understanding.match("five", expected_slot=slot, expected_intent=intent).intent == FALLBACK


# -- hostile text


HOSTILE = {
    "10 kB without a space": "x" * 10_000,
    "10 kB of words": "order " * 1700,
    "as many words as are heard": "order two bags of oat milk " * 10,
    "nothing but gaps": "one two three four five " * 12,
    "nothing but names": "dark roast oat milk the usual " * 10,
    "emoji": "😀🛒" * 2000,
    "emoji between": "order 🛒 two 🥛 oat milk",
    "control characters": "".join(map(chr, range(32))) * 300,
    "nul": "order\x00oat\x00milk",
    "regular expressions": "(a+)+$ .* [ \\ ^$ (?P<x>" * 100,
    "apostrophes": "'" * 10_000,
    "letters and apostrophes": "a'" * 5000,
    "n't": "n't 's 're isn't n't",
    "braces": "order {product} {quantity} {{{{ }}}} %s %(x)s ${y}",
    "wide digits": "order １２ oat milk ٣ ५ ² ½ Ⅳ ፩",
    "very long number": "order " + "9" * 5000 + " oat milk",
    "combining": "o\u0301\u0301\u0301" * 2000,
    "ligatures that grow": "ﷺ" * 1000,
    "half of a character": "order \ud800 oat milk",
    "right to left": "\u202eorder oat milk\u202c",
    "newlines": "order\noat\r\nmilk\u2028",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_answered_and_quickly(understanding: Understanding, name: str) -> None:
    for question in ({}, {"expected_slot": "product", "expected_intent": "PlaceOrderIntent"}):
        begin = time.process_time()
        match = understanding.match(HOSTILE[name], **question)
        assert time.process_time() - begin < QUICK
        assert match.intent == FALLBACK or understanding.model.intent(match.intent) is not None
        assert 0 <= match.confidence <= 1


LONG = ("½", "ﷺ", "e\u0301", "1 ", "1.", "9999,999", "월", "in fünf ", "oat milk and ", "der ", "\u0301\u0323")
"""What costs most for a letter."""


@pytest.mark.parametrize("language", ["english", "german", "korean"])
@pytest.mark.parametrize("letters", [999, 10_000])
def test_a_long_text_costs_no_more_than_a_sentence(request: pytest.FixtureRequest, language: str, letters: int) -> None:
    understood: Understanding = request.getfixturevalue(language)

    def read(text: str) -> None:
        understood.match(text)
        understood.values("Product").find(text)
        date_of(text, understood.model.locale[:2], date(2026, 3, 9))

    for short in ("1일", "e"):  # tables of numbers are made when they are first needed
        read(short)
    for piece in LONG:
        begin = time.process_time()
        read((piece * letters)[:letters])
        assert time.process_time() - begin < QUICK / 2, piece


def test_decorations_do_not_change_what_was_said(understanding: Understanding) -> None:
    for text in (
        "order two oat milk",
        "  Order,  TWO — oat-milk!! ",
        "order 2 oat milk 🥛",
        "ｏｒｄｅｒ two oat milk",
    ):
        match = understanding.match(text)
        assert (match.intent, slots(match)) == ("PlaceOrderIntent", {"quantity": "2", "product": "oat-milk"})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("{product}", "product"),
        ("the {quantity} thing", "the quantity thing"),
        ("tea\nleaves", "tea leaves"),
        ("PRODUCT", "product"),
        ("50% off tea", "fifty percent off tea"),
        ("M&M's", "m and m's"),
        ("7-Up", "seven up"),
        ("crème brûlée", "creme brulee"),
        ("(a+)+$ tea", "a plus plus tea"),
        ("The Laughing Cow", "the laughing cow"),
        ("The Laughing Cow", "any of the laughing cow"),
        ("order", "order"),
        ("yes", "yes"),
        ("a" * 200, "a" * 200),
    ],
)
def test_a_product_may_be_called_anything(english: Understanding, name: str, said: str) -> None:
    values = [Value(name, "it"), Value("oat milk", "oat-milk"), Value("!!!", "silent"), Value("", "empty")]

    match = english.with_values({"Product": values}).match(f"do you have {said}")

    assert (match.intent, slots(match)) == ("CheckStockIntent", {"product": "it"})


def test_an_empty_catalogue_is_no_problem() -> None:
    understanding = Understanding(load("en-US").with_values("Product", ()))

    assert understanding.match("do you have oat milk").intent in ("CheckStockIntent", FALLBACK)
    assert understanding.match("reorder my usual").intent == "ReorderIntent"


# -- any model


@pytest.fixture(scope="module")
def coffee_machine() -> Understanding:
    """Closed lists only, as in models for a single machine."""
    types: Mapping[str, tuple[Value, ...]] = {
        "Drink": (
            Value("espresso", "espresso"),
            Value("latte", "latte", ("milk coffee",)),
            Value("tea", "tea"),
        ),
        "Size": (Value("small", "s", ("little",)), Value("large", "l", ("big",))),
        "Room": (Value("kitchen", "kitchen"), Value("living room", "living-room")),
    }
    make = Intent(
        "MakeDrink",
        (
            "make me a {size} {drink}",
            "make me a {drink}",
            "make {count} {drink}",
            "a {size} {drink} for the {room}",
        ),
        (Slot("drink", "Drink"), Slot("size", "Size"), Slot("count", "AMAZON.NUMBER"), Slot("room", "Room")),
    )
    note = Intent("TakeNote", ("note {text}",), (Slot("text", "AMAZON.SearchQuery"),))
    clean = Intent("Clean", ("clean yourself", "start cleaning"))
    return Understanding(InteractionModel("en-US", "coffee machine", (make, note, clean), types))


@pytest.mark.parametrize(
    ("text", "intent", "found"),
    [
        ("make me a small espresso", "MakeDrink", {"size": "s", "drink": "espresso"}),
        ("make me a big milk coffee", "MakeDrink", {"size": "l", "drink": "latte"}),
        ("make me a latte please", "MakeDrink", {"drink": "latte"}),
        ("make two espresso", "MakeDrink", {"count": "2", "drink": "espresso"}),
        ("make two espressos", "MakeDrink", {"count": "2", "drink": "espresso"}),
        (
            "a large tea for the living room",
            "MakeDrink",
            {"size": "l", "drink": "tea", "room": "living-room"},
        ),
        ("make me a large expresso", "MakeDrink", {"size": "l", "drink": "espresso"}),
        ("note buy more beans", "TakeNote", {"text": "buy more beans"}),
        ("clean yourself", "Clean", {}),
        ("start cleanning", "Clean", {}),
        ("what is the weather like", FALLBACK, {}),
    ],
)
def test_another_model_is_understood_too(
    coffee_machine: Understanding, text: str, intent: str, found: dict[str, str]
) -> None:
    match = coffee_machine.match(text)

    assert (match.intent, slots(match)) == (intent, found)


def test_a_model_of_many_open_gaps_stays_quick() -> None:
    gaps = tuple(Slot(name, "AMAZON.SearchQuery") for name in "abcdef")
    wild = Intent("Wild", ("{a} {b} {c} {d} {e} {f}", "to {a} and {b} and {c}"), gaps)
    understanding = Understanding(InteractionModel("en-US", "wild", (wild,)))

    begin = time.process_time()
    understanding.match("and " * 60)
    understanding.match("to and " * 30)
    assert time.process_time() - begin < 10 * QUICK


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("order a million bananas", "1000000"),
        ("order 10,000 bananas", "10000"),
        ("order two thousand five hundred bananas", "2500"),
        ("order three hundred and twenty bananas", "320"),
        ("order -3 bananas", "-3"),
    ],
)
def test_a_large_number_is_taken_in_full(text: str, quantity: str) -> None:
    match = Understanding(load("en-US")).match(text)

    assert (match.intent, slots(match)) == ("PlaceOrderIntent", {"quantity": quantity, "product": "bananas"})


@pytest.mark.parametrize("number", ["a zillion", "million", "a million million", "two point five", "one and a half"])
def test_of_a_number_that_is_not_understood_no_part_is_taken(number: str) -> None:
    match = Understanding(load("en-US")).match(f"order {number} bananas")

    assert (match.intent, match.slots) == (FALLBACK, {})


@pytest.mark.parametrize(
    ("text", "intent", "found"),
    [
        ("send it to my home address", "ChangeAddressIntent", {"address": "home"}),
        ("any offers", "PromotionsIntent", {}),
        ("forget my history", "ConsentIntent", {"choice": "forbid", "purpose": "history"}),
        ("subscribe to oat milk every week", "SubscribeIntent", {"product": "oat-milk", "frequency": "1"}),
        ("make it every two weeks", "SubscribeIntent", {"frequency": "2"}),
        ("swap my oat milk for honey", "ChangeSubscriptionIntent",
         {"change": "swap", "product": "oat-milk", "replacement": "honey"}),
        ("send it now", "ChangeSubscriptionIntent", {"change": "send_now"}),
        ("move my subscription to yesterday", "ChangeSubscriptionIntent", {"change": "move", "day": "yesterday"}),
        ("move my subscription to february thirtieth", "ChangeSubscriptionIntent",
         {"change": "move", "day": "february thirtieth"}),
        ("my limit is fifty dollars", "SpendingLimitIntent", {"quantity": "50"}),
    ],
)  # fmt: skip
def test_what_customers_said_in_their_own_words(text: str, intent: str, found: Mapping[str, str]) -> None:
    match = Understanding(load("en-US")).match(text)

    assert (match.intent, slots(match)) == (intent, found)
