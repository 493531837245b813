"""Alexa finds out who speaks, and the order goes on where it was."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.orders import voice_codes
from backend.wiring import Encore
from skill.simulator.requests import envelope
from tests.skill.conftest import NOW

PERSON = "amzn1.ask.person.ada"


class Device:
    """Recognises Ada's voice."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self._attributes: dict[str, Any] = {}

    def sends(self, request: dict[str, Any], *, session_id: str = "amzn1.echo-api.session.pin") -> dict[str, Any]:
        session = {"id": session_id, "attributes": self._attributes}
        body = envelope(request, customer="ada", session=session, new=False, now=NOW, locale="en-US")
        body["context"]["System"]["person"] = {"personId": PERSON}
        answer = self._client.post("/alexa", json=body)
        assert answer.status_code == 200
        self._attributes = answer.get_json().get("sessionAttributes", {})
        response: dict[str, Any] = answer.get_json()["response"]
        return response

    def means(self, intent: str, **slots: str) -> dict[str, Any]:
        filled = {name: {"name": name, "value": value} for name, value in slots.items()}
        return self.sends({"type": "IntentRequest", "intent": {"name": intent, "slots": filled}})

    def resumes(self, token: str, code: object, **result: str) -> dict[str, Any]:
        cause = {"type": "ConnectionCompleted", "token": token, "status": {"code": code}, "result": result}
        self._attributes = {}
        return self.sends({"type": "SessionResumedRequest", "cause": cause}, session_id="amzn1.echo-api.session.new")


@pytest.fixture
def device(client: FlaskClient, encore: Encore) -> Device:
    def prepare(uow: Any) -> None:
        customer = uow.customers.by_identity("alexa", "amzn1.ask.account.ada")
        if uow.voice_codes.of(customer.id) is None:
            voice_codes.set_code(customer.id, voice_codes.BY_ALEXA, now=NOW, uow=uow)

    device = Device(client)
    if "Am I speaking" in device.means("OrderHistoryIntent")["outputSpeech"]["ssml"]:
        device.means("AMAZON.YesIntent")
    encore.database.write(prepare)
    return device


def asked_for_a_pin(device: Device) -> dict[str, Any]:
    device.means("PlaceOrderIntent", product="oat milk")
    return device.means("AMAZON.YesIntent")


def test_the_order_waits_for_alexas_word(device: Device) -> None:
    response = asked_for_a_pin(device)

    [directive] = response["directives"]
    assert directive["type"] == "Connections.StartConnection"
    assert directive["uri"] == "connection://AMAZON.VerifyPerson/2"
    assert directive["onCompletion"] == "RESUME_SESSION"
    assert directive["input"] == {
        "requestedAuthenticationConfidenceLevel": {"level": 400, "customPolicy": {"policyName": "VOICE_PIN"}}
    }
    assert "shouldEndSession" not in response

    done = device.resumes(directive["token"], "200", status="ACHIEVED")
    assert "Done. Your order number is" in done["outputSpeech"]["ssml"]
    assert done["shouldEndSession"] is False


@pytest.mark.parametrize(
    ("code", "result", "told"),
    [
        (200, {"status": "NOT_ACHIEVED"}, "The PIN was not right"),
        ("200", {"status": "NOT_ACHIEVED", "reason": "VERIFICATION_METHOD_NOT_SETUP"}, "You have no profile PIN yet"),
        ("500", {"status": "ACHIEVED"}, "The PIN was not right"),
        (None, {}, "The PIN was not right"),
    ],
)
def test_anything_else_orders_nothing(device: Device, code: object, result: dict[str, str], told: str) -> None:
    token = asked_for_a_pin(device)["directives"][0]["token"]

    assert told in device.resumes(token, code, **result)["outputSpeech"]["ssml"]


@pytest.mark.parametrize("token", ["", "abc", "QUJD" * 20])
def test_a_token_that_is_not_ours_does_nothing(device: Device, token: str) -> None:
    asked_for_a_pin(device)

    assert "Hi Ada" in device.resumes(token, 200, status="ACHIEVED")["outputSpeech"]["ssml"]


@pytest.mark.parametrize("name", ["PersonVerified", "PersonNotVerified", "LaunchRequest"])
def test_nobody_can_say_that_they_were_verified(device: Device, name: str) -> None:
    device.means("PlaceOrderIntent", product="oat milk")
    device.means("AMAZON.YesIntent")

    assert "Done" not in device.means(name)["outputSpeech"]["ssml"]
