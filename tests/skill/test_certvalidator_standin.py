"""Only a chain that is Amazon's, whole, valid today and strong enough may vouch for a request."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from skill.certvalidator_standin import CertificateValidator, PathError, ValidationError

if TYPE_CHECKING:
    from tests.skill.conftest import Authority


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def validate(leaf: x509.Certificate, *others: x509.Certificate, roots: Path | None) -> None:
    validator = CertificateValidator(der(leaf), [der(other) for other in others], roots=roots)
    validator.validate_usage(key_usage={"digital_signature"})


def test_a_chain_to_a_trusted_root_passes(authority: "Authority", roots: Path) -> None:
    validate(authority.leaf(), authority.middle(), roots=roots)


def test_the_root_may_come_with_the_chain(authority: "Authority", roots: Path) -> None:
    validate(authority.leaf(), authority.middle(), authority.root(), roots=roots)


@pytest.mark.parametrize(
    "fault",
    [
        {"names": ("echo-api.amazon.com.evil.example",)},
        {"names": ("www.amazon.com",)},
        {"starts": timedelta(days=-9), "ends": timedelta(days=-1)},
        {"starts": timedelta(days=1)},
    ],
    ids=["suffixed name", "other name", "expired", "not yet valid"],
)
def test_a_leaf_that_is_not_alexas_today_is_refused(fault: dict[str, Any], authority: "Authority", roots: Path) -> None:
    with pytest.raises(PathError):
        validate(authority.leaf(**fault), authority.middle(), roots=roots)


def test_a_missing_intermediate_is_refused(authority: "Authority", roots: Path) -> None:
    with pytest.raises(PathError):
        validate(authority.leaf(), roots=roots)


def test_another_authority_is_refused_even_when_it_sends_its_own_root(authority: "Authority", roots: Path) -> None:
    foreign = type(authority)()

    with pytest.raises(PathError):
        validate(foreign.leaf(), foreign.middle(), foreign.root(), roots=roots)


def test_our_own_authority_is_nobody_to_the_public_roots(authority: "Authority") -> None:
    with pytest.raises(PathError):
        validate(authority.leaf(), authority.middle(), authority.root(), roots=None)


def test_a_self_signed_certificate_with_the_right_name_is_refused(authority: "Authority", roots: Path) -> None:
    same = authority.leaf_key
    lonely = type(authority)(root_key=same, middle_key=same, leaf_key=same)

    with pytest.raises(PathError):
        validate(lonely.leaf(), roots=roots)


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 1024),  # noqa: S505 - that is the point
        ec.generate_private_key(ec.SECP256R1()),
    ],
    ids=["RSA 1024", "elliptic curve"],
)
def test_a_key_that_may_not_sign_is_refused(key: Any, authority: "Authority", roots: Path) -> None:
    weak = type(authority)(root_key=authority.root_key, middle_key=authority.middle_key, leaf_key=key)

    with pytest.raises(ValidationError):
        validate(weak.leaf(), weak.middle(), roots=roots)


def test_a_certificate_that_is_not_for_signing_is_refused(authority: "Authority", roots: Path) -> None:
    with pytest.raises(ValidationError):
        validate(authority.leaf(signs=False), authority.middle(), roots=roots)


@pytest.mark.parametrize("garbage", [b"", b"<html>", b"\x30\x82\x00"])
def test_what_is_no_certificate_is_refused(garbage: bytes, roots: Path) -> None:
    with pytest.raises(ValidationError):
        CertificateValidator(garbage, [], roots=roots).validate_usage(key_usage={"digital_signature"})


def test_a_thousand_certificates_are_refused(authority: "Authority", roots: Path) -> None:
    with pytest.raises(ValidationError):
        validate(authority.leaf(), *[authority.middle()] * 1000, roots=roots)
