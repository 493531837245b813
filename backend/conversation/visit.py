"""One turn with everything around it: who speaks, what was meant, and the ways to answer."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from backend.conversation.phrasebook import AnyOf
from backend.conversation.turn import Card, Expects, Phrase, Question, Reply, Turn, decides
from backend.orders import errors, replays
from backend.orders.history import BASKETS, usual_for
from backend.orders.model import Customer, Line, Product, Shop
from backend.orders.money import Money
from backend.orders.ports import Chance, Database, Result, UnitOfWork
from backend.orders.privacy import allowed
from backend.orders.profiles import Purpose
from interaction_models.model import SlotValue

FindProducts = Callable[[str, str], Sequence[str]]
"""(what was said, locale) -> SKUs it may mean, best first; several only if it cannot tell them apart."""

CHOICES = 3
"""As many as one can keep in mind by ear."""
MOST_SAID = 200
"""Characters of a slot; a name has no more."""

Form = Mapping[str, Callable[[Any], bool]]
Forms = Mapping[str, Form]
"""What a pending question remembers, by what it does: key to a check, for state comes back from outside."""


def is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64 and value.isprintable()


def is_quantity(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 10**9


def is_uuid(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value) is not None


_KEPT = ("quantity", "unit", "order", "reason")
"""Slots that are not forgotten over a question for another one."""

_COUNTS = {"dozen": 12, "half_dozen": 6, "pair": 2}
"""Units that are numbers."""


class NotLinked(errors.Refusal):
    """Somebody we do not know wants what only a customer can have."""


class LinkExpired(errors.Refusal):
    """The same, of somebody whose account was linked and is not any more."""


@dataclass(slots=True)
class UnknownVoice(errors.Refusal):
    """The same, of somebody in a household: their voice was recognised, and nobody has said yet whose it is."""

    account: Customer
    """The household's."""


_SAYING_WHO = ("is-it-you-code", "join-code")
"""What the household's voice code is asked for before anybody is known."""


def claim_of(turn: Turn) -> str:
    """Who asks what, as a SHA-256; empty where the channel never sends a request twice."""
    if not turn.id:
        return ""
    who = (turn.identity.channel, turn.identity.external_id)
    what = (turn.id, turn.intent, sorted(turn.slots.items()), turn.state)
    return sha256(repr((who, what)).encode("utf-8", "surrogatepass")).hexdigest()


