"""Only what Alexa signed, for this skill, just now, gets past the verifier."""

import base64
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from skill.verification import RequestRejected, RequestVerifier, certificate_url
from tests.skill.conftest import NOW

if TYPE_CHECKING:
    from tests.skill.conftest import Authority

SKILL = "amzn1.ask.skill.ours"


class Download:
    """Hands out one chain and counts how often it was asked."""

    def __init__(self, pem: bytes | Exception) -> None:
        self.pem = pem
        self.count = 0

    def __call__(self, _url: str) -> bytes:
        self.count += 1
        if isinstance(self.pem, Exception):
            raise self.pem
        return self.pem


def body(**request: Any) -> bytes:
    said = {"type": "LaunchRequest", "timestamp": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"), **request}
    application = {"applicationId": SKILL}
    return json.dumps(
        {"request": said, "session": {"application": application}, "context": {"System": {"application": application}}}
    ).encode()


def verifier(
    roots: Path, download: Callable[[str], bytes], *, skill_id: str = SKILL, now: datetime = NOW
) -> RequestVerifier:
    return RequestVerifier(skill_id, roots=roots.read_bytes(), fetch=download, clock=lambda: now)


def refused(verify: RequestVerifier, headers: dict[str, str], sent: bytes) -> str:
    with pytest.raises(RequestRejected) as rejected:
        verify.verify(headers, sent)
    assert rejected.value.status in (400, 413, 503)
    return rejected.value.code


def test_a_signed_request_passes_and_the_chain_is_fetched_once(authority: "Authority", roots: Path) -> None:
    download = Download(authority.chain())
    verify = verifier(roots, download)

    for _ in range(3):
        verify.verify(authority.sign(body()), body())

    assert download.count == 1


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


@pytest.mark.parametrize(
    "url",
    [
        "http://s3.amazonaws.com/echo.api/c.pem",
        "https://s3.amazonaws.com.evil.example/echo.api/c.pem",
        "https://evil.example/echo.api/c.pem",
        "https://s3.amazonaws.com./echo.api/c.pem",
        "https://s3.us-east-1.amazonaws.com/echo.api/c.pem",
        "https://s3.amazonaws.com/EcHo.aPi/c.pem",
        "https://s3.amazonaws.com/echo.apievil/c.pem",
        "https://s3.amazonaws.com/echo.api/../evil/c.pem",
        "https://s3.amazonaws.com/echo.api/%2e%2e/evil/c.pem",
        "https://s3.amazonaws.com/echo.api/..%2fevil/c.pem",
        "https://s3.amazonaws.com/echo.api/..\\evil/c.pem",
        "https://s3.amazonaws.com/echo.api/..;/evil/c.pem",
        "https://s3.amazonaws.com:563/echo.api/c.pem",
        "https://s3.amazonaws.com:99999/echo.api/c.pem",
        "https://s3.amazonaws.com:https/echo.api/c.pem",
        "https://s3.amazonaws.com:/echo.api/c.pem",
        "https://s3.amazonaws.com@evil.example/echo.api/c.pem",
        "https://evil@s3.amazonaws.com/echo.api/c.pem",
        "https://s3.amazonaws.com/echo.api/c.pem?x=1",
        "https://s3.amazonaws.com/echo.api/c.pem#x",
        " https://s3.amazonaws.com/echo.api/c.pem",
        "https://s3.amazonaws.com/echo.api/\tc.pem",
        "https://s3.\u0430mazonaws.com/echo.api/c.pem",
        "file:///echo.api/c.pem",
        "//s3.amazonaws.com/echo.api/c.pem",
        "https://[",
        "https://s3.amazonaws.com/echo.api/" + "a" * 100_000,
    ],
    ids=lambda url: url[:60],
)
def test_certificates_come_only_from_where_amazon_keeps_them(url: str, authority: "Authority", roots: Path) -> None:
    download = Download(authority.chain())
    headers = {**authority.sign(body()), "SignatureCertChainUrl": url}

    assert refused(verifier(roots, download), headers, body()) == "certificate_url"
    assert download.count == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"SignatureCertChainUrl": ""}, "no_certificate_url"),
        ({"Signature-256": ""}, "no_signature"),
        ({"Signature-256": "", "Signature": "QUJD"}, "no_signature"),
        ({"Signature-256": "not base64!"}, "signature_unreadable"),
        ({"Signature-256": "QUJ"}, "signature_unreadable"),
        ({"Signature-256": "Q UJD"}, "signature_unreadable"),
        ({"Signature-256": base64.b64encode(bytes(256)).decode()}, "signature_wrong"),
        ({"Signature-256": "QUJD"}, "signature_wrong"),
        ({"Signature-256": "A" * 1_000_000}, "signature_wrong"),
    ],
)
def test_headers_that_prove_nothing(change: dict[str, str], code: str, authority: "Authority", roots: Path) -> None:
    verify = verifier(roots, Download(authority.chain()))

    assert refused(verify, {**authority.sign(body()), **change}, body()) == code


