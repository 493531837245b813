"""A real shop behind a real skill, and a certificate authority that plays Amazon."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from flask.testing import FlaskClient

from backend.settings import Settings
from backend.wiring import Encore, build
from skill.app import unverified_app
from skill.simulator.requests import envelope

NOW = datetime.now(UTC)
ALEXA = "echo-api.amazon.com"
CERTIFICATE_URL = "https://s3.amazonaws.com/echo.api/echo-api-cert-1.pem"

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("shop")
    return Settings(data_dir=str(folder), database_url=f"sqlite:///{folder / 'shop.sqlite3'}")


@pytest.fixture(scope="module")
def encore(settings: Settings) -> Encore:
    return build(settings)


@pytest.fixture
def client(encore: Encore, settings: Settings) -> FlaskClient:
    return unverified_app(encore, settings).test_client()


@pytest.fixture
def ask(client: FlaskClient) -> Ask:
    """Sends a request as Alexa would; gives back the answer's JSON."""

    def ask(request: dict[str, Any], *, attributes: dict[str, Any] | None = None) -> dict[str, Any]:
        session = {"id": "amzn1.echo-api.session.1", "attributes": attributes or {}}
        body = envelope(request, customer="ada", session=session, new=not attributes, now=NOW, locale="en-US")
        answer = client.post("/alexa", json=body)
        assert answer.status_code == 200
        parsed: dict[str, Any] = answer.get_json()
        return parsed

    return ask


def _rsa(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@dataclass
class Authority:
    """A certificate authority of our own: root -> intermediate -> leaf, as good or bad as a test wants."""

    root_key: rsa.RSAPrivateKey = field(default_factory=_rsa)
    middle_key: rsa.RSAPrivateKey = field(default_factory=_rsa)
    leaf_key: Any = field(default_factory=_rsa)

    def root(self) -> x509.Certificate:
        return certificate("Root", self.root_key, "Root", self.root_key, ca=True)

    def middle(self, **changes: Any) -> x509.Certificate:
        return certificate("Middle", self.middle_key, "Root", self.root_key, ca=True, **changes)

    def leaf(self, **changes: Any) -> x509.Certificate:
        return certificate("Leaf", self.leaf_key, "Middle", self.middle_key, ca=False, **changes)

    def chain(self, **changes: Any) -> bytes:
        """PEM, leaf first, as it is downloaded."""
        return pem(self.leaf(**changes), self.middle())

    def with_leaf_key(self, key: Any) -> "Authority":
        """The same authority has signed another key."""
        return replace(self, leaf_key=key)

    def sign(self, body: bytes) -> dict[str, str]:
        """The headers Alexa would send with this body."""
        signature = self.leaf_key.sign(body, padding.PKCS1v15(), hashes.SHA256())
        encoded = base64.b64encode(signature).decode()
        return {"SignatureCertChainUrl": CERTIFICATE_URL, "Signature-256": encoded}


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="session")
def roots(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("roots") / "roots.pem"
    broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    file.write_bytes(broken + pem(authority.root()))
    return file


def certificate(
    subject: str,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: rsa.RSAPrivateKey,
    *,
    ca: bool,
    names: tuple[str, ...] = (ALEXA,),
    starts: timedelta = timedelta(days=-1),
    ends: timedelta = timedelta(days=30),
    signs: bool = True,
    purposes: tuple[x509.ObjectIdentifier, ...] = (ExtendedKeyUsageOID.SERVER_AUTH,),
) -> x509.Certificate:
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
         "decipher_only"), False,
    )  # fmt: skip
    authority_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + starts)
        .not_valid_after(NOW + ends)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=signs, key_cert_sign=ca, crl_sign=ca, **usage), critical=True)
        .add_extension(authority_id, critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    if not ca and names:
        alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        builder = builder.add_extension(alternatives, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(each.public_bytes(serialization.Encoding.PEM) for each in certificates)
