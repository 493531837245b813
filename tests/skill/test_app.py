"""The web application lets in what Alexa sends, and nothing else; and it never breaks."""

import io
import json
import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ask_sdk_model.request import Request
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from backend.conversation.turn import Reply, Turn
from backend.settings import Settings
from backend.wiring import Encore
from skill.app import create_app, skill_app, unverified_app
from skill.simulator.requests import SKILL, envelope, launch_request
from skill.verification import LARGEST_BODY, RequestVerifier

if TYPE_CHECKING:
    from tests.skill.conftest import Ask, Authority

SECRET = "ZX-SECRET-CANARY"


def launch(encore: Encore, *, seconds_ago: int = 0, **changes: Any) -> bytes:
    now = encore.clock() - timedelta(seconds=seconds_ago)
    session = {"id": "amzn1.echo-api.session.1", "attributes": {}}
    request = {**launch_request(), **changes}
    body = envelope(request, customer="ada", session=session, new=True, now=now, locale="en-US")
    return json.dumps(body).encode()


# -- verification


def verified_by(
    authority: "Authority", encore: Encore, settings: Settings, roots: Path, *, skill_id: str = ""
) -> FlaskClient:
    """The skill with verification on; only the internet and the list of roots are ours."""
    verifier = RequestVerifier(
        skill_id, roots=roots.read_bytes(), fetch=lambda _url: authority.chain(), clock=encore.clock
    )
    return skill_app(encore, settings, verifier).test_client()


@pytest.fixture
def verified(encore: Encore, settings: Settings, authority: "Authority", roots: Path) -> FlaskClient:
    return verified_by(authority, encore, settings, roots)


def test_verification_is_on_unless_somebody_switches_it_off(encore: Encore, settings: Settings) -> None:
    assert create_app(settings).test_client().post("/alexa", data=launch(encore)).status_code == 400
    off = create_app(replace(settings, verify_requests=False))
    assert off.test_client().post("/alexa", data=launch(encore)).status_code == 200


def test_a_signed_request_is_answered(verified: FlaskClient, encore: Encore, authority: "Authority") -> None:
    body = launch(encore)

    answer = verified.post("/alexa", data=body, headers=authority.sign(body))

    assert answer.status_code == 200
    assert answer.get_json()["response"]["outputSpeech"]["ssml"].startswith("<speak>")


def test_an_unsigned_request_is_refused(verified: FlaskClient, encore: Encore) -> None:
    assert verified.post("/alexa", data=launch(encore)).status_code == 400


def test_a_changed_body_is_refused(verified: FlaskClient, encore: Encore, authority: "Authority") -> None:
    body = launch(encore)

    answer = verified.post("/alexa", data=body + b" ", headers=authority.sign(body))

    assert answer.status_code == 400


@pytest.mark.parametrize("seconds_ago", [160, -160])
def test_a_request_from_another_time_is_refused(
    seconds_ago: int, verified: FlaskClient, encore: Encore, authority: "Authority"
) -> None:
    body = launch(encore, seconds_ago=seconds_ago)

    assert verified.post("/alexa", data=body, headers=authority.sign(body)).status_code == 400


@pytest.mark.parametrize("timestamp", [None, 17, [], "yesterday-ish", "2026-11-22T12:00:00", "0000-00-00T00:00:00Z"])
def test_a_request_without_a_real_time_is_refused(
    timestamp: Any, verified: FlaskClient, encore: Encore, authority: "Authority"
) -> None:
    body = launch(encore, timestamp=timestamp)

    assert verified.post("/alexa", data=body, headers=authority.sign(body)).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"SignatureCertChainUrl": "https://evil.example/echo.api/c.pem"},
        {"SignatureCertChainUrl": "https://s3.amazonaws.com:99999/echo.api/c.pem"},
        {"SignatureCertChainUrl": "https://["},
        {"SignatureCertChainUrl": ""},
        {"Signature-256": "not base64!"},
        {"Signature-256": ""},
    ],
)
def test_forged_headers_are_refused(
    headers: dict[str, str], verified: FlaskClient, encore: Encore, authority: "Authority"
) -> None:
    body = launch(encore)

    answer = verified.post("/alexa", data=body, headers={**authority.sign(body), **headers})

    assert answer.status_code == 400


