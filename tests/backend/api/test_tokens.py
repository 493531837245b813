"""Tokens: who may come in, and what for."""

import hashlib
import os

import pytest
from sqlalchemy import text

from backend.orders.errors import UnknownCustomer
from backend.orders.ids import uuid7
from backend.orders.tokens import (
    Scope,
    ScopesRefused,
    TokenNameRefused,
    TokenNameTaken,
    UnknownToken,
    create_token,
    list_tokens,
    revoke_token,
    token_of,
)
from backend.storage.transactions import SqlDatabase
from tests.backend.api.shop import ApiShop, problem
from tests.backend.shops import NOW, SHOP, new_customer, open_shop

READ = frozenset({Scope.READ})


@pytest.fixture
def shop(database: SqlDatabase) -> SqlDatabase:
    open_shop(database, shop=SHOP)
    return database


def create(database: SqlDatabase, name: str = "till", scopes: frozenset[Scope] = READ) -> str:
    return database.write(lambda uow: create_token(name, scopes, now=NOW, uow=uow, random_bytes=os.urandom)).secret


def test_a_token_is_32_random_bytes_behind_a_prefix(shop: SqlDatabase) -> None:
    made = shop.write(lambda uow: create_token("till", READ, now=NOW, uow=uow, random_bytes=lambda n: b"\xff" * n))

    assert made.secret == "encore_" + "_" * 42 + "8"
    assert made.secret not in repr(made)


def test_only_the_hash_of_a_token_is_kept(shop: SqlDatabase) -> None:
    secret = create(shop)

    with shop._engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM api_tokens")).all()
    assert [row.hash for row in rows] == [hashlib.sha256(secret.encode()).hexdigest()]
    assert secret not in str(rows)


def test_a_token_is_known_until_it_is_revoked(shop: SqlDatabase) -> None:
    secret = create(shop)

    assert shop.read(lambda uow: token_of(secret, uow=uow)).scopes == READ
    shop.write(lambda uow: revoke_token("till", now=NOW, uow=uow))
    with pytest.raises(UnknownToken):
        shop.read(lambda uow: token_of(secret, uow=uow))
    assert [(token.name, token.revoked_at) for token in shop.read(lambda uow: list_tokens(uow=uow))] == [("till", NOW)]


@pytest.mark.parametrize("name", ["nobody", "till"])
def test_what_is_not_there_or_is_revoked_cannot_be_revoked(shop: SqlDatabase, name: str) -> None:
    create(shop)
    shop.write(lambda uow: revoke_token("till", now=NOW, uow=uow))

    with pytest.raises(UnknownToken):
        shop.write(lambda uow: revoke_token(name, now=NOW, uow=uow))


def test_a_name_is_used_once_for_ever(shop: SqlDatabase) -> None:
    create(shop)
    shop.write(lambda uow: revoke_token("till", now=NOW, uow=uow))

    with pytest.raises(TokenNameTaken):
        create(shop)


@pytest.mark.parametrize(
    "name", ["", "Till", "a b", "-till", "x" * 61, "customer", "shop", "schedule", "tilł", "a\x00"]
)
def test_a_name_is_short_and_plain_and_nobody_elses(shop: SqlDatabase, name: str) -> None:
    with pytest.raises(TokenNameRefused):
        create(shop, name)


def test_a_token_allows_something_and_a_customers_token_not_the_shop(shop: SqlDatabase) -> None:
    ada = new_customer(shop)
    for scopes, customer_id in ((frozenset[Scope](), None), (frozenset({Scope.READ, Scope.SHOP}), ada.id)):
        with pytest.raises(ScopesRefused), shop.writing() as uow:
            create_token("t", scopes, now=NOW, uow=uow, random_bytes=os.urandom, customer_id=customer_id)
    with pytest.raises(UnknownCustomer), shop.writing() as uow:
        create_token("t", READ, now=NOW, uow=uow, random_bytes=os.urandom, customer_id=uuid7(NOW))


def test_who_made_and_revoked_it_is_kept(shop: SqlDatabase) -> None:
    create(shop)
    shop.write(lambda uow: revoke_token("till", now=NOW, uow=uow))

    events = shop.read(lambda uow: uow.events.latest(limit=2))
    assert {(event.type, event.actor, event.subject) for event in events} == {
        ("token.created", "shop", "till"),
        ("token.revoked", "shop", "till"),
    }


# -- over HTTP


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer encore_wrong", "Basic YTpi", "encore_x", "Bearer \xff", "bearer a b"],
)
def test_without_a_good_token_nothing_opens(api: ApiShop, header: str | None) -> None:
    response = api.ask("GET", "/api/v1/orders", token="", headers={} if header is None else {"Authorization": header})

    assert problem(response) == (401, "unauthorized")
    assert response.headers["WWW-Authenticate"].startswith('Bearer realm="encore"')


def test_a_revoked_token_opens_nothing(api: ApiShop) -> None:
    token = api.token(Scope.READ, name="old")
    assert api.ask("GET", "/api/v1/orders", token=token).status_code == 200
    with api.database.writing() as uow:
        revoke_token("old", now=NOW, uow=uow)

    assert problem(api.ask("GET", "/api/v1/orders", token=token)) == (401, "unauthorized")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_written_as_one_likes(api: ApiShop, scheme: str) -> None:
    response = api.ask("GET", "/api/v1/orders", token="", headers={"Authorization": f"{scheme} {api.token()}"})

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"


def test_a_token_for_other_things_is_refused(api: ApiShop) -> None:
    response = api.ask("GET", "/api/v1/orders", token=api.token(Scope.ORDER, Scope.SHOP, Scope.PRIVACY))

    assert problem(response) == (403, "missing_scope")
    assert response.get_json()["scope"] == "read"
    assert 'error="insufficient_scope"' in response.headers["WWW-Authenticate"]
