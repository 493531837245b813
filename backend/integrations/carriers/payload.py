"""Reads what is signed but still not trusted: absent is fine where it may be, of the wrong kind is not."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from backend.integrations.carriers.events import CarrierRefused

LONGEST_PLACE = 100
LONGEST_WORD = 100

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?\s?(Z|UTC|[+-]\d\d:?\d\d)?)?")


def bad_body() -> CarrierRefused:
    return CarrierRefused("bad_body")


def document(body: bytes) -> Mapping[str, Any]:
    try:
        return fields(json.loads(body.decode("utf-8"), parse_constant=_not_json))
    except (ValueError, RecursionError):
        raise bad_body() from None


def _not_json(name: str) -> NoReturn:
    raise ValueError(name)


def fields(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise bad_body()
    return value


def fields_if_any(value: object) -> Mapping[str, Any]:
    return {} if value is None else fields(value)


def entries(value: object) -> Sequence[Mapping[str, Any]]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise bad_body()
    return [fields(entry) for entry in value]


def word(value: object) -> str:
    """Cleaned and cut; empty if absent."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise bad_body()
    return _clean(value)[:LONGEST_WORD].rstrip()


def tracking_code(value: object) -> str:
    """Never cut: half a code is another parcel's."""
    if not isinstance(value, str):
        raise bad_body()
    code = value.strip()
    if not 1 <= len(code) <= LONGEST_WORD or not code.isprintable():
        raise bad_body()
    return code


def place(*parts: object) -> str:
    """From the smallest part to the largest."""
    return ", ".join(filter(None, map(word, parts)))[:LONGEST_PLACE].rstrip(" ,")


def moment(value: object) -> datetime | None:
    """UTC, also where no zone is given; None if absent."""
    text = word(value)
    if not text:
        return None
    if not _MOMENT.fullmatch(text):
        raise bad_body()
    try:
        at = datetime.fromisoformat(text.replace(",", ".").replace(" UTC", "Z").replace("UTC", "Z").replace(" Z", "Z"))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise bad_body() from None


def day(value: object) -> date | None:
    """The day as written: a carrier that expects a parcel on the 24th at midnight UTC means the 24th everywhere."""
    text = word(value)
    if not text:
        return None
    found = _DAY.match(text)
    try:
        return date.fromisoformat(found.group() if found else text)
    except ValueError:
        raise bad_body() from None


def _clean(text: str) -> str:
    """One line of printable characters."""
    printable = "".join(character for character in " ".join(text.split()) if character.isprintable())
    return " ".join(printable.split())
