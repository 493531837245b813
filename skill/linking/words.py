"""The words of the pages and the e-mail, in the language of whoever reads them."""

from datetime import date, datetime
from typing import Any

from babel import Locale
from babel.dates import format_date
from flask import Request
from werkzeug.datastructures import LanguageAccept

from backend.conversation.phrasebook import locales, phrasebook
from backend.conversation.turn import Phrase
from interaction_models.model import locales as model_locales

_ANY_DAY = date(2000, 1, 1)
"""No sentence of the pages says "today"."""


class Words:
    def __init__(self, locale: str) -> None:
        self.locale = locale
        self._phrases = phrasebook(locale)

    def __call__(self, key: str, **values: Any) -> str:
        return self._phrases.say(Phrase(key, values), today=_ANY_DAY, written=True)

    def day(self, at: datetime) -> str:
        return format_date(at, "long", locale=Locale.parse(self.locale, sep="-"))


def words_for(request: Request, default: str) -> Words:
    """What Alexa says the customer reads, else what their browser says."""
    tags = request.args.get("ui_locales", "")[:200].split()
    wanted = LanguageAccept([(tag, 1 / (place + 1)) for place, tag in enumerate(tags)])
    # The source of a language before its regions, for who asks for the language alone.
    known = [locale for locale in model_locales() if locale in locales()]
    for accepted in (wanted, request.accept_languages):
        found = accepted.best_match(known)
        if found is not None:
            return Words(found)
    return Words(default)
