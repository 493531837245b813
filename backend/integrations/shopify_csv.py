"""Shopify's product file, in and out: https://help.shopify.com/en/manual/products/import-export/using-csv

The columns were renamed in 2024; both kinds are read, the newer is written.
"""

import hashlib
import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from backend.integrations.csv_table import Table
from backend.integrations.product_rows import (
    MOST_OF_CATEGORY,
    SKU,
    Rows,
    ShopFileError,
    is_picture_address,
    quoted,
    read_product,
    whole,
)
from backend.orders.model import Product

_RENAMED = {
    "handle": "url handle",
    "variant sku": "sku",
    "variant price": "price",
    "variant inventory qty": "inventory quantity",
    "published": "published on online store",
    "image src": "product image url",
    "variant image": "variant image url",
}
_OPTIONS = ("option1 value", "option2 value", "option3 value")
_READ = ("url handle", "title", "type", "status", "published on online store", "sku", *_OPTIONS, "price",
         "inventory quantity", "product image url", "variant image url")  # fmt: skip
KNOWN: Collection[str] = frozenset((*_RENAMED, *_READ))

WRITTEN = ("Title", "URL handle", "Type", "Published on online store", "Status", "SKU", "Option1 name",
           "Option1 value", "Price", "Inventory tracker", "Inventory quantity",
           "Continue selling when out of stock")  # fmt: skip
"""Shopify leaves alone what has no column here: descriptions, pictures, weights."""

_NO_OPTION = "default title"
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")


def is_shopify(columns: Collection[str]) -> bool:
    return "title" in columns and "name" not in columns


@dataclass(frozen=True, slots=True)
class _Head:
    """What a product's first row says for all its variants."""

    title: str
    category: str
    left_out: str
    """Why; empty for a product on sale."""
    image: str


@dataclass(slots=True)
class _Tally:
    without_sku: int = 0
    without_stock: int = 0


def read_shopify(table: Table, rows: Rows, *, currency: str, locale: str) -> Iterator[Product]:
    """A product per variant; what was taken otherwise than written ends up in the notes of `rows`."""
    at = {_RENAMED.get(column, column): place for place, column in enumerate(table.columns)}
    missing = [name for name in ("title", "price") if name not in at]
    if missing:
        raise ShopFileError(
            f"{rows.source} was not imported: it looks like a Shopify product file, but the column "
            f"{' and '.join(name.capitalize() for name in missing)} is missing; "
            "export the products again in Shopify (Products, Export)."
        )
    heads: dict[str, _Head] = {}
    tally = _Tally()
    for where, cells in table.rows():
        row = {name: cells[at[name]].strip() for name in _READ if name in at}
        title = _words(row["title"])
        handle = row.get("url handle") or title
        is_variant = any(row.get(name) for name in ("sku", "price", *_OPTIONS))
        head = heads.get(handle)
        if head is None and not title:
            if is_variant:
                rows.problem(where, "has no Title, and no row before it has the same URL handle; export it again")
            continue
        if head is None:
            category = _words(row.get("type", ""))[:MOST_OF_CATEGORY]
            head = heads[handle] = _Head(title, category, _left_out(row), row.get("product image url", ""))
        elif not is_variant:
            continue  # one more picture of the same product
        if head.left_out:
            continue
        product = _variant(table, rows, where, row, head, handle=handle, currency=currency, locale=locale, tally=tally)
        if product is not None:
            yield product
    _tell(rows, heads.values(), tally)


def _variant(
    table: Table,
    rows: Rows,
    where: str,
    row: Mapping[str, str],
    head: _Head,
    *,
    handle: str,
    currency: str,
    locale: str,
    tally: _Tally,
) -> Product | None:
    options = [value for name in _OPTIONS if (value := _words(row.get(name, ""))).lower() not in ("", _NO_OPTION)]
    stock = row.get("inventory quantity", "")
    if not stock:
        tally.without_stock += 1
        stock = "0"
    elif (number := whole(stock)) is not None and number < 0:
        rows.note(where, f"{stock} in stock counts as 0")
        stock = "0"
    # Shopify writes an apostrophe before digits, so that spreadsheets keep their zeros.
    sku = row.get("sku", "").lstrip("'").strip()
    if not sku:
        tally.without_sku += 1
        sku = _sku_of(".".join((handle, *options)), taken=rows.seen)
    elif not SKU.fullmatch(sku):
        written, sku = sku, _sku_of(sku, taken=())
        rows.note(where, f"SKU {quoted(written)} becomes {sku!r}; only letters, digits, dots, dashes, underscores")
    return read_product(
        rows,
        where,
        sku=sku,
        price=table.amount(row["price"]),
        currency=currency,
        unit="piece",
        category=head.category,
        stock=stock,
        restock=None,
        names={locale: ", ".join((head.title, *options))},
        image=_image(rows, where, row.get("variant image url") or head.image),
    )


def _image(rows: Rows, where: str, address: str) -> str:
    """A picture is no reason to keep a shop out."""
    if address and not is_picture_address(address):
        rows.note(where, f"the picture {quoted(address)} is left out; only https addresses can be shown")
        return ""
    return address


def _left_out(row: Mapping[str, str]) -> str:
    status = row.get("status", "").lower()
    if status not in ("", "active"):
        return "not active in Shopify (draft, archived or unlisted)"
    if row.get("published on online store", "").lower() == "false":
        return "hidden from the online store"
    return ""


def _tell(rows: Rows, heads: Collection[_Head], tally: _Tally) -> None:
    for reason in sorted({head.left_out for head in heads} - {""}):
        count = sum(head.left_out == reason for head in heads)
        rows.notes.append(f"Left out because {reason}: {count}.")
    if tally.without_sku:
        rows.notes.append(f"Without a SKU, so named after URL handle and option: {tally.without_sku}.")
    if tally.without_stock:
        rows.notes.append(
            f"Without an inventory quantity, so sold out for now: {tally.without_stock}. "
            "Shopify leaves it out for shops with several locations; set it with `encore shop stock SKU NUMBER`."
        )


def _words(text: str) -> str:
    """Without mark-up, which nobody wants to hear."""
    if "<" in text or "&" in text:
        text = _TAG.sub(" ", html.unescape(text))
    return " ".join(text.split())


def _sku_of(text: str, *, taken: Collection[str]) -> str:
    """The same for the same text every time; a digest where plain letters would lose what tells two apart."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-._")
    if len(plain) <= 64 and plain.lower() == text.lower().replace(" ", "-") and plain not in taken:
        return plain
    return f"{plain[:57].strip('-._') or 'item'}-{_digest(text)}"


def _handle_of(sku: str) -> str:
    """Shopify finds a product by it, so it must not depend on what else is in the file."""
    plain = re.sub(r"[^a-z0-9]+", "-", sku.lower()).strip("-")
    return plain if plain == sku else f"{plain}-{_digest(sku)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]


def shopify_rows(products: Iterable[Product], *, locale: str) -> Iterator[list[str]]:
    """A Shopify product each: its unit, synonyms, other languages and restock day have no place there."""
    for product in products:
        yield [
            product.name(locale),
            _handle_of(product.sku),
            product.category,
            "TRUE",
            "active",
            product.sku,
            "Title",
            "Default Title",
            f"{product.price.amount:f}",
            "shopify",
            str(product.on_hand),
            "deny",
        ]
