"""The basket: what a customer collects before they buy it, the same one on every channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from backend.orders.alerts import look_up, place_of, product_at
from backend.orders.errors import OutOfStock, QuantityRefused, Refusal
from backend.orders.ids import uuid7
from backend.orders.model import MOST_OF_ONE_PRODUCT, Customer, Event, Line, Product, Quote
from backend.orders.money import Money
from backend.orders.ports import UnitOfWork
from backend.orders.promotions import Promotion, PromotionRefused, Why, check
from backend.orders.quoting import Quoted, quantities, quote_wishes, the_shop, wishes_of

MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class Cart:
    lines: tuple[Line, ...] = ()
    """In the order they were added, at today's prices."""
    promotion: str | None = None
    """The code the customer wants to use."""

    def quantity_of(self, sku: str) -> int:
        return next((line.quantity for line in self.lines if line.product.sku == sku), 0)

    def subtotal(self, currency: str) -> Money:
        """Of the goods, without delivery and discounts."""
        return sum((line.total for line in self.lines), Money(0, currency))


class Carts(Protocol):
    def get(self, customer_id: UUID) -> Cart:
        """An empty one for somebody who has none."""

    def lock(self, customer_id: UUID, now: datetime) -> None:
        """There is a cart, it changed now, and until the transaction ends nobody else changes it."""

    def set_quantity(self, customer_id: UUID, sku: str, quantity: int) -> None:
        """What is new comes last; none of it takes the line out."""

    def set_promotion(self, customer_id: UUID, code: str | None) -> None: ...

    def check_out(self, customer_id: UUID, quote_id: UUID, instead: Mapping[str, str]) -> None:
        """This quote is what the cart was read out as, with these SKUs in place of some that are sold out."""

    def instead(self, customer_id: UUID) -> Mapping[str, str]:
        """SKU to the one it was read out as."""

    def quoted_again(self, customer_id: UUID, before: UUID, quote_id: UUID) -> None:
        """A quote that was this cart was replaced by another."""

    def ordered(self, customer_id: UUID, quote_id: UUID, now: datetime) -> bool:
        """Locks it and ends its check-out, once; False if the quote was not of this cart."""


@dataclass(slots=True)
class EmptyCart(Refusal):
    customer_id: UUID


@dataclass(slots=True)
class CartFull(Refusal):
    most: int
    """Different products."""


@dataclass(slots=True)
class TooManyInCart(Refusal):
    product: Product
    held: int
    """In the cart already."""
    most: int


@dataclass(slots=True)
class NotInCart(Refusal):
    product: Product


@dataclass(frozen=True, slots=True)
class Changed:
    cart: Cart
    product: Product
    """With what can be had of it now."""
    quantity: int
    """In the cart now."""


def add_to_cart(
    customer: Customer, sku: str, quantity: int, *, now: datetime, uow: UnitOfWork, actor: str = "customer"
) -> Changed:
    """So many more of a product; more than there are right now may be wanted.

    Raises:
        QuantityRefused, UnknownProduct, TooManyInCart, CartFull
        OutOfStock: there is nothing of it at all.
    """
    _refuse_quantity(quantity)
    product = look_up(sku, now=now, uow=uow, place=place_of(customer), customer=customer)
    if product.available <= 0:
        raise OutOfStock(product, wanted=quantity)
    uow.carts.lock(customer.id, now)
    cart = uow.carts.get(customer.id)
    held = cart.quantity_of(sku)
    if held + quantity > MOST_OF_ONE_PRODUCT:
        raise TooManyInCart(product, held, MOST_OF_ONE_PRODUCT)
    if not held and len(cart.lines) >= MOST_LINES:
        raise CartFull(MOST_LINES)
    return _set(customer, product, held + quantity, now=now, uow=uow, actor=actor)


def remove_from_cart(
    customer: Customer, sku: str, quantity: int | None, *, now: datetime, uow: UnitOfWork, actor: str = "customer"
) -> Changed:
    """So many fewer of a product; without a number none of it is left.

    Raises:
        QuantityRefused, UnknownProduct, NotInCart
    """
    if quantity is not None:
        _refuse_quantity(quantity)
    product = product_at(sku, place_of(customer), uow=uow)
    uow.carts.lock(customer.id, now)
    held = uow.carts.get(customer.id).quantity_of(sku)
    if not held:
        raise NotInCart(product)
    left = 0 if quantity is None else max(0, held - quantity)
    return _set(customer, product, left, now=now, uow=uow, actor=actor)


