"""Where speech begins and ends, as a rule about seconds; and that the detector finds a voice between silences."""

from pathlib import Path

import pytest

from voice_local.audio import RATE, WavSink, WavSource
from voice_local.endpoint import EndOfSpeech, EnergyVad, SileroVad, Speech, Vad, trimmed, utterances
from voice_local.voices import Pyttsx3Voice

FRAME_SECONDS = 0.032


def said(pattern: str, **settings: float) -> list[Speech]:
    """ "x" is a tenth of a second of speech, "." of silence."""
    state = EndOfSpeech(**settings)
    return [state.hear(0.1, mark == "x") for mark in pattern]


def test_silence_is_nothing() -> None:
    assert set(said("......")) == {Speech.NONE}


def test_an_utterance_ends_after_the_hang_time() -> None:
    heard = said(".xxx.....", hang=0.5)

    assert heard[1] is Speech.BEGAN
    assert heard[-1] is Speech.ENDED
    assert Speech.ENDED not in heard[:-1]


def test_a_pause_shorter_than_the_hang_time_is_part_of_it() -> None:
    assert Speech.ENDED not in said("xx....xx....xx", hang=0.5)


def test_slow_speakers_may_have_more_time() -> None:
    assert Speech.ENDED in said("xx........", hang=0.5)
    assert Speech.ENDED not in said("xx........", hang=1.5)


def test_after_the_end_the_next_one_begins() -> None:
    assert said("x.....x", hang=0.5).count(Speech.BEGAN) == 2


def test_a_radio_is_cut() -> None:
    assert Speech.ENDED in said("x" * 40, longest=3.0)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """Two sentences with silence around, and the seconds of speech in it."""
    path = tmp_path_factory.mktemp("sound") / "two.wav"
    with Pyttsx3Voice() as voice, WavSink(path) as file:
        speech = voice.say("where is my order", "en-US")
        pause = bytes(2 * RATE)
        for pcm, rate in ((pause, RATE), (speech.pcm, speech.rate), (pause, RATE), (speech.pcm, speech.rate)):
            file.play(pcm, rate)
        file.play(pause, RATE)
    return path, speech.seconds


@pytest.mark.parametrize("vad", [SileroVad(), EnergyVad()], ids=["silero", "energy"])
def test_two_sentences_are_two_utterances(vad: Vad, recording: tuple[Path, float]) -> None:
    path, seconds = recording
    ended: list[int] = []

    found = [
        sum(chunk.seconds for chunk in utterance)
        for utterance in utterances(WavSource(path), vad, on_end=lambda: ended.append(1))
    ]

    assert len(found) == len(ended) == 2
    assert all(seconds * 0.6 < found_seconds < seconds + 1.0 for found_seconds in found)


def test_trimming_keeps_what_lies_between_the_first_and_the_last_word(recording: tuple[Path, float]) -> None:
    path, seconds = recording

    kept = sum(chunk.seconds for chunk in trimmed(WavSource(path), SileroVad()))

    assert 2 * seconds + 0.5 < kept < 2 * seconds + 2.0
