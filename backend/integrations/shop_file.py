"""Reads a shop from a JSON or CSV file; tells every wrong row, and changes nothing if one is wrong."""

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.numbers import is_currency

from backend.errors import EncoreError
from backend.orders.importing import PastCustomer, PastOrder
from backend.orders.model import UNITS, OrderStatus, Product, Shop, Wish
from backend.orders.money import Money

CSV_COLUMNS = ("sku", "name", "price", "unit", "stock")
CSV_OPTIONAL = ("synonyms", "category", "restock_on")
MOST_STOCK = 10**9
MOST_BYTES = 256 * 1024 * 1024
_SKU = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class ShopFileError(EncoreError):
    """The file cannot be loaded; nothing was changed."""


@dataclass(frozen=True, slots=True)
class ShopFile:
    products: tuple[Product, ...]
    shop: Shop | None = None
    customers: tuple[PastCustomer, ...] = ()


@dataclass(slots=True)
class _Rows:
    """Collects what is wrong, so that a person can mend a file in one go."""

    source: str
    problems: list[str] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    def problem(self, where: str, text: str) -> None:
        self.problems.append(f"{where}: {text}")

    def give_up_if_wrong(self) -> None:
        if not self.problems:
            return
        shown = "\n  ".join(self.problems[:20])
        more = f"\n  and {len(self.problems) - 20} more" if len(self.problems) > 20 else ""
        raise ShopFileError(f"{self.source} was not imported, nothing was changed:\n  {shown}{more}")


