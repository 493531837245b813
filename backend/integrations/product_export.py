"""Writes products to a file, whole or not at all; `shop_file` reads it back."""

import csv
import json
import os
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO

from backend.errors import EncoreError
from backend.integrations.csv_table import guarded
from backend.integrations.shop_file import CSV_COLUMNS, CSV_OPTIONAL, joined_synonyms
from backend.integrations.shopify_csv import WRITTEN, shopify_rows
from backend.orders.languages import said_in
from backend.orders.model import Product


class FileFormat(StrEnum):
    CSV = "csv"
    JSON = "json"
    SHOPIFY = "shopify"


class ExportError(EncoreError):
    """The file was not written; one that was there before is as it was."""


def write_products(products: Sequence[Product], path: Path, *, format: FileFormat, locale: str) -> None:
    """CSV and Shopify hold the names of `locale` only, JSON those of every locale.

    Raises:
        ExportError: there is nothing to write, or no way to write it there.
    """
    if not products:
        raise ExportError("there are no products to export; `encore shop import FILE` brings some.")
    if path.exists() and not path.is_file():
        raise ExportError(f"{path} is not a file; name one.")
    # Beside the file: only within one disk is a rename all or nothing.
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    # Without this mark Excel takes UTF-8 for an old code page. Shopify's own files have none.
    encoding = "utf-8-sig" if format is FileFormat.CSV else "utf-8"
    try:
        try:
            with half.open("w", encoding=encoding, newline="") as file:
                _write(file, products, format, locale)
                file.flush()
                os.fsync(file.fileno())
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(f"{path} cannot be written ({error.strerror}); choose another place.") from error


def _write(file: TextIO, products: Sequence[Product], format: FileFormat, locale: str) -> None:
    match format:
        case FileFormat.JSON:
            _write_json(file, products)
        case FileFormat.CSV:
            _write_table(file, (*CSV_COLUMNS, *CSV_OPTIONAL), _csv_rows(products, locale))
        case FileFormat.SHOPIFY:
            _write_table(file, WRITTEN, shopify_rows(products, locale=locale))


def _write_table(file: TextIO, columns: Sequence[str], rows: Iterator[list[str]]) -> None:
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows(guarded(row) for row in rows)


def _csv_rows(products: Sequence[Product], locale: str) -> Iterator[list[str]]:
    for product in products:
        names = said_in(locale, product.names) or (product.name(locale),)
        yield [
            product.sku,
            names[0],
            f"{product.price.amount:f}",
            product.unit,
            str(product.on_hand),
            joined_synonyms(names[1:]),
            product.category,
            product.restock_on.isoformat() if product.restock_on else "",
            product.image or "",
        ]


def _write_json(file: TextIO, products: Sequence[Product]) -> None:
    """A product a line, so that two exports can be compared line by line."""
    file.write('{"currency": ' + json.dumps(products[0].price.currency) + ', "products": [\n')
    for index, product in enumerate(products):
        file.write(",\n" if index else "")
        json.dump(_json_product(product), file, ensure_ascii=False)
    file.write("\n]}\n")


def _json_product(product: Product) -> dict[str, Any]:
    return {
        "sku": product.sku,
        "price": f"{product.price.amount:f}",
        "unit": product.unit,
        "stock": product.on_hand,
        "restock_on": product.restock_on.isoformat() if product.restock_on else None,
        "category": product.category,
        "names": {locale: list(names) for locale, names in product.names.items()},
        **({"image": product.image} if product.image else {}),
    }
