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

PAUSE = bytes(2 * RATE // 10)
LIKELIER = 80
"""How many times the answers to a question stand in the grammar for every other sentence."""
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
        self._prepared: dict[tuple[Sentences, Sentences | None], Any] = {}

    def listen_for(self, grammar: Grammar) -> None:
        key = (grammar.anything, grammar.answers)
        if key not in self._prepared:
            self._prepared[key] = self._prepare(grammar)
        self._grammar, self._recognizer = grammar, self._prepared[key]

    def _prepare(self, grammar: Grammar) -> Any:
        missing = sorted(word for word in grammar.anything.words if not self._knows(word))
        if missing:
            log.info("not in the speech model's vocabulary, so never heard: %s", ", ".join(missing))
        phrases = self._spoken(grammar.anything)
        if grammar.answers:
            # Said more often, so likelier; a grammar of answers alone would hear one in any noise.
            phrases += self._spoken(grammar.answers) * LIKELIER
        with quiet():
            recognizer = self._library.KaldiRecognizer(
                self._model, RATE, json.dumps([*phrases, UNKNOWN], ensure_ascii=False)
            )
        recognizer.SetWords(True)
        return recognizer

    def _spoken(self, sentences: Sentences) -> list[str]:
        return sorted({" ".join(phrase) for phrase in examples(sentences) if all(map(self._knows, phrase))})

    def _knows(self, word: str) -> bool:
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def transcribe(self, audio: Iterable[AudioChunk]) -> Transcript:
        # No Reset(): after it Vosk would go on with what it learnt of the previous speaker and the room.
        pieces = []
        for chunk in audio:
            if self._recognizer.AcceptWaveform(resampled(chunk.pcm, chunk.rate)):
                pieces.append(self._recognizer.Result())  # it believes the speaker has finished, and starts anew
        # It forgets speaker and room only if it is ended while it listens, not while it waits for more.
        while self._recognizer.AcceptWaveform(PAUSE):
            pieces.append(self._recognizer.Result())
        pieces.append(self._recognizer.FinalResult())
        words = [word for piece in pieces for word in json.loads(piece).get("result", ())]
        said = tuple(word["word"] for word in words)
        expected = (self._grammar.anything, self._grammar.answers)
        if not any(sentences.allows(said) for sentences in expected if sentences):
            return NOTHING
        return Transcript(" ".join(said), round(fmean(word["conf"] for word in words), 3))


def examples(sentences: Sentences) -> Iterator[Words]:
    """Sentences with their gaps filled, so that every value stands once at every place it may have.

    All combinations would be millions, and pairs of neighbours are all that Vosk learns from them.
    """
    for sentence in sentences.all:
        lists = [sentences.lists[token] for token in sentence if is_gap(token)]
        for turn in range(max(map(len, lists), default=1)):
            fillings = (values[turn % len(values)] for values in lists)
            yield tuple(word for token in sentence for word in (next(fillings) if is_gap(token) else (token,)))
