"""Which value of a list is meant: exactly, in part, or misheard."""

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from interaction_models.model import Value
from interaction_models.spoken import Words, language, plain, words

SURE = 85.0
"""Similarity, 0 to 100, at which a misheard name is taken for the real one."""
LIKELY = 75.0
MARGIN = 10.0
"""A likely name counts when it leads the next one by this much. With SURE, LIKELY and MARGIN at these values about
three in four misheard names are found and one in twenty absent ones is taken for a real one."""
LONGEST = 500
"""Characters of what may be a name."""
_SHORTEST_HEAD = 4
"""Letters from which the end of a long word is a word of its own."""


class ValueIndex:
    """The values of one slot type."""

    def __init__(self, values: Iterable[Value], language: str) -> None:
        self._language = language
        exact: dict[Words, dict[str, None]] = defaultdict(dict)
        for value in values:
            for name in value.names:
                spoken = plain(words(name, language), language)
                if spoken:
                    exact[spoken][value.id] = None
        self.exact = {name: tuple(ids) for name, ids in exact.items()}
        """Every name as it sounds; several ids where two values share a name."""
        self.longest = max(map(len, self.exact), default=0)
        """Words in the longest name."""
        self._texts = {" ".join(name): ids for name, ids in self.exact.items()}
        self._ids = tuple(self.exact.values())
        self._with: dict[str, set[int]] = defaultdict(set)
        """Word to the names that have it, by their places."""
        for at, known in enumerate(self.exact):
            for word in known:
                self._with[word].add(at)

    def named(self, spoken: Words) -> tuple[str, ...]:
        """Ids of what has just this name, in either number."""
        return self.exact.get(spoken) or self._singular(spoken) if spoken else ()

    def find(self, said: str) -> tuple[str, ...]:
        """Ids of what it may mean, best first; empty for something that is not in the list."""
        spoken = plain(words(said, self._language), self._language) if len(said) <= LONGEST else ()
        if not spoken:
            return ()
        return self.named(spoken) or self.part(spoken) or self._misheard(spoken)

    def _singular(self, spoken: Words) -> tuple[str, ...]:
        """ "bananas" for "banana", and the other way round."""
        *before, last = spoken
        others = (
            (*before, last.removesuffix(ending) if last.endswith(ending) else last + ending)
            for ending in language(self._language).plurals
        )
        return next((self.exact[other] for other in others if other in self.exact), ())

    def part(self, spoken: Words) -> tuple[str, ...]:
        """All names that contain these words: "roast coffee" for "dark roast coffee"."""
        known = language(self._language)
        if max(map(len, spoken)) < known.shortest_part:
            return ()  # "a" is in half the names
        said = set(spoken)
        found = set[int].intersection(*(self._with.get(word, set()) for word in said))
        if not found and known.has_compounds:
            found = set[int].intersection(*map(self._ending, said))
        return tuple(dict.fromkeys(value_id for at in sorted(found) for value_id in self._ids[at]))

    def _ending(self, word: str) -> set[int]:
        """ "Milch" in "Hafermilch"; not "Ei" in "Bäckerei"."""
        if len(word) < _SHORTEST_HEAD:
            return self._with.get(word, set())
        return set[int]().union(*(places for each, places in self._with.items() if each.endswith(word)))

    def _misheard(self, spoken: Words) -> tuple[str, ...]:
        text = " ".join(spoken)
        best = process.extract(text, self._texts.keys(), scorer=fuzz.ratio, score_cutoff=LIKELY - MARGIN, limit=8)
        if not best:
            return ()
        name, score, _index = best[0]
        ids = self._texts[name]
        rival = next((other for other_name, other, _ in best[1:] if self._texts[other_name] != ids), 0.0)
        if score >= SURE or (score >= LIKELY and score - rival >= MARGIN):
            return ids
        return ()
