"""What Alexa tells about its users between conversations: somebody linked an account, somebody left."""

from backend.orders import linking
from backend.wiring import Encore
from skill.notifications import created_at
from skill.reading import Document, at

LINKED = "AlexaSkillEvent.SkillAccountLinked"
DISABLED = "AlexaSkillEvent.SkillDisabled"
EVENTS = (LINKED, DISABLED)
_LONGEST = 4096


def apply_event(document: Document, encore: Encore) -> None:
    """One of EVENTS. They come late, twice and in any order; the moment they happened counts.

    Raises:
        NotConfirmed: no answer from the database in time; Alexa tries again for an hour unless we thank it.
    """
    user = _text(at(document, "context", "System", "user", "userId"))
    if not user or at(document, "request", "type") not in EVENTS:
        return
    now = encore.clock()
    happened = min(created_at(at(document, "request")) or now, now)
    if at(document, "request", "type") == LINKED:
        token = _text(at(document, "request", "body", "accessToken"))
        encore.database.write(lambda uow: linking.linked(user, token, happened, now=now, uow=uow))
    else:
        encore.database.write(lambda uow: linking.disabled(user, happened, now=now, uow=uow))


def _text(value: object) -> str:
    return value if isinstance(value, str) and 0 < len(value) <= _LONGEST and value.isprintable() else ""
