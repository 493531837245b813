"""Statements for the path of an order: SQLAlchemy writes them once, and then they go straight to the driver.

Running a statement through SQLAlchemy takes ten times as long as SQLite takes for the statement itself.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, Executable, bindparam
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from backend.storage.engine import wrapped

Processor = Callable[[Any], Any]
MOST_KEYS = 64
"""Of one statement."""


class Prepared:
    """One statement; parameters and results are converted as SQLAlchemy would."""

    def __init__(self, statement: Callable[[Dialect], Executable] | Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """How many rows it changed."""
        return self._execute(connection, values)[1]

    def run_many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """How many rows it changed, all together."""
        compiled = self._for(connection.dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(compiled.sql, [compiled.parameters(row) for row in rows])
            changed: int = cursor.rowcount
        except connection.dialect.loaded_dbapi.Error as error:
            raise wrapped(compiled.sql, error, connection) from error
        finally:
            cursor.close()
        return changed

    def rows(self, connection: Connection, values: Mapping[str, Any] | None = None) -> list[Any]:
        """Named tuples."""
        return self._execute(connection, values or {})[0]

    def _execute(self, connection: Connection, values: Mapping[str, Any]) -> tuple[list[Any], int]:
        compiled = self._for(connection.dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(compiled.sql, compiled.parameters(values))
            found = [compiled.row(row) for row in cursor.fetchall()] if compiled.columns else []
            changed: int = cursor.rowcount
        except connection.dialect.loaded_dbapi.Error as error:
            raise wrapped(compiled.sql, error, connection) from error
        finally:
            cursor.close()
        return found, changed

    def _for(self, dialect: Dialect) -> "_Compiled":
        found = self._compiled.get(dialect.name)
        if found is None:
            statement = self._statement(dialect) if callable(self._statement) else self._statement
            found = self._compiled[dialect.name] = _Compiled(statement, dialect)
        return found


class PreparedIn:
    """A question about several keys, made for a few sizes; places that are left over repeat the last key."""

    def __init__(self, statement: Callable[[Sequence[BindParameter[Any]]], Executable], type_: TypeEngine[Any]) -> None:
        self._statement = statement
        self._type = type_
        self._prepared: dict[int, Prepared] = {}

    def rows(self, connection: Connection, keys: Sequence[Any]) -> list[Any]:
        """Named tuples; in the statement's order among the first MOST_KEYS keys, then among the next, ..."""
        found: list[Any] = []
        for start in range(0, len(keys), MOST_KEYS):
            some = keys[start : start + MOST_KEYS]
            size = 1 << (len(some) - 1).bit_length()
            filled = (*some, *[some[-1]] * (size - len(some)))
            values = {f"k{index}": key for index, key in enumerate(filled)}
            found += self._of(size).rows(connection, values)
        return found

    def _of(self, size: int) -> Prepared:
        if size not in self._prepared:
            keys = [bindparam(f"k{index}", type_=self._type) for index in range(size)]
            self._prepared[size] = Prepared(self._statement(keys))
        return self._prepared[size]


class _Compiled:
    def __init__(self, statement: Any, dialect: Dialect) -> None:
        assert isinstance(statement, ClauseElement)
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        self.sql = str(compiled)
        self._positions = compiled.positiontup
        self._defaults = {name: bind.value for name, bind in compiled.binds.items()}
        self._to_database: dict[str, Processor] = {
            name: processor
            for name, bind in compiled.binds.items()
            if (processor := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        }
        columns = list(getattr(statement, "selected_columns", ()))
        self.columns = [column.key for column in columns]
        row: Any = namedtuple("row", self.columns)  # type: ignore[misc]
        self._make = row._make
        self._from_database: list[tuple[int, Processor]] = [
            (index, processor)
            for index, column in enumerate(columns)
            if (processor := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
        ]

    def parameters(self, values: Mapping[str, Any]) -> Any:
        given = {**self._defaults, **values}
        for name, processor in self._to_database.items():
            given[name] = processor(given[name])
        return given if self._positions is None else [given[name] for name in self._positions]

    def row(self, values: Sequence[Any]) -> Any:
        converted = list(values)
        for index, processor in self._from_database:
            if converted[index] is not None:
                converted[index] = processor(converted[index])
        return self._make(converted)
