"""Restock alerts, kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select, update

from backend.storage import tables
from backend.storage.statements import upsert

_A = tables.restock_alerts


class SqlRestockAlerts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, customer_id: UUID, sku: str, now: datetime) -> None:
        """The customer waits from now on, also when they have waited and been told before."""
        row = {"customer_id": customer_id, "sku": sku, "asked_at": now, "back_at": None, "told_at": None}
        upsert(self._connection, _A, [row])

    def is_waiting(self, customer_id: UUID, sku: str) -> bool:
        wanted = select(_A.c.sku)
        return bool(self._read(wanted, _A.c.customer_id == customer_id, _A.c.sku == sku, _A.c.told_at.is_(None)))

    def waiting_for(self, sku: str) -> Sequence[UUID]:
        """Customers for whom it is not back yet."""
        wanted = select(_A.c.customer_id).order_by(_A.c.customer_id)
        return self._read(wanted, _A.c.sku == sku, _A.c.back_at.is_(None))

    def mark_back(self, customer_id: UUID, sku: str, now: datetime) -> bool:
        """False if that was known already."""
        return self._change(customer_id, sku, _A.c.back_at.is_(None), back_at=now)

    def news_for(self, customer_id: UUID) -> Sequence[str]:
        """SKUs that are back and that the customer has not heard of, longest waiting first."""
        wanted = select(_A.c.sku).order_by(_A.c.asked_at, _A.c.sku)
        return self._read(wanted, _A.c.customer_id == customer_id, _A.c.back_at.is_not(None), _A.c.told_at.is_(None))

    def mark_told(self, customer_id: UUID, sku: str, now: datetime) -> bool:
        """False if they had heard of it already."""
        return self._change(customer_id, sku, _A.c.told_at.is_(None), told_at=now)

    def wait_on(self, customer_id: UUID, sku: str) -> None:
        """It was gone again before the customer could hear of it."""
        self._change(customer_id, sku, _A.c.told_at.is_(None), back_at=None)

    def _read(self, wanted: Any, *conditions: ColumnElement[bool]) -> Sequence[Any]:
        return self._connection.scalars(wanted.where(*conditions)).all()

    def _change(self, customer_id: UUID, sku: str, only_if: ColumnElement[bool], **values: datetime | None) -> bool:
        statement = update(_A).where(_A.c.customer_id == customer_id, _A.c.sku == sku, only_if).values(**values)
        return self._connection.execute(statement).rowcount == 1
