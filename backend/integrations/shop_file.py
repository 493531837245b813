"""Reads a shop from a JSON or CSV file; tells every wrong row, and changes nothing if one is wrong."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.numbers import is_currency

from backend.integrations import shopify_csv
from backend.integrations.csv_table import Table, open_table
from backend.integrations.product_rows import (
    LOCALE,
    MOST_QUOTED,
    MOST_STOCK,
    Rows,
    ShopFileError,
    cleaned,
    quoted,
    read_product,
    whole,
)
from backend.integrations.promotion_rows import read_promotions
from backend.orders.importing import PastCustomer, PastOrder
from backend.orders.linking import EmailRefused, plain_email
from backend.orders.model import MAIN, OrderStatus, Place, Product, Shop, Wish
from backend.orders.money import Money
from backend.orders.promotions import Promotion

__all__ = ["ShopFile", "ShopFileError", "read_json", "read_shop_file"]

CSV_COLUMNS = ("sku", "name", "price", "unit", "stock")
CSV_OPTIONAL = ("synonyms", "category", "restock_on", "image")
MOST_BYTES = 256 * 1024 * 1024
_PLACE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_SYNONYM = re.compile(r"(?:[^|\\]|\\.|\\$)+", re.DOTALL)
_ESCAPED = re.compile(r"\\([|\\])")


@dataclass(frozen=True, slots=True)
class ShopFile:
    products: tuple[Product, ...]
    shop: Shop | None = None
    customers: tuple[PastCustomer, ...] = ()
    places: tuple[Place, ...] = ()
    stock_at: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """(SKU, place) to number; what is at the main place stands in the products."""
    promotions: tuple[Promotion, ...] = ()
    notes: tuple[str, ...] = ()
    """What was taken otherwise than written, for the person who imports."""


def read_shop_file(path: Path, *, now: datetime, currency: str, locale: str) -> ShopFile:
    """A .json file may hold a whole shop; a .csv or .tsv file, Encore's or Shopify's, products named in `locale`.

    Raises:
        ShopFileError: with the line numbers of all rows that are wrong.
    """
    if path.suffix.lower() not in (".json", ".csv", ".tsv"):
        if path.exists():
            raise ShopFileError(f"{path} is neither .csv nor .json; save it as one of them.")
        raise ShopFileError(f"{path} cannot be read (No such file or directory).")
    if not is_currency(currency):
        raise ShopFileError(f"the currency {quoted(currency)} is unknown; use a code like USD or EUR.")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ShopFileError(f"{path} is larger than {MOST_BYTES // 2**20} MB; split it.")
        # A spreadsheet puts an invisible mark before the first column's name.
        with path.open(encoding="utf-8-sig", newline="") as file:
            if path.suffix.lower() == ".json":
                return read_json(file.read(), source=str(path), now=now)
            return _read_table(file, source=str(path), currency=currency, locale=locale)
    except UnicodeDecodeError as error:
        raise ShopFileError(
            f"{path} is not UTF-8 text (line {_first_line_not_utf_8(path)}); save it as UTF-8 (Excel: CSV UTF-8)."
        ) from error
    except OSError as error:
        raise ShopFileError(f"{path} cannot be read ({error.strerror}).") from error


def _first_line_not_utf_8(path: Path) -> int:
    number = 1
    with path.open("rb") as file:
        for line in file:
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                break
            number += 1
    return number


def _read_table(file: TextIO, *, source: str, currency: str, locale: str) -> ShopFile:
    rows = Rows(source)
    table = open_table(file, rows, known={*CSV_COLUMNS, *CSV_OPTIONAL, *shopify_csv.KNOWN})
    read = shopify_csv.read_shopify if shopify_csv.is_shopify(table.columns) else _read_own
    products = tuple(read(table, rows, currency=currency, locale=locale))
    if not products and not rows.problems:
        rows.problem("the whole file", " ".join(("there are no products to sell.", *rows.told_notes())))
    rows.give_up_if_wrong()
    return ShopFile(products=products, notes=rows.told_notes())


def _read_own(table: Table, rows: Rows, *, currency: str, locale: str) -> Iterator[Product]:
    _check_columns(table.columns, rows.source)
    at = {column: place for place, column in enumerate(table.columns)}
    sku, name, price, unit, stock = (at[column] for column in CSV_COLUMNS)
    synonyms, category, restock, image = (at.get(column) for column in CSV_OPTIONAL)
    for where, row in table.rows():
        product = read_product(
            rows,
            where,
            sku=row[sku],
            price=table.amount(row[price]),
            currency=currency,
            unit=row[unit],
            category="" if category is None else row[category],
            stock=row[stock],
            restock=None if restock is None else _day(rows, where, row[restock]),
            names={locale: (row[name], *(() if synonyms is None else split_synonyms(row[synonyms])))},
            image=None if image is None else row[image],
        )
        if product is not None:
            yield product


def _check_columns(columns: Iterable[str], source: str) -> None:
    columns = tuple(columns)
    missing = [name for name in CSV_COLUMNS if name not in columns]
    unknown = [quoted(name) for name in columns if name not in (*CSV_COLUMNS, *CSV_OPTIONAL)]
    wrong = []
    if missing:
        wrong.append(f"the columns {', '.join(missing)} are missing")
    if unknown:
        more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        wrong.append(f"the columns {', '.join(unknown[:5])}{more} are unknown")
    if wrong:
        raise ShopFileError(
            f"{source} was not imported: {'; '.join(wrong)}. The first line must name {', '.join(CSV_COLUMNS)} "
            f"and may name {', '.join(CSV_OPTIONAL)}, or be that of a Shopify product file."
        )


def split_synonyms(cell: str) -> list[str]:
    r"""Of "tea leaves|leaf tea"; \| is a stroke within a name."""
    if "\\" not in cell:
        return [part for part in cell.split("|") if part.strip()]
    return [_ESCAPED.sub(r"\1", part) for part in _SYNONYM.findall(cell) if part.strip()]


def joined_synonyms(names: Iterable[str]) -> str:
    return "|".join(re.sub(r"([|\\])", r"\\\1", name) for name in names)


def _day(rows: Rows, where: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        rows.problem(where, f"restock_on {quoted(text)} is not a day like 2026-12-24")
        return None


def read_json(text: str, *, source: str, now: datetime) -> ShopFile:
    rows = Rows(source)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ShopFileError(f"{source} is not JSON ({error}); mend it there.") from error
    if not isinstance(document, dict) or not isinstance(document.get("products"), list):
        raise ShopFileError(f'{source} must be an object with a list "products".')
    shop = _shop(rows, document.get("shop")) if document.get("shop") is not None else None
    currency = shop.currency if shop else str(document.get("currency", "USD"))
    if not is_currency(currency):
        rows.problem("currency", f"{quoted(currency)} is unknown; use a code like USD or EUR")
    places = _places(rows, document.get("places") or [])
    products = []
    stock_at: dict[tuple[str, str], int] = {}
    for index, entry in enumerate(document["products"]):
        where = f"products[{index}]"
        if not isinstance(entry, dict) or not isinstance(entry.get("names"), dict):
            rows.problem(where, 'must be an object with "names" per locale')
            continue
        days = entry.get("restock_in_days")
        product = read_product(
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
            image=entry.get("image"),
        )
        if product is not None:
            products.append(product)
            stock_at |= _stock_at(rows, where, product.sku, entry.get("stock_at") or {}, places)
    customers = _customers(rows, document.get("customers") or [], now=now)
    promotions = read_promotions(rows, document.get("promotions") or [], currency=currency)
    rows.give_up_if_wrong()
    return ShopFile(
        products=tuple(products),
        shop=shop,
        customers=tuple(customers),
        places=tuple(places),
        stock_at=stock_at,
        promotions=promotions,
    )


def _places(rows: Rows, entries: Any) -> list[Place]:
    found: dict[str, Place] = {}
    for index, entry in enumerate(entries if isinstance(entries, list) else [entries]):
        where = f"places[{index}]"
        try:
            place = _place(entry)
        except KeyError as error:
            rows.problem(where, f"{error} is missing")
        except (TypeError, AttributeError, ValueError) as error:
            rows.problem(where, str(error))
        else:
            if place.id in found:
                rows.problem(where, f"the id {place.id!r} stands already at another place; give it its own")
            found[place.id] = place
    return list(found.values())


def _place(entry: Any) -> Place:
    if not isinstance(entry, dict):
        raise TypeError('must be an object with "id" and "name"')
    identity = str(entry["id"])
    if not _PLACE.fullmatch(identity):
        raise ValueError(f"id {quoted(identity)} must be small letters, digits and dashes, 64 at most")
    pickup = entry.get("pickup", False)
    if not isinstance(pickup, bool):
        raise TypeError(f"pickup {quoted(pickup)} must be true or false")
    place = Place(
        id=identity,
        names=_per_locale("name", entry["name"]),
        address=cleaned(entry.get("address") or "", "address", most=400),
        phone=cleaned(entry.get("phone") or "", "phone", most=64),
        pickup=pickup,
        opening_hours=_per_locale("opening_hours", entry.get("opening_hours") or {}),
    )
    if not place.names:
        raise ValueError("name must say what the place is called, per locale")
    if pickup and not place.address:
        raise ValueError("where customers pick up there must be an address")
    return place


def _per_locale(what: str, entry: Any) -> Mapping[str, str]:
    if not isinstance(entry, dict):
        raise TypeError(f'{what} must be texts per locale, like {{"en-US": "..."}}')
    for locale in entry:
        if not LOCALE.fullmatch(locale):
            raise ValueError(f"the locale {quoted(locale)} of {what} is none; write one like en-US")
    return {locale: cleaned(text, what, least=1, most=400) for locale, text in entry.items()}


def _stock_at(rows: Rows, where: str, sku: str, entry: Any, places: Iterable[Place]) -> dict[tuple[str, str], int]:
    if not isinstance(entry, dict):
        rows.problem(where, 'stock_at must be numbers per place, like {"mill-street": 3}')
        return {}
    known = {place.id for place in places} - {MAIN}
    found = {}
    for place, number in entry.items():
        on_hand = whole(number)
        if place == MAIN:
            rows.problem(where, f'what is at {MAIN!r} is its "stock", not stock_at')
        elif place not in known:
            rows.problem(where, f'stock_at names the place {quoted(place)}, which is not in "places"')
        elif on_hand is None or not 0 <= on_hand <= MOST_STOCK:
            rows.problem(where, f"stock_at {place!r}: {quoted(number)} must be a whole number from 0")
        else:
            found[sku, place] = on_hand
    return found


def _shop(rows: Rows, entry: Any) -> Shop | None:
    try:
        currency = str(entry["currency"])
        if not is_currency(currency):
            raise ValueError(f"currency {currency!r} is unknown")
        _time_zone(str(entry["time_zone"]))
        free = entry.get("free_delivery_from")
        return Shop(
            name=cleaned(str(entry["name"]), "name", least=1, most=200),
            currency=currency,
            time_zone=str(entry["time_zone"]),
            delivery_fee=Money.parse(str(entry["delivery_fee"]), currency),
            free_delivery_from=None if free is None else Money.parse(str(free), currency),
            delivery_days=_up_to(365, entry, "delivery_days"),
            cancel_minutes=_up_to(365 * 24 * 60, entry, "cancel_minutes"),
            phone=cleaned(str(entry["phone"]), "phone", most=64),
            opening_hours=_per_locale("opening_hours", entry.get("opening_hours") or {}),
            return_days=_up_to(3650, entry, "return_days", otherwise=30),
            tax_basis_points=_basis_points(entry.get("tax_percent", 0)),
            tax_included=entry.get("tax_included", True) is not False,
            consent_percent=_up_to(10_000, entry, "consent_percent", otherwise=10),
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


def _basis_points(percent: Any) -> int:
    """Hundredths of a percent: 8.25 is 825."""
    try:
        exact = Money.parse(str(percent).strip()[:MOST_QUOTED], "USD").minor
    except ValueError:
        exact = -1
    if not 0 <= exact <= 100_00:
        raise ValueError(f"tax_percent {quoted(percent)} must be a number like 8.25")
    return exact


def _up_to(most: int, entry: Mapping[str, Any], key: str, *, otherwise: int | None = None) -> int:
    if otherwise is not None and entry.get(key) is None:
        return otherwise
    number = whole(entry[key])
    if number is None or not 0 <= number <= most:
        raise ValueError(f"{key} {entry[key]!r} must be a whole number from 0 to {most}")
    return number


def _customers(rows: Rows, entries: Any, *, now: datetime) -> list[PastCustomer]:
    found = []
    for index, entry in enumerate(entries if isinstance(entries, list) else [entries]):
        try:
            found.append(
                PastCustomer(
                    name=cleaned(str(entry["name"]), "name", least=1, most=200),
                    locale=str(entry["locale"]),
                    address=cleaned(str(entry["address"]), "address", most=400),
                    identities=tuple(
                        (str(channel), str(external_id))
                        for channel, ids in dict(entry.get("identities", {})).items()
                        for external_id in ids
                    ),
                    orders=tuple(_past_order(rows, order, now=now) for order in entry.get("orders", ())),
                    email=_email(entry.get("email")),
                )
            )
            emails = [customer.email for customer in found if customer.email]
            if len(emails) != len(set(emails)):
                raise ValueError("another customer has this e-mail address")
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            rows.problem(f"customers[{index}]", f"{type(error).__name__}: {error}")
    return found


def _email(entry: Any) -> str | None:
    try:
        return plain_email(str(entry)) if entry else None
    except EmailRefused:
        raise ValueError(f"{quoted(entry)} is no e-mail address; write one like ada@example.com") from None


def _past_order(rows: Rows, entry: Any, *, now: datetime) -> PastOrder:
    wishes = tuple(Wish(str(sku), whole(quantity) or 0) for sku, quantity in entry["lines"])
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
