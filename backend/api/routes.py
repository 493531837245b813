"""What a route is, and how a request becomes a call: who asks, may they, and is it what we described?"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any, TypeVar
from uuid import UUID

import flask
from marshmallow import Schema

from backend.api import reading
from backend.api.metrics import Metrics
from backend.api.problems import Problem
from backend.orders.errors import UnknownCustomer, UnknownOrder
from backend.orders.idempotency import once
from backend.orders.model import Customer, Order
from backend.orders.ports import Chance, Database, UnitOfWork
from backend.orders.tokens import Scope, Token, UnknownToken, token_of

Result = TypeVar("Result")


@dataclass(frozen=True)
class Services:
    """What all routes work with."""

    database: Database
    find_products: Callable[[str, str], Sequence[str]]
    """What was said, and its locale, to SKUs."""
    ready: Callable[[], bool]
    clock: Callable[[], datetime]
    chance: Chance
    metrics: Metrics
    random_bytes: Callable[[int], bytes]
    carrier_secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_production: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any = None
    """JSON; None for no body at all."""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One request: allowed, checked and read."""

    services: Services
    token: Token | None
    now: datetime
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Any
    headers: Mapping[str, str]
    raw: bytes
    """The body as it came, for those who sign it."""
    route: str
    key: str = ""
    """The Idempotency-Key."""

    @property
    def actor(self) -> str:
        """Who it was, in the audit trail."""
        return self.token.name if self.token else ""

    def read(self, work: Callable[[UnitOfWork], Result]) -> Result:
        return self.services.database.read(work)

    def write(self, work: Callable[[UnitOfWork], Result]) -> Result:
        return self.services.database.write(work)

    def customer(self, uow: UnitOfWork, customer_id: UUID | None = None) -> Customer:
        """The one in the path, if this token may know them. Somebody else's customer does not exist.

        Raises:
            UnknownCustomer
        """
        wanted: UUID = customer_id or self.path["customer_id"]
        found = uow.customers.get(wanted) if self.may_see(wanted) else None
        if found is None:
            raise UnknownCustomer(str(wanted))
        return found

    def order(self, uow: UnitOfWork) -> Order:
        """The one in the path, if it is this token's customer's.

        Raises:
            UnknownOrder
        """
        number: str = self.path["number"]
        order = uow.orders.by_number(number)
        if order is None or not self.may_see(order.customer_id):
            raise UnknownOrder(number)
        return order

    def owner(self, uow: UnitOfWork, order: Order) -> Customer:
        """
        Raises:
            UnknownOrder: it is nobody's any more.
        """
        customer = uow.customers.get(order.customer_id) if order.customer_id else None
        if customer is None:
            raise UnknownOrder(order.number)
        return customer

    def may_see(self, customer_id: UUID | None) -> bool:
        """A token of one customer sees that customer's things only."""
        return self.token is None or self.token.customer_id is None or self.token.customer_id == customer_id

    def once(self, work: Callable[[UnitOfWork], tuple[int, dict[str, Any]]]) -> tuple[Answer, bool]:
        """What the first request with this key was answered, and whether that was just now.

        Keys belong to the token: nobody meets somebody else's.
        """
        assert self.token is not None
        scope = f"api:{self.token.name}"
        asked = json.dumps([self.route, _plain(self.path), _plain(self.body)], sort_keys=True)
        fingerprint = hashlib.sha256(asked.encode()).hexdigest()

        def first_or_same(uow: UnitOfWork) -> tuple[int, Any, bool]:
            is_first = False

            def act(uow: UnitOfWork) -> tuple[int, Any]:
                nonlocal is_first
                is_first = True
                return work(uow)

            status, body = once(scope, self.key, fingerprint, act, now=self.now, uow=uow)
            return status, body, is_first

        status, body, is_first = self.write(first_or_same)
        return Answer(status, body, {} if is_first else {"Idempotency-Replayed": "true"}), is_first


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    """As Flask writes it."""
    view: Callable[[Call], Answer]
    """Its docstring is its description."""
    answers: Mapping[int, type[Schema] | None]
    """Status to what comes with it; None for no body. Problems are understood."""
    scope: Scope | None = None
    """What a token must allow; None for everybody."""
    body: type[Schema] | None = None
    query: type[Schema] | None = None
    key: bool = False
    """Wants an Idempotency-Key; with a body that has `place`, only to place an order."""
    production_scope: Scope | None = None
    """As scope, but in development everybody may."""
    problems: Sequence[int] = ()
    """Statuses beside those that follow from the rest."""

    @property
    def name(self) -> str:
        return self.view.__name__


