"""Scheduled reorders: one order per day that is due, of what there is, at prices the customer agreed to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine, delete, func, select

from backend.orders.errors import (
    NothingToReorder,
    OverSpendingLimit,
    QuantityRefused,
    QuoteExpired,
    Refusal,
    UnknownProduct,
)
from backend.orders.model import Customer, Order, OrderStatus, Place, Wish
from backend.orders.money import Money
from backend.orders.shopkeeping import set_stock
from backend.orders.subscriptions import (
    AlreadyIncluded,
    DayRefused,
    DraftChanged,
    Drafted,
    NoSubscription,
    OrderedAlready,
    Outcome,
    PriceMoved,
    Ran,
    Retry,
    SentAlready,
    SentNow,
    Started,
    Subscription,
    SubscriptionPaused,
    SubscriptionState,
    UnknownSubscription,
    Why,
    agree_to_price,
    draft,
    draft_again,
    first_day,
    move,
    news,
    pause,
    quote_now,
    remove_old_drafts,
    resume,
    run_due,
    run_retries,
    send_now,
    skip,
    start,
    stop,
    subscriptions_of,
    swap,
    told,
)
from backend.storage import tables
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import (
    NOW,
    SHOP,
    Chance,
    all_orders,
    available,
    books_agree_with_the_shelf,
    bought,
    dollars,
    new_customer,
    open_shop,
    product,
    the_product,
)

TODAY = date(2026, 3, 10)
DAY = timedelta(days=1)
TWO_WEEKS = 14 * DAY
LATER = TODAY + TWO_WEEKS


def on(day: date) -> datetime:
    """Eleven in the morning, or ten before the clocks change, in the shop's New York."""
    return NOW + (day - TODAY)


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    open_shop(
        database,
        product("coffee", "8.00", on_hand=40),
        product("milk", "4.00", on_hand=40),
        product("soy", "5.00", on_hand=40),
        product("tea", "3.00", on_hand=0),
    )
    return new_customer(database, "Ada")


def drafted(
    database: SqlDatabase,
    customer: Customer,
    wanted: Mapping[str, int] | None = None,
    *,
    every_weeks: int = 2,
    first_on: date = TODAY,
    now: datetime = NOW,
) -> Drafted:
    wishes = [Wish(sku, quantity) for sku, quantity in (wanted or {"coffee": 2, "milk": 3}).items()]
    with database.writing() as uow:
        return draft(customer, wishes, every_weeks, first_on=first_on, now=now, uow=uow)


def agreed(
    database: SqlDatabase,
    customer: Customer,
    what: Drafted,
    *,
    now: datetime = NOW,
    chance: Chance | None = None,
    total: Money | None = None,
) -> Started:
    with database.writing() as uow:
        return start(
            customer, what.subscription.id, expected=total or what.total, now=now, uow=uow, chance=chance or Chance()
        )


def started(
    database: SqlDatabase,
    customer: Customer,
    wanted: Mapping[str, int] | None = None,
    *,
    every_weeks: int = 2,
    first_on: date = LATER,
) -> Subscription:
    what = drafted(database, customer, wanted, every_weeks=every_weeks, first_on=first_on)
    return agreed(database, customer, what).subscription


def changed(
    database: SqlDatabase, how: Callable[..., Subscription], *what: Any, now: datetime = NOW, **facts: Any
) -> Subscription:
    with database.writing() as uow:
        return how(*what, now=now, uow=uow, **facts)


def due(database: SqlDatabase, now: datetime, *, limit: int = 100) -> list[Ran]:
    return run_due(now=now, database=database, chance=Chance(), limit=limit)


def retried(database: SqlDatabase, now: datetime) -> list[Ran]:
    return run_retries(now=now, database=database, chance=Chance([200000 + now.toordinal()]), limit=100)


def found(database: SqlDatabase, subscription: Subscription) -> Subscription:
    with database.reading() as uow:
        known = uow.subscriptions.get(subscription.id)
    assert known is not None
    return known


def retries(database: SqlDatabase, subscription: Subscription) -> list[Retry]:
    with database.reading() as uow:
        return list(uow.subscriptions.retries(subscription.id))


def price_is(database: SqlDatabase, sku: str, price: str) -> None:
    with database.writing() as uow:
        known = uow.products.by_sku([sku])[sku]
        uow.products.put([replace(known, price=dollars(price))])


def stock_is(database: SqlDatabase, sku: str, on_hand: int) -> None:
    with database.writing() as uow:
        set_stock(sku, on_hand, restock_on=None, now=NOW, uow=uow)


def contents(order: Order | None) -> dict[str, int]:
    return {line.product.sku: line.quantity for line in order.lines} if order else {}


def missing(ran: Ran) -> list[tuple[str, int, str]]:
    return [(left.product.sku, left.quantity, left.why.value) for left in ran.left_out]


def happened(database: SqlDatabase) -> list[str]:
    """Types of the subscriptions' events, by the alphabet: those of one moment have no order."""
    with database.reading() as uow:
        types = sorted(event.type for event in uow.events.latest(limit=100))
    return [type.removeprefix("subscription.") for type in types if type.startswith("subscription.")]


