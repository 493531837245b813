"""What SQLite and PostgreSQL both can, each in its own dialect of SQLAlchemy."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

LOCK_NOT_AVAILABLE = "55P03"
"""SQLSTATE: somebody else holds the row, and has for longer than we wait."""


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds the rows, or changes the ones with the same primary key; columns not given stay."""
    keys = [column.name for column in table.primary_key]
    statement = _insert(connection.dialect.name, table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), rows)


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Adds the row unless one like it is there; False if it was."""
    statement = insert_if_new(connection.dialect.name, table)
    return connection.execute(statement, row, execution_options={"preserve_rowcount": True}).rowcount == 1


def _insert(dialect: str, table: Table) -> Any:
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)


@cache
def insert_if_new(dialect: str, table: Table) -> Any:
    """A statement that adds a row, all columns given, unless one like it is there."""
    # Making a statement takes longer than running it.
    return _insert(dialect, table).on_conflict_do_nothing()
