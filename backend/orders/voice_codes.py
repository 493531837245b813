"""Four digits that protect a customer's orders: three wrong ones in a row, and the shop has to reset them."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from backend.orders.errors import Refusal
from backend.orders.ids import uuid7
from backend.orders.model import Event

if TYPE_CHECKING:
    from backend.orders.ports import UnitOfWork

MOST_FAILURES = 3
"""In a row."""

BY_ALEXA = "alexa"
"""In place of a hash: the customer has Alexa ask for the profile PIN it keeps, and we know no code."""

_ROUND = "01234567890"


class CodeHasher(Protocol):
    """Slow on purpose, so it is called outside of transactions."""

    def hash(self, customer_id: UUID, digits: str) -> str:
        """Good for this customer only; never the same twice."""

    def verify(self, hash: str, customer_id: UUID, digits: str) -> bool: ...

    def proof(self, customer_id: UUID, digits: str) -> str:
        """Always the same, quick, and opaque to who does not know our secret: whether somebody said it twice."""


@dataclass(frozen=True, slots=True)
class VoiceCode:
    hash: str
    failures: int
    """In a row."""
    set_at: datetime

    @property
    def is_alexas(self) -> bool:
        return self.hash == BY_ALEXA

    @property
    def is_locked(self) -> bool:
        return self.failures >= MOST_FAILURES


class VoiceCodes(Protocol):
    def of(self, customer_id: UUID) -> VoiceCode | None: ...

    def add(self, customer_id: UUID, code: VoiceCode) -> bool:
        """False if the customer has one."""

    def count_failure(self, customer_id: UUID, hash: str) -> bool:
        """False if it is locked, or not this code any more."""

    def forgive(self, customer_id: UUID, hash: str) -> bool:
        """Counts from the start again. False if it is locked, or not this code any more."""

    def remove(self, customer_id: UUID) -> bool:
        """False if there was none."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How it went: a value, not a refusal, for a refusal would undo the counting."""

    right: bool
    left: int
    """Tries until it is locked."""


class NotFourDigits(Refusal):
    """What was said is no voice code."""


class WeakCode(Refusal):
    """One of the first that anybody would try."""


class CodeAlreadySet(Refusal):
    """Only after the old one is gone comes a new one."""


class NoVoiceCode(Refusal):
    """There is none to reset or to switch off."""


def refuse_weak(digits: str) -> None:
    """
    Raises:
        NotFourDigits, WeakCode
    """
    if not re.fullmatch(r"\d{4}", digits, re.ASCII):
        raise NotFourDigits
    if digits[:2] == digits[2:] or digits in _ROUND or digits in _ROUND[::-1]:
        raise WeakCode


def set_code(customer_id: UUID, hash: str, *, now: datetime, uow: "UnitOfWork") -> None:
    """
    Raises:
        CodeAlreadySet
    """
    if not uow.voice_codes.add(customer_id, VoiceCode(hash, 0, now)):
        raise CodeAlreadySet
    _tell("code.set", customer_id, "customer", now=now, uow=uow)


def record_try(customer_id: UUID, tried: VoiceCode, is_right: bool, *, now: datetime, uow: "UnitOfWork") -> Tried:
    """Counts a try that was compared with `tried` outside of this transaction; the statements guard the count, so
    that neither parallel sessions nor a code changed meanwhile give anybody a try more."""
    if is_right and uow.voice_codes.forgive(customer_id, tried.hash):
        return Tried(right=True, left=MOST_FAILURES)
    if not is_right and uow.voice_codes.count_failure(customer_id, tried.hash):
        _tell("code.wrong", customer_id, "customer", now=now, uow=uow)
    code = uow.voice_codes.of(customer_id)
    left = 0 if code is None else MOST_FAILURES - code.failures
    return Tried(right=False, left=left)


def switch_off(customer_id: UUID, *, now: datetime, uow: "UnitOfWork") -> None:
    """For who has just said the right code.

    Raises:
        NoVoiceCode
    """
    _remove("code.removed", customer_id, "customer", now=now, uow=uow)


def reset_code(customer_id: UUID, *, now: datetime, uow: "UnitOfWork", actor: str = "shop") -> None:
    """For a customer who forgot it or locked it; never by voice.

    Raises:
        NoVoiceCode
    """
    _remove("code.reset", customer_id, actor, now=now, uow=uow)


def _remove(type: str, customer_id: UUID, actor: str, *, now: datetime, uow: "UnitOfWork") -> None:
    if not uow.voice_codes.remove(customer_id):
        raise NoVoiceCode
    _tell(type, customer_id, actor, now=now, uow=uow)


def _tell(type: str, customer_id: UUID, actor: str, *, now: datetime, uow: "UnitOfWork") -> None:
    uow.events.add(Event(uuid7(now), now, type, actor, "code", customer_id))
