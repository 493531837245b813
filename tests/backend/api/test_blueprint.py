"""What shop systems and operators read over HTTP."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from backend.orders.tokens import Scope, create_token
from backend.settings import Settings
from backend.storage.engine import open_engine
from backend.storage.transactions import SqlDatabase
from backend.wiring import Encore
from tests.backend.shops import NOW


def client_of(encore: Encore) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(encore.api)
    return app.test_client()


@pytest.fixture
def client(demo: Encore) -> FlaskClient:
    return client_of(demo)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Encore]:
    """A database nobody has set up."""
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    yield Encore(Settings(), engine)
    engine.dispose()


def problem(client: FlaskClient, path: str) -> tuple[int, str, str]:
    """Status, code and detail of a problem document."""
    response = client.get(path)
    assert response.content_type == "application/problem+json"
    document = response.get_json()
    assert document.keys() >= {"type", "status", "code", "detail"}
    assert document["status"] == response.status_code
    return response.status_code, document["code"], document["detail"]


def products(client: FlaskClient, query: str) -> list[str]:
    response = client.get(f"/api/v1/products{query}")
    assert response.status_code == 200
    return [product["sku"] for product in response.get_json()["products"]]


def test_alive_is_alive_with_or_without_a_database(client: FlaskClient, empty: Encore) -> None:
    for each in (client, client_of(empty)):
        assert (each.get("/livez").status_code, each.get("/livez").get_json()) == (200, {"status": "alive"})


def test_ready_is_a_shop_with_the_newest_tables(client: FlaskClient) -> None:
    assert (client.get("/readyz").status_code, client.get("/readyz").get_json()) == (200, {"status": "ready"})


def test_without_tables_it_is_not_ready(empty: Encore) -> None:
    status, code, detail = problem(client_of(empty), "/readyz")

    assert (status, code) == (503, "not_ready")
    assert "encore db upgrade" in detail


def test_with_old_tables_it_is_not_ready(demo: Encore) -> None:
    with demo.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    assert problem(client_of(demo), "/readyz")[:2] == (503, "not_ready")


def test_without_a_shop_it_is_not_ready(demo: Encore) -> None:
    with demo.engine.begin() as connection:
        connection.execute(text("DELETE FROM shop"))

    assert problem(client_of(demo), "/readyz")[:2] == (503, "not_ready")


@pytest.mark.parametrize("path", ["/readyz", "/api/v1/products", "/api/v1/products/tea", "/api/v1/stock/tea"])
def test_a_broken_database_is_a_problem_for_the_log_and_tells_strangers_nothing(
    tmp_path: Path, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "broken.sqlite3"
    file.write_text("This is a letter, not a database.\n" * 100)

    status, _code, detail = problem(client_of(Encore(Settings(), open_engine(f"sqlite:///{file}"))), path)

    assert (status, "sqlite" in detail, str(tmp_path) in detail) == (503, False, False)
    assert "is not a database or is damaged" in caplog.text


def test_a_product(client: FlaskClient) -> None:
    found: dict[str, Any] = client.get("/api/v1/products/green-tea").get_json()

    assert found["names"]["en-US"] == ["green tea", "green tea bags"]
    assert (found["price"], found["unit"]) == ({"amount": "4.99", "currency": "USD"}, "box")
    assert (found["category"], found["on_hand"], found["restock_on"]) == ("tea", 0, "2026-03-14")


def test_the_stock_of_a_product(client: FlaskClient) -> None:
    assert client.get("/api/v1/stock/oat-milk").get_json() == {
        "sku": "oat-milk",
        "on_hand": 60,
        "available": 60,
        "restock_on": None,
        "places": [
            {"place": "main", "available": 60, "restock_on": None},
            {"place": "mill-street", "available": 12, "restock_on": None},
        ],
    }
    found = client.get("/api/v1/stock/green-tea").get_json()
    assert (found["available"], found["restock_on"]) == (0, "2026-03-14")


@pytest.mark.parametrize(
    ("query", "skus"),
    [
        ("?q=oat+milk", ["oat-milk"]),
        ("?q=oak+milk", ["oat-milk"]),
        ("?q=roast", ["dark-roast-coffee", "light-roast-coffee"]),
        ("?q=unicorns", []),
        ("?q=녹차&locale=ko-KR", ["green-tea"]),
        (f"?q={'x' * 5000}", []),
        ("?q=%00%ff%f0%9f%98%80", []),
        ("?q=%27%20OR%201=1--", []),
    ],
)
def test_products_are_found_by_what_is_said(client: FlaskClient, query: str, skus: list[str]) -> None:
    assert products(client, query) == skus


def test_without_a_question_products_are_listed(client: FlaskClient) -> None:
    found = products(client, "")

    assert len(found) == 50
    assert found == sorted(found)


@pytest.mark.parametrize("locale", ["xx-XX", "../../etc/passwd", "en_US"])
def test_an_unknown_locale_is_a_problem(client: FlaskClient, locale: str) -> None:
    status, code, detail = problem(client, f"/api/v1/products?q=tea&locale={locale}")

    assert (status, code) == (400, "unknown_locale")
    assert "en-US" in detail


@pytest.mark.parametrize(
    "path", ["/api/v1/products/dragon-fruit", "/api/v1/stock/dragon-fruit", "/api/v1/stock/%F0%9F%98%80"]
)
def test_an_unknown_product_is_a_problem(client: FlaskClient, path: str) -> None:
    status, code, _detail = problem(client, path)

    assert (status, code) == (404, "unknown_product")


def test_all_products_come_in_pages(client: FlaskClient) -> None:
    every: list[str] = []
    query = "?limit=30"
    while query:
        page = client.get(f"/api/v1/products{query}").get_json()
        every += [product["sku"] for product in page["products"]]
        query = f"?limit=30&cursor={page['next']}" if page["next"] else ""

    assert every == sorted(set(every))
    assert len(every) > 60


@pytest.mark.parametrize(
    "query", ["?limit=0", "?limit=51", "?limit=-1", "?limit=1e1", "?limit=%D9%A1", "?limit=", "?q=tea&cursor=dGVh"]
)
def test_a_page_that_is_none_is_a_problem(client: FlaskClient, query: str) -> None:
    assert problem(client, f"/api/v1/products{query}")[:2] == (400, "bad_query")


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/api/v1/nothing", (404, "not_found")),
        ("GET", "/webhooks/", (404, "not_found")),
        ("PUT", "/api/v1/orders", (405, "method_not_allowed")),
        ("TRACE", "/api/v1/orders", (405, "method_not_allowed")),
        ("BREW", "/api/v1/products", (405, "method_not_allowed")),
        ("DELETE", "/livez", (405, "method_not_allowed")),
        ("GET", "/api/v1/customers/ada", (404, "not_found")),
        ("GET", "/api/v1/products/%00", (404, "not_found")),
        ("GET", f"/api/v1/products/{'x' * 5000}", (404, "unknown_product")),
    ],
)
def test_what_is_not_there_is_a_problem_document_too(
    client: FlaskClient, method: str, path: str, expected: tuple[int, str]
) -> None:
    response = client.open(path, method=method)

    assert (response.status_code, response.get_json()["code"]) == expected
    assert response.content_type == "application/problem+json"
    if response.status_code == 405:
        assert response.headers["Allow"]


def test_a_bug_is_a_problem_document_without_details(demo: Encore, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(demo)
    monkeypatch.setattr(SqlDatabase, "read", lambda *_: 1 / 0)

    response = client.get("/api/v1/products")

    assert (response.status_code, response.get_json()["code"]) == (500, "internal_error")
    assert "division" not in response.get_data(as_text=True)


def test_errors_elsewhere_are_not_ours(demo: Encore) -> None:
    response = client_of(demo).get("/somewhere-else")

    assert (response.status_code, response.mimetype) == (404, "text/html")


# -- figures


def test_figures_have_no_words_from_outside(client: FlaskClient) -> None:
    for path in ("/api/v1/products/green-tea", "/api/v1/products/evil-sku", "/api/v1/evil-path"):
        client.get(path)
    client.open("/api/v1/products", method="EVIL")

    figures = client.get("/metrics").get_data(as_text=True)

    assert "evil" not in figures.lower()
    assert 'encore_http_requests_total{method="GET",route="/api/v1/products/<sku>",status="200"} 1.0' in figures
    assert 'encore_http_requests_total{method="GET",route="/api/v1/products/<sku>",status="404"} 1.0' in figures
    assert 'encore_http_requests_total{method="other",route="other",status="404"} 1.0' in figures
    assert 'encore_http_request_seconds_count{route="/api/v1/products/<sku>"} 2.0' in figures


def test_in_production_figures_need_a_token_of_the_shop(demo: Encore) -> None:
    with demo.database.writing() as uow:
        ada = uow.customers.all()[0]
        shops, readers, tills = (
            create_token(name, [scope], now=NOW, uow=uow, random_bytes=os.urandom, customer_id=customer_id).secret
            for name, scope, customer_id in (
                ("prometheus", Scope.READ, None),
                ("app", Scope.READ, ada.id),
                ("till", Scope.ORDER, None),
            )
        )
    client = client_of(Encore(replace(demo.settings, env="production"), demo.engine))

    statuses = [
        client.get("/metrics", headers={"Authorization": f"Bearer {token}"} if token else {}).status_code
        for token in ("", shops, readers, tills)
    ]

    assert statuses == [401, 200, 403, 403]
