"""What a customer keeps for later orders: baskets under a name, and what to take for what is sold out."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from backend.conversation.buying import keeping, pending_quote, quote_as_wished
from backend.conversation.phrasebook import AnyOf
from backend.conversation.turn import Expects, Phrase, Reply
from backend.conversation.visit import Topic, Visit, is_text, is_uuid
from backend.orders.errors import NothingToReorder
from backend.orders.lists import (
    ListExists,
    ListNameRefused,
    SavedList,
    TooManyLists,
    UnknownList,
    save_list,
)
from backend.orders.model import Customer, Line, Product, Wish
from backend.orders.ports import UnitOfWork
from backend.orders.quoting import wishes_of
from backend.orders.repeating import open_quote, the_last
from backend.orders.substitutions import Policy, ReplacedByItself, Substitution, set_substitution

MOST_LISTS_SAID = 5
"""More names than that nobody listens to."""


# -- lists


def _save_list(visit: Visit) -> Reply:
    customer, quote_id = visit.known_customer(), pending_quote(visit)
    name = visit.said("list")
    if not name:
        reply = visit.ask(Phrase("list-which-name"), Expects.SLOT, slot="list")
        return keeping(quote_id, reply)

    def work(uow: UnitOfWork) -> "Phrase | tuple[str, list[Line]]":
        wishes, is_last = _to_save(customer, quote_id, uow)
        try:
            saved = save_list(customer, name, wishes, now=visit.now, uow=uow)
        except ListExists as exists:
            return exists.saved.name, _lines(exists.saved, uow)
        visit.new_words = True
        return _saved(saved, is_last, visit, uow)

    try:
        done = visit.write(work)
    except NothingToReorder:
        return visit.more(Phrase("list-nothing"))
    if isinstance(done, Phrase):
        return _go_on(quote_id, visit, done)
    known, lines = done
    exists = Phrase("list-exists", {"list": known, "items": visit.items(lines)})
    pending = {"do": "replace-list", "list": _mark(known), "quote": str(quote_id) if quote_id else None}
    return visit.confirm(Phrase("list-replace"), exists, pending=pending)


def _to_save(customer: Customer, quote_id: UUID | None, uow: UnitOfWork) -> tuple[Sequence[Wish], bool]:
    """What was read out and waits for a yes, else the basket, else the last order; and whether it is that."""
    quote = open_quote(customer, quote_id, uow=uow) if quote_id else None
    if quote is not None:
        return wishes_of(quote.lines), False
    basket = wishes_of(uow.carts.get(customer.id).lines)
    return (basket, False) if basket else (the_last(customer, uow=uow), True)


def _saved(saved: SavedList, is_last: bool, visit: Visit, uow: UnitOfWork) -> Phrase:
    """What nobody has just heard is said: the customer may have meant something else."""
    if not is_last:
        return Phrase("list-saved", {"list": saved.name})
    return Phrase("list-saved-last", {"list": saved.name, "items": visit.items(_lines(saved, uow))})


def _lines(saved: SavedList, uow: UnitOfWork) -> list[Line]:
    products = uow.products.by_sku(wish.sku for wish in saved.wishes)
    return [Line(products[wish.sku], wish.quantity, products[wish.sku].price) for wish in saved.wishes]


def _yes_to_replace(visit: Visit) -> Reply:
    customer, quote_id = visit.known_customer(), _quote_in_mind(visit)

    def work(uow: UnitOfWork) -> Phrase:
        wishes, is_last = _to_save(customer, quote_id, uow)
        lists = uow.lists.of(customer.id)
        name = next((saved.name for saved in lists if _mark(saved.name) == visit.pending["list"]), None)
        if name is None:
            raise UnknownList("", tuple(saved.name for saved in lists))
        saved = save_list(customer, name, wishes, now=visit.now, uow=uow, replace=True)
        return _saved(saved, is_last, visit, uow)

    return _go_on(quote_id, visit, visit.write(work))


def _no_to_replace(visit: Visit) -> Reply:
    return _go_on(_quote_in_mind(visit), visit, Phrase("list-kept"))


def _quote_in_mind(visit: Visit) -> UUID | None:
    quote_id = visit.pending["quote"]
    return UUID(quote_id) if quote_id else None


def _mark(name: str) -> str:
    """Stands for the name in the session, where nothing goes that somebody said."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _go_on(quote_id: UUID | None, visit: Visit, *says: Phrase) -> Reply:
    """The quote that waited for a yes still does."""
    if quote_id is None:
        return visit.more(*says)
    kept = {"wanted": visit.pending["wanted"]} if visit.pending.get("wanted") else {}
    pending = {"do": "place", "quote": str(quote_id), **kept}
    return visit.confirm(Phrase("shall-i-place"), *says, pending=pending)


