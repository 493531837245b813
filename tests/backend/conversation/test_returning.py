"""Sending something back by voice."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.conversation.turn import Expects
from backend.orders.model import Wish
from backend.orders.ordering import order_directly
from backend.orders.returns import Return, receive_return, refund_return, refuse_return
from backend.orders.shopkeeping import deliver, ship
from backend.understanding.match import Match
from backend.wiring import Encore
from interaction_models.model import SlotValue
from tests.backend.conversation.caller import Caller
from tests.backend.shops import NOW, Chance, the_customer

Call = Callable[[str], Caller]

YES, NO = Match("AMAZON.YesIntent", 1.0), Match("AMAZON.NoIntent", 1.0)
NUMBER, RETURN = "2 0 0, 2 0 0", "4 0 7, 9 1 2"
WHY = "Why do you send it back: is it damaged, the wrong item, missing, or do you not need it?"
MORE = "Anything else?"


def start(**slots: str) -> Match:
    """What was said is also its id."""
    return Match("StartReturnIntent", 1.0, {name: SlotValue(said, (said,)) for name, said in slots.items()})


def of_order(**slots: str) -> Match:
    match = start(**slots)
    return Match(match.intent, 1.0, {**match.slots, "order": SlotValue("200200")})


def status(order: str = "") -> Match:
    return Match("ReturnStatusIntent", 1.0, {"order": SlotValue(order)} if order else {})


@pytest.fixture
def ada(demo: Encore, call: Call) -> Caller:
    """Who got three oat milks and a jar of honey today, under number 200200."""
    ordered(demo)
    demo.database.write(
        lambda uow: ship("200200", carrier="dhl", tracking_code="1", expected_on=None, now=NOW, uow=uow)
    )
    demo.database.write(lambda uow: deliver("200200", now=NOW, uow=uow))
    return call("ada")


def ordered(demo: Encore) -> None:
    customer = the_customer(demo.database, "ada")
    wishes = [Wish("oat-milk", 3), Wish("honey", 1)]
    demo.database.write(
        lambda uow: order_directly(customer, wishes, now=NOW, uow=uow, chance=Chance([200200]), actor="test")
    )


def returns(demo: Encore) -> list[Return]:
    with demo.database.reading() as uow:
        return list(uow.returns.all(limit=10))


def test_the_rules_and_how_to_begin(call: Call) -> None:
    assert call("ada").means(Match("ReturnPolicyIntent", 1.0)) == (
        "You can send things back within 30 days of their delivery. "
        f"Just say: return an item, and I'll give you a return number. {MORE}"
    )


def test_a_return_in_one_sentence(demo: Encore, ada: Caller) -> None:
    assert ada.means(of_order(product="oat-milk", quantity="2", reason="not_needed")) == (
        f"That is 2 cartons of oat milk from your order {NUMBER}. You get $7.58 back. Shall I start the return?"
    )
    assert returns(demo) == []
    assert ada.means(YES) == (
        f"Done. Your return number is {RETURN}. Put it on the parcel; you get $7.58 back when it has arrived. {MORE}"
    )
    [known] = returns(demo)
    assert (known.number, known.order_number, known.refund.minor) == ("407912", "200200", 758)


def test_what_was_not_said_is_asked_for(demo: Encore, ada: Caller) -> None:
    assert ada.means(of_order()) == "Do you mean oat milk or honey?"
    assert ada.asked is not None
    assert (ada.asked.expects, ada.asked.slot, ada.asked.intent) == (Expects.SLOT, "product", "StartReturnIntent")

    assert ada.means(of_order(product="oat-milk")) == (
        "You can return up to 3 cartons of oat milk. How many would you like to return?"
    )
    assert ada.asked.slot == "quantity"
    assert ada.means(of_order(product="oat-milk", quantity="1")) == WHY
    assert ada.asked.slot == "reason"
    assert ada.means(of_order(product="oat-milk", quantity="1", reason="boredom")) == WHY
    assert ada.means(of_order(product="oat-milk", quantity="1", reason="damaged")).endswith("Shall I start the return?")
    ada.means(YES)
    assert len(returns(demo)) == 1


def test_of_one_piece_nobody_asks_how_many(ada: Caller) -> None:
    assert ada.means(of_order(product="honey")) == WHY


def test_the_latest_delivered_order_with_the_product_is_meant(ada: Caller) -> None:
    assert ada.means(start(product="honey", reason="quality")).startswith(
        f"That is one jar of honey from your order {NUMBER}."
    )


def test_what_never_came_need_not_be_sent(demo: Encore, ada: Caller) -> None:
    ada.means(of_order(product="honey", reason="missing_item"))

    assert "There is nothing to send" in ada.means(YES)
    assert ada.means(status()).startswith(f"The shop is looking into your return {RETURN}.")


def test_more_than_was_bought_is_asked_about_again(ada: Caller) -> None:
    for quantity in ("4", "0", "99999999999"):
        assert ada.means(of_order(product="oat-milk", quantity=quantity, reason="damaged")) == (
            "You can return up to 3 cartons of oat milk. How many would you like to return?"
        )


def test_a_no_starts_nothing(demo: Encore, ada: Caller) -> None:
    ada.means(of_order(product="honey", reason="damaged"))

    assert ada.means(NO) == f"All right, I didn't start a return. {MORE}"
    assert returns(demo) == []


def test_a_yes_that_arrives_twice_is_one_return(demo: Encore, ada: Caller) -> None:
    ada.means(of_order(product="oat-milk", quantity="1", reason="damaged"))
    asked = ada.state
    first = ada.means(YES)
    ada.state = asked

    assert ada.means(YES) == first
    assert len(returns(demo)) == 1


def test_a_refund_that_changed_meanwhile_is_read_out_again(demo: Encore, ada: Caller) -> None:
    ada.means(of_order(product="oat-milk", quantity="1", reason="damaged"))
    ada.state = {**ada.state, "pending": {**ada.state["pending"], "refund": 100_000}}

    assert ada.means(YES).startswith("Something has changed since I read it to you. That is one carton of oat milk")
    assert returns(demo) == []


def test_what_is_not_in_the_order_cannot_be_returned(ada: Caller) -> None:
    assert ada.means(of_order(product="black-tea")) == (
        f"There is no black-tea to return in your order {NUMBER}. You can name another order by its number. {MORE}"
    )


def test_what_is_not_delivered_is_cancelled_instead(demo: Encore, call: Call) -> None:
    ordered(demo)

    assert call("ada").means(of_order()) == (
        f"Nothing of your order {NUMBER} was delivered yet, so there is nothing to return. "
        f"To call it off, say: cancel my order. {MORE}"
    )


def test_after_thirty_days_only_a_person_can_help(ada: Caller) -> None:
    assert ada.waits(days=31).means(of_order(product="honey")) == (
        f"Your order {NUMBER} was delivered more than 30 days ago, so it is too late to return it by voice. "
        f"To try, say: talk to a human. {MORE}"
    )


def test_what_became_of_it(demo: Encore, ada: Caller) -> None:
    assert ada.means(status()) == f"You have returned nothing here yet. To begin, say: return an item. {MORE}"
    assert ada.means(status("123456")).startswith("I can't find a return with the number 1 2 3, 4 5 6.")
    ada.means(of_order(product="oat-milk", quantity="2", reason="not_needed"))
    ada.means(YES)

    assert ada.means(status("407912")) == (
        f"Your return {RETURN} with 2 cartons of oat milk has not arrived at the shop yet. "
        f"You get $7.58 back when it has. {MORE}"
    )
    demo.database.write(lambda uow: receive_return("407912", now=NOW, uow=uow))
    assert ada.means(status("200200")) == f"Your return {RETURN} has arrived. Your $7.58 are being paid back. {MORE}"
    demo.database.write(lambda uow: refund_return("407912", now=NOW, uow=uow))
    assert ada.means(status()) == f"For your return {RETURN} you got $7.58 back today. {MORE}"


def test_a_refused_return_names_a_person(demo: Encore, ada: Caller) -> None:
    ada.means(of_order(product="honey", reason="damaged"))
    ada.means(YES)
    demo.database.write(lambda uow: refuse_return("407912", now=NOW, uow=uow))

    assert ada.means(status()) == (
        f"The shop could not accept your return {RETURN}. To find out why, say: talk to a human. {MORE}"
    )


def test_a_stranger_links_an_account_first(call: Call) -> None:
    assert call("nobody").means(start()).startswith("I don't know you here yet")


@pytest.mark.parametrize(
    "wrong",
    [{"quantity": 99}, {"quantity": -1}, {"sku": "nothing"}, {"number": "999999"}, {"reason": "boredom"},
     {"reason": []}, {"return": "x"}, {"refund": "all"}],
)  # fmt: skip
def test_a_yes_to_what_was_never_asked_starts_nothing(demo: Encore, ada: Caller, wrong: dict[str, Any]) -> None:
    ada.means(of_order(product="honey", reason="damaged"))
    ada.state = {**ada.state, "pending": {**ada.state["pending"], **wrong}}

    assert ada.means(YES)
    assert returns(demo) == []
