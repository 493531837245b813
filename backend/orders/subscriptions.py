"""Scheduled reorders: the same goods every few weeks, until the customer says otherwise.

An order is placed on the day it is due and arrives like any other order of that day. It holds what there is: what is
sold out follows when it is back, what has become much dearer waits for the customer's consent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from backend.orders.errors import (
    OverSpendingLimit,
    Refusal,
    UnknownPlace,
    UnknownProduct,
)
from backend.orders.ids import uuid7
from backend.orders.model import (
    MAIN,
    QUOTE_LASTS,
    Customer,
    Event,
    Line,
    Order,
    OrderStatus,
    Product,
    Shop,
    Terms,
    Wish,
)
from backend.orders.money import Money
from backend.orders.ordering import add_order, place_order
from backend.orders.ports import Chance, Database, UnitOfWork
from backend.orders.quoting import (
    Quoted,
    available_at,
    quantities,
    quote_wishes,
    terms_for,
    the_shop,
    whole_wish,
    wishes_of,
)

SCHEDULE = "schedule"
"""Who did it, in the audit trail."""

RETRIED = timedelta(days=30)
"""So long a sold-out line is tried every day, unless the next scheduled order comes first."""

FURTHEST = timedelta(days=365)
"""A day further ahead is more likely misheard than meant."""

DRAFTS_KEPT = timedelta(days=1)


class SubscriptionState(StrEnum):
    DRAFT = "draft"
    """Read out, not agreed to yet."""
    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Subscription:
    id: UUID
    customer_id: UUID
    state: SubscriptionState
    every_weeks: int
    next_on: date
    """When the next order is placed; it arrives later."""
    started_at: datetime
    lines: tuple[Line, ...]
    """Each at the price the customer agreed to."""

    @property
    def period(self) -> timedelta:
        return timedelta(weeks=self.every_weeks)

    def line(self, sku: str) -> Line | None:
        return next((line for line in self.lines if line.product.sku == sku), None)

    def first_after(self, today: date) -> date:
        """The next scheduled day in the future: what was missed is not made up for."""
        return self.next_on + ((today - self.next_on) // self.period + 1) * self.period

    def first_from(self, today: date) -> date:
        """The scheduled day that is today or comes next."""
        return max(self.next_on, self.first_after(today - timedelta(days=1)))


class Why(StrEnum):
    """Why a line did not go out."""

    SOLD_OUT = "sold_out"
    PRICE = "price"
    """It rose by more than the customer has to put up with unasked."""
    LIMIT = "limit"
    """The order would have been over the customer's spending limit."""
    PLACE = "place"
    """The shop no longer hands out goods where the customer wants to fetch them."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    product: Product
    quantity: int
    why: Why


class Outcome(StrEnum):
    BEGUN = "begun"
    """Only within the transaction that finishes it."""
    ORDERED = "ordered"
    PARTLY_ORDERED = "partly_ordered"
    NOTHING_AVAILABLE = "nothing_available"
    NEEDS_CONSENT = "needs_consent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one scheduled day."""

    subscription_id: UUID
    due_on: date
    at: datetime
    outcome: Outcome = Outcome.BEGUN
    number: str | None = None
    """Of the order."""
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Retry:
    """Goods of a run that were sold out."""

    subscription_id: UUID
    due_on: date
    sku: str
    quantity: int
    next_on: date
    until: date
    """The last day on which it is tried."""


