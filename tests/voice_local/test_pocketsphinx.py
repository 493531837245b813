"""PocketSphinx hears the sentences of a grammar made from any interaction model, and nothing else."""

from pathlib import Path

import pytest

from backend.conversation.turn import Expects
from backend.understanding.understanding import Understanding
from interaction_models.model import Intent, InteractionModel, Slot, Value
from voice_local.audio import AudioChunk, resampled
from voice_local.recognizers import RecognizerError, Transcript
from voice_local.recognizers.choice import open_recognizer
from voice_local.recognizers.grammar import Grammars
from voice_local.recognizers.pocketsphinx import PocketSphinxRecognizer
from voice_local.voices import Pyttsx3Voice

FLOWERS = InteractionModel(
    locale="en-US",
    invocation_name="flower shop",
    intents=(
        Intent("Buy", ("i want {count} {flower}", "send {count} {flower} to my mother"), (
            Slot("count", "AMAZON.NUMBER"), Slot("flower", "Flower"))),
        Intent("Price", ("what does the {flower} cost",), (Slot("flower", "Flower"),)),
        Intent("Track", ("where is order number {order}",), (Slot("order", "Reference"),)),
        Intent("Search", ("look for {anything}",), (Slot("anything", "AMAZON.SearchQuery"),)),
        Intent("AMAZON.YesIntent"),
        Intent("AMAZON.NoIntent"),
        Intent("AMAZON.StopIntent"),
    ),
    types={
        "Flower": (Value("red roses", "r"), Value("yellow tulips", "t"), Value("purple zinnias", "z")),
        "Reference": (Value("last order", "last"),),
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def recognizer() -> PocketSphinxRecognizer:
    return PocketSphinxRecognizer()


def heard(recognizer: PocketSphinxRecognizer, text: str, expects: Expects = Expects.ANYTHING) -> Transcript:
    with Pyttsx3Voice(variant="edward") as voice:
        speech = voice.say(text, "en-US")
    pause = bytes(2 * 16_000 // 4)
    recognizer.listen_for(Grammars(FLOWERS).expecting(expects))
    return recognizer.transcribe([AudioChunk(pause + resampled(speech.pcm, speech.rate) + pause, 16_000)])


@pytest.mark.parametrize(
    "text",
    ["i want two red roses", "what does the yellow tulips cost", "where is order number four zero seven nine"],
)
def test_a_sentence_of_the_model_is_heard(text: str, recognizer: PocketSphinxRecognizer) -> None:
    found = heard(recognizer, text)

    assert found.text == text
    assert 0.5 < found.confidence <= 1


def test_a_name_that_is_in_no_dictionary_is_heard(recognizer: PocketSphinxRecognizer) -> None:
    match = Understanding(FLOWERS).match(heard(recognizer, "i want three purple zinnias").text)

    assert (match.intent, match.slots["flower"].ids, match.slots["count"].said) == ("Buy", ("z",), "3")


@pytest.mark.parametrize("text", ["purple elephants dance at midnight", "my grandmother lives in copenhagen"])
@pytest.mark.parametrize("expects", [Expects.ANYTHING, Expects.YES_NO])
def test_speech_that_is_not_for_us_is_nothing(text: str, expects: Expects, recognizer: PocketSphinxRecognizer) -> None:
    assert heard(recognizer, text, expects).text == ""


@pytest.mark.parametrize("text", ["yes please", "no thank you", "i want two red roses"])
def test_a_question_may_be_answered_or_passed_over(text: str, recognizer: PocketSphinxRecognizer) -> None:
    assert heard(recognizer, text, Expects.YES_NO).text == text


def test_silence_and_no_sound_at_all_are_nothing(recognizer: PocketSphinxRecognizer) -> None:
    recognizer.listen_for(Grammars(FLOWERS).expecting())

    assert recognizer.transcribe([AudioChunk(bytes(32_000), 16_000)]).text == ""
    assert recognizer.transcribe([]).text == ""


@pytest.mark.parametrize(
    "name", ["</s> ; grammar evil", "{{{", "<garbage>|*", "x" * 3000, "🌷🌷", "\x00\x1b[31m", "'''", "2% \\ milk"]
)
def test_a_hostile_product_name_breaks_no_grammar(name: str, recognizer: PocketSphinxRecognizer) -> None:
    hostile = FLOWERS.with_values("Flower", (*FLOWERS.types["Flower"], Value(name, "evil")))
    recognizer.listen_for(Grammars(hostile).expecting())

    with Pyttsx3Voice(variant="edward") as voice:
        speech = voice.say("i want two red roses", "en-US")
    found = recognizer.transcribe([AudioChunk(resampled(speech.pcm, speech.rate), 16_000)])

    assert found.text == "i want two red roses"


def test_every_english_is_heard_without_a_download(tmp_path: Path) -> None:
    assert open_recognizer("", InteractionModel("en-IN", "corner shop", ()), tmp_path).name == "pocketsphinx"


def test_another_language_needs_another_engine(tmp_path: Path) -> None:
    with pytest.raises(RecognizerError, match="English only"):
        open_recognizer("pocketsphinx", InteractionModel("ko-KR", "꽃집", ()), tmp_path)
    with pytest.raises(RecognizerError, match=r"no Vosk model for de-DE.*encore models get de-DE"):
        open_recognizer("", InteractionModel("de-DE", "laden", ()), tmp_path)
