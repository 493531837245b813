"""Writes Alexa's responses: Reply to the SDK's Response."""

from collections.abc import Sequence

from ask_sdk_model.canfulfill.can_fulfill_intent import CanFulfillIntent
from ask_sdk_model.canfulfill.can_fulfill_intent_values import CanFulfillIntentValues
from ask_sdk_model.canfulfill.can_fulfill_slot import CanFulfillSlot
from ask_sdk_model.canfulfill.can_fulfill_slot_values import CanFulfillSlotValues
from ask_sdk_model.canfulfill.can_understand_slot_values import CanUnderstandSlotValues
from ask_sdk_model.directive import Directive
from ask_sdk_model.response import Response
from ask_sdk_model.ui.card import Card
from ask_sdk_model.ui.link_account_card import LinkAccountCard
from ask_sdk_model.ui.reprompt import Reprompt
from ask_sdk_model.ui.simple_card import SimpleCard

from backend.conversation.phrasebook import Rendered
from backend.conversation.turn import Reply
from interaction_models.model import InteractionModel
from skill.reading import Document, at, mapping
from skill.speech import TEXT_LIMIT, UNSPEAKABLE, speech


def write_reply(reply: Reply, rendered: Rendered, directives: Sequence[Directive] = ()) -> Response:
    again = Reprompt(output_speech=speech(rendered.reprompt or rendered.speech))
    return Response(
        output_speech=speech(rendered.speech),
        reprompt=again if reply.listens else None,
        card=_card(reply, rendered),
        directives=list(directives) or None,
        should_end_session=not reply.listens,
    )


def write_can_fulfill(document: Document, model: InteractionModel) -> Response:
    """Whether we might be of help with an intent; Alexa asks this before it sends a customer to us."""
    intent = model.intent(str(at(document, "request", "intent", "name")))
    slots = mapping(document, "request", "intent", "slots")
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


def _card(reply: Reply, rendered: Rendered) -> Card | None:
    if reply.link_account:
        return LinkAccountCard()
    if rendered.card_text is None:
        return None
    title = UNSPEAKABLE.sub("", rendered.card_title or "")
    content = UNSPEAKABLE.sub("", rendered.card_text)[: TEXT_LIMIT - len(title)]
    return SimpleCard(title=title, content=content)
