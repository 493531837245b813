"""From a wish to a quote: today's prices, goods held for a few minutes, and what a yes would cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.orders.errors import (
    NothingAvailable,
    NothingToReorder,
    OutOfStock,
    OverSpendingLimit,
    QuantityRefused,
    UnknownPlace,
    UnknownProduct,
)
from backend.orders.ids import uuid7
from backend.orders.model import (
    MAIN,
    MOST_OF_ONE_PRODUCT,
    QUOTE_LASTS,
    Customer,
    Line,
    Product,
    Quote,
    QuoteState,
    Shop,
    Terms,
    Wish,
)
from backend.orders.money import Money
from backend.orders.ports import UnitOfWork
from backend.orders.promotions import PromotionRefused, best_discount

FETCHED_AFTER = timedelta(days=1)
"""An order to be picked up is ready the next day."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """A line of a wish that could not be filled as it was meant."""

    product: Product
    wanted: int
    taken: int


@dataclass(frozen=True, slots=True)
class Quoted:
    quote: Quote
    shortages: tuple[Shortage, ...] = ()


def quote_product(customer: Customer, sku: str, quantity: int, *, now: datetime, uow: UnitOfWork) -> Quote:
    """A quote for so many of one product, or a refusal that says why not."""
    if not 1 <= quantity <= MOST_OF_ONE_PRODUCT:
        raise QuantityRefused(quantity, most=MOST_OF_ONE_PRODUCT)
    product = uow.products.get(sku)
    if product is None:
        raise UnknownProduct(sku)
    try:
        quoted = quote_wishes(customer, [Wish(sku, quantity)], now=now, uow=uow)
    except NothingAvailable:
        raise OutOfStock(product, wanted=quantity) from None
    for shortage in quoted.shortages:
        raise OutOfStock(shortage.product, wanted=quantity)
    return quoted.quote


def quote_wishes(
    customer: Customer,
    wishes: Sequence[Wish],
    *,
    now: datetime,
    uow: UnitOfWork,
    code: str | None = None,
    pickup_at: str | None = None,
) -> Quoted:
    """A quote for as much of the wishes as there is; its goods are held until it expires.

    A customer has one quote at a time: what was held for an earlier one goes back on the shelf.

    Raises:
        NothingToReorder: nothing is wished for.
        NothingAvailable: all of it is sold out.
        PromotionRefused, OverSpendingLimit, UnknownPlace
    """
    if not wishes:
        raise NothingToReorder(customer.id)
    release_expired(now=now, uow=uow)
    for held in uow.quotes.held_by(customer.id):
        release(held, uow=uow)
    pickup_at = pickup_at or customer.pickup_at
    lines, shortages = _hold(_summed(wishes), place=pickup_at or MAIN, uow=uow)
    if not lines:
        raise NothingAvailable(tuple(shortage.product for shortage in shortages))
    terms = terms_for(customer, lines, now=now, uow=uow, code=code, pickup_at=pickup_at)
    quote = Quote(
        id=uuid7(now),
        customer_id=customer.id,
        lines=tuple(lines),
        terms=terms,
        expires_at=now + QUOTE_LASTS,
    )
    if customer.spending_limit is not None and quote.total.minor > customer.spending_limit.minor:
        raise OverSpendingLimit(customer.spending_limit, quote.total)
    uow.quotes.add(quote)
    return Quoted(quote, tuple(shortages))


def quote_again(customer: Customer, quote: Quote, *, now: datetime, uow: UnitOfWork) -> Quoted:
    """The same wish at today's prices and stock; a promotion that has ended is left out."""
    pickup_at = quote.terms.place if quote.terms.pickup else None
    wishes = wishes_of(quote.lines)
    try:
        return quote_wishes(customer, wishes, now=now, uow=uow, code=quote.terms.promotion, pickup_at=pickup_at)
    except PromotionRefused:
        return quote_wishes(customer, wishes, now=now, uow=uow, pickup_at=pickup_at)


