"""A server that says what it likes, and takes its time."""

import socketserver
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


@contextmanager
def odd_server(pieces: Iterable[bytes], *, pause: float = 0, listens_first: bool = False) -> Iterator[int]:
    """Sends these pieces to whoever calls, whatever they say. Its port on this machine."""
    over = threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            if listens_first:
                self.request.recv(65_536)
            try:
                for piece in pieces:
                    self.request.sendall(piece)
                    if over.wait(pause):
                        return
            except OSError:
                return  # the client had enough

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield server.server_address[1]
        over.set()
        server.shutdown()
