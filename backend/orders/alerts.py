"""Sold out or not, as of now; and who wants to hear when something is back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from backend.orders.errors import Refusal, UnknownProduct
from backend.orders.ids import uuid7
from backend.orders.model import MAIN, Customer, Event, Place, Product
from backend.orders.ports import UnitOfWork
from backend.orders.quoting import as_stocked, release_expired

LOW_STOCK = 5
"""So few that the customer should hear the number."""

MOST_ROUNDS = 5
"""Of clearing away expired quotes for one answer, so that nobody waits for a day's worth of them."""

MOST_NEWS = 3
"""As many as one can keep in mind by ear; the others wait for the next time."""


@dataclass(slots=True)
class NotSoldOut(Refusal):
    """Nobody has to wait for it."""

    product: Product


class RestockAlerts(Protocol):
    def ask(self, customer_id: UUID, sku: str, now: datetime) -> None:
        """The customer waits from now on, also when they have waited and been told before."""

    def is_waiting(self, customer_id: UUID, sku: str) -> bool: ...

    def waiting_for(self, sku: str) -> Sequence[UUID]:
        """Customers for whom it is not back yet."""

    def mark_back(self, customer_id: UUID, sku: str, now: datetime) -> bool:
        """False if that was known already."""

    def news_for(self, customer_id: UUID) -> Sequence[str]:
        """SKUs that are back and that the customer has not heard of, longest waiting first."""

    def mark_told(self, customer_id: UUID, sku: str, now: datetime) -> bool:
        """False if they had heard of it already."""

    def wait_on(self, customer_id: UUID, sku: str) -> None:
        """It was gone again before the customer could hear of it."""


def product_at(sku: str, place: str, *, uow: UnitOfWork) -> Product:
    """The product with the stock of this place.

    Raises:
        UnknownProduct
    """
    product = uow.products.get(sku)
    if product is None:
        raise UnknownProduct(sku)
    return product if place == MAIN else as_stocked(product, place, uow=uow)


def look_up(
    sku: str, *, now: datetime, uow: UnitOfWork, place: str = MAIN, customer: Customer | None = None
) -> Product:
    """The product with what can really be had of it at this place, so that no abandoned offer makes it look sold out.

    What is held for the customer's own open quote is theirs to have. It may write: expired quotes give back what
    they held.

    Raises:
        UnknownProduct
    """
    product = product_at(sku, place, uow=uow)
    for _ in range(MOST_ROUNDS):
        if product.available >= LOW_STOCK or not release_expired(now=now, uow=uow):
            break
        product = product_at(sku, place, uow=uow)
    if customer is None or product.available >= LOW_STOCK:
        return product
    theirs = sum(
        line.quantity
        for quote in uow.quotes.held_by(customer.id)
        if quote.terms.place == place
        for line in quote.lines
        if line.product.sku == sku
    )
    return replace(product, reserved=product.reserved - theirs)


def place_of(customer: Customer | None) -> str:
    """Where this customer's goods come from."""
    return (customer.pickup_at if customer else None) or MAIN


def elsewhere(sku: str, place: str, *, uow: UnitOfWork) -> tuple[Place, Product] | None:
    """The other place that has most of it; one where it can be fetched before one where it can only be bought."""
    there = {stock.place: stock for stock in uow.stock.of(sku) if stock.place != place and stock.available > 0}
    places = [other for other in uow.places() if other.id in there]
    best = max(places, key=lambda other: (other.pickup, there[other.id].available), default=None)
    return None if best is None else (best, product_at(sku, best.id, uow=uow))


def tell_when_back(customer: Customer, sku: str, *, now: datetime, uow: UnitOfWork, actor: str = "customer") -> Product:
    """The customer will hear of it once when it is back.

    Raises:
        NotSoldOut, UnknownProduct
    """
    product = look_up(sku, now=now, uow=uow, place=place_of(customer), customer=customer)
    if product.available > 0:
        raise NotSoldOut(product)
    if not uow.alerts.is_waiting(customer.id, sku):
        uow.alerts.ask(customer.id, sku, now)
        uow.events.add(Event(uuid7(now), now, "stock.awaited", actor, sku, customer.id))
    return product


def mark_back(sku: str, *, now: datetime, uow: UnitOfWork) -> None:
    """New goods are on the shelf: everybody who waits for them and can have them is to be told."""
    for customer_id in uow.alerts.waiting_for(sku):
        customer = uow.customers.get(customer_id)
        there = customer is not None and product_at(sku, place_of(customer), uow=uow).available > 0
        if there and uow.alerts.mark_back(customer_id, sku, now):
            uow.events.add(Event(uuid7(now), now, "stock.back", "shop", sku, customer_id))


def news(customer: Customer, *, now: datetime, uow: UnitOfWork) -> list[Product]:
    """What the customer waited for and can have now; each is news once. What is gone again is waited for on."""
    found: list[Product] = []
    for sku in uow.alerts.news_for(customer.id):
        product = look_up(sku, now=now, uow=uow, place=place_of(customer), customer=customer)
        if product.available <= 0:
            uow.alerts.wait_on(customer.id, sku)
        elif len(found) < MOST_NEWS and uow.alerts.mark_told(customer.id, sku, now):
            found.append(product)
    return found
