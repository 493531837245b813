"""Everything about one person, whatever the table; and what is old enough to go."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, String, Table, cast, delete, false, select, true, tuple_, update

from backend.orders.ids import first_of
from backend.orders.model import OrderStatus, QuoteState
from backend.orders.tickets import TicketState
from backend.storage import tables
from backend.storage.tables import metadata

_PARENTS: Mapping[str, tuple[str, str]] = {
    "subscription_lines": ("subscription_id", "subscriptions"),
    "subscription_runs": ("subscription_id", "subscriptions"),
    "subscription_retries": ("subscription_id", "subscriptions"),
    "quote_lines": ("quote_id", "quotes"),
    "order_lines": ("order_id", "orders"),
    "shipments": ("order_id", "orders"),
    "shipment_lines": ("shipment_id", "shipments"),
    "shipment_events": ("shipment_id", "shipments"),
    "return_lines": ("return_id", "returns"),
    "access_tokens": ("link_id", "links"),
    "refresh_tokens": ("link_id", "links"),
}
"""Tables without a customer column: theirs, and the table that knows more."""

_GO = (
    "subscription_retries", "subscription_runs", "subscription_lines", "subscriptions",
    "saved_list_lines", "saved_lists", "cart_lines", "carts", "restock_alerts", "substitutions",
    "notices", "notice_topics", "answered_requests",
    "quote_lines", "quotes", "tickets", "api_tokens", "consents", "voice_codes", "heard_addresses", "addresses",
    "access_tokens", "refresh_tokens", "links", "authorization_codes", "sign_in_codes", "persons",
    "identities",
)  # fmt: skip
"""Deleted with the person, children first."""

_STAY = ("orders", "order_lines", "shipments", "shipment_lines", "shipment_events", "returns", "return_lines", "events")
"""Kept without the person."""

EXPORTED = ("customers", *reversed(_GO), *_STAY)

NOT_EXPORTED: Mapping[str, str] = {
    "deliveries": "which of the shop's own systems have heard of an event; the events are exported",
}
"""Tables that are about a person, and why they are left out."""

_SECRETS = frozenset(
    {
        "voice_codes.hash", "api_tokens.hash", "sign_in_codes.hash", "sign_in_codes.address_hash", "access_tokens.hash",
        "authorization_codes.hash", "authorization_codes.challenge", "refresh_tokens.hash", "refresh_tokens.seed",
        "persons.hash",
    }
)  # fmt: skip
"""Tells the person nothing, and whoever finds the file too much."""

_DONE = [OrderStatus.DELIVERED.value, OrderStatus.CANCELLED.value]


class SqlPersonalData:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def everything_about(self, customer_id: UUID) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Table to its rows, as JSON."""
        return {
            name: [
                {column: _json(value) for column, value in row.items() if f"{name}.{column}" not in _SECRETS}
                for row in self._connection.execute(_of(metadata.tables[name], customer_id)).mappings()
            ]
            for name in EXPORTED
        }

    def lock(self, customer_id: UUID) -> None:
        c = tables.customers
        self._connection.execute(select(c.c.id).where(c.c.id == customer_id).with_for_update())

    def open_orders(self, customer_id: UUID) -> Sequence[str]:
        o = tables.orders
        return self._connection.scalars(
            select(o.c.number).where(o.c.customer_id == customer_id, o.c.status.not_in(_DONE)).order_by(o.c.placed_at)
        ).all()

    def erase(self, customer_id: UUID) -> None:
        """Rows about them go; orders, returns and events stay without them. Held quotes must be released before."""
        self._forget_answers(customer_id)
        self._forget_in_orders(customer_id)
        e = tables.events
        self._connection.execute(
            update(e).where(e.c.customer_id == customer_id, e.c.subject == str(customer_id)).values(subject="")
        )
        # Tracking codes lead to an address, as long as the carrier knows them.
        parcels = update(e).where(e.c.customer_id == customer_id, e.c.type.like("shipment.%"))
        self._connection.execute(parcels.values(body={}, emptied=True))
        self._connection.execute(update(e).where(e.c.customer_id == customer_id).values(customer_id=None))
        for name in _GO:
            table = metadata.tables[name]
            self._connection.execute(delete(table).where(_is_of(table, customer_id)))
        self._connection.execute(delete(tables.customers).where(tables.customers.c.id == customer_id))

    def _forget_in_orders(self, customer_id: UUID) -> None:
        """Tax law wants what was sold when, not who got it where."""
        o, s, e, r = tables.orders, tables.shipments, tables.shipment_events, tables.returns
        self._connection.execute(update(e).where(_is_of(e, customer_id)).values(place=""))
        self._connection.execute(update(s).where(_is_of(s, customer_id)).values(tracking_code=""))
        self._connection.execute(update(r).where(_is_of(r, customer_id)).values(customer_id=None))
        self._connection.execute(update(o).where(_is_of(o, customer_id)).values(customer_id=None, address=""))

    def _forget_answers(self, customer_id: UUID) -> None:
        """Kept answers of the machine interface that speak of the person or of their orders."""
        k, o = tables.idempotency_keys, tables.orders
        for numbered in (o, tables.returns):
            theirs = select(numbered.c.number).where(numbered.c.customer_id == customer_id)
            self._connection.execute(delete(k).where(k.c.subject.in_(theirs)))

    def sweep(self, table: str, before: datetime, *, limit: int) -> int:
        """Deletes (or empties) at most so many rows that were done with before then. Returns how many."""
        old = _old(table, before)
        parts = {"event bodies": tables.events, "ticket drafts": tables.tickets}
        target = parts[table] if table in parts else metadata.tables[table]
        key = list(target.primary_key.columns)
        keys = [tuple(row) for row in self._connection.execute(select(*key).where(old).limit(limit))]
        if not keys:
            return 0
        these = tuple_(*key).in_(keys)
        if table == "event bodies":
            self._connection.execute(update(target).where(these).values(body={}, emptied=True))
            return len(keys)
        count = self._connection.execute(delete(target).where(these, old)).rowcount
        if table == "carts":  # its lines know the customer, not the cart
            lines, carts = tables.cart_lines, tables.carts
            orphans = lines.c.customer_id.not_in(select(carts.c.customer_id))
            self._connection.execute(delete(lines).where(lines.c.customer_id.in_([k for (k,) in keys]), orphans))
        return count