class Subscriptions(Protocol):
    def add(self, subscription: Subscription) -> None: ...

    def get(self, subscription_id: UUID) -> Subscription | None: ...

    def locked(self, subscription_id: UUID) -> Subscription | None:
        """Nobody else changes it until the transaction ends."""

    def of(self, customer_id: UUID) -> Sequence[Subscription]:
        """Active and paused ones, the one that is due first."""

    def change(self, subscription: Subscription) -> None:
        """State, next day and when it started."""

    def set_lines(self, subscription: Subscription) -> None: ...

    def remove_drafts(self, *, before: datetime | None = None, customer_id: UUID | None = None) -> int:
        """How many there were, of everybody or of this customer."""

    def due(self, today: date, *, limit: int) -> Sequence[UUID]:
        """Active ones with an order to place."""

    def begin_run(self, run: Run) -> bool:
        """False if there was one for this day: no scheduled order twice."""

    def finish_run(self, run: Run, *, order_id: UUID | None) -> None:
        """Outcome and what was left out; an order that is known already stays."""

    def run(self, subscription_id: UUID, due_on: date) -> Run | None: ...

    def unheard(self, customer_id: UUID, *, since: datetime) -> Sequence[Run]:
        """Runs that did not send everything, and that nobody told the customer about."""

    def set_heard(self, runs: Sequence[Run], at: datetime | None) -> None: ...

    def retries(self, subscription_id: UUID) -> Sequence[Retry]: ...

    def set_retries(self, subscription_id: UUID, retries: Sequence[Retry]) -> None:
        """Instead of those there were."""

    def with_retries_due(self, today: date, *, limit: int) -> Sequence[UUID]: ...


@dataclass(slots=True)
class NoSubscription(Refusal):
    customer_id: UUID


@dataclass(slots=True)
class UnknownSubscription(Refusal):
    """There is none of this customer that is meant, or none any more."""

    product: Product | None = None


@dataclass(slots=True)
class SubscriptionPaused(Refusal):
    subscription: Subscription


@dataclass(slots=True)
class DraftChanged(Refusal):
    """It is too old, or would cost something else than was read out."""

    draft: Subscription
    expired: bool


@dataclass(slots=True)
class SentAlready(Refusal):
    """The order that was to be sent at once has gone out, or was moved."""

    subscription: Subscription


@dataclass(slots=True)
class DayRefused(Refusal):
    day: date
    earliest: date
    latest: date


@dataclass(slots=True)
class OrderedAlready(Refusal):
    """This day had its order."""

    subscription: Subscription
    day: date


@dataclass(slots=True)
class AlreadyIncluded(Refusal):
    product: Product


@dataclass(slots=True)
class PriceMoved(Refusal):
    """The price is no longer the one that was read out."""

    subscription: Subscription
    line: Line
    replacement: Product | None = None


# -- starting one


@dataclass(frozen=True, slots=True)
class Drafted:
    subscription: Subscription
    terms: Terms
    """Of the first order, at today's prices."""

    @property
    def total(self) -> Money:
        return self.terms.total_of(self.subscription.lines)


def draft(
    customer: Customer, wishes: Sequence[Wish], every_weeks: int, *, first_on: date, now: datetime, uow: UnitOfWork
) -> Drafted:
    """Something to read out; nothing is ordered before `start`. A customer has one draft at a time.

    Raises:
        NothingToReorder, UnknownProduct, QuantityRefused, OverSpendingLimit, UnknownPlace
    """
    wanted, products = whole_wish(customer, wishes, uow=uow)
    lines = tuple(Line(products[sku], quantity, products[sku].price) for sku, quantity in wanted.items())
    subscription = Subscription(
        id=uuid7(now),
        customer_id=customer.id,
        state=SubscriptionState.DRAFT,
        every_weeks=every_weeks,
        next_on=first_on,
        started_at=now,
        lines=lines,
    )
    drafted = _drafted(customer, subscription, now=now, uow=uow)
    if customer.spending_limit is not None and drafted.total.minor > customer.spending_limit.minor:
        raise OverSpendingLimit(customer.spending_limit, drafted.total)
    uow.subscriptions.remove_drafts(customer_id=customer.id)
    uow.subscriptions.add(subscription)
    return drafted


def draft_again(customer: Customer, old: Subscription, *, now: datetime, uow: UnitOfWork) -> Drafted:
    """The same at today's prices."""
    first_on = max(old.next_on, the_shop(uow).today(now))
    return draft(customer, wishes_of(old.lines), old.every_weeks, first_on=first_on, now=now, uow=uow)


def first_day(customer: Customer, every_weeks: int, *, now: datetime, uow: UnitOfWork) -> date:
    """When the customer's usual starts: one period after the order they had last, so that it does not come twice."""
    shop = the_shop(uow)
    kept = (order for order in uow.orders.of(customer.id, limit=10) if order.status is not OrderStatus.CANCELLED)
    last = next(kept, None)
    today = shop.today(now)
    return today if last is None else max(today, shop.today(last.placed_at) + timedelta(weeks=every_weeks))


