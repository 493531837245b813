"""One language, several regions: regions/<locale>.json holds what is said differently there, and nothing else."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_GAP = re.compile(r"(\{[^{}]*\})")


@dataclass(frozen=True, slots=True)
class Region:
    """Customers may use either word, for many know both; what Alexa says is in the region's."""

    source: str
    """The locale that it is a region of."""
    words: Mapping[str, str] = field(default_factory=dict)
    """The source's words and the region's."""
    samples: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By intent: what is said only there."""
    synonyms: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    """By slot type and id of the value."""
    invocation_name: str = ""
    """If it differs."""


def for_region(document: dict[str, Any], region: Region) -> dict[str, Any]:
    """The same document, changed in place. No sample of the source is lost, and none stands twice."""
    model = document["interactionModel"]
    language = model["languageModel"]
    exchange = _exchanging(region.words)
    language["invocationName"] = region.invocation_name or language["invocationName"]

    # A sample belongs to one intent only, and first to the one that had it before.
    taken = {sample for intent in language["intents"] for sample in intent.get("samples", ())}
    for intent in language["intents"]:
        own = intent.setdefault("samples", [])
        said = dict.fromkeys([*map(exchange, own), *region.samples.get(intent["name"], ())])
        own.extend(sample for sample in said if sample not in taken)
        taken.update(said)
        for slot in intent.get("slots", ()):
            samples = slot.get("samples", [])
            samples.extend(sample for sample in dict.fromkeys(map(exchange, samples)) if sample not in samples)

    for entry in language["types"]:
        added = region.synonyms.get(entry["name"], {})
        names = {name.lower() for value in entry["values"] for name in _names(value)}
        for value in entry["values"]:
            own = _names(value)
            said = dict.fromkeys([*map(exchange, own), *added.get(value["id"], ())])
            new = [name for name in said if name.lower() not in names]
            names.update(map(str.lower, new))
            # Said back to the customer, so the region's word comes first.
            first = exchange(own[0])
            first = first if first in (*own, *new) else own[0]
            rest = dict.fromkeys(name for name in (*own, *new) if name != first)
            value["name"] = {"value": first, "synonyms": list(rest)}

    for prompt in model.get("prompts", ()):
        for variation in prompt["variations"]:
            variation["value"] = exchange(variation["value"])
    return document


def _names(value: Mapping[str, Any]) -> list[str]:
    return [value["name"]["value"], *value["name"].get("synonyms", ())]


def _exchanging(words: Mapping[str, str]) -> Callable[[str], str]:
    """Puts one word in the place of another: whole words only, never the name of a gap."""
    if not words:
        return lambda text: text
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)

    def put(match: re.Match[str]) -> str:
        word = words[match[0].lower()]
        return word[:1].upper() + word[1:] if match[0][0].isupper() else word

    def exchange(text: str) -> str:
        return "".join(part if part.startswith("{") else pattern.sub(put, part) for part in _GAP.split(text))

    return exchange
