"""Addresses that were heard and not yet agreed to."""

from uuid import UUID

from sqlalchemy import Connection, delete, select

from backend.orders.changing import Heard
from backend.storage import tables
from backend.storage.statements import upsert


class SqlHeardAddresses:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, heard: Heard) -> None:
        row = {"customer_id": heard.customer_id, "id": heard.id, "address": heard.address, "at": heard.at}
        upsert(self._connection, tables.heard_addresses, [row])

    def get(self, customer_id: UUID) -> Heard | None:
        h = tables.heard_addresses
        row = self._connection.execute(select(h).where(h.c.customer_id == customer_id)).one_or_none()
        return None if row is None else Heard(row.id, row.customer_id, row.address, row.at)

    def remove(self, customer_id: UUID) -> None:
        h = tables.heard_addresses
        self._connection.execute(delete(h).where(h.c.customer_id == customer_id))
