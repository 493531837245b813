"""Turns a reply into words: phrases/<locale>.ftl filled with values, written the way the locale writes them."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency
from fluent.runtime import FluentBundle, FluentResource

from backend.conversation.turn import Phrase, Rendered, Reply
from backend.orders.money import Money
from interaction_models.model import source

_PHRASES = files(__name__.rpartition(".")[0]) / "phrases"


@dataclass(frozen=True, slots=True)
class OrderNumber:
    """Read out digit by digit."""

    digits: str


class AnyOf(tuple[Any, ...]):
    """Spoken as a choice: one, two, or three."""

    __slots__ = ()


class Phrasebook:
    def __init__(self, locale: str) -> None:
        self._locale = Locale.parse(locale, sep="-")
        # Isolation marks are for mixed scripts on screens; a voice would stumble over them.
        self._bundle = FluentBundle([locale], use_isolating=False)
        # A region says most things as the locale it comes from does; its own file holds the rest.
        for each in filter(None, (source(locale), locale)):
            text = (_PHRASES / f"{each}.ftl").read_text(encoding="utf-8")
            self._bundle.add_resource(FluentResource(text), allow_overrides=True)

    def say(self, phrase: Phrase, *, today: date, written: bool = False) -> str:
        """
        Raises:
            LookupError: the locale has no such phrase.
            ValueError: a gap of the phrase has no value.
        """
        pattern = self._bundle.get_message(phrase.key).value if self._bundle.has_message(phrase.key) else None
        if pattern is None:
            raise LookupError(f"no phrase {phrase.key!r} in {self._locale}")
        values = {name: self._value(value, today, written) for name, value in phrase.values.items()}
        # Fluent refuses values over 2500 characters, and a large order has more; they are put in afterwards.
        long = {
            f"\ue000{name}\ue000": value
            for name, value in values.items()
            if isinstance(value, str) and len(value) > 1000
        }
        marks = {mark.strip("\ue000"): mark for mark in long}
        text, problems = self._bundle.format_pattern(pattern, {**values, **marks})
        if problems:
            raise ValueError(f"phrase {phrase.key!r} in {self._locale}: {problems}")
        said = str(text)
        for mark, value in long.items():
            said = said.replace(mark, value)
        return " ".join(said.split())

    def _value(self, value: Any, today: date, written: bool) -> Any:
        match value:
            case Phrase():
                return self.say(value, today=today, written=written)
            case Money():
                return format_currency(value.amount, value.currency, locale=self._locale)
            case OrderNumber(digits=digits):
                return digits if written else _spaced(digits)
            case date():
                offset = (value - today).days
                pattern = self.say(Phrase("day-pattern"), today=today)
                day = format_date(value, pattern, locale=self._locale)
                return self.say(Phrase("day", {"offset": offset, "date": day}), today=today)
            case tuple() | list():
                parts = [str(self._value(part, today, written)) for part in value]
                return format_list(parts, style="or" if isinstance(value, AnyOf) else "standard", locale=self._locale)
            case _:
                return value

    def render(self, reply: Reply, *, today: date) -> Rendered:
        said = [_sentence(self.say(phrase, today=today)) for phrase in reply.says]
        question = _sentence(self.say(reply.question.phrase, today=today)) if reply.question else None
        return Rendered(
            speech=" ".join([*said, *([question] if question else [])]),
            reprompt=question,
            card_title=self.say(reply.card.title, today=today, written=True) if reply.card else None,
            card_text=(
                "\n".join(self.say(line, today=today, written=True) for line in reply.card.lines)
                if reply.card
                else None
            ),
        )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _spaced(digits: str) -> str:
    """ "407912" -> "4 0 7, 9 1 2": no voice reads it as four hundred thousand."""
    groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    return ", ".join(" ".join(group) for group in groups)


@cache
def phrasebook(locale: str) -> Phrasebook:
    return Phrasebook(locale)


def locales() -> tuple[str, ...]:
    return tuple(sorted(entry.name.removesuffix(".ftl") for entry in _PHRASES.iterdir() if entry.name.endswith(".ftl")))


def render(reply: Reply, *, locale: str, today: date) -> Rendered:
    return phrasebook(locale).render(reply, today=today)
