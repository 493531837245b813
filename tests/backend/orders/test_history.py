"""The usual basket and what a customer means by a generic word."""

from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

import pytest

from backend.orders.history import (
    clear_favourite,
    habits,
    habits_for,
    last_paid,
    meant,
    usual_basket,
    usual_for,
)
from backend.orders.ids import uuid7
from backend.orders.model import Line, Order, OrderStatus, Product, Terms, Wish
from backend.orders.money import Money
from tests.backend.shops import NOW, THURSDAY, dollars, product

Basket: TypeAlias = dict[str, int]


def latest_first(*baskets: Basket, cancelled: int | None = None) -> list[Order]:
    return [
        Order(
            id=uuid7(NOW),
            number=str(100_000 + age),
            customer_id=uuid7(NOW),
            quote_id=None,
            status=OrderStatus.CANCELLED if age == cancelled else OrderStatus.DELIVERED,
            lines=tuple(Line(product(sku), quantity, Money(100, "USD")) for sku, quantity in basket.items()),
            terms=Terms(dollars("0"), dollars("0"), None, dollars("0"), True, THURSDAY, ""),
            placed_at=NOW - timedelta(days=age),
            cancel_until=NOW,
        )
        for age, basket in enumerate(baskets)
    ]


def holding(*products: Product) -> list[Order]:
    """One order for each, latest first."""
    orders = latest_first(*({"any": 1} for _ in products))
    return [replace(order, lines=(Line(each, 1, each.price),)) for order, each in zip(orders, products, strict=True)]


def test_each_basket_weighs_five_percent_less_than_the_one_after_it() -> None:
    found = habits(latest_first({"tea": 1}, {"coffee": 1}, {"coffee": 2, "tea": 3}, {"cocoa": 1}))

    assert [habit.product.sku for habit in found] == ["tea", "coffee", "cocoa"]
    assert [habit.score for habit in found] == pytest.approx([1.9025, 1.8525, 0.857375], abs=1e-12)


def test_the_quantity_is_that_of_the_last_time() -> None:
    found = habits(latest_first({"tea": 1}, {"tea": 9, "coffee": 2}, {"coffee": 5}))

    assert {habit.product.sku: habit.last_quantity for habit in found} == {"tea": 1, "coffee": 2}


def test_a_cancelled_order_does_not_count_and_does_not_age_the_others() -> None:
    found = habits(latest_first({"cocoa": 1}, {"tea": 1}, {"tea": 1}, cancelled=0))

    assert [(habit.product.sku, habit.score) for habit in found] == [("tea", 1.95)]


def test_equal_scores_are_in_the_order_of_the_alphabet() -> None:
    assert [habit.product.sku for habit in habits(latest_first({"b": 1, "c": 1, "a": 1}))] == ["a", "b", "c"]


def test_the_usual_basket_is_everything_with_half_the_score_of_the_favourite() -> None:
    # tea 1 + 0.95 = 1.95; coffee 1, just over a half; cocoa 0.95, just under.
    assert usual_basket(latest_first({"tea": 2, "coffee": 1}, {"tea": 3, "cocoa": 1})) == [
        Wish("tea", 2),
        Wish("coffee", 1),
    ]


def test_without_orders_nothing_is_usual() -> None:
    assert habits([]) == []
    assert usual_basket([]) == []
    assert usual_for("tea", [], "en-US") == []


def test_a_generic_word_means_what_this_customer_buys() -> None:
    mint, green = product("mint-tea"), product("green-tea")
    orders = holding(green, mint, mint, product("coffee"))

    assert [each.sku for each in usual_for("tea", orders, "en-US")] == ["mint-tea", "green-tea"]
    assert [each.sku for each in usual_for("Green TEA", orders, "en-US")] == ["green-tea"]
    assert usual_for("milk", orders, "en-US") == []
    assert usual_for("", orders, "en-US") == []


def test_the_category_is_a_generic_word_too() -> None:
    gouda = product("gouda", category="cheese")

    assert usual_for("cheese", holding(gouda), "en-US") == [gouda]
    assert usual_for("cheese", holding(gouda), "ko-KR") == [gouda]
    assert usual_for("gouda", holding(gouda), "ko-KR") == []


@pytest.mark.parametrize(
    ("baskets", "favourite"),
    [
        ([], None),
        ([{"tea": 1}], "tea"),
        ([{"tea": 1}, {"tea": 1}, {"coffee": 1}], "tea"),  # 1.95 to 0.9025
        ([{"tea": 1}, {"tea": 1}, {"coffee": 1}, {"coffee": 1}], None),  # 1.95 to 1.76: one would ask
    ],
)
def test_a_favourite_is_clear_when_nobody_would_ask(baskets: list[Basket], favourite: str | None) -> None:
    found = clear_favourite(habits(latest_first(*baskets)))

    assert (found.product.sku if found else None) == favourite


def test_a_product_known_by_its_sku_needs_no_word() -> None:
    orders = latest_first({"tea": 1}, {"coffee": 2})

    assert [habit.product.sku for habit in habits_for("", ("coffee",), orders, "en-US")] == ["coffee"]


BASKET = [
    product("oat-milk", category="milk"), product("soy-milk", category="milk"),
    product("rye", category="bread"), product("dark-roast", category="coffee"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "skus", "found"),
    [
        ("oat milk", (), ["oat-milk"]),
        ("the oat milk", (), ["oat-milk"]),
        ("milk", (), ["oat-milk", "soy-milk"]),
        ("the milk", (), ["oat-milk", "soy-milk"]),
        ("oat milk and the bread", (), ["oat-milk", "rye"]),
        ("coffee, bread", (), ["rye", "dark-roast"]),
        ("Roast", (), ["dark-roast"]),
        ("honey", (), []),
        ("", (), []),
        ("milk", ("soy-milk", "rice-milk"), ["soy-milk"]),  # whoever listened knows better than the words
        ("milk", ("rice-milk",), []),
    ],
)
def test_which_lines_are_talked_about(said: str, skus: tuple[str, ...], found: list[str]) -> None:
    assert [each.sku for each in meant(said, skus, BASKET, "en-US")] == found


def test_the_last_price_is_that_of_the_latest_order_that_was_kept() -> None:
    def at(price: str) -> Product:
        return product("tea", price)

    latest, middle, first = holding(at("5.00"), at("4.00"), at("3.00"))
    cancelled = replace(latest, status=OrderStatus.CANCELLED)

    assert last_paid("tea", [latest, middle, first]) == dollars("5.00")
    assert last_paid("tea", [cancelled, middle, first]) == dollars("4.00")
    assert last_paid("coffee", [latest]) is None
