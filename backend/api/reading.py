"""Reads what comes in, and believes none of it."""

import base64
import binascii
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

from marshmallow import Schema, ValidationError

from backend.api.problems import Problem

DEEPEST = 16
"""Levels of JSON in JSON; ours need four."""
LONGEST_NUMBER = 18
"""Digits; longer ones fit into no column."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


def json_document(body: bytes) -> Any:
    """
    Raises:
        Problem: no JSON, or JSON that two readers could understand in two ways.
    """
    try:
        document = json.loads(
            body.decode("utf-8"), object_pairs_hook=_no_key_twice, parse_constant=_no_number, parse_int=_short_number
        )
    except RecursionError:
        raise _bad_json("it is nested too deeply") from None
    except UnicodeDecodeError:
        raise _bad_json("it is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise _bad_json(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    _refuse_odd_parts(document)
    return document


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _bad_json("a name stands twice in one object")
    return found


def _no_number(text: str) -> NoReturn:
    raise _bad_json(f"{text} is no number in JSON")


def _short_number(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise _bad_json(f"a number has more than {LONGEST_NUMBER} digits")
    return int(digits)


def _refuse_odd_parts(document: Any) -> None:
    """Depth, and characters that no database keeps. Without recursion: its limit depends on the Python version."""
    level = [document]
    for _ in range(DEEPEST):
        texts = [part for part in level if isinstance(part, str)]
        inner: list[Any] = []
        for part in level:
            if isinstance(part, dict):
                texts.extend(part)
                inner.extend(part.values())
            elif isinstance(part, list):
                inner.extend(part)
        if not all(map(is_plain, texts)):
            raise _bad_json("a text has a NUL or half a character")
        if not inner:
            return
        level = inner
    raise _bad_json("it is nested too deeply")


def is_plain(text: str) -> bool:
    """No NUL, no half of a surrogate pair: neither can be kept."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _bad_json(why: str) -> Problem:
    return Problem(400, "bad_json", f"The body cannot be read as JSON: {why}.")


def checked(document: Any, schema: Schema, status: int, code: str) -> Any:
    """
    Raises:
        Problem: it is not what the schema says; `errors` name each place.
    """
    try:
        return schema.load(document)
    except ValidationError as error:
        found = list(_errors(error.messages, ""))
        detail = " ".join(f"{each['field'] or 'The body'}: {each['detail']}" for each in found[:3])
        raise Problem(status, code, detail, {"errors": found[:20]}) from None


def _errors(messages: Any, path: str) -> list[dict[str, str]]:
    if isinstance(messages, dict):
        return [
            each
            for name, inner in messages.items()
            for each in _errors(inner, path if name == "_schema" else f"{path}.{str(name)[:64]}".lstrip("."))
        ]
    return [{"field": path, "detail": str(message)} for message in messages]


def idempotency_key(given: str | None) -> str:
    """
    Raises:
        Problem
    """
    if given is None:
        raise Problem(400, "idempotency_key_missing", "Send an Idempotency-Key header, such as a new UUID per order.")
    if not _KEY.fullmatch(given):
        raise Problem(400, "idempotency_key_refused", "An Idempotency-Key has 1 to 200 visible ASCII characters.")
    return given


# -- cursors: opaque to the caller, and no secret


def cursor_behind(*parts: str) -> str:
    return base64.urlsafe_b64encode("\n".join(parts).encode()).decode("ascii").rstrip("=")


def sku_of(cursor: str) -> str:
    return _parts(cursor, 1)[0]


def order_of(cursor: str) -> tuple[datetime, UUID]:
    at, order_id = _parts(cursor, 2)
    try:
        return _EPOCH + timedelta(microseconds=int(at)), UUID(order_id)
    except (ValueError, OverflowError):
        raise _bad_cursor() from None


def cursor_of_order(placed_at: datetime, order_id: UUID) -> str:
    return cursor_behind(str((placed_at - _EPOCH) // timedelta(microseconds=1)), str(order_id))


def _parts(cursor: str, count: int) -> list[str]:
    try:
        parts = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars="-_", validate=True).decode().split("\n")
    except (binascii.Error, ValueError):
        raise _bad_cursor() from None
    if len(parts) != count or not all(parts) or not all(map(is_plain, parts)) or cursor_behind(*parts) != cursor:
        raise _bad_cursor()
    return parts


def _bad_cursor() -> Problem:
    return Problem(400, "bad_cursor", "This cursor is not one of ours; take `next` of an answer, or start without.")
