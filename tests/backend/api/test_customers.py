"""A customer's own things over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from backend.orders.model import OrderStatus, ShipmentEvent, ShipmentStatus
from backend.orders.shopkeeping import record_event, ship
from tests.backend.api.shop import ApiShop, problem, wishes
from tests.backend.shops import NOW, books_agree_with_the_shelf, moved, new_customer, the_order


def path(api: ApiShop, rest: str) -> str:
    return f"/api/v1/customers/{api.ada.id}/{rest}"


def test_a_customer(api: ApiShop) -> None:
    ada = api.ada

    assert api.ask("GET", f"/api/v1/customers/{ada.id}").get_json() == {
        "id": str(ada.id),
        "name": ada.name,
        "locale": ada.locale,
        "address": ada.address,
        "spending_limit": None,
        "pickup_at": None,
        "email": "ada@example.com",
    }


def test_an_email_address_is_one_customers(api: ApiShop) -> None:
    changed = api.ask("PUT", path(api, "email"), {"email": "Ada@New.Example"})
    taken = api.ask("PUT", path(api, "email"), {"email": "ben@example.com"})
    wrong = api.ask("PUT", path(api, "email"), {"email": "ada"})

    assert changed.get_json()["email"] == "ada@new.example"
    assert (problem(taken), problem(wrong)) == ((409, "email_taken"), (422, "email_refused"))
    assert api.ask("PUT", path(api, "email"), {"email": None}).get_json()["email"] is None


# -- cart


def quantities(cart: dict[str, Any]) -> dict[str, int]:
    return {line["sku"]: line["quantity"] for line in cart["lines"]}


def test_a_cart_is_filled_changed_and_checked_out(api: ApiShop) -> None:
    api.ask("DELETE", path(api, "cart"))
    for sku, quantity in (("oat-milk", 1), ("bananas", 2), ("oat-milk", 3)):
        cart = api.ask("PUT", path(api, f"cart/lines/{sku}"), {"quantity": quantity}).get_json()
    assert quantities(cart) == {"oat-milk": 3, "bananas": 2}
    assert quantities(api.ask("DELETE", path(api, "cart/lines/bananas")).get_json()) == {"oat-milk": 3}

    quote = api.ask("POST", path(api, "cart/checkout"))

    assert quote.status_code == 201
    assert quantities(api.ask("GET", path(api, "cart")).get_json()) == {"oat-milk": 3}
    assert api.ask("POST", "/api/v1/orders", {"quote_id": quote.get_json()["id"]}, key="c").status_code == 201
    assert books_agree_with_the_shelf(api.database)


def test_a_cart_says_no(api: ApiShop) -> None:
    api.ask("DELETE", path(api, "cart"))

    assert problem(api.ask("POST", path(api, "cart/checkout"))) == (409, "empty_cart")
    assert problem(api.ask("DELETE", path(api, "cart/lines/oat-milk"))) == (404, "not_in_cart")
    assert problem(api.ask("PUT", path(api, "cart/lines/nothing"), {"quantity": 1})) == (404, "unknown_product")
    assert problem(api.ask("PUT", path(api, "cart/lines/green-tea"), {"quantity": 1})) == (409, "out_of_stock")
    assert problem(api.ask("PUT", path(api, "cart/promotion"), {"promotion": "NOSUCH"})) == (409, "promotion_refused")


# -- lists, addresses and the rest


def test_a_list_is_kept_and_replaced(api: ApiShop) -> None:
    for lines in ([("oat-milk", 1)], [("bananas", 2), ("oat-milk", 1), ("bananas", 1)]):
        saved = api.ask("PUT", path(api, "lists/Friday%20Night!"), {"lines": wishes(*lines)})
        assert saved.status_code == 200

    kept = {"name": "friday night", "lines": wishes(("bananas", 3), ("oat-milk", 1))}
    assert saved.get_json() == kept
    assert kept in api.ask("GET", path(api, "lists")).get_json()["lists"]
    unknown = api.ask("PUT", path(api, "lists/x"), {"lines": wishes(("nothing", 1))})
    assert problem(unknown) == (404, "unknown_product")
    assert problem(api.ask("PUT", path(api, "lists/!"), {"lines": wishes(("bananas", 1))})) == (
        422,
        "list_name_refused",
    )


def test_addresses_have_names_and_one_is_preferred(api: ApiShop) -> None:
    saved = api.ask("PUT", path(api, "addresses/Work"), {"address": "1 Office  Row"}).get_json()
    assert saved["addresses"]["work"] == "1 Office Row"
    assert api.ask("PUT", path(api, "preferred-address"), {"label": "work"}).get_json()["address"] == "1 Office Row"

    assert api.ask("DELETE", path(api, "addresses/work")).status_code == 204
    assert problem(api.ask("DELETE", path(api, "addresses/work"))) == (404, "unknown_address")
    assert problem(api.ask("PUT", path(api, "preferred-address"), {"label": "work"})) == (404, "unknown_address")
    assert problem(api.ask("PUT", path(api, "addresses/w"), {"address": "a\u202eb"})) == (422, "address_refused")


def test_pickup_limit_and_consents(api: ApiShop) -> None:
    assert api.ask("PUT", path(api, "pickup"), {"place": "mill-street"}).get_json()["pickup_at"] == "mill-street"
    assert problem(api.ask("PUT", path(api, "pickup"), {"place": "moon"})) == (422, "unknown_place")
    assert api.ask("PUT", path(api, "pickup"), {"place": None}).get_json()["pickup_at"] is None
    limit = {"amount": "50.00", "currency": "USD"}
    assert api.ask("PUT", path(api, "spending-limit"), {"limit": limit}).get_json()["spending_limit"] == limit
    euros = api.ask("PUT", path(api, "spending-limit"), {"limit": {"amount": "50", "currency": "EUR"}})
    assert problem(euros) == (422, "wrong_currency")
    assert api.ask("PUT", path(api, "spending-limit"), {"limit": None}).get_json()["spending_limit"] is None
    consents = api.ask("POST", path(api, "consents"), {"purpose": "offers", "allowed": True})
    assert consents.status_code == 201
    assert {"purpose": "offers", "allowed": True, "at": NOW.isoformat()} in consents.get_json()["consents"]


def test_what_to_do_when_it_is_sold_out(api: ApiShop) -> None:
    instead = {"policy": "specific", "replacement": "soy-milk"}
    statuses = [
        api.ask("PUT", path(api, "substitutions/oat-milk"), body).status_code
        for body in ({"policy": "none"}, {"policy": "specific"}, {"policy": "none", "replacement": "soy-milk"})
    ]

    assert statuses == [204, 422, 422]
    assert api.ask("PUT", path(api, "substitutions/oat-milk"), instead).status_code == 204
    assert api.ask("PUT", path(api, "alerts/green-tea")).status_code == 204
    assert problem(api.ask("PUT", path(api, "alerts/oat-milk"))) == (409, "not_sold_out")


# -- subscriptions


def test_a_subscription_is_drafted_started_and_changed(api: ApiShop) -> None:
    first_on = (NOW + timedelta(days=7)).date().isoformat()
    body = {"lines": wishes(("oat-milk", 2)), "every_weeks": 2, "first_on": first_on}
    draft = api.ask("POST", path(api, "subscriptions"), body).get_json()
    one = f"subscriptions/{draft['id']}"
    assert (draft["state"], draft["next_on"]) == ("draft", first_on)

    wrong = {"expected_total": {"amount": "1.00", "currency": "USD"}}
    assert problem(api.ask("POST", path(api, f"{one}/start"), wrong)) == (409, "draft_changed")
    for _ in range(2):
        started = api.ask("POST", path(api, f"{one}/start"), {"expected_total": draft["total"]})
        assert (started.status_code, started.get_json()["state"]) == (200, "active")
    assert api.ask("POST", path(api, f"{one}/pause")).get_json()["state"] == "paused"
    assert problem(api.ask("POST", path(api, f"{one}/move"), {"day": first_on})) == (409, "subscription_paused")
    assert api.ask("POST", path(api, f"{one}/resume")).get_json()["state"] == "active"
    day = (NOW + timedelta(days=9)).date().isoformat()
    assert api.ask("POST", path(api, f"{one}/move"), {"day": day}).get_json()["next_on"] == day
    assert problem(api.ask("POST", path(api, f"{one}/move"), {"day": "2020-01-01"})) == (422, "day_refused")
    assert problem(api.ask("POST", path(api, f"{one}/move"), {"day": "20260320"})) == (422, "invalid")
    assert api.ask("POST", path(api, f"{one}/stop")).get_json()["state"] == "stopped"


def test_a_delivery_is_skipped_sent_at_once_and_swapped_once(api: ApiShop) -> None:
    first_on = (NOW + timedelta(days=7)).date()
    body = {"lines": wishes(("oat-milk", 2)), "every_weeks": 2, "first_on": first_on.isoformat()}
    draft = api.ask("POST", path(api, "subscriptions"), body).get_json()
    one = f"subscriptions/{draft['id']}"
    api.ask("POST", path(api, f"{one}/start"), {"expected_total": draft["total"]})

    days = {
        api.ask("POST", path(api, f"{one}/skip"), {"next_on": first_on.isoformat()}).get_json()["next_on"]
        for _ in range(2)
    }
    second_on = (first_on + timedelta(weeks=2)).isoformat()
    assert days == {second_on}

    quote = api.ask("POST", path(api, f"{one}/quote")).get_json()
    sending = {"quote_id": quote["id"], "next_on": second_on}
    numbers = {api.ask("POST", path(api, f"{one}/send"), sending).get_json()["number"] for _ in range(2)}
    assert len(numbers) == 1

    swap = {"sku": "oat-milk", "replacement": "soy-milk", "price": {"amount": "1.00", "currency": "USD"}}
    assert problem(api.ask("POST", path(api, f"{one}/swap"), swap)) == (409, "price_moved")
    with api.encore.database.reading() as uow:
        price = uow.products.by_sku(["soy-milk"])["soy-milk"].price
    swap["price"] = {"amount": str(price.amount), "currency": "USD"}
    assert [line["sku"] for line in api.ask("POST", path(api, f"{one}/swap"), swap).get_json()["lines"]] == ["soy-milk"]


@pytest.mark.parametrize("first_on", ["2020-01-01", "9999-12-31"])
def test_a_subscription_begins_soon(api: ApiShop, first_on: str) -> None:
    body = {"lines": wishes(("oat-milk", 2)), "every_weeks": 2, "first_on": first_on}

    assert problem(api.ask("POST", path(api, "subscriptions"), body)) == (422, "day_refused")


# -- returns and questions


def delivered(api: ApiShop) -> str:
    number: str = api.order(("oat-milk", 2))["number"]
    with api.database.writing() as uow:
        ship(number, carrier="own", tracking_code=f"T{number}", expected_on=None, now=NOW, uow=uow)
    with api.database.writing() as uow:
        record_event("own", f"T{number}", ShipmentEvent(ShipmentStatus.DELIVERED, NOW), now=NOW, uow=uow)
    return number


def test_goods_come_back_once_per_key(api: ApiShop) -> None:
    body = {"order": delivered(api), "sku": "oat-milk", "quantity": 1, "reason": "not_needed"}

    first, again = (api.ask("POST", path(api, "returns"), body, key="r") for _ in range(2))

    assert first.status_code == 201
    assert again.get_data() == first.get_data()
    number = first.get_json()["number"]
    assert [each["number"] for each in api.ask("GET", path(api, "returns")).get_json()["returns"]] == [number]
    assert number in [each["number"] for each in api.ask("GET", "/api/v1/returns").get_json()["returns"]]
    states = [
        api.ask("POST", f"/api/v1/returns/{number}/{step}").get_json().get("state") for step in ("receive", "refund")
    ]
    assert states == ["received", "refunded"]
    assert problem(api.ask("POST", f"/api/v1/returns/{number}/refuse")) == (409, "wrong_state")
    assert books_agree_with_the_shelf(api.database)


def test_returns_that_cannot_be(api: ApiShop) -> None:
    number = api.order(("oat-milk", 1))["number"]
    body = {"order": number, "sku": "oat-milk", "quantity": 1, "reason": "quality"}

    assert problem(api.ask("POST", path(api, "returns"), body)) == (400, "idempotency_key_missing")
    assert problem(api.ask("POST", path(api, "returns"), body, key="a")) == (409, "nothing_to_return")
    assert problem(api.ask("POST", "/api/v1/returns/1/receive")) == (404, "unknown_return")
    assert problem(api.ask("POST", "/api/v1/tickets/1/close")) == (404, "unknown_ticket")
    assert api.ask("GET", "/api/v1/tickets?closed=true").get_json() == {"tickets": []}


# -- a customer's data as a whole


def test_all_is_handed_over_and_deleted(api: ApiShop) -> None:
    bob = new_customer(api.database, "Bob")
    number = api.order(("oat-milk", 1), customer=bob)["number"]
    export = api.ask("POST", f"/api/v1/customers/{bob.id}/export")
    assert export.status_code == 200
    assert "1 Bob Street" in export.get_data(as_text=True)

    assert problem(api.ask("DELETE", f"/api/v1/customers/{bob.id}")) == (409, "orders_still_open")
    moved(api.database, the_order(api.database, number), OrderStatus.DELIVERED)
    assert api.ask("DELETE", f"/api/v1/customers/{bob.id}").status_code == 204
    assert problem(api.ask("DELETE", f"/api/v1/customers/{bob.id}")) == (404, "unknown_customer")
    assert api.ask("GET", f"/api/v1/orders/{number}").get_json()["customer_id"] is None


def test_a_person_is_asked_for_once_per_key(api: ApiShop) -> None:
    body = {"about": "delivery", "phone": "+15550142"}

    first, again = (api.ask("POST", path(api, "tickets"), body, key="call-me") for _ in range(2))

    assert (first.status_code, first.get_json()) == (201, again.get_json())
    with api.database.reading() as uow:
        assert [(ticket.facts["about"], ticket.phone) for ticket in uow.tickets.open_of(api.ada.id)] == [
            ("delivery", "+15550142")
        ]
    assert problem(api.ask("POST", path(api, "tickets"), {"about": "x"}, key="other")) == (422, "invalid")
