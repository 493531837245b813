"""What a customer says to Alexa before the skill is there to listen: "Alexa, ask Encore to ..."."""

import re

from interaction_models.model import InteractionModel
from interaction_models.spoken import language

_WAKE_WORD = re.compile(r"\s*(?:alexa|echo|computer|알렉사)\b[\s,.!]*", re.IGNORECASE)


def without_wake_word(text: str) -> tuple[bool, str]:
    """Whether Alexa was called by name, and the rest."""
    wake = _WAKE_WORD.match(text)
    return (True, text[wake.end() :]) if wake else (False, text.strip())


def commands_after_invocation(text: str, model: InteractionModel) -> list[str] | None:
    """What was asked in the same breath: nothing, or ways to read it. None when nobody called the skill."""
    name = r"\s+".join(re.escape(word) for word in model.invocation_name.split())
    pattern = language(model.locale.partition("-")[0]).calls.replace("{name}", name)
    call = re.match(rf"{pattern}[\s,.!?]*", text, re.IGNORECASE)
    if call is None:
        return None
    command = text[call.end() :].strip()
    if not command:
        return []
    # "to reorder my usual", "for the price of milk": the joining word is not part of the command.
    joined = command.partition(" ")[2].strip()
    return [command, joined] if joined else [command]
