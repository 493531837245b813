"""A voice makes sound out of any text, and the same text sounds the same."""

import importlib.util

import pytest

from voice_local.voices import Pyttsx3Voice, VoiceError, open_voice


def test_a_sentence_becomes_sound() -> None:
    with Pyttsx3Voice() as voice:
        speech = voice.say("Your order arrives tomorrow.", "en-US")

    assert 1.0 < speech.seconds < 5.0
    assert any(speech.pcm)


def test_one_voice_says_many_sentences_and_keeps_them_apart() -> None:
    with Pyttsx3Voice() as voice:
        short, long = voice.say("yes", "en-US"), voice.say("where is the order that i made last week", "en-US")

    assert short.seconds * 2 < long.seconds


def test_two_customers_sound_different_and_each_the_same_every_time() -> None:
    def said(variant: str) -> bytes:
        with Pyttsx3Voice(variant=variant) as voice:
            return voice.say("reorder my usual", "en-US").pcm

    assert said("f2") == said("f2") != said("m7")


@pytest.mark.parametrize("text", ["", "   ", "...", "\x00\x01", "<speak>&amp;", "🙂", "[[h@'loU]]", "a" * 5000])
def test_no_text_breaks_a_voice(text: str) -> None:
    with Pyttsx3Voice() as voice:
        voice.say(text, "en-US")
        assert voice.say("yes", "en-US").seconds > 0.2


def test_a_region_has_a_voice_of_its_own() -> None:
    with Pyttsx3Voice() as voice:
        british, american = (voice.say("I put the tomatoes in your basket.", each) for each in ("en-GB", "en-US"))

    assert british.pcm != american.pcm


def test_korean_is_spoken() -> None:
    with Pyttsx3Voice() as voice:
        assert voice.say("네, 두부 있어요.", "ko-KR").seconds > 0.5


def test_a_voice_that_died_is_started_again() -> None:
    with Pyttsx3Voice() as voice:
        voice.say("yes", "en-US")
        assert voice._child is not None
        voice._child.kill()
        assert voice.say("yes", "en-US").seconds > 0.2


@pytest.mark.skipif(importlib.util.find_spec("piper") is None, reason="the extra piper is not installed")
def test_piper_speaks_english_and_says_that_it_cannot_speak_korean() -> None:
    voice = open_voice("piper")

    assert voice.say("Your order arrives tomorrow.", "en-US").seconds > 0.8
    with pytest.raises(VoiceError, match="English only"):
        voice.say("네", "ko-KR")


def test_an_unknown_voice_names_the_known_ones() -> None:
    with pytest.raises(VoiceError, match="pyttsx3 or piper"):
        open_voice("hal")
