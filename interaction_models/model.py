"""Reads an Alexa interaction model (JSON) into plain values; keeps out what only Amazon's cloud needs."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import md5
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from interaction_models.regions import Region, for_region

_HERE = files(__name__.rpartition(".")[0])


class ModelError(ValueError):
    """An interaction model that cannot be used; the message names the file and the place in it."""


@dataclass(frozen=True, slots=True)
class Value:
    """One entry of a slot type."""

    name: str
    id: str
    synonyms: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every way to say it, the canonical one first."""
        return (self.name, *self.synonyms)


@dataclass(frozen=True, slots=True)
class SlotValue:
    """What somebody said for a slot, and which values of its type that may be."""

    said: str
    """As heard or typed."""
    ids: tuple[str, ...] = ()
    """Ids of the values it may mean, best first; empty when nothing in the model matched."""
    others: "tuple[SlotValue, ...]" = ()
    """What else was said for a slot that may hold several values: the coffee of "oat milk and coffee"."""


@dataclass(frozen=True, slots=True)
class Slot:
    name: str
    type: str
    """A name in `InteractionModel.types`, or a built-in such as AMAZON.NUMBER."""
    samples: tuple[str, ...] = ()
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class Intent:
    name: str
    samples: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()

    def slot(self, name: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.name == name), None)


@dataclass(frozen=True, slots=True)
class Dialog:
    """What the device knows of the questions about an intent."""

    prompts: Mapping[str, str] = field(default_factory=dict)
    """The slots it needs, in order, and how the device itself would ask for them."""
    device_leads: bool = False
    """The device asks those questions; otherwise the skill does."""


@dataclass(frozen=True, slots=True)
class InteractionModel:
    locale: str
    invocation_name: str
    intents: tuple[Intent, ...]
    types: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    """Custom slot types, and extensions of built-in ones."""
    dialogs: Mapping[str, Dialog] = field(default_factory=dict)
    """By intent. The device takes a question about an intent only if the intent is here."""

    def intent(self, name: str) -> Intent | None:
        return next((intent for intent in self.intents if intent.name == name), None)

    def with_values(self, type_name: str, values: Iterable[Value]) -> "InteractionModel":
        """The same model with other values for one slot type, such as this shop's products.

        A type without values is refused by Alexa, so no values leave those that are there.
        """
        values = tuple(values)
        return replace(self, types={**self.types, type_name: values}) if values else self


def amazon_id(name: str) -> str:
    """The id Alexa gives a value whose model has none: the MD5 of its canonical name."""
    return md5(name.encode(), usedforsecurity=False).hexdigest()


def locales() -> tuple[str, ...]:
    """The locales that ship with Encore: first those with a model of their own, then the regions of a language."""
    return (*_stems(_HERE), *_stems(_HERE / "regions"))


def source(locale: str) -> str | None:
    """The locale that this one is a region of; None for one with a model of its own.

    Raises:
        ModelError: there is no such locale.
    """
    if locale in _stems(_HERE):
        return None
    if locale not in _stems(_HERE / "regions"):
        raise ModelError(f"no interaction model for {locale!r}; there is one for {', '.join(locales())}")
    return _region(locale).source


def load(locale: str) -> InteractionModel:
    """The model that ships with Encore for this locale.

    Raises:
        ModelError: there is none.
    """
    return _read_document(document(locale), locale=locale, source=f"{locale}.json")


def document(locale: str) -> dict[str, Any]:
    """The JSON of this locale, as Alexa takes it; a region's is its source's with other words.

    Raises:
        ModelError: there is none, or what ships is damaged.
    """
    origin = source(locale)
    found = _json(f"{origin or locale}.json")
    return found if origin is None else for_region(found, _region(locale))


def _stems(folder: Traversable) -> tuple[str, ...]:
    return tuple(sorted(Path(entry.name).stem for entry in folder.iterdir() if entry.name.endswith(".json")))


def _region(locale: str) -> Region:
    name = f"regions/{locale}.json"
    try:
        return Region(**_json(name))
    except TypeError as error:
        raise ModelError(f"{name}: not what a region differs in ({error})") from error


