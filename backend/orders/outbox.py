"""Events on their way to the shop's other systems: at least once each, with the same id every time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from backend.orders.model import Event
from backend.orders.notices import NOTHING, Wanted, write_notices
from backend.orders.webhooks import EVERYTHING, UnknownWebhook, Webhook

if TYPE_CHECKING:
    from backend.orders.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Delivery:
    event: Event
    webhook: Webhook
    attempts: int
    """This one included."""


class Outbox(Protocol):
    def unspread(self, *, limit: int) -> Sequence[Event]:
        """Oldest first: no deliveries have been written for these yet."""

    def spread(self, events: Sequence[Event], pairs: Sequence[tuple[Event, Webhook]], now: datetime) -> None:
        """Writes a delivery for each pair, due now, unless it is there."""

    def claim(self, *, now: datetime, until: datetime, limit: int) -> Sequence[Delivery]:
        """Deliveries that are due. Nobody else gets them before `until`."""

    def finish(
        self, delivery: Delivery, *, next_at: datetime | None, delivered_at: datetime | None, detail: str
    ) -> None: ...

    def repeat(self, webhook_id: UUID, *, since: datetime, now: datetime) -> int:
        """Everything that happened since then and was told to this webhook is due once more."""


def spread(*, now: datetime, uow: "UnitOfWork", limit: int = 200, wanted: Wanted = NOTHING) -> int:
    """Every new event is put on the list of each webhook and customer that wants it. How many events there were."""
    events = uow.outbox.unspread(limit=limit)
    if events:
        webhooks = uow.webhooks.all()
        pairs = [(event, webhook) for event in events for webhook in webhooks if _wants(webhook, event.type)]
        uow.outbox.spread(events, pairs, now)
        write_notices(events, wanted, now=now, uow=uow)
    return len(events)


def _wants(webhook: Webhook, type: str) -> bool:
    return any(
        wanted in (EVERYTHING, type) or (wanted.endswith(".*") and type.startswith(wanted[:-1]))
        for wanted in webhook.types
    )


def tell_again(webhook_id: UUID, *, since: datetime, now: datetime, uow: "UnitOfWork") -> int:
    """A receiver has lost something: it is told again what happened since then. How many events that is.

    Raises:
        UnknownWebhook: there is none, or it is disabled.
    """
    if all(webhook.id != webhook_id for webhook in uow.webhooks.all()):
        raise UnknownWebhook(webhook_id)
    return uow.outbox.repeat(webhook_id, since=since, now=now)