def test_a_foreign_chain_is_refused(encore: Encore, settings: Settings, authority: "Authority", roots: Path) -> None:
    foreign = type(authority)()
    body = launch(encore)

    answer = verified_by(foreign, encore, settings, roots).post("/alexa", data=body, headers=foreign.sign(body))

    assert answer.status_code == 400


# -- which requests are requests


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"not json",
        b"[]",
        b"null",
        b"{}",
        b'"text"',
        b'{"request": null}',
        b'{"request": {}}',
        b'{"request": {"type": 7}}',
        b'{"request": {"type": "IntentRequest"}}',
        b'{"request": {"type": "LaunchRequest", "requestId": NaN}}',
        b"\xef\xbb\xbf{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"request": ' + b"9" * 6000 + b"}",
        b'{"request": {"type": "LaunchRequest"}, "session": {"user": {"userId": ["a"]}}}',
    ],
    ids=lambda body: body[:40],
)
def test_what_is_no_request_is_refused(body: bytes, client: FlaskClient) -> None:
    assert client.post("/alexa", data=body).status_code == 400


def test_a_body_without_a_length_is_refused(client: FlaskClient) -> None:
    answer = client.post("/alexa", input_stream=io.BytesIO(b"{}"), headers={"Transfer-Encoding": "chunked"})

    assert answer.status_code == 411


def test_a_body_that_is_too_long_is_refused(client: FlaskClient) -> None:
    assert client.post("/alexa", data=b" " * (LARGEST_BODY + 1)).status_code == 413


def test_only_post_is_answered(client: FlaskClient) -> None:
    assert client.get("/alexa").status_code == 405


@pytest.mark.parametrize(("configured", "status"), [(SKILL, 200), ("amzn1.ask.skill.another", 400)])
def test_a_request_for_another_skill_is_refused(
    configured: str, status: int, encore: Encore, settings: Settings
) -> None:
    app = skill_app(encore, replace(settings, skill_id=configured), None)

    assert app.test_client().post("/alexa", data=launch(encore)).status_code == status


# -- every answer is one Alexa accepts


ANSWERED = {"LaunchRequest", "IntentRequest", "CanFulfillIntentRequest", "SessionResumedRequest"}
SILENT = sorted(set(Request.discriminator_value_class_map) - ANSWERED)


@pytest.mark.parametrize("kind", [*SILENT, "Alexa.NewerThanTheSdk"])
def test_events_and_reports_get_an_empty_answer(kind: str, ask: "Ask") -> None:
    answer = ask({"type": kind, "error": {"type": "?"}, "cause": {"type": "ConnectionError"}, "body": []})

    assert answer["response"] == {}


def test_an_event_without_a_session_gets_an_empty_answer(client: FlaskClient) -> None:
    event = {"version": "1.0", "context": {}, "request": {"type": "AlexaSkillEvent.SkillDisabled"}}

    assert client.post("/alexa", json=event).get_json()["response"] == {}


@pytest.mark.parametrize(("intent", "verdict"), [("CheckStockIntent", "MAYBE"), ("BookFlightIntent", "NO")])
def test_alexa_learns_what_we_might_fulfill(intent: str, verdict: str, ask: "Ask") -> None:
    slots = {"product": {"name": "product", "value": "milk"}, "seat": {"name": "seat", "value": "12a"}}

    answer = ask({"type": "CanFulfillIntentRequest", "intent": {"name": intent, "slots": slots}})

    assert answer["response"]["canFulfillIntent"]["canFulfill"] == verdict
    assert answer["response"]["canFulfillIntent"]["slots"]["seat"]["canUnderstand"] == "NO"


def test_what_the_model_knows_for_certain_we_can_fulfill(ask: "Ask") -> None:
    values = [{"value": {"name": "oat milk", "id": "oat-milk"}}]
    authority = {"authority": "any", "status": {"code": "ER_SUCCESS_MATCH"}, "values": values}
    known = {"value": "oat milk", "resolutions": {"resolutionsPerAuthority": [authority]}}
    slots = {"product": {"name": "product", **known}, "place": {"name": "place"}}

    answer = ask({"type": "CanFulfillIntentRequest", "intent": {"name": "CheckStockIntent", "slots": slots}})

    verdict = answer["response"]["canFulfillIntent"]
    assert verdict["canFulfill"] == "YES"
    assert {each["canUnderstand"] for each in verdict["slots"].values()} == {"YES"}
    assert "outputSpeech" not in answer["response"]


