"""What happens without anybody asking: events go out, subscriptions are sent, old data goes."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event as Signal
from typing import Protocol

from backend.errors import EncoreError
from backend.integrations.webhooks import Endpoint, SendOutcome, SendResult, next_attempt
from backend.orders import subscriptions
from backend.orders.errors import NotConfirmed
from backend.orders.model import Event
from backend.orders.notices import NOTHING, Notice, Wanted
from backend.orders.outbox import Delivery, spread
from backend.orders.ports import Chance, Database
from backend.orders.privacy import sweep
from backend.orders.quoting import release_expired
from backend.orders.webhooks import disable_webhook
from backend.telling import NotTold, Teller

LEASE = timedelta(minutes=6)
"""Longer than all deliveries that are claimed at once can take: if we die meanwhile, somebody else tries after it."""
LONG_LEASE = timedelta(minutes=30)
"""The same for one notice: mail servers are slower, and a customer may have many devices."""
LONGEST_ROUND = timedelta(minutes=1)
"""Of notices; then the other jobs have their turn."""
AT_ONCE = 20
PAUSE = 5.0
"""Seconds between two rounds when there is nothing to do."""
SWEEP_EVERY = timedelta(hours=1)

log = logging.getLogger(__name__)


class Sender(Protocol):
    def send(self, endpoint: Endpoint, event_id: str, body: bytes, *, now: datetime) -> SendResult: ...


@dataclass(slots=True)
class Jobs:
    """Safe to run in several processes at once: what one has claimed the others leave alone."""

    database: Database
    sender: Sender
    clock: Callable[[], datetime]
    chance: Chance
    allow_local: bool = False
    """Webhooks inside one's own network, for development."""
    teller: Teller | None = None
    """Tells customers; None where there is no way to."""
    _swept_at: datetime | None = field(default=None)

    def run(self, stopping: Signal) -> None:
        """Round after round until told to stop; nothing that fails ends it."""
        while not stopping.is_set():
            if not self.run_once():
                stopping.wait(PAUSE)

    def run_once(self) -> bool:
        """One round of everything. True if there may be more to do at once."""
        told = self._apart("webhooks", self.tell)
        told += self._apart("notices", self.tell_customers)
        for name, job in (
            ("quotes", self._release_expired),
            ("subscriptions", self._send_subscriptions),
            ("retention", self._sweep),
        ):
            self._apart(name, job)
        return bool(told)

    def _apart(self, name: str, job: Callable[[], int]) -> int:
        """What fails must not keep the other jobs from their turn."""
        try:
            return job()
        except (EncoreError, NotConfirmed) as error:
            log.warning("%s wait for the database: %s", name, type(error).__name__)
        except Exception as error:
            log.error("%s failed: %s", name, type(error).__name__, exc_info=error)  # noqa: TRY400
        return 0

    def _release_expired(self) -> int:
        now, count = self.clock(), 0
        while some := self.database.write(lambda uow: release_expired(now=now, uow=uow)):
            count += some
        return count

    def _send_subscriptions(self) -> int:
        now = self.clock()
        sent = subscriptions.run_due(now=now, database=self.database, chance=self.chance, limit=100)
        again = subscriptions.run_retries(now=now, database=self.database, chance=self.chance, limit=100)
        self.database.write(lambda uow: subscriptions.remove_old_drafts(now=now, uow=uow))
        return len(sent) + len(again)

    def _sweep(self) -> int:
        now = self.clock()
        if self._swept_at is not None and now - self._swept_at < SWEEP_EVERY:
            return 0
        self._swept_at = now
        count = 0
        while some := self.database.write(lambda uow: sweep(now=now, uow=uow, limit=500)):
            count += sum(some.values())
        return count

    def tell(self) -> int:
        """Delivers what is due to the webhooks; how much that was."""
        now = self.clock()
        wanted = self.teller.wanted if self.teller else NOTHING
        while self.database.write(lambda uow: spread(now=now, uow=uow, wanted=wanted)):
            pass
        due = self.database.write(lambda uow: uow.outbox.claim(now=now, until=now + LEASE, limit=AT_ONCE))
        for delivery in due:
            self._deliver(delivery)
        return len(due)

    def tell_customers(self) -> int:
        """Tells customers what is due; how much that was."""
        if self.teller is None:
            return 0
        until, count = self.clock() + LONGEST_ROUND, 0
        # One by one: the last of many could be told when it is no longer ours.
        while count < AT_ONCE and self.clock() < until and (notice := self._claim_notice(self.teller.wanted)):
            self._tell_customer(notice, self.teller)
            count += 1
        return count

    def _claim_notice(self, wanted: Wanted) -> Notice | None:
        now = self.clock()
        due = self.database.write(lambda uow: uow.notices.claim(wanted.kinds, now=now, until=now + LONG_LEASE, limit=1))
        return due[0] if due else None

    def _tell_customer(self, notice: Notice, teller: Teller) -> None:
        # Outside of any transaction: mail servers and Amazon may take their time.
        detail, again, told_at = "", None, None
        try:
            teller.tell(notice)
        except NotTold as problem:
            detail = str(problem)
            again = next_attempt(notice.attempts, self.clock(), self.chance) if problem.again else None
        except Exception as error:
            # One that cannot be told must not keep the others from their turn. What it says may quote the customer.
            detail = type(error).__name__
            again = next_attempt(notice.attempts, self.clock(), self.chance)
            log.error("a notice failed: %s, %s", notice.kind, detail)  # noqa: TRY400
        else:
            told_at = self.clock()
        if detail and again is None:
            log.warning("a notice was given up: %s, %s, after %d attempts", notice.kind, detail, notice.attempts)
        self.database.write(lambda uow: uow.notices.finish(notice, next_at=again, told_at=told_at, detail=detail))

    def _deliver(self, delivery: Delivery) -> None:
        # Outside of any transaction: the other side may take its time.
        endpoint = Endpoint(delivery.webhook.url, delivery.webhook.secrets, allow_local=self.allow_local)
        try:
            result = self.sender.send(endpoint, str(delivery.event.id), message(delivery.event), now=self.clock())
        except ValueError:  # nobody could receive it, now or later
            result = SendResult(SendOutcome.RETRY, "cannot be sent")
        now = self.clock()
        again = next_attempt(delivery.attempts, now, self.chance) if result.outcome is SendOutcome.RETRY else None
        delivered = now if result.outcome is SendOutcome.DELIVERED else None
        self.database.write(
            lambda uow: uow.outbox.finish(delivery, next_at=again, delivered_at=delivered, detail=result.detail)
        )
        if result.outcome is SendOutcome.GONE:
            self.database.write(lambda uow: disable_webhook(delivery.webhook.id, now=now, uow=uow, actor="receiver"))


def message(event: Event) -> bytes:
    """As Standard Webhooks recommends: type, timestamp, data."""
    data = {"subject": event.subject, "actor": event.actor, **event.body}
    if event.customer_id is not None:
        data["customer_id"] = str(event.customer_id)
    document = {"type": event.type, "timestamp": event.at.isoformat(), "data": data}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
