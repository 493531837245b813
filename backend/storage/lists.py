"""Saved lists, kept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from backend.orders.lists import SavedList
from backend.orders.model import Wish
from backend.storage import tables
from backend.storage.statements import upsert


class SqlLists:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, customer_id: UUID) -> Sequence[SavedList]:
        # A list whose products are all gone has no lines left: nobody misses it.
        ll = tables.saved_list_lines
        wishes: dict[str, list[Wish]] = {}
        rows = self._connection.execute(
            select(ll.c.name, ll.c.sku, ll.c.quantity)
            .where(ll.c.customer_id == customer_id)
            .order_by(ll.c.name, ll.c.position)
        )
        for row in rows:
            wishes.setdefault(row.name, []).append(Wish(row.sku, row.quantity))
        return [SavedList(name, tuple(lines)) for name, lines in wishes.items()]

    def put(self, customer_id: UUID, saved: SavedList, now: datetime) -> None:
        ll = tables.saved_list_lines
        of_list = {"customer_id": customer_id, "name": saved.name}
        upsert(self._connection, tables.saved_lists, [{**of_list, "saved_at": now}])
        self._connection.execute(delete(ll).where(ll.c.customer_id == customer_id, ll.c.name == saved.name))
        self._connection.execute(
            insert(ll),
            [
                {**of_list, "position": position, "sku": wish.sku, "quantity": wish.quantity}
                for position, wish in enumerate(saved.wishes)
            ],
        )
