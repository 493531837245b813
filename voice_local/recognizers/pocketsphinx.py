"""PocketSphinx: English, bundled with its wheel, hears exactly the sentences of a grammar and nothing else."""

import logging
import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from voice_local.audio import RATE, AudioChunk, resampled
from voice_local.pronounce import pronunciations
from voice_local.recognizers import NOTHING, RecognizerError, Transcript
from voice_local.recognizers.automaton import Automaton, smallest
from voice_local.recognizers.grammar import Grammar, Sentence, Sentences, is_gap

log = logging.getLogger(__name__)

_PHONES = (
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH"
).split()
_NOISE = {f"*{phone.lower()}": phone for phone in _PHONES}
"""One-phone words. Speech that is not for us fits a row of them better than any sentence."""

import os
STRANGERS = float(os.environ.get("G1","1e-25"))
STRANGERS_WHEN_ASKED = float(os.environ.get("G2","1e-30"))
LONG = int(os.environ.get('LONG','50'))
AHEAD = float(os.environ.get('AHEAD','0'))
UNASKED = float(os.environ.get("UN","1e-3"))
UNIFORM = os.environ.get("UNIFORM","0")=="1"

Arc = tuple[int, int, float, str] | tuple[int, int, float]


class PocketSphinxRecognizer:
    name = "pocketsphinx"

    def __init__(self, grammar: Grammar) -> None:
        try:
            import pocketsphinx
        except ImportError as error:
            raise RecognizerError(
                "PocketSphinx is not installed; run: pip install 'encore[voice]'."
            ) from error
        self._library = pocketsphinx
        self._known: dict[str, tuple[str, ...]] = {}
        self._prepared: dict[Sentences, str] = {}
        self._decoder: Any = self._load()
        self.listen_for(grammar)

    def _load(self) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            dictionary = Path(folder) / "noise.dict"
            dictionary.write_text("".join(f"{word} {phone}\n" for word, phone in _NOISE.items()))
            return self._library.Decoder(
                hmm=self._library.get_model_path("en-us/en-us"),
                dict=str(dictionary),
                lm=None,
                bestpath=False,
                loglevel="FATAL",
                samprate=RATE,
                **eval(os.environ.get("PSOPT","{}")),
            )

    def listen_for(self, grammar: Grammar) -> None:
        self._anything = self._search(grammar.anything, STRANGERS)
        self._answers = self._search(grammar.answers, STRANGERS_WHEN_ASKED) if grammar.answers else None

    def _search(self, sentences: Sentences, strangers: float) -> str:
        """The decoder's name for these sentences."""
        if sentences not in self._prepared:
            self._learn(sentences.words)
            name = f"grammar-{len(self._prepared)}"
            start, final, arcs = network(sentences, self._known.keys(), strangers)
            self._decoder.add_fsg(name, self._decoder.create_fsg(name, start, final, arcs))
            self._prepared[sentences] = name
        return self._prepared[sentences]

    def _learn(self, words: Iterable[str]) -> None:
        new = sorted(set(words) - self._known.keys())
        dictionary = english_dictionary()
        found = {word: dictionary[word] for word in new if word in dictionary}
        guessed = pronunciations(word for word in new if word not in dictionary)
        found.update((word, (phones,)) for word, phones in guessed.items())
        for word, variants in found.items():
            for number, phones in enumerate(variants, 1):
                self._decoder.add_word(word if number == 1 else f"{word}({number})", phones, False)
        self._known.update(found)
        unknown = [word for word in new if word not in found]
        if unknown:
            log.warning("No pronunciation for %s; phrases with these words are left out.", ", ".join(unknown))

    def transcribe(self, audio: Iterable[AudioChunk]) -> Transcript:
        pcm = b"".join(resampled(chunk.pcm, chunk.rate) for chunk in audio)
        if not pcm:
            return NOTHING
        heard = self._decode(pcm, self._anything)
        if self._answers is not None:
            heard = max(self._decode(pcm, self._answers), (heard[0]-AHEAD,heard[1]))
        self.heard=heard
        text = heard[1]
        return NOTHING if not text or text.startswith("*") else Transcript(text, 0.9)

    def _decode(self, pcm: bytes, search: str) -> tuple[float, str]:
        """The logarithm of how well the best sentence fits, and the sentence."""
        self._decoder.activate_search(search)
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, full_utt=True)
        self._decoder.end_utt()
        found = self._decoder.hyp()
        return (-math.inf, "") if found is None else (found.score, found.hypstr)


