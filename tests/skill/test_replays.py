"""A request that comes twice is answered twice and done once, whichever process it comes to."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from backend.settings import Settings
from backend.wiring import Encore, build
from skill.app import skill_app
from skill.replays import WINDOW, AnsweredRequests
from skill.simulator.requests import envelope
from skill.verification import RequestVerifier
from tests.backend.conftest import KINDS
from tests.postgres import PostgresServer
from tests.skill.conftest import NOW, Authority

JSON = dict[str, Any]


def intent(name: str, **slots: str) -> JSON:
    return {
        "type": "IntentRequest",
        "intent": {
            "name": name,
            "confirmationStatus": "NONE",
            "slots": {
                slot: {"name": slot, "value": said, "confirmationStatus": "NONE"} for slot, said in slots.items()
            },
        },
    }


# -- one shop, served by two processes


@dataclass
class Shop:
    encores: list[Encore]
    apps: list[FlaskClient]
    authority: Authority

    def body(self, request: JSON, attributes: JSON | None = None, *, seconds_ago: int = 0, **changes: Any) -> bytes:
        now = self.encores[0].clock() - timedelta(seconds=seconds_ago)
        session = {"id": "amzn1.echo-api.session.1", "attributes": attributes or {}}
        document = envelope(request, customer="ada", session=session, new=False, now=now, locale="en-US")
        document["request"] |= changes
        return json.dumps(document).encode()

    def send(self, body: bytes, *, to: int = 0) -> bytes:
        answer = self.apps[to].post("/alexa", data=body, headers=self.authority.sign(body))
        assert answer.status_code == 200
        data: bytes = answer.data
        return data

    def say(self, request: JSON, attributes: JSON | None = None) -> JSON:
        answer: JSON = json.loads(self.send(self.body(request, attributes)))
        return answer

    def count(self, statement: str) -> int:
        with self.encores[0].engine.connect() as connection:
            found: int = connection.execute(text(statement)).scalar_one()
            return found

    @property
    def in_cart(self) -> int:
        return self.count("SELECT coalesce(sum(quantity), 0) FROM cart_lines")

    @property
    def orders(self) -> int:
        return self.count("SELECT count(*) FROM orders")

    def empty_cart(self) -> None:
        with self.encores[0].engine.begin() as connection:
            connection.execute(text("DELETE FROM cart_lines"))


@pytest.fixture(scope="module", params=KINDS)
def two_workers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, authority: Authority, roots: Path
) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("replays")
    url = f"sqlite:///{folder / 'shop.sqlite3'}"
    name = ""
    if request.param == "postgresql":
        postgres: PostgresServer = request.getfixturevalue("postgres")
        name = postgres.create_database()
        url = postgres.url(name)
    settings = Settings(data_dir=str(folder), database_url=url)
    encores = [build(settings, is_patient=True), build(settings, is_patient=True)]
    verifiers = [
        RequestVerifier("", roots=roots.read_bytes(), fetch=lambda _url: authority.chain(), clock=encore.clock)
        for encore in encores
    ]
    apps = [
        skill_app(encore, settings, verifier).test_client() for encore, verifier in zip(encores, verifiers, strict=True)
    ]
    yield Shop(encores, apps, authority)
    for encore in encores:
        encore.engine.dispose()
    if name:
        postgres.drop_database(name)


@pytest.fixture
def shop(two_workers: Shop) -> Shop:
    two_workers.empty_cart()
    return two_workers


COFFEE = intent("AddToCartIntent", product="coffee", quantity="2")


@pytest.mark.parametrize("to", [0, 1], ids=["same process", "another process"])
def test_the_same_request_again_gets_the_same_answer_and_does_nothing(shop: Shop, to: int) -> None:
    body = shop.body(COFFEE)

    first = shop.send(body)
    again = [shop.send(body, to=to) for _ in range(3)]

    assert again == [first] * 3
    assert shop.in_cart == 2


@pytest.mark.parametrize("to", [0, 1], ids=["same process", "another process"])
def test_a_yes_that_comes_twice_orders_once(shop: Shop, to: int) -> None:
    offer = shop.say(intent("PlaceOrderIntent", product="oat milk", quantity="1"))
    yes = shop.body(intent("AMAZON.YesIntent"), offer["sessionAttributes"])
    before = shop.orders

    first = shop.send(yes)

    assert shop.orders == before + 1
    assert shop.send(yes, to=to) == first
    assert shop.orders == before + 1


@pytest.mark.parametrize("to", [0, 1], ids=["same process", "another process"])
def test_alexa_sending_it_again_a_moment_later_is_no_second_wish(shop: Shop, to: int) -> None:
    first = shop.send(shop.body(COFFEE, seconds_ago=5, requestId=f"later-{to}"))
    again = shop.send(shop.body(COFFEE, requestId=f"later-{to}"), to=to)

    assert again == first
    assert shop.in_cart == 2


def test_the_same_words_again_are_another_wish(shop: Shop) -> None:
    shop.say(COFFEE)
    shop.say(COFFEE)

    assert shop.in_cart == 4


@pytest.mark.parametrize("to", [0, 1])
def test_an_id_that_is_always_the_same_stops_nobody(shop: Shop, to: int) -> None:
    shop.send(shop.body(COFFEE, requestId=f"string-{to}"))
    shop.send(shop.body(intent("AddToCartIntent", product="oat milk", quantity="1"), requestId=f"string-{to}"), to=to)

    assert shop.in_cart == 3


@pytest.mark.parametrize("apps", [(0,), (0, 1)], ids=["one process", "two processes"])
def test_eight_at_once_do_it_once(shop: Shop, apps: tuple[int, ...]) -> None:
    body = shop.body(COFFEE)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda number: shop.send(body, to=apps[number % len(apps)]), range(8)))

    assert shop.in_cart == 2
    # In one process all wait for the one answer; in another it may not have been written down yet.
    assert len(set(answers)) <= len(apps)


def test_an_answer_that_was_never_kept_is_an_apology_and_does_nothing(shop: Shop) -> None:
    body = shop.body(COFFEE)
    shop.send(body)
    with shop.encores[0].engine.begin() as connection:
        connection.execute(text("UPDATE answered_requests SET answer = NULL"))

    answer = json.loads(shop.send(body, to=1))

    assert "won't do it twice" in answer["response"]["outputSpeech"]["ssml"].replace("&apos;", "'")
    assert answer["response"]["shouldEndSession"] is False
    assert shop.in_cart == 2


def test_only_what_changed_something_is_kept(shop: Shop) -> None:
    before = shop.count("SELECT count(*) FROM answered_requests")

    shop.say(intent("CheckStockIntent", product="coffee"))
    shop.say(intent("AddToCartIntent", product="flying carpet"))
    assert shop.count("SELECT count(*) FROM answered_requests") == before

    shop.say(COFFEE)
    assert shop.count("SELECT count(*) FROM answered_requests") == before + 1
    newest = "SELECT answer IS NOT NULL FROM answered_requests ORDER BY at DESC LIMIT 1"
    assert shop.count(newest) == 1


def test_a_refused_wish_may_be_granted_when_it_comes_again(shop: Shop) -> None:
    """Nothing had happened, so nothing stands in the way; but this process has said no already."""
    body = shop.body(intent("AddToCartIntent", product="coffee", quantity="100000"))
    refused = shop.send(body)

    assert shop.send(body) == refused
    shop.send(body, to=1)
    assert shop.in_cart == 0


# -- what one process remembers


def document(identifier: Any = "r1", kind: str = "LaunchRequest") -> JSON:
    return {"request": {"type": kind, "requestId": identifier, "timestamp": "2026-11-22T12:00:00Z"}}


def ask(answered: AnsweredRequests, request: JSON, answer: bytes, *, now: Any = NOW) -> bytes:
    return answered.once(json.dumps(request).encode(), request, now, lambda: answer)


def test_an_answer_is_forgotten_when_its_request_is_too_old_to_be_believed() -> None:
    answered = AnsweredRequests()
    assert ask(answered, document(), b"first") == b"first"
    assert ask(answered, document(), b"second", now=NOW + WINDOW) == b"first"

    assert ask(answered, document(), b"third", now=NOW + WINDOW + timedelta(seconds=1)) == b"third"


def test_the_oldest_answers_make_room() -> None:
    answered = AnsweredRequests(most_bytes=5000)
    for number in range(10):
        ask(answered, document(str(number)), b"x" * 1000)

    assert ask(answered, document("9"), b"new") == b"x" * 1000
    assert ask(answered, document("0"), b"new") == b"new"


@pytest.mark.parametrize("identifier", [None, "", 7, ["r1"]])
def test_requests_without_an_id_are_all_answered(identifier: Any) -> None:
    answered = AnsweredRequests()

    assert ask(answered, document(identifier), b"first") == b"first"
    assert ask(answered, document(identifier), b"second") == b"second"


def test_events_are_dealt_with_each_time() -> None:
    answered = AnsweredRequests()
    event = document(kind="AlexaSkillEvent.SkillDisabled")

    assert ask(answered, event, b"first") == b"first"
    assert ask(answered, event, b"second") == b"second"


def test_the_hour_of_a_request_does_not_make_it_another() -> None:
    answered = AnsweredRequests()
    later = document()
    later["request"]["timestamp"] = "2026-11-22T12:00:09Z"

    assert ask(answered, document(), b"first") == b"first"
    assert ask(answered, later, b"second") == b"first"


def test_a_request_that_failed_is_tried_again() -> None:
    answered = AnsweredRequests()

    def fail() -> bytes:
        raise LookupError

    with pytest.raises(LookupError):
        answered.once(b"{}", document(), NOW, fail)

    assert answered.once(b"{}", document(), NOW, lambda: b"well") == b"well"


def test_whoever_comes_meanwhile_waits_and_gets_the_same() -> None:
    answered, calls, go_on = AnsweredRequests(), [], Event()

    def slow() -> bytes:
        calls.append(1)
        go_on.wait(5)
        return b"once"

    with ThreadPoolExecutor(8) as threads:
        waiting = [threads.submit(answered.once, b"{}", document(), NOW, slow) for _ in range(8)]
        time.sleep(0.05)
        go_on.set()

    assert [each.result() for each in waiting] == [b"once"] * 8
    assert calls == [1]
