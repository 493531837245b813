"""What is taken for what is sold out: as the customer said, or nothing."""

from dataclasses import replace

import pytest

from backend.orders.errors import NothingAvailable, OutOfStock, UnknownProduct
from backend.orders.model import Customer, Wish
from backend.orders.quoting import Quoted, Replacement, Shortage, alternatives, quote_one, quote_wishes
from backend.orders.substitutions import Policy, ReplacedByItself, Substitution, best_match, set_substitution
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import (
    NOW,
    SHOP,
    books_agree_with_the_shelf,
    dollars,
    new_customer,
    open_shop,
    product,
    the_product,
)


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    open_shop(
        database,
        product("oat", "4.00", on_hand=0, category="milk"),
        product("soy", "4.40", on_hand=3, category="milk"),
        product("rice", "3.00", on_hand=9, category="milk"),
        product("cashew", "4.41", on_hand=9, category="milk"),
        product("rye", "3.00", on_hand=0, category="bread"),
        product("tea", "2.00", on_hand=5),
        shop=replace(SHOP, consent_percent=10),
    )
    return new_customer(database)


def wishes_for(database: SqlDatabase, customer: Customer, *wishes: Substitution) -> None:
    for wish in wishes:
        with database.writing() as uow:
            set_substitution(customer, wish, now=NOW, uow=uow)


def quoted(database: SqlDatabase, customer: Customer, wanted: dict[str, int]) -> Quoted:
    with database.writing() as uow:
        return quote_wishes(customer, [Wish(sku, n) for sku, n in wanted.items()], now=NOW, uow=uow)


OAT_BEST = Substitution("oat", Policy.BEST_MATCH)
OAT_SOY = Substitution("oat", Policy.SPECIFIC, "soy")
OAT_NONE = Substitution("oat", Policy.NONE)

