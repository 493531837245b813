"""What the skill does with a request, in three moves: read, ask, speak."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model.response import Response

from backend.conversation.phrasebook import render
from backend.conversation.screens import render_screen
from backend.conversation.turn import Phrase, Question, Reply, State, Turn
from backend.orders.replays import AlreadyAnswered
from backend.wiring import Encore
from interaction_models.model import locales
from skill.connections import read_verdict, verify_person
from skill.dialog import delegation, dialog_directives
from skill.entities import own_entities
from skill.linking.events import EVENTS as LINK_EVENTS
from skill.linking.events import apply_event
from skill.notifications import EVENTS as SUBSCRIPTION_EVENTS
from skill.notifications import note_subscription
from skill.reaching import Reach
from skill.reading import BadEnvelope, Document, at, mapping, read_identity, read_locale, read_returned, read_turn
from skill.screens import TOUCHED, read_touch, show
from skill.serializer import EnvelopeSerializer, envelope_of
from skill.session import SEALED, SessionSeal
from skill.writing import write_can_fulfill, write_reply, write_suspension

log = logging.getLogger(__name__)


def build_skill(encore: Encore, *, default_locale: str, is_verified: bool = False) -> CustomSkill:
    available = locales()
    reach = Reach(encore, is_verified=is_verified)
    seal = SessionSeal(encore.settings.pepper)

    def locale_of(document: Document) -> str:
        return read_locale(document, available, default_locale)

    def state_of(document: Document) -> State:
        return seal.open(mapping(document, "session", "attributes"), str(at(document, "session", "sessionId")))

    def answer(handler_input: HandlerInput) -> Response:
        document = envelope_of(handler_input).document
        model = encore.model(locale_of(document))
        if delegated := delegation(document, model):
            return Response(directives=delegated, should_end_session=False)
        turn = read_turn(document, now=encore.clock(), locale=model.locale, state=state_of(document))
        if turn.intent != "LaunchRequest" and model.intent(turn.intent) is None:
            # What the conversation does without being told to in words, nobody may ask for by name.
            turn = replace(turn, intent="AMAZON.FallbackIntent")
        return respond(handler_input, turn)

    def resume(handler_input: HandlerInput) -> Response:
        """Alexa has found out who speaks, or not; what for is in the token, for it may be another session now."""
        document = envelope_of(handler_input).document
        identity, returned = read_identity(document), read_returned(document)
        state = seal.open({SEALED: returned.token}, identity.external_id)
        intent, slots = read_verdict(returned) if state else ("LaunchRequest", {})
        request_id = str(at(document, "request", "requestId") or "")
        turn = Turn(identity, locale_of(document), intent, encore.clock(), slots, state, id=request_id)
        return respond(handler_input, turn)

    def answer_touch(handler_input: HandlerInput) -> Response:
        """Touching something is saying what it stands for."""
        document, locale = envelope_of(handler_input).document, locale_of(envelope_of(handler_input).document)
        state = state_of(document)
        touch = read_touch(document, encore.model(locale), state)
        if touch is None:
            return Response()
        identity, request_id = read_identity(document), at(document, "request", "requestId")
        turn = Turn(identity, locale, touch.intent, encore.clock(), touch.slots, state, id=str(request_id or ""))
        return respond(handler_input, turn)

    def respond(handler_input: HandlerInput, turn: Turn) -> Response:
        document = envelope_of(handler_input).document
        reply = reach.respond(turn, document)
        envelope_of(handler_input).claim = reply.claim
        if handler_input.request_envelope.session is not None and reply.listens:
            session_id = str(at(document, "session", "sessionId"))
            handler_input.attributes_manager.session_attributes = seal.close(reply.state, session_id)
        screen = render_screen(reply.screen, locale=turn.locale, today=reply.today) if reply.screen else None
        shown = show(screen, reply.state, document) if screen else []
        if reply.verifies:
            token = seal.close(reply.state, turn.identity.external_id).get(SEALED, "")
            return write_suspension(encore.render(reply, turn.locale), verify_person(token))
        model = encore.model(turn.locale)
        entities = own_entities(reply, document, lambda: encore.conversation.own_words(turn), model)
        directives = [*dialog_directives(reply, document, model), *entities, *shown]
        on_card = screen if reply.card or not shown else None
        return write_reply(reply, encore.render(reply, turn.locale), directives, screen=on_card)

    def say_whether_we_can_help(handler_input: HandlerInput) -> Response:
        document = envelope_of(handler_input).document
        return write_can_fulfill(document, encore.model(locale_of(document)))

    def hear_event(handler_input: HandlerInput) -> Response:
        document = envelope_of(handler_input).document
        note_subscription(document, encore.database, now=encore.clock())
        apply_event(document, encore)
        return Response()

    def stay_silent(_: HandlerInput) -> Response:
        """Amazon allows no speech for an ended session, an event or an error report."""
        return Response()

    def apologise(handler_input: HandlerInput, error: Exception) -> Response:
        request_type = envelope_of(handler_input).type
        _log_without_quoting(error, request_type)
        if request_type not in ("LaunchRequest", "IntentRequest", "SessionResumedRequest", TOUCHED):
            return Response()
        reply = Reply(says=(Phrase("trouble"),), question=Question(Phrase("what-now")))
        locale = locale_of(envelope_of(handler_input).document)
        # Not by way of the shop: its database may be what is broken.
        return write_reply(reply, render(reply, locale=locale, today=encore.clock().date()))

    builder = SkillBuilder()
    builder.request_handler(_is("LaunchRequest", "IntentRequest"))(answer)
    builder.request_handler(_is(TOUCHED))(answer_touch)
    builder.request_handler(_is("SessionResumedRequest"))(resume)
    builder.request_handler(_is("CanFulfillIntentRequest"))(say_whether_we_can_help)
    builder.request_handler(_is(*LINK_EVENTS, *SUBSCRIPTION_EVENTS))(hear_event)
    builder.request_handler(lambda _: True)(stay_silent)
    builder.exception_handler(lambda _, error: not isinstance(error, BadEnvelope | AlreadyAnswered))(apologise)
    skill = builder.create()
    skill.serializer = EnvelopeSerializer()
    return skill


def _is(*types: str) -> Callable[[HandlerInput], bool]:
    return lambda handler_input: envelope_of(handler_input).type in types


def _log_without_quoting(error: Exception, request_type: str) -> None:
    # Where it happened, but not the message: it may quote what the customer said or a row of the database.
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("error %s: %s while answering a %s\n%s", uuid4().hex[:12], type(error).__name__, request_type, where)
