"""A request that comes a second time changes nothing, whichever process it comes to, and gets the answer of the first.

The channel's own id says that it is the same request; what is said in it is part of its name here, so that an id that
means nothing (some tools send the same one always) does harm to nobody.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from backend.orders.ports import UnitOfWork


class AlreadyAnswered(Exception):
    """What was asked has been done before, for this very request. Not a refusal: no topic has words for it."""

    def __init__(self, answer: str | None) -> None:
        super().__init__("answered before")
        self.answer = answer
        """As the front end has written it; None while it is being written, or if that was interrupted."""


class Replays(Protocol):
    def claim(self, id: str, customer_id: UUID | None, now: datetime) -> bool:
        """False if it was claimed before. Whoever comes at the same moment waits for the end of the transaction."""

    def answer_to(self, id: str) -> str | None: ...

    def keep_answer(self, id: str, answer: str) -> None:
        """Nothing happens if the claim is gone, as after everything about a customer was deleted."""


def claim(id: str, customer_id: UUID | None, *, now: datetime, uow: "UnitOfWork") -> None:
    """The first change a request makes stands or falls with this.

    Raises:
        AlreadyAnswered
    """
    if not uow.replays.claim(id, customer_id, now):
        raise AlreadyAnswered(uow.replays.answer_to(id))
