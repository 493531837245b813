"""An Alexa device in software: text in, real envelopes through the real skill, speech out."""

import html
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from flask import Flask

from backend.errors import EncoreError
from backend.understanding.match import Match
from backend.understanding.understanding import Understanding
from interaction_models.model import InteractionModel, SlotValue
from skill.simulator.invocation import commands_after_invocation, without_wake_word
from skill.simulator.requests import JSON, envelope, intent_request, launch_request, session_ended_request

LAUNCH = Match("LaunchRequest", 1.0)


class SimulatorError(EncoreError):
    """The simulator cannot go on."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn, as `encore say --json` prints it."""

    utterance: str
    request: str
    """The type of the request that was sent."""
    intent: str | None
    slots: Mapping[str, SlotValue]
    confidence: float
    speech: str
    """Without markup."""
    reprompt: str | None
    card: JSON | None
    directives: list[JSON]
    session_open: bool
    ms: float
    """Milliseconds the skill took to answer."""

    def as_json(self) -> JSON:
        return {**asdict(self), "slots": {name: value.said for name, value in self.slots.items()}}


class Device:
    """Keeps a session with the skill, as long as the skill keeps it open."""

    def __init__(
        self,
        app: Flask,
        model: InteractionModel,
        understanding: Understanding,
        customer: str,
        locale: str,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client = app.test_client()
        self._model = model
        self._understanding = understanding
        self._customer = customer
        self._locale = locale
        self._clock = clock
        self.session: JSON | None = None
        """None while no session is open. Only JSON, so that a web page can keep it between two turns."""

    def say(self, text: str) -> Exchange:
        """
        Raises:
            SimulatorError: the skill answered with an HTTP error, as it never should.
        """
        addressed, words = without_wake_word(text)
        commands = None
        if self.session is None or addressed:
            commands = commands_after_invocation(words, self._model)
        if commands is not None:
            self.leave()
        new = self.session is None
        session = self.session or {"id": f"amzn1.echo-api.session.{uuid4()}", "attributes": {}, "asked": None}
        match = self._hear(commands if commands is not None else [words], session["asked"])
        return self._exchange(text, match, session, new=new)

    def leave(self) -> None:
        """The customer walks away; the skill is told, and may not answer."""
        if self.session is not None:
            self._post(session_ended_request(), self.session, new=False)
            self.session = None

    def _hear(self, candidates: list[str], asked: JSON | None) -> Match:
        """The best of the candidates; none of them means that the skill was just opened."""
        if not candidates:
            return LAUNCH
        expected = {"expected_slot": asked["slot"], "expected_intent": asked["intent"]} if asked else {}
        matches = [self._understanding.match(text, **expected) for text in candidates]
        match = max(matches, key=lambda match: match.confidence)
        if asked and asked["intent"] == match.intent:  # the other slots of a dialog are still known
            known = {name: SlotValue(**value) for name, value in asked["slots"].items()}
            return Match(match.intent, match.confidence, {**known, **match.slots})
        return match

    def _exchange(self, text: str, match: Match, session: JSON, *, new: bool) -> Exchange:
        request = launch_request() if match is LAUNCH else self._intent_request(match, session["asked"])
        before = time.perf_counter()
        answer = self._post(request, session, new=new)
        ms = (time.perf_counter() - before) * 1000
        response = answer["response"]
        directives = response.get("directives", [])
        is_open = response.get("shouldEndSession") is False
        kept = {"attributes": answer.get("sessionAttributes", {}), "asked": _asked(match, directives)}
        self.session = {"id": session["id"], **kept} if is_open else None
        return Exchange(
            utterance=text,
            request=request["type"],
            intent=None if match is LAUNCH else match.intent,
            slots=match.slots,
            confidence=round(match.confidence, 3),
            speech=_plain(response.get("outputSpeech")) or "",
            reprompt=_plain(response.get("reprompt", {}).get("outputSpeech")),
            card=response.get("card"),
            directives=directives,
            session_open=is_open,
            ms=round(ms, 1),
        )

    def _intent_request(self, match: Match, asked: JSON | None) -> JSON:
        answers = asked is not None and asked["intent"] == match.intent
        return intent_request(self._model, match.intent, match.slots, answers=answers)

    def _post(self, request: JSON, session: JSON, *, new: bool) -> JSON:
        body = envelope(
            request, customer=self._customer, session=session, new=new, now=self._clock(), locale=self._locale
        )
        answer = self._client.post("/alexa", data=json.dumps(body).encode(), content_type="application/json")
        if answer.status_code != 200:
            raise SimulatorError(f"the skill answered with HTTP status {answer.status_code}.")
        parsed: JSON = answer.get_json()
        return parsed


def _asked(match: Match, directives: list[JSON]) -> JSON | None:
    """The slot the skill wants next, the intent it belongs to and what is known of it."""
    for directive in directives:
        if directive["type"] == "Dialog.ElicitSlot":
            other = directive.get("updatedIntent")
            known = {} if other else {name: asdict(value) for name, value in match.slots.items()}
            intent = other["name"] if other else match.intent
            return {"slot": directive["slotToElicit"], "intent": intent, "slots": known}
    return None


def _plain(speech: Mapping[str, Any] | None) -> str | None:
    if speech is None:
        return None
    return html.unescape(re.sub(r"<[^>]*>", "", speech["ssml"]))
