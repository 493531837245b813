"""The real server, as `encore serve` starts it: what is slow, too large or contradictory does no harm."""

import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from skill.cli import CannotListen, serve

START = "POST /alexa HTTP/1.1\r\nHost: localhost\r\n"
BODY = '{"request": {"type": "LaunchRequest"}}'
LENGTH = f"Content-Length: {len(BODY)}\r\n"


@dataclass
class Server:
    port: int
    folder: Path
    process: "subprocess.Popen[str]"

    def connect(self, *, seconds: float = 10) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)

    def status_of(self, raw: str | bytes) -> int:
        """Of the first answer; 0 if the server hangs up without one."""
        with self.connect() as connection:
            try:
                connection.sendall(raw if isinstance(raw, bytes) else raw.encode("latin-1"))
            except ConnectionError:
                pass  # it has answered already and reads no more
            response = http.client.HTTPResponse(connection)
            try:
                response.begin()
            except ConnectionError:
                return 0
            return response.status

    def get(self, path: str) -> int:
        return self.status_of(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")

    def say(self, words: str) -> dict[str, object]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        body = json.dumps({"text": words})
        connection.request("POST", "/simulator/say", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        assert answer.status == 200
        said: dict[str, object] = json.loads(answer.read())
        connection.close()
        return said


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ENCORE_")}
    environment |= {
        "ENCORE_DATABASE_URL": f"sqlite:///{folder / 'shop.sqlite3'}",
        "ENCORE_DATA_DIR": str(folder),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    serve = "import sys; from backend.cli import main; sys.argv[0] = 'encore'; main()"
    command = [sys.executable, "-c", serve, "serve", "--port", str(port), "--workers", "1"]
    log = (folder / "log").open("w")
    process = subprocess.Popen(command, env=environment, text=True, stdout=subprocess.DEVNULL, stderr=log)
    running = Server(port, folder, process)
    try:
        deadline = time.monotonic() + 60
        while not _answers(running):
            assert process.poll() is None, "the server has ended"
            assert time.monotonic() < deadline, "the server does not start"
            time.sleep(0.1)
        yield running
    finally:
        process.kill()
        process.wait()
        log.close()


def _answers(server: Server) -> bool:
    try:
        return server.get("/livez") == 200
    except OSError:
        return False


# -- what is refused


@pytest.mark.parametrize(
    ("raw", "statuses"),
    [
        (f"{START}{LENGTH}\r\n{BODY}", {400}),
        (f"{START}Content-Length: 10000000\r\n\r\n{BODY}", {413}),
        (f"{START}Transfer-Encoding: chunked\r\n\r\n26\r\n{BODY}\r\n0\r\n\r\n", {411}),
        (f"{START}\r\n", {411}),
        (f"{START}{LENGTH}Transfer-Encoding: chunked\r\n\r\n26\r\n{BODY}\r\n0\r\n\r\n", {400, 411}),
        (f"{START}Content_Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n26\r\n{BODY}\r\n0\r\n\r\n", {400, 411}),
        (f"{START}{LENGTH}Transfer_Encoding: chunked\r\n\r\n{BODY}", {400, 411}),
        (f"{START}{LENGTH}Content-Length: 3\r\n\r\n{BODY}", {400}),
        (f"{START}Content-Length: -1\r\n\r\n{BODY}", {400}),
        (f"{START}{LENGTH}Padding: {'a' * 70_000}\r\n\r\n{BODY}", {400, 431}),
        (f"{START}{LENGTH}SignatureCertChainUrl: {'a' * 70_000}\r\n\r\n{BODY}", {400, 431}),
        (f"{START}{LENGTH}Signature-256: QUJD\r\nSignature-256: QUJD\r\n\r\n{BODY}", {400}),
        (f"{START}{LENGTH}Signature_256: QUJD\r\n\r\n{BODY}", {400}),
        (f"{START}{LENGTH}Signature-256: a\0b\r\n\r\n{BODY}", {400}),
        (f"{START}{LENGTH}Signature-256: \xff\xfe\r\n\r\n{BODY}", {400}),
    ],
    ids=[
        "unsigned", "10 MB", "chunked", "no length", "length and chunks", "underscored length and chunks",
        "length and underscored chunks", "two lengths", "negative length", "large header", "large address",
        "two signatures", "underscored signature", "zero byte", "not ASCII",
    ],
)  # fmt: skip
def test_what_no_server_may_believe_is_refused(raw: str, statuses: set[int], server: Server) -> None:
    assert server.status_of(raw) in statuses


def test_ten_megabytes_are_refused_while_they_are_sent(server: Server) -> None:
    raw = f"{START}Content-Length: 10000000\r\n\r\n".encode() + b" " * 10_000_000

    assert server.status_of(raw) in (413, 0)  # 0: the line was cut before the answer was read
    assert server.get("/livez") == 200


# -- what is slow


@pytest.mark.parametrize(
    "begun",
    [
        "POST /alexa HTTP/1.1\r\nHost: local",
        f"{START}Content-Length: 100\r\n\r\n",
        f"{START}Content-Length: 100\r\n\r\n{{",
    ],
    ids=["half a header", "no body", "half a body"],
)
def test_forty_who_never_finish_do_not_keep_others_waiting(begun: str, server: Server) -> None:
    with ExitStack() as open_connections:
        for _ in range(40):
            connection = open_connections.enter_context(server.connect())
            connection.sendall(begun.encode())
        time.sleep(0.2)
        started = time.monotonic()

        assert server.get("/livez") == 200
        assert server.status_of(f"{START}{LENGTH}\r\n{BODY}") == 400

        assert time.monotonic() - started < 3


# -- the end; this ends the server, so it comes last


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_address_that_is_taken_is_said_to_be_taken(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENCORE_DATA_DIR", str(tmp_path))
    try:
        taken = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError:
        pytest.skip(f"this machine has no {host}")
    with taken:
        result = CliRunner().invoke(serve, ["--host", host, "--port", str(taken.getsockname()[1])])

    assert isinstance(result.exception, CannotListen)
    assert "something else listens there" in str(result.exception)


def test_who_was_asking_when_it_was_told_to_stop_gets_the_answer(server: Server) -> None:
    assert server.status_of(f"{START}{LENGTH}\r\n{BODY}") == 400
    queue = (server.folder / "shop.sqlite3-queue").open("ab")
    fcntl.flock(queue, fcntl.LOCK_EX)  # somebody else is writing
    with ThreadPoolExecutor(1) as threads:
        asking = threads.submit(server.say, "add oat milk to my cart")
        time.sleep(0.4)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert not asking.done()
        fcntl.flock(queue, fcntl.LOCK_UN)
        answer = asking.result(10)
    queue.close()

    assert answer["intent"] == "AddToCartIntent"
    assert "oat milk in your basket" in str(answer["speech"])
    assert server.process.wait(20) == 0
    log = (server.folder / "log").read_text()
    assert "refused a request: no_certificate_url" in log
    assert "Traceback" not in log  # of all that was tried here
