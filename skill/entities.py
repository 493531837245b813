"""Tells Alexa what this customer is likely to name: Dialog.UpdateDynamicEntities."""

from collections.abc import Callable, Iterator, Sequence

from ask_sdk_model.dialog.dynamic_entities_directive import DynamicEntitiesDirective
from ask_sdk_model.er.dynamic.entity import Entity
from ask_sdk_model.er.dynamic.entity_list_item import EntityListItem
from ask_sdk_model.er.dynamic.entity_value_and_synonyms import EntityValueAndSynonyms
from ask_sdk_model.er.dynamic.update_behavior import UpdateBehavior

from backend.conversation.own_words import OwnWords
from backend.conversation.turn import Reply
from interaction_models.model import InteractionModel, Value
from skill.reading import Document, mapping

MOST_NAMES = 100
"""Values and synonyms of one answer, all types together."""
LONGEST_NAME = 140
"""Characters."""


def own_entities(
    reply: Reply, document: Document, words: Callable[[], OwnWords], model: InteractionModel
) -> list[DynamicEntitiesDirective]:
    """Only when the skill is opened or there is something new to name: it takes longer than most answers."""
    session = mapping(document, "session")
    if not reply.listens:
        return cleared_entities() if session and session.get("new") is not True else []
    opened = mapping(document, "request").get("type") == "LaunchRequest"
    if not opened and not reply.new_words:
        return []
    # Alexa keeps for half an hour what the one before could name, if they left without a word.
    return replaced_entities(words(), model) or cleared_entities()


def replaced_entities(words: OwnWords, model: InteractionModel) -> list[DynamicEntitiesDirective]:
    """What Alexa shall know besides the model; nothing where there is nothing to know."""
    left = MOST_NAMES
    types = []
    for type_name in (name for name in words if name in model.types):
        values = list(_within(left, words[type_name]))
        left -= sum(len(value.names) for value in values)
        if values:
            types.append(EntityListItem(name=type_name, values=[_entity(value) for value in values]))
    return [DynamicEntitiesDirective(update_behavior=UpdateBehavior.REPLACE, types=types)] if types else []


def cleared_entities() -> list[DynamicEntitiesDirective]:
    """The next person to speak may be somebody else."""
    return [DynamicEntitiesDirective(update_behavior=UpdateBehavior.CLEAR)]


def _within(most: int, values: Sequence[Value]) -> Iterator[Value]:
    """The first of them that Alexa takes, each id once."""
    ids: set[str] = set()
    for value in values:
        names = [name for name in dict.fromkeys(map(_spoken, value.names)) if name]
        if not names or value.id in ids or not 0 < len(value.id) <= LONGEST_NAME:
            continue
        if len(names) > most:
            return
        most -= len(names)
        ids.add(value.id)
        yield Value(names[0], value.id, tuple(names[1:]))


def _entity(value: Value) -> Entity:
    synonyms: list[object] = list(value.synonyms)
    return Entity(id=value.id, name=EntityValueAndSynonyms(value=value.name, synonyms=synonyms))


def _spoken(name: str) -> str:
    """One of our own products may be called anything."""
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    return text if len(text) <= LONGEST_NAME else ""
