"""Baskets kept under a name."""

import pytest

from backend.orders.errors import NothingToReorder
from backend.orders.lists import (
    MOST_LISTS,
    ListExists,
    ListNameRefused,
    SavedList,
    TooManyLists,
    UnknownList,
    find_list,
    save_list,
    spoken_name,
)
from backend.orders.model import Customer, Wish
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import NOW, new_customer, open_shop, product

TEA = [Wish("tea", 2)]
BOTH = [Wish("tea", 1), Wish("coffee", 3)]


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    open_shop(database, product("tea"), product("coffee"))
    return new_customer(database)


def saved(
    database: SqlDatabase, customer: Customer, name: str, wishes: list[Wish], *, again: bool = False
) -> SavedList:
    with database.writing() as uow:
        return save_list(customer, name, wishes, now=NOW, uow=uow, replace=again)


def found(database: SqlDatabase, customer: Customer, said: str) -> SavedList:
    with database.reading() as uow:
        return find_list(customer, said, uow=uow)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Friday", "friday"),
        ("  Mum's  birthday-party! ", "mums birthday party"),
        ("ＦＲＩＤＡＹ", "friday"),
        ("금요일 장보기", "금요일 장보기"),
        ("\u202eyadirf\x00", "yadirf"),
        ("...", ""),
    ],
)
def test_a_name_is_kept_as_it_sounds(said: str, name: str) -> None:
    assert spoken_name(said) == name


def test_a_list_keeps_what_it_was_given_in_that_order(database: SqlDatabase, ada: Customer) -> None:
    assert saved(database, ada, "Friday", BOTH) == SavedList("friday", tuple(BOTH))
    assert found(database, ada, "friday") == SavedList("friday", tuple(BOTH))

    with database.reading() as uow:
        latest = uow.events.latest(limit=1)[0]
    assert (latest.type, latest.subject, latest.body) == (
        "list.saved", "list", {"lines": [{"sku": "tea", "quantity": 1}, {"sku": "coffee", "quantity": 3}]},
    )  # fmt: skip


def test_a_list_is_not_replaced_unasked(database: SqlDatabase, ada: Customer) -> None:
    saved(database, ada, "friday", BOTH)

    with pytest.raises(ListExists) as refused:
        saved(database, ada, "FRIDAY", TEA)
    assert refused.value.saved == SavedList("friday", tuple(BOTH))
    assert found(database, ada, "friday").wishes == tuple(BOTH)

    saved(database, ada, "friday", TEA, again=True)
    assert found(database, ada, "friday").wishes == tuple(TEA)


@pytest.mark.parametrize("name", ["", "?!", "x" * 65])
def test_a_name_has_one_to_sixty_four_letters(database: SqlDatabase, ada: Customer, name: str) -> None:
    with pytest.raises(ListNameRefused) as refused:
        saved(database, ada, name, TEA)
    assert refused.value.longest == 64
    assert saved(database, ada, "x" * 64, TEA).name == "x" * 64


def test_nothing_is_no_list(database: SqlDatabase, ada: Customer) -> None:
    with pytest.raises(NothingToReorder):
        saved(database, ada, "friday", [])


def test_there_are_at_most_thirty_lists_and_old_ones_can_be_replaced(database: SqlDatabase, ada: Customer) -> None:
    for number in range(MOST_LISTS):
        saved(database, ada, f"list {number}", TEA)

    with pytest.raises(TooManyLists) as refused:
        saved(database, ada, "one more", TEA)
    assert refused.value.most == 30
    saved(database, ada, "list 7", BOTH, again=True)
    saved(database, new_customer(database, "Ben"), "one more", TEA)  # another customer's do not count


@pytest.mark.parametrize(
    ("said", "name"),
    [("friday", "friday"), ("friday order", "friday"), ("big", "big party"), ("my big party list", "big party")],
)
def test_a_list_is_found_by_its_name_or_by_words_of_it(
    database: SqlDatabase, ada: Customer, said: str, name: str
) -> None:
    for each in ("friday", "big party"):
        saved(database, ada, each, TEA)

    assert found(database, ada, said).name == name


@pytest.mark.parametrize(
    ("said", "alike"), [("sunday", ()), ("", ()), ("party", ("big party", "small party"))]
)  # fmt: skip
def test_an_unknown_list_tells_which_there_are(
    database: SqlDatabase, ada: Customer, said: str, alike: tuple[str, ...]
) -> None:
    for each in ("small party", "big party", "friday"):
        saved(database, ada, each, TEA)

    with pytest.raises(UnknownList) as refused:
        found(database, ada, said)
    assert (refused.value.names, refused.value.alike) == (("big party", "friday", "small party"), alike)


def test_nobody_finds_somebody_elses_list(database: SqlDatabase, ada: Customer) -> None:
    saved(database, ada, "friday", TEA)

    with pytest.raises(UnknownList) as refused:
        found(database, new_customer(database, "Ben"), "friday")
    assert refused.value.names == ()
