"""PocketSphinx: English, bundled with its wheel, hears exactly the sentences of a grammar and nothing else."""

import logging
import math
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

from voice_local.audio import RATE, AudioChunk, resampled
from voice_local.pronounce import pronunciations
from voice_local.recognizers import NOTHING, RecognizerError, Transcript
from voice_local.recognizers.automaton import Automaton, smallest
from voice_local.recognizers.grammar import Grammar, Sentence, Sentences, is_gap

log = logging.getLogger(__name__)

_PHONES = "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH"
_NOISE = {f"*{phone.lower()}": phone for phone in _PHONES.split(" ")}
"""One-phone words. Speech that is not for us fits a row of them much better than any sentence."""

SHORTEST = 2 * RATE // 10
"""Bytes; less than a tenth of a second is no word."""
STRANGE = -0.12
"""Logarithm of how much better a sentence must fit than noise, at the least, to be for us. Real speakers' orders lie
above 0, synthesised ones above -0.1; real speech about other things below -0.15."""
STRANGE_WORD = -0.05
"""The same for a single word, which fits many sounds."""
STRANGE_ANSWER = -0.1
"""The same for an answer to a question."""
HISS = 8.0
"""Standard deviation of the noise that is added, in steps of 16 bits."""
LONG = 50
"""Arcs of a list that is not written again for every sentence it stands in."""
SHORTEST_NUMBER = 4
"""Digits of an order number, at the least."""

Arc = tuple[int, int, float, str] | tuple[int, int, float]


