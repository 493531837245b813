"""Shopify's product file becomes products with a name one can say, and nothing is sold that Shopify does not sell."""

import csv
from pathlib import Path
from typing import Any

import pytest

from backend.integrations.shop_file import ShopFile, ShopFileError, read_shop_file
from backend.orders.model import Product
from backend.orders.money import Money
from tests.backend.shops import NOW, dollars

OLDER = [
    "Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Tags", "Published", "Option1 Name",
    "Option1 Value", "Option2 Name", "Option2 Value", "Option3 Name", "Option3 Value", "Variant SKU", "Variant Grams",
    "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Inventory Policy", "Variant Fulfillment Service",
    "Variant Price", "Variant Compare At Price", "Variant Requires Shipping", "Variant Taxable", "Variant Barcode",
    "Image Src", "Image Position", "Image Alt Text", "Gift Card", "SEO Title", "SEO Description", "Variant Image",
    "Variant Weight Unit", "Variant Tax Code", "Cost per item", "Price / International", "Status",
]  # fmt: skip
NEWER = [
    "Title", "URL handle", "Description", "Vendor", "Product category", "Type", "Tags", "Published on online store",
    "Status", "SKU", "Barcode", "Option1 name", "Option1 value", "Option1 Linked To", "Option2 name", "Option2 value",
    "Option2 Linked To", "Option3 name", "Option3 value", "Option3 Linked To", "Price", "Compare-at price",
    "Cost per item", "Charge tax", "Tax code", "Unit price total measure", "Unit price total measure unit",
    "Unit price base measure", "Unit price base measure unit", "Inventory tracker", "Inventory quantity",
    "Continue selling when out of stock", "Weight value (grams)", "Weight unit for display", "Requires shipping",
    "Fulfillment service", "Product image URL", "Image position", "Image alt text", "Variant image URL", "Gift card",
    "SEO title", "SEO description",
]  # fmt: skip
OLDER_NAMES = {
    "URL handle": "Handle",
    "Description": "Body (HTML)",
    "Published on online store": "Published",
    "SKU": "Variant SKU",
    "Price": "Variant Price",
    "Inventory quantity": "Variant Inventory Qty",
    "Inventory tracker": "Variant Inventory Tracker",
    "Option1 name": "Option1 Name",
    "Option1 value": "Option1 Value",
    "Option2 value": "Option2 Value",
    "Option3 value": "Option3 Value",
    "Product image URL": "Image Src",
    "Variant image URL": "Variant Image",
    "Product category": "Product Category",
}
COFFEE = {
    "Title": "Dark Roast Coffee",
    "URL handle": "dark-roast-coffee",
    "Description": '<p>Tastes of <b>cocoa</b>,\nlike "night".</p>',
    "Vendor": "Roastery",
    "Type": "Coffee",
    "Product category": "Food, Beverages & Tobacco > Beverages > Coffee",
    "Published on online store": "TRUE",
    "Status": "active",
    "SKU": "COF-L",
    "Option1 name": "Size",
    "Option1 value": "large",
    "Price": "8.49",
    "Inventory tracker": "shopify",
    "Inventory quantity": "12",
    "Product image URL": "https://cdn.example.com/1.jpg",
}
SMALL = {"URL handle": "dark-roast-coffee", "SKU": "COF-S", "Option1 value": "small", "Price": "5.49",
         "Inventory quantity": "3"}  # fmt: skip
PICTURE = {"URL handle": "dark-roast-coffee", "Product image URL": "https://cdn.example.com/2.jpg"}
BASKET = {**COFFEE, "Title": "Basket", "URL handle": "basket", "SKU": "BASKET", "Option1 name": "Title",
          "Option1 value": "Default Title", "Type": ""}  # fmt: skip


def shopify_file(folder: Path, *rows: dict[str, str], columns: list[str] = NEWER, separator: str = ",") -> Path:
    names = OLDER_NAMES if columns is OLDER else {}
    file = folder / "products_export.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, delimiter=separator, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({names.get(name, name): cell for name, cell in row.items()} for row in rows)
    return file


