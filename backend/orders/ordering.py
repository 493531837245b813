"""A yes becomes an order, once; and orders are found, changed and cancelled."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from backend.orders.alerts import mark_back
from backend.orders.carts import take_out_ordered
from backend.orders.errors import (
    OutOfStock,
    OverSpendingLimit,
    PriceChange,
    QuoteChanged,
    QuoteExpired,
    TooLateToCancel,
    TotalChanged,
    UnknownOrder,
    UnknownQuote,
)
from backend.orders.history import BASKETS
from backend.orders.ids import free_number, uuid7
from backend.orders.model import (
    MAIN,
    NEXT,
    Customer,
    Event,
    Line,
    Order,
    OrderStatus,
    Product,
    Quote,
    QuoteState,
    Terms,
    Wish,
)
from backend.orders.money import Money
from backend.orders.ports import Chance, UnitOfWork
from backend.orders.promotions import has_ordered
from backend.orders.quoting import (
    as_stocked,
    place_to_fetch,
    quantities,
    release_expired_of,
    terms_for,
    the_shop,
    whole_wish,
)


def place_order(
    customer: Customer, quote_id: UUID, *, now: datetime, uow: UnitOfWork, chance: Chance, actor: str = "customer"
) -> Order:
    """Buys exactly what was quoted, once: the same quote again gives the same order.

    Raises:
        UnknownQuote: there is none, or it was read out to somebody else.
        QuoteExpired, QuoteChanged: nothing was ordered; quote again and ask again.
        OverSpendingLimit: the limit was lowered meanwhile.
    """
    quote = uow.quotes.get(quote_id)
    if quote is None or quote.customer_id != customer.id:
        raise UnknownQuote(quote_id)
    if quote.state is not QuoteState.ORDERED:
        if now >= quote.expires_at:
            raise QuoteExpired(quote)
        _refuse_changes(customer, quote, uow)
        # The quote holds its goods, so this one step is the sale: the goods stay reserved for the order.
        if uow.quotes.move(quote.id, QuoteState.ORDERED):
            _refuse_second_first_order(quote, uow)
            take_out_ordered(quote, now=now, uow=uow)
            return add_order(customer, quote.lines, quote.terms, quote.id, now=now, uow=uow, chance=chance, actor=actor)
    placed = uow.orders.by_quote(quote_id)
    if placed is None:  # released for another quote meanwhile
        raise QuoteChanged(quote)
    return placed


def _refuse_changes(customer: Customer, quote: Quote, uow: UnitOfWork) -> None:
    prices = tuple(PriceChange(line.product, line.price) for line in quote.lines if line.product.price != line.price)
    to = quote.terms.address
    moved = not quote.terms.pickup and to != customer.address and to not in uow.addresses.of(customer.id).values()
    if prices or moved:
        raise QuoteChanged(quote, prices, customer.address if moved else None)
    if customer.spending_limit is not None and quote.total.minor > customer.spending_limit.minor:
        raise OverSpendingLimit(customer.spending_limit, quote.total)


def _refuse_second_first_order(quote: Quote, uow: UnitOfWork) -> None:
    """Something may have been ordered another way since the quote was made."""
    promotion = uow.promotions.get(quote.terms.promotion) if quote.terms.promotion else None
    if promotion is not None and promotion.first_order and has_ordered(quote.customer_id, uow=uow):
        raise QuoteChanged(quote)


def order_directly(
    customer: Customer,
    wishes: Sequence[Wish],
    *,
    now: datetime,
    uow: UnitOfWork,
    chance: Chance,
    actor: str,
    expected: Money | None = None,
    code: str | None = None,
    pickup_at: str | None = None,
) -> Order:
    """An order from a system that has shown its customer what it costs: all of it, or none.

    Raises:
        TotalChanged: it would cost something else than `expected`.
        OutOfStock, UnknownProduct, QuantityRefused, NothingToReorder, OverSpendingLimit, PromotionRefused
    """
    wanted, products = whole_wish(customer, wishes, uow=uow)
    place = MAIN if pickup_at is None else place_to_fetch(pickup_at, uow=uow).id
    before = {sku: as_stocked(product, place, uow=uow) for sku, product in products.items()} if pickup_at else products
    short = [sku for sku, quantity in wanted.items() if before[sku].available < quantity]
    if short:
        release_expired_of(short, place, now=now, uow=uow)  # held for nobody any more
    if not uow.stock.reserve(wanted, place):
        raise _first_shortage(wanted, before, place, uow)
    lines = [Line(products[sku], quantity, products[sku].price) for sku, quantity in wanted.items()]
    terms = terms_for(customer, lines, now=now, uow=uow, code=code, pickup_at=pickup_at)
    total = terms.total_of(lines)
    if expected is not None and total != expected:
        raise TotalChanged(expected, total)
    if customer.spending_limit is not None and total.minor > customer.spending_limit.minor:
        raise OverSpendingLimit(customer.spending_limit, total)
    return add_order(customer, tuple(lines), terms, None, now=now, uow=uow, chance=chance, actor=actor)


def _first_shortage(
    wanted: Mapping[str, int], before: Mapping[str, Product], place: str, uow: UnitOfWork
) -> OutOfStock:
    """Which of them it was. The others may have been reserved just now, which the refusal undoes."""
    now = {sku: as_stocked(before[sku], place, uow=uow) for sku in sorted(wanted)}
    short = [
        product
        for sku, product in now.items()
        if product.available < wanted[sku] and before[sku].available - product.available != wanted[sku]
    ]
    product = short[0] if short else next(iter(now.values()))
    return OutOfStock(product, wanted=wanted[product.sku])


def add_order(
    customer: Customer,
    lines: tuple[Line, ...],
    terms: Terms,
    quote_id: UUID | None,
    *,
    now: datetime,
    uow: UnitOfWork,
    chance: Chance,
    actor: str,
) -> Order:
    """For goods that are reserved already."""
    order = Order(
        id=uuid7(now),
        number=free_number(chance, uow.orders.is_taken),
        customer_id=customer.id,
        quote_id=quote_id,
        status=OrderStatus.PLACED,
        lines=lines,
        terms=terms,
        placed_at=now,
        cancel_until=now + timedelta(minutes=the_shop(uow).cancel_minutes),
    )
    uow.orders.add(order)
    uow.events.add(order_event("order.placed", order, now=now, actor=actor))
    return order


def order_event(type: str, order: Order, *, now: datetime, actor: str) -> Event:
    body = {
        "number": order.number,
        "status": order.status.value,
        "lines": [{"sku": line.product.sku, "quantity": line.quantity} for line in order.lines],
        "total": str(order.total.amount),
        "currency": order.total.currency,
    }
    return Event(uuid7(now), now, type, actor, order.number, order.customer_id, body)


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


def cancel_order(customer: Customer, number: str, *, now: datetime, uow: UnitOfWork, actor: str = "customer") -> Order:
    """Cancels within the window and puts the goods back on the shelf."""
    order = cancellable(customer, number, now=now, uow=uow)
    if not uow.orders.move(order, OrderStatus.CANCELLED):
        raise TooLateToCancel(order.number, order.status, order.expected_on, order.cancel_until)
    return _cancelled(order.number, now=now, uow=uow, actor=actor)


def cancel_for_shop(number: str, *, now: datetime, uow: UnitOfWork) -> Order:
    """Whenever nothing of it was sent; the window is the customer's.

    Raises:
        UnknownOrder, TooLateToCancel
    """
    order = uow.orders.by_number(number)
    if order is None:
        raise UnknownOrder(number)
    if OrderStatus.CANCELLED not in NEXT[order.status] or not uow.orders.move(order, OrderStatus.CANCELLED):
        raise TooLateToCancel(order.number, order.status, order.expected_on, order.cancel_until)
    return _cancelled(number, now=now, uow=uow, actor="shop")


def _cancelled(number: str, *, now: datetime, uow: UnitOfWork, actor: str) -> Order:
    order = uow.orders.by_number(number)  # its quantities may have changed while we waited for our turn
    assert order is not None
    back = quantities(order.lines)
    uow.stock.release(back, order.terms.place)
    uow.events.add(order_event("order.cancelled", order, now=now, actor=actor))
    for sku in sorted(back):
        mark_back(sku, now=now, uow=uow)
    return order


def alternative_to(product: Product, *, uow: UnitOfWork) -> Product | None:
    """Something of the same kind that is in stock, nearest in price."""
    others = [
        other
        for other in uow.products.in_category(product.category)
        if other.sku != product.sku and other.available > 0
    ]
    return min(others, key=lambda other: (abs(other.price.minor - product.price.minor), other.sku), default=None)
