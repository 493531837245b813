"""What is written can be read back as it was, whole or not at all, and runs in no spreadsheet."""

import csv
import json
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from backend.integrations.product_export import ExportError, FileFormat, write_products
from backend.integrations.shop_file import ShopFile, read_shop_file
from backend.orders.model import Product
from backend.orders.money import Money
from tests.backend.shops import NOW, dollars, product

TEA = Product(
    sku="green-tea",
    price=dollars("4.90"),
    unit="box",
    category="hot drinks",
    names={"en-US": ("green tea", "tea leaves", "leaf tea")},
    on_hand=12,
    restock_on=date(2026, 12, 24),
    image="https://cdn.example.com/tea.jpg?v=1&w=400",
)
HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://x\",\"y\")", "'=1+1", "''=1+1", "'tea", "'", "''", "=", "'-",
    "＝1+1", "－", "a,b", "a;b", 'the "good" tea', '"', '""', "a|b", "|", "||", "\\", "\\|", "a\\", "\\\\|\\", "a|=b",
    "sep=;", "sku", "<b>tea</b>", "&amp;", "café 茶 🍵", "é", "é", "ا\u200fب", "👩\u200d🌾", "{ $name }", "%s",
    "#REF!", "null", "None", "TRUE", "1e5", "007", "a" * 200, "-", "..", "\ufeffa", "' =1",
)  # fmt: skip


@pytest.fixture(params=[FileFormat.CSV, FileFormat.JSON])
def own_format(request: pytest.FixtureRequest) -> FileFormat:
    return FileFormat(request.param)


def file_of(folder: Path, format_: FileFormat) -> Path:
    return folder / ("products.json" if format_ is FileFormat.JSON else "products.csv")


def read(file: Path, currency: str = "USD") -> ShopFile:
    return read_shop_file(file, now=NOW, currency=currency, locale="en-US")


def there_and_back(folder: Path, format_: FileFormat, *products: Product, currency: str = "USD") -> tuple[Product, ...]:
    file = file_of(folder, format_)
    write_products(products, file, format=format_, locale="en-US")
    found = read(file, currency)
    assert found.notes == ()
    return found.products


def test_everything_about_a_product_comes_back(tmp_path: Path, own_format: FileFormat) -> None:
    assert there_and_back(tmp_path, own_format, TEA, product("oat-milk")) == (TEA, product("oat-milk"))


@pytest.mark.parametrize("name", HOSTILE)
def test_every_name_comes_back_as_it_was(tmp_path: Path, own_format: FileFormat, name: str) -> None:
    tea = replace(TEA, category=name[:64], names={"en-US": (name,)})
    synonym = replace(TEA, sku="other", names={"en-US": ("tea", name, "leaves")})

    assert there_and_back(tmp_path, own_format, tea, synonym) == (tea, synonym)


def test_any_mixture_of_awkward_characters_comes_back(tmp_path: Path, own_format: FileFormat) -> None:
    chance = random.Random(7)

    def word() -> str:
        return "".join(chance.choices("'=+-@|\\,;\"\t ab é茶", k=chance.randint(1, 8))).strip() or "x"

    def names() -> Iterator[str]:
        for _ in range(chance.randint(1, 5)):
            yield " ".join(word().split())

    products = tuple(
        replace(TEA, sku=f"s{number}", names={"en-US": tuple(dict.fromkeys(names()))}) for number in range(2000)
    )
    assert there_and_back(tmp_path, own_format, *products) == products


@pytest.mark.parametrize(
    "price", [Money(0, "USD"), Money(1, "USD"), Money(10**15 - 1, "USD"), Money(1500, "KRW"), Money(1234, "KWD")]
)
@pytest.mark.parametrize("format_", FileFormat)
def test_every_price_comes_back(tmp_path: Path, format_: FileFormat, price: Money) -> None:
    tea = replace(TEA, price=price)

    assert there_and_back(tmp_path, format_, tea, currency=price.currency)[0].price == price


def test_json_holds_every_language_and_csv_the_one_asked_for(tmp_path: Path) -> None:
    both = replace(TEA, names={"en-US": ("tea",), "ko-KR": ("녹차", "차")})

    assert there_and_back(tmp_path, FileFormat.JSON, both) == (both,)
    assert there_and_back(tmp_path, FileFormat.CSV, both) == (replace(both, names={"en-US": ("tea",)}),)


def test_a_product_without_a_name_in_that_language_keeps_the_one_it_has(tmp_path: Path) -> None:
    korean = replace(TEA, names={"ko-KR": ("녹차", "차")})

    assert there_and_back(tmp_path, FileFormat.CSV, korean) == (replace(TEA, names={"en-US": ("녹차",)}),)


def test_what_is_promised_to_customers_is_still_on_the_shelf(tmp_path: Path, own_format: FileFormat) -> None:
    assert there_and_back(tmp_path, own_format, replace(TEA, reserved=5)) == (TEA,)


