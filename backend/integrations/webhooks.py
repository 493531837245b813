"""Outgoing events in the form of Standard Webhooks: signs them, delivers them, says when to try again."""

import base64
import ipaddress
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook
from urllib3.exceptions import ConnectTimeoutError

from backend.orders.ports import Chance

LARGEST_BODY = 20_000
CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
RETRY_AFTER = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long to wait before each attempt, as Standard Webhooks recommends."""

_EVENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class SendOutcome(StrEnum):
    DELIVERED = "delivered"
    GONE = "gone"
    """The receiver wants nothing more: disable the endpoint."""
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class SendResult:
    outcome: SendOutcome
    detail: str
    """The HTTP status, or a word or two for the log; nothing the receiver wrote."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    url: str = field(repr=False)
    """May carry a token."""
    secrets: tuple[str, ...] = field(repr=False)
    """Two while one replaces the other."""
    allow_local: bool = False
    """For development: plain http, and addresses inside one's own network."""


class _Refused(Exception):
    """Not a place we send to; the text is for the log."""


def new_secret(random_bytes: Callable[[int], bytes]) -> str:
    return "whsec_" + base64.b64encode(random_bytes(32)).decode("ascii")


def next_attempt(attempts: int, now: datetime, chance: Chance) -> datetime | None:
    """When to try again after so many attempts; None when it is time to give up.

    Up to a fifth later than planned, so that a receiver that was down is not met by everything at once.
    """
    if attempts >= len(RETRY_AFTER):
        return None
    return now + RETRY_AFTER[attempts] * (1 + chance.randrange(0, 201) / 1000)


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, best first."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class WebhookSender:
    """Thread-safe. It does not use the proxy of the environment: behind a proxy, nobody could check the address.

    Args:
        resolve: Host and port to addresses.
        roots: Trusted certificate authorities, a PEM file; the usual ones if None.
        connect_seconds: For the connection.
        total_seconds: For everything after the host's addresses are known.
    """

    def __init__(
        self,
        *,
        resolve: Callable[[str, int], Sequence[str]] = resolve,
        roots: Path | None = None,
        connect_seconds: float = CONNECT_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._resolve = resolve
        self._roots = roots
        self._connect_seconds = connect_seconds
        self._total_seconds = total_seconds

    def send(self, endpoint: Endpoint, event_id: str, body: bytes, *, now: datetime) -> SendResult:
        """Delivers one event once. The id stays the same over all attempts: receivers know repetitions by it.

        Raises:
            ValueError: the event cannot be sent to anybody: its id or body is not allowed, or there is no secret.
        """
        headers = signed_headers(endpoint.secrets, event_id, body, now=now)
        try:
            host, port = _destination(endpoint)
            addresses = self._addresses(host, port, allow_local=endpoint.allow_local)
        except _Refused as refused:
            return SendResult(SendOutcome.RETRY, str(refused))
        line = _Line(addresses, port, connect_seconds=self._connect_seconds, until=monotonic() + self._total_seconds)
        # A receiver that sends a byte now and then never runs into the time-out of a single read.
        alarm = Timer(self._total_seconds, line.hang_up)
        alarm.daemon = True
        alarm.start()
        try:
            return self._post(line, endpoint.url, headers, body)
        finally:
            alarm.cancel()
            line.hang_up()

    def _addresses(self, host: str, port: int, *, allow_local: bool) -> Sequence[str]:
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError):
            raise _Refused("unknown host") from None
        if not addresses:
            raise _Refused("unknown host")
        if not allow_local and not all(map(is_public, addresses)):
            raise _Refused("private address")
        return addresses

    def _post(self, line: "_Line", url: str, headers: Mapping[str, str], body: bytes) -> SendResult:
        with requests.Session() as session:
            # The environment may name a proxy, other roots, or a password for this host.
            session.trust_env = False
            session.mount("https://", line)
            session.mount("http://", line)
            try:
                response = session.post(
                    url,
                    data=body,
                    headers=headers,
                    timeout=(self._connect_seconds, self._total_seconds),
                    allow_redirects=False,
                    verify=str(self._roots) if self._roots else True,
                    stream=True,  # the status is all we want: not a byte of the answer's body is read
                )
            except requests.exceptions.SSLError:
                return SendResult(SendOutcome.RETRY, "timeout" if line.timed_out else "certificate")
            except requests.exceptions.Timeout:
                return SendResult(SendOutcome.RETRY, "timeout")
            except (requests.exceptions.RequestException, OSError, ValueError):
                return SendResult(SendOutcome.RETRY, "timeout" if line.timed_out else "connection")
            response.close()
        if line.timed_out:
            # Headers that were cut off look complete.
            return SendResult(SendOutcome.RETRY, "timeout")
        return SendResult(_outcome(response.status_code), str(response.status_code))


