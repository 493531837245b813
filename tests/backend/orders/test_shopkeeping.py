"""Which state may follow which, and what carriers report."""

from datetime import date, timedelta

import pytest

from backend.orders.errors import PromisedAlready, QuoteChanged, UnknownOrder, UnknownProduct, WrongState
from backend.orders.ids import uuid7
from backend.orders.model import NEXT, Order, OrderStatus, Shipment, ShipmentEvent, ShipmentStatus
from backend.orders.shopkeeping import deliver, pack, record_event, set_stock, ship
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import (
    NOW,
    THURSDAY,
    books_agree_with_the_shelf,
    bought,
    moved,
    new_customer,
    open_shop,
    placed,
    product,
    quoted,
    the_order,
    the_product,
)

PLACED, PACKED, PARTLY, SHIPPED, DELIVERED, CANCELLED = OrderStatus
HOUR = timedelta(hours=1)


@pytest.fixture
def order(database: SqlDatabase) -> Order:
    open_shop(database, product("tea"))
    return bought(database, new_customer(database), "tea")


def shipped(database: SqlDatabase, order: Order, *, expected_on: date | None = None) -> Order:
    with database.writing() as uow:
        return ship(order.number, carrier="dhl", tracking_code="77", expected_on=expected_on, now=NOW, uow=uow)


def reported(database: SqlDatabase, status: ShipmentStatus, hours: int, *, code: str = "77") -> Order | None:
    with database.writing() as uow:
        return record_event("dhl", code, ShipmentEvent(status, NOW + hours * HOUR), now=NOW, uow=uow)


def parcel(database: SqlDatabase, order: Order) -> Shipment:
    return the_order(database, order.number).shipments[0]


# -- states


def test_the_table_of_states() -> None:
    allowed = {(before, after) for before, following in NEXT.items() for after in following}

    assert allowed == {
        (PLACED, PACKED),
        (PLACED, PARTLY),
        (PLACED, SHIPPED),
        (PLACED, CANCELLED),
        (PACKED, PARTLY),
        (PACKED, SHIPPED),
        (PACKED, DELIVERED),  # fetched by the customer
        (PARTLY, SHIPPED),
        (SHIPPED, DELIVERED),
    }
    assert NEXT.keys() == set(OrderStatus)


@pytest.mark.parametrize("before", list(OrderStatus))
@pytest.mark.parametrize("after", [PACKED, SHIPPED, DELIVERED])
def test_the_shop_keeper_follows_the_table(
    database: SqlDatabase, order: Order, before: OrderStatus, after: OrderStatus
) -> None:
    moved(database, order, before)

    def go() -> Order:
        with database.writing() as uow:
            if after is PACKED:
                return pack(order.number, now=NOW, uow=uow)
            if after is SHIPPED:
                return ship(order.number, carrier="own", tracking_code="", expected_on=None, now=NOW, uow=uow)
            return deliver(order.number, now=NOW, uow=uow)

    if after in NEXT[before]:
        assert go().status is after
        assert the_order(database, order.number).status is after
    else:
        with pytest.raises(WrongState) as refused:
            go()
        assert (refused.value.number, refused.value.status, refused.value.wanted) == (
            order.number,
            before,
            after,
        )
        assert the_order(database, order.number).status is before
        assert the_order(database, order.number).shipments == ()


def test_an_order_nobody_placed_goes_nowhere(database: SqlDatabase) -> None:
    with database.writing() as uow, pytest.raises(UnknownOrder) as refused:
        pack("123456", now=NOW, uow=uow)

    assert refused.value.number == "123456"


# -- parcels


def test_a_shipped_order_has_a_parcel_with_a_day(database: SqlDatabase, order: Order) -> None:
    friday = THURSDAY + timedelta(days=1)
    shipped(database, order, expected_on=friday)

    kept = the_order(database, order.number)

    assert (kept.status, kept.expected_on) == (SHIPPED, friday)
    assert (kept.shipments[0].carrier, kept.shipments[0].tracking_code) == ("dhl", "77")
    assert kept.shipments[0].status is ShipmentStatus.PICKED_UP


def test_without_a_carriers_day_the_promised_one_counts(database: SqlDatabase, order: Order) -> None:
    shipped(database, order)

    assert the_order(database, order.number).expected_on == THURSDAY


