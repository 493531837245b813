"""Which of a shop's own words are said where: names and opening hours are kept per locale."""

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def said_in(locale: str, texts: Mapping[str, T]) -> T | None:
    """What is said there; else elsewhere in the same language; None where nobody would understand it."""
    if found := texts.get(locale):
        return found
    language = locale.partition("-")[0]
    return next((text for other, text in texts.items() if text and other.partition("-")[0] == language), None)
