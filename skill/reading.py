"""Reads Alexa's requests, however odd: JSON to Turn. What nobody needs is not looked at."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from backend.conversation.turn import Identity, State, Turn, decides
from interaction_models.model import SlotValue, amazon_id

LONGEST_ID = 512
"""Characters of a user's or a person's id; Alexa's have about two hundred."""
LONGEST_TOKEN = 4096
LONGEST_VALUE = 1000
"""Characters that somebody said for one slot."""
MOST_VALUES = 10
"""Of one slot: as many as anybody lists in one breath."""
MOST_IDS = 20
"""That one value may mean."""
MOST_SLOTS = 50

_ANSWERS = {"CONFIRMED": "AMAZON.YesIntent", "DENIED": "AMAZON.NoIntent"}
_FOREIGN = "AlexaEntities"
"""The authority whose ids are Amazon's and not ours."""


class BadEnvelope(Exception):
    """Not a request Alexa would send us. Says what is wrong and never quotes the request."""


Document = Mapping[str, Any]


def _refuse_constant(constant: str) -> None:
    raise ValueError(constant)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def read_json(body: bytes | str) -> Any:
    """Strictly: UTF-8, no NaN, no Infinity.

    Raises:
        BadEnvelope: it is something else.
    """
    try:
        return _DECODER.decode(body.decode("utf-8") if isinstance(body, bytes) else body)
    except (ValueError, RecursionError) as error:
        raise BadEnvelope(f"not readable ({type(error).__name__})") from None


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
    """Who says what; `state` is what the session attributes held, unsealed. Without a user it is a stranger who speaks.

    Raises:
        BadEnvelope: it does not say what is wanted, or the user is not one.
    """
    request = document["request"]
    intent = "LaunchRequest" if request["type"] == "LaunchRequest" else _name(at(request, "intent", "name"))
    if not intent:
        raise BadEnvelope("no intent")
    turn = Turn(
        identity=read_identity(document),
        locale=locale,
        intent=intent,
        now=now,
        slots=read_slots(document),
        state=state,
        id=_name(request.get("requestId")),
    )
    answer = _answer(request, turn)
    return replace(turn, intent=answer, slots={}) if answer else turn


def read_identity(document: Document) -> Identity:
    system, session = mapping(document, "context", "System"), mapping(document, "session")

    def of_user(key: str) -> Any:
        found = at(system, "user", key)
        return at(session, "user", key) if found is None else found

    user = of_user("userId")
    if user is not None and not _name(user):
        raise BadEnvelope("no user's id")
    return Identity(
        "alexa",
        _name(user),
        access_token=_name(of_user("accessToken"), LONGEST_TOKEN),
        person_id=_name(at(system, "person", "personId")),
        person_token=_name(at(system, "person", "accessToken"), LONGEST_TOKEN),
    )


def _name(value: Any, longest: int = LONGEST_ID) -> str:
    """Empty for what no id or token looks like."""
    return value if isinstance(value, str) and len(value) <= longest and value.isprintable() else ""


def _answer(request: Any, turn: Turn) -> str | None:
    """The yes or no to a question that was asked with a dialog directive; it comes as the intent once more."""
    about = at(turn.state, "pending", "confirms")
    of_slot = at(request, "intent", "slots", about, "confirmationStatus") if isinstance(about, str) else None
    said = [at(request, "intent", "confirmationStatus"), of_slot]
    if "DENIED" in said:
        return _ANSWERS["DENIED"]
    # A yes is to what was asked, and to nothing else.
    if "CONFIRMED" in said and decides(turn.state) and turn.state.get("intent") == turn.intent:
        return _ANSWERS["CONFIRMED"]
    return None


def read_slots(document: Document) -> dict[str, SlotValue]:
    """Those that were filled."""
    slots = mapping(document, "request", "intent", "slots")
    values = {name: tuple(_values_of(slot)) for name, slot in list(slots.items())[:MOST_SLOTS]}
    return {name: replace(found[0], others=found[1:]) for name, found in values.items() if found}


def _values_of(slot: Any) -> Iterator[SlotValue]:
    """A slot that may hold several values keeps them one level down, and has none itself."""
    several = _list(slot, "slotValue", "values")[:MOST_VALUES]
    for value in several or (slot, at(slot, "slotValue")):
        said = _spoken(at(value, "value"))
        # Alexa writes "?" where it heard something but not what.
        if said not in ("", "?"):
            yield SlotValue(said, tuple(dict.fromkeys(_matched_ids(value)))[:MOST_IDS])
            if not several:
                return


def _spoken(value: Any) -> str:
    """Nobody says a control character, and no database takes half a letter."""
    said = value[:LONGEST_VALUE] if isinstance(value, str) else ""
    return "".join(letter if letter.isprintable() else " " for letter in said).strip()


def _matched_ids(value: Any) -> Iterator[str]:
    """As Alexa sends them: static values before dynamic ones, and the best of each first."""
    for authority in _list(value, "resolutions", "resolutionsPerAuthority")[:MOST_IDS]:
        if at(authority, "status", "code") == "ER_SUCCESS_MATCH" and at(authority, "authority") != _FOREIGN:
            for match in _list(authority, "values")[:MOST_IDS]:
                identifier, name = _name(at(match, "value", "id")), _name(at(match, "value", "name"))
                if identifier or name:
                    yield identifier or amazon_id(name)


@dataclass(frozen=True, slots=True)
class Returned:
    """Somebody else's part of the conversation is over: a check of who speaks, a permission, another skill."""

    name: str
    """Of what was asked for, in a Connections.Response; empty when a session is resumed."""
    token: str
    """As we gave it on."""
    status: int | None
    """Of HTTP; None if it says none."""
    result: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def read_returned(document: Document) -> Returned:
    """What a SessionResumedRequest or a Connections.Response brings back; nothing in it is certain to be there."""
    request = mapping(document, "request")
    is_resumed = request.get("type") == "SessionResumedRequest"
    cause = mapping(request, "cause") if is_resumed else request
    return Returned(
        name="" if is_resumed else _name(cause.get("name")),
        token=_name(cause.get("token"), LONGEST_TOKEN),
        status=_status(at(cause, "status", "code")),
        result=mapping(cause, "result" if is_resumed else "payload"),
    )


def _status(code: Any) -> int | None:
    """Seen as a text and as a number."""
    if isinstance(code, str) and len(code) == 3 and code.isascii() and code.isdigit():
        return int(code)
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def mapping(document: Any, *path: str) -> Mapping[str, Any]:
    """The object under these keys; an empty one where there is none."""
    found = at(document, *path)
    return found if isinstance(found, Mapping) else {}


def _list(document: Any, *path: str) -> list[Any]:
    found = at(document, *path)
    return found if isinstance(found, list) else []
