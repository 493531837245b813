"""Stands in for the `certvalidator` package, which the Alexa SDK imports to check Amazon's certificate chain.

certvalidator asks oscrypto, and oscrypto cannot parse the version of current OpenSSL releases: it fails on
import and takes the SDK with it. The same question, "does this chain lead to a root we trust, today?", is
answered here by the check that our own verifier makes.
"""

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import certifi
from cryptography import x509
from cryptography.x509.verification import Store

from skill.verification import RequestRejected, readable_certificates, trusted_chain

_ABOUT_THE_PATH = frozenset({"certificate_name", "certificate_expired", "certificate_untrusted"})


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
        try:
            leaf, *others = map(x509.load_der_x509_certificate, (self._end_cert, *self._intermediates))
            trusted_chain(leaf, others, store=_store(self._roots), now=datetime.now(UTC))
            allowed = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
        except ValueError as error:
            raise ValidationError("not a usable certificate") from error
        except RequestRejected as rejected:
            raise (PathError if rejected.code in _ABOUT_THE_PATH else ValidationError)(rejected.code) from rejected
        if not all(getattr(allowed, usage) for usage in key_usage):
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
