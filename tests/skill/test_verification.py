"""What the verifier remembers, and for how long. What it refuses is in test_bad_requests.py."""

import ast
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import skill.verification
from skill.verification import (
    KEPT,
    LARGEST_CHAIN,
    MOST_CHAINS,
    MOST_WAITING,
    Reason,
    RequestRejected,
    RequestVerifier,
    certificate_url,
    download,
)
from tests.skill.conftest import NOW, Authority, pem

SKILL = "amzn1.ask.skill.ours"
OFTEN = timedelta(seconds=31)
"""Longer than a failed download is remembered."""


def body(at: datetime = NOW, **request: Any) -> bytes:
    said = {"type": "LaunchRequest", "timestamp": at.strftime("%Y-%m-%dT%H:%M:%SZ"), **request}
    application = {"applicationId": SKILL}
    return json.dumps(
        {"request": said, "session": {"application": application}, "context": {"System": {"application": application}}}
    ).encode()


@dataclass
class World:
    """A verifier, its clock, and the place where Amazon keeps certificates."""

    roots: bytes
    authority: Authority
    served: bytes | Exception
    now: datetime = NOW
    downloads: list[str] = field(default_factory=list)
    slowness: float = 0.0
    """Seconds."""

    def __post_init__(self) -> None:
        self.verifier = RequestVerifier(SKILL, roots=self.roots, fetch=self._fetch, clock=lambda: self.now)

    def _fetch(self, url: str) -> bytes:
        self.downloads.append(url)
        time.sleep(self.slowness)
        if isinstance(self.served, Exception):
            raise self.served
        return self.served

    def send(self, *, signed_by: Authority | None = None, file: str = "echo-api-cert-1.pem") -> Reason | None:
        """Why it was refused; None if it passed."""
        sent = body(self.now)
        headers = (signed_by or self.authority).sign(sent)
        headers["SignatureCertChainUrl"] = f"https://s3.amazonaws.com/echo.api/{file}"
        try:
            self.verifier.verify(headers, sent)
        except RequestRejected as rejected:
            return rejected.code
        return None


@pytest.fixture
def world(authority: Authority, roots: Path) -> World:
    return World(roots.read_bytes(), authority, authority.chain())


@pytest.fixture(scope="module")
def successor(authority: Authority) -> Authority:
    """The same root and intermediate, another leaf."""
    return authority.with_leaf_key(Authority().leaf_key)


def test_a_chain_is_fetched_once(world: World) -> None:
    assert [world.send() for _ in range(3)] == [None] * 3
    assert len(world.downloads) == 1


def test_what_was_verified_is_handed_over_read(world: World) -> None:
    sent = body(NOW - timedelta(seconds=7), extra=1)

    verified = world.verifier.verified(world.authority.sign(sent), sent)

    assert verified.document == json.loads(sent)
    assert timedelta(seconds=7) <= verified.skew < timedelta(seconds=8)
    assert verified.certificate_until == (NOW + timedelta(days=30)).replace(microsecond=0)


def test_a_clock_that_is_wrong_shows_in_the_refusal(world: World) -> None:
    sent = body(NOW - timedelta(seconds=151))

    with pytest.raises(RequestRejected) as rejected:
        world.verifier.verify(world.authority.sign(sent), sent)

    assert rejected.value.skew is not None
    assert 151 <= rejected.value.skew.total_seconds() < 152


@pytest.mark.parametrize("seconds", [-149, 149])
def test_requests_in_time_pass(seconds: int, world: World) -> None:
    sent = body(NOW + timedelta(seconds=seconds))

    world.verifier.verify(world.authority.sign(sent), sent)


@pytest.mark.parametrize(
    "url",
    [
        "https://s3.amazonaws.com/echo.api/c.pem",
        "https://s3.amazonaws.com:443/echo.api/c.pem",
        "HTTPS://S3.AmazonAWS.com/echo.api/c.pem",
        "https://s3.amazonaws.com/echo.api/../echo.api/c.pem",
        "https://s3.amazonaws.com//echo.api/c.pem",
    ],
)
def test_one_address_however_it_is_written(url: str) -> None:
    assert certificate_url(url) == "https://s3.amazonaws.com/echo.api/c.pem"


