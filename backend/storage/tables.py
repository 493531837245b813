"""The tables. Money is BIGINT minor units and a currency; keys are UUIDv7 made by us; times are UTC."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
    false,
    true,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in Python, UTC in the database; SQLite itself would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


shop = Table(
    "shop",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String(200), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("delivery_fee_minor", BigInteger, nullable=False),
    Column("free_delivery_from_minor", BigInteger),
    Column("delivery_days", Integer, nullable=False),
    Column("cancel_minutes", Integer, nullable=False),
    Column("phone", String(64), nullable=False),
    Column("opening_hours", JSON, nullable=False),
    Column("return_days", Integer, nullable=False, server_default="30"),
    Column("tax_basis_points", Integer, nullable=False, server_default="0"),
    Column("tax_included", Boolean, nullable=False, server_default=true()),
    Column("consent_percent", Integer, nullable=False, server_default="10"),
    Column("demo", Boolean, nullable=False),
    CheckConstraint("id = 1", name="only_one"),
)

places = Table(
    "places",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("names", JSON, nullable=False),
    Column("address", String(400), nullable=False),
    Column("phone", String(64), nullable=False),
    Column("pickup", Boolean, nullable=False),
    Column("opening_hours", JSON, nullable=False),
)

# -- goods

products = Table(
    "products",
    metadata,
    Column("sku", String(64), primary_key=True),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("unit", String(16), nullable=False),
    Column("category", String(64), nullable=False),
    # Locale to names, the one to say first.
    Column("names", JSON, nullable=False, server_default="{}"),
    Column("image", String(2000)),
    CheckConstraint("price_minor >= 0", name="price"),
    Index(None, "category"),
)

stock = Table(
    "stock",
    metadata,
    Column("sku", ForeignKey("products.sku", ondelete="CASCADE"), primary_key=True),
    Column("place", String(32), primary_key=True),
    Column("on_hand", BigInteger, nullable=False),
    # Held for quotes, and promised by orders whose goods are still here.
    Column("reserved", BigInteger, nullable=False, server_default="0"),
    Column("restock_on", Date),
    # The promise "none oversold" rests on this line.
    CheckConstraint("reserved >= 0 AND reserved <= on_hand", name="never_oversold"),
)

promotions = Table(
    "promotions",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    # Basis points of a percentage, minor units of a fixed amount.
    Column("amount", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("from_minor", BigInteger),
    Column("first_order", Boolean, nullable=False),
    Column("starts_on", Date),
    Column("ends_on", Date),
    # Applied without a code.
    Column("automatic", Boolean, nullable=False),
    Column("names", JSON, nullable=False),
    CheckConstraint("amount > 0", name="amount"),
)

# -- customers

customers = Table(
    "customers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("locale", String(16), nullable=False),
    Column("address", String(400), nullable=False),
    Column("spending_limit_minor", BigInteger),
    Column("pickup_at", String(32)),
    Column("email", String(254), unique=True),
)

identities = Table(
    "identities",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("external_id", String(400), primary_key=True),
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    Index(None, "customer_id"),
)

addresses = Table(
    "addresses",
    metadata,
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    # What the customer calls it: "home", "work".
    Column("label", String(64), primary_key=True),
    Column("address", String(400), nullable=False),
)

heard_addresses = Table(
    "heard_addresses",
    metadata,
    # One a customer: what was heard last, until they say yes or no to it.
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    Column("id", Uuid, nullable=False),
    Column("address", String(400), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

voice_codes = Table(
    "voice_codes",
    metadata,
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    Column("hash", String(200), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    Column("purpose", String(32), nullable=False),
    Column("allowed", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "customer_id", "purpose", "at"),
)

substitutions = Table(
    "substitutions",
    metadata,
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    Column("sku", ForeignKey("products.sku", ondelete="CASCADE"), primary_key=True),
    Column("policy", String(16), nullable=False),
    Column("replacement", ForeignKey("products.sku", ondelete="CASCADE")),
    Index(None, "sku"),
)

restock_alerts = Table(
    "restock_alerts",
    metadata,
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    Column("sku", ForeignKey("products.sku", ondelete="CASCADE"), primary_key=True),
    Column("asked_at", UtcDateTime, nullable=False),
    # When the goods came back, and when the customer heard of it.
    Column("back_at", UtcDateTime),
    Column("told_at", UtcDateTime),
    Index(None, "sku"),
)

# -- what they want

carts = Table(
    "carts",
    metadata,
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    Column("promotion", String(32)),
    # What it was read out as, until that is ordered. No foreign key: quotes are cleared away.
    Column("quote_id", Uuid),
    Column("changed_at", UtcDateTime, nullable=False),
)

cart_lines = Table(
    "cart_lines",
    metadata,
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    Column("sku", ForeignKey("products.sku", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    # The SKU that the cart was read out with in place of this one.
    Column("instead", String(64)),
    CheckConstraint("quantity > 0", name="quantity"),
)

saved_lists = Table(
    "saved_lists",
    metadata,
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    # As the customer said it, in lower case.
    Column("name", String(64), primary_key=True),
    Column("saved_at", UtcDateTime, nullable=False),
)

saved_list_lines = Table(
    "saved_list_lines",
    metadata,
    Column("customer_id", Uuid, primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("sku", ForeignKey("products.sku", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    ForeignKeyConstraint(["customer_id", "name"], ["saved_lists.customer_id", "saved_lists.name"], ondelete="CASCADE"),
    CheckConstraint("quantity > 0", name="quantity"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("every_weeks", Integer, nullable=False),
    Column("next_on", Date, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    CheckConstraint("every_weeks > 0", name="every_weeks"),
    Index(None, "customer_id"),
    Index(None, "state", "next_on"),
)

subscription_lines = Table(
    "subscription_lines",
    metadata,
    Column("subscription_id", ForeignKey("subscriptions.id", ondelete="CASCADE"), primary_key=True),
    Column("sku", ForeignKey("products.sku", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    # What the customer agreed to pay for one.
    Column("price_minor", BigInteger, nullable=False),
    CheckConstraint("quantity > 0", name="quantity"),
)

subscription_runs = Table(
    "subscription_runs",
    metadata,
    Column("subscription_id", ForeignKey("subscriptions.id", ondelete="CASCADE"), primary_key=True),
    # The promise "no scheduled order twice" rests on this key.
    Column("due_on", Date, primary_key=True),
    Column("outcome", String(32), nullable=False),
    Column("order_id", Uuid),
    # SKU, quantity and reason of what did not go out, and when the customer heard of it.
    Column("left_out", JSON, nullable=False),
    Column("told_at", UtcDateTime),
    Column("at", UtcDateTime, nullable=False),
)

subscription_retries = Table(
    "subscription_retries",
    metadata,
    Column("subscription_id", ForeignKey("subscriptions.id", ondelete="CASCADE"), primary_key=True),
    Column("due_on", Date, primary_key=True),
    Column("sku", ForeignKey("products.sku", ondelete="CASCADE"), primary_key=True),
    Column("quantity", BigInteger, nullable=False),
    Column("next_on", Date, nullable=False),
    Column("until", Date, nullable=False),
    Index(None, "next_on"),
)

# -- orders


def _terms() -> list[Column[Any]]:
    """What a quote promises and an order keeps."""
    return [
        Column("delivery_fee_minor", BigInteger, nullable=False),
        Column("currency", String(3), nullable=False),
        Column("discount_minor", BigInteger, nullable=False, server_default="0"),
        Column("promotion", String(32)),
        Column("tax_minor", BigInteger, nullable=False, server_default="0"),
        Column("tax_included", Boolean, nullable=False, server_default=true()),
        Column("deliver_on", Date, nullable=False),
        Column("address", String(400), nullable=False),
        Column("place", String(32), nullable=False, server_default="main"),
        Column("pickup", Boolean, nullable=False, server_default=false()),
    ]


quotes = Table(
    "quotes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    *_terms(),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False, server_default="released"),
    Index(None, "customer_id", "state"),
    Index(None, "state", "expires_at"),
)

quote_lines = Table(
    "quote_lines",
    metadata,
    Column("quote_id", ForeignKey("quotes.id", ondelete="CASCADE"), primary_key=True),
    Column("sku", ForeignKey("products.sku"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    CheckConstraint("quantity > 0", name="quantity"),
)

orders = Table(
    "orders",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", String(16), nullable=False, unique=True),
    # Nobody's once the customer's data was deleted.
    Column("customer_id", ForeignKey("customers.id")),
    # The promise "no order twice" rests on this line: one quote, one order.
    Column("quote_id", Uuid, unique=True),
    Column("status", String(16), nullable=False),
    *_terms(),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("cancel_until", UtcDateTime, nullable=False),
    Index(None, "customer_id", "placed_at"),
    Index(None, "placed_at"),
)

order_lines = Table(
    "order_lines",
    metadata,
    Column("order_id", ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
    Column("sku", ForeignKey("products.sku"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    CheckConstraint("quantity > 0", name="quantity"),
)

shipments = Table(
    "shipments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_id", ForeignKey("orders.id", ondelete="CASCADE"), nullable=False),
    Column("carrier", String(32), nullable=False),
    Column("tracking_code", String(64), nullable=False),
    Column("expected_on", Date),
    Index(None, "order_id"),
    # Carriers use their codes again after a while, so a code alone does not name a parcel.
    Index(None, "carrier", "tracking_code"),
)

shipment_lines = Table(
    "shipment_lines",
    metadata,
    Column("shipment_id", ForeignKey("shipments.id", ondelete="CASCADE"), primary_key=True),
    Column("sku", ForeignKey("products.sku"), primary_key=True),
    Column("quantity", BigInteger, nullable=False),
    CheckConstraint("quantity > 0", name="quantity"),
)

shipment_events = Table(
    "shipment_events",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("shipment_id", ForeignKey("shipments.id", ondelete="CASCADE"), nullable=False),
    Column("status", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("place", String(100), nullable=False, server_default=""),
    UniqueConstraint("shipment_id", "status", "at"),
)

returns = Table(
    "returns",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", String(16), nullable=False, unique=True),
    Column("order_id", ForeignKey("orders.id", ondelete="CASCADE"), nullable=False),
    Column("customer_id", Uuid),
    Column("state", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("refund_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Index(None, "order_id"),
    Index(None, "customer_id"),
)

return_lines = Table(
    "return_lines",
    metadata,
    Column("return_id", ForeignKey("returns.id", ondelete="CASCADE"), primary_key=True),
    Column("sku", ForeignKey("products.sku"), primary_key=True),
    Column("quantity", BigInteger, nullable=False),
    CheckConstraint("quantity > 0", name="quantity"),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", String(16), nullable=False, unique=True),
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE")),
    Column("state", String(16), nullable=False),
    # What the conversation was about: codes and numbers, not what was said.
    Column("facts", JSON, nullable=False),
    Column("phone", String(32)),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Index(None, "state", "opened_at"),
    Index(None, "customer_id"),
)

# -- what happened, and who is told

events = Table(
    "events",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("type", String(64), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("subject", String(64), nullable=False),
    # No foreign key: what happened stays when a customer goes.
    Column("customer_id", Uuid),
    Column("body", JSON, nullable=False),
    # Deliveries to the webhooks have been written.
    Column("spread", Boolean, nullable=False, server_default=false()),
    # What it was about in detail is forgotten. Ids sort by time, so they serve for "older than" as well.
    Column("emptied", Boolean, nullable=False, server_default=false()),
    Index(None, "spread", "id"),
    Index(None, "emptied", "id"),
    Index(None, "customer_id"),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("url", String(2000), nullable=False),
    # Newest first; two while one replaces the other.
    Column("secrets", JSON, nullable=False),
    Column("types", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("webhook_id", ForeignKey("webhooks.id", ondelete="CASCADE"), primary_key=True),
    Column("attempts", Integer, nullable=False),
    # None when nothing more will be tried.
    Column("next_at", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    Column("detail", String(100), nullable=False),
    Index(None, "next_at"),
    Index(None, "webhook_id"),
)

notices = Table(
    "notices",
    metadata,
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    # The number of an order, or a SKU; and what of it. The promise "told once" rests on this key.
    Column("subject", String(64), primary_key=True),
    Column("about", String(32), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    # None when nothing more will be tried.
    Column("next_at", UtcDateTime),
    Column("told_at", UtcDateTime),
    Column("detail", String(100), nullable=False),
    Index(None, "next_at"),
)

notice_topics = Table(
    "notice_topics",
    metadata,
    # As in identities. No foreign key: users of a channel say what they want before we know who they are.
    Column("channel", String(32), primary_key=True),
    Column("external_id", String(400), primary_key=True),
    Column("topics", JSON, nullable=False),
    # When they said so, by the channel's clock: its messages come late and out of order.
    Column("at", UtcDateTime, nullable=False),
)

# -- linked accounts; codes and tokens are here by their hashes only

sign_in_codes = Table(
    "sign_in_codes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("address_hash", String(64), nullable=False),
    # Nobody's, for an address that nobody has: it must look the same from outside.
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE")),
    Column("hash", String(64), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Index(None, "address_hash", "sent_at"),
    Index(None, "customer_id"),
    Index(None, "sent_at"),
)

authorization_codes = Table(
    "authorization_codes",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    Column("client_id", String(200), nullable=False),
    Column("redirect_uri", String(2000), nullable=False),
    Column("challenge", String(128), nullable=False),
    Column("scope", String(200), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    # What it was exchanged for. No foreign key: it says so also after the link has ended.
    Column("link_id", Uuid),
    Index(None, "customer_id"),
    Index(None, "expires_at"),
)

links = Table(
    "links",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    Column("client_id", String(200), nullable=False),
    Column("scope", String(200), nullable=False),
    # The user of the channel, once they have been heard of.
    Column("user_id", String(400)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=False),
    Index(None, "customer_id"),
    Index(None, "user_id"),
)

access_tokens = Table(
    "access_tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("link_id", ForeignKey("links.id", ondelete="CASCADE"), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index(None, "link_id"),
    Index(None, "expires_at"),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("link_id", ForeignKey("links.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("replaced_at", UtcDateTime),
    # With the token itself it makes its successor, for a reply that was lost; kept for a minute or so.
    Column("seed", String(64)),
    Index(None, "link_id"),
)

persons = Table(
    "persons",
    metadata,
    # SHA-256 of the channel's id of a recognised voice.
    Column("hash", String(64), primary_key=True),
    # In whose household; when that account goes, nobody is known by it any more.
    Column("account_id", ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    Column("user_id", String(400), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "account_id"),
    Index(None, "customer_id"),
    Index(None, "user_id"),
)

departures = Table(
    "departures",
    metadata,
    # SHA-256 of a user's id who left: for news of before that arrive after.
    Column("hash", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

# -- the machine interface

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    # A token of one customer sees that customer's things only.
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    Index(None, "customer_id"),
)

answered_requests = Table(
    "answered_requests",
    metadata,
    # SHA-256 of who asked what, with the channel's id of the request.
    Column("id", String(64), primary_key=True),
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE")),
    Column("at", UtcDateTime, nullable=False),
    # None while it is being written.
    Column("answer", Text),
    Index(None, "at"),
    Index(None, "customer_id"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("scope", String(64), primary_key=True),
    Column("key", String(200), primary_key=True),
    # SHA-256 of what was asked.
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", JSON, nullable=False),
    # The number of the order or return it speaks of, to find what has to be forgotten with a customer.
    Column("subject", String(64)),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "at"),
    Index(None, "subject"),
)