def test_a_delivery_by_hand_is_a_carriers_event_too(database: SqlDatabase, order: Order) -> None:
    shipped(database, order)
    with database.writing() as uow:
        deliver(order.number, now=NOW + HOUR, uow=uow)

    assert parcel(database, order).status is ShipmentStatus.DELIVERED


# -- what carriers report


def test_events_out_of_order_are_sorted_by_the_carriers_clock(database: SqlDatabase, order: Order) -> None:
    shipped(database, order)
    reported(database, ShipmentStatus.OUT_FOR_DELIVERY, 9)
    reported(database, ShipmentStatus.IN_TRANSIT, 3)

    assert parcel(database, order).status is ShipmentStatus.OUT_FOR_DELIVERY


def test_an_event_twice_is_one_event(database: SqlDatabase, order: Order) -> None:
    shipped(database, order)
    for _ in range(3):
        reported(database, ShipmentStatus.IN_TRANSIT, 3)

    assert len(parcel(database, order).events) == 2


def test_a_reported_delivery_closes_the_order(database: SqlDatabase, order: Order) -> None:
    shipped(database, order)

    known = reported(database, ShipmentStatus.DELIVERED, 20)

    assert known is not None
    assert known.status is DELIVERED


def test_a_delivery_reported_twice_and_a_late_event_change_nothing(database: SqlDatabase, order: Order) -> None:
    shipped(database, order)
    for status, hours in [
        (ShipmentStatus.DELIVERED, 20),
        (ShipmentStatus.DELIVERED, 20),
        (ShipmentStatus.DELIVERED, 21),
        (ShipmentStatus.IN_TRANSIT, 5),
        (ShipmentStatus.EXCEPTION, 30),
    ]:
        reported(database, status, hours)

    assert the_order(database, order.number).status is DELIVERED
    assert parcel(database, order).status is ShipmentStatus.DELIVERED


def test_after_a_delivery_only_a_return_counts(database: SqlDatabase, order: Order) -> None:
    shipped(database, order)
    reported(database, ShipmentStatus.DELIVERED, 20)
    reported(database, ShipmentStatus.RETURNED, 40)

    assert parcel(database, order).status is ShipmentStatus.RETURNED


def test_a_parcel_that_is_not_ours_is_no_error(database: SqlDatabase, order: Order) -> None:
    shipped(database, order)

    assert reported(database, ShipmentStatus.DELIVERED, 20, code="78") is None
    assert the_order(database, order.number).status is SHIPPED


def test_a_code_used_again_means_the_later_order(database: SqlDatabase, order: Order) -> None:
    shipped(database, order)
    later = bought(database, new_customer(database, "Ben"), "tea", now=NOW + HOUR)
    shipped(database, later)

    reported(database, ShipmentStatus.DELIVERED, 20)

    assert the_order(database, later.number).status is DELIVERED
    assert the_order(database, order.number).status is SHIPPED


def test_a_parcel_without_events_is_somewhere() -> None:
    assert Shipment(uuid7(NOW), "dhl", "1", None).status is ShipmentStatus.UNKNOWN


# -- the shelf


def test_stock_is_set_with_the_day_it_is_back(database: SqlDatabase, order: Order) -> None:
    with database.writing() as uow:
        set_stock("tea", 1, restock_on=THURSDAY, now=NOW, uow=uow)

    tea = the_product(database, "tea")
    assert (tea.on_hand, tea.available, tea.restock_on, tea.name("en-US")) == (1, 0, THURSDAY, "tea")


def test_less_than_orders_were_promised_cannot_be_counted(database: SqlDatabase, order: Order) -> None:
    with database.writing() as uow, pytest.raises(PromisedAlready) as refused:
        set_stock("tea", 0, restock_on=None, now=NOW, uow=uow)

    assert (refused.value.product.reserved, refused.value.on_hand) == (1, 0)


def test_goods_held_for_a_quote_that_are_not_there_are_asked_about_again(database: SqlDatabase) -> None:
    open_shop(database, product("tea"))
    ada = new_customer(database)
    quote = quoted(database, ada, "tea", 8)

    with database.writing() as uow:
        set_stock("tea", 3, restock_on=None, now=NOW, uow=uow)

    assert books_agree_with_the_shelf(database)
    with pytest.raises(QuoteChanged):
        placed(database, ada, quote.id)


def test_stock_of_nothing_cannot_be_set(database: SqlDatabase) -> None:
    with database.writing() as uow, pytest.raises(UnknownProduct):
        set_stock("dragon-fruit", 1, restock_on=None, now=NOW, uow=uow)
