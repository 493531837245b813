"""What there is, where it is and when it is back, by voice."""

from collections.abc import Callable
from datetime import date

import pytest

from backend.conversation.browsing import news_for
from backend.conversation.dialogue import TOPICS, Conversation
from backend.conversation.visit import Topic
from backend.integrations.argon2_hasher import Argon2CodeHasher
from backend.orders.alerts import mark_back
from backend.orders.model import QUOTE_LASTS, Place
from backend.orders.shopkeeping import set_stock
from backend.understanding.match import Match
from backend.understanding.understanding import Understanding
from backend.wiring import PRODUCT, Encore
from interaction_models.model import SlotValue
from tests.backend.conversation.caller import Caller
from tests.backend.shops import NOW, Chance, all_orders, books_agree_with_the_shelf, quoted, the_customer

Call = Callable[[str], Caller]

MORE = "Anything else?"
ORDER_IT = "Would you like me to order it?"
FETCH_IT = "Shall I order it for you to pick up there?"
TELL = "Shall I tell you when honey is back?"
MILL = Place("mill-street", {"en-US": "the Mill Street store"}, "1 Mill Street", pickup=True)
DEPOT = Place("depot", {"en-US": "the depot"})
FRIDAY = date(2026, 3, 13)


def means(caller: Caller, intent: str, product: str = "", place: str = "", *, place_said: str = "") -> str:
    slots = {}
    if product:
        slots["product"] = SlotValue(product.replace("-", " "), (product,))
    if place or place_said:
        slots["place"] = SlotValue(place_said or place, (place,) if place else ())
    return caller.means(Match(intent, 1.0, slots))


def checks(caller: Caller, product: str, place: str = "", *, place_said: str = "") -> str:
    return means(caller, "CheckStockIntent", product, place, place_said=place_said)


def yes(caller: Caller) -> str:
    return means(caller, "AMAZON.YesIntent")


def no(caller: Caller) -> str:
    return means(caller, "AMAZON.NoIntent")


def stocked(demo: Encore, sku: str, on_hand: int, place: str = "main", restock_on: date | None = None) -> None:
    with demo.database.writing() as uow:
        set_stock(sku, on_hand, restock_on=restock_on, now=NOW, uow=uow, place=place)
        mark_back(sku, now=NOW, uow=uow)


@pytest.fixture
def places(demo: Encore) -> None:
    """Honey is three times in Mill Street, where one can pick it up; nine times in the depot, where one cannot."""
    with demo.database.writing() as uow:
        uow.set_places([MILL, DEPOT])
        set_stock("honey", 3, restock_on=None, now=NOW, uow=uow, place="mill-street")
        set_stock("honey", 9, restock_on=None, now=NOW, uow=uow, place="depot")


@pytest.fixture
def no_other_jam(demo: Encore) -> None:
    """Nothing of the same kind as honey."""
    with demo.database.writing() as uow:
        honey = uow.products.get("honey")
        assert honey is not None
        for other in uow.products.in_category(honey.category):
            set_stock(other.sku, 0, restock_on=None, now=NOW, uow=uow)


# -- places


def test_at_a_place_that_was_named(call: Call, demo: Encore, places: None) -> None:
    ada = call("ada")

    three = f"At the Mill Street store there are only 3 of honey left. {FETCH_IT}"
    assert checks(ada, "honey", "mill-street") == three
    assert checks(ada, "honey", place_said="mill street") == three
    assert checks(ada, "honey", "depot") == f"Yes, honey is in stock at the depot. {MORE}"
    assert checks(ada, "honey") == f"Yes, honey is in stock. {ORDER_IT}"


def test_sold_out_at_a_place_but_delivered(call: Call, demo: Encore, places: None) -> None:
    stocked(demo, "honey", 0, "mill-street", FRIDAY)

    assert checks(call("ada"), "honey", "mill-street") == (
        "Honey is sold out at the Mill Street store. It should be back there on Friday, March 13. "
        f"But we can deliver it. {ORDER_IT}"
    )


def test_sold_out_everywhere(call: Call, demo: Encore, places: None, no_other_jam: None) -> None:
    stocked(demo, "honey", 0, "mill-street")

    assert checks(call("ada"), "honey", "mill-street") == f"Honey is sold out at the Mill Street store. {TELL}"


def test_sold_out_here_but_there_are_some_elsewhere(call: Call, demo: Encore, places: None) -> None:
    stocked(demo, "honey", 0)
    ada = call("ada")

    assert checks(ada, "honey") == f"Honey is sold out. At the Mill Street store there are 3 left. {FETCH_IT}"
    assert yes(ada).startswith("That is one jar of honey. ")
    yes(ada)

    terms = all_orders(demo.database)[0].terms
    assert (terms.place, terms.pickup) == ("mill-street", True)
    assert books_agree_with_the_shelf(demo.database)


def test_a_place_nobody_may_fetch_from_is_only_named(
    call: Call, demo: Encore, places: None, no_other_jam: None
) -> None:
    stocked(demo, "honey", 0, "mill-street")

    assert checks(call("ada"), "honey") == f"Honey is sold out. At the depot there are 9 left. {TELL}"