def read(file: Path, *, currency: str = "USD") -> ShopFile:
    return read_shop_file(file, now=NOW, currency=currency, locale="en-US")


def problems(file: Path) -> list[str]:
    with pytest.raises(ShopFileError) as refused:
        read(file)
    return str(refused.value).split("\n  ")[1:]


def names(products: tuple[Product, ...]) -> list[str]:
    return [product.name("en-US") for product in products]


@pytest.mark.parametrize("columns", [OLDER, NEWER])
def test_every_variant_is_a_product_and_a_picture_is_none(tmp_path: Path, columns: list[str]) -> None:
    found = read(shopify_file(tmp_path, COFFEE, PICTURE, SMALL, PICTURE, BASKET, columns=columns))

    image = "https://cdn.example.com/1.jpg"
    assert found.products == (
        Product("COF-L", dollars("8.49"), "piece", "Coffee", {"en-US": ("Dark Roast Coffee, large",)}, 12, image=image),
        Product("COF-S", dollars("5.49"), "piece", "Coffee", {"en-US": ("Dark Roast Coffee, small",)}, 3, image=image),
        Product("BASKET", dollars("8.49"), "piece", "", {"en-US": ("Basket",)}, 12, image=image),
    )
    assert found.notes == ()


@pytest.mark.parametrize("columns", [OLDER, NEWER])
def test_a_variant_shows_its_own_picture_first(tmp_path: Path, columns: list[str]) -> None:
    own = {**SMALL, "Variant image URL": "https://cdn.example.com/small.jpg"}

    found = read(shopify_file(tmp_path, COFFEE, own, columns=columns)).products

    assert [product.image for product in found] == [COFFEE["Product image URL"], own["Variant image URL"]]


def test_a_picture_that_cannot_be_shown_is_left_out_with_a_word(tmp_path: Path) -> None:
    found = read(shopify_file(tmp_path, {**COFFEE, "Product image URL": "http://cdn.example.com/1.jpg"}))

    assert [product.image for product in found.products] == [None]
    assert found.notes == (
        "line 2: the picture 'http://cdn.example.com/1.jpg' is left out; only https addresses can be shown",
    )


def test_a_variant_is_called_by_all_its_options(tmp_path: Path) -> None:
    file = shopify_file(tmp_path, {**COFFEE, "Option2 value": "whole beans", "Option3 value": "Default Title"})

    assert names(read(file).products) == ["Dark Roast Coffee, large, whole beans"]


def test_variants_need_not_stand_together_and_may_repeat_the_title(tmp_path: Path) -> None:
    file = shopify_file(tmp_path, COFFEE, BASKET, {**SMALL, "Title": "Dark Roast Coffee"})

    assert names(read(file).products) == ["Dark Roast Coffee, large", "Basket", "Dark Roast Coffee, small"]


def test_a_title_alone_is_enough_of_a_key(tmp_path: Path) -> None:
    file = shopify_file(tmp_path, BASKET, {**BASKET, "Title": "Bag", "SKU": ""}, columns=["Title", "SKU", "Price"])

    assert [product.sku for product in read(file).products] == ["BASKET", "Bag"]


def test_prices_are_in_the_currency_one_says(tmp_path: Path) -> None:
    file = shopify_file(tmp_path, {**COFFEE, "Price": "15000.00"})

    assert read(file, currency="KRW").products[0].price == Money(15000, "KRW")


def test_a_file_that_went_through_a_european_spreadsheet(tmp_path: Path) -> None:
    file = shopify_file(tmp_path, {**COFFEE, "Price": "8,49"}, separator=";")

    assert read(file).products[0].price == dollars("8.49")


# -- what is spoken


