"""Speech to text: one method for every engine."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from backend.errors import EncoreError
from voice_local.audio import AudioChunk
from voice_local.recognizers.grammar import Grammar


class RecognizerError(EncoreError):
    """An engine or its model is missing or broken."""


@dataclass(frozen=True, slots=True)
class Transcript:
    text: str
    """Lower case, no punctuation; empty if nothing was heard or it was not for us."""
    confidence: float
    """0 to 1."""


NOTHING = Transcript("", 0.0)


class Recognizer(Protocol):
    name: str

    def listen_for(self, grammar: Grammar) -> None:
        """What the next utterances may be. A grammar used before costs next to nothing."""

    def transcribe(self, audio: Iterable[AudioChunk]) -> Transcript:
        """One utterance, trimmed to its speech, as it comes in."""