def signed_headers(secrets: Sequence[str], event_id: str, body: bytes, *, now: datetime) -> Mapping[str, str]:
    """
    Raises:
        ValueError: the id, the body, the time or the secrets are not what the standard allows.
    """
    if not _EVENT_ID.fullmatch(event_id):
        raise ValueError("an event's id has 1 to 64 letters, digits, dashes or underscores")
    if len(body) >= LARGEST_BODY:
        raise ValueError(f"an event has less than {LARGEST_BODY} bytes, this one has {len(body)}")
    if now.tzinfo is None:
        raise ValueError("the time needs a zone")
    if not secrets:
        raise ValueError("an endpoint needs a secret")
    # The library takes the digits of the clock for UTC, whatever its zone.
    at = now.astimezone(UTC)
    text = body.decode("utf-8")
    try:
        signatures = [Webhook(secret).sign(event_id, at, text) for secret in secrets]
    except EmptyWebhookSecretError:
        raise ValueError("an endpoint's secret is empty") from None
    return {
        "Content-Type": "application/json",
        "User-Agent": "Encore",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the internet at large, also where an IPv4 address is wrapped in IPv6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else ip.ipv4_mapped or ip.sixtofour or ip
    if isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local:
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _destination(endpoint: Endpoint) -> tuple[str, int]:
    try:
        url = urlsplit(endpoint.url)
        port = url.port
    except ValueError:
        raise _Refused("no URL") from None
    if url.scheme != "https" and not (url.scheme == "http" and endpoint.allow_local):
        raise _Refused("not https")
    if not url.hostname or url.username is not None or url.password is not None or port == 0:
        raise _Refused("no URL")
    return url.hostname, port or (443 if url.scheme == "https" else 80)


def _outcome(status: int) -> SendOutcome:
    if 200 <= status < 300:
        return SendOutcome.DELIVERED
    if status == requests.codes.gone:
        return SendOutcome.GONE
    return SendOutcome.RETRY


class _Line(HTTPAdapter):
    """Dials only the addresses that were checked: a name could mean another one a moment later.

    The URL keeps its name, so the certificate is checked against the name and not the address.
    """

    def __init__(self, addresses: Sequence[str], port: int, *, connect_seconds: float, until: float) -> None:
        super().__init__()
        self._addresses = addresses
        self._port = port
        self._connect_seconds = connect_seconds
        self._until = until
        self._wire: socket.socket | None = None

    @property
    def timed_out(self) -> bool:
        return monotonic() >= self._until

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        connect = pool.ConnectionCls

        def connect_here(*args: Any, **kwargs: Any) -> Any:
            connection = connect(*args, **kwargs)
            connection._new_conn = self._dial
            return connection

        pool.ConnectionCls = connect_here
        return pool

    def hang_up(self) -> None:
        """Also what is under way in another thread, encrypted or not."""
        wire, self._wire = self._wire, None
        if wire is None:
            return
        try:
            wire.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the other side was faster
        wire.close()

    def _dial(self) -> socket.socket:
        connect_until = min(monotonic() + self._connect_seconds, self._until)
        failure: Exception = ConnectTimeoutError("no time left")
        for address in self._addresses:
            left = connect_until - monotonic()
            if left <= 0:
                break
            try:
                connection = socket.create_connection((address, self._port), timeout=left)
            except TimeoutError as error:
                failure = ConnectTimeoutError(str(error))
                continue
            except OSError as error:
                failure = error
                continue
            # TLS takes the socket over; a second handle on it can still hang up.
            self._wire = connection.dup()
            connection.settimeout(max(self._until - monotonic(), 0.001))
            return connection
        raise failure
