"""Screens of the conversation as APL, and what somebody touched there as what saying it would mean."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from ask_sdk_model.directive import Directive
from ask_sdk_model.interfaces.alexa.presentation.apl.render_document_directive import RenderDocumentDirective

from backend.conversation.screens import RenderedRow, RenderedScreen
from backend.conversation.turn import Screen, ScreenKind, State, Touch
from interaction_models.model import InteractionModel, SlotValue
from skill.reading import Document, at, mapping
from skill.speech import UNSPEAKABLE

APL = "Alexa.Presentation.APL"
TOUCHED = f"{APL}.UserEvent"

LONGEST = 240
"""Characters of one text; a screen has no room for more."""
MOST_SLOTS = 8
MOST_IDS = 10

_ANSWERS = ("AMAZON.YesIntent", "AMAZON.NoIntent")


def has_screen(document: Document) -> bool:
    """Alexa refuses the whole response if something is shown on a device that did not ask for it."""
    return isinstance(at(document, "context", "System", "device", "supportedInterfaces", APL), Mapping)


def belongs_on_a_card(screen: Screen) -> bool:
    """What was only asked about is not worth a card without a picture."""
    return screen.kind is not ScreenKind.PRODUCTS or any(row.image for row in screen.rows)


def show(screen: RenderedScreen, state: State, document: Document) -> list[Directive]:
    """`state` goes with the reply that the screen belongs to, `document` is the request that is answered."""
    if not has_screen(document):
        return []
    return [
        RenderDocumentDirective(
            token=f"{screen.kind}-{_mark(state)}",
            document={**_document(), "version": _version(document)},
            datasources={"screen": _data(screen)},
        )
    ]


@cache
def _document() -> Mapping[str, object]:
    found: dict[str, object] = json.loads((files("skill") / "apl" / "screen.json").read_text(encoding="utf-8"))
    return found


def _version(document: Document) -> str:
    """The one the screen was made for, or the newest of an older device, which ignores what it does not know."""
    ours = str(_document()["version"])
    interfaces = mapping(document, "context", "System", "device", "supportedInterfaces")
    newest = at(interfaces, APL, "runtime", "maxVersion")
    return newest if isinstance(newest, str) and _is_older(newest, ours) else ours


def _is_older(version: str, other: str) -> bool:
    try:
        return tuple(map(int, version.split("."))) < tuple(map(int, other.split(".")))
    except ValueError:
        return False


# -- what is put into the document


def _data(screen: RenderedScreen) -> dict[str, Any]:
    return {
        "type": "object",
        "title": _words(screen.title),
        "rows": [_row(row) for row in screen.rows],
        "notes": [_words(note) for note in screen.notes],
        "total": _words(screen.total),
        "progress": _words(screen.progress),
        "steps": [
            {**_words(step), "reached": index <= screen.step, "now": index == screen.step}
            for index, step in enumerate(screen.steps)
        ],
        "buttons": [_row(button) for button in screen.buttons],
    }


def _row(row: RenderedRow) -> dict[str, Any]:
    label = ", ".join(part for part in (row.text, row.detail) if part)
    found = {**_words(row.text), "detail": _words(row.detail)["text"], "label": inert(label), "image": row.image or ""}
    if row.touch is None:
        return {**found, "touchable": False}
    slots = {
        name: {"said": inert(value.said), "ids": [inert(each) for each in value.ids]}
        for name, value in row.touch.slots.items()
    }
    return {**found, "touchable": True, "intent": row.touch.intent, "slots": slots}


def _words(text: str) -> dict[str, str]:
    """To look at, where APL knows some mark-up, and to be read out by a screen reader, where it knows none."""
    label = inert(text)
    return {"text": escape(label, quote=False), "label": label}


def inert(text: str) -> str:
    """The same to read, but nothing in it is computed.

    APL evaluates the strings of a data source once more where they are laid out as a list: ${...} at once, #{...}
    later; and what begins with @ is looked up.
    """
    plain = " ".join(UNSPEAKABLE.sub("", text).split())
    if len(plain) > LONGEST:
        plain = plain[: LONGEST - 1] + "…"
    plain = plain.replace("${", "$ {").replace("#{", "# {")
    return f" {plain}" if plain.startswith("@") else plain


# -- where there is no screen


@dataclass(frozen=True, slots=True)
class OnACard:
    title: str
    text: str
    image: str | None


def on_a_card(screen: RenderedScreen) -> OnACard:
    rows = [": ".join(filter(None, (row.text, row.detail))) for row in screen.rows]
    lines = [screen.progress, *rows, *screen.notes, screen.total]
    image = next((row.image for row in screen.rows if row.image), None)
    return OnACard(screen.title, "\n".join(filter(None, lines)), image)


# -- what comes back


def read_touch(document: Document, model: InteractionModel, state: State) -> Touch | None:
    """What was touched, as if it had been said; None for what is not on any of our screens.

    A yes is to the question it stood under. After another one it is not heard; that question is asked again.
    """
    arguments = at(document, "request", "arguments")
    match arguments:
        case ["touch", str(name), Mapping() as slots] if len(slots) <= MOST_SLOTS:
            intent = model.intent(name)
        case _:
            return None
    if intent is None or not all(intent.slot(slot) and _is_value(value) for slot, value in slots.items()):
        return None
    if name in _ANSWERS and not str(at(document, "request", "token")).endswith(f"-{_mark(state)}"):
        return Touch("AMAZON.RepeatIntent")
    return Touch(name, {slot: SlotValue(value["said"], tuple(value["ids"])) for slot, value in slots.items()})


def _is_value(value: Any) -> bool:
    match value:
        case {"said": said, "ids": [*ids]} if len(value) == 2 and len(ids) <= MOST_IDS:
            return all(isinstance(text, str) and text and text == inert(text) for text in (said, *ids))
    return False


def _mark(state: State) -> str:
    """Of the question that is open; the same before and after the session."""
    pending = {key: value for key, value in mapping(state, "pending").items() if key != "wanted"}
    text = json.dumps(pending, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
