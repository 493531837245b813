"""The child process that runs pyttsx3: JSON requests in, JSON answers out, one per line.

It has its own process because pyttsx3 prints to standard output, its eSpeak may crash, and it cannot share a
process with the eSpeak inside Piper. It is run as a file, so it imports nothing of this project.
"""

import json
import os
import sys
import threading
import weakref
from functools import cache
from typing import Any, TextIO


def _offer_espeak() -> None:
    """Lets pyttsx3 find the eSpeak that came with pip; the system's own is used if there is none."""
    import ctypes

    try:
        import espeakng_loader

        ctypes.CDLL(espeakng_loader.get_library_path(), ctypes.RTLD_GLOBAL)
        os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    except (ImportError, OSError):
        pass


def _settle_breath() -> None:
    """eSpeak's breath is chance; from here on it is the same chance each time, so a text always sounds the same."""
    import ctypes

    try:
        ctypes.CDLL(None).espeak_ng_SetRandSeed(ctypes.c_long(1))
    except AttributeError:  # another eSpeak
        pass


def _new_engine() -> Any:
    import pyttsx3

    # An engine speaks once: a second save_to_file() on it writes nothing. pyttsx3 would hand out the old one.
    pyttsx3._activeEngines = weakref.WeakValueDictionary()
    return pyttsx3.init("espeak" if _has_espeak() else None)


def _has_espeak() -> bool:
    return sys.platform not in ("darwin", "win32")


@cache
def _voice_for(locale: str) -> str | None:
    """The id of the system's best voice for a locale; None for its usual one."""
    wanted, language = locale.lower(), locale.lower().partition("-")[0]
    best, found = 0, None
    for voice in _new_engine().getProperty("voices"):
        for spoken in voice.languages or ():
            name = (spoken.decode(errors="ignore") if isinstance(spoken, bytes) else spoken).lower()
            name = name.strip("\0").replace("_", "-")
            fit = 3 if name == wanted else 2 if name == language else name.partition("-")[0] == language
            if fit > best:
                best, found = int(fit), voice.id
    return found


def _synthesise(request: dict[str, Any]) -> None:
    voice = _voice_for(request["locale"])
    engine = _new_engine()
    _settle_breath()
    engine.setProperty("rate", request["rate"])
    if voice is not None:
        suffix = f"+{request['variant']}" if request["variant"] and _has_espeak() else ""
        engine.setProperty("voice", voice + suffix)
    finished = threading.Event()
    engine.connect("finished-utterance", lambda **_: finished.set())
    engine.save_to_file(request["text"], request["file"])
    engine.runAndWait()
    if _has_espeak():
        finished.wait()  # runAndWait() returns after 10 ms, finished or not; the parent has a time limit


def serve(requests: TextIO, answers: TextIO) -> None:
    if _has_espeak():
        _offer_espeak()
    for line in requests:
        answer: dict[str, Any] = {"ok": True}
        try:
            _synthesise(json.loads(line))
        except Exception as error:  # whatever it is, the parent decides
            answer = {"ok": False, "error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what pyttsx3 prints must not become an answer
    serve(sys.stdin, replies)
