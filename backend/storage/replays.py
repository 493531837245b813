"""Requests that changed something, and what was answered, kept for a few minutes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from backend.storage import tables
from backend.storage.prepared import Prepared
from backend.storage.statements import insert_if_new


class SqlReplays:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, id: str, customer_id: UUID | None, now: datetime) -> bool:
        row = {"id": id, "customer_id": customer_id, "at": now, "answer": None}
        return _CLAIM.run(self._connection, row) == 1

    def answer_to(self, id: str) -> str | None:
        rows = _ANSWER.rows(self._connection, {"key": id})
        return rows[0].answer if rows else None

    def keep_answer(self, id: str, answer: str) -> None:
        _KEEP.run(self._connection, {"key": id, "answer": answer})


_T = tables.answered_requests
_CLAIM = Prepared(lambda dialect: insert_if_new(dialect.name, _T))
_ANSWER = Prepared(select(_T.c.answer).where(_T.c.id == bindparam("key")))
_KEEP = Prepared(update(_T).where(_T.c.id == bindparam("key")).values(answer=bindparam("answer")))
