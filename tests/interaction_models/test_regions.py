"""A region's model is its source's with other words."""

import json
import re
from importlib.resources import files
from typing import Any

import pytest

from interaction_models.check import check
from interaction_models.model import ModelError, document, load, locales, source
from interaction_models.regions import Region, for_region

REGIONS = [locale for locale in locales() if source(locale)]


def model(**language: Any) -> dict[str, Any]:
    prompts = [{"id": "Ask", "variations": [{"type": "PlainText", "value": "Cart or list? What shall the cart hold?"}]}]
    language = {"invocationName": "corner shop", "intents": [], "types": [], **language}
    return {"interactionModel": {"languageModel": language, "prompts": prompts}}


def samples(found: dict[str, Any]) -> dict[str, list[str]]:
    return {intent["name"]: intent["samples"] for intent in found["interactionModel"]["languageModel"]["intents"]}


def test_a_customer_may_use_either_word() -> None:
    intents = [{"name": "Review", "samples": ["my cart", "{cart} in my cart", "cartoons"]}]

    found = for_region(model(intents=intents), Region("en-US", {"cart": "basket"}))

    assert samples(found)["Review"] == ["my cart", "{cart} in my cart", "cartoons", "my basket", "{cart} in my basket"]


def test_alexa_uses_the_word_of_the_region() -> None:
    found = for_region(model(), Region("en-US", {"cart": "basket"}))

    [prompt] = found["interactionModel"]["prompts"]
    assert prompt["variations"][0]["value"] == "Basket or list? What shall the basket hold?"


def test_a_sample_stays_with_the_intent_that_had_it() -> None:
    intents = [{"name": "A", "samples": ["my cart"]}, {"name": "B", "samples": ["my basket", "the cart"]}]

    found = for_region(model(intents=intents), Region("en-US", {"cart": "basket"}, {"A": ["the basket"]}))

    assert samples(found) == {"A": ["my cart", "the basket"], "B": ["my basket", "the cart"]}


def test_a_value_is_called_by_the_word_of_the_region_and_known_by_both() -> None:
    def values(words: dict[str, str]) -> list[dict[str, Any]]:
        entries = [
            {"id": "can", "name": {"value": "can", "synonyms": ["cans"]}},
            {"id": "pot", "name": {"value": "jar", "synonyms": ["Pot"]}},
        ]
        region = Region("en-US", words, synonyms={"Unit": {"can": ["tinny"]}})
        found = for_region(model(types=[{"name": "Unit", "values": entries}]), region)
        values: list[dict[str, Any]] = found["interactionModel"]["languageModel"]["types"][0]["values"]
        return [value["name"] for value in values]

    assert values({"can": "tin", "cans": "tins", "jar": "Pot"}) == [
        {"value": "tin", "synonyms": ["can", "cans", "tins", "tinny"]},
        {"value": "Pot", "synonyms": ["jar"]},
    ]
    # Another value has that name already.
    assert values({"can": "pot"})[0] == {"value": "can", "synonyms": ["cans", "tinny"]}


def test_longer_words_are_exchanged_first() -> None:
    intents = [{"name": "A", "samples": ["paper towels", "the paper"]}]

    found = for_region(model(intents=intents), Region("en-US", {"paper": "sheet", "paper towels": "kitchen roll"}))

    assert samples(found)["A"] == ["paper towels", "the paper", "kitchen roll", "the sheet"]


@pytest.mark.parametrize("locale", REGIONS)
def test_a_region_understands_all_that_its_source_does(locale: str) -> None:
    origin = source(locale)
    assert origin is not None
    first, own = load(origin), load(locale)

    assert own.locale == locale
    assert [intent.name for intent in own.intents] == [intent.name for intent in first.intents]
    for intent, theirs in zip(first.intents, own.intents, strict=True):
        assert set(intent.samples) <= set(theirs.samples)
        assert [slot.name for slot in intent.slots] == [slot.name for slot in theirs.slots]
    for name, values in first.types.items():
        assert [value.id for value in values] == [value.id for value in own.types[name]]
        for value, other in zip(values, own.types[name], strict=True):
            assert set(value.names) <= set(other.names)


@pytest.mark.parametrize("locale", REGIONS)
def test_a_region_names_only_what_there_is(locale: str) -> None:
    origin = source(locale)
    assert origin is not None
    first, own = document(origin), document(locale)
    texts = re.sub(r"\{\w+\}", " ", str(first)).lower()

    region = Region(
        **json.loads((files("interaction_models") / "regions" / f"{locale}.json").read_text(encoding="utf-8"))
    )
    intents = {intent.name for intent in load(origin).intents}
    types = load(origin).types
    assert region.samples.keys() <= intents
    assert all(ids.keys() <= {value.id for value in types[name]} for name, ids in region.synonyms.items())
    assert [word for word in region.words if not re.search(rf"\b{word}\b", texts)] == []
    for name, extra in region.samples.items():
        assert [sample for sample in extra if sample not in samples(own)[name]] == []


def test_a_british_customer_is_asked_about_a_basket() -> None:
    prompts = {prompt["id"]: prompt["variations"] for prompt in document("en-GB")["interactionModel"]["prompts"]}

    assert prompts["Elicit.AddToCart.Product"][0]["value"] == "What shall I put in your basket?"


def test_only_one_locale_is_the_source_of_a_language() -> None:
    own = [locale.partition("-")[0] for locale in locales() if source(locale) is None]

    assert len(own) == len(set(own))
    assert {str(source(locale)).partition("-")[0] for locale in REGIONS} <= set(own)
    # Who asks for a region nobody wrote gets the source, not the first region of the alphabet.
    assert locales()[: len(own)] == tuple(locale for locale in locales() if source(locale) is None)


def test_an_unknown_locale_has_no_source() -> None:
    with pytest.raises(ModelError, match="no interaction model for 'en-XX'"):
        source("en-XX")


def test_a_region_warns_of_nothing_its_source_does_not() -> None:
    def codes(locale: str) -> set[str]:
        return {finding.code for finding in check(document(locale))}

    assert codes("en-GB") <= codes("en-US")