# -- starting


def test_a_draft_says_what_a_period_costs_and_when_the_first_order_arrives(
    database: SqlDatabase, ada: Customer
) -> None:
    what = drafted(database, ada, first_on=LATER)

    assert (what.total, what.terms.delivery_fee) == (dollars("31.99"), dollars("3.99"))
    assert (what.terms.deliver_on, what.terms.address) == (LATER + 2 * DAY, "1 Ada Street")
    assert what.subscription.state is SubscriptionState.DRAFT


def test_a_draft_orders_nothing_and_is_no_subscription(database: SqlDatabase, ada: Customer) -> None:
    drafted(database, ada)

    assert due(database, on(LATER)) == []
    with database.reading() as uow, pytest.raises(NoSubscription):
        subscriptions_of(ada, uow=uow)


def test_the_same_product_twice_is_one_line(database: SqlDatabase, ada: Customer) -> None:
    with database.writing() as uow:
        what = draft(ada, [Wish("milk", 1), Wish("milk", 2)], 1, first_on=TODAY, now=NOW, uow=uow)

    assert [(line.product.sku, line.quantity) for line in what.subscription.lines] == [("milk", 3)]


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ([], NothingToReorder),
        ([Wish("no-such-thing", 1)], UnknownProduct),
        ([Wish("milk", 0)], QuantityRefused),
        ([Wish("milk", -1)], QuantityRefused),
        ([Wish("milk", 50), Wish("milk", 50)], QuantityRefused),
    ],
)
def test_what_cannot_be_ordered_cannot_be_scheduled(
    database: SqlDatabase, ada: Customer, wanted: Sequence[Wish], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal), database.writing() as uow:
        draft(ada, wanted, 2, first_on=TODAY, now=NOW, uow=uow)


def test_nothing_is_scheduled_over_the_spending_limit(database: SqlDatabase, ada: Customer) -> None:
    thrifty = replace(ada, spending_limit=dollars("31.98"))

    with pytest.raises(OverSpendingLimit) as refused, database.writing() as uow:
        draft(thrifty, [Wish("coffee", 2), Wish("milk", 3)], 2, first_on=TODAY, now=NOW, uow=uow)

    assert (refused.value.limit, refused.value.total) == (dollars("31.98"), dollars("31.99"))


def test_what_starts_today_is_ordered_at_once_and_the_next_one_a_period_later(
    database: SqlDatabase, ada: Customer
) -> None:
    what = agreed(database, ada, drafted(database, ada), chance=Chance([407912]))

    assert what.first is not None
    assert (what.first.number, what.first.outcome) == ("407912", Outcome.ORDERED)
    assert what.subscription.next_on == LATER
    (order,) = all_orders(database)
    assert (contents(order), order.total) == ({"coffee": 2, "milk": 3}, dollars("31.99"))
    assert happened(database) == ["ordered", "started"]
    assert books_agree_with_the_shelf(database)


def test_a_second_yes_starts_nothing_new(database: SqlDatabase, ada: Customer) -> None:
    what = drafted(database, ada)

    first, second = (agreed(database, ada, what, chance=Chance([number])) for number in (407912, 407913))

    assert first.first == second.first
    assert (first.subscription.id, first.subscription.next_on) == (second.subscription.id, second.subscription.next_on)
    assert [order.number for order in all_orders(database)] == ["407912"]


def test_what_starts_later_is_not_ordered_before(database: SqlDatabase, ada: Customer) -> None:
    what = agreed(database, ada, drafted(database, ada, first_on=LATER))

    assert what.first is None
    assert due(database, on(LATER - DAY)) == []
    assert [ran.outcome for ran in due(database, on(LATER))] == [Outcome.ORDERED]


def test_an_old_draft_is_read_out_again(database: SqlDatabase, ada: Customer) -> None:
    what = drafted(database, ada)

    with pytest.raises(DraftChanged) as refused:
        agreed(database, ada, what, now=NOW + timedelta(minutes=10))

    assert refused.value.expired
    assert all_orders(database) == []


def test_a_draft_whose_price_changed_is_read_out_again(database: SqlDatabase, ada: Customer) -> None:
    what = drafted(database, ada)
    price_is(database, "milk", "4.01")

    with pytest.raises(DraftChanged) as refused:
        agreed(database, ada, what)
    with database.writing() as uow:
        again = draft_again(ada, refused.value.draft, now=NOW, uow=uow)

    assert not refused.value.expired
    assert (again.total, again.subscription.every_weeks) == (dollars("32.02"), 2)
    assert agreed(database, ada, again).first is not None


def test_another_total_than_was_read_out_starts_nothing(database: SqlDatabase, ada: Customer) -> None:
    with pytest.raises(DraftChanged):
        agreed(database, ada, drafted(database, ada), total=dollars("1.00"))


def test_somebody_elses_draft_is_none(database: SqlDatabase, ada: Customer) -> None:
    ben = new_customer(database, "Ben")

    with pytest.raises(UnknownSubscription):
        agreed(database, ben, drafted(database, ada))


