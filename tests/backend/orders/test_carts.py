"""The basket: what goes in, what comes out, and that it is emptied once by what was ordered."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from backend.orders.carts import (
    MOST_LINES,
    Cart,
    CartFull,
    EmptyCart,
    NotInCart,
    TooManyInCart,
    add_to_cart,
    change_quantity,
    check_out,
    check_out_without_promotion,
    empty_cart,
    remove_from_cart,
    take_out_ordered,
    use_promotion,
)
from backend.orders.errors import (
    NothingAvailable,
    OutOfStock,
    QuantityRefused,
    QuoteExpired,
    UnknownProduct,
)
from backend.orders.ids import uuid7
from backend.orders.model import MOST_OF_ONE_PRODUCT, QUOTE_LASTS, Customer, Order, Quote
from backend.orders.ordering import place_order
from backend.orders.ports import UnitOfWork
from backend.orders.promotions import Promotion, PromotionKind, PromotionRefused, Why
from backend.orders.quoting import Quoted, quote_again, quote_product
from backend.orders.shopkeeping import receive
from backend.orders.substitutions import Policy, Substitution
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
    product,
    quoted,
    the_product,
)

LATER = NOW + QUOTE_LASTS


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    open_shop(database, product("tea", "5.00"), product("rye", "3.00", on_hand=2), product("gone", on_hand=0))
    with database.writing() as uow:
        ten = Promotion("TEN", PromotionKind.PERCENT, 1000, from_amount=dollars("20.00"))
        uow.promotions.put(ten)
    return new_customer(database)


def cart_of(database: SqlDatabase, customer: Customer) -> Cart:
    with database.reading() as uow:
        return uow.carts.get(customer.id)


def contents(database: SqlDatabase, customer: Customer) -> dict[str, int]:
    return {line.product.sku: line.quantity for line in cart_of(database, customer).lines}


def added(database: SqlDatabase, customer: Customer, sku: str, quantity: int = 1) -> None:
    database.write(lambda uow: add_to_cart(customer, sku, quantity, now=NOW, uow=uow))


def checked_out(database: SqlDatabase, customer: Customer) -> Quoted:
    return database.write(lambda uow: check_out(customer, now=NOW, uow=uow))


def ordered(database: SqlDatabase, customer: Customer, quote_id: UUID, chance: Chance | None = None) -> Order:
    chance = chance or Chance()

    def order(uow: UnitOfWork) -> Order:
        quote = uow.quotes.get(quote_id)
        assert quote is not None
        placed = place_order(customer, quote_id, now=NOW, uow=uow, chance=chance)
        take_out_ordered(quote, now=NOW, uow=uow)
        return placed

    return database.write(order)


# -- in and out


def test_the_same_product_added_again_is_one_line(database: SqlDatabase, ada: Customer) -> None:
    added(database, ada, "rye", 1)
    added(database, ada, "tea", 2)

    changed = database.write(lambda uow: add_to_cart(ada, "rye", 1, now=NOW, uow=uow))

    assert list(contents(database, ada).items()) == [("rye", 2), ("tea", 2)]
    assert (changed.quantity, changed.product.available, changed.cart) == (2, 2, cart_of(database, ada))
    assert changed.cart.subtotal("USD") == dollars("16.00")


def test_a_basket_takes_nothing_from_the_shelf(database: SqlDatabase, ada: Customer) -> None:
    added(database, ada, "rye", 2)

    assert available(database, "rye") == 2


def test_more_than_there_is_may_be_wanted(database: SqlDatabase, ada: Customer) -> None:
    changed = database.write(lambda uow: add_to_cart(ada, "rye", 5, now=NOW, uow=uow))

    assert (changed.quantity, changed.product.available) == (5, 2)


def test_what_is_sold_out_is_not_added(database: SqlDatabase, ada: Customer) -> None:
    with pytest.raises(OutOfStock) as refused:
        added(database, ada, "gone")

    assert (refused.value.product.sku, refused.value.available) == ("gone", 0)
    assert contents(database, ada) == {}


def test_an_offer_nobody_took_does_not_make_it_look_sold_out(database: SqlDatabase, ada: Customer) -> None:
    quoted(database, new_customer(database, "Ben"), "rye", 2)
    with pytest.raises(OutOfStock):
        added(database, ada, "rye")

    database.write(lambda uow: add_to_cart(ada, "rye", 1, now=LATER, uow=uow))

    assert contents(database, ada) == {"rye": 1}
    assert books_agree_with_the_shelf(database)


def test_what_is_held_for_the_customers_own_offer_is_theirs_to_add(database: SqlDatabase, ada: Customer) -> None:
    quoted(database, ada, "rye", 2)

    changed = database.write(lambda uow: add_to_cart(ada, "rye", 1, now=NOW, uow=uow))

    assert changed.product.available == 2


@pytest.mark.parametrize("quantity", [0, -1, MOST_OF_ONE_PRODUCT + 1, 10**9])
def test_no_quantity_beyond_reason(database: SqlDatabase, ada: Customer, quantity: int) -> None:
    added(database, ada, "tea")
    for use_case in (add_to_cart, change_quantity, remove_from_cart):
        with pytest.raises(QuantityRefused), database.writing() as uow:
            use_case(ada, "tea", quantity, now=NOW, uow=uow)

    assert contents(database, ada) == {"tea": 1}


def test_no_more_of_one_product_than_can_be_ordered(database: SqlDatabase, ada: Customer) -> None:
    added(database, ada, "tea", 60)

    with pytest.raises(TooManyInCart) as refused:
        added(database, ada, "tea", 40)

    assert (refused.value.held, refused.value.most) == (60, 99)
    assert contents(database, ada) == {"tea": 60}


def test_a_basket_holds_fifty_products(database: SqlDatabase, ada: Customer) -> None:
    with database.writing() as uow:
        uow.products.put(product(f"no-{number}") for number in range(MOST_LINES))
        for number in range(MOST_LINES):
            add_to_cart(ada, f"no-{number}", 1, now=NOW, uow=uow)

    with pytest.raises(CartFull):
        added(database, ada, "tea")
    added(database, ada, "no-7")

    assert len(contents(database, ada)) == MOST_LINES
    assert contents(database, ada)["no-7"] == 2


@pytest.mark.parametrize(("quantity", "left"), [(1, {"tea": 2}), (3, {}), (5, {}), (None, {})])
def test_part_or_all_of_a_line_is_taken_out(
    database: SqlDatabase, ada: Customer, quantity: int | None, left: dict[str, int]
) -> None:
    added(database, ada, "tea", 3)

    changed = database.write(lambda uow: remove_from_cart(ada, "tea", quantity, now=NOW, uow=uow))

    assert contents(database, ada) == left
    assert changed.quantity == left.get("tea", 0)


def test_a_quantity_is_replaced(database: SqlDatabase, ada: Customer) -> None:
    added(database, ada, "tea", 3)
    added(database, ada, "rye")

    database.write(lambda uow: change_quantity(ada, "tea", 7, now=NOW, uow=uow))

    assert list(contents(database, ada).items()) == [("tea", 7), ("rye", 1)]


def test_what_is_not_in_the_basket_is_not_changed(database: SqlDatabase, ada: Customer) -> None:
    with pytest.raises(NotInCart):
        database.write(lambda uow: remove_from_cart(ada, "tea", None, now=NOW, uow=uow))
    with pytest.raises(NotInCart):
        database.write(lambda uow: change_quantity(ada, "tea", 1, now=NOW, uow=uow))
    with pytest.raises(UnknownProduct):
        added(database, ada, "no-such-thing")

    assert contents(database, ada) == {}


def test_everybody_has_their_own_basket(database: SqlDatabase, ada: Customer) -> None:
    ben = new_customer(database, "Ben")
    added(database, ada, "tea")
    added(database, ben, "rye")

    assert (contents(database, ada), contents(database, ben)) == ({"tea": 1}, {"rye": 1})


def test_two_devices_at_once_lose_nothing(database: SqlDatabase, ada: Customer) -> None:
    with ThreadPoolExecutor(4) as devices:
        list(devices.map(lambda sku: added(database, ada, sku), ("tea", "rye") * 10))

    assert contents(database, ada) == {"tea": 10, "rye": 10}


def test_an_emptied_basket_has_forgotten_its_code(database: SqlDatabase, ada: Customer) -> None:
    added(database, ada, "tea", 5)
    database.write(lambda uow: use_promotion(ada, "TEN", now=NOW, uow=uow))

    database.write(lambda uow: empty_cart(ada, now=NOW, uow=uow))

    assert cart_of(database, ada) == Cart()


def test_each_change_is_written_down(database: SqlDatabase, ada: Customer) -> None:
    added(database, ada, "tea", 2)
    database.write(lambda uow: remove_from_cart(ada, "tea", 1, now=NOW, uow=uow))

    with database.reading() as uow:
        events = [(event.type, event.subject, event.body) for event in uow.events.about(ada.id, limit=10)]

    assert sorted(events, key=str) == [
        ("cart.changed", "tea", {"sku": "tea", "quantity": 1}),
        ("cart.changed", "tea", {"sku": "tea", "quantity": 2}),
    ]


# -- from the basket to the order


def test_a_basket_is_read_out_as_a_quote_and_stays_until_the_yes(database: SqlDatabase, ada: Customer) -> None:
    added(database, ada, "tea", 2)
    added(database, ada, "rye", 5)

    offer = checked_out(database, ada)

    assert {line.product.sku: line.quantity for line in offer.quote.lines} == {"tea": 2, "rye": 2}
    assert [(short.product.sku, short.wanted, short.taken) for short in offer.shortages] == [("rye", 5, 2)]
    assert contents(database, ada) == {"tea": 2, "rye": 5}


def test_an_empty_basket_is_not_checked_out(database: SqlDatabase, ada: Customer) -> None:
    with pytest.raises(EmptyCart):
        checked_out(database, ada)


def test_what_was_ordered_leaves_the_basket_once_and_the_rest_stays(database: SqlDatabase, ada: Customer) -> None:
    added(database, ada, "tea", 2)
    added(database, ada, "rye", 5)
    offer = checked_out(database, ada)
    added(database, ada, "tea", 1)  # meanwhile, on another device

    first = ordered(database, ada, offer.quote.id)
    again = ordered(database, ada, offer.quote.id)

    assert first == again
    assert contents(database, ada) == {"tea": 1, "rye": 3}
    assert books_agree_with_the_shelf(database)


def test_another_order_leaves_the_basket_alone(database: SqlDatabase, ada: Customer) -> None:
    added(database, ada, "tea", 2)
    checked_out(database, ada)

    ordered(database, ada, quoted(database, ada, "tea", 2).id)

    assert contents(database, ada) == {"tea": 2}


def test_an_expired_basket_that_is_read_out_again_still_empties_it(database: SqlDatabase, ada: Customer) -> None:
    added(database, ada, "tea", 2)
    offer = checked_out(database, ada)

    again = database.write(lambda uow: quote_again(ada, offer.quote, now=LATER, uow=uow))
    ordered(database, ada, again.quote.id)

    assert contents(database, ada) == {}


def test_what_was_bought_instead_of_something_counts_for_it(database: SqlDatabase, ada: Customer) -> None:
    added(database, ada, "rye", 2)
    added(database, ada, "tea", 1)
    quoted(database, new_customer(database, "Ben"), "rye", 2)
    with database.writing() as uow:
        uow.substitutions.put(ada.id, Substitution("rye", Policy.SPECIFIC, "tea"))

    offer = checked_out(database, ada)
    assert {line.product.sku: line.quantity for line in offer.quote.lines} == {"tea": 3}
    ordered(database, ada, offer.quote.id)

    assert contents(database, ada) == {}


# -- promotions


def test_a_code_is_used_when_the_basket_is_bought_and_then_forgotten(database: SqlDatabase, ada: Customer) -> None:
    added(database, ada, "tea", 5)
    remembered = database.write(lambda uow: use_promotion(ada, "ten", now=NOW, uow=uow))

    offer = checked_out(database, ada)

    assert (remembered.promotion.code, remembered.missing) == ("TEN", None)
    assert (offer.quote.terms.promotion, offer.quote.terms.discount) == ("TEN", dollars("2.50"))
    ordered(database, ada, offer.quote.id)
    assert cart_of(database, ada) == Cart()


def test_a_code_may_be_named_before_there_is_enough_for_it(database: SqlDatabase, ada: Customer) -> None:
    added(database, ada, "tea", 1)

    remembered = database.write(lambda uow: use_promotion(ada, "TEN", now=NOW, uow=uow))

    assert remembered.missing == dollars("15.00")
    with pytest.raises(PromotionRefused) as refused:
        checked_out(database, ada)
    assert refused.value.why is Why.BELOW
    assert available(database, "tea") == 10  # and nothing is held
    offer = database.write(lambda uow: check_out_without_promotion(ada, now=NOW, uow=uow))
    assert offer.quote.terms.discount == dollars("0")
    assert cart_of(database, ada).promotion == "TEN"


def test_an_unknown_code_is_not_remembered(database: SqlDatabase, ada: Customer) -> None:
    with pytest.raises(PromotionRefused) as refused:
        database.write(lambda uow: use_promotion(ada, "NINE", now=NOW, uow=uow))

    assert (refused.value.code, refused.value.why) == ("NINE", Why.UNKNOWN)
    assert cart_of(database, ada).promotion is None


# -- whatever happens in whatever order

SKUS = ("honey", "rye", "tea")
some_sku = st.sampled_from(SKUS)


class Shopping(RuleBasedStateMachine):
    """Ada fills her basket and buys it, while Ben takes things from the shelf and time passes."""

    file: Path
    database: SqlDatabase

    @initialize()
    def open(self) -> None:
        copy = Path(shutil.copy(self.file, self.file.with_name(f"{uuid7(NOW)}.sqlite3")))
        self.engine = open_engine(f"sqlite:///{copy}")
        self.database = SqlDatabase(self.engine, read_seconds=20, write_seconds=20)
        self.now, self.chance = NOW, Chance()
        open_shop(self.database, *(product(sku, on_hand=3) for sku in SKUS))
        self.ada, self.ben = new_customer(self.database), new_customer(self.database, "Ben")
        self.shelf = dict.fromkeys(SKUS, 3)
        """What is neither sold nor held by Ben."""
        self.bens: tuple[str, int] | None = None
        self.bens_until = NOW
        self.cart: dict[str, int] = {}
        self.offer: Quote | None = None
        self.offer_is_the_cart = False

    def teardown(self) -> None:
        if hasattr(self, "engine"):
            self.engine.dispose()

    @rule(sku=some_sku, quantity=st.sampled_from((1, 2, 50)))
    def add(self, sku: str, quantity: int) -> None:
        with self.database.writing() as uow:
            held = self.cart.get(sku, 0)
            if self.shelf[sku] == 0:
                with pytest.raises(OutOfStock):
                    add_to_cart(self.ada, sku, quantity, now=self.now, uow=uow)
            elif held + quantity > MOST_OF_ONE_PRODUCT:
                with pytest.raises(TooManyInCart):
                    add_to_cart(self.ada, sku, quantity, now=self.now, uow=uow)
            else:
                changed = add_to_cart(self.ada, sku, quantity, now=self.now, uow=uow)
                assert changed.product.available == self.shelf[sku] or changed.product.available >= 5
                self.cart[sku] = held + quantity

    @rule(sku=some_sku, quantity=st.sampled_from((1, 2, None)))
    def take_out(self, sku: str, quantity: int | None) -> None:
        with self.database.writing() as uow:
            if sku not in self.cart:
                with pytest.raises(NotInCart):
                    remove_from_cart(self.ada, sku, quantity, now=self.now, uow=uow)
                return
            remove_from_cart(self.ada, sku, quantity, now=self.now, uow=uow)
            self.take(sku, self.cart[sku] if quantity is None else quantity)

    def take(self, sku: str, quantity: int) -> None:
        left = self.cart.pop(sku) - quantity
        if left > 0:
            self.cart[sku] = left

    @rule()
    def checks_out(self) -> None:
        expected = {sku: min(n, self.shelf[sku]) for sku, n in self.cart.items() if self.shelf[sku]}
        if not expected:
            with pytest.raises(NothingAvailable if self.cart else EmptyCart), self.database.writing() as uow:
                check_out(self.ada, now=self.now, uow=uow)
            return
        with self.database.writing() as uow:
            self.offer, self.offer_is_the_cart = check_out(self.ada, now=self.now, uow=uow).quote, True
        assert {line.product.sku: line.quantity for line in self.offer.lines} == expected

    @rule(sku=some_sku)
    def asks_for_something_else(self, sku: str) -> None:
        if self.shelf[sku]:
            with self.database.writing() as uow:
                self.offer = quote_product(self.ada, sku, 1, now=self.now, uow=uow)
                self.offer_is_the_cart = False

    @rule()
    def says_yes(self) -> None:
        if self.offer is None:
            return
        if self.now >= self.offer.expires_at:
            with pytest.raises(QuoteExpired), self.database.writing() as uow:
                place_order(self.ada, self.offer.id, now=self.now, uow=uow, chance=self.chance)
            self.is_read_out_again(self.offer)
            return
        for _ in ("yes", "and the same yes again"):
            with self.database.writing() as uow:
                place_order(self.ada, self.offer.id, now=self.now, uow=uow, chance=self.chance)
                take_out_ordered(self.offer, now=self.now, uow=uow)
        for line in self.offer.lines:
            self.shelf[line.product.sku] -= line.quantity
            if self.offer_is_the_cart and line.product.sku in self.cart:
                self.take(line.product.sku, line.quantity)
        self.offer = None

    def is_read_out_again(self, offer: Quote) -> None:
        try:
            with self.database.writing() as uow:
                self.offer = quote_again(self.ada, offer, now=self.now, uow=uow).quote
        except NothingAvailable:
            self.offer = None

    @rule(sku=some_sku, quantity=st.integers(1, 3))
    def ben_takes(self, sku: str, quantity: int) -> None:
        """As long as an offer lasts; what Ada's own offer holds is not his."""
        self.let_expire()
        mine = next((line.quantity for line in self.offer.lines if line.product.sku == sku), 0) if self.offer else 0
        if self.offer and self.now >= self.offer.expires_at:
            mine = 0
        left = self.shelf[sku] + (self.bens[1] if self.bens and self.bens[0] == sku else 0)
        if left - mine < quantity:
            with pytest.raises(OutOfStock), self.database.writing() as uow:
                quote_product(self.ben, sku, quantity, now=self.now, uow=uow)
            return
        with self.database.writing() as uow:
            self.bens_until = quote_product(self.ben, sku, quantity, now=self.now, uow=uow).expires_at
        if self.bens:
            self.shelf[self.bens[0]] += self.bens[1]
        self.bens = (sku, quantity)
        self.shelf[sku] -= quantity

    @rule(minutes=st.sampled_from((1, 6, 11)))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.let_expire()

    def let_expire(self) -> None:
        if self.bens and self.now >= self.bens_until:
            self.shelf[self.bens[0]] += self.bens[1]
            self.bens = None

    @rule(sku=some_sku)
    def a_delivery_comes(self, sku: str) -> None:
        with self.database.writing() as uow:
            receive(sku, 2, now=self.now, uow=uow)
        self.shelf[sku] += 2

    @invariant()
    def the_basket_is_what_it_should_be(self) -> None:
        if hasattr(self, "cart"):
            assert contents(self.database, self.ada) == self.cart
            assert all(quantity > 0 for quantity in self.cart.values())

    @invariant()
    def nothing_is_promised_that_is_not_there(self) -> None:
        if hasattr(self, "cart"):
            assert books_agree_with_the_shelf(self.database)
            for sku in SKUS:
                stocked = the_product(self.database, sku)
                assert 0 <= stocked.reserved <= stocked.on_hand


def test_whatever_happens_the_basket_and_the_shelf_agree_with_what_was_done(
    migrated_file: Path, tmp_path: Path
) -> None:
    class Here(Shopping):
        file = Path(shutil.copy(migrated_file, tmp_path / "empty.sqlite3"))

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
