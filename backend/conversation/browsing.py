"""What there is and where, what it costs, when it is back, and what this customer may like."""

from dataclasses import replace

from backend.conversation import reminders
from backend.conversation.screens import of_product_at, of_products
from backend.conversation.several import Together, entries_of, meant_together
from backend.conversation.turn import Expects, Phrase, Reply
from backend.conversation.visit import CHOICES, Topic, Visit, is_text
from backend.orders import errors
from backend.orders.alerts import LOW_STOCK, NotSoldOut, elsewhere, look_up, news, place_of, tell_when_back
from backend.orders.history import BASKETS, Habit, habits
from backend.orders.model import MAIN, Place, Product, Wish
from backend.orders.ordering import alternative_to
from backend.orders.ports import UnitOfWork
from backend.orders.privacy import allowed
from backend.orders.profiles import Purpose
from backend.orders.quoting import wants_nothing_else


def _check_stock(visit: Visit) -> Reply:
    together = meant_together(visit)
    if together is not None:
        return together if isinstance(together, Reply) else _check_several(together, visit)
    found = visit.meant_product()
    if isinstance(found, Reply):
        return found
    place = _place(visit)
    if place is not None:
        return _check_stock_at(place, found, visit)
    product = _fresh(found, visit)
    if product.available <= 0:
        return sold_out(product, 1, visit)
    return _offer(product, 1, visit, says=(_stock(product, visit),))


def _place(visit: Visit) -> Place | None:
    """The place that was named; else the one where the customer fetches what they order.

    Raises:
        UnknownPlace: the shop has none of that name.
    """
    said, ids = visit.said("place").casefold(), visit.ids("place")
    usual = place_of(visit.customer)
    if not said and not ids and usual == MAIN:
        return None
    places = visit.read(lambda uow: uow.places())
    if not said and not ids:
        return next((place for place in places if place.id == usual), None)
    for place in places:
        if place.id in ids or (not ids and said in place.name(visit.turn.locale).casefold()):
            return place
    raise errors.UnknownPlace(visit.said("place"))


def _check_stock_at(place: Place, found: Product, visit: Visit) -> Reply:
    product = _fresh(found, visit, place.id)
    name, where = visit.name(product), place.name(visit.turn.locale)
    if product.available > 0:
        key = "low-stock-at" if product.available < LOW_STOCK else "in-stock-at"
        says = Phrase(key, {"product": name, "place": where, "left": product.available})
        if place.id == place_of(visit.customer):
            return _offer(product, 1, visit, says=(says,))
        return _offer_to_fetch(product, 1, place, visit, says=(says,))
    if product.restock_on:
        says = Phrase("sold-out-at-until", {"product": name, "place": where, "day": product.restock_on})
    else:
        says = Phrase("sold-out-at", {"product": name, "place": where})
    usual = _fresh(found, visit)
    if usual.available > 0:
        return _offer(usual, 1, visit, says=(says, Phrase("delivered-instead")))
    return _offer_alert(usual, visit, says)


def _check_several(together: Together, visit: Visit) -> Reply:
    """What is there of all that in a sentence, what is not in another."""
    place = _place(visit)
    at = place.id if place else None
    fresh = [_fresh(product, visit, at) for product in together.products]
    says = list(together.unknown)
    there = [product for product in fresh if product.available > 0]
    gone = [product for product in fresh if product.available <= 0]
    plenty = [product for product in there if product.available >= LOW_STOCK]
    if place is not None:
        says += [
            Phrase(
                "in-stock-at" if product in there else "sold-out-at", {"product": visit.name(product), "place": name}
            )
            for name in [place.name(visit.turn.locale)]
            for product in fresh
        ]
        return visit.more(*says)
    if len(plenty) == 1:
        says.append(_stock(plenty[0], visit))
    elif plenty:
        says.append(Phrase("in-stock-several", {"products": tuple(map(visit.name, plenty))}))
    says += [_stock(product, visit) for product in there if product not in plenty]
    if len(gone) == 1:
        says.append(Phrase("sold-out", {"product": visit.name(gone[0])}))
    elif gone:
        says.append(Phrase("sold-out-several", {"products": tuple(map(visit.name, gone))}))
    if visit.customer is None or not there:
        return replace(visit.more(*says), screen=of_products(fresh, visit))
    if len(there) == 1:
        reply = _offer(there[0], 1, visit, says=tuple(says))
    else:
        entries = entries_of([Wish(product.sku, 1) for product in there])
        question = Phrase("shall-i-order-them")
        reply = visit.confirm(question, *says, pending={"do": "several", "several": entries})
    return replace(reply, screen=of_products(fresh, visit))


