"""Which price reduction holds for whom, when and from what amount."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from time import sleep

import pytest

from backend.orders.errors import QuoteChanged
from backend.orders.model import Customer, Order, Wish
from backend.orders.ordering import order_directly
from backend.orders.ports import UnitOfWork
from backend.orders.promotions import (
    Promotion,
    PromotionKind,
    PromotionRefused,
    Why,
    best_discount,
    check,
    holding,
)
from backend.orders.quoting import quote_again, quote_wishes
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import (
    NOW,
    Chance,
    all_orders,
    books_agree_with_the_shelf,
    bought,
    dollars,
    new_customer,
    open_shop,
    placed,
    product,
)

TODAY = date(2026, 3, 10)
DAY = timedelta(days=1)
TEN = Promotion("TEN", PromotionKind.PERCENT, 1000, names={"en-US": ("spring ten",)})
FIVE = Promotion("FIVE", PromotionKind.FIXED, 500, from_amount=dollars("40.00"))
FIRST = Promotion("FIRST", PromotionKind.PERCENT, 1250, first_order=True)
ALWAYS = Promotion("ALWAYS", PromotionKind.FIXED, 100, automatic=True)


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    open_shop(database, product("tea", "5.00"))
    return new_customer(database)


def kept(database: SqlDatabase, *promotions: Promotion) -> None:
    with database.writing() as uow:
        for promotion in promotions:
            uow.promotions.put(promotion)


def names(found: Sequence[Promotion]) -> list[str]:
    return [promotion.code for promotion in found]


@pytest.mark.parametrize(
    ("promotion", "subtotal", "off"),
    [
        (TEN, "40.00", "4.00"),
        (TEN, "0.05", "0.01"),  # half a cent is the customer's
        (TEN, "0.00", "0.00"),
        (FIRST, "10.00", "1.25"),
        (FIVE, "40.00", "5.00"),
        (FIVE, "3.00", "3.00"),  # never more than the goods cost
        (replace(TEN, amount=10_000), "7.77", "7.77"),
    ],
)
def test_how_much_it_takes_off(promotion: Promotion, subtotal: str, off: str) -> None:
    assert promotion.reduction(dollars(subtotal)) == dollars(off)


@pytest.mark.parametrize(
    ("promotion", "subtotal", "why"),
    [
        (replace(TEN, starts_on=TODAY), "1.00", None),
        (replace(TEN, starts_on=TODAY + DAY), "1.00", Why.NOT_YET),
        (replace(TEN, ends_on=TODAY), "1.00", None),
        (replace(TEN, ends_on=TODAY - DAY), "1.00", Why.OVER),
        (FIVE, "40.00", None),
        (FIVE, "39.99", Why.BELOW),
        (FIRST, "1.00", None),
    ],
)
def test_when_it_holds(
    database: SqlDatabase, ada: Customer, promotion: Promotion, subtotal: str, why: Why | None
) -> None:
    with database.writing() as uow:
        if why is None:
            check(promotion, dollars(subtotal), ada.id, today=TODAY, uow=uow)
            return
        with pytest.raises(PromotionRefused) as refused:
            check(promotion, dollars(subtotal), ada.id, today=TODAY, uow=uow)
    assert (refused.value.why, refused.value.promotion) == (why, promotion)


def test_a_first_order_is_the_first(database: SqlDatabase, ada: Customer) -> None:
    bought(database, ada, "tea", now=NOW)

    with database.writing() as uow, pytest.raises(PromotionRefused) as refused:
        check(FIRST, dollars("9.00"), ada.id, today=TODAY, uow=uow)

    assert refused.value.why is Why.FIRST_ORDER_ONLY


def test_two_orders_at_the_same_time_are_not_both_the_first(database: SqlDatabase, ada: Customer) -> None:
    kept(database, FIRST)
    with database.writing() as uow:
        uow.products.put([product("rye", "5.00")])  # of the same product, they would wait for each other anyway

    def order(uow: UnitOfWork) -> Order:
        return order_directly(
            ada, [Wish("rye", 1)], now=NOW, uow=uow, chance=Chance([555111]), actor="test", code="FIRST"
        )

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as uow:
            order_directly(ada, [Wish("tea", 1)], now=NOW, uow=uow, chance=Chance(), actor="test", code="FIRST")
            second = pool.submit(database.write, order, seconds=30)
            sleep(0.2)  # it has begun, and waits for us
        with pytest.raises(PromotionRefused) as refused:
            second.result()

    assert refused.value.why is Why.FIRST_ORDER_ONLY
    assert [each.terms.promotion for each in all_orders(database)] == ["FIRST"]


@pytest.mark.parametrize("first", [FIRST, replace(FIRST, automatic=True)])
def test_a_quote_for_a_first_order_ends_with_another_order(
    database: SqlDatabase, ada: Customer, first: Promotion
) -> None:
    kept(database, first)
    wishes = [Wish("tea", 1)]
    quote = database.write(lambda uow: quote_wishes(ada, wishes, now=NOW, uow=uow, code="FIRST")).quote
    database.write(lambda uow: order_directly(ada, wishes, now=NOW, uow=uow, chance=Chance(), actor="test"))

    with pytest.raises(QuoteChanged):
        placed(database, ada, quote.id)

    assert len(all_orders(database)) == 1
    again = database.write(lambda uow: quote_again(ada, quote, now=NOW, uow=uow))
    assert (again.quote.terms.promotion, again.refused and again.refused.why) == (None, Why.FIRST_ORDER_ONLY)
    assert books_agree_with_the_shelf(database)


def test_the_best_one_counts_and_only_one(database: SqlDatabase, ada: Customer) -> None:
    kept(database, TEN, ALWAYS)
    with database.reading() as uow:
        small = best_discount("TEN", dollars("5.00"), ada.id, today=TODAY, uow=uow)
        large = best_discount("ten", dollars("50.00"), ada.id, today=TODAY, uow=uow)
        without = best_discount(None, dollars("50.00"), ada.id, today=TODAY, uow=uow)

    assert small is not None
    assert large is not None
    assert without is not None
    assert (small.amount, small.promotion.code) == (dollars("1.00"), "ALWAYS")
    assert (large.amount, large.promotion.code) == (dollars("5.00"), "TEN")
    assert (without.amount, without.promotion.code) == (dollars("1.00"), "ALWAYS")


def test_what_holds_today_is_listed_and_nothing_else(database: SqlDatabase, ada: Customer) -> None:
    over = replace(TEN, code="OVER", ends_on=TODAY - DAY)
    coming = replace(TEN, code="COMING", starts_on=TODAY + DAY)
    today = replace(TEN, code="TODAY", starts_on=TODAY, ends_on=TODAY)
    kept(database, over, coming, today, FIVE, FIRST, ALWAYS)

    with database.reading() as uow:
        assert names(holding(ada.id, today=TODAY, uow=uow)) == ["ALWAYS", "FIRST", "FIVE", "TODAY"]
        assert names(holding(None, today=TODAY, uow=uow)) == ["ALWAYS", "FIRST", "FIVE", "TODAY"]
    bought(database, ada, "tea", now=NOW)
    with database.reading() as uow:
        assert names(holding(ada.id, today=TODAY, uow=uow)) == ["ALWAYS", "FIVE", "TODAY"]


def test_a_promotion_is_kept_as_it_was_given(database: SqlDatabase, ada: Customer) -> None:
    promotion = Promotion(
        "SPRING-10", PromotionKind.FIXED, 250, dollars("12.00"), True, TODAY, TODAY + DAY, True, {"en-US": ("a", "b")}
    )
    kept(database, promotion)

    with database.reading() as uow:
        assert uow.promotions.get("spring-10") == promotion
        assert uow.promotions.get("SPRING") is None
        assert uow.promotions.get("SPRING\0") is None
    with database.writing() as uow:
        assert uow.promotions.remove("spring-10")
        assert not uow.promotions.remove("spring-10")
