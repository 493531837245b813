"""Scheduled reorders, kept."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, delete, insert, select, update

from backend.orders.model import Line, Product
from backend.orders.money import Money
from backend.orders.ports import Products
from backend.orders.subscriptions import (
    LeftOut,
    Outcome,
    Retry,
    Run,
    Subscription,
    SubscriptionState,
    Why,
)
from backend.storage import tables
from backend.storage.statements import insert_new

_S, _L, _R, _T = (
    tables.subscriptions,
    tables.subscription_lines,
    tables.subscription_runs,
    tables.subscription_retries,
)
_DRAFT, _ACTIVE = SubscriptionState.DRAFT.value, SubscriptionState.ACTIVE.value
_RUNNING = (_ACTIVE, SubscriptionState.PAUSED.value)
_RUNS = select(_R, tables.orders.c.number).outerjoin(tables.orders, tables.orders.c.id == _R.c.order_id)


class SqlSubscriptions:
    def __init__(self, connection: Connection, products: Products) -> None:
        self._connection = connection
        self._products = products

    def add(self, subscription: Subscription) -> None:
        self._connection.execute(
            insert(_S).values(
                id=subscription.id,
                customer_id=subscription.customer_id,
                state=subscription.state.value,
                every_weeks=subscription.every_weeks,
                next_on=subscription.next_on,
                started_at=subscription.started_at,
            )
        )
        self._add_lines(subscription)

    def get(self, subscription_id: UUID) -> Subscription | None:
        return next(iter(self._read(select(_S).where(_S.c.id == subscription_id))), None)

    def locked(self, subscription_id: UUID) -> Subscription | None:
        """Nobody else changes it until the transaction ends."""
        return next(iter(self._read(select(_S).where(_S.c.id == subscription_id).with_for_update())), None)

    def of(self, customer_id: UUID) -> Sequence[Subscription]:
        """Active and paused ones, the one that is due first."""
        running = select(_S).where(_S.c.customer_id == customer_id, _S.c.state.in_(_RUNNING))
        found = self._read(running.order_by(_S.c.next_on, _S.c.id))
        return [each for each in found if each.lines]  # none is left when the shop gave up all its products

    def _read(self, wanted: Select[Any]) -> list[Subscription]:
        rows = self._connection.execute(wanted).all()
        if not rows:
            return []
        ids = [row.id for row in rows]
        of_these = select(_L).where(_L.c.subscription_id.in_(ids)).order_by(_L.c.position)
        lines = self._connection.execute(of_these).all()
        products = self._products.by_sku(line.sku for line in lines)
        return [
            Subscription(
                id=row.id,
                customer_id=row.customer_id,
                state=SubscriptionState(row.state),
                every_weeks=row.every_weeks,
                next_on=row.next_on,
                started_at=row.started_at,
                lines=tuple(_line(line, products[line.sku]) for line in lines if line.subscription_id == row.id),
            )
            for row in rows
        ]

    def change(self, subscription: Subscription) -> None:
        """State, next day and when it started."""
        self._connection.execute(
            update(_S)
            .where(_S.c.id == subscription.id)
            .values(
                state=subscription.state.value,
                next_on=subscription.next_on,
                started_at=subscription.started_at,
            )
        )

    def set_lines(self, subscription: Subscription) -> None:
        self._connection.execute(delete(_L).where(_L.c.subscription_id == subscription.id))
        self._add_lines(subscription)

    def _add_lines(self, subscription: Subscription) -> None:
        self._connection.execute(
            insert(_L),
            [
                {
                    "subscription_id": subscription.id,
                    "sku": line.product.sku,
                    "position": position,
                    "quantity": line.quantity,
                    "price_minor": line.price.minor,
                }
                for position, line in enumerate(subscription.lines)
            ],
        )

    def remove_drafts(self, *, before: datetime | None = None, customer_id: UUID | None = None) -> int:
        """How many there were, of everybody or of this customer."""
        drafts = delete(_S).where(_S.c.state == _DRAFT)
        if before is not None:
            drafts = drafts.where(_S.c.started_at < before)
        if customer_id is not None:
            drafts = drafts.where(_S.c.customer_id == customer_id)
        return self._connection.execute(drafts).rowcount

    def due(self, today: date, *, limit: int) -> Sequence[UUID]:
        """Active ones with an order to place."""
        due = select(_S.c.id).where(_S.c.state == _ACTIVE, _S.c.next_on <= today)
        return self._connection.scalars(due.order_by(_S.c.next_on, _S.c.id).limit(limit)).all()

    def begin_run(self, run: Run) -> bool:
        """False if there was one for this day: no scheduled order twice."""
        begun = {
            "subscription_id": run.subscription_id,
            "due_on": run.due_on,
            "outcome": run.outcome.value,
            "order_id": None,
            "left_out": [],
            "told_at": None,
            "at": run.at,
        }
        return insert_new(self._connection, _R, begun)

    def finish_run(self, run: Run, *, order_id: UUID | None) -> None:
        """Outcome and what was left out; an order that is known already stays."""
        left_out = [
            {"sku": left.product.sku, "quantity": left.quantity, "why": left.why.value} for left in run.left_out
        ]
        this = update(_R).where(_R.c.subscription_id == run.subscription_id, _R.c.due_on == run.due_on)
        self._connection.execute(this.values(outcome=run.outcome.value, left_out=left_out))
        if order_id is not None:
            self._connection.execute(this.where(_R.c.order_id.is_(None)).values(order_id=order_id))

    def run(self, subscription_id: UUID, due_on: date) -> Run | None:
        this = _RUNS.where(_R.c.subscription_id == subscription_id, _R.c.due_on == due_on)
        return next(iter(self._read_runs(this)), None)

    def unheard(self, customer_id: UUID, *, since: datetime) -> Sequence[Run]:
        """Runs that did not send everything, and that nobody told the customer about."""
        unheard = _RUNS.join(_S, and_(_S.c.id == _R.c.subscription_id, _S.c.state.in_(_RUNNING))).where(
            _S.c.customer_id == customer_id,
            _R.c.told_at.is_(None),
            _R.c.at >= since,
            _R.c.outcome != Outcome.ORDERED.value,
        )
        return self._read_runs(unheard.order_by(_R.c.due_on, _R.c.subscription_id))

    def _read_runs(self, wanted: Select[Any]) -> list[Run]:
        rows = self._connection.execute(wanted).all()
        skus = [left["sku"] for row in rows for left in row.left_out]
        products = self._products.by_sku(skus) if skus else {}
        return [
            Run(
                subscription_id=row.subscription_id,
                due_on=row.due_on,
                at=row.at,
                outcome=Outcome(row.outcome),
                number=row.number,
                left_out=tuple(
                    LeftOut(products[left["sku"]], left["quantity"], Why(left["why"]))
                    for left in row.left_out
                    if left["sku"] in products
                ),
            )
            for row in rows
        ]

    def set_heard(self, runs: Sequence[Run], at: datetime | None) -> None:
        for run in runs:
            this = update(_R).where(_R.c.subscription_id == run.subscription_id, _R.c.due_on == run.due_on)
            self._connection.execute(this.values(told_at=at))

    def retries(self, subscription_id: UUID) -> Sequence[Retry]:
        rows = self._connection.execute(select(_T).where(_T.c.subscription_id == subscription_id).order_by(_T.c.sku))
        return [Retry(row.subscription_id, row.due_on, row.sku, row.quantity, row.next_on, row.until) for row in rows]

    def set_retries(self, subscription_id: UUID, retries: Sequence[Retry]) -> None:
        """Instead of those there were."""
        self._connection.execute(delete(_T).where(_T.c.subscription_id == subscription_id))
        if retries:
            self._connection.execute(
                insert(_T),
                [
                    {
                        "subscription_id": retry.subscription_id,
                        "due_on": retry.due_on,
                        "sku": retry.sku,
                        "quantity": retry.quantity,
                        "next_on": retry.next_on,
                        "until": retry.until,
                    }
                    for retry in retries
                ],
            )

    def with_retries_due(self, today: date, *, limit: int) -> Sequence[UUID]:
        due = select(_T.c.subscription_id).where(_T.c.next_on <= today).distinct()
        return self._connection.scalars(due.order_by(_T.c.subscription_id).limit(limit)).all()


def _line(row: Row[Any], product: Product) -> Line:
    return Line(product, row.quantity, Money(row.price_minor, product.price.currency))
