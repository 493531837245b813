"""Several products in one breath, "oat milk and coffee": which they are, and how many of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from backend.conversation.phrasebook import AnyOf
from backend.conversation.turn import Expects, Phrase, Reply
from backend.conversation.visit import CHOICES, Visit, is_quantity, is_text
from backend.orders import errors
from backend.orders.model import MOST_OF_ONE_PRODUCT, Product, Wish
from backend.orders.ports import UnitOfWork
from interaction_models import spoken
from interaction_models.model import SlotValue

MOST_TOGETHER = 10
"""Products of one sentence, as many as anybody lists in one breath."""

_NUMBER = ("quantity", "unit")

Entry = list[Any]
"""How many (0: nothing was said), then the SKUs that may be meant, best first. JSON, for it may have to wait."""


@dataclass(frozen=True, slots=True)
class Together:
    """What was named, once it is clear which."""

    wishes: tuple[tuple[Product, int], ...]
    """Product and pieces."""
    unknown: tuple[Phrase, ...] = ()
    """What we do not sell, to be said first."""

    @property
    def products(self) -> list[Product]:
        """Each once."""
        return list({product.sku: product for product, _ in self.wishes}.values())


def is_entries(value: Any) -> bool:
    """State comes back from outside, so what is not just as we wrote it is nothing."""
    return (
        isinstance(value, list)
        and 0 < len(value) <= MOST_TOGETHER
        and all(
            isinstance(entry, list)
            and 1 < len(entry) <= 1 + CHOICES
            and is_quantity(entry[0])
            and all(map(is_text, entry[1:]))
            for entry in value
        )
    )


def entries_of(wishes: Sequence[Wish]) -> list[Entry]:
    """To be kept in mind by a question."""
    return [[wish.quantity, wish.sku] for wish in wishes[:MOST_TOGETHER]]


def wishes_in(entries: Sequence[Entry]) -> list[Wish]:
    return [Wish(sku, pieces) for pieces, sku, *_ in entries]


def meant_together(visit: Visit) -> Together | Reply | None:
    """The products that were named, or the question that will tell; None unless there are several.

    How many was said once belongs to the first of them, also if we do not sell that; of the others one is wanted,
    unless they are counted too.

    Raises:
        UnknownProduct: the shop sells none of them.
    """
    value, waiting = visit.turn.slots.get("product"), _waiting(visit)
    if waiting and (value is None or not value.others):
        return _answered(waiting, value, visit)
    if value is None or not value.others:
        return None
    found = [_entry(each, visit) for each in (value, *value.others[: MOST_TOGETHER - 1])]
    unknown = tuple(Phrase("unknown-product", {"said": said}) for said, entry in found if len(entry) == 1 and said)
    entries = [entry for _, entry in found if len(entry) > 1]
    if not entries:
        raise errors.UnknownProduct(visit.said("product"))
    return _which_or_all(entries, found[0][1], unknown, visit)


def _waiting(visit: Visit) -> list[Entry]:
    """What was named before we asked which is meant, or how many."""
    pending = visit.pending
    entries: Any = pending.get("several")
    answers = pending.get("do") == "slot" and pending["intent"] == visit.turn.intent
    if answers and pending["slot"] == "quantity" and "quantity" not in visit.turn.slots:
        return []  # something else is wanted
    return [list(entry) for entry in entries] if answers and is_entries(entries) else []


def _answered(waiting: list[Entry], value: SlotValue | None, visit: Visit) -> Together | Reply:
    """The first that was not clear, or not counted, is what the answer is about."""
    unknown: tuple[Phrase, ...] = ()
    about = next((entry for entry in waiting if len(entry) > 2 or not entry[0]), None)
    if about is not None and len(about) > 2 and value is not None:
        said, (pieces, *skus) = _entry(value, visit)
        skus = [sku for sku in skus if sku in about] or skus
        if skus:
            before = 0 if "quantity" in visit.turn.slots else about[0]
            about[:] = [pieces or before, *skus]
        else:
            unknown = (Phrase("unknown-product", {"said": said}),)
    return _which_or_all(waiting, about, unknown, visit)


def _entry(value: SlotValue, visit: Visit) -> tuple[str, Entry]:
    """What was said for it, and what it may be."""
    pieces, name = counted(value, visit)

    def look_up(uow: UnitOfWork) -> list[Product]:
        return visit.may_be(name, value.ids, uow) or visit.may_be(_behind_little_words(name, visit), (), uow)

    return name, [pieces, *(product.sku for product in visit.read(look_up))]


def counted(value: SlotValue, visit: Visit) -> tuple[int, str]:
    """ "Three bananas": a slot for the number is there only once, so the others keep it in their names.

    0 where no number was said.
    """
    said, language = visit.speakable(value.said), visit.turn.locale.partition("-")[0]
    words = () if value.ids else spoken.words(said, language)
    for length in range(min(3, len(words) - 1), 0, -1):
        number = spoken.counted(words[:length], language)
        if number is not None:
            # All of it is read out before anything is ordered.
            return max(1, min(number, MOST_OF_ONE_PRODUCT)), " ".join(words[length:])
    return 0, said


def _behind_little_words(name: str, visit: Visit) -> str:
    """ "Honey" of "jar of honey"; empty if there is no such word in it."""
    language = visit.turn.locale.partition("-")[0]
    words = spoken.words(name, language)
    little = [at for at, word in enumerate(words) if word in spoken.language(language).little]
    return " ".join(words[little[-1] + 1 :]) if little else ""


def _which_or_all(
    entries: list[Entry], numbered: Entry | None, unknown: tuple[Phrase, ...], visit: Visit
) -> Together | Reply:
    """One after the other; `numbered` is the one that the number belongs to."""
    skus = {sku for entry in entries for sku in entry[1:]}

    def look_up(uow: UnitOfWork) -> Mapping[str, Product]:
        return uow.products.by_sku(skus)

    products = visit.read(look_up)
    for entry in entries:
        entry[1:] = [sku for sku in entry[1:] if sku in products]
    entries = [entry for entry in entries if len(entry) > 1]
    if not entries:
        raise errors.UnknownProduct(visit.said("product"))
    for entry in entries:
        pieces, *which = entry
        if len(which) > 1:
            names = AnyOf(visit.name(products[sku]) for sku in which)
            question = Phrase("which-of", {"products": names})
            return _ask(question, "product", entries, visit, *unknown, forgets_number=entry is not numbered)
        if entry is numbered and not pieces:
            pieces = visit.quantity(products[which[0]])
            why = _no_number(pieces, visit)
            if why is not None:
                return _ask(Phrase("how-many"), "quantity", entries, visit, *unknown, *why)
        entry[0] = pieces or 1
    visit.product = entries[0][1]
    return Together(tuple((products[sku], pieces) for pieces, sku in entries), unknown)


def _no_number(pieces: int | None, visit: Visit) -> tuple[Phrase, ...] | None:
    """Why what was said is no number to order; None if it is one, or nothing was said."""
    if pieces is None:
        return () if visit.said("quantity") else None
    if pieces > MOST_OF_ONE_PRODUCT:
        return (Phrase("quantity-too-many", {"quantity": pieces, "most": MOST_OF_ONE_PRODUCT}),)
    return (Phrase("quantity-zero", {"most": MOST_OF_ONE_PRODUCT}),) if pieces < 1 else None


def _ask(
    question: Phrase, slot: str, entries: list[Entry], visit: Visit, *says: Phrase, forgets_number: bool = False
) -> Reply:
    reply = visit.ask(question, Expects.SLOT, *says, slot=slot)
    kept = {key: value for key, value in reply.state["pending"].items() if not (forgets_number and key in _NUMBER)}
    return replace(reply, state={**reply.state, "pending": {**kept, "several": entries}})
