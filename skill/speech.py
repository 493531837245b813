"""The only place that writes SSML."""

import re
from itertools import accumulate, takewhile
from xml.sax.saxutils import escape

from ask_sdk_model.ui.ssml_output_speech import SsmlOutputSpeech

TEXT_LIMIT = 8000
"""Characters Alexa accepts in one speech, markup included, and on one card."""

UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_QUOTES = {'"': "&quot;", "'": "&apos;"}


def speech(text: str) -> SsmlOutputSpeech:
    return SsmlOutputSpeech(ssml=ssml(text))


def ssml(text: str) -> str:
    """Plain text as SSML: nothing in it can become markup, and it never exceeds what Alexa accepts."""
    plain = " ".join(UNSPEAKABLE.sub("", text).split())
    room = TEXT_LIMIT - len("<speak></speak>")
    spoken = escape(plain, _QUOTES)
    if len(spoken) > room:  # not in the middle of an escaped character
        escaped = [escape(character, _QUOTES) for character in plain]
        fitting = sum(1 for _ in takewhile(lambda length: length <= room, accumulate(map(len, escaped))))
        spoken = "".join(escaped[:fitting])
    return f"<speak>{spoken}</speak>"
