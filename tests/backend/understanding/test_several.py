"""Several products in one breath, for slots that may hold several."""

import pytest

from backend.understanding.match import FALLBACK
from backend.understanding.understanding import Understanding
from interaction_models.model import SlotValue, Value, load

ENGLISH = (
    Value("oat milk", "oat-milk"),
    Value("whole milk", "whole-milk"),
    Value("dark coffee", "dark-coffee"),
    Value("honey", "honey"),
    Value("mac and cheese", "mac-and-cheese"),
    Value("salt & vinegar chips", "chips"),
    Value("bananas", "bananas"),
)
KOREAN = (Value("두유", "soy-milk"), Value("사과", "apples"), Value("꿀", "honey"), Value("흰 우유", "whole-milk"))

REST = tuple(Value(f"qu{one}{two}x", f"{one}{two}") for one in "bcdfghjklmn" for two in "bcdfghjklmnpqrs")
"""The catalogue is the longest list, and only of that nobody knows all the names."""


@pytest.fixture(scope="module")
def english() -> Understanding:
    return Understanding(load("en-US").with_values("Product", ENGLISH + REST))


@pytest.fixture(scope="module")
def korean() -> Understanding:
    return Understanding(load("ko-KR").with_values("Product", KOREAN + REST))


def heard(understanding: Understanding, text: str) -> tuple[str, list[tuple[str, ...]]]:
    match = understanding.match(text)
    value = match.slots.get("product")
    return match.intent, [each.ids for each in (value, *value.others)] if value else []


@pytest.mark.parametrize(
    ("text", "intent", "ids"),
    [
        ("order oat milk and honey", "PlaceOrderIntent", [("oat-milk",), ("honey",)]),
        ("order oat milk, honey and bananas", "PlaceOrderIntent", [("oat-milk",), ("honey",), ("bananas",)]),
        ("order oat milk, honey, and bananas", "PlaceOrderIntent", [("oat-milk",), ("honey",), ("bananas",)]),
        ("order two oat milks and a banana", "PlaceOrderIntent", [("oat-milk",), ("bananas",)]),
        ("add honey plus bananas to my cart", "AddToCartIntent", [("honey",), ("bananas",)]),
        ("do you have honey and bananas", "CheckStockIntent", [("honey",), ("bananas",)]),
        # a name with "and" in it is one product
        ("order mac and cheese", "PlaceOrderIntent", [("mac-and-cheese",)]),
        ("order mac and cheese and honey", "PlaceOrderIntent", [("mac-and-cheese",), ("honey",)]),
        ("order honey and salt and vinegar chips", "PlaceOrderIntent", [("honey",), ("chips",)]),
        # what may be several products, or none of ours
        ("order milk and honey", "PlaceOrderIntent", [("oat-milk", "whole-milk"), ("honey",)]),
        ("order honey and dragon fruit", "PlaceOrderIntent", [("honey",), ()]),
        ("order honey, milk and bananas", "PlaceOrderIntent", [("honey",), ("oat-milk", "whole-milk"), ("bananas",)]),
        # only slots that may hold several do
        ("what does honey cost", "PriceIntent", [("honey",)]),
    ],
)
def test_an_english_list(english: Understanding, text: str, intent: str, ids: list[tuple[str, ...]]) -> None:
    assert heard(english, text) == (intent, ids)


@pytest.mark.parametrize(
    ("text", "intent", "ids"),
    [
        ("두유랑 꿀 주문해 줘", "PlaceOrderIntent", [("soy-milk",), ("honey",)]),
        ("두유와 꿀 장바구니에 담아 줘", "AddToCartIntent", [("soy-milk",), ("honey",)]),
        ("꿀이랑 두유 있어요", "CheckStockIntent", [("honey",), ("soy-milk",)]),
        ("꿀하고 두유 주문해 줘", "PlaceOrderIntent", [("honey",), ("soy-milk",)]),
        ("두유 그리고 꿀 주문해 줘", "PlaceOrderIntent", [("soy-milk",), ("honey",)]),
        # a name that ends like the word for "and"
        ("사과 주문해 줘", "PlaceOrderIntent", [("apples",)]),
        ("사과와 두유 주문해 줘", "PlaceOrderIntent", [("apples",), ("soy-milk",)]),
        ("우유랑 꿀 주문해 줘", "PlaceOrderIntent", [("whole-milk",), ("honey",)]),
    ],
)
def test_a_korean_list(korean: Understanding, text: str, intent: str, ids: list[tuple[str, ...]]) -> None:
    assert heard(korean, text) == (intent, ids)


@pytest.mark.parametrize("text", ["order one and a half honey", "order and", "order moon rocks and star dust"])
def test_what_is_no_list(english: Understanding, text: str) -> None:
    match = english.match(text)

    assert match.intent == FALLBACK or not any(value.others for value in match.slots.values())


def test_a_list_answers_the_question_for_a_product(english: Understanding) -> None:
    match = english.match("honey and bananas", expected_slot="product", expected_intent="PlaceOrderIntent")

    assert match.slots["product"] == SlotValue("honey", ("honey",), others=(SlotValue("bananas", ("bananas",)),))


def test_further_values_are_known_at_once_and_only_there(english: Understanding) -> None:
    own = {"Product": (Value("grandma's jam", "jam"),), "ListName": (Value("zorb", "zorb"),), "NoSuchType": ()}

    both = english.with_values(own)

    assert heard(both, "order grandma's jam and honey") == ("PlaceOrderIntent", [("jam",), ("honey",)])
    assert both.match("order my zorb list").slots["list"].ids == ("zorb",)
    assert english.match("order my zorb list").slots["list"].ids == ()


def test_the_customers_own_order_is_known_by_its_number(english: Understanding) -> None:
    own = english.with_values({"OrderReference": (Value("order 407912", "407912", ("407912", "4 0 7 9 1 2")),)})

    assert own.match("where is order 407912").slots["order"] == SlotValue("407912", ("407912",))
    assert own.match("where is order four oh seven nine one two").slots["order"] == SlotValue("407912", ("407912",))
    assert own.match("where is order 661214").slots["order"] == SlotValue("661214")
