"""A spoken conversation with the demo shop: customers' voices are made, recognised, understood and answered."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from backend.conversation.turn import Identity
from backend.understanding.understanding import Understanding
from backend.wiring import Encore
from voice_local.audio import RATE, AudioSink, WavSink, WavSource
from voice_local.endpoint import Vad, utterances
from voice_local.loop import Exchange, Session, VoiceLoop, launchable
from voice_local.recognizers import Recognizer
from voice_local.recognizers.grammar import Grammars
from voice_local.voices import Pyttsx3Voice, Voice


@dataclass(frozen=True, slots=True)
class Speaker:
    """A customer of the demo shop."""

    name: str
    external_id: str
    variant: str
    """Of the synthesiser's voice, so that one can tell who speaks."""
    rate: int = 165
    """Words per minute."""


@dataclass(frozen=True, slots=True)
class Scene:
    speaker: Speaker
    says: tuple[str, ...]
    """What the customer says; it is spoken and recognised, never handed on as text."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn as it went."""

    speaker: Speaker
    said: str
    exchange: Exchange
    text_ms: float
    """From the moment the end of speech was noticed to the text of the reply."""
    sound_ms: float
    """The same, to the first sample of the reply."""
    cpu_ms: float
    """Of the whole turn but the speaking."""


def espeak(speaker: Speaker) -> Pyttsx3Voice:
    return Pyttsx3Voice(rate=speaker.rate, variant=speaker.variant)


ADA = Speaker("Ada", "ada", "f2", 175)
BEN = Speaker("Ben", "ben", "edward", 165)
MINJI = Speaker("민지", "minji", "f3", 190)

SCENES: dict[str, tuple[Scene, ...]] = {
    "en-US": (
        Scene(
            ADA,
            (
                "hello",
                "is the dark roast coffee in stock",
                "no thanks",
                "how much is the olive oil",
                "no thank you",
                "reorder my usual",
                "yes please",
                "where is my order",
                "no",
            ),
        ),
        Scene(
            BEN,
            (
                "open encore",
                "do you have any green tea",
                "no thank you",
                "purple elephants dance at midnight",
                "order six bananas",
                "yes please",
                "cancel my order",
                "yes",
                "what can i say",
                "stop",
            ),
        ),
    ),
    "ko-KR": (
        Scene(
            MINJI,
            (
                "앵콜 열어 줘",
                "두부 있나요",
                "아니요",
                "바나나 얼마 예요",
                "아니요",
                "또 시켜 줘",
                "네",
                "배송 어디까지 왔어요",
                "아몬드 밀크 있나요",
                "아니요",
                "고양이가 창문 밖을 보고 있어요",
                "플레인 요거트 네 개 더 주세요",
                "네",
                "마지막 거 취소 해 주세요",
                "네",
                "도움말",
                "취소 해",
            ),
        ),
    ),
}


@dataclass
class Demo:
    encore: Encore
    recognizer: Recognizer
    voice: Voice
    """Encore's own."""
    voice_of: Callable[[Speaker], AbstractContextManager[Voice]]
    """The customers'; a new one at each call."""
    vad: Vad
    folder: Path
    """Where the sound goes: one file per utterance, one of the whole conversation."""
    on_turn: Callable[[Spoken], None] = lambda _turn: None
    _count: int = field(default=0)

    def play(self, locale: str) -> list[Spoken]:
        model = launchable(self.encore.model(locale))
        understanding, grammars = Understanding(model), Grammars(model)
        spoken: list[Spoken] = []
        with ExitStack() as stack:
            sink = stack.enter_context(WavSink(self.folder / "conversation.wav"))
            for scene in SCENES[locale]:
                loop = self._loop(scene.speaker, understanding, grammars, sink)
                for text in scene.says:
                    path = self._record(scene.speaker, text, locale)
                    turn = self._turn(loop, scene.speaker, text, path, sink)
                    self.on_turn(turn)
                    spoken.append(turn)
        return spoken

    def _loop(self, speaker: Speaker, understanding: Understanding, grammars: Grammars, sink: AudioSink) -> VoiceLoop:
        return VoiceLoop(
            session=Session(
                conversation=self.encore.conversation,
                render=self.encore.render,
                understanding=understanding,
                identity=Identity("local", speaker.external_id),
                clock=self.encore.clock,
            ),
            recognizer=self.recognizer,
            grammars=grammars,
            voice=self.voice,
            sink=sink,
        )

    def _record(self, speaker: Speaker, text: str, locale: str) -> Path:
        """The customer's voice as a sound file, with a moment of silence around."""
        self._count += 1
        path = self.folder / f"{self._count:02d}-{speaker.external_id}.wav"
        # A voice of its own for each sentence: eSpeak's breath depends on what it said before, and the demo should
        # be the same every time.
        with self.voice_of(speaker) as voice:
            speech = voice.say(text, locale)
        silence = bytes(2 * speech.rate)
        with WavSink(path) as file:
            file.play(silence + speech.pcm + silence, speech.rate)
        return path

    def _turn(self, loop: VoiceLoop, speaker: Speaker, text: str, path: Path, sink: AudioSink) -> Spoken:
        ended = time.perf_counter()
        cpu = time.process_time()

        def end_of_speech() -> None:
            nonlocal ended
            ended = time.perf_counter()

        with WavSource(path) as source:
            audio = b"".join(chunk.pcm for chunk in source)
            sink.play(audio, RATE)
            utterance = next(utterances(source, self.vad, on_end=end_of_speech), iter(()))
            exchange = loop.hear(utterance)
        text_ms = 1000 * (time.perf_counter() - ended)
        cpu_ms = 1000 * (time.process_time() - cpu)
        sound_ms = 1000 * (loop.speak(exchange.rendered.speech) - ended)
        return Spoken(speaker, text, exchange, text_ms=text_ms, sound_ms=sound_ms, cpu_ms=cpu_ms)
