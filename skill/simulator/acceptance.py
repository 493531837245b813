"""What Alexa would not accept of an answer, though it is valid JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from interaction_models.model import InteractionModel

MOST_ENTITIES = 100
"""Dynamic values of one answer, all types together."""

_ASKING = frozenset({"Dialog.ElicitSlot", "Dialog.ConfirmSlot", "Dialog.ConfirmIntent", "Dialog.Delegate"})


def why_refused(response: Mapping[str, Any], model: InteractionModel, intent: str | None) -> str | None:
    """The first reason, if there is any; `intent` is the one that was answered."""
    return next(_reasons(response, model, intent), None)


def _reasons(response: Mapping[str, Any], model: InteractionModel, intent: str | None) -> Iterator[str]:
    directives = response.get("directives", [])
    asking = [directive for directive in directives if directive["type"] in _ASKING]
    if len(asking) > 1:
        yield "two questions at once"
    for directive in asking:
        if response.get("shouldEndSession") is not False:
            yield f"{directive['type']} although the session ends"
        updated = directive.get("updatedIntent")
        about = updated["name"] if updated else intent
        known = model.intent(str(about))
        if known is None or about not in model.dialogs:
            yield f"{directive['type']} for {about}, which is not in the model's dialog"
            continue
        slots = {slot.name for slot in known.slots}
        asked = directive.get("slotToElicit") or directive.get("slotToConfirm")
        if asked is not None and asked not in slots:
            yield f"{about} has no slot {asked}"
        if updated and not (updated.get("slots") or {}).keys() <= slots:
            yield f"{about} has not all of the slots that were sent"
    for directive in directives:
        if directive["type"] == "Dialog.UpdateDynamicEntities":
            yield from _entity_reasons(directive, model)


def _entity_reasons(directive: Mapping[str, Any], model: InteractionModel) -> Iterator[str]:
    types = directive.get("types") or []
    if (directive["updateBehavior"] == "REPLACE") != bool(types):
        yield "dynamic entities to replace with, or nothing to clear"
    if sum(len(entry["values"]) for entry in types) > MOST_ENTITIES:
        yield f"more than {MOST_ENTITIES} dynamic entities"
    for entry in types:
        if entry["name"] not in model.types:
            yield f"dynamic entities of {entry['name']}, which is no type of the model"
        ids = [value["id"] for value in entry["values"]]
        if len(ids) != len(set(ids)):
            yield f"two dynamic entities of {entry['name']} with one id"
