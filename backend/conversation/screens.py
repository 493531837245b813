"""What a channel with a screen shows of stock, quotes and orders; and its words, for all of them to draw."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from backend.conversation.phrasebook import OrderNumber, phrasebook
from backend.conversation.turn import Phrase, Progress, Row, Screen, ScreenKind, Touch
from backend.conversation.visit import Visit
from backend.orders.alerts import LOW_STOCK
from backend.orders.model import Line, Order, OrderStatus, Place, Product, Quote, Shipment, ShipmentStatus, Terms
from backend.orders.money import Money
from interaction_models.model import SlotValue

MOST_SHOWN = 10
"""Rows; who wants more asks for something in particular."""

YES, NO = Touch("AMAZON.YesIntent"), Touch("AMAZON.NoIntent")

_PLACED, _PACKED, _SHIPPED, _OUT, _DELIVERED = range(5)
_DELIVERY = tuple(Phrase(f"screen-step-{step}") for step in ("placed", "packed", "shipped", "out", "delivered"))
_PICKUP = tuple(Phrase(f"screen-step-{step}") for step in ("placed", "ready", "fetched"))

_STEP_OF_ORDER = {
    OrderStatus.PLACED: _PLACED,
    OrderStatus.PACKED: _PACKED,
    OrderStatus.PARTLY_SHIPPED: _PACKED,  # the rest is still here
    OrderStatus.SHIPPED: _SHIPPED,
    OrderStatus.DELIVERED: _DELIVERED,
}
_PICKUP_STEP_OF_ORDER = {OrderStatus.PLACED: 0, OrderStatus.PACKED: 1, OrderStatus.DELIVERED: 2}
_STEP_OF_PARCEL = {
    ShipmentStatus.LABEL_CREATED: _PACKED,
    ShipmentStatus.PICKED_UP: _SHIPPED,
    ShipmentStatus.IN_TRANSIT: _SHIPPED,
    ShipmentStatus.DELAYED: _SHIPPED,
    ShipmentStatus.EXCEPTION: _SHIPPED,
    ShipmentStatus.UNKNOWN: _SHIPPED,
    ShipmentStatus.OUT_FOR_DELIVERY: _OUT,
    ShipmentStatus.READY_FOR_PICKUP: _OUT,
    ShipmentStatus.ATTEMPT_FAILED: _OUT,
    ShipmentStatus.DELIVERED: _DELIVERED,
}
"""A parcel that came back, was lost or called off is nowhere on the way: that is said in words only."""


# -- what there is


def of_products(products: Iterable[Product], visit: Visit, *, intent: str = "PlaceOrderIntent") -> Screen:
    """Who touches one means `intent` with it; what nobody can buy cannot be touched."""
    rows = tuple(_product(product, intent, visit) for product in list(products)[:MOST_SHOWN])
    return Screen(ScreenKind.PRODUCTS, Phrase("verbatim", {"text": visit.shop.name}), rows)


def of_product_at(place: Place, product: Product, visit: Visit) -> Screen:
    """Where it can be fetched. That is offered in words; touching it would mean to have it delivered."""
    return Screen(
        ScreenKind.PRODUCTS,
        Phrase("verbatim", {"text": place.name(visit.turn.locale)}),
        (replace(_product(product, "", visit), touch=None),),
    )


def _product(product: Product, intent: str, visit: Visit) -> Row:
    facts = {"price": product.price, "unit": Phrase(f"unit-{product.unit}"), "left": max(product.available, 0)}
    if product.available > 0:
        detail = Phrase("screen-product" if product.available >= LOW_STOCK else "screen-product-low", facts)
    elif product.restock_on and product.restock_on >= visit.today:
        detail = Phrase("screen-product-back", {**facts, "day": product.restock_on})
    else:
        detail = Phrase("screen-product-sold-out", facts)
    touch = _about(product, intent, visit) if visit.customer and product.available > 0 else None
    return Row(_name(product, visit), detail, product.image, touch)


def _name(product: Product, visit: Visit) -> Phrase:
    return Phrase("verbatim", {"text": visit.name(product)})


def _about(product: Product, intent: str, visit: Visit) -> Touch:
    return Touch(intent, {"product": SlotValue(visit.name(product), (product.sku,))})


# -- what it costs


def of_quote(quote: Quote, delivery: Phrase, visit: Visit) -> Screen:
    """`delivery` says by whom, when and where to."""
    return Screen(
        ScreenKind.QUOTE,
        Phrase("screen-quote"),
        _lines(quote.lines, visit),
        (*_fees(quote.terms), delivery),
        Phrase("screen-total", {"total": quote.total}),
        buttons=(Row(Phrase("screen-place"), touch=YES), Row(Phrase("screen-not-now"), touch=NO)),
    )


def of_basket(lines: Sequence[Line], subtotal: Money, visit: Visit) -> Screen:
    return Screen(
        ScreenKind.PRODUCTS,
        Phrase("screen-basket"),
        _lines(lines, visit),
        total=Phrase("screen-total", {"total": subtotal}),
        buttons=(Row(Phrase("screen-check-out"), touch=Touch("CheckoutIntent")),),
    )


def _lines(lines: Sequence[Line], visit: Visit) -> tuple[Row, ...]:
    shown = lines if len(lines) <= MOST_SHOWN else lines[: MOST_SHOWN - 1]
    rows = [
        Row(visit.item(line.product, line.quantity), Phrase("verbatim", {"text": line.total}), line.product.image)
        for line in shown
    ]
    if len(shown) < len(lines):
        rows.append(Row(Phrase("history-more", {"count": len(lines) - len(shown)})))
    return tuple(rows)


def _fees(terms: Terms) -> Iterable[Phrase]:
    if terms.discount.minor:
        yield Phrase("placed-card-discount", {"price": terms.discount})
    if not terms.pickup:
        yield Phrase("placed-card-delivery", {"price": terms.delivery_fee})
    if terms.tax.minor and not terms.tax_included:
        yield Phrase("placed-card-tax", {"price": terms.tax})


# -- what was ordered


def of_orders(orders: Sequence[Order], visit: Visit) -> Screen:
    rows = tuple(_order(order, visit) for order in orders[:MOST_SHOWN])
    return Screen(ScreenKind.ORDERS, Phrase("screen-orders"), rows)


def _order(order: Order, visit: Visit) -> Row:
    day = visit.shop.today(order.placed_at)
    facts = {"day": day, "total": order.total, "state": Phrase(f"state-{order.status.replace('_', '-')}")}
    image = next((line.product.image for line in order.lines if line.product.image), None)
    return Row(_number(order), Phrase("screen-order", facts), image, _about_order(order, "OrderStatusIntent"))


def of_order(order: Order, where: Sequence[Phrase], visit: Visit) -> Screen:
    """Where it is: `where` in words, and how far on its way."""
    can_cancel = order.status is OrderStatus.PLACED and visit.now < order.cancel_until
    return Screen(
        ScreenKind.TRACKING,
        _number(order),
        _lines(order.lines, visit),
        tuple(where),
        Phrase("screen-total", {"total": order.total}),
        progress_of(order),
        (Row(Phrase("screen-cancel"), touch=_about_order(order, "CancelOrderIntent")),) if can_cancel else (),
    )


def progress_of(order: Order) -> Progress | None:
    """None when it is not on its way to the customer: called off, sent back, lost."""
    if order.terms.pickup and order.status in _PICKUP_STEP_OF_ORDER:
        return Progress(_PICKUP, _PICKUP_STEP_OF_ORDER[order.status])
    parcels = [_step_of(parcel) for parcel in order.shipments]
    if order.status is OrderStatus.CANCELLED or None in parcels:
        return None
    if order.unshipped or not parcels or order.status is OrderStatus.DELIVERED:
        return Progress(_DELIVERY, _STEP_OF_ORDER[order.status])
    return Progress(_DELIVERY, min(step for step in parcels if step is not None))


def _step_of(parcel: Shipment) -> int | None:
    return _STEP_OF_PARCEL.get(parcel.status)


def _number(order: Order) -> Phrase:
    return Phrase("placed-card", {"number": OrderNumber(order.number)})


def _about_order(order: Order, intent: str) -> Touch:
    return Touch(intent, {"order": SlotValue(order.number)})


# -- in words


@dataclass(frozen=True, slots=True)
class RenderedRow:
    text: str
    detail: str = ""
    image: str | None = None
    touch: Touch | None = None


@dataclass(frozen=True, slots=True)
class RenderedScreen:
    """Plain text, no markup."""

    kind: ScreenKind
    title: str
    rows: tuple[RenderedRow, ...]
    notes: tuple[str, ...]
    total: str
    steps: tuple[str, ...]
    step: int
    """Index in `steps`, where there are any."""
    progress: str
    """The same in a sentence."""
    buttons: tuple[RenderedRow, ...]


def render_screen(screen: Screen, *, locale: str, today: date) -> RenderedScreen:
    book = phrasebook(locale)

    def write(phrase: Phrase | None) -> str:
        text = book.say(phrase, today=today, written=True) if phrase else ""
        return text[:1].upper() + text[1:]

    def rows(given: Iterable[Row]) -> tuple[RenderedRow, ...]:
        return tuple(RenderedRow(write(row.text), write(row.detail), row.image, row.touch) for row in given)

    progress, said = screen.progress, None
    if progress:
        facts = {"step": progress.steps[progress.step], "at": progress.step + 1, "of": len(progress.steps)}
        said = Phrase("screen-progress", facts)
    return RenderedScreen(
        kind=screen.kind,
        title=write(screen.title),
        rows=rows(screen.rows[:MOST_SHOWN]),
        notes=tuple(map(write, screen.notes)),
        total=write(screen.total),
        steps=tuple(map(write, progress.steps)) if progress else (),
        step=progress.step if progress else 0,
        progress=write(said),
        buttons=rows(screen.buttons),
    )