def answer(route: Route, services: Services, path: Mapping[str, Any]) -> flask.Response:
    """
    Raises:
        Problem, Refusal, NotConfirmed, EncoreError: the blueprint turns them into problem documents.
    """
    request = flask.request
    scope = route.scope or (route.production_scope if services.is_production else None)
    token = _allowed(request.headers.get("Authorization"), scope, services) if scope else None
    if any(isinstance(part, str) and not reading.is_plain(part) for part in path.values()):
        raise Problem(404, "not_found", "There is nothing at this address.")
    query = reading.checked(request.args.to_dict(), route.query(), 400, "bad_query") if route.query else {}
    if request.method not in ("GET", "HEAD") and "Transfer-Encoding" in request.headers:
        # Werkzeug cuts a chunked body off at the limit without a word, so a body has to say how long it is.
        raise Problem(411, "length_required", "Send a Content-Length.")
    raw = request.get_data(cache=False)
    body = _body(route.body, raw) if route.body else None
    call = Call(
        services=services,
        token=token,
        now=services.clock(),
        path=path,
        query=query,
        body=body,
        headers=dict(request.headers),
        raw=raw,
        route=f"{route.method} {route.path}",
    )
    if route.key and (not isinstance(body, dict) or body.get("place", True)):
        call = replace(call, key=reading.idempotency_key(request.headers.get("Idempotency-Key")))
    return _response(route.view(call), personal=token is not None)


def _allowed(header: str | None, scope: Scope, services: Services) -> Token:
    """
    Raises:
        Problem: no token, an unknown one, or one for other things.
    """
    scheme, _, secret = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        detail = "Send `Authorization: Bearer encore_...`; `encore shop token NAME --scope read` makes one."
        raise Problem(401, "unauthorized", detail, headers={"WWW-Authenticate": 'Bearer realm="encore"'})
    try:
        token = services.database.read(lambda uow: token_of(secret.strip(), uow=uow))
    except UnknownToken:
        detail = "This token is not known here, or was revoked."
        challenge = 'Bearer realm="encore", error="invalid_token"'
        raise Problem(401, "unauthorized", detail, headers={"WWW-Authenticate": challenge}) from None
    if scope not in token.scopes:
        challenge = f'Bearer realm="encore", error="insufficient_scope", scope="{scope}"'
        detail = f"This token does not allow {scope}."
        raise Problem(403, "missing_scope", detail, {"scope": scope.value}, {"WWW-Authenticate": challenge})
    return token


def _body(schema: type[Schema], raw: bytes) -> Any:
    if flask.request.mimetype != "application/json":
        raise Problem(415, "unsupported_media_type", "Send JSON, with Content-Type: application/json.")
    return reading.checked(reading.json_document(raw), schema(), 422, "invalid")


def _response(answer: Answer, *, personal: bool) -> flask.Response:
    if isinstance(answer.body, (str, bytes)):
        response = flask.Response(answer.body, status=answer.status)
    elif answer.body is None:
        response = flask.Response(status=answer.status)
        del response.headers["Content-Type"]
    else:
        response = flask.jsonify(answer.body)
        response.status_code = answer.status
    for name, value in answer.headers.items():
        response.headers[name] = value
    if personal:
        response.headers["Cache-Control"] = "no-store"
    return response


def problem_of_http(status: int, description: str) -> Problem:
    """For what Flask itself refuses: no such address, method, size."""
    code = HTTPStatus(status).phrase.lower().replace(" ", "_").replace("-", "_")
    sentences = {
        404: "There is nothing at this address.",
        405: "This address has no such method; Allow names those it has.",
        411: "Send a Content-Length.",
        413: "The body is too large; 128 KiB is the most.",
        500: "Something is wrong on our side; it has been logged.",
    }
    return Problem(status, "internal_error" if status == 500 else code, sentences.get(status, description))
