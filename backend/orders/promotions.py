"""Price reductions and their rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from backend.orders.errors import Refusal
from backend.orders.languages import said_in
from backend.orders.money import Money

if TYPE_CHECKING:
    from backend.orders.ports import UnitOfWork


class PromotionKind(StrEnum):
    PERCENT = "percent"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Promotion:
    code: str
    kind: PromotionKind
    amount: int
    """Basis points of a percentage, minor units of a fixed amount."""
    from_amount: Money | None = None
    """Of the goods, from which on it holds."""
    first_order: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    """The last day."""
    automatic: bool = False
    """Applied without a code."""
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Locale to what people call it."""

    def reduction(self, subtotal: Money) -> Money:
        """Never more than the goods cost; half a cent is rounded in the customer's favour."""
        by_percent = (subtotal.minor * self.amount + 5_000) // 10_000
        minor = by_percent if self.kind is PromotionKind.PERCENT else self.amount
        return Money(min(minor, subtotal.minor), subtotal.currency)

    def name(self, locale: str) -> str:
        return next(iter(said_in(locale, self.names) or ()), self.code)


class Why(StrEnum):
    """Why a code brings nothing."""

    UNKNOWN = "unknown"
    NOT_YET = "not_yet"
    OVER = "over"
    BELOW = "below"
    FIRST_ORDER_ONLY = "first_order_only"


@dataclass(slots=True)
class PromotionRefused(Refusal):
    code: str
    why: Why
    promotion: Promotion | None = None


class Promotions(Protocol):
    def get(self, code: str) -> Promotion | None: ...

    def all(self) -> Sequence[Promotion]: ...

    def automatic(self) -> Sequence[Promotion]: ...

    def put(self, promotion: Promotion) -> None: ...

    def remove(self, code: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Discount:
    amount: Money
    promotion: Promotion


def check(promotion: Promotion, subtotal: Money, customer_id: UUID, *, today: date, uow: "UnitOfWork") -> None:
    """
    Raises:
        PromotionRefused: it does not hold for this customer, these goods, today.
    """
    if promotion.starts_on is not None and today < promotion.starts_on:
        raise PromotionRefused(promotion.code, Why.NOT_YET, promotion)
    if promotion.ends_on is not None and today > promotion.ends_on:
        raise PromotionRefused(promotion.code, Why.OVER, promotion)
    if promotion.from_amount is not None and subtotal.minor < promotion.from_amount.minor:
        raise PromotionRefused(promotion.code, Why.BELOW, promotion)
    if promotion.first_order and has_ordered(customer_id, uow=uow):
        raise PromotionRefused(promotion.code, Why.FIRST_ORDER_ONLY, promotion)


def has_ordered(customer_id: UUID, *, uow: "UnitOfWork") -> bool:
    """And it stays so until the transaction ends: two first orders at the same moment wait for each other."""
    uow.personal_data.lock(customer_id)
    return uow.orders.count_of(customer_id) > 0


def holding(customer_id: UUID | None, *, today: date, uow: "UnitOfWork") -> list[Promotion]:
    """What this customer can have today, if they buy enough; what needs no code comes first."""
    found = []
    ordered_before = customer_id is not None and uow.orders.count_of(customer_id) > 0
    for promotion in uow.promotions.all():
        begun = promotion.starts_on is None or promotion.starts_on <= today
        over = promotion.ends_on is not None and promotion.ends_on < today
        if begun and not over and not (promotion.first_order and ordered_before):
            found.append(promotion)
    return sorted(found, key=lambda promotion: (not promotion.automatic, promotion.code))


def best_discount(
    code: str | None, subtotal: Money, customer_id: UUID, *, today: date, uow: "UnitOfWork"
) -> Discount | None:
    """The one reduction that takes off most: of the code, if there is one, and what holds for everybody.

    Raises:
        PromotionRefused: the code brings nothing.
    """
    found = []
    if code is not None:
        promotion = uow.promotions.get(code)
        if promotion is None:
            raise PromotionRefused(code, Why.UNKNOWN)
        check(promotion, subtotal, customer_id, today=today, uow=uow)
        found.append(promotion)
    for promotion in uow.promotions.automatic():
        try:
            check(promotion, subtotal, customer_id, today=today, uow=uow)
        except PromotionRefused:
            continue
        found.append(promotion)
    best = max(found, key=lambda each: (each.reduction(subtotal).minor, each.code), default=None)
    return None if best is None else Discount(best.reduction(subtotal), best)
