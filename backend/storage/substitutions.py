"""What customers want instead of what is sold out, kept."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, select

from backend.orders.substitutions import Policy, Substitution
from backend.storage import tables
from backend.storage.statements import upsert


class SqlSubstitutions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, customer_id: UUID) -> Mapping[str, Substitution]:
        s = tables.substitutions
        rows = self._connection.execute(select(s).where(s.c.customer_id == customer_id).order_by(s.c.sku))
        return {row.sku: Substitution(row.sku, Policy(row.policy), row.replacement) for row in rows}

    def put(self, customer_id: UUID, substitution: Substitution) -> None:
        row = {
            "customer_id": customer_id,
            "sku": substitution.sku,
            "policy": substitution.policy.value,
            "replacement": substitution.replacement,
        }
        upsert(self._connection, tables.substitutions, [row])
