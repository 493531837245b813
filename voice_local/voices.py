"""Text to speech. A voice makes sound; playing it is somebody else's business."""

import json
import subprocess
import sys
import tempfile
import threading
import unicodedata
from pathlib import Path
from typing import Any, Protocol, Self

from backend.errors import EncoreError
from voice_local.audio import AudioChunk, AudioError, read_audio


class VoiceError(EncoreError):
    """A voice is missing or broken."""


class Voice(Protocol):
    name: str

    def say(self, text: str, locale: str) -> AudioChunk:
        """The whole sound of a text, without playing it."""

    def close(self) -> None:
        """Give back what it holds."""


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
        file = Path(self._folder.name) / "speech.wav"
        request = {
            "text": sayable(text) or " ",
            "locale": locale,
            "variant": self._variant,
            "rate": self._rate,
            "file": str(file),
        }
        file.unlink(missing_ok=True)
        answer = self._ask(request) or self._ask(request)
        if answer is None:
            raise VoiceError("The voice stopped working twice in a row; try ENCORE_VOICE=piper.")
        if not answer["ok"]:
            raise VoiceError(
                f"No voice can be started ({answer['error'].splitlines()[0]}); run: pip install 'encore[voice]'."
            )
        try:
            return read_audio(file)
        except AudioError:  # nothing to say, such as a text of only punctuation
            return AudioChunk(b"", 22_050)

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


def espeak_voices(locale: str, variant: str = "") -> list[str]:
    """What eSpeak may call the voice of a locale, best first."""
    language, _, region = locale.partition("-")
    names = [f"{language}-{region.lower()}", f"{language}-{region.upper()}", language]
    suffix = f"+{variant}" if variant else ""
    return [name + suffix for name in names if not name.endswith("-")]


def sayable(text: str) -> str:
    """Without control characters, which some voices take for commands."""
    plain = (" " if unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") else char for char in text)
    return " ".join("".join(plain).split())