def test_a_customer_has_one_draft_and_old_ones_are_removed(database: SqlDatabase, ada: Customer) -> None:
    first = drafted(database, ada)
    drafted(database, ada)

    with pytest.raises(UnknownSubscription):
        agreed(database, ada, first)
    with database.writing() as uow:
        assert remove_old_drafts(now=NOW + DAY, uow=uow) == 0
    with database.writing() as uow:
        assert remove_old_drafts(now=NOW + DAY + timedelta(seconds=1), uow=uow) == 1


def test_the_usual_starts_a_period_after_the_last_order(database: SqlDatabase, ada: Customer) -> None:
    with database.reading() as uow:
        assert first_day(ada, 1, now=NOW, uow=uow) == TODAY
    bought(database, ada, "milk", now=NOW - 3 * DAY)

    with database.reading() as uow:
        assert first_day(ada, 1, now=NOW, uow=uow) == TODAY + 4 * DAY
        assert first_day(ada, 1, now=NOW + 30 * DAY, uow=uow) == TODAY + 30 * DAY


# -- changing


def test_a_skip_moves_from_the_scheduled_day_whatever_day_it_is(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada)

    once = changed(database, skip, ada, subscription.id)
    twice = changed(database, skip, ada, subscription.id, now=NOW + 3 * DAY)

    assert (once.next_on, twice.next_on) == (LATER + TWO_WEEKS, LATER + 2 * TWO_WEEKS)


def test_no_skip_goes_further_than_a_year(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada)
    for _ in range(25):
        last = changed(database, skip, ada, subscription.id)
    assert last.next_on == TODAY + 26 * TWO_WEEKS

    with pytest.raises(DayRefused) as refused:
        changed(database, skip, ada, subscription.id)

    assert (refused.value.day, refused.value.latest) == (TODAY + 27 * TWO_WEEKS, TODAY + 365 * DAY)
    assert found(database, subscription).next_on == TODAY + 26 * TWO_WEEKS


def test_who_changed_it_is_on_record(database: SqlDatabase, ada: Customer) -> None:
    what, by = drafted(database, ada, first_on=LATER), "partner"
    subscription = what.subscription
    with database.writing() as uow:
        start(ada, subscription.id, expected=what.total, now=NOW, uow=uow, chance=Chance(), actor=by)
    changed(database, skip, ada, subscription.id, actor=by)
    changed(database, move, ada, subscription.id, LATER, actor=by)
    changed(database, pause, ada, subscription.id, actor=by)
    changed(database, resume, ada, subscription.id, actor=by)
    changed(database, swap, ada, subscription.id, "milk", "soy", expected=dollars("5.00"), actor=by)
    changed(database, agree_to_price, ada, subscription.id, "soy", expected=dollars("5.00"), actor=by)
    with database.writing() as uow:
        next_one, quoted = quote_now(ada, subscription.id, now=NOW, uow=uow)
        quote_id, day = quoted.quote.id, next_one.next_on
        send_now(ada, subscription.id, day, quote_id, now=NOW, uow=uow, chance=Chance(), actor=by)
    changed(database, stop, ada, subscription.id, actor=by)

    with database.reading() as uow:
        events = uow.events.latest(limit=50)
    assert {event.actor for event in events} == {"partner"}
    assert sum(event.type.startswith("subscription.") for event in events) == 10


@pytest.mark.parametrize("days", [0, 1, 365])
def test_an_order_moves_and_later_ones_follow(database: SqlDatabase, ada: Customer, days: int) -> None:
    subscription = started(database, ada)

    moved = changed(database, move, ada, subscription.id, TODAY + days * DAY)

    assert moved.next_on == TODAY + days * DAY
    (ran,) = due(database, on(moved.next_on))
    assert ran.next_on == moved.next_on + TWO_WEEKS


@pytest.mark.parametrize("days", [-1, 366, -700_000, 2_000_000])
def test_no_order_moves_to_the_past_or_further_than_a_year(database: SqlDatabase, ada: Customer, days: int) -> None:
    subscription = started(database, ada)

    with pytest.raises(DayRefused) as refused:
        changed(database, move, ada, subscription.id, TODAY + days * DAY)

    assert (refused.value.earliest, refused.value.latest) == (TODAY, TODAY + 365 * DAY)
    assert found(database, subscription).next_on == LATER


def test_no_order_moves_to_a_day_that_had_one(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada, first_on=TODAY)

    with pytest.raises(OrderedAlready):
        changed(database, move, ada, subscription.id, TODAY)


def test_a_paused_one_orders_nothing_and_goes_on_in_the_old_rhythm(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada)
    changed(database, pause, ada, subscription.id)

    assert due(database, on(LATER + 20 * DAY)) == []
    resumed = changed(database, resume, ada, subscription.id, now=on(LATER + 20 * DAY))
    assert (resumed.state, resumed.next_on) == (SubscriptionState.ACTIVE, LATER + 2 * TWO_WEEKS)


