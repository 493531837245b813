"""The conversation's questions as Alexa's dialog directives, which tell it what the next words mean.

Alexa refuses the whole response for a directive that does not fit its model, so what does not fit is only asked in
words. A yes then comes as AMAZON.YesIntent, and means the same.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ask_sdk_model.dialog.confirm_intent_directive import ConfirmIntentDirective
from ask_sdk_model.dialog.confirm_slot_directive import ConfirmSlotDirective
from ask_sdk_model.dialog.delegate_directive import DelegateDirective
from ask_sdk_model.dialog.elicit_slot_directive import ElicitSlotDirective
from ask_sdk_model.directive import Directive
from ask_sdk_model.intent import Intent
from ask_sdk_model.intent_confirmation_status import IntentConfirmationStatus
from ask_sdk_model.list_slot_value import ListSlotValue
from ask_sdk_model.simple_slot_value import SimpleSlotValue
from ask_sdk_model.slot import Slot
from ask_sdk_model.slot_confirmation_status import SlotConfirmationStatus
from ask_sdk_model.slot_value import SlotValue as AlexaValue

from backend.conversation.turn import Expects, Question, Reply, decides
from interaction_models.model import Intent as ModelIntent
from interaction_models.model import InteractionModel, SlotValue
from interaction_models.model import Slot as ModelSlot
from skill.reading import Document, at, mapping, read_slots


def delegation(document: Document, model: InteractionModel) -> list[Directive]:
    """Hands the turn back to Alexa where it asks for what is missing itself, and something is."""
    request = mapping(document, "request")
    dialog = model.dialogs.get(str(at(request, "intent", "name")))
    if dialog is None or not dialog.device_leads or request.get("dialogState") not in ("STARTED", "IN_PROGRESS"):
        return []
    return [] if dialog.prompts.keys() <= read_slots(document).keys() else [DelegateDirective()]


def dialog_directives(reply: Reply, document: Document, model: InteractionModel) -> list[Directive]:
    """What tells Alexa how the answer to the reply's question is to be understood.

    `document` is the request that is answered, `model` the one Alexa was given for its locale.
    """
    question, request = reply.question, mapping(document, "request")
    # Only what somebody said begins or goes on with a dialog.
    if question is None or request.get("type") != "IntentRequest":
        return []
    if question.expects is Expects.SLOT:
        return list(_elicitation(question, reply, document, model))
    if question.expects is Expects.YES_NO and decides(reply.state):
        return list(_confirmation(question, reply, document, model))
    return []


def _elicitation(
    question: Question, reply: Reply, document: Document, model: InteractionModel
) -> Iterator[ElicitSlotDirective]:
    asked = _in_dialog(question.intent, model)
    if asked is not None and question.slot is not None and asked.slot(question.slot) is not None:
        updated = _updated(asked, reply, document, model, besides=question.slot)
        yield ElicitSlotDirective(slot_to_elicit=question.slot, updated_intent=updated)


def _confirmation(question: Question, reply: Reply, document: Document, model: InteractionModel) -> Iterator[Directive]:
    """About the intent that was answered last; a mere yes does not change what the talk is about."""
    asked = _in_dialog(reply.state.get("intent"), model)
    if asked is None:
        return
    updated = _updated(asked, reply, document, model)
    slot = asked.slot(question.confirms) if question.confirms else None
    # Alexa has no slot to confirm unless it has just heard it.
    if slot is not None and asked.name == _heard_intent(document) and slot.name in read_slots(document):
        yield ConfirmSlotDirective(slot_to_confirm=slot.name, updated_intent=updated)
    else:
        yield ConfirmIntentDirective(updated_intent=updated)


def _in_dialog(name: Any, model: InteractionModel) -> ModelIntent | None:
    return model.intent(name) if isinstance(name, str) and name in model.dialogs else None


def _heard_intent(document: Document) -> str:
    return str(at(document, "request", "intent", "name"))


def _updated(
    asked: ModelIntent, reply: Reply, document: Document, model: InteractionModel, *, besides: str = ""
) -> Intent | None:
    """The intent as far as it is known, where Alexa does not know it so already."""
    known: Mapping[str, SlotValue]
    if asked.name == _heard_intent(document):
        if not _has_confirmations(document):
            return None
        known = read_slots(document)
    else:
        known = _kept(asked, reply, model)
    slots = {slot.name: _slot(slot, known.get(slot.name) if slot.name != besides else None) for slot in asked.slots}
    return Intent(name=asked.name, confirmation_status=IntentConfirmationStatus.NONE, slots=slots or None)


def _has_confirmations(document: Document) -> bool:
    """An intent that was agreed to once would be agreed to for good."""
    intent = mapping(document, "request", "intent")
    said = [at(part, "confirmationStatus") for part in (intent, *mapping(intent, "slots").values())]
    return any(status not in (None, "NONE") for status in said)


def _kept(asked: ModelIntent, reply: Reply, model: InteractionModel) -> dict[str, SlotValue]:
    """What the conversation keeps in mind for the answer, in words again: the three of "three coffees"."""
    pending = mapping(reply.state, "pending")
    kept = {}
    for slot in asked.slots:
        value = pending.get(slot.name)
        if isinstance(value, str) and value:
            names = {entry.id: entry.name for entry in model.types.get(slot.type, ())}
            kept[slot.name] = SlotValue(names.get(value, value))
    return kept


def _slot(slot: ModelSlot, value: SlotValue | None) -> Slot:
    status = SlotConfirmationStatus.NONE
    if value is None:
        return Slot(name=slot.name, confirmation_status=status)
    if not slot.multiple:
        return Slot(name=slot.name, value=value.said, confirmation_status=status)
    values: list[AlexaValue] = [SimpleSlotValue(value=each.said) for each in (value, *value.others)]
    return Slot(name=slot.name, confirmation_status=status, slot_value=ListSlotValue(values=values))
