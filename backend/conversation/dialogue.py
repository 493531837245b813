"""The shop assistant: the only place that decides what is said next. Knows no channel."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from backend.conversation.phrasebook import AnyOf, OrderNumber, render
from backend.conversation.turn import Card, Expects, Identity, Phrase, Question, Reply, Turn
from backend.orders import errors
from backend.orders.history import BASKETS, habits, usual_for
from backend.orders.model import (
    Customer,
    Line,
    Order,
    OrderStatus,
    Product,
    Quote,
    ShipmentStatus,
    Shop,
)
from backend.orders.ordering import (
    Quoted,
    alternative_to,
    cancel_order,
    cancellable,
    find_order,
    place_order,
    quote_again,
    quote_last,
    quote_order,
    quote_product,
    quote_usual,
)
from backend.orders.ports import Chance, Database
from interaction_models.model import SlotValue

FindProducts = Callable[[str, str], Sequence[str]]
"""(what was said, locale) -> SKUs it may mean, best first; several only if it cannot tell them apart."""

LOW_STOCK = 5
CHOICES = 3
"""As many as one can keep in mind by ear."""
MISSES_BEFORE_HELP = 2
MOST_SAID = 200
"""Characters of a slot; a name has no more."""


class Conversation:
    def __init__(
        self,
        database: Database,
        find_products: FindProducts,
        chance: Chance,
        *,
        guest: Identity | None = None,
    ) -> None:
        """With a `guest`, strangers are served as that customer; for development only."""
        self._database = database
        self._guest = guest
        self._find_products = find_products
        self._chance = chance
        self._answers: Mapping[str, Callable[[_Visit], Reply]] = {
            "LaunchRequest": _launch,
            "CheckStockIntent": self._check_stock,
            "PriceIntent": self._price,
            "ReorderIntent": self._reorder,
            "PlaceOrderIntent": self._place_order,
            "OrderStatusIntent": self._order_status,
            "CancelOrderIntent": self._cancel_order,
            "RecommendIntent": self._recommend,
            "TalkToHumanIntent": _talk_to_human,
            "AMAZON.YesIntent": self._yes,
            "AMAZON.NoIntent": _no,
            "AMAZON.HelpIntent": _help,
            "AMAZON.StopIntent": _stop,
            "AMAZON.CancelIntent": _stop,
            "AMAZON.NavigateHomeIntent": _stop,
            "AMAZON.RepeatIntent": _repeat,
            "AMAZON.StartOverIntent": _start_over,
            "AMAZON.FallbackIntent": _fallback,
        }

    @property
    def intents(self) -> frozenset[str]:
        """Everything it has an answer for."""
        return frozenset(self._answers)

    def respond(self, turn: Turn) -> Reply:
        with self._database.reading() as uow:
            shop = uow.shop()
            customer = uow.customers.by_identity(turn.identity.channel, turn.identity.external_id)
            if customer is None and self._guest:
                customer = uow.customers.by_identity(self._guest.channel, self._guest.external_id)
        if shop is None:
            raise LookupError("the database holds no shop")
        visit = _Visit(turn, shop, customer)
        answer = self._answers.get(turn.intent, _fallback)
        try:
            reply = answer(visit)
        except errors.Refusal as refusal:
            reply = self._explain(refusal, visit)
        if reply.listens:
            # What was said is kept, so that "say that again" is the same in every channel.
            said = render(reply, locale=turn.locale, today=shop.today(turn.now))
            state = {"said": said.speech, "asked": said.reprompt, **reply.state}
            reply = replace(reply, state=state)
        return reply

    # -- products

    def _check_stock(self, visit: "_Visit") -> Reply:
        found = self._product(visit)
        if isinstance(found, Reply):
            return found
        if found.on_hand == 0:
            return self._sold_out(found, 1, visit)
        if found.on_hand < LOW_STOCK:
            stock = Phrase("low-stock", {"product": visit.name(found), "left": found.on_hand})
        else:
            stock = Phrase("in-stock", {"product": visit.name(found)})
        return _offer(found, 1, visit, says=(stock,))

    def _price(self, visit: "_Visit") -> Reply:
        found = self._product(visit)
        if isinstance(found, Reply):
            return found
        quantity = visit.quantity(found)
        if quantity is not None and quantity > 1:
            says = Phrase("price-of", {"items": visit.item(found, quantity), "price": found.price * quantity})
        else:
            unit = Phrase(f"unit-{found.unit}")
            says = Phrase("price", {"product": visit.name(found), "price": found.price, "unit": unit})
        if found.on_hand == 0:
            return self._sold_out(found, 1, visit, says=(says,))
        return _offer(found, quantity or 1, visit, says=(says,))

    def _product(self, visit: "_Visit") -> "Product | Reply":
        """The product that is meant, or the question that will tell."""
        said = visit.said("product")
        known = visit.ids("product")
        if not said and not known:
            known = (visit.product,) if visit.product else ()
            if not known:
                return visit.ask(Phrase("which-product"), Expects.SLOT, slot="product")
        with self._database.reading() as uow:
            if len(known) != 1 and visit.customer:
                # "coffee" means the coffee this customer buys.
                usual = usual_for(said, uow.orders.of(visit.customer.id, limit=BASKETS), visit.turn.locale)
                known = (usual[0].sku,) if usual else known
            known = tuple(known or self._find_products(said, visit.turn.locale))
            products = [product for sku in known[:CHOICES] if (product := uow.products.get(sku))]
        if not products:
            raise errors.UnknownProduct(said)
        if len(products) > 1:
            names = AnyOf(visit.name(product) for product in products)
            return visit.ask(Phrase("which-of", {"products": names}), Expects.SLOT, slot="product")
        visit.product = products[0].sku
        return products[0]

    def _sold_out(self, product: Product, quantity: int, visit: "_Visit", says: tuple[Phrase, ...] = ()) -> Reply:
        with self._database.reading() as uow:
            other = alternative_to(product, uow=uow)
        name = visit.name(product)
        if product.restock_on:
            says = (*says, Phrase("sold-out-until", {"product": name, "day": product.restock_on}))
        else:
            says = (*says, Phrase("sold-out", {"product": name}))
        if other is None:
            return visit.more(*says)
        says = (*says, Phrase("alternative", {"product": visit.name(other), "price": other.price}))
        pending = {"do": "quote", "sku": other.sku, "quantity": min(quantity, other.on_hand)}
        visit.product = other.sku
        return visit.confirm(Phrase("want-alternative"), *says, pending=pending)

    def _recommend(self, visit: "_Visit") -> Reply:
        if visit.customer is None:
            return visit.more(Phrase("recommend-none"))
        with self._database.reading() as uow:
            known = habits(uow.orders.of(visit.customer.id, limit=BASKETS))
        there = [habit for habit in known if habit.product.on_hand > 0][:CHOICES]
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

    # -- ordering

    def _reorder(self, visit: "_Visit") -> Reply:
        customer = visit.known_customer()
        if visit.said("product") or visit.ids("product"):
            return self._order_product(visit, usual_quantity=True)
        with self._database.writing() as uow:
            if "usual" in visit.ids("order"):
                quoted = quote_usual(customer, now=visit.turn.now, uow=uow)
                lead = "usual-is"
            elif number := visit.order_number():
                quoted = quote_order(customer, number, now=visit.turn.now, uow=uow)
                lead = "that-is"
            else:  # "order the same again"
                quoted = quote_last(customer, now=visit.turn.now, uow=uow)
                lead = "last-was"
        return _read_out(quoted, lead, visit)

    def _place_order(self, visit: "_Visit") -> Reply:
        visit.known_customer()
        return self._order_product(visit, usual_quantity=False)

    def _order_product(self, visit: "_Visit", *, usual_quantity: bool) -> Reply:
        customer = visit.known_customer()
        found = self._product(visit)
        if isinstance(found, Reply):
            return found
        quantity = visit.quantity(found)
        if quantity is None and visit.said("quantity"):
            return visit.ask(Phrase("how-many"), Expects.SLOT, slot="quantity")
        if quantity is None:
            quantity = self._last_quantity(customer, found) if usual_quantity else 1
        return self._quote(customer, found.sku, quantity, visit)

    def _last_quantity(self, customer: Customer, product: Product) -> int:
        with self._database.reading() as uow:
            known = habits(uow.orders.of(customer.id, limit=BASKETS))
        return next((habit.last_quantity for habit in known if habit.product.sku == product.sku), 1)

    def _quote(self, customer: Customer, sku: str, quantity: int, visit: "_Visit") -> Reply:
        with self._database.writing() as uow:
            quote = quote_product(customer, sku, quantity, now=visit.turn.now, uow=uow)
        visit.product = sku  # "how much is it" now means what is on offer
        return _read_out(Quoted(quote), "that-is", visit)

    def _yes(self, visit: "_Visit") -> Reply:
        pending = visit.pending
        match pending.get("do"):
            case "place":
                customer, quote_id = visit.known_customer(), UUID(pending["quote"])
                with self._database.writing() as uow:
                    order = place_order(customer, quote_id, now=visit.turn.now, uow=uow, chance=self._chance)
                return _placed(order, visit)
            case "quote":
                return self._quote(visit.known_customer(), pending["sku"], pending["quantity"], visit)
            case "cancel":
                customer = visit.known_customer()
                with self._database.writing() as uow:
                    order = cancel_order(customer, pending["number"], now=visit.turn.now, uow=uow)
                return visit.more(Phrase("cancelled", {"number": OrderNumber(order.number)}))
            case "more":
                return visit.ask(Phrase("what-now"))
            case _:
                return visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("not-now"))

    # -- afterwards

    def _order_status(self, visit: "_Visit") -> Reply:
        customer = visit.known_customer()
        with self._database.reading() as uow:
            order = find_order(customer, visit.order_number(), uow=uow)
        says = [_where(order, visit)]
        if order.is_open:
            says.append(Phrase("order-holds", {"items": visit.items(order.lines)}))
        return visit.more(*says)

    def _cancel_order(self, visit: "_Visit") -> Reply:
        customer = visit.known_customer()
        with self._database.reading() as uow:
            order = cancellable(customer, visit.order_number(), now=visit.turn.now, uow=uow)
        question = Phrase("confirm-cancel", {"number": OrderNumber(order.number), "items": visit.items(order.lines)})
        return visit.confirm(question, pending={"do": "cancel", "number": order.number})

    # -- every refusal of the shop becomes words here, and only here

    def _explain(self, refusal: errors.Refusal, visit: "_Visit") -> Reply:
        match refusal:
            case errors.UnknownProduct(said=said):
                return visit.more(Phrase("unknown-product", {"said": said}))
            case errors.OutOfStock(product=product, wanted=wanted) if product.on_hand == 0:
                return self._sold_out(product, wanted, visit)
            case errors.OutOfStock(product=product, on_hand=left):
                pending = {"do": "quote", "sku": product.sku, "quantity": left}
                only = Phrase("only-left", {"product": visit.name(product), "left": left})
                return visit.confirm(Phrase("take-them", {"left": left}), only, pending=pending)
            case errors.QuantityRefused(quantity=quantity, most=most) if quantity > most:
                says = Phrase("quantity-too-many", {"quantity": quantity, "most": most})
                return _how_many(says, visit)
            case errors.QuantityRefused(most=most):
                says = Phrase("quantity-zero", {"most": most})
                return _how_many(says, visit)
            case errors.UnknownQuote():
                return visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("not-now"))
            case errors.NothingToReorder():
                return visit.more(Phrase("nothing-to-reorder"))
            case errors.NothingAvailable(products=products):
                names = tuple(visit.name(product) for product in products)
                return visit.more(Phrase("all-sold-out", {"products": names, "count": len(names)}))
            case errors.QuoteExpired(quote=quote):
                return self._again(quote, Phrase("quote-expired"), visit)
            case errors.QuoteChanged(quote=quote):
                return self._again(quote, Phrase("quote-changed"), visit)
            case errors.UnknownOrder(number=""):
                return visit.more(Phrase("no-orders"))
            case errors.UnknownOrder(number=number):
                return visit.more(Phrase("unknown-order", {"number": OrderNumber(number)}))
            case errors.TooLateToCancel(number=number, status=status):
                return visit.more(Phrase(_TOO_LATE[status], {"number": OrderNumber(number)}))
            case NotLinked():
                return Reply(says=(Phrase("link-account"),), link_account=True)
            case _:
                raise refusal

    def _again(self, quote: Quote, why: Phrase, visit: "_Visit") -> Reply:
        customer = visit.known_customer()
        try:
            with self._database.writing() as uow:
                quoted = quote_again(customer, quote, now=visit.turn.now, uow=uow)
        except errors.Refusal as refusal:
            return self._explain(refusal, visit)
        return _read_out(quoted, "that-is", visit, why)


_TOO_LATE = {
    OrderStatus.PLACED: "too-late-packed",  # the window has closed
    OrderStatus.PACKED: "too-late-packed",
    OrderStatus.SHIPPED: "too-late-shipped",
    OrderStatus.DELIVERED: "too-late-delivered",
    OrderStatus.CANCELLED: "already-cancelled",
}

_WHERE = {
    OrderStatus.PLACED: "order-placed",
    OrderStatus.PACKED: "order-packed",
    OrderStatus.SHIPPED: "order-shipped",
    OrderStatus.DELIVERED: "order-delivered",
    OrderStatus.CANCELLED: "order-cancelled",
}

_WHERE_PARCEL = {
    ShipmentStatus.OUT_FOR_DELIVERY: "order-out",
    ShipmentStatus.DELAYED: "order-delayed",
    ShipmentStatus.ATTEMPT_FAILED: "order-failed",
    ShipmentStatus.READY_FOR_PICKUP: "order-pickup",
    ShipmentStatus.RETURNED: "order-returned",
}
"""What a carrier says that is worth more than "on its way"."""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64 and value.isprintable()


def _is_quantity(value: Any) -> bool:
    return isinstance(value, int) and abs(value) <= 10**9


def _is_uuid(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value) is not None


_PENDING: Mapping[str, Mapping[str, Callable[[Any], bool]]] = {
    "place": {"quote": _is_uuid},
    "quote": {"sku": _is_text, "quantity": _is_quantity},
    "cancel": {"number": _is_text},
    "slot": {"slot": _is_text, "intent": _is_text},
    "more": {},
}


_KEPT = ("quantity", "unit")
"""Slots that are not forgotten over a question for the product."""

_COUNTS = {"dozen": 12, "half_dozen": 6, "pair": 2}
"""Units that are numbers."""


class NotLinked(errors.Refusal):
    """Somebody we do not know wants what only a customer can have."""


class _Visit:
    """One turn with everything around it, and the ways to end it."""

    def __init__(self, turn: Turn, shop: Shop, customer: Customer | None) -> None:
        self.turn = turn
        self.shop = shop
        self.customer = customer
        product = turn.state.get("product")
        self.product = product if _is_text(product) else None
        """SKU of what was talked about last: "is it in stock", "order two"."""

    # -- what the customer said

    def known_customer(self) -> Customer:
        if self.customer is None:
            raise NotLinked
        return self.customer

    def said(self, slot: str) -> str:
        value = self._slot(slot)
        return value.said.strip()[:MOST_SAID] if value else ""

    def ids(self, slot: str) -> tuple[str, ...]:
        value = self._slot(slot)
        return value.ids if value else ()

    def _slot(self, slot: str) -> SlotValue | None:
        return self.turn.slots.get(slot) or self._kept(slot)

    def _kept(self, slot: str) -> SlotValue | None:
        """What was said before we asked which product: the three of "three coffees"."""
        answers = self.pending.get("do") == "slot" and self.pending["intent"] == self.turn.intent
        kept = self.pending.get(slot) if answers and slot in _KEPT else None
        return SlotValue(str(kept), (str(kept),)) if _is_text(kept) else None

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
        """Empty for "my order"; the spoken digits otherwise."""
        return "" if self.ids("order") else "".join(re.findall(r"\d", self.said("order"), re.ASCII))

    @property
    def pending(self) -> Mapping[str, Any]:
        """What the last question was about; empty unless it has just the form we gave it."""
        pending = self.turn.state.get("pending")
        if not isinstance(pending, dict):
            return {}
        form = _PENDING.get(str(pending.get("do")))
        return pending if form is not None and all(is_right(pending.get(key)) for key, is_right in form.items()) else {}

    @property
    def must_say_yes_or_no(self) -> bool:
        """Something happens on a yes, so nothing else will do for an answer."""
        return self.pending.get("do") in ("place", "quote", "cancel")

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
        if slot == "product":
            pending |= {name: (*self.ids(name), self.said(name))[0] for name in _KEPT if self.said(name)}
        return self._reply(says, question, expects, pending)

    def confirm(self, question: Phrase, *says: Phrase, pending: Mapping[str, Any], card: Card | None = None) -> Reply:
        """A question that yes or no answers."""
        return self._reply(says, question, Expects.YES_NO, pending, card)

    def more(self, *says: Phrase, card: Card | None = None) -> Reply:
        """All said; the customer may go on."""
        return self._reply(says, Phrase("anything-else"), Expects.YES_NO, {"do": "more"}, card)

    def end(self, *says: Phrase) -> Reply:
        return Reply(says=says)

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
            question=Question(question, expects, slot=pending.get("slot"), intent=pending.get("intent")),
            card=card,
            state={"pending": dict(pending), "product": self.product},
        )

    def same_question(self, question: Phrase, *says: Phrase, misses: int = 0) -> Reply:
        """The question of the turn before once more, with everything it was about."""
        expects = Expects.ANYTHING
        if self.must_say_yes_or_no:
            expects = Expects.YES_NO
        elif self.pending.get("do") == "slot":
            expects = Expects.SLOT
        reply = self._reply(says, question, expects, self.pending)
        return replace(reply, state={**reply.state, "misses": misses})


def _launch(visit: _Visit) -> Reply:
    if visit.customer is None:
        return visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("welcome-stranger", {"shop": visit.shop.name}))
    greeting = Phrase("welcome", {"name": visit.customer.name, "shop": visit.shop.name})
    return visit.ask(Phrase("what-now"), Expects.ANYTHING, greeting)


def _help(visit: _Visit) -> Reply:
    # A yes after "What would you like?" would otherwise buy what was on offer before the help.
    asked = str(visit.turn.state.get("asked") or "")
    is_open = visit.pending.get("do") in (None, "more") or not asked
    question = Phrase("what-now") if is_open else Phrase("verbatim", {"text": asked})
    return visit.same_question(question, Phrase("help"))


def _stop(visit: _Visit) -> Reply:
    if visit.pending.get("do") == "place":
        return visit.end(Phrase("not-placed"), Phrase("goodbye"))
    return visit.end(Phrase("goodbye"))


def _start_over(visit: _Visit) -> Reply:
    return visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("started-over"))


def _no(visit: _Visit) -> Reply:
    match visit.pending.get("do"):
        case "place":
            return visit.more(Phrase("not-placed"))
        case "cancel":
            return visit.more(Phrase("not-cancelled"))
        case "quote" | "slot":
            return visit.more(Phrase("all-right"))
        case _:
            return visit.end(Phrase("goodbye"))


def _repeat(visit: _Visit) -> Reply:
    said, asked = str(visit.turn.state.get("said") or ""), str(visit.turn.state.get("asked") or "")
    if not said:
        return visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("help"))
    before = said.removesuffix(asked).strip()
    says = (Phrase("verbatim", {"text": before}),) if before else ()
    return visit.same_question(Phrase("verbatim", {"text": asked}), *says)


def _fallback(visit: _Visit) -> Reply:
    misses = visit.turn.state.get("misses")
    misses = misses + 1 if isinstance(misses, int) else 1
    if visit.must_say_yes_or_no:
        reply = visit.same_question(Phrase("yes-or-no"), Phrase("not-understood-short"), misses=misses)
        # "Say that again" then means the offer, not "I didn't get that".
        heard = {key: visit.turn.state[key] for key in ("said", "asked") if visit.turn.state.get(key)}
        return replace(reply, state={**reply.state, **heard})
    says = Phrase("not-understood" if misses < MISSES_BEFORE_HELP else "not-understood-again")
    return visit.same_question(Phrase("what-now"), says, misses=misses)


def _how_many(why: Phrase, visit: _Visit) -> Reply:
    # The turn may have been a mere "yes", and that intent has no quantity to ask for.
    intent = visit.turn.intent if visit.said("product") or visit.said("quantity") else "PlaceOrderIntent"
    return visit.ask(Phrase("how-many"), Expects.SLOT, why, slot="quantity", intent=intent)


def _talk_to_human(visit: _Visit) -> Reply:
    hours = visit.shop.opening_hours.get(visit.turn.locale)
    if not visit.shop.phone:
        return visit.more(Phrase("talk-to-human-none"))
    if hours:
        return visit.more(Phrase("talk-to-human", {"phone": visit.shop.phone, "hours": hours}))
    return visit.more(Phrase("talk-to-human-plain", {"phone": visit.shop.phone}))


def _offer(product: Product, quantity: int, visit: _Visit, *, says: tuple[Phrase, ...]) -> Reply:
    if visit.customer is None:
        return visit.more(*says)
    pending = {"do": "quote", "sku": product.sku, "quantity": quantity}
    return visit.confirm(Phrase("shall-i-order"), *says, pending=pending)


def _read_out(quoted: Quoted, lead: str, visit: _Visit, *before: Phrase) -> Reply:
    """Products, quantities, total, delivery, seller: all of it by voice before the yes."""
    quote = quoted.quote
    says = [*before, Phrase(lead, {"items": visit.items(quote.lines)})]
    for shortage in quoted.shortages:
        name = visit.name(shortage.product)
        if shortage.taken:
            says.append(Phrase("reduced", {"product": name, "taken": shortage.taken}))
        else:
            says.append(Phrase("left-out", {"product": name}))
    if quote.delivery_fee.minor:
        says.append(Phrase("costs", {"delivery": quote.delivery_fee, "total": quote.total}))
    else:
        says.append(Phrase("costs-free-delivery", {"total": quote.total}))
    says.append(Phrase("sold-by", {"shop": visit.shop.name, "day": quote.deliver_on, "address": quote.address}))
    return visit.confirm(Phrase("shall-i-place"), *says, pending={"do": "place", "quote": str(quote.id)})


def _placed(order: Order, visit: _Visit) -> Reply:
    number = OrderNumber(order.number)
    if order.status is OrderStatus.CANCELLED:
        return visit.more(Phrase("already-cancelled", {"number": number}))
    lines = [
        Phrase("placed-card-line", {"item": visit.item(line.product, line.quantity), "price": line.total})
        for line in order.lines
    ]
    lines.append(Phrase("placed-card-delivery", {"price": order.delivery_fee}))
    end = {"total": order.total, "shop": visit.shop.name, "day": order.deliver_on, "address": order.address}
    card = Card(Phrase("placed-card", {"number": number}), (*lines, Phrase("placed-card-total", end)))
    return visit.more(Phrase("placed", {"number": number, "day": order.deliver_on}), card=card)


def _where(order: Order, visit: _Visit) -> Phrase:
    number, day = OrderNumber(order.number), order.expected_on
    if order.status in (OrderStatus.SHIPPED, OrderStatus.DELIVERED) and order.shipments:
        special = _WHERE_PARCEL.get(order.shipments[-1].status)
        if special and (order.is_open or special == "order-returned"):
            return Phrase(special, {"number": number, "day": day})
    if order.is_open and day < visit.shop.today(visit.turn.now):
        return Phrase("order-overdue", {"number": number, "day": day})
    return Phrase(_WHERE[order.status], {"number": number, "day": day})
