"""A finite automaton for a set of sentences, with everything they share written once."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class _State:
    number: int
    final: bool = False
    arcs: dict[str, "_State"] = field(default_factory=dict)

    @property
    def future(self) -> tuple[bool, tuple[tuple[str, int], ...]]:
        """Two states with the same future are one. Says so once all states behind it are unique."""
        return self.final, tuple((token, state.number) for token, state in self.arcs.items())


@dataclass(frozen=True, slots=True)
class Automaton:
    start: int
    finals: frozenset[int]
    arcs: tuple[tuple[int, str, int], ...]
    """From state, token, to state."""


def smallest(sentences: Iterable[tuple[str, ...]]) -> Automaton:
    """The smallest automaton without loops that accepts exactly these (Daciuk and others, 2000)."""
    root = _State(0)
    unique: dict[tuple[bool, tuple[tuple[str, int], ...]], _State] = {}
    count = 1
    previous: tuple[str, ...] = ()
    path = [root]

    def close(depth: int) -> None:
        """The states of the previous sentence after `depth` tokens get no more arcs."""
        while len(path) - 1 > depth:
            child = path.pop()
            path[-1].arcs[previous[len(path) - 1]] = unique.setdefault(child.future, child)

    for sentence in sorted(set(sentences)):
        shared = next(
            (i for i, (old, new) in enumerate(zip(previous, sentence, strict=False)) if old != new),
            min(len(previous), len(sentence)),
        )
        close(shared)
        for token in sentence[shared:]:
            state = _State(count)
            count += 1
            path[-1].arcs[token] = state
            path.append(state)
        path[-1].final = True
        previous = sentence
    close(0)

    states, waiting = {root}, [root]
    while waiting:
        for state in waiting.pop().arcs.values():
            if state not in states:
                states.add(state)
                waiting.append(state)
    return Automaton(
        root.number,
        frozenset(state.number for state in states if state.final),
        tuple((state.number, token, to.number) for state in states for token, to in state.arcs.items()),
    )