# -- Shopify


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in ("<b>tea</b>", "&amp;")])
def test_shopify_brings_back_what_it_has_a_column_for(tmp_path: Path, name: str) -> None:
    tea = replace(TEA, category=name[:64], names={"en-US": (name, "leaves")})

    (found,) = there_and_back(tmp_path, FileFormat.SHOPIFY, tea)

    assert found == replace(tea, unit="piece", names={"en-US": (name,)}, restock_on=None, image=None)


def test_shopify_gets_the_newer_columns(tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    write_products([TEA], file, format=FileFormat.SHOPIFY, locale="en-US")

    assert file.read_bytes().decode().split("\r\n") == [
        "Title,URL handle,Type,Published on online store,Status,SKU,Option1 name,Option1 value,Price,"
        "Inventory tracker,Inventory quantity,Continue selling when out of stock",
        "green tea,green-tea,hot drinks,TRUE,active,green-tea,Title,Default Title,4.90,shopify,12,deny",
        "",
    ]


def test_shopify_gets_a_handle_of_its_own_for_every_sku(tmp_path: Path) -> None:
    skus = ["tea", "Tea", "te.a", "te_a", "te-a", "TEA"]
    file = tmp_path / "products.csv"
    write_products([replace(TEA, sku=sku) for sku in skus], file, format=FileFormat.SHOPIFY, locale="en-US")

    with file.open(encoding="utf-8", newline="") as rows:
        handles = [row["URL handle"] for row in csv.DictReader(rows)]
    assert handles == ["tea", "tea-017979", "te-a-dea917", "te-a-66b4aa", "te-a", "tea-9b0e2a"]


# -- spreadsheets


@pytest.mark.parametrize("format_", [FileFormat.CSV, FileFormat.SHOPIFY])
@pytest.mark.parametrize("name", HOSTILE)
def test_no_cell_begins_like_a_formula(tmp_path: Path, format_: FileFormat, name: str) -> None:
    file = tmp_path / "products.csv"
    tea = replace(TEA, category=name[:64], names={"en-US": (name, name + "|")})
    write_products([tea], file, format=format_, locale="en-US")

    with file.open(encoding="utf-8-sig", newline="") as rows:
        cells = [cell for row in csv.reader(rows) for cell in row]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r＝＋－＠")] == []


def test_only_our_own_csv_begins_with_excels_mark(tmp_path: Path) -> None:
    begins = {}
    for format_ in FileFormat:
        file = tmp_path / format_.value
        write_products([TEA], file, format=format_, locale="en-US")
        begins[format_.value] = file.read_bytes()[:3]

    assert begins == {"csv": b"\xef\xbb\xbf", "json": b'{"c', "shopify": b"Tit"}


def test_json_has_a_product_a_line(tmp_path: Path) -> None:
    file = tmp_path / "products.json"
    write_products([TEA, product("milk")], file, format=FileFormat.JSON, locale="en-US")

    first, tea, milk, last = file.read_text(encoding="utf-8").splitlines()
    assert (first, last) == ('{"currency": "USD", "products": [', "]}")
    assert (json.loads(tea.rstrip(","))["sku"], json.loads(milk)["sku"]) == ("green-tea", "milk")


# -- whole or not at all


def test_a_file_that_was_there_is_replaced(tmp_path: Path, own_format: FileFormat) -> None:
    there_and_back(tmp_path, own_format, *(product(f"s{number}") for number in range(50)))

    assert there_and_back(tmp_path, own_format, TEA) == (TEA,)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("format_", FileFormat)
def test_when_writing_fails_the_old_file_is_untouched_and_no_half_one_is_left(
    tmp_path: Path, format_: FileFormat
) -> None:
    file = file_of(tmp_path, format_)
    file.write_text("old")
    unwritable = replace(TEA, names={"en-US": ("\ud800",)})

    with pytest.raises(UnicodeEncodeError):
        write_products([TEA] * 5000 + [unwritable], file, format=format_, locale="en-US")

    assert (file.read_text(), list(tmp_path.iterdir())) == ("old", [file])


@pytest.mark.parametrize("format_", FileFormat)
def test_a_shop_without_products_writes_nothing(tmp_path: Path, format_: FileFormat) -> None:
    with pytest.raises(ExportError, match=r"^there are no products to export; `encore shop import FILE` brings"):
        write_products([], tmp_path / "products.csv", format=format_, locale="en-US")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as refused:
        write_products([TEA], tmp_path, format=FileFormat.CSV, locale="en-US")

    assert str(refused.value) == f"{tmp_path} is not a file; name one."


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "no" / "products.csv"

    with pytest.raises(ExportError) as refused:
        write_products([TEA], file, format=FileFormat.CSV, locale="en-US")

    assert str(refused.value) == f"{file} cannot be written (No such file or directory); choose another place."


@pytest.mark.skipif(not Path("/dev/full").exists() or os.name != "posix", reason="needs a device")
def test_a_device_is_no_file() -> None:
    with pytest.raises(ExportError, match=r"^/dev/full is not a file; name one\.$"):
        write_products([TEA], Path("/dev/full"), format=FileFormat.CSV, locale="en-US")
