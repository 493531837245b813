"""One spoken exchange after another: hear, understand, answer, speak. Half duplex: deaf while it speaks."""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from backend.conversation.turn import Expects, Identity, Rendered, Reply, State, Turn
from backend.understanding.match import FALLBACK, Match
from backend.understanding.understanding import Understanding
from interaction_models.model import Intent, InteractionModel
from interaction_models.spoken import LAUNCH
from voice_local.audio import AudioChunk, AudioSink
from voice_local.recognizers import Recognizer, Transcript
from voice_local.recognizers.grammar import Grammars
from voice_local.voices import Voice

LAUNCH_REQUEST = "LaunchRequest"


class Conversation(Protocol):
    def respond(self, turn: Turn) -> Reply: ...


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was heard and what is answered."""

    heard: Transcript
    match: Match
    reply: Reply
    rendered: Rendered


def launchable(model: InteractionModel) -> InteractionModel:
    """The model with a spoken way to open the conversation; on Alexa the device does that."""
    language = model.locale.partition("-")[0]
    samples = tuple(sample.format(name=model.invocation_name) for sample in LAUNCH.get(language, ()))
    return replace(model, intents=(*model.intents, Intent(LAUNCH_REQUEST, samples)))


@dataclass
class Session:
    """One customer's conversation in one locale, whatever the words come from."""

    conversation: Conversation
    render: Callable[[Reply, str], Rendered]
    understanding: Understanding
    identity: Identity
    clock: Callable[[], datetime]
    state: State = field(default_factory=dict)
    reply: Reply | None = None
    """The latest; its question narrows what is expected next."""

    @property
    def locale(self) -> str:
        return self.understanding.model.locale

    def launch(self) -> Exchange:
        return self._respond(Transcript("", 1.0), Match(LAUNCH_REQUEST, 1.0))

    def answer(self, heard: Transcript) -> Exchange:
        question = self.reply.question if self.reply else None
        if not heard.text:
            match = Match(FALLBACK, 0.0)
        else:
            match = self.understanding.match(
                heard.text,
                expected_slot=question.slot if question else None,
                expected_intent=question.intent if question else None,
            )
        return self._respond(heard, match)

    def _respond(self, heard: Transcript, match: Match) -> Exchange:
        turn = Turn(self.identity, self.locale, match.intent, self.clock(), match.slots, self.state)
        reply = self.conversation.respond(turn)
        self.reply = reply
        self.state = reply.state if reply.listens else {}
        return Exchange(heard, match, reply, self.render(reply, self.locale))


@dataclass
class VoiceLoop:
    """A session with ears and a mouth."""

    session: Session
    recognizer: Recognizer
    grammars: Grammars
    voice: Voice
    sink: AudioSink

    def hear(self, utterance: Iterable[AudioChunk]) -> Exchange:
        """Recognises one utterance, narrowed to what the last question waits for, and answers it."""
        question = self.session.reply.question if self.session.reply else None
        expects, slot = (question.expects, question.slot) if question else (Expects.ANYTHING, None)
        self.recognizer.listen_for(self.grammars.expecting(expects, slot))
        return self.session.answer(self.recognizer.transcribe(utterance))

    def speak(self, text: str) -> float:
        """Says it sentence by sentence, so that the first is heard while the next is made.

        Returns when the first sample was ready, on the clock of `time.perf_counter`.
        """
        first = 0.0
        for sentence in sentences(text):
            speech = self.voice.say(sentence, self.session.locale)
            first = first or time.perf_counter()
            self.sink.play(speech.pcm, speech.rate)
        return first or time.perf_counter()


def sentences(text: str) -> list[str]:
    """ "Done. It costs $3.50. Anything else?" in three: a full stop inside a number ends nothing."""
    return [part for part in re.split(r"(?<=[.?!。])\s+", text.strip()) if part]
