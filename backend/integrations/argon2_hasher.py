"""Voice codes by argon2id: ten thousand possible codes are tried in no time unless each try is slow and needs a secret
that is not in the database."""

import hmac
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MEMORY = 19 * 1024
"""KiB. With two passes about 25 ms of one core: what OWASP recommends for argon2id."""


class Argon2CodeHasher:
    def __init__(self, pepper: str) -> None:
        self._pepper = pepper.encode()

    def hash(self, customer_id: UUID, digits: str) -> str:
        return self._argon2.hash(self._peppered(customer_id, digits))

    def verify(self, hash: str, customer_id: UUID, digits: str) -> bool:
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            return self._argon2.verify(hash, self._peppered(customer_id, digits))
        except (VerificationError, InvalidHashError):
            return False

    def proof(self, customer_id: UUID, digits: str) -> str:
        return hmac.digest(self._pepper, b"proof" + customer_id.bytes + digits.encode(), "sha256").hex()

    def _peppered(self, customer_id: UUID, digits: str) -> bytes:
        """With the customer in it, the hash of one is of no use to another."""
        return hmac.digest(self._pepper, b"code" + customer_id.bytes + digits.encode(), "sha256")

    @cached_property
    def _argon2(self) -> "PasswordHasher":
        from argon2 import PasswordHasher  # loads a shared library: only when somebody has a voice code

        return PasswordHasher(time_cost=2, memory_cost=MEMORY, parallelism=1)
