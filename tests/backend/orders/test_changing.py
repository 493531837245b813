"""A placed order changes until it is packed, and the books agree with the shelf whatever happens at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from time import sleep

import pytest

from backend.orders.alerts import news, tell_when_back
from backend.orders.changing import (
    Fetched,
    NoneLeft,
    NoSuchAddress,
    NotHeard,
    NotInOrder,
    NotThatManyMore,
    PriceMoved,
    TooLateToChange,
    change_address,
    change_preferred_address,
    change_quantity,
    hear_address,
    heard_address,
    redirectable,
    saved_address,
    with_quantity,
)
from backend.orders.errors import (
    OverSpendingLimit,
    QuantityRefused,
    Refusal,
    TooLateToCancel,
    TotalChanged,
    UnknownOrder,
)
from backend.orders.model import Customer, Order, OrderStatus, Wish
from backend.orders.money import Money
from backend.orders.ordering import cancel_order, order_directly
from backend.orders.ports import UnitOfWork
from backend.orders.promotions import Promotion, PromotionKind
from backend.orders.shopkeeping import pack, ship
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import (
    NOW,
    Chance,
    available,
    books_agree_with_the_shelf,
    bought,
    dollars,
    moved,
    new_customer,
    open_shop,
    product,
    the_order,
)

PLACED = OrderStatus.PLACED
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    open_shop(database, product("tea", "4.00"), product("rye", "3.00"))
    return new_customer(database)


def ordered(database: SqlDatabase, customer: Customer, *, code: str | None = None, **wanted: int) -> Order:
    wishes = [Wish(sku, quantity) for sku, quantity in wanted.items()]
    return database.write(
        lambda uow: order_directly(customer, wishes, now=NOW, uow=uow, chance=Chance(), actor="test", code=code)
    )


def total_with(database: SqlDatabase, customer: Customer, order: Order, sku: str, quantity: int) -> Money:
    return database.read(lambda uow: with_quantity(customer, order.number, sku, quantity, uow=uow)).total


def changed(database: SqlDatabase, customer: Customer, order: Order, sku: str, quantity: int) -> Order:
    expected = total_with(database, customer, order, sku, quantity)
    return database.write(
        lambda uow: change_quantity(customer, order.number, sku, quantity, expected=expected, now=LATER, uow=uow)
    )


def events(database: SqlDatabase) -> list[str]:
    """Latest first."""
    with database.reading() as uow:
        return [event.type for event in uow.events.latest(limit=100)]


# -- how many


@pytest.mark.parametrize(("quantity", "total", "left"), [(5, "23.99", 5), (1, "7.99", 9), (2, "11.99", 8)])
def test_the_difference_is_reserved_or_goes_back(
    database: SqlDatabase, ada: Customer, quantity: int, total: str, left: int
) -> None:
    order = bought(database, ada, "tea", 2)

    after = changed(database, ada, order, "tea", quantity)

    assert (after.lines[0].quantity, after.total) == (quantity, dollars(total))
    kept = the_order(database, order.number)
    assert (kept.lines[0].quantity, kept.total) == (quantity, dollars(total))
    assert available(database, "tea") == left
    assert books_agree_with_the_shelf(database)


def test_nothing_to_change_is_no_event(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea", 2)
    changed(database, ada, order, "tea", 2)

    assert events(database) == ["order.placed"]


def test_the_same_change_again_changes_nothing(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea", 2)
    changed(database, ada, order, "tea", 5)
    changed(database, ada, order, "tea", 5)

    assert available(database, "tea") == 5
    assert events(database) == ["order.quantity_changed", "order.placed"]


def test_none_of_one_product_takes_it_out(database: SqlDatabase, ada: Customer) -> None:
    order = ordered(database, ada, tea=2, rye=1)

    after = changed(database, ada, order, "tea", 0)

    assert [(line.product.sku, line.quantity) for line in the_order(database, order.number).lines] == [("rye", 1)]
    assert after.total == dollars("6.99")
    assert available(database, "tea") == 10
    assert books_agree_with_the_shelf(database)


def test_none_of_the_last_product_is_a_cancellation(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea", 2)

    with pytest.raises(NoneLeft):
        total_with(database, ada, order, "tea", 0)


def test_delivery_becomes_free_and_costs_again(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea", 2)

    assert total_with(database, ada, order, "tea", 9) == dollars("36.00")
    assert total_with(database, ada, order, "tea", 8) == dollars("35.99")


def test_delivery_that_was_given_away_stays_free(database: SqlDatabase, ada: Customer) -> None:
    order = ordered(database, ada, tea=2)  # as what follows a scheduled order is delivered
    with database.writing() as uow:
        uow.orders.set_lines(replace(order, terms=replace(order.terms, delivery_fee=dollars("0"))))

    assert changed(database, ada, order, "tea", 1).total == dollars("4.00")
    assert changed(database, ada, order, "tea", 3).total == dollars("12.00")


def test_who_waits_hears_of_what_others_need_no_more(database: SqlDatabase, ada: Customer) -> None:
    ben = new_customer(database, "Ben")
    order = ordered(database, ada, tea=10)
    database.write(lambda uow: tell_when_back(ben, "tea", now=NOW, uow=uow))

    changed(database, ada, order, "tea", 9)

    assert [each.sku for each in database.write(lambda uow: news(ben, now=NOW, uow=uow))] == ["tea"]


def test_a_promotion_holds_while_the_goods_are_worth_enough(database: SqlDatabase, ada: Customer) -> None:
    with database.writing() as uow:
        uow.promotions.put(Promotion("TEN", PromotionKind.PERCENT, 1000, from_amount=dollars("8.00"), first_order=True))
    order = ordered(database, ada, code="TEN", tea=3)
    assert order.total == dollars("14.79")

    assert total_with(database, ada, order, "tea", 2) == dollars("11.19")
    assert total_with(database, ada, order, "tea", 1) == dollars("7.99")


def test_of_a_promotion_that_is_gone_the_same_share_stays(database: SqlDatabase, ada: Customer) -> None:
    with database.writing() as uow:
        uow.promotions.put(Promotion("TEN", PromotionKind.PERCENT, 1000))
    order = ordered(database, ada, code="TEN", tea=3)
    with database.writing() as uow:
        uow.promotions.remove("TEN")

    assert total_with(database, ada, order, "tea", 1) == dollars("7.59")
    assert total_with(database, ada, order, "tea", 6) == dollars("26.79")


def test_more_than_there_is_is_refused_with_what_there_is(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea", 2)

    with pytest.raises(NotThatManyMore) as refused:
        total_with(database, ada, order, "tea", 11)

    assert (refused.value.wanted, refused.value.available) == (9, 8)


def test_more_at_another_price_is_refused_and_less_is_not(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea", 2)
    with database.writing() as uow:
        uow.products.put([product("tea", "4.50")])

    with pytest.raises(PriceMoved) as refused:
        total_with(database, ada, order, "tea", 3)
    assert refused.value.before == dollars("4.00")
    assert changed(database, ada, order, "tea", 1).total == dollars("7.99")


def test_a_spending_limit_stops_more_but_not_less(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea", 3)
    careful = replace(ada, spending_limit=dollars("10.00"))

    with pytest.raises(OverSpendingLimit) as refused:
        total_with(database, careful, order, "tea", 4)
    assert (refused.value.limit, refused.value.total) == (dollars("10.00"), dollars("19.99"))
    assert total_with(database, careful, order, "tea", 2) == dollars("11.99")


@pytest.mark.parametrize("quantity", [-1, 100, 10**9])
def test_a_quantity_nobody_means_is_refused(database: SqlDatabase, ada: Customer, quantity: int) -> None:
    order = bought(database, ada, "tea", 2)

    with pytest.raises(QuantityRefused):
        total_with(database, ada, order, "tea", quantity)


def test_what_is_not_in_the_order_cannot_be_more(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea", 2)

    with pytest.raises(NotInOrder):
        total_with(database, ada, order, "rye", 2)


def test_another_total_than_was_read_out_changes_nothing(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea", 2)

    with pytest.raises(TotalChanged):
        database.write(
            lambda uow: change_quantity(ada, order.number, "tea", 5, expected=dollars("1.00"), now=NOW, uow=uow)
        )
    assert the_order(database, order.number) == order
    assert books_agree_with_the_shelf(database)


@pytest.mark.parametrize("status", [status for status in OrderStatus if status is not PLACED])
def test_after_packing_nothing_changes(database: SqlDatabase, ada: Customer, status: OrderStatus) -> None:
    order = bought(database, ada, "tea", 2)
    moved(database, order, status)

    with pytest.raises(TooLateToChange) as refused:
        total_with(database, ada, order, "tea", 3)
    assert refused.value.status is status
    with pytest.raises(TooLateToChange):
        database.write(lambda uow: change_address(ada, order.number, "2 New Street", now=NOW, uow=uow))


def test_somebody_elses_order_does_not_exist(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea", 2)
    ben = new_customer(database, "Ben")

    with pytest.raises(UnknownOrder):
        total_with(database, ben, order, "tea", 3)
    with pytest.raises(UnknownOrder):
        database.write(lambda uow: change_address(ben, order.number, "2 New Street", now=NOW, uow=uow))


# -- where it goes


def test_an_order_goes_somewhere_else_and_the_customer_does_not_move(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea")

    database.write(lambda uow: change_address(ada, order.number, "2 New Street", now=LATER, uow=uow))

    assert the_order(database, order.number).terms.address == "2 New Street"
    with database.reading() as uow:
        assert uow.customers.get(ada.id) == ada
        event = uow.events.latest(limit=1)[0]
    assert event.type == "order.address_changed"
    assert "New Street" not in str(event.body)


def test_without_an_open_order_the_preferred_address_is_meant(database: SqlDatabase, ada: Customer) -> None:
    assert database.read(lambda uow: redirectable(ada, "", uow=uow)) is None
    order = bought(database, ada, "tea")
    assert database.read(lambda uow: redirectable(ada, "", uow=uow)) == order
    moved(database, order, OrderStatus.DELIVERED)
    assert database.read(lambda uow: redirectable(ada, "", uow=uow)) is None
    with pytest.raises(TooLateToChange):
        database.read(lambda uow: redirectable(ada, order.number, uow=uow))


def test_a_new_preferred_address_keeps_everything_else(database: SqlDatabase, ada: Customer) -> None:
    limited = replace(ada, spending_limit=dollars("50.00"))
    with database.writing() as uow:
        uow.customers.change(limited)

    database.write(lambda uow: change_preferred_address(ada, "2 New Street", now=LATER, uow=uow))

    with database.reading() as uow:
        assert uow.customers.get(ada.id) == replace(limited, address="2 New Street")
        assert "New Street" not in str(uow.events.latest(limit=1)[0])


def test_an_order_to_be_fetched_has_no_address_to_change(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea")
    with database.writing() as uow:
        uow.orders.set_lines(replace(order, terms=replace(order.terms, pickup=True)))

    for change in (
        lambda uow: redirectable(ada, order.number, uow=uow),
        lambda uow: change_address(ada, order.number, "2 New Street", now=NOW, uow=uow),
    ):
        with pytest.raises(Fetched):
            database.write(change)


def test_a_saved_address_is_found_by_its_name(database: SqlDatabase, ada: Customer) -> None:
    with database.writing() as uow:
        uow.addresses.put(ada.id, "work", "9 Office Park")

    assert database.read(lambda uow: saved_address(ada, "Work", uow=uow)) == "9 Office Park"
    with pytest.raises(NoSuchAddress):
        database.read(lambda uow: saved_address(ada, "parents", uow=uow))


def test_what_was_heard_is_kept_until_it_is_agreed_to_once(database: SqlDatabase, ada: Customer) -> None:
    heard = database.write(lambda uow: hear_address(ada, "  2   New Street ", now=NOW, uow=uow))

    def agree() -> str:
        return database.write(lambda uow: heard_address(ada, heard.id, now=NOW, uow=uow))

    assert agree() == "2 New Street"
    with pytest.raises(NotHeard):
        agree()


@pytest.mark.parametrize("later", [timedelta(minutes=10), timedelta(days=1)])
def test_what_was_heard_is_forgotten_after_a_while(database: SqlDatabase, ada: Customer, later: timedelta) -> None:
    heard = database.write(lambda uow: hear_address(ada, "2 New Street", now=NOW, uow=uow))

    with pytest.raises(NotHeard):
        database.write(lambda uow: heard_address(ada, heard.id, now=NOW + later, uow=uow))


def test_only_the_latest_of_ones_own_is_agreed_to(database: SqlDatabase, ada: Customer) -> None:
    ben = new_customer(database, "Ben")
    first = database.write(lambda uow: hear_address(ada, "2 New Street", now=NOW, uow=uow))
    second = database.write(lambda uow: hear_address(ada, "3 New Street", now=NOW, uow=uow))

    with pytest.raises(NotHeard):
        database.write(lambda uow: heard_address(ada, first.id, now=NOW, uow=uow))
    with pytest.raises(NotHeard):
        database.write(lambda uow: heard_address(ben, second.id, now=NOW, uow=uow))
    assert database.write(lambda uow: heard_address(ada, second.id, now=NOW, uow=uow)) == "3 New Street"


@pytest.mark.parametrize("said", ["", "   ", "x" * 401, "2 New\x00Street", "2 \u202eNew Street", "\ud800"])
def test_what_cannot_be_an_address_is_not_kept(database: SqlDatabase, ada: Customer, said: str) -> None:
    with pytest.raises(NoSuchAddress):
        database.write(lambda uow: hear_address(ada, said, now=NOW, uow=uow))


def test_a_long_address_in_any_script_is_kept(database: SqlDatabase, ada: Customer) -> None:
    heard = database.write(lambda uow: hear_address(ada, "서울시 " + "가" * 396, now=NOW, uow=uow))

    assert len(heard.address) == 400


# -- at the same time


def at_once(database: SqlDatabase, *works: Callable[[UnitOfWork], object]) -> list[bool]:
    """Which of them were done; the others were refused."""
    start = Barrier(len(works))

    def run(work: Callable[[UnitOfWork], object]) -> bool:
        start.wait()
        try:
            database.write(work, seconds=30)
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.mark.parametrize("attempt", range(5))
def test_changing_cancelling_and_packing_at_the_same_time(database: SqlDatabase, ada: Customer, attempt: int) -> None:
    order = bought(database, ada, "tea", 2)
    five = total_with(database, ada, order, "tea", 5)

    change, cancel, packed = at_once(
        database,
        lambda uow: change_quantity(ada, order.number, "tea", 5, expected=five, now=NOW, uow=uow),
        lambda uow: cancel_order(ada, order.number, now=NOW, uow=uow),
        lambda uow: pack(order.number, now=NOW, uow=uow),
    )

    after = the_order(database, order.number)
    assert cancel != packed, "exactly one of them"
    assert after.status is (OrderStatus.CANCELLED if cancel else OrderStatus.PACKED)
    assert after.lines[0].quantity == (5 if change else 2)
    assert books_agree_with_the_shelf(database)


@pytest.mark.parametrize("attempt", range(3))
def test_two_parcels_at_the_same_time_hold_the_goods_once(database: SqlDatabase, ada: Customer, attempt: int) -> None:
    order = bought(database, ada, "tea", 3)
    bought(database, ada, "tea", 3)

    def send(code: str) -> Callable[[UnitOfWork], object]:
        return lambda uow: ship(
            order.number, carrier="dhl", tracking_code=code, expected_on=None, contents={"tea": 2}, now=NOW, uow=uow
        )

    assert sorted(at_once(database, send("1"), send("2"))) == [False, True]
    assert the_order(database, order.number).unshipped == {"tea": 1}
    assert books_agree_with_the_shelf(database)


def test_cancelling_after_a_change_gives_everything_back(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea", 2)
    changed(database, ada, order, "tea", 5)
    database.write(lambda uow: cancel_order(ada, order.number, now=NOW, uow=uow))

    assert available(database, "tea") == 10
    assert books_agree_with_the_shelf(database)
    with pytest.raises(TooLateToCancel):
        database.write(lambda uow: cancel_order(ada, order.number, now=NOW, uow=uow))


def test_a_parcel_that_waited_for_a_change_holds_what_was_changed(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea", 2)
    five = total_with(database, ada, order, "tea", 5)

    def send(uow: UnitOfWork) -> Order:
        return ship(order.number, carrier="dhl", tracking_code="1", expected_on=None, now=LATER, uow=uow)

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as uow:
            change_quantity(ada, order.number, "tea", 5, expected=five, now=NOW, uow=uow)
            sent = pool.submit(database.write, send, seconds=30)
            sleep(0.2)  # it has begun, and waits for us
        sent.result()

    after = the_order(database, order.number)
    assert (after.status, after.shipments[0].contents) == (OrderStatus.SHIPPED, {"tea": 5})
    assert books_agree_with_the_shelf(database)