@pytest.mark.parametrize(("late", "missed"), [(-1, 0), (0, 0), (1, 1), (14, 1), (15, 2)])
def test_a_resumed_one_is_never_due_in_the_past(database: SqlDatabase, ada: Customer, late: int, missed: int) -> None:
    subscription = started(database, ada)
    changed(database, pause, ada, subscription.id)

    resumed = changed(database, resume, ada, subscription.id, now=on(LATER + late * DAY))

    assert resumed.next_on == LATER + missed * TWO_WEEKS


def test_a_paused_one_is_neither_skipped_nor_moved_nor_sent(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada)
    changed(database, pause, ada, subscription.id)

    for how in (
        lambda: changed(database, skip, ada, subscription.id),
        lambda: changed(database, move, ada, subscription.id, LATER + DAY),
        lambda: quoted_now(database, ada, subscription),
    ):
        with pytest.raises(SubscriptionPaused):
            how()


def test_a_stopped_one_is_gone(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada)

    assert changed(database, stop, ada, subscription.id).state is SubscriptionState.STOPPED
    assert changed(database, stop, ada, subscription.id).state is SubscriptionState.STOPPED

    assert due(database, on(LATER)) == []
    with pytest.raises(UnknownSubscription):
        changed(database, resume, ada, subscription.id)
    with database.reading() as uow, pytest.raises(NoSubscription):
        subscriptions_of(ada, uow=uow)
    assert happened(database) == ["started", "stopped"]


def test_nobody_changes_somebody_elses(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada)
    ben = new_customer(database, "Ben")

    for how in (skip, pause, resume, stop):
        with pytest.raises(UnknownSubscription):
            changed(database, how, ben, subscription.id)
        with pytest.raises(UnknownSubscription):
            changed(database, how, ada, uuid4())
    assert found(database, subscription) == subscription


def test_a_swap_brings_as_many_at_the_price_that_was_said(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada)

    swapped = changed(database, swap, ada, subscription.id, "milk", "soy", expected=dollars("5.00"))
    again = changed(database, swap, ada, subscription.id, "milk", "soy", expected=dollars("5.00"))

    lines = [(line.product.sku, line.quantity, line.price) for line in swapped.lines]
    assert lines == [("coffee", 2, dollars("8.00")), ("soy", 3, dollars("5.00"))]
    assert again == swapped == found(database, subscription)


def test_a_swap_at_another_price_is_asked_again(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada)

    with pytest.raises(PriceMoved):
        changed(database, swap, ada, subscription.id, "milk", "soy", expected=dollars("4.99"))


@pytest.mark.parametrize(
    ("sku", "replacement", "refusal"),
    [
        ("milk", "coffee", AlreadyIncluded),
        ("milk", "milk", AlreadyIncluded),
        ("tea", "soy", UnknownSubscription),
        ("milk", "no-such-thing", UnknownProduct),
    ],
)
def test_a_swap_needs_something_to_take_out_and_something_new(
    database: SqlDatabase, ada: Customer, sku: str, replacement: str, refusal: type[Refusal]
) -> None:
    subscription = started(database, ada)

    with pytest.raises(refusal):
        changed(database, swap, ada, subscription.id, sku, replacement, expected=dollars("5.00"))


# -- at once


def quoted_now(database: SqlDatabase, customer: Customer, subscription: Subscription, now: datetime = NOW) -> UUID:
    with database.writing() as uow:
        _, quoted = quote_now(customer, subscription.id, now=now, uow=uow)
    return quoted.quote.id


def sent_now(
    database: SqlDatabase,
    customer: Customer,
    subscription: Subscription,
    quote_id: UUID,
    *,
    now: datetime = NOW,
    instead_of: date = LATER,
) -> SentNow:
    with database.writing() as uow:
        return send_now(customer, subscription.id, instead_of, quote_id, now=now, uow=uow, chance=Chance())


def test_an_order_sent_now_is_the_scheduled_one(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada)
    quote_id = quoted_now(database, ada, subscription)

    sent = sent_now(database, ada, subscription, quote_id)
    again = sent_now(database, ada, subscription, quote_id)

    assert contents(sent.order) == {"coffee": 2, "milk": 3}
    assert sent.subscription.next_on == again.subscription.next_on == LATER + TWO_WEEKS
    assert sent.order.number == again.order.number
    assert due(database, on(LATER)) == []
    assert len(all_orders(database)) == 1


def test_what_the_schedule_sent_meanwhile_is_not_sent_again(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada)
    quote_id = quoted_now(database, ada, subscription, on(LATER))
    due(database, on(LATER))

    with pytest.raises(SentAlready):
        sent_now(database, ada, subscription, quote_id, now=on(LATER))

    assert len(all_orders(database)) == 1


def test_an_offer_to_send_now_ends_like_every_offer(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada)
    quote_id = quoted_now(database, ada, subscription)

    with pytest.raises(QuoteExpired):
        sent_now(database, ada, subscription, quote_id, now=NOW + timedelta(minutes=10))

    assert found(database, subscription).next_on == LATER


def test_what_was_read_out_as_sold_out_does_not_follow(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada, {"milk": 3, "tea": 1})

    sent = sent_now(database, ada, subscription, quoted_now(database, ada, subscription))

    assert contents(sent.order) == {"milk": 3}
    assert retries(database, subscription) == []
    with database.reading() as uow:
        assert news(ada, now=NOW, uow=uow) is None


