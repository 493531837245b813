"""Quotes and orders. Whatever ends in an order has an Idempotency-Key and happens at most once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from backend.api import answers, reading, schemas
from backend.api.problems import Problem
from backend.api.routes import Answer, Call, Route
from backend.orders import changing
from backend.orders.errors import (
    KeyReused,
    KeyRunning,
    NotConfirmed,
    OutOfStock,
    QuantityRefused,
    Refusal,
    UnknownCustomer,
    UnknownPlace,
    UnknownProduct,
    UnknownQuote,
)
from backend.orders.model import MOST_OF_ONE_PRODUCT, Customer, Order, OrderStatus, Wish
from backend.orders.money import Money
from backend.orders.ordering import cancel_order, order_directly, place_order
from backend.orders.ports import UnitOfWork
from backend.orders.quoting import Quoted, quote_wishes
from backend.orders.repeating import quote_last, quote_order, quote_usual
from backend.orders.tokens import Scope

# -- quotes


def quote(call: Call) -> Answer:
    """What it would cost now; the goods are held for ten minutes. A customer has one quote at a time."""

    def work(uow: UnitOfWork) -> Quoted:
        customer = call.customer(uow, call.body["customer_id"])
        if "what" in call.body:
            return _again(customer, call.body["what"], call, uow)
        code, place = call.body.get("promotion"), call.body.get("pickup_at")
        _refuse_unknown_place(place, uow)
        wishes = wishes_in(call.body["lines"], uow)
        return quote_wishes(customer, wishes, now=call.now, uow=uow, code=code, pickup_at=place)

    return quoted(call.write(work))


def quoted(found: Quoted) -> Answer:
    return Answer(201, answers.quote(found.quote, found.shortages))


def wishes_in(lines: Sequence[Mapping[str, Any]], uow: UnitOfWork) -> list[Wish]:
    """The same product twice is one wish.

    Raises:
        UnknownProduct, QuantityRefused
    """
    wanted: dict[str, int] = {}
    for line in lines:
        wanted[line["sku"]] = wanted.get(line["sku"], 0) + line["quantity"]
    known = uow.products.by_sku(wanted)
    for sku, quantity in wanted.items():
        if sku not in known:
            raise UnknownProduct(sku)
        if quantity > MOST_OF_ONE_PRODUCT:
            raise QuantityRefused(quantity, most=MOST_OF_ONE_PRODUCT)
    return [Wish(sku, quantity) for sku, quantity in wanted.items()]


def _refuse_unknown_place(place: str | None, uow: UnitOfWork) -> None:
    if place is not None and not any(each.id == place and each.pickup for each in uow.places()):
        raise UnknownPlace(place)


def _again(customer: Customer, what: str, call: Call, uow: UnitOfWork) -> Quoted:
    match what:
        case "usual":
            return quote_usual(customer, now=call.now, uow=uow)
        case "last":
            return quote_last(customer, now=call.now, uow=uow)
        case number:
            return quote_order(customer, number, now=call.now, uow=uow)


# -- orders


def place(call: Call) -> Answer:
    """Orders a quote, or lines at today's prices: all of it or nothing. The same key again gives the same answer."""
    return _placed(call, lambda uow: _order(call, uow))


def _order(call: Call, uow: UnitOfWork) -> Order:
    services, body = call.services, call.body
    if "quote_id" in body:
        found = uow.quotes.get(body["quote_id"])
        try:
            customer = call.customer(uow, found.customer_id) if found else None
        except UnknownCustomer:
            customer = None
        if customer is None:
            raise UnknownQuote(body["quote_id"])
        return place_order(customer, body["quote_id"], now=call.now, uow=uow, chance=services.chance, actor=call.actor)
    customer = call.customer(uow, body["customer_id"])
    expected = body.get("expected_total")
    return order_directly(
        customer,
        wishes_in(body["lines"], uow),
        now=call.now,
        uow=uow,
        chance=services.chance,
        actor=call.actor,
        expected=Money.parse(expected["amount"], expected["currency"]) if expected else None,
        code=body.get("promotion"),
        pickup_at=body.get("pickup_at"),
    )


def reorder(call: Call) -> Answer:
    """The usual, the last order or one by its number again, at today's prices: a quote, or at once an order."""
    if not call.body["place"]:
        return quoted(call.write(lambda uow: _again(call.customer(uow), call.body["what"], call, uow)))

    def work(uow: UnitOfWork) -> Order:
        customer = call.customer(uow)
        found = _again(customer, call.body["what"], call, uow)
        for shortage in found.shortages:
            # Nobody is there to be asked whether less will do; a quote says what there is.
            raise OutOfStock(shortage.product, wanted=shortage.wanted)
        return place_order(
            customer, found.quote.id, now=call.now, uow=uow, chance=call.services.chance, actor=call.actor
        )

    return _placed(call, work)


