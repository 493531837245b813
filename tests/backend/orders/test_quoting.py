"""Quotes under pressure: others are quicker, other places, other versions; and what never changes."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from backend.orders.errors import OutOfStock, OverSpendingLimit, PromisedAlready, Refusal, UnknownProduct
from backend.orders.model import Customer, Order, Place, Quote, Wish
from backend.orders.money import Money
from backend.orders.ordering import cancel_order, place_order
from backend.orders.ports import UnitOfWork
from backend.orders.promotions import Promotion, PromotionKind, PromotionRefused, Why
from backend.orders.quoting import Quoted, quote_again, quote_one, quote_wishes, release_expired, wishes_of
from backend.orders.shopkeeping import set_stock
from backend.orders.substitutions import Policy, Substitution, set_substitution
from backend.storage.engine import open_engine
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import (
    NOW,
    Chance,
    available,
    books_agree_with_the_shelf,
    dollars,
    new_customer,
    open_shop,
    placed,
    product,
    quoted,
)

MILL = Place("mill", {"en-US": "Mill Street"}, "3 Mill Street", pickup=True)


def wished(
    database: SqlDatabase,
    customer: Customer,
    wanted: dict[str, int],
    *,
    code: str | None = None,
    pickup_at: str | None = None,
) -> Quoted:
    wishes = [Wish(sku, quantity) for sku, quantity in wanted.items()]
    return database.write(lambda uow: quote_wishes(customer, wishes, now=NOW, uow=uow, code=code, pickup_at=pickup_at))


# -- others are quicker


@pytest.mark.parametrize("buyers", [2, 8])
def test_of_many_quotes_at_once_for_the_last_one_a_single_one_holds_it(database: SqlDatabase, buyers: int) -> None:
    open_shop(database, product("tea", on_hand=1))
    customers = [new_customer(database, f"Customer {number}") for number in range(buyers)]

    def ask(customer: Customer) -> Quote | OutOfStock:
        try:
            return quoted(database, customer, "tea")
        except OutOfStock as refused:
            return refused

    with ThreadPoolExecutor(buyers) as pool:
        found = list(pool.map(ask, customers))

    assert sum(isinstance(each, Quote) for each in found) == 1
    assert [each.available for each in found if isinstance(each, OutOfStock)] == [0] * (buyers - 1)
    assert (available(database, "tea"), books_agree_with_the_shelf(database)) == (0, True)


def test_baskets_in_any_order_do_not_wait_for_each_other_for_ever(database: SqlDatabase) -> None:
    open_shop(database, *(product(sku, on_hand=100) for sku in "abcd"))
    customers = [new_customer(database, f"Customer {number}") for number in range(6)]

    def ask(customer: Customer) -> int:
        for skus in ("abcd", "dcba", "bd", "ca"):
            found = wished(database, customer, dict.fromkeys(skus, 2))
            assert found.shortages == ()
        return sum(line.quantity for line in found.quote.lines)

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(ask, customers)) == [4] * 6

    assert [available(database, sku) for sku in "abcd"] == [88, 100, 88, 100]
    assert books_agree_with_the_shelf(database)


def test_what_the_customer_holds_already_is_theirs_to_have(database: SqlDatabase) -> None:
    open_shop(database, product("tea", on_hand=3))
    ada = new_customer(database)
    quoted(database, ada, "tea", 3)

    with pytest.raises(OutOfStock) as refused:
        quoted(database, ada, "tea", 4)

    assert refused.value.available == 3
    assert quoted(database, ada, "tea", 2).lines[0].quantity == 2


# -- other places


@pytest.mark.parametrize(("wanted", "there"), [(1, 0), (3, 2)])
def test_what_is_left_is_what_is_left_where_the_goods_come_from(database: SqlDatabase, wanted: int, there: int) -> None:
    open_shop(database, product("tea", on_hand=40))
    with database.writing() as uow:
        uow.set_places([MILL])
        uow.stock.set("tea", "mill", there, None)
    ada = replace(new_customer(database), pickup_at="mill")

    with pytest.raises(OutOfStock) as refused, database.writing() as uow:
        quote_one(ada, "tea", wanted, now=NOW, uow=uow)
    assert refused.value.available == there


def test_an_unknown_product_is_not_left_out_silently(database: SqlDatabase) -> None:
    open_shop(database, product("tea"))

    with pytest.raises(UnknownProduct) as refused:
        wished(database, new_customer(database), {"tea": 1, "gold": 1})
    assert refused.value.said == "gold"
    assert books_agree_with_the_shelf(database)


# -- other versions


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    open_shop(database, product("tea", "10.00"), product("coffee", "10.00"))
    with database.writing() as uow:
        uow.promotions.put(Promotion("TWO", PromotionKind.FIXED, 200, from_amount=dollars("20.00")))
        uow.set_places([MILL])
        uow.stock.set("tea", "mill", 5, None)
    return new_customer(database)


@pytest.mark.parametrize(
    ("quantity", "total", "why"), [(2, "21.99", None), (3, "31.99", None), (1, "13.99", Why.BELOW)]
)
def test_another_version_keeps_the_promotion_while_it_holds(
    database: SqlDatabase, ada: Customer, quantity: int, total: str, why: Why | None
) -> None:
    first = wished(database, ada, {"tea": 2}, code="TWO").quote

    with database.writing() as uow:
        found = quote_wishes(ada, [Wish("tea", quantity)], now=NOW, uow=uow, instead_of=first)

    assert found.quote.total == dollars(total)
    assert (found.refused.why if found.refused else None) == why
    assert available(database, "tea") == 10 - quantity  # and no more is held
    assert books_agree_with_the_shelf(database)


def test_a_promotion_that_ended_is_left_out_and_nothing_is_held_twice(database: SqlDatabase, ada: Customer) -> None:
    first = wished(database, ada, {"tea": 2}, code="TWO").quote
    with database.writing() as uow:
        uow.promotions.remove("TWO")

    with database.writing() as uow:
        found = quote_again(ada, first, now=NOW, uow=uow)

    assert found.quote.total == dollars("23.99")
    assert found.refused is not None
    assert available(database, "tea") == 8
    assert books_agree_with_the_shelf(database)


def test_a_first_quote_with_a_code_that_brings_nothing_is_refused(database: SqlDatabase, ada: Customer) -> None:
    with pytest.raises(PromotionRefused):
        wished(database, ada, {"tea": 1}, code="TWO")
    assert available(database, "tea") == 10


def test_another_version_comes_the_same_way(database: SqlDatabase, ada: Customer) -> None:
    first = wished(database, ada, {"tea": 2}, pickup_at="mill").quote

    with database.writing() as uow:
        found = quote_wishes(ada, [Wish("tea", 1)], now=NOW, uow=uow, instead_of=first).quote

    assert (found.terms.place, found.terms.pickup, found.terms.address) == ("mill", True, "3 Mill Street")


def test_over_the_limit_nothing_changes(database: SqlDatabase, ada: Customer) -> None:
    held = wished(database, ada, {"tea": 1}).quote
    limited = replace(ada, spending_limit=dollars("20.00"))

    with pytest.raises(OverSpendingLimit) as refused:
        wished(database, limited, {"tea": 2})

    assert (refused.value.total, refused.value.limit) == (dollars("23.99"), dollars("20.00"))
    assert available(database, "tea") == 9
    assert placed(database, limited, held.id).total == dollars("13.99")


# -- what never changes


PRICES = {"a": "4", "b": "4.20", "c": "9"}
SKUS = tuple(PRICES)


def _bought(found: Quote | Order) -> list[tuple[str, int, Money]]:
    return [(line.product.sku, line.quantity, line.price) for line in found.lines]


@contextmanager
def copy_of(file: Path) -> Iterator[SqlDatabase]:
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{shutil.copy(file, Path(folder) / 'shop.sqlite3')}")
        yield SqlDatabase(engine, read_seconds=20, write_seconds=20)
        engine.dispose()


class Buying(RuleBasedStateMachine):
    """Two customers and a shop keeper do as they like."""

    file: Path

    def __init__(self) -> None:
        super().__init__()
        self._opened = copy_of(self.file)
        self.database = self._opened.__enter__()
        self.now = NOW
        self.chance = Chance()
        self.heard: list[tuple[Quote, list[Order]]] = []
        """What was read out, and what was ordered by it."""

    def teardown(self) -> None:
        self._opened.__exit__(None, None, None)

    @initialize()
    def open(self) -> None:
        open_shop(self.database, *(product(sku, price, on_hand=6, category="x") for sku, price in PRICES.items()))
        self.customers = [new_customer(self.database, name) for name in ("Ada", "Ben")]
        with self.database.writing() as uow:
            uow.promotions.put(Promotion("FIVE", PromotionKind.PERCENT, 500, from_amount=dollars("8"), automatic=True))

    @rule(who=st.integers(0, 1), wanted=st.dictionaries(st.sampled_from(SKUS), st.integers(1, 8), min_size=1))
    def ask(self, who: int, wanted: dict[str, int]) -> None:
        wishes = [Wish(sku, quantity) for sku, quantity in wanted.items()]
        self._hear(lambda uow: quote_wishes(self.customers[who], wishes, now=self.now, uow=uow))

    @precondition(lambda self: self.heard)
    @rule(which=st.integers(0, 9), quantity=st.integers(1, 9))
    def change(self, which: int, quantity: int) -> None:
        quote, _ = self._one_of(which)
        wishes = [replace(wish, quantity=quantity) for wish in wishes_of(quote.lines)]
        customer = self._customer_of(quote)
        self._hear(lambda uow: quote_wishes(customer, wishes, now=self.now, uow=uow, instead_of=quote))

    @precondition(lambda self: self.heard)
    @rule(which=st.integers(0, 9))
    def say_yes(self, which: int) -> None:
        quote, orders = self._one_of(which)
        customer = self._customer_of(quote)
        try:
            order = self.database.write(
                lambda uow: place_order(customer, quote.id, now=self.now, uow=uow, chance=self.chance)
            )
        except Refusal:
            return
        orders.append(order)
        assert {each.number for each in orders} == {order.number}
        assert order.total == quote.total
        assert _bought(order) == _bought(quote)
        assert order.terms == quote.terms

    @precondition(lambda self: self.heard)
    @rule(which=st.integers(0, 9))
    def cancel(self, which: int) -> None:
        quote, orders = self._one_of(which)
        number = orders[0].number if orders else ""
        customer = self._customer_of(quote)
        try:
            self.database.write(lambda uow: cancel_order(customer, number, now=self.now, uow=uow))
        except Refusal:
            pass

    @rule(minutes=st.integers(1, 12))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.database.write(lambda uow: release_expired(now=self.now, uow=uow))

    @rule(sku=st.sampled_from(SKUS), price=st.integers(1, 2000))
    def change_price(self, sku: str, price: int) -> None:
        with self.database.writing() as uow:
            before = uow.products.by_sku([sku])[sku]
            uow.products.put([replace(before, price=replace(before.price, minor=price))])

    @rule(sku=st.sampled_from(SKUS), on_hand=st.integers(0, 9))
    def count(self, sku: str, on_hand: int) -> None:
        try:
            self.database.write(lambda uow: set_stock(sku, on_hand, restock_on=None, now=self.now, uow=uow))
        except PromisedAlready:
            pass

    @rule(who=st.integers(0, 1), address=st.sampled_from(["1 Old Street", "2 New Street"]))
    def move_house(self, who: int, address: str) -> None:
        self.customers[who] = replace(self.customers[who], address=address)
        with self.database.writing() as uow:
            uow.customers.change(self.customers[who])

    @rule(who=st.integers(0, 1), sku=st.sampled_from(SKUS), other=st.sampled_from(SKUS), policy=st.sampled_from(Policy))
    def choose(self, who: int, sku: str, other: str, policy: Policy) -> None:
        wish = Substitution(sku, policy, other if policy is Policy.SPECIFIC else None)
        try:
            self.database.write(lambda uow: set_substitution(self.customers[who], wish, now=self.now, uow=uow))
        except Refusal:
            assert sku == other

    @invariant()
    def the_books_agree_with_the_shelf(self) -> None:
        assert books_agree_with_the_shelf(self.database)

    def _hear(self, ask: Callable[[UnitOfWork], Quoted]) -> None:
        try:
            found = self.database.write(ask)
        except Refusal:
            return
        self.heard.append((found.quote, []))
        held = {line.product.sku: line.quantity for line in found.quote.lines}
        # Whatever was put in, and whatever is missing, was told.
        for swap in found.replacements:
            assert held[swap.instead.sku] >= swap.quantity > 0
            assert swap.product.sku not in held
        assert all(shortage.taken == held.get(shortage.product.sku, 0) for shortage in found.shortages)

    def _one_of(self, which: int) -> tuple[Quote, list[Order]]:
        """Of the latest."""
        latest = self.heard[-10:]
        return latest[which % len(latest)]

    def _customer_of(self, quote: Quote) -> Customer:
        return next(customer for customer in self.customers if customer.id == quote.customer_id)


def test_an_order_is_what_was_read_out_and_the_books_agree_whatever_happens(migrated_file: Path) -> None:
    machine = type("BuyingHere", (Buying,), {"file": migrated_file})

    run_state_machine_as_test(
        machine, settings=settings(max_examples=15, stateful_step_count=20, deadline=None, database=None)
    )


def test_what_many_quotes_that_are_over_held_is_for_sale(database: SqlDatabase) -> None:
    open_shop(database, product("tea", on_hand=30))
    for index in range(30):
        quoted(database, new_customer(database, f"Buyer{index}"), "tea")
    later = NOW + timedelta(days=1)

    wanted = quoted(database, new_customer(database, "Ada"), "tea", 25, now=later)

    assert [line.quantity for line in wanted.lines] == [25]
    assert books_agree_with_the_shelf(database)