# -- what to take for what is sold out


def _substitution(visit: Visit) -> Reply:
    customer = visit.known_customer()
    if not (visit.said("product") or visit.ids("product")):
        return _still(visit, visit.ask(Phrase("substitution-which-product"), Expects.SLOT, slot="product"))
    found = visit.meant_product()
    if isinstance(found, Reply):
        return _still(visit, found)
    name = visit.name(found)
    policy = next((policy for policy in Policy if policy in visit.ids("policy")), None)
    wants_something = bool(visit.said("replacement") or visit.ids("replacement"))
    replacement: Product | None = None
    if wants_something:
        chosen = visit.meant_product("replacement")
        if isinstance(chosen, Reply):
            return _still(visit, chosen)
        policy, replacement = Policy.SPECIFIC, chosen
    if policy is None:
        question = Phrase("substitution-how", {"product": name})
        return _still(visit, visit.ask(question, Expects.SLOT, slot="policy"))
    if policy is Policy.SPECIFIC and replacement is None:
        question = Phrase("substitution-with-what", {"product": name})
        return _still(visit, visit.ask(question, Expects.SLOT, slot="replacement"))
    wish = Substitution(found.sku, policy, replacement.sku if replacement else None)
    visit.write(lambda uow: set_substitution(customer, wish, now=visit.now, uow=uow))
    values = {"product": name} | ({"replacement": visit.name(replacement)} if replacement else {})
    said = Phrase(_AS_YOU_SAY[policy], values)
    again = quote_as_wished(visit)
    if again is not None:
        return replace(again, says=(said, *again.says))
    return _go_on(pending_quote(visit), visit, said)


_AS_YOU_SAY = {
    Policy.BEST_MATCH: "substitution-best-match",
    Policy.SPECIFIC: "substitution-specific",
    Policy.NONE: "substitution-none",
}


def _still(visit: Visit, reply: Reply) -> Reply:
    """The question, with the quote it may change in mind."""
    wanted = visit.pending.get("wanted")
    return keeping(pending_quote(visit), reply, **({"wanted": wanted} if wanted else {}))


# -- what can go wrong


def _name_refused(refusal: ListNameRefused, visit: Visit) -> Reply:
    why = Phrase("list-name-refused", {"longest": refusal.longest})
    reply = visit.ask(Phrase("list-which-name"), Expects.SLOT, why, slot="list", intent="SaveListIntent")
    return keeping(pending_quote(visit), reply)


def _too_many(refusal: TooManyLists, visit: Visit) -> Reply:
    return _go_on(pending_quote(visit), visit, Phrase("list-too-many", {"most": refusal.most}))


def _unknown_list(refusal: UnknownList, visit: Visit) -> Reply:
    if not refusal.names:
        return visit.more(Phrase("list-none"))
    names = refusal.names[:MOST_LISTS_SAID]
    if refusal.alike:
        question = Phrase("list-which", {"lists": AnyOf(refusal.alike[:MOST_LISTS_SAID])})
        return visit.ask(question, Expects.SLOT, slot="list", intent="ReorderIntent")
    return visit.more(Phrase("list-unknown", {"lists": names}))


def _by_itself(refusal: ReplacedByItself, visit: Visit) -> Reply:
    return _go_on(pending_quote(visit), visit, Phrase("substitution-itself", {"product": visit.name(refusal.product)}))


TOPIC = Topic(
    answers={"SaveListIntent": _save_list, "SubstitutionIntent": _substitution},
    forms={"replace-list": {"list": is_text, "quote": lambda value: value is None or is_uuid(value)}},
    agreed={"replace-list": _yes_to_replace},
    declined={"replace-list": _no_to_replace},
    refusals={
        ListNameRefused: _name_refused,
        TooManyLists: _too_many,
        UnknownList: _unknown_list,
        ReplacedByItself: _by_itself,
    },
)
