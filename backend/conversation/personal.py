"""What a customer sets once by voice: a limit for one order, and a voice code that is asked for before it counts."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from backend.conversation.turn import PERSON_NOT_VERIFIED, PERSON_VERIFIED, Expects, Phrase, Reply
from backend.conversation.visit import Answer, Form, Topic, Visit, is_quantity, is_text
from backend.orders import profiles, voice_codes
from backend.orders.money import Money
from backend.orders.profiles import HIGHEST_LIMIT, LimitRefused
from backend.orders.voice_codes import BY_ALEXA, CodeHasher, Tried, VoiceCode

# -- the limit for one order


def _spending_limit(visit: Visit) -> Reply:
    limit = visit.known_customer().spending_limit
    said, switch = visit.said("quantity"), visit.ids("switch")
    if said:
        return _new_limit(said, limit, visit)
    if "off" in switch and limit is not None:
        if visit.ceiling is not None:
            raise LimitRefused(visit.ceiling)
        question = Phrase("confirm-limit-off", {"limit": limit})
        return visit.confirm(question, pending={"do": "limit", "minor": 0})
    if "on" in switch and limit is None:
        return visit.ask(Phrase("limit-how-much"), Expects.SLOT, slot="quantity")
    if limit is None:
        return visit.more(Phrase("limit-none", {"example": Money(5000, visit.shop.currency)}))
    return visit.more(Phrase("limit-is", {"limit": limit}))


def _new_limit(said: str, before: Money | None, visit: Visit) -> Reply:
    if not re.fullmatch(r"\d+", said, re.ASCII):
        return visit.ask(Phrase("limit-how-much"), Expects.SLOT, slot="quantity")
    # More digits than any limit has are not worth the arithmetic.
    amount = Money.parse(said, visit.shop.currency) if len(said) < 10 else Money(HIGHEST_LIMIT + 1, visit.shop.currency)
    most = visit.ceiling or Money(HIGHEST_LIMIT, visit.shop.currency)
    if amount.minor > most.minor:
        raise LimitRefused(most)
    if before is not None and profiles.loosens(before, amount):
        question = Phrase("confirm-limit-up", {"before": before, "limit": amount})
        return visit.confirm(question, pending={"do": "limit", "minor": amount.minor})
    return _set_limit(amount, visit)


def _yes_to_limit(visit: Visit) -> Reply:
    return ask_for_code(visit) or _change_limit(visit)


def _change_limit(visit: Visit) -> Reply:
    minor = visit.pending["minor"]
    return _set_limit(Money(minor, visit.shop.currency) if minor else None, visit)


def _set_limit(limit: Money | None, visit: Visit) -> Reply:
    customer_id = visit.known_customer().id
    visit.write(lambda uow: profiles.set_spending_limit(customer_id, limit, now=visit.now, uow=uow))
    return visit.more(Phrase("limit-set", {"limit": limit}) if limit else Phrase("limit-off"))


def _no_to_limit(visit: Visit) -> Reply:
    return visit.more(Phrase("limit-kept"))


def _limit_refused(refusal: LimitRefused, visit: Visit) -> Reply:
    why = Phrase("limit-refused", {"most": refusal.most})
    return visit.ask(Phrase("limit-how-much"), Expects.SLOT, why, slot="quantity", intent="SpendingLimitIntent")


# -- the voice code

OFFERED_FROM = "100"
"""Of the shop's currency; from here on Amazon wants a voice code to be offered."""