def test_an_unknown_place_gets_the_list(call: Call, demo: Encore, places: None) -> None:
    assert checks(call("ada"), "honey", place_said="the moon") == (
        f"We don't have a store called the moon. Our stores are the Mill Street store and the depot. {MORE}"
    )


def test_a_shop_of_one_place_has_no_list(call: Call, demo: Encore) -> None:
    with demo.database.writing() as uow:
        uow.set_places([])

    assert checks(call("ada"), "honey", place_said="the moon") == f"We don't have a store called the moon. {MORE}"


# -- true numbers


def test_an_offer_nobody_took_does_not_make_it_look_sold_out(call: Call, demo: Encore) -> None:
    quoted(demo.database, the_customer(demo.database, "ben"), "decaf-coffee", 3)
    ada = call("ada")
    assert checks(ada, "decaf-coffee").startswith("Decaf coffee is sold out.")

    ada.now = NOW + QUOTE_LASTS

    assert checks(ada, "decaf-coffee") == f"Yes, but there are only 3 of decaf coffee left. {ORDER_IT}"
    assert books_agree_with_the_shelf(demo.database)


def test_what_is_held_for_me_is_not_sold_out_to_me(call: Call, demo: Encore) -> None:
    quoted(demo.database, the_customer(demo.database, "ada"), "decaf-coffee", 3)

    assert checks(call("ada"), "decaf-coffee") == f"Yes, but there are only 3 of decaf coffee left. {ORDER_IT}"
    assert checks(call("ben"), "decaf-coffee").startswith("Decaf coffee is sold out.")


# -- until it is back


@pytest.fixture
def ada(demo: Encore, understanding: Understanding) -> Caller:
    """Her hello is answered with the news and nothing else."""
    hello = Topic(answers={"LaunchRequest": lambda visit: visit.more(*news_for(visit))})

    def find(said: str, _locale: str) -> tuple[str, ...]:
        return understanding.values(PRODUCT).find(said)

    conversation = Conversation(
        demo.database, find, Chance(), codes=Argon2CodeHasher("pepper"), topics=(*TOPICS, hello)
    )
    return Caller(conversation, understanding, "ada")


def test_who_wants_to_wait_hears_of_it_at_the_next_hello_once(ada: Caller, demo: Encore, no_other_jam: None) -> None:
    assert checks(ada, "honey") == f"Honey is sold out. {TELL}"
    assert yes(ada) == f"When honey is back, I will tell you the next time you talk to me. {MORE}"
    assert checks(ada, "honey") == f"Honey is sold out. {MORE}"  # not asked again

    assert means(ada, "LaunchRequest") == MORE
    stocked(demo, "honey", 4)

    assert means(ada, "LaunchRequest") == f"Good news: honey is back in stock. {MORE}"
    assert means(ada, "LaunchRequest") == MORE


def test_one_may_ask_to_be_told(call: Call, demo: Encore) -> None:
    ada = call("ada")

    assert means(ada, "RestockAlertIntent", "green-tea") == (
        f"When green tea is back, I will tell you the next time you talk to me. {MORE}"
    )
    assert means(ada, "RestockAlertIntent", "honey") == f"Yes, honey is in stock. {ORDER_IT}"
    assert yes(ada).startswith("That is one jar of honey.")


def test_a_no_to_something_else_may_mean_to_wait(call: Call, demo: Encore) -> None:
    ada = call("ada")
    checks(ada, "green-tea")

    assert no(ada) == "All right. Shall I tell you when green tea is back?"
    assert no(ada) == f"All right. {MORE}"


def test_a_no_to_what_is_there_is_just_a_no(call: Call) -> None:
    ada = call("ada")
    checks(ada, "honey")

    assert no(ada) == f"All right. {MORE}"


def test_a_stranger_cannot_be_told(call: Call, no_other_jam: None) -> None:
    zoe = call("zoe")

    assert checks(zoe, "honey") == f"Honey is sold out. {MORE}"
    assert means(zoe, "RestockAlertIntent", "honey").startswith("I don't know you here yet")


@pytest.mark.parametrize(
    "pending",
    [
        {"do": "alert", "sku": "no-such-thing"},
        {"do": "alert", "sku": "\x00"},
        {"do": "add", "sku": "no-such-thing", "quantity": 1},
        {"do": "add", "sku": "honey", "quantity": 10**9},
        {"do": "add", "sku": "honey", "quantity": -1},
        {"do": "fetch", "sku": "no-such-thing", "quantity": 1, "place": "mill-street"},
        {"do": "fetch", "sku": "honey", "quantity": 0, "place": "mill-street"},
        {"do": "fetch", "sku": "honey", "quantity": 1, "place": "no-such-place"},
        {"do": "fetch", "sku": "honey", "quantity": 1, "place": "depot"},
        {"do": "quote", "sku": "honey", "quantity": 1, "missing": {"x": 1}},
        {"do": "quote", "sku": "honey", "quantity": 1, "missing": "no-such-thing"},
    ],
)
def test_what_comes_back_from_outside_breaks_nothing(
    call: Call, demo: Encore, places: None, pending: dict[str, object]
) -> None:
    ada = call("ada")
    before = len(all_orders(demo.database))

    for answer in (yes, no):
        ada.state = {"pending": pending}
        assert answer(ada)

    assert len(all_orders(demo.database)) == before
    assert books_agree_with_the_shelf(demo.database)
