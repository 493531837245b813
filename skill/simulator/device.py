"""An Alexa device in software: text in, real envelopes through the real skill, speech out."""

import html
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from flask import Flask

from backend.errors import EncoreError
from backend.understanding.match import Match
from backend.understanding.understanding import Understanding
from interaction_models import spoken
from interaction_models.model import InteractionModel, SlotValue, Value
from skill.simulator.acceptance import why_refused
from skill.simulator.invocation import commands_after_invocation, without_wake_word
from skill.simulator.requests import (
    JSON,
    DynamicValues,
    envelope,
    intent_request,
    launch_request,
    session_ended_request,
    session_resumed_request,
)

LAUNCH = Match("LaunchRequest", 1.0)
RESUMED = Match("SessionResumedRequest", 1.0)
PROFILE_PIN = "1234"
"""Of everybody whose voice a simulated device recognises."""

_ANSWERS = {"AMAZON.YesIntent": True, "AMAZON.NoIntent": False}
_KINDS = {
    "Dialog.ElicitSlot": "slot",
    "Dialog.Delegate": "slot",
    "Dialog.ConfirmSlot": "confirm",
    "Dialog.ConfirmIntent": "confirm",
}


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
        slots = {name: ", ".join(each.said for each in (value, *value.others)) for name, value in self.slots.items()}
        return {**asdict(self), "slots": slots}


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
        person: str | None = None,
    ) -> None:
        """With a `person`, it recognises their voice; their PIN is PROFILE_PIN."""
        self._client = app.test_client()
        self._model = model
        self._understanding = understanding
        self._customer = customer
        self._locale = locale
        self._clock = clock
        self._person = person
        self.session: JSON | None = None
        """None while no session is open. Only JSON, so that a web page can keep it between two turns."""
        self.entities: JSON = {}
        """What the skill has told the device besides its model: slot type to id to names. It outlives a session."""

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
        asked = session["asked"]
        if asked and asked["kind"] == "pin":
            request = session_resumed_request(asked["token"], achieved=self._digits(words) == PROFILE_PIN)
            return self._exchange(text, RESUMED, {**session, "asked": None}, new=new, request=request)
        match = self._hear(commands if commands is not None else [words], asked)
        return self._exchange(text, match, session, new=new)

    def _digits(self, text: str) -> str:
        language = self._locale.partition("-")[0]
        return spoken.grouped_digits(spoken.words(text, language), language)

    def leave(self) -> None:
        """The customer walks away; the skill is told, and may not answer."""
        if self.session is not None:
            self._post(session_ended_request(), self.session, new=False)
            self.session = None

    def _hear(self, candidates: list[str], asked: JSON | None) -> Match:
        """The best of the candidates; none of them means that the skill was just opened."""
        if not candidates:
            return LAUNCH
        for_slot = asked if asked and asked["kind"] == "slot" else None
        expected = {"expected_slot": for_slot["slot"], "expected_intent": for_slot["intent"]} if for_slot else {}
        understanding = self._understanding.with_values(self._dynamic()) if self.entities else self._understanding
        matches = [understanding.match(text, **expected) for text in candidates]
        match = max(matches, key=lambda match: match.confidence)
        if for_slot and for_slot["intent"] == match.intent:  # the other slots of a dialog are still known
            return Match(match.intent, match.confidence, {**_values(for_slot["slots"]), **match.slots})
        return match

    def _dynamic(self) -> DynamicValues:
        return {
            type_name: tuple(Value(names[0], id_, tuple(names[1:])) for id_, names in values.items())
            for type_name, values in self.entities.items()
        }

    def _exchange(self, text: str, match: Match, session: JSON, *, new: bool, request: JSON | None = None) -> Exchange:
        asked = session["asked"]
        # A yes or a no to what the skill asked with a directive comes as the intent that it is about.
        confirmed = _ANSWERS.get(match.intent) if asked and asked["kind"] == "confirm" else None
        sent = match if confirmed is None else Match(asked["intent"], 1.0, _values(asked["slots"]))
        if request is None:
            request = launch_request() if match is LAUNCH else self._intent_request(sent, asked, confirmed)
        before = time.perf_counter()
        answer = self._post(request, session, new=new)
        ms = (time.perf_counter() - before) * 1000
        response = answer["response"]
        reason = why_refused(response, self._model, sent.intent)
        if reason is not None:
            raise SimulatorError(f"Alexa would refuse the answer: {reason}.")
        directives = response.get("directives", [])
        self._learn(directives)
        checks = next((each for each in directives if each["type"] == "Connections.StartConnection"), None)
        is_open = response.get("shouldEndSession") is False or checks is not None
        asked = {"kind": "pin", "token": checks["token"], "prompt": None} if checks else self._asked(sent, directives)
        kept = {"attributes": answer.get("sessionAttributes", {}), "asked": asked}
        self.session = {"id": session["id"], **kept} if is_open else None
        prompt = asked["prompt"] if asked else None
        return Exchange(
            utterance=text,
            request=request["type"],
            intent=None if match in (LAUNCH, RESUMED) else match.intent,
            slots=match.slots,
            confidence=round(match.confidence, 3),
            speech=prompt or _plain(response.get("outputSpeech")) or "",
            reprompt=prompt or _plain(response.get("reprompt", {}).get("outputSpeech")),
            card=response.get("card"),
            directives=directives,
            session_open=is_open,
            ms=round(ms, 1),
        )

    def _intent_request(self, sent: Match, asked: JSON | None, confirmed: bool | None) -> JSON:
        return intent_request(
            self._model,
            sent.intent,
            sent.slots,
            answers=asked is not None and asked["intent"] == sent.intent,
            dynamic=self._dynamic(),
            confirmed=confirmed,
            about=asked["slot"] if asked and confirmed is not None else None,
        )

    def _learn(self, directives: list[JSON]) -> None:
        for directive in directives:
            if directive["type"] == "Dialog.UpdateDynamicEntities":
                self.entities = {
                    entry["name"]: {
                        value["id"]: [value["name"]["value"], *(value["name"].get("synonyms") or ())]
                        for value in entry["values"]
                    }
                    for entry in directive.get("types") or ()
                }

    def _asked(self, sent: Match, directives: list[JSON]) -> JSON | None:
        """What the next words are about: a slot, or a yes or no; of which intent, and what is known of it."""
        for directive in directives:
            kind = _KINDS.get(directive["type"])
            if kind is None:
                continue
            updated = directive.get("updatedIntent")
            slots = self._known(updated) if updated else sent.slots
            asked: JSON = {
                "kind": kind,
                "slot": directive.get("slotToElicit") or directive.get("slotToConfirm"),
                "intent": updated["name"] if updated else sent.intent,
                "slots": {name: asdict(value) for name, value in slots.items()},
                "prompt": None,
            }
            if directive["type"] != "Dialog.Delegate":
                return asked
            prompts = self._model.dialogs[asked["intent"]].prompts
            missing = next((name for name in prompts if name not in slots), None)
            # With nothing missing a device would send the intent once more, as complete.
            return {**asked, "slot": missing, "prompt": prompts[missing]} if missing else None
        return None

    def _known(self, intent: JSON) -> dict[str, SlotValue]:
        model = self._model.intent(intent["name"])
        types = {slot.name: slot.type for slot in model.slots} if model else {}
        known = {}
        for name, slot in (intent.get("slots") or {}).items():
            values = (slot.get("slotValue") or {}).get("values") or [slot]
            said = [each["value"] for each in values if each.get("value")]
            found = [SlotValue(each, self._understanding.values(types[name]).find(each)) for each in said]
            if found:
                known[name] = replace(found[0], others=tuple(found[1:]))
        return known

    def _post(self, request: JSON, session: JSON, *, new: bool) -> JSON:
        body = envelope(
            request,
            customer=self._customer,
            session=session,
            new=new,
            now=self._clock(),
            locale=self._locale,
            person=self._person,
        )
        answer = self._client.post("/alexa", data=json.dumps(body).encode(), content_type="application/json")
        if answer.status_code != 200:
            raise SimulatorError(f"the skill answered with HTTP status {answer.status_code}.")
        parsed: JSON = answer.get_json()
        return parsed


def _values(slots: JSON) -> dict[str, SlotValue]:
    return {name: _value(value) for name, value in slots.items()}


def _value(value: JSON) -> SlotValue:
    others = tuple(_value(other) for other in value.get("others", ()))
    return SlotValue(value["said"], tuple(value["ids"]), others)


def _plain(speech: Mapping[str, Any] | None) -> str | None:
    if speech is None:
        return None
    return html.unescape(re.sub(r"<[^>]*>", "", speech["ssml"]))
