"""What the conversation has to remember between two turns travels with Alexa's session, sealed.

Session attributes pass through other people's logs and come back from outside. Sealed, they say nothing to who reads
them, and cannot be changed or carried into another session.
"""

import base64
import json
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.conversation.turn import State

LARGEST = 1024
"""Bytes of the attributes as JSON. Alexa counts them into every request and response."""

SEALED = "sealed"
_NONCE = 12
_MOST_OPENED = 64 * 1024
"""Bytes; what we sealed was never larger."""


class SessionSeal:
    """Thread-safe. Every process with the same secret opens what another has sealed."""

    def __init__(self, secret: str, *, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"encore session").derive(secret.encode())
        self._cipher = AESGCM(key)
        self._random_bytes = random_bytes

    def close(self, state: State, session_id: str) -> dict[str, Any]:
        """Session attributes of at most LARGEST bytes; what matters least is left out first."""
        for part in _smaller_and_smaller(state):
            text = json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
            nonce = self._random_bytes(_NONCE)
            sealed = nonce + self._cipher.encrypt(nonce, zlib.compress(text), session_id.encode(errors="replace"))
            attributes: dict[str, Any] = {SEALED: base64.b64encode(sealed).decode("ascii")}
            if len(json.dumps(attributes)) <= LARGEST:
                return attributes
        return {}

    def open(self, attributes: Mapping[str, Any], session_id: str) -> State:
        """The state that was sealed for this session; nothing, if somebody else made it."""
        sealed = attributes.get(SEALED)
        if not isinstance(sealed, str) or len(sealed) > LARGEST:
            return {}
        try:
            raw = base64.b64decode(sealed, validate=True)
            nonce, text = raw[:_NONCE], raw[_NONCE:]
            packed = self._cipher.decrypt(nonce, text, session_id.encode(errors="replace"))
            state: State = json.loads(
                zlib.decompressobj().decompress(packed, _MOST_OPENED).decode("utf-8", "surrogatepass")
            )
        except (ValueError, InvalidTag, zlib.error):
            return {}
        return state


def _smaller_and_smaller(state: State) -> Iterator[State]:
    """Without what was said last, only "say that again" is lost; without what was wished for, a second offer."""
    state = {key: value for key, value in state.items() if value is not None}
    yield state
    for key in ("said", "asked"):
        state = {name: value for name, value in state.items() if name != key}
        yield state
    pending = state.get("pending")
    if isinstance(pending, Mapping):
        yield {**state, "pending": {key: value for key, value in pending.items() if key != "wanted"}}
