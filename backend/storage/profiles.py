"""What a customer set once: addresses, voice code, consents."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from backend.orders.profiles import Consent, Purpose
from backend.orders.voice_codes import MOST_FAILURES, VoiceCode
from backend.storage import tables
from backend.storage.statements import insert_new, upsert


class SqlAddresses:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, customer_id: UUID) -> Mapping[str, str]:
        a = tables.addresses
        rows = self._connection.execute(select(a).where(a.c.customer_id == customer_id).order_by(a.c.label))
        return {row.label: row.address for row in rows}

    def put(self, customer_id: UUID, label: str, address: str) -> None:
        row = {"customer_id": customer_id, "label": label, "address": address}
        upsert(self._connection, tables.addresses, [row])

    def remove(self, customer_id: UUID, label: str) -> bool:
        a = tables.addresses
        return (
            self._connection.execute(delete(a).where(a.c.customer_id == customer_id, a.c.label == label)).rowcount > 0
        )


class SqlVoiceCodes:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, customer_id: UUID) -> VoiceCode | None:
        v = tables.voice_codes
        row = self._connection.execute(select(v).where(v.c.customer_id == customer_id)).one_or_none()
        return None if row is None else VoiceCode(row.hash, row.failures, row.set_at)

    def add(self, customer_id: UUID, code: VoiceCode) -> bool:
        row = {"customer_id": customer_id, "hash": code.hash, "failures": code.failures, "set_at": code.set_at}
        return insert_new(self._connection, tables.voice_codes, row)

    def count_failure(self, customer_id: UUID, hash: str) -> bool:
        v = tables.voice_codes
        return self._count(customer_id, hash, v.c.failures + 1)

    def forgive(self, customer_id: UUID, hash: str) -> bool:
        return self._count(customer_id, hash, 0)

    def _count(self, customer_id: UUID, hash: str, failures: int | ColumnElement[int]) -> bool:
        v = tables.voice_codes
        counted = self._connection.execute(
            update(v)
            .where(v.c.customer_id == customer_id, v.c.hash == hash, v.c.failures < MOST_FAILURES)
            .values(failures=failures)
        )
        return counted.rowcount == 1

    def remove(self, customer_id: UUID) -> bool:
        v = tables.voice_codes
        return self._connection.execute(delete(v).where(v.c.customer_id == customer_id)).rowcount == 1


class SqlConsents:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, customer_id: UUID) -> Sequence[Consent]:
        c = tables.consents
        rows = self._connection.execute(
            select(c).where(c.c.customer_id == customer_id).order_by(c.c.at.desc(), c.c.id.desc())
        )
        return [Consent(row.id, Purpose(row.purpose), row.allowed, row.at) for row in rows]

    def add(self, customer_id: UUID, consent: Consent) -> None:
        self._connection.execute(
            insert(tables.consents).values(
                id=consent.id,
                customer_id=customer_id,
                purpose=consent.purpose.value,
                allowed=consent.allowed,
                at=consent.at,
            )
        )
