"""Sold out is said only when it is true, and who waits hears of it once."""

from datetime import date, timedelta

import pytest

from backend.orders.alerts import NotSoldOut, elsewhere, look_up, mark_back, news, product_at, tell_when_back
from backend.orders.errors import UnknownProduct
from backend.orders.model import QUOTE_LASTS, Customer, Place
from backend.orders.shopkeeping import set_stock
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import NOW, books_agree_with_the_shelf, new_customer, open_shop, product, quoted

LATER = NOW + QUOTE_LASTS
MILL = Place("mill-street", {"en-US": "Mill Street"}, address="1 Mill Street", pickup=True)
YARD = Place("yard", {"en-US": "the yard"})
FRIDAY = date(2026, 3, 13)


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    open_shop(database, product("tea", on_hand=3), product("gone", on_hand=0))
    with database.writing() as uow:
        uow.set_places([YARD, MILL])
    return new_customer(database)


def seen(database: SqlDatabase, sku: str, customer: Customer | None = None, *, later: bool = False) -> int:
    now = LATER if later else NOW
    return database.write(lambda uow: look_up(sku, now=now, uow=uow, customer=customer)).available


def stocked(database: SqlDatabase, sku: str, on_hand: int, place: str = "main") -> None:
    """A count, and everybody who waits is to be told."""
    with database.writing() as uow:
        set_stock(sku, on_hand, restock_on=None, now=NOW, uow=uow, place=place)
        mark_back(sku, now=NOW, uow=uow)


def waits(database: SqlDatabase, customer: Customer, sku: str) -> None:
    database.write(lambda uow: tell_when_back(customer, sku, now=NOW, uow=uow))


def heard(database: SqlDatabase, customer: Customer) -> list[str]:
    return [each.sku for each in database.write(lambda uow: news(customer, now=NOW, uow=uow))]


def told_events(database: SqlDatabase) -> list[str]:
    with database.reading() as uow:
        return [event.subject for event in uow.events.latest(limit=50) if event.type == "stock.back"]


# -- what there is


def test_an_offer_that_is_over_holds_nothing(database: SqlDatabase, ada: Customer) -> None:
    quoted(database, new_customer(database, "Ben"), "tea", 3)

    assert (seen(database, "tea"), seen(database, "tea", later=True)) == (0, 3)
    assert books_agree_with_the_shelf(database)


def test_what_is_held_for_somebody_is_there_for_them_and_nobody_else(database: SqlDatabase, ada: Customer) -> None:
    quoted(database, ada, "tea", 2)

    assert seen(database, "tea", ada) == 3
    assert seen(database, "tea", new_customer(database, "Ben")) == 1
    assert seen(database, "tea") == 1


def test_each_place_has_its_own_stock(database: SqlDatabase, ada: Customer) -> None:
    with database.writing() as uow:
        set_stock("tea", 7, restock_on=FRIDAY, now=NOW, uow=uow, place="mill-street")

    with database.reading() as uow:
        there = product_at("tea", "mill-street", uow=uow)
        nowhere = product_at("tea", "yard", uow=uow)

    assert (there.available, there.restock_on) == (7, FRIDAY)
    assert (nowhere.available, nowhere.restock_on) == (0, None)
    with pytest.raises(UnknownProduct), database.reading() as uow:
        product_at("no-such-thing", "main", uow=uow)


def test_elsewhere_is_first_where_one_may_fetch_it(database: SqlDatabase, ada: Customer) -> None:
    stocked(database, "gone", 9, "yard")
    with database.reading() as uow:
        found = elsewhere("gone", "main", uow=uow)
    assert found is not None
    assert (found[0], found[1].available) == (YARD, 9)

    stocked(database, "gone", 2, "mill-street")
    with database.reading() as uow:
        found = elsewhere("gone", "main", uow=uow)
        assert elsewhere("tea", "main", uow=uow) is None
    assert found is not None
    assert (found[0], found[1].available) == (MILL, 2)


