"""The basket by voice: in, out, what is in it, and buying it."""

from collections.abc import Callable

import pytest

from backend.orders.carts import MOST_LINES, add_to_cart
from backend.orders.promotions import Promotion, PromotionKind
from backend.orders.shopkeeping import set_stock
from backend.understanding.match import Match
from backend.wiring import Encore
from interaction_models.model import SlotValue
from tests.backend.conversation.caller import Caller
from tests.backend.shops import NOW, all_orders, books_agree_with_the_shelf, dollars, product, the_customer

Call = Callable[[str], Caller]

NEXT = "Anything else, or shall I check out?"
CHECK_OUT = "Shall I check out?"
PLACE_IT = "Shall I place the order?"
MORE = "Anything else?"
EMPTY = "Your basket is empty."
NOW_WHAT = "What would you like?"
INSTEAD = "Would you like that instead?"


def means(caller: Caller, intent: str, product: str = "", quantity: int | str = "", unit: str = "") -> str:
    """Of a product, its SKU."""
    slots = {}
    if product:
        slots["product"] = SlotValue(product.replace("-", " "), (product,))
    if quantity != "":
        slots["quantity"] = SlotValue(str(quantity))
    if unit:
        slots["unit"] = SlotValue(unit, (unit,))
    return caller.means(Match(intent, 1.0, slots))


def adds(caller: Caller, product: str, quantity: int | str = "", unit: str = "") -> str:
    return means(caller, "AddToCartIntent", product, quantity, unit)


def removes(caller: Caller, product: str = "", quantity: int | str = "") -> str:
    return means(caller, "RemoveFromCartIntent", product, quantity)


def reviews(caller: Caller) -> str:
    return means(caller, "ReviewCartIntent")


def yes(caller: Caller) -> str:
    return means(caller, "AMAZON.YesIntent")


def no(caller: Caller) -> str:
    return means(caller, "AMAZON.NoIntent")


def in_basket(demo: Encore, name: str = "ada") -> dict[str, int]:
    customer = the_customer(demo.database, name)
    with demo.database.reading() as uow:
        return {line.product.sku: line.quantity for line in uow.carts.get(customer.id).lines}


def stocked(demo: Encore, sku: str, on_hand: int) -> None:
    with demo.database.writing() as uow:
        set_stock(sku, on_hand, restock_on=None, now=NOW, uow=uow)


def offered(demo: Encore, promotion: Promotion) -> None:
    with demo.database.writing() as uow:
        uow.promotions.put(promotion)


def test_from_the_first_product_to_the_order(call: Call, demo: Encore) -> None:
    ada = call("ada")

    assert adds(ada, "oat-milk", 2) == f"I put 2 cartons of oat milk in your basket. {NEXT}"
    assert adds(ada, "bagels") == f"I put one pack of bagels in your basket. {NEXT}"
    assert no(ada) == CHECK_OUT
    read_out = yes(ada)
    assert read_out.startswith("That is 2 cartons of oat milk and one pack of bagels. ")
    assert read_out.endswith(PLACE_IT)
    assert yes(ada).startswith("Done. Your order number is 4 0 7, 9 1 2.")

    assert {line.product.sku: line.quantity for line in all_orders(demo.database)[0].lines} == {
        "oat-milk": 2,
        "bagels": 1,
    }
    assert books_agree_with_the_shelf(demo.database)


def test_a_bought_basket_is_empty(call: Call, demo: Encore) -> None:
    ada = call("ada")
    adds(ada, "oat-milk", 2)
    means(ada, "CheckoutIntent")
    state = ada.state

    yes(ada)
    assert in_basket(demo) == {}
    adds(ada, "oat-milk", 1)
    ada.state = state  # the same yes once more, late
    yes(ada)

    assert in_basket(demo) == {"oat-milk": 1}


def test_a_basket_that_was_read_out_again_is_empty_after_the_yes(call: Call, demo: Encore) -> None:
    ada = call("ada")
    adds(ada, "oat-milk", 2)
    means(ada, "CheckoutIntent")

    assert "checked it again" in yes(ada.waits(minutes=11))
    yes(ada)

    assert in_basket(demo) == {}


def test_nobody_is_sent_away_with_a_full_basket(call: Call) -> None:
    ada = call("ada")
    adds(ada, "honey")

    assert no(ada) == CHECK_OUT
    assert no(ada) == f"All right, it stays in your basket. {MORE}"
    assert no(ada) == "Goodbye."
    assert ada.is_done