# -- the schedule


def test_a_scheduled_order_is_an_order_like_any_other(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada)

    (ran,) = run_due(now=on(LATER), database=database, chance=Chance([407912]), limit=10)

    assert (ran.subscription_id, ran.due_on, ran.outcome) == (subscription.id, LATER, Outcome.ORDERED)
    assert (ran.next_on, ran.left_out) == (LATER + TWO_WEEKS, ())
    (order,) = all_orders(database)
    assert (order.number, order.status, order.customer_id) == ("407912", OrderStatus.PLACED, ada.id)
    assert (order.terms.deliver_on, order.terms.address) == (LATER + 2 * DAY, "1 Ada Street")
    assert order.cancel_until == on(LATER) + timedelta(minutes=30)
    with database.reading() as uow:
        placed = next(event for event in uow.events.latest(limit=10) if event.type == "order.placed")
    assert placed.actor == "schedule"
    assert books_agree_with_the_shelf(database)


def test_it_is_the_shops_day_that_counts(database: SqlDatabase, ada: Customer) -> None:
    started(database, ada)
    midnight = datetime.fromisoformat("2026-03-24T04:00:00+00:00")

    assert due(database, midnight - timedelta(seconds=1)) == []
    assert len(due(database, midnight)) == 1


def test_the_same_day_is_run_once(database: SqlDatabase, ada: Customer) -> None:
    started(database, ada)

    assert [len(due(database, on(LATER))) for _ in range(3)] == [1, 0, 0]


def test_two_workers_place_each_order_once(engine: Engine, database: SqlDatabase, ada: Customer) -> None:
    for _ in range(4):
        started(database, ada, {"milk": 1})
    workers = [SqlDatabase(engine, read_seconds=20, write_seconds=20) for _ in range(2)]

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda worker: due(worker, on(LATER)), workers))

    assert sorted(len(each) for each in done) in ([0, 4], [1, 3], [2, 2])
    assert len(all_orders(database)) == 4
    assert available(database, "milk") == 36


def test_one_call_does_no_more_than_it_may(database: SqlDatabase, ada: Customer) -> None:
    for _ in range(3):
        started(database, ada, {"milk": 1})

    assert [len(due(database, on(LATER), limit=2)) for _ in range(3)] == [2, 1, 0]


def test_after_a_long_silence_there_is_one_order_not_three(database: SqlDatabase, ada: Customer) -> None:
    started(database, ada)
    late = LATER + 2 * TWO_WEEKS + 3 * DAY

    (ran,) = due(database, on(late))

    assert (ran.due_on, ran.next_on) == (LATER, LATER + 3 * TWO_WEEKS)
    assert due(database, on(late)) == []
    assert len(all_orders(database)) == 1


def test_what_is_sold_out_is_split_off_and_the_rest_goes_out(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada, {"milk": 3, "tea": 2, "coffee": 2})
    stock_is(database, "milk", 1)

    (ran,) = due(database, on(LATER))

    assert (ran.outcome, contents(ran.order)) == (Outcome.PARTLY_ORDERED, {"milk": 1, "coffee": 2})
    assert missing(ran) == [("milk", 2, "sold_out"), ("tea", 2, "sold_out")]
    assert [(each.sku, each.quantity, each.next_on, each.until) for each in retries(database, subscription)] == [
        ("milk", 2, LATER + DAY, LATER + 30 * DAY),
        ("tea", 2, LATER + DAY, LATER + 30 * DAY),
    ]
    assert happened(database) == ["left_out", "ordered", "started"]
    assert books_agree_with_the_shelf(database)


def test_when_all_is_sold_out_there_is_no_order(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada, {"tea": 2})

    (ran,) = due(database, on(LATER))

    assert (ran.outcome, ran.order, missing(ran)) == (Outcome.NOTHING_AVAILABLE, None, [("tea", 2, "sold_out")])
    assert found(database, subscription).next_on == LATER + TWO_WEEKS
    assert all_orders(database) == []


def test_a_part_costs_no_more_for_delivery_than_the_whole(database: SqlDatabase, ada: Customer) -> None:
    started(database, ada, {"coffee": 4, "milk": 2})  # forty dollars, so delivery is free
    stock_is(database, "coffee", 0)

    (ran,) = due(database, on(LATER))

    assert ran.order is not None
    assert (contents(ran.order), ran.order.total) == ({"milk": 2}, dollars("8.00"))


@pytest.mark.parametrize(
    ("price", "outcome", "paid"),
    [
        ("3.00", Outcome.ORDERED, "28.99"),
        ("4.40", Outcome.ORDERED, "33.19"),
        ("4.41", Outcome.PARTLY_ORDERED, "19.99"),
    ],
)
def test_a_price_rises_by_a_tenth_at_most_without_consent(
    database: SqlDatabase, ada: Customer, price: str, outcome: Outcome, paid: str
) -> None:
    started(database, ada, {"coffee": 2, "milk": 3})
    price_is(database, "milk", price)

    (ran,) = due(database, on(LATER))

    assert ran.order is not None
    assert (ran.outcome, ran.order.total) == (outcome, dollars(paid))


