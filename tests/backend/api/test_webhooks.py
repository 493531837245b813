"""News of carriers come in, and addresses for the shop's own news."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from standardwebhooks.webhooks import Webhook
from werkzeug.test import TestResponse

from backend.orders.shopkeeping import ship
from backend.settings import Settings, SettingsError
from backend.wiring import Encore
from tests.backend.api.shop import ApiShop, problem
from tests.backend.shops import NOW, books_agree_with_the_shelf, the_order

SECRET = "whsec_c2VjcmV0LW9mLW91ci1vd24tZHJpdmVycw=="


@pytest.fixture
def signed_shop(api: ApiShop) -> ApiShop:
    """Has agreed on a secret with its own drivers."""
    encore = Encore(
        replace(api.encore.settings, carrier_secrets=f"own={SECRET}"), api.encore.engine, clock=api.encore.clock
    )
    encore.database = api.database
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 128 * 1024
    app.register_blueprint(encore.api)
    return ApiShop(encore, app)


def news(
    shop: ApiShop, body: Any, *, carrier: str = "own", secret: str = SECRET, at: timedelta = timedelta(0)
) -> TestResponse:
    text = body if isinstance(body, str) else json.dumps(body)
    headers = {
        "webhook-id": "msg-1",
        "webhook-timestamp": str(int((NOW + at).timestamp())),
        "webhook-signature": Webhook(secret).sign("msg-1", NOW + at, text),
        "Content-Type": "application/json",
    }
    return shop.app.test_client().post(f"/webhooks/carriers/{carrier}", data=text, headers=headers)


def parcel(shop: ApiShop) -> str:
    number: str = shop.order(("oat-milk", 1))["number"]
    with shop.database.writing() as uow:
        ship(number, carrier="own", tracking_code="T1", expected_on=None, now=NOW, uow=uow)
    return number


def scan(status: str = "delivered", code: str = "T1") -> dict[str, str]:
    return {"tracking_code": code, "status": status, "at": (NOW + timedelta(hours=1)).isoformat()}


def test_a_parcel_arrives_by_news_also_when_they_come_twice(signed_shop: ApiShop) -> None:
    number = parcel(signed_shop)

    for _ in range(2):
        response = news(signed_shop, scan())
        assert (response.status_code, response.get_json()) == (200, {"events": 1, "ours": 1})

    assert the_order(signed_shop.database, number).status == "delivered"
    assert books_agree_with_the_shelf(signed_shop.database)


def test_news_of_others_parcels_are_welcome_and_change_nothing(signed_shop: ApiShop) -> None:
    number = parcel(signed_shop)

    assert news(signed_shop, scan(code="T2")).get_json() == {"events": 1, "ours": 0}
    assert the_order(signed_shop.database, number).status == "shipped"


def test_nobody_is_believed_without_the_right_signature(signed_shop: ApiShop) -> None:
    number = parcel(signed_shop)
    other = "whsec_b3RoZXItc2VjcmV0LW9mLXNvbWVib2R5LWVsc2U="

    answers = [
        problem(news(signed_shop, scan(), secret=other)),
        problem(news(signed_shop, scan(), at=-timedelta(hours=1))),
        problem(news(signed_shop, scan(), carrier="easypost")),
        problem(news(signed_shop, scan(), carrier="nobody")),
        problem(news(signed_shop, "[1]")),
        problem(signed_shop.app.test_client().post("/webhooks/carriers/own", data=b"\xff")),
    ]

    assert answers == [
        (403, "bad_signature"),
        (403, "too_old"),
        (404, "unknown_carrier"),
        (404, "unknown_carrier"),
        (400, "bad_body"),
        (403, "bad_signature"),
    ]
    assert the_order(signed_shop.database, number).status == "shipped"
    figures = signed_shop.ask("GET", "/metrics", token="").get_data(as_text=True)
    assert 'encore_carrier_webhooks_refused_total{code="bad_signature"} 2.0' in figures
    assert "nobody" not in figures


# -- secrets


def test_secrets_of_carriers_are_read_and_not_shown() -> None:
    settings = Settings.from_env({"ENCORE_CARRIER_SECRETS": f" own={SECRET} , easypost=a=b"})

    assert settings.secrets_of_carriers == {"own": SECRET, "easypost": "a=b"}
    assert SECRET not in repr(settings)


@pytest.mark.parametrize("text", ["hunter2", "own=", "=hunter2", "own=a,hunter2"])
def test_secrets_without_a_carrier_are_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({"ENCORE_CARRIER_SECRETS": text})

    assert "ENCORE_CARRIER_SECRETS" in str(refused.value)
    assert "hunter2" not in str(refused.value)


# -- outgoing


def test_a_webhook_is_added_shown_and_removed(api: ApiShop) -> None:
    added = api.ask("POST", "/api/v1/webhooks", {"url": "https://shop.example/h?t=1", "types": ["order.placed"]})
    webhook = added.get_json()

    assert added.status_code == 201
    assert webhook["secret"].startswith("whsec_")
    assert (webhook["url"], webhook["types"]) == ("https://shop.example/h?t=1", ["order.placed"])
    del webhook["secret"]  # shown once
    assert api.ask("GET", "/api/v1/webhooks").get_json() == {"webhooks": [webhook]}
    path = f"/api/v1/webhooks/{webhook['id']}"
    assert api.ask("DELETE", path).status_code == 204
    assert api.ask("GET", "/api/v1/webhooks").get_json() == {"webhooks": []}
    assert problem(api.ask("DELETE", path)) == (404, "unknown_webhook")


def test_without_types_a_webhook_is_told_everything(api: ApiShop) -> None:
    assert api.ask("POST", "/api/v1/webhooks", {"url": "https://shop.example/"}).get_json()["types"] == ["*"]


@pytest.mark.parametrize(
    "url",
    ["shop.example", "ftp://shop.example", "https://", "https://u:p@shop.example", "https://a:99999", "https://a b"],
)
def test_a_url_nobody_can_be_told_at_is_refused(api: ApiShop, url: str) -> None:
    assert problem(api.ask("POST", "/api/v1/webhooks", {"url": url})) == (422, "url_refused")


def test_plain_http_is_for_development(api: ApiShop) -> None:
    body = {"url": "http://localhost:9/h"}
    assert api.ask("POST", "/api/v1/webhooks", body).status_code == 201
    encore = Encore(replace(api.encore.settings, env="production"), api.encore.engine, clock=api.encore.clock)
    encore.database = api.database
    app = Flask(__name__)
    app.register_blueprint(encore.api)

    response = ApiShop(encore, app).ask("POST", "/api/v1/webhooks", body, token=api.token())

    assert problem(response) == (422, "url_refused")


def test_there_are_not_endless_webhooks(api: ApiShop) -> None:
    for number in range(20):
        assert api.ask("POST", "/api/v1/webhooks", {"url": f"https://shop.example/{number}"}).status_code == 201

    assert problem(api.ask("POST", "/api/v1/webhooks", {"url": "https://shop.example"})) == (409, "too_many_webhooks")
