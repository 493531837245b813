"""Returns, kept."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, insert, select, update

from backend.orders.model import Line
from backend.orders.money import Money
from backend.orders.ports import Products
from backend.orders.returns import Reason, Return, ReturnState
from backend.storage import tables

_R, _O = tables.returns, tables.orders
_RETURNS = select(_R, _O.c.number.label("order_number")).join(_O, _O.c.id == _R.c.order_id)


class SqlReturns:
    def __init__(self, connection: Connection, products: Products) -> None:
        self._connection = connection
        self._products = products

    def add(self, asked: Return) -> None:
        self._connection.execute(
            insert(_R).values(
                id=asked.id,
                number=asked.number,
                order_id=asked.order_id,
                customer_id=asked.customer_id,
                state=asked.state.value,
                reason=asked.reason.value,
                refund_minor=asked.refund.minor,
                currency=asked.refund.currency,
                asked_at=asked.asked_at,
                changed_at=asked.changed_at,
            )
        )
        self._connection.execute(
            insert(tables.return_lines),
            [{"return_id": asked.id, "sku": line.product.sku, "quantity": line.quantity} for line in asked.lines],
        )

    def get(self, return_id: UUID) -> Return | None:
        return next(iter(self._read(_RETURNS.where(_R.c.id == return_id))), None)

    def by_number(self, number: str) -> Return | None:
        return next(iter(self._read(_RETURNS.where(_R.c.number == number))), None)

    def of_order(self, order_id: UUID) -> Sequence[Return]:
        return self._read(_RETURNS.where(_R.c.order_id == order_id).order_by(_R.c.asked_at, _R.c.id))

    def of(self, customer_id: UUID, *, limit: int) -> Sequence[Return]:
        return self._latest(_RETURNS.where(_R.c.customer_id == customer_id), limit)

    def all(self, *, limit: int) -> Sequence[Return]:
        return self._latest(_RETURNS, limit)

    def _latest(self, wanted: Select[Any], limit: int) -> Sequence[Return]:
        return self._read(wanted.order_by(_R.c.asked_at.desc(), _R.c.id.desc()).limit(limit))

    def is_taken(self, number: str) -> bool:
        return self._connection.execute(select(_R.c.id).where(_R.c.number == number)).first() is not None

    def move(self, known: Return, to: ReturnState, *, now: datetime) -> bool:
        moved = self._connection.execute(
            update(_R)
            .where(_R.c.id == known.id, _R.c.state == known.state.value)
            .values(state=to.value, changed_at=now)
        )
        return moved.rowcount == 1

    def _read(self, wanted: Select[Any]) -> list[Return]:
        rows = self._connection.execute(wanted).all()
        if not rows:
            return []
        lines = self._lines([row.id for row in rows])
        return [
            Return(
                id=row.id,
                number=row.number,
                order_id=row.order_id,
                order_number=row.order_number,
                customer_id=row.customer_id,
                state=ReturnState(row.state),
                reason=Reason(row.reason),
                lines=tuple(lines[row.id]),
                refund=Money(row.refund_minor, row.currency),
                asked_at=row.asked_at,
                changed_at=row.changed_at,
            )
            for row in rows
        ]

    def _lines(self, ids: Sequence[UUID]) -> dict[UUID, list[Line]]:
        """At the prices of their orders."""
        rl, ol = tables.return_lines, tables.order_lines
        rows: Sequence[Row[Any]] = self._connection.execute(
            select(rl, ol.c.price_minor, _R.c.currency)
            .join(_R, _R.c.id == rl.c.return_id)
            .join(ol, and_(ol.c.order_id == _R.c.order_id, ol.c.sku == rl.c.sku))
            .where(rl.c.return_id.in_(ids))
            .order_by(ol.c.position)
        ).all()
        products = self._products.by_sku(row.sku for row in rows)
        lines: dict[UUID, list[Line]] = defaultdict(list)
        for row in rows:
            lines[row.return_id].append(Line(products[row.sku], row.quantity, Money(row.price_minor, row.currency)))
        return lines