def test_any_skill_will_do_while_none_is_set(authority: Authority, roots: Path) -> None:
    verifier = RequestVerifier("", roots=roots.read_bytes(), fetch=lambda _: authority.chain(), clock=lambda: NOW)

    verifier.verify(authority.sign(body()), body())


# -- what is remembered


def test_many_requests_at_once_fetch_once(world: World) -> None:
    world.slowness = 0.1

    with ThreadPoolExecutor(8) as threads:
        refused = list(threads.map(lambda _: world.send(), range(24)))

    assert refused == [None] * 24
    assert len(world.downloads) == 1


def test_a_failed_download_is_not_tried_again_at_every_request_and_does_not_stick(world: World) -> None:
    good, world.served = world.served, OSError("no route")
    assert [world.send(), world.send()] == [Reason.CERTIFICATE_UNAVAILABLE] * 2
    assert len(world.downloads) == 1

    world.served = good
    world.now += OFTEN

    assert world.send() is None


@pytest.mark.parametrize("served", [b"<html>", b"x" * (LARGEST_CHAIN + 1), TimeoutError()])
def test_a_bad_download_does_not_push_out_a_good_chain(served: bytes | Exception, world: World) -> None:
    assert world.send() is None
    world.served = served
    world.now += OFTEN

    assert world.send(signed_by=Authority()) is Reason.SIGNATURE_WRONG  # makes us look again
    assert len(world.downloads) == 2
    assert world.send() is None


def test_a_new_certificate_under_the_old_address_is_found(world: World, successor: Authority) -> None:
    assert world.send() is None
    world.served = successor.chain()
    world.now += OFTEN

    assert world.send(signed_by=successor) is None
    assert world.send() is Reason.SIGNATURE_WRONG
    assert len(world.downloads) == 2


def test_forgeries_cannot_make_us_download_more_often_than_every_half_minute(world: World) -> None:
    forger = Authority()
    assert world.send() is None
    world.now += OFTEN

    assert [world.send(signed_by=forger) for _ in range(5)] == [Reason.SIGNATURE_WRONG] * 5
    assert len(world.downloads) == 2


def test_many_at_once_find_the_new_certificate_with_one_download(world: World, successor: Authority) -> None:
    assert world.send() is None
    world.served = successor.chain()
    world.now += OFTEN
    world.slowness = 0.1

    with ThreadPoolExecutor(8) as threads:
        refused = list(threads.map(lambda _: world.send(signed_by=successor), range(16)))

    assert refused == [None] * 16
    assert len(world.downloads) == 2


def test_a_certificate_that_runs_out_while_it_is_remembered_is_refused(world: World) -> None:
    world.served = world.authority.chain(ends=timedelta(hours=1))
    assert world.send() is None

    world.now += timedelta(hours=1, seconds=1)

    assert world.send() is Reason.CERTIFICATE_EXPIRED


def test_an_intermediate_that_runs_out_takes_its_leaf_with_it(world: World) -> None:
    world.served = pem(world.authority.leaf(), world.authority.middle(ends=timedelta(hours=1)))
    assert world.send() is None

    world.now += timedelta(hours=1, seconds=1)

    assert world.send() is Reason.CERTIFICATE_UNTRUSTED


def test_a_chain_is_fetched_again_after_a_day(world: World) -> None:
    assert world.send() is None

    world.now += KEPT

    assert world.send() is None
    assert len(world.downloads) == 2


def test_a_chain_is_used_on_while_it_cannot_be_fetched_again(world: World) -> None:
    assert world.send() is None
    good, world.served = world.served, OSError("no route")
    world.now += KEPT

    assert [world.send() for _ in range(3)] == [None] * 3
    assert len(world.downloads) == 2  # and is asked for again in half a minute
    world.served = good
    world.now += OFTEN
    assert [world.send() for _ in range(3)] == [None] * 3
    assert len(world.downloads) == 3