@pytest.mark.parametrize(
    "pad",
    [
        (padding.PKCS1v15(), hashes.SHA1()),  # noqa: S303 - the old signature must not count
        (padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()),
    ],
    ids=["SHA-1", "PSS"],
)
def test_only_the_agreed_way_to_sign_counts(pad: tuple[Any, Any], authority: "Authority", roots: Path) -> None:
    signature = base64.b64encode(authority.leaf_key.sign(body(), *pad)).decode()
    verify = verifier(roots, Download(authority.chain()))

    assert refused(verify, {**authority.sign(body()), "Signature-256": signature}, body()) == "signature_wrong"


@pytest.mark.parametrize("changed", [body() + b" ", body().replace(b"Launch", b"launch"), b""])
def test_a_changed_body_is_refused(changed: bytes, authority: "Authority", roots: Path) -> None:
    assert refused(verifier(roots, Download(authority.chain())), authority.sign(body()), changed) == "signature_wrong"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"names": ("*.amazon.com",)}, "certificate_name"),
        ({"names": ("echo-api.amazon.com.evil.example",)}, "certificate_name"),
        ({"starts": timedelta(days=-9), "ends": timedelta(days=-1)}, "certificate_expired"),
        ({"starts": timedelta(days=1)}, "certificate_expired"),
        ({"signs": False}, "certificate_key"),
    ],
)
def test_leaves_that_may_not_speak_for_alexa(
    fault: dict[str, Any], code: str, authority: "Authority", roots: Path
) -> None:
    verify = verifier(roots, Download(authority.chain(**fault)))

    assert refused(verify, authority.sign(body()), body()) == code


@pytest.mark.parametrize("key", [rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP256R1())])  # noqa: S505
def test_keys_too_weak_or_of_another_kind_are_refused(key: Any, authority: "Authority", roots: Path) -> None:
    weak = type(authority)(root_key=authority.root_key, middle_key=authority.middle_key, leaf_key=key)

    assert refused(verifier(roots, Download(weak.chain())), authority.sign(body()), body()) == "certificate_key"


@pytest.mark.parametrize(
    ("served", "code"),
    [
        (b"", "certificate_unreadable"),
        (b"<html>", "certificate_unreadable"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "certificate_unreadable"),
        (b"x" * 70_000, "certificate_too_large"),
        (OSError("no route"), "certificate_unavailable"),
        (TimeoutError(), "certificate_unavailable"),
    ],
)
def test_downloads_that_are_no_chain(served: bytes | Exception, code: str, authority: "Authority", roots: Path) -> None:
    assert refused(verifier(roots, Download(served)), authority.sign(body()), body()) == code


def test_a_foreign_chain_is_refused_with_its_own_root_in_it(authority: "Authority", roots: Path) -> None:
    foreign = type(authority)()

    assert refused(verifier(roots, Download(foreign.chain())), foreign.sign(body()), body()) == "certificate_untrusted"


