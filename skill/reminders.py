"""Sets the reminders a reply promises, before it is spoken; and says so when that did not work."""

import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from backend.conversation.phrasebook import phrasebook, render
from backend.conversation.turn import Phrase, Reminder, Reply, Turn
from backend.errors import EncoreError
from backend.integrations.alexa_api import (
    AlexaHttp,
    AlexaRefused,
    AlexaUnavailable,
    Device,
    PermissionNeeded,
    UntrustedEndpoint,
    is_amazon,
    trusted_endpoint,
)
from backend.orders.errors import NotConfirmed
from backend.orders.notices import note_reminder
from backend.orders.ports import Database
from interaction_models.check import ALEXA_LOCALES
from skill.reading import Document, at, mapping

log = logging.getLogger(__name__)


def device_of(document: Document, http: AlexaHttp, own: str, *, is_verified: bool) -> Device | None:
    """The way from this request to Amazon; None if it names none that can be trusted.

    Args:
        own: The configured base URL, trusted like Amazon's own.
        is_verified: Else anybody may have written it, and Amazon is left in peace with it: only a stand-in is reached.
    """
    system = mapping(document, "context", "System")
    token, device_id = system.get("apiAccessToken"), at(system, "device", "deviceId")
    try:
        endpoint = trusted_endpoint(system.get("apiEndpoint"), own)
    except UntrustedEndpoint:
        return None
    if not is_verified and is_amazon(endpoint):
        return None
    if not isinstance(token, str) or not token:
        return None
    return Device(http, endpoint, token, device_id if isinstance(device_id, str) else "")


def with_reminder(
    reply: Reply, turn: Turn, document: Document, device: Device | None, database: Database, *, now: datetime
) -> Reply:
    """The reply as it can be said: with its reminder set, or with the reason why there is none."""
    if reply.remind is None:
        return reply
    try:
        if device is None:
            raise AlexaUnavailable("no endpoint")
        _set(reply.remind, turn, document, device, now)
    except PermissionNeeded as needed:
        return _instead(reply, turn, "reminder-permission", permissions=(needed.scope,))
    except (AlexaUnavailable, AlexaRefused) as problem:
        log.warning("a reminder could not be set: %s", problem)
        return _instead(reply, turn, "reminder-failed")
    _note(reply.remind, database, now)
    return replace(reply, remind=None)


def _set(reminder: Reminder, turn: Turn, document: Document, device: Device, now: datetime) -> None:
    text = phrasebook(turn.locale).say(reminder.text, today=reminder.at.date())
    asked = at(document, "request", "locale")
    locale = asked if isinstance(asked, str) and asked in ALEXA_LOCALES else turn.locale
    device.remind(text[:1].upper() + text[1:], at=reminder.at, zone=str(reminder.at.tzinfo), locale=locale, now=now)


def _note(reminder: Reminder, database: Database, now: datetime) -> None:
    try:
        database.write(
            lambda uow: note_reminder(reminder.customer_id, reminder.subject, reminder.at.date(), now=now, uow=uow)
        )
    except (NotConfirmed, EncoreError):
        pass  # it is set; at worst it is offered once more


def _instead(reply: Reply, turn: Turn, key: str, *, permissions: Collection[str] = ()) -> Reply:
    honest = replace(reply, says=(Phrase(key),), remind=None, permissions=tuple(permissions))
    if "said" not in reply.state:
        return honest
    # "Say that again" must not promise what was not done.
    said = render(honest, locale=turn.locale, today=reply.today).speech
    return replace(honest, state={**reply.state, "said": said})
