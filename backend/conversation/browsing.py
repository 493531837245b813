"""What there is, what it costs, and what this customer may like."""

from backend.conversation.turn import Expects, Phrase, Reply
from backend.conversation.visit import CHOICES, Topic, Visit
from backend.orders import errors
from backend.orders.history import BASKETS, habits
from backend.orders.model import Product
from backend.orders.ordering import alternative_to

LOW_STOCK = 5
"""So few that the customer should hear the number."""


def _check_stock(visit: Visit) -> Reply:
    found = visit.meant_product()
    if isinstance(found, Reply):
        return found
    if found.available == 0:
        return sold_out(found, 1, visit)
    if found.available < LOW_STOCK:
        stock = Phrase("low-stock", {"product": visit.name(found), "left": found.available})
    else:
        stock = Phrase("in-stock", {"product": visit.name(found)})
    return _offer(found, 1, visit, says=(stock,))


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
    if found.available == 0:
        return sold_out(found, 1, visit, says=(says,))
    return _offer(found, quantity or 1, visit, says=(says,))


def sold_out(product: Product, quantity: int, visit: Visit, says: tuple[Phrase, ...] = ()) -> Reply:
    """When it is back, and what there is instead."""
    other = visit.read(lambda uow: alternative_to(product, uow=uow))
    name = visit.name(product)
    if product.restock_on:
        says = (*says, Phrase("sold-out-until", {"product": name, "day": product.restock_on}))
    else:
        says = (*says, Phrase("sold-out", {"product": name}))
    if other is None:
        return visit.more(*says)
    says = (*says, Phrase("alternative", {"product": visit.name(other), "price": other.price}))
    pending = {"do": "quote", "sku": other.sku, "quantity": min(quantity, other.available)}
    visit.product = other.sku
    return visit.confirm(Phrase("want-alternative"), *says, pending=pending)


def _recommend(visit: Visit) -> Reply:
    customer = visit.customer
    if customer is None:
        return visit.more(Phrase("recommend-none"))
    known = visit.read(lambda uow: habits(uow.orders.of(customer.id, limit=BASKETS)))
    there = [habit for habit in known if habit.product.available > 0][:CHOICES]
    if not there:
        return visit.more(Phrase("recommend-none"))
    names = tuple(visit.name(habit.product) for habit in there)
    if len(there) == 1:
        says = Phrase("recommend", {"products": names})
        return _offer(there[0].product, there[0].last_quantity, visit, says=(says,))
    return visit.ask(
        Phrase("which-to-order"),
        Expects.SLOT,
        Phrase("recommend", {"products": names}),
        slot="product",
        intent="PlaceOrderIntent",
    )


def _offer(product: Product, quantity: int, visit: Visit, *, says: tuple[Phrase, ...]) -> Reply:
    if visit.customer is None:
        return visit.more(*says)
    pending = {"do": "quote", "sku": product.sku, "quantity": quantity}
    return visit.confirm(Phrase("shall-i-order"), *says, pending=pending)


def _unknown(refusal: errors.UnknownProduct, visit: Visit) -> Reply:
    return visit.more(Phrase("unknown-product", {"said": refusal.said}))


TOPIC = Topic(
    answers={
        "CheckStockIntent": _check_stock,
        "PriceIntent": _price,
        "RecommendIntent": _recommend,
    },
    refusals={errors.UnknownProduct: _unknown},
)
