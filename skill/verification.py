"""Decides whether a request really comes from Alexa and is meant for this skill; nothing is parsed before that.

The rules are Amazon's, "Host a Custom Skill as a Web Service". The SDK's own verifier parses the body first, waits for
ever for a certificate, keeps a broken one until restart, and crashes on some forgeries.
"""

import base64
import binascii
import posixpath
import re
import time
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from threading import Lock, Thread
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.verification import PolicyBuilder, Store

from skill.reading import BadEnvelope, at, read_json

ALEXA = "echo-api.amazon.com"
CHAIN_URL_HEADER = "SignatureCertChainUrl"
SIGNATURE_HEADER = "Signature-256"
TOLERANCE = timedelta(seconds=150)
EVENT_TOLERANCE = timedelta(hours=1)
"""Skill events are sent again for an hour, with their first timestamp."""
LARGEST_BODY = 128 * 1024
"""Bytes. Alexa's requests have about three thousand."""
LONGEST_SIGNATURE = 2048
"""Characters; those of a key of 8,192 bits have 1,368."""
LARGEST_CHAIN = 64 * 1024
LONGEST_CHAIN = 10
"""Certificates; Amazon sends three to five."""
DOWNLOAD_SECONDS = 2.5
KEPT = timedelta(hours=24)
"""How long a chain is used before it is fetched again, if it is valid that long. If that fails, it is used on."""
KEPT_REFUSAL = timedelta(seconds=30)
"""One address is not asked more often, however many forgeries name it."""
MOST_CHAINS = 8
MOST_REFUSALS = 64
MOST_WAITING = 2
"""Requests that may wait for what is at a new address: anybody can name one, and those of Alexa's need the places."""

_SAFE_PATH = re.compile(r"[A-Za-z0-9/._-]+")
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_PADDING, _HASH = PKCS1v15(), SHA256()


class Reason(StrEnum):
    """Why a request is not believed: all there are. They go into logs and figures."""

    BODY_TOO_LARGE = "body_too_large"
    HEADER_TWICE = "header_twice"
    NO_CERTIFICATE_URL = "no_certificate_url"
    CERTIFICATE_URL = "certificate_url"
    NO_SIGNATURE = "no_signature"
    SIGNATURE_UNREADABLE = "signature_unreadable"
    CERTIFICATE_UNAVAILABLE = "certificate_unavailable"
    CERTIFICATE_TOO_LARGE = "certificate_too_large"
    CERTIFICATE_UNREADABLE = "certificate_unreadable"
    CERTIFICATE_CHAIN_TOO_LONG = "certificate_chain_too_long"
    CERTIFICATE_NAME = "certificate_name"
    CERTIFICATE_KEY = "certificate_key"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"
    SIGNATURE_WRONG = "signature_wrong"
    NOT_JSON = "not_json"
    NOT_A_REQUEST = "not_a_request"
    NO_TIMESTAMP = "no_timestamp"
    TIMESTAMP = "timestamp"
    OTHER_SKILL = "other_skill"


_STATUS = {Reason.BODY_TOO_LARGE: 413, Reason.CERTIFICATE_UNAVAILABLE: 503}


