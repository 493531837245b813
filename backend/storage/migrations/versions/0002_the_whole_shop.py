"""the whole shop"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What open orders have taken is on the shelf until it is shipped; it was taken off at once before.
STOCK_OUT_OF_PRODUCTS = """
INSERT INTO stock (sku, place, on_hand, reserved, restock_on)
SELECT p.sku, 'main', p.on_hand + COALESCE(o.quantity, 0), COALESCE(o.quantity, 0), p.restock_on
FROM products p LEFT JOIN (
    SELECT l.sku AS sku, SUM(l.quantity) AS quantity FROM order_lines l JOIN orders o ON o.id = l.order_id
    WHERE o.status IN ('placed', 'packed') GROUP BY l.sku
) o ON o.sku = p.sku
"""
# Until now a parcel held the whole order.
CONTENTS_OF_PARCELS = """
INSERT INTO shipment_lines (shipment_id, sku, quantity)
SELECT s.id, l.sku, l.quantity FROM order_lines l JOIN shipments s ON s.order_id = l.order_id
WHERE s.id = (SELECT p.id FROM shipments p WHERE p.order_id = l.order_id ORDER BY p.id LIMIT 1)
"""
STOCK_BACK_INTO_PRODUCTS = """
UPDATE products SET
    on_hand = COALESCE((SELECT s.on_hand - s.reserved FROM stock s WHERE s.sku = products.sku AND s.place = 'main'), 0)
        + COALESCE((SELECT SUM(l.quantity) FROM quote_lines l JOIN quotes q ON q.id = l.quote_id
                    WHERE l.sku = products.sku AND q.state = 'held' AND q.place = 'main'), 0),
    restock_on = (SELECT s.restock_on FROM stock s WHERE s.sku = products.sku AND s.place = 'main')
