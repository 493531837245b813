"""HTTP for shop systems and operations; errors are RFC 9457 problem documents.

Each file of routes ends in the table of its routes; this one puts them into Flask.
"""

import time
from collections.abc import Callable
from typing import Any

import flask
from werkzeug.exceptions import HTTPException

from backend.api import customers, operations, ordering, products, webhooks
from backend.api.problems import Problem, not_confirmed, problem_of, unavailable
from backend.api.routes import Answer, Call, Route, Services, answer, problem_of_http
from backend.errors import EncoreError
from backend.orders.errors import NotConfirmed, Refusal

OURS = ("/api/", "/webhooks/", "/openapi.json", "/metrics", "/livez", "/readyz")
"""Paths whose errors are problem documents, also where there is no route."""


def build_blueprint(services: Services) -> flask.Blueprint:
    api = flask.Blueprint("api", __name__)
    description: list[dict[str, Any]] = []

    def openapi(_call: Call) -> Answer:
        """This description."""
        from backend.api.openapi import describe  # its library takes a while, and few ask

        if not description:
            description.append(describe(routes))
        return Answer(200, description[0])

    routes = (*all_routes(), Route("GET", "/openapi.json", openapi, {200: None}))
    for route in routes:
        api.add_url_rule(route.path, route.name, _view(route, services), methods=[route.method])
    _explain_errors(api)
    _count_answers(api, services)
    return api


def all_routes() -> tuple[Route, ...]:
    return (*operations.ROUTES, *products.ROUTES, *ordering.ROUTES, *customers.ROUTES, *webhooks.ROUTES)


def _view(route: Route, services: Services) -> Callable[..., flask.Response]:
    def view(**path: Any) -> flask.Response:
        return answer(route, services, path)

    return view


def _explain_errors(api: flask.Blueprint) -> None:
    @api.errorhandler(Problem)
    def problem(error: Problem) -> flask.Response:
        return error.response()

    @api.errorhandler(Refusal)
    def refusal(error: Refusal) -> flask.Response:
        return problem_of(error).response()

    @api.errorhandler(NotConfirmed)
    def no_answer(_error: NotConfirmed) -> flask.Response:
        return not_confirmed(is_reading=flask.request.method in ("GET", "HEAD")).response()

    @api.errorhandler(EncoreError)
    def no_database(error: EncoreError) -> flask.Response:
        return unavailable(error).response()

    @api.app_errorhandler(HTTPException)
    def of_flask(error: HTTPException) -> flask.typing.ResponseReturnValue:
        if error.code is None or error.code < 400 or not flask.request.path.startswith(OURS):
            return error
        found = problem_of_http(error.code, error.description or error.name)
        headers = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]
        response = found.response()
        response.headers.extend(headers)
        return response


def _count_answers(api: flask.Blueprint, services: Services) -> None:
    @api.before_app_request
    def start() -> None:
        flask.g.started_at = time.perf_counter()

    @api.after_app_request
    def count(response: flask.Response) -> flask.Response:
        rule = flask.request.url_rule
        # Paths and methods nobody has described come from outside.
        method, path = (flask.request.method, rule.rule) if rule else ("other", "other")
        started_at = flask.g.get("started_at")
        seconds = time.perf_counter() - started_at if started_at is not None else 0.0
        services.metrics.answered(method, path, response.status_code, seconds)
        return response