def read_shop_file(path: Path, *, now: datetime, currency: str, locale: str) -> ShopFile:
    """A .json file may hold a whole shop; a .csv file holds products, their names in `locale`.

    Raises:
        ShopFileError: with the line numbers of all rows that are wrong.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ShopFileError(f"{path} is larger than {MOST_BYTES // 2**20} MB; split it.")
        # A spreadsheet puts an invisible mark before the first column's name.
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ShopFileError(f"{path} is not UTF-8 text; save it as UTF-8.") from error
    except OSError as error:
        raise ShopFileError(f"{path} cannot be read ({error.strerror}).") from error
    if path.suffix.lower() == ".json":
        return read_json(text, source=str(path), now=now)
    if path.suffix.lower() == ".csv":
        return _read_csv(text, source=str(path), currency=currency, locale=locale)
    raise ShopFileError(f"{path} is neither .csv nor .json.")


def _read_csv(text: str, *, source: str, currency: str, locale: str) -> ShopFile:
    rows = _Rows(source)
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    columns = tuple(reader.fieldnames or ())
    missing = [name for name in CSV_COLUMNS if name not in columns]
    unknown = [name for name in columns if name not in (*CSV_COLUMNS, *CSV_OPTIONAL)]
    if missing or unknown:
        raise ShopFileError(
            f"{source} was not imported: "
            + "; ".join(
                part
                for part in (
                    missing and f"the columns {', '.join(missing)} are missing",
                    unknown and f"the columns {', '.join(map(repr, unknown))} are unknown",
                )
                if part
            )
            + f". The first line must name {', '.join(CSV_COLUMNS)} and may name {', '.join(CSV_OPTIONAL)}."
        )
    products = []
    try:
        for row in reader:
            where = f"line {reader.line_num}"
            if None in row or None in row.values():
                rows.problem(where, f"has not {len(columns)} fields")
                continue
            names = (row["name"], *(part for part in (row.get("synonyms") or "").split("|") if part.strip()))
            products.append(
                _product(
                    rows,
                    where,
                    sku=row["sku"],
                    price=row["price"],
                    currency=currency,
                    unit=row["unit"],
                    category=row.get("category") or "",
                    stock=row["stock"],
                    restock=_day(rows, where, row.get("restock_on") or ""),
                    names={locale: names},
                )
            )
    except csv.Error as error:
        rows.problem(f"line {reader.reader.line_num}", f"is not CSV ({error})")
    if not products and not rows.problems:
        rows.problem("line 2", "there are no products")
    rows.give_up_if_wrong()
    return ShopFile(products=tuple(product for product in products if product))


def _day(rows: _Rows, where: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text.strip() else None
    except ValueError:
        rows.problem(where, f"restock_on {text!r} is not a day like 2026-12-24")
        return None


def read_json(text: str, *, source: str, now: datetime) -> ShopFile:
    rows = _Rows(source)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ShopFileError(f"{source} is not JSON ({error}).") from error
    if not isinstance(document, dict) or not isinstance(document.get("products"), list):
        raise ShopFileError(f'{source} must be an object with a list "products".')
    shop = _shop(rows, document.get("shop")) if document.get("shop") is not None else None
    currency = shop.currency if shop else str(document.get("currency", "USD"))
    products = []
    for index, entry in enumerate(document["products"]):
        where = f"products[{index}]"
        if not isinstance(entry, dict) or not isinstance(entry.get("names"), dict):
            rows.problem(where, 'must be an object with "names" per locale')
            continue
        days = entry.get("restock_in_days")
        products.append(
            _product(
                rows,
                where,
                sku=entry.get("sku"),
                price=entry.get("price"),
                currency=currency,
                unit=entry.get("unit", "piece"),
                category=entry.get("category", ""),
                stock=entry.get("stock"),
                restock=(
                    now.date() + timedelta(days=days)
                    if isinstance(days, int) and 0 <= days < 3660
                    else _day(rows, where, str(entry.get("restock_on") or ""))
                ),
                names=entry["names"],
            )
        )
    customers = _customers(rows, document.get("customers") or [], now=now)
    rows.give_up_if_wrong()
    return ShopFile(products=tuple(product for product in products if product), shop=shop, customers=tuple(customers))


def _product(
    rows: _Rows,
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
) -> Product | None:
    before = len(rows.problems)
    sku = str(sku or "").strip()
    if not _SKU.fullmatch(sku):
        rows.problem(where, f"sku {sku!r} must be 1 to 64 letters, digits, dots, dashes or underscores")
    elif sku in rows.seen:
        rows.problem(where, f"sku {sku!r} stands already at {rows.seen[sku]}")
    rows.seen.setdefault(sku, where)
    unit = str(unit or "").strip().lower()
    if unit not in UNITS:
        rows.problem(where, f"unit {unit!r} is unknown; use one of {', '.join(UNITS)}")
    money = Money(0, "USD")
    try:
        money = Money.parse(str(price).strip(), currency)
    except ValueError as error:
        rows.problem(where, f"price {error}")
    on_hand = _whole(stock)
    if on_hand is None or not 0 <= on_hand <= MOST_STOCK:
        rows.problem(where, f"stock {stock!r} must be a whole number from 0")
    spoken = {}
    for locale, of_locale in names.items():
        texts = [of_locale] if isinstance(of_locale, str) else of_locale
        if not isinstance(texts, list | tuple) or not texts or not all(isinstance(text, str) for text in texts):
            rows.problem(where, f"the names for {locale!r} must be texts")
            continue
        cleaned = tuple(dict.fromkeys(" ".join(_CONTROL.sub(" ", text).split()) for text in texts))
        if not all(0 < len(text) <= 200 for text in cleaned):
            rows.problem(where, "a name must have 1 to 200 characters")
        spoken[str(locale)] = cleaned
    if not spoken:
        rows.problem(where, "there is no name")
    if len(rows.problems) > before:
        return None
    return Product(
        sku=sku,
        price=money,
        unit=unit,
        category=str(category or "").strip()[:64],
        names=spoken,
        on_hand=on_hand or 0,
        restock_on=restock,
    )


def _whole(value: Any) -> int | None:
    try:
        return int(str(value).strip())
    except ValueError:
        return None


def _shop(rows: _Rows, entry: Any) -> Shop | None:
    try:
        currency = str(entry["currency"])
        if not is_currency(currency):
            raise ValueError(f"currency {currency!r} is unknown")
        _time_zone(str(entry["time_zone"]))
        free = entry.get("free_delivery_from")
        return Shop(
            name=str(entry["name"])[:200],
            currency=currency,
            time_zone=str(entry["time_zone"]),
            delivery_fee=Money.parse(str(entry["delivery_fee"]), currency),
            free_delivery_from=None if free is None else Money.parse(str(free), currency),
            delivery_days=_up_to(365, entry, "delivery_days"),
            cancel_minutes=_up_to(365 * 24 * 60, entry, "cancel_minutes"),
            phone=str(entry["phone"])[:64],
            opening_hours={str(k): str(v) for k, v in dict(entry.get("opening_hours", {})).items()},
            demo=entry.get("demo") is True,
        )
    except KeyError as error:
        rows.problem("shop", f"{error} is missing")
    except (TypeError, AttributeError, ValueError, OSError) as error:
        rows.problem("shop", str(error))
    return None


def _time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"time_zone {name!r} is unknown; use one like Europe/Paris") from error


def _up_to(most: int, entry: Mapping[str, Any], key: str) -> int:
    number = _whole(entry[key])
    if number is None or not 0 <= number <= most:
        raise ValueError(f"{key} {entry[key]!r} must be a whole number from 0 to {most}")
    return number


def _customers(rows: _Rows, entries: Any, *, now: datetime) -> list[PastCustomer]:
    found = []
    for index, entry in enumerate(entries if isinstance(entries, list) else [entries]):
        try:
            found.append(
                PastCustomer(
                    name=str(entry["name"])[:200],
                    locale=str(entry["locale"]),
                    address=str(entry["address"])[:400],
                    identities=tuple(
                        (str(channel), str(external_id))
                        for channel, ids in dict(entry.get("identities", {})).items()
                        for external_id in ids
                    ),
                    orders=tuple(_past_order(rows, order, now=now) for order in entry.get("orders", ())),
                )
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            rows.problem(f"customers[{index}]", f"{type(error).__name__}: {error}")
    return found


def _past_order(rows: _Rows, entry: Any, *, now: datetime) -> PastOrder:
    wishes = tuple(Wish(str(sku), int(quantity)) for sku, quantity in entry["lines"])
    for wish in wishes:
        if wish.sku not in rows.seen:
            raise ValueError(f"an order names the unknown sku {wish.sku!r}")
        if wish.quantity < 1:
            raise ValueError(f"an order has {wish.quantity} of {wish.sku!r}")
    if len({wish.sku for wish in wishes}) != len(wishes) or not wishes:
        raise ValueError("an order must have lines, each with another sku")
    return PastOrder(
        placed_at=now - timedelta(days=_up_to(36500, entry, "days_ago")),
        status=OrderStatus(entry["status"]),
        wishes=wishes,
        expected_in_days=(None if entry.get("expected_in_days") is None else _up_to(365, entry, "expected_in_days")),
    )
