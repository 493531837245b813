"""Quotes and orders over HTTP: at most once, and what the shop said."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from backend.orders.errors import NotConfirmed
from backend.orders.model import OrderStatus
from backend.orders.profiles import set_spending_limit
from backend.orders.shopkeeping import set_stock, ship
from backend.storage.transactions import SqlDatabase
from backend.wiring import Encore
from tests.backend.api.shop import ApiShop, problem, wishes
from tests.backend.shops import (
    NOW,
    all_orders,
    available,
    books_agree_with_the_shelf,
    dollars,
    moved,
    new_customer,
    the_order,
)


def order_body(api: ApiShop, *lines: tuple[str, int], **rest: Any) -> dict[str, Any]:
    return {"customer_id": str(api.ada.id), "lines": wishes(*lines), **rest}


def post(api: ApiShop, body: Any, key: str | None = "k") -> Any:
    return api.ask("POST", "/api/v1/orders", body, key=key)


def count_of(api: ApiShop) -> int:
    return len(all_orders(api.database))


# -- placing


def test_an_order_is_placed_and_found(api: ApiShop) -> None:
    before = available(api.database, "oat-milk")

    response = post(api, order_body(api, ("oat-milk", 2)))

    placed = response.get_json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/api/v1/orders/{placed['number']}"
    assert "Idempotency-Replayed" not in response.headers
    assert placed["status"] == "placed"
    assert placed["lines"] == [
        {
            "sku": "oat-milk",
            "quantity": 2,
            "price": {"amount": "3.79", "currency": "USD"},
            "total": {"amount": "7.58", "currency": "USD"},
        }
    ]
    assert placed["placed_at"] == NOW.isoformat()
    found = api.ask("GET", response.headers["Location"]).get_json()
    assert found == {**placed, "customer_id": str(api.ada.id), "address": api.ada.address}
    assert available(api.database, "oat-milk") == before - 2
    assert books_agree_with_the_shelf(api.database)


def test_the_token_is_who_did_it_in_the_audit_trail(api: ApiShop) -> None:
    token = api.token(name="the-till")

    api.ask("POST", "/api/v1/orders", order_body(api, ("oat-milk", 1)), key="k", token=token)

    events = api.database.read(lambda uow: uow.events.latest(limit=2))
    assert ("order.placed", "the-till") in {(event.type, event.actor) for event in events}


def test_without_a_key_nothing_is_ordered(api: ApiShop) -> None:
    before = count_of(api)

    assert problem(post(api, order_body(api, ("oat-milk", 1)), key=None)) == (400, "idempotency_key_missing")
    for key in ("", "two words", "x" * 201, "schlüssel"):
        assert problem(post(api, order_body(api, ("oat-milk", 1)), key=key)) == (400, "idempotency_key_refused")
    assert count_of(api) == before


def test_the_same_key_and_body_give_the_same_answer_and_no_second_order(api: ApiShop) -> None:
    before = count_of(api)

    first = post(api, order_body(api, ("oat-milk", 1)))
    again = post(api, dict(reversed(order_body(api, ("oat-milk", 1)).items())))

    assert (again.status_code, again.get_data()) == (first.status_code, first.get_data())
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert count_of(api) == before + 1


def test_the_answer_stays_the_first_one_when_the_order_has_moved_on(api: ApiShop) -> None:
    first = post(api, order_body(api, ("oat-milk", 1)))
    api.ask("POST", f"{first.headers['Location']}/cancel")

    assert post(api, order_body(api, ("oat-milk", 1))).get_data() == first.get_data()


def test_the_same_key_with_another_body_is_a_conflict(api: ApiShop) -> None:
    post(api, order_body(api, ("oat-milk", 1)))
    before = count_of(api)

    assert problem(post(api, order_body(api, ("oat-milk", 2)))) == (409, "idempotency_conflict")
    elsewhere = f"/api/v1/customers/{api.ada.id}/reorder"
    other_route = api.ask("POST", elsewhere, {"what": "last", "place": True}, key="k")
    assert problem(other_route) == (409, "idempotency_conflict")
    assert count_of(api) == before


def test_keys_belong_to_their_token(api: ApiShop) -> None:
    numbers = {
        api.ask(
            "POST", "/api/v1/orders", order_body(api, ("oat-milk", 1)), key="k", token=api.token(name=name)
        ).get_json()["number"]
        for name in ("till-a", "till-b")
    }

    assert len(numbers) == 2


def test_a_refused_order_leaves_its_key_free(api: ApiShop) -> None:
    assert problem(post(api, order_body(api, ("green-tea", 1)))) == (409, "out_of_stock")

    assert post(api, order_body(api, ("oat-milk", 1))).status_code == 201


def test_sixteen_threads_with_one_key_are_one_order_and_one_answer(api: ApiShop) -> None:
    api.token()
    body = order_body(api, ("oat-milk", 1))
    before, stock = count_of(api), available(api.database, "oat-milk")

    def ask(_: int) -> tuple[int, bytes]:
        for _attempt in range(20):
            response = post(api, body)
            if response.status_code != 409:
                break
            assert problem(response) == (409, "idempotency_in_progress")
        return response.status_code, response.get_data()

    with ThreadPoolExecutor(16) as pool:
        answers = set(pool.map(ask, range(16)))

    assert len(answers) == 1
    assert {status for status, _ in answers} == {201}
    assert count_of(api) == before + 1
    assert available(api.database, "oat-milk") == stock - 1
    assert books_agree_with_the_shelf(api.database)
    figures = api.ask("GET", "/metrics").get_data(as_text=True)
    assert 'encore_api_orders_total{outcome="placed"} 1.0' in figures
    assert 'encore_api_orders_total{outcome="replayed"} 15.0' in figures


def test_while_the_first_is_under_way_the_second_is_asked_to_come_again(api: ApiShop) -> None:
    token, body = api.token(name="till"), order_body(api, ("oat-milk", 1))
    if api.encore.engine.dialect.name == "sqlite":
        pytest.skip("has one writer: the second waits for its turn")
    with api.database.writing() as uow:
        uow.idempotency.claim("api:till", "k", "", NOW)

        response = api.ask("POST", "/api/v1/orders", body, key="k", token=token)

    assert problem(response) == (409, "idempotency_in_progress")
    assert response.headers["Retry-After"] == "1"


def test_the_last_ones_are_sold_once(api: ApiShop) -> None:
    with api.database.writing() as uow:
        set_stock("oat-milk", 3, restock_on=None, now=NOW, uow=uow)
    api.token()
    body = order_body(api, ("oat-milk", 1))

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(lambda n: post(api, body, key=f"k{n}").status_code, range(8)))

    assert statuses == [201] * 3 + [409] * 5
    assert available(api.database, "oat-milk") == 0
    assert books_agree_with_the_shelf(api.database)


class _Silent(SqlDatabase):
    """Does what it is asked, but its answer to a writer is lost."""

    def write(self, work: Any, *, seconds: float | None = None) -> Any:
        super().write(work, seconds=seconds)
        raise NotConfirmed


def test_a_lost_answer_says_that_it_may_have_happened_and_the_same_key_finds_out(api: ApiShop) -> None:
    silent = Encore(api.encore.settings, api.encore.engine, clock=api.encore.clock)
    silent.database = _Silent(api.encore.engine, read_seconds=30, write_seconds=30)
    app = Flask(__name__)
    app.register_blueprint(silent.api)
    token, body, before = api.token(), order_body(api, ("oat-milk", 1)), count_of(api)

    lost = ApiShop(silent, app).ask("POST", "/api/v1/orders", body, key="k", token=token)
    assert problem(lost) == (503, "not_confirmed")
    assert lost.headers["Retry-After"] == "2"
    assert "may still happen" in lost.get_json()["detail"]
    figures = app.test_client().get("/metrics").get_data(as_text=True)
    assert 'encore_api_orders_total{outcome="not_confirmed"} 1.0' in figures

    assert post(api, body).headers["Idempotency-Replayed"] == "true"
    assert count_of(api) == before + 1


# -- refusals


def test_what_is_short_is_said_with_numbers(api: ApiShop) -> None:
    with api.database.writing() as uow:
        set_stock("oat-milk", 3, restock_on=None, now=NOW, uow=uow)

    response = post(api, order_body(api, ("oat-milk", 5)))

    assert problem(response) == (409, "out_of_stock")
    facts = response.get_json()
    assert (facts["sku"], facts["wanted"], facts["available"], facts["restock_on"]) == ("oat-milk", 5, 3, None)
    assert facts["detail"] == "There are not so many of oat-milk: 5 wanted, 3 left."


@pytest.mark.parametrize(
    ("lines", "rest", "expected"),
    [
        ([("dragon-fruit", 1)], {}, (404, "unknown_product")),
        ([("oat-milk", 60), ("oat-milk", 60)], {}, (422, "quantity_refused")),
        ([("oat-milk", 1)], {"promotion": "NOSUCH"}, (409, "promotion_refused")),
        ([("oat-milk", 1)], {"pickup_at": "the-moon"}, (422, "unknown_place")),
        ([("oat-milk", 1)], {"expected_total": {"amount": "1.00", "currency": "USD"}}, (409, "total_changed")),
        ([("oat-milk", 1)], {"expected_total": {"amount": "1.00", "currency": "EUR"}}, (409, "total_changed")),
        ([("oat-milk", 1)], {"customer_id": "00000000-0000-7000-8000-000000000000"}, (404, "unknown_customer")),
    ],
)
def test_refusals(api: ApiShop, lines: Any, rest: Any, expected: tuple[int, str]) -> None:
    before = count_of(api)

    assert problem(post(api, order_body(api, *lines, **rest))) == expected
    assert count_of(api) == before
    assert books_agree_with_the_shelf(api.database)


def test_an_order_at_the_price_that_was_shown(api: ApiShop) -> None:
    total = {"amount": "7.78", "currency": "USD"}  # 3.79 and 3.99 for the delivery

    assert post(api, order_body(api, ("oat-milk", 1), expected_total=total)).get_json()["total"] == total


def test_a_limit_is_a_limit_here_too(api: ApiShop) -> None:
    with api.database.writing() as uow:
        set_spending_limit(api.ada.id, dollars("5.00"), now=NOW, uow=uow)

    assert problem(post(api, order_body(api, ("oat-milk", 1)))) == (409, "over_spending_limit")


WRONG_LINES: list[Any] = [
    [],
    {},
    wishes(("oat-milk", 0)),
    wishes(("oat-milk", -1)),
    wishes(("oat-milk", 100)),
    wishes(("", 1)),
    wishes(("x" * 65, 1)),
    [{"sku": "oat-milk", "quantity": "1"}],
    [{"sku": "oat-milk", "quantity": True}],
    [{"sku": "oat-milk", "quantity": 1.5}],
    [{"sku": "oat-milk", "quantity": 1, "price": 0}],
    [{"sku": "oat-milk"}],
    [None],
    wishes(*(("oat-milk", 1),) * 51),
]
WRONG_BODIES: list[Any] = [
    {},
    [],
    "order",
    {"quote_id": 7},
    {"quote_id": "00000000-0000-7000-8000-000000000000", "promotion": "X"},
    {"customer_id": "ada", "lines": wishes(("oat-milk", 1))},
    {"lines": wishes(("oat-milk", 1))},
    *({"customer_id": "00000000-0000-7000-8000-000000000000", "lines": lines} for lines in WRONG_LINES),
]


def test_a_body_that_is_not_what_was_described_is_refused(api: ApiShop) -> None:
    for body in WRONG_BODIES:
        assert problem(post(api, body)) == (422, "invalid"), body


def test_a_refused_field_is_named(api: ApiShop) -> None:
    document = post(api, order_body(api, ("oat-milk", 0))).get_json()

    assert [error["field"] for error in document["errors"]] == ["lines.0.quantity"]
    assert document["detail"].startswith("lines.0.quantity: ")


# -- quotes


def test_a_quote_is_ordered_once(api: ApiShop) -> None:
    quoted = api.ask("POST", "/api/v1/quotes", order_body(api, ("oat-milk", 2)))
    quote = quoted.get_json()

    assert quoted.status_code == 201
    assert quote["total"] == {"amount": "11.57", "currency": "USD"}
    assert quote["expires_at"] == (NOW + timedelta(minutes=10)).isoformat()
    assert quote["shortages"] == []
    first, other_key = (post(api, {"quote_id": quote["id"]}, key=key) for key in ("a", "b"))
    assert first.status_code == 201
    assert first.get_json() == other_key.get_json()
    assert first.get_json()["total"] == quote["total"]


def test_a_quote_says_what_is_short(api: ApiShop) -> None:
    quote = api.ask("POST", "/api/v1/quotes", order_body(api, ("oat-milk", 1), ("green-tea", 2))).get_json()

    assert quote["shortages"] == [{"sku": "green-tea", "wanted": 2, "taken": 0}]
    assert [line["sku"] for line in quote["lines"]] == ["oat-milk"]


def test_nothing_in_a_quote_is_left_out_without_a_word(api: ApiShop) -> None:
    response = api.ask("POST", "/api/v1/quotes", order_body(api, ("oat-milk", 1), ("dragon-fruit", 1)))

    assert problem(response) == (404, "unknown_product")


def test_an_old_quote_is_over(api: ApiShop) -> None:
    quote = api.ask("POST", "/api/v1/quotes", order_body(api, ("oat-milk", 1))).get_json()
    late = later(api, timedelta(minutes=11))

    assert problem(late.ask("POST", "/api/v1/orders", {"quote_id": quote["id"]}, key="k")) == (409, "quote_expired")


def test_what_an_old_quote_held_can_be_ordered(api: ApiShop) -> None:
    with api.database.writing() as uow:
        set_stock("oat-milk", 1, restock_on=None, now=NOW, uow=uow)
    api.ask("POST", "/api/v1/quotes", order_body(api, ("oat-milk", 1)))
    bob = new_customer(api.database, "Bob")
    body = {"customer_id": str(bob.id), "lines": wishes(("oat-milk", 1))}

    assert problem(post(api, body)) == (409, "out_of_stock")
    assert later(api, timedelta(minutes=11)).ask("POST", "/api/v1/orders", body, key="k").status_code == 201
    assert books_agree_with_the_shelf(api.database)


def later(api: ApiShop, by: timedelta) -> ApiShop:
    """The same shop."""
    encore = Encore(api.encore.settings, api.encore.engine, clock=lambda: NOW + by, chance=api.encore.chance)
    encore.database = api.database
    app = Flask(__name__)
    app.register_blueprint(encore.api)
    return ApiShop(encore, app, api._keys, api._tokens)


@pytest.mark.parametrize("what", ["usual", "last"])
def test_quotes_of_what_was_bought_before(api: ApiShop, what: str) -> None:
    quoted = api.ask("POST", "/api/v1/quotes", {"customer_id": str(api.ada.id), "what": what})

    assert quoted.status_code == 201
    assert quoted.get_json()["lines"]


def test_unknown_quotes_are_unknown(api: ApiShop) -> None:
    assert problem(post(api, {"quote_id": "00000000-0000-7000-8000-000000000000"})) == (404, "unknown_quote")


# -- reordering


def test_reordering_first_gives_a_quote_and_changes_nothing(api: ApiShop) -> None:
    before = count_of(api)

    response = api.ask("POST", f"/api/v1/customers/{api.ada.id}/reorder", {"what": "last"})

    assert response.status_code == 201
    assert response.get_json()["state"] == "held"
    assert count_of(api) == before


def test_reordering_at_once_is_one_order_per_key(api: ApiShop) -> None:
    number = api.order(("oat-milk", 2))["number"]
    path = f"/api/v1/customers/{api.ada.id}/reorder"
    before = count_of(api)

    first, again = (api.ask("POST", path, {"what": number, "place": True}, key="r") for _ in range(2))

    assert first.status_code == 201
    assert [(line["sku"], line["quantity"]) for line in first.get_json()["lines"]] == [("oat-milk", 2)]
    assert (again.get_data(), again.headers["Location"]) == (first.get_data(), first.headers["Location"])
    assert count_of(api) == before + 1
    assert books_agree_with_the_shelf(api.database)


def test_reordering_at_once_needs_a_key_and_everything_in_stock(api: ApiShop) -> None:
    number = api.order(("oat-milk", 2), ("bananas", 1))["number"]
    path, body = f"/api/v1/customers/{api.ada.id}/reorder", {"what": number, "place": True}
    assert problem(api.ask("POST", path, body)) == (400, "idempotency_key_missing")
    with api.database.writing() as uow:
        set_stock("oat-milk", 3, restock_on=None, now=NOW, uow=uow)

    assert problem(api.ask("POST", path, body, key="r")) == (409, "out_of_stock")
    assert books_agree_with_the_shelf(api.database)


def test_an_order_of_somebody_else_cannot_be_reordered(api: ApiShop) -> None:
    number, bob = api.order(("oat-milk", 1))["number"], new_customer(api.database, "Bob")

    response = api.ask("POST", f"/api/v1/customers/{bob.id}/reorder", {"what": number})

    assert problem(response) == (404, "unknown_order")


# -- finding, tracking, cancelling, changing


def test_orders_come_in_pages_latest_first(api: ApiShop) -> None:
    bob = new_customer(api.database, "Bob")
    numbers = [api.order(("oat-milk", 1), customer=bob)["number"] for _ in range(5)]
    found: list[str] = []
    cursor = ""
    for _ in range(3):
        page = api.ask("GET", f"/api/v1/orders?customer_id={bob.id}&limit=2{cursor}").get_json()
        found += [order["number"] for order in page["orders"]]
        cursor = f"&cursor={page['next']}"

    assert sorted(found) == sorted(numbers)
    assert len(page["orders"]) == 1
    assert page["next"] is None


def test_orders_of_all_customers_are_in_one_list(api: ApiShop) -> None:
    every = {order.number for order in all_orders(api.database)}

    assert {order["number"] for order in api.ask("GET", "/api/v1/orders").get_json()["orders"]} == every


@pytest.mark.parametrize("cursor", ["x", "%00", "AAAA", "MTIzCjQ1Ng", "LS0tCi0tLQ", "=", "é", "a" * 201])
@pytest.mark.parametrize("path", ["/api/v1/orders", "/api/v1/products"])
def test_a_cursor_that_was_made_up_is_refused(api: ApiShop, path: str, cursor: str) -> None:
    assert problem(api.ask("GET", f"{path}?cursor={cursor}"))[0] == 400


def test_where_the_parcels_are(api: ApiShop) -> None:
    number = api.order(("oat-milk", 2))["number"]
    assert api.ask("GET", f"/api/v1/orders/{number}/tracking").get_json()["shipments"] == []
    with api.database.writing() as uow:
        ship(number, carrier="own", tracking_code="T1", expected_on=None, now=NOW, uow=uow)

    assert api.ask("GET", f"/api/v1/orders/{number}/tracking").get_json() == {
        "number": number,
        "status": "shipped",
        "expected_on": "2026-03-12",
        "shipments": [
            {
                "carrier": "own",
                "tracking_code": "T1",
                "status": "picked_up",
                "expected_on": None,
                "contents": {"oat-milk": 2},
                "events": [{"status": "picked_up", "at": NOW.isoformat(), "place": ""}],
            }
        ],
    }


def test_an_order_is_cancelled_and_stays_so(api: ApiShop) -> None:
    before = available(api.database, "oat-milk")
    number = api.order(("oat-milk", 2))["number"]

    answers = [api.ask("POST", f"/api/v1/orders/{number}/cancel") for _ in range(2)]

    assert [(answer.status_code, answer.get_json()["status"]) for answer in answers] == [(200, "cancelled")] * 2
    assert available(api.database, "oat-milk") == before
    assert books_agree_with_the_shelf(api.database)


def test_a_packed_order_is_not_cancelled(api: ApiShop) -> None:
    number = api.order(("oat-milk", 2))["number"]
    moved(api.database, the_order(api.database, number), OrderStatus.PACKED)

    response = api.ask("POST", f"/api/v1/orders/{number}/cancel")

    assert problem(response) == (409, "too_late_to_cancel")
    assert response.get_json()["status"] == 409  # a fact of the same name must not take its place
    assert response.get_json()["order_status"] == "packed"


def test_an_order_goes_somewhere_else(api: ApiShop) -> None:
    number = api.order(("oat-milk", 2))["number"]

    changed = api.ask("PATCH", f"/api/v1/orders/{number}", {"address": "  2  New\tRoad "})

    assert (changed.status_code, changed.get_json()["address"]) == (200, "2 New Road")
    assert problem(api.ask("PATCH", f"/api/v1/orders/{number}", {"address": " "})) == (422, "address_refused")


def test_how_many_is_changed_at_the_price_that_was_shown(api: ApiShop) -> None:
    number = api.order(("oat-milk", 2))["number"]
    body = {"sku": "oat-milk", "quantity": 3, "expected_total": {"amount": "15.36", "currency": "USD"}}

    changed = api.ask("PATCH", f"/api/v1/orders/{number}", body)
    assert (changed.status_code, changed.get_json()["lines"][0]["quantity"]) == (200, 3)
    assert problem(api.ask("PATCH", f"/api/v1/orders/{number}", {**body, "quantity": 4})) == (409, "total_changed")
    assert problem(api.ask("PATCH", f"/api/v1/orders/{number}", {"sku": "oat-milk"})) == (422, "invalid")
    assert books_agree_with_the_shelf(api.database)


def test_an_order_of_nobody_is_seen_and_not_changed(api: ApiShop) -> None:
    bob = new_customer(api.database, "Bob")
    number = api.order(("oat-milk", 1), customer=bob)["number"]
    api.ask("POST", f"/api/v1/orders/{number}/cancel")
    assert api.ask("DELETE", f"/api/v1/customers/{bob.id}").status_code == 204

    assert api.ask("GET", f"/api/v1/orders/{number}").get_json()["customer_id"] is None
    assert problem(api.ask("PATCH", f"/api/v1/orders/{number}", {"address": "x"})) == (404, "unknown_order")


def test_answers_that_are_kept_name_nobody(api: ApiShop) -> None:
    placed = api.order(("oat-milk", 1))

    assert str(api.ada.id) not in str(placed)
    assert api.ada.address not in str(placed)
