"""What a customer says to Alexa before the skill is there to listen: "Alexa, ask Encore to ..."."""

import re

from interaction_models.model import InteractionModel

WAKE_WORD = re.compile(r"\s*(alexa|echo|computer|amazon)\b[\s,.!]*", re.IGNORECASE)

OPENERS = {
    "de": ("öffne", "starte", "frage", "frag", "sage", "sag", "bitte", "benutze"),
    "en": (
        "open",
        "start",
        "launch",
        "begin",
        "use",
        "load",
        "run",
        "resume",
        "ask",
        "tell",
        "talk to",
        "speak to",
    ),
    "es": ("abre", "inicia", "lanza", "pregunta a", "pide a", "pídele a", "dile a", "habla con"),
    "fr": ("ouvre", "lance", "démarre", "demande à", "dis à", "parle à"),
    "it": ("apri", "avvia", "lancia", "chiedi a", "di' a", "parla con"),
    "pt": ("abra", "abrir", "inicie", "pergunte a", "pergunta a", "peça a", "diga a", "fale com"),
}


def without_wake_word(text: str) -> tuple[bool, str]:
    """Whether Alexa was called by name, and the rest."""
    wake = WAKE_WORD.match(text)
    return (True, text[wake.end() :]) if wake else (False, text.strip())


def commands_after_invocation(text: str, model: InteractionModel) -> list[str] | None:
    """What was asked in the same breath: nothing, or ways to read it. None when nobody called the skill."""
    language = model.locale.partition("-")[0]
    openers = "|".join(re.escape(opener) for opener in OPENERS.get(language, ()))
    name = r"\s+".join(re.escape(word) for word in model.invocation_name.split())
    call = re.match(rf"(?:(?:{openers})\s+)?{name}\b[\s,.!?]*", text, re.IGNORECASE)
    if call is None:
        return None
    command = text[call.end() :].strip()
    if not command:
        return []
    # "to reorder my usual", "for the price of milk": the joining word is not part of the command.
    joined = command.partition(" ")[2].strip()
    return [command, joined] if joined else [command]
