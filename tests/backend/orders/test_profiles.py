"""Addresses have names, a limit holds, and no event tells where anybody lives."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest

from backend.orders import profiles
from backend.orders.changing import change_preferred_address
from backend.orders.errors import OverSpendingLimit, UnknownCustomer, UnknownPlace
from backend.orders.ids import uuid7
from backend.orders.model import Customer, Event, Place
from backend.orders.ports import UnitOfWork
from backend.orders.profiles import AddressRefused, LimitRefused, TooManyAddresses, UnknownAddress
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import NOW, bought, dollars, new_customer, open_shop, product, the_customer

HOME, WORK = "5 Elm Street", "9 Pine Road, Floor 3"


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    open_shop(database, product("oat-milk", "4.00"))
    return new_customer(database)


def saved(database: SqlDatabase, customer: Customer) -> dict[str, str]:
    with database.reading() as uow:
        return dict(uow.addresses.of(customer.id))


def save(database: SqlDatabase, customer: Customer, label: str, address: str) -> None:
    database.write(lambda uow: profiles.put_address(customer.id, label, address, now=NOW, uow=uow))


def events(database: SqlDatabase, customer: Customer) -> list[Event]:
    with database.reading() as uow:
        return list(uow.events.about(customer.id, limit=100))


def test_an_address_is_kept_under_what_the_customer_calls_it(database: SqlDatabase, ada: Customer) -> None:
    bob = new_customer(database, "Bob")
    save(database, ada, " Home ", HOME)
    save(database, ada, "WORK", f" {WORK}\n")
    save(database, ada, "home", WORK)

    assert saved(database, ada) == {"home": WORK, "work": WORK}
    assert saved(database, bob) == {}


@pytest.mark.parametrize(
    ("label", "address"), [("", HOME), ("home", " \n "), ("x" * 65, HOME), ("home", "x" * 401), ("home", "a\0b")]
)
def test_an_address_without_words_or_without_end_is_refused(
    database: SqlDatabase, ada: Customer, label: str, address: str
) -> None:
    with pytest.raises(AddressRefused) as refused:
        save(database, ada, label, address)

    assert (refused.value.longest_label, refused.value.longest_address) == (64, 400)
    assert saved(database, ada) == {}


def test_the_twenty_first_address_is_refused_but_a_known_one_still_changes(
    database: SqlDatabase, ada: Customer
) -> None:
    for number in range(20):
        save(database, ada, f"place {number}", HOME)

    with pytest.raises(TooManyAddresses):
        save(database, ada, "one more", HOME)

    save(database, ada, "place 19", WORK)
    assert saved(database, ada)["place 19"] == WORK


def test_the_preferred_address_is_where_orders_go_from_now_on(database: SqlDatabase, ada: Customer) -> None:
    save(database, ada, "work", WORK)
    database.write(lambda uow: profiles.prefer_address(ada.id, "Work", now=NOW, uow=uow))

    assert bought(database, the_customer(database, "ada"), "oat-milk").terms.address == WORK


def test_an_unknown_label_is_told_with_the_known_ones(database: SqlDatabase, ada: Customer) -> None:
    save(database, ada, "home", HOME)

    with pytest.raises(UnknownAddress) as refused:
        database.write(lambda uow: profiles.prefer_address(ada.id, "work", now=NOW, uow=uow))
    with pytest.raises(UnknownAddress):
        database.write(lambda uow: profiles.remove_address(ada.id, "work", now=NOW, uow=uow))
    assert refused.value.known == ("home",)

    database.write(lambda uow: profiles.remove_address(ada.id, "HOME", now=NOW, uow=uow))
    assert saved(database, ada) == {}


def test_no_event_says_where_somebody_lives(database: SqlDatabase, ada: Customer) -> None:
    save(database, ada, "grandma ida", HOME)
    database.write(lambda uow: profiles.prefer_address(ada.id, "grandma ida", now=NOW, uow=uow))
    database.write(lambda uow: profiles.remove_address(ada.id, "grandma ida", now=NOW, uow=uow))

    found = events(database, ada)
    assert {event.type for event in found} == {"address.removed", "address.preferred", "address.changed"}
    assert HOME not in str(found)
    assert "ida" not in str(found)


def test_a_limit_holds_until_it_is_removed(database: SqlDatabase, ada: Customer) -> None:
    database.write(lambda uow: profiles.set_spending_limit(ada.id, dollars("7.98"), now=NOW, uow=uow))
    with pytest.raises(OverSpendingLimit) as refused:
        bought(database, the_customer(database, "ada"), "oat-milk")
    assert (refused.value.limit, refused.value.total) == (dollars("7.98"), dollars("7.99"))

    database.write(lambda uow: profiles.set_spending_limit(ada.id, dollars("7.99"), now=NOW, uow=uow))
    bought(database, the_customer(database, "ada"), "oat-milk")
    database.write(lambda uow: profiles.set_spending_limit(ada.id, None, now=NOW, uow=uow))
    bought(database, the_customer(database, "ada"), "oat-milk", 2)

    limits = {event.body["amount"] for event in events(database, ada) if event.type == "limit.changed"}
    assert limits == {None, "7.99", "7.98"}


@pytest.mark.parametrize("amount", ["0", "10000000.01"])
def test_a_limit_of_nothing_or_of_everything_is_refused(database: SqlDatabase, ada: Customer, amount: str) -> None:
    with pytest.raises(LimitRefused) as refused:
        database.write(lambda uow: profiles.set_spending_limit(ada.id, dollars(amount), now=NOW, uow=uow))

    assert refused.value.most == dollars("10000000.00")
    assert the_customer(database, "ada").spending_limit is None


@pytest.mark.parametrize(
    ("before", "after", "is_looser"),
    [
        (None, "5", False),
        ("5", "5", False),
        ("5", "4", False),
        ("5", "5.01", True),
        ("5", None, True),
        (None, None, False),
    ],
)
def test_a_limit_is_looser_when_it_lets_more_through(before: str | None, after: str | None, *, is_looser: bool) -> None:
    assert profiles.loosens(before and dollars(before), after and dollars(after)) == is_looser  # type: ignore[arg-type]


def test_orders_are_fetched_where_the_customer_would_rather_fetch_them(database: SqlDatabase, ada: Customer) -> None:
    places = [Place("main", {"en-US": "the shop"}, "1 Main Street", pickup=True), Place("depot", {"en-US": "depot"})]
    with database.writing() as uow:
        uow.set_places(places)
    for nowhere in ("depot", "moon"):
        with pytest.raises(UnknownPlace):
            database.write(lambda uow, place=nowhere: profiles.set_pickup(ada.id, place, now=NOW, uow=uow))  # type: ignore[misc]

    database.write(lambda uow: profiles.set_pickup(ada.id, "main", now=NOW, uow=uow))
    terms = bought(database, the_customer(database, "ada"), "oat-milk").terms
    assert (terms.pickup, terms.address) == (True, "1 Main Street")

    database.write(lambda uow: profiles.set_pickup(ada.id, None, now=NOW, uow=uow))
    assert bought(database, the_customer(database, "ada"), "oat-milk").terms.address == ada.address


def limit(customer: Customer, uow: UnitOfWork) -> Customer:
    return profiles.set_spending_limit(customer.id, dollars("9.00"), now=NOW, uow=uow)


def prefer(customer: Customer, uow: UnitOfWork) -> Customer:
    return profiles.prefer_address(customer.id, "work", now=NOW, uow=uow)


def fetch(customer: Customer, uow: UnitOfWork) -> Customer:
    return profiles.set_pickup(customer.id, "main", now=NOW, uow=uow)


def redirect(customer: Customer, uow: UnitOfWork) -> Customer:
    return change_preferred_address(customer, WORK, now=NOW, uow=uow)


@pytest.mark.parametrize(
    ("first", "second"), [(limit, prefer), (limit, redirect), (limit, fetch), (redirect, limit), (prefer, fetch)]
)
def test_two_changes_at_the_same_time_both_stay(
    database: SqlDatabase,
    ada: Customer,
    first: Callable[[Customer, UnitOfWork], Customer],
    second: Callable[[Customer, UnitOfWork], Customer],
) -> None:
    save(database, ada, "work", WORK)
    with database.writing() as uow:
        uow.set_places([Place("main", {"en-US": "the shop"}, "1 Main Street", pickup=True)])

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as uow:
            first(ada, uow)
            other = pool.submit(database.write, lambda uow: second(ada, uow), seconds=30)
            sleep(0.2)  # it has begun, and waits for us
        other.result()

    done = {first, second}
    after = the_customer(database, "ada")
    assert after.spending_limit == (dollars("9.00") if limit in done else None)
    assert after.address == (WORK if done & {prefer, redirect} else "1 Ada Street")
    assert after.pickup_at == ("main" if fetch in done else None)


def test_nobody_has_no_profile(database: SqlDatabase, ada: Customer) -> None:
    nobody = uuid7(NOW)
    with pytest.raises(UnknownCustomer):
        database.write(lambda uow: profiles.put_address(nobody, "home", HOME, now=NOW, uow=uow))
    with pytest.raises(UnknownCustomer):
        database.write(lambda uow: profiles.set_spending_limit(nobody, None, now=NOW, uow=uow))
    with pytest.raises(UnknownCustomer):
        database.write(lambda uow: profiles.set_pickup(nobody, None, now=NOW, uow=uow))
