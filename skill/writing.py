"""Writes Alexa's responses: Reply to the SDK's Response."""

import json
from collections.abc import Sequence
from typing import Any

from ask_sdk_model.canfulfill.can_fulfill_intent import CanFulfillIntent
from ask_sdk_model.canfulfill.can_fulfill_intent_values import CanFulfillIntentValues
from ask_sdk_model.canfulfill.can_fulfill_slot import CanFulfillSlot
from ask_sdk_model.canfulfill.can_fulfill_slot_values import CanFulfillSlotValues
from ask_sdk_model.canfulfill.can_understand_slot_values import CanUnderstandSlotValues
from ask_sdk_model.directive import Directive
from ask_sdk_model.response import Response
from ask_sdk_model.ui.ask_for_permissions_consent_card import AskForPermissionsConsentCard
from ask_sdk_model.ui.card import Card
from ask_sdk_model.ui.image import Image
from ask_sdk_model.ui.link_account_card import LinkAccountCard
from ask_sdk_model.ui.reprompt import Reprompt
from ask_sdk_model.ui.simple_card import SimpleCard
from ask_sdk_model.ui.standard_card import StandardCard

from backend.conversation.screens import RenderedScreen
from backend.conversation.turn import Rendered, Reply
from interaction_models.model import InteractionModel, SlotValue
from interaction_models.model import Slot as ModelSlot
from skill.reading import Document, at, mapping, read_slots
from skill.screens import on_a_card
from skill.speech import TEXT_LIMIT, UNSPEAKABLE, speech

LARGEST_ANSWER = 120_000
"""Bytes of a whole response; Alexa answers a larger one with an error of its own."""
_SHOWN = "Alexa.Presentation."
"""How the types of directives begin that put something on a screen."""


def write_reply(
    reply: Reply, rendered: Rendered, directives: Sequence[Directive] = (), *, screen: RenderedScreen | None = None
) -> Response:
    """`screen` is what cannot be shown, for the card."""
    again = Reprompt(output_speech=speech(rendered.reprompt or rendered.speech))
    return Response(
        output_speech=speech(rendered.speech),
        reprompt=again if reply.listens else None,
        card=_card(reply, rendered, screen),
        directives=list(directives) or None,
        should_end_session=not reply.listens,
    )


def write_suspension(rendered: Rendered, directive: Directive) -> Response:
    """Somebody else takes over for a while: the session is neither open nor over."""
    return Response(output_speech=speech(rendered.speech), directives=[directive])


def write_can_fulfill(document: Document, model: InteractionModel) -> Response:
    """Whether we might be of help with an intent; Alexa asks this before it sends a customer to us."""
    intent = model.intent(str(at(document, "request", "intent", "name")))
    slots = mapping(document, "request", "intent", "slots")
    filled = read_slots(document)
    sure = {name: _is_sure(intent.slot(name) if intent else None, filled.get(name)) for name in slots}
    can = CanFulfillIntentValues.YES if all(sure.values()) else CanFulfillIntentValues.MAYBE
    return Response(
        can_fulfill_intent=CanFulfillIntent(
            can_fulfill=can if intent else CanFulfillIntentValues.NO,
            slots={name: _CAN[is_sure] for name, is_sure in sure.items()},
        )
    )


_CAN = {
    True: CanFulfillSlot(CanUnderstandSlotValues.YES, CanFulfillSlotValues.YES),
    False: CanFulfillSlot(CanUnderstandSlotValues.MAYBE, CanFulfillSlotValues.YES),
    None: CanFulfillSlot(CanUnderstandSlotValues.NO, CanFulfillSlotValues.NO),
}


def _is_sure(slot: ModelSlot | None, value: SlotValue | None) -> bool | None:
    """None for a slot we know nothing of. What the catalogue may still find by another name is not sure."""
    if slot is None:
        return None
    return value is None or bool(value.ids) or slot.type.startswith("AMAZON.")


def _card(reply: Reply, rendered: Rendered, screen: RenderedScreen | None) -> Card | None:
    if reply.link_account:
        return LinkAccountCard()
    if reply.permissions:
        return AskForPermissionsConsentCard(permissions=list(reply.permissions))
    title, text, image = rendered.card_title or "", rendered.card_text, None
    if screen is not None:
        of_screen = on_a_card(screen)
        image = of_screen.image
        if text is None:
            title, text = of_screen.title, of_screen.text
    if text is None:
        return None
    title = UNSPEAKABLE.sub("", title)
    content = UNSPEAKABLE.sub("", text)[: TEXT_LIMIT - len(title)]
    if image:
        return StandardCard(title=title, text=content, image=Image(small_image_url=image, large_image_url=image))
    return SimpleCard(title=title, content=content)


def encoded(answer: dict[str, Any]) -> bytes:
    """A whole response as JSON. When it is too large: what is said matters more than what can be seen beside it."""
    body = _json(answer)
    if len(body) > LARGEST_ANSWER:
        response = answer["response"]
        spoken = [each for each in response.get("directives", ()) if not each["type"].startswith(_SHOWN)]
        smaller = {key: value for key, value in response.items() if key not in ("card", "directives")}
        body = _json({**answer, "response": {**smaller, **({"directives": spoken} if spoken else {})}})
    return body


def _json(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
