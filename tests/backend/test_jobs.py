"""Events reach the shop's other systems: signed, again when it went wrong, never twice in a different form."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from backend.integrations.webhooks import RETRY_AFTER, WebhookSender, new_secret
from backend.jobs import LEASE, Jobs
from backend.orders.outbox import Delivery, spread, tell_again
from backend.orders.webhooks import add_webhook
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import NOW, SHOP, bought, new_customer, open_shop, product


@dataclass
class Receiver:
    """A real HTTP server that answers with these statuses in turn, then with 200."""

    url: str
    statuses: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.got]


@contextmanager
def receiver(*statuses: int) -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append((dict(self.headers), body))
            self.send_response(found.statuses.pop(0) if found.statuses else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    found = Receiver(f"http://127.0.0.1:{server.server_port}/hook", list(statuses))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Shop:
    database: SqlDatabase
    clock: Clock
    jobs: Jobs
    secret: str = ""

    def subscribe(self, url: str, *types: str) -> UUID:
        secret = self.secret = new_secret(random.Random(1).randbytes)
        webhook = self.database.write(
            lambda uow: add_webhook(url, types, now=NOW, uow=uow, new_secret=lambda: secret, allow_http=True)
        )
        return webhook.id


@pytest.fixture
def shop(database: SqlDatabase) -> Shop:
    open_shop(database, product("tea"), product("milk"))
    clock = Clock(NOW)
    jobs = Jobs(database, WebhookSender(), clock=clock, chance=random.Random(7), allow_local=True)
    return Shop(database, clock, jobs)


def test_an_order_is_told_once_and_signed(shop: Shop) -> None:
    with receiver() as there:
        shop.subscribe(there.url, "order.*")
        shop.clock.now = datetime.now(NOW.tzinfo)  # the verifier knows no other time
        order = bought(shop.database, new_customer(shop.database), "tea")

        for _ in range(3):
            shop.jobs.tell()

    assert there.types == ["order.placed"]
    headers, body = there.got[0]
    told = Verifier(shop.secret).verify(body, headers)
    assert told["data"]["number"] == order.number
    assert told["data"]["lines"] == [{"sku": "tea", "quantity": 1}]
    assert "Ada" not in body.decode()


def test_what_was_refused_is_told_again_later_with_the_same_id(shop: Shop) -> None:
    with receiver(500, 302) as there:
        shop.subscribe(there.url, "order.placed")
        bought(shop.database, new_customer(shop.database), "tea")

        for wait in (timedelta(0), RETRY_AFTER[1] * 1.2, RETRY_AFTER[2] * 1.2):
            shop.clock.now += wait
            shop.jobs.tell()
            shop.jobs.tell()  # too early: nothing happens

    assert there.types == ["order.placed"] * 3
    assert len({headers["webhook-id"] for headers, _ in there.got}) == 1


def test_an_endpoint_that_is_gone_is_left_alone(shop: Shop) -> None:
    with receiver(410) as there:
        shop.subscribe(there.url, "*")
        ada = new_customer(shop.database)
        bought(shop.database, ada, "tea")
        shop.jobs.tell()
        before = len(there.got)
        bought(shop.database, ada, "milk")
        shop.clock.now += timedelta(days=3)
        shop.jobs.tell()

    assert len(there.got) == before
    with shop.database.reading() as uow:
        assert uow.webhooks.all() == []


def test_what_somebody_is_sending_is_not_sent_by_anybody_else(shop: Shop) -> None:
    shop.subscribe("http://127.0.0.1:1/", "order.placed")
    bought(shop.database, new_customer(shop.database), "tea")
    shop.jobs.tell()
    with shop.database.writing() as uow:
        tell_again(uow.webhooks.all()[0].id, since=NOW, now=NOW, uow=uow)

    def claim(now: datetime) -> int:
        return len(shop.database.write(lambda uow: uow.outbox.claim(now=now, until=now + LEASE, limit=10)))

    assert [claim(NOW), claim(NOW), claim(NOW + LEASE)] == [1, 0, 1]


def test_a_receiver_that_lost_something_is_told_again(shop: Shop) -> None:
    with receiver() as there:
        webhook_id = shop.subscribe(there.url, "order.placed")
        bought(shop.database, new_customer(shop.database), "tea")
        shop.jobs.tell()
        again = shop.database.write(lambda uow: tell_again(webhook_id, since=NOW - timedelta(days=1), now=NOW, uow=uow))
        shop.jobs.tell()

    assert again == 1
    assert len(there.got) == 2
    assert there.got[0][1] == there.got[1][1]


def test_after_the_last_attempt_nothing_more_is_tried(shop: Shop) -> None:
    with receiver(*[500] * 20) as there:
        shop.subscribe(there.url, "order.placed")
        bought(shop.database, new_customer(shop.database), "tea")
        for _ in range(20):
            shop.jobs.tell()
            shop.clock.now += timedelta(days=2)

    assert len(there.got) == len(RETRY_AFTER)


def test_a_whole_round_tidies_up(shop: Shop) -> None:
    assert shop.jobs.run_once() is False


def test_a_job_that_fails_keeps_no_other_from_its_turn(shop: Shop) -> None:
    with receiver() as there:
        shop.subscribe(there.url, "order.placed")
        bought(shop.database, new_customer(shop.database), "tea")
        with shop.database.writing() as uow:
            uow.set_shop(replace(SHOP, time_zone="Nowhere/Land"))  # so no subscription can know which day it is

        shop.jobs.run_once()

    assert there.types == ["order.placed"]


def test_one_that_took_too_long_does_not_undo_what_another_delivered(shop: Shop) -> None:
    shop.subscribe("http://127.0.0.1:1/", "order.placed")
    bought(shop.database, new_customer(shop.database), "tea")
    shop.database.write(lambda uow: spread(now=NOW, uow=uow))

    def claimed(now: datetime) -> Delivery:
        return shop.database.write(lambda uow: uow.outbox.claim(now=now, until=now + LEASE, limit=10))[0]

    slow, quick = claimed(NOW), claimed(NOW + LEASE)
    with shop.database.writing() as uow:
        uow.outbox.finish(quick, next_at=None, delivered_at=NOW, detail="200")
        uow.outbox.finish(slow, next_at=NOW, delivered_at=None, detail="timeout")

    with shop.database.reading() as uow:
        assert uow.outbox.claim(now=NOW + 9 * LEASE, until=NOW, limit=10) == []