def test_a_yes_to_anything_else_asks_what(call: Call) -> None:
    ada = call("ada")
    adds(ada, "honey")

    assert yes(ada) == "When that is all, say: check out. What shall I add?"


def test_no_to_the_order_leaves_the_basket(call: Call, demo: Encore) -> None:
    ada = call("ada")
    adds(ada, "honey", 2)
    means(ada, "CheckoutIntent")

    no(ada)

    assert in_basket(demo) == {"honey": 2}


def test_added_again_it_is_more(call: Call) -> None:
    ada = call("ada")
    adds(ada, "honey", 2)

    assert adds(ada, "honey", 3) == f"Added. You have 5 jars of honey in your basket now. {NEXT}"


def test_a_unit_that_is_a_number(call: Call) -> None:
    assert adds(call("ada"), "bagels", 1, "dozen") == f"I put 12 packs of bagels in your basket. {NEXT}"


def test_more_than_there_is_may_be_added_and_is_said(call: Call) -> None:
    ada = call("ada")

    assert adds(ada, "decaf-coffee", 4) == (
        f"I put 4 bags of decaf coffee in your basket. There are only 3 of decaf coffee left. {NEXT}"
    )
    assert reviews(ada) == (
        "Your basket has 4 bags of decaf coffee. Together that is about $36.76. "
        f"There are only 3 of decaf coffee left. {CHECK_OUT}"
    )


def test_what_is_sold_out_is_not_added_but_something_like_it_may_be(call: Call, demo: Encore) -> None:
    ada = call("ada")

    assert adds(ada, "tomato-soup", 2) == (
        f"Tomato soup is sold out. It should be back on Sunday, March 15. We do have chicken soup for $2.39. {INSTEAD}"
    )
    assert yes(ada) == f"I put 2 cans of chicken soup in your basket. {NEXT}"
    assert in_basket(demo) == {"chicken-soup": 2}


def test_who_wants_nothing_else_may_wait_for_it(call: Call, demo: Encore) -> None:
    ada = call("ada")
    adds(ada, "tomato-soup", 2)

    assert no(ada) == "All right. Shall I tell you when tomato soup is back?"
    assert yes(ada) == f"When tomato soup is back, I will tell you the next time you talk to me. {MORE}"
    assert in_basket(demo) == {}


def test_part_or_all_is_taken_out(call: Call, demo: Encore) -> None:
    ada = call("ada")
    adds(ada, "honey", 3)
    adds(ada, "bagels")

    assert removes(ada, "honey", 1) == f"All right, that leaves 2 jars of honey in your basket. {NEXT}"
    assert removes(ada, "honey") == f"I took honey out of your basket. {NEXT}"
    assert removes(ada, "honey") == f"There is no honey in your basket. {NEXT}"
    assert removes(ada, "bagels") == f"I took bagels out of your basket. {EMPTY} {MORE}"
    assert removes(ada, "bagels") == f"{EMPTY} {NOW_WHAT}"


def test_it_is_what_was_talked_about_last(call: Call, demo: Encore) -> None:
    ada = call("ada")
    adds(ada, "bagels")
    adds(ada, "honey", 3)

    assert removes(ada) == f"I took honey out of your basket. {NEXT}"


def test_the_coffee_is_the_coffee_in_the_basket(call: Call) -> None:
    ada = call("ada")
    adds(ada, "decaf-coffee")
    coffees = SlotValue("coffee", ("dark-roast-coffee", "decaf-coffee", "light-roast-coffee"))

    out = ada.means(Match("RemoveFromCartIntent", 1.0, {"product": coffees}))

    assert out == f"I took decaf coffee out of your basket. {EMPTY} {MORE}"


def test_two_coffees_in_the_basket_are_asked_about(call: Call) -> None:
    ada = call("ada")
    adds(ada, "decaf-coffee")
    adds(ada, "light-roast-coffee")
    coffees = SlotValue("coffee", ("dark-roast-coffee", "decaf-coffee", "light-roast-coffee"))

    asked = ada.means(Match("RemoveFromCartIntent", 1.0, {"product": coffees}))

    assert asked == "Do you mean decaf coffee or light roast coffee?"
    assert removes(ada, "decaf-coffee") == f"I took decaf coffee out of your basket. {NEXT}"