def _drafted(customer: Customer, subscription: Subscription, *, now: datetime, uow: UnitOfWork) -> Drafted:
    terms = terms_for(customer, subscription.lines, now=now, uow=uow, pickup_at=customer.pickup_at)
    wait = subscription.next_on - the_shop(uow).today(now)
    return Drafted(subscription, replace(terms, deliver_on=terms.deliver_on + wait))


@dataclass(frozen=True, slots=True)
class Started:
    subscription: Subscription
    first: Run | None
    """None when the first order is still to come."""


def start(
    customer: Customer,
    draft_id: UUID,
    *,
    expected: Money,
    now: datetime,
    uow: UnitOfWork,
    chance: Chance,
    actor: str = "customer",
) -> Started:
    """From now on it is ordered; at once, if the first order is due today. The same yes again changes nothing.

    Raises:
        UnknownSubscription: there is no such draft, or it is somebody else's.
        DraftChanged: nothing has started; draft and ask again.
    """
    found = _of_customer(customer, uow.subscriptions.locked(draft_id))
    if found.state is not SubscriptionState.DRAFT:
        return Started(found, uow.subscriptions.run(found.id, the_shop(uow).today(found.started_at)))
    expired = now >= found.started_at + QUOTE_LASTS
    today = the_shop(uow).today(now)
    # When it started is when it was agreed to, so that its first run can be found again.
    subscription = replace(found, state=SubscriptionState.ACTIVE, next_on=max(found.next_on, today), started_at=now)
    is_same = _at_todays_prices(found.lines) == found.lines
    if expired or not is_same or _drafted(customer, subscription, now=now, uow=uow).total != expected:
        raise DraftChanged(found, expired=expired)
    uow.subscriptions.change(subscription)
    lines = [{"sku": line.product.sku, "quantity": line.quantity} for line in subscription.lines]
    _happened("started", subscription, now=now, uow=uow, actor=actor, every_weeks=subscription.every_weeks, lines=lines)
    ran = run(subscription.id, now=now, uow=uow, chance=chance)
    if ran is None:
        return Started(subscription, None)
    first = uow.subscriptions.run(ran.subscription_id, ran.due_on)
    if first is not None:  # the answer to the yes says it
        uow.subscriptions.set_heard([first], now)
    return Started(replace(subscription, next_on=ran.next_on), first)


def remove_old_drafts(*, now: datetime, uow: UnitOfWork) -> int:
    """Drafts nobody said yes to; how many there were."""
    return uow.subscriptions.remove_drafts(before=now - DRAFTS_KEPT)


# -- changing one


def subscriptions_of(customer: Customer, *, uow: UnitOfWork) -> Sequence[Subscription]:
    """Active and paused ones, the one that is due first.

    Raises:
        NoSubscription: there is not one.
    """
    found = uow.subscriptions.of(customer.id)
    if not found:
        raise NoSubscription(customer.id)
    return found


def skip(
    customer: Customer, subscription_id: UUID, *, now: datetime, uow: UnitOfWork, actor: str = "customer"
) -> Subscription:
    """Leaves out the next order: one period after the day it was due, whatever day it is today.

    Raises:
        DayRefused: the order after it would be more than a year away.
    """
    found = _active(customer, subscription_id, uow)
    today = the_shop(uow).today(now)
    if found.next_on + found.period > today + FURTHEST:
        raise DayRefused(found.next_on + found.period, earliest=today, latest=today + FURTHEST)
    return _change("skip", replace(found, next_on=found.next_on + found.period), now=now, uow=uow, actor=actor)


def move(
    customer: Customer, subscription_id: UUID, day: date, *, now: datetime, uow: UnitOfWork, actor: str = "customer"
) -> Subscription:
    """The next order is placed on that day, and those after it follow from there.

    Raises:
        DayRefused, OrderedAlready
    """
    found = _active(customer, subscription_id, uow)
    today = the_shop(uow).today(now)
    if not today <= day <= today + FURTHEST:
        raise DayRefused(day, earliest=today, latest=today + FURTHEST)
    if uow.subscriptions.run(found.id, day) is not None:
        raise OrderedAlready(found, day)
    return _change("move", replace(found, next_on=day), now=now, uow=uow, actor=actor)


