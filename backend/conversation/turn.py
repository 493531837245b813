"""What goes into the conversation and what comes out, the same for every channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from interaction_models.model import SlotValue

State = Mapping[str, Any]
"""JSON values only; it travels with the session and comes back with the next turn. Opaque ids, no personal data."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is speaking, as the channel knows them."""

    channel: str
    """"alexa", "local", ..."""
    external_id: str
    access_token: str = field(default="", repr=False)
    """Of the linked account, where the channel has such a thing."""
    person_id: str = ""
    """Whose voice was recognised in a household that shares an account."""
    person_token: str = field(default="", repr=False)
    """Of that person's own linked account."""


@dataclass(frozen=True, slots=True)
class Turn:
    identity: Identity
    locale: str
    intent: str
    """An intent of the interaction model, or "LaunchRequest" when a conversation is opened."""
    now: datetime
    """Aware."""
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
    state: State = field(default_factory=dict)
    id: str = ""
    """The channel's id of this request, where it may come twice."""


class Expects(StrEnum):
    """What kind of answer a question waits for; narrows what the recogniser listens for next."""

    YES_NO = "yes_no"
    SLOT = "slot"
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A message in phrases/<locale>.ftl and the values for its gaps.

    Values may be str, int, Money, date, OrderNumber, or a tuple of them (spoken as a list; `AnyOf` as a choice).
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    phrase: Phrase
    """Also said again when nobody answers."""
    expects: Expects = Expects.ANYTHING
    slot: str | None = None
    """The slot it asks for, when it asks for one."""
    intent: str | None = None
    """The intent that slot belongs to."""


@dataclass(frozen=True, slots=True)
class Card:
    """Something to look at later: the phone app, a caption, a log."""

    title: Phrase
    lines: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    says: tuple[Phrase, ...]
    question: Question | None = None
    """With a question the microphone stays open; without one the conversation is over."""
    card: Card | None = None
    link_account: bool = False
    """The customer is unknown here and should link their account."""
    state: State = field(default_factory=dict)
    today: date = date.min
    """At the shop, so that "tomorrow" is the right day."""

    @property
    def listens(self) -> bool:
        return self.question is not None
