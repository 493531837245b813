"""The whole way: a request to the endpoint, and what Amazon is asked for in its turn."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from backend.integrations.alexa_api import ORDER_STATUS, REMINDERS_SCOPE
from backend.orders.model import OrderStatus
from backend.orders.ordering import find_order
from backend.orders.shopkeeping import ship
from backend.settings import Settings
from backend.wiring import Encore, build
from skill.app import unverified_app
from skill.simulator.requests import envelope
from tests.alexa_stand_in import CLIENT, Amazon, amazon, system

USER = "amzn1.ask.account.zoe"


class Skill:
    """One session with the endpoint, on a device that can reach Amazon."""

    def __init__(self, folder: Path, there: Amazon) -> None:
        settings = Settings(
            data_dir=str(folder),
            database_url=f"sqlite:///{folder / 'shop.sqlite3'}",
            demo_customer="ada",
            alexa_api=there.url,
            alexa_token_url=f"{there.url}/auth/o2/token",
            alexa_messaging=" ".join(CLIENT),
        )
        self.there = there
        self.encore: Encore = build(settings)
        self.client = unverified_app(self.encore, settings).test_client()
        self.attributes: dict[str, Any] = {}

    def hears(self, request: dict[str, Any]) -> dict[str, Any]:
        session = {"id": "amzn1.echo-api.session.1", "attributes": self.attributes}
        now = datetime.now(UTC)
        document = envelope(request, customer="zoe", session=session, new=False, now=now, locale="en-US")
        document["context"]["System"] |= system(self.there)
        answer = self.client.post("/alexa", json=document)
        assert answer.status_code == 200
        self.attributes = answer.get_json().get("sessionAttributes", {})
        found: dict[str, Any] = answer.get_json()["response"]
        return found

    def means(self, name: str, **slots: str) -> dict[str, Any]:
        said = {slot: {"name": slot, "value": value, "confirmationStatus": "NONE"} for slot, value in slots.items()}
        return self.hears(
            {"type": "IntentRequest", "intent": {"name": name, "confirmationStatus": "NONE", "slots": said}}
        )

    def buys_milk(self) -> None:
        self.means("PlaceOrderIntent", product="oat milk", quantity="1")
        self.means("AMAZON.YesIntent")


@pytest.fixture
def there() -> Iterator[Amazon]:
    with amazon() as found:
        yield found


@pytest.fixture
def skill(tmp_path: Path, there: Amazon) -> Iterator[Skill]:
    found = Skill(tmp_path, there)
    yield found
    found.encore.engine.dispose()


def test_a_reminder_is_set_by_voice(skill: Skill) -> None:
    skill.buys_milk()

    assert "Shall I remind you" in skill.means("OrderStatusIntent")["outputSpeech"]["ssml"]
    answer = skill.means("AMAZON.YesIntent")

    assert "I&apos;ll remind you" in answer["outputSpeech"]["ssml"]
    assert len(skill.there.reminders) == 1


def test_a_missing_permission_is_asked_for_with_a_card(skill: Skill) -> None:
    skill.there.scopes.clear()
    skill.buys_milk()
    skill.means("OrderStatusIntent")

    answer = skill.means("AMAZON.YesIntent")

    assert answer["card"] == {"type": "AskForPermissionsConsent", "permissions": [REMINDERS_SCOPE]}


def test_a_slow_answer_is_announced_and_a_quick_one_is_not(skill: Skill) -> None:
    skill.means("AMAZON.HelpIntent")
    assert skill.there.got == []
    database = skill.encore.database
    read = database.read

    def slow(work: Any) -> Any:
        database.read = read  # type: ignore[method-assign]
        time.sleep(1.2)
        return read(work)

    database.read = slow  # type: ignore[method-assign]
    skill.means("AMAZON.HelpIntent")

    assert skill.there.paths() == ["POST /v1/directives"]


def test_who_subscribed_hears_of_the_parcel(skill: Skill) -> None:
    subscribed = {"subscriptions": [{"eventName": ORDER_STATUS}]}
    skill.hears({"type": "AlexaSkillEvent.ProactiveSubscriptionChanged", "body": subscribed})
    with skill.encore.database.reading() as uow:
        ada = uow.customers.by_identity("local", "ada")
    assert ada is not None
    with skill.encore.database.writing() as uow:
        uow.customers.link(ada.id, "alexa", USER)
    skill.buys_milk()
    now = datetime.now(UTC)
    with skill.encore.database.reading() as uow:
        order = find_order(ada, "", uow=uow)
    assert order.status is OrderStatus.PLACED

    skill.encore.jobs.run_once()
    skill.encore.database.write(
        lambda uow: ship(order.number, carrier="own", tracking_code="1", expected_on=None, now=now, uow=uow)
    )
    skill.encore.jobs.run_once()
    skill.encore.jobs.run_once()

    assert skill.there.seen()[-2:] == ["ORDER_RECEIVED", "ORDER_SHIPPED"]