def pause(
    customer: Customer, subscription_id: UUID, *, now: datetime, uow: UnitOfWork, actor: str = "customer"
) -> Subscription:
    found = _running(customer, subscription_id, uow)
    uow.subscriptions.set_retries(found.id, [])
    return _change("pause", replace(found, state=SubscriptionState.PAUSED), now=now, uow=uow, actor=actor)


def resume(
    customer: Customer, subscription_id: UUID, *, now: datetime, uow: UnitOfWork, actor: str = "customer"
) -> Subscription:
    """Goes on in the old rhythm, from today at the earliest."""
    found = _running(customer, subscription_id, uow)
    if found.state is SubscriptionState.ACTIVE:
        return found
    next_on = found.first_from(the_shop(uow).today(now))
    active = replace(found, state=SubscriptionState.ACTIVE, next_on=next_on)
    return _change("resume", active, now=now, uow=uow, actor=actor)


def stop(
    customer: Customer, subscription_id: UUID, *, now: datetime, uow: UnitOfWork, actor: str = "customer"
) -> Subscription:
    """For good; the same again changes nothing."""
    found = _of_customer(customer, uow.subscriptions.locked(subscription_id))
    if found.state is SubscriptionState.STOPPED:
        return found
    stopped = replace(found, state=SubscriptionState.STOPPED)
    uow.subscriptions.set_retries(found.id, [])
    uow.subscriptions.change(stopped)
    _happened("stopped", stopped, now=now, uow=uow, actor=actor)
    return stopped


def swappable(subscription: Subscription, sku: str, replacement: Product) -> Line:
    """The line that a swap would concern.

    Raises:
        UnknownSubscription: it has no such line.
        AlreadyIncluded: the replacement is part of it.
    """
    line = subscription.line(sku)
    if line is None:
        raise UnknownSubscription
    if subscription.line(replacement.sku) is not None:
        raise AlreadyIncluded(replacement)
    return line


def swap(
    customer: Customer,
    subscription_id: UUID,
    sku: str,
    replacement_sku: str,
    *,
    expected: Money,
    now: datetime,
    uow: UnitOfWork,
    actor: str = "customer",
) -> Subscription:
    """As many of another product from now on, at the price that was read out.

    Raises:
        UnknownProduct, AlreadyIncluded, PriceMoved
    """
    found = _running(customer, subscription_id, uow)
    replacement = uow.products.get(replacement_sku)
    if replacement is None:
        raise UnknownProduct(replacement_sku)
    if found.line(sku) is None and found.line(replacement_sku) is not None:
        return found  # the same yes again
    old = swappable(found, sku, replacement)
    if replacement.price != expected:
        raise PriceMoved(found, old, replacement)
    new = Line(replacement, old.quantity, replacement.price)
    swapped = replace(found, lines=tuple(new if line == old else line for line in found.lines))
    uow.subscriptions.set_lines(swapped)
    retries = [retry for retry in uow.subscriptions.retries(found.id) if retry.sku != sku]
    uow.subscriptions.set_retries(found.id, retries)
    return _change("swap", swapped, now=now, uow=uow, actor=actor, sku=sku, replacement=replacement_sku)


def risen(subscription: Subscription, shop: Shop) -> tuple[Line, ...]:
    """Lines that are not sent before the customer agrees to today's price."""
    return tuple(line for line in subscription.lines if _has_risen(line, shop))


def _has_risen(line: Line, shop: Shop) -> bool:
    return line.product.price.minor * 100 > line.price.minor * (100 + shop.consent_percent)


def agree_to_price(
    customer: Customer,
    subscription_id: UUID,
    sku: str,
    *,
    expected: Money,
    now: datetime,
    uow: UnitOfWork,
    actor: str = "customer",
) -> Subscription:
    """
    Raises:
        UnknownSubscription: it has no such line any more.
        PriceMoved: meanwhile it costs more than was read out.
    """
    found = _running(customer, subscription_id, uow)
    line = found.line(sku)
    if line is None:
        raise UnknownSubscription
    if line.product.price.minor > expected.minor:
        raise PriceMoved(found, line)
    agreed = replace(line, price=expected)
    changed = replace(found, lines=tuple(agreed if each == line else each for each in found.lines))
    uow.subscriptions.set_lines(changed)
    return _change("price", changed, now=now, uow=uow, actor=actor, sku=sku, price=str(expected.amount))


