"""Which value of a list is meant: exactly, in part, or misheard."""

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from interaction_models.model import Value
from interaction_models.spoken import Words, plain, words

SURE = 85.0
"""Similarity, 0 to 100, at which a misheard name is taken for the real one."""
LIKELY = 75.0
MARGIN = 10.0
"""A likely name counts when it leads the next one by this much. With SURE, LIKELY and MARGIN at these values about
three in four misheard names are found and one in twenty absent ones is taken for a real one."""


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

    def find(self, said: str) -> tuple[str, ...]:
        """Ids of what it may mean, best first; empty for something that is not in the list."""
        spoken = plain(words(said, self._language), self._language)
        if not spoken:
            return ()
        return self.exact.get(spoken) or self._singular(spoken) or self._part(spoken) or self._misheard(spoken)

    def _singular(self, spoken: Words) -> tuple[str, ...]:
        """ "bananas" for "banana", and the other way round."""
        if self._language != "en":
            return ()
        other = (*spoken[:-1], spoken[-1][:-1] if spoken[-1].endswith("s") else spoken[-1] + "s")
        return self.exact.get(other, ())

    def _part(self, spoken: Words) -> tuple[str, ...]:
        """All names that contain these words: "roast coffee" for "dark roast coffee"."""
        if self._language == "en" and max(map(len, spoken)) < 3:
            return ()  # "a" is in half the names
        said = set(spoken)
        found = [ids for name, ids in self.exact.items() if said <= set(name)]
        return tuple(dict.fromkeys(value_id for ids in found for value_id in ids))

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
