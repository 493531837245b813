"""From "my usual, please" to an order: quotes read out, and what a yes buys."""

from uuid import UUID

from backend.conversation.browsing import sold_out
from backend.conversation.phrasebook import OrderNumber
from backend.conversation.turn import Card, Expects, Phrase, Reply
from backend.conversation.visit import Topic, Visit, is_quantity, is_text, is_uuid
from backend.orders import errors
from backend.orders.history import BASKETS, habits
from backend.orders.model import Customer, Order, OrderStatus, Product, Quote
from backend.orders.ordering import place_order
from backend.orders.quoting import Quoted, quote_again, quote_product
from backend.orders.repeating import quote_last, quote_order, quote_usual


def _reorder(visit: Visit) -> Reply:
    customer = visit.known_customer()
    if visit.said("product") or visit.ids("product"):
        return _order_product(visit, usual_quantity=True)
    number = visit.order_number()
    if "usual" in visit.ids("order"):
        return read_out(visit.write(lambda uow: quote_usual(customer, now=visit.now, uow=uow)), "usual-is", visit)
    if number:
        return read_out(
            visit.write(lambda uow: quote_order(customer, number, now=visit.now, uow=uow)), "that-is", visit
        )
    # "order the same again"
    return read_out(visit.write(lambda uow: quote_last(customer, now=visit.now, uow=uow)), "last-was", visit)


def _place_order(visit: Visit) -> Reply:
    visit.known_customer()
    return _order_product(visit, usual_quantity=False)


def _order_product(visit: Visit, *, usual_quantity: bool) -> Reply:
    customer = visit.known_customer()
    found = visit.meant_product()
    if isinstance(found, Reply):
        return found
    quantity = visit.quantity(found)
    if quantity is None and visit.said("quantity"):
        return visit.ask(Phrase("how-many"), Expects.SLOT, slot="quantity")
    if quantity is None:
        quantity = _last_quantity(customer, found, visit) if usual_quantity else 1
    return _quote(customer, found.sku, quantity, visit)


def _last_quantity(customer: Customer, product: Product, visit: Visit) -> int:
    known = visit.read(lambda uow: habits(uow.orders.of(customer.id, limit=BASKETS)))
    return next((habit.last_quantity for habit in known if habit.product.sku == product.sku), 1)


def _quote(customer: Customer, sku: str, quantity: int, visit: Visit) -> Reply:
    quote = visit.write(lambda uow: quote_product(customer, sku, quantity, now=visit.now, uow=uow))
    visit.product = sku  # "how much is it" now means what is on offer
    return read_out(Quoted(quote), "that-is", visit)


def _yes_to_product(visit: Visit) -> Reply:
    return _quote(visit.known_customer(), visit.pending["sku"], visit.pending["quantity"], visit)


def _yes_to_quote(visit: Visit) -> Reply:
    customer, quote_id = visit.known_customer(), UUID(visit.pending["quote"])
    order = visit.write(lambda uow: place_order(customer, quote_id, now=visit.now, uow=uow, chance=visit.chance))
    return _placed(order, visit)


def _no_to_quote(visit: Visit) -> Reply:
    return visit.more(Phrase("not-placed"))


def read_out(quoted: Quoted, lead: str, visit: Visit, *before: Phrase) -> Reply:
    """Products, quantities, total, delivery, seller: all of it by voice before the yes."""
    quote = quoted.quote
    terms = quote.terms
    says = [*before, Phrase(lead, {"items": visit.items(quote.lines)})]
    for shortage in quoted.shortages:
        name = visit.name(shortage.product)
        if shortage.taken:
            says.append(Phrase("reduced", {"product": name, "taken": shortage.taken}))
        else:
            says.append(Phrase("left-out", {"product": name}))
    if terms.delivery_fee.minor:
        says.append(Phrase("costs", {"delivery": terms.delivery_fee, "total": quote.total}))
    else:
        says.append(Phrase("costs-free-delivery", {"total": quote.total}))
    says.append(Phrase("sold-by", {"shop": visit.shop.name, "day": terms.deliver_on, "address": terms.address}))
    return visit.confirm(Phrase("shall-i-place"), *says, pending={"do": "place", "quote": str(quote.id)})


