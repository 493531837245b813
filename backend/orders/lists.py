"""Baskets that customers keep under a name of their own: "my Friday order"."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from backend.orders.errors import NothingToReorder, Refusal
from backend.orders.ids import uuid7
from backend.orders.model import Customer, Event, Wish

if TYPE_CHECKING:
    from backend.orders.ports import UnitOfWork

LONGEST_NAME = 64
MOST_LISTS = 30


@dataclass(frozen=True, slots=True)
class SavedList:
    name: str
    """As `spoken_name` gives it."""
    wishes: tuple[Wish, ...]


class Lists(Protocol):
    def of(self, customer_id: UUID) -> Sequence[SavedList]:
        """By name."""

    def put(self, customer_id: UUID, saved: SavedList, now: datetime) -> None:
        """Adds it, or replaces the one of this name."""


@dataclass(slots=True)
class ListNameRefused(Refusal):
    """Empty, or longer than anybody's name for a list."""

    longest: int


@dataclass(slots=True)
class ListExists(Refusal):
    saved: SavedList


@dataclass(slots=True)
class TooManyLists(Refusal):
    most: int


@dataclass(slots=True)
class UnknownList(Refusal):
    said: str
    names: tuple[str, ...]
    """The lists there are."""
    alike: tuple[str, ...] = ()
    """Several that could be meant."""


def spoken_name(said: str) -> str:
    """The same for every way to write what sounds the same: lower case, no punctuation, single spaces."""
    plain = unicodedata.normalize("NFKC", said).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain.replace("'", "")).split())


def save_list(
    customer: Customer,
    name: str,
    wishes: Sequence[Wish],
    *,
    now: datetime,
    uow: "UnitOfWork",
    replace: bool = False,
    actor: str = "customer",
) -> SavedList:
    """Keeps these wishes under this name.

    Raises:
        ListExists: and `replace` was not asked for.
        ListNameRefused, TooManyLists
        NothingToReorder: there is nothing to keep.
    """
    name = spoken_name(name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise ListNameRefused(LONGEST_NAME)
    if not wishes:
        raise NothingToReorder(customer.id)
    known = {saved.name: saved for saved in uow.lists.of(customer.id)}
    if name in known and not replace:
        raise ListExists(known[name])
    if name not in known and len(known) >= MOST_LISTS:
        raise TooManyLists(MOST_LISTS)
    saved = SavedList(name, tuple(wishes))
    uow.lists.put(customer.id, saved, now)
    lines = [{"sku": wish.sku, "quantity": wish.quantity} for wish in saved.wishes]
    uow.events.add(Event(uuid7(now), now, "list.saved", actor, "list", customer.id, {"lines": lines}))
    return saved


def find_list(customer: Customer, said: str, *, uow: "UnitOfWork") -> SavedList:
    """The list of this name, or the only one whose name has these words: "Friday" for "friday evening".

    Raises:
        UnknownList
    """
    name = spoken_name(said)
    lists = uow.lists.of(customer.id)
    words = set(name.split())
    alike = [saved for saved in lists if words and _have_the_same_words(words, set(saved.name.split()))]
    exact = [saved for saved in alike if saved.name == name]
    found = exact or alike
    if len(found) != 1:
        raise UnknownList(said, tuple(saved.name for saved in lists), tuple(saved.name for saved in found))
    return found[0]


def _have_the_same_words(some: set[str], others: set[str]) -> bool:
    """Or one has more of them."""
    return some <= others or others <= some
