"""A shop's file is loaded whole or not at all, and every wrong row is named."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.integrations.shop_file import ShopFile, ShopFileError, read_json, read_shop_file
from backend.orders.importing import import_customers, import_products
from backend.orders.model import OrderStatus, Place, Wish
from backend.orders.money import Money
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import NOW, Chance, all_orders, dollars, product, the_customer

HEADER = "sku,name,price,unit,stock"


def csv_file(folder: Path, *lines: str, header: str = HEADER) -> Path:
    file = folder / "products.csv"
    file.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return file


def json_file(folder: Path, document: Any) -> Path:
    file = folder / "shop.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return file


def read(file: Path, *, currency: str = "USD") -> ShopFile:
    return read_shop_file(file, now=NOW, currency=currency, locale="en-US")


def problems(file: Path) -> list[str]:
    """What a person reads, line by line, without the first line."""
    with pytest.raises(ShopFileError) as refused:
        read(file)
    first, *rest = str(refused.value).split("\n  ")
    assert first == f"{file} was not imported, nothing was changed:"
    return rest


def refusal(file: Path) -> str:
    with pytest.raises(ShopFileError) as refused:
        read(file)
    assert str(file) in str(refused.value)
    return str(refused.value)


# -- CSV


def test_a_row_is_a_product(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "oat-milk,oat milk,3.79,carton,12")

    (milk,) = read(file).products

    assert (milk.sku, milk.price, milk.unit, milk.on_hand) == ("oat-milk", dollars("3.79"), "carton", 12)
    assert (milk.names, milk.category, milk.restock_on) == ({"en-US": ("oat milk",)}, "", None)


def test_a_row_may_say_more(tmp_path: Path) -> None:
    file = csv_file(
        tmp_path,
        "tea,green tea,4.99,box,0,tea leaves|leaf  tea,hot drinks,2026-12-24",
        header=f"{HEADER},synonyms,category,restock_on",
    )

    (tea,) = read(file).products

    assert tea.names == {"en-US": ("green tea", "tea leaves", "leaf tea")}
    assert (tea.category, tea.restock_on) == ("hot drinks", date(2026, 12, 24))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('"tea, green"', "tea, green"),
        ('"tea\ngreen"', "tea green"),
        ('"the ""good"" tea"', 'the "good" tea'),
        ("  spaced   out ", "spaced out"),
        ("tea\u2028green", "tea green"),
        ("café 茶 🍵", "café 茶 🍵"),
        ("{ $name } -> %s", "{ $name } -> %s"),
    ],
)
def test_a_name_may_hold_anything_a_spreadsheet_writes(tmp_path: Path, text: str, names: str) -> None:
    (tea,) = read(csv_file(tmp_path, f"tea,{text},1,box,1")).products

    assert tea.name("en-US") == names


def test_columns_come_in_any_order(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "1,box,tea,1.50,green tea", header="stock,unit,sku,price,name")

    assert read(file).products[0].name("en-US") == "green tea"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_and_the_invisible_mark_are_fine(tmp_path: Path, newline: str) -> None:
    file = tmp_path / "products.csv"
    file.write_bytes(newline.join((f"\ufeff{HEADER}", "tea,green tea,1,box,1", "")).encode())

    assert [each.sku for each in read(file).products] == ["tea"]


def test_prices_are_in_the_currency_one_says(tmp_path: Path) -> None:
    assert read(csv_file(tmp_path, "tea,tea,1500,box,1"), currency="KRW").products[0].price == Money(1500, "KRW")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",tea,1,box,1", "sku '' must be 1 to 64 letters, digits, dots, dashes or underscores"),
        ("gr een,tea,1,box,1", "sku 'gr een' must be 1 to 64 letters, digits, dots, dashes or underscores"),
        ("tea,,1,box,1", "a name must have 1 to 200 characters"),
        (f"tea,{'a' * 201},1,box,1", "a name must have 1 to 200 characters"),
        ("tea,tea,1.999,box,1", "price '1.999' is not an amount of USD"),
        ("tea,tea,-1,box,1", "price '-1' is not an amount of USD"),
        ("tea,tea,$1,box,1", "price '$1' is not an amount of money"),
        ("tea,tea,1e999999,box,1", "price '1e999999' is not an amount of money"),
        ("tea,tea,,box,1", "price '' is not an amount of money"),
        ("tea,tea,1,box,-1", "stock '-1' must be a whole number from 0"),
        ("tea,tea,1,box,1.5", "stock '1.5' must be a whole number from 0"),
        ("tea,tea,1,box,many", "stock 'many' must be a whole number from 0"),
        ("tea,tea,1,box,", "stock '' must be a whole number from 0"),
        ("tea,tea,1,box,99999999999", "stock '99999999999' must be a whole number from 0"),
        ("tea,tea,1,box", "has 4 fields instead of 5; check its commas and quotation marks"),
        ("tea,tea,1,box,1,2", "has 6 fields instead of 5; check its commas and quotation marks"),
        ("good,tea,1,box,1", "sku 'good' stands already at line 2; give one of them another"),
        ("tea,te\x00a,1,box,1", "a name 'te\\x00a' holds a control character; delete it or type the text again"),
        ("tea,te\x1b[2Ja,1,box,1", "a name 'te\\x1b[2Ja' holds a control character; delete it or type the text again"),
        ("tea,te\x9ba,1,box,1", "a name 'te\\x9ba' holds a control character; delete it or type the text again"),
        ('tea,tea,"3,79",box,1', "price '3,79' is not an amount of money"),
        (f"tea,tea,{'9' * 5000},box,1", f"price '{'9' * 60}…' is not an amount of money"),
        (
            f"{'t' * 5000},tea,1,box,1",
            f"sku '{'t' * 60}…' must be 1 to 64 letters, digits, dots, dashes or underscores",
        ),
        (f"tea,tea,1,box,{'9' * 5000}", f"stock '{'9' * 60}…' must be a whole number from 0"),
    ],
)
def test_a_wrong_row_is_named_by_its_line(tmp_path: Path, row: str, problem: str) -> None:
    assert problems(csv_file(tmp_path, "good,good tea,1,box,1", row)) == [f"line 3: {problem}"]


def test_an_unknown_unit_lists_the_known_ones(tmp_path: Path) -> None:
    (problem,) = problems(csv_file(tmp_path, "tea,tea,1,barrel,1"))

    assert problem.startswith("line 2: unit 'barrel' is unknown; use one of bag, bottle, box,")


def test_a_day_that_is_none(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "tea,tea,1,box,1,next week", header=f"{HEADER},restock_on")

    assert problems(file) == ["line 2: restock_on 'next week' is not a day like 2026-12-24"]


def test_all_wrong_rows_are_told_at_once(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "a,a,x,box,1", "b,b,1,box,1", "", "c,c,1,barrel,y")

    assert [problem.partition(":")[0] for problem in problems(file)] == ["line 2", "line 5", "line 5"]


def test_a_problem_is_told_in_a_line_however_long_the_wrong_value_is(tmp_path: Path) -> None:
    (problem,) = problems(json_file(tmp_path, {"products": [TEA], "shop": {**SHOP, "delivery_fee": "9" * 100_000}}))

    assert problem == f"shop: '{'9' * 499}…"


def test_of_very_many_wrong_rows_the_first_twenty_are_told(tmp_path: Path) -> None:
    found = problems(csv_file(tmp_path, *(f"s{number},tea,x,box,1" for number in range(100))))

    assert (len(found), found[-1]) == (21, "and 80 more")


def test_a_name_over_two_lines_does_not_shift_the_line_numbers(tmp_path: Path) -> None:
    file = csv_file(tmp_path, 'a,"two\nlines",1,box,1', "b,one\x0bline,1,box,1", "c,c,x,box,1")

    assert problems(file) == ["line 5: price 'x' is not an amount of money"]


@pytest.mark.parametrize("row", ['tea,"tea,1,box,1', 'tea,"tea" x,1,box,1'])
def test_quotation_marks_that_do_not_match(tmp_path: Path, row: str) -> None:
    (problem,) = problems(csv_file(tmp_path, "good,tea,1,box,1", row))

    assert problem.startswith("line 3: is not CSV (")


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("sku|name|price|unit|stock", "the columns sku, name, price, unit, stock are missing; "
                                      "the columns 'sku|name|price|unit|stock' are unknown"),
        ("sku;name;price;unit;lager", "the columns stock are missing; the columns 'lager' are unknown"),
        (f"{HEADER},a,b,c,d,e,f,g", "the columns 'a', 'b', 'c', 'd', 'e' and 2 more are unknown"),
        ("x" * 5000, f"the columns sku, name, price, unit, stock are missing; the columns '{'x' * 60}…' are unknown"),
        ("sku,name,price,unit", "the columns stock are missing"),
        (f"{HEADER},colour", "the columns 'colour' are unknown"),
        ("", "the columns sku, name, price, unit, stock are missing"),
    ],
)  # fmt: skip
def test_wrong_columns_are_named(tmp_path: Path, header: str, told: str) -> None:
    assert refusal(csv_file(tmp_path, "tea,tea,1,box,1", header=header)) == (
        f"{tmp_path / 'products.csv'} was not imported: {told}. "
        "The first line must name sku, name, price, unit, stock and may name synonyms, category, restock_on, image, "
        "or be that of a Shopify product file."
    )


def test_a_column_that_is_there_twice(tmp_path: Path) -> None:
    assert refusal(csv_file(tmp_path, "tea,tea,1,box,1,2", header=f"{HEADER},Stock")) == (
        f"{tmp_path / 'products.csv'} was not imported: the first line names 'stock' more than once; "
        "delete or rename one."
    )


def test_a_file_with_columns_only(tmp_path: Path) -> None:
    assert problems(csv_file(tmp_path)) == ["the whole file: there are no products to sell."]


def test_a_currency_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ShopFileError, match=r"^the currency 'EURO' is unknown; use a code like USD or EUR\.$"):
        read(csv_file(tmp_path, "tea,tea,1,box,1"), currency="EURO")


# -- CSV as spreadsheets in Europe write it


@pytest.mark.parametrize(("separator", "price"), [(";", "4.99"), (";", "4,99"), ("\t", "4.99"), (",", "4.99")])
@pytest.mark.parametrize("first", ["", "sep={}\n", '"sep={}"\n'])
def test_semicolons_and_tabs_are_as_good_as_commas(tmp_path: Path, separator: str, price: str, first: str) -> None:
    row = separator.join(("tea", "green tea", price, "box", "3"))
    file = csv_file(tmp_path, row, header=first.format(separator) + HEADER.upper().replace(",", separator))

    (tea,) = read(file).products

    assert (tea.price, tea.on_hand) == (dollars("4.99"), 3)


@pytest.mark.parametrize(
    ("written", "price"), [("1.234,50", "1234.50"), ("1.234.567,5", "1234567.50"), ("0,5", "0.50"), ("3", "3.00")]
)
def test_a_decimal_comma_may_have_points_between_thousands(tmp_path: Path, written: str, price: str) -> None:
    file = csv_file(tmp_path, f"tea;tea;{written};box;1", header=HEADER.replace(",", ";"))

    assert read(file).products[0].price == dollars(price)


@pytest.mark.parametrize("written", ["1,234.50", "1.23,50", "1,2,3", ",", "1,", "1 234,50", "1,999", "-1,00"])
def test_a_price_that_could_mean_two_things_is_refused(tmp_path: Path, written: str) -> None:
    file = csv_file(tmp_path, f"tea;tea;{written};box;1", header=HEADER.replace(",", ";"))

    (problem,) = problems(file)
    assert problem.startswith("line 2: price ")


def test_lines_are_counted_after_excels_own_first_line(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "tea;tea;x;box;1", header="sep=;\n" + HEADER.replace(",", ";"))

    assert problems(file) == ["line 3: price 'x' is not an amount of money"]


def test_rows_that_a_spreadsheet_left_empty_are_none(tmp_path: Path) -> None:
    file = csv_file(tmp_path, ",,,,", "tea,tea,1,box,1,,", "", " , ,,,")

    assert [each.sku for each in read(file).products] == ["tea"]


@pytest.mark.parametrize("guard", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "'=1+1"])
def test_the_apostrophe_that_keeps_a_spreadsheet_from_computing_is_not_spoken(tmp_path: Path, guard: str) -> None:
    (tea,) = read(csv_file(tmp_path, f"tea,'{guard},1,box,1")).products

    assert tea.name("en-US") == guard


def test_any_other_apostrophe_stays(tmp_path: Path) -> None:
    (tea,) = read(csv_file(tmp_path, "tea,'n tea,1,box,1")).products

    assert tea.name("en-US") == "'n tea"


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        (r"a\|b|c", ("a|b", "c")),
        (r"a\\|b", ("a\\", "b")),
        (r"a\b|c", (r"a\b", "c")),
        ("a|b\\", ("a", "b\\")),
        ("||a||", ("a",)),
        (r"\||a", ("|", "a")),
    ],
)
def test_a_synonym_may_hold_a_stroke(tmp_path: Path, cell: str, names: tuple[str, ...]) -> None:
    file = csv_file(tmp_path, f"tea,tea,1,box,1,{cell}", header=f"{HEADER},synonyms")

    assert read(file).products[0].names["en-US"] == ("tea", *names)


def test_a_long_field_is_read_and_a_huge_one_is_named(tmp_path: Path) -> None:
    long = csv_file(tmp_path, f"tea,{'a' * 200_000},1,box,1")
    assert problems(long) == ["line 2: a name must have 1 to 200 characters"]

    huge = csv_file(tmp_path, "tea,tea,1,box,1", f"tea,{'a' * 2_000_000},1,box,1")
    assert problems(huge) == ["line 3: is not CSV (field larger than field limit (1048576)); check its quotation marks"]


def test_reading_a_file_changes_no_limit_of_the_csv_module(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    read(csv_file(tmp_path, "tea,tea,1,box,1"))
    problems(csv_file(tmp_path, 'tea,"tea,1,box,1'))

    assert csv.field_size_limit() == before


# -- files that are none


@pytest.mark.parametrize("name", ["shop.csv", "shop.json"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")

    assert refusal(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("name,café".encode("latin-1"), 1),
        (bytes(range(256)), 2),
        ("sku,name".encode("utf-16"), 1),
        (b"\x89PNG\r\n\x1a\n", 1),
    ],
)
@pytest.mark.parametrize("name", ["shop.csv", "shop.json"])
def test_what_is_no_utf_8(tmp_path: Path, name: str, content: bytes, line: int) -> None:
    file = tmp_path / name
    file.write_bytes(content)

    assert refusal(file) == f"{file} is not UTF-8 text (line {line}); save it as UTF-8 (Excel: CSV UTF-8)."


def test_the_line_that_is_no_utf_8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "shop.csv"
    file.write_bytes(f"{HEADER}\n".encode() + b"tea,tea,1,box,1\n" * 5000 + "é,é,1,box,1\n".encode("latin-1"))

    assert refusal(file) == f"{file} is not UTF-8 text (line 5002); save it as UTF-8 (Excel: CSV UTF-8)."


def test_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "shop.csv"
    folder.mkdir()

    assert refusal(folder) == f"{folder} cannot be read (Is a directory)."


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.csv") == f"{tmp_path / 'no.csv'} cannot be read (No such file or directory)."


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "shop.xlsx").write_text("hello")

    assert (
        refusal(tmp_path / "shop.xlsx")
        == f"{tmp_path / 'shop.xlsx'} is neither .csv nor .json; save it as one of them."
    )


# -- JSON

TEA = {"sku": "tea", "names": {"en-US": ["green tea"]}, "price": "4.99", "unit": "box", "stock": 3}
SHOP = {
    "name": "Test Pantry",
    "currency": "USD",
    "time_zone": "America/New_York",
    "delivery_fee": "3.99",
    "delivery_days": 2,
    "cancel_minutes": 30,
    "phone": "+1 555 0100",
}
ADA = {"name": "Ada", "locale": "en-US", "address": "1 Ada Street", "identities": {"local": ["ada"]}}


def with_order(**changes: Any) -> dict[str, Any]:
    order = {"days_ago": 3, "status": "delivered", "lines": [["tea", 2]], **changes}
    return {"products": [TEA], "shop": SHOP, "customers": [{**ADA, "orders": [order]}]}


def test_a_whole_shop(tmp_path: Path) -> None:
    found = read(json_file(tmp_path, with_order()))

    assert found.shop is not None
    assert (found.shop.delivery_fee, found.shop.free_delivery_from, found.shop.demo) == (
        dollars("3.99"),
        None,
        False,
    )
    assert [(each.sku, each.price) for each in found.products] == [("tea", dollars("4.99"))]
    (order,) = found.customers[0].orders
    assert order.placed_at == NOW - timedelta(days=3)
    assert (order.status, order.wishes) == (OrderStatus.DELIVERED, (Wish("tea", 2),))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"price": "4.999"}, "price '4.999' is not an amount of USD"),
        ({"price": None}, "price 'None' is not an amount of money"),
        ({"price": float("nan")}, "price 'nan' is not an amount of USD"),
        ({"stock": 1.5}, "stock 1.5 must be a whole number from 0"),
        ({"stock": True}, "stock True must be a whole number from 0"),
        ({"stock": [1]}, "stock [1] must be a whole number from 0"),
        ({"names": []}, 'must be an object with "names" per locale'),
        ({"names": {}}, "there is no name"),
        ({"names": {"en-US": 5}}, "the names for 'en-US' must be texts"),
        (
            {"names": {"en-US": ["\u0000"]}},
            "a name '\\x00' holds a control character; delete it or type the text again",
        ),
        (
            {"names": {"en-US": ["te\ud800a"]}},
            "a name 'te\\ud800a' holds a control character; delete it or type the text again",
        ),
        ({"names": {"<b>": ["tea"]}}, "the locale '<b>' of its name is none; write one like en-US"),
        ({"names": {"en-US": []}}, "the names for 'en-US' must be texts"),
        ({"names": {"en-US": [" "]}}, "a name must have 1 to 200 characters"),
        ({"category": "t\u0007ea"}, "category 't\\x07ea' holds a control character; delete it or type the text again"),
        ({"category": "a" * 65}, "category must have 0 to 64 characters"),
        ({"restock_on": "soon"}, "restock_on 'soon' is not a day like 2026-12-24"),
    ],
)
def test_a_wrong_product_is_named_by_its_place(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    file = json_file(tmp_path, {"products": [{**TEA, "sku": "good"}, {**TEA, **change}]})

    assert problem in [text.removeprefix("products[1]: ") for text in problems(file)]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": ""}, "name must have 1 to 200 characters"),
        ({"phone": "1\x1b2"}, "phone '1\\x1b2' holds a control character; delete it or type the text again"),
        ({"opening_hours": {"en-US": 9}}, "opening_hours 9 must be a text"),
        ({"return_days": -1}, "return_days -1 must be a whole number from 0 to 3650"),
        ({"tax_percent": "much"}, "tax_percent 'much' must be a number like 8.25"),
        ({"tax_percent": "8.255"}, "tax_percent '8.255' must be a number like 8.25"),
        ({"tax_percent": "100.01"}, "tax_percent '100.01' must be a number like 8.25"),
        ({"consent_percent": "x"}, "consent_percent 'x' must be a whole number from 0 to 10000"),
        ({"currency": "XYZ"}, "currency 'XYZ' is unknown"),
        ({"time_zone": "Mars/Olympus"}, "time_zone 'Mars/Olympus' is unknown; use one like Europe/Paris"),
        ({"time_zone": "../etc/passwd"}, "time_zone '../etc/passwd' is unknown; use one like Europe/Paris"),
        ({"delivery_fee": "-1"}, "'-1' is not an amount of USD"),
        ({"delivery_days": -1}, "delivery_days -1 must be a whole number from 0 to 365"),
        ({"delivery_days": 10**30}, f"delivery_days {10**30} must be a whole number from 0 to 365"),
        ({"cancel_minutes": "soon"}, "cancel_minutes 'soon' must be a whole number from 0 to 525600"),
    ],
)
def test_a_wrong_shop(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    file = json_file(tmp_path, {"products": [TEA], "shop": {**SHOP, **change}})

    assert problems(file) == [f"shop: {problem}"]


def test_a_shop_may_say_how_it_taxes_takes_back_and_asks(tmp_path: Path) -> None:
    more = {"return_days": 14, "tax_percent": "8.25", "tax_included": False, "consent_percent": 5}

    plain = read(json_file(tmp_path, {"products": [TEA], "shop": SHOP})).shop
    full = read(json_file(tmp_path, {"products": [TEA], "shop": {**SHOP, **more}})).shop

    assert plain is not None and full is not None
    assert (plain.return_days, plain.tax_basis_points, plain.tax_included, plain.consent_percent) == (30, 0, True, 10)
    assert (full.return_days, full.tax_basis_points, full.tax_included, full.consent_percent) == (14, 825, False, 5)


@pytest.mark.parametrize("missing", SHOP)
def test_a_shop_without_one_of_its_facts(tmp_path: Path, missing: str) -> None:
    shop = {key: value for key, value in SHOP.items() if key != missing}

    assert problems(json_file(tmp_path, {"products": [TEA], "shop": shop})) == [f"shop: '{missing}' is missing"]


@pytest.mark.parametrize(
    "change",
    [
        {"lines": [["coffee", 1]]},
        {"lines": [["tea", 0]]},
        {"lines": [["tea", 1.5]]},
        {"lines": [["tea", float("inf")]]},
        {"lines": [["tea", "some"]]},
        {"lines": [["tea", 1], ["tea", 2]]},
        {"lines": []},
        {"lines": None},
        {"status": "lost"},
        {"days_ago": -1},
        {"days_ago": 10**12},
        {"expected_in_days": "tomorrow"},
    ],
)
def test_a_wrong_order_is_named_by_its_customer(tmp_path: Path, change: dict[str, Any]) -> None:
    (problem,) = problems(json_file(tmp_path, with_order(**change)))

    assert problem.startswith("customers[0]: ")


@pytest.mark.parametrize("document", ["[]", "null", "5", '"text"', "{}", '{"products": {}}', '{"products": null}'])
def test_json_that_is_no_shop(tmp_path: Path, document: str) -> None:
    assert refusal(json_file(tmp_path, document)).endswith('must be an object with a list "products".')


@pytest.mark.parametrize("document", ["{", "[" * 100_000, '{"products": [' + "9" * 5000 + "]}", "hello"])
def test_what_is_no_json(tmp_path: Path, document: str) -> None:
    assert "is not JSON (" in refusal(json_file(tmp_path, document))


@pytest.mark.parametrize("entry", [None, 5, "tea", [], {}])
def test_a_product_that_is_none(tmp_path: Path, entry: Any) -> None:
    file = json_file(tmp_path, {"products": [entry]})

    assert problems(file) == ['products[0]: must be an object with "names" per locale']


def test_a_customer_may_have_an_e_mail_address(tmp_path: Path) -> None:
    customers = [{**ADA, "email": " Ada@Example.com"}, ADA, {**ADA, "email": None}]

    found = read(json_file(tmp_path, {"products": [TEA], "shop": SHOP, "customers": customers}))

    assert [customer.email for customer in found.customers] == ["ada@example.com", None, None]


@pytest.mark.parametrize(
    ("emails", "says"),
    [
        (["ada"], "customers[0]: ValueError: 'ada' is no e-mail address; write one like ada@example.com"),
        ([5], "customers[0]: ValueError: 5 is no e-mail address; write one like ada@example.com"),
        (["a@b.example", "A@b.example"], "customers[1]: ValueError: another customer has this e-mail address"),
    ],
)
def test_an_address_that_is_none_or_somebody_elses_is_named(tmp_path: Path, emails: list[Any], says: str) -> None:
    customers = [{**ADA, "email": email} for email in emails]

    assert problems(json_file(tmp_path, {"products": [TEA], "shop": SHOP, "customers": customers})) == [says]


@pytest.mark.parametrize("customers", [5, [5], [{}], ["Ada"], [{**ADA, "identities": 5}], [{**ADA, "orders": 5}]])
def test_a_customer_that_is_none(tmp_path: Path, customers: Any) -> None:
    (problem,) = problems(json_file(tmp_path, {"products": [TEA], "customers": customers}))

    assert problem.startswith("customers[0]: ")


# -- other places

MILL = {
    "id": "mill-street",
    "name": {"en-US": "Mill Street", "ko-KR": "밀 스트리트"},
    "address": "1 Mill Street",
    "phone": "+1 555 0101",
    "pickup": True,
    "opening_hours": {"en-US": "nine to five"},
}


def test_a_shop_may_have_other_places_with_stock_of_their_own(tmp_path: Path) -> None:
    tea = {**TEA, "stock_at": {"mill-street": 4}}
    found = read(json_file(tmp_path, {"products": [tea], "places": [{"id": "main", "name": {"en-US": "us"}}, MILL]}))

    assert found.stock_at == {("tea", "mill-street"): 4}
    assert found.products[0].on_hand == 3
    assert found.places == (
        Place("main", {"en-US": "us"}),
        Place(
            "mill-street",
            {"en-US": "Mill Street", "ko-KR": "밀 스트리트"},
            address="1 Mill Street",
            phone="+1 555 0101",
            pickup=True,
            opening_hours={"en-US": "nine to five"},
        ),
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"id": "Mill Street"}, "id 'Mill Street' must be small letters, digits and dashes, 64 at most"),
        ({"name": {}}, "name must say what the place is called, per locale"),
        ({"name": "Mill"}, 'name must be texts per locale, like {"en-US": "..."}'),
        ({"name": {"en-US": ""}}, "name must have 1 to 400 characters"),
        ({"name": {"en-US": 5}}, "name 5 must be a text"),
        ({"name": {"<b>": "Mill"}}, "the locale '<b>' of name is none; write one like en-US"),
        ({"address": ""}, "where customers pick up there must be an address"),
        ({"address": "a\u0000b"}, "address 'a\\x00b' holds a control character; delete it or type the text again"),
        ({"pickup": "yes"}, "pickup 'yes' must be true or false"),
        ({"opening_hours": ["nine"]}, 'opening_hours must be texts per locale, like {"en-US": "..."}'),
    ],
)
def test_a_wrong_place(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    file = json_file(tmp_path, {"products": [TEA], "places": [{**MILL, **change}]})

    assert problems(file) == [f"places[0]: {problem}"]


def test_places_that_are_none(tmp_path: Path) -> None:
    assert problems(json_file(tmp_path, {"products": [TEA], "places": [5, {}, MILL, MILL]})) == [
        'places[0]: must be an object with "id" and "name"',
        "places[1]: 'id' is missing",
        "places[3]: the id 'mill-street' stands already at another place; give it its own",
    ]


@pytest.mark.parametrize(
    ("stock_at", "problem"),
    [
        ({"main": 3}, "what is at 'main' is its \"stock\", not stock_at"),
        ({"moon": 3}, "stock_at names the place 'moon', which is not in \"places\""),
        ({"mill-street": -1}, "stock_at 'mill-street': -1 must be a whole number from 0"),
        ({"mill-street": "x"}, "stock_at 'mill-street': 'x' must be a whole number from 0"),
        (5, 'stock_at must be numbers per place, like {"mill-street": 3}'),
    ],
)
def test_wrong_stock_at_another_place(tmp_path: Path, stock_at: Any, problem: str) -> None:
    file = json_file(tmp_path, {"products": [{**TEA, "stock_at": stock_at}], "places": [MILL]})

    assert problems(file) == [f"products[0]: {problem}"]


# -- into the database


def loaded(database: SqlDatabase, file: ShopFile) -> None:
    with database.writing() as uow:
        import_products(file.products, shop=file.shop, uow=uow)
    with database.writing() as uow:
        import_customers(file.customers, now=NOW, uow=uow, chance=Chance())


def test_customers_come_with_their_past(database: SqlDatabase, tmp_path: Path) -> None:
    loaded(database, read(json_file(tmp_path, with_order(status="shipped", expected_in_days=1))))

    (order,) = all_orders(database)
    assert order.customer_id == the_customer(database, "ada").id
    assert (order.status, order.expected_on) == (OrderStatus.SHIPPED, date(2026, 3, 11))


def test_loading_a_shop_again_leaves_its_customers_alone(database: SqlDatabase, tmp_path: Path) -> None:
    file = read(json_file(tmp_path, with_order()))
    loaded(database, file)
    loaded(database, file)

    with database.reading() as uow:
        assert [customer.name for customer in uow.customers.all()] == ["Ada"]
    assert len(all_orders(database)) == 1


def test_when_one_product_cannot_be_kept_none_is(database: SqlDatabase) -> None:
    products = (product("tea"), product("coffee", on_hand=-1))

    with pytest.raises(Exception, match="never_oversold"), database.writing() as uow:
        import_products(products, shop=None, uow=uow)

    with database.reading() as uow:
        assert uow.products.all() == []


@pytest.mark.parametrize(
    "image",
    ["http://cdn.example/1.jpg", "https://user:secret@cdn.example/1.jpg", "ftp://cdn.example/1.jpg", "1.jpg", "https://",
     "javascript:alert(1)", "https://cdn.example/${payload}.jpg", "https://cdn.example/a b.jpg", "https://cdn.example:x/",
     "https://cdn.example/\u202egpj.1", "https://cdn.example/" + "a" * 2000],
)  # fmt: skip
def test_a_picture_that_no_screen_can_show_is_refused(image: str) -> None:
    text = json.dumps(
        {"products": [{"sku": "tea", "price": "1", "stock": 1, "names": {"en-US": "tea"}, "image": image}]}
    )

    with pytest.raises(ShopFileError, match=r"products\[0\]: image .* must be an https address"):
        read_json(text, source="shop.json", now=NOW)


@pytest.mark.parametrize("image", ["https://cdn.example/1.jpg?v=2&w=400", "HTTPS://CDN.EXAMPLE:8443/a%20b.webp"])
def test_a_picture_with_an_https_address_is_kept(image: str) -> None:
    text = json.dumps(
        {"products": [{"sku": "tea", "price": "1", "stock": 1, "names": {"en-US": "tea"}, "image": image}]}
    )

    assert read_json(text, source="shop.json", now=NOW).products[0].image == image
