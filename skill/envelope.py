"""The only place that knows the shape of Alexa's envelopes: JSON to Turn, Reply to response."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import accumulate, takewhile
from typing import Any
from xml.sax.saxutils import escape

from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.canfulfill.can_fulfill_intent import CanFulfillIntent
from ask_sdk_model.canfulfill.can_fulfill_intent_values import CanFulfillIntentValues
from ask_sdk_model.canfulfill.can_fulfill_slot import CanFulfillSlot
from ask_sdk_model.canfulfill.can_fulfill_slot_values import CanFulfillSlotValues
from ask_sdk_model.canfulfill.can_understand_slot_values import CanUnderstandSlotValues
from ask_sdk_model.dialog.elicit_slot_directive import ElicitSlotDirective
from ask_sdk_model.directive import Directive
from ask_sdk_model.intent import Intent
from ask_sdk_model.intent_confirmation_status import IntentConfirmationStatus
from ask_sdk_model.request import Request
from ask_sdk_model.request_envelope import RequestEnvelope
from ask_sdk_model.response import Response
from ask_sdk_model.slot import Slot
from ask_sdk_model.slot_confirmation_status import SlotConfirmationStatus
from ask_sdk_model.ui.card import Card
from ask_sdk_model.ui.link_account_card import LinkAccountCard
from ask_sdk_model.ui.reprompt import Reprompt
from ask_sdk_model.ui.simple_card import SimpleCard
from ask_sdk_model.ui.ssml_output_speech import SsmlOutputSpeech

from backend.conversation.phrasebook import Rendered
from backend.conversation.turn import Expects, Identity, Reply, Turn
from interaction_models.model import Intent as ModelIntent
from interaction_models.model import InteractionModel, SlotValue

TEXT_LIMIT = 8000
"""Characters Alexa accepts in one speech, markup included, and on one card."""

NEVER_ANSWERED = "SessionEndedRequest"

_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_QUOTES = {'"': "&quot;", "'": "&apos;"}


class BadEnvelope(Exception):
    """Not a request Alexa would send us. Says what is wrong and never quotes the request."""


Document = Mapping[str, Any]


def _at(document: object, *path: str) -> Any:
    for key in path:
        if not isinstance(document, Mapping):
            return None
        document = document.get(key)
    return document


# -- reading


class EnvelopeSerializer(DefaultSerializer):
    """Gives the SDK the few parts it needs of an envelope, and the whole as `envelope.document`.

    The SDK's own reader refuses a whole request for one unknown enum value in a part nobody looks at, and its
    errors quote the request.
    """

    def __init__(self, skill_id: str) -> None:
        self._skill_id = skill_id

    def deserialize(self, payload: Any, obj_type: Any) -> Any:
        """
        Raises:
            BadEnvelope: `payload` is not an envelope, or is for another skill.
        """
        if obj_type is not RequestEnvelope:
            return super().deserialize(payload, obj_type)
        try:
            document = json.loads(payload, parse_constant=_refuse_constant)
            _refuse_other_skills(document, self._skill_id)
            return super().deserialize(json.dumps(_for_the_sdk(document)), obj_type)
        except BadEnvelope:
            raise
        except Exception as error:
            raise BadEnvelope(f"not readable ({type(error).__name__})") from None


def document_of(envelope: RequestEnvelope) -> Document:
    """The whole request, as it came."""
    document: Document = vars(envelope)["document"]
    return document


def _refuse_constant(constant: str) -> None:
    raise BadEnvelope(f"{constant} is not JSON")


def _refuse_other_skills(document: Document, skill_id: str) -> None:
    places = (("context", "System", "application"), ("session", "application"))
    named = {_at(document, *place, "applicationId") for place in places} - {None}
    if skill_id and named != {skill_id}:
        raise BadEnvelope("for another skill")


def _for_the_sdk(document: Document) -> Document:
    request = _at(document, "request")
    if not isinstance(request, Mapping) or not isinstance(request.get("type"), str):
        raise BadEnvelope("no request with a type")
    known = request["type"] in Request.discriminator_value_class_map
    session = {"attributes": _mapping(document, "session", "attributes")}
    return {
        "version": "1.0",
        "request": {
            # A type that is newer than the SDK is treated like one that gets no answer.
            "type": request["type"] if known else NEVER_ANSWERED,
            **{key: request[key] for key in ("requestId", "timestamp", "locale") if key in request},
        },
        **({"session": session} if _at(document, "session") else {}),
        "document": document,
    }


def read_locale(document: Document, available: Sequence[str], default: str) -> str:
    """The customer's locale; the same language elsewhere when we do not have it; else the default."""
    asked = str(_at(document, "request", "locale"))
    same_language = (locale for locale in available if locale.partition("-")[0] == asked.partition("-")[0])
    return asked if asked in available else next(same_language, default)


