"""Stands in for the `certvalidator` package, which the Alexa SDK imports to check Amazon's certificate chain.

certvalidator asks oscrypto, and oscrypto cannot parse the version of current OpenSSL releases: it fails on
import and takes the SDK with it. The same question, "does this chain lead to a root we trust, today?", is
answered here by `cryptography`.
"""

import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import certifi
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from skill.verification import LONGEST_CHAIN, readable_certificates

ALEXA = x509.DNSName("echo-api.amazon.com")


class ValidationError(Exception):
    """The certificate may not sign Alexa requests."""


class PathError(ValidationError):
    """No path from the certificate to a trusted root."""


class CertificateValidator:
    """The part of certvalidator's class that the SDK calls."""

    def __init__(self, end_cert: bytes, intermediate_certs: Sequence[bytes] = (), *, roots: Path | None = None) -> None:
        """Certificates are DER; `roots` is a PEM file, certifi's when not given."""
        self._end_cert = end_cert
        self._intermediates = intermediate_certs
        self._roots = roots or Path(certifi.where())

    def validate_usage(self, key_usage: Iterable[str]) -> None:
        """
        Raises:
            PathError: the chain is broken, expired, not Alexa's, or leads to nobody we trust.
            ValidationError: a certificate cannot be read, or the key is too weak or not meant for this.
        """
        if len(self._intermediates) >= LONGEST_CHAIN:
            raise ValidationError("too many certificates")
        try:
            leaf, *others = map(x509.load_der_x509_certificate, (self._end_cert, *self._intermediates))
            _refuse_unfit_key(leaf, key_usage)
        except (ValueError, x509.ExtensionNotFound) as error:
            raise ValidationError("not a usable certificate") from error
        verifier = PolicyBuilder().store(_store(self._roots)).build_server_verifier(ALEXA)
        try:
            verifier.verify(leaf, others)
        except VerificationError as error:
            raise PathError(str(error)) from error


def _refuse_unfit_key(leaf: x509.Certificate, usages: Iterable[str]) -> None:
    """`cryptography` checks the path and the name, but not these."""
    key = leaf.public_key()
    if not isinstance(key, RSAPublicKey) or key.key_size < 2048:
        raise ValidationError("not an RSA key of 2048 bits or more")
    allowed = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    if not all(getattr(allowed, usage) for usage in usages):
        raise ValidationError("the key is not meant for this use")


@lru_cache(maxsize=2)
def _store(roots: Path) -> Store:
    return Store(list(readable_certificates(roots.read_bytes())))


def register() -> None:
    """Makes `import certvalidator` find this file. Call it before anything imports flask_ask_sdk."""
    package, errors = ModuleType("certvalidator"), ModuleType("certvalidator.errors")
    errors.PathError = PathError  # type: ignore[attr-defined]
    errors.ValidationError = ValidationError  # type: ignore[attr-defined]
    package.errors = errors  # type: ignore[attr-defined]
    package.CertificateValidator = CertificateValidator  # type: ignore[attr-defined]
    sys.modules["certvalidator"] = package
    sys.modules["certvalidator.errors"] = errors
