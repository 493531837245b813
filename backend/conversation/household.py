"""A voice that Alexa recognises and we do not know yet: it gets a history of its own, and nobody else's."""

from collections.abc import Mapping

from backend.conversation.personal import Guarded, ask_for_code
from backend.conversation.turn import Expects, Phrase, Reply
from backend.conversation.visit import Topic, UnknownVoice, Visit
from backend.orders import linking


def _is_it_you(refusal: UnknownVoice, visit: Visit) -> Reply:
    question = Phrase("household-is-it-you", {"name": refusal.account.name})
    return visit.confirm(question, pending={"do": "is-it-you"})


def _yes(visit: Visit) -> Reply:
    visit.customer = visit.account  # whose voice code it is that has to be said
    return (visit.customer and ask_for_code(visit)) or _know(visit)


def _know(visit: Visit) -> Reply:
    account = visit.account
    if account is None:
        return _what_now(visit)
    visit.write(lambda uow: linking.know_person(account, visit.turn.identity, now=visit.now, uow=uow))
    return _what_now(visit, Phrase("household-hello", {"name": account.name}))


def _no(visit: Visit) -> Reply:
    """Who is not the customer needs the customer's word to order at their address: the voice code, if they set one."""
    visit.customer = visit.account
    return (visit.customer and ask_for_code(visit, {"do": "join"})) or _join(visit)


def _join(visit: Visit) -> Reply:
    account = visit.account
    if account is None:
        return _what_now(visit)
    visit.write(lambda uow: linking.add_to_household(account, visit.turn.identity, now=visit.now, uow=uow))
    return _what_now(visit, Phrase("household-joined", {"name": account.name}))


def _what_now(visit: Visit, *says: Phrase) -> Reply:
    return visit.ask(Phrase("what-now"), Expects.ANYTHING, *says)


GUARDED: Mapping[str, Guarded] = {
    "is-it-you": Guarded({}, _know, declined="household-not-now"),
    "join": Guarded({}, _join, declined="household-not-now"),
}

TOPIC = Topic(
    forms={"is-it-you": {}},
    agreed={"is-it-you": _yes},
    declined={"is-it-you": _no},
    refusals={UnknownVoice: _is_it_you},
)
