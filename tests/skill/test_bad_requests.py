"""Everything somebody might send in Alexa's place: none of it is believed, and none of it breaks anything."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from flask.testing import FlaskClient

from backend.settings import Settings
from backend.wiring import Encore, build
from skill.app import skill_app
from skill.simulator.requests import SKILL, envelope, launch_request
from skill.verification import Reason, RequestRejected, RequestVerifier
from tests.skill.conftest import ALEXA, CERTIFICATE_URL, NOW, Authority, certificate, pem

JSON = dict[str, Any]
URL, SIGNATURE = "SignatureCertChainUrl", "Signature-256"


@dataclass(frozen=True)
class Sent:
    headers: Mapping[str, str]
    body: bytes
    served: bytes | Exception
    """What is found where the certificate should be."""


@dataclass(frozen=True)
class Authorities:
    ours: Authority
    """Whose root is trusted."""
    foreign: Authority

    def sent(self, body: bytes | JSON | None = None, **served: Any) -> Sent:
        """A good request, but for what is given."""
        found = DOCUMENT if body is None else body
        raw = found if isinstance(found, bytes) else json.dumps(found).encode()
        return Sent(self.ours.sign(raw), raw, served.pop("served", None) or self.ours.chain(**served))


def document(request: JSON | None = None, **changes: Any) -> JSON:
    session = {"id": "amzn1.echo-api.session.1", "attributes": {}}
    body = envelope(
        {**launch_request(), **(request or {})}, customer="ada", session=session, new=True, now=NOW, locale="en-US"
    )
    return {**body, **changes}


DOCUMENT = document()
RAW = json.dumps(DOCUMENT).encode()

Vector = Callable[[Authorities], Sent]


# -- ways to be bad


def from_url(url: str) -> Vector:
    return lambda them: changed(them.sent(), {URL: url})


def signed(text: str) -> Vector:
    return lambda them: changed(them.sent(), {SIGNATURE: text})


def signed_by(way: Callable[[Authorities], bytes]) -> Vector:
    return lambda them: changed(them.sent(), {SIGNATURE: base64.b64encode(way(them)).decode()})


def without(*names: str, **added: str) -> Vector:
    def make(them: Authorities) -> Sent:
        good = them.sent()
        kept = {name: value for name, value in good.headers.items() if name not in names}
        return replace(good, headers={**kept, **added})

    return make


def changed(good: Sent, headers: Mapping[str, str]) -> Sent:
    return replace(good, headers={**good.headers, **headers})


def tampered(body: bytes) -> Vector:
    """Signed before it was changed."""
    return lambda them: replace(them.sent(), body=body)


def served(pem_or_error: bytes | Exception) -> Vector:
    return lambda them: replace(them.sent(), served=pem_or_error)


def leaf(**changes: Any) -> Vector:
    return lambda them: them.sent(**changes)


def chain(make: Callable[[Authorities], bytes]) -> Vector:
    return lambda them: replace(them.sent(), served=make(them))


def key(make: Callable[[], Any]) -> Vector:
    def sent(them: Authorities) -> Sent:
        theirs = them.ours.with_leaf_key(make())
        how: Any = (
            (ec.ECDSA(hashes.SHA256()),)
            if isinstance(theirs.leaf_key, ec.EllipticCurvePrivateKey)
            else (padding.PKCS1v15(), hashes.SHA256())
        )
        encoded = base64.b64encode(theirs.leaf_key.sign(RAW, *how)).decode()
        return Sent({URL: CERTIFICATE_URL, SIGNATURE: encoded}, RAW, theirs.chain())

    return sent


def self_signed(them: Authorities) -> bytes:
    return pem(certificate(ALEXA, them.ours.leaf_key, ALEXA, them.ours.leaf_key, ca=False))


def signed_by_a_leaf(them: Authorities) -> bytes:
    """Whoever has a leaf of a good authority signs another one with it."""
    evil = certificate(ALEXA, them.ours.leaf_key, "Leaf", them.foreign.leaf_key, ca=False)
    bought = them.ours.with_leaf_key(them.foreign.leaf_key).leaf(names=("evil.example",))
    return pem(evil, bought, them.ours.middle())


def sent_at(timestamp: Any, **request: Any) -> Vector:
    return lambda them: them.sent(document({"timestamp": timestamp, **request}))


def at(seconds: int) -> str:
    return (NOW + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def without_time() -> JSON:
    body = deepcopy(DOCUMENT)
    del body["request"]["timestamp"]
    return body


def meant_for(context: Any, session: Any) -> Vector:
    def make(them: Authorities) -> Sent:
        body = deepcopy(DOCUMENT)
        body["context"]["System"]["application"] = {"applicationId": context} if context else {}
        body["session"]["application"] = {"applicationId": session} if session else {}
        return them.sent(body)

    return make


def raw(body: bytes) -> Vector:
    """Signed as it is."""
    return lambda them: them.sent(body)


PSS = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
S3 = "https://s3.amazonaws.com"
OTHER = "amzn1.ask.skill.other"

BAD: dict[str, dict[str, tuple[Vector, Reason]]] = {
    "url": {
        name: (from_url(url), Reason.CERTIFICATE_URL)
        for name, url in {
            "http": "http://s3.amazonaws.com/echo.api/c.pem",
            "other host": "https://evil.example/echo.api/c.pem",
            "suffix": f"{S3}.evil.example/echo.api/c.pem",
            "prefix": "https://evils3.amazonaws.com/echo.api/c.pem",
            "sub-domain": "https://evil.s3.amazonaws.com/echo.api/c.pem",
            "region": "https://s3.us-east-1.amazonaws.com/echo.api/c.pem",
            "trailing dot": f"{S3}./echo.api/c.pem",
            "case of the path": f"{S3}/EcHo.aPi/c.pem",
            "other path": f"{S3}/invalid.path/c.pem",
            "longer folder": f"{S3}/echo.apievil/c.pem",
            "folder only": f"{S3}/echo.api",
            "dots": f"{S3}/echo.api/../evil/c.pem",
            "encoded dots": f"{S3}/echo.api/%2e%2e/evil/c.pem",
            "encoded slash": f"{S3}/echo.api/..%2fevil/c.pem",
            "backslash": f"{S3}/echo.api/..\\evil/c.pem",
            "semicolon": f"{S3}/echo.api/..;/evil/c.pem",
            "port 563": f"{S3}:563/echo.api/c.pem",
            "port 80": f"{S3}:80/echo.api/c.pem",
            "port 99999": f"{S3}:99999/echo.api/c.pem",
            "named port": f"{S3}:https/echo.api/c.pem",
            "empty port": f"{S3}:/echo.api/c.pem",
            "our host as user": f"{S3}@evil.example/echo.api/c.pem",
            "user": "https://evil@s3.amazonaws.com/echo.api/c.pem",
            "query": f"{S3}/echo.api/c.pem?x=1",
            "fragment": f"{S3}/echo.api/c.pem#x",
            "leading space": f" {S3}/echo.api/c.pem",
            "tab": f"{S3}/echo.api/\tc.pem",
            "Cyrillic a": "https://s3.\u0430mazonaws.com/echo.api/c.pem",
            "file": "file:///echo.api/c.pem",
            "no scheme": "//s3.amazonaws.com/echo.api/c.pem",
            "no host": "https:///echo.api/c.pem",
            "long": f"{S3}/echo.api/{'a' * 100_000}",
            "bracket": "https://[",
        }.items()
    }
    | {"empty": (from_url(""), Reason.NO_CERTIFICATE_URL)},
    "headers": {
        "no url": (without(URL), Reason.NO_CERTIFICATE_URL),
        "no signature": (without(SIGNATURE), Reason.NO_SIGNATURE),
        "only the old signature": (
            lambda them: without(SIGNATURE, Signature=them.sent().headers[SIGNATURE])(them),
            Reason.NO_SIGNATURE,
        ),
    },
    "signature": {
        "empty": (signed(""), Reason.NO_SIGNATURE),
        "not base64": (signed("not base64!"), Reason.SIGNATURE_UNREADABLE),
        "base64url": (signed("-_" * 171 + "=="), Reason.SIGNATURE_UNREADABLE),
        "bad padding": (signed("QUJ"), Reason.SIGNATURE_UNREADABLE),
        "SHA-1": (
            signed_by(lambda them: them.ours.leaf_key.sign(RAW, padding.PKCS1v15(), hashes.SHA1())),  # noqa: S303
            Reason.SIGNATURE_WRONG,
        ),
        "PSS": (
            signed_by(
                lambda them: them.ours.leaf_key.sign(
                    RAW, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()
                )
            ),
            Reason.SIGNATURE_WRONG,
        ),
        "other key": (lambda them: changed(them.sent(), them.foreign.sign(RAW)), Reason.SIGNATURE_WRONG),
        "truncated": (
            signed_by(lambda them: base64.b64decode(them.sent().headers[SIGNATURE])[:-1]),
            Reason.SIGNATURE_WRONG,
        ),
        "zeros": (signed_by(lambda _: bytes(256)), Reason.SIGNATURE_WRONG),
        "white space": (
            lambda them: changed(them.sent(), {SIGNATURE: them.sent().headers[SIGNATURE] + " "}),
            Reason.SIGNATURE_UNREADABLE,
        ),
        "a million characters": (signed("A" * 1_000_000), Reason.SIGNATURE_UNREADABLE),
    },
    "body": {
        "one byte": (tampered(RAW.replace(b"Launch", b"launch")), Reason.SIGNATURE_WRONG),
        "trailing space": (tampered(RAW + b" "), Reason.SIGNATURE_WRONG),
        "written again": (tampered(json.dumps(DOCUMENT, separators=(",", ":")).encode()), Reason.SIGNATURE_WRONG),
        "byte order mark": (tampered(b"\xef\xbb\xbf" + RAW), Reason.SIGNATURE_WRONG),
        "empty": (tampered(b""), Reason.SIGNATURE_WRONG),
    },
    "certificate": {
        "self-signed": (chain(self_signed), Reason.CERTIFICATE_UNTRUSTED),
        "foreign chain with its root": (
            lambda them: Sent(them.foreign.sign(RAW), RAW, them.foreign.chain() + pem(them.foreign.root())),
            Reason.CERTIFICATE_UNTRUSTED,
        ),
        "foreign leaf, good intermediate": (
            lambda them: Sent(them.foreign.sign(RAW), RAW, pem(them.foreign.leaf(), them.ours.middle())),
            Reason.CERTIFICATE_UNTRUSTED,
        ),
        "expired": (leaf(starts=timedelta(days=-9), ends=timedelta(days=-1)), Reason.CERTIFICATE_EXPIRED),
        "not yet valid": (leaf(starts=timedelta(days=1)), Reason.CERTIFICATE_EXPIRED),
        "other name": (leaf(names=("www.example.com",)), Reason.CERTIFICATE_NAME),
        "common name only": (leaf(names=()), Reason.CERTIFICATE_NAME),
        "wildcard": (leaf(names=("*.amazon.com",)), Reason.CERTIFICATE_NAME),
        "suffix of the name": (leaf(names=(f"{ALEXA}.evil.example",)), Reason.CERTIFICATE_NAME),
        "no intermediate": (chain(lambda them: pem(them.ours.leaf())), Reason.CERTIFICATE_UNTRUSTED),
        "expired intermediate": (
            chain(
                lambda them: pem(them.ours.leaf(), them.ours.middle(starts=timedelta(days=-9), ends=timedelta(days=-1)))
            ),
            Reason.CERTIFICATE_UNTRUSTED,
        ),
        "leaf as authority": (chain(signed_by_a_leaf), Reason.CERTIFICATE_UNTRUSTED),
        "for signing code": (leaf(purposes=(ExtendedKeyUsageOID.CODE_SIGNING,)), Reason.CERTIFICATE_UNTRUSTED),
        "not for signing": (leaf(signs=False), Reason.CERTIFICATE_KEY),
        "RSA 1024": (key(lambda: rsa.generate_private_key(65537, 1024)), Reason.CERTIFICATE_KEY),  # noqa: S505
        "elliptic curve": (key(lambda: ec.generate_private_key(ec.SECP256R1())), Reason.CERTIFICATE_KEY),
        "nothing": (served(b""), Reason.CERTIFICATE_UNREADABLE),
        "garbage": (served(bytes(range(256))), Reason.CERTIFICATE_UNREADABLE),
        "HTML": (served(b"<html><body>Not Found</body></html>"), Reason.CERTIFICATE_UNREADABLE),
        "truncated": (chain(lambda them: pem(them.ours.leaf())[:-200]), Reason.CERTIFICATE_UNREADABLE),
        "DER": (
            chain(lambda them: them.ours.leaf().public_bytes(serialization.Encoding.DER)),
            Reason.CERTIFICATE_UNREADABLE,
        ),
        "10 MB": (chain(lambda them: them.ours.chain() + b"\n" * 10_000_000), Reason.CERTIFICATE_TOO_LARGE),
        "1,000 certificates": (
            chain(lambda them: pem(them.ours.leaf()) + pem(them.ours.middle()) * 999),
            Reason.CERTIFICATE_TOO_LARGE,
        ),
        "wrong order": (chain(lambda them: pem(them.ours.middle(), them.ours.leaf())), Reason.CERTIFICATE_NAME),
        "not found": (served(RequestRejected(Reason.CERTIFICATE_UNAVAILABLE)), Reason.CERTIFICATE_UNAVAILABLE),
        "too late": (served(TimeoutError()), Reason.CERTIFICATE_UNAVAILABLE),
    },
    "time": {
        "152 seconds old": (sent_at(at(-152)), Reason.TIMESTAMP),
        "240 seconds ahead": (sent_at(at(240)), Reason.TIMESTAMP),
        "missing": (lambda them: them.sent(without_time()), Reason.NO_TIMESTAMP),
        "null": (sent_at(None), Reason.NO_TIMESTAMP),
        "text": (sent_at("soon"), Reason.NO_TIMESTAMP),
        "no zone": (sent_at(at(0).removesuffix("Z")), Reason.NO_TIMESTAMP),
        "integer": (sent_at(int(NOW.timestamp())), Reason.NO_TIMESTAMP),
        "list": (sent_at([at(0)]), Reason.NO_TIMESTAMP),
        "year 0": (sent_at("0000-01-01T00:00:00Z"), Reason.NO_TIMESTAMP),
        "as in a mail": (sent_at(NOW.strftime("%a, %d %b %Y %H:%M:%S GMT")), Reason.NO_TIMESTAMP),
        "event two hours old": (sent_at(at(-7200), type="AlexaSkillEvent.SkillEnabled"), Reason.TIMESTAMP),
        "intent 50 minutes old": (
            sent_at(at(-3000), type="IntentRequest", intent={"name": "AMAZON.HelpIntent"}),
            Reason.TIMESTAMP,
        ),
    },
    "application": {
        "another": (meant_for(OTHER, OTHER), Reason.OTHER_SKILL),
        "another in the context": (meant_for(OTHER, SKILL), Reason.OTHER_SKILL),
        "another in the session": (meant_for(SKILL, OTHER), Reason.OTHER_SKILL),
        "none": (meant_for(None, None), Reason.OTHER_SKILL),
        "list": (meant_for([SKILL], [SKILL]), Reason.OTHER_SKILL),
    },
    "json": {
        "NaN": (raw(RAW[:-1] + b', "x": NaN}'), Reason.NOT_JSON),
        "list": (raw(b"[" + RAW + b"]"), Reason.NOT_A_REQUEST),
        "null": (raw(b"null"), Reason.NOT_A_REQUEST),
        "not UTF-8": (raw(RAW[:-1] + b', "x": "\xff\xfe"}'), Reason.NOT_JSON),
        "100,000 deep": (raw(b"[" * 100_000 + b"]" * 10_000), Reason.NOT_JSON),
        "truncated": (raw(RAW[:-10]), Reason.NOT_JSON),
        "no request": (lambda them: them.sent({**DOCUMENT, "request": None}), Reason.NOT_A_REQUEST),
        "10 MB": (raw(RAW[:-1] + b', "x": "' + b"a" * 10_000_000 + b'"}'), Reason.BODY_TOO_LARGE),
        "6,000 digits": (raw(RAW[:-1] + b', "x": ' + b"9" * 6000 + b"}"), Reason.NOT_JSON),
        "nothing in it": (raw(b"{}"), Reason.NOT_A_REQUEST),
    },
}
COUNTS = {
    "url": 34, "headers": 3, "signature": 11, "body": 5, "certificate": 26, "time": 12, "application": 5, "json": 10,
}  # fmt: skip

ALSO_BAD: dict[str, tuple[Vector, Reason]] = {
    "two signatures, joined on the way": (
        lambda them: changed(them.sent(), {SIGNATURE: ",".join([them.sent().headers[SIGNATURE]] * 2)}),
        Reason.SIGNATURE_UNREADABLE,
    ),
    "two addresses, joined on the way": (from_url(f"{CERTIFICATE_URL}, {CERTIFICATE_URL}"), Reason.CERTIFICATE_URL),
    "more certificates than anybody needs": (
        chain(lambda them: pem(them.ours.leaf()) + pem(them.ours.middle()) * 12),
        Reason.CERTIFICATE_CHAIN_TOO_LONG,
    ),
    "signed, but empty": (raw(b""), Reason.NOT_JSON),
    "signed, with a byte order mark": (raw(b"\xef\xbb\xbf" + RAW), Reason.NOT_JSON),
    "infinite": (raw(RAW[:-1] + b', "x": -Infinity}'), Reason.NOT_JSON),
    "a zone no clock has": (sent_at(at(0).replace("Z", "+24:00")), Reason.NO_TIMESTAMP),
    "digits of another script": (sent_at(at(0).replace("0", "\u0660")), Reason.NO_TIMESTAMP),
    "a lone surrogate": (sent_at("\ud800"), Reason.NO_TIMESTAMP),
}

GOOD: dict[str, Vector] = {
    "plain": lambda them: them.sent(),
    "port 443": from_url(f"{S3}:443/echo.api/c.pem"),
    "upper case": from_url("HTTPS://S3.AMAZONAWS.COM/echo.api/c.pem"),
    "there and back": from_url(f"{S3}/echo.api/../echo.api/c.pem"),
    "two slashes": from_url(f"{S3}//echo.api/c.pem"),
    "lower-case names": lambda them: replace(
        them.sent(), headers={name.lower(): value for name, value in them.sent().headers.items()}
    ),
    "another zone": sent_at(NOW.astimezone(timezone(timedelta(hours=5, minutes=30))).isoformat(timespec="seconds")),
    "event 50 minutes old": sent_at(at(-3000), type="AlexaSkillEvent.SkillDisabled"),
}

ALL_BAD = {
    **{f"{group}: {name}": vector for group, vectors in BAD.items() for name, vector in vectors.items()},
    **{f"also: {name}": vector for name, vector in ALSO_BAD.items()},
}


@pytest.fixture(scope="module")
def authorities(authority: Authority) -> Authorities:
    return Authorities(authority, Authority())


def verifier_of(sent: Sent, roots: Path) -> RequestVerifier:
    def fetch(_url: str) -> bytes:
        if isinstance(sent.served, Exception):
            raise sent.served
        return sent.served

    return RequestVerifier(SKILL, roots=roots.read_bytes(), fetch=fetch, clock=lambda: NOW)


@pytest.fixture
def post(encore: Encore, settings: Settings, roots: Path) -> Callable[[Sent], int]:
    """Sends it to the running skill; the status of the answer."""

    def post(sent: Sent) -> int:
        app = skill_app(encore, replace(settings, skill_id=SKILL), verifier_of(sent, roots))
        client: FlaskClient = app.test_client()
        length = {"CONTENT_LENGTH": str(len(sent.body))}  # also of an empty one
        return client.post("/alexa", data=sent.body, headers=dict(sent.headers), environ_overrides=length).status_code

    return post


def test_there_is_an_example_of_every_known_way_to_be_bad() -> None:
    assert {group: len(vectors) for group, vectors in BAD.items()} == COUNTS
    assert {reason for _, reason in ALL_BAD.values()} == set(Reason) - {Reason.HEADER_TWICE}  # no server passes that on


@pytest.mark.parametrize("name", ALL_BAD)
def test_a_bad_request_is_refused_for_what_is_wrong_with_it(
    name: str, authorities: Authorities, roots: Path, post: Callable[[Sent], int]
) -> None:
    vector, reason = ALL_BAD[name]
    sent = vector(authorities)

    with pytest.raises(RequestRejected) as rejected:
        verifier_of(sent, roots).verify(sent.headers, sent.body)

    assert rejected.value.code is reason
    assert str(rejected.value) == reason.value  # and nothing of the request
    expected = {Reason.BODY_TOO_LARGE: 413, Reason.CERTIFICATE_UNAVAILABLE: 503}.get(reason, 400)
    assert rejected.value.status == expected
    assert post(sent) == expected


@pytest.mark.parametrize("name", GOOD)
def test_a_good_request_passes(name: str, authorities: Authorities, roots: Path, post: Callable[[Sent], int]) -> None:
    sent = GOOD[name](authorities)

    verifier_of(sent, roots).verify(sent.headers, sent.body)

    assert post(sent) == 200


def test_refusals_are_counted_and_a_wrong_clock_shows(
    settings: Settings, authorities: Authorities, roots: Path
) -> None:
    encore = build(settings)
    good, late = authorities.sent(), sent_at(at(-152))(authorities)
    forged = changed(good, {SIGNATURE: "QUJD"})
    client = skill_app(encore, settings, verifier_of(good, roots)).test_client()

    def figures(*requests: Sent) -> str:
        for sent in requests:
            client.post("/alexa", data=sent.body, headers=dict(sent.headers))
        return encore.metrics.text().decode()

    assert 'encore_alexa_requests_refused_total{code="signature_wrong"} 2.0' in figures(forged, forged)
    assert "\nencore_alexa_timestamp_skew_seconds 152." in figures(late)
    assert "\nencore_alexa_timestamp_skew_seconds 0." in figures(good)
    until = (NOW + timedelta(days=30)).replace(microsecond=0).timestamp()
    expires = re.search(r"\nencore_alexa_certificate_expires_timestamp_seconds (\S+)", figures())
    assert expires is not None
    assert float(expires[1]) == until


def test_the_same_header_in_two_spellings_is_refused(authorities: Authorities, roots: Path) -> None:
    sent = authorities.sent()
    headers = {**sent.headers, SIGNATURE.lower(): sent.headers[SIGNATURE]}

    with pytest.raises(RequestRejected) as rejected:
        verifier_of(sent, roots).verify(headers, sent.body)

    assert rejected.value.code is Reason.HEADER_TWICE
