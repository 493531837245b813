"""Deliveries of events, kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, false, select, update

from backend.orders.model import Event
from backend.orders.outbox import Delivery
from backend.orders.webhooks import Webhook
from backend.storage import tables
from backend.storage.statements import insert_new


class SqlOutbox:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def unspread(self, *, limit: int) -> Sequence[Event]:
        e = tables.events
        rows = self._connection.execute(select(e).where(e.c.spread == false()).order_by(e.c.id).limit(limit))
        return [_event(row) for row in rows]

    def spread(self, events: Sequence[Event], pairs: Sequence[tuple[Event, Webhook]], now: datetime) -> None:
        for event, webhook in pairs:
            delivery = {
                "event_id": event.id,
                "webhook_id": webhook.id,
                "attempts": 0,
                "next_at": now,
                "delivered_at": None,
                "detail": "",
            }
            insert_new(self._connection, tables.deliveries, delivery)
        e = tables.events
        self._connection.execute(update(e).where(e.c.id.in_([event.id for event in events])).values(spread=True))

    def claim(self, *, now: datetime, until: datetime, limit: int) -> Sequence[Delivery]:
        d, e, w = tables.deliveries, tables.events, tables.webhooks
        due = self._connection.execute(
            select(d.c.attempts, d.c.next_at, e, w.c.url, w.c.secrets, w.c.types, w.c.created_at, d.c.webhook_id)
            .join(e, e.c.id == d.c.event_id)
            .join(w, w.c.id == d.c.webhook_id)
            .where(d.c.next_at <= now, w.c.disabled_at.is_(None))
            .order_by(d.c.next_at, e.c.id)
            .limit(limit)
        ).all()
        claimed = []
        for row in due:
            ours = self._connection.execute(
                update(d)
                .where(d.c.event_id == row.id, d.c.webhook_id == row.webhook_id, d.c.next_at == row.next_at)
                .values(next_at=until, attempts=row.attempts + 1)
            )
            if ours.rowcount == 1:
                webhook = Webhook(row.webhook_id, row.url, tuple(row.secrets), tuple(row.types), row.created_at)
                claimed.append(Delivery(_event(row), webhook, row.attempts + 1))
        return claimed

    def finish(
        self, delivery: Delivery, *, next_at: datetime | None, delivered_at: datetime | None, detail: str
    ) -> None:
        d = tables.deliveries
        self._connection.execute(
            update(d)
            .where(
                d.c.event_id == delivery.event.id,
                d.c.webhook_id == delivery.webhook.id,
                # Somebody else may have taken over meanwhile.
                d.c.attempts == delivery.attempts,
                d.c.delivered_at.is_(None),
            )
            .values(next_at=next_at, delivered_at=delivered_at, detail=detail[:100])
        )

    def repeat(self, webhook_id: UUID, *, since: datetime, now: datetime) -> int:
        d, e = tables.deliveries, tables.events
        told = select(e.c.id).where(e.c.at >= since)
        return self._connection.execute(
            update(d)
            .where(d.c.webhook_id == webhook_id, d.c.event_id.in_(told))
            .values(next_at=now, attempts=0, delivered_at=None)
        ).rowcount


def _event(row: Any) -> Event:
    return Event(row.id, row.at, row.type, row.actor, row.subject, row.customer_id, row.body)
