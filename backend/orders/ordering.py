"""Quote, order, cancel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from backend.orders.errors import (
    NothingAvailable,
    NothingToReorder,
    OutOfStock,
    QuantityRefused,
    QuoteChanged,
    QuoteExpired,
    TooLateToCancel,
    UnknownOrder,
    UnknownProduct,
    UnknownQuote,
)
from backend.orders.history import BASKETS, usual_basket
from backend.orders.ids import uuid7
from backend.orders.model import (
    MOST_OF_ONE_PRODUCT,
    QUOTE_LASTS,
    Customer,
    Line,
    Order,
    OrderStatus,
    Product,
    Quote,
    Shop,
    Wish,
)
from backend.orders.ports import Chance, UnitOfWork


@dataclass(frozen=True, slots=True)
class Shortage:
    """A line of a repeat order that could not be filled as before."""

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
    if quantity > product.on_hand:
        raise OutOfStock(product, wanted=quantity)
    quote = _quote(customer, [Line(product, quantity, product.price)], now=now, shop=_shop(uow))
    uow.quotes.add(quote)
    uow.commit()
    return quote


def quote_usual(customer: Customer, *, now: datetime, uow: UnitOfWork) -> Quoted:
    """The customer's usual basket at today's prices."""
    return _requote(customer, usual_basket(uow.orders.of(customer.id, limit=BASKETS)), now=now, uow=uow)


def quote_last(customer: Customer, *, now: datetime, uow: UnitOfWork) -> Quoted:
    """The customer's latest order once more, at today's prices."""
    kept = [order for order in uow.orders.of(customer.id, limit=BASKETS) if order.status is not OrderStatus.CANCELLED]
    wishes = _wishes(kept[0].lines) if kept else []
    return _requote(customer, wishes, now=now, uow=uow)


def quote_order(customer: Customer, number: str, *, now: datetime, uow: UnitOfWork) -> Quoted:
    """The order with this number once more, at today's prices.

    Raises:
        UnknownOrder: there is none; also when it is somebody else's.
    """
    order = find_order(customer, number, uow=uow)
    return _requote(customer, _wishes(order.lines), now=now, uow=uow)


def quote_again(customer: Customer, quote: Quote, *, now: datetime, uow: UnitOfWork) -> Quoted:
    """The same wish at today's prices and stock."""
    return _requote(customer, _wishes(quote.lines), now=now, uow=uow)


def _wishes(lines: Sequence[Line]) -> list[Wish]:
    return [Wish(line.product.sku, line.quantity) for line in lines]


def _requote(customer: Customer, wishes: Sequence[Wish], *, now: datetime, uow: UnitOfWork) -> Quoted:
    if not wishes:
        raise NothingToReorder(customer.id)
    lines, shortages = [], []
    for wish in wishes:
        product = uow.products.get(wish.sku)
        if product is None:
            continue
        taken = min(wish.quantity, product.on_hand)
        if taken:
            lines.append(Line(product, taken, product.price))
        if taken < wish.quantity:
            shortages.append(Shortage(product, wish.quantity, taken))
    if not lines:
        raise NothingAvailable(tuple(shortage.product for shortage in shortages))
    quote = _quote(customer, lines, now=now, shop=_shop(uow))
    uow.quotes.add(quote)
    uow.commit()
    return Quoted(quote, tuple(shortages))


def _quote(customer: Customer, lines: Sequence[Line], *, now: datetime, shop: Shop) -> Quote:
    quote = Quote(
        id=uuid7(now),
        customer_id=customer.id,
        lines=tuple(lines),
        delivery_fee=shop.delivery_fee,
        deliver_on=shop.today(now) + timedelta(days=shop.delivery_days),
        address=customer.address,
        expires_at=now + QUOTE_LASTS,
    )
    return replace(quote, delivery_fee=shop.delivery_fee_for(quote.subtotal))


