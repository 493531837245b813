"""Answers of the last minutes, for requests that come a second time: signed once, a request can be sent by anybody."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from threading import Lock

from skill.reading import Document, at
from skill.verification import TOLERANCE

WINDOW = 2 * TOLERANCE
"""A request whose clock is fast can come this long after it came first, and still be believed."""
PATIENCE = 6.0
"""Seconds to wait for the answer to the same request; Alexa waits eight."""
MOST_BYTES = 8 * 1024 * 1024
"""Of answers that are kept."""
_OVERHEAD = 500
"""Bytes that an entry takes besides its answer."""


@dataclass(frozen=True, slots=True)
class _Entry:
    at: datetime
    answer: "Future[bytes]" = field(default_factory=Future)


class AnsweredRequests:
    """Of one process; thread-safe. What was changed is remembered in the database, for all of them."""

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._entries: OrderedDict[bytes, _Entry] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def once(self, body: bytes, document: Document, now: datetime, answer: Callable[[], bytes]) -> bytes:
        """What `answer` gives, or gave when this request came before; those that come while it works wait for it.

        Raises:
            TimeoutError: the first is still being answered.
        """
        key = _key(body, document)
        if key is None:
            return answer()
        with self._lock:
            self._forget(now)
            known = self._entries.get(key)
            if known is None:
                entry = self._entries[key] = _Entry(now)
        if known is not None:
            return known.answer.result(PATIENCE)
        try:
            found = answer()
        except BaseException as error:
            with self._lock:
                self._entries.pop(key, None)
            entry.answer.set_exception(error)
            raise
        entry.answer.set_result(found)
        with self._lock:
            self._bytes += len(found) + _OVERHEAD
        return found

    def _forget(self, now: datetime) -> None:
        """The oldest, as long as they are too old or there are too many. One that is being answered stays."""
        while self._entries:
            key, entry = next(iter(self._entries.items()))
            if now - entry.at <= WINDOW and self._bytes <= self._most_bytes:
                return
            if not entry.answer.done():
                return
            del self._entries[key]
            self._bytes -= len(entry.answer.result()) + _OVERHEAD


def _key(body: bytes, document: Document) -> bytes | None:
    """The whole request but for its time; None for one without an id, and for events.

    An event is sent again until it was dealt with, for an hour: what deals with it bears that.
    """
    request = at(document, "request")
    identifier, stamp = at(request, "requestId"), at(request, "timestamp")
    if not isinstance(identifier, str) or not identifier or str(at(request, "type")).startswith("AlexaSkillEvent."):
        return None
    timeless = body.replace(stamp.encode(errors="replace"), b"") if isinstance(stamp, str) and stamp else body
    return sha256(timeless).digest()
