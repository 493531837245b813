"""What a customer sets once: addresses by name, a limit for one order, where they would rather fetch, consents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from backend.orders.errors import Refusal, UnknownCustomer, UnknownPlace
from backend.orders.ids import uuid7
from backend.orders.model import Customer, Event
from backend.orders.money import Money

if TYPE_CHECKING:
    from backend.orders.ports import UnitOfWork

LONGEST_LABEL = 64
LONGEST_ADDRESS = 400
MOST_ADDRESSES = 20
HIGHEST_LIMIT = 10**9
"""In minor units; more is no limit but a slip of the tongue."""


class Addresses(Protocol):
    """What the customer calls it ("home", "work"), in lower case, to the address."""

    def of(self, customer_id: UUID) -> Mapping[str, str]: ...

    def put(self, customer_id: UUID, label: str, address: str) -> None:
        """Adds it, or replaces the one with this label."""

    def remove(self, customer_id: UUID, label: str) -> bool:
        """False if there was none."""


class Purpose(StrEnum):
    """What personal data may be used for beyond the order itself."""

    HISTORY = "history"
    """To know the usual and to recommend."""
    OFFERS = "offers"
    REMINDERS = "reminders"


@dataclass(frozen=True, slots=True)
class Consent:
    id: UUID
    purpose: Purpose
    allowed: bool
    at: datetime


class Consents(Protocol):
    """Only ever added to, so that it can be shown what was allowed when."""

    def of(self, customer_id: UUID) -> Sequence[Consent]:
        """Latest first."""

    def add(self, customer_id: UUID, consent: Consent) -> None: ...


class PersonalData(Protocol):
    """Everything the database holds about one person, whatever the table."""

    def everything_about(self, customer_id: UUID) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Table to its rows, as JSON."""

    def lock(self, customer_id: UUID) -> None:
        """Until the transaction ends nobody adds an order or a quote for them."""

    def open_orders(self, customer_id: UUID) -> Sequence[str]:
        """Numbers of those neither delivered nor cancelled, oldest first."""

    def erase(self, customer_id: UUID) -> None:
        """Rows about them go; orders, returns and events stay without them. Held quotes must be released before."""

    def sweep(self, table: str, before: datetime, *, limit: int) -> int:
        """Deletes (or empties) at most so many rows that were done with before then. Returns how many."""


@dataclass(slots=True)
class AddressRefused(Refusal):
    """No label, no address, or too long."""

    longest_label: int
    longest_address: int


@dataclass(slots=True)
class TooManyAddresses(Refusal):
    most: int


@dataclass(slots=True)
class UnknownAddress(Refusal):
    known: tuple[str, ...]
    """The labels there are."""


@dataclass(slots=True)
class LimitRefused(Refusal):
    most: Money


def put_address(
    customer_id: UUID, label: str, address: str, *, now: datetime, uow: "UnitOfWork", actor: str = "customer"
) -> None:
    """Saves it under this label, or changes the one that is there.

    Raises:
        AddressRefused, TooManyAddresses, UnknownCustomer
    """
    _locked(customer_id, uow)
    label, address = plain_label(label), " ".join(address.split())
    if not (0 < len(label) <= LONGEST_LABEL and 0 < len(address) <= LONGEST_ADDRESS):
        raise AddressRefused(LONGEST_LABEL, LONGEST_ADDRESS)
    if not (label + address).isprintable():
        raise AddressRefused(LONGEST_LABEL, LONGEST_ADDRESS)
    known = uow.addresses.of(customer_id)
    if label not in known and len(known) >= MOST_ADDRESSES:
        raise TooManyAddresses(MOST_ADDRESSES)
    uow.addresses.put(customer_id, label, address)
    _tell("address.changed", customer_id, actor=actor, now=now, uow=uow)


def remove_address(customer_id: UUID, label: str, *, now: datetime, uow: "UnitOfWork", actor: str = "customer") -> None:
    """
    Raises:
        UnknownAddress
    """
    if not uow.addresses.remove(customer_id, plain_label(label)):
        raise UnknownAddress(tuple(uow.addresses.of(customer_id)))
    _tell("address.removed", customer_id, actor=actor, now=now, uow=uow)


def prefer_address(
    customer_id: UUID, label: str, *, now: datetime, uow: "UnitOfWork", actor: str = "customer"
) -> Customer:
    """From now on orders go to the address with this label.

    Raises:
        UnknownAddress, UnknownCustomer
    """
    customer = _locked(customer_id, uow)
    known = uow.addresses.of(customer_id)
    if plain_label(label) not in known:
        raise UnknownAddress(tuple(known))
    customer = replace(customer, address=known[plain_label(label)], pickup_at=None)
    uow.customers.change(customer)
    _tell("address.preferred", customer_id, actor=actor, now=now, uow=uow)
    return customer


def plain_label(label: str) -> str:
    """As it is kept: lower case, single spaces."""
    return " ".join(label.casefold().split())


def set_pickup(
    customer_id: UUID, place: str | None, *, now: datetime, uow: "UnitOfWork", actor: str = "customer"
) -> Customer:
    """From now on orders are fetched at this place; None for delivery.

    Raises:
        UnknownPlace: nothing can be picked up there.
        UnknownCustomer
    """
    if place is not None and not any(each.id == place and each.pickup for each in uow.places()):
        raise UnknownPlace(place)
    customer = replace(_locked(customer_id, uow), pickup_at=place)
    uow.customers.change(customer)
    _tell("pickup.changed", customer_id, actor=actor, now=now, uow=uow, place=place)
    return customer


def set_spending_limit(
    customer_id: UUID, limit: Money | None, *, now: datetime, uow: "UnitOfWork", actor: str = "customer"
) -> Customer:
    """No order may cost more from now on; None for no limit.

    Raises:
        LimitRefused: nothing, or more than a limit can be.
        UnknownCustomer
    """
    customer = _locked(customer_id, uow)
    if limit is not None and not 0 < limit.minor <= HIGHEST_LIMIT:
        raise LimitRefused(Money(HIGHEST_LIMIT, limit.currency))
    customer = replace(customer, spending_limit=limit)
    uow.customers.change(customer)
    amount = None if limit is None else str(limit.amount)
    _tell("limit.changed", customer_id, actor=actor, now=now, uow=uow, amount=amount)
    return customer


def loosens(before: Money | None, after: Money | None) -> bool:
    """Whether the new limit lets more through than the old one."""
    return before is not None and (after is None or after.minor > before.minor)


def _locked(customer_id: UUID, uow: "UnitOfWork") -> Customer:
    """As they are until the transaction ends: all of the row is written back, and nobody's change may be lost by it."""
    uow.personal_data.lock(customer_id)
    customer = uow.customers.get(customer_id)
    if customer is None:
        raise UnknownCustomer(str(customer_id))
    return customer


def _tell(type: str, customer_id: UUID, *, actor: str, now: datetime, uow: "UnitOfWork", **body: str | None) -> None:
    """The subject is the kind of thing: no event says in words of its own whom it is about."""
    subject = type.partition(".")[0]
    uow.events.add(Event(uuid7(now), now, type, actor, subject, customer_id, body))