def quote_now(
    customer: Customer, subscription_id: UUID, *, now: datetime, uow: UnitOfWork
) -> tuple[Subscription, Quoted]:
    """The next order as it would go out today, with its goods held, to be read out.

    Raises:
        SentAlready: there was an order today.
        SubscriptionPaused, UnknownSubscription, and what `quote_wishes` raises
    """
    found = _active(customer, subscription_id, uow)
    if uow.subscriptions.run(found.id, the_shop(uow).today(now)) is not None:
        raise SentAlready(found)
    return found, quote_wishes(customer, wishes_of(found.lines), now=now, uow=uow)


@dataclass(frozen=True, slots=True)
class SentNow:
    subscription: Subscription
    order: Order


def send_now(
    customer: Customer,
    subscription_id: UUID,
    instead_of: date,
    quote_id: UUID,
    *,
    now: datetime,
    uow: UnitOfWork,
    chance: Chance,
    actor: str = "customer",
) -> SentNow:
    """Places at once the order that was due on that day; the next one comes a period after that day.

    Raises:
        SentAlready: there was an order today, or the next one is due on another day by now.
        QuoteExpired, QuoteChanged, UnknownQuote: nothing was ordered; quote and ask again.
        OverSpendingLimit
    """
    found = _of_customer(customer, uow.subscriptions.locked(subscription_id))
    placed = uow.orders.by_quote(quote_id)
    if placed is not None and placed.customer_id == customer.id:  # the same yes again
        return SentNow(found, placed)
    found = _active(customer, subscription_id, uow)
    # Under today's date, so that no day to come ever has its order already.
    begun = Run(found.id, the_shop(uow).today(now), now)
    if found.next_on != instead_of or not uow.subscriptions.begin_run(begun):
        raise SentAlready(found)
    order = place_order(customer, quote_id, now=now, uow=uow, chance=chance, actor=actor)
    ordered = quantities(order.lines)
    # What was sold out was read out as left out, so the customer knows, and nothing follows by itself.
    left_out = tuple(
        LeftOut(line.product, line.quantity - ordered.get(line.product.sku, 0), Why.SOLD_OUT)
        for line in found.lines
        if line.quantity > ordered.get(line.product.sku, 0)
    )
    done = replace(begun, outcome=_outcome(order, left_out), left_out=left_out)
    uow.subscriptions.finish_run(done, order_id=order.id)
    uow.subscriptions.set_heard([done], now)
    uow.subscriptions.set_retries(found.id, [])
    moved_on = replace(found, next_on=found.next_on + found.period)
    sent = _change("send_now", moved_on, now=now, uow=uow, actor=actor)
    _happened("ordered", sent, now=now, uow=uow, actor=actor, number=order.number, due_on=begun.due_on.isoformat())
    return SentNow(sent, order)


def _of_customer(customer: Customer, found: Subscription | None) -> Subscription:
    if found is None or found.customer_id != customer.id:
        raise UnknownSubscription
    return found


def _running(customer: Customer, subscription_id: UUID, uow: UnitOfWork) -> Subscription:
    found = _of_customer(customer, uow.subscriptions.locked(subscription_id))
    if found.state not in (SubscriptionState.ACTIVE, SubscriptionState.PAUSED):
        raise UnknownSubscription
    return found


def _active(customer: Customer, subscription_id: UUID, uow: UnitOfWork) -> Subscription:
    found = _running(customer, subscription_id, uow)
    if found.state is SubscriptionState.PAUSED:
        raise SubscriptionPaused(found)
    return found


def _change(
    what: str, changed: Subscription, *, now: datetime, uow: UnitOfWork, actor: str, **body: Any
) -> Subscription:
    uow.subscriptions.change(changed)
    next_on = changed.next_on.isoformat()
    _happened("changed", changed, now=now, uow=uow, actor=actor, change=what, next_on=next_on, **body)
    return changed


# -- what the schedule does


