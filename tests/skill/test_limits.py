"""Whatever a product is called, the answer is one that Alexa takes."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.conversation.turn import Card, Phrase, Question, Rendered, Reply
from skill.speech import TEXT_LIMIT, ssml
from skill.writing import LARGEST_ANSWER, encoded, write_reply

ANY_TEXT = st.text(st.characters(), max_size=300)  # control characters and halves of letters too


@given(ANY_TEXT)
def test_speech_is_well_formed_whatever_is_said(name: str) -> None:
    root = ElementTree.fromstring(ssml(f"We sell {name}. Anything else?"))  # noqa: S314 - our own

    assert root.tag == "speak"
    assert len(root) == 0  # no name has become markup
    assert (root.text or "").startswith("We sell")


@given(ANY_TEXT, st.integers(1, 200))
@settings(max_examples=40)
def test_speech_is_never_longer_than_alexa_takes_and_ends_between_two_characters(name: str, times: int) -> None:
    said = ssml((name + "&<'") * times)

    assert len(said) <= TEXT_LIMIT
    ElementTree.fromstring(said)  # noqa: S314 - our own


@pytest.mark.parametrize("letter", ["a", "&", "\U0001f600", "한", "\ud800", "\x00"])
def test_the_largest_answer_there_can_be_fits(letter: str) -> None:
    text = letter * 50_000
    reply = Reply((), Question(Phrase("x")), card=Card(Phrase("x"), (Phrase("x"),)))
    response = write_reply(reply, Rendered(text, text, card_title=text[:100], card_text=text))
    answer: dict[str, Any] = {"version": "1.0", "response": DefaultSerializer().serialize(response)}

    body = encoded(answer)

    assert len(body) <= LARGEST_ANSWER
    assert "card" in json.loads(body)["response"]
    card = json.loads(body)["response"]["card"]
    assert len(card["title"]) + len(card["content"]) <= TEXT_LIMIT


def test_what_is_shown_goes_before_what_is_said() -> None:
    answer = {
        "version": "1.0",
        "response": {
            "outputSpeech": {"type": "SSML", "ssml": ssml("Hello.")},
            "directives": [{"type": "Alexa.Presentation.APL.RenderDocument", "document": "x" * LARGEST_ANSWER}],
        },
    }

    body = encoded(answer)

    assert len(body) <= LARGEST_ANSWER
    assert json.loads(body)["response"] == {"outputSpeech": {"type": "SSML", "ssml": "<speak>Hello.</speak>"}}
