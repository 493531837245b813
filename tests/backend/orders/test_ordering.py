"""Quotes, orders and cancellations: what is promised, what is refused, and what never changes."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from backend.orders.alerts import news, tell_when_back
from backend.orders.errors import (
    NothingAvailable,
    NothingToReorder,
    OutOfStock,
    OverSpendingLimit,
    QuantityRefused,
    QuoteChanged,
    QuoteExpired,
    TooLateToCancel,
    UnknownOrder,
    UnknownProduct,
    UnknownQuote,
)
from backend.orders.ids import uuid7
from backend.orders.model import HOLDS_STOCK, Customer, Order, OrderStatus, Quote, Wish
from backend.orders.ordering import alternative_to, cancel_order, find_order, order_directly
from backend.orders.profiles import set_spending_limit
from backend.orders.quoting import Quoted, Shortage, quote_again
from backend.orders.repeating import quote_last, quote_order, quote_usual
from backend.orders.shopkeeping import set_stock
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import (
    NOW,
    SHOP,
    THURSDAY,
    Chance,
    all_orders,
    available,
    books_agree_with_the_shelf,
    bought,
    dollars,
    moved,
    new_customer,
    open_shop,
    placed,
    product,
    quoted,
    shelf,
    the_order,
    the_product,
)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    open_shop(
        database,
        product("coffee", "8.49", on_hand=40, category="drinks"),
        product("tea", "4.99", on_hand=10, category="drinks"),
        product("cocoa", "6.00", on_hand=10, category="drinks"),
        product("cream", "35.00", on_hand=2),
    )
    return new_customer(database, "Ada")


def quoted_usual(database: SqlDatabase, customer: Customer) -> Quoted:
    with database.writing() as uow:
        return quote_usual(customer, now=NOW, uow=uow)


def quoted_last(database: SqlDatabase, customer: Customer) -> Quoted:
    with database.writing() as uow:
        return quote_last(customer, now=NOW, uow=uow)


def cancelled(database: SqlDatabase, customer: Customer, number: str = "", *, minutes: int = 0) -> Order:
    with database.writing() as uow:
        return cancel_order(customer, number, now=NOW + minutes * MINUTE, uow=uow)


def stock_is(database: SqlDatabase, sku: str, left: int) -> None:
    """Beside what is promised to orders."""
    promised = sum(order.unshipped.get(sku, 0) for order in all_orders(database) if order.status in HOLDS_STOCK)
    with database.writing() as uow:
        set_stock(sku, left + promised, restock_on=None, now=NOW, uow=uow)


def price_is(database: SqlDatabase, sku: str, price: str) -> None:
    with database.writing() as uow:
        uow.products.put([replace(the_product(database, sku), price=dollars(price))])


def wishes(quote: Quote | Order) -> dict[str, int]:
    return {line.product.sku: line.quantity for line in quote.lines}


# -- a quote


def test_a_quote_holds_the_price_the_fee_the_day_and_the_address(database: SqlDatabase, ada: Customer) -> None:
    quote = quoted(database, ada, "coffee", 2)

    assert [(line.product.sku, line.quantity, line.price) for line in quote.lines] == [("coffee", 2, dollars("8.49"))]
    assert (quote.subtotal, quote.terms.delivery_fee, quote.total) == (
        dollars("16.98"), dollars("3.99"), dollars("20.97"),
    )  # fmt: skip
    assert (quote.terms.deliver_on, quote.terms.address) == (THURSDAY, "1 Ada Street")
    assert quote.expires_at == NOW + 10 * MINUTE


@pytest.mark.parametrize(("price", "fee"), [("34.99", "3.99"), ("35.00", "0"), ("35.01", "0"), ("0.00", "3.99")])
def test_delivery_is_free_from_the_threshold_on(database: SqlDatabase, ada: Customer, price: str, fee: str) -> None:
    price_is(database, "cream", price)

    quote = quoted(database, ada, "cream")

    assert (quote.terms.delivery_fee, quote.total) == (dollars(fee), dollars(price) + dollars(fee))


def test_without_a_threshold_delivery_is_never_free(database: SqlDatabase, ada: Customer) -> None:
    open_shop(database, shop=replace(SHOP, free_delivery_from=None))

    assert quoted(database, ada, "coffee", 40).terms.delivery_fee == dollars("3.99")


def test_the_day_is_the_shops_day(database: SqlDatabase, ada: Customer) -> None:
    # Three in the morning in London is still yesterday evening in New York.
    early = NOW.replace(hour=3)

    assert quoted(database, ada, "tea", now=early).terms.deliver_on == THURSDAY - timedelta(days=1)


def test_a_quote_holds_its_goods_and_orders_nothing(database: SqlDatabase, ada: Customer) -> None:
    quoted(database, ada, "tea", 10)

    assert (available(database, "tea"), the_product(database, "tea").on_hand) == (0, 10)
    assert all_orders(database) == []
    assert books_agree_with_the_shelf(database)


def test_a_customer_has_one_quote_at_a_time(database: SqlDatabase, ada: Customer) -> None:
    first = quoted(database, ada, "tea", 10)
    quoted(database, ada, "tea", 4)

    assert available(database, "tea") == 6
    with pytest.raises(QuoteChanged):
        placed(database, ada, first.id)


def test_what_was_held_is_for_sale_again_when_the_quote_is_over(database: SqlDatabase, ada: Customer) -> None:
    quoted(database, ada, "tea", 10)
    ben = new_customer(database, "Ben")

    with pytest.raises(OutOfStock):
        quoted(database, ben, "tea", now=NOW + 9 * MINUTE)
    assert wishes(quoted(database, ben, "tea", 10, now=NOW + 10 * MINUTE)) == {"tea": 10}
    assert books_agree_with_the_shelf(database)


@pytest.mark.parametrize("quantity", [-1, 0, 100, 10**9])
def test_a_quantity_nobody_means_is_refused(database: SqlDatabase, ada: Customer, quantity: int) -> None:
    with pytest.raises(QuantityRefused) as refused:
        quoted(database, ada, "coffee", quantity)

    assert (refused.value.quantity, refused.value.most) == (quantity, 99)


def test_more_than_there_is_says_how_many_there_are(database: SqlDatabase, ada: Customer) -> None:
    with pytest.raises(OutOfStock) as refused:
        quoted(database, ada, "tea", 11)

    assert (refused.value.product.sku, refused.value.wanted, refused.value.available) == ("tea", 11, 10)


def test_what_the_shop_does_not_have_is_named(database: SqlDatabase, ada: Customer) -> None:
    with pytest.raises(UnknownProduct) as refused:
        quoted(database, ada, "dragon-fruit")

    assert refused.value.said == "dragon-fruit"


# -- repeat orders


def test_the_usual_is_what_is_bought_again_and_again(database: SqlDatabase, ada: Customer) -> None:
    for days, sku, quantity in [
        (30, "coffee", 1),
        (20, "coffee", 3),
        (10, "tea", 2),
        (5, "coffee", 2),
        (1, "cocoa", 1),
    ]:
        bought(database, ada, sku, quantity, now=NOW - timedelta(days=days))

    quote = quoted_usual(database, ada).quote

    # Three coffees score 0.95 + 0.95**3 + 0.95**4 = 2.62; one cocoa scores 1, less than half of it.
    assert wishes(quote) == {"coffee": 2}


def test_the_last_order_is_the_last_one_that_was_not_cancelled(database: SqlDatabase, ada: Customer) -> None:
    bought(database, ada, "coffee", 2, now=NOW - 3 * MINUTE)
    bought(database, ada, "tea", 3, now=NOW - 2 * MINUTE)
    moved(database, bought(database, ada, "cocoa", now=NOW - MINUTE), OrderStatus.CANCELLED)

    quote = quoted_last(database, ada).quote

    assert wishes(quote) == {"tea": 3}


def test_an_order_can_be_repeated_by_its_number(database: SqlDatabase, ada: Customer) -> None:
    coffee = bought(database, ada, "coffee", 2, now=NOW - 3 * MINUTE)
    bought(database, ada, "tea", 3)

    with database.writing() as uow:
        assert wishes(quote_order(ada, coffee.number, now=NOW, uow=uow).quote) == {"coffee": 2}


def test_somebody_elses_order_cannot_be_repeated(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, new_customer(database, "Ben"), "tea")

    with database.writing() as uow, pytest.raises(UnknownOrder) as refused:
        quote_order(ada, order.number, now=NOW, uow=uow)

    assert refused.value.number == order.number


def test_a_repeat_order_is_at_todays_price(database: SqlDatabase, ada: Customer) -> None:
    bought(database, ada, "tea", 2)
    price_is(database, "tea", "5.49")

    quote = quoted_last(database, ada).quote

    assert quote.subtotal == dollars("10.98")


def test_a_repeat_order_takes_what_is_left_and_says_what_is_missing(database: SqlDatabase, ada: Customer) -> None:
    bought(database, ada, "tea", 5)
    stock_is(database, "tea", 2)

    found = quoted_last(database, ada)

    assert wishes(found.quote) == {"tea": 2}
    assert [(short.product.sku, short.wanted, short.taken) for short in found.shortages] == [("tea", 5, 2)]


def test_a_sold_out_line_is_left_out(database: SqlDatabase, ada: Customer) -> None:
    for sku in ("tea", "coffee"):
        bought(database, ada, sku, 2)
    stock_is(database, "tea", 0)

    found = quoted_usual(database, ada)

    assert wishes(found.quote) == {"coffee": 2}
    assert found.shortages == (Shortage(the_product(database, "tea"), wanted=2, taken=0),)


def test_with_everything_sold_out_there_is_no_quote(database: SqlDatabase, ada: Customer) -> None:
    bought(database, ada, "tea")
    stock_is(database, "tea", 0)

    for repeated in (quoted_last, quoted_usual):
        with pytest.raises(NothingAvailable) as refused:
            repeated(database, ada)
        assert [each.sku for each in refused.value.products] == ["tea"]


def test_who_bought_nothing_or_cancelled_everything_has_nothing_to_repeat(database: SqlDatabase, ada: Customer) -> None:
    for repeated in (quoted_last, quoted_usual):
        with pytest.raises(NothingToReorder) as refused:
            repeated(database, ada)
        assert refused.value.customer_id == ada.id

    moved(database, bought(database, ada, "tea"), OrderStatus.CANCELLED)

    for repeated in (quoted_last, quoted_usual):
        with pytest.raises(NothingToReorder):
            repeated(database, ada)


# -- a yes


def test_a_yes_buys_exactly_what_was_quoted(database: SqlDatabase, ada: Customer) -> None:
    quote = quoted(database, ada, "tea", 3)

    order = placed(database, ada, quote.id, now=NOW + MINUTE)

    assert (order.status, wishes(order), order.total) == (OrderStatus.PLACED, {"tea": 3}, quote.total)
    assert (order.placed_at, order.cancel_until) == (NOW + MINUTE, NOW + 31 * MINUTE)
    assert (order.terms.deliver_on, order.terms.address) == (THURSDAY, "1 Ada Street")
    assert available(database, "tea") == 7


def test_the_same_yes_twice_is_one_order(database: SqlDatabase, ada: Customer) -> None:
    quote = quoted(database, ada, "tea", 3)

    first, second = placed(database, ada, quote.id), placed(database, ada, quote.id, now=NOW + 60 * MINUTE)

    assert first.number == second.number
    assert available(database, "tea") == 7


@pytest.mark.parametrize("minutes", [10, 11, 60 * 24])
def test_an_old_quote_buys_nothing(database: SqlDatabase, ada: Customer, minutes: int) -> None:
    quote = quoted(database, ada, "tea", 3)

    with pytest.raises(QuoteExpired) as refused:
        placed(database, ada, quote.id, now=NOW + minutes * MINUTE)

    assert refused.value.quote.id == quote.id
    assert all_orders(database) == []


def test_a_quote_is_good_until_its_last_moment(database: SqlDatabase, ada: Customer) -> None:
    quote = quoted(database, ada, "tea")

    assert placed(database, ada, quote.id, now=quote.expires_at - timedelta(microseconds=1)).number


@pytest.mark.parametrize("price", ["4.98", "5.00"])
def test_another_price_buys_nothing(database: SqlDatabase, ada: Customer, price: str) -> None:
    quote = quoted(database, ada, "tea", 3)
    price_is(database, "tea", price)

    with pytest.raises(QuoteChanged) as refused:
        placed(database, ada, quote.id)

    assert refused.value.quote.id == quote.id
    assert [(change.before, change.product.price) for change in refused.value.prices] == [
        (dollars("4.99"), dollars(price))
    ]
    assert all_orders(database) == []


def test_another_address_buys_nothing(database: SqlDatabase, ada: Customer) -> None:
    quote = quoted(database, ada, "tea", 3)
    moved_house = replace(ada, address="9 New Road")

    with pytest.raises(QuoteChanged) as refused:
        placed(database, moved_house, quote.id)

    assert (refused.value.prices, refused.value.address) == ((), "9 New Road")
    assert all_orders(database) == []


def test_a_limit_that_was_lowered_meanwhile_holds(database: SqlDatabase, ada: Customer) -> None:
    quote = quoted(database, ada, "tea")  # $8.98 with delivery
    for limit, may in (("8.97", False), ("8.98", True)):
        with database.writing() as uow:
            careful = set_spending_limit(ada.id, dollars(limit), now=NOW, uow=uow)
        if may:
            placed(database, careful, quote.id)
            continue
        with pytest.raises(OverSpendingLimit) as refused:
            placed(database, careful, quote.id)
        assert (refused.value.limit, refused.value.total) == (dollars("8.97"), dollars("8.98"))
        assert all_orders(database) == []


def test_a_direct_order_gets_what_old_quotes_hold_however_many_there_are(database: SqlDatabase, ada: Customer) -> None:
    for number in range(25):
        quoted(database, new_customer(database, f"Coffee {number}"), "coffee")
    later = NOW + MINUTE
    quoted(database, new_customer(database, "Ben"), "tea", 10, now=later)

    with database.writing() as uow:
        order = order_directly(ada, [Wish("tea", 10)], now=later + 10 * MINUTE, uow=uow, chance=Chance(), actor="test")

    assert wishes(order) == {"tea": 10}
    assert books_agree_with_the_shelf(database)


def test_when_one_line_is_gone_the_other_is_not_taken_either(database: SqlDatabase, ada: Customer) -> None:
    for sku in ("coffee", "tea"):
        bought(database, ada, sku, 2)
    quote = quoted_usual(database, ada).quote
    assert wishes(quote) == {"tea": 2, "coffee": 2}
    stock_is(database, "tea", 1)
    before = shelf(database)

    with pytest.raises(QuoteChanged):
        placed(database, ada, quote.id)

    assert shelf(database) == before


def test_a_changed_quote_can_be_made_again(database: SqlDatabase, ada: Customer) -> None:
    quote = quoted(database, ada, "tea", 3)
    price_is(database, "tea", "5.00")
    stock_is(database, "tea", 2)

    with database.writing() as uow:
        again = quote_again(ada, quote, now=NOW, uow=uow)

    assert (again.quote.subtotal, [short.taken for short in again.shortages]) == (dollars("10.00"), [2])
    assert wishes(placed(database, ada, again.quote.id)) == {"tea": 2}


def test_somebody_elses_quote_is_no_quote(database: SqlDatabase, ada: Customer) -> None:
    quote = quoted(database, ada, "tea")

    with pytest.raises(UnknownQuote) as refused:
        placed(database, new_customer(database, "Ben"), quote.id)

    assert refused.value.quote_id == quote.id
    assert all_orders(database) == []


def test_a_quote_that_never_was(database: SqlDatabase, ada: Customer) -> None:
    with pytest.raises(UnknownQuote):
        placed(database, ada, uuid4())


# -- order numbers


def test_an_order_number_has_six_digits_and_no_leading_zero(database: SqlDatabase, ada: Customer) -> None:
    chance = Chance([100_000])

    order = placed(database, ada, quoted(database, ada, "tea").id, chance=chance)

    assert (order.number, chance.asked) == ("100000", [(100_000, 1_000_000)])


def test_when_chance_repeats_itself_numbers_grow(database: SqlDatabase, ada: Customer) -> None:
    chance = Chance([123456, 123456, 1234567, 123456, 1234567, 12345678])

    numbers = [placed(database, ada, quoted(database, ada, "tea").id, chance=chance).number for _ in range(3)]

    assert numbers == ["123456", "1234567", "12345678"]
    assert chance.asked[-1] == (10**7, 10**8)


def test_keys_sort_by_time_and_are_version_seven() -> None:
    keys = [uuid7(NOW + timedelta(milliseconds=step)) for step in range(50)]

    assert keys == sorted(keys)
    assert {(key.version, key.variant) for key in keys} == {(7, UUID(int=2 << 62).variant)}
    assert len({uuid7(NOW) for _ in range(1000)}) == 1000


# -- finding


def test_without_a_number_the_latest_open_order_is_meant(database: SqlDatabase, ada: Customer) -> None:
    still_open = bought(database, ada, "tea", now=NOW - 3 * MINUTE)
    delivered = bought(database, ada, "tea", now=NOW - 2 * MINUTE)
    moved(database, delivered, OrderStatus.DELIVERED)

    with database.reading() as uow:
        assert find_order(ada, "", uow=uow).number == still_open.number
        assert find_order(ada, delivered.number, uow=uow).number == delivered.number


def test_when_nothing_is_open_the_latest_order_is_meant(database: SqlDatabase, ada: Customer) -> None:
    for minutes in (2, 1):
        last = bought(database, ada, "tea", now=NOW - minutes * MINUTE)
        moved(database, last, OrderStatus.CANCELLED)

    with database.reading() as uow:
        assert find_order(ada, "", uow=uow).number == last.number


@pytest.mark.parametrize("number", ["", "999999", "0", "not a number"])
def test_an_order_that_is_not_there(database: SqlDatabase, ada: Customer, number: str) -> None:
    with database.reading() as uow, pytest.raises(UnknownOrder) as refused:
        find_order(ada, number, uow=uow)

    assert refused.value.number == number


def test_somebody_elses_order_is_not_there(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea")
    ben = new_customer(database, "Ben")

    with database.reading() as uow, pytest.raises(UnknownOrder):
        find_order(ben, order.number, uow=uow)
    with pytest.raises(UnknownOrder):
        cancelled(database, ben, order.number)
    assert the_order(database, order.number).status is OrderStatus.PLACED


# -- cancelling


@pytest.mark.parametrize("minutes", [0, 29])
def test_within_the_window_the_goods_go_back_on_the_shelf(database: SqlDatabase, ada: Customer, minutes: int) -> None:
    order = bought(database, ada, "tea", 4)
    assert available(database, "tea") == 6

    assert cancelled(database, ada, order.number, minutes=minutes).status is OrderStatus.CANCELLED

    assert the_order(database, order.number).status is OrderStatus.CANCELLED
    assert available(database, "tea") == 10


def test_who_waits_hears_of_what_a_cancelled_order_gave_back(database: SqlDatabase, ada: Customer) -> None:
    ben = new_customer(database, "Ben")
    order = bought(database, ada, "cream", 2)
    with database.writing() as uow:
        tell_when_back(ben, "cream", now=NOW, uow=uow)

    cancelled(database, ada, order.number)

    with database.writing() as uow:
        assert [event.customer_id for event in uow.events.latest(limit=50) if event.type == "stock.back"] == [ben.id]
        assert [each.sku for each in news(ben, now=NOW, uow=uow)] == ["cream"]


def test_cancelling_twice_gives_back_once(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea", 4)
    cancelled(database, ada, order.number)

    with pytest.raises(TooLateToCancel) as refused:
        cancelled(database, ada, order.number)

    assert refused.value.status is OrderStatus.CANCELLED
    assert available(database, "tea") == 10


@pytest.mark.parametrize("minutes", [30, 31, 60 * 24])
def test_after_the_window_the_order_stays(database: SqlDatabase, ada: Customer, minutes: int) -> None:
    order = bought(database, ada, "tea", 4)

    with pytest.raises(TooLateToCancel) as refused:
        cancelled(database, ada, order.number, minutes=minutes)

    facts = refused.value
    assert (facts.number, facts.status) == (order.number, OrderStatus.PLACED)
    assert (facts.expected_on, facts.cancel_until) == (THURSDAY, NOW + 30 * MINUTE)
    assert available(database, "tea") == 6


@pytest.mark.parametrize("status", [OrderStatus.PACKED, OrderStatus.SHIPPED, OrderStatus.DELIVERED])
def test_what_is_packed_stays_even_within_the_window(database: SqlDatabase, ada: Customer, status: OrderStatus) -> None:
    order = bought(database, ada, "tea", 4)
    moved(database, order, status)

    with pytest.raises(TooLateToCancel) as refused:
        cancelled(database, ada, order.number)

    assert refused.value.status is status
    assert available(database, "tea") == 6


def test_a_yes_to_a_quote_whose_order_was_cancelled_buys_nothing_new(database: SqlDatabase, ada: Customer) -> None:
    quote = quoted(database, ada, "tea", 4)
    order = placed(database, ada, quote.id)
    cancelled(database, ada, order.number)

    again = placed(database, ada, quote.id)

    assert (again.number, again.status) == (order.number, OrderStatus.CANCELLED)
    assert available(database, "tea") == 10


# -- instead


def test_the_alternative_is_of_the_same_kind_in_stock_and_nearest_in_price(
    database: SqlDatabase, ada: Customer
) -> None:
    with database.reading() as uow:
        instead = [alternative_to(the_product(database, sku), uow=uow) for sku in ("tea", "coffee", "cream")]

    assert [found and found.sku for found in instead] == ["cocoa", "cocoa", None]

    stock_is(database, "cocoa", 0)

    with database.reading() as uow:
        other = alternative_to(the_product(database, "tea"), uow=uow)
    assert other is not None
    assert other.sku == "coffee"