@dataclass(frozen=True, slots=True)
class Ran:
    subscription_id: UUID
    due_on: date
    outcome: Outcome
    order: Order | None
    left_out: tuple[LeftOut, ...]
    next_on: date
    """The next scheduled order."""


def run_due(*, now: datetime, database: Database, chance: Chance, limit: int) -> list[Ran]:
    """Places the scheduled orders of today, and one order each for what is overdue; at most so many.

    Any number of workers may do so at the same time.

    Raises:
        NotConfirmed: the database does not answer; what is left is done next time.
    """
    due = database.read(lambda uow: uow.subscriptions.due(the_shop(uow).today(now), limit=limit))
    done = [_run_apart(subscription_id, now, database, chance) for subscription_id in due]
    return [ran for ran in done if ran is not None]


def _run_apart(subscription_id: UUID, now: datetime, database: Database, chance: Chance) -> Ran | None:
    return database.write(lambda uow: run(subscription_id, now=now, uow=uow, chance=chance))


def run_retries(*, now: datetime, database: Database, chance: Chance, limit: int) -> list[Ran]:
    """Looks once a day whether what was sold out is back, and sends it; at most for so many subscriptions.

    Raises:
        NotConfirmed: the database does not answer; what is left is done next time.
    """
    due = database.read(lambda uow: uow.subscriptions.with_retries_due(the_shop(uow).today(now), limit=limit))
    done = [_retry_apart(subscription_id, now, database, chance) for subscription_id in due]
    return [ran for ran in done if ran is not None]


def _retry_apart(subscription_id: UUID, now: datetime, database: Database, chance: Chance) -> Ran | None:
    return database.write(lambda uow: retry(subscription_id, now=now, uow=uow, chance=chance))


def run(subscription_id: UUID, *, now: datetime, uow: UnitOfWork, chance: Chance) -> Ran | None:
    """Places one scheduled order, if it is due; None if it is not, or not any more."""
    found = uow.subscriptions.locked(subscription_id)
    shop = the_shop(uow)
    today = shop.today(now)
    if found is None or found.state is not SubscriptionState.ACTIVE or found.next_on > today:
        return None
    begun = Run(found.id, found.next_on, now)
    is_first = uow.subscriptions.begin_run(begun)
    moved_on = replace(found, next_on=found.first_after(today))
    uow.subscriptions.change(moved_on)
    if not is_first:
        return None
    for old in uow.subscriptions.retries(found.id):
        _given_up(moved_on, old, now=now, uow=uow)
    dear = risen(found, shop)
    sent = _send(found, [line for line in found.lines if line not in dear], now=now, uow=uow, chance=chance)
    left_out = (*sent.left_out, *(LeftOut(line.product, line.quantity, Why.PRICE) for line in dear))
    uow.subscriptions.set_retries(
        found.id,
        [
            Retry(found.id, begun.due_on, left.product.sku, left.quantity, today + timedelta(days=1), today + RETRIED)
            for left in left_out
            if left.why is Why.SOLD_OUT
        ],
    )
    done = replace(begun, outcome=_outcome(sent.order, left_out), left_out=left_out)
    return _ran(moved_on, done, sent.order, now=now, uow=uow)


