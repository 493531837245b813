"""Order it again: the usual, the last one, one by its number."""

from datetime import datetime

from backend.orders.history import BASKETS, usual_basket
from backend.orders.model import Customer, OrderStatus
from backend.orders.ordering import find_order
from backend.orders.ports import UnitOfWork
from backend.orders.quoting import Quoted, quote_wishes, wishes_of


def quote_usual(customer: Customer, *, now: datetime, uow: UnitOfWork) -> Quoted:
    """The customer's usual basket at today's prices."""
    return quote_wishes(customer, usual_basket(uow.orders.of(customer.id, limit=BASKETS)), now=now, uow=uow)


def quote_last(customer: Customer, *, now: datetime, uow: UnitOfWork) -> Quoted:
    """The customer's latest order once more, at today's prices."""
    kept = [order for order in uow.orders.of(customer.id, limit=BASKETS) if order.status is not OrderStatus.CANCELLED]
    return quote_wishes(customer, wishes_of(kept[0].lines) if kept else [], now=now, uow=uow)


def quote_order(customer: Customer, number: str, *, now: datetime, uow: UnitOfWork) -> Quoted:
    """The order with this number once more, at today's prices.

    Raises:
        UnknownOrder: there is none; also when it is somebody else's.
    """
    order = find_order(customer, number, uow=uow)
    return quote_wishes(customer, wishes_of(order.lines), now=now, uow=uow)
