"""Between granian and Flask: a request is handed on when all of it is there, so that nobody slow holds a thread.

Handed over by granian's own WSGI, a request takes one of the few threads before its body has come, and five people who
never finish theirs keep everybody else out. WSGI also makes one name of `Signature-256` and `Signature_256`.
"""

import asyncio
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any, Protocol

BODY_SECONDS = 5.0
"""Alexa sends its few thousand bytes at once."""

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Wsgi = Callable[[Environ, Callable[..., object]], Iterable[bytes]]


class Scope(Protocol):
    """RSGI's, as far as it is used."""

    proto: str
    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None

    @property
    def headers(self) -> Any: ...


class Transaction(Protocol):
    async def __call__(self) -> bytes:
        """The whole body."""

    def response_empty(self, status: int, headers: Headers) -> None: ...

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...


class Gateway:
    """An RSGI application that calls a WSGI application in its threads.

    Args:
        most_bytes: Of a body. What is longer, or does not say how long it is, is not read; the application refuses it.
    """

    def __init__(self, app: Wsgi, *, threads: int, most_bytes: int, body_seconds: float = BODY_SECONDS) -> None:
        self._app = app
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._most_bytes = most_bytes
        self._body_seconds = body_seconds

    async def __rsgi__(self, scope: Scope, transaction: Transaction) -> None:
        environ = _environ(scope)
        if scope.proto != "http" or environ is None:
            transaction.response_empty(400, [])
            return
        length = environ.get("CONTENT_LENGTH", "")
        body = b""
        if length.isascii() and length.isdigit() and 0 < int(length[:12]) <= self._most_bytes:
            try:
                async with asyncio.timeout(self._body_seconds):
                    body = await transaction()
            except TimeoutError:
                transaction.response_empty(408, [("connection", "close")])
                return
        environ["wsgi.input"] = BytesIO(body)
        status, headers, answer = await asyncio.get_running_loop().run_in_executor(self._threads, self._answer, environ)
        transaction.response_bytes(status, headers, answer)

    def _answer(self, environ: Environ) -> tuple[int, Headers, bytes]:
        started: list[tuple[int, Headers]] = []

        def start(status: str, headers: Headers, _error: Any = None) -> None:
            started[:] = [(int(status[:3]), headers)]

        parts = self._app(environ, start)
        try:
            answer = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        return (*started[0], answer)


def _environ(scope: Scope) -> Environ | None:
    """As WSGI wants it; None for headers that could pass for others there."""
    client, _, client_port = scope.client.rpartition(":")
    server, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path,
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client,
        "REMOTE_PORT": client_port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    for name, value in scope.headers.items():
        if "_" in name:
            return None
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ and key != "HTTP_HOST" else value
    return environ
