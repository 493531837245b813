"""What the recognisers listen for, and when."""

import pytest

from backend.conversation.turn import Expects
from interaction_models.model import load, locales, source
from voice_local.recognizers.grammar import DIGITS_GAP, Grammars


# A region is heard as the locale it comes from.
@pytest.mark.parametrize("locale", [locale for locale in locales() if source(locale) is None])
def test_digits_on_their_own_are_an_answer_and_never_heard_without_a_question(locale: str) -> None:
    grammar = Grammars(load(locale)).expecting(Expects.SLOT, "pin")

    assert (DIGITS_GAP,) not in grammar.anything.all
    assert grammar.answers is not None
    assert (DIGITS_GAP,) in grammar.answers.all


@pytest.mark.parametrize(
    ("slot", "answer"),
    [
        ("pin", "one two three four"),
        ("phone", "five five five zero one four two"),
        ("frequency", "every two weeks"),
        ("day", "next friday"),
        ("day", "december third"),
        ("address", "to my parents"),
        ("list", "my weekend order"),
        ("reason", "it was broken"),
        ("place", "at mill street"),
        ("policy", "the best match"),
    ],
)
def test_the_answer_to_a_question_can_be_heard(slot: str, answer: str) -> None:
    grammar = Grammars(load("en-US")).expecting(Expects.SLOT, slot)

    assert grammar.answers is not None
    assert grammar.answers.allows(tuple(answer.split()))


@pytest.mark.parametrize(
    "sentence",
    [
        "add two oat milk to my cart",
        "the same as last time without the honey",
        "save this as my party order",
        "make that three",
        "move my subscription to december third",
        "swap the oat milk for soy milk in my subscription",
        "set my spending limit to fifty dollars",
        "don't send me offers",
        "my code is one two three four",
        "call me back at five five five zero one four two",
    ],
)
def test_what_can_be_understood_can_be_heard(sentence: str) -> None:
    assert Grammars(load("en-US")).expecting().anything.allows(tuple(sentence.split()))