def test_addresses_without_a_certificate_cannot_push_out_a_good_one(world: World) -> None:
    assert world.send() is None
    good, world.served = world.served, OSError("not found")

    for number in range(100):
        assert world.send(file=f"nothing-{number}.pem") is Reason.CERTIFICATE_UNAVAILABLE

    assert world.send() is None
    world.served = good
    for number in range(MOST_CHAINS):
        assert world.send(file=f"copy-{number}.pem") is None
    downloads = len(world.downloads)
    assert world.send() is None  # the oldest has made room
    assert len(world.downloads) == downloads + 1


def test_forgeries_from_new_addresses_cannot_fill_the_house(world: World) -> None:
    assert world.send() is None
    world.slowness = 0.4

    with ThreadPoolExecutor(8) as threads:
        refused = list(threads.map(lambda number: world.send(file=f"copy-{number}.pem"), range(8)))

    assert refused.count(None) == MOST_WAITING
    assert refused.count(Reason.CERTIFICATE_UNAVAILABLE) == 8 - MOST_WAITING
    world.slowness = 0
    assert [world.send(file=f"copy-{number}.pem") for number in range(8)] == [None] * 8  # it does not stick


# -- the closed list of reasons


def test_no_reason_is_given_that_is_not_on_the_list() -> None:
    tree = ast.parse(Path(skill.verification.__file__).read_text("utf-8"))
    raised = [
        call.args[0] for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "RequestRejected"
    ]  # fmt: skip

    named = {code.attr for code in raised if isinstance(code, ast.Attribute) and ast.unparse(code.value) == "Reason"}
    others = {ast.unparse(code) for code in raised if ast.unparse(code).partition(".")[0] != "Reason"}

    assert named == set(Reason.__members__)
    assert others == {"found.code"}  # what was remembered


# -- downloads


class Shelf(BaseHTTPRequestHandler):
    """Plays S3."""

    def do_GET(self) -> None:
        pages: dict[str, Callable[[], None]] = {
            "/good": lambda: self._answer(200, b"chain"),
            "/missing": lambda: self._answer(404, b"no"),
            "/moved": lambda: self._answer(302, b"", Location="/good"),
            "/large": lambda: self._answer(200, b"x" * (LARGEST_CHAIN + 1)),
            "/endless": self._drip,
            "/slow": self._hesitate,
            "/short": lambda: self._answer(200, b"cha", **{"Content-Length": "5"}),
        }
        pages[self.path]()

    def _answer(self, status: int, content: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _hesitate(self) -> None:
        time.sleep(0.4)
        self.send_response(200)
        self.end_headers()
        time.sleep(0.4)
        self.wfile.write(b"chain")

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b"x")
                time.sleep(0.1)
        except OSError:
            pass  # the other end has had enough

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture(scope="module")
def shelf() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shelf)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_download_is_what_is_there(shelf: str) -> None:
    assert download(f"{shelf}/good") == b"chain"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("missing", Reason.CERTIFICATE_UNAVAILABLE),
        ("moved", Reason.CERTIFICATE_UNAVAILABLE),
        ("large", Reason.CERTIFICATE_TOO_LARGE),
        ("short", Reason.CERTIFICATE_UNAVAILABLE),
    ],
)
def test_other_downloads_are_refused(page: str, reason: Reason, shelf: str, world: World) -> None:
    world.verifier = RequestVerifier(
        SKILL, roots=world.roots, fetch=lambda _: download(f"{shelf}/{page}"), clock=lambda: NOW
    )

    assert world.send() is reason


@pytest.mark.parametrize("page", ["endless", "slow"])
def test_a_download_that_takes_too_long_is_left(page: str, shelf: str) -> None:
    """However it is slow: each of its parts may well be in time."""
    began = time.monotonic()

    with pytest.raises(RequestRejected) as rejected:
        download(f"{shelf}/{page}", seconds=0.5)

    assert rejected.value.code is Reason.CERTIFICATE_UNAVAILABLE
    assert time.monotonic() - began < 0.7
