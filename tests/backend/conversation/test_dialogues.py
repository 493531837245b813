"""Whole conversations with the demo shop, word for word."""

from collections.abc import Callable

import pytest

from backend.conversation.phrasebook import render
from backend.conversation.turn import Expects
from backend.integrations.argon2_hasher import Argon2CodeHasher
from backend.orders import voice_codes
from backend.orders.model import OrderStatus
from backend.orders.shopkeeping import set_stock
from backend.wiring import Encore
from tests.backend.conversation.caller import Caller
from tests.backend.shops import (
    NOW,
    all_orders,
    available,
    books_agree_with_the_shelf,
    sell_out,
    the_customer,
    the_order,
)

Call = Callable[[str], Caller]

USUAL = "Your usual is 2 bags of dark roast coffee and 3 cartons of oat milk."
TO_ADA = "Corner Pantry delivers it on Thursday, March 12 to 12 Orchard Lane, Springfield."
TO_BEN = "Corner Pantry delivers it on Thursday, March 12 to 7 Mill Street, Apartment 3, Springfield."
PLACE_IT = "Shall I place the order?"
ORDER_IT = "Would you like me to order it?"
DONE = "Done. Your order number is 4 0 7, 9 1 2. It arrives on Thursday, March 12. Anything else?"
LINK = "I don't know you here yet, so I can't order or look up orders. Please link your shop account first."
HELP = (
    "You can say: reorder my usual, is the coffee in stock, order two of something, where is my order, "
    "or cancel my order. To speak to a person, say: talk to a human."
)
INSTEAD = "Would you like that instead?"
MISSED = "Sorry, I didn't get that."


def costs(total: str) -> str:
    return f"Together with $3.99 for delivery that makes {total}, tax included."


def free(total: str) -> str:
    return f"With free delivery that makes {total}, tax included."


OAT_MILKS = f"That is 5 cartons of oat milk. {costs('$22.94')} {TO_ADA} {PLACE_IT}"

