"""The migrations, and not the metadata, make the tables; so the two must agree."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, inspect, text

from backend.storage.engine import DatabaseError, open_engine
from backend.storage.migrate import downgrade, is_current, upgrade
from backend.storage.tables import metadata
from backend.storage.transactions import SqlDatabase
from tests.postgres import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def url_of_nothing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.sqlite3'}"
        return
    postgres: PostgresServer = request.getfixturevalue("postgres")
    name = postgres.create_database()
    yield postgres.url(name)
    postgres.drop_database(name)


@pytest.fixture
def empty(url_of_nothing: str) -> Iterator[Engine]:
    engine = open_engine(url_of_nothing)
    yield engine
    engine.dispose()


def tables_in(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_all_migrations_make_just_the_tables_the_code_expects(empty: Engine) -> None:
    upgrade(empty)

    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    assert tables_in(empty) == set(metadata.tables)


def test_every_check_the_code_relies_on_is_in_the_database(empty: Engine) -> None:
    upgrade(empty)

    # What autogenerate does not compare.
    checks = {name: {check["name"] for check in inspect(empty).get_check_constraints(name)} for name in metadata.tables}
    assert checks == {
        name: {str(rule.name) for rule in table.constraints if isinstance(rule, CheckConstraint)}
        for name, table in metadata.tables.items()
    }
    assert "ck_stock_never_oversold" in checks["stock"]


def test_down_to_nothing_and_up_again(empty: Engine) -> None:
    upgrade(empty)
    downgrade(empty)

    assert tables_in(empty) == set()

    upgrade(empty)

    assert tables_in(empty) == set(metadata.tables)


def test_upgrading_twice_changes_nothing(empty: Engine) -> None:
    upgrade(empty)
    upgrade(empty)

    assert is_current(empty)


def test_only_the_newest_tables_are_current(empty: Engine) -> None:
    assert not is_current(empty)

    upgrade(empty)

    assert is_current(empty)

    downgrade(empty)

    assert not is_current(empty)


def test_a_database_of_a_newer_version_is_left_alone(empty: Engine) -> None:
    upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert not is_current(empty)
    with pytest.raises(DatabaseError, match=r"belongs to a newer Encore .* install that one"):
        upgrade(empty)
    assert tables_in(empty) == set(metadata.tables)


FIRST_SHOP = """
INSERT INTO shop (id, name, currency, time_zone, delivery_fee_minor, delivery_days, cancel_minutes, phone,
                  opening_hours, demo) VALUES (1, 'Old Shop', 'USD', 'UTC', 399, 2, 30, '', '{{}}', false);
INSERT INTO products (sku, price_minor, currency, unit, category, on_hand) VALUES ('tea', 499, 'USD', 'box', '', 7);
INSERT INTO product_names (sku, locale, position, name) VALUES ('tea', 'en-US', 1, 'green tea');
INSERT INTO product_names (sku, locale, position, name) VALUES ('tea', 'en-US', 0, 'tea');
INSERT INTO customers (id, name, locale, address) VALUES ('{ada}', 'Ada', 'en-US', '1 Road');
INSERT INTO orders (id, number, customer_id, status, delivery_fee_minor, currency, placed_at, cancel_until,
                    deliver_on, address)
VALUES ('{open}', '111111', '{ada}', 'placed', 399, 'USD', '2026-03-10 15:00:00', '2026-03-10 15:30:00',
        '2026-03-12', '1 Road');
INSERT INTO orders (id, number, customer_id, status, delivery_fee_minor, currency, placed_at, cancel_until,
                    deliver_on, address)
VALUES ('{sent}', '222222', '{ada}', 'shipped', 399, 'USD', '2026-03-09 15:00:00', '2026-03-09 15:30:00',
        '2026-03-11', '1 Road');
INSERT INTO order_lines (order_id, sku, position, quantity, price_minor) VALUES ('{open}', 'tea', 0, 3, 499);
INSERT INTO order_lines (order_id, sku, position, quantity, price_minor) VALUES ('{sent}', 'tea', 0, 2, 499);
INSERT INTO shipments (id, order_id, carrier, tracking_code) VALUES ('{parcel}', '{sent}', 'dhl', '1');
"""


def test_a_shop_of_the_first_version_keeps_its_goods_and_orders_up_and_down(url_of_nothing: str) -> None:
    engine = open_engine(url_of_nothing)
    upgrade(engine, "0001")
    ids = {name: uuid4().hex for name in ("ada", "open", "sent", "parcel")}
    with engine.begin() as connection:
        for statement in FIRST_SHOP.format_map(ids).split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)

    upgrade(engine)

    with SqlDatabase(engine).reading() as uow:
        tea = uow.products.by_sku(["tea"])["tea"]
        sent = uow.orders.by_number("222222")
        assert (tea.on_hand, tea.reserved, tea.names) == (10, 3, {"en-US": ("tea", "green tea")})
        assert sent is not None
        assert (sent.customer_id, sent.shipments[0].contents) == (UUID(ids["ada"]), {"tea": 2})
        assert uow.stock.promised() == uow.stock.reserved()

    downgrade(engine, "0001")

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT on_hand FROM products")) == 7
        names = connection.execute(text("SELECT name FROM product_names ORDER BY position")).scalars().all()
        assert names == ["tea", "green tea"]
    engine.dispose()
