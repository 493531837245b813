"""What goes into the conversation and what comes out, the same for every channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

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
    can_remind: bool = False
    """The channel can speak up by itself later."""


def decides(state: State) -> bool:
    """Whether a yes to the question that is open does something, rather than going on with the conversation."""
    pending = state.get("pending")
    if not isinstance(pending, Mapping) or pending.get("slot"):
        return False
    return pending.get("do") not in (None, "more", "basket")


PERSON_VERIFIED = "PersonVerified"
PERSON_NOT_VERIFIED = "PersonNotVerified"
"""Intents of no model: what the channel says after a reply that `verifies`."""


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
    confirms: str | None = None
    """The slot that a yes is about, when it is about nothing else: "I heard 5 Elm Street. Is that right?" """


@dataclass(frozen=True, slots=True)
class Card:
    """Something to look at later: the phone app, a caption, a log."""

    title: Phrase
    lines: tuple[Phrase, ...]


class ScreenKind(StrEnum):
    PRODUCTS = "products"
    QUOTE = "quote"
    ORDERS = "orders"
    TRACKING = "tracking"


@dataclass(frozen=True, slots=True)
class Touch:
    """What touching something means: just what saying it would mean."""

    intent: str
    slots: Mapping[str, SlotValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list, or a button."""

    text: Phrase
    detail: Phrase | None = None
    image: str | None = None
    """An https address."""
    touch: Touch | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    steps: tuple[Phrase, ...]
    step: int
    """Index of the one that has been reached."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Something to look at, and to touch, while it is spoken about. Says nothing that is not spoken too."""

    kind: ScreenKind
    title: Phrase
    rows: tuple[Row, ...]
    notes: tuple[Phrase, ...] = ()
    total: Phrase | None = None
    progress: Progress | None = None
    buttons: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Reminder:
    """What the channel says by itself later. It is set before the reply is spoken, for the reply says that it is."""

    at: datetime
    """In the shop's time zone."""
    text: Phrase
    customer_id: UUID
    subject: str
    """The number of an order, or a SKU."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Plain text, no markup."""

    speech: str
    reprompt: str | None = None
    card_title: str | None = None
    card_text: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    says: tuple[Phrase, ...]
    question: Question | None = None
    """With a question the microphone stays open; without one the conversation is over."""
    card: Card | None = None
    screen: Screen | None = None
    verifies: bool = False
    """The channel is to find out who speaks; then the turn goes on with PERSON_VERIFIED or PERSON_NOT_VERIFIED."""
    link_account: bool = False
    """The customer is unknown here and should link their account."""
    state: State = field(default_factory=dict)
    today: date = date.min
    """At the shop, so that "tomorrow" is the right day."""
    remind: Reminder | None = None
    wants_address: bool = False
    """The question is where the customer lives; a channel that knows may say it for them, as ChangeAddressIntent."""
    permissions: tuple[str, ...] = ()
    """What the customer is to allow the channel first, by its names for that."""
    new_words: bool = False
    """The customer has something new to call by name: an order, a list."""
    words: Rendered | None = field(default=None, compare=False)
    """The same in the customer's language, once it has been said."""
    claim: str = ""
    """Something was changed; the front end's answer is to be kept under this id, should the same request come again."""

    @property
    def listens(self) -> bool:
        return self.question is not None
