"""Every sentence an interaction model allows, in spoken words, for any recogniser; knows no engine."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from backend.conversation.turn import Expects
from interaction_models import spoken
from interaction_models.model import InteractionModel, Slot
from interaction_models.spoken import Words, words

DIGITS_GAP = "{digits}"

Sentence = tuple[str, ...]
"""Words and gaps; a gap is the key of a list, in braces, which no word can contain."""


@dataclass(frozen=True, eq=False)
class Sentences:
    """Equal when the same can be said, so that recognisers can keep what they made of them."""

    by_intent: Mapping[str, frozenset[Sentence]]
    lists: Mapping[str, tuple[Words, ...]]
    """What may fill each gap."""
    digits: frozenset[str]
    """Gaps that take a string of digits of any length; their list holds the single digits."""

    @cached_property
    def _content(self) -> tuple[object, ...]:
        lists = tuple(sorted((gap, self.lists[gap]) for gap in self.gaps))
        return tuple(sorted(self.by_intent.items())), lists, self.digits & self.gaps

    @cached_property
    def _hash(self) -> int:
        return hash(self._content)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Sentences) and self._content == other._content)

    @cached_property
    def all(self) -> frozenset[Sentence]:
        return frozenset[Sentence]().union(*self.by_intent.values())

    @cached_property
    def gaps(self) -> frozenset[str]:
        return frozenset(token for sentence in self.all for token in sentence if is_gap(token))

    @cached_property
    def words(self) -> frozenset[str]:
        plain = (token for sentence in self.all for token in sentence if not is_gap(token))
        listed = (word for gap in self.gaps for phrase in self.lists[gap] for word in phrase)
        return frozenset((*plain, *listed))

    def allows(self, said: Words) -> bool:
        """Whether these words are one whole sentence."""
        present = set(said)
        return bool(said) and any(
            all(token in present or is_gap(token) for token in sentence) and self._fits(sentence, said)
            for sentence in self.all
        )

    def _fits(self, sentence: Sentence, said: Words) -> bool:
        if not sentence or not said:
            return not sentence and not said
        token, rest = sentence[0], sentence[1:]
        if not is_gap(token):
            return said[0] == token and self._fits(rest, said[1:])
        if token in self.digits:
            count = next((at for at, word in enumerate(said) if (word,) not in self.lists[token]), len(said))
            return any(self._fits(rest, said[length:]) for length in range(count, 0, -1))
        return any(
            said[: len(phrase)] == phrase and self._fits(rest, said[len(phrase) :]) for phrase in self.lists[token]
        )


@dataclass(frozen=True, slots=True)
class Grammar:
    """What may be said next."""

    locale: str
    anything: Sentences
    """Possible at any time."""
    answers: Sentences | None = None
    """What a question waits for: likelier than the rest."""


def is_gap(token: str) -> bool:
    return token.startswith("{")


class Grammars:
    """A model's grammars: one for any time, others for when a question was asked."""

    def __init__(self, model: InteractionModel) -> None:
        self._model = model
        self._lists = _Lists(model)
        commands = spoken.COMMANDS.get(self._lists.language, {})
        self._by_intent = {
            # Of the many ways to say yes only the common ones: every further short word is heard in other words.
            intent.name: self._lists.sentences(commands.get(intent.name, intent.samples), intent.slots)
            # A row of digits fits any noise: on its own it is heard only as an answer.
            - {(DIGITS_GAP,)}
            for intent in model.intents
        }
        self._anything = self._sentences(self._by_intent)
        self._answers: dict[tuple[Expects, str | None], Sentences | None] = {}

    def expecting(self, expects: Expects = Expects.ANYTHING, slot: str | None = None) -> Grammar:
        """For what a question waits for; the second time it costs nothing."""
        key = (expects, slot)
        if key not in self._answers:
            answers = self._yes_or_no() if expects is Expects.YES_NO else self._slot_answers(slot)
            self._answers[key] = self._sentences(answers) if any(answers.values()) else None
        return Grammar(self._model.locale, self._anything, self._answers[key])

    def _yes_or_no(self) -> Mapping[str, frozenset[Sentence]]:
        """Yes and no, and commands as short: or "stop" would be heard as the nearest of the two."""
        names = (f"AMAZON.{short}Intent" for short in ("Yes", "No", "Stop", "Help", "Repeat"))
        return {name: self._by_intent.get(name, frozenset()) for name in names}

    def _slot_answers(self, slot_name: str | None) -> Mapping[str, frozenset[Sentence]]:
        answers: dict[str, frozenset[Sentence]] = {}
        for intent in self._model.intents:
            slot = intent.slot(slot_name) if slot_name else None
            if slot is not None:
                answers[intent.name] = self._lists.sentences((f"{{{slot.name}}}", *slot.samples), intent.slots)
        return answers

    def _sentences(self, by_intent: Mapping[str, frozenset[Sentence]]) -> Sentences:
        return Sentences(by_intent, dict(self._lists.made), frozenset(self._lists.digits))


_GAP = re.compile(r"\{([^{}|]*\|)?([^{}|]*)\}")


class _Lists:
    """Turns samples into sentences, and collects the lists their gaps need."""

    def __init__(self, model: InteractionModel) -> None:
        self.language = model.locale.partition("-")[0]
        self.made: dict[str, tuple[Words, ...]] = {}
        self.digits: set[str] = set()
        self._model = model

    def sentences(self, samples: Iterable[str], slots: Iterable[Slot]) -> frozenset[Sentence]:
        return frozenset(sentence for sample in samples for sentence in self._of(sample, slots))

    def _of(self, sample: str, slots: Iterable[Slot]) -> Iterator[Sentence]:
        """Nothing if a gap cannot be spelled out in advance, such as a search query."""
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
            before = tokens[-1][0] if tokens else ""
            keys = self._gaps(slot, piece[: gap.start()], piece[gap.end() :], before)
            if not keys:
                return
            tokens.append(keys)
        if tokens:
            yield from product(*tokens)

    def _gaps(self, slot: Slot, prefix: str, suffix: str, before: str) -> tuple[str, ...]:
        """One gap, or two when a number can be said in two ways."""
        keys = []
        if self.language in spoken.DIGITS and _takes_digits(slot, before, self.language) and not (prefix or suffix):
            key = DIGITS_GAP
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


def _takes_digits(slot: Slot, before: str, language: str) -> bool:
    """An order number is read out digit by digit; how many of something is not.

    Only after a word that announces it: anywhere else a row of digits fits any noise.
    """
    if slot.type in ("AMAZON.FOUR_DIGIT_NUMBER", "AMAZON.PhoneNumber"):
        return True
    if slot.name == "order":
        return before in spoken.language(language).before_digits
    return slot.type == "AMAZON.NUMBER" and re.search("order|number|code", slot.name.lower()) is not None