def _placed(order: Order, visit: Visit) -> Reply:
    number = OrderNumber(order.number)
    if order.status is OrderStatus.CANCELLED:
        return visit.more(Phrase("already-cancelled", {"number": number}))
    terms = order.terms
    lines = [
        Phrase("placed-card-line", {"item": visit.item(line.product, line.quantity), "price": line.total})
        for line in order.lines
    ]
    lines.append(Phrase("placed-card-delivery", {"price": terms.delivery_fee}))
    end = {"total": order.total, "shop": visit.shop.name, "day": terms.deliver_on, "address": terms.address}
    card = Card(Phrase("placed-card", {"number": number}), (*lines, Phrase("placed-card-total", end)))
    return visit.more(Phrase("placed", {"number": number, "day": terms.deliver_on}), card=card)


# -- what can go wrong


def _out_of_stock(refusal: errors.OutOfStock, visit: Visit) -> Reply:
    product, left = refusal.product, refusal.available
    if left == 0:
        return sold_out(product, refusal.wanted, visit)
    says = Phrase("only-left", {"product": visit.name(product), "left": left})
    pending = {"do": "quote", "sku": product.sku, "quantity": left}
    return visit.confirm(Phrase("take-them", {"left": left}), says, pending=pending)


def _quantity_refused(refusal: errors.QuantityRefused, visit: Visit) -> Reply:
    if refusal.quantity > refusal.most:
        why = Phrase("quantity-too-many", {"quantity": refusal.quantity, "most": refusal.most})
    else:
        why = Phrase("quantity-zero", {"most": refusal.most})
    # The turn may have been a mere "yes", and that intent has no quantity to ask for.
    intent = visit.turn.intent if visit.said("product") or visit.said("quantity") else "PlaceOrderIntent"
    return visit.ask(Phrase("how-many"), Expects.SLOT, why, slot="quantity", intent=intent)


def _all_sold_out(refusal: errors.NothingAvailable, visit: Visit) -> Reply:
    names = tuple(visit.name(product) for product in refusal.products)
    return visit.more(Phrase("all-sold-out", {"products": names, "count": len(names)}))


def _nothing_to_reorder(_: errors.NothingToReorder, visit: Visit) -> Reply:
    return visit.more(Phrase("nothing-to-reorder"))


def _unknown_quote(_: errors.UnknownQuote, visit: Visit) -> Reply:
    return visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("not-now"))


def _expired(refusal: errors.QuoteExpired, visit: Visit) -> Reply:
    return _again(refusal.quote, visit, Phrase("quote-expired"))


def _changed(refusal: errors.QuoteChanged, visit: Visit) -> Reply:
    """The difference is said, and everything asked again."""
    why = [
        Phrase(
            "price-changed",
            {"product": visit.name(change.product), "before": change.before, "price": change.product.price},
        )
        for change in refusal.prices
    ]
    if refusal.address is not None:
        why.append(Phrase("address-changed", {"address": refusal.address}))
    return _again(refusal.quote, visit, *(why or [Phrase("quote-changed")]))


def _again(quote: Quote, visit: Visit, *why: Phrase) -> Reply:
    customer = visit.known_customer()
    quoted = visit.write(lambda uow: quote_again(customer, quote, now=visit.now, uow=uow))
    return read_out(quoted, "that-is", visit, *why)


TOPIC = Topic(
    answers={
        "ReorderIntent": _reorder,
        "PlaceOrderIntent": _place_order,
    },
    forms={
        "place": {"quote": is_uuid},
        "quote": {"sku": is_text, "quantity": is_quantity},
    },
    agreed={"place": _yes_to_quote, "quote": _yes_to_product},
    declined={"place": _no_to_quote},
    refusals={
        errors.OutOfStock: _out_of_stock,
        errors.QuantityRefused: _quantity_refused,
        errors.NothingAvailable: _all_sold_out,
        errors.NothingToReorder: _nothing_to_reorder,
        errors.UnknownQuote: _unknown_quote,
        errors.QuoteExpired: _expired,
        errors.QuoteChanged: _changed,
    },
)
