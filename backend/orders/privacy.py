"""What is kept about a person and for how long, and how it is handed over or deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from backend.orders.errors import Refusal, UnknownCustomer
from backend.orders.ids import uuid7
from backend.orders.model import Event
from backend.orders.profiles import Consent, Purpose
from backend.orders.quoting import release, release_expired

if TYPE_CHECKING:
    from backend.orders.ports import UnitOfWork

STEP = 500
"""Rows of one table in one transaction of the sweep, so that nobody waits long behind it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How long the rows of a table are kept."""

    until: str
    after: timedelta | None = None
    """The sweep takes them so long after that; None where something else does."""


_SHOP = Rule("the shop itself changes it")
_CUSTOMER = Rule("the customer changes it, or has their data deleted")

_DAYS_30, _DAYS_90 = timedelta(days=30), timedelta(days=90)
_YEAR, _YEARS_3, _YEARS_10 = timedelta(days=366), timedelta(days=3 * 366), timedelta(days=10 * 366)

RETENTION: Mapping[str, Rule] = {
    "shop": _SHOP,
    "places": _SHOP,
    "products": _SHOP,
    "stock": _SHOP,
    "promotions": _SHOP,
    "webhooks": _SHOP,
    "customers": _CUSTOMER,
    "identities": _CUSTOMER,
    "addresses": _CUSTOMER,
    "heard_addresses": Rule("it was heard, and the customer said neither yes nor no", timedelta(days=1)),
    "voice_codes": _CUSTOMER,
    "consents": _CUSTOMER,
    "substitutions": _CUSTOMER,
    "saved_lists": _CUSTOMER,
    "saved_list_lines": _CUSTOMER,
    "subscriptions": _CUSTOMER,
    "subscription_lines": _CUSTOMER,
    "subscription_runs": Rule("no run of that day can come again", _YEAR),
    "subscription_retries": Rule("the last day to try again", _DAYS_30),
    "restock_alerts": Rule("the customer was told", _DAYS_90),
    "carts": Rule("the last change", _DAYS_90),
    "cart_lines": Rule("the cart goes"),
    "quotes": Rule("it expired or was ordered", _DAYS_30),
    "quote_lines": Rule("the quote goes"),
    "orders": Rule("tax law wants no proof of the sale any more", _YEARS_10),
    "order_lines": Rule("the order goes"),
    "shipments": Rule("the order goes"),
    "shipment_lines": Rule("the order goes"),
    "shipment_events": Rule("the order goes"),
    "returns": Rule("the order goes"),
    "return_lines": Rule("the order goes"),
    "tickets": Rule("it was closed", _YEAR),
    "deliveries": Rule("nothing more is tried", _DAYS_90),
    "notices": Rule("it happened", _DAYS_90),
    "notice_topics": Rule("nothing is wanted any more, and no earlier word can come late", _DAYS_30),
    "events": Rule("nobody asks any more who did what", _YEARS_3),
    "api_tokens": Rule("it was revoked", _YEAR),
    "sign_in_codes": Rule("it was sent", timedelta(hours=1)),
    "authorization_codes": Rule("it could be used", timedelta(days=1)),
    "links": Rule("its last use", _YEAR),
    "access_tokens": Rule("it expired", timedelta(days=1)),
    "refresh_tokens": Rule("it was replaced", _DAYS_30),
    "persons": _CUSTOMER,
    "departures": Rule("they left", timedelta(days=1)),
    "answered_requests": Rule("it was answered, and is too old to be believed again", timedelta(minutes=10)),
    "idempotency_keys": Rule("no request comes a second time", _DAYS_30),
}
"""One for every table."""

DRAFTS_AFTER = timedelta(days=1)
"""A question for a person that was begun, perhaps with a telephone number, and not sent."""
EVENT_BODIES_AFTER = _DAYS_90
"""What an event said in detail goes earlier than the fact that it happened, once the shop's systems have heard it."""


@dataclass(slots=True)
class OrdersStillOpen(Refusal):
    """They need the name and the address until they have arrived."""

    numbers: tuple[str, ...]
    """Oldest first."""


