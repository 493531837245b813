"""Walks JSON of any shape: what is not as it should be becomes a finding with a path, never an exception."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]

_KINDS: dict[type, str] = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null",
}
_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Finding:
    severity: Severity
    code: str
    """Stable and short, such as `duplicate-sample`."""
    path: str
    """Where in the document: a JSON path, such as `$.languageModel.intents[2].samples[0]`."""
    message: str


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it was found."""

    value: object
    path: str = "$"

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def child(self, key: str) -> "Node":
        """What is under this key; null where there is nothing, because Alexa reads both alike."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(value, f"{self.path}.{key}")


class Report:
    """Collects findings, and unwraps nodes on the way."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def error(self, code: str, path: str, message: str) -> None:
        self.findings.append(Finding("error", code, path, message))

    def warning(self, code: str, path: str, message: str) -> None:
        self.findings.append(Finding("warning", code, path, message))

    def is_object(self, node: Node) -> bool:
        return self._expect(node, dict)

    def objects(self, parent: Node, key: str, *, required: bool = False) -> Iterator[Node]:
        """The objects in the list under this key; entries of another kind are reported and left out."""
        return (node for node in self.items(parent, key, required=required) if self.is_object(node))

    def texts(self, parent: Node, key: str) -> Iterator[tuple[str, str]]:
        """Text and path of each entry in the list under this key."""
        for node in self.items(parent, key):
            if isinstance(node.value, str):
                yield node.value, node.path
            else:
                self._wrong_kind(node, str)

    def items(self, parent: Node, key: str, *, required: bool = False) -> Iterator[Node]:
        node = parent.child(key)
        if node.value is None:
            if required:
                self.error("missing", node.path, f"there is no {key!r} list")
            elif parent.has(key):
                self.warning("null-list", node.path, "null instead of a list; leave it out or write []")
            return
        if not isinstance(node.value, list):
            self._wrong_kind(node, list)
            return
        for index, item in enumerate(node.value):
            yield Node(item, f"{node.path}[{index}]")

    def text(self, parent: Node, key: str) -> str | None:
        """The text under this key; reported, and None, when it is missing, blank or of another kind."""
        node = parent.child(key)
        if isinstance(node.value, str) and node.value.strip():
            return node.value
        if node.value is None and not parent.has(key):
            self.error("missing", node.path, f"there is no {key!r}")
        elif isinstance(node.value, str):
            self.error("empty", node.path, f"{key!r} is empty")
        else:
            self._wrong_kind(node, str)
        return None

    def flag(self, parent: Node, key: str) -> bool:
        node = parent.child(key)
        if node.value is None:
            return False
        return self._expect(node, bool) and node.value is True

    def choice(self, parent: Node, key: str, allowed: tuple[str, ...]) -> None:
        """What is under this key is one of these, if it is there at all."""
        node = parent.child(key)
        if node.value is not None and node.value not in allowed:
            self.error("unknown-choice", node.path, f"{quoted(node.value)} is none of {', '.join(allowed)}")

    def optional_object(self, parent: Node, key: str) -> Node | None:
        node = parent.child(key)
        return node if node.value is not None and self.is_object(node) else None

    def _expect(self, node: Node, kind: type) -> bool:
        if isinstance(node.value, kind):
            return True
        self._wrong_kind(node, kind)
        return False

    def _wrong_kind(self, node: Node, kind: type) -> None:
        found = _KINDS.get(type(node.value), "something else")
        self.error("wrong-kind", node.path, f"expected {_KINDS[kind]}, found {found}")


def quoted(value: object) -> str:
    """Short, and safe to print: a document may hold control characters, or nest a thousand levels."""
    if not isinstance(value, str):
        return _KINDS.get(type(value), "something else")
    shortened = value if len(value) <= _LONGEST_QUOTE else value[: _LONGEST_QUOTE - 1] + "…"
    return repr(shortened)
