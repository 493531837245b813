"""The basket: put in, take out, look into, and buy what is in it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from backend.conversation.browsing import no_to_offer, sold_out
from backend.conversation.buying import leave_out_of_pending_quote, read_out
from backend.conversation.phrasebook import AnyOf
from backend.conversation.screens import of_basket
from backend.conversation.several import Together, counted, meant_together
from backend.conversation.turn import Expects, Phrase, Reply
from backend.conversation.visit import CHOICES, Topic, Visit, is_quantity, is_text
from backend.orders.alerts import look_up, place_of
from backend.orders.carts import (
    Cart,
    CartFull,
    Changed,
    EmptyCart,
    NotInCart,
    TooManyInCart,
    add_to_cart,
    check_out,
    check_out_without_promotion,
    remove_from_cart,
    use_promotion,
)
from backend.orders.errors import OutOfStock
from backend.orders.history import meant
from backend.orders.languages import said_in
from backend.orders.model import MAIN, Customer, Line, Product
from backend.orders.money import Money
from backend.orders.ports import UnitOfWork
from backend.orders.promotions import Promotion, PromotionKind, PromotionRefused, Why
from interaction_models.model import SlotValue

MOST_READ_OUT = 8
"""Lines of a basket; who has more hears the latest, and everything before they buy."""


def _add(visit: Visit) -> Reply:
    customer = visit.known_customer()
    together = meant_together(visit)
    if together is not None:
        return together if isinstance(together, Reply) else _put_several(customer, together, visit)
    found = visit.meant_product()
    if isinstance(found, Reply):
        return found
    quantity = visit.quantity(found)
    if quantity is None and visit.said("quantity"):
        return visit.ask(Phrase("how-many"), Expects.SLOT, slot="quantity")
    return _put(customer, found.sku, 1 if quantity is None else quantity, visit)


def _yes_to_add(visit: Visit) -> Reply:
    return _put(visit.known_customer(), visit.pending["sku"], visit.pending["quantity"], visit)


def _put(customer: Customer, sku: str, quantity: int, visit: Visit) -> Reply:
    try:
        changed = visit.write(lambda uow: add_to_cart(customer, sku, quantity, now=visit.now, uow=uow))
    except OutOfStock as refusal:
        return sold_out(refusal.product, quantity, visit, do="add")
    product = changed.product
    visit.product = sku
    says = [Phrase("added", {"item": visit.item(product, quantity)})]
    if changed.quantity > quantity:
        says = [Phrase("added-more", {"item": visit.item(product, changed.quantity)})]
    if changed.quantity > product.available:
        says.append(_left(product, visit))
    return _next_step(visit, *says)


def _put_several(customer: Customer, together: Together, visit: Visit) -> Reply:
    """What can be put in is; what cannot is named."""

    def work(uow: UnitOfWork) -> tuple[list[Phrase], list[Product], list[Phrase]]:
        added: list[Phrase] = []
        sold_out: list[Product] = []
        refused: list[Phrase] = []
        for product, pieces in together.wishes:
            try:
                add_to_cart(customer, product.sku, pieces, now=visit.now, uow=uow)
            except OutOfStock as refusal:
                sold_out.append(refusal.product)
            except TooManyInCart as refusal:
                refused.append(_too_many_words(refusal, visit))
            else:
                added.append(visit.item(product, pieces))
        return added, sold_out, refused

    added, gone, refused = visit.write(work)
    says = [*together.unknown, *([Phrase("added", {"item": tuple(added)})] if added else ()), *refused]
    if len(gone) == 1:
        says.append(Phrase("sold-out", {"product": visit.name(gone[0])}))
    elif gone:
        says.append(Phrase("sold-out-several", {"products": tuple(map(visit.name, gone))}))
    return _next_step(visit, *says) if added else _go_on(customer, visit, *says)


def _left(product: Product, visit: Visit) -> Phrase:
    if product.available <= 0:
        return Phrase("sold-out", {"product": visit.name(product)})
    return Phrase("only-left", {"product": visit.name(product), "left": product.available})


def _remove(visit: Visit) -> Reply:
    requoted = leave_out_of_pending_quote(visit)
    if requoted is not None:
        return requoted
    customer = visit.known_customer()
    cart = visit.read(lambda uow: uow.carts.get(customer.id))
    if not cart.lines:
        raise EmptyCart(customer.id)
    value = visit.turn.slots.get("product")
    if value is not None and value.others:
        return _take_out_several(customer, cart, (value, *value.others), visit)
    found = _meant_in(cart, visit)
    if isinstance(found, Reply):
        return found
    quantity = visit.quantity(found)
    if quantity is None and visit.said("quantity"):
        return visit.ask(Phrase("how-many"), Expects.SLOT, slot="quantity")
    changed = visit.write(lambda uow: remove_from_cart(customer, found.sku, quantity, now=visit.now, uow=uow))
    if changed.quantity:
        return _next_step(visit, Phrase("removed-some", {"item": visit.item(found, changed.quantity)}))
    removed = Phrase("removed", {"product": visit.name(found)})
    if changed.cart.lines:
        return _next_step(visit, removed)
    return visit.more(removed, Phrase("basket-empty"))


def _take_out_several(customer: Customer, cart: Cart, values: Sequence[SlotValue], visit: Visit) -> Reply:
    """All of each, unless it was said how many; a number that was said once belongs to the first."""
    there = [line.product for line in cart.lines]
    named = [(counted(value, visit), value.ids) for value in values]
    found = [(pieces, name, _among(there, name, ids, visit)) for (pieces, name), ids in named]
    clear = {products[0].sku: pieces or None for pieces, _, products in found if len(products) == 1}
    first = found[0][2]
    if len(first) == 1:
        clear[first[0].sku] = clear[first[0].sku] or visit.quantity(first[0])

    def work(uow: UnitOfWork) -> list[Changed]:
        return [remove_from_cart(customer, sku, pieces, now=visit.now, uow=uow) for sku, pieces in clear.items()]

    changed = visit.write(work) if clear else []
    gone = tuple(visit.name(each.product) for each in changed if not each.quantity)
    says = [Phrase("removed", {"product": gone})] if gone else []
    says += [
        Phrase("removed-some", {"item": visit.item(each.product, each.quantity)}) for each in changed if each.quantity
    ]
    says += [Phrase("not-in-basket", {"product": name}) for _, name, products in found if not products]
    for _, _, products in found:
        if len(products) > 1:
            names = AnyOf(visit.name(product) for product in products[:CHOICES])
            return visit.ask(Phrase("which-of", {"products": names}), Expects.SLOT, *says, slot="product")
    if changed and not changed[-1].cart.lines:
        return visit.more(*says, Phrase("basket-empty"))
    return _next_step(visit, *says)


def _among(there: Sequence[Product], name: str, ids: Sequence[str], visit: Visit) -> Sequence[Product]:
    """By its name; else what the catalogue makes of it, which knows "oat milks" too."""
    found = meant(name, ids, there, visit.turn.locale)
    if found:
        return found
    skus = {product.sku for product in visit.read(lambda uow: visit.may_be(name, ids, uow))}
    return [product for product in there if product.sku in skus]


def _meant_in(cart: Cart, visit: Visit) -> Product | Reply:
    """ "The coffee" means the coffee that is in there."""
    ids = visit.ids("product")
    there = [line.product for line in cart.lines if line.product.sku in ids][:CHOICES]
    if len(there) == 1:
        visit.product = there[0].sku
        return there[0]
    if there:
        names = AnyOf(visit.name(product) for product in there)
        return visit.ask(Phrase("which-of", {"products": names}), Expects.SLOT, slot="product")
    return visit.meant_product()


def _review(visit: Visit) -> Reply:
    customer = visit.known_customer()
    cart = visit.read(lambda uow: uow.carts.get(customer.id))
    if not cart.lines:
        raise EmptyCart(customer.id)
    lines, count = cart.lines[-MOST_READ_OUT:], len(cart.lines)
    key = "basket-has" if len(lines) == count else "basket-has-many"
    total = cart.subtotal(visit.shop.currency)
    says = [Phrase(key, {"items": visit.items(lines), "count": count}), Phrase("basket-total", {"total": total})]
    says += [_left(product, visit) for product in _short(customer, cart.lines, visit)]
    if cart.promotion:
        says.append(Phrase("basket-promotion", {"name": _name_of(cart.promotion, visit)}))
    reply = visit.confirm(Phrase("shall-i-check-out"), *says, pending={"do": "checkout"})
    return replace(reply, screen=of_basket(cart.lines, total, visit))


def _short(customer: Customer, lines: tuple[Line, ...], visit: Visit) -> list[Product]:
    """The first products of which there are fewer right now than are wanted."""
    place = place_of(customer)
    doubtful = [line for line in lines if place != MAIN or line.product.available < line.quantity]
    if not doubtful:
        return []

    def look(uow: UnitOfWork) -> list[Product]:
        found = []
        for line in doubtful:
            product = look_up(line.product.sku, now=visit.now, uow=uow, place=place, customer=customer)
            if product.available < line.quantity:
                found.append(product)
        return found[:CHOICES]

    return visit.write(look)


def _check_out(visit: Visit) -> Reply:
    customer = visit.known_customer()
    try:
        quoted = visit.write(lambda uow: check_out(customer, now=visit.now, uow=uow))
    except PromotionRefused as refusal:
        why = _why_not(refusal, visit)
        quoted = visit.write(lambda uow: check_out_without_promotion(customer, now=visit.now, uow=uow))
        return read_out(quoted, "that-is", visit, why, Phrase("promotion-left-out"))
    return read_out(quoted, "that-is", visit)


def _next_step(visit: Visit, *says: Phrase) -> Reply:
    return visit.confirm(Phrase("more-or-check-out"), *says, pending={"do": "basket"})


def _what_to_add(visit: Visit) -> Reply:
    return visit.ask(Phrase("what-to-add"))


def _nothing_else(visit: Visit) -> Reply:
    """Nobody is sent away with a full basket."""
    return visit.confirm(Phrase("shall-i-check-out"), pending={"do": "checkout"})


def _no_to_check_out(visit: Visit) -> Reply:
    return visit.more(Phrase("basket-kept"))


# -- promotions


def use_code(visit: Visit) -> Reply:
    """The code that was named is used when the basket is bought."""
    customer, code = visit.known_customer(), _code(visit)
    remembered = visit.write(lambda uow: use_promotion(customer, code, now=visit.now, uow=uow))
    name = remembered.promotion.name(visit.turn.locale)
    says = [Phrase("promotion-noted", {"name": name, "rule": rule(remembered.promotion, visit)})]
    if remembered.missing is not None:
        says.append(Phrase("promotion-missing", {"missing": remembered.missing}))
    return _go_on(customer, visit, *says)


def _code(visit: Visit) -> str:
    """
    Raises:
        PromotionRefused: there is none of that name, nor one that is spelled like that.
    """
    said, ids = visit.said("code"), visit.ids("code")
    spelled = "".join(re.findall(r"[A-Z0-9-]", said.upper(), re.ASCII))

    def look(uow: UnitOfWork) -> str:
        for promotion in uow.promotions.all():
            names = (name.casefold() for name in said_in(visit.turn.locale, promotion.names) or ())
            if promotion.code in ids or promotion.code == spelled or said.casefold() in names:
                return promotion.code
        raise PromotionRefused(said, Why.UNKNOWN)

    return visit.read(look)


def rule(promotion: Promotion, visit: Visit) -> Phrase:
    """ "Ten percent off your first order"."""
    if promotion.kind is PromotionKind.PERCENT:
        percent = promotion.amount / 100
        off = Phrase("off-percent", {"percent": int(percent) if percent.is_integer() else percent})
    else:
        off = Phrase("off-fixed", {"amount": Money(promotion.amount, visit.shop.currency)})
    first = "first" if promotion.first_order else "any"
    if promotion.from_amount is None:
        return Phrase("promotion-rule", {"off": off, "which": first})
    return Phrase("promotion-rule-from", {"off": off, "which": first, "from": promotion.from_amount})


def _why_not(refusal: PromotionRefused, visit: Visit) -> Phrase:
    promotion = refusal.promotion
    if promotion is None:
        return Phrase("promotion-unknown", {"code": refusal.code})
    name = promotion.name(visit.turn.locale)
    match refusal.why:
        case Why.NOT_YET:
            return Phrase("promotion-not-yet", {"name": name, "day": promotion.starts_on})
        case Why.OVER:
            return Phrase("promotion-over", {"name": name, "day": promotion.ends_on})
        case Why.BELOW:
            return Phrase("promotion-below", {"name": name, "from": promotion.from_amount})
        case Why.FIRST_ORDER_ONLY:
            return Phrase("promotion-first-order-only", {"name": name})
        case _:
            return Phrase("promotion-unknown", {"code": refusal.code})


def _name_of(code: str, visit: Visit) -> str:
    promotion = visit.read(lambda uow: uow.promotions.get(code))
    return promotion.name(visit.turn.locale) if promotion else code


def _go_on(customer: Customer | None, visit: Visit, *says: Phrase) -> Reply:
    filled = customer is not None and visit.read(lambda uow: uow.carts.get(customer.id)).lines
    return _next_step(visit, *says) if filled else visit.more(*says)


# -- what can go wrong


def _promotion_refused(refusal: PromotionRefused, visit: Visit) -> Reply:
    return _go_on(visit.customer, visit, _why_not(refusal, visit))


def _empty(_: EmptyCart, visit: Visit) -> Reply:
    return visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("basket-empty"))


def _full(refusal: CartFull, visit: Visit) -> Reply:
    return _next_step(visit, Phrase("basket-full", {"most": refusal.most}))


def _too_many(refusal: TooManyInCart, visit: Visit) -> Reply:
    return _next_step(visit, _too_many_words(refusal, visit))


def _too_many_words(refusal: TooManyInCart, visit: Visit) -> Phrase:
    held = visit.item(refusal.product, refusal.held)
    return Phrase("basket-too-many", {"item": held, "most": refusal.most})


def _not_in(refusal: NotInCart, visit: Visit) -> Reply:
    return _go_on(visit.customer, visit, Phrase("not-in-basket", {"product": visit.name(refusal.product)}))


TOPIC = Topic(
    answers={
        "AddToCartIntent": _add,
        "RemoveFromCartIntent": _remove,
        "ReviewCartIntent": _review,
        "CheckoutIntent": _check_out,
    },
    forms={"add": {"sku": is_text, "quantity": is_quantity}, "basket": {}, "checkout": {}},
    agreed={"add": _yes_to_add, "basket": _what_to_add, "checkout": _check_out},
    declined={"add": no_to_offer, "basket": _nothing_else, "checkout": _no_to_check_out},
    refusals={
        EmptyCart: _empty,
        CartFull: _full,
        TooManyInCart: _too_many,
        NotInCart: _not_in,
        PromotionRefused: _promotion_refused,
    },
)