def place_order(customer: Customer, quote_id: UUID, *, now: datetime, uow: UnitOfWork, chance: Chance) -> Order:
    """Buys exactly what was quoted, once: the same quote again gives the same order.

    Raises:
        UnknownQuote: there is none, or it was read out to somebody else.
        QuoteExpired, QuoteChanged: nothing was ordered; quote again and ask again.
    """
    quote = uow.quotes.get(quote_id)
    if quote is None or quote.customer_id != customer.id:
        raise UnknownQuote(quote_id)
    placed = uow.orders.by_quote(quote_id)
    if placed is not None:
        return placed
    if now >= quote.expires_at:
        raise QuoteExpired(quote)
    # One order for all baskets, or two of them can wait for each other forever.
    for line in sorted(quote.lines, key=lambda line: line.product.sku):
        if line.product.price != line.price or not uow.products.take(line.product.sku, line.quantity):
            raise QuoteChanged(quote)
    shop = _shop(uow)
    order = Order(
        id=uuid7(now),
        number=free_number(uow, chance),
        customer_id=quote.customer_id,
        quote_id=quote.id,
        status=OrderStatus.PLACED,
        lines=quote.lines,
        delivery_fee=quote.delivery_fee,
        placed_at=now,
        cancel_until=now + timedelta(minutes=shop.cancel_minutes),
        deliver_on=quote.deliver_on,
        address=quote.address,
    )
    uow.orders.add(order)
    uow.commit()
    return order


def free_number(uow: UnitOfWork, chance: Chance) -> str:
    """An order number nobody has: digits only, they are recognised best when spoken."""
    digits = 6
    while True:
        # Never a leading zero: speech services deliver digits as a number. One digit more each time a
        # number is taken, so a full range ends quickly.
        number = str(chance.randrange(10 ** (digits - 1), 10**digits))
        if uow.orders.by_number(number) is None:
            return number
        digits += 1


def find_order(customer: Customer, number: str, *, uow: UnitOfWork) -> Order:
    """The order with this number, or without a number the latest one that is still under way.

    Raises:
        UnknownOrder: there is none; also when it is somebody else's.
    """
    if number:
        order = uow.orders.by_number(number)
        if order is None or order.customer_id != customer.id:
            raise UnknownOrder(number)
        return order
    orders = uow.orders.of(customer.id, limit=BASKETS)
    if not orders:
        raise UnknownOrder("")
    return next((order for order in orders if order.is_open), orders[0])


def cancellable(customer: Customer, number: str, *, now: datetime, uow: UnitOfWork) -> Order:
    """The order a cancellation would concern.

    Raises:
        UnknownOrder, TooLateToCancel
    """
    order = find_order(customer, number, uow=uow)
    if order.status is not OrderStatus.PLACED or now >= order.cancel_until:
        raise TooLateToCancel(order.number, order.status, order.expected_on, order.cancel_until)
    return order


def cancel_order(customer: Customer, number: str, *, now: datetime, uow: UnitOfWork) -> Order:
    """Cancels within the window and puts the goods back on the shelf."""
    order = cancellable(customer, number, now=now, uow=uow)
    if not uow.orders.move(order, OrderStatus.CANCELLED):
        raise TooLateToCancel(order.number, order.status, order.expected_on, order.cancel_until)
    for line in sorted(order.lines, key=lambda line: line.product.sku):
        uow.products.give_back(line.product.sku, line.quantity)
    uow.commit()
    return replace(order, status=OrderStatus.CANCELLED)


def alternative_to(product: Product, *, uow: UnitOfWork) -> Product | None:
    """Something of the same kind that is in stock, nearest in price."""
    others = [
        other for other in uow.products.in_category(product.category) if other.sku != product.sku and other.on_hand > 0
    ]
    return min(others, key=lambda other: (abs(other.price.minor - product.price.minor), other.sku), default=None)


def _shop(uow: UnitOfWork) -> Shop:
    shop = uow.shop()
    if shop is None:
        raise LookupError("the database holds no shop")
    return shop
