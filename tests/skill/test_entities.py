"""Alexa hears at the beginning what this customer is likely to name, and forgets it at the end."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from flask import request
from hypothesis import given
from hypothesis import strategies as st

from backend.conversation.turn import Phrase, Question, Reply
from backend.settings import Settings
from backend.wiring import Encore
from interaction_models.model import InteractionModel, Value, load
from skill.app import unverified_app
from skill.entities import LONGEST_NAME, MOST_NAMES, own_entities, replaced_entities
from skill.simulator.acceptance import why_refused
from skill.simulator.device import Device

Json = dict[str, Any]
MODEL = InteractionModel("en-US", "encore", (), {"Product": (), "ListName": ()})
OPEN, OVER = Reply((), Question(Phrase("what-now"))), Reply(())


def as_json(directives: Any) -> list[Json]:
    return [DefaultSerializer().serialize(each) for each in directives]  # type: ignore[misc]


def names_of(directives: Any) -> list[str]:
    [directive] = as_json(directives)
    return [
        name
        for entry in directive["types"]
        for value in entry["values"]
        for name in (value["name"]["value"], *value["name"]["synonyms"])
    ]


# -- when


@pytest.mark.parametrize(
    ("reply", "kind", "session", "behaviour"),
    [
        (OPEN, "LaunchRequest", {"new": True}, "REPLACE"),
        (OPEN, "IntentRequest", {"new": True}, None),
        (OPEN, "IntentRequest", {"new": False}, None),
        (Reply((), OPEN.question, new_words=True), "IntentRequest", {"new": False}, "REPLACE"),
        (OVER, "IntentRequest", {"new": False}, "CLEAR"),
        (OVER, "IntentRequest", {"new": True}, None),
        (OVER, "LaunchRequest", {"new": True}, None),
        (OVER, "IntentRequest", None, None),
        (Reply((), new_words=True), "IntentRequest", {"new": False}, "CLEAR"),
    ],
)
def test_it_is_told_at_the_beginning_and_after_changes_and_forgotten_at_the_end(
    reply: Reply, kind: str, session: Any, behaviour: str | None
) -> None:
    looked_up = []

    def words() -> dict[str, list[Value]]:
        looked_up.append(1)
        return {"Product": [Value("tea", "tea")]}

    directives = as_json(own_entities(reply, {"session": session, "request": {"type": kind}}, words, MODEL))

    assert [each["updateBehavior"] for each in directives] == ([behaviour] if behaviour else [])
    assert len(looked_up) == (behaviour == "REPLACE")


def test_who_has_no_words_of_their_own_finds_nobody_elses() -> None:
    """The one before may have left without a word, and Alexa keeps theirs for half an hour."""
    document = {"session": {"new": True}, "request": {"type": "LaunchRequest"}}

    assert [each["updateBehavior"] for each in as_json(own_entities(OPEN, document, dict, MODEL))] == ["CLEAR"]


def test_nothing_to_tell_is_not_told() -> None:
    assert replaced_entities({"Product": [], "NoSuchType": [Value("a", "a")]}, MODEL) == []


# -- what


def test_a_value_has_the_id_of_the_catalogue_and_its_names() -> None:
    assert as_json(replaced_entities({"Product": [Value("green tea", "green-tea", ("tea", "green tea"))]}, MODEL)) == [
        {
            "type": "Dialog.UpdateDynamicEntities",
            "updateBehavior": "REPLACE",
            "types": [
                {
                    "name": "Product",
                    "values": [{"id": "green-tea", "name": {"value": "green tea", "synonyms": ["tea"]}}],
                }
            ],
        }
    ]


def test_no_more_than_alexa_takes_and_the_likeliest_first() -> None:
    words = {
        "ListName": [Value(f"list {number}", f"list-{number}") for number in range(30)],
        "Product": [Value(f"tea {number}", f"tea-{number}", (f"chai {number}",)) for number in range(90)],
    }

    names = names_of(replaced_entities(words, MODEL))

    assert len(names) == MOST_NAMES
    assert names[0] == "list 0"
    assert names[-2:] == ["tea 34", "chai 34"]


def test_names_are_made_fit_to_be_said() -> None:
    values = [
        Value("a\x00b\n c", "1"),
        Value("\x07", "2", ("\u200b", "bell")),
        Value("x" * (LONGEST_NAME + 1), "3"),
        Value("twice", "1"),
        Value("no id", ""),
    ]

    assert names_of(replaced_entities({"Product": values}, MODEL)) == ["a b c", "bell"]


@given(st.lists(st.builds(Value, st.text(), st.text(), st.tuples(st.text())), max_size=120))
def test_whatever_things_are_called_alexa_takes_it(values: list[Value]) -> None:
    directives = as_json(replaced_entities({"Product": values}, MODEL))

    assert why_refused({"directives": directives, "shouldEndSession": False}, MODEL, None) is None
    assert len(json.dumps(directives)) < 100_000


# -- of a customer


@pytest.fixture
def sent() -> list[Json]:
    return []


@pytest.fixture
def device(encore: Encore, settings: Settings, sent: list[Json]) -> Callable[..., Device]:
    app = unverified_app(encore, settings)
    app.before_request(lambda: sent.append(json.loads(request.get_data())["request"]))

    def device(customer: str = "ada", locale: str = "en-US") -> Device:
        understanding = encore.understanding(locale)
        return Device(app, understanding.model, understanding, customer, locale, clock=encore.clock)

    return device


def test_products_lists_and_open_orders_are_known_until_the_session_ends(
    device: Callable[..., Device], sent: list[Json]
) -> None:
    ada = device()
    ada.say("open encore")

    assert next(iter(ada.entities["Product"].items())) == (
        "dark-roast-coffee",
        ["dark roast coffee", "dark roast", "dark coffee"],
    )
    [number] = ada.entities["OrderReference"]
    assert ada.entities["OrderReference"][number] == [f"order {number}", number, " ".join(number)]
    assert "ListName" not in ada.entities

    saved = ada.say("save this as my barbecue list")
    assert saved.speech.startswith("Saved")
    assert ada.entities["ListName"] == {"barbecue": ["barbecue"]}

    ada.say("order my barbecue list")
    static, dynamic = sent[-1]["intent"]["slots"]["list"]["resolutions"]["resolutionsPerAuthority"]
    assert ".dynamic." not in static["authority"]
    assert dynamic["authority"] == "amzn1.er-authority.echo-sdk.dynamic.amzn1.ask.skill.simulator.ListName"
    assert dynamic["values"] == [{"value": {"name": "barbecue", "id": "barbecue"}}]

    ada.say("stop")
    assert ada.entities == {}


def test_a_new_order_is_known_at_once_and_can_be_named(device: Callable[..., Device]) -> None:
    ben = device("ben")
    ben.say("open encore")
    before = set(ben.entities["OrderReference"])
    ben.say("order honey")
    ben.say("yes")

    [number] = set(ben.entities["OrderReference"]) - before
    where = ben.say(f"where is order {number}")
    assert where.slots["order"].ids == (number,)
    assert " ".join(number[:3]) in where.speech


def test_a_stranger_has_no_words_of_their_own(device: Callable[..., Device]) -> None:
    nobody = device("nobody")

    nobody.say("open encore")

    assert nobody.entities == {}


def test_who_wants_their_past_left_alone_has_none_either(device: Callable[..., Device]) -> None:
    minji = device("minji", "ko-KR")
    minji.say("앵콜 열어 줘")
    assert minji.entities["Product"]["soy-milk"] == ["두유", "콩 우유"]
    minji.say("그만")
    minji.say("앵콜 열어 줘")
    minji.say("내 주문 기록 사용하지 마")
    minji.say("그만")

    minji.say("앵콜 열어 줘")

    assert minji.entities == {}


def test_ids_of_the_model_and_of_the_customer_are_the_same(encore: Encore) -> None:
    skus = {value.id for value in encore.model("en-US").types["Product"]}
    assert skus
    assert {"Product", "ListName", "OrderReference"} <= load("en-US").types.keys()
