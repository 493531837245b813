"""The same request again gets the same answer, and nothing happens twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from backend.orders.errors import KeyReused, KeyRunning

if TYPE_CHECKING:
    from backend.orders.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Answered:
    fingerprint: str
    """SHA-256 of the request."""
    status: int
    """0 while it is still being answered."""
    answer: Any
    """JSON."""


class Idempotency(Protocol):
    def claim(self, scope: str, key: str, fingerprint: str, now: datetime) -> Answered | None:
        """None when the key is new: then it is ours until the transaction ends, and others wait.

        Raises:
            KeyRunning: others have waited long enough.
        """

    def finish(self, scope: str, key: str, status: int, answer: Any) -> None: ...


def once(
    scope: str,
    key: str,
    fingerprint: str,
    action: "Callable[[UnitOfWork], tuple[int, Any]]",
    *,
    now: datetime,
    uow: "UnitOfWork",
) -> tuple[int, Any]:
    """What the action answers (status, JSON); on a repeated key what it answered the first time.

    A refused action leaves no trace, so the same key may try again.

    Raises:
        KeyReused: the key came with another request before.
        KeyRunning: the first request is not done.
    """
    known = uow.idempotency.claim(scope, key, fingerprint, now)
    if known is None:
        status, answer = action(uow)
        uow.idempotency.finish(scope, key, status, answer)
        return status, answer
    if known.fingerprint != fingerprint:
        raise KeyReused(key)
    if not known.status:
        raise KeyRunning(key)
    return known.status, known.answer