_CODE = "-code"
"""Ends the name of a question that waits for a voice code."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """Something that was agreed to, and is done only after the right voice code; by what its question does."""

    form: Form
    do: Answer
    declined: str = "all-right"
    """Key of what is said when the customer would rather not."""


def ask_for_code(visit: Visit, pending: Mapping[str, Any] | None = None) -> Reply | None:
    """The question for the customer's voice code, before what `pending` (the question just agreed to) is done.

    None when there is no code to ask for. What a right code does is in GUARDED of the topic that asks.
    """
    customer_id = visit.known_customer().id
    code = visit.read(lambda uow: uow.voice_codes.of(customer_id))
    if code is None:
        return None
    if code.is_locked:
        return visit.more(Phrase("code-locked"))
    pending = visit.pending if pending is None else pending
    pending = {**pending, "do": f"{pending['do']}{_CODE}"}
    if code.is_alexas:
        return _ask_alexa(visit, pending)
    return _ask_pin(visit, Phrase("code-which"), pending=pending)


def offer_of_code(worth: Money, visit: Visit) -> tuple[Phrase, ...]:
    """For large orders only, and while the customer has none: that there is such a thing."""
    if worth.minor < Money.parse(OFFERED_FROM, visit.shop.currency).minor:
        return ()
    customer_id = visit.known_customer().id
    has_code = visit.read(lambda uow: uow.voice_codes.of(customer_id)) is not None
    return () if has_code else (Phrase("code-offer"),)


def _ask_pin(visit: Visit, question: Phrase, *says: Phrase, pending: Mapping[str, Any]) -> Reply:
    """For four digits, remembering what they are for."""
    elicits = {**pending, "slot": "pin", "intent": "VoiceCodeIntent"}
    reply = visit.confirm(question, *says, pending=elicits)
    return replace(reply, question=reply.question and replace(reply.question, expects=Expects.SLOT))


def _ask_alexa(visit: Visit, pending: Mapping[str, Any]) -> Reply:
    """Alexa knows a PIN only of a person whose voice it recognises; that of one we do not know says nothing to us."""
    if visit.account is not None:
        return visit.more(Phrase("household-alexas-pin"))
    if not visit.turn.identity.person_id:
        return visit.more(Phrase("code-alexa-unknown-voice"))
    return visit.verify(Phrase("code-alexa-asks"), pending={**pending, "slot": "pin", "intent": "VoiceCodeIntent"})


def code_topic(hasher: CodeHasher, guarded: Mapping[str, Guarded]) -> Topic:
    """What is said about voice codes, and what happens after the right one."""
    return _Codes(hasher, {**guarded, "switch-off": Guarded({}, _switch_off)}).topic()


def _switch_off(visit: Visit) -> Reply:
    customer_id = visit.known_customer().id
    visit.write(lambda uow: voice_codes.switch_off(customer_id, now=visit.now, uow=uow))
    return visit.more(Phrase("code-off"))


class _Codes:
    def __init__(self, hasher: CodeHasher, guarded: Mapping[str, Guarded]) -> None:
        self._hasher = hasher
        self._guarded = {f"{do}{_CODE}": what for do, what in guarded.items()}

    def topic(self) -> Topic:
        return Topic(
            answers={
                "VoiceCodeIntent": self._answer,
                PERSON_VERIFIED: self._verified,
                PERSON_NOT_VERIFIED: _not_verified,
            },
            forms={
                **{do: {**what.form, "slot": is_text, "intent": is_text} for do, what in self._guarded.items()},
                "set-code": {"proof": is_text, "slot": is_text, "intent": is_text},
            },
            agreed={**dict.fromkeys(self._guarded, _which), "set-code": _once_more},
            declined={do: _declined(what.declined) for do, what in self._guarded.items()},
            refusals={
                voice_codes.NotFourDigits: _not_four_digits,
                voice_codes.WeakCode: _weak,
                voice_codes.CodeAlreadySet: _already_set,
                voice_codes.NoVoiceCode: _no_code,
            },
        )

    def _answer(self, visit: Visit) -> Reply:
        customer_id = visit.known_customer().id
        digits = "".join(re.findall(r"\d", visit.said("pin"), re.ASCII))
        waits_for = str(visit.pending.get("do"))
        if visit.said("pin") and waits_for in self._guarded:
            return self._try(digits, self._guarded[waits_for], visit)
        if visit.said("pin") and waits_for == "set-code":
            return self._second(digits, visit)
        if visit.customer is None:  # of a household, and not known yet: to say the code is all they may do
            return _which(visit)
        code = visit.read(lambda uow: uow.voice_codes.of(customer_id))
        has_code = code is not None
        if code is not None and code.is_locked:
            return visit.more(Phrase("code-locked"))
        if has_code and "off" in visit.ids("switch"):
            return ask_for_code(visit, {"do": "switch-off"}) or _no_code(None, visit)
        if has_code:
            return visit.more(Phrase("code-on"))
        if BY_ALEXA in visit.ids("switch"):
            return _have_alexa_ask(visit)
        if "off" in visit.ids("switch"):
            raise voice_codes.NoVoiceCode
        if visit.said("pin"):
            return self._first(digits, visit)
        says = () if visit.ids("switch") else (Phrase("code-none"),)
        return _which_new(visit, *says)

    def _verified(self, visit: Visit) -> Reply:
        customer_id, waits_for = visit.known_customer().id, str(visit.pending.get("do"))
        code = visit.read(lambda uow: uow.voice_codes.of(customer_id))
        if waits_for not in self._guarded or (code is not None and not code.is_alexas):
            return visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("not-now"))
        return self._guarded[waits_for].do(visit)

    def _first(self, digits: str, visit: Visit) -> Reply:
        voice_codes.refuse_weak(digits)
        proof = self._hasher.proof(visit.known_customer().id, digits)
        return _ask_pin(visit, Phrase("code-twice"), pending={"do": "set-code", "proof": proof})

    def _second(self, digits: str, visit: Visit) -> Reply:
        customer_id = visit.known_customer().id
        voice_codes.refuse_weak(digits)
        if not hmac.compare_digest(visit.pending["proof"].encode(), self._hasher.proof(customer_id, digits).encode()):
            return _which_new(visit, Phrase("code-different"))
        hash = self._hasher.hash(customer_id, digits)
        visit.write(lambda uow: voice_codes.set_code(customer_id, hash, now=visit.now, uow=uow))
        return visit.more(Phrase("code-set"))

    def _try(self, digits: str, guarded: Guarded, visit: Visit) -> Reply:
        customer_id = visit.known_customer().id
        code = visit.read(lambda uow: uow.voice_codes.of(customer_id))
        if code is not None and code.is_alexas:  # it was changed meanwhile
            return _ask_alexa(visit, visit.pending)
        if code is None:  # the shop has reset it: a yes is enough again, and it was given
            return guarded.do(visit)
        if len(digits) != 4 and not code.is_locked:  # not all of it was heard, so it was not a try
            return _ask_pin(visit, Phrase("code-which"), Phrase("code-four-digits"), pending=visit.pending)
        tried = self._compare(code, digits, visit)
        if tried.right:
            return guarded.do(visit)
        if not tried.left:
            return visit.more(Phrase("code-locked"))
        wrong = Phrase("code-wrong", {"left": tried.left})
        return _ask_pin(visit, Phrase("code-which"), wrong, pending=visit.pending)

    def _compare(self, code: VoiceCode, digits: str, visit: Visit) -> Tried:
        customer_id = visit.known_customer().id
        if code.is_locked:
            return Tried(right=False, left=0)
        is_right = self._hasher.verify(code.hash, customer_id, digits)
        return visit.write(
            lambda uow: voice_codes.record_try(customer_id, code, is_right, now=visit.now, uow=uow),
        )


def _have_alexa_ask(visit: Visit) -> Reply:
    customer_id = visit.known_customer().id
    if not visit.turn.identity.person_id:
        return visit.more(Phrase("code-alexa-needs-voice"))
    visit.write(lambda uow: voice_codes.set_code(customer_id, BY_ALEXA, now=visit.now, uow=uow))
    return visit.more(Phrase("code-alexa-set"))


def _not_verified(visit: Visit) -> Reply:
    missing = "not_set_up" in visit.ids("reason")
    return visit.more(Phrase("code-alexa-not-set-up" if missing else "code-alexa-refused"))


def _which(visit: Visit) -> Reply:
    customer = visit.customer
    code = customer and visit.read(lambda uow: uow.voice_codes.of(customer.id))
    if code and code.is_alexas:
        return _ask_alexa(visit, visit.pending)
    return _ask_pin(visit, Phrase("code-which"), pending=visit.pending)


def _once_more(visit: Visit) -> Reply:
    return _ask_pin(visit, Phrase("code-twice"), pending=visit.pending)


def _which_new(visit: Visit, *says: Phrase) -> Reply:
    return visit.ask(Phrase("code-new"), Expects.SLOT, *says, slot="pin", intent="VoiceCodeIntent")


def _declined(key: str) -> Answer:
    return lambda visit: visit.more(Phrase(key))


def _not_four_digits(_: voice_codes.NotFourDigits, visit: Visit) -> Reply:
    return _which_new(visit, Phrase("code-four-digits"))


def _weak(_: voice_codes.WeakCode, visit: Visit) -> Reply:
    return _which_new(visit, Phrase("code-weak"))


def _already_set(_: voice_codes.CodeAlreadySet, visit: Visit) -> Reply:
    return visit.more(Phrase("code-on"))


def _no_code(_: voice_codes.NoVoiceCode | None, visit: Visit) -> Reply:
    return visit.more(Phrase("code-none"))


# -- addresses


def _address_refused(_: profiles.AddressRefused, visit: Visit) -> Reply:
    return visit.more(Phrase("address-refused"))


def _too_many_addresses(refusal: profiles.TooManyAddresses, visit: Visit) -> Reply:
    return visit.more(Phrase("too-many-addresses", {"most": refusal.most}))


def _unknown_address(refusal: profiles.UnknownAddress, visit: Visit) -> Reply:
    if not refusal.known:
        return visit.more(Phrase("no-addresses"))
    return visit.more(Phrase("unknown-address", {"known": refusal.known}))


GUARDED: Mapping[str, Guarded] = {"limit": Guarded({"minor": is_quantity}, _change_limit, declined="limit-kept")}

TOPIC = Topic(
    answers={"SpendingLimitIntent": _spending_limit},
    forms={"limit": {"minor": is_quantity}},
    agreed={"limit": _yes_to_limit},
    declined={"limit": _no_to_limit},
    refusals={
        LimitRefused: _limit_refused,
        profiles.AddressRefused: _address_refused,
        profiles.TooManyAddresses: _too_many_addresses,
        profiles.UnknownAddress: _unknown_address,
    },
)