def test_a_long_basket_is_not_read_out_line_by_line(call: Call, demo: Encore) -> None:
    ada = the_customer(demo.database, "ada")
    with demo.database.writing() as uow:
        uow.products.put(product(f"no-{number}", on_hand=5) for number in range(MOST_LINES))
        for number in range(MOST_LINES):
            add_to_cart(ada, f"no-{number}", 1, now=NOW, uow=uow)
    caller = call("ada")

    assert adds(caller, "honey") == (
        f"Your basket is full: it holds up to 50 different products. Take something out, or check out first. {NEXT}"
    )
    assert reviews(caller) == (
        "Your basket has 50 different products. The latest are 1 no 42, 1 no 43, 1 no 44, 1 no 45, 1 no 46, 1 no 47, "
        f"1 no 48, and 1 no 49. Together that is about $50.00. {CHECK_OUT}"
    )


def test_an_empty_basket_says_so(call: Call) -> None:
    ada = call("ada")

    for intent in ("ReviewCartIntent", "CheckoutIntent", "RemoveFromCartIntent"):
        assert means(ada, intent) == f"{EMPTY} {NOW_WHAT}"


@pytest.mark.parametrize("quantity", ["many", "?"])
def test_a_quantity_that_is_no_number_is_asked_for(call: Call, quantity: str) -> None:
    ada = call("ada")

    assert adds(ada, "honey", quantity) == "How many would you like?"
    assert means(ada, "AddToCartIntent", quantity=2) == f"I put 2 jars of honey in your basket. {NEXT}"
    assert removes(ada, "honey", quantity) == "How many would you like?"


def test_too_many_are_refused_with_the_reason(call: Call, demo: Encore) -> None:
    ada = call("ada")

    assert adds(ada, "honey", 100) == (
        "100 is more than I can order by voice. I can take up to 99 of a product. How many would you like?"
    )
    stocked(demo, "honey", 99)
    assert adds(ada, "honey", 90) == f"I put 90 jars of honey in your basket. {NEXT}"
    assert adds(ada, "honey", 10) == (
        f"You have 90 jars of honey in your basket already, and I can take up to 99 of a product. {NEXT}"
    )
    assert in_basket(demo) == {"honey": 90}


def test_a_sold_out_basket_stays(call: Call, demo: Encore) -> None:
    ada = call("ada")
    adds(ada, "honey")
    stocked(demo, "honey", 0)

    assert (
        reviews(ada)
        == f"Your basket has one jar of honey. Together that is about $7.49. Honey is sold out. {CHECK_OUT}"
    )
    assert "honey" in yes(ada)
    assert in_basket(demo) == {"honey": 1}


@pytest.mark.parametrize("intent", ["AddToCartIntent", "RemoveFromCartIntent", "ReviewCartIntent", "CheckoutIntent"])
def test_a_stranger_has_no_basket(call: Call, intent: str) -> None:
    zoe = call("zoe")

    assert means(zoe, intent, "honey").startswith("I don't know you here yet")
    assert zoe.is_done


def test_a_code_comes_off_when_the_basket_is_bought(call: Call, demo: Encore) -> None:
    offered(demo, Promotion("TEN", PromotionKind.PERCENT, 1000, names={"en-US": ("spring ten",)}))
    ada = call("ada")
    adds(ada, "honey", 2)
    ada.means(Match("PromotionsIntent", 1.0, {"code": SlotValue("spring ten", ("TEN",))}))

    assert reviews(ada) == (
        f"Your basket has 2 jars of honey. Together that is about $14.98. You want to use spring ten. {CHECK_OUT}"
    )
    yes(ada)
    yes(ada)

    assert all_orders(demo.database)[0].terms.discount == dollars("1.50")


def test_a_code_that_does_not_hold_is_left_out_and_said(call: Call, demo: Encore) -> None:
    offered(demo, Promotion("FIVE", PromotionKind.FIXED, 500, from_amount=dollars("40.00")))
    ada = call("ada")
    adds(ada, "honey", 2)
    ada.means(Match("PromotionsIntent", 1.0, {"code": SlotValue("five", ("FIVE",))}))

    said = means(ada, "CheckoutIntent")

    assert said.startswith("FIVE holds for goods from $40.00. So I left it out. That is 2 jars of honey.")
    assert said.endswith(PLACE_IT)
    yes(ada)
    assert all_orders(demo.database)[0].terms.discount == dollars("0.00")
