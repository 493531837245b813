"""The description: valid, complete, and true. Schemathesis tries what it promises."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from backend.api.blueprint import all_routes
from backend.api.problems import REFUSALS, problem_of
from backend.orders import tokens, voice_codes
from backend.orders.errors import Refusal
from tests.backend.api.shop import ApiShop

BY_VOICE_ONLY = {"backend.orders.voice_codes", "backend.orders.importing"}
"""Rooms whose refusals no route can meet."""
BY_COMMAND_ONLY = {tokens.TokenNameRefused, tokens.TokenNameTaken, tokens.ScopesRefused}


def test_the_description_is_valid_openapi_3_1(api: ApiShop) -> None:
    response = api.ask("GET", "/openapi.json", token="")

    assert response.status_code == 200
    assert response.get_json()["openapi"] == "3.1.0"
    validate(response.get_json())


def test_every_route_is_described(api: ApiShop) -> None:
    described = {
        (method.upper(), path)
        for path, operations in api.ask("GET", "/openapi.json").get_json()["paths"].items()
        for method in operations
    }
    routed = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in api.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint.startswith("api.")
    }

    assert described == routed


def test_only_what_is_for_everybody_needs_no_token() -> None:
    assert {route.path for route in all_routes() if route.scope is None} == {
        "/livez",
        "/readyz",
        "/metrics",
        "/api/v1/products",
        "/api/v1/products/<sku>",
        "/api/v1/stock/<sku>",
        "/webhooks/carriers/<carrier>",
    }


def _refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        yield each
        yield from _refusals(each)


def test_every_refusal_has_its_line() -> None:
    assert voice_codes
    met = {
        kind
        for kind in _refusals()
        if kind.__module__.startswith("backend.orders") and kind.__module__ not in BY_VOICE_ONLY
    }

    assert met - BY_COMMAND_ONLY - REFUSALS.keys() == set()


class _Anything:
    """Has every attribute, all the way down."""

    minor = 1
    currency = "USD"
    amount = 1

    def __getattr__(self, name: str) -> Any:
        return {"earliest": date(2026, 1, 1), "at": datetime(2026, 1, 1, tzinfo=UTC)}.get(name, _Anything())

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def isoformat(self) -> str:
        return "2026-01-01"


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: f"{kind.__module__.split('.')[-1]}.{kind.__name__}")
def test_every_line_makes_a_sentence(kind: type[Refusal]) -> None:
    refusal = kind.__new__(kind)
    for name in getattr(kind, "__slots__", ()):
        setattr(refusal, name, _Anything())

    problem = problem_of(refusal)

    assert problem.detail.endswith(".")
    assert "{" not in problem.detail
    assert 400 <= problem.status < 500
    assert not {"type", "title", "status", "code", "detail"} & problem.facts.keys()


def test_answers_are_what_the_description_says(api: ApiShop) -> None:
    """Also where Schemathesis, which knows no order and no customer, never gets."""
    description = api.ask("GET", "/openapi.json").get_json()
    number, ada = api.order(("oat-milk", 2))["number"], api.ada.id
    quote = {"customer_id": str(ada), "lines": [{"sku": "oat-milk", "quantity": 1}]}
    asked: list[tuple[str, str, dict[str, str], Any]] = [
        ("get", "/api/v1/orders/{number}", {"number": number}, None),
        ("get", "/api/v1/orders/{number}/tracking", {"number": number}, None),
        ("get", "/api/v1/orders", {}, None),
        ("post", "/api/v1/quotes", {}, quote),
        ("post", "/api/v1/customers/{customer_id}/reorder", {}, {"what": "last"}),
        ("get", "/api/v1/customers/{customer_id}", {}, None),
        ("put", "/api/v1/customers/{customer_id}/cart/lines/{sku}", {"sku": "oat-milk"}, {"quantity": 2}),
        ("get", "/api/v1/customers/{customer_id}/cart", {}, None),
        ("get", "/api/v1/customers/{customer_id}/lists", {}, None),
        ("get", "/api/v1/customers/{customer_id}/addresses", {}, None),
        ("get", "/api/v1/customers/{customer_id}/consents", {}, None),
        ("get", "/api/v1/customers/{customer_id}/subscriptions", {}, None),
        ("get", "/api/v1/customers/{customer_id}/returns", {}, None),
        ("get", "/api/v1/tickets", {}, None),
        ("get", "/api/v1/webhooks", {}, None),
        ("get", "/api/v1/stock/{sku}", {"sku": "oat-milk"}, None),
        ("get", "/api/v1/products/{sku}", {"sku": "oat-milk"}, None),
    ]
    for method, path, gaps, body in asked:
        response = api.ask(method.upper(), path.format(**{"customer_id": ada, **gaps}), body)
        assert response.status_code in (200, 201), (path, response.get_json())
        answer = description["paths"][path][method]["responses"][str(response.status_code)]
        schema = {**answer["content"]["application/json"]["schema"], "components": description["components"]}
        OAS31Validator(schema).validate(response.get_json())


CHECKS = [
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
]
REJECTED = [*CHECKS, schemathesis.checks.negative_data_rejection]


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_schemathesis_finds_nothing(api: ApiShop, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", api.app)
    headers = {"Authorization": f"Bearer {api.token()}"}
    known = {"customer_id": str(api.ada.id), "sku": "oat-milk", "number": api.order(("oat-milk", 1))["number"]}

    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @settings(
            max_examples=8,
            database=None,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def run(case: Any) -> None:
            if mode is GenerationMode.POSITIVE and case.operation.definition.raw["operationId"] != "erase":
                case.path_parameters = _with_what_there_is(case.path_parameters, known)
                case.body = _with_what_there_is(case.body, known)
            case.call_and_validate(headers=headers, checks=CHECKS if mode is GenerationMode.POSITIVE else REJECTED)

        try:
            run()
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE  # where nothing can be wrong, as in /livez


def _with_what_there_is(part: Any, known: dict[str, str]) -> Any:
    """Ids that are made up are unknown everywhere, and then little is tried."""
    if isinstance(part, dict):
        return {name: known.get(name) or _with_what_there_is(inner, known) for name, inner in part.items()}
    return [_with_what_there_is(inner, known) for inner in part] if isinstance(part, list) else part
