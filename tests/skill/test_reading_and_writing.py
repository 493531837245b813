"""Alexa's JSON becomes a Turn, and a Reply becomes JSON that Alexa accepts."""

import json
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import pytest
from ask_sdk_core.serialize import DefaultSerializer

from backend.conversation.phrasebook import Rendered
from backend.conversation.turn import Expects, Identity, Phrase, Question, Reply, Turn
from interaction_models.model import Intent, InteractionModel, Slot, SlotValue, load, locales
from skill.dialog import elicitation
from skill.reading import BadEnvelope, read_locale, read_turn
from skill.speech import TEXT_LIMIT, ssml
from skill.writing import write_reply

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MODEL = InteractionModel(
    "en-US",
    "encore",
    (
        Intent("OrderIntent", slots=(Slot("product", "Product"), Slot("quantity", "AMAZON.NUMBER"))),
        Intent("AMAZON.YesIntent"),
    ),
)


def turn_of(intent: dict[str, Any]) -> Turn:
    document = {
        "session": {"attributes": {"pending": "q1"}},
        "context": {"System": {"user": {"userId": "amzn1.ask.account.ada"}}},
        "request": {"type": "IntentRequest", "intent": intent},
    }
    return read_turn(document, now=NOON, locale="en-US", state={"pending": "q1"})


def slot_of(slot: dict[str, Any]) -> SlotValue | None:
    return turn_of({"name": "OrderIntent", "slots": {"product": slot}}).slots.get("product")


def authority(code: str, *ids: str) -> dict[str, Any]:
    values = [{"value": {"name": id_.title(), "id": id_}} for id_ in ids]
    return {"authority": "any", "status": {"code": code}, **({"values": values} if values else {})}


def test_a_turn_says_who_wants_what() -> None:
    assert turn_of({"name": "AMAZON.YesIntent"}) == Turn(
        identity=Identity("alexa", "amzn1.ask.account.ada"),
        locale="en-US",
        intent="AMAZON.YesIntent",
        now=NOON,
        state={"pending": "q1"},
    )


def test_static_and_dynamic_values_are_kept_best_first_and_once() -> None:
    resolutions = {
        "resolutionsPerAuthority": [
            authority("ER_SUCCESS_MATCH", "oat-milk", "soy-milk"),
            authority("ER_SUCCESS_NO_MATCH"),
            authority("ER_ERROR_TIMEOUT"),
            authority("ER_SOMETHING_NEW", "never"),
            authority("ER_SUCCESS_MATCH", "whole-milk", "oat-milk"),
        ]
    }

    value = slot_of({"value": "milk", "resolutions": resolutions})

    assert value == SlotValue("milk", ("oat-milk", "soy-milk", "whole-milk"))


def test_what_the_model_does_not_know_is_still_heard() -> None:
    resolutions = {"resolutionsPerAuthority": [authority("ER_SUCCESS_NO_MATCH")]}

    assert slot_of({"value": "dragon fruit", "resolutions": resolutions}) == SlotValue("dragon fruit")


def test_of_several_values_the_first_is_taken() -> None:
    resolutions = {"resolutionsPerAuthority": [authority("ER_SUCCESS_MATCH", "tea")]}
    tea = {"type": "Simple", "value": "tea", "resolutions": resolutions}
    values = [tea, {"type": "Simple", "value": "jam"}]

    assert slot_of({"slotValue": {"type": "List", "values": values}}) == SlotValue("tea", ("tea",))


@pytest.mark.parametrize("slot", [{}, {"value": None}, {"value": ""}, {"value": "?"}, {"value": 7}, None, []])
def test_an_empty_slot_is_no_slot(slot: Any) -> None:
    assert slot_of(slot) is None


@pytest.mark.parametrize("resolutions", [None, [], "x", {"resolutionsPerAuthority": [None, 7, {"values": 1}]}])
def test_odd_resolutions_cost_only_themselves(resolutions: Any) -> None:
    assert slot_of({"value": "tea", "resolutions": resolutions}) == SlotValue("tea")


def test_nobody_cannot_have_a_turn() -> None:
    with pytest.raises(BadEnvelope):
        read_turn({"request": {"type": "LaunchRequest"}}, now=NOON, locale="en-US", state={})


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("de-DE", "de-DE"), ("de-AT", "de-DE"), ("fr-FR", "en-US"), (None, "en-US"), (7, "en-US")],
)
def test_an_unknown_locale_gets_its_language_or_the_default(asked: Any, spoken: str) -> None:
    assert read_locale({"request": {"locale": asked}}, ("de-DE", "en-US"), "en-US") == spoken