@pytest.mark.parametrize(
    ("title", "spoken"),
    [
        ("<b>Dark</b> Roast", "Dark Roast"),
        ("Salt &amp; Pepper", "Salt & Pepper"),
        ("Tea<br/>green", "Tea green"),
        ("&lt;script&gt;alert(1)&lt;/script&gt; tea", "alert(1) tea"),
        ("price < 5 & more > 3", "price < 5 & more > 3"),
        ("I <3 tea", "I <3 tea"),
        ("Tea\n\tgreen", "Tea green"),
    ],
)
def test_mark_up_is_never_spoken(tmp_path: Path, title: str, spoken: str) -> None:
    file = shopify_file(tmp_path, {**BASKET, "Title": title, "Type": title})

    (product,) = read(file).products
    assert (product.name("en-US"), product.category) == (spoken, spoken)


def test_the_description_is_never_read_however_long_it_is(tmp_path: Path) -> None:
    file = shopify_file(tmp_path, {**COFFEE, "Description": "<p>long</p>\n" * 40_000}, {**SMALL, "Price": "x"})

    assert problems(file) == ["line 40003: price 'x' is not an amount of money"]


# -- SKUs


@pytest.mark.parametrize(
    ("row", "sku"),
    [
        (COFFEE, "dark-roast-coffee.large"),
        (BASKET, "basket"),
        ({**COFFEE, "Option1 value": "Extra Large"}, "dark-roast-coffee.Extra-Large"),
        ({**COFFEE, "Option1 value": "250 g / fine"}, "dark-roast-coffee.250-g-fine-52f425"),
        ({**COFFEE, "Option1 value": "대"}, "dark-roast-coffee-36898e"),
        ({**BASKET, "URL handle": "커피"}, "item-a4215a"),
        ({**BASKET, "URL handle": "a" * 100}, f"{'a' * 57}-281659"),
    ],
)
def test_a_missing_sku_is_made_of_handle_and_option(tmp_path: Path, row: dict[str, str], sku: str) -> None:
    found = read(shopify_file(tmp_path, {**row, "SKU": ""}))

    assert [product.sku for product in found.products] == [sku]
    assert found.notes == ("Without a SKU, so named after URL handle and option: 1.",)


def test_a_made_up_sku_never_takes_one_that_is_there(tmp_path: Path) -> None:
    taken = {**BASKET, "Title": "Other", "URL handle": "other", "SKU": "basket"}

    first, second = read(shopify_file(tmp_path, taken, {**BASKET, "SKU": ""})).products

    assert (first.sku, second.sku) == ("basket", "basket-fa76d9")


def test_a_sku_that_is_none_here_is_rewritten_and_told(tmp_path: Path) -> None:
    found = read(shopify_file(tmp_path, {**COFFEE, "SKU": "COF 12"}, {**SMALL, "SKU": "COF/12"}))

    assert [product.sku for product in found.products] == ["COF-12", "COF-12-fb4878"]
    assert found.notes == (
        "line 2: SKU 'COF 12' becomes 'COF-12'; only letters, digits, dots, dashes, underscores",
        "line 4: SKU 'COF/12' becomes 'COF-12-fb4878'; only letters, digits, dots, dashes, underscores",
    )


def test_the_apostrophe_that_keeps_zeros_is_no_part_of_a_sku(tmp_path: Path) -> None:
    assert read(shopify_file(tmp_path, {**COFFEE, "SKU": "'00123"})).products[0].sku == "00123"


def test_two_variants_with_one_sku_are_told_with_both_lines(tmp_path: Path) -> None:
    file = shopify_file(tmp_path, {**COFFEE, "Description": ""}, {**SMALL, "SKU": "COF-L"})

    assert problems(file) == ["line 3: sku 'COF-L' stands already at line 2; give one of them another"]


# -- what is not sold


@pytest.mark.parametrize("status", ["draft", "Archived", "unlisted"])
def test_what_is_not_active_is_left_out_with_all_its_variants(tmp_path: Path, status: str) -> None:
    found = read(shopify_file(tmp_path, {**COFFEE, "Status": status}, SMALL, BASKET))

    assert names(found.products) == ["Basket"]
    assert found.notes == ("Left out because not active in Shopify (draft, archived or unlisted): 1.",)