def read_turn(document: Document, *, now: datetime, locale: str) -> Turn:
    """
    Raises:
        BadEnvelope: it says neither who is speaking nor what they want.
    """
    user = _at(document, "context", "System", "user", "userId") or _at(document, "session", "user", "userId")
    request = document["request"]
    intent = "LaunchRequest" if request["type"] == "LaunchRequest" else _at(request, "intent", "name")
    if not (isinstance(user, str) and isinstance(intent, str) and user and intent):
        raise BadEnvelope("no user or no intent")
    return Turn(
        identity=Identity("alexa", user),
        locale=locale,
        intent=intent,
        now=now,
        slots=dict(_filled_slots(_mapping(request, "intent", "slots"))),
        state=_mapping(document, "session", "attributes"),
    )


def _filled_slots(slots: Mapping[str, Any]) -> Iterator[tuple[str, SlotValue]]:
    for name, slot in slots.items():
        # A slot that may hold several values keeps them one level down; the first is the one we ask about.
        value = next(iter(_list(slot, "slotValue", "values")), slot)
        said = _at(value, "value")
        # Alexa writes "?" where it heard something but not what.
        if isinstance(said, str) and said not in ("", "?"):
            yield name, SlotValue(said, tuple(dict.fromkeys(_matched_ids(value))))


def _matched_ids(value: Any) -> Iterator[str]:
    """As Alexa sends them: static values before dynamic ones, and the best of each first."""
    for authority in _list(value, "resolutions", "resolutionsPerAuthority"):
        if _at(authority, "status", "code") == "ER_SUCCESS_MATCH":
            for match in _list(authority, "values"):
                identifier = _at(match, "value", "id")
                if isinstance(identifier, str):
                    yield identifier


def _mapping(document: Any, *path: str) -> Mapping[str, Any]:
    found = _at(document, *path)
    return found if isinstance(found, Mapping) else {}


def _list(document: Any, *path: str) -> list[Any]:
    found = _at(document, *path)
    return found if isinstance(found, list) else []


# -- writing


def write_reply(reply: Reply, rendered: Rendered, directives: Sequence[Directive] = ()) -> Response:
    again = Reprompt(output_speech=_speech(rendered.reprompt or rendered.speech))
    return Response(
        output_speech=_speech(rendered.speech),
        reprompt=again if reply.listens else None,
        card=_card(reply, rendered),
        directives=list(directives) or None,
        should_end_session=not reply.listens,
    )


def write_can_fulfill(document: Document, model: InteractionModel) -> Response:
    """Whether we might be of help with an intent; Alexa asks this before it sends a customer to us."""
    intent = model.intent(str(_at(document, "request", "intent", "name")))
    slots = _mapping(document, "request", "intent", "slots")
    known = {name: intent is not None and intent.slot(name) is not None for name in slots}
    return Response(
        can_fulfill_intent=CanFulfillIntent(
            can_fulfill=CanFulfillIntentValues.MAYBE if intent else CanFulfillIntentValues.NO,
            slots={
                name: CanFulfillSlot(
                    can_understand=CanUnderstandSlotValues.YES if yes else CanUnderstandSlotValues.NO,
                    can_fulfill=CanFulfillSlotValues.YES if yes else CanFulfillSlotValues.NO,
                )
                for name, yes in known.items()
            },
        )
    )


def _speech(text: str) -> SsmlOutputSpeech:
    return SsmlOutputSpeech(ssml=ssml(text))


def ssml(text: str) -> str:
    """Plain text as SSML: nothing in it can become markup, and it never exceeds what Alexa accepts."""
    characters = [escape(character, _QUOTES) for character in " ".join(_UNSPEAKABLE.sub("", text).split())]
    room = TEXT_LIMIT - len("<speak></speak>")
    fitting = sum(1 for _ in takewhile(lambda length: length <= room, accumulate(map(len, characters))))
    return f"<speak>{''.join(characters[:fitting])}</speak>"


def _card(reply: Reply, rendered: Rendered) -> Card | None:
    if reply.link_account:
        return LinkAccountCard()
    if rendered.card_text is None:
        return None
    title = _UNSPEAKABLE.sub("", rendered.card_title or "")
    content = _UNSPEAKABLE.sub("", rendered.card_text)[: TEXT_LIMIT - len(title)]
    return SimpleCard(title=title, content=content)


def elicitation(reply: Reply, *, intent: str, model: InteractionModel) -> list[Directive]:
    """What tells Alexa that the next words are a slot's value.

    `intent` is the one that is answered, `model` the one Alexa was given for this locale.
    """
    question = reply.question
    if question is None or question.expects is not Expects.SLOT or question.slot is None:
        return []
    asked = model.intent(question.intent or intent)
    # Alexa refuses the whole response if the intent does not have the slot.
    if asked is None or asked.slot(question.slot) is None:
        return []
    return [ElicitSlotDirective(slot_to_elicit=question.slot, updated_intent=_other(asked, intent))]


def _other(asked: ModelIntent, current: str) -> Intent | None:
    """What Alexa has to know when the answer belongs to another intent than the one being answered."""
    if asked.name == current:
        return None
    unanswered = SlotConfirmationStatus.NONE
    empty = {slot.name: Slot(name=slot.name, confirmation_status=unanswered) for slot in asked.slots}
    return Intent(name=asked.name, confirmation_status=IntentConfirmationStatus.NONE, slots=empty)