@cache
def english_dictionary() -> Mapping[str, tuple[str, ...]]:
    """Pronunciations of 126,000 English words, in the order PocketSphinx prefers them."""
    import pocketsphinx

    found: dict[str, tuple[str, ...]] = {}
    for line in Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict")).read_text().splitlines():
        word, _, phones = line.partition(" ")
        word = word.partition("(")[0]
        found[word] = (*found.get(word, ()), phones.strip())
    found["zero"] = (*found["zero"], "OW")  # "four oh seven"
    return found


def network(sentences: Sentences, known: Iterable[str], strangers: float) -> tuple[int, int, list[Arc]]:
    """Start, end and weighted arcs of the sentences, next to a loop of noises."""
    net = _Network(sentences, frozenset(known))
    start, final, noise = net.state(), net.state(), net.state()
    net.add(sentences.by_intent, start, final)
    net.arcs.append((start, noise, strangers))
    net.arcs.extend((noise, noise, 1 / len(_NOISE), word) for word in _NOISE)
    net.arcs.append((noise, final, 1.0))
    return start, final, net.arcs


class _Network:
    """Collects arcs. Nearly free of empty ones, whose closure would take PocketSphinx seconds to find."""

    def __init__(self, sentences: Sentences, known: frozenset[str]) -> None:
        self.arcs: list[Arc] = []
        self._digits = sentences.digits
        self._known = known
        self._states = 0
        self._lists = {
            gap: smallest(phrase for phrase in sentences.lists[gap] if known.issuperset(phrase))
            for gap in sentences.gaps
        }

    def state(self) -> int:
        self._states += 1
        return self._states - 1

    def add(self, by_intent: Mapping[str, frozenset[Sentence]], start: int, final: int) -> None:
        tagged = (
            tuple(f"{token}{intent}" if self._is_long(token) else token for token in sentence)
            for intent, sentences in by_intent.items()
            for sentence in sentences
            if all(is_gap(token) or token in self._known for token in sentence)
        )
        lists: dict[tuple[str, int], int] = {}
        for begin, token, end in self._copied(smallest(tagged), start, final):
            if not is_gap(token):
                self.arcs.append((begin, end, 1.0, token))
                continue
            gap = token[: token.index("}") + 1]
            if self._is_long(gap):
                # One copy per intent: it may end like another sentence of the same intent, which means the same.
                if (token, -1) not in lists:
                    lists[token, -2] = self.state()
                    lists[token, -1] = self._list(gap, lists[token, -2])
                self.arcs.append((begin, lists[token, -1], 1.0))
                self.arcs.append((lists[token, -2], end, 1.0))
                continue
            # Sentences that go on in the same way share one copy of the list.
            if (token, end) not in lists:
                lists[token, end] = self._list(gap, end)
            self.arcs.append((begin, lists[token, end], 1.0))

    def _is_long(self, token: str) -> bool:
        return is_gap(token) and len(self._lists[token].arcs) > LONG

    def _list(self, key: str, end: int) -> int:
        """The state where a list begins that leads to `end`."""
        begin = self.state()
        for source, word, to in self._copied(self._lists[key], begin, end):
            self.arcs.append((source, to, 1.0, word))
            if key in self._digits:
                self.arcs.append((source, source, 1.0, word))
        return begin

    def _copied(self, automaton: Automaton, start: int, final: int) -> Iterator[tuple[int, str, int]]:
        """Its arcs with states of this network: every way to its end ends in `final`."""
        goes_on = {source for source, _token, _to in automaton.arcs}
        here = {automaton.start: start}
        for source, token, to in automaton.arcs:
            for state in (source, to):
                if state in goes_on and state not in here:
                    here[state] = self.state()
            if to in goes_on:
                yield here[source], token, here[to]
            if to in automaton.finals:
                yield here[source], token, final