def test_parts_of_an_envelope_we_never_read_cannot_break_it(client: FlaskClient, encore: Encore) -> None:
    body = json.loads(launch(encore))
    body["context"] |= {"Viewports": [{"mode": "HUB"}], "Unheard": {"of": [1]}}

    assert client.post("/alexa", json=body).status_code == 200


class Broken:
    """A conversation with a bug."""

    def respond(self, turn: Turn) -> Reply:
        raise ZeroDivisionError(f"{SECRET} {turn}")


@pytest.fixture
def broken(encore: Encore) -> Encore:
    shop = replace(encore)
    shop.conversation = Broken()  # type: ignore[assignment]
    return shop


@pytest.mark.parametrize("kind", ["LaunchRequest", "SessionEndedRequest", "Something.New"])
@pytest.mark.parametrize("attributes", ['{"x": ' * 900 + "1" + "}" * 900, '{"x": 1e999}', '{"sealed": [[1e999]]}'])
def test_session_attributes_that_are_not_ours_are_not_sent_back(
    kind: str, attributes: str, client: FlaskClient, encore: Encore
) -> None:
    session = {"id": "s", "attributes": "here"}
    document = envelope({"type": kind}, customer="ada", session=session, new=False, now=encore.clock(), locale="en-US")

    answer = client.post("/alexa", data=json.dumps(document).replace('"here"', attributes))

    assert answer.status_code == 200
    assert "x" not in answer.get_json().get("sessionAttributes", {})
    assert b"Infinity" not in answer.data


def test_a_bug_ends_in_an_apology_and_an_error_id_in_the_log(
    broken: Encore, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    client = unverified_app(broken, settings).test_client()

    with caplog.at_level(logging.DEBUG):
        answer = client.post("/alexa", data=launch(broken))

    response = answer.get_json()["response"]
    assert answer.status_code == 200
    assert response["shouldEndSession"] is False
    assert "orry" in response["outputSpeech"]["ssml"]
    assert "ZeroDivisionError" in caplog.text


def test_even_without_a_database_there_is_an_apology(encore: Encore, settings: Settings) -> None:
    lost = Encore(settings, create_engine("sqlite:////nowhere/at/all.sqlite3"))

    answer = unverified_app(lost, settings).test_client().post("/alexa", data=launch(encore))

    assert "orry" in answer.get_json()["response"]["outputSpeech"]["ssml"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"request": "%s' % SECRET.encode(),
        b'{"request": {"type": "LaunchRequest", "timestamp": "%s"}}' % SECRET.encode(),
        b'{"request": {"type": "%s"}}' % SECRET.encode(),
    ],
)
def test_the_log_never_quotes_a_request(
    body: bytes, client: FlaskClient, broken: Encore, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post("/alexa", data=body)
        create_app(settings).test_client().post("/alexa", data=body)
        unverified_app(broken, settings).test_client().post("/alexa", data=launch(broken))

    assert SECRET not in caplog.text


# -- what is served where


def test_production_has_no_simulator(encore: Encore, settings: Settings) -> None:
    app = create_app(replace(settings, env="production", skill_id=SKILL))

    assert app.test_client().get("/").status_code == 404
    assert app.test_client().post("/simulator/say", json={"text": "open encore"}).status_code == 404


def test_the_page_talks_to_the_skill_although_verification_is_on(settings: Settings) -> None:
    client = create_app(settings).test_client()

    page = client.get("/")
    turn = client.post("/simulator/say", json={"text": "open encore"}).get_json()
    end = client.post("/simulator/say", json={"text": "stop", "session": turn["session"]}).get_json()

    assert 'role="log"' in page.text
    assert (turn["request"], turn["session_open"]) == ("LaunchRequest", True)
    assert (end["intent"], end["session"]) == ("AMAZON.StopIntent", None)