# -- answers


def json_of(reply: Reply, rendered: Rendered, *, intent: str = "OrderIntent") -> dict[str, Any]:
    response = write_reply(reply, rendered, elicitation(reply, intent=intent, model=MODEL))
    document = DefaultSerializer().serialize(response)
    assert isinstance(document, dict)
    return document


WHAT = Phrase("which-product")


@pytest.mark.parametrize(
    "name",
    [
        'M&M\'s <audio src="https://evil.example/a.mp3"/>',
        "</speak><speak>",
        "]]><!--",
        "caf\x00é\x1b[2J \ud800 \ufffe",
        "&amp; &lt;",
    ],
)
def test_no_product_name_becomes_markup(name: str) -> None:
    speech = ElementTree.fromstring(ssml(f"{name} is in stock."))  # noqa: S314 - our own words

    assert speech.tag == "speak"
    assert list(speech) == []


def test_text_is_spoken_as_it_is_written() -> None:
    assert ElementTree.fromstring(ssml("M&M's\n<3")).text == "M&M's <3"  # noqa: S314


@pytest.mark.parametrize("text", ["x" * 9000, "&" * 9000, "ü" * 9000])
def test_a_long_text_is_cut_between_characters(text: str) -> None:
    speech = ssml(text)

    assert TEXT_LIMIT - 5 < len(speech) <= TEXT_LIMIT
    assert set(ElementTree.fromstring(speech).text or "") == {text[0]}  # noqa: S314


def test_a_question_keeps_the_microphone_open() -> None:
    response = json_of(Reply((), Question(WHAT)), Rendered("Hello. What?", "What?"))

    assert response == {
        "outputSpeech": {"type": "SSML", "ssml": "<speak>Hello. What?</speak>"},
        "reprompt": {"outputSpeech": {"type": "SSML", "ssml": "<speak>What?</speak>"}},
        "shouldEndSession": False,
    }


def test_without_a_question_the_session_ends() -> None:
    response = json_of(Reply((WHAT,)), Rendered("Bye."))

    assert response["shouldEndSession"] is True
    assert "reprompt" not in response


def test_a_card_shows_text() -> None:
    response = json_of(Reply((WHAT,)), Rendered("Done.", card_title="Order", card_text="2 oat milk\x00"))

    assert response["card"] == {"type": "Simple", "title": "Order", "content": "2 oat milk"}


def test_a_stranger_gets_the_card_that_links_accounts() -> None:
    response = json_of(Reply((WHAT,), link_account=True), Rendered("Please link."))

    assert response["card"] == {"type": "LinkAccount"}


def test_a_question_for_a_slot_elicits_it() -> None:
    question = Question(WHAT, Expects.SLOT, slot="product", intent="OrderIntent")

    assert json_of(Reply((), question), Rendered("What?"))["directives"] == [
        {"type": "Dialog.ElicitSlot", "slotToElicit": "product"}
    ]


def test_a_question_for_another_intents_slot_names_that_intent() -> None:
    question = Question(WHAT, Expects.SLOT, slot="product", intent="OrderIntent")

    [directive] = json_of(Reply((), question), Rendered("What?"), intent="AMAZON.YesIntent")["directives"]

    assert directive["updatedIntent"]["name"] == "OrderIntent"
    assert directive["updatedIntent"]["slots"].keys() == {"product", "quantity"}


@pytest.mark.parametrize(
    "question",
    [
        Question(WHAT, Expects.SLOT, slot="address", intent="OrderIntent"),
        Question(WHAT, Expects.SLOT, slot="product", intent="NoSuchIntent"),
        Question(WHAT, Expects.YES_NO),
        Question(WHAT),
    ],
)
def test_a_slot_alexa_does_not_know_is_only_asked_for_in_words(question: Question) -> None:
    assert "directives" not in json_of(Reply((), question), Rendered("What?"))


@pytest.mark.parametrize("locale", locales())
def test_every_slot_we_may_elicit_is_in_alexas_dialog(locale: str) -> None:
    document = json.loads((files("interaction_models") / f"{locale}.json").read_text(encoding="utf-8"))
    dialog = {
        intent["name"]: {slot["name"] for slot in intent["slots"]}
        for intent in document["interactionModel"]["dialog"]["intents"]
    }

    assert dialog == {
        intent.name: {slot.name for slot in intent.slots} for intent in load(locale).intents if intent.slots
    }
