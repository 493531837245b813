"""Tokens of the API, kept by the hash of their secret."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from backend.orders.tokens import Scope, Token
from backend.storage import tables
from backend.storage.statements import insert_new

_TOKENS = select(tables.api_tokens)


class SqlTokens:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, hash: str, token: Token) -> bool:
        return insert_new(
            self._connection,
            tables.api_tokens,
            {
                "hash": hash,
                "name": token.name,
                "scopes": sorted(token.scopes),
                "customer_id": token.customer_id,
                "created_at": token.created_at,
                "revoked_at": token.revoked_at,
            },
        )

    def by_hash(self, hash: str) -> Token | None:
        row = self._connection.execute(_TOKENS.where(tables.api_tokens.c.hash == hash)).one_or_none()
        return None if row is None else _token(row)

    def all(self) -> Sequence[Token]:
        return [_token(row) for row in self._connection.execute(_TOKENS.order_by(tables.api_tokens.c.name))]

    def revoke(self, name: str, now: datetime) -> bool:
        t = tables.api_tokens
        revoked = self._connection.execute(
            update(t).where(t.c.name == name, t.c.revoked_at.is_(None)).values(revoked_at=now)
        )
        return revoked.rowcount == 1


def _token(row: Row[Any]) -> Token:
    scopes = frozenset(Scope(scope) for scope in row.scopes)
    return Token(row.name, scopes, row.customer_id, row.created_at, row.revoked_at)
