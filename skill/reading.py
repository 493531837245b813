"""Reads Alexa's requests, however odd: JSON to Turn. What nobody needs is not looked at."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from backend.conversation.turn import Identity, State, Turn
from interaction_models.model import SlotValue


class BadEnvelope(Exception):
    """Not a request Alexa would send us. Says what is wrong and never quotes the request."""


Document = Mapping[str, Any]


def at(document: object, *path: str) -> Any:
    """What is under these keys; None where there is nothing, or something else on the way."""
    for key in path:
        if not isinstance(document, Mapping):
            return None
        document = document.get(key)
    return document


def read_locale(document: Document, available: Sequence[str], default: str) -> str:
    """The customer's locale; the same language elsewhere when we do not have it; else the default."""
    asked = str(at(document, "request", "locale"))
    same_language = (locale for locale in available if locale.partition("-")[0] == asked.partition("-")[0])
    return asked if asked in available else next(same_language, default)


def read_turn(document: Document, *, now: datetime, locale: str, state: State) -> Turn:
    """What is wanted, and by whom; `state` is what the session attributes held, unsealed.

    Raises:
        BadEnvelope: it says neither who is speaking nor what they want.
    """
    user = at(document, "context", "System", "user", "userId") or at(document, "session", "user", "userId")
    request = document["request"]
    intent = "LaunchRequest" if request["type"] == "LaunchRequest" else at(request, "intent", "name")
    if not (isinstance(user, str) and isinstance(intent, str) and user and intent):
        raise BadEnvelope("no user or no intent")
    return Turn(
        identity=Identity("alexa", user),
        locale=locale,
        intent=intent,
        now=now,
        slots=dict(_filled_slots(mapping(request, "intent", "slots"))),
        state=state,
    )


def _filled_slots(slots: Mapping[str, Any]) -> Iterator[tuple[str, SlotValue]]:
    for name, slot in slots.items():
        # A slot that may hold several values keeps them one level down; the first is the one we ask about.
        value = next(iter(_list(slot, "slotValue", "values")), slot)
        said = at(value, "value")
        # Alexa writes "?" where it heard something but not what.
        if isinstance(said, str) and said not in ("", "?"):
            yield name, SlotValue(said, tuple(dict.fromkeys(_matched_ids(value))))


def _matched_ids(value: Any) -> Iterator[str]:
    """As Alexa sends them: static values before dynamic ones, and the best of each first."""
    for authority in _list(value, "resolutions", "resolutionsPerAuthority"):
        if at(authority, "status", "code") == "ER_SUCCESS_MATCH":
            for match in _list(authority, "values"):
                identifier = at(match, "value", "id")
                if isinstance(identifier, str):
                    yield identifier


def mapping(document: Any, *path: str) -> Mapping[str, Any]:
    """The object under these keys; an empty one where there is none."""
    found = at(document, *path)
    return found if isinstance(found, Mapping) else {}


def _list(document: Any, *path: str) -> list[Any]:
    found = at(document, *path)
    return found if isinstance(found, list) else []