def test_a_bad_download_does_not_stick(authority: "Authority", roots: Path) -> None:
    now = [NOW]
    download = Download(OSError("no route"))
    verify = RequestVerifier(SKILL, roots=roots.read_bytes(), fetch=download, clock=lambda: now[0])
    refused(verify, authority.sign(body()), body())
    refused(verify, authority.sign(body()), body())
    assert download.count == 1  # a server that is down is not asked at every request

    download.pem = authority.chain()
    now[0] += timedelta(seconds=31)

    verify.verify(authority.sign(body()), body())


def test_a_chain_that_ran_out_since_it_was_fetched_is_refused(authority: "Authority", roots: Path) -> None:
    now = [NOW]
    download = Download(authority.chain(ends=timedelta(hours=1)))
    verify = RequestVerifier(SKILL, roots=roots.read_bytes(), fetch=download, clock=lambda: now[0])
    verify.verify(authority.sign(body()), body())

    now[0] += timedelta(hours=2)

    assert refused(verify, authority.sign(body()), body()) == "certificate_expired"


def test_many_requests_at_once_fetch_once(authority: "Authority", roots: Path) -> None:
    download = Download(authority.chain())
    verify = verifier(roots, download)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: verify.verify(authority.sign(body()), body()), range(24)))

    assert download.count == 1


def moved(seconds: int) -> str:
    return (NOW + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(
    "request_",
    [
        {"timestamp": moved(-151)},
        {"timestamp": moved(240)},
        {"timestamp": moved(-3000)},
        {"timestamp": moved(-7200), "type": "AlexaSkillEvent.SkillDisabled"},
        {"timestamp": None},
        {"timestamp": "soon"},
        {"timestamp": NOW.strftime("%Y-%m-%dT%H:%M:%S")},
        {"timestamp": int(NOW.timestamp())},
        {"timestamp": [moved(0)]},
        {"timestamp": "0000-01-01T00:00:00Z"},
        {"timestamp": NOW.strftime("%a, %d %b %Y %H:%M:%S GMT")},
    ],
)
def test_requests_from_another_time(request_: dict[str, Any], authority: "Authority", roots: Path) -> None:
    sent = body(**request_)

    code = refused(verifier(roots, Download(authority.chain())), authority.sign(sent), sent)

    assert code in ("timestamp", "no_timestamp")


@pytest.mark.parametrize(
    "request_",
    [
        {"timestamp": moved(-149)},
        {"timestamp": NOW.astimezone().isoformat(timespec="milliseconds")},
        {"timestamp": moved(-3000), "type": "AlexaSkillEvent.SkillDisabled"},
    ],
)
def test_requests_in_time_pass(request_: dict[str, Any], authority: "Authority", roots: Path) -> None:
    sent = body(**request_)

    verifier(roots, Download(authority.chain())).verify(authority.sign(sent), sent)


@pytest.mark.parametrize(
    "sent",
    [
        body().replace(SKILL.encode(), b"amzn1.ask.skill.other"),
        body().replace(SKILL.encode(), b"amzn1.ask.skill.other", 1),
        body()[: body().index(b', "session"')] + b"}",
        body().replace(b'"' + SKILL.encode() + b'"', b"[]"),
    ],
    ids=["both", "session", "nowhere", "lists"],
)
def test_requests_for_another_skill(sent: bytes, authority: "Authority", roots: Path) -> None:
    assert refused(verifier(roots, Download(authority.chain())), authority.sign(sent), sent) == "other_skill"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"\xff\xfe", "not_json"),
        (b"\xef\xbb\xbf{}", "not_json"),
        (b'{"request": NaN}', "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"request": ' + b"9" * 6000 + b"}", "not_json"),
        (b"null", "not_a_request"),
        (b"{}", "not_a_request"),
        (b'{"request": []}', "not_a_request"),
        (b"x" * 200_000, "body_too_large"),
    ],
)
def test_signed_nonsense(sent: bytes, code: str, authority: "Authority", roots: Path) -> None:
    assert refused(verifier(roots, Download(authority.chain())), authority.sign(sent), sent) == code


def test_header_names_are_read_in_any_case(authority: "Authority", roots: Path) -> None:
    headers = {name.lower(): value for name, value in authority.sign(body()).items()}

    verifier(roots, Download(authority.chain())).verify(headers, body())
