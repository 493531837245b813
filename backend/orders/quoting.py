"""From a wish to a quote: today's prices, goods held for a few minutes, and what a yes would cost."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from backend.orders.errors import (
    NothingAvailable,
    NothingToReorder,
    OutOfStock,
    OverSpendingLimit,
    PriceChange,
    PromisedAlready,
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
    Place,
    Product,
    Quote,
    QuoteState,
    Shop,
    StockAt,
    Terms,
    Wish,
)
from backend.orders.money import Money
from backend.orders.ports import UnitOfWork
from backend.orders.promotions import PromotionRefused, best_discount
from backend.orders.substitutions import Policy, best_match

FETCHED_AFTER = timedelta(days=1)
"""An order to be picked up is ready the next day."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """A line of a wish that could not be filled as it was meant."""

    product: Product
    """With the stock there was where the goods come from."""
    wanted: int
    taken: int


@dataclass(frozen=True, slots=True)
class Replacement:
    """Something else for what is sold out, because the customer said so once."""

    product: Product
    instead: Product
    quantity: int


@dataclass(frozen=True, slots=True)
class Quoted:
    quote: Quote
    shortages: tuple[Shortage, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    dearer: tuple[PriceChange, ...] = ()
    """What costs so much more than this customer last paid that they should hear it before they agree."""
    refused: PromotionRefused | None = None
    """The promotion of the quote before, when it holds no more."""


def quote_product(customer: Customer, sku: str, quantity: int, *, now: datetime, uow: UnitOfWork) -> Quote:
    """A quote for so many of one product, or a refusal that says why not."""
    return quote_one(customer, sku, quantity, now=now, uow=uow).quote


def quote_one(customer: Customer, sku: str, quantity: int, *, now: datetime, uow: UnitOfWork) -> Quoted:
    """So many of one product, no fewer; or what this customer wants instead of it.

    Raises:
        OutOfStock: there are not so many.
        QuantityRefused, UnknownProduct, OverSpendingLimit, UnknownPlace
    """
    if not 1 <= quantity <= MOST_OF_ONE_PRODUCT:
        raise QuantityRefused(quantity, most=MOST_OF_ONE_PRODUCT)
    try:
        quoted = quote_wishes(customer, [Wish(sku, quantity)], now=now, uow=uow)
    except NothingAvailable as refusal:
        raise OutOfStock(refusal.products[0], wanted=quantity) from None
    for shortage in quoted.shortages:
        raise OutOfStock(shortage.product, wanted=quantity)
    return quoted


def quote_wishes(
    customer: Customer,
    wishes: Sequence[Wish],
    *,
    now: datetime,
    uow: UnitOfWork,
    code: str | None = None,
    pickup_at: str | None = None,
    instead_of: Quote | None = None,
    address: str | None = None,
) -> Quoted:
    """A quote for as much of the wishes as there is; its goods are held until it expires.

    A customer has one quote at a time: what was held for an earlier one goes back on the shelf. `instead_of` is such
    a quote when this one is another version of it: it keeps the way the goods come, and the promotion while it holds.
    With an `address` the goods are delivered there; the customer must have saved it, or nobody can buy the quote.

    Raises:
        NothingToReorder: nothing is wished for.
        NothingAvailable: all of it is sold out.
        UnknownProduct, PromotionRefused, OverSpendingLimit, UnknownPlace
    """
    if not wishes:
        raise NothingToReorder(customer.id)
    release_expired(now=now, uow=uow)
    for held in uow.quotes.held_by(customer.id):
        release(held, uow=uow)
    if instead_of is not None:
        before = instead_of.terms
        pickup_at = before.place if before.pickup and address is None else None
        code = before.promotion
        if address is None and not before.pickup and before.address in uow.addresses.of(customer.id).values():
            address = before.address
    elif address is None:
        pickup_at = pickup_at or customer.pickup_at
    if address is not None:
        customer = replace(customer, address=address)
    place = pickup_at or MAIN
    wanted = _summed(wishes)
    products = _products_at(wanted, place, uow=uow)
    if short := [sku for sku, product in products.items() if product.available < wanted.get(sku, 0)]:
        release_expired_of(short, place, now=now, uow=uow)
        products = _products_at(wanted, place, uow=uow)
    swaps = _swaps(customer, wanted, products, place=place, uow=uow)
    lines, shortages, replacements = _hold(wanted, products, swaps, place=place, uow=uow)
    if not lines:
        raise NothingAvailable(tuple(shortage.product for shortage in shortages))
    refused = None
    try:
        terms = terms_for(customer, lines, now=now, uow=uow, code=code, pickup_at=pickup_at)
    except PromotionRefused as refusal:
        if instead_of is None:
            raise
        refused = refusal
        terms = terms_for(customer, lines, now=now, uow=uow, pickup_at=pickup_at)
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
    if instead_of is not None:
        uow.carts.quoted_again(customer.id, instead_of.id, quote.id)
    return Quoted(quote, tuple(shortages), tuple(replacements), refused=refused)


def quote_again(customer: Customer, quote: Quote, *, now: datetime, uow: UnitOfWork) -> Quoted:
    """The same wish at today's prices and stock; a promotion that has ended is left out."""
    return quote_wishes(customer, wishes_of(quote.lines), now=now, uow=uow, instead_of=quote)


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


