"""Hello, help, say that again, goodbye."""

from dataclasses import replace

from backend.conversation import buying, people, subscriptions
from backend.conversation.browsing import news_for
from backend.conversation.turn import Expects, Phrase, Reply
from backend.conversation.visit import LinkExpired, Topic, Visit, is_text

MISSES_BEFORE_HELP = 2
MISSES_BEFORE_A_PERSON = 3


def _launch(visit: Visit) -> Reply:
    if visit.link_expired:
        raise LinkExpired
    if visit.customer is None:
        return visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("welcome-stranger", {"shop": visit.shop.name}))
    named = Phrase("welcome", {"name": visit.customer.name, "shop": visit.shop.name})
    # Somebody of a household has not told us their name.
    greeting = named if visit.customer.name else Phrase("welcome-unnamed", {"shop": visit.shop.name})
    says = (greeting, *news_for(visit))
    return subscriptions.tell(visit, *says) or visit.ask(Phrase("what-now"), Expects.ANYTHING, *says)


def _help(visit: Visit) -> Reply:
    # A yes after "What would you like?" would otherwise buy what was on offer before the help.
    is_open = visit.pending.get("do") in (None, "more") or not _asked(visit)
    question = Phrase("what-now") if is_open else _same(visit)
    return visit.same_question(question, Phrase("help"))


def _stop(visit: Visit) -> Reply:
    if buying.drop_pending_quote(visit):
        return visit.end(Phrase("not-placed"), Phrase("goodbye"))
    return visit.end(Phrase("goodbye"))


def _start_over(visit: Visit) -> Reply:
    buying.drop_pending_quote(visit)
    return visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("started-over"))


def _repeat(visit: Visit) -> Reply:
    said, asked = str(visit.turn.state.get("said") or ""), _asked(visit)
    if not said:
        return visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("help"))
    before = said.removesuffix(asked).strip()
    says = (Phrase("verbatim", {"text": before}),) if before else ()
    return visit.same_question(_same(visit), *says)


def fallback(visit: Visit) -> Reply:
    misses = visit.turn.state.get("misses")
    misses = misses + 1 if isinstance(misses, int) else 1
    if visit.must_say_yes_or_no:
        short = "not-understood-short" if misses < MISSES_BEFORE_A_PERSON else "not-understood-person"
        asked = _asked(visit)
        question = Phrase("yes-or-no-to", {"question": asked}) if asked else Phrase("yes-or-no")
        return _as_heard(visit.same_question(question, Phrase(short), misses=misses), visit)
    if visit.pending.get("slot") and _asked(visit):
        short = "not-understood-short" if misses < MISSES_BEFORE_HELP else "not-understood-person"
        return _as_heard(visit.same_question(_same(visit), Phrase(short), misses=misses), visit)
    if misses >= MISSES_BEFORE_A_PERSON:
        return people.offer_a_person(visit, misses)
    says = Phrase("not-understood" if misses < MISSES_BEFORE_HELP else "not-understood-again")
    return visit.same_question(Phrase("what-now"), says, misses=misses)


def ask_again(visit: Visit) -> Reply | None:
    """The question that yes is no answer to, with everything it was about. None if there is none."""
    if not visit.pending.get("slot") or not _asked(visit):
        return None
    return _as_heard(visit.same_question(_same(visit)), visit)


def _asked(visit: Visit) -> str:
    return str(visit.turn.state.get("asked") or "")


def _same(visit: Visit) -> Phrase:
    return Phrase("verbatim", {"text": _asked(visit)})


def _as_heard(reply: Reply, visit: Visit) -> Reply:
    """ "Say that again" then means the offer, not "I didn't get that"."""
    heard = {key: visit.turn.state[key] for key in ("said", "asked") if visit.turn.state.get(key)}
    return replace(reply, state={**reply.state, **heard})


def _more(visit: Visit) -> Reply:
    return visit.ask(Phrase("what-now"))


TOPIC = Topic(
    answers={
        "LaunchRequest": _launch,
        "AMAZON.HelpIntent": _help,
        "AMAZON.StopIntent": _stop,
        "AMAZON.CancelIntent": _stop,
        "AMAZON.NavigateHomeIntent": _stop,
        "AMAZON.RepeatIntent": _repeat,
        "AMAZON.StartOverIntent": _start_over,
        "AMAZON.FallbackIntent": fallback,
    },
    forms={"slot": {"slot": is_text, "intent": is_text}, "more": {}},
    agreed={"more": _more},
)
