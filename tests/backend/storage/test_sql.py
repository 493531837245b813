"""What goes into the database comes out again; what must not happen cannot."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, StatementError

from backend.orders import shopkeeping
from backend.orders.errors import OutOfStock, TooLateToCancel
from backend.orders.model import Customer, OrderStatus, ShipmentEvent, ShipmentStatus, Shop
from backend.orders.money import Money
from backend.orders.ordering import cancel_order
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import (
    NOW,
    SHOP,
    all_orders,
    available,
    books_agree_with_the_shelf,
    bought,
    new_customer,
    open_shop,
    placed,
    product,
    quoted,
    the_customer,
    the_order,
    the_product,
)

Result = TypeVar("Result")


def all_at_once(works: list[Callable[[], Result]]) -> list[Result]:
    """Every work in a thread of its own, started at the same moment."""
    start = Barrier(len(works))

    def run(work: Callable[[], Result]) -> Result:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


# -- leaving a unit of work


def test_an_error_undoes_everything(database: SqlDatabase) -> None:
    open_shop(database, product("tea", on_hand=5))

    with pytest.raises(ZeroDivisionError), database.writing() as uow:
        assert uow.stock.reserve({"tea": 3})
        raise ZeroDivisionError

    assert available(database, "tea") == 5


# -- values


@pytest.mark.parametrize("shop", [SHOP, replace(SHOP, free_delivery_from=None, demo=True)])
def test_a_shop_comes_back_as_it_went_in(database: SqlDatabase, shop: Shop) -> None:
    shop = replace(shop, opening_hours={"ko-KR": "아침 여덟 시부터"})
    open_shop(database, shop=shop)

    with database.reading() as uow:
        assert uow.shop() == shop


def test_there_is_one_shop(database: SqlDatabase) -> None:
    open_shop(database)
    open_shop(database, shop=replace(SHOP, name="Renamed"))

    with database.reading() as uow:
        shop = uow.shop()
    assert shop is not None
    assert shop.name == "Renamed"


@pytest.mark.parametrize("minor", [0, 1, 2**31, 2**32 + 1, 10**15 - 1])
def test_money_is_exact_beyond_32_bits(database: SqlDatabase, minor: int) -> None:
    open_shop(database, replace(product("yacht"), price=Money(minor, "KRW")))

    assert the_product(database, "yacht").price == Money(minor, "KRW")


def test_a_product_comes_back_as_it_went_in(database: SqlDatabase) -> None:
    names = {"en-US": ("oat milk", "oat drink"), "ko-KR": ("귀리 우유",)}
    milk = replace(product("oat-milk", "3.79"), names=names, restock_on=date(2026, 12, 24))
    open_shop(database, milk)

    assert the_product(database, "oat-milk") == milk


def test_a_product_with_the_same_sku_replaces_the_old_one(database: SqlDatabase) -> None:
    open_shop(database, product("tea", "2.00", on_hand=1))
    changed = replace(product("tea", "2.50", on_hand=9), names={"en-US": ("green tea",)})
    open_shop(database, changed)

    assert the_product(database, "tea") == changed
    with database.reading() as uow:
        assert uow.products.all() == [changed]


def test_times_come_back_aware_and_in_utc(database: SqlDatabase) -> None:
    open_shop(database, product("tea"))
    ada = new_customer(database)
    in_seoul = datetime(2026, 3, 11, 0, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))

    order = bought(database, ada, "tea", now=in_seoul)

    kept = the_order(database, order.number)
    assert kept.placed_at == in_seoul
    assert (kept.placed_at.tzinfo, kept.placed_at.hour) == (UTC, 15)
    assert kept.cancel_until == in_seoul + timedelta(minutes=30)


def test_a_time_without_a_zone_is_a_bug(database: SqlDatabase) -> None:
    open_shop(database, product("tea"))
    order = bought(database, new_customer(database), "tea")
    naive = ShipmentEvent(ShipmentStatus.DELIVERED, datetime(2026, 3, 10))  # noqa: DTZ001

    with pytest.raises(StatementError, match="a time without a zone"), database.writing() as uow:
        uow.orders.add_event(order.id, naive)


def test_an_order_comes_back_as_it_was_placed(database: SqlDatabase) -> None:
    open_shop(database, product("tea", "4.99"))
    order = bought(database, new_customer(database), "tea", 3)

    # The product in it is the one on the shelf today.
    lines = tuple(replace(line, product=the_product(database, "tea")) for line in order.lines)
    assert the_order(database, order.number) == replace(order, lines=lines)


def test_orders_come_latest_first_and_no_more_than_asked(database: SqlDatabase) -> None:
    open_shop(database, product("tea"))
    ada = new_customer(database)
    numbers = [bought(database, ada, "tea", now=NOW + timedelta(hours=hour)).number for hour in (0, 2, 1)]

    with database.reading() as uow:
        assert [order.number for order in uow.orders.of(ada.id, limit=50)] == [
            numbers[1],
            numbers[2],
            numbers[0],
        ]
        assert [order.number for order in uow.orders.all(limit=2)] == [numbers[1], numbers[2]]


# -- people


def test_somebody_is_known_by_channel_and_id_together(database: SqlDatabase) -> None:
    new_customer(database, "Ada")

    with database.reading() as uow:
        assert uow.customers.by_identity("alexa", "ada") is None
        assert uow.customers.by_identity("local", "ADA") is None


def test_linking_an_identity_again_moves_it(database: SqlDatabase) -> None:
    new_customer(database, "Ada")
    ben = new_customer(database, "Ben")

    with database.writing() as uow:
        uow.customers.link(ben.id, "local", "ada")

    assert the_customer(database, "ada") == ben


# -- what cannot happen


def test_more_cannot_be_promised_than_there_is_even_by_hand(engine: Engine, database: SqlDatabase) -> None:
    open_shop(database, product("tea", on_hand=2))

    with pytest.raises(IntegrityError, match="never_oversold"), engine.begin() as connection:
        connection.execute(text("UPDATE stock SET on_hand = on_hand - 3 WHERE sku = 'tea'"))

    assert available(database, "tea") == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE products SET price_minor = -1",
        "UPDATE stock SET reserved = on_hand + 1",
        "UPDATE stock SET reserved = -1",
        "UPDATE order_lines SET quantity = 0",
        "UPDATE order_lines SET sku = 'no-such-product'",
        "DELETE FROM customers",
        "DELETE FROM products",
        "UPDATE shop SET id = 2",
        "UPDATE orders SET number = NULL",
    ],
)
def test_the_database_itself_refuses(engine: Engine, database: SqlDatabase, statement: str) -> None:
    open_shop(database, product("tea"))
    order = bought(database, new_customer(database), "tea")

    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text(statement))

    assert the_order(database, order.number).lines[0].product.sku == "tea"


def test_more_than_there_is_cannot_be_reserved(database: SqlDatabase) -> None:
    open_shop(database, product("tea", on_hand=2), product("milk", on_hand=9))

    with database.writing() as uow:
        assert not uow.stock.reserve({"tea": 3})
        assert not uow.stock.reserve({"no-such-product": 1})
        assert not uow.stock.reserve({"tea": 1}, "no-such-place")
        assert uow.stock.reserve({"tea": 2, "milk": 1})

    assert (available(database, "tea"), available(database, "milk")) == (0, 8)


def test_an_order_that_somebody_else_moved_is_not_moved(database: SqlDatabase) -> None:
    open_shop(database, product("tea"))
    stale = bought(database, new_customer(database), "tea")
    with database.writing() as uow:
        shopkeeping.pack(stale.number, now=NOW, uow=uow)

    with database.writing() as uow:
        assert not uow.orders.move(stale, OrderStatus.CANCELLED)

    assert the_order(database, stale.number).status is OrderStatus.PACKED


def test_a_carrier_event_is_kept_once(database: SqlDatabase) -> None:
    open_shop(database, product("tea"))
    order = bought(database, new_customer(database), "tea")
    with database.writing() as uow:
        shopkeeping.ship(order.number, carrier="dhl", tracking_code="1", expected_on=None, now=NOW, uow=uow)
    parcel = the_order(database, order.number).shipments[0]
    out = ShipmentEvent(ShipmentStatus.OUT_FOR_DELIVERY, NOW + timedelta(hours=1))
    in_seoul = replace(out, at=out.at.astimezone(timezone(timedelta(hours=9))))

    with database.writing() as uow:
        assert [uow.orders.add_event(parcel.id, event) for event in (out, out, in_seoul)] == [
            True,
            False,
            False,
        ]

    picked_up = ShipmentEvent(ShipmentStatus.PICKED_UP, NOW)
    assert set(the_order(database, order.number).shipments[0].events) == {picked_up, out}


# -- many at once


def test_eight_buyers_and_three_units_make_three_orders(database: SqlDatabase) -> None:
    open_shop(database, product("tea", on_hand=3))
    buyers = [new_customer(database, f"Buyer{index}") for index in range(8)]

    def buying(buyer: Customer) -> Callable[[], str]:
        def buy() -> str:
            try:
                return bought(database, buyer, "tea").status.value
            except OutOfStock:
                return "sold out"

        return buy

    outcomes = all_at_once([buying(buyer) for buyer in buyers])

    assert sorted(outcomes) == ["placed"] * 3 + ["sold out"] * 5
    assert len(all_orders(database)) == 3
    assert available(database, "tea") == 0
    assert books_agree_with_the_shelf(database)


def test_the_same_yes_from_eight_threads_is_one_order(database: SqlDatabase) -> None:
    open_shop(database, product("tea", on_hand=50))
    ada = new_customer(database)
    quote = quoted(database, ada, "tea", 2)

    numbers = all_at_once([lambda: placed(database, ada, quote.id).number] * 8)

    assert numbers == [all_orders(database)[0].number] * 8
    assert len(all_orders(database)) == 1
    assert available(database, "tea") == 48


def test_a_cancellation_from_eight_threads_gives_back_once(database: SqlDatabase) -> None:
    open_shop(database, product("tea", on_hand=10))
    ada = new_customer(database)
    order = bought(database, ada, "tea", 4)

    def cancel() -> str:
        try:
            database.write(lambda uow: cancel_order(ada, order.number, now=NOW, uow=uow))
        except TooLateToCancel:
            return "too late"
        return "cancelled"

    assert sorted(all_at_once([cancel] * 8)) == ["cancelled"] + ["too late"] * 7
    assert available(database, "tea") == 10