def test_what_became_dear_waits_for_consent_and_costs_only_that_order(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada, {"milk": 3})
    price_is(database, "milk", "4.50")

    (ran,) = due(database, on(LATER))

    assert (ran.outcome, missing(ran)) == (Outcome.NEEDS_CONSENT, [("milk", 3, "price")])
    assert retries(database, subscription) == []
    assert happened(database) == ["left_out", "needs_consent", "started"]
    changed(database, agree_to_price, ada, subscription.id, "milk", expected=dollars("4.50"))
    (ran,) = due(database, on(LATER + TWO_WEEKS))
    assert (ran.outcome, contents(ran.order)) == (Outcome.ORDERED, {"milk": 3})


def test_consent_is_to_the_price_that_was_said(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada, {"milk": 3})
    price_is(database, "milk", "6.00")

    with pytest.raises(PriceMoved):
        changed(database, agree_to_price, ada, subscription.id, "milk", expected=dollars("5.99"))

    assert found(database, subscription).lines[0].price == dollars("4.00")


def test_a_scheduled_order_keeps_to_the_spending_limit(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada)
    with database.writing() as uow:
        uow.customers.change(replace(ada, spending_limit=dollars("20.00")))

    (ran,) = due(database, on(LATER))

    assert (ran.outcome, missing(ran)) == (Outcome.REFUSED, [("coffee", 2, "limit"), ("milk", 3, "limit")])
    assert (all_orders(database), retries(database, subscription)) == ([], [])
    assert (available(database, "coffee"), available(database, "milk")) == (40, 40)
    assert books_agree_with_the_shelf(database)


def test_who_fetches_gets_the_goods_of_that_place(database: SqlDatabase, ada: Customer) -> None:
    with database.writing() as uow:
        uow.set_places([Place("mall", {"en-US": "the mall"}, "5 Mall Road", pickup=True)])
        uow.stock.set("milk", "mall", 2, None)
        uow.customers.change(replace(ada, pickup_at="mall"))
    started(database, ada, {"milk": 3})

    (ran,) = due(database, on(LATER))

    assert ran.order is not None
    assert (contents(ran.order), ran.order.terms.address, ran.order.terms.place) == ({"milk": 2}, "5 Mall Road", "mall")
    assert available(database, "milk") == 40
    assert books_agree_with_the_shelf(database)


def test_a_place_that_no_longer_hands_out_goods_takes_no_order(database: SqlDatabase, ada: Customer) -> None:
    started(database, ada, {"milk": 3})
    with database.writing() as uow:
        uow.set_places([Place("mall", {"en-US": "the mall"}, "5 Mall Road", pickup=False)])
        uow.stock.set("milk", "mall", 20, None)
        uow.customers.change(replace(ada, pickup_at="mall"))

    (ran,) = due(database, on(LATER))

    assert (ran.outcome, missing(ran)) == (Outcome.REFUSED, [("milk", 3, "place")])
    assert books_agree_with_the_shelf(database)


# -- what was sold out


def test_what_was_sold_out_follows_when_it_is_back_and_costs_no_second_delivery(
    database: SqlDatabase, ada: Customer
) -> None:
    subscription = started(database, ada, {"milk": 1, "tea": 2})
    due(database, on(LATER))
    stock_is(database, "tea", 1)

    assert retried(database, on(LATER)) == []  # the next try is tomorrow
    (ran,) = retried(database, on(LATER + DAY))
    assert retried(database, on(LATER + DAY)) == []  # once a day

    assert ran.order is not None
    assert (contents(ran.order), ran.order.total) == ({"tea": 1}, dollars("3.00"))
    stock_is(database, "tea", 5)
    (ran,) = retried(database, on(LATER + 2 * DAY))
    assert (ran.outcome, contents(ran.order)) == (Outcome.ORDERED, {"tea": 1})
    assert retries(database, subscription) == []
    assert books_agree_with_the_shelf(database)


def test_the_first_part_that_goes_out_pays_for_delivery(database: SqlDatabase, ada: Customer) -> None:
    started(database, ada, {"tea": 2})
    due(database, on(LATER))
    stock_is(database, "tea", 2)

    (ran,) = retried(database, on(LATER + DAY))

    assert ran.order is not None
    assert ran.order.total == dollars("9.99")


def test_nothing_is_tried_after_thirty_days(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada, {"tea": 2}, every_weeks=8)
    due(database, on(LATER))

    for day in range(1, 31):
        (ran,) = retried(database, on(LATER + day * DAY))
        assert ran.outcome is Outcome.NOTHING_AVAILABLE
    stock_is(database, "tea", 2)
    retried(database, on(LATER + 31 * DAY))

    assert (retries(database, subscription), all_orders(database)) == ([], [])
    assert happened(database) == ["gave_up", "left_out", "started"]


