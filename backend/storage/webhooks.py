"""Where events are sent to, kept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from backend.orders.webhooks import Webhook
from backend.storage import tables


class SqlWebhooks:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, webhook: Webhook) -> None:
        self._connection.execute(
            insert(tables.webhooks).values(
                id=webhook.id,
                url=webhook.url,
                secrets=list(webhook.secrets),
                types=list(webhook.types),
                created_at=webhook.created_at,
                disabled_at=webhook.disabled_at,
            )
        )

    def all(self) -> Sequence[Webhook]:
        w = tables.webhooks
        rows = self._connection.execute(select(w).where(w.c.disabled_at.is_(None)).order_by(w.c.id))
        return [
            Webhook(row.id, row.url, tuple(row.secrets), tuple(row.types), row.created_at, row.disabled_at)
            for row in rows
        ]

    def disable(self, webhook_id: UUID, now: datetime) -> bool:
        w = tables.webhooks
        disabled = self._connection.execute(
            update(w).where(w.c.id == webhook_id, w.c.disabled_at.is_(None)).values(disabled_at=now)
        )
        d = tables.deliveries
        self._connection.execute(update(d).where(d.c.webhook_id == webhook_id).values(next_at=None))
        return disabled.rowcount == 1