class PocketSphinxRecognizer:
    name = "pocketsphinx"

    def __init__(self) -> None:
        try:
            import pocketsphinx
        except ImportError as error:
            raise RecognizerError("PocketSphinx is not installed; run: pip install 'encore[voice]'.") from error
        self._library = pocketsphinx
        self._known: dict[str, tuple[str, ...]] = {}
        self._prepared: dict[Sentences, str] = {}
        self._decoder = self._load()
        # It only has to give a score, so it may look at little.
        self._noise = self._load(beam=1e-10, pbeam=1e-10, wbeam=1e-10)
        arcs: list[Arc] = [(0, 1, 1.0), *((1, 1, 1 / len(_NOISE), word) for word in _NOISE), (1, 2, 1.0)]
        self._noise.add_fsg("noise", self._noise.create_fsg("noise", 0, 2, arcs))
        self._grammar: Grammar | None = None
        self._anything, self._answers = "", ""

    def _load(self, **options: float) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            # The dictionary begins with these and learns the words of each grammar: all of English takes 0.1 s.
            dictionary = Path(folder) / "noise.dict"
            dictionary.write_text("".join(f"{word} {phone}\n" for word, phone in _NOISE.items()))
            return self._library.Decoder(
                hmm=self._library.get_model_path("en-us/en-us"),
                dict=str(dictionary),
                lm=None,
                bestpath=False,  # slower, and worse on grammars
                loglevel="FATAL",
                samprate=RATE,
                # Otherwise each search measures against the best of what it looks at itself: one that is left with
                # nothing but silence takes a whole story for silence.
                compallsen=True,
                **options,
            )

    def listen_for(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._anything, self._answers = self._search(grammar.anything), ""
        if grammar.answers and not grammar.answers.all <= grammar.anything.all:
            self._answers = self._search(grammar.answers)

    def _search(self, sentences: Sentences) -> str:
        """The decoder's name for these sentences."""
        if sentences not in self._prepared:
            self._learn(sentences.words)
            name = f"sentences-{len(self._prepared)}"
            self._decoder.add_fsg(name, self._decoder.create_fsg(name, *network(sentences, self._known)))
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
        if len(pcm) < SHORTEST or not self._anything or _is_silent(pcm):
            return NOTHING
        pcm = _with_hiss(pcm)
        fit, text = _decode(self._decoder, self._anything, pcm)
        if self._answers:
            # At the same fit, the answer.
            fit, text = max((_decode(self._decoder, self._answers, pcm), (fit, text)), key=itemgetter(0))
        margin = fit - _decode(self._noise, "noise", pcm)[0]
        threshold = self._threshold(text)
        if not text or margin < threshold:
            return NOTHING
        return Transcript(text, round(1 / (1 + math.exp(-10 * (margin - threshold))), 3))

    def _threshold(self, text: str) -> float:
        said = tuple(text.split())
        if self._grammar is not None and self._grammar.answers and self._grammar.answers.allows(said):
            return STRANGE_ANSWER
        return STRANGE if len(said) > 1 else STRANGE_WORD


def _is_silent(pcm: bytes) -> bool:
    import numpy as np

    return bool(np.frombuffer(pcm, "<i2").astype(np.float32).std() < 2 * HISS)


def _with_hiss(pcm: bytes) -> bytes:
    """What every microphone adds: the acoustic model has never heard the silence between two samples of a computer."""
    import numpy as np

    samples = np.frombuffer(pcm, "<i2")
    hiss = np.random.default_rng(1).normal(0, HISS, len(samples))
    return bytes(np.clip(np.rint(samples + hiss), -32768, 32767).astype("<i2").tobytes())


def _decode(decoder: Any, search: str, pcm: bytes) -> tuple[float, str]:
    """The logarithm of how well the best sentence fits, and the sentence."""
    decoder.activate_search(search)
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    found = decoder.hyp()
    return (math.log(found.score), found.hypstr) if found and found.score > 0 else (-math.inf, "")


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


def network(sentences: Sentences, known: Iterable[str]) -> tuple[int, int, list[Arc]]:
    """Start, end and arcs of all sentences whose words are known."""
    net = _Network(sentences, frozenset(known))
    start, final = net.state(), net.state()
    net.add(sentences.by_intent, start, final)
    return start, final, net.arcs


class _Network:
    """Collects arcs. Nearly free of empty ones, whose closure would take PocketSphinx seconds to find."""

    def __init__(self, sentences: Sentences, known: frozenset[str]) -> None:
        self.arcs: list[Arc] = []
        self._empty: dict[int, set[int]] = defaultdict(set)
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
        copies: dict[tuple[str, int], tuple[int, int]] = {}
        for begin, token, end in self._copied(smallest(tagged), start, final):
            if not is_gap(token):
                self.arcs.append((begin, end, 1.0, token))
                continue
            gap = token[: token.index("}") + 1]
            # Sentences that go on in the same way share one copy of a list. Of a long list there is one copy per
            # intent: a sentence may then end like another one of its intent, which means the same.
            copy = (token, -1 if self._is_long(gap) else end)
            if copy not in copies:
                last = self.state() if self._is_long(gap) else end
                copies[copy] = self._list(gap, last), last
            first, last = copies[copy]
            self._empty[begin].add(first)
            if last != end:
                self._empty[last].add(end)
        self._add_empty()

    def _add_empty(self) -> None:
        """Empty arcs, and one for every way along several: PocketSphinx takes only one of them at a time."""
        for begin in self._empty:
            reached: set[int] = set()
            waiting = [begin]
            while waiting:
                new = self._empty.get(waiting.pop(), set()) - reached
                reached |= new
                waiting.extend(new)
            self.arcs.extend((begin, end, 1.0) for end in reached)

    def _is_long(self, token: str) -> bool:
        return is_gap(token) and len(self._lists[token].arcs) > LONG

    def _list(self, key: str, end: int) -> int:
        """The state where a list begins that leads to `end`."""
        if key in self._digits:
            return self._digit_string(key, end)
        begin = self.state()
        for source, word, to in self._copied(self._lists[key], begin, end):
            self.arcs.append((source, to, 1.0, word))
        return begin

    def _digit_string(self, key: str, end: int) -> int:
        """Four digits or more: fewer are heard in any noise, and no order number has so few."""
        states = [self.state() for _ in range(SHORTEST_NUMBER)]
        words = [word for _source, word, _to in self._lists[key].arcs]
        for begin, to in zip(states, [*states[1:], end], strict=True):
            self.arcs.extend((begin, to, 1 / len(words), word) for word in words)
        self.arcs.extend((states[-1], states[-1], 0.01, word) for word in words)
        return states[0]

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