def release_all(sku: str, place: str, *, uow: UnitOfWork) -> None:
    """Goods that nobody has bought yet are no promise; customers with a quote are asked again."""
    for quote in uow.quotes.holding(sku, place):
        release(quote, uow=uow)


def set_on_hand(sku: str, place: str, on_hand: int, restock_on: date | None, *, uow: UnitOfWork) -> None:
    """
    Raises:
        PromisedAlready: orders have been promised more than that.
    """
    if uow.stock.set(sku, place, on_hand, restock_on):
        return
    release_all(sku, place, uow=uow)
    if not uow.stock.set(sku, place, on_hand, restock_on):
        raise PromisedAlready(as_stocked(uow.products.by_sku([sku])[sku], place, uow=uow), on_hand)


def release_expired_of(skus: Collection[str], place: str, *, now: datetime, uow: UnitOfWork) -> None:
    """What quotes that are over still hold of these goods."""
    for sku in sorted(skus):
        for quote in uow.quotes.holding(sku, place):
            if quote.expires_at <= now:
                release(quote, uow=uow)


def whole_wish(
    customer: Customer, wishes: Sequence[Wish], *, uow: UnitOfWork
) -> tuple[Mapping[str, int], Mapping[str, Product]]:
    """SKU to quantity and to product, of a wish that is filled as a whole or not at all.

    Raises:
        NothingToReorder, UnknownProduct, QuantityRefused
    """
    for wish in wishes:
        if wish.quantity < 1:
            raise QuantityRefused(wish.quantity, most=MOST_OF_ONE_PRODUCT)
    wanted = _summed(wishes)
    if not wanted:
        raise NothingToReorder(customer.id)
    for quantity in wanted.values():
        if quantity > MOST_OF_ONE_PRODUCT:
            raise QuantityRefused(quantity, most=MOST_OF_ONE_PRODUCT)
    products = uow.products.by_sku(wanted)
    for sku in wanted:
        if sku not in products:
            raise UnknownProduct(sku)
    return wanted, products


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
        place = place_to_fetch(pickup_at, uow=uow)
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


def _products_at(skus: Iterable[str], place: str, *, uow: UnitOfWork) -> dict[str, Product]:
    """
    Raises:
        UnknownProduct
    """
    products = dict(uow.products.by_sku(skus))
    for sku in skus:
        if sku not in products:
            raise UnknownProduct(sku)
    if place != MAIN:
        products = {sku: as_stocked(product, place, uow=uow) for sku, product in products.items()}
    return products


def place_to_fetch(place_id: str, *, uow: UnitOfWork) -> Place:
    """
    Raises:
        UnknownPlace: nothing can be picked up there.
    """
    place = next((place for place in uow.places() if place.id == place_id and place.pickup), None)
    if place is None:
        raise UnknownPlace(place_id)
    return place


def as_stocked(product: Product, place: str, *, uow: UnitOfWork) -> Product:
    """With what there is of it at this place, now."""
    return _stocked(product, uow.stock.at(place, [product.sku]).get(product.sku, StockAt(place, 0, 0)))


def _stocked(product: Product, there: StockAt) -> Product:
    return replace(product, on_hand=there.on_hand, reserved=there.reserved, restock_on=there.restock_on)


