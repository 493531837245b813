"""What to do when something is sold out: as the customer said once, for each product."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from backend.orders.errors import Refusal, UnknownProduct
from backend.orders.ids import uuid7
from backend.orders.model import Customer, Event, Product

if TYPE_CHECKING:
    from backend.orders.ports import UnitOfWork


class Policy(StrEnum):
    BEST_MATCH = "best_match"
    """Something of the same kind, nearest in price."""
    SPECIFIC = "specific"
    """This and nothing else."""
    NONE = "none"
    """Rather nothing."""


@dataclass(frozen=True, slots=True)
class Substitution:
    sku: str
    """What may be sold out."""
    policy: Policy
    replacement: str | None = None
    """SKU; only when it is a specific one."""


class Substitutions(Protocol):
    def of(self, customer_id: UUID) -> Mapping[str, Substitution]:
        """By the SKU that may be sold out."""

    def put(self, customer_id: UUID, substitution: Substitution) -> None:
        """Adds it, or replaces the one for the same SKU."""


@dataclass(slots=True)
class ReplacedByItself(Refusal):
    product: Product


def set_substitution(
    customer: Customer, substitution: Substitution, *, now: datetime, uow: "UnitOfWork", actor: str = "customer"
) -> None:
    """
    Raises:
        UnknownProduct, ReplacedByItself
    """
    named = {substitution.sku, substitution.replacement or substitution.sku}
    known = uow.products.by_sku(named)
    for sku in named:
        if sku not in known:
            raise UnknownProduct(sku)
    if substitution.replacement == substitution.sku:
        raise ReplacedByItself(known[substitution.sku])
    uow.substitutions.put(customer.id, substitution)
    body = {"policy": substitution.policy.value, "replacement": substitution.replacement}
    uow.events.add(Event(uuid7(now), now, "substitution.set", actor, substitution.sku, customer.id, body))


def best_match(product: Product, others: Iterable[Product], *, most_percent: int | None = None) -> Product | None:
    """What is there of these and nearest in price, at most so much dearer."""
    there = [
        other
        for other in others
        if other.sku != product.sku and other.available > 0 and not is_dearer(product, other, most_percent)
    ]
    return min(there, key=lambda other: (abs(other.price.minor - product.price.minor), other.sku), default=None)


def is_dearer(product: Product, other: Product, percent: int | None) -> bool:
    """By more than so many percent."""
    return percent is not None and other.price.minor * 100 > product.price.minor * (100 + percent)
