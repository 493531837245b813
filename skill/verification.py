"""Decides whether a request really comes from Alexa and is meant for this skill; nothing is parsed before that.

The rules are Amazon's, "Host a Custom Skill as a Web Service". The SDK's own verifier parses the body first, waits for
ever for a certificate, keeps a broken one until restart, and crashes on some forgeries.
"""

import base64
import binascii
import json
import posixpath
import re
import time
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

ALEXA = "echo-api.amazon.com"
TOLERANCE = timedelta(seconds=150)
EVENT_TOLERANCE = timedelta(hours=1)
"""Skill events are sent again for an hour, with their first timestamp."""
LARGEST_BODY = 128 * 1024
LARGEST_CHAIN = 64 * 1024
LONGEST_CHAIN = 10
"""Certificates; Amazon sends three to five."""
DOWNLOAD_SECONDS = 2.5
KEPT = timedelta(hours=24)
"""How long a chain is used before it is fetched again, if it is valid that long."""
KEPT_REFUSAL = timedelta(seconds=30)
MOST_CHAINS = 8

_SAFE_PATH = re.compile(r"[A-Za-z0-9/._-]+")
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")


class RequestRejected(Exception):
    """Not a request we may answer. `code` is one of a closed list and quotes nothing of the request."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        """HTTP."""


@dataclass(frozen=True, slots=True)
class _Signer:
    """Somebody whose signature counts, for a time."""

    key: RSAPublicKey
    valid_from: datetime
    valid_until: datetime
    """Of the whole chain."""
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class _Refusal:
    rejected: RequestRejected
    at: datetime


class RequestVerifier:
    """Thread-safe.

    Args:
        skill_id: The only skill whose requests are accepted; empty accepts any, for development.
        roots: Trusted certificate authorities, PEM.
        fetch: Downloads a certificate chain; see `download`.
        clock: Now, aware.
    """

    def __init__(
        self, skill_id: str, *, roots: bytes, fetch: Callable[[str], bytes], clock: Callable[[], datetime]
    ) -> None:
        self._skill_id = skill_id
        self._store = Store(list(readable_certificates(roots)))
        self._fetch = fetch
        self._clock = clock
        self._known: OrderedDict[str, _Signer | _Refusal] = OrderedDict()
        self._lock = Lock()
        self._fetching: dict[str, Lock] = {}

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """
        Raises:
            RequestRejected: the request must not be answered.
        """
        if len(body) > LARGEST_BODY:
            raise RequestRejected("body_too_large", 413)
        lower = {name.lower(): value for name, value in headers.items()}
        url = certificate_url(lower.get("signaturecertchainurl", ""))
        signature = _signature(lower.get("signature-256", ""))
        now = self._clock()
        signer = self._signer(url, now)
        if not signer.valid_from <= now <= signer.valid_until:
            raise RequestRejected("certificate_expired")
        try:
            signer.key.verify(signature, body, PKCS1v15(), SHA256())
        except InvalidSignature:
            raise RequestRejected("signature_wrong") from None
        document = _document(body)
        _check_time(document, now)
        self._check_skill(document)

    # -- who signed

    def _signer(self, url: str, now: datetime) -> _Signer:
        found = self._recall(url, now)
        if found is None:
            # One download at a time for one address; whoever waited finds the result.
            with self._lock:
                fetching = self._fetching.setdefault(url, Lock())
            with fetching:
                found = self._recall(url, now) or self._learn(url, now)
        if isinstance(found, _Refusal):
            raise found.rejected
        return found

    def _recall(self, url: str, now: datetime) -> _Signer | _Refusal | None:
        with self._lock:
            found = self._known.get(url)
            if isinstance(found, _Refusal):
                fresh = now - found.at < KEPT_REFUSAL
            else:
                fresh = found is not None and now - found.fetched_at < KEPT and now <= found.valid_until
            if not fresh:
                self._known.pop(url, None)
                return None
            self._known.move_to_end(url)
            return found

    def _learn(self, url: str, now: datetime) -> _Signer | _Refusal:
        found: _Signer | _Refusal
        try:
            found = self._checked(self._download(url), now)
        except RequestRejected as rejected:
            found = _Refusal(rejected, now)
        with self._lock:
            self._known[url] = found
            self._fetching.pop(url, None)
            while len(self._known) > MOST_CHAINS:
                self._known.popitem(last=False)
        return found

    def _download(self, url: str) -> bytes:
        try:
            pem = self._fetch(url)
        except RequestRejected:
            raise
        except Exception:
            # Whatever the network throws: not our bug, and Alexa may try again.
            raise RequestRejected("certificate_unavailable", 503) from None
        if len(pem) > LARGEST_CHAIN:
            raise RequestRejected("certificate_too_large")
        return pem

    def _checked(self, pem: bytes, now: datetime) -> _Signer:
        try:
            leaf, *others = x509.load_pem_x509_certificates(pem)
        except ValueError:
            raise RequestRejected("certificate_unreadable") from None
        key, chain = trusted_chain(leaf, others, store=self._store, now=now)
        return _Signer(
            key=key,
            valid_from=max(certificate.not_valid_before_utc for certificate in chain),
            valid_until=min(certificate.not_valid_after_utc for certificate in chain),
            fetched_at=now,
        )

    # -- what was signed

    def _check_skill(self, document: Mapping[str, Any]) -> None:
        if not self._skill_id:
            return
        named = [
            _at(document, *place, "application", "applicationId")
            for place in (("context", "System"), ("session",))
            if _at(document, *place) is not None
        ]
        if not named or any(name != self._skill_id for name in named):
            raise RequestRejected("other_skill")


def trusted_chain(
    leaf: x509.Certificate, others: Sequence[x509.Certificate], *, store: Store, now: datetime
) -> tuple[RSAPublicKey, Sequence[x509.Certificate]]:
    """Alexa's key, and the chain from it to a root of the store.

    Raises:
        RequestRejected: the certificate may not speak for Alexa now.
    """
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
        key = leaf.public_key()
    except Exception:
        # Hostile bytes; the library names a dozen ways to be wrong.
        raise RequestRejected("certificate_unreadable") from None
    if len(others) >= LONGEST_CHAIN:
        raise RequestRejected("certificate_chain_too_long")
    # The library checks path, dates and purpose; it accepts a wildcard for the name, and any leaf key.
    if ALEXA not in names.get_values_for_type(x509.DNSName):
        raise RequestRejected("certificate_name")
    if not isinstance(key, RSAPublicKey) or key.key_size < 2048 or not usage.digital_signature:
        raise RequestRejected("certificate_key")
    if not leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc:
        raise RequestRejected("certificate_expired")
    try:
        verifier = PolicyBuilder().store(store).time(now).build_server_verifier(x509.DNSName(ALEXA))
        return key, verifier.verify(leaf, list(others))
    except VerificationError:
        raise RequestRejected("certificate_untrusted") from None


def certificate_url(url: str) -> str:
    """The one address of a certificate, however it was written.

    Raises:
        RequestRejected: it is missing, or not where Amazon keeps its certificates.
    """
    if not url:
        raise RequestRejected("no_certificate_url")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RequestRejected("certificate_url") from None
    host = parts.netloc.lower().removesuffix(":443")
    path = posixpath.normpath(re.sub(r"/+", "/", parts.path))
    if (
        len(url) > 500
        or not url.isascii()
        or not url.isprintable()
        or " " in url
        or parts.scheme.lower() != "https"
        or host != "s3.amazonaws.com"
        or port not in (None, 443)
        or parts.query
        or parts.fragment
        or not _SAFE_PATH.fullmatch(parts.path)
        or not path.startswith("/echo.api/")
    ):
        raise RequestRejected("certificate_url")
    return f"https://s3.amazonaws.com{path}"


def download(url: str) -> bytes:
    """A certificate chain from Amazon; never longer than LARGEST_CHAIN, never later than DOWNLOAD_SECONDS."""
    deadline = time.monotonic() + DOWNLOAD_SECONDS
    with requests.get(url, timeout=DOWNLOAD_SECONDS, allow_redirects=False, stream=True) as response:
        if response.status_code != 200:
            raise RequestRejected("certificate_unavailable", 503)
        pem = b""
        for piece in response.iter_content(8192):
            pem += piece
            if len(pem) > LARGEST_CHAIN:
                raise RequestRejected("certificate_too_large")
            if time.monotonic() > deadline:
                raise RequestRejected("certificate_unavailable", 503)
    return pem


def readable_certificates(pem: bytes) -> Iterable[x509.Certificate]:
    """One by one: a single root the library no longer accepts must not cost us all the others."""
    end = b"-----END CERTIFICATE-----"
    for block in pem.split(end)[:-1]:
        with warnings.catch_warnings(action="ignore"):
            try:
                yield x509.load_pem_x509_certificate(block + end)
            except ValueError:
                continue


def _signature(text: str) -> bytes:
    if not text:
        raise RequestRejected("no_signature")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise RequestRejected("signature_unreadable") from None


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(body.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise RequestRejected("not_json") from None
    if not isinstance(document, dict) or not isinstance(document.get("request"), dict):
        raise RequestRejected("not_a_request")
    return document


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _check_time(document: Mapping[str, Any], now: datetime) -> None:
    stamp = _at(document, "request", "timestamp")
    if not isinstance(stamp, str) or not _TIMESTAMP.fullmatch(stamp):
        raise RequestRejected("no_timestamp")
    try:
        sent = datetime.fromisoformat(stamp).astimezone(UTC)
    except (ValueError, OverflowError):
        raise RequestRejected("no_timestamp") from None
    event = str(_at(document, "request", "type")).startswith("AlexaSkillEvent.")
    if sent - now > TOLERANCE or now - sent > (EVENT_TOLERANCE if event else TOLERANCE):
        raise RequestRejected("timestamp")


def _at(document: Any, *path: str) -> Any:
    for key in path:
        if not isinstance(document, Mapping):
            return None
        document = document.get(key)
    return document
