"""Outgoing events, delivered to real servers on this machine."""

import base64
import random
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from standardwebhooks import Webhook, WebhookVerificationError

from backend.integrations.webhooks import (
    LARGEST_BODY,
    RETRY_AFTER,
    Endpoint,
    SendOutcome,
    SendResult,
    WebhookSender,
    is_public,
    new_secret,
    next_attempt,
)

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
BODY = '{"type": "order.shipped", "data": {"number": "4711", "note": "naïve 茶"}}'.encode()
SECRET = new_secret(lambda count: bytes(range(count)))
OTHER = new_secret(bytes)
DELIVERED = SendResult(SendOutcome.DELIVERED, "200")


class Receiver(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.over = threading.Event()

    def endpoint(self, path: str, *secrets: str, scheme: str = "http", host: str = "127.0.0.1") -> Endpoint:
        return Endpoint(f"{scheme}://{host}:{self.server_port}{path}", secrets or (SECRET,), allow_local=True)

    def handle_error(self, request: object, client_address: object) -> None:
        """Callers that hang up are what some tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
        match self.path:
            case "/never":
                self.server.over.wait(10)
            case "/drips":
                self._drip()
            case "/huge":
                self._flood()
            case "/moved":
                self.send_response(302)
                self.send_header("Location", "/200")
                self.end_headers()
            case "/nonsense":
                self.wfile.write(b"\x00\x01 not http\r\n\r\n")
            case _:
                self.send_response(int(self.path.removeprefix("/")))
                self.end_headers()

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.over.wait(0.05):
            self.wfile.write(b"x")
            self.wfile.flush()

    def _flood(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(1000):
            self.wfile.write(b"x" * 65536)
        self.server.over.wait(10)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@contextmanager
def running(receiver: Receiver) -> Iterator[Receiver]:
    thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.over.set()
        receiver.shutdown()
        receiver.server_close()
        thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running(Receiver()) as started:
        yield started


def send(endpoint: Endpoint, *, now: datetime | None = None, event_id: str = "evt_1") -> SendResult:
    return WebhookSender().send(endpoint, event_id, BODY, now=now or datetime.now(UTC))


def always(*addresses: str) -> Callable[[str, int], Sequence[str]]:
    """Every host has these addresses."""

    def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return resolve


def verified(secret: str, request: tuple[dict[str, str], bytes]) -> bool:
    """By the library's own check, over the raw bytes."""
    headers, body = request
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


# -- what arrives


def test_a_receiver_can_check_who_sent_the_event(receiver: Receiver) -> None:
    assert send(receiver.endpoint("/200")) == DELIVERED

    ((headers, body),) = receiver.requests
    assert body == BODY
    assert (headers["content-type"], headers["webhook-id"]) == ("application/json", "evt_1")
    assert verified(SECRET, (headers, body))
    assert not verified(OTHER, (headers, body))
    assert not verified(SECRET, (headers, body + b" "))
    assert not verified(SECRET, ({**headers, "webhook-id": "evt_2"}, body))


@pytest.mark.parametrize("hours", [-11, 0, 5.5, 14])
def test_a_clock_in_another_zone_signs_right(receiver: Receiver, hours: float) -> None:
    now = datetime.now(timezone(timedelta(hours=hours)))

    send(receiver.endpoint("/200"), now=now)

    assert receiver.requests[0][0]["webhook-timestamp"] == str(int(now.timestamp()))
    assert verified(SECRET, receiver.requests[0])


def test_while_a_secret_is_replaced_the_old_and_the_new_one_both_verify(receiver: Receiver) -> None:
    send(receiver.endpoint("/200", SECRET, OTHER))

    assert len(receiver.requests[0][0]["webhook-signature"].split(" ")) == 2
    assert verified(SECRET, receiver.requests[0])
    assert verified(OTHER, receiver.requests[0])


def test_a_repeated_event_keeps_its_id_and_is_signed_anew(receiver: Receiver) -> None:
    now = datetime.now(UTC)
    send(receiver.endpoint("/500"), now=now)
    send(receiver.endpoint("/500"), now=now + timedelta(seconds=5))

    first, second = receiver.requests
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[0]["webhook-signature"] != second[0]["webhook-signature"]
    assert verified(SECRET, first)
    assert verified(SECRET, second)


def test_a_password_or_proxy_of_the_environment_is_not_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    assert send(receiver.endpoint("/200")) == DELIVERED
    assert "authorization" not in receiver.requests[0][0]


# -- what comes back


@pytest.mark.parametrize(
    ("path", "result"),
    [
        ("/200", DELIVERED),
        ("/204", SendResult(SendOutcome.DELIVERED, "204")),
        ("/huge", DELIVERED),
        ("/410", SendResult(SendOutcome.GONE, "410")),
        ("/400", SendResult(SendOutcome.RETRY, "400")),
        ("/429", SendResult(SendOutcome.RETRY, "429")),
        ("/500", SendResult(SendOutcome.RETRY, "500")),
        ("/moved", SendResult(SendOutcome.RETRY, "302")),
        ("/nonsense", SendResult(SendOutcome.RETRY, "connection")),
    ],
)
def test_the_status_decides(receiver: Receiver, path: str, result: SendResult) -> None:
    assert send(receiver.endpoint(path)) == result
    assert len(receiver.requests) == 1  # a redirection is not followed


@pytest.mark.parametrize("path", ["/never", "/drips"])
def test_a_receiver_that_keeps_us_waiting_is_left(receiver: Receiver, path: str) -> None:
    started = time.monotonic()

    result = WebhookSender(total_seconds=0.4).send(receiver.endpoint(path), "evt_1", BODY, now=NOON)

    assert result == SendResult(SendOutcome.RETRY, "timeout")
    assert 0.3 < time.monotonic() - started < 3


def test_nobody_listens(receiver: Receiver) -> None:
    endpoint = receiver.endpoint("/200")
    receiver.server_close()

    assert send(endpoint) == SendResult(SendOutcome.RETRY, "connection")


def test_a_result_quotes_nothing_of_the_receiver_and_an_endpoint_hides_its_secrets(receiver: Receiver) -> None:
    endpoint = receiver.endpoint("/500?token=t0ken")

    assert "t0ken" not in repr(endpoint)
    assert SECRET not in repr(endpoint)


# -- where we do not send to


@pytest.mark.parametrize(
    ("url", "detail"),
    [
        ("http://example.com/", "not https"),
        ("ftp://example.com/", "not https"),
        ("file:///etc/passwd", "not https"),
        ("//example.com/", "not https"),
        ("", "not https"),
        ("https://", "no URL"),
        ("https://:443/", "no URL"),
        ("https://user:password@example.com/", "no URL"),
        ("https://example.com:99999/", "no URL"),
        ("https://example.com:0/", "no URL"),
        ("https://[::1/", "no URL"),
        ("https://127.0.0.1/", "private address"),
        ("https://127.1/", "private address"),
        ("https://2130706433/", "private address"),
        ("https://0x7f000001/", "private address"),
        ("https://0.0.0.0/", "private address"),
        ("https://10.0.0.8/", "private address"),
        ("https://172.16.0.1/", "private address"),
        ("https://192.168.1.1/", "private address"),
        ("https://100.64.0.1/", "private address"),
        ("https://169.254.169.254/latest/meta-data/", "private address"),
        ("https://224.0.0.1/", "private address"),
        ("https://255.255.255.255/", "private address"),
        ("https://[::1]/", "private address"),
        ("https://[::]/", "private address"),
        ("https://[::ffff:127.0.0.1]/", "private address"),
        ("https://[64:ff9b::a00:1]/", "private address"),
        ("https://[2002:7f00:1::]/", "private address"),
        ("https://[fd00::1]/", "private address"),
        ("https://[fe80::1]/", "private address"),
        ("https://localhost/", "private address"),
        ("https://" + "a" * 64 + ".example/", "unknown host"),
    ],
)
def test_places_that_are_not_on_the_internet_are_refused(url: str, detail: str) -> None:
    assert send(Endpoint(url, (SECRET,))) == SendResult(SendOutcome.RETRY, detail)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("::127.0.0.1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("fe80::1%eth0", False),
        ("192.0.2.1", False),
        ("240.0.0.1", False),
        ("no address", False),
    ],
)
def test_which_addresses_belong_to_the_internet(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize("addresses", [["10.0.0.8"], ["8.8.8.8", "10.0.0.8"], ["8.8.8.8", "::1"]])
def test_one_private_address_among_a_hosts_addresses_is_enough_to_refuse_it(addresses: list[str]) -> None:
    sender = WebhookSender(resolve=always(*addresses))

    result = sender.send(Endpoint("https://hooks.example/", (SECRET,)), "evt_1", BODY, now=NOON)

    assert result == SendResult(SendOutcome.RETRY, "private address")


def test_a_host_is_looked_up_once_and_only_the_checked_address_is_dialled(receiver: Receiver) -> None:
    asked = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append((host, port))
        return ["127.0.0.1"]

    endpoint = receiver.endpoint("/200", host="hooks.example")
    assert WebhookSender(resolve=resolve).send(endpoint, "evt_1", BODY, now=NOON) == DELIVERED

    assert asked == [("hooks.example", receiver.server_port)]
    assert receiver.requests[0][0]["host"] == f"hooks.example:{receiver.server_port}"


def test_the_next_address_is_tried_when_the_first_does_not_answer(receiver: Receiver) -> None:
    sender = WebhookSender(resolve=always("127.0.0.2", "127.0.0.1"))

    assert sender.send(receiver.endpoint("/200", host="hooks.example"), "evt_1", BODY, now=NOON) == DELIVERED


def test_a_host_nobody_knows() -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        raise OSError("Name or service not known")

    result = WebhookSender(resolve=resolve).send(Endpoint("https://no.example/", (SECRET,)), "evt_1", BODY, now=NOON)

    assert result == SendResult(SendOutcome.RETRY, "unknown host")


# -- encryption


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate and its key in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def encrypted(file: Path) -> Iterator[Receiver]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    receiver = Receiver()
    receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
    with running(receiver):
        yield receiver


@pytest.mark.parametrize(
    ("name", "trusted", "result"),
    [
        ("hooks.example", True, DELIVERED),
        ("other.example", True, SendResult(SendOutcome.RETRY, "certificate")),
        ("hooks.example", False, SendResult(SendOutcome.RETRY, "certificate")),
    ],
)
def test_the_certificate_must_be_the_hosts(tmp_path: Path, name: str, trusted: bool, result: SendResult) -> None:
    file = certificate(tmp_path, name)
    sender = WebhookSender(resolve=always("127.0.0.1"), roots=file if trusted else None)

    with encrypted(file) as receiver:
        endpoint = receiver.endpoint("/200", scheme="https", host="hooks.example")
        assert sender.send(endpoint, "evt_1", BODY, now=NOON) == result


def test_encrypted_or_not_nobody_keeps_us_waiting(tmp_path: Path) -> None:
    file = certificate(tmp_path, "hooks.example")
    sender = WebhookSender(resolve=always("127.0.0.1"), roots=file, total_seconds=0.5)

    with encrypted(file) as receiver:
        endpoint = receiver.endpoint("/drips", scheme="https", host="hooks.example")
        assert sender.send(endpoint, "evt_1", BODY, now=NOON) == SendResult(SendOutcome.RETRY, "timeout")


# -- what cannot be sent


@pytest.mark.parametrize(
    ("event_id", "body", "secrets", "now"),
    [
        ("", BODY, (SECRET,), NOON),
        ("evt.1", BODY, (SECRET,), NOON),
        ("evt\r\nX: y", BODY, (SECRET,), NOON),
        ("evt_1", b"x" * LARGEST_BODY, (SECRET,), NOON),
        ("evt_1", b"\xff", (SECRET,), NOON),
        ("evt_1", BODY, (), NOON),
        ("evt_1", BODY, ("",), NOON),
        ("evt_1", BODY, (SECRET, "whsec_"), NOON),
        ("evt_1", BODY, ("whsec_a",), NOON),
        ("evt_1", BODY, (SECRET,), NOON.replace(tzinfo=None)),
    ],
)
def test_what_no_receiver_could_check_is_a_mistake_of_ours(
    receiver: Receiver, event_id: str, body: bytes, secrets: tuple[str, ...], now: datetime
) -> None:
    endpoint = Endpoint(f"http://127.0.0.1:{receiver.server_port}/200", secrets, allow_local=True)

    with pytest.raises(ValueError):
        WebhookSender().send(endpoint, event_id, body, now=now)

    assert receiver.requests == []


def test_a_secret_is_32_random_bytes_in_the_standards_form() -> None:
    assert SECRET.startswith("whsec_")
    assert base64.b64decode(SECRET.removeprefix("whsec_")) == bytes(range(32))


# -- when to try again


class Earliest:
    def randrange(self, start: int, stop: int) -> int:
        return start


class Latest:
    def randrange(self, start: int, stop: int) -> int:
        return stop - 1


@pytest.mark.parametrize(
    ("attempts", "wait"),
    [
        (0, timedelta(0)),
        (1, timedelta(seconds=5)),
        (2, timedelta(minutes=5)),
        (3, timedelta(minutes=30)),
        (4, timedelta(hours=2)),
        (5, timedelta(hours=5)),
        (6, timedelta(hours=10)),
        (7, timedelta(hours=14)),
        (8, timedelta(hours=20)),
        (9, timedelta(hours=24)),
    ],
)
def test_the_waits_grow_and_are_at_most_a_fifth_longer(attempts: int, wait: timedelta) -> None:
    assert next_attempt(attempts, NOON, Earliest()) == NOON + wait
    assert next_attempt(attempts, NOON, Latest()) == NOON + wait * 1.2
    some = next_attempt(attempts, NOON, random.Random(1))
    assert some is not None
    assert NOON + wait <= some <= NOON + wait * 1.2


def test_after_ten_attempts_in_three_days_we_give_up() -> None:
    assert next_attempt(10, NOON, Earliest()) is None
    assert next_attempt(11, NOON, Earliest()) is None
    assert timedelta(days=3) < sum(RETRY_AFTER, timedelta(0)) < timedelta(days=4)
