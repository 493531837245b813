"""What Amazon wants of a skill that sells physical goods, asked of the endpoint itself."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.orders.linking import grant_code, redeem_code, set_email
from backend.settings import Settings
from backend.wiring import Encore, build
from skill.app import unverified_app
from skill.simulator.requests import envelope

CLIENT = {"client_id": "alexa", "redirect_uri": "https://pitangui.amazon.com/x", "challenge": "c"}
ORDERING = {
    "PlaceOrderIntent": {"product": "oat milk"},
    "ReorderIntent": {},
    "AddToCartIntent": {"product": "oat milk"},
    "CheckoutIntent": {},
    "SubscribeIntent": {"product": "oat milk", "frequency": "every week"},
}


class Alexa:
    """A device whose user may have linked an account."""

    def __init__(self, client: FlaskClient, token: str = "") -> None:
        self._client, self._token = client, token
        self._attributes: dict[str, Any] = {}

    def means(self, name: str, **slots: str) -> dict[str, Any]:
        filled = {slot: {"name": slot, "value": value} for slot, value in slots.items()}
        request = {"type": "IntentRequest", "intent": {"name": name, "slots": filled}}
        session = {"id": "amzn1.echo-api.session.1", "attributes": self._attributes}
        body = envelope(request, customer="stranger", session=session, new=False, now=datetime.now(UTC), locale="en-US")
        if self._token:
            body["context"]["System"]["user"]["accessToken"] = self._token
        answer = self._client.post("/alexa", json=body)
        assert answer.status_code == 200
        self._attributes = answer.get_json().get("sessionAttributes", {})
        response: dict[str, Any] = answer.get_json()["response"]
        return response

    def hears(self, name: str, **slots: str) -> str:
        return str(self.means(name, **slots)["outputSpeech"]["ssml"]).replace("&apos;", "'")


@pytest.fixture
def shop(tmp_path: Path) -> Encore:
    return build(
        Settings(
            data_dir=str(tmp_path),
            database_url=f"sqlite:///{tmp_path / 'shop.sqlite3'}",
            mail=f"file://{tmp_path / 'mail'}",
        )
    )


@pytest.fixture
def client(shop: Encore) -> FlaskClient:
    return unverified_app(shop, shop.settings).test_client()


def token_for(shop: Encore, name: str, *, at: datetime) -> str:
    def link(uow: Any) -> str:
        customer = uow.customers.by_identity("local", name)
        set_email(customer.id, f"{name}@example.com", now=at, uow=uow)
        byte = iter(range(256))

        def random_bytes(count: int) -> bytes:
            return bytes([next(byte)]) * count

        code = grant_code(customer.id, **CLIENT, scope="shop", random_bytes=random_bytes, now=at, uow=uow)
        tokens = redeem_code(code, **CLIENT, random_bytes=random_bytes, now=at, uow=uow)
        assert tokens is not None
        return tokens.access

    return shop.database.write(link)


def orders(shop: Encore) -> int:
    return len(shop.database.read(lambda uow: uow.orders.all(limit=1000)))


@pytest.mark.parametrize("intent", ORDERING)
def test_nobody_orders_without_a_linked_account(intent: str, shop: Encore, client: FlaskClient) -> None:
    before = orders(shop)

    response = Alexa(client).means(intent, **ORDERING[intent])

    assert response["card"] == {"type": "LinkAccount"}
    assert "Alexa app" in response["outputSpeech"]["ssml"]
    assert orders(shop) == before


def test_a_token_that_has_expired_asks_for_the_link_again(shop: Encore, client: FlaskClient) -> None:
    old = token_for(shop, "ada", at=datetime.now(UTC) - timedelta(hours=2))

    response = Alexa(client, old).means("ReorderIntent")

    assert response["card"] == {"type": "LinkAccount"}


def test_everything_is_said_before_the_yes_and_confirmed_by_voice_card_and_mail_after_it(
    shop: Encore, client: FlaskClient
) -> None:
    alexa = Alexa(client, token_for(shop, "ada", at=datetime.now(UTC)))
    before = orders(shop)

    offer = alexa.hears("PlaceOrderIntent", product="oat milk", quantity="2")

    assert "Corner Pantry delivers it" in offer  # the seller of record
    assert "2 cartons of oat milk" in offer
    assert "12 Orchard Lane, Springfield" in offer
    assert "$3.99 for delivery" in offer
    assert "makes $11.57, tax included" in offer
    assert offer.endswith("Shall I place the order?</speak>")
    assert orders(shop) == before

    done = alexa.means("AMAZON.YesIntent")

    assert orders(shop) == before + 1
    order = shop.database.read(lambda uow: uow.orders.all(limit=1))[0]
    assert "Your order number is " + ", ".join(" ".join(order.number[start : start + 3]) for start in (0, 3)) in str(
        done["outputSpeech"]["ssml"]
    )
    assert order.number in done["card"]["title"]
    for fact in ("oat milk", "$7.58", "$3.99", "$11.57", "Corner Pantry", "12 Orchard Lane"):
        assert fact in done["card"].get("content", done["card"].get("text"))

    shop.jobs.run_once()
    [letter] = (Path(shop.settings.data_dir) / "mail").iterdir()
    mail = message_from_bytes(letter.read_bytes(), policy=policy.default)
    text = mail.get_content()
    assert mail["To"] == "ada@example.com"
    for fact in (order.number, "Corner Pantry", "oat milk", "$7.58", "$3.99", "$11.57", "12 Orchard Lane"):
        assert fact in f"{mail['Subject']} {text}"


def test_a_no_buys_nothing_and_writes_nothing(shop: Encore, client: FlaskClient) -> None:
    alexa = Alexa(client, token_for(shop, "ada", at=datetime.now(UTC)))
    before = orders(shop)
    alexa.means("PlaceOrderIntent", product="oat milk")

    alexa.means("AMAZON.NoIntent")
    shop.jobs.run_once()

    assert orders(shop) == before
    folder = Path(shop.settings.data_dir) / "mail"
    assert not folder.exists() or list(folder.iterdir()) == []
