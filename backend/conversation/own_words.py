"""What only one customer talks about: the things they buy, their lists, the orders they wait for."""

from collections.abc import Mapping, Sequence
from datetime import date

from backend.conversation.phrasebook import phrasebook
from backend.conversation.turn import Phrase
from backend.orders.history import BASKETS, habits
from backend.orders.languages import said_in
from backend.orders.model import Customer
from backend.orders.ports import UnitOfWork
from backend.orders.privacy import allowed
from backend.orders.profiles import Purpose
from interaction_models.model import Value

MOST_ORDERS = 5
MOST_LISTS = 20

OwnWords = Mapping[str, Sequence[Value]]
"""By slot type, what is likeliest first; ids are those of the catalogue, names of lists, and numbers of orders."""


def own_words(customer: Customer, locale: str, uow: UnitOfWork) -> OwnWords:
    """Nothing of a customer whose past is not to be used."""
    if not allowed(customer.id, Purpose.HISTORY, uow):
        return {}
    orders = uow.orders.of(customer.id, limit=BASKETS)
    products = []
    for habit in habits(orders):
        names = said_in(locale, habit.product.names)
        if names:
            products.append(Value(names[0], habit.product.sku, tuple(names[1:])))
    waiting = [order.number for order in orders if order.is_open][:MOST_ORDERS]
    return {
        "OrderReference": [_order(number, locale) for number in waiting],
        "ListName": [Value(saved.name, saved.name) for saved in uow.lists.of(customer.id)[:MOST_LISTS]],
        "Product": products,
    }


def _order(number: str, locale: str) -> Value:
    """ "Order 407912", and its digits one by one."""
    called = phrasebook(locale).say(Phrase("order-called", {"number": number}), today=date.min)
    return Value(called, number, (number, " ".join(number)))
