"""Never more comes back than was bought, and never more is paid back than was paid."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.orders.alerts import news, tell_when_back
from backend.orders.errors import TotalChanged, UnknownOrder
from backend.orders.ids import uuid7
from backend.orders.model import Customer, Line, Order, OrderStatus, ShipmentEvent, ShipmentStatus, Terms, Wish
from backend.orders.money import Money
from backend.orders.ordering import order_directly
from backend.orders.returns import (
    NothingToReturn,
    NotReturnable,
    Reason,
    Return,
    ReturnState,
    TooManyToReturn,
    UnknownReturn,
    WhyNot,
    WrongReturnState,
    find_return,
    following,
    proposed_return,
    receive_return,
    refund_for,
    refund_return,
    refuse_return,
    returnable,
    start_return,
)
from backend.orders.shopkeeping import deliver, record_event, ship
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import (
    NOW,
    Chance,
    books_agree_with_the_shelf,
    bought,
    dollars,
    new_customer,
    open_shop,
    product,
    sell_out,
    the_product,
)

DAY = timedelta(days=1)
ASKED, RECEIVED, REFUNDED, REFUSED = ReturnState


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    open_shop(database, product("tea", "4.00"), product("rye", "3.00"))
    return new_customer(database)


@pytest.fixture
def order(database: SqlDatabase, ada: Customer) -> Order:
    """Three teas and two ryes, delivered now: $18.00 and $3.99 for delivery."""
    return delivered(database, ada, tea=3, rye=2)


def delivered(database: SqlDatabase, customer: Customer, **wanted: int) -> Order:
    wishes = [Wish(sku, quantity) for sku, quantity in wanted.items()]
    order = database.write(
        lambda uow: order_directly(customer, wishes, now=NOW, uow=uow, chance=Chance(), actor="test")
    )
    database.write(lambda uow: ship(order.number, carrier="dhl", tracking_code="1", expected_on=None, now=NOW, uow=uow))
    return database.write(lambda uow: deliver(order.number, now=NOW, uow=uow))


def proposed(
    database: SqlDatabase, order: Order, sku: str, quantity: int, reason: Reason = Reason.NOT_NEEDED, days: int = 1
) -> Money:
    ada = customer_of(database, order)
    return database.read(
        lambda uow: proposed_return(ada, order.number, sku, quantity, reason, now=NOW + days * DAY, uow=uow)
    )[2]


def asked(
    database: SqlDatabase,
    order: Order,
    sku: str,
    quantity: int,
    reason: Reason = Reason.NOT_NEEDED,
    *,
    return_id: UUID | None = None,
) -> Return:
    ada, now = customer_of(database, order), NOW + DAY
    refund = proposed(database, order, sku, quantity, reason)
    key = return_id or uuid7(now)
    return database.write(
        lambda uow: start_return(
            ada, key, order.number, sku, quantity, reason, expected=refund, now=now, uow=uow, chance=Chance([555111])
        )
    )


def customer_of(database: SqlDatabase, order: Order) -> Customer:
    assert order.customer_id is not None
    with database.reading() as uow:
        found = uow.customers.get(order.customer_id)
    assert found is not None
    return found


def left(database: SqlDatabase, order: Order, days: int = 1) -> dict[str, int]:
    ada = customer_of(database, order)
    return dict(database.read(lambda uow: returnable(ada, order.number, now=NOW + days * DAY, uow=uow)).quantities)


def received(database: SqlDatabase, known: Return) -> Return:
    return database.write(lambda uow: receive_return(known.number, now=NOW + 2 * DAY, uow=uow))


def refunded(database: SqlDatabase, known: Return) -> Return:
    return database.write(lambda uow: refund_return(known.number, now=NOW + 3 * DAY, uow=uow))


def refused(database: SqlDatabase, known: Return) -> Return:
    return database.write(lambda uow: refuse_return(known.number, now=NOW + 3 * DAY, uow=uow))


# -- what can be returned


def test_what_was_delivered_can_be_returned_but_once(database: SqlDatabase, order: Order) -> None:
    assert left(database, order) == {"tea": 3, "rye": 2}
    asked(database, order, "tea", 2)
    assert left(database, order) == {"tea": 1, "rye": 2}
    with pytest.raises(TooManyToReturn) as too_many:
        asked(database, order, "tea", 2)
    assert too_many.value.line.quantity == 1
    asked(database, order, "tea", 1)
    with pytest.raises(NotReturnable):
        asked(database, order, "tea", 1)
    asked(database, order, "rye", 2)
    with pytest.raises(NothingToReturn) as nothing:
        left(database, order)
    assert nothing.value.why is WhyNot.ALL_RETURNED


@pytest.mark.parametrize("quantity", [0, -1, 4, 10**9])
def test_none_or_more_than_bought_is_refused(database: SqlDatabase, order: Order, quantity: int) -> None:
    with pytest.raises(TooManyToReturn):
        proposed(database, order, "tea", quantity)


def test_a_refused_return_leaves_the_goods_with_the_customer(database: SqlDatabase, order: Order) -> None:
    refused(database, asked(database, order, "tea", 3))

    assert left(database, order) == {"tea": 3, "rye": 2}


def test_the_last_day_counts(database: SqlDatabase, order: Order) -> None:
    assert left(database, order, days=30) == {"tea": 3, "rye": 2}
    with pytest.raises(NothingToReturn) as late:
        left(database, order, days=31)
    assert late.value.why is WhyNot.TOO_LATE


def test_what_is_on_its_way_cannot_be_returned(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea")

    with pytest.raises(NothingToReturn) as nothing:
        left(database, order)

    assert nothing.value.why is WhyNot.NOT_DELIVERED


def test_of_an_order_in_parts_the_delivered_part_can_be_returned(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea", 3)

    def send(code: str, quantity: int) -> None:
        database.write(
            lambda uow: ship(
                order.number, carrier="dhl", tracking_code=code, expected_on=None, now=NOW, uow=uow,
                contents={"tea": quantity},
            )
        )  # fmt: skip

    def report(code: str, status: ShipmentStatus, days: int) -> None:
        event = ShipmentEvent(status, NOW + days * DAY)
        database.write(lambda uow: record_event("dhl", code, event, now=event.at, uow=uow))

    send("1", 1)
    send("2", 2)
    report("1", ShipmentStatus.DELIVERED, 1)
    assert left(database, order) == {"tea": 1}
    report("2", ShipmentStatus.DELIVERED, 20)
    assert left(database, order, days=21) == {"tea": 3}
    assert left(database, order, days=32) == {"tea": 2}
    report("2", ShipmentStatus.RETURNED, 22)
    assert left(database, order, days=23) == {"tea": 1}


def test_what_was_fetched_can_be_returned_from_that_day_on(database: SqlDatabase, ada: Customer) -> None:
    order = bought(database, ada, "tea")
    with database.writing() as uow:
        uow.orders.set_lines(replace(order, terms=replace(order.terms, pickup=True)))
        assert uow.orders.move(order, OrderStatus.PACKED)
    database.write(lambda uow: deliver(order.number, now=NOW + 9 * DAY, uow=uow))

    assert left(database, order, days=39) == {"tea": 1}


def test_without_a_number_the_latest_order_with_something_to_return_is_meant(
    database: SqlDatabase, ada: Customer, order: Order
) -> None:
    bought(database, ada, "tea", now=NOW + DAY)

    found = database.read(lambda uow: returnable(ada, "", now=NOW + DAY, uow=uow))

    assert found.order.number == order.number


def test_who_bought_nothing_returns_nothing(database: SqlDatabase, ada: Customer, order: Order) -> None:
    ben = new_customer(database, "Ben")

    for number in ("", order.number):
        with pytest.raises(UnknownOrder) as unknown:
            database.read(lambda uow, number=number: returnable(ben, number, now=NOW, uow=uow))  # type: ignore[misc]
        assert unknown.value.number == number


# -- the way of a return


def test_asked_received_refunded(database: SqlDatabase, order: Order) -> None:
    known = asked(database, order, "tea", 2)
    assert (known.number, known.state, known.refund) == ("555111", ASKED, dollars("8.00"))
    assert the_product(database, "tea").on_hand == 7

    assert received(database, known).state is RECEIVED
    assert the_product(database, "tea").on_hand == 7
    assert refunded(database, known).state is REFUNDED
    assert the_product(database, "tea").on_hand == 9
    assert books_agree_with_the_shelf(database)
    with database.reading() as uow:
        types = [event.type for event in uow.events.latest(limit=3)]
        kept = uow.returns.by_number("555111")
    assert types == ["return.refunded", "return.received", "return.asked"]
    assert kept is not None
    assert (kept.state, kept.asked_at, kept.changed_at) == (REFUNDED, NOW + DAY, NOW + 3 * DAY)


@pytest.mark.parametrize(
    ("reason", "back"),
    [
        (Reason.NOT_NEEDED, 1), (Reason.TOO_LATE, 1), (Reason.WRONG_ITEM, 1),
        (Reason.DAMAGED, 0), (Reason.QUALITY, 0),
    ],
)  # fmt: skip
def test_only_what_somebody_else_may_want_goes_on_the_shelf(
    database: SqlDatabase, order: Order, reason: Reason, back: int
) -> None:
    refunded(database, received(database, asked(database, order, "tea", 1, reason)))

    assert the_product(database, "tea").on_hand == 7 + back


def test_what_was_refused_and_comes_again_goes_on_the_shelf_once(database: SqlDatabase, order: Order) -> None:
    refused(database, received(database, asked(database, order, "tea", 3)))
    assert the_product(database, "tea").on_hand == 7

    refunded(database, received(database, asked(database, order, "tea", 3)))

    assert the_product(database, "tea").on_hand == 10
    assert books_agree_with_the_shelf(database)


def test_who_waits_hears_of_what_came_back(database: SqlDatabase, ada: Customer, order: Order) -> None:
    sell_out(database, "tea")
    ben = new_customer(database, "Ben")
    database.write(lambda uow: tell_when_back(ben, "tea", now=NOW, uow=uow))
    known = received(database, asked(database, order, "tea", 1))
    assert database.write(lambda uow: news(ben, now=NOW, uow=uow)) == []

    refunded(database, known)

    assert [each.sku for each in database.write(lambda uow: news(ben, now=NOW, uow=uow))] == ["tea"]


def test_what_never_arrived_is_paid_back_without_being_received(database: SqlDatabase, order: Order) -> None:
    known = asked(database, order, "tea", 1, Reason.MISSING_ITEM)

    with pytest.raises(WrongReturnState):
        received(database, known)
    assert refunded(database, known).state is REFUNDED
    assert the_product(database, "tea").on_hand == 7


@pytest.mark.parametrize("reason", [Reason.DAMAGED, Reason.MISSING_ITEM])
@pytest.mark.parametrize("path", [(), (RECEIVED,), (RECEIVED, REFUNDED), (RECEIVED, REFUSED), (REFUNDED,), (REFUSED,)])
@pytest.mark.parametrize("to", [RECEIVED, REFUNDED, REFUSED])
def test_the_shop_keeper_follows_the_table(
    database: SqlDatabase, order: Order, reason: Reason, path: Sequence[ReturnState], to: ReturnState
) -> None:
    go = {RECEIVED: received, REFUNDED: refunded, REFUSED: refused}
    known = asked(database, order, "tea", 1, reason)
    for state in path:
        if state not in following(known.state, reason):
            return  # no such path for this reason
        known = go[state](database, known)

    if to in following(known.state, reason):
        assert go[to](database, known).state is to
    else:
        with pytest.raises(WrongReturnState) as wrong:
            go[to](database, known)
        assert (wrong.value.state, wrong.value.wanted) == (known.state, to)


def test_a_return_nobody_asked_for_goes_nowhere(database: SqlDatabase, ada: Customer) -> None:
    with pytest.raises(UnknownReturn):
        database.write(lambda uow: receive_return("123456", now=NOW, uow=uow))


def test_the_same_yes_twice_is_one_return(database: SqlDatabase, order: Order) -> None:
    key = uuid7(NOW)

    first, second = (asked(database, order, "tea", 1, return_id=key) for _ in range(2))

    assert first.number == second.number
    assert left(database, order) == {"tea": 2, "rye": 2}


def test_another_refund_than_was_read_out_starts_nothing(database: SqlDatabase, ada: Customer, order: Order) -> None:
    with pytest.raises(TotalChanged):
        database.write(
            lambda uow: start_return(
                ada, uuid7(NOW), order.number, "tea", 1, Reason.DAMAGED,
                expected=dollars("4.01"), now=NOW, uow=uow, chance=Chance(),
            )
        )  # fmt: skip
    assert left(database, order) == {"tea": 3, "rye": 2}


def test_a_return_is_found_by_its_number_or_its_orders(database: SqlDatabase, ada: Customer, order: Order) -> None:
    known = asked(database, order, "tea", 1)

    for number in ("", known.number, order.number):
        found = database.read(lambda uow, number=number: find_return(ada, number, uow=uow))  # type: ignore[misc]
        assert found.id == known.id
    for customer, number in ((ada, "999999"), (new_customer(database, "Ben"), known.number)):
        with pytest.raises(UnknownReturn):
            database.read(lambda uow, c=customer, n=number: find_return(c, n, uow=uow))  # type: ignore[misc]


# -- the money


def test_delivery_is_paid_back_when_all_of_it_was_our_fault(database: SqlDatabase, order: Order) -> None:
    asked(database, order, "tea", 3, Reason.DAMAGED)

    assert proposed(database, order, "rye", 1, Reason.MISSING_ITEM) == dollars("3.00")
    assert proposed(database, order, "rye", 2, Reason.MISSING_ITEM) == dollars("9.99")
    assert proposed(database, order, "rye", 2, Reason.QUALITY) == dollars("6.00")


def test_one_thing_that_was_not_needed_keeps_the_delivery_paid(database: SqlDatabase, order: Order) -> None:
    asked(database, order, "tea", 3, Reason.NOT_NEEDED)

    assert proposed(database, order, "rye", 2, Reason.DAMAGED) == dollars("6.00")


def an_order(lines: Sequence[tuple[int, int]], *, discount: int, fee: int, tax: int, tax_included: bool) -> Order:
    """(quantity, price) of each line; the discount in thousandths of the goods."""
    goods = sum(quantity * price for quantity, price in lines)
    cents = [Money(minor, "USD") for minor in (fee, goods * discount // 1000, tax)]
    terms = Terms(cents[0], cents[1], None, cents[2], tax_included, date(2026, 3, 12), "")
    return Order(
        id=uuid7(NOW),
        number="1",
        customer_id=None,
        quote_id=None,
        status=OrderStatus.DELIVERED,
        lines=tuple(
            Line(product(f"p{at}"), quantity, Money(price, "USD")) for at, (quantity, price) in enumerate(lines)
        ),
        terms=terms,
        placed_at=NOW,
        cancel_until=NOW,
    )


ORDERS = st.builds(
    an_order,
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 999)), min_size=1, max_size=4),
    discount=st.integers(0, 1000),
    fee=st.integers(0, 500),
    tax=st.integers(0, 500),
    tax_included=st.booleans(),
)


@given(order=ORDERS, data=st.data())
def test_all_refunds_together_are_never_more_than_the_order_cost(order: Order, data: st.DataObject) -> None:
    pieces = data.draw(st.permutations([line for line in order.lines for _ in range(line.quantity)]))
    standing: list[Return] = []
    for line in pieces:
        reason = data.draw(st.sampled_from(list(Reason)))
        one = (replace(line, quantity=1),)
        refund = refund_for(order, one, reason, standing)
        assert refund.minor >= 0
        if data.draw(st.booleans()):  # the others were refused
            standing.append(Return(uuid7(NOW), "", order.id, "1", None, REFUNDED, reason, one, refund, NOW, NOW))
        assert sum(each.refund.minor for each in standing) <= order.total.minor


@given(order=ORDERS, data=st.data())
def test_all_of_it_back_in_any_parts_gives_the_whole_price(order: Order, data: st.DataObject) -> None:
    pieces = data.draw(st.permutations([line for line in order.lines for _ in range(line.quantity)]))
    reason = data.draw(st.sampled_from([Reason.DAMAGED, Reason.NOT_NEEDED]))
    standing: list[Return] = []
    for line in pieces:
        one = (replace(line, quantity=1),)
        refund = refund_for(order, one, reason, standing)
        standing.append(Return(uuid7(NOW), "", order.id, "1", None, ASKED, reason, one, refund, NOW, NOW))

    paid_back = sum(each.refund.minor for each in standing)

    if reason is Reason.DAMAGED:
        assert paid_back == order.total.minor
    elif order.terms.tax_included:
        assert paid_back == order.total.minor - order.terms.delivery_fee.minor
