"""Two customers and a shop: nobody sees, changes or hears of somebody else's things."""

from typing import Any

from werkzeug.test import TestResponse

from backend.api.blueprint import all_routes
from backend.api.routes import Route
from backend.orders.ids import uuid7
from backend.orders.tokens import Scope
from tests.backend.api.shop import ApiShop, problem, wishes
from tests.backend.shops import NOW, books_agree_with_the_shelf, new_customer

ROUTES = {route.name: route for route in all_routes() if route.scope is not None}
OF_A_CUSTOMER = [
    name
    for name, route in ROUTES.items()
    if ("customer_id" in route.path or "/orders/<" in route.path) and route.scope is not Scope.SHOP
]
"""What a token of one customer may be for."""
BODIES: dict[str, dict[str, Any]] = {
    "change": {"address": "9 Other Road"},
    "reorder": {"what": "last"},
    "set_cart_line": {"quantity": 1},
    "use_promotion": {"promotion": "NOSUCH"},
    "save_list": {"lines": wishes(("oat-milk", 1))},
    "put_address": {"address": "1 Road"},
    "prefer_address": {"label": "home"},
    "set_pickup": {"place": None},
    "set_limit": {"limit": None},
    "set_email": {"email": "ada@example.com"},
    "add_consent": {"purpose": "offers", "allowed": True},
    "set_substitution": {"policy": "none"},
    "draft_subscription": {"lines": wishes(("oat-milk", 1)), "every_weeks": 2},
    "start_subscription": {"expected_total": {"amount": "1.00", "currency": "USD"}},
    "move_subscription": {"day": "2026-03-20"},
    "skip_subscription": {"next_on": "2026-03-20"},
    "swap_in_subscription": {
        "sku": "oat-milk",
        "replacement": "soy-milk",
        "price": {"amount": "1.00", "currency": "USD"},
    },
    "agree_to_price": {"sku": "oat-milk", "price": {"amount": "1.00", "currency": "USD"}},
    "send_subscription": {"quote_id": str(uuid7(NOW)), "next_on": "2026-03-20"},
    "open_ticket": {"about": "order"},
    "start_return": {"order": "123456", "sku": "oat-milk", "quantity": 1, "reason": "quality"},
}


def path_of(route: Route, customer_id: Any, number: str) -> str:
    gaps = {
        "<uuid:customer_id>": str(customer_id),
        "<uuid:subscription_id>": str(uuid7(NOW)),
        "<uuid:webhook_id>": str(uuid7(NOW)),
        "<number>": number,
        "<sku>": "oat-milk",
        "<name>": "friday",
        "<label>": "home",
    }
    path = route.path
    for gap, value in gaps.items():
        path = path.replace(gap, value)
    return path


def test_without_a_token_nothing_of_this_opens(api: ApiShop) -> None:
    ada = api.ada.id

    answers = {
        name: problem(api.ask(route.method, path_of(route, ada, "1"), BODIES.get(name), token="", key="k"))
        for name, route in ROUTES.items()
    }

    assert answers == dict.fromkeys(ROUTES, (401, "unauthorized"))


def test_every_scope_opens_its_routes_and_no_others(api: ApiShop) -> None:
    def ask(route: Route, name: str, token: str) -> TestResponse:
        return api.ask(route.method, path_of(route, uuid7(NOW), "1"), BODIES.get(name), token=token, key="k")

    tokens = {scope: api.token(scope) for scope in Scope}
    wrong = [
        (name, scope)
        for name, route in ROUTES.items()
        for scope, token in tokens.items()
        if (ask(route, name, token).status_code == 403) is (scope is route.scope)
    ]

    assert wrong == []


def test_somebody_elses_things_do_not_exist(api: ApiShop) -> None:
    ada, bobs = api.ada, api.token(customer_id=new_customer(api.database, "Bob").id)
    number = api.order(("oat-milk", 1))["number"]
    before = api.ask("POST", f"/api/v1/customers/{ada.id}/export").get_json()

    for name in OF_A_CUSTOMER:
        route, body = ROUTES[name], BODIES.get(name)
        theirs = api.ask(route.method, path_of(route, ada.id, number), body, token=bobs, key=f"a-{name}")
        nobodys = api.ask(route.method, path_of(route, uuid7(NOW), "999"), body, token=bobs, key=f"b-{name}")
        assert problem(theirs)[0] == 404, name
        assert theirs.get_data() == nobodys.get_data(), name  # not even that it is there

    after = api.ask("POST", f"/api/v1/customers/{ada.id}/export").get_json()
    assert {table: rows for table, rows in after.items() if table != "events"} == {
        table: rows for table, rows in before.items() if table != "events"
    }
    assert books_agree_with_the_shelf(api.database)


def test_ones_own_things_do(api: ApiShop) -> None:
    adas = api.token(customer_id=api.ada.id)
    number = api.order(("oat-milk", 1))["number"]

    for name in sorted(OF_A_CUSTOMER, key="erase".__eq__):
        route = ROUTES[name]
        body = {**BODIES[name], "order": number} if name == "start_return" else BODIES.get(name)
        mine = api.ask(route.method, path_of(route, api.ada.id, number), body, token=adas, key=f"k-{name}")
        if mine.status_code >= 400:  # the shop's own reasons
            refused = ("unauthorized", "missing_scope", "unknown_customer", "unknown_order", "invalid")
            assert problem(mine)[1] not in refused, name


def test_a_customers_token_orders_for_that_customer_only(api: ApiShop) -> None:
    bob = new_customer(api.database, "Bob")
    bobs = api.token(customer_id=bob.id)
    theirs = {"customer_id": str(api.ada.id), "lines": wishes(("oat-milk", 1))}
    quote = api.ask("POST", "/api/v1/quotes", theirs).get_json()

    assert problem(api.ask("POST", "/api/v1/orders", theirs, token=bobs, key="a")) == (404, "unknown_customer")
    assert problem(api.ask("POST", "/api/v1/quotes", theirs, token=bobs)) == (404, "unknown_customer")
    with_quote = api.ask("POST", "/api/v1/orders", {"quote_id": quote["id"]}, token=bobs, key="b")
    assert problem(with_quote) == (404, "unknown_quote")
    assert api.order(("oat-milk", 1), customer=bob)


def test_a_customers_token_lists_that_customers_orders(api: ApiShop) -> None:
    bob = new_customer(api.database, "Bob")
    number = api.order(("oat-milk", 1), customer=bob)["number"]
    bobs = api.token(customer_id=bob.id)

    mine = api.ask("GET", "/api/v1/orders", token=bobs).get_json()["orders"]

    assert [order["number"] for order in mine] == [number]
    theirs = api.ask("GET", f"/api/v1/orders?customer_id={api.ada.id}", token=bobs)
    assert problem(theirs) == (404, "unknown_customer")


def test_whom_a_channel_knows_is_told_to_nobody_else(api: ApiShop) -> None:
    bob = new_customer(api.database, "Bob")
    path = "/api/v1/customers?channel=local&external_id=ada"

    assert api.ask("GET", path).get_json()["id"] == str(api.ada.id)
    theirs = api.ask("GET", path, token=api.token(customer_id=bob.id))
    nobodys = api.ask("GET", path.replace("=ada", "=nobody"), token=api.token(customer_id=bob.id))
    assert (theirs.status_code, theirs.get_data()) == (404, nobodys.get_data())
