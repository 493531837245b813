"""A question reaches the shop once, with a phone number only if the customer said yes to it."""

from datetime import timedelta
from typing import Any

import pytest

from backend.orders.ids import uuid7
from backend.orders.model import Customer
from backend.orders.tickets import (
    NoPhone,
    Ticket,
    TicketClosed,
    TicketState,
    TooManyTickets,
    UnknownTicket,
    close_ticket,
    draft_ticket,
    note_phone,
    open_ticket,
)
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import NOW, Chance, new_customer, open_shop

FACTS = {"intent": "OrderStatusIntent", "order": "407912", "misses": 3}
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    open_shop(database)
    return new_customer(database)


def drafted(database: SqlDatabase, customer: Customer, *numbers: int) -> Ticket:
    chance = Chance(list(numbers))
    return database.write(lambda uow: draft_ticket(customer, FACTS, now=NOW, uow=uow, chance=chance))


def noted(database: SqlDatabase, customer: Customer, phone: str) -> Ticket:
    return database.write(lambda uow: note_phone(customer, phone, FACTS, now=NOW, uow=uow, chance=Chance()))


def opened(database: SqlDatabase, customer: Customer, ticket: Ticket, *, call_back: bool = True) -> Ticket:
    return database.write(lambda uow: open_ticket(customer, ticket.id, call_back=call_back, now=NOW, uow=uow))


def seen(database: SqlDatabase, *, closed: bool = False) -> list[Ticket]:
    """By the shop."""
    with database.reading() as uow:
        return list(uow.tickets.all(closed=closed, limit=10))


def bodies(database: SqlDatabase) -> list[tuple[str, Any]]:
    with database.reading() as uow:
        return [(event.type, event.body) for event in uow.events.latest(limit=10)]


def test_the_shop_sees_a_question_when_the_customer_has_said_all(database: SqlDatabase, ada: Customer) -> None:
    drafted(database, ada, 555111)
    ticket = noted(database, ada, "+15550142")
    assert seen(database) == []

    opened(database, ada, ticket)

    [known] = seen(database)
    assert (known.number, known.phone, known.facts) == ("555111", "+15550142", FACTS)
    assert bodies(database) == [("ticket.opened", {"number": "555111", "call_back": True, "facts": FACTS})]


def test_without_a_yes_there_is_no_phone_number(database: SqlDatabase, ada: Customer) -> None:
    ticket = noted(database, ada, "5550142")

    assert opened(database, ada, ticket, call_back=False).phone is None
    assert seen(database)[0].phone is None


def test_the_same_yes_twice_is_one_ticket(database: SqlDatabase, ada: Customer) -> None:
    ticket = drafted(database, ada)

    assert opened(database, ada, ticket).number == opened(database, ada, ticket).number
    assert len(seen(database)) == len(bodies(database)) == 1


def test_a_customer_has_one_draft(database: SqlDatabase, ada: Customer) -> None:
    first, second = drafted(database, ada), drafted(database, ada, 222222)

    with pytest.raises(UnknownTicket):
        opened(database, ada, first)
    assert opened(database, ada, second).number == "222222"


def test_three_questions_at_most_are_open(database: SqlDatabase, ada: Customer) -> None:
    for number in (111111, 222222, 333333):
        opened(database, ada, drafted(database, ada, number))

    with pytest.raises(TooManyTickets) as refused:
        drafted(database, ada)
    assert refused.value.numbers == ("111111", "222222", "333333")

    database.write(lambda uow: close_ticket("222222", now=LATER, uow=uow))
    assert opened(database, ada, drafted(database, ada, 444444)).number == "444444"
    ben = new_customer(database, "Ben")
    assert opened(database, ben, drafted(database, ben, 555555)).number == "555555"


@pytest.mark.parametrize("phone", ["", "+", "12345", "1234567890123456", "+1 555", "٣٤٥٦٧٨", "call me", "12345+6"])
def test_what_is_no_phone_number_is_refused(database: SqlDatabase, ada: Customer, phone: str) -> None:
    with pytest.raises(NoPhone):
        noted(database, ada, phone)
    with database.reading() as uow:
        assert uow.tickets.draft_of(ada.id) is None


@pytest.mark.parametrize("phone", ["123456", "123456789012345", "+123456789012345"])
def test_a_phone_number_has_six_to_fifteen_digits(database: SqlDatabase, ada: Customer, phone: str) -> None:
    assert noted(database, ada, phone).phone == phone


def test_nobody_opens_somebody_elses_ticket(database: SqlDatabase, ada: Customer) -> None:
    ticket, ben = drafted(database, ada), new_customer(database, "Ben")

    with pytest.raises(UnknownTicket):
        opened(database, ben, ticket)
    with pytest.raises(UnknownTicket):
        database.write(lambda uow: open_ticket(ada, uuid7(NOW), call_back=True, now=NOW, uow=uow))


def test_a_closed_ticket_forgets_the_phone_number(database: SqlDatabase, ada: Customer) -> None:
    ticket = opened(database, ada, noted(database, ada, "5550142"))

    database.write(lambda uow: close_ticket(ticket.number, now=LATER, uow=uow))

    assert seen(database) == []
    [known] = seen(database, closed=True)
    assert (known.state, known.phone, known.closed_at) == (TicketState.CLOSED, None, LATER)
    assert [type for type, _ in bodies(database)] == ["ticket.closed", "ticket.opened"]
    with pytest.raises(TicketClosed):
        database.write(lambda uow: close_ticket(ticket.number, now=LATER, uow=uow))
    with pytest.raises(UnknownTicket):
        opened(database, ada, ticket)


def test_a_draft_or_nothing_cannot_be_closed(database: SqlDatabase, ada: Customer) -> None:
    for number in (drafted(database, ada).number, "999999"):
        with pytest.raises(UnknownTicket):
            database.write(lambda uow, number=number: close_ticket(number, now=NOW, uow=uow))  # type: ignore[misc]


def test_a_number_is_given_once(database: SqlDatabase, ada: Customer) -> None:
    opened(database, ada, drafted(database, ada, 111111))

    assert drafted(database, ada, 111111, 2222222).number == "2222222"