DIALOGUES = {
    "the usual": ("ada", [
        ("reorder my usual", f"{USUAL} {costs('$32.34')} {TO_ADA} {PLACE_IT}"),
        ("yes please", DONE),
        ("no thanks", "Goodbye."),
    ]),
    "the usual, but no": ("ada", [
        ("the usual", f"{USUAL} {costs('$32.34')} {TO_ADA} {PLACE_IT}"),
        ("no", "All right, I didn't order anything. Anything else?"),
        ("no", "Goodbye."),
    ]),
    "stop in the middle": ("ada", [
        ("reorder my usual", f"{USUAL} {costs('$32.34')} {TO_ADA} {PLACE_IT}"),
        ("stop", "All right, I didn't order anything. Goodbye."),
    ]),
    "the last order": ("ben", [
        ("repeat my last order", "Last time you had one pack of light bulbs and one pack of batteries. "
                                 f"{costs('$20.97')} {TO_BEN} {PLACE_IT}"),
    ]),
    "free delivery": ("ada", [
        ("order a dozen bagels", f"That is 12 packs of bagels. {free('$56.28')} {TO_ADA} {PLACE_IT}"),
    ]),
    "a reorder takes as many as last time": ("ben", [
        ("order two dog food", f"That is 2 bags of dog food. {costs('$35.97')} {TO_BEN} {PLACE_IT}"),
        ("reorder brown bread", f"That is 2 loaves of brown bread. {costs('$11.77')} {TO_BEN} {PLACE_IT}"),
    ]),
    "a unit that is a number": ("ben", [
        ("order half a dozen bananas",
         f"That is 6 bunches of bananas. {costs('$15.93')} {TO_BEN} {PLACE_IT}"),
        ("order two dozen brown eggs", f"That is 2 dozen brown eggs. {costs('$15.97')} {TO_BEN} {PLACE_IT}"),
        ("order a couple of bags of dark roast",
         f"That is 2 bags of dark roast coffee. {costs('$20.97')} {TO_BEN} {PLACE_IT}"),
    ]),
    "in stock": ("ada", [
        ("is oat milk in stock", f"Yes, oat milk is in stock. {ORDER_IT}"),
        ("yes", f"That is one carton of oat milk. {costs('$7.78')} {TO_ADA} {PLACE_IT}"),
        ("yes", DONE),
    ]),
    "nearly sold out": ("ada", [
        ("order ten decaf", "There are only 3 of decaf coffee left. Shall I take those 3?"),
        ("yes", f"That is 3 bags of decaf coffee. {costs('$31.56')} {TO_ADA} {PLACE_IT}"),
        ("yes", DONE),
        ("order decaf", f"Decaf coffee is sold out. We do have dark roast coffee for $8.49. {INSTEAD}"),
        ("no", "All right. Shall I tell you when decaf coffee is back?"),
    ]),
    "sold out, and something instead": ("ada", [
        ("is green tea in stock", "Green tea is sold out. It should be back on Saturday, March 14. "
                                  f"We do have black tea for $4.79. {INSTEAD}"),
        ("yes", f"That is one box of black tea. {costs('$8.78')} {TO_ADA} {PLACE_IT}"),
        ("yes", DONE),
    ]),
    "it is what was offered last": ("ada", [
        ("is tomato soup in stock", "Tomato soup is sold out. It should be back on Sunday, March 15. "
                                    f"We do have chicken soup for $2.39. {INSTEAD}"),
        ("how much is it", f"Chicken soup costs $2.39 a can. {ORDER_IT}"),
        ("yes", f"That is one can of chicken soup. {costs('$6.38')} {TO_ADA} {PLACE_IT}"),
        ("how much is it", f"Chicken soup costs $2.39 a can. {ORDER_IT}"),
    ]),
    "a price": ("ada", [
        ("how much is toilet paper", f"Toilet paper costs $9.99 a roll. {ORDER_IT}"),
        ("how much is salmon", f"Salmon fillet costs $12.49 each. {ORDER_IT}"),
        ("how much are three cartons of oat milk", f"3 cartons of oat milk cost $11.37. {ORDER_IT}"),
        ("yes", f"That is 3 cartons of oat milk. {costs('$15.36')} {TO_ADA} {PLACE_IT}"),
    ]),
    "the price of what is sold out": ("ada", [
        ("how much is laundry detergent",
         "Laundry detergent costs $11.49 a bottle. Laundry detergent is sold out. "
         f"It should be back on Thursday, March 19. We do have washing powder for $10.29. {INSTEAD}"),
    ]),
    "a generic word means what she buys": ("ada", [
        ("order coffee", f"That is one bag of dark roast coffee. {costs('$12.48')} {TO_ADA} {PLACE_IT}"),
    ]),
    "a generic word of somebody who buys none, and a quantity that is kept": ("ben", [
        ("order three coffee", "Do you mean dark roast coffee, decaf coffee, or instant coffee?"),
        ("dark roast", f"That is 3 bags of dark roast coffee. {costs('$29.46')} {TO_BEN} {PLACE_IT}"),
    ]),
    "a question without a product": ("ada", [
        ("check stock", "Which product do you mean?"),
        ("the honey", f"Yes, honey is in stock. {ORDER_IT}"),
    ]),
    "none at all": ("ada", [
        ("order zero oat milk", "I can order from one to 99 of a product. How many would you like?"),
        ("five", OAT_MILKS),
    ]),
    "far too many": ("ada", [
        ("order two hundred oat milk",
         "200 is more than I can order by voice. I can take up to 99 of a product. How many would you like?"),
        ("five", OAT_MILKS),
    ]),
    "far too many, after a yes": ("ada", [
        ("how much are two hundred oat milk", f"200 cartons of oat milk cost $758.00. {ORDER_IT}"),
        ("yes",
         "200 is more than I can order by voice. I can take up to 99 of a product. How many would you like?"),
        ("five", OAT_MILKS),
    ]),
    "what the shop does not have": ("ada", [
        ("order three unicorns", "We don't sell unicorns. Anything else?"),
        ("yes", "What would you like?"),
    ]),
    "where it is": ("ada", [
        ("where is my order", "Your order 6 6 1, 9 1 3 is on its way and arrives tomorrow. "
                              "It has 2 bags of dark roast coffee and 3 cartons of oat milk. Anything else?"),
        ("where is order four oh double seven nine two",
         "I can't find an order with the number 4 0 7, 7 9 2. Anything else?"),
    ]),
    "an order is cancelled once": ("ada", [
        ("reorder my usual", f"{USUAL} {costs('$32.34')} {TO_ADA} {PLACE_IT}"),
        ("yes", DONE),
        ("cancel my order",
         "Your order 4 0 7, 9 1 2 has 2 bags of dark roast coffee and 3 cartons of oat milk. "
                            "Shall I cancel it?"),
        ("yes", "Your order 4 0 7, 9 1 2 is cancelled. Nothing will be charged. Anything else?"),
        ("cancel order four oh seven nine one two",
         "Your order 4 0 7, 9 1 2 was cancelled already. Anything else?"),
        ("where is order four oh seven nine one two", "Your order 4 0 7, 9 1 2 is cancelled. Anything else?"),
    ]),
    "an order is not cancelled": ("ben", [
        ("order honey", f"That is one jar of honey. {costs('$11.48')} {TO_BEN} {PLACE_IT}"),
        ("yes", DONE),
        ("cancel my order", "Your order 4 0 7, 9 1 2 has one jar of honey. Shall I cancel it?"),
        ("no", "All right, the order stays as it is. Anything else?"),
        ("where is my order", "Your order 4 0 7, 9 1 2 is being prepared and arrives on Thursday, March 12. "
                              "It has one jar of honey. Anything else?"),
    ]),
    "too late to cancel": ("ada", [
        ("cancel my order", "Your order 6 6 1, 9 1 3 is on its way already, so I can't cancel it. "
                            "You can refuse it at the door, or talk to a human. Anything else?"),
    ]),
    "an order again by its number": ("ada", [
        ("reorder order number six six one nine one three",
         "That is 2 bags of dark roast coffee and 3 cartons of oat milk. "
         f"{costs('$32.34')} {TO_ADA} {PLACE_IT}"),
        ("reorder order number one two three four five six",
         "I can't find an order with the number 1 2 3, 4 5 6. Anything else?"),
    ]),
    "an idea": ("ada", [
        ("what do you recommend",
         "You often buy dark roast coffee, oat milk, and brown bread. Which one shall I order?"),
        ("the oat milk", f"That is one carton of oat milk. {costs('$7.78')} {TO_ADA} {PLACE_IT}"),
    ]),
    "a person": ("ada", [
        ("talk to a human",
         "You can call us at +1 555 0142, Monday to Saturday, eight in the morning to eight in "
                            "the evening. Shall I have somebody call you back?"),
        ("goodbye", "Goodbye."),
    ]),
    "not understood twice": ("ada", [
        ("blah blah blah",
         f"{MISSED} You can say: reorder my usual, or: where is my order. What would you like?"),
        ("foo bar baz", "I still didn't get that. Say help to hear what I can do, or say: talk to a human. "
                        "What would you like?"),
        ("help", f"{HELP} What would you like?"),
        ("blah blah blah",
         f"{MISSED} You can say: reorder my usual, or: where is my order. What would you like?"),
    ]),
    "an offer survives noise, a repetition and help": ("ada", [
        ("order three cheddar cheese",
         f"That is 3 packs of cheddar cheese. {costs('$23.46')} {TO_ADA} {PLACE_IT}"),
        ("blah blah blah", f"{MISSED} Please say yes or no. {PLACE_IT}"),
        ("foo bar baz", f"{MISSED} Please say yes or no. {PLACE_IT}"),
        ("say that again", f"That is 3 packs of cheddar cheese. {costs('$23.46')} {TO_ADA} {PLACE_IT}"),
        ("help", f"{HELP} {PLACE_IT}"),
        ("yes", DONE),
    ]),
    "a question for a product survives a yes and noise": ("ben", [
        ("order two coffee", "Do you mean dark roast coffee, decaf coffee, or instant coffee?"),
        ("yes", "Do you mean dark roast coffee, decaf coffee, or instant coffee?"),
        ("blah blah blah", f"{MISSED} Do you mean dark roast coffee, decaf coffee, or instant coffee?"),
        ("foo bar baz", "I still didn't get that. You can also say: talk to a human. "
                        "Do you mean dark roast coffee, decaf coffee, or instant coffee?"),
        ("say that again", "Do you mean dark roast coffee, decaf coffee, or instant coffee?"),
        ("dark roast coffee", f"That is 2 bags of dark roast coffee. {costs('$20.97')} {TO_BEN} {PLACE_IT}"),
    ]),
    "nothing to repeat and nothing to say yes to": ("ada", [
        ("say that again", f"{HELP} What would you like?"),
        ("yes", "There is nothing to say yes to right now. What would you like?"),
        ("start over", "All right, from the beginning. What would you like?"),
        ("say that again", "All right, from the beginning. What would you like?"),
    ]),
    "a stranger may look": ("zoe", [
        ("how much is honey", "Honey costs $7.49 a jar. Anything else?"),
        ("is oat milk in stock", "Yes, oat milk is in stock. Anything else?"),
        ("what do you recommend",
         "I don't know your taste yet. Ask me whether something is in stock. Anything else?"),
        ("no", "Goodbye."),
    ]),
    "a stranger may not have something instead": ("zoe", [
        ("is green tea in stock", "Green tea is sold out. It should be back on Saturday, March 14. "
                                  f"We do have black tea for $4.79. {INSTEAD}"),
        ("yes", LINK),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", DIALOGUES)
def test_a_dialogue(call: Call, name: str) -> None:
    who, turns = DIALOGUES[name]
    caller = call(who)

    assert [(said, caller.says(said)) for said, _ in turns] == turns


@pytest.mark.parametrize(
    "said", ["reorder my usual", "order oat milk", "where is my order", "cancel my order", "reorder oat milk"]
)
def test_a_stranger_cannot_have_what_is_a_customers(call: Call, demo: Encore, said: str) -> None:
    zoe = call("zoe")
    before = len(all_orders(demo.database))

    assert zoe.says(said) == LINK

    assert zoe.is_done
    assert zoe.reply is not None
    assert zoe.reply.link_account
    assert len(all_orders(demo.database)) == before


@pytest.mark.parametrize(
    ("who", "said", "expects", "slot"),
    [
        ("ada", "reorder my usual", Expects.YES_NO, None),
        ("ada", "is honey in stock", Expects.YES_NO, None),
        ("zoe", "is honey in stock", Expects.YES_NO, None),
        ("ben", "order coffee", Expects.SLOT, "product"),
        ("ada", "order zero oat milk", Expects.SLOT, "quantity"),
        ("ada", "check stock", Expects.SLOT, "product"),
        ("ada", "what do you recommend", Expects.SLOT, "product"),
        ("ada", "help", Expects.ANYTHING, None),
        ("ada", "blah blah blah", Expects.ANYTHING, None),
    ],
)
def test_a_question_says_what_it_waits_for(call: Call, who: str, said: str, expects: Expects, slot: str | None) -> None:
    caller = call(who)
    caller.says(said)

    assert caller.asked is not None
    assert (caller.asked.expects, caller.asked.slot) == (expects, slot)


def test_everything_one_should_know_is_read_out_before_the_yes(call: Call) -> None:
    said = call("ada").says("reorder my usual")

    for fact in (
        "2 bags of dark roast coffee", "3 cartons of oat milk",  # what and how many
        "$3.99 for delivery", "$32.34", "tax included",  # what it costs
        "Corner Pantry", "Thursday, March 12", "12 Orchard Lane, Springfield",  # who brings it when and where
    ):  # fmt: skip
        assert fact in said
    assert said.endswith(PLACE_IT)


def test_a_yes_buys_exactly_what_was_read_out(call: Call, demo: Encore) -> None:
    ada = call("ada")
    ada.says("order two honey")
    quote = ada.state["pending"]["quote"]
    ada.says("order three bagels")
    other = ada.state["pending"]["quote"]

    ada.says("yes")

    order = the_order(demo.database, "407912")
    assert {line.product.sku: line.quantity for line in order.lines} == {"bagels": 3}
    assert (str(order.quote_id), quote != other) == (other, True)


def test_a_yes_said_twice_orders_once(call: Call, demo: Encore) -> None:
    ada = call("ada")
    before = available(demo.database, "honey"), len(all_orders(demo.database))
    ada.says("order two honey")
    # A front end may deliver the same turn again, when the first answer was lost.
    state = ada.state

    assert ada.says("yes") == DONE
    ada.state = state
    assert ada.says("yes") == DONE
    assert ada.says("yes") == "What would you like?"

    assert (available(demo.database, "honey"), len(all_orders(demo.database))) == (before[0] - 2, before[1] + 1)


@pytest.mark.parametrize("declines", ["no", "stop", "never mind", "start over"])
def test_what_was_declined_can_be_had_by_others_at_once(call: Call, demo: Encore, declines: str) -> None:
    before = available(demo.database, "honey")
    ada = call("ada")
    ada.says("order two honey")
    assert available(demo.database, "honey") == before - 2

    ada.says(declines)

    assert available(demo.database, "honey") == before
    assert books_agree_with_the_shelf(demo.database)


def test_an_order_is_not_undone_by_a_stop_that_comes_late(call: Call, demo: Encore) -> None:
    ada = call("ada")
    ada.says("order two honey")
    offered = ada.state
    ada.says("yes")
    left = available(demo.database, "honey")
    ada.state = offered

    ada.says("stop")

    assert available(demo.database, "honey") == left
    assert books_agree_with_the_shelf(demo.database)


def test_a_no_to_the_voice_code_is_a_no_to_the_offer(call: Call, demo: Encore) -> None:
    before = available(demo.database, "honey")
    hasher = Argon2CodeHasher("pepper")
    customer = the_customer(demo.database, "ada").id
    with demo.database.writing() as uow:
        voice_codes.set_code(customer, hasher.hash(customer, "5837"), now=NOW, uow=uow)
    ada = call("ada")
    ada.says("order two honey")
    assert ada.says("yes") == "What is your voice code?"

    assert ada.says("no") == "All right, I didn't order anything. Anything else?"
    assert available(demo.database, "honey") == before


def test_an_old_offer_is_made_again_instead_of_bought(call: Call, demo: Encore) -> None:
    ada = call("ada")
    ada.says("order two honey")

    assert ada.waits(minutes=10).says("yes") == (
        "That offer was made a while ago, so I checked it again. "
        f"That is 2 jars of honey. {costs('$18.97')} {TO_ADA} {PLACE_IT}"
    )
    assert ada.says("yes") == DONE


def test_an_offer_that_changed_is_made_again_instead_of_bought(call: Call, demo: Encore) -> None:
    ada = call("ada")
    ada.says("order two honey")
    with demo.database.writing() as uow:
        set_stock("honey", 1, restock_on=None, now=NOW, uow=uow)

    assert ada.says("yes") == (
        "Something has changed since I read it to you. That is one jar of honey. "
        f"There is only one honey left, so I took that one. {costs('$11.48')} {TO_ADA} {PLACE_IT}"
    )


def test_an_offer_that_sold_out_is_no_offer(call: Call, demo: Encore) -> None:
    ada = call("ada")
    ada.says("order two honey")
    with demo.database.writing() as uow:
        set_stock("honey", 0, restock_on=None, now=NOW, uow=uow)

    assert ada.says("yes") == "Sorry, honey is sold out at the moment. Anything else?"
    assert "407912" not in [order.number for order in all_orders(demo.database)]


def test_the_usual_without_what_is_sold_out(call: Call, demo: Encore) -> None:
    with demo.database.writing() as uow:
        set_stock("oat-milk", 2, restock_on=None, now=NOW, uow=uow)
    with demo.database.writing() as uow:
        set_stock("dark-roast-coffee", 0, restock_on=None, now=NOW, uow=uow)

    assert call("ada").says("reorder my usual") == (
        "Your usual is 2 cartons of oat milk. Dark roast coffee is sold out, so I left it out. "
        "There are only 2 of oat milk left, so I took 2. "
        "For $8.29, you can say: replace dark roast coffee with light roast coffee. "
        f"{costs('$11.57')} {TO_ADA} {PLACE_IT}"
    )


def test_a_single_idea_comes_with_its_own_quantity(call: Call, demo: Encore) -> None:
    bought = {
        "dark-roast-coffee",
        "brown-bread",
        "bananas",
        "dark-chocolate",
        "toilet-paper",
        "spaghetti",
        "olive-oil",
    }
    for sku in bought:
        sell_out(demo.database, sku)
    ada = call("ada")

    assert ada.says("what do you recommend") == f"You often buy oat milk. {ORDER_IT}"
    assert ada.says("yes").startswith("That is 3 cartons of oat milk.")


def test_after_the_window_an_order_is_not_cancelled_by_an_old_yes(call: Call, demo: Encore) -> None:
    ada = call("ada")
    ada.says("order honey")
    ada.says("yes")
    ada.says("cancel my order")

    assert ada.waits(minutes=30).says("yes").startswith("Your order 4 0 7, 9 1 2 is being packed, so it is too late")
    assert the_order(demo.database, "407912").status is OrderStatus.PLACED


def test_one_customer_never_hears_of_anothers_order(call: Call, demo: Encore) -> None:
    ada = call("ada")
    ada.says("order honey")
    ada.says("yes")
    ben = call("ben")

    nobody = "I can't find an order with the number 4 0 7, 9 1 2. Anything else?"
    for said in ("where is order", "cancel order", "reorder order number"):
        assert ben.says(f"{said} four oh seven nine one two") == nobody
    assert the_order(demo.database, "407912").customer_id == the_customer(demo.database, "ada").id


def test_the_card_has_every_line_and_the_number_in_one_piece(call: Call) -> None:
    ada = call("ada")
    ada.says("reorder my usual")
    ada.says("yes")

    assert ada.reply is not None
    card = render(ada.reply, locale="en-US", today=NOW.date())
    assert card.card_title == "Order 407912"
    assert card.card_text == (
        "2 bags of dark roast coffee: $16.98\n3 cartons of oat milk: $11.37\nDelivery: $3.99\n"
        f"Total: $32.34, tax included. {TO_ADA}"
    )


def test_an_answer_to_which_one_is_about_what_was_offered(call: Call) -> None:
    caller = call("stranger")

    assert caller.says("how much is rice") == "Do you mean brown rice or white rice?"
    assert caller.says("white").startswith("White rice costs")


def test_another_product_may_be_named_instead_of_one_that_was_offered(call: Call) -> None:
    caller = call("stranger")
    caller.says("how much is rice")

    assert caller.says("white bread").startswith("White bread costs")
