"""A shop system that talks to the API."""

import itertools
import os
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.test import TestResponse

from backend.orders.model import Customer
from backend.orders.tokens import Scope, create_token
from backend.storage.transactions import SqlDatabase
from backend.wiring import Encore
from tests.backend.shops import NOW, the_customer


@dataclass
class ApiShop:
    encore: Encore
    app: Flask
    _keys: Any = field(default_factory=lambda: itertools.count(1))
    _tokens: dict[tuple[Any, ...], str] = field(default_factory=dict)

    @property
    def database(self) -> SqlDatabase:
        return self.encore.database

    @property
    def ada(self) -> Customer:
        return the_customer(self.database, "ada")

    def token(self, *scopes: Scope, customer_id: UUID | None = None, name: str | None = None) -> str:
        """All scopes if none is named."""
        scopes = scopes or tuple(scope for scope in Scope if customer_id is None or scope is not Scope.SHOP)
        known = (*scopes, customer_id, name)
        if known not in self._tokens:
            with self.database.writing() as uow:
                self._tokens[known] = create_token(
                    name or f"till-{len(self._tokens)}",
                    scopes,
                    now=NOW,
                    uow=uow,
                    random_bytes=os.urandom,
                    customer_id=customer_id,
                ).secret
        return self._tokens[known]

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        key: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> TestResponse:
        """With a token that allows everything, unless another is given; "" for none."""
        token = self.token() if token is None else token
        sent = {"Authorization": f"Bearer {token}"} if token else {}
        if key is not None:
            sent["Idempotency-Key"] = key
        sent |= headers or {}
        given = {} if body is None else {"json": body}
        return self.app.test_client().open(path, method=method, headers=sent, **given)

    def new_key(self) -> str:
        return f"key-{next(self._keys)}"

    def order(self, *lines: tuple[str, int], customer: Customer | None = None) -> dict[str, Any]:
        """An order of so many of these; Ada's if nobody is named."""
        body = {"customer_id": str((customer or self.ada).id), "lines": wishes(*lines)}
        response = self.ask("POST", "/api/v1/orders", body, key=self.new_key())
        assert response.status_code == 201, response.get_json()
        placed: dict[str, Any] = response.get_json()
        return placed


def wishes(*lines: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"sku": sku, "quantity": quantity} for sku, quantity in lines]


def problem(response: TestResponse) -> tuple[int, str]:
    """Status and code of a problem document, which is checked to be one."""
    assert response.content_type == "application/problem+json", response.get_data()
    document = response.get_json()
    assert document.keys() >= {"type", "title", "status", "code", "detail"}
    assert document["status"] == response.status_code
    assert document["detail"]
    return response.status_code, document["code"]