def _json(name: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((_HERE / name).read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise ModelError(f"{name}: not JSON ({error})") from error
    return found


def document_with_values(locale: str, values: Mapping[str, Iterable[Value]]) -> dict[str, Any]:
    """The JSON that ships for this locale, as Alexa takes it, with other values for some slot types."""
    found = document(locale)
    for entry in found["interactionModel"]["languageModel"]["types"]:
        entries = [
            {"id": value.id, "name": {"value": value.name, "synonyms": list(value.synonyms)}}
            for value in values.get(entry["name"], ())
        ]
        if entries:
            entry["values"] = entries
    return found


def load_file(path: Path, *, locale: str) -> InteractionModel:
    """Any Alexa model. Its file does not say which language it is in, so the caller does.

    Raises:
        ModelError: the file is missing, not JSON, or not an interaction model.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")  # editors on Windows begin files with a mark
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: cannot be read ({error})") from error
    return read(text, locale=locale, source=str(path))


def read(text: str, *, locale: str, source: str) -> InteractionModel:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{source}: not JSON ({error})") from error
    return _read_document(document, locale=locale, source=source)


def _read_document(document: Any, *, locale: str, source: str) -> InteractionModel:
    try:
        return _model(document, locale)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise ModelError(f"{source}: not an Alexa interaction model ({reason})") from error


def _model(document: Any, locale: str) -> InteractionModel:
    # Three forms are about: wrapped in "interactionModel", bare "languageModel", and the bare content.
    body = document.get("interactionModel", document)
    language = body.get("languageModel", body)
    return InteractionModel(
        locale=locale,
        invocation_name=_text(language["invocationName"]),
        intents=tuple(_intent(entry) for entry in language["intents"]),
        types={
            _text(entry["name"]): tuple(_value(value) for value in entry.get("values") or ())
            for entry in language.get("types") or ()
        },
        dialogs=_dialogs(body.get("dialog") or {}, body.get("prompts") or ()),
    )


def _dialogs(entry: Mapping[str, Any], prompts: Iterable[Mapping[str, Any]]) -> dict[str, Dialog]:
    words: dict[Any, Any] = {prompt.get("id"): next(iter(prompt.get("variations") or ()), {}) for prompt in prompts}
    strategy = entry.get("delegationStrategy")
    return {
        _text(intent["name"]): Dialog(
            prompts={
                _text(slot["name"]): str(words.get((slot.get("prompts") or {}).get("elicitation"), {}).get("value", ""))
                for slot in intent.get("slots") or ()
                if slot.get("elicitationRequired")
            },
            device_leads=(intent.get("delegationStrategy") or strategy or "ALWAYS") == "ALWAYS",
        )
        for intent in entry.get("intents") or ()
    }


def _intent(entry: Mapping[str, Any]) -> Intent:
    return Intent(
        name=_text(entry["name"]),
        samples=_texts(entry.get("samples")),
        slots=tuple(
            Slot(
                name=_text(slot["name"]),
                type=_text(slot["type"]),
                samples=_texts(slot.get("samples")),
                multiple=bool((slot.get("multipleValues") or {}).get("enabled")),
            )
            for slot in entry.get("slots") or ()
        ),
    )


def _value(entry: Mapping[str, Any]) -> Value:
    name = _text(entry["name"]["value"])
    return Value(
        name=name,
        id=_text(entry.get("id") or amazon_id(name)),
        synonyms=_texts(entry["name"].get("synonyms")),
    )


def _texts(entries: Any) -> tuple[str, ...]:
    # A lone text would otherwise be taken apart into letters.
    if not isinstance(entries or [], list):
        raise TypeError(f"expected a list of texts, found {type(entries).__name__}")
    return tuple(_text(entry) for entry in entries or ())


def _text(entry: Any) -> str:
    if not isinstance(entry, str):
        raise TypeError(f"expected a text, found {type(entry).__name__}")
    return entry