def wishes_of(lines: Sequence[Line]) -> list[Wish]:
    return [Wish(line.product.sku, line.quantity) for line in lines]


def release(quote: Quote, *, uow: UnitOfWork) -> None:
    """Its goods go back on the shelf, once."""
    if uow.quotes.move(quote.id, QuoteState.RELEASED):
        uow.stock.release(quantities(quote.lines), quote.terms.place)


def release_expired(*, now: datetime, uow: UnitOfWork) -> int:
    """How many quotes were over."""
    expired = uow.quotes.expired(now, limit=20)
    for quote in expired:
        release(quote, uow=uow)
    return len(expired)


def quantities(lines: Sequence[Line]) -> Mapping[str, int]:
    return {line.product.sku: line.quantity for line in lines}


def terms_for(
    customer: Customer,
    lines: Sequence[Line],
    *,
    now: datetime,
    uow: UnitOfWork,
    code: str | None = None,
    pickup_at: str | None = None,
) -> Terms:
    """What these goods cost on top, how they come and when."""
    shop = the_shop(uow)
    today = shop.today(now)
    nothing = Money(0, shop.currency)
    subtotal = sum((line.total for line in lines), nothing)
    discount = best_discount(code, subtotal, customer.id, today=today, uow=uow)
    reduced = subtotal - discount.amount if discount else subtotal
    fee, address, day = shop.delivery_fee_for(reduced), customer.address, today + timedelta(days=shop.delivery_days)
    if pickup_at is not None:
        place = next((place for place in uow.places() if place.id == pickup_at and place.pickup), None)
        if place is None:
            raise UnknownPlace(pickup_at)
        fee, address, day = nothing, place.address, today + FETCHED_AFTER
    return Terms(
        delivery_fee=fee,
        discount=discount.amount if discount else nothing,
        promotion=discount.promotion.code if discount else None,
        tax=shop.tax_on(reduced + fee),
        tax_included=shop.tax_included,
        deliver_on=day,
        address=address,
        place=pickup_at or MAIN,
        pickup=pickup_at is not None,
    )


def the_shop(uow: UnitOfWork) -> Shop:
    shop = uow.shop()
    if shop is None:
        raise LookupError("the database holds no shop")
    return shop


def _summed(wishes: Sequence[Wish]) -> Mapping[str, int]:
    """The same product twice is one line: otherwise each would pass a check that both together fail."""
    wanted: dict[str, int] = {}
    for wish in wishes:
        wanted[wish.sku] = wanted.get(wish.sku, 0) + wish.quantity
    return wanted


def _hold(wanted: Mapping[str, int], *, place: str, uow: UnitOfWork) -> tuple[list[Line], list[Shortage]]:
    products = uow.products.by_sku(wanted)
    taken = {}
    # One order for all baskets, or two of them can wait for each other forever.
    for sku in sorted(products):
        taken[sku] = _hold_one(products[sku], wanted[sku], place=place, uow=uow)
    known = [(products[sku], quantity) for sku, quantity in wanted.items() if sku in products]
    lines = [Line(product, taken[product.sku], product.price) for product, _ in known if taken[product.sku]]
    shortages = [
        Shortage(product, quantity, taken[product.sku]) for product, quantity in known if taken[product.sku] < quantity
    ]
    return lines, shortages


def _hold_one(product: Product, wanted: int, *, place: str, uow: UnitOfWork) -> int:
    """How many could be held."""
    available = product.available if place == MAIN else available_at(product.sku, place, uow=uow)
    while (quantity := min(wanted, available)) > 0:
        if uow.stock.reserve({product.sku: quantity}, place):
            return quantity
        available = min(available_at(product.sku, place, uow=uow), available - 1)  # somebody was quicker
    return 0


def available_at(sku: str, place: str, *, uow: UnitOfWork) -> int:
    return next((stock.available for stock in uow.stock.of(sku) if stock.place == place), 0)
