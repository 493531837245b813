"""What a customer usually buys, from nothing but their own orders."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from backend.orders.languages import said_in
from backend.orders.model import Order, OrderStatus, Product, Wish
from backend.orders.money import Money

DECAY = 0.95
"""Weight of a basket against the one after it. Measured on public purchase histories, this simple score is
level with the published methods for repeat purchases."""

BASKETS = 50
"""Older ones weigh less than 8 %."""

A_HABIT = 0.5
"""A product belongs to the usual basket when it scores at least this share of the favourite."""

A_CLEAR_LEAD = 1.5
"""Of several products one word may mean, the favourite is meant when it scores so many times what the next one does."""


@dataclass(frozen=True, slots=True)
class Habit:
    product: Product
    score: float
    last_quantity: int


def habits(orders: Sequence[Order]) -> list[Habit]:
    """What was bought, best first. Orders come latest first; cancelled ones do not count."""
    found: dict[str, Habit] = {}
    kept = [order for order in orders if order.status is not OrderStatus.CANCELLED]
    for age, order in enumerate(kept):
        for line in order.lines:
            known = found.get(line.product.sku)
            found[line.product.sku] = Habit(
                product=line.product,
                score=(known.score if known else 0.0) + DECAY**age,
                last_quantity=known.last_quantity if known else line.quantity,
            )
    return sorted(found.values(), key=lambda habit: (-habit.score, habit.product.sku))


def usual_basket(orders: Sequence[Order]) -> list[Wish]:
    """The products bought again and again, each as many as last time."""
    known = habits(orders)
    if not known:
        return []
    return [Wish(habit.product.sku, habit.last_quantity) for habit in known if habit.score >= A_HABIT * known[0].score]


def usual_for(word: str, orders: Sequence[Order], locale: str) -> list[Product]:
    """What this customer means by a generic word such as "coffee", best first."""
    return [habit.product for habit in habits_for(word, (), orders, locale)]


def habits_for(word: str, skus: Collection[str], orders: Sequence[Order], locale: str) -> list[Habit]:
    """What this customer buys of what the word, or one of these SKUs, may mean; best first."""
    wanted = set(word.casefold().split())
    return [
        habit
        for habit in habits(orders)
        if habit.product.sku in skus or (wanted and wanted <= _words(habit.product, locale))
    ]


def clear_favourite(known: Sequence[Habit]) -> Habit | None:
    """The only one, or one bought so much more than the next that nobody would ask. Habits come best first."""
    if not known or (len(known) > 1 and known[0].score < A_CLEAR_LEAD * known[1].score):
        return None
    return known[0]


def meant(said: str, skus: Collection[str], products: Iterable[Product], locale: str) -> list[Product]:
    """Which of these products is talked about: "the oat milk", "milk", "bread and milk"."""
    products = list(products)
    if skus:
        return [product for product in products if product.sku in skus]
    words = set(said.casefold().replace(",", " ").split())
    if not words:
        return []
    found = [product for product in products if words <= _words(product, locale)]
    if found:
        return found
    by_name = {
        product.sku: name
        for product in products
        for name in (set(name.casefold().split()) for name in said_in(locale, product.names) or ())
        if name and name <= words
    }
    # "Oat milk and bread": the milk in it belongs to the oat milk and is not just any milk.
    left = words.difference(*by_name.values())
    return [product for product in products if product.sku in by_name or {product.category.casefold()} <= left]


def last_paid(sku: str, orders: Sequence[Order]) -> Money | None:
    """For one of it. Orders come latest first; cancelled ones do not count."""
    return next(
        (
            line.price
            for order in orders
            if order.status is not OrderStatus.CANCELLED
            for line in order.lines
            if line.product.sku == sku
        ),
        None,
    )


def _words(product: Product, locale: str) -> set[str]:
    names = said_in(locale, product.names) or ()
    return {part for text in (product.category, *names) for part in text.casefold().split()}