def _placed(call: Call, work: Callable[[UnitOfWork], Order]) -> Answer:
    count = call.services.metrics.ordered
    try:
        answer, is_first = call.once(lambda uow: (201, answers.order(work(uow))))
    except NotConfirmed:
        count("not_confirmed")
        raise
    except (KeyReused, KeyRunning):
        count("conflict")
        raise
    except Refusal:
        count("refused")
        raise
    count("placed" if is_first else "replayed")
    location = f"/api/v1/orders/{answer.body['number']}"
    return Answer(answer.status, answer.body, {**answer.headers, "Location": location})


def orders(call: Call) -> Answer:
    """Latest first, a page at a time; of one customer, or with a token of the shop of all."""
    token = call.token
    assert token is not None
    wanted = call.query.get("customer_id", token.customer_id)
    cursor, limit = call.query.get("cursor"), call.query["limit"]
    before = reading.order_of(cursor) if cursor else None

    def work(uow: UnitOfWork) -> Sequence[Order]:
        if wanted is not None:
            call.customer(uow, wanted)
        return uow.orders.page(wanted, before=before, limit=limit + 1)

    page = call.read(work)
    more = reading.cursor_of_order(page[limit - 1].placed_at, page[limit - 1].id) if len(page) > limit else None
    return Answer(200, {"orders": [answers.order_detail(each) for each in page[:limit]], "next": more})


def order(call: Call) -> Answer:
    """One order."""
    return Answer(200, answers.order_detail(call.read(call.order)))


def tracking(call: Call) -> Answer:
    """Where its parcels are."""
    return Answer(200, answers.tracking(call.read(call.order)))


def cancel(call: Call) -> Answer:
    """Cancels it within the shop's window; an order that is cancelled stays so."""

    def work(uow: UnitOfWork) -> Order:
        known = call.order(uow)
        if known.status is OrderStatus.CANCELLED:
            return known
        return cancel_order(call.owner(uow, known), known.number, now=call.now, uow=uow, actor=call.actor)

    return Answer(200, answers.order_detail(call.write(work)))


def change(call: Call) -> Answer:
    """Sends it to another address, or changes how many, until it is packed."""

    def work(uow: UnitOfWork) -> Order:
        known = call.order(uow)
        customer = call.owner(uow, known)
        if "address" in call.body:
            address = _address(call.body["address"])
            return changing.change_address(customer, known.number, address, now=call.now, uow=uow, actor=call.actor)
        expected = call.body["expected_total"]
        return changing.change_quantity(
            customer,
            known.number,
            call.body["sku"],
            call.body["quantity"],
            expected=Money.parse(expected["amount"], expected["currency"]),
            now=call.now,
            uow=uow,
            actor=call.actor,
        )

    return Answer(200, answers.order_detail(call.write(work)))


def _address(given: str) -> str:
    address = " ".join(given.split())
    if not address or not address.isprintable():
        raise Problem(422, "address_refused", "An address has printable characters, at least one.")
    return address


ROUTES = (
    Route("POST", "/api/v1/quotes", quote, {201: schemas.Quote}, scope=Scope.ORDER, body=schemas.QuoteRequest),
    Route("GET", "/api/v1/orders", orders, {200: schemas.Orders}, scope=Scope.READ, query=schemas.OrderQuery),
    Route("POST", "/api/v1/orders", place, {201: schemas.Order}, Scope.ORDER, schemas.OrderRequest, key=True),
    Route("GET", "/api/v1/orders/<number>", order, {200: schemas.OrderDetail}, scope=Scope.READ),
    Route("GET", "/api/v1/orders/<number>/tracking", tracking, {200: schemas.Tracking}, scope=Scope.READ),
    Route("POST", "/api/v1/orders/<number>/cancel", cancel, {200: schemas.OrderDetail}, scope=Scope.ORDER),
    Route("PATCH", "/api/v1/orders/<number>", change, {200: schemas.OrderDetail}, Scope.ORDER, schemas.OrderChange),
    Route(
        "POST",
        "/api/v1/customers/<uuid:customer_id>/reorder",
        reorder,
        {201: schemas.OrderOrQuote},
        Scope.ORDER,
        schemas.ReorderRequest,
        key=True,
    ),
)
