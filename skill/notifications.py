"""What Alexa's users want to be told without asking, as its events say: late, repeated and out of order."""

from collections.abc import Mapping
from datetime import UTC, datetime

from backend.orders.ports import Database
from skill.reading import Document, at

ALEXA = "alexa"
"""The channel."""
EVENTS = frozenset({"AlexaSkillEvent.ProactiveSubscriptionChanged", "AlexaSkillEvent.SkillDisabled"})
_LONGEST_ID = 400
_MOST_TOPICS = 20


def note_subscription(document: Document, database: Database, *, now: datetime) -> bool:
    """Keeps what the user wants from now on. False if it is not about that, or something later is known."""
    type = at(document, "request", "type")
    user = at(document, "context", "System", "user", "userId")
    if type not in EVENTS or not isinstance(user, str) or not 0 < len(user) <= _LONGEST_ID or not user.isprintable():
        return False
    wanted = at(document, "request", "body", "subscriptions")
    names = [at(each, "eventName") for each in wanted] if isinstance(wanted, list) else []
    topics = {name for name in names if isinstance(name, str) and 0 < len(name) <= 100 and name.isprintable()}
    if type == "AlexaSkillEvent.SkillDisabled" or len(topics) > _MOST_TOPICS:
        topics = set()
    moment = min(created_at(at(document, "request")) or now, now)
    return database.write(lambda uow: uow.notices.set_topics(ALEXA, user, topics, at=moment))


def created_at(request: object) -> datetime | None:
    """By Amazon's clock; some of its events say it as text, some as milliseconds."""
    for name in ("eventCreationTime", "timestamp"):
        value = request.get(name) if isinstance(request, Mapping) else None
        try:
            if isinstance(value, int) and not isinstance(value, bool):
                return datetime.fromtimestamp(value / 1000, UTC)
            if isinstance(value, str):
                found = datetime.fromisoformat(value)
                return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            continue
    return None