def retry(subscription_id: UUID, *, now: datetime, uow: UnitOfWork, chance: Chance) -> Ran | None:
    """Sends what was sold out and is back; None if nothing was to be tried today."""
    found = uow.subscriptions.locked(subscription_id)
    shop = the_shop(uow)
    today = shop.today(now)
    all_retries = uow.subscriptions.retries(subscription_id)
    due = [each for each in all_retries if each.next_on <= today]
    if found is None or found.state is not SubscriptionState.ACTIVE or not due:
        return None
    before = uow.subscriptions.run(found.id, due[0].due_on)
    if before is None:
        return None
    for each in due:
        if each.until < today:
            _given_up(found, each, now=now, uow=uow)
    wanted = [
        replace(line, quantity=each.quantity)
        for each in due
        if each.until >= today and (line := found.line(each.sku)) is not None
    ]
    dear = [line for line in wanted if _has_risen(line, shop)]
    sent = _send(
        found,
        [line for line in wanted if line not in dear],
        delivery_paid=before.number is not None,
        now=now,
        uow=uow,
        chance=chance,
    )
    left_out = (*sent.left_out, *(LeftOut(line.product, line.quantity, Why.PRICE) for line in dear))
    # What the shop refuses to send will not be right tomorrow either.
    still_missing = {left.product.sku: left.quantity for left in sent.left_out if left.why is Why.SOLD_OUT}
    again = [
        replace(each, quantity=still_missing[each.sku], next_on=today + timedelta(days=1))
        for each in due
        if each.sku in still_missing
    ]
    uow.subscriptions.set_retries(found.id, [*(each for each in all_retries if each not in due), *again])
    outcome = _outcome(sent.order, left_out)
    news = tuple(left for left in left_out if left.why is not Why.SOLD_OUT)
    if sent.order or news:
        after = replace(before, left_out=_without(before.left_out, {line.product.sku for line in wanted}) + left_out)
        if news:
            uow.subscriptions.set_heard([before], None)
        return _ran(found, replace(after, outcome=outcome), sent.order, now=now, uow=uow, left_out=left_out)
    return Ran(found.id, before.due_on, outcome, None, left_out, found.next_on)


def _without(left_out: Sequence[LeftOut], skus: Collection[str]) -> tuple[LeftOut, ...]:
    return tuple(left for left in left_out if left.product.sku not in skus)


@dataclass(frozen=True, slots=True)
class _Sent:
    order: Order | None
    left_out: tuple[LeftOut, ...]


def _send(
    subscription: Subscription,
    wanted: Sequence[Line],
    *,
    now: datetime,
    uow: UnitOfWork,
    chance: Chance,
    delivery_paid: bool = False,
) -> _Sent:
    """Orders as much of these lines as there is, at today's prices."""
    customer = uow.customers.get(subscription.customer_id)
    assert customer is not None  # subscriptions go with their customer
    place = customer.pickup_at or MAIN
    # One order for all baskets, or two of them can wait for each other forever.
    taken = {
        line.product.sku: _reserve(line, place, uow=uow) for line in sorted(wanted, key=lambda line: line.product.sku)
    }
    lines = tuple(
        Line(line.product, taken[line.product.sku], line.product.price) for line in wanted if taken[line.product.sku]
    )
    missing = tuple(
        LeftOut(line.product, line.quantity - taken[line.product.sku], Why.SOLD_OUT)
        for line in wanted
        if taken[line.product.sku] < line.quantity
    )
    if not lines:
        return _Sent(None, missing)
    try:
        terms = _terms(customer, lines, subscription, delivery_paid=delivery_paid, now=now, uow=uow)
    except (OverSpendingLimit, UnknownPlace) as refusal:
        uow.stock.release(quantities(lines), place)
        why = Why.LIMIT if isinstance(refusal, OverSpendingLimit) else Why.PLACE
        return _Sent(None, tuple(LeftOut(line.product, line.quantity, why) for line in wanted))
    order = add_order(customer, lines, terms, None, now=now, uow=uow, chance=chance, actor=SCHEDULE)
    return _Sent(order, missing)


def _reserve(line: Line, place: str, *, uow: UnitOfWork) -> int:
    """How many there were; none if somebody was quicker, and then it is tried again tomorrow."""
    sku = line.product.sku
    quantity = min(line.quantity, available_at(sku, place, uow=uow))
    return quantity if quantity > 0 and uow.stock.reserve({sku: quantity}, place) else 0


def _terms(
    customer: Customer,
    lines: Sequence[Line],
    subscription: Subscription,
    *,
    delivery_paid: bool,
    now: datetime,
    uow: UnitOfWork,
) -> Terms:
    """A part costs no more for delivery than the whole, and what follows later costs nothing for delivery.

    Raises:
        OverSpendingLimit, UnknownPlace
    """
    shop = the_shop(uow)
    pickup_at = customer.pickup_at
    terms = terms_for(customer, lines, now=now, uow=uow, pickup_at=pickup_at)
    whole = terms_for(customer, _at_todays_prices(subscription.lines), now=now, uow=uow, pickup_at=pickup_at)
    nothing = Money(0, shop.currency)
    fees = [terms.delivery_fee, whole.delivery_fee, *([nothing] if delivery_paid else [])]
    fee = min(fees, key=lambda each: each.minor)
    goods = sum((line.total for line in lines), nothing) - terms.discount
    terms = replace(terms, delivery_fee=fee, tax=shop.tax_on(goods + fee))
    total = terms.total_of(lines)
    if customer.spending_limit is not None and total.minor > customer.spending_limit.minor:
        raise OverSpendingLimit(customer.spending_limit, total)
    return terms