def test_what_is_hidden_is_left_out(tmp_path: Path) -> None:
    found = read(shopify_file(tmp_path, {**COFFEE, "Published on online store": "FALSE"}, SMALL, BASKET))

    assert names(found.products) == ["Basket"]
    assert found.notes == ("Left out because hidden from the online store: 1.",)


def test_a_wrong_row_that_is_left_out_is_no_problem(tmp_path: Path) -> None:
    found = read(shopify_file(tmp_path, {**COFFEE, "Status": "draft", "Price": ""}, BASKET))

    assert names(found.products) == ["Basket"]


def test_when_all_is_left_out_it_is_told_why(tmp_path: Path) -> None:
    assert problems(shopify_file(tmp_path, {**BASKET, "Status": "draft"})) == [
        "the whole file: there are no products to sell. "
        "Left out because not active in Shopify (draft, archived or unlisted): 1."
    ]


# -- stock


def test_less_than_nothing_in_stock_is_nothing(tmp_path: Path) -> None:
    found = read(shopify_file(tmp_path, {**BASKET, "Inventory quantity": "-3"}))

    assert found.products[0].on_hand == 0
    assert found.notes == ("line 2: -3 in stock counts as 0",)


@pytest.mark.parametrize("columns", [NEWER, [name for name in NEWER if name != "Inventory quantity"]])
def test_stock_that_is_not_in_the_file_is_none_and_told(tmp_path: Path, columns: list[str]) -> None:
    found = read(shopify_file(tmp_path, {**BASKET, "Inventory quantity": ""}, columns=columns))

    assert found.products[0].on_hand == 0
    assert found.notes == (
        "Without an inventory quantity, so sold out for now: 1. Shopify leaves it out for shops with several "
        "locations; set it with `encore shop stock SKU NUMBER`.",
    )


def test_of_very_many_notes_the_first_twenty_are_told(tmp_path: Path) -> None:
    many = [{**BASKET, "URL handle": f"b{i}", "SKU": f"b{i}", "Inventory quantity": "-1"} for i in range(30)]

    notes = read(shopify_file(tmp_path, *many)).notes
    assert (len(notes), notes[-1]) == (21, "and 10 more")


# -- wrong files


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"Price": ""}, "price '' is not an amount of money"),
        ({"Price": "8.499"}, "price '8.499' is not an amount of USD"),
        ({"Inventory quantity": "many"}, "stock 'many' must be a whole number from 0"),
        ({"Title": "T" * 201}, "a name must have 1 to 200 characters"),
        ({"Title": "T\x00"}, "a name 'T\\x00' holds a control character; delete it or type the text again"),
        ({"Title": "<b></b>"}, "has no Title, and no row before it has the same URL handle; export it again"),
        ({"Title": ""}, "has no Title, and no row before it has the same URL handle; export it again"),
        ({"Title": "", "URL handle": ""},
         "has no Title, and no row before it has the same URL handle; export it again"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_by_its_line(tmp_path: Path, change: dict[str, str], problem: str) -> None:
    assert problems(shopify_file(tmp_path, {**BASKET, "Description": "", **change})) == [f"line 2: {problem}"]


def test_a_picture_of_no_product_is_nothing(tmp_path: Path) -> None:
    assert names(read(shopify_file(tmp_path, PICTURE, BASKET)).products) == ["Basket"]


@pytest.mark.parametrize("columns", [["Handle", "Title"], ["Title", "SKU"]])
def test_a_shopify_file_without_prices(tmp_path: Path, columns: list[Any]) -> None:
    file = shopify_file(tmp_path, BASKET, columns=columns)

    with pytest.raises(ShopFileError) as refused:
        read(file)

    assert str(refused.value) == (
        f"{file} was not imported: it looks like a Shopify product file, but the column Price is missing; "
        "export the products again in Shopify (Products, Export)."
    )