class Visit:
    """One turn with everything around it, and the ways to end it."""

    def __init__(
        self,
        turn: Turn,
        shop: Shop,
        customer: Customer | None,
        *,
        database: Database,
        find_products: FindProducts,
        chance: Chance,
        forms: Forms,
        account: Customer | None = None,
        ceiling: Money | None = None,
        link_expired: bool = False,
    ) -> None:
        """With an `account`, there is no customer yet: somebody in that customer's household speaks."""
        self.turn = turn
        self.shop = shop
        self.customer = customer
        self.account = account
        self.ceiling = ceiling
        """Of the customer's spending limit."""
        self.link_expired = link_expired
        self.read = database.read
        self.new_words = False
        """Whether the customer has something new to call by name."""
        self.claim = ""
        """What this turn's changes are known by, once there are any, should the same request come again."""
        self._database = database
        self.chance = chance
        self._find_products = find_products
        self._forms = forms
        product = turn.state.get("product")
        self.product = product if is_text(product) else None
        """SKU of what was talked about last: "is it in stock", "order two"."""

    @property
    def now(self) -> datetime:
        return self.turn.now

    @property
    def today(self) -> date:
        """At the shop."""
        return self.shop.today(self.turn.now)

    def write(self, work: Callable[[UnitOfWork], Result]) -> Result:
        """As `Database.write`; the same request again changes nothing.

        Raises:
            AlreadyAnswered
        """
        claim = claim_of(self.turn)
        if not claim or self.claim:
            return self._database.write(work)

        def work_once(uow: UnitOfWork) -> Result:
            replays.claim(claim, self.customer.id if self.customer else None, now=self.now, uow=uow)
            return work(uow)

        result = self._database.write(work_once)
        self.claim = claim
        return result

    # -- what the customer said

    def known_customer(self) -> Customer:
        if self.customer is not None:
            return self.customer
        if self.account is None:
            raise LinkExpired if self.link_expired else NotLinked
        # The one thing a stranger may do in the customer's name is to say the code that makes them known.
        if self.turn.intent == "VoiceCodeIntent" and self.pending.get("do") in _SAYING_WHO:
            return self.account
        raise UnknownVoice(self.account)

    def said(self, slot: str) -> str:
        value = self._slot(slot)
        return self.speakable(value.said) if value else ""

    @staticmethod
    def speakable(text: str) -> str:
        # What nobody can say has no place in a name, and some databases refuse it.
        return "".join(letter if letter.isprintable() else " " for letter in text[:MOST_SAID]).strip()

    def ids(self, slot: str) -> tuple[str, ...]:
        value = self._slot(slot)
        return value.ids if value else ()

    def _slot(self, slot: str) -> SlotValue | None:
        return self.turn.slots.get(slot) or self._kept(slot)

    def _kept(self, slot: str) -> SlotValue | None:
        """What was said before we asked which product: the three of "three coffees"."""
        answers = self.pending.get("do") == "slot" and self.pending["intent"] == self.turn.intent
        kept = self.pending.get(slot) if answers and slot in _KEPT else None
        if not isinstance(kept, str) or not is_text(kept):
            return None
        return SlotValue(kept, () if slot == "order" and kept.isdecimal() else (kept,))

    def quantity(self, product: Product) -> int | None:
        """How many; None if nothing was said, or nothing that is a number."""
        said = self.said("quantity")
        unit = next(iter(self.ids("unit")), "")
        dozens = 1 if unit == product.unit else _COUNTS.get(unit, 1)
        if not said and dozens > 1:
            return dozens
        if not re.fullmatch(r"\d+", said, re.ASCII):
            return None
        pieces = int(said) * dozens if len(said) < 10 else 10**9
        if product.unit == "dozen" and not unit and (pieces == 6 or pieces % 12 == 0):
            return math.ceil(pieces / 12)  # "half a dozen eggs" is nobody's six dozen
        return pieces

    def order_number(self) -> str:
        """Empty for "my order"; the spoken digits otherwise, or an id that is one of the customer's own numbers."""
        if ids := self.ids("order"):
            return next((id_ for id_ in ids if re.fullmatch(r"\d{1,16}", id_, re.ASCII)), "")
        return "".join(re.findall(r"\d", self.said("order"), re.ASCII))

    @property
    def pending(self) -> Mapping[str, Any]:
        """What the last question was about; empty unless it has just the form we gave it."""
        pending = self.turn.state.get("pending")
        if not isinstance(pending, dict):
            return {}
        form = self._forms.get(str(pending.get("do")))
        return pending if form is not None and all(is_right(pending.get(key)) for key, is_right in form.items()) else {}

    @property
    def must_say_yes_or_no(self) -> bool:
        """Something happens on a yes, so nothing else will do for an answer."""
        return decides({"pending": self.pending})

    def meant_product(self, slot: str = "product") -> "Product | Reply":
        """The product that is meant, or the question that will tell.

        Raises:
            UnknownProduct: the shop sells nothing of that name.
        """
        said = self.said(slot)
        known = self.ids(slot)
        if not said and not known:
            known = (self.product,) if self.product and slot == "product" else ()
            if not known:
                return self.ask(Phrase("which-product"), Expects.SLOT, slot=slot)
        offered = self._offered(slot)
        candidates = tuple(sku for sku in known if sku in offered) or tuple(known)
        products = self.read(lambda uow: self.may_be(said, candidates, uow))
        if not products:
            raise errors.UnknownProduct(said)
        products = [product for product in products if product.sku in offered] or products
        if len(products) > 1:
            names = AnyOf(self.name(product) for product in products)
            reply = self.ask(Phrase("which-of", {"products": names}), Expects.SLOT, slot=slot)
            pending = {**reply.state["pending"], "offered": [product.sku for product in products]}
            return replace(reply, state={**reply.state, "pending": pending})
        if slot == "product":
            self.product = products[0].sku
        return products[0]

    def _offered(self, slot: str) -> Sequence[str]:
        """SKUs we asked to choose from: "white" is then the rice, whatever else is white."""
        pending = self.pending
        asked = pending.get("do") == "slot" and (pending["slot"], pending["intent"]) == (slot, self.turn.intent)
        offered = pending.get("offered") if asked else None
        return offered if isinstance(offered, list) and all(map(is_text, offered)) else ()

    def may_be(self, said: str, ids: Sequence[str], uow: UnitOfWork) -> list[Product]:
        """The products that may be meant, best first; several only if it cannot be told which."""
        skus = tuple(ids)
        if len(skus) != 1 and self.customer and allowed(self.customer.id, Purpose.HISTORY, uow):
            # "coffee" means the coffee this customer buys.
            usual = usual_for(said, uow.orders.of(self.customer.id, limit=BASKETS), self.turn.locale)
            skus = (usual[0].sku,) if usual else skus
        found = uow.products.by_sku(skus[:CHOICES])
        if not found and said:  # ids that are nobody's are none
            skus = tuple(self._find_products(said, self.turn.locale))
            found = uow.products.by_sku(skus[:CHOICES])
        return [found[sku] for sku in skus[:CHOICES] if sku in found]

    # -- words for things

    def name(self, product: Product) -> str:
        return product.name(self.turn.locale)

    def item(self, product: Product, quantity: int) -> Phrase:
        return Phrase(f"item-{product.unit}", {"count": quantity, "product": self.name(product)})

    def items(self, lines: Sequence[Line]) -> tuple[Phrase, ...]:
        return tuple(self.item(line.product, line.quantity) for line in lines)

    # -- ways to end the turn

    def ask(
        self,
        question: Phrase,
        expects: Expects = Expects.ANYTHING,
        *says: Phrase,
        slot: str | None = None,
        intent: str | None = None,
    ) -> Reply:
        """An open question, or one for a slot."""
        pending: dict[str, Any] = {"do": "slot", "slot": slot, "intent": intent or self.turn.intent} if slot else {}
        if slot:
            pending |= self._to_keep(slot, intent or self.turn.intent)
        return self._reply(says, question, expects, pending)

    def _to_keep(self, slot: str, intent: str) -> dict[str, str]:
        """Ids and digits, never other words: it goes into the state."""
        names = {"quantity", "unit"} if slot == "product" else set()
        if intent == self.turn.intent:
            names |= set(_KEPT)
        kept = {}
        for name in sorted(names - {slot}):
            value = next(iter(self.ids(name)), "".join(self.said(name).split()))
            if self.ids(name) or re.fullmatch(r"\d{1,16}", value, re.ASCII):
                kept[name] = value
        return kept

    def confirm(self, question: Phrase, *says: Phrase, pending: Mapping[str, Any], card: Card | None = None) -> Reply:
        """A question that yes or no answers."""
        return self._reply(says, question, Expects.YES_NO, pending, card)

    def more(self, *says: Phrase, card: Card | None = None) -> Reply:
        """All said; the customer may go on."""
        return self._reply(says, Phrase("anything-else"), Expects.YES_NO, {"do": "more"}, card)

    def end(self, *says: Phrase) -> Reply:
        return Reply(says=says, today=self.today)

    def _reply(
        self,
        says: tuple[Phrase, ...],
        question: Phrase,
        expects: Expects,
        pending: Mapping[str, Any],
        card: Card | None = None,
    ) -> Reply:
        return Reply(
            says=says,
            today=self.today,
            question=Question(
                question,
                expects,
                slot=pending.get("slot"),
                intent=pending.get("intent"),
                confirms=pending.get("confirms"),
            ),
            card=card,
            state={"pending": dict(pending), "product": self.product},
        )

    def verify(self, *says: Phrase, pending: Mapping[str, Any]) -> Reply:
        """The channel takes over until it knows who speaks."""
        return Reply(says, state={"pending": dict(pending), "product": self.product}, verifies=True, today=self.today)

    def same_question(self, question: Phrase, *says: Phrase, misses: int = 0) -> Reply:
        """The question of the turn before once more, with everything it was about."""
        expects = Expects.ANYTHING
        if self.must_say_yes_or_no:
            expects = Expects.YES_NO
        elif self.pending.get("slot"):
            expects = Expects.SLOT
        reply = self._reply(says, question, expects, self.pending)
        return replace(reply, state={**reply.state, "misses": misses})


Answer = Callable[[Visit], Reply]


@dataclass(frozen=True, slots=True)
class Topic:
    """A part of the conversation: what it answers, and what its questions do."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    """By intent."""
    forms: Forms = field(default_factory=dict)
    """What its questions remember, by what they do."""
    agreed: Mapping[str, Answer] = field(default_factory=dict)
    """What a yes does."""
    declined: Mapping[str, Answer] = field(default_factory=dict)
    """What a no does; "All right. Anything else?" if nothing is said here."""
    refusals: Mapping[type[errors.Refusal], Callable[[Any, Visit], Reply]] = field(default_factory=dict)
    """Words for what the shop refuses."""
