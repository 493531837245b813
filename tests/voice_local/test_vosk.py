"""Vosk on its real Korean model: it hears a sentence of the grammar, and nothing that is none."""

from pathlib import Path

import pytest

from backend.conversation.turn import Expects
from backend.settings import Settings
from backend.wiring import build
from voice_local.audio import AudioChunk, resampled
from voice_local.loop import launchable
from voice_local.models import find
from voice_local.recognizers import Recognizer, RecognizerError
from voice_local.recognizers.choice import open_recognizer
from voice_local.recognizers.grammar import Grammars
from voice_local.recognizers.vosk import VoskRecognizer
from voice_local.voices import Pyttsx3Voice


@pytest.fixture(scope="module")
def korean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recognizer, Grammars]:
    folder = tmp_path_factory.mktemp("korean")
    encore = build(Settings(database_url=f"sqlite:///{folder}/shop.sqlite3"))
    model = launchable(encore.model("ko-KR"))
    encore.engine.dispose()
    return open_recognizer("vosk", model, folder), Grammars(model)


def said(text: str) -> list[AudioChunk]:
    with Pyttsx3Voice(variant="f3", rate=190) as voice:
        speech = voice.say(text, "ko-KR")
    pause = bytes(2 * 16_000 // 4)
    return [AudioChunk(pause + resampled(speech.pcm, speech.rate) + pause, 16_000)]


def test_a_sentence_of_the_grammar_is_heard(korean: tuple[Recognizer, Grammars]) -> None:
    recognizer, grammars = korean
    recognizer.listen_for(grammars.expecting())

    heard = recognizer.transcribe(said("두부 있나요"))

    assert heard.text == "두부 있나요"
    assert heard.confidence > 0.5


def test_the_answer_to_a_question_is_heard(korean: tuple[Recognizer, Grammars]) -> None:
    recognizer, grammars = korean
    recognizer.listen_for(grammars.expecting(Expects.YES_NO))

    assert recognizer.transcribe(said("아니요 됐어요")).text == "아니요 됐어요"


@pytest.mark.parametrize("text", ["고양이가 창문 밖을 보고 있어요", "내일 비가 올까요"])
def test_speech_that_is_no_sentence_of_the_grammar_is_nothing(text: str, korean: tuple[Recognizer, Grammars]) -> None:
    recognizer, grammars = korean
    recognizer.listen_for(grammars.expecting())

    assert recognizer.transcribe(said(text)).text == ""


def test_silence_and_no_sound_at_all_are_nothing(korean: tuple[Recognizer, Grammars]) -> None:
    recognizer, grammars = korean
    recognizer.listen_for(grammars.expecting())

    assert recognizer.transcribe([AudioChunk(bytes(32_000), 16_000)]).text == ""
    assert recognizer.transcribe([]).text == ""


def test_a_broken_model_is_named_with_the_remedy(tmp_path: Path) -> None:
    real = find("ko-KR", tmp_path)
    assert real is not None
    broken = tmp_path / "vosk-model-small-ko-0.22"
    for part in ("am", "conf", "graph", "ivector"):
        (broken / part).mkdir(parents=True)
    (broken / "am" / "final.mdl").write_bytes((real / "am" / "final.mdl").read_bytes()[:1000])
    (broken / "conf" / "mfcc.conf").write_bytes((real / "conf" / "mfcc.conf").read_bytes())

    with pytest.raises(RecognizerError, match=r"broken.*encore models get ko-KR"):
        VoskRecognizer(broken, "ko-KR")
    with pytest.raises(RecognizerError, match="broken"):
        VoskRecognizer(tmp_path, "ko-KR")
