"""Linked accounts: sign-in codes, links and their tokens, who is known in a household."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from backend.orders.linking import Grant, Link, RefreshToken, SignIn
from backend.storage import tables
from backend.storage.prepared import Prepared
from backend.storage.statements import insert_new, upsert

_LINKS = select(tables.links)
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_T, _P = tables.access_tokens.c, tables.persons.c
# These two on every turn.
_LINK_BY_ACCESS = Prepared(
    _LINKS.join(tables.access_tokens, _T.link_id == tables.links.c.id).where(
        _T.hash == bindparam("of"), _T.expires_at > bindparam("after")
    )
)
_PERSON = Prepared(select(_P.customer_id).where(_P.hash == bindparam("of"), _P.account_id == bindparam("account")))


class SqlLinking:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- signing in

    def add_sign_in(self, sign_in: SignIn) -> None:
        self._connection.execute(
            insert(tables.sign_in_codes).values(
                id=sign_in.id,
                address_hash=sign_in.address_hash,
                customer_id=sign_in.customer_id,
                hash=sign_in.code_hash,
                tries=sign_in.tries,
                sent_at=sign_in.sent_at,
            )
        )

    def sign_ins_since(self, address_hash: str | None, since: datetime) -> int:
        s = tables.sign_in_codes
        counted = select(func.count()).select_from(s).where(s.c.sent_at > since)
        if address_hash is not None:
            counted = counted.where(s.c.address_hash == address_hash)
        return self._connection.scalars(counted).one()

    def count_try(self, id: UUID, since: datetime, most: int) -> SignIn | None:
        s = tables.sign_in_codes
        counted = self._connection.execute(
            update(s).where(s.c.id == id, s.c.sent_at > since, s.c.tries < most).values(tries=s.c.tries + 1)
        )
        if counted.rowcount != 1:
            return None
        row = self._connection.execute(select(s).where(s.c.id == id)).one()
        return SignIn(row.id, row.address_hash, row.customer_id, row.hash, row.tries, row.sent_at)

    def spend_sign_in(self, id: UUID, most: int) -> None:
        s = tables.sign_in_codes
        self._connection.execute(update(s).where(s.c.id == id).values(tries=most))

    def forget_sign_ins(self, customer_id: UUID) -> None:
        s = tables.sign_in_codes
        self._connection.execute(delete(s).where(s.c.customer_id == customer_id))

    # -- grants

    def add_grant(self, hash: str, grant: Grant) -> None:
        self._connection.execute(
            insert(tables.authorization_codes).values(
                hash=hash,
                customer_id=grant.customer_id,
                client_id=grant.client_id,
                redirect_uri=grant.redirect_uri,
                challenge=grant.challenge,
                scope=grant.scope,
                expires_at=grant.expires_at,
                link_id=grant.link_id,
            )
        )

    def grant(self, hash: str) -> Grant | None:
        a = tables.authorization_codes
        row = self._connection.execute(select(a).where(a.c.hash == hash)).one_or_none()
        if row is None:
            return None
        return Grant(
            row.customer_id, row.client_id, row.redirect_uri, row.challenge, row.scope, row.expires_at, row.link_id
        )

    def use_grant(self, hash: str, link_id: UUID) -> bool:
        a = tables.authorization_codes
        used = self._connection.execute(
            update(a).where(a.c.hash == hash, a.c.link_id.is_(None)).values(link_id=link_id)
        )
        return used.rowcount == 1

    # -- links

    def add(self, link: Link) -> None:
        self._connection.execute(
            insert(tables.links).values(
                id=link.id,
                customer_id=link.customer_id,
                client_id=link.client_id,
                scope=link.scope,
                user_id=link.user_id,
                created_at=link.created_at,
                used_at=link.used_at,
            )
        )

    def get(self, link_id: UUID) -> Link | None:
        row = self._connection.execute(_LINKS.where(tables.links.c.id == link_id)).one_or_none()
        return None if row is None else _link(row)

    def of(self, customer_id: UUID) -> Sequence[Link]:
        k = tables.links
        return [
            _link(row) for row in self._connection.execute(_LINKS.where(k.c.customer_id == customer_id).order_by("id"))
        ]

    def of_user(self, user_id: str) -> Sequence[Link]:
        k = tables.links
        return [_link(row) for row in self._connection.execute(_LINKS.where(k.c.user_id == user_id).order_by("id"))]

    def set_user(self, link_id: UUID, user_id: str) -> None:
        k = tables.links
        self._connection.execute(update(k).where(k.c.id == link_id).values(user_id=user_id))

    def remove(self, link_id: UUID) -> bool:
        for tokens in (tables.access_tokens, tables.refresh_tokens):
            self._connection.execute(delete(tokens).where(tokens.c.link_id == link_id))
        return self._connection.execute(delete(tables.links).where(tables.links.c.id == link_id)).rowcount == 1

    # -- tokens

    def add_access(self, hash: str, link_id: UUID, expires_at: datetime) -> None:
        self._connection.execute(insert(tables.access_tokens).values(hash=hash, link_id=link_id, expires_at=expires_at))

    def by_access(self, hash: str, now: datetime | None) -> Link | None:
        rows = _LINK_BY_ACCESS.rows(self._connection, {"of": hash, "after": now or _EVER})
        return _link(rows[0]) if rows else None

    def add_refresh(self, hash: str, link_id: UUID, now: datetime) -> None:
        row = {"hash": hash, "link_id": link_id, "created_at": now, "replaced_at": None, "seed": None}
        insert_new(self._connection, tables.refresh_tokens, row)

    def refresh_token(self, hash: str) -> RefreshToken | None:
        t, k = tables.refresh_tokens, tables.links
        wanted = select(k, t.c.replaced_at, t.c.seed).join(t, t.c.link_id == k.c.id).where(t.c.hash == hash)
        row = self._connection.execute(wanted).one_or_none()
        return None if row is None else RefreshToken(_link(row), row.replaced_at, row.seed)

    def replace_refresh(self, hash: str, seed: str, now: datetime) -> bool:
        t = tables.refresh_tokens
        replaced = self._connection.execute(
            update(t).where(t.c.hash == hash, t.c.replaced_at.is_(None)).values(replaced_at=now, seed=seed)
        )
        return replaced.rowcount == 1

    def use(self, link_id: UUID, now: datetime, seeds_before: datetime) -> None:
        t, k = tables.refresh_tokens, tables.links
        self._connection.execute(update(k).where(k.c.id == link_id).values(used_at=now))
        self._connection.execute(
            update(t).where(t.c.link_id == link_id, t.c.replaced_at < seeds_before).values(seed=None)
        )

    # -- households

    def person(self, person_hash: str, account_id: UUID) -> UUID | None:
        rows = _PERSON.rows(self._connection, {"of": person_hash, "account": account_id})
        return rows[0].customer_id if rows else None

    def add_person(self, person_hash: str, account_id: UUID, customer_id: UUID, user_id: str, now: datetime) -> None:
        row = {
            "hash": person_hash,
            "account_id": account_id,
            "customer_id": customer_id,
            "user_id": user_id,
            "at": now,
        }
        upsert(self._connection, tables.persons, [row])

    def remove_persons(self, user_id: str, account_id: UUID | None) -> None:
        p = tables.persons
        theirs = delete(p).where(p.c.user_id == user_id)
        self._connection.execute(theirs if account_id is None else theirs.where(p.c.account_id == account_id))

    # -- users who left

    def depart(self, user_hash: str, at: datetime) -> None:
        upsert(self._connection, tables.departures, [{"hash": user_hash, "at": at}])

    def departed_at(self, user_hash: str) -> datetime | None:
        d = tables.departures
        return self._connection.scalars(select(d.c.at).where(d.c.hash == user_hash)).one_or_none()


def _link(row: Row[Any]) -> Link:
    return Link(row.id, row.customer_id, row.client_id, row.scope, row.created_at, row.used_at, row.user_id)
