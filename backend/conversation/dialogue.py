"""The shop assistant: the only place that decides what is said next. Knows no channel."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from backend.conversation import (
    afterwards,
    browsing,
    buying,
    cart,
    household,
    lists,
    manners,
    offers,
    people,
    personal,
    privacy,
    reminders,
    returning,
    subscriptions,
)
from backend.conversation.own_words import OwnWords, own_words
from backend.conversation.personal import Guarded, code_topic
from backend.conversation.phrasebook import render
from backend.conversation.turn import PERSON_VERIFIED, Expects, Identity, Phrase, Question, Reply, Turn
from backend.conversation.visit import FindProducts, LinkExpired, NotLinked, Topic, Visit
from backend.errors import EncoreError
from backend.orders import errors
from backend.orders.linking import ALEXA, Link, Speaker, note_user, speaker
from backend.orders.model import Shop
from backend.orders.ports import Chance, Database, UnitOfWork
from backend.orders.replays import AlreadyAnswered
from backend.orders.voice_codes import CodeHasher

TOPICS: Sequence[Topic] = (
    manners.TOPIC,
    browsing.TOPIC,
    buying.TOPIC,
    cart.TOPIC,
    lists.TOPIC,
    offers.TOPIC,
    afterwards.TOPIC,
    returning.TOPIC,
    people.TOPIC,
    household.TOPIC,
    personal.TOPIC,
    subscriptions.TOPIC,
    privacy.TOPIC,
    reminders.TOPIC,
)

GUARDED: Mapping[str, Guarded] = {
    **buying.GUARDED,
    **household.GUARDED,
    **personal.GUARDED,
    **privacy.GUARDED,
    **subscriptions.GUARDED,
}
"""What a customer with a voice code has to say it for. A topic that asks for the code stands here."""


class Conversation:
    def __init__(
        self,
        database: Database,
        find_products: FindProducts,
        chance: Chance,
        *,
        codes: CodeHasher,
        guest: Identity | None = None,
        linked_channels: Collection[str] = (),
        topics: Sequence[Topic] = TOPICS,
    ) -> None:
        """With a `guest`, strangers are served as that customer; for development only. On `linked_channels` only who
        has linked an account is a customer, whatever the shop says about them."""
        self._database = database
        self._guest = guest
        self._linked_channels = frozenset(linked_channels)
        self._find_products = find_products
        self._chance = chance
        # First, so that a topic can say what a no to the question for the code means.
        topics = (code_topic(codes, GUARDED), *topics)
        self._answers = {intent: answer for topic in topics for intent, answer in topic.answers.items()}
        self._answers |= {"AMAZON.YesIntent": self._yes, "AMAZON.NoIntent": self._no}
        self._forms = {do: form for topic in topics for do, form in topic.forms.items()}
        self._agreed = {do: answer for topic in topics for do, answer in topic.agreed.items()}
        self._declined = {do: answer for topic in topics for do, answer in topic.declined.items()}
        self._refusals = {kind: explain for topic in topics for kind, explain in topic.refusals.items()}

    @property
    def intents(self) -> frozenset[str]:
        """Everything it has an answer for."""
        return frozenset(self._answers)

    def respond(self, turn: Turn) -> Reply:
        """
        Raises:
            AlreadyAnswered: this request has been answered before, with the answer it carries.
        """
        try:
            reply = self._respond(turn)
        except AlreadyAnswered as again:
            if again.answer is not None:
                raise
            return _not_confirmed(turn, "already-on-it", "what-now")
        except (errors.NotConfirmed, EncoreError):
            # It may still happen, so nothing is called failed; the same yes later gives the same order.
            return _not_confirmed(turn)
        said = render(reply, locale=turn.locale, today=reply.today)
        reply = replace(reply, words=said)
        if reply.listens:
            # What was said is kept, so that "say that again" is the same in every channel.
            intent = turn.state.get("intent") if turn.intent.startswith("AMAZON.") else turn.intent
            state = {"said": said.speech, "asked": said.reprompt, "intent": intent, **reply.state}
            reply = replace(reply, state=state)
        return reply

    def _respond(self, turn: Turn) -> Reply:
        def meet(uow: UnitOfWork) -> tuple[Shop | None, Speaker]:
            return uow.shop(), self._speaker(turn, uow)

        shop, who = self._database.read(meet)
        if shop is None:
            raise LookupError("the database holds no shop")
        if who.link is not None:
            self._note_user(who.link, turn)
        visit = Visit(
            turn,
            shop,
            who.customer,
            database=self._database,
            find_products=self._find_products,
            chance=self._chance,
            forms=self._forms,
            account=who.account,
            ceiling=who.ceiling,
            link_expired=who.is_expired,
        )
        try:
            reply = self._answers.get(turn.intent, manners.fallback)(visit)
        except errors.Refusal as refusal:
            reply = self._explain(refusal, visit)
        return replace(reply, claim=visit.claim, new_words=visit.new_words) if visit.claim or visit.new_words else reply

    def own_words(self, turn: Turn) -> OwnWords:
        """What the customer who speaks is likely to name; nothing of a stranger, nor while the shop is silent."""

        def look(uow: UnitOfWork) -> OwnWords:
            customer = self._speaker(turn, uow).customer
            return own_words(customer, turn.locale, uow) if customer else {}

        try:
            return self._database.read(look)
        except (errors.NotConfirmed, EncoreError):
            return {}

    def _speaker(self, turn: Turn, uow: UnitOfWork) -> Speaker:
        tokens_only = turn.identity.channel in self._linked_channels
        found = speaker(turn.identity, now=turn.now, uow=uow, tokens_only=tokens_only)
        if self._guest and found == Speaker(None):
            found = Speaker(uow.customers.by_identity(self._guest.channel, self._guest.external_id))
        return found

    def _note_user(self, link: Link, turn: Turn) -> None:
        try:
            self._database.write(
                lambda uow: note_user(link, turn.identity.external_id, now=turn.now, uow=uow),
            )
        except errors.NotConfirmed:
            pass  # the next turn tries again; this one needs nothing of it

    def _explain(self, refusal: errors.Refusal, visit: Visit) -> Reply:
        """An explanation may look again at what was wished for, and be refused in its turn."""
        if isinstance(refusal, NotLinked):
            has_app = visit.turn.identity.channel == ALEXA
            says = Phrase("link-account-card") if has_app else Phrase("link-account")
            return Reply(says=(says,), link_account=True, today=visit.today)
        if isinstance(refusal, LinkExpired):
            return Reply(says=(Phrase("link-expired"),), link_account=True, today=visit.today)
        explain = self._refusals.get(type(refusal))
        if explain is None:
            raise refusal
        try:
            return explain(refusal, visit)
        except errors.Refusal as another:
            if type(another) is type(refusal):
                raise
            return self._explain(another, visit)

    def _yes(self, visit: Visit) -> Reply:
        agreed = self._agreed.get(str(visit.pending.get("do")))
        if agreed:
            return agreed(visit)
        return manners.ask_again(visit) or visit.ask(Phrase("what-now"), Expects.ANYTHING, Phrase("not-now"))

    def _no(self, visit: Visit) -> Reply:
        do = visit.pending.get("do")
        if do in (None, "more"):
            return visit.end(Phrase("goodbye"))
        declined = self._declined.get(str(do))
        if declined:
            return declined(visit)
        return buying.back_to_pending_quote(visit) or visit.more(Phrase("all-right"))


def _not_confirmed(turn: Turn, says: str = "no-answer", asks: str = "ask-again") -> Reply:
    """Without the database: the question stays open, so that a yes can be said again."""
    pending = turn.state.get("pending")
    do = pending.get("do") if isinstance(pending, dict) else None
    yes = ("VoiceCodeIntent", PERSON_VERIFIED) if str(do).endswith("-code") else ("AMAZON.YesIntent",)
    buys = ("place", "subscribe", "subscription-send")
    buying = turn.intent in yes and str(do).removesuffix("-code") in buys
    question = Phrase("ask-again-yes" if buying else asks)
    return Reply(
        says=(Phrase("not-confirmed" if buying else says),),
        question=Question(question, Expects.YES_NO if buying else Expects.ANYTHING),
        state=dict(turn.state),
        today=turn.now.date(),
    )
