"""Describes the routes as OpenAPI 3.1: what is checked and what is described is the same."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from backend.api import problems, schemas
from backend.api.metrics import CONTENT_TYPE as FIGURES
from backend.api.routes import Route

_GAP = re.compile(r"<(?:(\w+):)?(\w+)>")
_OTHER_CONTENT = {"/metrics": FIGURES.partition(";")[0]}
_TAGS = {"api": "shop", "webhooks": "carriers"}


def describe(routes: Sequence[Route]) -> dict[str, Any]:
    plugin = MarshmallowPlugin()
    spec = APISpec(
        title="Encore",
        version=version("encore"),
        openapi_version="3.1.0",
        plugins=[plugin],
        info={
            "description": "Order it again: stock, orders, reorders and tracking. "
            "Errors are problem documents (RFC 9457) whose `code` is meant for programs."
        },
    )
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    spec.components.schema("Problem", schema=schemas.Problem)
    for route in routes:
        operation = _operation(route, plugin)
        spec.path(_GAP.sub(r"{\2}", route.path), operations={route.method.lower(): operation})
    described: dict[str, Any] = spec.to_dict()
    for name, schema in described["components"]["schemas"].items():
        ways = getattr(getattr(schemas, name), "ways", ())
        if ways:
            schema["oneOf"] = list(ways)
    return described


def _operation(route: Route, plugin: MarshmallowPlugin) -> dict[str, Any]:
    summary = (route.view.__doc__ or "").strip()
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": summary.split(". ")[0].rstrip("."),
        "description": summary,
        "tags": [_TAGS.get(route.path.split("/")[1], "operations")],
        "parameters": _parameters(route, plugin),
        "responses": {
            **{str(status): _answer(route, status, schema) for status, schema in route.answers.items()},
            **{str(status): _problem(status) for status in sorted(_problems(route))},
        },
    }
    scope = route.scope or route.production_scope
    if route.scope is not None:
        operation["security"] = [{"token": []}]
    if scope is not None:
        operation["description"] += f"\n\nNeeds a token that allows `{scope}`{'' if route.scope else ' in production'}."
    if route.body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": route.body}}}
    elif route.method == "POST" and route.path.startswith("/webhooks/"):
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
    return operation


def _parameters(route: Route, plugin: MarshmallowPlugin) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "format": "uuid"} if kind == "uuid" else {"type": "string", "minLength": 1},
        }
        for kind, name in _GAP.findall(route.path)
    ]
    if route.query is not None:
        assert plugin.converter is not None
        found += plugin.converter.schema2parameters(route.query, location="query")
    if route.key:
        optional = route.body is not None and "place" in route.body().fields
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": not optional,
                "description": "Of your own making, new for each order; with the same key nothing happens twice. "
                "Another body with the same key is a 409 with the code `idempotency_conflict`.",
                "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
            }
        )
    return found


def _answer(route: Route, status: int, schema: Any) -> dict[str, Any]:
    described: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if schema is not None:
        described["content"] = {"application/json": {"schema": schema}}
    elif status != 204:
        described["content"] = {_OTHER_CONTENT.get(route.path, "application/json"): {"schema": {}}}
    if status == 201 and route.key:
        described["headers"] = {"Location": {"schema": {"type": "string"}, "description": "Of the order."}}
    return described


def _problem(status: int) -> dict[str, Any]:
    content = {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    described: dict[str, Any] = {"description": HTTPStatus(status).phrase, "content": content}
    if status == 401:
        described["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return described


def _problems(route: Route) -> set[int]:
    found = {503, *route.problems}
    if route.scope is not None or route.production_scope is not None:
        found |= {401, 403}
    if _GAP.search(route.path) or route.body is not None:
        found.add(404)
    if route.query is not None:
        found |= {400, 404}
    if route.body is not None:
        found |= {400, 411, 413, 415, 422}
    if route.method != "GET" and route.path.startswith("/api/"):
        found |= {409, 411, 413}
    return found