TABLE = {
    # wish for oat milk: (wanted, lines, [(instead, how many)], [(short, wanted, taken)])
    "nothing was said": (None, {"oat": 2, "tea": 1}, {"tea": 1}, [], [("oat", 2, 0)]),
    "never": (OAT_NONE, {"oat": 2, "tea": 1}, {"tea": 1}, [], [("oat", 2, 0)]),
    # Soy is nearest and just a tenth dearer; cashew is a cent too dear.
    "best match": (OAT_BEST, {"oat": 2, "tea": 1}, {"soy": 2, "tea": 1}, [("soy", 2)], []),
    "best match, as many as there are": (OAT_BEST, {"oat": 5}, {"soy": 3}, [("soy", 3)], []),
    "best match is not what is in it already": (
        OAT_BEST, {"oat": 1, "soy": 2}, {"rice": 1, "soy": 2}, [("rice", 1)], [],
    ),
    "a specific one": (OAT_SOY, {"oat": 2}, {"soy": 2}, [("soy", 2)], []),
    "a specific one that is in it already": (OAT_SOY, {"oat": 1, "soy": 2}, {"soy": 3}, [("soy", 1)], []),
    "a specific one of which there are too few": (OAT_SOY, {"oat": 2, "soy": 2}, {"soy": 3}, [("soy", 1)], []),
    "a specific one of which all are wished for": (
        OAT_SOY, {"oat": 2, "soy": 4}, {"soy": 3}, [], [("soy", 4, 3), ("oat", 2, 0)],
    ),
    "a specific one that is sold out": (
        Substitution("oat", Policy.SPECIFIC, "rye"), {"oat": 1, "tea": 1}, {"tea": 1}, [], [("oat", 1, 0)],
    ),
    "it is not sold out": (Substitution("tea", Policy.SPECIFIC, "soy"), {"tea": 9}, {"tea": 5}, [], [("tea", 9, 5)]),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_what_becomes_of_a_wish(database: SqlDatabase, ada: Customer, name: str) -> None:
    said, wanted, lines, instead, short = TABLE[name]
    wishes_for(database, ada, *([said] if said else []))
    before = {sku: the_product(database, sku) for sku in ("oat", "soy", "rice", "tea")}

    found = quoted(database, ada, wanted)

    assert {line.product.sku: line.quantity for line in found.quote.lines} == lines
    assert found.replacements == tuple(Replacement(before["oat"], before[sku], n) for sku, n in instead)
    assert found.shortages == tuple(Shortage(before[sku], wanted, taken) for sku, wanted, taken in short)
    assert found.quote.subtotal == sum((before[sku].price * n for sku, n in lines.items()), dollars("0"))
    assert books_agree_with_the_shelf(database)


def test_two_products_are_not_replaced_by_the_same_best_match(database: SqlDatabase, ada: Customer) -> None:
    open_shop(database, product("almond", "4.20", on_hand=0, category="milk"), shop=SHOP)
    wishes_for(database, ada, OAT_BEST, Substitution("almond", Policy.BEST_MATCH))

    found = quoted(database, ada, {"oat": 1, "almond": 1})

    assert {(each.product.sku, each.instead.sku) for each in found.replacements} == {
        ("oat", "soy"), ("almond", "cashew"),
    }  # fmt: skip


def test_a_single_product_is_replaced_too(database: SqlDatabase, ada: Customer) -> None:
    wishes_for(database, ada, OAT_SOY)

    with database.writing() as uow:
        found = quote_one(ada, "oat", 3, now=NOW, uow=uow)

    assert [(line.product.sku, line.quantity) for line in found.quote.lines] == [("soy", 3)]


def test_a_customer_who_wants_nothing_else_gets_nothing_else(database: SqlDatabase, ada: Customer) -> None:
    wishes_for(database, ada, OAT_BEST, OAT_NONE)  # the last word counts

    with pytest.raises(OutOfStock), database.writing() as uow:
        quote_one(ada, "oat", 1, now=NOW, uow=uow)
    with pytest.raises(NothingAvailable), database.writing() as uow:
        quote_wishes(ada, [Wish("oat", 1), Wish("rye", 1)], now=NOW, uow=uow)
    assert books_agree_with_the_shelf(database)


def test_what_one_customer_said_is_not_what_another_wants(database: SqlDatabase, ada: Customer) -> None:
    wishes_for(database, ada, OAT_SOY)

    assert quoted(database, new_customer(database, "Ben"), {"oat": 1, "tea": 1}).replacements == ()


@pytest.mark.parametrize(("said", "offer"), [(None, {"oat": "soy"}), (OAT_BEST, {}), (OAT_NONE, {})])
def test_what_was_left_out_comes_with_an_idea_unless_nothing_else_is_wanted(
    database: SqlDatabase, ada: Customer, said: Substitution | None, offer: dict[str, str]
) -> None:
    wishes_for(database, ada, *([said] if said else []))
    found = quoted(database, ada, {"oat": 1, "tea": 1})

    with database.reading() as uow:
        assert {sku: other.sku for sku, other in alternatives(found, uow=uow).items()} == offer


def test_a_choice_is_kept_and_told(database: SqlDatabase, ada: Customer) -> None:
    wishes_for(database, ada, OAT_SOY)

    with database.reading() as uow:
        assert uow.substitutions.of(ada.id) == {"oat": OAT_SOY}
        latest = uow.events.latest(limit=1)[0]
    assert (latest.type, latest.subject, latest.customer_id, latest.body) == (
        "substitution.set", "oat", ada.id, {"policy": "specific", "replacement": "soy"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wish", "refused"),
    [
        (Substitution("oat", Policy.SPECIFIC, "oat"), ReplacedByItself),
        (Substitution("gold", Policy.NONE), UnknownProduct),
        (Substitution("oat", Policy.SPECIFIC, "gold"), UnknownProduct),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(
    database: SqlDatabase, ada: Customer, wish: Substitution, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        wishes_for(database, ada, wish)
    with database.reading() as uow:
        assert uow.substitutions.of(ada.id) == {}


@pytest.mark.parametrize(
    ("percent", "found"), [(None, "near"), (10, "near"), (9, "cheap"), (0, "cheap")]
)  # fmt: skip
def test_the_best_match_is_nearest_in_price_and_not_much_dearer(percent: int | None, found: str) -> None:
    others = [product("near", "4.40"), product("cheap", "3.00"), product("none", "4.00", on_hand=0)]

    match = best_match(product("oat", "4.00"), others, most_percent=percent)

    assert match is not None
    assert match.sku == found
    assert best_match(product("oat", "4.00"), [product("oat", "4.00")]) is None
