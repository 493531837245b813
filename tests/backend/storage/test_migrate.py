"""The migrations, and not the metadata, make the tables; so the two must agree."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, inspect, text

from backend.storage.engine import DatabaseError, open_engine
from backend.storage.migrate import downgrade, is_current, upgrade
from backend.storage.tables import metadata


@pytest.fixture
def empty(tmp_path: Path) -> Engine:
    return open_engine(f"sqlite:///{tmp_path / 'shop.sqlite3'}")


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