def _fresh(found: Product, visit: Visit, place: str | None = None) -> Product:
    """Looks again before a small number is said: what nobody may buy any more is back on the shelf."""
    place = place or place_of(visit.customer)
    if place == MAIN and found.available >= LOW_STOCK:
        return found
    return visit.write(
        lambda uow: look_up(found.sku, now=visit.now, uow=uow, place=place, customer=visit.customer),
    )


def _stock(product: Product, visit: Visit) -> Phrase:
    if product.available < LOW_STOCK:
        return Phrase("low-stock", {"product": visit.name(product), "left": product.available})
    return Phrase("in-stock", {"product": visit.name(product)})


def _price(visit: Visit) -> Reply:
    found = visit.meant_product()
    if isinstance(found, Reply):
        return found
    quantity = visit.quantity(found)
    if quantity is not None and quantity > 1:
        says = Phrase("price-of", {"items": visit.item(found, quantity), "price": found.price * quantity})
    else:
        unit = Phrase(f"unit-{found.unit}")
        says = Phrase("price", {"product": visit.name(found), "price": found.price, "unit": unit})
    product = _fresh(found, visit)
    if product.available <= 0:
        return sold_out(product, 1, visit, says=(says,))
    return _offer(product, quantity or 1, visit, says=(says,))


# -- sold out


def sold_out(
    product: Product, quantity: int, visit: Visit, says: tuple[Phrase, ...] = (), *, do: str = "quote"
) -> Reply:
    """When it is back, where else it is, and what there is instead: a yes to that does `do`."""
    name = visit.name(product)
    if product.restock_on:
        says = (*says, Phrase("sold-out-until", {"product": name, "day": product.restock_on}))
    else:
        says = (*says, Phrase("sold-out", {"product": name}))
    there = visit.read(lambda uow: elsewhere(product.sku, place_of(visit.customer), uow=uow))
    if there is not None:
        place, at = there
        says = (*says, Phrase("left-at", {"place": place.name(visit.turn.locale), "left": at.available}))
        if place.pickup and visit.customer and do == "quote":
            return _offer_to_fetch(at, min(quantity, at.available), place, visit, says=says)
    other = visit.read(lambda uow: _alternative(product, visit, uow))
    if other is None:
        return _offer_alert(product, visit, *says)
    says = (*says, Phrase("alternative", {"product": visit.name(other), "price": other.price}))
    pending = {"do": do, "sku": other.sku, "quantity": min(quantity, other.available), "missing": product.sku}
    visit.product = other.sku
    reply = visit.confirm(Phrase("want-alternative"), *says, pending=pending)
    intent = "AddToCartIntent" if do == "add" else "PlaceOrderIntent"
    return replace(reply, screen=of_products([product, other], visit, intent=intent))


def _alternative(product: Product, visit: Visit, uow: UnitOfWork) -> Product | None:
    if visit.customer and wants_nothing_else(visit.customer.id, product.sku, uow=uow):
        return None
    return alternative_to(product, uow=uow)


def no_to_offer(visit: Visit) -> Reply:
    """They may rather wait for what they wanted first."""
    missing = str(visit.pending.get("missing") or "")
    product = visit.read(lambda uow: uow.products.get(missing)) if is_text(missing) else None
    if product is None:
        return visit.more(Phrase("all-right"))
    visit.product = product.sku
    return _offer_alert(product, visit, Phrase("all-right"))


def _offer_alert(product: Product, visit: Visit, *says: Phrase) -> Reply:
    customer, screen = visit.customer, of_products([product], visit)
    if customer is None or visit.read(lambda uow: uow.alerts.is_waiting(customer.id, product.sku)):
        return replace(visit.more(*says), screen=screen)
    question = Phrase("shall-i-tell", {"product": visit.name(product)})
    return replace(visit.confirm(question, *says, pending={"do": "alert", "sku": product.sku}), screen=screen)


def _restock_alert(visit: Visit) -> Reply:
    visit.known_customer()
    found = visit.meant_product()
    return found if isinstance(found, Reply) else _wait_for(found.sku, visit)


