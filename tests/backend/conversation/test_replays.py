"""A turn's changes are made once for each request of the channel, and not at all when the turn is refused."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from backend.conversation.turn import Identity, State, Turn
from backend.conversation.visit import Visit, claim_of
from backend.orders import privacy
from backend.orders.errors import Refusal
from backend.orders.ports import UnitOfWork
from backend.orders.replays import AlreadyAnswered
from backend.wiring import Encore
from interaction_models.model import SlotValue
from tests.backend.shops import NOW

TURN = Turn(
    Identity("local", "ada"),
    "en-US",
    "AddToCartIntent",
    NOW,
    slots={"product": SlotValue("coffee", ("coffee",))},
    id="r1",
)


class TooMuch(Refusal):
    """For these tests."""


def visit(encore: Encore, turn: Turn = TURN) -> Visit:
    with encore.database.reading() as uow:
        customer = uow.customers.by_identity(turn.identity.channel, turn.identity.external_id)
    assert customer is not None
    return Visit(
        turn,
        encore.shop(),
        customer,
        database=encore.database,
        find_products=lambda *_: [],
        chance=encore.chance,
        forms={},
    )


def note(at: Visit) -> None:
    """Something that can be seen to have happened."""
    customer_id = at.known_customer().id
    at.write(lambda uow: privacy.ask_for_export(customer_id, now=NOW, uow=uow))


def count(encore: Encore, table: str, where: str = "1 = 1") -> int:
    with encore.engine.connect() as connection:
        found: int = connection.execute(text(f"SELECT count(*) FROM {table} WHERE {where}")).scalar_one()  # noqa: S608
        return found


def notes(encore: Encore) -> int:
    return count(encore, "events", "type = 'privacy.export_asked'")


def test_the_same_request_changes_nothing_the_second_time(demo: Encore) -> None:
    first, second = visit(demo), visit(demo)
    note(first)

    with pytest.raises(AlreadyAnswered) as again:
        note(second)

    assert again.value.answer is None
    assert (notes(demo), second.claim) == (1, "")


def test_the_answer_is_there_for_whoever_comes_second(demo: Encore) -> None:
    first = visit(demo)
    note(first)
    demo.database.write(lambda uow: uow.replays.keep_answer(first.claim, "well"))

    with pytest.raises(AlreadyAnswered) as again:
        note(visit(demo))

    assert again.value.answer == "well"


def test_one_turn_may_change_things_twice(demo: Encore) -> None:
    turn = visit(demo)
    note(turn)
    note(turn)

    assert notes(demo) == 2
    assert count(demo, "answered_requests") == 1


def test_what_was_refused_leaves_nothing_behind(demo: Encore) -> None:
    turn = visit(demo)

    def refuse(_uow: UnitOfWork) -> None:
        raise TooMuch

    with pytest.raises(TooMuch):
        turn.write(refuse)
    assert (turn.claim, count(demo, "answered_requests")) == ("", 0)

    note(turn)
    assert turn.claim == claim_of(TURN)
    assert count(demo, "answered_requests") == 1


def test_a_channel_that_sends_nothing_twice_claims_nothing(demo: Encore) -> None:
    turn = replace(TURN, id="")
    note(visit(demo, turn))
    note(visit(demo, turn))

    assert notes(demo) == 2
    assert count(demo, "answered_requests") == 0


@pytest.mark.parametrize(
    "other",
    [
        replace(TURN, id="r2"),
        replace(TURN, intent="RemoveFromCartIntent"),
        replace(TURN, slots={"product": SlotValue("coffee", ("decaf",))}),
        replace(TURN, state={"product": "coffee"}),
        replace(TURN, identity=Identity("local", "ben")),
        replace(TURN, identity=Identity("alexa", "ada")),
    ],
)
def test_another_wish_is_another_request_whatever_its_id(other: Turn) -> None:
    assert claim_of(other) != claim_of(TURN)


@pytest.mark.parametrize("state", [{"said": "\ud800"}, {"said": "\x00"}, {"a": [1, None, {"b": 2.5}]}])
def test_any_state_makes_a_name(state: State) -> None:
    assert len(claim_of(replace(TURN, state=state, id="\ud800"))) == 64


def test_whoever_is_forgotten_leaves_no_answer(demo: Encore) -> None:
    turn = visit(demo)
    customer = turn.known_customer()
    note(turn)
    demo.database.write(lambda uow: uow.replays.keep_answer(turn.claim, "for Ada"))

    with demo.engine.begin() as connection:
        connection.execute(text("UPDATE orders SET status = 'delivered'"))
    demo.database.write(lambda uow: privacy.erase(customer.id, now=NOW, uow=uow))

    assert count(demo, "answered_requests") == 0
    demo.database.write(lambda uow: uow.replays.keep_answer(turn.claim, "too late"))
    assert count(demo, "answered_requests") == 0