def test_a_place_that_was_closed_has_nothing_to_offer(database: SqlDatabase, ada: Customer) -> None:
    stocked(database, "gone", 9, "yard")
    with database.writing() as uow:
        uow.set_places([])
        assert elsewhere("gone", "main", uow=uow) is None


# -- waiting


def test_who_waits_hears_of_it_once(database: SqlDatabase, ada: Customer) -> None:
    waits(database, ada, "gone")
    assert heard(database, ada) == []

    stocked(database, "gone", 2)

    assert heard(database, ada) == ["gone"]
    assert heard(database, ada) == []
    stocked(database, "gone", 3)
    assert heard(database, ada) == []
    assert told_events(database) == ["gone"]


@pytest.mark.parametrize("actor", ["customer", "partner"])
def test_who_asked_to_be_told_is_on_record(database: SqlDatabase, ada: Customer, actor: str) -> None:
    database.write(lambda uow: tell_when_back(ada, "gone", now=NOW, uow=uow, actor=actor))

    with database.reading() as uow:
        assert [(event.type, event.actor) for event in uow.events.latest(limit=9)] == [("stock.awaited", actor)]


def test_each_who_waits_is_one_event(database: SqlDatabase, ada: Customer) -> None:
    ben = new_customer(database, "Ben")
    for customer in (ada, ben, ada):
        waits(database, customer, "gone")

    stocked(database, "gone", 1)
    stocked(database, "gone", 2)

    with database.reading() as uow:
        told = {event.customer_id for event in uow.events.latest(limit=50) if event.type == "stock.back"}
    assert (len(told_events(database)), told) == (2, {ada.id, ben.id})


def test_nothing_new_on_the_shelf_is_no_news(database: SqlDatabase, ada: Customer) -> None:
    waits(database, ada, "gone")

    stocked(database, "gone", 0)

    assert (heard(database, ada), told_events(database)) == ([], [])


def test_what_is_gone_again_is_waited_for_on(database: SqlDatabase, ada: Customer) -> None:
    waits(database, ada, "gone")
    stocked(database, "gone", 2)
    stocked(database, "gone", 0)
    assert heard(database, ada) == []

    stocked(database, "gone", 1)

    assert heard(database, ada) == ["gone"]


def test_one_may_wait_again_after_having_been_told(database: SqlDatabase, ada: Customer) -> None:
    waits(database, ada, "gone")
    stocked(database, "gone", 2)
    heard(database, ada)
    stocked(database, "gone", 0)

    waits(database, ada, "gone")
    assert heard(database, ada) == []
    stocked(database, "gone", 2)

    assert heard(database, ada) == ["gone"]


def test_nobody_waits_for_what_is_there(database: SqlDatabase, ada: Customer) -> None:
    with pytest.raises(NotSoldOut) as refused:
        waits(database, ada, "tea")

    assert refused.value.product.available == 3


def test_only_three_are_news_at_once(database: SqlDatabase, ada: Customer) -> None:
    skus = [f"no-{number}" for number in range(5)]
    with database.writing() as uow:
        uow.products.put(product(sku, on_hand=0) for sku in skus)
        for minute, sku in enumerate(skus):
            tell_when_back(ada, sku, now=NOW + timedelta(minutes=minute), uow=uow)
    for sku in skus:
        stocked(database, sku, 1)

    assert [heard(database, ada), heard(database, ada), heard(database, ada)] == [skus[:3], skus[3:], []]


def test_who_fetches_waits_for_the_place_where_they_fetch(database: SqlDatabase, ada: Customer) -> None:
    ben = Customer(new_customer(database, "Ben").id, "Ben", "en-US", "", pickup_at="mill-street")
    with database.writing() as uow:
        uow.customers.change(ben)
    waits(database, ben, "tea")  # there are three, but not in Mill Street

    stocked(database, "tea", 5)
    assert heard(database, ben) == []
    stocked(database, "tea", 1, "mill-street")

    assert heard(database, ben) == ["tea"]