def test_the_next_scheduled_order_ends_the_tries_of_the_one_before(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada, {"tea": 2})
    due(database, on(LATER))
    stock_is(database, "tea", 9)

    (ran,) = due(database, on(LATER + TWO_WEEKS))

    assert contents(ran.order) == {"tea": 2}
    assert retries(database, subscription) == []


@pytest.mark.parametrize("how", [pause, stop])
def test_nothing_follows_after_a_pause_or_a_stop(
    database: SqlDatabase, ada: Customer, how: Callable[..., Subscription]
) -> None:
    subscription = started(database, ada, {"tea": 2})
    due(database, on(LATER))
    changed(database, how, ada, subscription.id)
    stock_is(database, "tea", 2)

    assert retried(database, on(LATER + DAY)) == []
    assert all_orders(database) == []


def test_what_comes_back_dearer_waits_for_consent(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada, {"tea": 2})
    due(database, on(LATER))
    price_is(database, "tea", "4.00")
    stock_is(database, "tea", 2)

    (ran,) = retried(database, on(LATER + DAY))

    assert (ran.order, missing(ran)) == (None, [("tea", 2, "price")])
    assert retries(database, subscription) == []


# -- what the customer should hear


def reasons(database: SqlDatabase, customer: Customer, now: datetime) -> list[tuple[str, Why]] | None:
    with database.reading() as uow:
        told_of = news(customer, now=now, uow=uow)
    if told_of is None:
        return None
    return [(left.product.sku, left.why) for run in told_of.runs for left in run.left_out]


def test_the_customer_hears_once_what_did_not_go_out(database: SqlDatabase, ada: Customer) -> None:
    started(database, ada, {"milk": 1, "tea": 2})
    due(database, on(LATER))

    assert reasons(database, ada, on(LATER)) == [("tea", Why.SOLD_OUT)]
    with database.writing() as uow:
        what = news(ada, now=on(LATER), uow=uow)
        assert what is not None
        told(what, now=on(LATER), uow=uow)
    assert reasons(database, ada, on(LATER)) is None


def test_what_went_well_or_has_followed_is_no_news(database: SqlDatabase, ada: Customer) -> None:
    started(database, ada, {"milk": 1})
    started(database, ada, {"tea": 1, "coffee": 1})
    due(database, on(LATER))
    assert reasons(database, ada, on(LATER)) == [("tea", Why.SOLD_OUT)]
    stock_is(database, "tea", 1)

    retried(database, on(LATER + DAY))

    assert reasons(database, ada, on(LATER + DAY)) is None


def test_news_of_a_month_ago_and_of_what_was_stopped_is_none(database: SqlDatabase, ada: Customer) -> None:
    subscription = started(database, ada, {"tea": 2}, every_weeks=8)
    due(database, on(LATER))

    assert reasons(database, ada, on(LATER + 31 * DAY)) is None
    changed(database, stop, ada, subscription.id)
    assert reasons(database, ada, on(LATER)) is None


# -- leaving


def test_subscriptions_go_with_their_customer(engine: Engine, database: SqlDatabase, ada: Customer) -> None:
    started(database, ada, {"tea": 2})
    due(database, on(LATER))

    with engine.begin() as connection:
        connection.execute(delete(tables.customers).where(tables.customers.c.id == ada.id))

    with engine.connect() as connection:
        left = [
            connection.scalar(select(func.count()).select_from(table))
            for table in (
                tables.subscriptions,
                tables.subscription_lines,
                tables.subscription_runs,
                tables.subscription_retries,
            )
        ]
    assert left == [0, 0, 0, 0]


# -- whatever happens

SKUS = ("coffee", "milk", "soy")