def _is_of(table: Table, customer_id: UUID) -> ColumnElement[bool]:
    """Rows of this table that are about the person."""
    if table is tables.customers:
        return table.c.id == customer_id
    if table is tables.notice_topics:  # it knows the customer as the channel does
        i = tables.identities
        theirs = select(i.c.channel, i.c.external_id).where(i.c.customer_id == customer_id)
        return tuple_(table.c.channel, table.c.external_id).in_(theirs)
    if table.name not in _PARENTS:
        return table.c.customer_id == customer_id
    column, name = _PARENTS[table.name]
    parent = metadata.tables[name]
    return table.c[column].in_(select(parent.c.id).where(_is_of(parent, customer_id)))


def _of(table: Table, customer_id: UUID) -> Any:
    return select(table).where(_is_of(table, customer_id)).order_by(*table.primary_key.columns)


def _json(value: Any) -> Any:
    match value:
        case UUID():
            return str(value)
        case date():
            return value.isoformat()
        case _:
            return value


def _old(table: str, before: datetime) -> ColumnElement[bool]:
    """Rows that were done with before then."""
    day = before.date()
    q, o, e, d = tables.quotes, tables.orders, tables.events, tables.deliveries
    match table:
        case "quotes":
            return (q.c.expires_at < before) & q.c.state.in_([QuoteState.ORDERED.value, QuoteState.RELEASED.value])
        case "orders":
            return (o.c.placed_at < before) & o.c.status.in_(_DONE)
        case "carts":
            return tables.carts.c.changed_at < before
        case "heard_addresses":
            return tables.heard_addresses.c.at < before
        case "restock_alerts":
            return tables.restock_alerts.c.told_at < before
        case "tickets":
            return tables.tickets.c.closed_at < before
        case "ticket drafts":
            t = tables.tickets
            return (t.c.state == TicketState.DRAFT.value) & (t.c.opened_at < before)
        case "subscription_runs":
            return tables.subscription_runs.c.at < before
        case "subscription_retries":
            return tables.subscription_retries.c.until < day
        case "api_tokens":
            return tables.api_tokens.c.revoked_at < before
        case "sign_in_codes":
            return tables.sign_in_codes.c.sent_at < before
        case "authorization_codes":
            return tables.authorization_codes.c.expires_at < before
        case "links":
            return tables.links.c.used_at < before
        case "access_tokens":
            return tables.access_tokens.c.expires_at < before
        case "refresh_tokens":
            return tables.refresh_tokens.c.replaced_at < before
        case "departures":
            return tables.departures.c.at < before
        case "answered_requests":
            return tables.answered_requests.c.at < before
        case "idempotency_keys":
            return tables.idempotency_keys.c.at < before
        case "events":
            return e.c.id < first_of(before)
        case "event bodies":
            return (e.c.emptied == false()) & (e.c.id < first_of(before)) & (e.c.spread == true())
        case "notices":
            return tables.notices.c.at < before
        case "notice_topics":
            w = tables.notice_topics
            return (w.c.at < before) & (cast(w.c.topics, String) == "[]")
        case "deliveries":
            return d.c.next_at.is_(None) & (d.c.event_id < first_of(before))
        case _:
            raise LookupError(f"no rule says when rows of {table} are old")