"""
A_CUSTOMER_FOR_ORDERS_OF_NOBODY = """
INSERT INTO customers (id, name, locale, address)
SELECT '00000000000000000000000000000000', '', 'en-US', '' WHERE EXISTS (SELECT 1 FROM orders WHERE customer_id IS NULL)
"""
ORDERS_OF_NOBODY = "UPDATE orders SET customer_id = '00000000000000000000000000000000' WHERE customer_id IS NULL"

PRODUCTS = sa.table("products", sa.column("sku", sa.String()), sa.column("names", sa.JSON()))
NAMES = sa.table(
    "product_names",
    sa.column("sku", sa.String()),
    sa.column("locale", sa.String()),
    sa.column("position", sa.Integer()),
    sa.column("name", sa.String()),
)


def names_into_products() -> None:
    connection = op.get_bind()
    names: dict[str, dict[str, list[str]]] = {}
    for sku, locale, name in connection.execute(
        sa.select(NAMES.c.sku, NAMES.c.locale, NAMES.c.name).order_by(NAMES.c.position)
    ):
        names.setdefault(sku, {}).setdefault(locale, []).append(name)
    if names:
        statement = sa.update(PRODUCTS).where(PRODUCTS.c.sku == sa.bindparam("k")).values(names=sa.bindparam("n"))
        connection.execute(statement, [{"k": sku, "n": of_sku} for sku, of_sku in names.items()])


def names_out_of_products() -> None:
    connection = op.get_bind()
    rows = [
        {"sku": sku, "locale": locale, "position": position, "name": name}
        for sku, names in connection.execute(sa.select(PRODUCTS.c.sku, PRODUCTS.c.names))
        for locale, of_locale in names.items()
        for position, name in enumerate(of_locale)
    ]
    if rows:
        connection.execute(sa.insert(NAMES), rows)


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("spread", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("emptied", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_emptied_id"), ["emptied", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_spread_id"), ["spread", "id"], unique=False)

    op.create_table(
        "idempotency_keys",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_idempotency_keys")),
    )
    with op.batch_alter_table("idempotency_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_keys_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_idempotency_keys_subject"), ["subject"], unique=False)

    op.create_table(
        "places",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column("phone", sa.String(length=64), nullable=False),
        sa.Column("pickup", sa.Boolean(), nullable=False),
        sa.Column("opening_hours", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
    )
    op.create_table(
        "promotions",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("from_minor", sa.BigInteger(), nullable=True),
        sa.Column("first_order", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_promotions_amount")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_promotions")),
    )
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("secrets", sa.JSON(), nullable=False),
        sa.Column("types", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "addresses",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_addresses_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", "label", name=op.f("pk_addresses")),
    )
    op.create_table(
        "heard_addresses",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_heard_addresses_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_heard_addresses")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_api_tokens_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("name", name=op.f("uq_api_tokens_name")),
    )
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_tokens_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "cart_lines",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("instead", sa.String(length=64), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_cart_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_cart_lines_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["sku"], ["products.sku"], name=op.f("fk_cart_lines_sku_products"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("customer_id", "sku", name=op.f("pk_cart_lines")),
    )
    op.create_table(
        "carts",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("promotion", sa.String(length=32), nullable=True),
        sa.Column("quote_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_carts_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_carts")),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_consents_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consents_customer_id_purpose_at"), ["customer_id", "purpose", "at"], unique=False
        )

    op.create_table(
        "deliveries",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("detail", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_deliveries_event_id_events"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhooks.id"], name=op.f("fk_deliveries_webhook_id_webhooks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "webhook_id", name=op.f("pk_deliveries")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliveries_next_at"), ["next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliveries_webhook_id"), ["webhook_id"], unique=False)

    op.create_table(
        "restock_alerts",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_restock_alerts_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sku"], ["products.sku"], name=op.f("fk_restock_alerts_sku_products"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", "sku", name=op.f("pk_restock_alerts")),
    )
    with op.batch_alter_table("restock_alerts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_restock_alerts_sku"), ["sku"], unique=False)

    op.create_table(
        "saved_lists",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_saved_lists_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", "name", name=op.f("pk_saved_lists")),
    )
    op.create_table(
        "stock",
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("restock_on", sa.Date(), nullable=True),
        sa.CheckConstraint("reserved >= 0 AND reserved <= on_hand", name=op.f("ck_stock_never_oversold")),
        sa.ForeignKeyConstraint(["sku"], ["products.sku"], name=op.f("fk_stock_sku_products"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sku", "place", name=op.f("pk_stock")),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("every_weeks > 0", name=op.f("ck_subscriptions_every_weeks")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_subscriptions_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
    )
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscriptions_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscriptions_state_next_on"), ["state", "next_on"], unique=False)

    op.create_table(
        "substitutions",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("policy", sa.String(length=16), nullable=False),
        sa.Column("replacement", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_substitutions_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["replacement"], ["products.sku"], name=op.f("fk_substitutions_replacement_products"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sku"], ["products.sku"], name=op.f("fk_substitutions_sku_products"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", "sku", name=op.f("pk_substitutions")),
    )
    with op.batch_alter_table("substitutions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_substitutions_sku"), ["sku"], unique=False)

    op.create_table(
        "tickets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_tickets_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("number", name=op.f("uq_tickets_number")),
    )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tickets_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tickets_state_opened_at"), ["state", "opened_at"], unique=False)

    op.create_table(
        "voice_codes",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_voice_codes_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_voice_codes")),
    )
    op.create_table(
        "returns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("refund_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_returns_order_id_orders"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returns")),
        sa.UniqueConstraint("number", name=op.f("uq_returns_number")),
    )
    with op.batch_alter_table("returns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_returns_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_returns_order_id"), ["order_id"], unique=False)

    op.create_table(
        "saved_list_lines",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_saved_list_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["customer_id", "name"],
            ["saved_lists.customer_id", "saved_lists.name"],
            name=op.f("fk_saved_list_lines_customer_id_name_saved_lists"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sku"], ["products.sku"], name=op.f("fk_saved_list_lines_sku_products"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", "name", "sku", name=op.f("pk_saved_list_lines")),
    )
    op.create_table(
        "subscription_lines",
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_subscription_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["sku"], ["products.sku"], name=op.f("fk_subscription_lines_sku_products"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscriptions.id"],
            name=op.f("fk_subscription_lines_subscription_id_subscriptions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscription_id", "sku", name=op.f("pk_subscription_lines")),
    )
    op.create_table(
        "subscription_retries",
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sku"], ["products.sku"], name=op.f("fk_subscription_retries_sku_products"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscriptions.id"],
            name=op.f("fk_subscription_retries_subscription_id_subscriptions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscription_id", "due_on", "sku", name=op.f("pk_subscription_retries")),
    )
    with op.batch_alter_table("subscription_retries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_retries_next_on"), ["next_on"], unique=False)

    op.create_table(
        "subscription_runs",
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscriptions.id"],
            name=op.f("fk_subscription_runs_subscription_id_subscriptions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscription_id", "due_on", name=op.f("pk_subscription_runs")),
    )
    op.create_table(
        "return_lines",
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_return_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["return_id"], ["returns.id"], name=op.f("fk_return_lines_return_id_returns"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["sku"], ["products.sku"], name=op.f("fk_return_lines_sku_products")),
        sa.PrimaryKeyConstraint("return_id", "sku", name=op.f("pk_return_lines")),
    )
    op.create_table(
        "shipment_lines",
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_shipment_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipments.id"], name=op.f("fk_shipment_lines_shipment_id_shipments"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["sku"], ["products.sku"], name=op.f("fk_shipment_lines_sku_products")),
        sa.PrimaryKeyConstraint("shipment_id", "sku", name=op.f("pk_shipment_lines")),
    )
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("spending_limit_minor", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("pickup_at", sa.String(length=32), nullable=True))

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("discount_minor", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("promotion", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("tax_minor", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("tax_included", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("place", sa.String(length=32), server_default="main", nullable=False))
        batch_op.add_column(sa.Column("pickup", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.alter_column("customer_id", existing_type=sa.Uuid(), nullable=True)

    op.execute(STOCK_OUT_OF_PRODUCTS)
    op.execute(CONTENTS_OF_PARCELS)
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.add_column(sa.Column("names", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.drop_constraint(op.f("ck_products_never_oversold"), type_="check")
        batch_op.drop_column("restock_on")
        batch_op.drop_column("on_hand")
    names_into_products()
    op.drop_table("product_names")

    with op.batch_alter_table("quotes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("discount_minor", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("promotion", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("tax_minor", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("tax_included", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("place", sa.String(length=32), server_default="main", nullable=False))
        batch_op.add_column(sa.Column("pickup", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("state", sa.String(length=16), server_default="released", nullable=False))
        batch_op.drop_index(batch_op.f("ix_quotes_customer_id"))
        batch_op.create_index(batch_op.f("ix_quotes_customer_id_state"), ["customer_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_quotes_state_expires_at"), ["state", "expires_at"], unique=False)

    with op.batch_alter_table("shipment_events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", sa.String(length=100), server_default="", nullable=False))

    with op.batch_alter_table("shop", schema=None) as batch_op:
        batch_op.add_column(sa.Column("return_days", sa.Integer(), server_default="30", nullable=False))
        batch_op.add_column(sa.Column("tax_basis_points", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("tax_included", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("consent_percent", sa.Integer(), server_default="10", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.add_column(sa.Column("on_hand", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("restock_on", sa.Date(), nullable=True))
    op.create_table(
        "product_names",
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["sku"], ["products.sku"], name=op.f("fk_product_names_sku_products"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sku", "locale", "position", name=op.f("pk_product_names")),
    )
    names_out_of_products()
    op.execute(STOCK_BACK_INTO_PRODUCTS)
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.drop_column("names")
        batch_op.alter_column("on_hand", server_default=None)
        batch_op.create_check_constraint(op.f("ck_products_never_oversold"), "on_hand >= 0")
    op.execute(A_CUSTOMER_FOR_ORDERS_OF_NOBODY)
    op.execute(ORDERS_OF_NOBODY)

    with op.batch_alter_table("shop", schema=None) as batch_op:
        batch_op.drop_column("consent_percent")
        batch_op.drop_column("tax_included")
        batch_op.drop_column("tax_basis_points")
        batch_op.drop_column("return_days")

    with op.batch_alter_table("shipment_events", schema=None) as batch_op:
        batch_op.drop_column("place")

    with op.batch_alter_table("quotes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quotes_state_expires_at"))
        batch_op.drop_index(batch_op.f("ix_quotes_customer_id_state"))
        batch_op.create_index(batch_op.f("ix_quotes_customer_id"), ["customer_id"], unique=False)
        batch_op.drop_column("state")
        batch_op.drop_column("pickup")
        batch_op.drop_column("place")
        batch_op.drop_column("tax_included")
        batch_op.drop_column("tax_minor")
        batch_op.drop_column("promotion")
        batch_op.drop_column("discount_minor")

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.alter_column("customer_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("pickup")
        batch_op.drop_column("place")
        batch_op.drop_column("tax_included")
        batch_op.drop_column("tax_minor")
        batch_op.drop_column("promotion")
        batch_op.drop_column("discount_minor")

    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_column("pickup_at")
        batch_op.drop_column("spending_limit_minor")

    op.drop_table("shipment_lines")
    op.drop_table("return_lines")
    op.drop_table("subscription_runs")
    with op.batch_alter_table("subscription_retries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscription_retries_next_on"))

    op.drop_table("subscription_retries")
    op.drop_table("subscription_lines")
    op.drop_table("saved_list_lines")
    with op.batch_alter_table("returns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_returns_order_id"))
        batch_op.drop_index(batch_op.f("ix_returns_customer_id"))

    op.drop_table("returns")
    op.drop_table("voice_codes")
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tickets_state_opened_at"))
        batch_op.drop_index(batch_op.f("ix_tickets_customer_id"))

    op.drop_table("tickets")
    with op.batch_alter_table("substitutions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_substitutions_sku"))

    op.drop_table("substitutions")
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscriptions_state_next_on"))
        batch_op.drop_index(batch_op.f("ix_subscriptions_customer_id"))

    op.drop_table("subscriptions")
    op.drop_table("stock")
    op.drop_table("saved_lists")
    with op.batch_alter_table("restock_alerts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_restock_alerts_sku"))

    op.drop_table("restock_alerts")
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliveries_webhook_id"))
        batch_op.drop_index(batch_op.f("ix_deliveries_next_at"))

    op.drop_table("deliveries")
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consents_customer_id_purpose_at"))

    op.drop_table("consents")
    op.drop_table("carts")
    op.drop_table("cart_lines")
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_tokens_customer_id"))

    op.drop_table("api_tokens")
    op.drop_table("heard_addresses")
    op.drop_table("addresses")
    op.drop_table("webhooks")
    op.drop_table("promotions")
    op.drop_table("places")
    with op.batch_alter_table("idempotency_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotency_keys_subject"))
        batch_op.drop_index(batch_op.f("ix_idempotency_keys_at"))

    op.drop_table("idempotency_keys")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_spread_id"))
        batch_op.drop_index(batch_op.f("ix_events_customer_id"))
        batch_op.drop_index(batch_op.f("ix_events_emptied_id"))

    op.drop_table("events")
