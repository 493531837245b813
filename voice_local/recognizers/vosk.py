"""Vosk: any language that has a model, streaming. Its grammar is only pairs of words, so what it hears is checked."""

import json
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import fmean
from typing import Any

from interaction_models.spoken import Words
from voice_local.audio import RATE, AudioChunk, resampled
from voice_local.quiet import quiet
from voice_local.recognizers import NOTHING, RecognizerError, Transcript
from voice_local.recognizers.grammar import Grammar, Sentences, is_gap

log = logging.getLogger(__name__)

UNKNOWN = "[unk]"
"""What a model that knows it says for speech outside the grammar."""


class VoskRecognizer:
    """What it heard counts only if it is a whole sentence of the grammar.

    Many models have no word for "something else": they force any sound into the grammar, with full confidence. But
    they piece it together from pairs of words, and such a patchwork is seldom a sentence.
    """

    name = "vosk"

    def __init__(self, model_dir: Path, locale: str) -> None:
        try:
            import vosk  # loads a shared library: only when this engine is chosen
        except ImportError as error:
            raise RecognizerError("Vosk is not installed; run: pip install 'encore[voice]'.") from error
        broken = f"The speech model in {model_dir} is broken; delete that folder and run `encore models get {locale}`."
        if not (model_dir / "am").is_dir() or not (model_dir / "conf").is_dir():
            raise RecognizerError(broken)
        vosk.SetLogLevel(-1)
        try:
            with quiet():
                self._model = vosk.Model(str(model_dir))
        except Exception as error:  # the library raises nothing more exact
            raise RecognizerError(broken) from error
        self._library = vosk
        self._prepared: dict[Sentences, Any] = {}
        self._expected: list[Sentences] = []

    def listen_for(self, grammar: Grammar) -> None:
        wanted = (grammar.answers, grammar.anything) if grammar.answers else (grammar.anything,)
        for sentences in wanted:
            if sentences not in self._prepared:
                self._prepared[sentences] = self._prepare(sentences)
        self._expected = list(wanted)

    def _prepare(self, sentences: Sentences) -> Any:
        spoken = sorted({" ".join(phrase) for phrase in examples(sentences) if all(map(self._knows, phrase))})
        missing = sorted(word for word in sentences.words if not self._knows(word))
        if missing:
            log.info("not in the speech model's vocabulary, so never heard: %s", ", ".join(missing))
        with quiet():
            recognizer = self._library.KaldiRecognizer(
                self._model, RATE, json.dumps([*spoken, UNKNOWN], ensure_ascii=False)
            )
        recognizer.SetWords(True)
        return recognizer

    def _knows(self, word: str) -> bool:
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def transcribe(self, audio: Iterable[AudioChunk]) -> Transcript:
        heard = [_Heard(self._prepared[sentences]) for sentences in self._expected]
        for chunk in audio:
            pcm = resampled(chunk.pcm, chunk.rate)
            for one in heard:
                one.hear(pcm)
        # All are ended, or the next utterance would be the end of this one.
        found = [one.words() for one in heard]
        # The answer to a question comes first; at any time, anything else may be said.
        for sentences, words in zip(self._expected, found, strict=True):
            if sentences.allows(tuple(word["word"] for word in words)):
                text = " ".join(word["word"] for word in words)
                return Transcript(text, round(fmean(word["conf"] for word in words), 3))
        return NOTHING


def examples(sentences: Sentences) -> Iterator[Words]:
    """Sentences with their gaps filled, so that every value stands once at every place it may have.

    All combinations would be millions, and pairs of neighbours are all that Vosk learns from them.
    """
    for sentence in sentences.all:
        lists = [sentences.lists[token] for token in sentence if is_gap(token)]
        for turn in range(max(map(len, lists), default=1)):
            fillings = (values[turn % len(values)] for values in lists)
            yield tuple(word for token in sentence for word in (next(fillings) if is_gap(token) else (token,)))


class _Heard:
    """One utterance in one recogniser, in as many pieces as it makes of it."""

    def __init__(self, recognizer: Any) -> None:
        # No Reset(): after it Vosk would go on with what it learnt of the previous speaker and the room.
        self._recognizer = recognizer
        self._pieces: list[dict[str, Any]] = []

    def hear(self, pcm: bytes) -> None:
        if self._recognizer.AcceptWaveform(pcm):  # it believes the speaker has finished; what follows starts anew
            self._pieces.append(json.loads(self._recognizer.Result()))

    def words(self) -> list[dict[str, Any]]:
        """Each with "word" and "conf"."""
        self._pieces.append(json.loads(self._recognizer.FinalResult()))
        return [word for piece in self._pieces for word in piece.get("result", ())]
