"""Orders in several parcels, and carriers who report late, twice and out of order."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.orders.errors import WrongState
from backend.orders.ids import uuid7
from backend.orders.model import Customer, Order, OrderStatus, Shipment, ShipmentEvent, ShipmentStatus, Wish
from backend.orders.ordering import order_directly
from backend.orders.shopkeeping import NotInParcel, deliver, pack, record_event, ship
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import (
    NOW,
    Chance,
    available,
    books_agree_with_the_shelf,
    bought,
    moved,
    new_customer,
    open_shop,
    product,
    the_order,
    the_product,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DELIVERED, RETURNED, OUT = ShipmentStatus.DELIVERED, ShipmentStatus.RETURNED, ShipmentStatus.OUT_FOR_DELIVERY


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    open_shop(database, product("tea", on_hand=1000), product("rye", on_hand=1000))
    return new_customer(database)


def ordered(database: SqlDatabase, customer: Customer, chance: Chance | None = None) -> Order:
    """Two teas and a rye."""
    wishes = [Wish("tea", 2), Wish("rye", 1)]
    return database.write(
        lambda uow: order_directly(customer, wishes, now=NOW, uow=uow, chance=chance or Chance(), actor="test")
    )


def sent(database: SqlDatabase, order: Order, code: str, contents: dict[str, int] | None = None, **at: Any) -> Order:
    now = NOW + timedelta(**at)
    return database.write(
        lambda uow: ship(
            order.number, carrier="dhl", tracking_code=code, expected_on=None, contents=contents, now=now, uow=uow
        )
    )


def reported(database: SqlDatabase, code: str, status: ShipmentStatus, **after: Any) -> Order | None:
    at = NOW + timedelta(**after)
    return database.write(lambda uow: record_event("dhl", code, ShipmentEvent(status, at), now=at, uow=uow))


def types(database: SqlDatabase, order: Order) -> list[str]:
    """Latest first."""
    with database.reading() as uow:
        return [event.type for event in uow.events.latest(limit=100) if event.subject == order.number]


# -- parcels


def test_an_order_leaves_in_parts(database: SqlDatabase, ada: Customer) -> None:
    order = ordered(database, ada)

    assert sent(database, order, "1", {"tea": 1}).status is OrderStatus.PARTLY_SHIPPED
    assert sent(database, order, "2", {"tea": 1}, hours=1).status is OrderStatus.PARTLY_SHIPPED
    assert the_order(database, order.number).unshipped == {"rye": 1}
    assert (the_product(database, "tea").on_hand, available(database, "tea")) == (998, 998)
    assert (the_product(database, "rye").on_hand, available(database, "rye")) == (1000, 999)
    assert books_agree_with_the_shelf(database)

    assert sent(database, order, "3", hours=2).status is OrderStatus.SHIPPED
    assert the_order(database, order.number).unshipped == {}
    assert the_product(database, "rye").on_hand == 999
    assert books_agree_with_the_shelf(database)
    with pytest.raises(WrongState):
        sent(database, order, "4")


@pytest.mark.parametrize(
    ("contents", "sku", "left"),
    [({"tea": 3}, "tea", 2), ({"tea": 0}, "tea", 2), ({"tea": -1}, "tea", 2), ({"milk": 1}, "milk", 0), ({}, "", 0)],
)
def test_a_parcel_holds_only_what_is_left_to_send(
    database: SqlDatabase, ada: Customer, contents: dict[str, int], sku: str, left: int
) -> None:
    order = ordered(database, ada)

    with pytest.raises(NotInParcel) as refused:
        sent(database, order, "1", contents)

    assert (refused.value.sku, refused.value.left) == (sku, left)
    assert the_order(database, order.number).status is OrderStatus.PLACED
    assert books_agree_with_the_shelf(database)


def test_an_order_is_delivered_when_all_its_parcels_are(database: SqlDatabase, ada: Customer) -> None:
    order = ordered(database, ada)
    sent(database, order, "1", {"tea": 2})
    reported(database, "1", DELIVERED, hours=5)
    assert the_order(database, order.number).status is OrderStatus.PARTLY_SHIPPED
    sent(database, order, "2", hours=6)
    assert the_order(database, order.number).status is OrderStatus.SHIPPED
    reported(database, "2", OUT, hours=7)
    assert the_order(database, order.number).status is OrderStatus.SHIPPED

    reported(database, "2", DELIVERED, hours=8)

    assert the_order(database, order.number).status is OrderStatus.DELIVERED
    assert types(database, order)[0] in ("order.delivered", "shipment.moved")
    assert types(database, order).count("order.delivered") == 1


def test_what_is_fetched_has_a_parcel_with_a_day(database: SqlDatabase, ada: Customer) -> None:
    order = ordered(database, ada)
    database.write(lambda uow: pack(order.number, now=NOW, uow=uow))

    database.write(lambda uow: deliver(order.number, now=NOW + DAY, uow=uow))

    after = the_order(database, order.number)
    assert after.status is OrderStatus.DELIVERED
    assert [(parcel.contents, parcel.events) for parcel in after.shipments] == [
        ({"tea": 2, "rye": 1}, (ShipmentEvent(DELIVERED, NOW + DAY),))
    ]
    assert the_product(database, "tea").on_hand == 998
    assert books_agree_with_the_shelf(database)


# -- what carriers report


def test_a_delivered_parcel_that_comes_back_is_an_event_of_its_own(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea")
    sent(database, order, "1")
    reported(database, "1", DELIVERED, hours=5)
    before = types(database, order)

    reported(database, "1", RETURNED, hours=30)

    assert types(database, order) == ["shipment.returned", *before]
    after = the_order(database, order.number)
    assert (after.status, after.shipments[0].status) == (OrderStatus.DELIVERED, RETURNED)


def test_a_report_twice_is_one_event(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea")
    sent(database, order, "1")
    reported(database, "1", OUT, hours=5)
    before = types(database, order)

    reported(database, "1", OUT, hours=5)

    assert types(database, order) == before


EVENTS = st.lists(
    st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(list(ShipmentStatus)), st.integers(1, 60)),
    unique_by=lambda event: (event[0], event[2]),
    min_size=1,
    max_size=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS, data=st.data())
def test_any_order_and_repetition_of_the_same_reports_ends_in_the_same_status(
    database: SqlDatabase, events: list[tuple[str, ShipmentStatus, int]], data: st.DataObject
) -> None:
    if database.read(lambda uow: uow.shop()) is None:
        open_shop(database, product("tea", on_hand=1000), product("rye", on_hand=1000))
        new_customer(database)
    with database.reading() as uow:
        ada = uow.customers.all()[0]
    shuffled = data.draw(st.permutations(events)) + data.draw(st.lists(st.sampled_from(events), max_size=4))

    ends = []
    for reports in (sorted(events, key=lambda event: event[2]), shuffled):
        codes = {name: f"{name}{uuid7(NOW).hex}" for name in "ab"}
        order = ordered(database, ada)
        sent(database, order, codes["a"], {"tea": 2})
        sent(database, order, codes["b"])
        for name, status, hours in reports:
            reported(database, codes[name], status, hours=hours)
        after = the_order(database, order.number)
        ends.append((after.status, {parcel.tracking_code[0]: parcel.status for parcel in after.shipments}))
        assert types(database, order).count("order.delivered") == (after.status is OrderStatus.DELIVERED)

    assert ends[0] == ends[1]
    all_came = {name for name, status, _ in events if status is DELIVERED} == {"a", "b"}
    assert ends[0][0] is (OrderStatus.DELIVERED if all_came else OrderStatus.SHIPPED)


def test_reports_on_two_parcels_at_the_same_time_close_the_order(database: SqlDatabase, ada: Customer) -> None:
    order = ordered(database, ada)
    sent(database, order, "1", {"tea": 2})
    sent(database, order, "2")

    together(database, lambda: reported(database, "1", DELIVERED, hours=5), "2", DELIVERED)

    assert the_order(database, order.number).status is OrderStatus.DELIVERED


def together(database: SqlDatabase, other: Any, code: str, status: ShipmentStatus) -> None:
    """The other one begins while this report is not yet committed."""
    with ThreadPoolExecutor(1) as pool:
        with database.writing() as uow:
            record_event("dhl", code, ShipmentEvent(status, NOW + HOUR), now=NOW + HOUR, uow=uow)
            begun = pool.submit(other)
            sleep(0.2)
        begun.result()


# -- codes that are used again


def test_a_code_means_the_newest_parcel_with_it(database: SqlDatabase, ada: Customer) -> None:
    first = bought(database, ada, "tea")
    sent(database, first, "1")
    second = bought(database, ada, "rye", now=NOW + 100 * DAY)
    sent(database, second, "1", days=100)

    reported(database, "1", DELIVERED, days=101)

    assert the_order(database, first.number).status is OrderStatus.SHIPPED
    assert the_order(database, second.number).status is OrderStatus.DELIVERED


def test_two_parcels_of_an_order_with_one_code_mean_the_newer(database: SqlDatabase, ada: Customer) -> None:
    order = ordered(database, ada)
    sent(database, order, "1", {"tea": 2})
    sent(database, order, "1", hours=1)

    reported(database, "1", OUT, hours=5)

    older, newer = the_order(database, order.number).shipments
    assert (older.status, newer.status) == (ShipmentStatus.PICKED_UP, OUT)


@pytest.mark.parametrize(("days", "ours"), [(119, True), (121, False)])
def test_after_120_days_a_code_is_somebody_elses(database: SqlDatabase, ada: Customer, days: int, ours: bool) -> None:
    order = bought(database, ada, "tea")
    sent(database, order, "1")

    found = reported(database, "1", DELIVERED, days=days)

    assert (found is not None) is ours
    assert (the_order(database, order.number).status is OrderStatus.DELIVERED) is ours


def test_what_was_said_of_an_earlier_parcel_with_the_code_is_not_ours(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea")
    sent(database, order, "1")
    long_ago = ShipmentEvent(DELIVERED, NOW - 200 * DAY)

    assert database.write(lambda uow: record_event("dhl", "1", long_ago, now=NOW, uow=uow)) is None
    assert the_order(database, order.number).status is OrderStatus.SHIPPED


def test_a_parcel_nobody_sent_is_no_error(database: SqlDatabase, ada: Customer) -> None:
    assert reported(database, "1", DELIVERED) is None


def test_an_order_that_was_moved_by_hand_takes_no_harm(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea")
    sent(database, order, "1")
    moved(database, the_order(database, order.number), OrderStatus.DELIVERED)

    reported(database, "1", OUT, hours=5)

    assert the_order(database, order.number).status is OrderStatus.DELIVERED


def test_a_parcel_knows_nothing_before_the_first_report() -> None:
    assert Shipment(uuid7(NOW), "dhl", "1", None).status is ShipmentStatus.UNKNOWN
