"""Reading a model into plain values."""

import json
from pathlib import Path
from typing import Any

import pytest

from interaction_models.model import Intent, InteractionModel, ModelError, Slot, Value, load, load_file, read

CONTENT: dict[str, Any] = {
    "invocationName": "corner shop",
    "intents": [
        {
            "name": "BuyIntent",
            "slots": [
                {
                    "name": "fruit",
                    "type": "Fruit",
                    "samples": ["{fruit}"],
                    "multipleValues": {"enabled": True},
                }
            ],
            "samples": ["buy {fruit}"],
        },
        {"name": "AMAZON.HelpIntent", "samples": None},
    ],
    "types": [
        {
            "name": "Fruit",
            "values": [
                {"id": "apple", "name": {"value": "apple", "synonyms": ["apples"]}},
                {"id": None, "name": {"value": "pear"}},
            ],
        }
    ],
}

MODEL = InteractionModel(
    locale="en-GB",
    invocation_name="corner shop",
    intents=(
        Intent("BuyIntent", ("buy {fruit}",), (Slot("fruit", "Fruit", ("{fruit}",), multiple=True),)),
        Intent("AMAZON.HelpIntent"),
    ),
    types={
        "Fruit": (
            Value("apple", "apple", ("apples",)),
            Value("pear", "8893dc16b1b2534bab7b03727145a2bb"),
        )
    },
)


@pytest.mark.parametrize(
    "document",
    [{"interactionModel": {"languageModel": CONTENT}}, {"languageModel": CONTENT}, CONTENT],
    ids=["wrapped", "bare languageModel", "bare content"],
)
def test_each_form_of_a_model_reads_alike(document: dict[str, Any]) -> None:
    assert read(json.dumps(document), locale="en-GB", source="shop.json") == MODEL


def test_a_value_without_an_id_gets_the_one_alexa_would_send() -> None:
    assert MODEL.types["Fruit"][1] == Value("pear", "8893dc16b1b2534bab7b03727145a2bb")


def test_values_of_a_type_can_be_replaced() -> None:
    fig = Value("fig", "fig")

    changed = MODEL.with_values("Fruit", [fig])

    assert (changed.types, MODEL.types["Fruit"][0].names) == ({"Fruit": (fig,)}, ("apple", "apples"))


def test_no_other_values_leave_those_that_are_there() -> None:
    assert MODEL.with_values("Fruit", ()) == MODEL


def test_what_is_not_there_is_none() -> None:
    buy = MODEL.intent("BuyIntent")

    assert buy is not None
    assert (buy.slot("day"), MODEL.intent("SellIntent")) == (None, None)


def with_value(value: str) -> str:
    return f'{{"invocationName": "shop", "intents": [], "types": [{{"name": "T", "values": [{value}]}}]}}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        "9" * 5_000,
        "null",
        "[]",
        "7",
        '"text"',
        "{}",
        '{"interactionModel": null}',
        '{"interactionModel": {"languageModel": []}}',
        '{"invocationName": "shop"}',
        '{"invocationName": 7, "intents": []}',
        '{"invocationName": "shop", "intents": 7}',
        '{"invocationName": "shop", "intents": {"name": "A"}}',
        '{"invocationName": "shop", "intents": [{"name": 7}]}',
        '{"invocationName": "shop", "intents": [{"name": "A", "samples": "buy"}]}',
        '{"invocationName": "shop", "intents": [{"name": "A", "samples": [7]}]}',
        '{"invocationName": "shop", "intents": [{"name": "A", "slots": [{"name": "b", "type": []}]}]}',
        '{"invocationName": "shop", "intents": [], "types": [{"name": ["T"]}]}',
        with_value('{"name": "x"}'),
        with_value('{"id": 7, "name": {"value": "x"}}'),
        with_value('{"name": {"value": "\\ud800"}}'),
    ],
)
def test_what_is_no_model_is_a_model_error_with_its_source(text: str) -> None:
    with pytest.raises(ModelError, match=r"^shop\.json: "):
        read(text, locale="en-GB", source="shop.json")


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig"):
        path = tmp_path / f"{encoding}.json"
        path.write_text(json.dumps(CONTENT), encoding=encoding)

        assert load_file(path, locale="en-GB") == MODEL


def test_a_missing_file_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nowhere\.json: cannot be read"):
        load_file(tmp_path / "nowhere.json", locale="en-GB")


def test_an_unknown_locale_is_a_model_error_that_names_the_known_ones() -> None:
    with pytest.raises(ModelError, match=r"no interaction model for 'xx-XX'; there is one for .*en-US"):
        load("xx-XX")
