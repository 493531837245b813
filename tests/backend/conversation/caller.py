"""The customer's half of a conversation."""

import json
from datetime import datetime, timedelta
from typing import Any

from backend.conversation.dialogue import Conversation
from backend.conversation.phrasebook import render
from backend.conversation.turn import Identity, Question, Reply, Turn
from backend.understanding.match import Match
from backend.understanding.understanding import Understanding
from tests.backend.shops import NOW


class Caller:
    def __init__(self, conversation: Conversation, understanding: Understanding, name: str) -> None:
        self._conversation = conversation
        self._understanding = understanding
        self.identity = Identity("local", name)
        self._slots: dict[str, Any] = {}
        self.now: datetime = NOW
        self.state: Any = {}
        self.asked: Question | None = None
        self.reply: Reply | None = None

    def says(self, text: str) -> str:
        """What the shop says to that."""
        asked = self.asked if self.asked and self.asked.slot else None
        match = (
            self._understanding.match(text, expected_slot=asked.slot, expected_intent=asked.intent)
            if asked
            else self._understanding.match(text)
        )
        # A front end keeps the other slots of an intent while the shop asks for one of them.
        known = self._slots if asked and asked.intent == match.intent else {}
        return self.means(Match(match.intent, match.confidence, {**known, **match.slots}))

    def means(self, match: Match) -> str:
        turn = Turn(self.identity, "en-US", match.intent, self.now, match.slots, self.state)
        self.reply = self._conversation.respond(turn)
        self.asked = self.reply.question
        self._slots = dict(match.slots)
        self.state = json.loads(json.dumps(dict(self.reply.state)))
        return render(self.reply, locale="en-US", today=NOW.date()).speech

    def waits(self, **time: float) -> "Caller":
        self.now += timedelta(**time)
        return self

    @property
    def is_done(self) -> bool:
        """The microphone is closed."""
        return self.asked is None
