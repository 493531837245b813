"""Promotions, kept."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, select, true
from sqlalchemy.sql import Select

from backend.orders.money import Money
from backend.orders.promotions import Promotion, PromotionKind
from backend.storage import tables
from backend.storage.prepared import Prepared
from backend.storage.statements import upsert

_PROMOTIONS = select(tables.promotions).order_by(tables.promotions.c.code)
_AUTOMATIC = Prepared(_PROMOTIONS.where(tables.promotions.c.automatic == true()))


class SqlPromotions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, code: str) -> Promotion | None:
        if "\0" in code:  # PostgreSQL would not even look
            return None
        found = self._read(_PROMOTIONS.where(tables.promotions.c.code == code.upper()))
        return found[0] if found else None

    def all(self) -> Sequence[Promotion]:
        return self._read(_PROMOTIONS)

    def automatic(self) -> Sequence[Promotion]:
        return [_promotion(row) for row in _AUTOMATIC.rows(self._connection)]

    def _read(self, wanted: Select[Any]) -> list[Promotion]:
        return [_promotion(row) for row in self._connection.execute(wanted)]

    def put(self, promotion: Promotion) -> None:
        from_amount = promotion.from_amount
        currency = self._connection.scalar(select(tables.shop.c.currency))
        upsert(
            self._connection,
            tables.promotions,
            [
                {
                    "code": promotion.code.upper(),
                    "kind": promotion.kind.value,
                    "amount": promotion.amount,
                    "currency": from_amount.currency if from_amount else currency,
                    "from_minor": from_amount.minor if from_amount else None,
                    "first_order": promotion.first_order,
                    "starts_on": promotion.starts_on,
                    "ends_on": promotion.ends_on,
                    "automatic": promotion.automatic,
                    "names": {locale: list(names) for locale, names in promotion.names.items()},
                }
            ],
        )

    def remove(self, code: str) -> bool:
        p = tables.promotions
        return self._connection.execute(delete(p).where(p.c.code == code.upper())).rowcount == 1


def _promotion(row: Any) -> Promotion:
    return Promotion(
        code=row.code,
        kind=PromotionKind(row.kind),
        amount=row.amount,
        from_amount=None if row.from_minor is None else Money(row.from_minor, row.currency),
        first_order=row.first_order,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        automatic=row.automatic,
        names={locale: tuple(names) for locale, names in row.names.items()},
    )
