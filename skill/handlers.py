"""What the skill does with a request, in three moves: read, ask, speak."""

import logging
import traceback
from collections.abc import Callable
from uuid import uuid4

from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model.response import Response

from backend.conversation.phrasebook import render
from backend.conversation.turn import Phrase, Question, Reply
from backend.wiring import Encore
from interaction_models.model import locales
from skill.dialog import elicitation
from skill.reading import BadEnvelope, Document, at, mapping, read_locale, read_turn
from skill.serializer import EnvelopeSerializer, envelope_of
from skill.session import SessionSeal
from skill.writing import write_can_fulfill, write_reply

log = logging.getLogger(__name__)


def build_skill(encore: Encore, *, default_locale: str) -> CustomSkill:
    available = locales()
    seal = SessionSeal(encore.settings.pepper)

    def locale_of(document: Document) -> str:
        return read_locale(document, available, default_locale)

    def answer(handler_input: HandlerInput) -> Response:
        document = envelope_of(handler_input).document
        session_id = str(at(document, "session", "sessionId"))
        state = seal.open(mapping(document, "session", "attributes"), session_id)
        turn = read_turn(document, now=encore.clock(), locale=locale_of(document), state=state)
        reply = encore.conversation.respond(turn)
        if handler_input.request_envelope.session is not None and reply.listens:
            handler_input.attributes_manager.session_attributes = seal.close(reply.state, session_id)
        rendered = encore.render(reply, turn.locale)
        model = encore.model(turn.locale)
        return write_reply(reply, rendered, elicitation(reply, intent=turn.intent, model=model))

    def say_whether_we_can_help(handler_input: HandlerInput) -> Response:
        document = envelope_of(handler_input).document
        return write_can_fulfill(document, encore.model(locale_of(document)))

    def stay_silent(_: HandlerInput) -> Response:
        """Amazon allows no speech for an ended session, an event or an error report."""
        return Response()

    def apologise(handler_input: HandlerInput, error: Exception) -> Response:
        request_type = envelope_of(handler_input).type
        _log_without_quoting(error, request_type)
        if request_type not in ("LaunchRequest", "IntentRequest"):
            return Response()
        reply = Reply(says=(Phrase("trouble"),), question=Question(Phrase("what-now")))
        locale = locale_of(envelope_of(handler_input).document)
        # Not by way of the shop: its database may be what is broken.
        return write_reply(reply, render(reply, locale=locale, today=encore.clock().date()))

    builder = SkillBuilder()
    builder.request_handler(_is("LaunchRequest", "IntentRequest"))(answer)
    builder.request_handler(_is("CanFulfillIntentRequest"))(say_whether_we_can_help)
    builder.request_handler(lambda _: True)(stay_silent)
    builder.exception_handler(lambda _, error: not isinstance(error, BadEnvelope))(apologise)
    skill = builder.create()
    skill.serializer = EnvelopeSerializer()
    return skill


def _is(*types: str) -> Callable[[HandlerInput], bool]:
    return lambda handler_input: envelope_of(handler_input).type in types


def _log_without_quoting(error: Exception, request_type: str) -> None:
    # Where it happened, but not the message: it may quote what the customer said or a row of the database.
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("error %s: %s while answering a %s\n%s", uuid4().hex[:12], type(error).__name__, request_type, where)
