"""Text to intent and slots, from nothing but the interaction model."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from backend.understanding.match import FALLBACK, Match
from backend.understanding.values import ValueIndex
from interaction_models.model import Intent, InteractionModel, Slot, SlotValue
from interaction_models.spoken import COMMANDS, Words, digits, quantities, words

NEAR = 76.0
"""Similarity, 0 to 100, of an utterance to the nearest sample below which it is not for the shop."""
TELLS = 0.35
"""How much the words around a name nobody knows must say about the intent."""
MOST_WORDS = 60
"""A longer utterance is no order."""
WIDEST_GAP = 6
"""Words that a name we do not know may have."""

_GAP = re.compile(r"\{(?:[^{}|]*\|)?\s*([^{}|]+?)\s*\}")
_FILLERS = {"en": frozenset({"please", "um", "uh", "er", "hmm", "hey", "well", "so", "just", "kindly", "encore"})}
_LITTLE = {"en": frozenset({"the", "a", "an", "some", "any", "my", "more", "of", "that", "your"})}
_PRONOUNS = {
    "en": frozenset({"it", "that", "this", "them", "those", "these", "that one", "this one", "one"}),
    "ko": frozenset({"그거", "이거", "저거", "그것", "이것"}),
}
"""Said for what was talked about before: no value of its own."""
_BELOW_ZERO = frozenset({"minus", "negative", "마이너스"})
_UNSAID = SlotValue("")
_CONTRACTIONS = {"'s": "is", "'re": "are", "'m": "am", "'d": "would", "'ll": "will", "'ve": "have"}
_IS_AFTER = frozenset({"what", "where", "that", "it", "how", "when", "who", "there", "here", "this", "everything"})


@dataclass(frozen=True, slots=True)
class _Gap:
    slot: Slot


_Token = str | _Gap


@dataclass(frozen=True, slots=True)
class _Pattern:
    intent: str
    tokens: tuple[_Token, ...]
    literals: frozenset[str]
    abstract: str
    """The sample with each gap replaced by its type."""


@dataclass(frozen=True, slots=True)
class _Filling:
    """One way to lay a pattern over an utterance."""

    pattern: _Pattern
    slots: Mapping[str, SlotValue]
    strangers: int
    """Words in gaps that are no known value."""
    gap_words: int


class Understanding:
    """Compiled once per model; thread-safe afterwards."""

    def __init__(self, model: InteractionModel) -> None:
        self.model = model
        self._language = model.locale.partition("-")[0]
        self._values = {name: ValueIndex(values, self._language) for name, values in model.types.items()}
        self._open = max(self._values, key=lambda name: len(self._values[name].exact), default="")
        """The type whose values nobody can list in full: the catalogue."""
        self._patterns = [pattern for intent in model.intents for pattern in self._compile(intent)]
        self._abstracts: dict[str, _Pattern] = {}
        for pattern in self._patterns:
            self._abstracts.setdefault(pattern.abstract, pattern)
        self._weight = self._weigh()
        self._slot_of_type = {
            token.slot.type: token.slot
            for pattern in self._patterns
            for token in pattern.tokens
            if isinstance(token, _Gap)
        }

    # -- compiling

    def _compile(self, intent: Intent) -> Iterator[_Pattern]:
        slots = {slot.name: slot for slot in intent.slots}
        commands = COMMANDS.get(self._language, {}).get(intent.name, ())
        for sample in dict.fromkeys((*intent.samples, *commands)):
            tokens: list[_Token] = []
            texts, gaps = _GAP.split(sample)[::2], _GAP.findall(sample)
            for index, text in enumerate(texts):
                tokens.extend(self._words(text))
                if index < len(gaps) and gaps[index] in slots:
                    tokens.append(_Gap(slots[gaps[index]]))
            if tokens:
                literals = frozenset(token for token in tokens if isinstance(token, str))
                abstract = " ".join(t if isinstance(t, str) else _mark(t.slot.type) for t in tokens)
                yield _Pattern(intent.name, tuple(tokens), literals, abstract)

    def _weigh(self) -> Mapping[str, float]:
        """How much a word tells: "the" stands in every intent's samples, "refund" in one."""
        intents: dict[str, set[str]] = defaultdict(set)
        for pattern in self._patterns:
            for word in pattern.literals:
                intents[word].add(pattern.intent)
        return {word: 1.0 / len(found) for word, found in intents.items()}

    def _words(self, text: str) -> Words:
        """Spoken words without what people say around them."""
        spoken = words(text, self._language)
        if self._language == "en":
            spoken = tuple(word for raw in spoken for word in _expand(raw))
        fillers = _FILLERS.get(self._language, frozenset())
        return tuple(word for word in spoken if word not in fillers) or spoken

    def values(self, type_name: str) -> ValueIndex:
        return self._values.get(type_name) or ValueIndex((), self._language)

    # -- matching

    def match(self, text: str, *, expected_slot: str | None = None, expected_intent: str | None = None) -> Match:
        """The likeliest intent; AMAZON.FallbackIntent for what is not for the shop.

        With `expected_slot`, a bare answer to the question for that slot of `expected_intent` is understood too.
        """
        spoken = self._words(text)
        if not spoken or len(spoken) > MOST_WORDS:
            return Match(FALLBACK, 0.0)
        full = self._best(spoken, strangers=False)
        if full is not None:
            return Match(full.pattern.intent, 1.0, full.slots)
        if expected_slot and expected_intent:
            answer = self._answer(spoken, expected_slot, expected_intent)
            if answer is not None:
                return answer
        near = self._nearest(spoken)
        if near is not None and near.confidence >= 0.95:
            return near
        loose = self._best(spoken, strangers=True)
        if loose is not None and self._tells_enough(loose):
            known = all(value.ids for value in loose.slots.values() if not value.said.isdigit())
            return Match(loose.pattern.intent, 0.9 if known else 0.75, loose.slots)
        return near or Match(FALLBACK, 0.0)

    def _best(self, spoken: Words, *, strangers: bool) -> _Filling | None:
        present = set(spoken)
        best: tuple[tuple[float, ...], _Filling] | None = None
        for pattern in self._patterns:
            if not pattern.literals <= present:
                continue
            if not strangers and len(pattern.tokens) > len(spoken):
                continue
            for filling in self._lay(pattern, spoken, strangers):
                # A pattern that explains more words itself beats one that puts them into a gap.
                rank = (-filling.strangers, -filling.gap_words, len(filling.slots))
                if best is None or rank > best[0]:
                    best = (rank, filling)
        return best[1] if best else None

    def _lay(self, pattern: _Pattern, spoken: Words, strangers: bool) -> Iterator[_Filling]:
        """Every way to lay the pattern over all the words."""

        def lay(at: int, position: int) -> Iterator[tuple[tuple[str, SlotValue, int, int], ...]]:
            if at == len(pattern.tokens):
                if position == len(spoken):
                    yield ()
                return
            token = pattern.tokens[at]
            if isinstance(token, str):
                if position < len(spoken) and spoken[position] == token:
                    yield from lay(at + 1, position + 1)
                return
            for length, value, strange in self._fill(token.slot, spoken, position, strangers):
                for rest in lay(at + 1, position + length):
                    yield ((token.slot.name, value, length, strange), *rest)

        for found in lay(0, 0):
            yield _Filling(
                pattern=pattern,
                slots={name: value for name, value, _length, _strange in found if value is not _UNSAID},
                strangers=sum(strange for *_, strange in found),
                gap_words=sum(length for _name, _value, length, _strange in found),
            )

    def _fill(self, slot: Slot, spoken: Words, position: int, strangers: bool) -> Iterator[tuple[int, SlotValue, int]]:
        """(words used, value, of which strange) for a gap at this position, longest first."""
        left = len(spoken) - position
        index = self._values.get(slot.type)
        if index is None and slot.type != "AMAZON.NUMBER":
            # Other built-in types: any few words.
            for length in range(min(WIDEST_GAP, left), 0, -1):
                yield length, SlotValue(" ".join(spoken[position : position + length])), length
            return
        for length in range(min(left, max(WIDEST_GAP, index.longest if index else 0)), 0, -1):
            part = spoken[position : position + length]
            value = self._value(slot, part)
            if value is not None:
                yield length, value, 0
            elif index is not None and " ".join(self._bare(part)) in _PRONOUNS.get(self._language, frozenset()):
                yield length, _UNSAID, 0
            elif strangers and slot.type == self._open and index is not None and length <= WIDEST_GAP:
                said = " ".join(self._bare(part))
                ids = index.find(said)
                yield length, SlotValue(said, ids), 0 if ids else length

    def _bare(self, part: Words) -> Words:
        """A name without the little words before it: "some of the oat milk"."""
        little = _LITTLE.get(self._language, frozenset())
        start = next((at for at, word in enumerate(part[:-1]) if word not in little), len(part) - 1)
        return part[start:]

    def _value(self, slot: Slot, part: Words) -> SlotValue | None:
        """The value these words are without any doubt."""
        index = self._values.get(slot.type)
        if index is not None:
            for name in (part, self._bare(part)):  # "the laughing cow" is a name too
                if name in index.exact:
                    return SlotValue(" ".join(name), index.exact[name])
        if slot.type == "AMAZON.NUMBER":
            below = part[0] in _BELOW_ZERO and len(part) > 1
            number = quantities(self._language).get(part[1:] if below else part)
            if number is not None:
                return SlotValue(f"-{number}" if below else str(number))
        if slot.type == "AMAZON.NUMBER" or _takes_digits(slot):
            string = digits(part, self._language)
            if len(string) > 1:
                return SlotValue(string)
        return None

    def _tells_enough(self, filling: _Filling) -> bool:
        """A name nobody knows in a sentence that says little could be about anything."""
        if not filling.strangers:
            return True
        known = sum(bool(value.ids) or value.said.isdigit() for value in filling.slots.values())
        told = TELLS * known + sum(self._weight.get(word, 0.0) for word in filling.pattern.literals)
        return filling.strangers <= 3 and len(filling.pattern.literals) + known >= 2 and told >= TELLS

    def _answer(self, spoken: Words, slot_name: str, intent_name: str) -> Match | None:
        intent = self.model.intent(intent_name)
        slot = intent.slot(slot_name) if intent else None
        if slot is None:
            return None
        for start in range(len(spoken)):
            value = self._value(slot, spoken[start:])
            if value is not None:
                return Match(intent_name, 1.0 if start == 0 else 0.8, {slot_name: value})
        index = self._values.get(slot.type)
        ids = index.find(" ".join(spoken)) if index else ()
        return Match(intent_name, 0.8, {slot_name: SlotValue(" ".join(spoken), ids)}) if ids else None

    def _nearest(self, spoken: Words) -> Match | None:
        """The nearest sample, once what is known is taken out of the sentence."""
        abstract, slots_by_type = self._abstract(spoken)
        found = process.extractOne(abstract, self._abstracts.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
        if found is None:
            return None
        text, score, _index = found
        pattern = self._abstracts[text]
        wanted = [token.slot for token in pattern.tokens if isinstance(token, _Gap)]
        slots = {}
        for slot in wanted:
            values = slots_by_type.get(slot.type)
            if not values:
                return None
            slots[slot.name] = values[0]
        return Match(pattern.intent, round(score / 100, 3), slots)

    def _abstract(self, spoken: Words) -> tuple[str, dict[str, list[SlotValue]]]:
        text: list[str] = []
        found: dict[str, list[SlotValue]] = defaultdict(list)
        position = 0
        while position < len(spoken):
            hits = [
                (length, slot.type, value)
                for slot in self._slot_of_type.values()
                for length in range(1, min(len(spoken) - position, 8) + 1)
                if (value := self._value(slot, spoken[position : position + length])) is not None
            ]
            if hits:
                length, type_name, value = max(hits, key=lambda hit: hit[0])
                text.append(_mark(type_name))
                found[type_name].append(value)
                position += length
            else:
                text.append(spoken[position])
                position += 1
        return " ".join(text), found


def _mark(type_name: str) -> str:
    # Capitals never occur in spoken words.
    return type_name.upper()


def _takes_digits(slot: Slot) -> bool:
    """An order number is read out digit by digit."""
    return slot.type == "AMAZON.FOUR_DIGIT_NUMBER" or slot.name == "order"


def _expand(word: str) -> Words:
    """ "what's" -> "what is", so that both are the same sentence."""
    if word.endswith("n't"):
        return ({"can't": "can", "won't": "will"}.get(word, word[:-3]), "not")
    for ending, full in _CONTRACTIONS.items():
        stem = word.removesuffix(ending)
        if stem != word and (ending != "'s" or stem in _IS_AFTER):
            return (stem, full)
    return (word,)
