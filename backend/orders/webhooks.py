"""The shop's other systems that are told what happens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from backend.orders.errors import Refusal
from backend.orders.ids import uuid7
from backend.orders.model import Event

if TYPE_CHECKING:
    from backend.orders.ports import UnitOfWork

MOST_WEBHOOKS = 20
LONGEST_URL = 2000
EVERYTHING = "*"
"""In place of an event's type."""


@dataclass(frozen=True, slots=True)
class Webhook:
    id: UUID
    url: str = field(repr=False)
    """May carry a token."""
    secrets: tuple[str, ...] = field(repr=False)
    """Newest first; two while one replaces the other."""
    types: tuple[str, ...]
    """Of the events it wants, such as "order.placed"; "*" stands for all, "order.*" for all of orders."""
    created_at: datetime
    disabled_at: datetime | None = None


class Webhooks(Protocol):
    def add(self, webhook: Webhook) -> None: ...

    def all(self) -> Sequence[Webhook]:
        """Those that are not disabled, oldest first."""

    def disable(self, webhook_id: UUID, now: datetime) -> bool:
        """False if there is none, or it was disabled before."""


@dataclass(slots=True)
class WebhookUrlRefused(Refusal):
    """Not an https URL with a host, or one with a user or a password in it."""


@dataclass(slots=True)
class TooManyWebhooks(Refusal):
    most: int


@dataclass(slots=True)
class UnknownWebhook(Refusal):
    id: UUID


def add_webhook(
    url: str,
    types: Sequence[str],
    *,
    now: datetime,
    uow: "UnitOfWork",
    new_secret: Callable[[], str],
    allow_http: bool = False,
    actor: str = "shop",
) -> Webhook:
    """From now on this URL is told. Whether its address is a public one is checked whenever something is sent.

    Raises:
        WebhookUrlRefused, TooManyWebhooks
    """
    if not _is_usable(url, ("http", "https") if allow_http else ("https",)):
        raise WebhookUrlRefused
    if len(uow.webhooks.all()) >= MOST_WEBHOOKS:
        raise TooManyWebhooks(MOST_WEBHOOKS)
    webhook = Webhook(uuid7(now), url, (new_secret(),), tuple(dict.fromkeys(types)) or (EVERYTHING,), now)
    uow.webhooks.add(webhook)
    body = {"types": list(webhook.types)}
    uow.events.add(Event(uuid7(now), now, "webhook.added", actor, str(webhook.id), body=body))
    return webhook


def disable_webhook(webhook_id: UUID, *, now: datetime, uow: "UnitOfWork", actor: str = "shop") -> None:
    """It is told nothing more.

    Raises:
        UnknownWebhook
    """
    if not uow.webhooks.disable(webhook_id, now):
        raise UnknownWebhook(webhook_id)
    uow.events.add(Event(uuid7(now), now, "webhook.disabled", actor, str(webhook_id)))


def _is_usable(url: str, schemes: Sequence[str]) -> bool:
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname) and parts.username is None and port != 0
