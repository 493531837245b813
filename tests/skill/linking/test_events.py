"""Alexa says that somebody linked an account, or left; whatever it says, it gets its 200 and nothing breaks."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from flask.testing import FlaskClient

from backend.orders.model import Customer
from skill.app import unverified_app
from skill.simulator.requests import SKILL
from tests.backend.shops import NOW
from tests.skill.linking.conftest import ADDRESS, USER

if TYPE_CHECKING:
    from tests.skill.linking.conftest import Site, Sites

LINK_CARD = {"type": "LinkAccount"}


@pytest.fixture
def alexa(site: "Site") -> FlaskClient:
    return unverified_app(site.encore, site.encore.settings).test_client()


@pytest.fixture
def tokens(site: "Site", code: str) -> dict[str, str]:
    found: dict[str, str] = site.exchange(code).get_json()
    return found


def event(kind: str, *, minutes: float = 0, body: Any = None, user: Any = USER, **more: Any) -> dict[str, Any]:
    """As Alexa sends it: without a session."""
    at = (NOW + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    request = {
        "type": f"AlexaSkillEvent.{kind}", "requestId": "r", "timestamp": at, "eventCreationTime": at,
        "eventPublishingTime": at, **({} if body is None else {"body": body}), **more,
    }  # fmt: skip
    system = {"application": {"applicationId": SKILL}, "user": {"userId": user}, "apiEndpoint": "x"}
    return {"version": "1.0", "context": {"System": system}, "request": request}


def tells(alexa: FlaskClient, document: dict[str, Any]) -> None:
    answer = alexa.post("/alexa", json=document)
    assert answer.status_code == 200
    assert answer.get_json()["response"] == {}


def asks(alexa: FlaskClient, intent: str, token: str, person: str = "") -> dict[str, Any]:
    system = {
        "application": {"applicationId": SKILL},
        "user": {"userId": USER, "accessToken": token},
        **({"person": {"personId": person}} if person else {}),
    }
    document = {
        "version": "1.0",
        "session": {"new": True, "sessionId": "s", "application": {"applicationId": SKILL}, "user": system["user"]},
        "context": {"System": system},
        "request": {
            "type": "IntentRequest", "requestId": f"{intent} {token} {person}", "locale": "en-US",
            "timestamp": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"), "intent": {"name": intent, "confirmationStatus": "NONE"},
        },
    }  # fmt: skip
    answer = alexa.post("/alexa", json=document)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()["response"]
    return found


def known_users(site: "Site", customer: Customer) -> list[str | None]:
    with site.encore.database.reading() as uow:
        return [link.user_id for link in uow.linking.of(customer.id)]


def test_from_linking_to_leaving(site: "Site", alexa: FlaskClient, tokens: dict[str, str], ada: Customer) -> None:
    tells(alexa, event("SkillEnabled"))
    tells(alexa, event("SkillAccountLinked", minutes=1, body={"accessToken": tokens["access_token"]}))
    assert known_users(site, ada) == [USER]
    said = asks(alexa, "OrderHistoryIntent", tokens["access_token"])
    assert "Here are your last" in said["outputSpeech"]["ssml"] and said.get("card") != LINK_CARD

    site.clock.waits(minutes=5)
    for _ in range(2):  # it is sent again until it is thanked for
        tells(alexa, event("SkillDisabled", minutes=4))

    assert known_users(site, ada) == []
    said = asks(alexa, "ReorderIntent", tokens["access_token"], "again")
    assert (said["card"], said["shouldEndSession"]) == (LINK_CARD, True)
    assert "link to your shop account has ended" in said["outputSpeech"]["ssml"]
    assert site.refresh(tokens["refresh_token"]).status_code == 400


def test_in_production_nobody_orders_without_linking_their_account(sites: "Sites") -> None:
    site = sites(env="production")
    with site.encore.database.writing() as uow:
        uow.customers.link(next(each.id for each in uow.customers.all() if each.email == ADDRESS), "alexa", USER)

    said = asks(unverified_app(site.encore, site.encore.settings).test_client(), "ReorderIntent", "")

    assert (said["card"], said["shouldEndSession"]) == (LINK_CARD, True)
    assert "Please link your shop account: I sent a card to your Alexa app." in said["outputSpeech"]["ssml"]


def test_an_old_goodbye_comes_late(site: "Site", alexa: FlaskClient, tokens: dict[str, str], ada: Customer) -> None:
    tells(alexa, event("SkillAccountLinked", body={"accessToken": tokens["access_token"]}))

    tells(alexa, event("SkillDisabled", minutes=-1))

    assert known_users(site, ada) == [USER]


def test_a_goodbye_from_the_future_happened_now(
    site: "Site", alexa: FlaskClient, tokens: dict[str, str], ada: Customer
) -> None:
    tells(alexa, event("SkillDisabled", minutes=10**6))
    site.clock.waits(minutes=1)

    tells(alexa, event("SkillAccountLinked", minutes=1, body={"accessToken": tokens["access_token"]}))

    assert known_users(site, ada) == [USER]


def test_the_first_request_tells_whose_link_it_is(
    site: "Site", alexa: FlaskClient, tokens: dict[str, str], ada: Customer
) -> None:
    asks(alexa, "OrderHistoryIntent", tokens["access_token"])

    assert known_users(site, ada) == [USER]


def test_a_voice_of_the_household_is_asked_for(alexa: FlaskClient, tokens: dict[str, str]) -> None:
    said = asks(alexa, "OrderHistoryIntent", tokens["access_token"], "amzn1.ask.person.1")

    assert "Am I speaking with Ada?" in said["outputSpeech"]["ssml"]
    assert said["shouldEndSession"] is False


ODD: list[dict[str, Any]] = [
        {"body": None}, {"body": 5}, {"body": []}, {"body": {}}, {"body": {"accessToken": None}},
        {"body": {"accessToken": {}}}, {"body": {"accessToken": "x" * 100_000}}, {"body": {"accessToken": "\0"}},
        {"user": None}, {"user": 5}, {"user": ""}, {"user": "x" * 10_000}, {"user": "a\0b"}, {"user": []},
        {"eventCreationTime": None}, {"eventCreationTime": "soon"}, {"eventCreationTime": 1773154800000},
        {"eventCreationTime": "2026-03-10T15:00:00"}, {"eventCreationTime": "0001-01-01T00:00:00+23:59"},
        {"eventCreationTime": "9999-12-31T23:59:59-23:59"}, {"eventCreationTime": []},
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["SkillAccountLinked", "SkillDisabled"])
def test_an_odd_event_is_thanked_for_all_the_same(alexa: FlaskClient, kind: str) -> None:
    for odd in ODD:
        answer = alexa.post("/alexa", json=event(kind, **odd))

        assert (odd, answer.status_code) == (odd, 200)
