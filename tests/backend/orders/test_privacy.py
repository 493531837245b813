"""All that is held about somebody can be handed over and deleted, and nothing is kept for ever."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, Table, func, insert, select, update

from backend.orders import privacy, shopkeeping
from backend.orders.errors import UnknownCustomer
from backend.orders.ids import uuid7
from backend.orders.model import Customer, Event, OrderStatus
from backend.orders.ordering import cancel_order
from backend.orders.privacy import RETENTION, OrdersStillOpen
from backend.orders.profiles import Purpose
from backend.storage.privacy import EXPORTED, NOT_EXPORTED
from backend.storage.tables import metadata
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import (
    NOW,
    all_orders,
    available,
    books_agree_with_the_shelf,
    bought,
    moved,
    new_customer,
    open_shop,
    product,
    quoted,
)

SECRET = "4155550100"
"""Stands wherever something personal may stand, together with the name."""

DAY = timedelta(days=1)


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    open_shop(database, product("oat-milk", "4.00", on_hand=100))
    return new_customer(database)


# -- a customer of whom every table knows something


def known_everywhere(database: SqlDatabase, engine: Engine, customer: Customer) -> None:
    """A row in every table that can be about a person; all of it done with by NOW, and an offer still held."""
    order = bought(database, customer, "oat-milk")
    database.write(
        lambda uow: shopkeeping.ship(
            order.number, carrier="own", tracking_code=f"T{SECRET}", expected_on=None, now=NOW, uow=uow
        )
    )
    database.write(lambda uow: shopkeeping.deliver(order.number, now=NOW, uow=uow))
    quoted(database, customer, "oat-milk")
    with engine.begin() as connection:
        for row in rows_of(customer, order.id):
            table = metadata.tables[row.pop("table")]
            connection.execute(insert(table).values({**anything_for(table), **row}))
        events = metadata.tables["events"]
        places = metadata.tables["shipment_events"]
        connection.execute(update(places).values(place=SECRET))
        webhook = uuid7(NOW)
        connection.execute(
            insert(metadata.tables["webhooks"]).values(id=webhook, url="", secrets=[], types=[], created_at=NOW)
        )
        event = connection.scalar(select(events.c.id).where(events.c.customer_id == customer.id).limit(1))
        connection.execute(
            insert(metadata.tables["deliveries"]).values(
                event_id=event, webhook_id=webhook, attempts=1, delivered_at=NOW, detail=""
            )
        )
    assert {name for name in (*EXPORTED, *NOT_EXPORTED) if not count(engine, name)} == set()


def anything_for(table: Table) -> dict[str, Any]:
    """A value for every column that must have one."""
    samples = {"Uuid": uuid7(NOW), "UtcDateTime": NOW, "Date": NOW.date(), "String": "x", "Boolean": False, "JSON": {}}
    must = [column for column in table.columns if not column.nullable and column.server_default is None]
    return {column.name: samples.get(type(column.type).__name__, 1) for column in must}


def rows_of(customer: Customer, order_id: UUID) -> Iterator[dict[str, Any]]:
    mine: dict[str, Any] = {"customer_id": customer.id}
    line: dict[str, Any] = {"sku": "oat-milk", "position": 0, "quantity": 1}
    subscription, back, ticket, today = uuid7(NOW), uuid7(NOW), uuid7(NOW), NOW.date()
    yield {"table": "addresses", **mine, "label": f"{customer.name} {SECRET}", "address": SECRET}
    yield {"table": "heard_addresses", **mine, "address": SECRET, "at": NOW}
    yield {"table": "voice_codes", **mine, "hash": f"hash {SECRET}", "failures": 1, "set_at": NOW}
    yield {"table": "consents", **mine, "id": uuid7(NOW), "purpose": "offers", "allowed": True, "at": NOW}
    yield {"table": "substitutions", **mine, "sku": "oat-milk", "policy": "none"}
    yield {"table": "restock_alerts", **mine, "sku": "oat-milk", "asked_at": NOW, "back_at": NOW, "told_at": NOW}
    yield {"table": "notices", **mine, "kind": "mail", "subject": SECRET, "about": "placed", "at": NOW}
    identity = {"channel": "local", "external_id": customer.name.lower()}
    yield {"table": "notice_topics", **identity, "topics": [], "at": NOW}
    yield {"table": "carts", **mine, "changed_at": NOW}
    yield {"table": "cart_lines", **mine, **line}
    yield {"table": "saved_lists", **mine, "name": SECRET, "saved_at": NOW}
    yield {"table": "saved_list_lines", **mine, "name": SECRET, **line}
    yield {
        "table": "subscriptions", **mine, "id": subscription, "state": "active", "every_weeks": 2,
        "next_on": today, "started_at": NOW,
    }  # fmt: skip
    of_subscription = {"subscription_id": subscription, "due_on": today}
    yield {"table": "subscription_lines", "subscription_id": subscription, **line, "price_minor": 400}
    yield {"table": "subscription_runs", **of_subscription, "outcome": "ordered", "order_id": order_id, "at": NOW}
    yield {
        "table": "subscription_retries", **of_subscription, "sku": "oat-milk", "quantity": 1,
        "next_on": today, "until": today,
    }  # fmt: skip
    yield {
        "table": "returns", **mine, "id": back, "number": str(back)[-12:], "order_id": order_id, "state": "refunded",
        "reason": "damaged", "refund_minor": 400, "currency": "USD", "asked_at": NOW, "changed_at": NOW,
    }  # fmt: skip
    yield {"table": "return_lines", "return_id": back, "sku": "oat-milk", "quantity": 1}
    yield {
        "table": "tickets", **mine, "id": ticket, "number": str(ticket)[-12:], "state": "closed",
        "facts": {"said": SECRET}, "phone": SECRET, "opened_at": NOW, "closed_at": NOW,
    }  # fmt: skip
    yield {
        "table": "api_tokens", **mine, "hash": f"{customer.name} {SECRET}", "name": f"{customer.name} {SECRET}",
        "scopes": [], "created_at": NOW, "revoked_at": NOW,
    }  # fmt: skip
    link, soon = uuid7(NOW), {"expires_at": NOW}
    yield {"table": "sign_in_codes", **mine, "id": uuid7(NOW), "hash": f"hash {SECRET}", "address_hash": "hash"}
    yield {"table": "authorization_codes", **mine, "hash": f"{customer.name} {SECRET}", **soon, "link_id": link}
    yield {"table": "links", **mine, "id": link, "user_id": SECRET}
    yield {"table": "access_tokens", "link_id": link, "hash": f"{customer.name} {SECRET}", **soon}
    yield {"table": "refresh_tokens", "link_id": link, "hash": f"{customer.name} {SECRET}", "replaced_at": NOW}
    yield {"table": "persons", **mine, "account_id": customer.id, "hash": customer.name, "user_id": SECRET}
    yield {"table": "departures", "hash": uuid7(NOW).hex}
    yield {"table": "answered_requests", **mine, "id": uuid7(NOW).hex, "at": NOW, "answer": SECRET}
    yield {
        "table": "idempotency_keys", "scope": "till", "key": customer.name, "fingerprint": "", "status": 200,
        "answer": {"address": SECRET}, "subject": str(back)[-12:], "at": NOW,
    }  # fmt: skip
    yield {
        "table": "events", **mine, "at": NOW, "type": "cart.changed", "actor": "customer",
        "subject": str(customer.id), "body": {"lines": 1}, "spread": True,
    }  # fmt: skip


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(metadata.tables[table])) or 0


def counts(engine: Engine) -> dict[str, int]:
    return {table.name: count(engine, table.name) for table in metadata.sorted_tables}


def everything(connection: Connection) -> Iterator[tuple[str, str]]:
    """Table and text of every row there is."""
    for table in metadata.sorted_tables:
        for row in connection.execute(select(table)):
            yield table.name, " ".join(str(value) for value in row)


def mentions(engine: Engine, *words: str) -> list[str]:
    """Tables in which one of the words stands."""
    with engine.connect() as connection:
        return sorted({table for table, text in everything(connection) if any(word in text for word in words)})


def about_people() -> set[str]:
    """Tables with a customer column, and those that lead to one by foreign keys."""
    found = {"customers"} | {table.name for table in metadata.sorted_tables if "customer_id" in table.columns}
    found.add("notice_topics")  # by the channel and its id for them
    while more := {table.name for table in metadata.sorted_tables if _leads_to(table, found)} - found:
        found |= more
    return found


def _leads_to(table: Table, names: set[str]) -> bool:
    return any(key.column.table.name in names for key in table.foreign_keys)


# -- consent


def is_allowed(database: SqlDatabase, customer: Customer) -> dict[str, bool]:
    with database.reading() as uow:
        return {purpose.value: privacy.allowed(customer.id, purpose, uow) for purpose in Purpose}


def test_without_a_word_history_serves_the_customer_and_nothing_else_is_done(
    database: SqlDatabase, ada: Customer
) -> None:
    assert is_allowed(database, ada) == {"history": True, "offers": False, "reminders": False}


def test_the_last_word_counts_and_the_earlier_ones_are_kept(database: SqlDatabase, ada: Customer) -> None:
    bob = new_customer(database, "Bob")
    for minutes, (purpose, choice) in enumerate(
        [(Purpose.OFFERS, True), (Purpose.HISTORY, False), (Purpose.OFFERS, False), (Purpose.REMINDERS, True)]
    ):
        now = NOW + timedelta(minutes=minutes)
        database.write(
            lambda uow, what=purpose, choice=choice, now=now: privacy.decide(ada.id, what, choice, now=now, uow=uow)  # type: ignore[misc]
        )

    assert is_allowed(database, ada) == {"history": False, "offers": False, "reminders": True}
    assert is_allowed(database, bob) == {"history": True, "offers": False, "reminders": False}
    with database.reading() as uow:
        kept = [(consent.purpose.value, consent.allowed) for consent in uow.consents.of(ada.id)]
        events = [(event.type, event.subject) for event in reversed(uow.events.about(ada.id, limit=9))]
    assert kept == [("reminders", True), ("offers", False), ("history", False), ("offers", True)]
    assert events == [
        ("consent.given", "offers"), ("consent.withdrawn", "history"),
        ("consent.withdrawn", "offers"), ("consent.given", "reminders"),
    ]  # fmt: skip


def test_nobody_consents_to_nothing(database: SqlDatabase, ada: Customer) -> None:
    with pytest.raises(UnknownCustomer):
        database.write(lambda uow: privacy.decide(uuid7(NOW), Purpose.OFFERS, True, now=NOW, uow=uow))


# -- the export


def test_every_table_about_people_is_exported_or_left_out_for_a_reason() -> None:
    assert about_people() == {*EXPORTED, *NOT_EXPORTED}
    assert not {*EXPORTED} & NOT_EXPORTED.keys()
    assert all(len(reason) > 20 for reason in NOT_EXPORTED.values())


def test_the_export_holds_a_row_of_every_table_and_nobody_elses(
    database: SqlDatabase, engine: Engine, ada: Customer
) -> None:
    known_everywhere(database, engine, ada)
    alone = counts(engine)
    known_everywhere(database, engine, new_customer(database, "Bob"))

    with database.reading() as uow:
        found = privacy.export(ada.id, uow)

    assert {table: len(rows) for table, rows in found.items()} == {table: alone[table] for table in EXPORTED}
    assert found["customers"][0]["name"] == "Ada"
    assert found["addresses"][0]["address"] == SECRET
    assert found["orders"][0]["placed_at"] == NOW.isoformat()
    assert found["orders"][0]["deliver_on"] == "2026-03-12"
    assert "Bob" not in str(found)


def test_the_export_holds_no_hash(database: SqlDatabase, engine: Engine, ada: Customer) -> None:
    known_everywhere(database, engine, ada)

    with database.reading() as uow:
        found = privacy.export(ada.id, uow)

    assert "hash" not in str(found)
    assert found["voice_codes"][0]["failures"] == 1


def test_who_took_an_export_is_noted(database: SqlDatabase, ada: Customer) -> None:
    handed = database.write(lambda uow: privacy.hand_over(ada.id, now=NOW, uow=uow))
    database.write(lambda uow: privacy.ask_for_export(ada.id, now=NOW, uow=uow))

    with database.reading() as uow:
        assert {**privacy.export(ada.id, uow), "events": []} == {**handed, "events": []}
        noted = {(event.type, event.actor) for event in uow.events.about(ada.id, limit=9)}
    assert noted == {("privacy.exported", "shop"), ("privacy.export_asked", "customer")}


def test_there_is_no_export_of_nobody(database: SqlDatabase, ada: Customer) -> None:
    with pytest.raises(UnknownCustomer), database.reading() as uow:
        privacy.export(uuid7(NOW), uow)


# -- deletion


def erase(database: SqlDatabase, customer: Customer) -> bool:
    return database.write(lambda uow: privacy.erase(customer.id, now=NOW, uow=uow))


def test_after_deletion_no_table_knows_the_person(database: SqlDatabase, engine: Engine, ada: Customer) -> None:
    known_everywhere(database, engine, ada)
    personal = (str(ada.id), ada.id.hex, "Ada", ada.address, SECRET)  # not "ada": three letters of any UUID
    assert set(mentions(engine, *personal)) >= {"customers", "identities", "addresses", "orders", "shipments", "events"}

    assert erase(database, ada)

    assert mentions(engine, *personal) == []


def test_deletion_leaves_everybody_else_alone(database: SqlDatabase, engine: Engine, ada: Customer) -> None:
    bob = new_customer(database, "Bob")
    known_everywhere(database, engine, bob)
    with database.reading() as uow:
        before = privacy.export(bob.id, uow)
    quoted(database, ada, "oat-milk")

    erase(database, ada)

    with database.reading() as uow:
        assert privacy.export(bob.id, uow) == before
    assert count(engine, "idempotency_keys") == 1


def test_the_accounts_keep_the_orders_without_the_person(database: SqlDatabase, engine: Engine, ada: Customer) -> None:
    known_everywhere(database, engine, ada)
    before, orders = counts(engine), all_orders(database)

    erase(database, ada)

    after = counts(engine)
    stay = ("orders", "order_lines", "shipments", "shipment_lines", "shipment_events", "returns", "return_lines")
    assert {table: after[table] for table in stay} == {table: before[table] for table in stay}
    assert after["events"] == before["events"] + 1
    (order,) = all_orders(database)
    assert (order.customer_id, order.terms.address) == (None, "")
    assert (order.number, order.total, order.placed_at) == (orders[0].number, orders[0].total, orders[0].placed_at)
    assert [line.quantity for line in order.lines] == [1]


def test_what_was_held_for_them_is_for_sale_again(database: SqlDatabase, ada: Customer) -> None:
    quoted(database, ada, "oat-milk", 40)
    assert available(database, "oat-milk") == 60

    erase(database, ada)

    assert available(database, "oat-milk") == 100
    assert books_agree_with_the_shelf(database)


def test_deleting_twice_is_deleting_once(database: SqlDatabase, engine: Engine, ada: Customer) -> None:
    known_everywhere(database, engine, ada)
    assert erase(database, ada)
    after = counts(engine)

    assert not erase(database, ada)

    assert counts(engine) == after
    with database.reading() as uow:
        erased = [event for event in uow.events.latest(limit=99) if event.type == "privacy.erased"]
    assert [(event.actor, event.subject, event.customer_id) for event in erased] == [("customer", "privacy", None)]


def test_an_open_order_has_to_end_first(database: SqlDatabase, engine: Engine, ada: Customer) -> None:
    first = bought(database, ada, "oat-milk")
    second = bought(database, ada, "oat-milk", now=NOW + timedelta(seconds=1))
    before = counts(engine)

    with pytest.raises(OrdersStillOpen) as refused:
        erase(database, ada)
    assert refused.value.numbers == (first.number, second.number)
    assert counts(engine) == before

    database.write(lambda uow: cancel_order(ada, first.number, now=NOW, uow=uow))
    for status in (OrderStatus.PACKED, OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED):
        moved(database, all_orders(database)[0], status)
        with pytest.raises(OrdersStillOpen) as refused:
            erase(database, ada)
        assert refused.value.numbers == (second.number,)

    moved(database, all_orders(database)[0], OrderStatus.DELIVERED)
    assert erase(database, ada)


# -- retention


def sweep(database: SqlDatabase, after: timedelta, *, limit: int = 100) -> dict[str, int]:
    return dict(database.write(lambda uow: privacy.sweep(NOW + after, uow, limit)))


def test_every_table_has_a_rule() -> None:
    assert RETENTION.keys() == metadata.tables.keys()


@pytest.mark.parametrize("table", [table for table, rule in RETENTION.items() if rule.after])
def test_a_row_goes_when_its_time_is_over_and_not_before(
    database: SqlDatabase, engine: Engine, ada: Customer, table: str
) -> None:
    known_everywhere(database, engine, ada)
    after = RETENTION[table].after
    assert after is not None
    # An offer is good for ten minutes, and a day is over when it is over.
    sweep(database, after - timedelta(minutes=1))
    assert count(engine, table) > 0

    sweep(database, after + DAY)

    new = {"events": 0, "orders": 0}
    assert count(engine, table) == new.get(table, 0)
    assert books_agree_with_the_shelf(database)


def test_what_is_still_needed_stays_however_old_it_is(database: SqlDatabase, engine: Engine, ada: Customer) -> None:
    order = bought(database, ada, "oat-milk")
    with engine.begin() as connection:
        t, a, k = (metadata.tables[name] for name in ("tickets", "restock_alerts", "api_tokens"))
        connection.execute(
            insert(t).values(id=uuid7(NOW), number="1", customer_id=ada.id, state="open", facts={}, opened_at=NOW)
        )
        connection.execute(insert(a).values(customer_id=ada.id, sku="oat-milk", asked_at=NOW))
        connection.execute(insert(k).values(hash="x", name="till", scopes=[], created_at=NOW))

    sweep(database, 11 * 366 * DAY)

    assert [count(engine, name) for name in ("tickets", "restock_alerts", "api_tokens", "customers")] == [1] * 4
    assert [each.number for each in all_orders(database)] == [order.number]
    assert books_agree_with_the_shelf(database)


def test_offers_that_are_over_let_their_goods_go(database: SqlDatabase, ada: Customer) -> None:
    quoted(database, ada, "oat-milk", 30)

    assert sweep(database, timedelta(minutes=9)) == {}
    assert sweep(database, timedelta(minutes=10)) == {"held quotes": 1}

    assert available(database, "oat-milk") == 100
    assert books_agree_with_the_shelf(database)


def test_an_event_loses_its_details_once_it_was_heard(database: SqlDatabase, engine: Engine, ada: Customer) -> None:
    events = metadata.tables["events"]
    with database.writing() as uow:
        for number in range(2):
            uow.events.add(Event(uuid7(NOW), NOW, "cart.changed", "customer", "", ada.id, {"lines": number}))
    with engine.begin() as connection:
        heard = connection.scalars(select(events.c.id).where(events.c.type == "cart.changed")).all()[0]
        connection.execute(update(events).where(events.c.id == heard).values(spread=True))

    assert sweep(database, 89 * DAY) == {}
    assert sweep(database, 91 * DAY) == {"event bodies": 1}
    assert sweep(database, 91 * DAY) == {}

    with database.reading() as uow:
        bodies = {event.id: event.body for event in uow.events.about(ada.id, limit=9)}
    assert bodies.pop(heard) == {}
    assert next(iter(bodies.values())) in ({"lines": 0}, {"lines": 1})


def test_it_tidies_up_in_small_steps(database: SqlDatabase, engine: Engine, ada: Customer) -> None:
    row = {"scope": "till", "fingerprint": "", "status": 200, "answer": {}, "at": NOW}
    with engine.begin() as connection:
        connection.execute(insert(metadata.tables["idempotency_keys"]), [{**row, "key": str(n)} for n in range(5)])

    steps = [sweep(database, 31 * DAY, limit=2) for _ in range(4)]

    assert steps == [{"idempotency_keys": 2}, {"idempotency_keys": 2}, {"idempotency_keys": 1}, {}]


def test_a_cart_goes_with_its_lines(database: SqlDatabase, engine: Engine, ada: Customer) -> None:
    known_everywhere(database, engine, ada)

    sweep(database, 91 * DAY)

    assert (count(engine, "carts"), count(engine, "cart_lines")) == (0, 0)


def test_the_audit_trail_is_latest_first(database: SqlDatabase, ada: Customer) -> None:
    bob = new_customer(database, "Bob")
    ask: Callable[[Customer, date], None] = lambda who, day: database.write(  # noqa: E731
        lambda uow: privacy.ask_for_export(who.id, now=NOW + (day - NOW.date()), uow=uow)
    )
    ask(ada, NOW.date())
    ask(bob, NOW.date() + DAY)

    with database.reading() as uow:
        everybody = [event.customer_id for event in privacy.audit(uow, limit=9)]
        only_ada = [event.customer_id for event in privacy.audit(uow, limit=9, customer_id=ada.id)]
        assert len(privacy.audit(uow, limit=1)) == 1
    assert (everybody, only_ada) == ([bob.id, ada.id], [ada.id])
