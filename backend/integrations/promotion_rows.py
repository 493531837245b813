"""Reads the price reductions of a shop's file."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from backend.integrations.product_rows import LOCALE, Rows, cleaned, quoted
from backend.orders.money import Money
from backend.orders.promotions import Promotion, PromotionKind

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,31}")
_KEYS = ("code", "kind", "amount", "from_amount", "first_order", "starts_on", "ends_on", "automatic", "names")


def read_promotions(rows: Rows, entries: Any, *, currency: str) -> tuple[Promotion, ...]:
    found: dict[str, Promotion] = {}
    for index, entry in enumerate(entries if isinstance(entries, list) else [entries]):
        where = f"promotions[{index}]"
        try:
            promotion = _promotion(entry, currency)
        except KeyError as error:
            rows.problem(where, f"{error} is missing")
        except (TypeError, ValueError) as error:
            rows.problem(where, str(error))
        else:
            if promotion.code in found:
                rows.problem(where, f"the code {promotion.code!r} stands already at another; give it its own")
            found[promotion.code] = promotion
    return tuple(found.values())


def _promotion(entry: Any, currency: str) -> Promotion:
    if not isinstance(entry, dict):
        raise TypeError('must be an object with "code", "kind" and "amount"')
    # A mistyped ends_on would give money away for ever.
    unknown = [key for key in entry if key not in _KEYS]
    if unknown:
        raise ValueError(f"{quoted(unknown[0])} is unknown; use {', '.join(_KEYS)}")
    code = str(entry["code"]).strip().upper()
    if not _CODE.fullmatch(code):
        raise ValueError(f"code {quoted(entry['code'])} must be letters, digits and dashes, 32 at most")
    if entry["kind"] not in tuple(PromotionKind):
        raise ValueError(f"kind {quoted(entry['kind'])} is unknown; use {' or '.join(PromotionKind)}")
    kind = PromotionKind(entry["kind"])
    starts_on, ends_on = _day(entry, "starts_on"), _day(entry, "ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        raise ValueError(f"ends_on {ends_on} is before starts_on {starts_on}")
    from_amount = entry.get("from_amount")
    return Promotion(
        code=code,
        kind=kind,
        amount=_percent(entry["amount"]) if kind is PromotionKind.PERCENT else _fixed(entry["amount"], currency),
        from_amount=None if from_amount is None else _money("from_amount", from_amount, currency),
        first_order=_flag(entry, "first_order"),
        starts_on=starts_on,
        ends_on=ends_on,
        automatic=_flag(entry, "automatic"),
        names=_names(entry.get("names") or {}),
    )


def _percent(amount: Any) -> int:
    """Basis points: a currency with two decimals counts the same way."""
    try:
        points = _money("amount", amount, "USD").minor
    except ValueError:
        points = 0
    if not 0 < points <= 100_00:
        raise ValueError(f"amount {quoted(amount)} must be a percentage above 0 and up to 100, like 12.5")
    return points


def _fixed(amount: Any, currency: str) -> int:
    money = _money("amount", amount, currency)
    if money.minor == 0:
        raise ValueError("amount 0 takes nothing off; name what it takes off")
    return money.minor


def _money(key: str, amount: Any, currency: str) -> Money:
    text = str(amount).strip()
    if len(text) > 30:
        raise ValueError(f"{key} {quoted(amount)} is not an amount of {currency}")
    try:
        return Money.parse(text, currency)
    except ValueError as error:
        raise ValueError(f"{key} {error}") from error


def _day(entry: Mapping[str, Any], key: str) -> date | None:
    day = entry.get(key)
    if day is None:
        return None
    try:
        return date.fromisoformat(str(day))
    except ValueError as error:
        raise ValueError(f"{key} {quoted(day)} is not a day like 2026-12-24") from error


def _flag(entry: Mapping[str, Any], key: str) -> bool:
    flag = entry.get(key)
    if flag is not None and not isinstance(flag, bool):
        raise TypeError(f"{key} {quoted(flag)} must be true or false")
    return bool(flag)


def _names(entry: Any) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(entry, dict) or not all(isinstance(names, list) for names in entry.values()):
        raise TypeError('names must be lists of texts per locale, like {"en-US": ["welcome ten"]}')
    for locale in entry:
        if not LOCALE.fullmatch(locale):
            raise ValueError(f"the locale {quoted(locale)} of names is none; write one like en-US")
    return {
        locale: tuple(dict.fromkeys(cleaned(name, "a name", least=1, most=200) for name in names))
        for locale, names in entry.items()
    }
