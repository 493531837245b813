"""How a conversation reaches a person."""

from collections.abc import Callable

import pytest

from backend.conversation.turn import Expects
from backend.orders.tickets import Ticket
from backend.understanding.match import Match
from backend.wiring import Encore
from interaction_models.model import SlotValue
from tests.backend.conversation.caller import Caller

Call = Callable[[str], Caller]

CALL_US = "You can call us at +1 555 0142, Monday to Saturday, eight in the morning to eight in the evening."
YES, NO = Match("AMAZON.YesIntent", 1.0), Match("AMAZON.NoIntent", 1.0)
WHICH = "Which number should we call?"


def human(phone: str = "") -> Match:
    return Match("TalkToHumanIntent", 1.0, {"phone": SlotValue(phone)} if phone else {})


def tickets(demo: Encore) -> list[Ticket]:
    with demo.database.reading() as uow:
        return list(uow.tickets.all(closed=False, limit=10))


def leaves_a_number(caller: Caller) -> None:
    for match in (human(), YES, human("5550142"), YES):
        caller.means(match)


def test_somebody_calls_back(demo: Encore, call: Call) -> None:
    ada = call("ada")

    assert ada.means(human()) == f"{CALL_US} Shall I have somebody call you back?"
    assert ada.means(YES) == WHICH
    assert ada.asked is not None
    assert (ada.asked.expects, ada.asked.slot, ada.asked.intent) == (Expects.SLOT, "phone", "TalkToHumanIntent")
    assert ada.means(human("five five five oh one four two")) == "I heard 5 5 5, 0 1 4, 2. Is that right?"
    assert tickets(demo) == []
    assert ada.means(YES) == (
        "Somebody will call you back. The number of your question is 4 0 7, 9 1 2. Anything else?"
    )
    assert [ticket.phone for ticket in tickets(demo)] == ["5550142"]


def test_without_a_number_to_call_there_is_nothing_to_work_on(demo: Encore, call: Call) -> None:
    ada = call("ada")
    ada.means(human())

    assert ada.means(NO) == "All right. Anything else?"
    assert tickets(demo) == []


@pytest.mark.parametrize(("heard", "said"), [("Yes", ""), ("Fallback", "Sorry, I didn't get that. ")])
def test_what_is_no_number_to_call_leaves_the_question_open(demo: Encore, call: Call, heard: str, said: str) -> None:
    ada = call("ada")
    ada.means(human())
    ada.means(YES)

    assert ada.means(Match(f"AMAZON.{heard}Intent", 1.0)) == f"{said}{WHICH}"
    assert ada.asked is not None
    assert (ada.asked.expects, ada.asked.slot, ada.asked.intent) == (Expects.SLOT, "phone", "TalkToHumanIntent")
    ada.means(human("5550142"))
    ada.means(YES)
    assert [ticket.phone for ticket in tickets(demo)] == ["5550142"]


def test_a_number_that_was_misheard_is_asked_for_again(demo: Encore, call: Call) -> None:
    ada = call("ada")
    ada.means(human())
    ada.means(YES)
    ada.means(human("5550143"))

    assert ada.means(NO) == WHICH
    ada.means(human("+1 (555) 0142"))
    ada.means(YES)
    assert [ticket.phone for ticket in tickets(demo)] == ["+15550142"]


@pytest.mark.parametrize("said", ["12345", "1" * 16, "my usual number", "five five", "<b>"])
def test_what_is_no_number_is_asked_for_again(call: Call, said: str) -> None:
    assert call("ada").means(human(said)) == (
        f"I need a telephone number of 6 to 15 digits, spoken one by one. {WHICH}"
    )


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("555-014-2", "5 5 5, 0 1 4, 2"),
        ("٥٥٥٠١٤٢", "5 5 5, 0 1 4, 2"),
        ("15550142", "1 5 5, 5 0 1, 4 2"),
        ("double five 5 oh 1 4 2", "5 5 5, 0 1 4, 2"),
    ],
)
def test_a_number_is_read_back_digit_by_digit(call: Call, said: str, heard: str) -> None:
    assert call("ada").means(human(said)) == f"I heard {heard}. Is that right?"


def test_the_shop_knows_what_it_was_about_and_not_what_was_said(demo: Encore, call: Call) -> None:
    ada = call("ada")
    ada.says("order one oat milk")
    ada.says("yes")
    ada.says("cancel my order")
    leaves_a_number(ada)

    assert tickets(demo)[0].facts == {
        "request": "CancelOrderIntent", "open_question": "cancel", "order_number": "407912", "sku": "oat-milk",
    }  # fmt: skip


def test_three_questions_are_enough(demo: Encore, call: Call) -> None:
    ada = call("ada")
    for _ in range(3):
        leaves_a_number(ada)

    assert ada.means(human()) == (
        f"{CALL_US} The shop has 3 questions of yours already, under the numbers 4 0 7, 9 1 2, 4 0 7, 9 1 3, "
        "and 4 0 7, 9 1 4. Anything else?"
    )
    assert ada.means(human("5550142")).startswith(f"{CALL_US} The shop has 3 questions")
    assert len(tickets(demo)) == 3


def test_a_stranger_hears_where_to_call(demo: Encore, call: Call) -> None:
    stranger = call("nobody")

    assert stranger.means(human()) == f"{CALL_US} Anything else?"
    assert stranger.means(human("5550142")).startswith("I don't know you here yet")
    assert tickets(demo) == []


@pytest.mark.parametrize("do", ["call_back", "phone"])
@pytest.mark.parametrize("ticket", ["019cd843-1180-75c7-b239-1dc9be4206af", "x", None, 7])
def test_a_ticket_from_elsewhere_opens_nothing(demo: Encore, call: Call, do: str, ticket: object) -> None:
    ada = call("ada")
    ada.state = {"pending": {"do": do, "ticket": ticket}}

    assert ada.means(YES) in (
        WHICH, "There is nothing to say yes to right now. What would you like?",
    )  # fmt: skip
    assert tickets(demo) == []
