"""Notices to customers, and who wants them, kept."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select, update

from backend.orders.notices import Notice, NoticeKind
from backend.storage import tables
from backend.storage.statements import insert_new

_N = tables.notices
_W = tables.notice_topics


class SqlNotices:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, notice: Notice, *, next_at: datetime | None) -> bool:
        row = {
            "customer_id": notice.customer_id,
            "kind": notice.kind.value,
            "subject": notice.subject,
            "about": notice.about,
            "at": notice.at,
            "attempts": 0,
            "next_at": next_at,
            "told_at": None,
            "detail": "",
        }
        return insert_new(self._connection, _N, row)

    def about(self, customer_id: UUID, kind: NoticeKind, subject: str) -> Sequence[str]:
        theirs = select(_N.c.about).where(
            _N.c.customer_id == customer_id, _N.c.kind == kind.value, _N.c.subject == subject
        )
        return self._connection.scalars(theirs.order_by(_N.c.at, _N.c.about)).all()

    def claim(self, kinds: Collection[NoticeKind], *, now: datetime, until: datetime, limit: int) -> Sequence[Notice]:
        due = self._connection.execute(
            select(_N)
            .where(_N.c.next_at <= now, _N.c.kind.in_([kind.value for kind in kinds]))
            .order_by(_N.c.next_at, _N.c.at)
            .limit(limit)
        ).all()
        claimed = []
        for row in due:
            notice = Notice(row.customer_id, NoticeKind(row.kind), row.subject, row.about, row.at, row.attempts + 1)
            ours = self._connection.execute(
                update(_N)
                .where(*_is(notice), _N.c.next_at == row.next_at)
                .values(next_at=until, attempts=notice.attempts)
            )
            if ours.rowcount == 1:
                claimed.append(notice)
        return claimed

    def finish(self, notice: Notice, *, next_at: datetime | None, told_at: datetime | None, detail: str) -> None:
        self._connection.execute(
            update(_N)
            # Somebody else may have taken over meanwhile.
            .where(*_is(notice), _N.c.attempts == notice.attempts, _N.c.told_at.is_(None))
            .values(next_at=next_at, told_at=told_at, detail=detail[:100])
        )

    def set_topics(self, channel: str, external_id: str, topics: Collection[str], *, at: datetime) -> bool:
        row = {"channel": channel, "external_id": external_id, "topics": sorted(topics), "at": at}
        if insert_new(self._connection, _W, row):
            return True
        changed = self._connection.execute(
            update(_W)
            .where(_W.c.channel == channel, _W.c.external_id == external_id, _W.c.at < at)
            .values(topics=row["topics"], at=at)
        )
        return changed.rowcount == 1

    def receivers(self, customer_id: UUID, channel: str, topic: str) -> Sequence[str]:
        i = tables.identities
        rows = self._connection.execute(
            select(_W.c.external_id, _W.c.topics)
            .join(i, (i.c.channel == _W.c.channel) & (i.c.external_id == _W.c.external_id))
            .where(i.c.customer_id == customer_id, i.c.channel == channel)
            .order_by(_W.c.external_id)
        )
        return [row.external_id for row in rows if topic in row.topics]


def _is(notice: Notice) -> tuple[ColumnElement[bool], ...]:
    return (
        _N.c.customer_id == notice.customer_id,
        _N.c.kind == notice.kind.value,
        _N.c.subject == notice.subject,
        _N.c.about == notice.about,
    )
