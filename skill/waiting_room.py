"""Where requests wait until all of them has come; only then they take one of the few places to work at.

A thread that works wants the interpreter, so few are enough. A thread that waits for a slow body wants nothing,
but while they shared those few, five people who never finished a request kept everybody else out.
"""

from collections.abc import Callable, Iterable
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any

SEATS = 128
"""Threads that may wait or work. Who has more slow clients needs a proxy that reads requests to their end first."""

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class WaitingRoom:
    """WSGI. Bodies above `most_bytes`, or of unknown length, are left for the application to refuse unread."""

    def __init__(self, app: App, *, places: int, most_bytes: int) -> None:
        self._app = app
        self._places = BoundedSemaphore(places)
        self._most_bytes = most_bytes

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH", "")
        if length.isdecimal() and len(length) < 12 and int(length) <= self._most_bytes:
            environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(int(length)))
        with self._places:
            return self._app(environ, start_response)
