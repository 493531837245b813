"""Tickets, kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from backend.orders.tickets import Ticket, TicketState
from backend.storage import tables

_T = tables.tickets
_DRAFT = _T.c.state == TicketState.DRAFT.value
_OPEN = _T.c.state == TicketState.OPEN.value


class SqlTickets:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put_draft(self, ticket: Ticket) -> None:
        """The customer's other drafts go."""
        self._connection.execute(delete(_T).where(_T.c.customer_id == ticket.customer_id, _DRAFT))
        self._connection.execute(
            insert(_T).values(
                id=ticket.id,
                number=ticket.number,
                customer_id=ticket.customer_id,
                state=ticket.state.value,
                facts=dict(ticket.facts),
                phone=ticket.phone,
                opened_at=ticket.opened_at,
                closed_at=ticket.closed_at,
            )
        )

    def get(self, ticket_id: UUID) -> Ticket | None:
        return next(iter(self._read(_T.c.id == ticket_id)), None)

    def by_number(self, number: str) -> Ticket | None:
        return next(iter(self._read(_T.c.number == number)), None)

    def draft_of(self, customer_id: UUID) -> Ticket | None:
        return next(iter(self._read(_T.c.customer_id == customer_id, _DRAFT)), None)

    def open_of(self, customer_id: UUID) -> Sequence[Ticket]:
        return self._read(_T.c.customer_id == customer_id, _OPEN)

    def all(self, *, closed: bool, limit: int) -> Sequence[Ticket]:
        """Oldest first, without drafts."""
        return self._read(~_DRAFT if closed else _OPEN, limit=limit)

    def set_phone(self, ticket_id: UUID, phone: str | None) -> None:
        self._connection.execute(update(_T).where(_T.c.id == ticket_id).values(phone=phone))

    def move(self, ticket: Ticket, to: TicketState, *, now: datetime) -> bool:
        """False if its state has changed meanwhile."""
        at = {"closed_at": now} if to is TicketState.CLOSED else {"opened_at": now}
        moved = self._connection.execute(
            update(_T).where(_T.c.id == ticket.id, _T.c.state == ticket.state.value).values(state=to.value, **at)
        )
        return moved.rowcount == 1

    def is_taken(self, number: str) -> bool:
        return self._connection.execute(select(_T.c.id).where(_T.c.number == number)).first() is not None

    def _read(self, *conditions: ColumnElement[bool], limit: int = 100) -> list[Ticket]:
        wanted = select(_T).where(*conditions).order_by(_T.c.opened_at, _T.c.number).limit(limit)
        return [_ticket(row) for row in self._connection.execute(wanted)]


def _ticket(row: Row[Any]) -> Ticket:
    return Ticket(
        id=row.id,
        number=row.number,
        customer_id=row.customer_id,
        state=TicketState(row.state),
        opened_at=row.opened_at,
        facts=row.facts,
        phone=row.phone,
        closed_at=row.closed_at,
    )
