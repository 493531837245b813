"""What Alexa tells about its users between conversations: somebody linked an account, somebody left."""

from datetime import UTC, datetime

from backend.orders import linking
from backend.wiring import Encore
from skill.reading import Document, at

LINKED = "AlexaSkillEvent.SkillAccountLinked"
DISABLED = "AlexaSkillEvent.SkillDisabled"
EVENTS = (LINKED, DISABLED)
_LONGEST = 4096


def apply_event(document: Document, encore: Encore) -> None:
    """Events come late, twice and in any order; the moment they happened counts. One that says nothing of use is
    nothing to us.

    Raises:
        NotConfirmed: no answer from the database in time; Alexa tries again for an hour unless we thank it.
    """
    user = _text(at(document, "context", "System", "user", "userId"))
    if not user:
        return
    now = encore.clock()
    happened = min(_moment(document) or now, now)
    match at(document, "request", "type"):
        case "AlexaSkillEvent.SkillAccountLinked":
            token = _text(at(document, "request", "body", "accessToken"))
            encore.database.write(lambda uow: linking.linked(user, token, happened, now=now, uow=uow))
        case "AlexaSkillEvent.SkillDisabled":
            encore.database.write(lambda uow: linking.disabled(user, happened, now=now, uow=uow))


def _text(value: object) -> str:
    return value if isinstance(value, str) and 0 < len(value) <= _LONGEST and value.isprintable() else ""


def _moment(document: Document) -> datetime | None:
    for written in (at(document, "request", "eventCreationTime"), at(document, "request", "timestamp")):
        try:
            moment = datetime.fromisoformat(written)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            continue
    return None
