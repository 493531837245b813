"""What every product file is checked against, and the one list of what is wrong in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from backend.errors import EncoreError
from backend.orders.model import UNITS, Product
from backend.orders.money import Money

MOST_STOCK = 10**9
MOST_OF_CATEGORY = 64
MOST_TOLD = 20
"""Lines of a kind; more of them help nobody."""
MOST_IN_A_LINE = 500
MOST_QUOTED = 60
"""Characters of a wrong value that are repeated to the person who wrote it."""
SKU = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
LOCALE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
MOST_OF_ADDRESS = 2000
"""Characters of a picture's address; Alexa takes no more."""
_ADDRESS = re.compile(r"https://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+", re.ASCII | re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class ShopFileError(EncoreError):
    """The file cannot be loaded; nothing was changed."""


@dataclass(slots=True)
class Rows:
    """Collects what is wrong, so that a person can mend a file in one go, and what was taken otherwise than written."""

    source: str
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    """SKU to where it stands."""

    def problem(self, where: str, text: str) -> None:
        self.problems.append(f"{where}: {text if len(text) <= MOST_IN_A_LINE else text[:MOST_IN_A_LINE] + '…'}")

    def note(self, where: str, text: str) -> None:
        self.notes.append(f"{where}: {text}")

    def give_up_if_wrong(self) -> None:
        if self.problems:
            told = "\n  ".join(_first(self.problems))
            raise ShopFileError(f"{self.source} was not imported, nothing was changed:\n  {told}")

    def told_notes(self) -> tuple[str, ...]:
        return tuple(_first(self.notes))


def _first(lines: list[str]) -> list[str]:
    more = [f"and {len(lines) - MOST_TOLD} more"] if len(lines) > MOST_TOLD else []
    return lines[:MOST_TOLD] + more


def quoted(value: object) -> str:
    """A wrong value as its writer would recognise it: a field may be megabytes long."""
    text = value if isinstance(value, str) else str(value)
    if len(text) > MOST_QUOTED:
        return repr(text[:MOST_QUOTED] + "…")
    return repr(value)


def read_product(
    rows: Rows,
    where: str,
    *,
    sku: Any,
    price: Any,
    currency: str,
    unit: Any,
    category: Any,
    stock: Any,
    restock: date | None,
    names: Mapping[str, Any],
    image: Any = None,
) -> Product | None:
    """None if something is wrong with it; `rows` has been told what."""
    before = len(rows.problems)
    sku = str(sku or "").strip()
    if not SKU.fullmatch(sku):
        rows.problem(where, f"sku {quoted(sku)} must be 1 to 64 letters, digits, dots, dashes or underscores")
    elif sku in rows.seen:
        rows.problem(where, f"sku {sku!r} stands already at {rows.seen[sku]}; give one of them another")
    else:
        rows.seen[sku] = where
    unit = str(unit or "").strip().lower()
    if unit not in UNITS:
        rows.problem(where, f"unit {quoted(unit)} is unknown; use one of {', '.join(UNITS)}")
    money = _price(rows, where, str(price).strip(), currency)
    on_hand = whole(stock)
    if on_hand is None or not 0 <= on_hand <= MOST_STOCK:
        rows.problem(where, f"stock {quoted(stock)} must be a whole number from 0")
    kind = ""
    try:
        kind = cleaned(str(category or ""), "category", most=MOST_OF_CATEGORY)
    except ValueError as error:
        rows.problem(where, str(error))
    spoken = {}
    for locale, of_locale in names.items():
        found = _names(rows, where, str(locale), of_locale)
        if found:
            spoken[str(locale)] = found
    if not names:
        rows.problem(where, "there is no name")
    picture = _image(rows, where, image)
    if len(rows.problems) > before:
        return None
    return Product(
        sku=sku,
        price=money,
        unit=unit,
        category=kind,
        names=spoken,
        on_hand=on_hand or 0,
        restock_on=restock,
        image=picture,
    )


def _image(rows: Rows, where: str, given: Any) -> str | None:
    text = str(given or "").strip()
    if text and not is_picture_address(text):
        rows.problem(where, f"image {quoted(text)} must be an https address, like https://shop.example/tea.jpg")
    return text or None


def is_picture_address(text: str) -> bool:
    """Screens and cards fetch it themselves, and only over https."""
    if len(text) > MOST_OF_ADDRESS or not _ADDRESS.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        port = parts.port  # a wrong one is only noticed when it is asked for
    except ValueError:
        return False
    return bool(parts.hostname) and "@" not in parts.netloc and port != 0


def _price(rows: Rows, where: str, text: str, currency: str) -> Money:
    if len(text) > MOST_QUOTED:
        rows.problem(where, f"price {quoted(text)} is not an amount of money")
        return Money(0, currency)
    try:
        return Money.parse(text, currency)
    except ValueError as error:
        rows.problem(where, f"price {error}")
        return Money(0, currency)


def _names(rows: Rows, where: str, locale: str, given: Any) -> tuple[str, ...]:
    if not LOCALE.fullmatch(locale):
        rows.problem(where, f"the locale {quoted(locale)} of its name is none; write one like en-US")
        return ()
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list | tuple) or not texts or not all(isinstance(text, str) for text in texts):
        rows.problem(where, f"the names for {locale!r} must be texts")
        return ()
    words = []
    for text in texts:
        try:
            words.append(cleaned(text, "a name", least=1, most=200))
        except ValueError as error:
            rows.problem(where, str(error))
    return tuple(dict.fromkeys(words))


def cleaned(text: Any, what: str, *, least: int = 0, most: int) -> str:
    """
    Raises:
        ValueError: it is no text, or one that cannot be spoken.
    """
    if not isinstance(text, str):
        raise ValueError(f"{what} {quoted(text)} must be a text")  # noqa: TRY004
    words = " ".join(text.split())
    if not least <= len(words) <= most:
        raise ValueError(f"{what} must have {least} to {most} characters")
    if not words.isprintable() and _CONTROL.search(words):
        raise ValueError(f"{what} {quoted(words)} holds a control character; delete it or type the text again")
    return words


def whole(value: Any) -> int | None:
    try:
        return int(str(value).strip())
    except ValueError:
        return None
