"""A Reply becomes JSON that Alexa accepts."""

from typing import Any
from xml.etree import ElementTree

import pytest
from ask_sdk_core.serialize import DefaultSerializer

from backend.conversation.turn import Phrase, Question, Rendered, Reply
from skill.speech import TEXT_LIMIT, ssml
from skill.writing import write_reply


def json_of(reply: Reply, rendered: Rendered) -> dict[str, Any]:
    document = DefaultSerializer().serialize(write_reply(reply, rendered))
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