def allowed(customer_id: UUID, purpose: Purpose, uow: "UnitOfWork") -> bool:
    """What the customer said last; without a word from them their history serves them, and nothing else is done."""
    for consent in uow.consents.of(customer_id):
        if consent.purpose is purpose:
            return consent.allowed
    return purpose is Purpose.HISTORY


def decide(
    customer_id: UUID,
    purpose: Purpose,
    is_allowed: bool,
    *,
    now: datetime,
    uow: "UnitOfWork",
    actor: str = "customer",
) -> None:
    """The customer allows or forbids it from now on."""
    if uow.customers.get(customer_id) is None:
        raise UnknownCustomer(str(customer_id))
    uow.consents.add(customer_id, Consent(uuid7(now), purpose, is_allowed, now))
    _tell("consent.given" if is_allowed else "consent.withdrawn", purpose.value, customer_id, actor, now, uow)


def export(customer_id: UUID, uow: "UnitOfWork") -> dict[str, Any]:
    """Everything held about the person, as JSON: table to rows.

    Raises:
        UnknownCustomer
    """
    if uow.customers.get(customer_id) is None:
        raise UnknownCustomer(str(customer_id))
    return {
        table: [dict(row) for row in rows] for table, rows in uow.personal_data.everything_about(customer_id).items()
    }


def hand_over(customer_id: UUID, *, now: datetime, uow: "UnitOfWork", actor: str = "shop") -> dict[str, Any]:
    """The export, and a note of who took it."""
    found = export(customer_id, uow)
    _tell("privacy.exported", "privacy", customer_id, actor, now, uow)
    return found


def ask_for_export(customer_id: UUID, *, now: datetime, uow: "UnitOfWork", actor: str = "customer") -> None:
    """The shop is told to send a copy."""
    _tell("privacy.export_asked", "privacy", customer_id, actor, now, uow)


def erasable(customer_id: UUID, uow: "UnitOfWork") -> None:
    """
    Raises:
        OrdersStillOpen
    """
    if numbers := uow.personal_data.open_orders(customer_id):
        raise OrdersStillOpen(tuple(numbers))


def erase(customer_id: UUID, *, now: datetime, uow: "UnitOfWork", actor: str = "customer") -> bool:
    """Everything personal goes. The accounts keep the orders, with nobody's name on them. False if nobody was there.

    Raises:
        OrdersStillOpen
    """
    uow.personal_data.lock(customer_id)
    if uow.customers.get(customer_id) is None:
        return False
    erasable(customer_id, uow)
    for quote in uow.quotes.held_by(customer_id):
        release(quote, uow=uow)
    uow.personal_data.erase(customer_id)
    uow.events.add(Event(uuid7(now), now, "privacy.erased", actor, "privacy"))
    return True


def sweep(now: datetime, uow: "UnitOfWork", limit: int = STEP) -> Mapping[str, int]:
    """One step of tidying up: table to how many rows went, at most `limit` each. Empty when there is nothing left."""
    counts = {"held quotes": release_expired(now=now, uow=uow)}
    for table, rule in RETENTION.items():
        if rule.after is not None:
            counts[table] = uow.personal_data.sweep(table, now - rule.after, limit=limit)
    counts["ticket drafts"] = uow.personal_data.sweep("ticket drafts", now - DRAFTS_AFTER, limit=limit)
    counts["event bodies"] = uow.personal_data.sweep("event bodies", now - EVENT_BODIES_AFTER, limit=limit)
    return {table: count for table, count in counts.items() if count}


def _tell(type: str, subject: str, customer_id: UUID, actor: str, now: datetime, uow: "UnitOfWork") -> None:
    uow.events.add(Event(uuid7(now), now, type, actor, subject, customer_id))


def audit(uow: "UnitOfWork", *, limit: int, customer_id: UUID | None = None) -> Sequence[Event]:
    """What happened, latest first."""
    return uow.events.latest(limit=limit) if customer_id is None else uow.events.about(customer_id, limit=limit)