class Schedule(RuleBasedStateMachine):
    """Days pass, goods come and go, prices rise, the customer changes their mind, and two workers do the same work."""

    def __init__(self, database: SqlDatabase, other: SqlDatabase, numbers: Iterator[int]) -> None:
        super().__init__()
        self.database, self.other = database, other
        self.now = NOW
        self.numbers = numbers
        self.orders = 0
        self.ran: set[tuple[UUID, date]] = set()
        for sku in SKUS:
            stock_is(database, sku, the_product(database, sku).reserved + 10)
        self.ada = new_customer(database, uuid4().hex)

    def teardown(self) -> None:
        for _ in self.known():
            self.try_to(stop)

    def randrange(self, _start: int, _stop: int) -> int:
        return next(self.numbers)

    @property
    def today(self) -> date:
        return SHOP.today(self.now)

    def known(self) -> list[Subscription]:
        with self.database.reading() as uow:
            return list(uow.subscriptions.of(self.ada.id))

    def try_to(self, how: Callable[..., Any], *what: Any, **facts: Any) -> Any:
        """What came of it; None if the shop refused."""
        known = self.known()
        if not known:
            return None
        try:
            with self.database.writing() as uow:
                return how(self.ada, known[0].id, *what, now=self.now, uow=uow, **facts)
        except Refusal:
            return None

    @precondition(lambda self: len(self.known()) < 3)
    @rule(
        quantities=st.dictionaries(st.sampled_from(SKUS), st.integers(1, 9), min_size=1),
        every_weeks=st.integers(1, 6),
        later=st.integers(0, 10),
    )
    def start(self, quantities: dict[str, int], every_weeks: int, later: int) -> None:
        first_on = self.today + timedelta(days=later)
        what = drafted(self.database, self.ada, quantities, every_weeks=every_weeks, first_on=first_on, now=self.now)
        with self.database.writing() as uow:
            begun = start(self.ada, what.subscription.id, expected=what.total, now=self.now, uow=uow, chance=self)
        assert (begun.first is not None) == (later == 0)
        if begun.first is not None:
            self.ran.add((begun.first.subscription_id, begun.first.due_on))
            self.orders += begun.first.number is not None

    @rule(days=st.integers(1, 45))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(sku=st.sampled_from(SKUS), on_hand=st.integers(0, 12))
    def goods_come_and_go(self, sku: str, on_hand: int) -> None:
        reserved = the_product(self.database, sku).reserved
        stock_is(self.database, sku, reserved + on_hand)

    @rule(sku=st.sampled_from(SKUS), minor=st.integers(300, 1000))
    def a_price_changes(self, sku: str, minor: int) -> None:
        price_is(self.database, sku, str(Money(minor, "USD").amount))

    @rule(how=st.sampled_from([skip, pause, resume, stop]))
    def the_customer_changes_it(self, how: Callable[..., Subscription]) -> None:
        self.try_to(how)

    @rule(days=st.integers(-2, 30))
    def the_customer_moves_it(self, days: int) -> None:
        self.try_to(move, self.today + timedelta(days=days))

    @rule(sku=st.sampled_from(SKUS))
    def the_customer_agrees_to_a_price(self, sku: str) -> None:
        self.try_to(agree_to_price, sku, expected=the_product(self.database, sku).price)

    @rule(sku=st.sampled_from(SKUS), replacement=st.sampled_from(SKUS))
    def the_customer_swaps(self, sku: str, replacement: str) -> None:
        self.try_to(swap, sku, replacement, expected=the_product(self.database, replacement).price)

    @rule()
    def the_customer_wants_it_now(self) -> None:
        offered = self.try_to(quote_now)
        if offered is not None:
            subscription, quoted = offered
            sent = self.try_to(send_now, subscription.next_on, quoted.quote.id, chance=self)
            if sent is not None:
                assert (subscription.id, self.today) not in self.ran
                self.ran.add((subscription.id, self.today))
                self.orders += 1

    @rule()
    def two_workers_do_what_is_due(self) -> None:
        before = {each.id: each for each in self.known()}
        with ThreadPoolExecutor(2) as pool:
            done = pool.map(
                lambda database: run_due(now=self.now, database=database, chance=self, limit=100),
                (self.database, self.other),
            )
            ran = [each for of_worker in done for each in of_worker]
        for each in ran:
            subscription = before[each.subscription_id]
            assert subscription.state is SubscriptionState.ACTIVE
            assert (subscription.id, each.due_on) not in self.ran
            self.ran.add((subscription.id, each.due_on))
            assert each.due_on == subscription.next_on <= self.today < each.next_on
            assert (each.next_on - each.due_on) % subscription.period == timedelta(0)
            accounted = {**contents(each.order)}
            for left in each.left_out:
                accounted[left.product.sku] = accounted.get(left.product.sku, 0) + left.quantity
            assert accounted == {line.product.sku: line.quantity for line in subscription.lines}
            self.orders += each.order is not None
        assert {each.subscription_id for each in ran} == {
            each.id for each in before.values() if each.state is SubscriptionState.ACTIVE and each.next_on <= self.today
        }

    @rule()
    def two_workers_try_again(self) -> None:
        active = {each.id for each in self.known() if each.state is SubscriptionState.ACTIVE}
        with self.database.reading() as uow:
            waiting = {
                (each.subscription_id, each.sku): each.quantity
                for subscription_id in active
                for each in uow.subscriptions.retries(subscription_id)
                if each.next_on <= self.today <= each.until
            }
        with ThreadPoolExecutor(2) as pool:
            done = pool.map(
                lambda database: run_retries(now=self.now, database=database, chance=self, limit=100),
                (self.database, self.other),
            )
            ran = [each for of_worker in done for each in of_worker]
        assert len({each.subscription_id for each in ran}) == len(ran)
        for each in ran:
            assert each.subscription_id in active
            for sku, quantity in contents(each.order).items():
                assert quantity <= waiting[each.subscription_id, sku]
            self.orders += each.order is not None

    @invariant()
    def the_books_agree_with_the_shelf(self) -> None:
        assert books_agree_with_the_shelf(self.database)

    @invariant()
    def there_is_no_order_nobody_knows_of(self) -> None:
        with self.database.reading() as uow:
            assert uow.orders.count_of(self.ada.id) == self.orders


def test_no_scheduled_order_is_placed_twice_or_lost_whatever_happens(engine: Engine) -> None:
    database, other = (SqlDatabase(engine, read_seconds=20, write_seconds=20) for _ in range(2))
    open_shop(database, *(product(sku, "5.00") for sku in SKUS))
    numbers = count(100_000)

    class Here(Schedule):
        def __init__(self) -> None:
            super().__init__(database, other, numbers)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
