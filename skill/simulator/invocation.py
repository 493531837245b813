"""What a customer says to Alexa before the skill is there to listen: "Alexa, ask Encore to ..."."""

import re

from interaction_models.model import InteractionModel

_WAKE_WORD = re.compile(r"\s*(?:alexa|echo|computer|알렉사)\b[\s,.!]*", re.IGNORECASE)

_CALLS = {
    "en": r"(?:(?:open|start|launch|begin|use|load|run|resume|ask|tell|talk to|speak to)\s+)?{name}\b",
    "ko": r"{name}(?:[을를]|에서|에게|한테)?(?:\s+(?:열어|켜|시작해?|실행해?)(?:\s?(?:줘|주세요))?)?(?!\w)",
}
"""How the skill is called by its name, per language; elsewhere by the bare name."""


def without_wake_word(text: str) -> tuple[bool, str]:
    """Whether Alexa was called by name, and the rest."""
    wake = _WAKE_WORD.match(text)
    return (True, text[wake.end() :]) if wake else (False, text.strip())


def commands_after_invocation(text: str, model: InteractionModel) -> list[str] | None:
    """What was asked in the same breath: nothing, or ways to read it. None when nobody called the skill."""
    name = r"\s+".join(re.escape(word) for word in model.invocation_name.split())
    pattern = _CALLS.get(model.locale.partition("-")[0], r"{name}\b").format(name=name)
    call = re.match(rf"{pattern}[\s,.!?]*", text, re.IGNORECASE)
    if call is None:
        return None
    command = text[call.end() :].strip()
    if not command:
        return []
    # "to reorder my usual", "for the price of milk": the joining word is not part of the command.
    joined = command.partition(" ")[2].strip()
    return [command, joined] if joined else [command]
