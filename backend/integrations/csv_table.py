"""Tables as spreadsheets write and read them: separators, decimal commas, broken rows, and cells that would run."""

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from backend.integrations.product_rows import MOST_TOLD, Rows, ShopFileError, quoted

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
MOST_IN_A_FIELD = 2**20
"""Characters; a product description of half a megabyte is allowed in Shopify."""
_MOST_IN_THE_HEADER = 2**16

_RUNS = re.compile(r"'*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""Begins a cell that a spreadsheet would compute instead of show, or one we have guarded before."""
_GUARDED = re.compile(r"''*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_DECIMAL_COMMA = re.compile(r"\d+,\d+|\d{1,3}(\.\d{3})+,\d+")


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    """In lower case: what people and programs capitalise differs."""
    separator: str
    _reader: Iterator[tuple[int, list[str]]]
    _rows: Rows

    def rows(self) -> Iterator[tuple[str, list[str]]]:
        """Where each row begins, and as many cells as there are columns; broken and empty rows are left out.

        A broken row is told as a problem; what follows a wrong quotation mark cannot be read at all.
        """
        width = len(self.columns)
        # A global of the csv module, so it is put back: other readers want their own.
        limit = csv.field_size_limit(MOST_IN_A_FIELD)
        begins = 0
        try:
            for begins, row in self._reader:
                if not any(map(str.strip, row)):
                    continue
                if len(row) < width or any(row[width:]):
                    self._rows.problem(
                        f"line {begins}",
                        f"has {len(row)} fields instead of {width}; check its {SEPARATORS[self.separator]} "
                        "and quotation marks",
                    )
                    continue
                del row[width:]
                yield f"line {begins}", [unguarded(cell) for cell in row] if "'" in "".join(row) else row
        except _BrokenError as broken:
            self._rows.problem(f"line {broken.line}", f"is not CSV ({broken}); check its quotation marks")
        finally:
            csv.field_size_limit(limit)

    def amount(self, text: str) -> str:
        """A price the way a program writes it; 1.234,50 is one only where semicolons leave the comma free."""
        text = text.strip()
        if self.separator == ";" and len(text) < 32 and _DECIMAL_COMMA.fullmatch(text):
            return text.replace(".", "").replace(",", ".")
        return text


class _BrokenError(Exception):
    def __init__(self, line: int, reason: csv.Error) -> None:
        super().__init__(str(reason))
        self.line = line


def open_table(file: TextIO, rows: Rows, *, known: Collection[str]) -> Table:
    """The separator is the one that makes most of the first line's columns `known`.

    Raises:
        ShopFileError: the first line names a column twice.
    """
    before = 0
    header = file.readline(_MOST_IN_THE_HEADER)
    # Excel writes this line for itself.
    if re.fullmatch(r'"?sep=.?"?\s*', header):
        before = 1
        header = file.readline(_MOST_IN_THE_HEADER)
    separator = max(SEPARATORS, key=lambda each: sum(column in known for column in _columns(header, each)))
    columns = _columns(header, separator)
    twice = {column for column in columns if column and columns.count(column) > 1} if len(columns) < 1000 else set()
    if twice:
        raise ShopFileError(
            f"{rows.source} was not imported: the first line names {', '.join(map(quoted, sorted(twice)[:MOST_TOLD]))} "
            "more than once; delete or rename one."
        )
    return Table(columns, separator, _records(file, separator, begins=before + 2), rows)


def _columns(header: str, separator: str) -> tuple[str, ...]:
    columns = next(csv.reader([header], delimiter=separator), [])
    return tuple(" ".join(column.split()).lower() for column in columns)


def _records(file: TextIO, separator: str, *, begins: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(file, delimiter=separator, strict=True)
    first = begins
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _BrokenError(begins, error) from error
        yield begins, row
        begins = first + reader.line_num


def guarded(cells: Sequence[str]) -> list[str]:
    """With an apostrophe before what a spreadsheet would run: =HYPERLINK(...) is shown, not opened."""
    return [f"'{cell}" if _RUNS.match(cell) else cell for cell in cells]


def unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell
