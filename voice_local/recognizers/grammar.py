"""Every sentence an interaction model allows, in spoken words, for any recogniser; knows no engine."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from backend.conversation.turn import Expects
from interaction_models import spoken
from interaction_models.model import InteractionModel, Slot
from interaction_models.spoken import Words, words

Sentence = tuple[str, ...]
"""Words and gaps; a gap is the key of a list, in braces, which no word can contain."""


@dataclass(frozen=True, eq=False)
class Grammar:
    """What may be said next. Compared by identity, so recognisers can keep what they made of it."""

    locale: str
    sentences: frozenset[Sentence]
    """All that is possible at any time."""
    answers: frozenset[Sentence]
    """What was asked for: likelier than the rest. Empty when nothing was."""
    lists: Mapping[str, tuple[Words, ...]]
    """What may fill each gap."""
    digits: frozenset[str] = frozenset()
    """Keys of gaps that take a string of digits, of any length; their list holds the single digits."""

    @property
    def words(self) -> frozenset[str]:
        plain = (word for sentence in self.sentences | self.answers for word in sentence if not is_gap(word))
        listed = (word for phrases in self.lists.values() for phrase in phrases for word in phrase)
        return frozenset((*plain, *listed))


def is_gap(token: str) -> bool:
    return token.startswith("{")


@dataclass
class Grammars:
    """A model's grammars: one for any time, others for when a question was asked."""

    model: InteractionModel
    _made: dict[tuple[Expects, str | None], Grammar] = field(default_factory=dict)

    def expecting(self, expects: Expects = Expects.ANYTHING, slot: str | None = None) -> Grammar:
        """The same grammar object for the same expectation."""
        key = (expects, slot)
        if key not in self._made:
            self._made[key] = _build(self.model, expects, slot)
        return self._made[key]


_GAP = re.compile(r"\{([^{}|]*\|)?([^{}|]*)\}")


def _build(model: InteractionModel, expects: Expects, slot_name: str | None) -> Grammar:
    lists = _Lists(model)
    commands = spoken.COMMANDS.get(lists.language, {})
    by_intent = {
        intent.name: {
            sentence
            for sample in (*intent.samples, *commands.get(intent.name, ()))
            for sentence in lists.sentences(sample, intent.slots)
        }
        for intent in model.intents
    }
    everything = frozenset[Sentence]().union(*by_intent.values())
    answers: set[Sentence] = set()
    if expects is Expects.YES_NO:
        answers = by_intent.get("AMAZON.YesIntent", set()) | by_intent.get("AMAZON.NoIntent", set())
    if expects is Expects.CHOICE:
        answers = {words(phrase, lists.language) for phrase in spoken.CHOICES.get(lists.language, ())}
    if slot_name is not None and expects is not Expects.YES_NO:
        for intent in model.intents:
            slot = intent.slot(slot_name)
            for sample in (f"{{{slot_name}}}", *slot.samples) if slot else ():
                answers.update(lists.sentences(sample, intent.slots))
    return Grammar(model.locale, everything, frozenset(answers), lists.made, frozenset(lists.digits))


class _Lists:
    """Turns samples into sentences, and collects the lists their gaps need."""

    def __init__(self, model: InteractionModel) -> None:
        self.language = model.locale.partition("-")[0]
        self.made: dict[str, tuple[Words, ...]] = {}
        self.digits: set[str] = set()
        self._model = model

    def sentences(self, sample: str, slots: Iterable[Slot]) -> Iterator[Sentence]:
        """None if a gap cannot be spelled out in advance, such as a search query."""
        types = {slot.name: slot for slot in slots}
        tokens: list[tuple[str, ...]] = []
        for piece in re.findall(r"(?:[^\s{]|\{[^}]*\})+", sample):
            gap = _GAP.search(piece)
            if gap is None:
                tokens.extend((word,) for word in words(piece, self.language))
                continue
            slot = types.get(gap[2].strip())
            if slot is None:
                return
            keys = self._gaps(slot, piece[: gap.start()], piece[gap.end() :])
            if not keys:
                return
            tokens.append(keys)
        if tokens:
            yield from product(*tokens)

    def _gaps(self, slot: Slot, prefix: str, suffix: str) -> tuple[str, ...]:
        """One gap, or two when a number can be said in two ways."""
        keys = []
        if self.language in spoken.DIGITS and _takes_digits(slot) and not (prefix or suffix):
            key = "{digits}"
            self.digits.add(key)
            self.made[key] = tuple((digit,) for digit in spoken.DIGITS[self.language])
            keys.append(key)
        key = "{" + "+".join(filter(None, (prefix, slot.type, suffix))) + "}"
        if key not in self.made:
            phrases = (words(prefix + phrase + suffix, self.language) for phrase in self._phrases(slot.type))
            self.made[key] = tuple(sorted({phrase for phrase in phrases if phrase}))
        if self.made[key]:
            keys.append(key)
        return tuple(keys)

    def _phrases(self, type_name: str) -> Iterable[str]:
        own = [name for value in self._model.types.get(type_name, ()) for name in value.names]
        match type_name:
            case "AMAZON.NUMBER":
                return (*own, *_quantities(self.language))
            case "AMAZON.Ordinal":
                return (*own, *spoken.ORDINALS.get(self.language, ()))
            case "AMAZON.DATE" | "AMAZON.DayOfWeek":
                return (*own, *spoken.DAYS.get(self.language, ()))
        return own


def _quantities(language: str) -> Iterator[str]:
    """Nobody orders more than a hundred by voice, and every further number can be misheard for another."""
    return (" ".join(said) for said, value in spoken.quantities(language).items() if 0 < value <= 100)


def _takes_digits(slot: Slot) -> bool:
    """An order number is read out digit by digit; how many of something is not."""
    if slot.type in ("AMAZON.FOUR_DIGIT_NUMBER", "AMAZON.PhoneNumber") or slot.name == "order":
        return True
    return slot.type == "AMAZON.NUMBER" and re.search("order|number|code", slot.name.lower()) is not None
