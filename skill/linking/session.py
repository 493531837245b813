"""Where somebody is between two pages: a signed cookie, and a token in each form that only goes with it."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Request, Response
from itsdangerous import BadSignature, URLSafeSerializer

LASTS = timedelta(minutes=30)
"""A page left open for longer is nobody's."""


def derived(secret: str, purpose: bytes) -> bytes:
    """A key for one purpose; no use of it says anything about the secret or about a key for another."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())


@dataclass(frozen=True, slots=True)
class Session:
    id: str
    """By chance; a new one whenever somebody signs in, so that nobody can prepare one for another."""
    at: datetime
    sign_in: UUID | None = None
    """The code that was sent."""
    customer_id: UUID | None = None
    """Who signed in."""


class Sessions:
    def __init__(self, secret: str, *, is_production: bool, random_bytes: Callable[[int], bytes]) -> None:
        self._signer = URLSafeSerializer(
            derived(secret, b"encore link session"), signer_kwargs={"digest_method": hashlib.sha256}
        )
        self._forms = derived(secret, b"encore link forms")
        self._random_bytes = random_bytes
        self._is_production = is_production
        # With this prefix, browsers let nobody else, like another host of the same domain, set it.
        self.cookie = "__Host-encore_link" if is_production else "encore_link"

    def new(self, now: datetime, *, sign_in: UUID | None = None, customer_id: UUID | None = None) -> Session:
        return Session(self._random_bytes(16).hex(), now, sign_in, customer_id)

    def read(self, request: Request, now: datetime) -> Session | None:
        """None if there is none, or it is too old, or not ours."""
        cookie = request.cookies.get(self.cookie, "")
        try:
            id, at, *ids = self._signer.loads(cookie[:1000])
            sign_in, customer_id = (UUID(hex) if hex else None for hex in ids)
            session = Session(str(id), datetime.fromtimestamp(at, UTC), sign_in, customer_id)
        except (BadSignature, ValueError, TypeError, AttributeError, OverflowError):
            return None
        return session if now - LASTS < session.at <= now else None

    def write(self, response: Response, session: Session) -> None:
        ids = [each.hex if each else "" for each in (session.sign_in, session.customer_id)]
        self._set(response, self._signer.dumps([session.id, session.at.timestamp(), *ids]))

    def clear(self, response: Response) -> None:
        response.delete_cookie(self.cookie, path="/", secure=self._is_production, httponly=True, samesite="Lax")

    def _set(self, response: Response, value: str) -> None:
        response.set_cookie(self.cookie, value, path="/", secure=self._is_production, httponly=True, samesite="Lax")

    def token(self, session: Session) -> str:
        """For the forms of its pages: another site can make a browser send a form, but not read this."""
        return hmac.digest(self._forms, session.id.encode(), "sha256").hex()

    def is_its_token(self, session: Session, token: str) -> bool:
        return hmac.compare_digest(self.token(session).encode(), token.encode("utf-8", "surrogatepass"))
