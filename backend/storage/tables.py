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
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
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
    Column("demo", Boolean, nullable=False),
    CheckConstraint("id = 1", name="only_one"),
)

products = Table(
    "products",
    metadata,
    Column("sku", String(64), primary_key=True),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("unit", String(16), nullable=False),
    Column("category", String(64), nullable=False),
    Column("on_hand", BigInteger, nullable=False),
    Column("restock_on", Date),
    CheckConstraint("on_hand >= 0", name="never_oversold"),
    CheckConstraint("price_minor >= 0", name="price"),
    Index(None, "category"),
)

product_names = Table(
    "product_names",
    metadata,
    Column("sku", ForeignKey("products.sku", ondelete="CASCADE"), primary_key=True),
    Column("locale", String(16), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
)

customers = Table(
    "customers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("locale", String(16), nullable=False),
    Column("address", String(400), nullable=False),
)

identities = Table(
    "identities",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("external_id", String(400), primary_key=True),
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    Index(None, "customer_id"),
)

quotes = Table(
    "quotes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    Column("delivery_fee_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("deliver_on", Date, nullable=False),
    Column("address", String(400), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index(None, "customer_id"),
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
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    # The promise "no order twice" rests on this line: one quote, one order.
    Column("quote_id", Uuid, unique=True),
    Column("status", String(16), nullable=False),
    Column("delivery_fee_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("cancel_until", UtcDateTime, nullable=False),
    Column("deliver_on", Date, nullable=False),
    Column("address", String(400), nullable=False),
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

shipment_events = Table(
    "shipment_events",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("shipment_id", ForeignKey("shipments.id", ondelete="CASCADE"), nullable=False),
    Column("status", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("shipment_id", "status", "at"),
)
