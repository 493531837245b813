"""What is known of a language: spoken/<language>.json as plain values, read when it is first needed."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

Texts = tuple[str, ...]
T = TypeVar("T")

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_HERE = files(__name__.rpartition(".")[0])


class Numerals(NamedTuple):
    """How figures are written; empty where a language has no words for it."""

    group: str = ""
    """Between thousands: the comma of "1,000"."""
    point: str = ""
    """Said for what stands before the decimals."""
    minus: str = ""


# As tuples, for classes with so many fields take a while to make, and every command of Encore waits for it.
class Language(NamedTuple):
    """All in lower case. Whatever a language has no need for stays away."""

    # -- what is said to the skill
    commands: Mapping[str, Texts] = _NOTHING
    """By intent: what to listen for although its samples are Alexa's own."""
    launch: Texts = ()
    """How a conversation is opened where no device does it; {name} is the invocation name."""
    calls: str = "{name}\\b"
    """A regular expression: how Alexa is asked for the skill by its {name}."""
    opening_words: frozenset[str] = frozenset()
    """Words of that asking, which therefore cannot be in the name."""
    small_words: frozenset[str] = frozenset()
    """Words that make no second word of a name."""

    # -- words that say little
    fillers: frozenset[str] = frozenset()
    little: frozenset[str] = frozenset()
    """May stand before a name and are no part of it."""
    pronouns: frozenset[str] = frozenset()
    """Said for what was talked about before: no value of its own."""
    joiners: frozenset[str] = frozenset()
    """Stand between two things that are wanted together."""
    joining: Texts = ()
    """The same, as the ending of a word."""
    particles: Texts = ()
    """Endings that say what a name does in the sentence, not what it is; the longer of two first."""
    same: Mapping[str, Texts] = _NOTHING
    """One way to say it, and the others that mean the same."""
    contractions: Mapping[str, str] = _NOTHING
    """Endings of a word, and the word they stand for."""
    is_after: frozenset[str] = frozenset()
    """Words after which the first of the contractions is one."""

    # -- how names are written and inflected
    symbols: Mapping[str, str] = _NOTHING
    folds_accents: bool = False
    """Whether people leave them out."""
    plurals: Texts = ()
    """What is added to a word for more than one."""
    shortest_part: int = 1
    """Letters from which a word may stand for a longer name."""
    has_compounds: bool = False
    """Whether the end of a long word may stand for it."""

    # -- numbers
    digits: Texts = ()
    """From zero to nine, one by one."""
    also_digits: Mapping[str, int] = _NOTHING
    repeats: Mapping[str, int] = _NOTHING
    """Said before a digit that comes several times."""
    numbers: Mapping[str, Mapping[str, str]] = _NOTHING
    """Rules, see `numbers.spell`: `main` as they are said, `also` as they may be said, others to build these from."""
    scales: Mapping[str, int] = _NOTHING
    """Words for thousand and more."""
    quantities: Mapping[str, int] = _NOTHING
    """How else people count."""
    after_a_number: frozenset[str] = frozenset()
    """What belongs to the number before it, so that it is none without."""
    below_zero: frozenset[str] = frozenset()
    before_digits: frozenset[str] = frozenset()
    """Announces an order number, which is read out digit by digit."""
    numerals: Numerals = Numerals()

    # -- days
    ordinals: Texts = ()
    weekdays: Texts = ()
    also_weekdays: Mapping[str, int] = _NOTHING
    """Another name, and how many days after Monday."""
    months: Texts = ()
    also_months: Mapping[str, int] = _NOTHING
    """Another name, and which month."""
    nth: Texts = ()
    """The days of a month, first to thirty first."""
    nth_endings: Texts = ("",)
    before_a_day: frozenset[str] = frozenset()
    days: Mapping[str, int] = _NOTHING
    """Days from today."""
    weeks: Mapping[str, int] = _NOTHING
    """Weeks from this one."""
    weekends: Mapping[str, int] = _NOTHING
    next_month: Texts = ()
    on_weekday: Mapping[str, int | None] = _NOTHING
    """With {weekday}: in which week from this one; null for the next such day."""
    later: Mapping[str, int] = _NOTHING
    """With {number}: how many days are one of them."""
    dates: Texts = ()
    """With {nth} or {number}, and {month} or {nth_month}."""
    days_to_come: Texts = ()
    """What a recogniser listens for, with {weekday}, {nth} and {month}."""


def languages() -> Texts:
    return tuple(sorted(entry.name.removesuffix(".json") for entry in _HERE.iterdir() if entry.name.endswith(".json")))


@cache
def language(code: str) -> Language:
    """What is known of it: nothing, where nobody wrote a file."""
    if code not in languages():
        return Language()
    document = json.loads((_HERE / f"{code}.json").read_text(encoding="utf-8"))
    kinds = {name: str(kind) for name, kind in Language.__annotations__.items()}
    return Language(**{name: _plain(value, kinds[name]) for name, value in document.items()})


def _plain(value: Any, kind: str) -> Any:
    match value:
        case dict() if "Numerals" in kind:
            return Numerals(**value)
        case dict():
            return MappingProxyType(
                {name: tuple(each) if isinstance(each, list) else each for name, each in value.items()}
            )
        case list():
            return frozenset(value) if "frozenset" in kind else tuple(value)
    return value


class ByLanguage(Mapping[str, T], Generic[T]):
    """One thing of every language that has it."""

    def __init__(self, read: Callable[[Language], T]) -> None:
        self._read = read

    def __getitem__(self, code: str) -> T:
        found = self._read(language(code))
        if not found:
            raise KeyError(code)
        return found

    def __iter__(self) -> Iterator[str]:
        return (code for code in languages() if self._read(language(code)))

    def __len__(self) -> int:
        return sum(1 for _ in self)
