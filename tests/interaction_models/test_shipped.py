"""What every model that ships with Encore promises to the rest of the program."""

import json
import re
from importlib.resources import files
from typing import Any

import pytest

from interaction_models.check import Finding, check, compare
from interaction_models.model import load, locales

SLOTS = {
    "CheckStockIntent": {"product"},
    "PriceIntent": {"product", "quantity", "unit"},
    "ReorderIntent": {"order", "product", "quantity", "unit"},
    "PlaceOrderIntent": {"quantity", "unit", "product"},
    "OrderStatusIntent": {"order"},
    "CancelOrderIntent": {"order"},
}
UNITS = {
    "bag", "bottle", "box", "can", "carton", "jar", "pack", "piece", "loaf", "bunch", "roll", "tube",
    "kilogram", "pound", "liter", "dozen", "bar",
}  # fmt: skip


def document(locale: str) -> Any:
    return json.loads((files("interaction_models") / f"{locale}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("locale", locales())
def test_a_shipped_model_has_no_errors(locale: str) -> None:
    assert [finding for finding in check(document(locale)) if finding.severity == "error"] == []


def test_shipped_models_understand_the_same_things() -> None:
    differences = compare({locale: document(locale) for locale in locales()})

    assert differences == dict.fromkeys(locales(), ())


def test_the_only_warning_for_english_is_the_one_word_brand() -> None:
    assert check(document("en-US")) == (
        Finding(
            "warning",
            "invocation-name",
            "$.interactionModel.languageModel.invocationName",
            "one word is accepted only when it is your own brand",
        ),
    )


@pytest.mark.parametrize("locale", locales())
def test_slots_have_the_names_and_types_the_program_relies_on(locale: str) -> None:
    model = load(locale)
    types = {slot.name: slot.type for intent in model.intents for slot in intent.slots}

    slots = {intent.name: {slot.name for slot in intent.slots} for intent in model.intents if intent.slots}
    assert slots == SLOTS
    assert {name: types[name] for name in ("product", "quantity", "unit", "order")} == {
        "product": "Product",
        "quantity": "AMAZON.NUMBER",
        "unit": "Unit",
        "order": "OrderReference",
    }
    assert {value.id for value in model.types["Unit"]} >= UNITS
    assert {value.id for value in model.types["OrderReference"]} == {"usual", "last"}


@pytest.mark.parametrize("locale", locales())
def test_the_skill_and_not_alexa_leads_the_dialog(locale: str) -> None:
    dialog = document(locale)["interactionModel"]["dialog"]

    assert dialog["delegationStrategy"] == "SKILL_RESPONSE"
    # Alexa refuses a Dialog directive for an intent or slot that is not listed here.
    assert {entry["name"]: {slot["name"] for slot in entry["slots"]} for entry in dialog["intents"]} == {
        intent.name: {slot.name for slot in intent.slots} for intent in load(locale).intents if intent.slots
    }


@pytest.mark.parametrize("intent", [intent for intent in load("en-US").intents if "." not in intent.name])
def test_english_has_at_least_forty_ways_to_say_each_thing(intent: Any) -> None:
    assert len(intent.samples) >= 40


def test_english_samples_are_written_the_way_a_recogniser_delivers_them() -> None:
    model = load("en-US")
    samples = [
        sample
        for intent in model.intents
        for sample in (*intent.samples, *(text for slot in intent.slots for text in slot.samples))
    ]

    odd = [sample for sample in samples if not re.fullmatch(r"(?:(?:[a-z']+|\{[a-z]+\})(?: |$))+", sample)]

    assert odd == []
