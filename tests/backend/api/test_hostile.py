"""Whatever comes in, nothing answers 500 and nothing hostile is kept."""

import json
from typing import Any

from backend.api.blueprint import all_routes
from tests.backend.api.shop import ApiShop, problem, wishes
from tests.backend.api.test_access import BODIES, ROUTES, path_of
from tests.backend.shops import books_agree_with_the_shelf

STRINGS = [
    "",
    "'",
    '"; DROP TABLE orders; --',
    "%",
    "\x00",
    "a\x00b",
    "\r\nX-Evil: 1",
    "\u202eevil",
    "\ud800",
    "\U0001f600" * 50,
    "x" * 10_000,
    "../../etc/passwd",
    "{sku}",
    "-1",
    "1e999",
    "٣",
]


NOT_PLAIN_JSON = [
    b"",
    b"{",
    b"nonsense",
    b"\xff\xfe",
    b"\xef\xbb\xbf{}",
    b'{"customer_id": NaN}',
    b'{"customer_id": Infinity}',
    b'{"customer_id": -Infinity}',
    b'{"customer_id": 1, "customer_id": 2}',
    b'{"lines": [{"sku": "a", "sku": "b", "quantity": 1}]}',
    b'{"customer_id": "\\u0000"}',
    b'{"customer_id": "\\ud800"}',
    b'{"\\u0000": 1}',
    b'{"quantity": 1' + b"0" * 4000 + b"}",
    b'{"quantity": 1' + b"0" * 40_000 + b"}",
    b"[" * 100_000,
    b"[" * 60_000 + b"]" * 60_000,
    b'{"a":' * 20 + b"1" + b"}" * 20,
]


def test_a_body_that_is_not_plain_json_is_refused(api: ApiShop) -> None:
    headers = {"Authorization": f"Bearer {api.token()}", "Idempotency-Key": "k", "Content-Type": "application/json"}
    client = api.app.test_client()

    for body in NOT_PLAIN_JSON:
        assert problem(client.post("/api/v1/orders", data=body, headers=headers)) == (400, "bad_json"), body[:40]


def test_only_json_is_read(api: ApiShop) -> None:
    for content_type in ("", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json"):
        headers = {"Authorization": f"Bearer {api.token()}", "Idempotency-Key": "k", "Content-Type": content_type}
        response = api.app.test_client().post("/api/v1/orders", data=b"{}", headers=headers)
        assert problem(response) == (415, "unsupported_media_type"), content_type


def test_a_body_that_is_too_large_is_refused(api: ApiShop) -> None:
    response = api.ask("POST", "/api/v1/orders", {"customer_id": "x" * 200_000}, key="k")

    assert problem(response) == (413, "request_entity_too_large")


def test_a_body_without_a_length_is_refused(api: ApiShop) -> None:
    for method, path in (("POST", "/api/v1/orders"), ("PATCH", "/api/v1/orders/1"), ("POST", "/webhooks/carriers/own")):
        response = api.ask(method, path, headers={"Transfer-Encoding": "chunked"})
        assert problem(response) == (411, "length_required")


def test_no_string_in_a_body_breaks_anything(api: ApiShop) -> None:
    token, wrong = api.token(), []
    bodies = {
        **BODIES,
        "place": {
            "customer_id": str(api.ada.id),
            "lines": wishes(("oat-milk", 1)),
            "promotion": "X",
            "pickup_at": "main",
            "expected_total": {"amount": "1.00", "currency": "USD"},
        },
        "quote": {"customer_id": str(api.ada.id), "lines": wishes(("oat-milk", 1)), "promotion": "X"},
        "add_webhook": {"url": "https://shop.example/hook", "types": ["order.*"]},
    }
    client, number = api.app.test_client(), api.order(("oat-milk", 1))["number"]
    for name, body in bodies.items():
        route = ROUTES[name]
        for field in _strings(body):
            for text in STRINGS:
                sent = json.dumps(_with(body, field, text))
                headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": api.new_key()}
                response = client.open(
                    path_of(route, api.ada.id, number),
                    method=route.method,
                    data=sent,
                    headers={**headers, "Content-Type": "application/json"},
                )
                if response.status_code >= 500:
                    wrong.append((name, field, text[:20], response.status_code))

    assert wrong == []
    assert books_agree_with_the_shelf(api.database)


def _strings(body: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where in a body there are strings."""
    if isinstance(body, str):
        return [at]
    parts = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    return [found for name, part in parts for found in _strings(part, (*at, name))]


def _with(body: Any, at: tuple[Any, ...], text: str) -> Any:
    if not at:
        return text
    changed = dict(body) if isinstance(body, dict) else list(body)
    changed[at[0]] = _with(body[at[0]], at[1:], text)
    return changed


def test_no_path_and_no_query_breaks_anything(api: ApiShop) -> None:
    client, wrong = api.app.test_client(), []
    headers = {"Authorization": f"Bearer {api.token()}", "Idempotency-Key": "k"}
    for route in all_routes():
        path = path_of(route, api.ada.id, "@").replace("oat-milk", "@").replace("friday", "@").replace("home", "@")
        path = path.replace("<carrier>", "@")
        if route.name == "erase":
            continue
        for text in STRINGS:
            quoted = "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass")[:2000])
            tries = [path.replace("@", quoted)] if "@" in path else []
            tries += [f"{path}?{name}={quoted}" for name in (route.query().fields if route.query else ())]
            for each in tries:
                response = client.open(each, method=route.method, headers=headers, json=BODIES.get(route.name))
                if response.status_code >= 500:
                    wrong.append((route.name, text[:20], response.status_code))

    assert wrong == []
    assert books_agree_with_the_shelf(api.database)


def test_no_header_breaks_anything(api: ApiShop) -> None:
    body = {"customer_id": str(api.ada.id), "lines": wishes(("dragon-fruit", 1))}
    for text in ("", "'", "\xff", "%00", "x" * 5000, "a,b", "{}"):
        for name in ("Idempotency-Key", "Authorization", "Content-Type", "Content-Length", "Accept"):
            response = api.ask("POST", "/api/v1/orders", body, key="k", headers={name: text})
            assert 400 <= response.status_code < 500, (name, text)


def test_what_is_in_the_answer_is_json_and_no_header(api: ApiShop) -> None:
    response = api.ask("GET", "/api/v1/products/%0d%0aX-Evil:%201")

    assert problem(response) == (404, "unknown_product")
    assert "X-Evil" not in response.headers
    assert response.get_json()["detail"] == r"There is no product '\r\nX-Evil: 1'."
