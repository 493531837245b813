"""Text to intent and slots, from nothing but the interaction model."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from backend.understanding.match import FALLBACK, Match
from backend.understanding.values import ValueIndex
from interaction_models.model import Intent, InteractionModel, Slot, SlotValue, Value
from interaction_models.spoken import (
    Words,
    counted,
    digits,
    goes_on,
    grouped_digits,
    is_date,
    is_part_of_number,
    language,
    plain,
    quantities,
    words,
)

NEAR = 76.0
"""Similarity, 0 to 100, of an utterance to the nearest sample below which it is not for the shop."""
NEIGHBOURS = 10
"""Samples that are compared more closely."""
MISSED = 15.0
"""What a sample loses when the utterance has a word that no sample of its intent has, and one other intent."""
LONGEST_MARK = 8
UNHEARD_OF = 8.0
"""What it loses for a word of the utterance that stands in no sample at all."""
LOST = 5.0
"""What it loses for a value of the utterance that it has no gap for."""
TELLS = 0.35
"""How much the words around a name nobody knows must say about the intent."""
MOST_WORDS = 60
LONGEST = 1000
"""Characters; a longer utterance is no order."""
WIDEST_GAP = 6
"""Words that a name we do not know may have."""
SURELY_NEAR = 0.85
"""Confidence from which the nearest sample is believed rather than a name that nobody knows."""
OPEN_TYPES = frozenset({"Address", "ListName"})
"""Customers name these themselves, so no model lists them all."""

_GAP = re.compile(r"\{(?:[^{}|]*\|)?\s*([^{}|]+?)\s*\}")
WIDEST_LIST = 16
"""Words of several things in one gap."""
_DIGITS = {
    "AMAZON.FOUR_DIGIT_NUMBER": range(4, 5),
    "AMAZON.PhoneNumber": range(6, 16),
}
"""How many digits these take."""
_MOST_NUMBER_WORDS = 20
_UNSAID = SlotValue("")


@dataclass(frozen=True, slots=True)
class _Gap:
    slot: Slot
    ending: str = ""
    """What the sample writes right behind the gap."""


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


class _Patterns:
    """In their order, and found by a word that few of them have."""

    def __init__(self, patterns: Iterable[_Pattern]) -> None:
        self._all = tuple(patterns)
        common = Counter(word for pattern in self._all for word in pattern.literals)
        self._places: dict[str, list[int]] = defaultdict(list)
        for at, pattern in enumerate(self._all):
            self._places[min(pattern.literals, key=lambda word: (common[word], word), default="")].append(at)

    def __iter__(self) -> Iterator[_Pattern]:
        return iter(self._all)

    def within(self, spoken: Words) -> Iterator[_Pattern]:
        """Those that have no other words than these."""
        present = {"", *spoken}
        places = sorted(at for word in present for at in self._places.get(word, ()))
        return (self._all[at] for at in places if self._all[at].literals <= present)


_Piece = tuple[int, SlotValue, int]
"""Words used, value, of which strange."""
_Fill = Callable[[_Gap, int], list[_Piece]]
_Known = tuple[int, int, str, SlotValue]
"""Position, words, type and value."""


class Understanding:
    """Compiled once per model; thread-safe afterwards."""

    def __init__(self, model: InteractionModel) -> None:
        self.model = model
        self._language = model.locale.partition("-")[0]
        self._known_words = language(self._language)
        self._values = {name: ValueIndex(values, self._language) for name, values in model.types.items()}
        catalogue = max(self._values, key=lambda name: len(self._values[name].exact), default="")
        self._open = OPEN_TYPES | {catalogue}
        """The types whose values nobody can list in full."""
        self._patterns = _Patterns(pattern for intent in model.intents for pattern in self._patterns_of(intent))
        self._answers = {
            (intent.name, slot.name): _Patterns(self._compile(intent, slot.samples))
            for intent in model.intents
            for slot in intent.slots
        }
        self._abstracts: dict[str, _Pattern] = {}
        for pattern in self._patterns:
            self._abstracts.setdefault(pattern.abstract, pattern)
        self._vocabulary: dict[str, set[str]] = defaultdict(set)
        for pattern in self._patterns:
            self._vocabulary[pattern.intent] |= pattern.literals
        self._weight = self._weigh()
        self._slot_of_type = {
            token.slot.type: token.slot
            for pattern in self._patterns
            for token in pattern.tokens
            if isinstance(token, _Gap)
        }

    # -- compiling

    def _patterns_of(self, intent: Intent) -> Iterator[_Pattern]:
        commands = self._known_words.commands.get(intent.name, ())
        return self._compile(intent, (*intent.samples, *commands))

    def _compile(self, intent: Intent, samples: Iterable[str]) -> Iterator[_Pattern]:
        slots = {slot.name: slot for slot in intent.slots}
        seen: set[tuple[_Token, ...]] = set()
        for sample in samples:
            tokens: list[_Token] = []
            texts, gaps = _GAP.split(sample)[::2], _GAP.findall(sample)
            for index, text in enumerate(texts):
                spoken = self._telling(text)
                if index and self._known_words.particles and spoken and not text[0].isspace():
                    last = tokens.pop()
                    tokens.append(_Gap(last.slot, spoken[0]) if isinstance(last, _Gap) else last)
                    spoken = spoken[1:]
                tokens.extend(spoken)
                if index < len(gaps) and gaps[index] in slots:
                    tokens.append(_Gap(slots[gaps[index]]))
            tokens = tokens or list(self._words(sample))
            if tokens and tuple(tokens) not in seen:
                seen.add(tuple(tokens))
                literals = frozenset(token for token in tokens if isinstance(token, str))
                abstract = " ".join(t if isinstance(t, str) else _mark(t.slot.type) for t in tokens)
                yield _Pattern(intent.name, tuple(tokens), literals, abstract)

    def _weigh(self) -> Mapping[str, float]:
        """How much a word tells: "the" stands in every intent's samples, "refund" in one."""
        intents = Counter(word for vocabulary in self._vocabulary.values() for word in vocabulary)
        return {word: 1.0 / count for word, count in intents.items()}

    def _words(self, text: str) -> Words:
        """Spoken words without what people say around them, unless that is all they say."""
        return self._telling(text) or plain(words(text, self._language), self._language)

    def _telling(self, text: str) -> Words:
        fillers = self._known_words.fillers
        return tuple(word for word in plain(words(text, self._language), self._language) if word not in fillers)

    def with_values(self, more: Mapping[str, Iterable[Value]]) -> "Understanding":
        """The same with further values for some types, such as one customer's own; nothing is compiled again."""
        other = copy(self)
        other._values = {**self._values}
        for name, values in more.items():
            if name in self._values:
                other._values[name] = ValueIndex((*self.model.types[name], *values), self._language)
        return other

    def values(self, type_name: str) -> ValueIndex:
        return self._values.get(type_name) or ValueIndex((), self._language)

    # -- matching

    def match(self, text: str, *, expected_slot: str | None = None, expected_intent: str | None = None) -> Match:
        """The likeliest intent; AMAZON.FallbackIntent for what is not for the shop.

        With `expected_slot`, a bare answer to the question for that slot of `expected_intent` is understood too.
        """
        spoken = self._words(text) if len(text) <= LONGEST else ()
        if not spoken or len(spoken) > MOST_WORDS:
            return Match(FALLBACK, 0.0)
        full = self._best(self._patterns, spoken, strangers=False)
        # A number on its own is the answer, whatever else it might have been without the question.
        if full is not None and (full.pattern.literals or not expected_slot):
            return Match(full.pattern.intent, 1.0, full.slots)
        if expected_slot and expected_intent:
            answer = self._answer(spoken, expected_slot, expected_intent)
            if answer is not None:
                return answer
        if full is not None:
            return Match(full.pattern.intent, 1.0, full.slots)
        near = self._nearest(spoken)
        if near is not None and near.confidence >= 0.95:
            return near
        loose = self._best(self._patterns, spoken, strangers=True)
        if near is not None and near.confidence >= SURELY_NEAR and (loose is None or loose.strangers):
            return near
        if loose is not None and self._tells_enough(loose):
            known = all(value.ids for value in loose.slots.values() if not value.said.isdigit())
            return Match(loose.pattern.intent, 0.9 if known else 0.75, loose.slots)
        if near is None and expected_slot and expected_intent:
            return self._own_words(spoken, expected_slot, expected_intent) or Match(FALLBACK, 0.0)
        return near or Match(FALLBACK, 0.0)

    def _best(self, patterns: _Patterns, spoken: Words, *, strangers: bool) -> _Filling | None:
        best: tuple[tuple[float, ...], _Filling] | None = None
        fillings: dict[tuple[str, str, str, int], list[_Piece]] = {}

        def filled(gap: _Gap, position: int) -> list[_Piece]:
            # Hundreds of samples ask the same of the same words.
            key = (gap.slot.type, gap.slot.name, gap.ending, position)
            if key not in fillings:
                fillings[key] = list(self._fill(gap, spoken, position, strangers))
            return fillings[key]

        for pattern in patterns.within(spoken):
            if not strangers and len(pattern.tokens) > len(spoken):
                continue
            for filling in self._lay(pattern, spoken, filled):
                # A pattern that explains more words itself beats one that puts them into a gap.
                rank = (-filling.strangers, -filling.gap_words, len(filling.slots), _digit_gaps(pattern))
                if best is None or rank > best[0]:
                    best = (rank, filling)
        return best[1] if best else None

    def _lay(self, pattern: _Pattern, spoken: Words, filled: _Fill) -> Iterator[_Filling]:
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
            for length, value, strange in filled(token, position):
                for rest in lay(at + 1, position + length):
                    yield ((token.slot.name, value, length, strange), *rest)

        for found in lay(0, 0):
            yield _Filling(
                pattern=pattern,
                slots={name: value for name, value, _length, _strange in found if value is not _UNSAID},
                strangers=sum(strange for *_, strange in found),
                gap_words=sum(length for _name, _value, length, _strange in found),
            )

    def _fill(self, gap: _Gap, spoken: Words, position: int, strangers: bool) -> Iterator[_Piece]:
        """What may fill a gap at this position, longest first."""
        slot = gap.slot
        left = len(spoken) - position
        index = self._values.get(slot.type)
        widest = WIDEST_LIST if slot.multiple else WIDEST_GAP
        if index is None and not _is_checked(slot.type):
            # Other built-in types: any few words.
            for length in range(min(WIDEST_GAP, left), 0, -1):
                yield length, SlotValue(" ".join(spoken[position : position + length])), length
            return
        for length in range(min(left, self._widest(slot)), 0, -1):
            whole = spoken[position : position + length]
            if self._is_half_a_number(slot, spoken, position, length):
                continue
            parts = self._without_ending(whole, gap.ending)
            value = self._first_value(slot, parts)
            if value is not None:
                yield length, value, 0
            elif index is not None and self._is_pronoun(parts):
                yield length, _UNSAID, 0
            elif strangers and slot.type in self._open and index is not None and length <= widest and parts:
                if self._counts(index, whole) or any(is_part_of_number(word, self._language) for word in whole):
                    continue
                if slot.multiple and (several := self._several_strangers(index, parts[-1] if gap.ending else parts[0])):
                    yield length, *several
                    continue
                if length > WIDEST_GAP:
                    continue
                said = " ".join(self._bare(parts[-1] if gap.ending else parts[0]))
                ids = () if slot.type in OPEN_TYPES else index.find(said)
                yield length, SlotValue(said, ids), 0 if ids else length

    def _without_ending(self, part: Words, ending: str) -> tuple[Words, ...]:
        """The words as they are, if they may stand so in the gap, and without a particle at their end."""
        particles = self._known_words.particles
        optional = ending in ("", *particles)
        found = [part] if optional else []
        for particle in particles if optional else (ending,):
            *before, last = part
            if last == particle and before:
                found.append(tuple(before))
            elif last.endswith(particle) and last != particle:
                found.append((*before, last.removesuffix(particle)))
            if len(found) > optional:
                break
        return tuple(found)

    def _is_half_a_number(self, slot: Slot, spoken: Words, position: int, length: int) -> bool:
        """Whether it is a number only because words around it were left out: the one of "a million"."""
        if slot.type != "AMAZON.NUMBER":
            return False
        end = position + length
        if spoken[position:end] == ("만",) and not "".join(spoken[end : end + 1]).startswith(("개", "달러", "원")):
            return True  # "only" as well
        if goes_on(spoken[end:], self._language) or (
            position and is_part_of_number(spoken[position - 1], self._language)
        ):
            return True
        # A row of digits that is longer than any gap.
        both = digits(spoken[end - 1 : end + 1], self._language) if end < len(spoken) else ""
        return length > 1 and len(both) > 1 and bool(digits(spoken[position:end], self._language))

    def _counts(self, index: ValueIndex, part: Words) -> bool:
        """Whether this is a known name and how many of it, which are two things and no strange name."""
        numbers = quantities(self._language)
        return any(
            (part[:at] in index.exact and (part[at],) in numbers) or (part[at:] in index.exact and part[:at] in numbers)
            for at in range(1, len(part))
        )

    def _is_pronoun(self, parts: Iterable[Words]) -> bool:
        pronouns = self._known_words.pronouns
        return any(" ".join(self._bare(part)) in pronouns for part in parts)

    def _widest(self, slot: Slot) -> int:
        """Words a gap may take, at the most."""
        if slot.type in _DIGITS or slot.type == "AMAZON.NUMBER":
            return _MOST_NUMBER_WORDS
        index = self._values.get(slot.type)
        widest = max(WIDEST_GAP, index.longest + 1) if index else WIDEST_GAP
        return max(widest, WIDEST_LIST) if slot.multiple else widest

    def _bare(self, part: Words) -> Words:
        """A name without the little words before it: "some of the oat milk"."""
        little = self._known_words.little
        for at, word in enumerate(part[:-1]):
            if word not in little:
                return part[at:]
        return part[-1:]

    def _first_value(self, slot: Slot, parts: Iterable[Words]) -> SlotValue | None:
        return next((value for part in parts if (value := self._value(slot, part)) is not None), None)

    def _value(self, slot: Slot, part: Words) -> SlotValue | None:
        """The value these words are without any doubt."""
        index = self._values.get(slot.type)
        if index is not None:
            for name in (part, self._bare(part)):  # "the laughing cow" is a name too
                if name in index.exact:
                    said = digits(name, self._language) if slot.name == "order" else ""
                    return SlotValue(said or " ".join(name), index.exact[name])
            if slot.multiple and (several := self._several(index, part)):
                return several
        if slot.type in _DIGITS:
            string = grouped_digits(part, self._language)
            return SlotValue(string) if len(string) in _DIGITS[slot.type] else None
        if slot.type == "AMAZON.DATE":
            return SlotValue(" ".join(part)) if is_date(part, self._language) else None
        if slot.type == "AMAZON.NUMBER":
            below = part[0] in self._known_words.below_zero and len(part) > 1
            number = counted(part[1:] if below else part, self._language)
            if number is not None:
                return SlotValue(f"-{number}" if below else str(number))
        if slot.type == "AMAZON.NUMBER" or slot.name == "order":  # an order number is read out digit by digit
            string = digits(part, self._language)
            if len(string) > 1:
                return SlotValue(string, index.exact.get(words(string, self._language), ()) if index else ())
        return None

    def _several(self, index: ValueIndex, part: Words) -> SlotValue | None:
        """One value after the other: "oat milk, bread and coffee". None unless all of it is, with a word between."""
        found: list[SlotValue] = []
        joined, at = False, 0
        joiners = self._known_words.joiners
        while at < len(part):
            if part[at] in joiners and found and at + 1 < len(part):
                joined, at = True, at + 1
                continue
            for length in range(min(index.longest + 2, len(part) - at), 0, -1):
                piece = part[at : at + length]
                if ids := index.named(self._bare(piece)) or index.named(piece):
                    found.append(SlotValue(" ".join(self._bare(piece)), ids))
                elif at + length < len(part) and (ids := index.named(name := self._unjoined(piece))):
                    found.append(SlotValue(" ".join(name), ids))
                    joined = True
                else:
                    continue
                at += length
                break
            else:
                return None
        return replace(found[0], others=tuple(found[1:])) if joined and len(found) > 1 else None

    def _unjoined(self, piece: Words) -> Words:
        *before, last = piece
        for ending in self._known_words.joining:
            if last.endswith(ending) and last != ending:
                return (*before, last.removesuffix(ending))
        return ()

    def _several_strangers(self, index: ValueIndex, part: Words) -> tuple[SlotValue, int] | None:
        """The same where some of it is nothing we know for certain; and how many words are strange."""
        pieces = self._pieces(index, part)
        if len(pieces) < 2:
            return None
        found = [SlotValue(" ".join(piece), index.find(" ".join(piece))) for piece in pieces]
        strangers = sum(len(piece) for piece, value in zip(pieces, found, strict=True) if not value.ids)
        known = any(value.ids for value in found)
        return (replace(found[0], others=tuple(found[1:])), strangers) if known else None

    def _pieces(self, index: ValueIndex, part: Words) -> list[Words]:
        """The words between the joining ones; nothing if those do not join."""
        pieces: list[Words] = [()]
        for word in part:
            *_, stem = self._unjoined((word,)) or (word,)
            if word in self._known_words.joiners:
                pieces.append(())
            elif stem != word and index.find(stem) and not index.find(word):
                pieces[-1] += (stem,)
                pieces.append(())
            else:
                pieces[-1] += (word,)
        if len(pieces) < 2 or any(not piece or counted(piece, self._language) is not None for piece in pieces):
            return []  # "one and a half" is no list
        return [each for piece in pieces for each in self._apart(index, self._bare(piece))]

    def _apart(self, index: ValueIndex, piece: Words) -> list[Words]:
        """Two names with nothing but a comma between them, which nobody hears."""
        if not index.named(piece) and not index.part(piece):
            for cut in range(len(piece) - 1, 0, -1):
                if index.named(piece[:cut]) and index.find(" ".join(piece[cut:])):
                    return [piece[:cut], piece[cut:]]
        return [piece]

    def _tells_enough(self, filling: _Filling) -> bool:
        """A name nobody knows in a sentence that says little could be about anything."""
        if not filling.strangers:
            return True
        if any(token.slot.type in OPEN_TYPES for token in filling.pattern.tokens if isinstance(token, _Gap)):
            return len(filling.pattern.literals) >= 3
        known = sum(bool(value.ids) or value.said.isdigit() for value in filling.slots.values())
        told = TELLS * known + sum(self._weight.get(word, 0.0) for word in filling.pattern.literals)
        return filling.strangers <= 3 and len(filling.pattern.literals) + known >= 2 and told >= TELLS

    def _answer(self, spoken: Words, slot_name: str, intent_name: str) -> Match | None:
        slot = self._asked(slot_name, intent_name)
        if slot is None:
            return None
        value = self._first_value(slot, self._without_ending(spoken, ""))
        if value is not None:
            return Match(intent_name, 1.0, {slot_name: value})
        sentence = self._best(self._answers[intent_name, slot_name], spoken, strangers=False)
        if sentence is not None and slot_name in sentence.slots:
            return Match(intent_name, 1.0, sentence.slots)
        if slot.type in OPEN_TYPES:
            return None  # "my mother's house" is not this house
        for start in range(1, len(spoken)):
            if self._is_half_a_number(slot, spoken, start, len(spoken) - start):
                return None
            value = self._first_value(slot, self._without_ending(spoken[start:], ""))
            if value is not None:
                return Match(intent_name, 0.8, {slot_name: value})
        if slot.type in _DIGITS:
            # Too many or too few: the one who asked can say how many it should be.
            strings = (grouped_digits(spoken[start:], self._language) for start in range(len(spoken)))
            string = next(filter(None, strings), "")
            return Match(intent_name, 0.8, {slot_name: SlotValue(string)}) if string else None
        index = self._values.get(slot.type)
        ids = index.find(" ".join(spoken)) if index else ()
        return Match(intent_name, 0.8, {slot_name: SlotValue(" ".join(spoken), ids)}) if ids else None

    def _own_words(self, spoken: Words, slot_name: str, intent_name: str) -> Match | None:
        """An answer nobody could list, such as an address."""
        slot = self._asked(slot_name, intent_name)
        if slot is None or slot.type not in OPEN_TYPES:
            return None
        sentence = self._best(self._answers[intent_name, slot_name], spoken, strangers=True)
        if sentence is not None and sentence.pattern.literals and slot_name in sentence.slots:
            return Match(intent_name, 0.8, sentence.slots)
        return Match(intent_name, 0.75, {slot_name: SlotValue(" ".join(spoken))})

    def _asked(self, slot_name: str, intent_name: str) -> Slot | None:
        intent = self.model.intent(intent_name)
        return intent.slot(slot_name) if intent else None

    def _nearest(self, spoken: Words) -> Match | None:
        """The nearest sample, once what is known is taken out of the sentence."""
        everything = self._known(spoken)
        unread = set(_abstract(spoken, everything))
        if any(is_part_of_number(word, self._language) for word in unread):
            return None  # a number that is not understood is no reason to take one of something
        # "List" and "send me" are values of a type, and words of other samples.
        names = [found for found in everything if not self._is_ordinary(spoken[found[0] : found[0] + found[1]])]
        readings = [everything] if names == everything else [everything, names]
        return max(
            filter(None, (self._nearest_to(spoken, known) for known in readings)),
            key=lambda match: match.confidence,
            default=None,
        )

    def _nearest_to(self, spoken: Words, known: Sequence[_Known]) -> Match | None:
        abstract = tuple(_abstract(spoken, known))
        near = process.extract(
            " ".join(abstract), self._abstracts.keys(), scorer=fuzz.ratio, score_cutoff=NEAR, limit=NEIGHBOURS
        )
        if not near:
            return None
        telling = [(word, self._weight[word]) for word in abstract if word in self._weight]
        unheard = sum(word not in self._weight for word in abstract if word.islower() or not word.isascii())

        def fit(text: str, score: float) -> float:
            """An intent that never has the word that tells what is wanted is not as near as it looks."""
            usual = self._vocabulary[self._abstracts[text].intent]
            missed = sum(weight for word, weight in telling if word not in usual)
            lost = max(len(known) - sum(isinstance(token, _Gap) for token in self._abstracts[text].tokens), 0)
            return score - MISSED * missed - UNHEARD_OF * unheard - LOST * lost

        score, text = max((fit(text, score), text) for text, score, _index in near)
        if score < NEAR:
            return None
        pattern = self._abstracts[text]
        values = defaultdict[str, list[SlotValue]](list)
        for _position, _length, type_name, value in known:
            values[type_name].append(value)
        slots = {}
        for slot in (token.slot for token in pattern.tokens if isinstance(token, _Gap)):
            if not values[slot.type]:
                return None
            slots[slot.name] = values[slot.type].pop(0)
        return Match(pattern.intent, round(score / 100, 3), slots)

    def _known(self, spoken: Words) -> list[_Known]:
        """The values in a sentence, from left to right, the longest at each place."""
        found: list[_Known] = []
        position = 0
        while position < len(spoken):
            hits = [
                (position, length, slot.type, value)
                for slot in self._slot_of_type.values()
                for length in range(1, min(len(spoken) - position, self._widest(slot)) + 1)
                if not self._is_half_a_number(slot, spoken, position, length)
                and (value := self._value(slot, spoken[position : position + length])) is not None
            ]
            if hits:
                found.append(max(hits, key=lambda hit: (hit[1], hit[2] in _DIGITS)))
                position += found[-1][1]
            else:
                position += 1
        return found

    def _is_ordinary(self, part: Words) -> bool:
        return all(word in self._weight for word in part)


def _digit_gaps(pattern: _Pattern) -> int:
    """A gap for nothing but digits fits them better than one that also takes them."""
    return sum(isinstance(token, _Gap) and token.slot.type in _DIGITS for token in pattern.tokens)


def _mark(type_name: str) -> str:
    # Capitals never occur in spoken words. Short, or two long marks make any two sentences alike.
    return type_name.removeprefix("AMAZON.").upper()[:LONGEST_MARK]


def _is_checked(type_name: str) -> bool:
    """A built-in type whose values are known when they are heard."""
    return type_name in ("AMAZON.NUMBER", "AMAZON.DATE", *_DIGITS)


def _abstract(spoken: Words, known: Iterable[_Known]) -> Iterator[str]:
    """The words, with each value replaced by its type."""
    position = 0
    for start, length, type_name, _value in known:
        yield from spoken[position:start]
        yield _mark(type_name)
        position = start + length
    yield from spoken[position:]
