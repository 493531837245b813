"""What the skill does with a request, in three moves: read, ask, speak."""

import logging
import traceback
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from uuid import uuid4

from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model.directive import Directive
from ask_sdk_model.response import Response

from backend.conversation.phrasebook import render
from backend.conversation.screens import RenderedScreen, render_screen
from backend.conversation.turn import Phrase, Question, Reply, State, Turn
from backend.errors import EncoreError
from backend.orders.errors import NotConfirmed
from backend.orders.replays import AlreadyAnswered
from backend.wiring import Encore
from interaction_models.model import SlotValue, locales
from skill.connections import read_verdict, verify_person
from skill.dialog import delegation, dialog_directives
from skill.entities import own_entities
from skill.linking.events import EVENTS as LINK_EVENTS
from skill.linking.events import apply_event
from skill.notifications import EVENTS as SUBSCRIPTION_EVENTS
from skill.notifications import note_subscription
from skill.reaching import Reach
from skill.reading import BadEnvelope, Document, at, mapping, read_identity, read_locale, read_returned, read_turn
from skill.screens import TOUCHED, belongs_on_a_card, has_screen, read_touch, show
from skill.serializer import EnvelopeSerializer, envelope_of
from skill.session import SEALED, SessionSeal
from skill.writing import write_can_fulfill, write_reply, write_suspension

log = logging.getLogger(__name__)


EVENTS = frozenset({*LINK_EVENTS, *SUBSCRIPTION_EVENTS})
"""What happened between conversations; Alexa sends it again for an hour unless we take it."""


def build_skill(encore: Encore, *, default_locale: str, is_verified: bool = False) -> CustomSkill:
    handlers = Handlers(encore, default_locale=default_locale, is_verified=is_verified)
    builder = SkillBuilder()
    for types, handle in (
        (("LaunchRequest", "IntentRequest"), handlers.answer),
        ((TOUCHED,), handlers.answer_touch),
        (("SessionResumedRequest",), handlers.resume),
        (("CanFulfillIntentRequest",), handlers.say_whether_we_can_help),
        (EVENTS, handlers.take_event),
    ):
        builder.request_handler(_is(types))(handle)
    builder.request_handler(lambda _: True)(handlers.stay_silent)
    builder.exception_handler(lambda _, error: not isinstance(error, BadEnvelope | AlreadyAnswered | EventLost))(
        handlers.apologise
    )
    skill = builder.create()
    skill.serializer = EnvelopeSerializer()
    return skill


class EventLost(Exception):
    """Something happened that could not be noted down; it has to come again."""