class RequestRejected(Exception):
    """Not a request we may answer. Quotes nothing of it."""

    def __init__(self, code: Reason, *, skew: timedelta | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.status = _STATUS.get(code, 400)
        """HTTP."""
        self.skew = skew
        """Our time minus theirs, where Alexa signed one that is too far off."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A request of Alexa's."""

    document: Mapping[str, Any]
    skew: timedelta
    """Our time minus theirs."""
    certificate_until: datetime
    """No request signed with this certificate is believed after that."""


@dataclass(frozen=True, slots=True)
class _Signer:
    """Somebody whose signature counts, for a time."""

    key: RSAPublicKey
    valid_from: datetime
    valid_until: datetime
    """Of the whole chain."""
    fetched_at: datetime
    asked_at: datetime
    """When the address was last asked, perhaps in vain."""

    def check(self, signature: bytes, body: bytes, now: datetime) -> None:
        if not self.valid_from <= now <= self.valid_until:
            raise RequestRejected(Reason.CERTIFICATE_EXPIRED)
        try:
            self.key.verify(signature, body, _PADDING, _HASH)
        except InvalidSignature:
            raise RequestRejected(Reason.SIGNATURE_WRONG) from None


@dataclass(frozen=True, slots=True)
class _Refusal:
    code: Reason
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
        self._signers: OrderedDict[str, _Signer] = OrderedDict()
        # Apart from the signers: anybody can name addresses where nothing is, and must not push out Amazon's.
        self._refusals: OrderedDict[str, _Refusal] = OrderedDict()
        self._lock = Lock()
        self._fetching: dict[str, Lock] = {}
        self._waiting = 0

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """
        Raises:
            RequestRejected: the request must not be answered.
        """
        self.verified(headers, body)

    def verified(self, headers: Mapping[str, str], body: bytes) -> Verified:
        """What Alexa sent, read once it was known to come from there.

        Raises:
            RequestRejected: the request must not be answered.
        """
        if len(body) > LARGEST_BODY:
            raise RequestRejected(Reason.BODY_TOO_LARGE)
        written_url, written_signature = _signed_by(headers)
        url = certificate_url(written_url)
        signature = _signature(written_signature)
        now = self._clock()
        signer = self._signer(url, now)
        try:
            signer.check(signature, body, now)
        except RequestRejected:
            # Amazon may have put a new certificate under the old address.
            renewed = self._renewed(url, signer, now)
            if renewed is signer:
                raise
            signer = renewed
            signer.check(signature, body, now)
        document = _document(body)
        skew = _check_time(document, now)
        self._check_skill(document)
        return Verified(document, skew, signer.valid_until)

    # -- who signed

    def _signer(self, url: str, now: datetime) -> _Signer:
        found = self._recall(url, now)
        if found is None:
            with self._few_at_once(), self._only_one(url):
                found = self._recall(url, now) or self._learn(url, now)
        if isinstance(found, _Refusal):
            raise RequestRejected(found.code)
        return found if now - found.fetched_at < KEPT else self._renewed(url, found, now)

    def _renewed(self, url: str, known: _Signer, now: datetime) -> _Signer:
        """What is at the address now; what was known, if it was asked just now or has nothing better."""
        if now - known.asked_at < KEPT_REFUSAL:
            return known
        with self._only_one(url):
            current = self._signers.get(url, known)
            if current.asked_at != known.asked_at:  # somebody has looked while we waited
                return current if current.key != known.key else known
            try:
                found = self._checked(self._download(url), now)
            except RequestRejected:
                found = replace(known, asked_at=now)
            self._keep(url, found)
        return found if found.key != known.key else known

    @contextmanager
    def _few_at_once(self) -> Iterator[None]:
        """As long as no chain is known there is nobody to keep from their place."""
        with self._lock:
            if self._signers and self._waiting >= MOST_WAITING:
                raise RequestRejected(Reason.CERTIFICATE_UNAVAILABLE)
            self._waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1

    @contextmanager
    def _only_one(self, url: str) -> Iterator[None]:
        """One download at a time for one address; whoever waited finds the result."""
        with self._lock:
            fetching = self._fetching.setdefault(url, Lock())
        with fetching:
            try:
                yield
            finally:
                with self._lock:
                    self._fetching.pop(url, None)

    def _recall(self, url: str, now: datetime) -> _Signer | _Refusal | None:
        with self._lock:
            signer = self._signers.get(url)
            if signer is not None:
                if now <= signer.valid_until:
                    self._signers.move_to_end(url)
                    return signer
                del self._signers[url]
            refusal = self._refusals.get(url)
            if refusal is not None and now - refusal.at < KEPT_REFUSAL:
                return refusal
            return None

    def _learn(self, url: str, now: datetime) -> _Signer | _Refusal:
        found: _Signer | _Refusal
        try:
            found = self._checked(self._download(url), now)
        except RequestRejected as rejected:
            found = _Refusal(rejected.code, now)
        self._keep(url, found)
        return found

    def _keep(self, url: str, found: _Signer | _Refusal) -> None:
        with self._lock:
            self._refusals.pop(url, None)
            if isinstance(found, _Refusal):
                self._refusals[url] = found
            else:
                self._signers[url] = found
            while len(self._signers) > MOST_CHAINS:
                self._signers.popitem(last=False)
            while len(self._refusals) > MOST_REFUSALS:
                self._refusals.popitem(last=False)

    def _download(self, url: str) -> bytes:
        try:
            pem = self._fetch(url)
        except RequestRejected:
            raise
        except Exception:
            # Whatever the network throws: not our bug, and Alexa may try again.
            raise RequestRejected(Reason.CERTIFICATE_UNAVAILABLE) from None
        if len(pem) > LARGEST_CHAIN:
            raise RequestRejected(Reason.CERTIFICATE_TOO_LARGE)
        return pem

    def _checked(self, pem: bytes, now: datetime) -> _Signer:
        try:
            leaf, *others = x509.load_pem_x509_certificates(pem)
        except Exception:
            raise RequestRejected(Reason.CERTIFICATE_UNREADABLE) from None
        key, chain = trusted_chain(leaf, others, store=self._store, now=now)
        return _Signer(
            key=key,
            valid_from=max(certificate.not_valid_before_utc for certificate in chain),
            valid_until=min(certificate.not_valid_after_utc for certificate in chain),
            fetched_at=now,
            asked_at=now,
        )

    # -- what was signed

    def _check_skill(self, document: Mapping[str, Any]) -> None:
        if not self._skill_id:
            return
        named = [
            at(document, *place, "application", "applicationId")
            for place in (("context", "System"), ("session",))
            if at(document, *place) is not None
        ]
        if not named or any(name != self._skill_id for name in named):
            raise RequestRejected(Reason.OTHER_SKILL)


def trusted_chain(
    leaf: x509.Certificate, others: Sequence[x509.Certificate], *, store: Store, now: datetime
) -> tuple[RSAPublicKey, Sequence[x509.Certificate]]:
    """Alexa's key, and the chain from it to a root of the store.

    Raises:
        RequestRejected: the certificate may not speak for Alexa now.
    """
    if len(others) >= LONGEST_CHAIN:
        raise RequestRejected(Reason.CERTIFICATE_CHAIN_TOO_LONG)
    try:
        extensions = leaf.extensions
        key = leaf.public_key()
        starts, ends = leaf.not_valid_before_utc, leaf.not_valid_after_utc
    except Exception:
        # Hostile bytes; the library names a dozen ways to be wrong.
        raise RequestRejected(Reason.CERTIFICATE_UNREADABLE) from None
    # The library checks path, dates and purpose; it accepts a wildcard for the name, and any leaf key.
    if ALEXA not in _names(extensions):
        raise RequestRejected(Reason.CERTIFICATE_NAME)
    if not isinstance(key, RSAPublicKey) or key.key_size < 2048 or not _may_sign(extensions):
        raise RequestRejected(Reason.CERTIFICATE_KEY)
    if not starts <= now <= ends:
        raise RequestRejected(Reason.CERTIFICATE_EXPIRED)
    try:
        verifier = PolicyBuilder().store(store).time(now).build_server_verifier(x509.DNSName(ALEXA))
        return key, verifier.verify(leaf, list(others))
    except Exception:  # VerificationError, and what the parts of a hostile intermediate raise
        raise RequestRejected(Reason.CERTIFICATE_UNTRUSTED) from None


def _names(extensions: x509.Extensions) -> Sequence[str]:
    """Only alternative names count: not the common name, and no wildcard."""
    try:
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return names.get_values_for_type(x509.DNSName)


def _may_sign(extensions: x509.Extensions) -> bool:
    try:
        return extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    except x509.ExtensionNotFound:
        return False


@lru_cache(maxsize=64)
def certificate_url(url: str) -> str:
    """The one address of a certificate, however it was written.

    Raises:
        RequestRejected: it is missing, or not where Amazon keeps its certificates.
    """
    if not url:
        raise RequestRejected(Reason.NO_CERTIFICATE_URL)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RequestRejected(Reason.CERTIFICATE_URL) from None
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
        raise RequestRejected(Reason.CERTIFICATE_URL)
    return f"https://s3.amazonaws.com{path}"


def download(url: str, *, seconds: float = DOWNLOAD_SECONDS) -> bytes:
    """A certificate chain from Amazon; never longer than LARGEST_CHAIN, never later than `seconds`.

    Raises:
        RequestRejected
        OSError: and whatever else the network has to say.
    """
    found: Future[bytes] = Future()

    def fetch() -> None:
        try:
            found.set_result(_chain_at(url, seconds))
        except Exception as error:
            found.set_exception(error)

    # The time-outs of the network begin anew with each address of the host, and with each part of the answer.
    Thread(target=fetch, name="certificate", daemon=True).start()
    try:
        return found.result(seconds)
    except TimeoutError:
        raise RequestRejected(Reason.CERTIFICATE_UNAVAILABLE) from None


def _chain_at(url: str, seconds: float) -> bytes:
    deadline = time.monotonic() + seconds
    plain = {"Accept-Encoding": "identity"}
    with requests.get(url, headers=plain, timeout=seconds, allow_redirects=False, stream=True) as response:
        if response.status_code != 200:
            raise RequestRejected(Reason.CERTIFICATE_UNAVAILABLE)
        pem = b""
        # Not `iter_content`: it waits for whole pieces, and each byte could take as long as the time-out.
        while piece := response.raw.read1(8192):
            pem += piece
            if len(pem) > LARGEST_CHAIN:
                raise RequestRejected(Reason.CERTIFICATE_TOO_LARGE)
            if time.monotonic() > deadline:
                raise RequestRejected(Reason.CERTIFICATE_UNAVAILABLE)
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


def _signed_by(headers: Mapping[str, str]) -> tuple[str, str]:
    """Where the certificate is, and the signature; empty if not said."""
    url, signature = "", ""
    for name, value in headers.items():
        lower = name.lower()
        if lower == _CHAIN_URL:
            url, before = value, url
        elif lower == _SIGNATURE:
            signature, before = value, signature
        else:
            continue
        if before:
            raise RequestRejected(Reason.HEADER_TWICE)
    return url, signature


_CHAIN_URL, _SIGNATURE = CHAIN_URL_HEADER.lower(), SIGNATURE_HEADER.lower()


def _signature(text: str) -> bytes:
    if not text:
        raise RequestRejected(Reason.NO_SIGNATURE)
    if len(text) > LONGEST_SIGNATURE:
        raise RequestRejected(Reason.SIGNATURE_UNREADABLE)
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise RequestRejected(Reason.SIGNATURE_UNREADABLE) from None


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        document = read_json(body)
    except BadEnvelope:
        raise RequestRejected(Reason.NOT_JSON) from None
    if not isinstance(document, dict) or not isinstance(document.get("request"), dict):
        raise RequestRejected(Reason.NOT_A_REQUEST)
    return document


def _check_time(document: Mapping[str, Any], now: datetime) -> timedelta:
    """Our time minus theirs."""
    stamp = at(document, "request", "timestamp")
    if not isinstance(stamp, str) or not _TIMESTAMP.fullmatch(stamp):
        raise RequestRejected(Reason.NO_TIMESTAMP)
    try:
        skew = now - datetime.fromisoformat(stamp)
    except (ValueError, OverflowError):
        raise RequestRejected(Reason.NO_TIMESTAMP) from None
    event = str(at(document, "request", "type")).startswith("AlexaSkillEvent.")
    if not -TOLERANCE <= skew <= (EVENT_TOLERANCE if event else TOLERANCE):
        raise RequestRejected(Reason.TIMESTAMP, skew=skew)
    return skew
