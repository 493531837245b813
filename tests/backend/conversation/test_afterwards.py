"""What is said of an order that was placed, and how it is changed by voice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from backend.orders.model import OrderStatus, Place, ShipmentEvent, ShipmentStatus, Wish
from backend.orders.ordering import order_directly
from backend.orders.shopkeeping import deliver, pack, record_event, set_stock, ship
from backend.understanding.match import Match
from backend.wiring import Encore
from interaction_models.model import SlotValue
from tests.backend.conversation.caller import Caller
from tests.backend.shops import NOW, Chance, books_agree_with_the_shelf, product, the_customer, the_order

Call = Callable[[str], Caller]

YES, NO = Match("AMAZON.YesIntent", 1.0), Match("AMAZON.NoIntent", 1.0)
WHERE = Match("OrderStatusIntent", 1.0, {"order": SlotValue("200200")})
NUMBER = "2 0 0, 2 0 0"
HOLDS = "It has 2 cartons of oat milk and one jar of honey. Anything else?"
HOME = "12 Orchard Lane, Springfield"
UNCLEAR = "I can't use that as an address. Please tell me the street, the number and the town."
WHICH_ADDRESS = "You can name an address I know or tell me a new one. Which address do you mean?"


def address(said: str = "", *ids: str, order: str = "200200") -> Match:
    slots = {"order": SlotValue(order)} if order else {}
    return Match("ChangeAddressIntent", 1.0, {**slots, "address": SlotValue(said, ids)} if said else slots)


def quantity(count: str, said: str = "", *skus: str, order: str = "200200") -> Match:
    slots = {"order": SlotValue(order), "quantity": SlotValue(count)}
    return Match("ChangeQuantityIntent", 1.0, {**slots, "product": SlotValue(said, skus)} if said else slots)


@pytest.fixture
def ada(demo: Encore, call: Call) -> Caller:
    """Who has just ordered two oat milks and a jar of honey under number 200200."""
    customer = the_customer(demo.database, "ada")
    wishes = [Wish("oat-milk", 2), Wish("honey", 1)]
    demo.database.write(
        lambda uow: order_directly(customer, wishes, now=NOW, uow=uow, chance=Chance([200200]), actor="test")
    )
    return call("ada")


def sent(demo: Encore, code: str, contents: dict[str, int] | None = None, *, expected_on: date | None = None) -> None:
    demo.database.write(
        lambda uow: ship(
            "200200", carrier="dhl", tracking_code=code, expected_on=expected_on, contents=contents, now=NOW, uow=uow
        )
    )


def reported(demo: Encore, code: str, status: ShipmentStatus, hours: int = 1) -> None:
    event = ShipmentEvent(status, NOW + timedelta(hours=hours))
    demo.database.write(lambda uow: record_event("dhl", code, event, now=event.at, uow=uow))


# -- where it is


STATUSES = {
    ShipmentStatus.LABEL_CREATED: "is packed and waits for the carrier. It arrives on Friday, March 13.",
    ShipmentStatus.PICKED_UP: "is on its way and arrives on Friday, March 13.",
    ShipmentStatus.IN_TRANSIT: "is on its way and arrives on Friday, March 13.",
    ShipmentStatus.DELAYED: "is delayed. The carrier expects to bring it on Friday, March 13.",
    ShipmentStatus.OUT_FOR_DELIVERY: "is out for delivery and should be there today.",
    ShipmentStatus.READY_FOR_PICKUP: "waits for you at the carrier's pick-up point.",
    ShipmentStatus.RETURNED: "is on its way back to the shop.",
    ShipmentStatus.UNKNOWN: "is on its way and arrives on Friday, March 13.",
}  # fmt: skip
WITH_A_PERSON = {
    ShipmentStatus.ATTEMPT_FAILED: "The carrier could not deliver your order",
    ShipmentStatus.EXCEPTION: "The carrier reports a problem with your order",
    ShipmentStatus.CANCELLED: "The carrier has stopped the parcel with your order",
    ShipmentStatus.EXPIRED: "The carrier has not reported your order",
}


@pytest.mark.parametrize("status", list(ShipmentStatus))
def test_every_word_of_a_carrier_has_a_sentence_of_ours(demo: Encore, ada: Caller, status: ShipmentStatus) -> None:
    sent(demo, "1", expected_on=date(2026, 3, 13))
    reported(demo, "1", status)

    said = ada.means(WHERE)

    if status is ShipmentStatus.DELIVERED:
        assert said == f"Your order {NUMBER} was delivered today. Anything else?"
    elif status in WITH_A_PERSON:
        assert said.startswith(f"{WITH_A_PERSON[status]} {NUMBER}")
        assert "talk to a human" in said
    else:
        assert said == f"Your order {NUMBER} {STATUSES[status]} {HOLDS}"


def test_parcels_are_told_one_by_one(demo: Encore, ada: Caller) -> None:
    sent(demo, "1", {"oat-milk": 2})
    reported(demo, "1", ShipmentStatus.DELIVERED)
    assert ada.means(WHERE) == (
        f"Your order {NUMBER} comes in several parcels. One parcel was delivered today. "
        f"The rest is still being packed. {HOLDS}"
    )

    sent(demo, "2")
    reported(demo, "2", ShipmentStatus.OUT_FOR_DELIVERY)
    assert ada.means(WHERE) == (
        f"Your order {NUMBER} comes in several parcels. One parcel was delivered today. "
        f"The other is out for delivery and should be there today. {HOLDS}"
    )


@pytest.mark.parametrize("status", list(ShipmentStatus))
def test_every_word_of_a_carrier_can_be_said_of_several_parcels(
    demo: Encore, ada: Caller, status: ShipmentStatus
) -> None:
    for code, contents in (("1", {"oat-milk": 1}), ("2", {"oat-milk": 1}), ("3", None)):
        sent(demo, code, contents)
        if code != "3":
            reported(demo, code, status)
    reported(demo, "3", ShipmentStatus.OUT_FOR_DELIVERY)

    said = ada.means(WHERE)

    assert said.startswith(f"Your order {NUMBER} comes in several parcels.")
    assert ("3 parcels" if status is ShipmentStatus.OUT_FOR_DELIVERY else "2 parcels") in said


def test_a_part_on_its_way_is_said_with_the_rest(demo: Encore, ada: Caller) -> None:
    sent(demo, "1", {"oat-milk": 2})

    assert ada.means(WHERE) == (
        f"A part of your order {NUMBER} is on its way, and the rest follows. "
        f"All of it should be there on Thursday, March 12. {HOLDS}"
    )


@pytest.mark.parametrize("shipped", [True, False])
def test_what_is_overdue_is_said_so(demo: Encore, ada: Caller, shipped: bool) -> None:
    if shipped:
        sent(demo, "1")

    assert (
        ada.waits(days=3)
        .means(WHERE)
        .startswith(f"Your order {NUMBER} was due on Thursday, March 12 and has not been reported delivered.")
    )


def test_an_order_to_fetch_is_ready_at_its_place(demo: Encore, ada: Caller) -> None:
    order = the_order(demo.database, "200200")
    with demo.database.writing() as uow:
        uow.set_places([Place("main", {"en-US": "the Mill Street store"}, pickup=True)])
        uow.orders.set_lines(replace(order, terms=replace(order.terms, pickup=True)))
    assert ada.means(WHERE).startswith(
        f"Your order {NUMBER} is being prepared. You can pick it up on Thursday, March 12 at the Mill Street store."
    )
    assert ada.means(address("2 New Street")).startswith(f"You pick up your order {NUMBER} at the Mill Street store")
    demo.database.write(lambda uow: pack("200200", now=NOW, uow=uow))
    assert ada.means(WHERE).startswith(f"Your order {NUMBER} is ready for you at the Mill Street store.")
    demo.database.write(lambda uow: deliver("200200", now=NOW, uow=uow))
    assert ada.means(WHERE) == f"You have picked up your order {NUMBER} already. Anything else?"


def test_the_last_orders_in_one_breath(demo: Encore, ada: Caller) -> None:
    said = ada.means(Match("OrderHistoryIntent", 1.0))

    assert said.startswith(
        f"Here are your last 3 orders. Order {NUMBER}, placed today: 2 cartons of oat milk and one jar of honey; "
        "being prepared. Order "
    )
    assert said.endswith("You can say: where is my order, or: reorder my last order. Anything else?")


# -- where it goes


def test_an_address_that_was_heard_is_read_back_before_it_counts(demo: Encore, ada: Caller) -> None:
    assert ada.means(address("9 new   street")) == (
        f"Your order {NUMBER} would go to: 9 new street. Shall I change it?"
    )
    assert "street" not in str(ada.state["pending"])
    assert the_order(demo.database, "200200").terms.address == HOME

    assert ada.means(YES) == f"Done. Your order {NUMBER} goes to 9 new street. Anything else?"
    assert the_order(demo.database, "200200").terms.address == "9 new street"
    assert the_customer(demo.database, "ada").address == HOME


def test_a_misheard_address_is_asked_for_again(demo: Encore, ada: Caller) -> None:
    ada.means(address("9 new street"))

    assert ada.means(NO) == f"All right, the address stays as it is. {WHICH_ADDRESS}"
    assert the_order(demo.database, "200200").terms.address == HOME


def test_a_saved_address_has_a_name(demo: Encore, ada: Caller) -> None:
    with demo.database.writing() as uow:
        uow.addresses.put(the_customer(demo.database, "ada").id, "parents", "3 Hill Road")

    assert ada.means(address("my mum's", "parents")).startswith(f"Your order {NUMBER} would go to: 3 Hill Road.")
    ada.means(YES)
    assert the_order(demo.database, "200200").terms.address == "3 Hill Road"


def test_a_name_without_an_address_asks_for_one(ada: Caller) -> None:
    assert ada.means(address("neighbour", "neighbour")) == (
        "I don't know the address you call neighbour. Please tell me the street, the number and the town. "
        f"{WHICH_ADDRESS}"
    )
    assert ada.means(address()) == WHICH_ADDRESS


@pytest.mark.parametrize("said", ["x" * 401, "a\x00b", "a\u202eb"])
def test_what_cannot_be_an_address_is_asked_for_again(ada: Caller, said: str) -> None:
    assert ada.means(address(said)) == f"{UNCLEAR} {WHICH_ADDRESS}"


def test_a_long_address_is_not_cut(demo: Encore, ada: Caller) -> None:
    ada.means(address("9 " + "n" * 398))
    ada.means(YES)

    assert the_order(demo.database, "200200").terms.address == "9 " + "n" * 398


def test_without_an_open_order_all_orders_go_there(demo: Encore, call: Call) -> None:
    with demo.database.writing() as uow:
        for order in uow.orders.all(limit=100):
            uow.orders.move(order, OrderStatus.DELIVERED)
    ada = call("ada")

    assert ada.means(address("9 new street", order="")) == (
        "From now on your orders would go to: 9 new street. Shall I change it?"
    )
    assert ada.means(YES) == "Done. From now on your orders go to 9 new street. Anything else?"
    assert the_customer(demo.database, "ada").address == "9 new street"


PARENTS = "That is one jar of honey. Together with $3.99 for delivery that makes $11.48, tax included. " + (
    "Corner Pantry delivers it on Thursday, March 12 to 3 Hill Road. Shall I place the order?"
)


@pytest.fixture
def offered(demo: Encore, ada: Caller) -> Caller:
    """Ada, who hears an offer for one jar of honey, and whose parents live in 3 Hill Road."""
    customer = the_customer(demo.database, "ada")
    with demo.database.writing() as uow:
        uow.addresses.put(customer.id, "parents", "3 Hill Road")
        uow.addresses.put(customer.id, "work", "5 Mill Street")
    ada.means(Match("PlaceOrderIntent", 1.0, {"product": SlotValue("honey", ("honey",))}))
    return ada


@pytest.mark.parametrize("said", [("my mum's", "parents"), ("Parents",)])
def test_an_address_while_an_offer_waits_is_the_offers(demo: Encore, offered: Caller, said: tuple[str, ...]) -> None:
    assert offered.means(address(*said, order="")) == PARENTS

    assert offered.means(YES).startswith("Done. Your order number is 4 0 7, 9 1 2.")
    assert the_order(demo.database, "407912").terms.address == "3 Hill Road"
    assert the_order(demo.database, "200200").terms.address == HOME
    assert the_customer(demo.database, "ada").address == HOME
    assert books_agree_with_the_shelf(demo.database)


def test_an_offer_keeps_its_address_when_it_is_changed_or_made_again(demo: Encore, offered: Caller) -> None:
    offered.means(address("parents", order=""))

    more = Match("ChangeQuantityIntent", 1.0, {"quantity": SlotValue("2")})
    assert "to 3 Hill Road. Shall" in offered.means(more)
    assert "to 3 Hill Road. Shall" in offered.waits(minutes=10).means(YES)
    offered.means(YES)
    assert the_order(demo.database, "407912").terms.address == "3 Hill Road"


def test_an_address_that_was_removed_meanwhile_is_not_used(demo: Encore, offered: Caller) -> None:
    offered.means(address("parents", order=""))
    with demo.database.writing() as uow:
        uow.addresses.remove(the_customer(demo.database, "ada").id, "parents")

    assert offered.means(YES).startswith(f"Your address is {HOME} now.")


def test_an_unknown_address_leaves_the_offer_as_it_was(demo: Encore, offered: Caller) -> None:
    assert offered.means(address("the moon", order="")) == (
        "I don't know that address. You have saved parents and work. Shall I place the order as it was?"
    )
    assert offered.means(address("parents", order="")) == PARENTS


def test_without_saved_addresses_the_offer_stays_as_it_was(demo: Encore, ada: Caller) -> None:
    ada.means(Match("PlaceOrderIntent", 1.0, {"product": SlotValue("honey", ("honey",))}))

    assert ada.means(address("9 new street", order="")) == (
        "You have no saved addresses. The shop can save one for you. Shall I place the order as it was?"
    )
    assert ada.means(YES).startswith("Done.")
    assert the_order(demo.database, "407912").terms.address == HOME


def test_which_address_is_asked_about_the_offer(offered: Caller) -> None:
    which = "Which of your saved addresses: parents or work?"
    assert offered.means(address(order="")) == which
    assert offered.means(YES) == which

    assert offered.means(address("parents", order="")) == PARENTS


def test_an_order_named_by_its_number_goes_before_the_offer(offered: Caller) -> None:
    assert offered.means(address("parents")).startswith(f"Your order {NUMBER} would go to: 3 Hill Road.")


def test_the_order_that_was_named_is_kept_over_a_yes_to_which_address(ada: Caller) -> None:
    assert ada.means(address()) == WHICH_ADDRESS
    assert ada.means(YES) == WHICH_ADDRESS

    assert ada.means(address("9 new street", order="")).startswith(f"Your order {NUMBER} would go to: 9 new street.")


@pytest.mark.parametrize("change", [address("9 new street"), quantity("3", "oat milk", "oat-milk")])
def test_after_packing_nothing_changes_and_there_is_a_way_out(demo: Encore, ada: Caller, change: Match) -> None:
    demo.database.write(lambda uow: pack("200200", now=NOW, uow=uow))

    assert ada.means(change) == (
        f"Your order {NUMBER} is packed, so I can't change it any more. "
        "You can send things back when they are there, or say: talk to a human. Anything else?"
    )


def test_packed_between_question_and_yes_is_too_late(demo: Encore, ada: Caller) -> None:
    ada.means(address("9 new street"))
    demo.database.write(lambda uow: pack("200200", now=NOW, uow=uow))

    assert ada.means(YES).startswith(f"Your order {NUMBER} is packed")
    assert the_order(demo.database, "200200").terms.address == HOME


# -- how many


def test_a_new_total_is_read_out_before_it_counts(demo: Encore, ada: Caller) -> None:
    assert ada.means(quantity("4", "oat milk", "oat-milk")) == (
        f"Then your order {NUMBER} has 4 cartons of oat milk and one jar of honey. "
        f"With delivery and tax that makes {total(demo, 4)}. Shall I change it?"
    )
    assert the_order(demo.database, "200200").lines[0].quantity == 2

    assert ada.means(YES) == (
        f"Done. Your order {NUMBER} has 4 cartons of oat milk and one jar of honey now, for {total(demo, 4)}. "
        "Anything else?"
    )
    assert the_order(demo.database, "200200").lines[0].quantity == 4
    assert books_agree_with_the_shelf(demo.database)


def total(demo: Encore, milks: int) -> str:
    order = the_order(demo.database, "200200")
    lines = (replace(order.lines[0], quantity=milks), *order.lines[1:])
    return f"${order.terms.total_of(lines).amount}"


def test_which_product_and_how_many_is_asked(ada: Caller) -> None:
    assert ada.means(Match("ChangeQuantityIntent", 1.0, {"order": SlotValue("200200")})) == (
        "Do you mean oat milk or honey?"
    )
    assert ada.asked is not None
    assert (ada.asked.slot, ada.asked.intent) == ("product", "ChangeQuantityIntent")
    assert ada.means(quantity("", "honey", "honey")) == "How many would you like?"
    assert ada.means(quantity("2")).startswith(
        f"Then your order {NUMBER} has 2 cartons of oat milk and 2 jars of honey"
    )


def test_a_generic_word_means_what_is_in_the_order(ada: Caller) -> None:
    milks = quantity("3", "milk", "fresh-milk", "oat-milk", "soy-milk")

    assert ada.means(milks).startswith(f"Then your order {NUMBER} has 3 cartons of oat milk")


def test_what_the_order_does_not_have_can_be_ordered(ada: Caller) -> None:
    assert ada.means(quantity("3", "black tea", "black-tea")) == (
        f"Your order {NUMBER} has no black tea. To get some, say: order black tea. Anything else?"
    )


def test_only_as_many_as_there_are_is_offered(demo: Encore, ada: Caller) -> None:
    demo.database.write(lambda uow: set_stock("oat-milk", 5, restock_on=None, now=NOW, uow=uow))

    assert ada.means(quantity("9", "oat milk", "oat-milk")).startswith(
        f"There are only 3 more of oat milk in stock. Then your order {NUMBER} has 5 cartons of oat milk"
    )
    demo.database.write(lambda uow: set_stock("oat-milk", 2, restock_on=None, now=NOW, uow=uow))
    assert ada.means(YES) == ("There is no more oat milk in stock, so the order stays as it is. Anything else?")
    assert books_agree_with_the_shelf(demo.database)


def test_none_of_the_last_product_offers_to_cancel(demo: Encore, ada: Caller) -> None:
    ada.means(quantity("0", "honey", "honey"))
    ada.means(YES)

    assert ada.means(quantity("0", "oat milk", "oat-milk")) == (
        f"Then nothing would be left of it. Your order {NUMBER} has 2 cartons of oat milk. Shall I cancel it?"
    )
    ada.means(YES)
    assert the_order(demo.database, "200200").status is OrderStatus.CANCELLED
    assert books_agree_with_the_shelf(demo.database)


@pytest.mark.parametrize("said", ["cancel that", "cancel it", "cancel the order", "cancel my order"])
def test_calling_off_what_was_just_read_out_is_a_no_and_leaves_earlier_orders_alone(
    demo: Encore, ada: Caller, said: str
) -> None:
    ada.says("order two bananas")

    assert ada.says(said) == "All right, I didn't order anything. Anything else?"
    assert the_order(demo.database, "200200").status is OrderStatus.PLACED
    assert ada.says(said).startswith(f"Your order {NUMBER} has")


def test_an_order_that_is_named_can_be_cancelled_while_another_is_read_out(ada: Caller) -> None:
    ada.says("order two bananas")
    named = Match("CancelOrderIntent", 1.0, {"order": SlotValue("200200")})

    assert ada.means(named).endswith("Shall I cancel it?")


@pytest.mark.parametrize("said", ["no wait keep it", "don't cancel it", "keep it"])
def test_who_says_what_is_not_to_happen_says_no(demo: Encore, ada: Caller, said: str) -> None:
    ada.says("cancel my order")

    assert ada.says(said) == "All right, the order stays as it is. Anything else?"
    assert the_order(demo.database, "200200").status is OrderStatus.PLACED


def test_more_at_another_price_is_ordered_on_its_own(demo: Encore, ada: Caller) -> None:
    with demo.database.writing() as uow:
        milk = uow.products.get("oat-milk")
        assert milk is not None
        uow.products.put([replace(milk, price=product("x", "9.99").price)])

    assert ada.means(quantity("3", "oat milk", "oat-milk")) == (
        "Oat milk costs $9.99 now and was $3.79 when you ordered, so I can't add it to that order. "
        "You can order it on its own. Anything else?"
    )


def test_the_same_quantity_changes_nothing(ada: Caller) -> None:
    assert ada.means(quantity("2", "oat milk", "oat-milk")).startswith(f"Your order {NUMBER} has just that already")


@pytest.mark.parametrize(
    "pending",
    [
        {"do": "to_heard", "number": "200200", "heard": "019cd843-1180-75c7-b239-1dc9be4206af"},
        {"do": "to_heard", "number": "20'--", "heard": "x"},
        {"do": "to_saved", "number": "200200", "label": "parents"},
        {"do": "to_saved", "number": "200200", "label": 7},
        {"do": "change_quantity", "number": "200200", "sku": "oat-milk", "quantity": 10**9, "total": 1},
        {"do": "change_quantity", "number": "200200", "sku": "nothing", "quantity": 1, "total": 1},
        {"do": "change_quantity", "number": "999999", "sku": "oat-milk", "quantity": 1, "total": 1},
        {"do": "change_quantity", "number": "200200", "sku": "oat-milk", "quantity": 4, "total": 1},
        {"do": "change_quantity", "number": "200200", "sku": "oat-milk", "quantity": "4", "total": None},
    ],
)
def test_a_yes_to_what_was_never_asked_changes_nothing(demo: Encore, ada: Caller, pending: dict[str, Any]) -> None:
    ada.state = {"pending": pending}

    assert ada.means(YES)
    assert the_order(demo.database, "200200").lines[0].quantity == 2
    assert the_order(demo.database, "200200").terms.address == HOME
