"""The child process that runs pyttsx3: JSON requests in, JSON answers out, one per line.

It has its own process because pyttsx3 prints to standard output, its eSpeak may crash, and it cannot share a
process with the eSpeak inside Piper. It is run as a file, so it imports nothing of this project.
"""

import json
import os
import sys
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


def _synthesise(request: dict[str, Any], driver: str | None) -> None:
    import pyttsx3

    # One engine speaks once: a second save_to_file() on it writes nothing.
    engine = pyttsx3.init(driver)
    try:
        engine.setProperty("rate", request["rate"])
        for voice in request["voices"]:
            try:
                engine.setProperty("voice", voice)
                break
            except ValueError:  # not installed: the next best
                continue
        engine.save_to_file(request["text"], request["file"])
        engine.runAndWait()
    finally:
        # pyttsx3 keeps engines in a weak dictionary and would hand this one out again.
        pyttsx3._activeEngines.clear()


def serve(requests: TextIO, answers: TextIO) -> None:
    espeak = sys.platform not in ("darwin", "win32")
    if espeak:
        _offer_espeak()
    for line in requests:
        try:
            _synthesise(json.loads(line), "espeak" if espeak else None)
            answer = {"ok": True}
        except Exception as error:  # whatever it is, the parent decides
            answer = {"ok": False, "error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what pyttsx3 prints must not become an answer
    serve(sys.stdin, replies)