def _at_todays_prices(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(replace(line, price=line.product.price) for line in lines)


def _outcome(order: Order | None, left_out: Sequence[LeftOut]) -> Outcome:
    reasons = {left.why for left in left_out}
    if order is not None:
        return Outcome.PARTLY_ORDERED if reasons else Outcome.ORDERED
    if reasons & {Why.LIMIT, Why.PLACE}:
        return Outcome.REFUSED
    return Outcome.NEEDS_CONSENT if reasons == {Why.PRICE} else Outcome.NOTHING_AVAILABLE


def _ran(
    subscription: Subscription,
    run: Run,
    order: Order | None,
    *,
    now: datetime,
    uow: UnitOfWork,
    left_out: tuple[LeftOut, ...] | None = None,
) -> Ran:
    """Keeps what became of it; `left_out` is what is new."""
    left_out = run.left_out if left_out is None else left_out
    uow.subscriptions.finish_run(run, order_id=order.id if order else None)
    about: Mapping[str, Any] = {"due_on": run.due_on.isoformat()}
    if order is not None:
        _happened("ordered", subscription, now=now, uow=uow, actor=SCHEDULE, number=order.number, **about)
    if left_out:
        lines = [{"sku": left.product.sku, "quantity": left.quantity, "why": left.why.value} for left in left_out]
        _happened("left_out", subscription, now=now, uow=uow, actor=SCHEDULE, lines=lines, **about)
    for left in left_out:
        if left.why is Why.PRICE and (line := subscription.line(left.product.sku)) is not None:
            prices = {"agreed": str(line.price.amount), "price": str(left.product.price.amount)}
            sku = left.product.sku
            _happened("needs_consent", subscription, now=now, uow=uow, actor=SCHEDULE, sku=sku, **prices, **about)
    return Ran(subscription.id, run.due_on, run.outcome, order, left_out, subscription.next_on)


def _given_up(subscription: Subscription, retry: Retry, *, now: datetime, uow: UnitOfWork) -> None:
    body = {"due_on": retry.due_on.isoformat(), "sku": retry.sku, "quantity": retry.quantity}
    _happened("gave_up", subscription, now=now, uow=uow, actor=SCHEDULE, **body)


def _happened(
    what: str, subscription: Subscription, *, now: datetime, uow: UnitOfWork, actor: str, **body: Any
) -> None:
    subject, customer_id = str(subscription.id), subscription.customer_id
    uow.events.add(Event(uuid7(now), now, f"subscription.{what}", actor, subject, customer_id, body))


# -- what the customer should hear


@dataclass(frozen=True, slots=True)
class News:
    """Scheduled orders that did not go out as they should, or not with everything."""

    runs: tuple[Run, ...]
    subscriptions: tuple[Subscription, ...]
    """Active and paused ones."""


def news(customer: Customer, *, now: datetime, uow: UnitOfWork) -> News | None:
    """What the customer has not heard of the last weeks; None if there is nothing. `told` keeps that it was said."""
    runs = uow.subscriptions.unheard(customer.id, since=now - RETRIED)
    if not runs:
        return None
    known = tuple(uow.subscriptions.of(customer.id))
    waiting = {each.id: {retry.sku for retry in uow.subscriptions.retries(each.id)} for each in known}
    current = [
        replace(run, left_out=tuple(left for left in run.left_out if _matters(left, waiting[run.subscription_id])))
        for run in runs
        if run.subscription_id in waiting
    ]
    return News(tuple(current), known)


def _matters(left: LeftOut, waiting: Collection[str]) -> bool:
    """What was sold out may have followed meanwhile."""
    return left.why is not Why.SOLD_OUT or left.product.sku in waiting


def told(news: News, *, now: datetime, uow: UnitOfWork) -> None:
    uow.subscriptions.set_heard(news.runs, now)
