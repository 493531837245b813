"""Questions for a person: what the conversation was about and, if the customer likes, where to call back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from backend.orders.errors import Refusal
from backend.orders.ids import free_number, uuid7
from backend.orders.model import Customer, Event

if TYPE_CHECKING:
    from backend.orders.ports import Chance, UnitOfWork

MOST_OPEN = 3
"""Of one customer."""
SHORTEST_PHONE, LONGEST_PHONE = 6, 15
"""Digits; an international number has at most 15 (E.164)."""


class TicketState(StrEnum):
    DRAFT = "draft"
    """The customer is still being asked; the shop does not see it."""
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Ticket:
    id: UUID
    number: str
    """Digits only."""
    customer_id: UUID
    state: TicketState
    opened_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Codes and numbers; never what was said."""
    phone: str | None = None
    """Digits, perhaps after a plus."""
    closed_at: datetime | None = None


@dataclass(slots=True)
class TooManyTickets(Refusal):
    numbers: tuple[str, ...]
    """Of those that are open."""


@dataclass(slots=True)
class NoPhone(Refusal):
    """Not as many digits as a telephone number has."""

    digits: int


@dataclass(slots=True)
class UnknownTicket(Refusal):
    number: str
    """Empty when it was not asked for by number."""


@dataclass(slots=True)
class TicketClosed(Refusal):
    number: str


class Tickets(Protocol):
    def put_draft(self, ticket: Ticket) -> None:
        """The customer's other drafts go."""

    def get(self, ticket_id: UUID) -> Ticket | None: ...

    def by_number(self, number: str) -> Ticket | None: ...

    def draft_of(self, customer_id: UUID) -> Ticket | None: ...

    def open_of(self, customer_id: UUID) -> Sequence[Ticket]: ...

    def all(self, *, closed: bool, limit: int) -> Sequence[Ticket]:
        """Oldest first, without drafts."""

    def set_phone(self, ticket_id: UUID, phone: str | None) -> None: ...

    def move(self, ticket: Ticket, to: TicketState, *, now: datetime) -> bool:
        """False if its state has changed meanwhile."""

    def is_taken(self, number: str) -> bool: ...


def draft_ticket(
    customer: Customer, facts: Mapping[str, Any], *, now: datetime, uow: "UnitOfWork", chance: "Chance"
) -> Ticket:
    """Keeps what it is about while the customer is asked for a phone number.

    Raises:
        TooManyTickets
    """
    _refuse_too_many(customer, uow)
    number = free_number(chance, uow.tickets.is_taken)
    ticket = Ticket(uuid7(now), number, customer.id, TicketState.DRAFT, now, dict(facts))
    uow.tickets.put_draft(ticket)
    return ticket


def note_phone(
    customer: Customer, phone: str, facts: Mapping[str, Any], *, now: datetime, uow: "UnitOfWork", chance: "Chance"
) -> Ticket:
    """Where to call, on the draft there is or on a new one about `facts`.

    Raises:
        NoPhone, TooManyTickets
    """
    digits = phone.removeprefix("+")
    if not (digits.isascii() and digits.isdigit() and SHORTEST_PHONE <= len(digits) <= LONGEST_PHONE):
        raise NoPhone(len(digits))
    ticket = uow.tickets.draft_of(customer.id)
    if ticket is None:
        ticket = draft_ticket(customer, facts, now=now, uow=uow, chance=chance)
    uow.tickets.set_phone(ticket.id, phone)
    return replace(ticket, phone=phone)


def open_ticket(
    customer: Customer, ticket_id: UUID, *, now: datetime, uow: "UnitOfWork", call_back: bool, actor: str = "customer"
) -> Ticket:
    """The shop sees it from now on, once; the phone number only if somebody may call.

    Raises:
        UnknownTicket, TooManyTickets
    """
    ticket = uow.tickets.get(ticket_id)
    if ticket is None or ticket.customer_id != customer.id or ticket.state is TicketState.CLOSED:
        raise UnknownTicket("")
    if ticket.state is TicketState.OPEN:
        return ticket
    _refuse_too_many(customer, uow)
    if not uow.tickets.move(ticket, TicketState.OPEN, now=now):
        return uow.tickets.get(ticket_id) or ticket  # the same yes, a moment earlier
    if not call_back and ticket.phone is not None:
        uow.tickets.set_phone(ticket.id, None)
        ticket = replace(ticket, phone=None)
    opened = replace(ticket, state=TicketState.OPEN, opened_at=now)
    uow.events.add(_event("ticket.opened", opened, now=now, actor=actor))
    return opened


def close_ticket(number: str, *, now: datetime, uow: "UnitOfWork", actor: str = "shop") -> Ticket:
    """It is answered; the phone number is forgotten.

    Raises:
        UnknownTicket, TicketClosed
    """
    ticket = uow.tickets.by_number(number)
    if ticket is None or ticket.state is TicketState.DRAFT:
        raise UnknownTicket(number)
    if ticket.state is TicketState.CLOSED or not uow.tickets.move(ticket, TicketState.CLOSED, now=now):
        raise TicketClosed(number)
    uow.tickets.set_phone(ticket.id, None)
    closed = replace(ticket, state=TicketState.CLOSED, phone=None, closed_at=now)
    uow.events.add(_event("ticket.closed", closed, now=now, actor=actor))
    return closed


def _refuse_too_many(customer: Customer, uow: "UnitOfWork") -> None:
    known = uow.tickets.open_of(customer.id)
    if len(known) >= MOST_OPEN:
        raise TooManyTickets(tuple(ticket.number for ticket in known))


def _event(type: str, ticket: Ticket, *, now: datetime, actor: str) -> Event:
    body = {"number": ticket.number, "call_back": ticket.phone is not None, "facts": dict(ticket.facts)}
    return Event(uuid7(now), now, type, actor, ticket.number, ticket.customer_id, body)
