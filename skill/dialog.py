"""The conversation's questions as Alexa's dialog directives, which tell it what the next words mean."""

from ask_sdk_model.dialog.elicit_slot_directive import ElicitSlotDirective
from ask_sdk_model.directive import Directive
from ask_sdk_model.intent import Intent
from ask_sdk_model.intent_confirmation_status import IntentConfirmationStatus
from ask_sdk_model.slot import Slot
from ask_sdk_model.slot_confirmation_status import SlotConfirmationStatus

from backend.conversation.turn import Expects, Reply
from interaction_models.model import Intent as ModelIntent
from interaction_models.model import InteractionModel


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
