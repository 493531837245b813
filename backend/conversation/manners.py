"""Hello, help, say that again, goodbye."""

from dataclasses import replace

from backend.conversation import people, subscriptions
from backend.conversation.browsing import news_for
from backend.conversation.turn import Expects, Phrase, Reply
from backend.conversation.visit import Topic, Visit, is_text

MISSES_BEFORE_HELP = 2
MISSES_BEFORE_A_PERSON = 3


def _launch(visit: Visit) -> Reply:
    if visit.customer is None:
        return visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("welcome-stranger", {"shop": visit.shop.name}))
    greeting = Phrase("welcome", {"name": visit.customer.name, "shop": visit.shop.name})
    says = (greeting, *news_for(visit))
    return subscriptions.tell(visit, *says) or visit.ask(Phrase("what-now"), Expects.ANYTHING, *says)


def _help(visit: Visit) -> Reply:
    # A yes after "What would you like?" would otherwise buy what was on offer before the help.
    asked = str(visit.turn.state.get("asked") or "")
    is_open = visit.pending.get("do") in (None, "more") or not asked
    question = Phrase("what-now") if is_open else Phrase("verbatim", {"text": asked})
    return visit.same_question(question, Phrase("help"))


def _stop(visit: Visit) -> Reply:
    if visit.pending.get("do") in ("place", "place-code"):
        return visit.end(Phrase("not-placed"), Phrase("goodbye"))
    return visit.end(Phrase("goodbye"))


def _start_over(visit: Visit) -> Reply:
    return visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("started-over"))


def _repeat(visit: Visit) -> Reply:
    said, asked = str(visit.turn.state.get("said") or ""), str(visit.turn.state.get("asked") or "")
    if not said:
        return visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("help"))
    before = said.removesuffix(asked).strip()
    says = (Phrase("verbatim", {"text": before}),) if before else ()
    return visit.same_question(Phrase("verbatim", {"text": asked}), *says)


def fallback(visit: Visit) -> Reply:
    misses = visit.turn.state.get("misses")
    misses = misses + 1 if isinstance(misses, int) else 1
    if visit.must_say_yes_or_no:
        short = "not-understood-short" if misses < MISSES_BEFORE_A_PERSON else "not-understood-person"
        reply = visit.same_question(Phrase("yes-or-no"), Phrase(short), misses=misses)
        # "Say that again" then means the offer, not "I didn't get that".
        heard = {key: visit.turn.state[key] for key in ("said", "asked") if visit.turn.state.get(key)}
        return replace(reply, state={**reply.state, **heard})
    if misses >= MISSES_BEFORE_A_PERSON:
        return people.offer_a_person(visit, misses)
    says = Phrase("not-understood" if misses < MISSES_BEFORE_HELP else "not-understood-again")
    return visit.same_question(Phrase("what-now"), says, misses=misses)


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