def _alike(product: Product, place: str, *, besides: Collection[str], uow: UnitOfWork) -> list[Product]:
    """Of the same kind."""
    others = [other for other in uow.products.in_category(product.category) if other.sku not in besides]
    if place == MAIN:
        return others
    there = uow.stock.at(place, [other.sku for other in others])
    return [_stocked(other, there.get(other.sku, StockAt(place, 0, 0))) for other in others]


def _swaps(
    customer: Customer, wanted: Mapping[str, int], products: dict[str, Product], *, place: str, uow: UnitOfWork
) -> Mapping[str, str]:
    """What the customer wants (SKU) instead of what is sold out. The products of these are added."""
    sold_out = [products[sku] for sku in wanted if products[sku].available <= 0]
    said = uow.substitutions.of(customer.id) if sold_out else {}
    swaps: dict[str, str] = {}
    for product in sold_out:
        wish = said.get(product.sku)
        instead = None
        if wish is not None and wish.policy is Policy.BEST_MATCH:
            others = _alike(product, place, besides={*wanted, *swaps.values()}, uow=uow)
            instead = best_match(product, others, most_percent=the_shop(uow).consent_percent)
        elif wish is not None and wish.replacement is not None:
            instead = _products_at([wish.replacement], place, uow=uow)[wish.replacement]
        if instead is not None and instead.available > 0:
            swaps[product.sku] = instead.sku
            products.setdefault(instead.sku, instead)
    return swaps


def alternatives(quoted: Quoted, *, uow: UnitOfWork) -> Mapping[str, Product]:
    """What could be had for lines that were left out (SKU), unless the customer wants nothing else."""
    quote = quoted.quote
    left_out = [shortage.product for shortage in quoted.shortages if not shortage.taken]
    said = uow.substitutions.of(quote.customer_id) if left_out else {}
    besides = set(quantities(quote.lines))
    found: dict[str, Product] = {}
    for product in left_out:
        wish = said.get(product.sku)
        if wish is None or wish.policy is not Policy.NONE:
            other = best_match(product, _alike(product, quote.terms.place, besides=besides, uow=uow))
            if other is not None:
                besides.add(other.sku)
                found[product.sku] = other
    return found


def wants_nothing_else(customer_id: UUID, sku: str, *, uow: UnitOfWork) -> bool:
    wish = uow.substitutions.of(customer_id).get(sku)
    return wish is not None and wish.policy is Policy.NONE


def _hold(
    wanted: Mapping[str, int],
    products: Mapping[str, Product],
    swaps: Mapping[str, str],
    *,
    place: str,
    uow: UnitOfWork,
) -> tuple[list[Line], list[Shortage], list[Replacement]]:
    total: dict[str, int] = {}
    for sku, quantity in wanted.items():
        bought = swaps.get(sku, sku)
        total[bought] = total.get(bought, 0) + quantity
    held: dict[str, int] = {}
    looked_at = dict(products)
    # One order for all baskets, or two of them can wait for each other forever.
    for sku in sorted(total):
        held[sku], looked_at[sku] = _hold_one(products[sku], total[sku], place=place, uow=uow)
    lines = [Line(products[sku], held[sku], products[sku].price) for sku in total if held[sku]]
    shortages, replacements = [], []
    # What is there goes to the product's own line first.
    for sku in sorted(wanted, key=swaps.__contains__):
        bought = swaps.get(sku, sku)
        taken = min(wanted[sku], held[bought])
        held[bought] -= taken
        if bought != sku and taken:
            replacements.append(Replacement(products[sku], products[bought], taken))
        elif taken < wanted[sku]:
            shortages.append(Shortage(looked_at[sku], wanted[sku], taken))
    return lines, shortages, replacements


def _hold_one(product: Product, wanted: int, *, place: str, uow: UnitOfWork) -> tuple[int, Product]:
    """How many could be held, and the stock as it was seen."""
    while (quantity := min(wanted, product.available)) > 0:
        if uow.stock.reserve({product.sku: quantity}, place):
            return quantity, product
        # Somebody was quicker. Should the view be an old one all the same, each round asks for fewer.
        there = as_stocked(product, place, uow=uow)
        product = there if there.available < product.available else replace(product, on_hand=product.on_hand - 1)
    return 0, product


def available_at(sku: str, place: str, *, uow: UnitOfWork) -> int:
    there = uow.stock.at(place, [sku]).get(sku)
    return there.available if there else 0
