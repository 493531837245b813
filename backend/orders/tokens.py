"""Keys for the shop's other systems. Only a hash is kept, so nobody can read a key out of the database."""

import base64
import hashlib
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from backend.orders.errors import Refusal, UnknownCustomer
from backend.orders.ids import uuid7
from backend.orders.model import Event

if TYPE_CHECKING:
    from backend.orders.ports import UnitOfWork

PREFIX = "encore_"
"""So that people and secret scanners know one when they see it."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
_TAKEN = frozenset({"customer", "shop", "schedule"})
"""A token's name says in the audit trail who did it; these are somebody else."""


class Scope(StrEnum):
    READ = "read"
    ORDER = "order"
    """Everything that ends in an order, or changes one."""
    SHOP = "shop"
    """The shop keeper's side."""
    PRIVACY = "privacy"
    """A customer's data as a whole: hand it over, delete it."""


@dataclass(frozen=True, slots=True)
class Token:
    name: str
    scopes: frozenset[Scope]
    customer_id: UUID | None
    """Such a token sees this customer's things only."""
    created_at: datetime
    revoked_at: datetime | None = None


class Tokens(Protocol):
    def add(self, hash: str, token: Token) -> bool:
        """False if there is, or was, one of this name."""

    def by_hash(self, hash: str) -> Token | None: ...

    def all(self) -> Sequence[Token]:
        """By name, revoked ones too."""

    def revoke(self, name: str, now: datetime) -> bool:
        """False if there is none, or it was revoked before."""


@dataclass(slots=True)
class TokenNameRefused(Refusal):
    """1 to 60 lower case letters, digits, dots, dashes or underscores, and not "customer", "shop" or "schedule"."""

    name: str


@dataclass(slots=True)
class TokenNameTaken(Refusal):
    """Also by a token that was revoked: the audit trail knows them by name."""

    name: str


@dataclass(slots=True)
class ScopesRefused(Refusal):
    """None at all; or the whole shop, for a token that is to see one customer."""

    scopes: frozenset[Scope]


@dataclass(slots=True)
class UnknownToken(Refusal):
    """There is none, or it was revoked."""

    name: str
    """Empty where only the secret was given."""


@dataclass(frozen=True, slots=True)
class NewToken:
    token: Token
    secret: str = field(repr=False)
    """To be shown once; it cannot be had again."""


def create_token(
    name: str,
    scopes: Collection[Scope],
    *,
    now: datetime,
    uow: "UnitOfWork",
    random_bytes: Callable[[int], bytes],
    customer_id: UUID | None = None,
    actor: str = "shop",
) -> NewToken:
    """
    Raises:
        TokenNameRefused, TokenNameTaken, ScopesRefused, UnknownCustomer
    """
    if not _NAME.fullmatch(name) or name in _TAKEN:
        raise TokenNameRefused(name)
    allowed = frozenset(scopes)
    if not allowed or (customer_id is not None and Scope.SHOP in allowed):
        raise ScopesRefused(allowed)
    if customer_id is not None and uow.customers.get(customer_id) is None:
        raise UnknownCustomer(str(customer_id))
    secret = PREFIX + base64.urlsafe_b64encode(random_bytes(32)).decode("ascii").rstrip("=")
    token = Token(name, allowed, customer_id, now)
    if not uow.tokens.add(hash_of(secret), token):
        raise TokenNameTaken(name)
    body = {"scopes": sorted(allowed)}
    uow.events.add(Event(uuid7(now), now, "token.created", actor, name, customer_id, body))
    return NewToken(token, secret)


def list_tokens(*, uow: "UnitOfWork") -> Sequence[Token]:
    return uow.tokens.all()


def revoke_token(name: str, *, now: datetime, uow: "UnitOfWork", actor: str = "shop") -> None:
    """From now on it opens nothing.

    Raises:
        UnknownToken
    """
    if not uow.tokens.revoke(name, now):
        raise UnknownToken(name)
    uow.events.add(Event(uuid7(now), now, "token.revoked", actor, name))


def token_of(secret: str, *, uow: "UnitOfWork") -> Token:
    """
    Raises:
        UnknownToken
    """
    # Found by the hash of the whole secret: how long it takes says nothing about any secret.
    token = uow.tokens.by_hash(hash_of(secret))
    if token is None or token.revoked_at is not None:
        raise UnknownToken("")
    return token


def hash_of(secret: str) -> str:
    """SHA-256, in hexadecimal. 32 random bytes need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