def _yes_to_alert(visit: Visit) -> Reply:
    return _wait_for(visit.pending["sku"], visit)


def _wait_for(sku: str, visit: Visit) -> Reply:
    customer = visit.known_customer()
    product = visit.write(lambda uow: tell_when_back(customer, sku, now=visit.now, uow=uow))
    return reminders.offer_for_restock(product, visit, Phrase("will-tell", {"product": visit.name(product)}))


def _not_sold_out(refusal: NotSoldOut, visit: Visit) -> Reply:
    visit.product = refusal.product.sku
    return _offer(refusal.product, 1, visit, says=(_stock(refusal.product, visit),))


def news_for(visit: Visit) -> tuple[Phrase, ...]:
    """What the customer waited for and can have again; said once."""
    customer = visit.customer
    if customer is None or not visit.read(lambda uow: uow.alerts.news_for(customer.id)):
        return ()
    back = visit.write(lambda uow: news(customer, now=visit.now, uow=uow))
    if not back:
        return ()
    visit.product = back[0].sku  # "order two" means what has just been named
    return (Phrase("back-again", {"products": tuple(visit.name(product) for product in back), "count": len(back)}),)


# -- ideas and offers


def _recommend(visit: Visit) -> Reply:
    customer = visit.customer
    if customer is None:
        return visit.more(Phrase("recommend-none"))

    def look_back(uow: UnitOfWork) -> list[Habit]:
        return habits(uow.orders.of(customer.id, limit=BASKETS)) if allowed(customer.id, Purpose.HISTORY, uow) else []

    known = visit.read(look_back)
    there = [habit for habit in known if habit.product.available > 0][:CHOICES]
    if not there:
        return visit.more(Phrase("recommend-none"))
    names = tuple(visit.name(habit.product) for habit in there)
    if len(there) == 1:
        says = Phrase("recommend", {"products": names})
        return _offer(there[0].product, there[0].last_quantity, visit, says=(says,))
    reply = visit.ask(
        Phrase("which-to-order"),
        Expects.SLOT,
        Phrase("recommend", {"products": names}),
        slot="product",
        intent="PlaceOrderIntent",
    )
    return replace(reply, screen=of_products((habit.product for habit in there), visit))


def _offer(product: Product, quantity: int, visit: Visit, *, says: tuple[Phrase, ...]) -> Reply:
    screen = of_products([product], visit)
    if visit.customer is None:
        return replace(visit.more(*says), screen=screen)
    pending = {"do": "quote", "sku": product.sku, "quantity": quantity}
    return replace(visit.confirm(Phrase("shall-i-order"), *says, pending=pending), screen=screen)


def _offer_to_fetch(product: Product, quantity: int, place: Place, visit: Visit, *, says: tuple[Phrase, ...]) -> Reply:
    screen = of_product_at(place, product, visit)
    if visit.customer is None or not place.pickup:
        return replace(visit.more(*says), screen=screen)
    pending = {"do": "fetch", "sku": product.sku, "quantity": quantity, "place": place.id, "missing": product.sku}
    return replace(visit.confirm(Phrase("shall-i-order-to-fetch"), *says, pending=pending), screen=screen)


# -- what can go wrong


def _unknown(refusal: errors.UnknownProduct, visit: Visit) -> Reply:
    return visit.more(Phrase("unknown-product", {"said": refusal.said}))


def _unknown_place(refusal: errors.UnknownPlace, visit: Visit) -> Reply:
    def look(uow: UnitOfWork) -> tuple[str, ...]:
        return tuple(place.name(visit.turn.locale) for place in uow.places())

    says = (Phrase("unknown-place", {"place": refusal.place}),)
    names = visit.read(look)
    return visit.more(*says, Phrase("our-places", {"places": names})) if names else visit.more(*says)


TOPIC = Topic(
    answers={
        "CheckStockIntent": _check_stock,
        "PriceIntent": _price,
        "RecommendIntent": _recommend,
        "RestockAlertIntent": _restock_alert,
    },
    forms={"alert": {"sku": is_text}},
    agreed={"alert": _yes_to_alert},
    declined={"quote": no_to_offer},
    refusals={errors.UnknownProduct: _unknown, errors.UnknownPlace: _unknown_place, NotSoldOut: _not_sold_out},
)
