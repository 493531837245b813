"""Baskets of the past with changes, and prices that rose since."""

from dataclasses import replace

import pytest

from backend.orders.errors import PriceChange, QuantityRefused
from backend.orders.model import Customer, OrderStatus, QuoteState, Wish
from backend.orders.privacy import decide
from backend.orders.profiles import Purpose
from backend.orders.quoting import Quoted
from backend.orders.repeating import (
    HistoryForbidden,
    change_quantity,
    leave_out,
    open_quote,
    quote_last,
    quote_product_again,
    quote_usual,
)
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import (
    NOW,
    SHOP,
    bought,
    dollars,
    moved,
    new_customer,
    open_shop,
    placed,
    product,
    quoted,
    the_product,
)


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    open_shop(
        database,
        product("oat-milk", "10.00", category="milk"),
        product("soy-milk", "10.00", category="milk"),
        product("tea", "10.00"),
        shop=replace(SHOP, consent_percent=10),
    )
    return new_customer(database)


def price_is(database: SqlDatabase, sku: str, price: str) -> None:
    with database.writing() as uow:
        uow.products.put([replace(the_product(database, sku), price=dollars(price))])


def last_again(database: SqlDatabase, customer: Customer) -> Quoted:
    return database.write(lambda uow: quote_last(customer, now=NOW, uow=uow))


@pytest.mark.parametrize(
    ("percent", "price", "is_told"),
    [
        (10, "11.00", False), (10, "11.01", True), (10, "9.00", False), (10, "10.00", False),
        (0, "10.00", False), (0, "10.01", True),
        (200, "30.00", False), (200, "30.01", True),
    ],
)  # fmt: skip
def test_a_price_is_told_when_it_rose_by_more_than_the_shop_allows(
    database: SqlDatabase, ada: Customer, percent: int, price: str, is_told: bool
) -> None:
    open_shop(database, shop=replace(SHOP, consent_percent=percent))
    bought(database, ada, "tea", 2)
    price_is(database, "tea", price)

    told = (PriceChange(the_product(database, "tea"), dollars("10.00")),) if is_told else ()
    assert last_again(database, ada).dearer == told


def test_what_counts_is_what_was_paid_last(database: SqlDatabase, ada: Customer) -> None:
    bought(database, ada, "tea")
    price_is(database, "tea", "15.00")
    order = bought(database, ada, "tea")

    assert last_again(database, ada).dearer == ()
    moved(database, order, OrderStatus.CANCELLED)  # nobody paid that
    with database.writing() as uow:
        uow.stock.release({"tea": 1}, "main")
    assert [rise.before for rise in last_again(database, ada).dearer] == [dollars("10.00")]


def test_a_single_product_is_compared_too_and_a_new_one_with_nothing(database: SqlDatabase, ada: Customer) -> None:
    bought(database, ada, "tea")
    price_is(database, "tea", "15.00")

    def again(sku: str) -> Quoted:
        return database.write(lambda uow: quote_product_again(ada, sku, 1, now=NOW, uow=uow))

    assert [rise.before for rise in again("tea").dearer] == [dollars("10.00")]
    assert again("soy-milk").dearer == ()


WISHES = [Wish("oat-milk", 3), Wish("tea", 1), Wish("soy-milk", 2)]


@pytest.mark.parametrize(
    ("said", "skus", "left"),
    [
        ("oat milk", ("oat-milk",), ["tea", "soy-milk"]),
        ("the milk", (), ["tea"]),
        ("milk and tea", (), []),
        ("honey", (), ["oat-milk", "tea", "soy-milk"]),
        ("honey", ("honey",), ["oat-milk", "tea", "soy-milk"]),
        ("", (), ["oat-milk", "tea", "soy-milk"]),
    ],
)
def test_leaving_out(database: SqlDatabase, ada: Customer, said: str, skus: tuple[str, ...], left: list[str]) -> None:
    with database.reading() as uow:
        assert [wish.sku for wish in leave_out(WISHES, said, skus, "en-US", uow=uow)] == left


@pytest.mark.parametrize(("quantity", "then"), [(1, [3, 1, 2]), (99, [3, 99, 2]), (0, [3, 2])])
def test_another_quantity(quantity: int, then: list[int]) -> None:
    assert [wish.quantity for wish in change_quantity(WISHES, product("tea"), quantity)] == then


@pytest.mark.parametrize("quantity", [-1, 100, 10**9])
def test_a_quantity_nobody_means(quantity: int) -> None:
    with pytest.raises(QuantityRefused) as refused:
        change_quantity(WISHES, product("tea"), quantity)
    assert (refused.value.quantity, refused.value.most) == (quantity, 99)


def test_an_open_quote_is_the_customers_own_and_not_ordered(database: SqlDatabase, ada: Customer) -> None:
    quote = quoted(database, ada, "tea")
    ben = new_customer(database, "Ben")

    with database.reading() as uow:
        found = open_quote(ada, quote.id, uow=uow)
        assert found is not None
        assert (found.id, found.total) == (quote.id, quote.total)
        assert open_quote(ben, quote.id, uow=uow) is None
        assert open_quote(ada, ada.id, uow=uow) is None
    quoted(database, ada, "tea")  # another one was asked for: the first can still be talked about
    with database.reading() as uow:
        released = open_quote(ada, quote.id, uow=uow)
    assert released is not None
    assert released.state is QuoteState.RELEASED

    other = quoted(database, ada, "tea")
    placed(database, ada, other.id)
    with database.reading() as uow:
        assert open_quote(ada, other.id, uow=uow) is None


def test_who_does_not_want_it_has_no_usual(database: SqlDatabase, ada: Customer) -> None:
    bought(database, ada, "tea")
    with database.writing() as uow:
        decide(ada.id, Purpose.HISTORY, False, now=NOW, uow=uow)

    with pytest.raises(HistoryForbidden), database.writing() as uow:
        quote_usual(ada, now=NOW, uow=uow)
    assert [line.product.sku for line in last_again(database, ada).quote.lines] == ["tea"]
