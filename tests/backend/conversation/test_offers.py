"""Promotions and ways to get what was ordered, by voice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from backend.orders.model import Place, Shop
from backend.orders.promotions import Promotion, PromotionKind
from backend.understanding.match import Match
from backend.wiring import Encore
from interaction_models.model import SlotValue
from tests.backend.conversation.caller import Caller
from tests.backend.shops import NOW, dollars

Call = Callable[[str], Caller]

TODAY = NOW.date()
DAY = timedelta(days=1)
MORE = "Anything else?"
NEXT = "Anything else, or shall I check out?"
HOW = "To use one, say: use the code, and its name."
TEN = Promotion("TEN", PromotionKind.PERCENT, 1000, names={"en-US": ("spring ten",)})
MILL = Place(
    "mill", {"en-US": "Mill Street"}, "1 Mill Street", pickup=True, opening_hours={"en-US": "from nine to five"}
)


def asks(caller: Caller, said: str = "", *codes: str) -> str:
    return caller.means(Match("PromotionsIntent", 1.0, {"code": SlotValue(said, codes)} if said else {}))


def delivery(caller: Caller) -> str:
    return caller.means(Match("DeliveryOptionsIntent", 1.0))


def adds(caller: Caller, quantity: int) -> None:
    slots = {"product": SlotValue("honey", ("honey",)), "quantity": SlotValue(str(quantity))}
    caller.means(Match("AddToCartIntent", 1.0, slots))


def offered(demo: Encore, *promotions: Promotion) -> None:
    with demo.database.writing() as uow:
        for known in uow.promotions.all():
            uow.promotions.remove(known.code)
        for promotion in promotions:
            uow.promotions.put(promotion)


def shop_is(demo: Encore, change: Callable[[Shop], Shop], *places: Place) -> None:
    with demo.database.writing() as uow:
        shop = uow.shop()
        assert shop is not None
        uow.set_shop(change(shop))
        uow.set_places(places)


# -- promotions


def test_no_offer_today(call: Call, demo: Encore) -> None:
    offered(demo, replace(TEN, ends_on=TODAY - DAY))

    assert asks(call("ada")) == f"There are no offers today. {MORE}"


@pytest.mark.parametrize(
    ("promotion", "said"),
    [
        (TEN, f"With spring ten you get 10 percent off your order. {HOW}"),
        (replace(TEN, amount=1250), f"With spring ten you get 12.5 percent off your order. {HOW}"),
        (replace(TEN, first_order=True), f"With spring ten you get 10 percent off your first order. {HOW}"),
        (replace(TEN, automatic=True), "You get 10 percent off your order, without any code."),
        (
            replace(TEN, kind=PromotionKind.FIXED, amount=500, from_amount=dollars("40.00"), names={}),
            f"With TEN you get $5.00 off orders from $40.00. {HOW}",
        ),
        (
            replace(TEN, from_amount=dollars("40.00"), first_order=True),
            f"With spring ten you get 10 percent off your first order from $40.00. {HOW}",
        ),
    ],
)
def test_an_offer_in_words(call: Call, demo: Encore, promotion: Promotion, said: str) -> None:
    offered(demo, promotion)

    assert asks(call("zoe")) == f"{said} {MORE}"


def test_a_first_order_offer_is_not_for_who_ordered_before(call: Call, demo: Encore) -> None:
    offered(demo, replace(TEN, first_order=True))

    assert asks(call("ada")) == f"There are no offers today. {MORE}"


def test_three_offers_are_enough_for_the_ear(call: Call, demo: Encore) -> None:
    offered(demo, *(replace(TEN, code=f"CODE{number}", names={}) for number in range(5)))

    assert asks(call("ada")).count("percent off") == 3


def test_a_code_is_kept_in_the_basket(call: Call, demo: Encore) -> None:
    offered(demo, TEN)
    ada = call("ada")
    good = "Good, I will use spring ten: 10 percent off your order."

    assert asks(ada, "spring ten", "TEN") == f"{good} {MORE}"
    adds(ada, 1)
    assert asks(ada, "spring ten", "TEN") == f"{good} {NEXT}"


@pytest.mark.parametrize("said", ["t. e. n.", "T E N", "ten", "Spring Ten"])
def test_a_code_may_be_spelled_or_named(call: Call, demo: Encore, said: str) -> None:
    offered(demo, TEN)

    assert asks(call("ada"), said).startswith("Good, I will use spring ten:")


@pytest.mark.parametrize(
    ("promotion", "said"),
    [
        (
            replace(TEN, code="OTHER", names={}),
            "I don't know the code ten. To hear today's offers, ask: what offers do you have?",
        ),
        (replace(TEN, starts_on=TODAY + DAY), "Spring ten can't be used yet. It starts tomorrow."),
        (replace(TEN, ends_on=TODAY - 3 * DAY), "Spring ten is over. It ended on Saturday, March 7."),
        (replace(TEN, first_order=True), "Spring ten is only for a first order."),
    ],
)
def test_why_a_code_brings_nothing(call: Call, demo: Encore, promotion: Promotion, said: str) -> None:
    offered(demo, promotion)

    assert asks(call("ada"), "ten") == f"{said} {MORE}"


def test_a_code_for_larger_baskets_says_how_much_is_missing(call: Call, demo: Encore) -> None:
    offered(demo, replace(TEN, from_amount=dollars("40.00")))
    ada = call("ada")
    adds(ada, 2)

    assert asks(ada, "ten") == (
        "Good, I will use spring ten: 10 percent off orders from $40.00. "
        f"You need $25.02 more in your basket for it. {NEXT}"
    )


def test_a_stranger_hears_offers_but_has_no_basket_for_a_code(call: Call, demo: Encore) -> None:
    offered(demo, TEN)

    assert asks(call("zoe"), "ten").startswith("I don't know you here yet")


@pytest.mark.parametrize("said", ["?", "{ $x }", "9" * 5000, "' OR 1=1 --", "💥"])
def test_no_code_breaks_the_conversation(call: Call, demo: Encore, said: str) -> None:
    offered(demo, TEN)

    assert asks(call("ada"), said).startswith("I don't know the code ")


# -- delivery


def test_what_delivery_costs_and_when_it_comes(call: Call, demo: Encore) -> None:
    shop_is(demo, lambda shop: shop)

    assert delivery(call("zoe")) == (
        "Delivery costs $3.99, and is free from $35.00. What you order now arrives on Thursday, March 12. "
        f"To hear how you can pay, call us at +1 555 0142. {MORE}"
    )


@pytest.mark.parametrize(
    ("fee", "said"),
    [("0.00", "Delivery is free."), ("2.50", "Delivery costs $2.50.")],
)
def test_only_what_the_shop_says_is_said(call: Call, demo: Encore, fee: str, said: str) -> None:
    shop_is(demo, lambda shop: replace(shop, delivery_fee=dollars(fee), free_delivery_from=None, phone=""))

    assert delivery(call("ada")) == f"{said} What you order now arrives on Thursday, March 12. {MORE}"


def test_where_one_can_pick_it_up_and_when(call: Call, demo: Encore) -> None:
    yard = Place("yard", {"en-US": "the yard"}, "2 Yard", pickup=True)
    depot = Place("depot", {"en-US": "the depot"})
    shop_is(demo, lambda shop: replace(shop, phone=""), MILL, depot, yard)

    assert delivery(call("ada")).endswith(
        "You can also pick it up for free at Mill Street or the yard; what you order now is ready tomorrow. "
        f"Mill Street is open from nine to five. {MORE}"
    )


def test_of_many_places_some_are_named(call: Call, demo: Encore) -> None:
    places = [Place(f"p{number}", {"en-US": f"place {number}"}, "there", pickup=True) for number in range(5)]
    shop_is(demo, lambda shop: replace(shop, phone=""), *places)

    assert "at place 0, place 1, or place 2, or 2 more places;" in delivery(call("ada"))
