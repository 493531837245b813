"""Where requests wait until all of them has come; only then they take one of the few places to work at.

A thread that works wants the interpreter, so few are enough. A thread that waits for a slow body wants nothing,
but while they shared those few, five people who never finished a request kept everybody else out.
"""

from collections import deque
from collections.abc import Callable, Iterable
from io import BytesIO
from threading import Lock
from typing import Any

SEATS = 128
"""Threads that may wait or work. Who has more slow clients needs a proxy that reads requests to their end first."""

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Places:
    """Who came first goes first. A semaphore lets whoever happens to run jump the queue, and some wait for seconds."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._queue: deque[Any] = deque()
        self._lock = Lock()

    @property
    def waiting(self) -> tuple[Any, ...]:
        return tuple(self._queue)

    def __enter__(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = Lock()
            turn.acquire()
            self._queue.append(turn)
        turn.acquire()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._free += 1


class WaitingRoom:
    """WSGI. Bodies above `most_bytes`, or of unknown length, are left for the application to refuse unread."""

    def __init__(self, app: App, *, places: int, most_bytes: int) -> None:
        self._app = app
        self._places = Places(places)
        self._most_bytes = most_bytes

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH", "")
        if length.isdecimal() and len(length) < 12 and int(length) <= self._most_bytes:
            environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(int(length)))
        with self._places:
            return self._app(environ, start_response)