def change_quantity(
    customer: Customer, sku: str, quantity: int, *, now: datetime, uow: UnitOfWork, actor: str = "customer"
) -> Changed:
    """So many of a product that is in the cart, instead of what was wanted before.

    Raises:
        QuantityRefused, UnknownProduct, NotInCart
    """
    _refuse_quantity(quantity)
    product = look_up(sku, now=now, uow=uow, place=place_of(customer), customer=customer)
    uow.carts.lock(customer.id, now)
    if not uow.carts.get(customer.id).quantity_of(sku):
        raise NotInCart(product)
    return _set(customer, product, quantity, now=now, uow=uow, actor=actor)


def empty_cart(customer: Customer, *, now: datetime, uow: UnitOfWork, actor: str = "customer") -> None:
    """Takes everything out, and the promotion's code with it."""
    uow.carts.lock(customer.id, now)
    for line in uow.carts.get(customer.id).lines:
        uow.carts.set_quantity(customer.id, line.product.sku, 0)
    uow.carts.set_promotion(customer.id, None)
    uow.events.add(Event(uuid7(now), now, "cart.emptied", actor, "cart", customer.id))


@dataclass(frozen=True, slots=True)
class Remembered:
    """A promotion the cart will use."""

    promotion: Promotion
    missing: Money | None
    """The goods have to cost so much more before it holds; None if it holds already."""


def use_promotion(
    customer: Customer, code: str, *, now: datetime, uow: UnitOfWork, actor: str = "customer"
) -> Remembered:
    """The cart will be checked out with this code, now or as soon as there is enough in it.

    Raises:
        PromotionRefused: it brings nothing, whatever is in the cart.
    """
    promotion = uow.promotions.get(code)
    if promotion is None:
        raise PromotionRefused(code, Why.UNKNOWN)
    shop = the_shop(uow)
    subtotal = uow.carts.get(customer.id).subtotal(shop.currency)
    enough = promotion.from_amount or subtotal
    missing = enough - subtotal if subtotal.minor < enough.minor else None
    check(promotion, enough if missing else subtotal, customer.id, today=shop.today(now), uow=uow)
    uow.carts.lock(customer.id, now)
    uow.carts.set_promotion(customer.id, promotion.code)
    body = {"promotion": promotion.code}
    uow.events.add(Event(uuid7(now), now, "cart.changed", actor, "cart", customer.id, body))
    return Remembered(promotion, missing)


def check_out(customer: Customer, *, now: datetime, uow: UnitOfWork) -> Quoted:
    """A quote for what is in the cart, with its promotion's code. The cart stays until the quote is ordered.

    Raises:
        EmptyCart
        PromotionRefused: the code brings nothing for these goods; `check_out_without_promotion` leaves it out.
        NothingAvailable, OverSpendingLimit, UnknownPlace
    """
    return _check_out(customer, uow.carts.get(customer.id).promotion, now=now, uow=uow)


def check_out_without_promotion(customer: Customer, *, now: datetime, uow: UnitOfWork) -> Quoted:
    return _check_out(customer, None, now=now, uow=uow)


def _check_out(customer: Customer, code: str | None, *, now: datetime, uow: UnitOfWork) -> Quoted:
    cart = uow.carts.get(customer.id)
    if not cart.lines:
        raise EmptyCart(customer.id)
    quoted = quote_wishes(customer, wishes_of(cart.lines), now=now, uow=uow, code=code)
    # After the quote, as when an order is placed: one order of locks, or both can wait for each other forever.
    instead = {each.product.sku: each.instead.sku for each in quoted.replacements}
    uow.carts.check_out(customer.id, quoted.quote.id, instead)
    return quoted


def take_out_ordered(quote: Quote, *, now: datetime, uow: UnitOfWork) -> None:
    """What was ordered leaves the cart it came from, once; what was added meanwhile stays."""
    if not uow.carts.ordered(quote.customer_id, quote.id, now):
        return
    bought = dict(quantities(quote.lines))
    instead = uow.carts.instead(quote.customer_id)
    # What was bought goes to the product's own line first, and then to what it was bought instead of.
    for line in sorted(uow.carts.get(quote.customer_id).lines, key=lambda line: line.product.sku in instead):
        sku = instead.get(line.product.sku, line.product.sku)
        taken = min(line.quantity, bought.get(sku, 0))
        if taken:
            bought[sku] -= taken
            uow.carts.set_quantity(quote.customer_id, line.product.sku, line.quantity - taken)


def _refuse_quantity(quantity: int) -> None:
    if not 1 <= quantity <= MOST_OF_ONE_PRODUCT:
        raise QuantityRefused(quantity, most=MOST_OF_ONE_PRODUCT)


def _set(customer: Customer, product: Product, quantity: int, *, now: datetime, uow: UnitOfWork, actor: str) -> Changed:
    uow.carts.set_quantity(customer.id, product.sku, quantity)
    body = {"sku": product.sku, "quantity": quantity}
    uow.events.add(Event(uuid7(now), now, "cart.changed", actor, product.sku, customer.id, body))
    return Changed(uow.carts.get(customer.id), product, quantity)
