"""Clocks are set back, and answer a customer's yes before the question was asked."""

from datetime import timedelta

from tests.backend.guarantees.conftest import Shop
from tests.backend.guarantees.shoppers import SKU
from tests.backend.shops import NOW, available, placed, quoted

HOUR = timedelta(hours=1)


def test_a_clock_that_jumps_back_between_question_and_yes_orders_once(shop: Shop) -> None:
    database = shop.patient()
    quote = quoted(database, shop.customer, SKU, 3, now=NOW)

    first = placed(database, shop.customer, quote.id, now=NOW - HOUR)
    again = placed(database, shop.customer, quote.id, now=NOW + HOUR)

    assert first.number == again.number
    assert shop.numbers() == [first.number]
    assert available(database, SKU) == 10**6 - 3
    assert shop.is_in_order()


def test_goods_that_a_quote_held_before_the_clock_jumped_are_given_back_once(shop: Shop) -> None:
    database = shop.patient()
    with database.writing() as uow:
        assert uow.stock.set(SKU, "main", 5, None)
    quoted(database, shop.customer, SKU, 5, now=NOW)

    quoted(database, shop.customer, SKU, 2, now=NOW - HOUR)
    assert (available(database, SKU), shop.is_in_order()) == (3, True)
    quote = quoted(database, shop.customer, SKU, 5, now=NOW + HOUR)
    assert (available(database, SKU), shop.is_in_order()) == (0, True)
    placed(database, shop.customer, quote.id, now=NOW - HOUR)

    assert (len(shop.numbers()), available(database, SKU), shop.is_in_order()) == (1, 0, True)
