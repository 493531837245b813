"""Carts, kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from backend.orders.carts import Cart
from backend.orders.model import Line
from backend.orders.ports import Products
from backend.storage import tables
from backend.storage.statements import upsert

_C, _L = tables.carts, tables.cart_lines


class SqlCarts:
    def __init__(self, connection: Connection, products: Products) -> None:
        self._connection = connection
        self._products = products

    def get(self, customer_id: UUID) -> Cart:
        """An empty one for somebody who has none."""
        cart = self._connection.execute(select(_C).where(_C.c.customer_id == customer_id)).one_or_none()
        if cart is None:
            return Cart()
        rows = self._connection.execute(
            select(_L.c.sku, _L.c.quantity).where(_L.c.customer_id == customer_id).order_by(_L.c.position)
        ).all()
        products = self._products.by_sku(row.sku for row in rows)
        lines = tuple(Line(products[row.sku], row.quantity, products[row.sku].price) for row in rows)
        return Cart(lines, cart.promotion)

    def lock(self, customer_id: UUID, now: datetime) -> None:
        """There is a cart, it changed now, and until the transaction ends nobody else changes it."""
        upsert(self._connection, _C, [{"customer_id": customer_id, "changed_at": now}])

    def set_quantity(self, customer_id: UUID, sku: str, quantity: int) -> None:
        """What is new comes last; none of it takes the line out."""
        line = (_L.c.customer_id == customer_id, _L.c.sku == sku)
        if quantity <= 0:
            self._connection.execute(delete(_L).where(*line))
            return
        if self._connection.execute(update(_L).where(*line).values(quantity=quantity)).rowcount:
            return
        last = self._connection.scalar(select(func.max(_L.c.position)).where(_L.c.customer_id == customer_id))
        position = 0 if last is None else last + 1
        self._connection.execute(
            insert(_L).values(customer_id=customer_id, sku=sku, position=position, quantity=quantity)
        )

    def set_promotion(self, customer_id: UUID, code: str | None) -> None:
        self._change(customer_id, promotion=code)

    def check_out(self, customer_id: UUID, quote_id: UUID, instead: Mapping[str, str]) -> None:
        """This quote is what the cart was read out as, with these SKUs in place of some that are sold out."""
        self._change(customer_id, quote_id=quote_id)
        lines = update(_L).where(_L.c.customer_id == customer_id)
        self._connection.execute(lines.where(_L.c.instead.is_not(None)).values(instead=None))
        for sku, other in instead.items():
            self._connection.execute(lines.where(_L.c.sku == sku).values(instead=other))

    def instead(self, customer_id: UUID) -> Mapping[str, str]:
        """SKU to the one it was read out as."""
        wanted = select(_L.c.sku, _L.c.instead).where(_L.c.customer_id == customer_id, _L.c.instead.is_not(None))
        return {row.sku: row.instead for row in self._connection.execute(wanted)}

    def quoted_again(self, customer_id: UUID, before: UUID, quote_id: UUID) -> None:
        """A quote that was this cart was replaced by another."""
        self._change(customer_id, _C.c.quote_id == before, quote_id=quote_id)

    def ordered(self, customer_id: UUID, quote_id: UUID, now: datetime) -> bool:
        """Locks it and ends its check-out, once; False if the quote was not of this cart."""
        return self._change(customer_id, _C.c.quote_id == quote_id, quote_id=None, promotion=None, changed_at=now)

    def _change(self, customer_id: UUID, *only_if: ColumnElement[bool], **values: Any) -> bool:
        statement = update(_C).where(_C.c.customer_id == customer_id, *only_if).values(**values)
        return self._connection.execute(statement).rowcount == 1
