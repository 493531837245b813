"""From "my usual, please" to an order: quotes read out, changed, and what a yes buys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from backend.conversation.browsing import sold_out
from backend.conversation.personal import Guarded, ask_for_code, offer_of_code
from backend.conversation.phrasebook import AnyOf, OrderNumber
from backend.conversation.screens import of_order, of_quote
from backend.conversation.several import is_entries, meant_together, wishes_in
from backend.conversation.turn import Card, Expects, Phrase, Reply
from backend.conversation.visit import CHOICES, Topic, Visit, is_quantity, is_text, is_uuid
from backend.orders import errors
from backend.orders.history import BASKETS, Habit, clear_favourite, habits, habits_for, meant
from backend.orders.lists import UnknownList, find_list
from backend.orders.model import MOST_OF_ONE_PRODUCT, Customer, Order, OrderStatus, Product, Quote, Terms, Wish
from backend.orders.ordering import place_order
from backend.orders.ports import UnitOfWork
from backend.orders.privacy import allowed
from backend.orders.profiles import Purpose, plain_label
from backend.orders.promotions import Promotion, PromotionKind, PromotionRefused
from backend.orders.quoting import (
    Quoted,
    alternatives,
    quantities,
    quote_again,
    quote_one,
    quote_wishes,
    release,
    wants_nothing_else,
    wishes_of,
)
from backend.orders.repeating import (
    HistoryForbidden,
    NothingLeft,
    change_quantity,
    leave_out,
    open_quote,
    quote_product_again,
    quote_repeat,
    the_last,
    the_order,
    the_usual,
)

MOST_SAID_EACH = 2
"""Prices that rose, and offers for what is sold out, that are told one by one: more is too long to listen to."""

MOST_REMEMBERED = 20
"""Lines of a wish that a question keeps in mind."""


# -- order it again


def _reorder(visit: Visit) -> Reply:
    customer = visit.known_customer()
    names_product, names_basket = _names(visit, "product"), _names(visit, "order") or _names(visit, "list")
    if names_product and not (names_basket and _names(visit, "quantity")):
        return _order_again(visit, customer)
    if not names_basket and (_names(visit, "without") or _names(visit, "quantity")):
        changed = change_pending_quote(visit)
        if changed is not None:
            return changed
    return _repeat(visit, customer)


def _names(visit: Visit, slot: str) -> bool:
    return bool(visit.said(slot) or visit.ids(slot))


def _repeat(visit: Visit, customer: Customer) -> Reply:
    """A basket of the past, perhaps with a change: "my usual without the milk"."""

    def work(uow: UnitOfWork) -> "tuple[Quoted, str, _Change]":
        lead, wishes = _basket(visit, customer, uow)
        change = _changed(visit, wishes, uow)
        if wishes and not change.wishes:
            raise NothingLeft(customer.id)
        return quote_repeat(customer, change.wishes, now=visit.now, uow=uow), lead, change

    quoted, lead, change = visit.write(work)
    if change.question is None:
        return read_out(quoted, lead, visit, *change.notes)
    items = Phrase(lead, {"items": visit.items(quoted.quote.lines)})
    says = (*change.notes, items, *_differences(quoted, visit, {}))
    return _ask_about(quoted.quote.id, change, visit, *says)


def _basket(visit: Visit, customer: Customer, uow: UnitOfWork) -> tuple[str, Sequence[Wish]]:
    """What is to be repeated, and how that is announced."""
    number = visit.order_number()
    if visit.said("list"):
        return "list-is", find_list(customer, visit.said("list"), uow=uow).wishes
    if "usual" in visit.ids("order"):
        return "usual-is", the_usual(customer, uow=uow)
    if number:
        return "that-is", the_order(customer, number, uow=uow)
    if visit.said("order") and not visit.ids("order"):
        try:
            return "list-is", find_list(customer, visit.said("order"), uow=uow).wishes
        except UnknownList:
            pass  # other words for "the last one"
    return "last-was", the_last(customer, uow=uow)


def _order_again(visit: Visit, customer: Customer) -> Reply:
    """ "My coffee" is the coffee this customer buys, as many as last time."""
    said, skus = visit.said("product"), visit.ids("product")

    def look_back(uow: UnitOfWork) -> list[Habit]:
        if not allowed(customer.id, Purpose.HISTORY, uow):
            return []
        orders = uow.orders.of(customer.id, limit=BASKETS)
        if len(skus) == 1:
            return [habit for habit in habits(orders) if habit.product.sku == skus[0]]
        return habits_for(said, skus, orders, visit.turn.locale)

    known = visit.read(look_back)
    habit = clear_favourite(known)
    if habit is None and known:
        names = AnyOf(visit.name(each.product) for each in known[:CHOICES])
        return visit.ask(Phrase("which-of", {"products": names}), Expects.SLOT, slot="product", intent="ReorderIntent")
    return _order_product(visit, habit)


def _place_order(visit: Visit) -> Reply:
    customer = visit.known_customer()
    together = meant_together(visit)
    if together is None:
        return _order_product(visit, None, again=False)
    if isinstance(together, Reply):
        return together
    wishes = [Wish(product.sku, pieces) for product, pieces in together.wishes]
    return _order_several(customer, wishes, visit, *together.unknown)


def _order_several(customer: Customer, wishes: Sequence[Wish], visit: Visit, *before: Phrase) -> Reply:
    for wish in wishes:
        if not 1 <= wish.quantity <= MOST_OF_ONE_PRODUCT:
            raise errors.QuantityRefused(wish.quantity, most=MOST_OF_ONE_PRODUCT)
    quoted = visit.write(lambda uow: quote_wishes(customer, wishes, now=visit.now, uow=uow))
    return read_out(quoted, "that-is", visit, *before)


def _yes_to_several(visit: Visit) -> Reply:
    return _order_several(visit.known_customer(), wishes_in(visit.pending["several"]), visit)


def _order_product(visit: Visit, habit: Habit | None, *, again: bool = True) -> Reply:
    customer = visit.known_customer()
    found = habit.product if habit else visit.meant_product()
    if isinstance(found, Reply):
        return found
    visit.product = found.sku
    quantity = visit.quantity(found)
    if quantity is None and visit.said("quantity"):
        return visit.ask(Phrase("how-many"), Expects.SLOT, slot="quantity")
    quote = quote_product_again if again else quote_one
    pieces = quantity if quantity is not None else habit.last_quantity if habit else 1
    quoted = visit.write(lambda uow: quote(customer, found.sku, pieces, now=visit.now, uow=uow))
    notes = (_not_in_it(visit, "without"),) if again and _names(visit, "without") else ()
    return read_out(quoted, "that-is", visit, *notes)


def _yes_to_product(visit: Visit) -> Reply:
    customer, sku, quantity = visit.known_customer(), visit.pending["sku"], visit.pending["quantity"]
    quoted = visit.write(lambda uow: quote_one(customer, sku, quantity, now=visit.now, uow=uow))
    visit.product = sku  # "how much is it" now means what is on offer
    return read_out(quoted, "that-is", visit)


# -- the same, but


@dataclass(frozen=True, slots=True)
class _Change:
    """What becomes of a basket by what was said, or what has to be asked first."""

    wishes: Sequence[Wish]
    notes: tuple[Phrase, ...] = ()
    question: Phrase | None = None
    line: str | None = None
    """SKU, when it is only the number that is missing."""


def _changed(visit: Visit, wishes: Sequence[Wish], uow: UnitOfWork) -> _Change:
    """Without what was said, or with another number of something."""
    notes: tuple[Phrase, ...] = ()
    if _names(visit, "without"):
        left = leave_out(wishes, visit.said("without"), visit.ids("without"), visit.turn.locale, uow=uow)
        if len(left) == len(wishes):
            notes = (_not_in_it(visit, "without"),)
        wishes = left
    if not wishes or not (_names(visit, "product") or _names(visit, "quantity") or _names(visit, "unit")):
        return _Change(wishes, notes)
    lines = _lines_meant(visit, wishes, uow)
    if not lines:
        return _Change(wishes, (*notes, _not_in_it(visit, "product")))
    if len(lines) > 1:
        names = AnyOf(visit.name(product) for product in lines[:CHOICES])
        return _Change(wishes, notes, Phrase("which-of", {"products": names}))
    product = lines[0]
    quantity = visit.quantity(product)
    if quantity is not None and quantity > MOST_OF_ONE_PRODUCT:
        too_many = Phrase("quantity-too-many", {"quantity": quantity, "most": MOST_OF_ONE_PRODUCT})
        return _Change(wishes, (*notes, too_many), Phrase("how-many"), product.sku)
    if quantity is None:
        return _Change(wishes, notes, Phrase("how-many"), product.sku)
    return _Change(change_quantity(wishes, product, quantity), notes)


def _lines_meant(visit: Visit, wishes: Sequence[Wish], uow: UnitOfWork) -> list[Product]:
    products = uow.products.by_sku(wish.sku for wish in wishes)
    in_order = [products[wish.sku] for wish in wishes]
    if _names(visit, "product"):
        return meant(visit.said("product"), visit.ids("product"), in_order, visit.turn.locale)
    asked = visit.pending.get("line") if _answers_a_question(visit) else None
    return [product for product in in_order if asked in (None, product.sku)]


def _not_in_it(visit: Visit, slot: str) -> Phrase:
    return Phrase("not-in-it", {"said": visit.said(slot) or visit.ids(slot)[0]})


def _answers_a_question(visit: Visit) -> bool:
    return visit.pending.get("do") == "slot" and visit.pending["intent"] == visit.turn.intent


def pending_quote(visit: Visit) -> UUID | None:
    """The quote that waits for a yes, or for what should be different about it."""
    if visit.pending.get("do") not in ("place", "place-code") and not _answers_a_question(visit):
        return None
    quote_id = visit.pending.get("quote")
    return UUID(quote_id) if is_uuid(quote_id) else None


def change_pending_quote(visit: Visit) -> Reply | None:
    """ "Make that three", "without the milk": the quote that waits for a yes with that change, read out again.

    None when no quote waits: then something else is meant.
    """
    customer, quote_id = visit.customer, pending_quote(visit)
    if customer is None or quote_id is None or visit.order_number():
        return None

    def work(uow: UnitOfWork) -> "tuple[Quoted | None, _Change] | None":
        quote = open_quote(customer, quote_id, uow=uow)
        if quote is None:
            return None
        wishes = wishes_of(quote.lines)
        change = _changed(visit, wishes, uow)
        if not change.wishes:
            release(quote, uow=uow)
        if not change.wishes or change.question is not None or list(change.wishes) == wishes:
            return None, change
        return quote_wishes(customer, change.wishes, now=visit.now, uow=uow, instead_of=quote), change

    try:
        done = visit.write(work)
    except errors.OverSpendingLimit as refusal:
        return _place_unchanged(quote_id, visit, _over_limit_words(refusal))
    if done is None:
        return None
    quoted, change = done
    if quoted is not None:
        return read_out(quoted, "that-is", visit, *change.notes)
    if not change.wishes:
        return visit.more(Phrase("nothing-left"))
    if change.question is not None:
        return _ask_about(quote_id, change, visit, *change.notes)
    return visit.confirm(Phrase("shall-i-place"), *change.notes, pending=_place(quote_id))


def leave_out_of_pending_quote(visit: Visit) -> Reply | None:
    """ "Take out the milk": the same for an intent that names what is to go as its product."""
    product = visit.turn.slots.get("product")
    if product is None or _names(visit, "quantity"):
        return None
    ids = dict.fromkeys(id_ for value in (product, *product.others) for id_ in value.ids)
    turn = replace(visit.turn, slots={"without": replace(product, ids=tuple(ids))})
    visit.turn, before = turn, visit.turn
    try:
        return change_pending_quote(visit)
    finally:
        visit.turn = before


def redirect_pending_quote(visit: Visit) -> Reply | None:
    """ "Send it to my parents": the quote that waits for a yes, delivered to that saved address, read out again.

    None when no quote waits: then an order is meant.
    """
    customer, quote_id = visit.customer, pending_quote(visit)
    if customer is None or quote_id is None or visit.order_number():
        return None

    def look(uow: UnitOfWork) -> tuple[Quote | None, Mapping[str, str]]:
        return open_quote(customer, quote_id, uow=uow), uow.addresses.of(customer.id)

    quote, saved = visit.read(look)
    if quote is None:
        return None
    if not saved:
        return _place_unchanged(quote_id, visit, Phrase("no-addresses"))
    if not _names(visit, "address"):
        question = Phrase("which-saved-address", {"known": AnyOf(saved)})
        return keeping(quote_id, visit.ask(question, Expects.SLOT, slot="address", intent="ChangeAddressIntent"))
    labels = (*visit.ids("address"), plain_label(visit.said("address")))
    address = next((saved[label] for label in labels if label in saved), None)
    if address is None:
        return _place_unchanged(quote_id, visit, Phrase("unknown-address", {"known": tuple(saved)}))
    wishes = wishes_of(quote.lines)
    try:
        quoted = visit.write(
            lambda uow: quote_wishes(customer, wishes, now=visit.now, uow=uow, instead_of=quote, address=address)
        )
    except errors.OverSpendingLimit as refusal:
        return _place_unchanged(quote_id, visit, _over_limit_words(refusal))
    except errors.NothingAvailable as refusal:  # it was to be fetched where there is some
        return _place_unchanged(quote_id, visit, _sold_out_together(refusal, visit))
    return read_out(quoted, "that-is", visit)


def back_to_pending_quote(visit: Visit) -> Reply | None:
    """ "No" to a question about the quote that waits for a yes: that change is off, and the quote still waits."""
    quote_id = visit.pending.get("quote")
    if visit.pending.get("do") != "slot" or not is_uuid(quote_id):
        return None
    return _place_unchanged(UUID(quote_id), visit, Phrase("all-right"))


def drop_pending_quote(visit: Visit) -> bool:
    """Nobody will say yes to it, so its goods can be had by others at once. False if no quote waited."""
    customer, quote_id = visit.customer, visit.pending.get("quote")
    if customer is None or not is_uuid(quote_id):
        return False

    def work(uow: UnitOfWork) -> None:
        quote = open_quote(customer, UUID(quote_id), uow=uow)
        if quote is not None:
            release(quote, uow=uow)

    visit.write(work)
    return True


def keeping(quote_id: UUID | None, reply: Reply, **more: Any) -> Reply:
    """The same question, with the quote in mind."""
    if quote_id is None:
        return reply
    pending = {**reply.state["pending"], "quote": str(quote_id), **more}
    return replace(reply, state={**reply.state, "pending": pending})


def _place(quote_id: UUID) -> dict[str, Any]:
    return {"do": "place", "quote": str(quote_id)}


def _place_unchanged(quote_id: UUID, visit: Visit, *why: Phrase) -> Reply:
    return visit.confirm(Phrase("place-unchanged"), *why, pending=_place(quote_id))


def _ask_about(quote_id: UUID, change: _Change, visit: Visit, *says: Phrase) -> Reply:
    """Which line, or how many of it; the quote stays in mind."""
    assert change.question is not None
    slot = "quantity" if change.line else "product"
    reply = visit.ask(change.question, Expects.SLOT, *says, slot=slot, intent="ChangeQuantityIntent")
    return keeping(quote_id, reply, **({"line": change.line} if change.line else {}))


def quote_as_wished(visit: Visit) -> Reply | None:
    """The quote that waits for a yes once more, after the customer said what to do about what is sold out.

    None when no quote waits, or nothing was sold out.
    """
    customer, quote_id = visit.customer, pending_quote(visit)
    wishes = _wishes_in_mind(visit)
    if customer is None or quote_id is None or not wishes:
        return None

    def work(uow: UnitOfWork) -> Quoted | None:
        quote = open_quote(customer, quote_id, uow=uow)
        return None if quote is None else quote_wishes(customer, wishes, now=visit.now, uow=uow, instead_of=quote)

    quoted = visit.write(work)
    return None if quoted is None else read_out(quoted, "that-is", visit)


def _wishes_in_mind(visit: Visit) -> list[Wish]:
    """State comes back from outside, so what is not just as we wrote it is nothing."""
    wanted = visit.pending.get("wanted")
    if not isinstance(wanted, dict) or len(wanted) > MOST_REMEMBERED:
        return []
    wishes = [Wish(sku, pieces) for sku, pieces in wanted.items() if is_text(sku) and is_quantity(pieces)]
    is_right = len(wishes) == len(wanted) and all(0 < wish.quantity <= MOST_OF_ONE_PRODUCT for wish in wishes)
    return wishes if is_right else []


# -- the offer and the yes


def _ask_where_to(quote: Quote, visit: Visit) -> Reply:
    """The first order of somebody who has told the shop no address."""
    visit.write(lambda uow: release(quote, uow=uow))
    question = Phrase("which-full-address")
    reply = visit.ask(question, Expects.SLOT, Phrase("address-needed"), slot="address", intent="ChangeAddressIntent")
    return replace(reply, wants_address=True)


def read_out(quoted: Quoted, lead: str, visit: Visit, *before: Phrase) -> Reply:
    """Products, quantities, total, discount, tax, delivery, seller: all of it by voice before the yes."""
    quote, terms = quoted.quote, quoted.quote.terms
    if not terms.pickup and not terms.address:
        return _ask_where_to(quote, visit)
    offers: Mapping[str, Product] = {}
    promotion, pickup_at = None, ""
    if quoted.shortages or terms.promotion or terms.pickup:

        def look(uow: UnitOfWork) -> tuple[Mapping[str, Product], Promotion | None, str]:
            promotion = uow.promotions.get(terms.promotion) if terms.promotion else None
            return alternatives(quoted, uow=uow), promotion, _place_name(terms, visit, uow)

        offers, promotion, pickup_at = visit.read(look)
    says = [*before, Phrase(lead, {"items": visit.items(quote.lines)}), *_differences(quoted, visit, offers)]
    says += _rises(quoted, visit)
    says.append(_costs(quote))
    if terms.discount.minor:
        says.append(_discount(terms, promotion, visit))
    if quoted.refused is not None:
        says.append(_no_discount(quoted.refused, visit))
    how = {"shop": visit.shop.name, "day": terms.deliver_on}
    if terms.pickup:
        says.append(Phrase("ready-at", {**how, "place": pickup_at}))
    else:
        says.append(Phrase("sold-by", {**how, "address": terms.address}))
    screen = of_quote(quote, says[-1], visit)
    pending = _place(quote.id)
    wanted = _wanted(quoted)
    if wanted != quantities(quote.lines) and len(wanted) <= MOST_REMEMBERED:
        pending["wanted"] = wanted
    return replace(visit.confirm(Phrase("shall-i-place"), *says, pending=pending), screen=screen)


def _place_name(terms: Terms, visit: Visit, uow: UnitOfWork) -> str:
    """With its address."""
    if not terms.pickup:
        return ""
    names = [place.name(visit.turn.locale) for place in uow.places() if place.id == terms.place]
    return ", ".join(part for part in (*names, terms.address) if part)


def _differences(quoted: Quoted, visit: Visit, offers: Mapping[str, Product]) -> list[Phrase]:
    """What is not as it was wished for, and why."""
    says = []
    for swap in quoted.replacements:
        instead = {"items": visit.item(swap.instead, swap.quantity), "price": swap.instead.price * swap.quantity}
        says.append(Phrase("replaced", {"product": visit.name(swap.product), **instead}))
    for shortage in quoted.shortages:
        product, name = shortage.product, visit.name(shortage.product)
        if shortage.taken:
            says.append(Phrase("reduced", {"product": name, "taken": shortage.taken}))
        elif product.restock_on and product.restock_on >= visit.today:
            says.append(Phrase("left-out-until", {"product": name, "day": product.restock_on}))
        else:
            says.append(Phrase("left-out", {"product": name}))
    names = {shortage.product.sku: visit.name(shortage.product) for shortage in quoted.shortages}
    for sku, other in list(offers.items())[:MOST_SAID_EACH]:
        offer = {"product": names[sku], "instead": visit.name(other), "price": other.price}
        says.append(Phrase("offer-instead", offer))
    return says


def _rises(quoted: Quoted, visit: Visit) -> list[Phrase]:
    """What costs much more than last time; of many only the worst."""
    rises = sorted(quoted.dearer, key=lambda rise: rise.before.minor - rise.product.price.minor)
    few = len(rises) <= MOST_SAID_EACH
    says = [] if few else [Phrase("dearer-many", {"count": len(rises)})]
    for rise in rises if few else rises[:1]:
        facts = {"product": visit.name(rise.product), "before": rise.before, "price": rise.product.price}
        says.append(Phrase("dearer", facts))
    return says


def _costs(quote: Quote) -> Phrase:
    terms, total = quote.terms, {"total": quote.total}
    taxed = _is_taxed(terms)
    tax = {"tax": terms.tax} if taxed else {}
    if terms.pickup:
        return Phrase("costs-pickup-and-tax" if taxed else "costs-pickup", {**total, **tax})
    if terms.delivery_fee.minor:
        fee = {"delivery": terms.delivery_fee}
        return Phrase("costs-and-tax" if taxed else "costs", {**fee, **total, **tax})
    return Phrase("costs-free-delivery-and-tax" if taxed else "costs-free-delivery", {**total, **tax})


def _is_taxed(terms: Terms) -> bool:
    """On top of the prices that were said."""
    return not terms.tax_included and terms.tax.minor > 0


def _discount(terms: Terms, promotion: Promotion | None, visit: Visit) -> Phrase:
    """ "Ten percent off, welcome ten"."""
    name = promotion.name(visit.turn.locale) if promotion else str(terms.promotion)
    off = Phrase("off-fixed", {"amount": terms.discount})
    if promotion is not None and promotion.kind is PromotionKind.PERCENT:
        percent = promotion.amount / 100
        off = Phrase("off-percent", {"percent": int(percent) if percent.is_integer() else percent})
    return Phrase("discount", {"off": off, "promotion": name})


def _no_discount(refusal: PromotionRefused, visit: Visit) -> Phrase:
    name = refusal.promotion.name(visit.turn.locale) if refusal.promotion else refusal.code
    return Phrase("discount-gone", {"promotion": name})


def _wanted(quoted: Quoted) -> dict[str, int]:
    """SKU to quantity as it was wished for, before anything was left out or replaced."""
    wanted = dict(quantities(quoted.quote.lines))
    for swap in quoted.replacements:
        wanted[swap.instead.sku] -= swap.quantity
        wanted[swap.product.sku] = swap.quantity
    wanted |= {shortage.product.sku: shortage.wanted for shortage in quoted.shortages}
    return {sku: quantity for sku, quantity in wanted.items() if quantity}


def _yes_to_quote(visit: Visit) -> Reply:
    return ask_for_code(visit) or _buy(visit)


def _buy(visit: Visit) -> Reply:
    customer, quote_id = visit.known_customer(), UUID(visit.pending["quote"])
    order = visit.write(lambda uow: place_order(customer, quote_id, now=visit.now, uow=uow, chance=visit.chance))
    return _placed(order, visit)


def _no_to_quote(visit: Visit) -> Reply:
    drop_pending_quote(visit)
    return visit.more(Phrase("not-placed"))


def _placed(order: Order, visit: Visit) -> Reply:
    visit.new_words = True
    number = OrderNumber(order.number)
    if order.status is OrderStatus.CANCELLED:
        return visit.more(Phrase("already-cancelled", {"number": number}))
    terms = order.terms
    lines = [
        Phrase("placed-card-line", {"item": visit.item(line.product, line.quantity), "price": line.total})
        for line in order.lines
    ]
    if terms.discount.minor:
        lines.append(Phrase("placed-card-discount", {"price": terms.discount}))
    if not terms.pickup:
        lines.append(Phrase("placed-card-delivery", {"price": terms.delivery_fee}))
    taxed = _is_taxed(terms)
    if taxed:
        lines.append(Phrase("placed-card-tax", {"price": terms.tax}))
    end = {"total": order.total, "shop": visit.shop.name, "day": terms.deliver_on, "address": terms.address}
    if terms.pickup:
        total = Phrase("placed-card-total-pickup-and-tax" if taxed else "placed-card-total-pickup", end)
    else:
        total = Phrase("placed-card-total-and-tax" if taxed else "placed-card-total", end)
    card = Card(Phrase("placed-card", {"number": number}), (*lines, total))
    done = Phrase("placed-pickup" if terms.pickup else "placed", {"number": number, "day": terms.deliver_on})
    worth = max((order.total, *(line.price for line in order.lines)), key=lambda money: money.minor)
    reply = visit.more(done, *offer_of_code(worth, visit), card=card)
    return replace(reply, screen=of_order(order, [done], visit))


# -- what can go wrong


def _out_of_stock(refusal: errors.OutOfStock, visit: Visit) -> Reply:
    product, left = refusal.product, refusal.available
    customer = visit.customer
    if left > 0:
        says = Phrase("only-left", {"product": visit.name(product), "left": left})
        pending = {"do": "quote", "sku": product.sku, "quantity": left}
        return visit.confirm(Phrase("take-them", {"left": left}), says, pending=pending)
    if customer and visit.read(lambda uow: wants_nothing_else(customer.id, product.sku, uow=uow)):
        return visit.more(_sold_out_words(product, visit))
    return sold_out(product, refusal.wanted, visit)


def _sold_out_words(product: Product, visit: Visit) -> Phrase:
    if product.restock_on and product.restock_on >= visit.today:
        return Phrase("sold-out-until", {"product": visit.name(product), "day": product.restock_on})
    return Phrase("sold-out", {"product": visit.name(product)})


def _quantity_refused(refusal: errors.QuantityRefused, visit: Visit) -> Reply:
    if refusal.quantity > refusal.most:
        why = Phrase("quantity-too-many", {"quantity": refusal.quantity, "most": refusal.most})
    else:
        why = Phrase("quantity-zero", {"most": refusal.most})
    # The turn may have been a mere "yes", and that intent has no quantity to ask for.
    intent = visit.turn.intent if visit.said("product") or visit.said("quantity") else "PlaceOrderIntent"
    return visit.ask(Phrase("how-many"), Expects.SLOT, why, slot="quantity", intent=intent)


def _all_sold_out(refusal: errors.NothingAvailable, visit: Visit) -> Reply:
    says = [_sold_out_together(refusal, visit)]
    for product in refusal.products[:MOST_SAID_EACH]:
        if product.restock_on and product.restock_on >= visit.today:
            says.append(Phrase("back-on", {"product": visit.name(product), "day": product.restock_on}))
    return visit.more(*says)


def _sold_out_together(refusal: errors.NothingAvailable, visit: Visit) -> Phrase:
    names = tuple(visit.name(product) for product in refusal.products)
    return Phrase("all-sold-out", {"products": names, "count": len(names)})


def _nothing_to_reorder(_: errors.NothingToReorder, visit: Visit) -> Reply:
    return visit.more(Phrase("nothing-to-reorder"))


def _nothing_left(_: NothingLeft, visit: Visit) -> Reply:
    return visit.more(Phrase("nothing-left"))


def _unknown_quote(_: errors.UnknownQuote, visit: Visit) -> Reply:
    return visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("not-now"))


def _over_limit(refusal: errors.OverSpendingLimit, visit: Visit) -> Reply:
    return visit.more(_over_limit_words(refusal), Phrase("below-limit"))


def _over_limit_words(refusal: errors.OverSpendingLimit) -> Phrase:
    return Phrase("over-limit", {"total": refusal.total, "limit": refusal.limit})


def _history_forbidden(_: HistoryForbidden, visit: Visit) -> Reply:
    return visit.more(Phrase("history-unused"))


def _expired(refusal: errors.QuoteExpired, visit: Visit) -> Reply:
    return _again(refusal.quote, visit, Phrase("quote-expired"))


def _quote_changed(refusal: errors.QuoteChanged, visit: Visit) -> Reply:
    """The difference is said, and everything asked again."""
    return _again(refusal.quote, visit)


def _again(quote: Quote, visit: Visit, *why: Phrase) -> Reply:
    customer = visit.known_customer()
    quoted = visit.write(lambda uow: quote_again(customer, quote, now=visit.now, uow=uow))
    before = {line.product.sku: line.price for line in quote.lines}
    changes = [
        Phrase(
            "price-changed",
            {"product": visit.name(line.product), "before": before[line.product.sku], "price": line.price},
        )
        for line in quoted.quote.lines
        if before.get(line.product.sku, line.price) != line.price
    ]
    address = quoted.quote.terms.address
    if address != quote.terms.address:
        changes.append(Phrase("address-changed", {"address": address}))
    return read_out(quoted, "that-is", visit, *(*why, *changes) or (Phrase("quote-changed"),))


GUARDED: Mapping[str, Guarded] = {"place": Guarded({"quote": is_uuid}, _buy, declined="not-placed")}

TOPIC = Topic(
    answers={
        "ReorderIntent": _reorder,
        "PlaceOrderIntent": _place_order,
    },
    forms={
        "place": {"quote": is_uuid},
        "quote": {"sku": is_text, "quantity": is_quantity},
        "several": {"several": is_entries},
    },
    agreed={"place": _yes_to_quote, "quote": _yes_to_product, "several": _yes_to_several},
    declined={"place": _no_to_quote, "place-code": _no_to_quote},
    refusals={
        errors.OutOfStock: _out_of_stock,
        errors.QuantityRefused: _quantity_refused,
        errors.NothingAvailable: _all_sold_out,
        errors.NothingToReorder: _nothing_to_reorder,
        errors.UnknownQuote: _unknown_quote,
        errors.QuoteExpired: _expired,
        errors.QuoteChanged: _quote_changed,
        errors.OverSpendingLimit: _over_limit,
        NothingLeft: _nothing_left,
        HistoryForbidden: _history_forbidden,
    },
)
