"""Scheduled reorders by voice: starting, changing and stopping them, and what the schedule could not send."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from backend.conversation.buying import read_out
from backend.conversation.personal import Guarded, ask_for_code
from backend.conversation.phrasebook import AnyOf, OrderNumber
from backend.conversation.turn import Expects, Phrase, Reply
from backend.conversation.visit import CHOICES, Topic, Visit, is_quantity, is_text, is_uuid
from backend.orders import errors
from backend.orders import subscriptions as use
from backend.orders.model import Customer, Line, Wish
from backend.orders.money import Money
from backend.orders.ports import UnitOfWork
from backend.orders.quoting import available_at, wishes_of
from backend.orders.repeating import the_last, the_order, the_usual
from backend.orders.subscriptions import Drafted, Run, Subscription, SubscriptionState, Why
from interaction_models.model import SlotValue
from interaction_models.spoken import date_of

_CHANGE = "ChangeSubscriptionIntent"
_ACTIVE, _PAUSED = SubscriptionState.ACTIVE, SubscriptionState.PAUSED


def is_day(value: Any) -> bool:
    """The number of a day, as `date.toordinal` gives it."""
    return isinstance(value, int) and 1 <= value <= date.max.toordinal()


# -- what was said before a question


_AS_SAID = ("quantity", "day")
_BY_ID = ("unit", "frequency", "change", "product", "replacement")


def _remembering(answer: Callable[[Visit], Reply]) -> Callable[[Visit], Reply]:
    """So that "every two weeks" still belongs to the coffee that was asked for before."""

    def answered(visit: Visit) -> Reply:
        pending = visit.pending
        if pending.get("do") == "slot" and pending["intent"] == visit.turn.intent:
            kept = {name: _as_slot(name, pending[name]) for name in _KEPT if is_text(pending.get(name))}
            visit.turn = replace(visit.turn, slots={**kept, **visit.turn.slots})
        return _remember(answer(visit), visit)

    return answered


_KEPT = (*_AS_SAID, *_BY_ID, "order")


def _as_slot(name: str, kept: str) -> SlotValue:
    return SlotValue(kept, () if name in _AS_SAID or (kept.isdigit() and name == "order") else (kept,))


def _remember(reply: Reply, visit: Visit) -> Reply:
    """Keeps what was said over a question for something else: ids, a number, a day."""
    pending = reply.state.get("pending") or {}
    if pending.get("do") != "slot" or pending.get("intent") != visit.turn.intent:
        return reply
    kept = {name: visit.said(name) for name in _AS_SAID}
    kept |= {name: visit.ids(name)[0] for name in _BY_ID if len(visit.ids(name)) == 1}
    kept["order"] = next(iter(visit.ids("order")), "") or visit.order_number()
    kept = {name: value for name, value in kept.items() if value and name != pending["slot"]}
    return replace(reply, state={**reply.state, "pending": {**kept, **pending}})


# -- starting


def _subscribe(visit: Visit) -> Reply:
    customer = visit.known_customer()
    wishes: Callable[[UnitOfWork], Sequence[Wish]]
    basket = not _names(visit, "product") and _names(visit, "order")
    draft = visit.pending["subscription"] if visit.pending.get("do") == "subscribe" else None
    if basket:
        wishes = _basket(visit, customer)
    elif draft and not any(_names(visit, slot) for slot in ("product", "quantity", "unit")):
        # "Make it every week": what was just read out, but not so often.
        def wishes(uow: UnitOfWork) -> Sequence[Wish]:
            found = uow.subscriptions.get(UUID(draft))
            if found is None or found.customer_id != customer.id:
                raise use.UnknownSubscription
            return wishes_of(found.lines)
    else:
        found = visit.meant_product()
        if isinstance(found, Reply):
            return found
        quantity = visit.quantity(found)
        if quantity is None and visit.said("quantity"):
            return visit.ask(Phrase("how-many"), Expects.SLOT, slot="quantity")
        wish = Wish(found.sku, 1 if quantity is None else quantity)

        def wishes(_: UnitOfWork) -> Sequence[Wish]:
            return [wish]

    weeks = next((int(said) for said in visit.ids("frequency") if said in _WEEKS), None)
    if weeks is None:
        return visit.ask(Phrase("subscription-how-often"), Expects.SLOT, slot="frequency")

    def work(uow: UnitOfWork) -> Drafted:
        wanted = wishes(uow)
        first_on = use.first_day(customer, weeks, now=visit.now, uow=uow) if basket else visit.today
        return use.draft(customer, wanted, weeks, first_on=first_on, now=visit.now, uow=uow)

    return _read_out(visit.write(work), visit)


_WEEKS = frozenset(str(weeks) for weeks in range(1, 53))


def _names(visit: Visit, slot: str) -> bool:
    return bool(visit.said(slot) or visit.ids(slot))


def _basket(visit: Visit, customer: Customer) -> Callable[[UnitOfWork], Sequence[Wish]]:
    number = visit.order_number()
    if "usual" in visit.ids("order"):
        return lambda uow: the_usual(customer, uow=uow)
    if number:
        return lambda uow: the_order(customer, number, uow=uow)
    return lambda uow: the_last(customer, uow=uow)


def _read_out(drafted: Drafted, visit: Visit, *before: Phrase) -> Reply:
    """Products, quantities, how often, total, delivery, seller, first day: all of it by voice before the yes."""
    subscription, terms = drafted.subscription, drafted.terms
    says = [*before, Phrase("subscription-would-be", _what(subscription, visit))]
    if terms.pickup:
        says.append(Phrase("subscription-costs-pickup", {"total": drafted.total}))
    elif terms.delivery_fee.minor:
        costs = {"total": drafted.total, "delivery": terms.delivery_fee}
        says.append(Phrase("subscription-costs", costs))
    else:
        says.append(Phrase("subscription-costs-free-delivery", {"total": drafted.total}))
    if terms.discount.minor:
        says.append(Phrase("subscription-discount", {"amount": terms.discount}))
    short, is_nothing_there = _missing_today(drafted, visit)
    pickup = "-pickup" if terms.pickup else ""
    first = {"shop": visit.shop.name, "address": terms.address}
    if is_nothing_there:
        sold_out = _products(subscription.lines, visit)
        says.append(Phrase(f"subscription-first-sold-out{pickup}", {**first, **sold_out}))
    else:
        days = {"day": subscription.next_on, "arrives": terms.deliver_on}
        says.append(Phrase(f"subscription-first{pickup}", {**first, **days}))
        if short:
            says.append(Phrase("subscription-short", _products(short, visit)))
    pending = {"do": "subscribe", "subscription": str(subscription.id), "total": drafted.total.minor}
    return visit.confirm(Phrase("subscription-shall-i"), *says, pending=pending)


def _missing_today(drafted: Drafted, visit: Visit) -> tuple[list[Line], bool]:
    """Lines that the first order cannot hold in full, and whether it would hold nothing at all."""
    lines, place = drafted.subscription.lines, drafted.terms.place
    if drafted.subscription.next_on != visit.today:
        return [], False

    def work(uow: UnitOfWork) -> dict[str, int]:
        return {line.product.sku: available_at(line.product.sku, place, uow=uow) for line in lines}

    there = visit.read(work)
    return [line for line in lines if there[line.product.sku] < line.quantity], not any(there.values())


def _what(subscription: Subscription, visit: Visit) -> dict[str, Any]:
    every = Phrase("subscription-every", {"weeks": subscription.every_weeks})
    return {"items": visit.items(subscription.lines), "every": every}


def _products(lines: Sequence[Line], visit: Visit) -> dict[str, Any]:
    return {"products": tuple(visit.name(line.product) for line in lines), "count": len(lines)}


def _yes_to_start(visit: Visit) -> Reply:
    return ask_for_code(visit) or _start(visit)


def _start(visit: Visit) -> Reply:
    customer, draft_id = visit.known_customer(), UUID(visit.pending["subscription"])
    expected = Money(visit.pending["total"], visit.shop.currency)

    def work(uow: UnitOfWork) -> use.Started:
        return use.start(customer, draft_id, expected=expected, now=visit.now, uow=uow, chance=visit.chance)

    started = visit.write(work)
    first, next_on = started.first, Phrase("subscription-next", {"day": started.subscription.next_on})
    done = Phrase("subscription-started", _what(started.subscription, visit))
    if first is None:
        return visit.more(done, next_on)
    says = [Phrase("subscription-first-number", {"number": OrderNumber(first.number)})] if first.number else []
    return visit.more(done, *says, *_run_words(first, visit), next_on)


def _draft_changed(refusal: use.DraftChanged, visit: Visit) -> Reply:
    customer = visit.known_customer()
    drafted = visit.write(lambda uow: use.draft_again(customer, refusal.draft, now=visit.now, uow=uow))
    return _read_out(drafted, visit, Phrase("quote-expired" if refusal.expired else "quote-changed"))


def _not_started(visit: Visit) -> Reply:
    return visit.more(Phrase("subscription-not-started"))


# -- changing


def _change(visit: Visit) -> Reply:
    customer = visit.known_customer()
    change = next((_CHANGES[said] for said in visit.ids("change") if said in _CHANGES), None)
    if change is not None:
        return change(visit)
    known = visit.read(lambda uow: use.subscriptions_of(customer, uow=uow))
    return visit.ask(Phrase("subscription-which-change"), Expects.SLOT, *_lines(known, visit), slot="change")


def _meant(visit: Visit, *states: SubscriptionState) -> Subscription | Reply:
    """Which one is meant: by product, else the only one, else the question that will tell."""
    customer = visit.known_customer()
    known = visit.read(lambda uow: use.subscriptions_of(customer, uow=uow))
    pool = [each for each in known if each.state in states] or known
    if _names(visit, "product"):
        return _with_product(visit, pool) or _with_product(visit, known) or _by_other_name(visit, known)
    if len(pool) == 1:
        return pool[0]
    names = AnyOf(visit.name(each.lines[0].product) for each in pool[:CHOICES])
    return visit.ask(Phrase("subscription-which", {"products": names}), Expects.SLOT, slot="product", intent=_CHANGE)


def _with_product(visit: Visit, subscriptions: Sequence[Subscription]) -> Subscription | None:
    skus = visit.ids("product")
    return next((each for each in subscriptions if any(each.line(sku) for sku in skus)), None)


def _by_other_name(visit: Visit, known: Sequence[Subscription]) -> Subscription | Reply:
    found = visit.meant_product()
    if isinstance(found, Reply):
        return found
    meant = next((each for each in known if each.line(found.sku)), None)
    if meant is None:
        raise use.UnknownSubscription(found)
    return meant


def _list(visit: Visit) -> Reply:
    customer = visit.known_customer()
    known = visit.read(lambda uow: use.subscriptions_of(customer, uow=uow))
    says = _lines(known, visit)
    return _first_consent(known, visit, *says) or visit.more(*says)


def _lines(known: Sequence[Subscription], visit: Visit) -> list[Phrase]:
    says = [_line(each, visit) for each in known[:CHOICES]]
    if len(known) > CHOICES:
        says.append(Phrase("subscription-others", {"count": len(known) - CHOICES}))
    return says


def _line(subscription: Subscription, visit: Visit) -> Phrase:
    if subscription.state is _PAUSED:
        return Phrase("subscription-line-paused", _what(subscription, visit))
    return Phrase("subscription-line", {**_what(subscription, visit), "day": subscription.next_on})


def _skip(visit: Visit) -> Reply:
    meant = _meant(visit, _ACTIVE)
    if isinstance(meant, Reply):
        return meant
    customer = visit.known_customer()
    changed = visit.write(lambda uow: use.skip(customer, meant.id, now=visit.now, uow=uow))
    return _said_back(Phrase("subscription-skipped", _products(changed.lines, visit)), changed, visit)


def _said_back(done: Phrase, changed: Subscription, visit: Visit) -> Reply:
    return visit.more(done, Phrase("subscription-next", {"day": changed.next_on}))


def _move(visit: Visit) -> Reply:
    try:
        meant = _meant(visit, _ACTIVE)
    except errors.UnknownProduct:
        if _names(visit, "day"):
            raise
        # "Move it to never": no day was understood, and it was no product either.
        return visit.ask(Phrase("subscription-which-day"), Expects.SLOT, slot="day")
    if isinstance(meant, Reply):
        return meant
    day = date_of(visit.said("day"), visit.turn.locale.partition("-")[0], visit.today)
    if day is None:
        return visit.ask(Phrase("subscription-which-day"), Expects.SLOT, slot="day")
    customer = visit.known_customer()
    changed = visit.write(lambda uow: use.move(customer, meant.id, day, now=visit.now, uow=uow))
    return _said_back(Phrase("subscription-moved", _products(changed.lines, visit)), changed, visit)


def _pause(visit: Visit) -> Reply:
    meant = _meant(visit, _ACTIVE)
    if isinstance(meant, Reply):
        return meant
    customer = visit.known_customer()
    changed = visit.write(lambda uow: use.pause(customer, meant.id, now=visit.now, uow=uow))
    return visit.more(Phrase("subscription-paused", _products(changed.lines, visit)))


def _resume(visit: Visit) -> Reply:
    meant = _meant(visit, _PAUSED)
    return meant if isinstance(meant, Reply) else _resume_it(meant.id, visit)


def _resume_it(subscription_id: UUID, visit: Visit) -> Reply:
    customer = visit.known_customer()
    changed = visit.write(lambda uow: use.resume(customer, subscription_id, now=visit.now, uow=uow))
    return _said_back(Phrase("subscription-resumed", _products(changed.lines, visit)), changed, visit)


def _yes_to_resume(visit: Visit) -> Reply:
    return _resume_it(UUID(visit.pending["subscription"]), visit)


def _stop(visit: Visit) -> Reply:
    meant = _meant(visit, _ACTIVE, _PAUSED)
    if isinstance(meant, Reply):
        return meant
    question = Phrase("subscription-confirm-stop", _what(meant, visit))
    return visit.confirm(question, pending={"do": "subscription-stop", "subscription": str(meant.id)})


def _yes_to_stop(visit: Visit) -> Reply:
    customer, meant = visit.known_customer(), UUID(visit.pending["subscription"])
    stopped = visit.write(lambda uow: use.stop(customer, meant, now=visit.now, uow=uow))
    return visit.more(Phrase("subscription-stopped", _products(stopped.lines, visit)))


def _as_it_was(visit: Visit) -> Reply:
    return visit.more(Phrase("subscription-kept"))


# -- something else instead


def _swap(visit: Visit) -> Reply:
    meant = _meant(visit, _ACTIVE, _PAUSED)
    if isinstance(meant, Reply):
        return meant
    line = _line_meant(meant, visit)
    if isinstance(line, Reply):
        return line
    if not _names(visit, "replacement"):
        question = Phrase("subscription-instead-of", {"product": visit.name(line.product)})
        return visit.ask(question, Expects.SLOT, slot="replacement")
    replacement = visit.meant_product("replacement")
    if isinstance(replacement, Reply):
        return replacement
    use.swappable(meant, line.product.sku, replacement)
    return _ask_swap(meant, line, Line(replacement, line.quantity, replacement.price), visit)


def _line_meant(subscription: Subscription, visit: Visit) -> Line | Reply:
    named = [line for sku in visit.ids("product") if (line := subscription.line(sku))]
    if not named and visit.product and _names(visit, "product"):
        named = [line for line in subscription.lines if line.product.sku == visit.product]
    if named or len(subscription.lines) == 1:
        return (*named, *subscription.lines)[0]
    names = AnyOf(visit.name(line.product) for line in subscription.lines)
    return visit.ask(Phrase("subscription-which-line", {"products": names}), Expects.SLOT, slot="product")


def _ask_swap(subscription: Subscription, old: Line, new: Line, visit: Visit, *says: Phrase) -> Reply:
    facts = {
        "before": visit.name(old.product),
        "items": visit.item(new.product, new.quantity),
        "price": new.price,
        "unit": Phrase(f"unit-{new.product.unit}"),
    }
    pending = {
        "do": "subscription-swap",
        "subscription": str(subscription.id),
        "sku": old.product.sku,
        "replacement": new.product.sku,
        "price": new.price.minor,
    }
    question = Phrase("subscription-change-that")
    return visit.confirm(question, *says, Phrase("subscription-swap", facts), pending=pending)


def _yes_to_swap(visit: Visit) -> Reply:
    customer, pending = visit.known_customer(), visit.pending
    expected = Money(pending["price"], visit.shop.currency)

    def work(uow: UnitOfWork) -> Subscription:
        subscription_id, sku, replacement = UUID(pending["subscription"]), pending["sku"], pending["replacement"]
        return use.swap(customer, subscription_id, sku, replacement, expected=expected, now=visit.now, uow=uow)

    changed = visit.write(work)
    if changed.state is _PAUSED:
        return visit.more(Phrase("subscription-swapped", _what(changed, visit)))
    return _said_back(Phrase("subscription-swapped", _what(changed, visit)), changed, visit)


# -- at once


def _send_now(visit: Visit) -> Reply:
    meant = _meant(visit, _ACTIVE)
    return meant if isinstance(meant, Reply) else _offer_now(meant.id, visit)


def _offer_now(subscription_id: UUID, visit: Visit, *before: Phrase) -> Reply:
    customer = visit.known_customer()
    found, quoted = visit.write(lambda uow: use.quote_now(customer, subscription_id, now=visit.now, uow=uow))
    reply = read_out(quoted, "that-is", visit, *before)
    pending = {
        "do": "subscription-send",
        "subscription": str(found.id),
        "quote": str(quoted.quote.id),
        "day": found.next_on.toordinal(),
    }
    return replace(reply, state={**reply.state, "pending": pending})


def _yes_to_send(visit: Visit) -> Reply:
    return ask_for_code(visit) or _send(visit)


def _send(visit: Visit) -> Reply:
    customer, pending = visit.known_customer(), visit.pending
    subscription_id, quote_id = UUID(pending["subscription"]), UUID(pending["quote"])
    instead_of = date.fromordinal(pending["day"])

    def work(uow: UnitOfWork) -> use.SentNow:
        return use.send_now(
            customer, subscription_id, instead_of, quote_id, now=visit.now, uow=uow, chance=visit.chance
        )

    try:
        sent = visit.write(work)
    except errors.QuoteExpired:
        return _offer_now(subscription_id, visit, Phrase("quote-expired"))
    except errors.QuoteChanged:
        return _offer_now(subscription_id, visit, Phrase("quote-changed"))
    number = OrderNumber(sent.order.number)
    return _said_back(
        Phrase("subscription-sent", {"number": number, "day": sent.order.terms.deliver_on}), sent.subscription, visit
    )


# -- what the schedule could not send


def tell(visit: Visit, *says: Phrase) -> Reply | None:
    """What went out not as it should, once, after `says`; None if there is nothing to tell.

    What has become dearer is asked about.
    """
    customer = visit.customer
    if customer is None:
        return None
    news = visit.read(lambda uow: use.news(customer, now=visit.now, uow=uow))
    if news is None:
        return None
    visit.write(lambda uow: use.told(news, now=visit.now, uow=uow))
    words = [phrase for run in news.runs[-CHOICES:] for phrase in _run_words(run, visit)]
    consent = _first_consent(news.subscriptions, visit, *says, *words)
    if consent is not None or not words:
        return consent
    return visit.ask(Phrase("what-now"), Expects.ANYTHING, *says, *words)


def _run_words(run: Run, visit: Visit) -> list[Phrase]:
    reasons = {left.why for left in run.left_out}
    if Why.LIMIT in reasons:
        return [Phrase("subscription-over-limit", {"day": run.due_on})]
    if Why.PLACE in reasons:
        return [Phrase("subscription-no-place", {"day": run.due_on})]
    says = []
    sold_out = tuple(visit.name(left.product) for left in run.left_out if left.why is Why.SOLD_OUT)
    if sold_out:
        facts = {"day": run.due_on, "products": sold_out, "count": len(sold_out)}
        says.append(Phrase("subscription-without" if run.number else "subscription-nothing", facts))
    dear = tuple(visit.name(left.product) for left in run.left_out if left.why is Why.PRICE)
    if dear:
        says.append(Phrase("subscription-dear", {"day": run.due_on, "products": dear, "count": len(dear)}))
    return says


def _first_consent(subscriptions: Sequence[Subscription], visit: Visit, *says: Phrase) -> Reply | None:
    """The question for the first price that waits for a yes."""
    for subscription in subscriptions:
        for line in use.risen(subscription, visit.shop):
            return _ask_consent(subscription, line, visit, *says)
    return None


def _ask_consent(subscription: Subscription, line: Line, visit: Visit, *says: Phrase) -> Reply:
    price = line.product.price
    facts = {"product": visit.name(line.product), "price": price, "before": line.price}
    pending = {
        "do": "subscription-price",
        "subscription": str(subscription.id),
        "sku": line.product.sku,
        "price": price.minor,
    }
    return visit.confirm(
        Phrase("subscription-price-right"), *says, Phrase("subscription-price", facts), pending=pending
    )


def _yes_to_price(visit: Visit) -> Reply:
    customer, pending = visit.known_customer(), visit.pending
    expected = Money(pending["price"], visit.shop.currency)

    def work(uow: UnitOfWork) -> Subscription:
        subscription_id, sku = UUID(pending["subscription"]), pending["sku"]
        return use.agree_to_price(customer, subscription_id, sku, expected=expected, now=visit.now, uow=uow)

    changed = visit.write(work)
    agreed = Phrase("subscription-price-agreed")
    return _first_consent([changed], visit, agreed) or visit.more(agreed)


def _no_to_price(visit: Visit) -> Reply:
    return visit.more(Phrase("subscription-price-declined"))


# -- what can go wrong


def _no_subscription(_: use.NoSubscription, visit: Visit) -> Reply:
    return visit.more(Phrase("subscription-none-yet"))


def _unknown(refusal: use.UnknownSubscription, visit: Visit) -> Reply:
    if refusal.product is None:
        return visit.more(Phrase("subscription-gone"))
    return visit.more(Phrase("subscription-unknown", {"product": visit.name(refusal.product)}))


def _is_paused(refusal: use.SubscriptionPaused, visit: Visit) -> Reply:
    pending = {"do": "subscription-resume", "subscription": str(refusal.subscription.id)}
    paused = Phrase("subscription-is-paused", _products(refusal.subscription.lines, visit))
    return visit.confirm(Phrase("subscription-shall-i-resume"), paused, pending=pending)


def _sent_already(refusal: use.SentAlready, visit: Visit) -> Reply:
    why = _nothing_went_out(refusal.subscription, visit.today, visit)
    if why:
        return visit.more(*why, Phrase("subscription-next", {"day": refusal.subscription.next_on}))
    return _said_back(Phrase("subscription-sent-already"), refusal.subscription, visit)


def _nothing_went_out(subscription: Subscription, day: date, visit: Visit) -> list[Phrase]:
    """Why the order of that day does not exist; empty if it does, or if none was due."""
    ran = visit.read(lambda uow: uow.subscriptions.run(subscription.id, day))
    return [] if ran is None or ran.number else _run_words(ran, visit)


def _day_refused(refusal: use.DayRefused, visit: Visit) -> Reply:
    why = Phrase("subscription-day-past" if refusal.day < refusal.earliest else "subscription-day-far")
    return _remember(visit.ask(Phrase("subscription-which-day"), Expects.SLOT, why, slot="day", intent=_CHANGE), visit)


def _ordered_already(refusal: use.OrderedAlready, visit: Visit) -> Reply:
    why = _nothing_went_out(refusal.subscription, refusal.day, visit)
    why = why or [Phrase("subscription-ordered-already", {"day": refusal.day})]
    return _remember(visit.ask(Phrase("subscription-which-day"), Expects.SLOT, *why, slot="day", intent=_CHANGE), visit)


def _included(refusal: use.AlreadyIncluded, visit: Visit) -> Reply:
    return visit.more(Phrase("subscription-includes", {"product": visit.name(refusal.product)}))


def _price_moved(refusal: use.PriceMoved, visit: Visit) -> Reply:
    changed = Phrase("quote-changed")
    if refusal.replacement is None:
        return _ask_consent(refusal.subscription, refusal.line, visit, changed)
    new = Line(refusal.replacement, refusal.line.quantity, refusal.replacement.price)
    return _ask_swap(refusal.subscription, refusal.line, new, visit, changed)


_CHANGES: Mapping[str, Callable[[Visit], Reply]] = {
    "list": _list,
    "skip": _skip,
    "send_now": _send_now,
    "move": _move,
    "pause": _pause,
    "resume": _resume,
    "stop": _stop,
    "swap": _swap,
}

_ONE = {"subscription": is_uuid}
_START = {**_ONE, "total": is_quantity}
_SEND = {**_ONE, "quote": is_uuid, "day": is_day}

GUARDED: Mapping[str, Guarded] = {
    "subscribe": Guarded(_START, _start, declined="subscription-not-started"),
    "subscription-send": Guarded(_SEND, _send, declined="subscription-kept"),
}

TOPIC = Topic(
    answers={"SubscribeIntent": _remembering(_subscribe), _CHANGE: _remembering(_change)},
    forms={
        "subscribe": _START,
        "subscription-send": _SEND,
        "subscription-stop": _ONE,
        "subscription-resume": _ONE,
        "subscription-swap": {**_ONE, "sku": is_text, "replacement": is_text, "price": is_quantity},
        "subscription-price": {**_ONE, "sku": is_text, "price": is_quantity},
    },
    agreed={
        "subscribe": _yes_to_start,
        "subscription-send": _yes_to_send,
        "subscription-stop": _yes_to_stop,
        "subscription-resume": _yes_to_resume,
        "subscription-swap": _yes_to_swap,
        "subscription-price": _yes_to_price,
    },
    declined={
        "subscribe": _not_started,
        "subscription-send": _as_it_was,
        "subscription-stop": _as_it_was,
        "subscription-resume": _as_it_was,
        "subscription-swap": _as_it_was,
        "subscription-price": _no_to_price,
    },
    refusals={
        use.NoSubscription: _no_subscription,
        use.UnknownSubscription: _unknown,
        use.SubscriptionPaused: _is_paused,
        use.DraftChanged: _draft_changed,
        use.SentAlready: _sent_already,
        use.DayRefused: _day_refused,
        use.OrderedAlready: _ordered_already,
        use.AlreadyIncluded: _included,
        use.PriceMoved: _price_moved,
    },
)