class Handlers:
    """One for each kind of request.

    Args:
        default_locale: For customers whose language we do not speak.
        is_verified: Whether requests are known to be Alexa's.
    """

    def __init__(self, encore: Encore, *, default_locale: str, is_verified: bool) -> None:
        self._encore = encore
        self._default_locale = default_locale
        self._locales = locales()
        self._reach = Reach(encore, is_verified=is_verified)
        self._seal = SessionSeal(encore.settings.pepper)

    def answer(self, handler_input: HandlerInput) -> Response:
        document = envelope_of(handler_input).document
        model = self._encore.model(self._locale(document))
        if delegated := delegation(document, model):
            return Response(directives=delegated, should_end_session=False)
        turn = read_turn(document, now=self._encore.clock(), locale=model.locale, state=self._state(document))
        if turn.intent != "LaunchRequest" and model.intent(turn.intent) is None:
            # What the conversation does without being told to in words, nobody may ask for by name.
            turn = replace(turn, intent="AMAZON.FallbackIntent")
        return self._respond(handler_input, turn)

    def answer_touch(self, handler_input: HandlerInput) -> Response:
        """Touching something is saying what it stands for."""
        document = envelope_of(handler_input).document
        state = self._state(document)
        touch = read_touch(document, self._encore.model(self._locale(document)), state)
        if touch is None:
            return Response()
        return self._respond(handler_input, self._turn(document, touch.intent, touch.slots, state))

    def resume(self, handler_input: HandlerInput) -> Response:
        """Alexa has found out who speaks, or not; what for is in the token, for it may be another session now."""
        document = envelope_of(handler_input).document
        returned = read_returned(document)
        state = self._seal.open({SEALED: returned.token}, read_identity(document).external_id)
        intent, slots = read_verdict(returned) if state else ("LaunchRequest", {})
        return self._respond(handler_input, self._turn(document, intent, slots, state))

    def say_whether_we_can_help(self, handler_input: HandlerInput) -> Response:
        document = envelope_of(handler_input).document
        return write_can_fulfill(document, self._encore.model(self._locale(document)))

    def take_event(self, handler_input: HandlerInput) -> Response:
        """
        Raises:
            EventLost
        """
        document = envelope_of(handler_input).document
        try:
            note_subscription(document, self._encore.database, now=self._encore.clock())
            apply_event(document, self._encore)
        except (NotConfirmed, EncoreError) as error:
            raise EventLost from error
        return Response()

    def stay_silent(self, _: HandlerInput) -> Response:
        """Amazon allows no speech for an ended session or an error report."""
        return Response()

    def apologise(self, handler_input: HandlerInput, error: Exception) -> Response:
        request_type = envelope_of(handler_input).type
        _log_without_quoting(error, request_type)
        if request_type not in ("LaunchRequest", "IntentRequest", "SessionResumedRequest", TOUCHED):
            return Response()
        reply = Reply(says=(Phrase("trouble"),), question=Question(Phrase("what-now")))
        locale = self._locale(envelope_of(handler_input).document)
        # Not by way of the shop: its database may be what is broken.
        return write_reply(reply, render(reply, locale=locale, today=self._encore.clock().date()))

    def _respond(self, handler_input: HandlerInput, turn: Turn) -> Response:
        envelope = envelope_of(handler_input)
        reply = self._reach.respond(turn, envelope.document)
        envelope.claim = reply.claim
        words = self._encore.render(reply, turn.locale)
        if reply.verifies:
            token = self._seal.close(reply.state, turn.identity.external_id).get(SEALED, "")
            return write_suspension(words, verify_person(token))
        if envelope.session is not None and reply.listens:
            attributes = self._seal.close(reply.state, _session_id(envelope.document))
            handler_input.attributes_manager.session_attributes = attributes
        directives, on_card = self._directives(reply, turn, envelope.document)
        return write_reply(reply, words, directives, screen=on_card)

    def _directives(
        self, reply: Reply, turn: Turn, document: Document
    ) -> tuple[list[Directive], RenderedScreen | None]:
        """And what goes on a card, because it cannot be shown."""
        model = self._encore.model(turn.locale)
        directives = dialog_directives(reply, document, model)
        directives += own_entities(reply, document, lambda: self._encore.conversation.own_words(turn), model)
        if reply.screen is None or not (has_screen(document) or belongs_on_a_card(reply.screen)):
            return directives, None
        screen = render_screen(reply.screen, locale=turn.locale, today=reply.today)
        shown = show(screen, reply.state, document)
        return [*directives, *shown], screen if reply.card or not shown else None

    def _turn(self, document: Document, intent: str, slots: Mapping[str, SlotValue], state: State) -> Turn:
        """What was not said in words."""
        identity, request_id = read_identity(document), str(at(document, "request", "requestId") or "")
        return Turn(identity, self._locale(document), intent, self._encore.clock(), slots, state, id=request_id)

    def _locale(self, document: Document) -> str:
        return read_locale(document, self._locales, self._default_locale)

    def _state(self, document: Document) -> State:
        return self._seal.open(mapping(document, "session", "attributes"), _session_id(document))


def _session_id(document: Document) -> str:
    return str(at(document, "session", "sessionId"))


def _is(types: Collection[str]) -> Callable[[HandlerInput], bool]:
    return lambda handler_input: envelope_of(handler_input).type in types


def _log_without_quoting(error: Exception, request_type: str) -> None:
    # Where it happened, but not the message: it may quote what the customer said or a row of the database.
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("error %s: %s while answering a %s\n%s", uuid4().hex[:12], type(error).__name__, request_type, where)
