"""The shop keeper's command line: what it prints, and exit code 2 with one line for a known error."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from backend.cli import main
from backend.orders.model import OrderStatus
from backend.wiring import Encore
from tests.backend.shops import all_orders, bought, shelf, the_customer, the_order, the_product

Run = Callable[..., Result]


@pytest.fixture
def run(demo: Encore) -> Run:
    """`encore` with the demo shop."""
    environ = {"ENCORE_DATABASE_URL": demo.settings.database_url, "COLUMNS": "200"}

    def run(*arguments: object, stdin: str | bytes | None = None, **changes: str) -> Result:
        return CliRunner().invoke(main, [*map(str, arguments)], input=stdin, env=environ | changes)

    return run


def printed(result: Result) -> str:
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def refused(result: Result) -> str:
    """The one line of a known error."""
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("encore: ")
    assert result.stderr.count("\n") == 1
    return result.stderr.removeprefix("encore: ").rstrip("\n")


def placed_order(demo: Encore) -> str:
    """The latest of all."""
    ada = the_customer(demo.database, "ada")
    return bought(demo.database, ada, "honey", now=demo.clock() + timedelta(minutes=1)).number


def shop_json(**changes: Any) -> str:
    shop = {
        "name": "My Shop", "currency": "EUR", "time_zone": "Europe/Paris", "delivery_fee": "4.50",
        "delivery_days": 1, "cancel_minutes": 15, "phone": "+33 1 00 00 00 00",
    }  # fmt: skip
    tea = {"sku": "tea", "names": {"en-US": ["tea"]}, "price": "3.50", "unit": "box", "stock": 4}
    return json.dumps({"shop": shop, "products": [tea], **changes})


# -- the command itself


@pytest.mark.parametrize(
    "arguments", [["nothing"], ["shop", "nothing"], ["shop", "stock", "honey", "many"], ["--nothing"]]
)
def test_a_wrong_call_is_exit_code_2_with_the_usage(run: Run, arguments: list[str]) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert "Usage: " in result.stderr


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"ENCORE_PORT": "http"}, "ENCORE_PORT is 'http'; use a whole number."),
        (
            {"ENCORE_DATABASE_URL": "junk"},
            "ENCORE_DATABASE_URL 'junk' is not a database URL; use for example",
        ),
        ({"ENCORE_ENV": "production"}, "ENCORE_SKILL_ID is empty"),
    ],
)
def test_a_wrong_setting_is_one_line(run: Run, variables: dict[str, str], told: str) -> None:
    assert refused(run("shop", "stock", **variables)).startswith(told)


def test_a_bug_keeps_its_traceback(run: Run, demo: Encore) -> None:
    with demo.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE orders SET status = 'confused'")

    assert isinstance(run("shop", "orders").exception, ValueError)


# -- db


def test_db_upgrade_makes_the_tables(run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'shop.sqlite3'}"

    assert printed(run("db", "upgrade", ENCORE_DATABASE_URL=url)) == f"{url} is up to date.\n"
    assert printed(run("db", "upgrade", ENCORE_DATABASE_URL=url)) == f"{url} is up to date.\n"


def test_db_upgrade_of_what_is_no_database(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "letter"
    file.write_text("Dear Ada, " * 100)

    assert "is not a database or is damaged" in refused(run("db", "upgrade", ENCORE_DATABASE_URL=f"sqlite:///{file}"))


def test_production_does_not_set_up_a_database_by_itself(run: Run, tmp_path: Path) -> None:
    production = {"ENCORE_ENV": "production", "ENCORE_SKILL_ID": "amzn1.ask.skill.1", "ENCORE_PEPPER": "p" * 32}
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"

    told = refused(run("shop", "stock", ENCORE_DATABASE_URL=url, **production))
    assert told.endswith("is not set up for this version; run `encore db upgrade`.")

    printed(run("db", "upgrade", ENCORE_DATABASE_URL=url, **production))
    told = refused(run("shop", "stock", ENCORE_DATABASE_URL=url, **production))
    assert told == "the database holds no shop; run `encore shop import FILE`."


# -- shop import


def test_a_csv_file_adds_products_and_replaces_known_ones(run: Run, demo: Encore, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text("sku,name,price,unit,stock\nrye,rye bread,4.20,loaf,7\nhoney,wild honey,9.99,jar,3\n")

    assert printed(run("shop", "import", file)) == "Imported 2 products.\n"

    assert the_product(demo.database, "rye").on_hand == 7
    honey = the_product(demo.database, "honey")
    assert (honey.name("en-US"), str(honey.price.amount), honey.on_hand) == ("wild honey", "9.99", 3)


def test_a_file_with_a_wrong_row_changes_nothing(run: Run, demo: Encore, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text("sku,name,price,unit,stock\nrye,rye bread,4.20,loaf,7\nhoney,honey,9.999,jar,-3\n")

    result = run("shop", "import", file)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"encore: {file} was not imported, nothing was changed:\n"
        "  line 3: price '9.999' is not an amount of USD\n"
        "  line 3: stock '-3' must be a whole number from 0\n"
    )
    with demo.database.reading() as uow:
        assert uow.products.get("rye") is None
    assert str(the_product(demo.database, "honey").price.amount) == "7.49"


def test_prices_in_another_currency_are_refused(run: Run, demo: Encore, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text("sku,name,price,unit,stock\nrye,rye bread,4.20,loaf,7\n")

    assert refused(run("shop", "import", file, "--currency", "EUR")) == (
        f"{file} has prices in another currency than the shop's USD."
    )


def test_a_shop_in_another_currency_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    file.write_text(shop_json(products=[]))

    assert "another currency than the shop's USD" in refused(run("shop", "import", file))


def test_a_table_of_products_opens_a_shop_of_its_own(run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'mine.sqlite3'}"
    products = tmp_path / "products.csv"
    products.write_text("sku,name,price,unit,stock\nrye,rye bread,4.20,loaf,7\n")

    opened = printed(run("shop", "import", products, "--name", "Rye & Co", ENCORE_DATABASE_URL=url))

    assert opened.startswith("Imported 1 products.\nRye & Co is open")
    assert "rye bread" in printed(run("shop", "stock", ENCORE_DATABASE_URL=url))


def test_a_table_of_products_joins_the_shop_that_is_there(run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'mine.sqlite3'}"
    products = tmp_path / "products.csv"
    products.write_text("sku,name,price,unit,stock\nrye,rye bread,4.20,loaf,7\n")
    whole = tmp_path / "shop.json"
    whole.write_text(shop_json())

    assert printed(run("shop", "import", whole, ENCORE_DATABASE_URL=url)) == "Imported 1 products.\n"
    assert printed(run("shop", "import", products, "--currency", "EUR", ENCORE_DATABASE_URL=url))
    assert "rye bread" in printed(run("shop", "stock", ENCORE_DATABASE_URL=url))


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    assert refused(run("shop", "import", tmp_path / "no.csv")).endswith("cannot be read (No such file or directory).")


# -- shop stock


def test_stock_lists_every_product(run: Run) -> None:
    listed = printed(run("shop", "stock"))

    assert "green-tea" in listed
    assert "2026-03-14" in listed
    assert "$13.99" in listed


def test_stock_of_one_product(run: Run) -> None:
    listed = printed(run("shop", "stock", "honey"))

    assert ("honey" in listed, "green-tea" in listed) == (True, False)


def test_stock_is_set(run: Run, demo: Encore) -> None:
    assert printed(run("shop", "stock", "honey", 0, "--restock-on", "2026-04-01")) == "honey: 0 on hand.\n"

    honey = the_product(demo.database, "honey")
    assert (honey.on_hand, str(honey.restock_on)) == (0, "2026-04-01")


@pytest.mark.parametrize("arguments", [["dragon-fruit"], ["dragon-fruit", "3"]])
def test_stock_of_what_is_not_sold(run: Run, arguments: list[str]) -> None:
    told = refused(run("shop", "stock", *arguments))

    assert told == "there is no product 'dragon-fruit'; `encore shop stock` lists them."


# -- shop orders, pack, ship, deliver


def test_orders_as_json_are_one_object_a_line(run: Run, demo: Encore) -> None:
    number = placed_order(demo)

    lines = [json.loads(line) for line in printed(run("shop", "orders", "--json")).splitlines()]

    assert len(lines) == 20
    assert lines[0] == {
        "number": number,
        "customer": "Ada",
        "placed_at": "2026-03-10T15:01:00+00:00",
        "status": "placed",
        "lines": [{"sku": "honey", "quantity": 1}],
        "total": "11.48",
        "currency": "USD",
        "expected_on": "2026-03-12",
    }


def test_orders_as_a_table(run: Run, demo: Encore) -> None:
    listed = printed(run("shop", "orders", "--limit", 3))

    assert sum(order.number in listed for order in all_orders(demo.database)) == 3


def test_an_order_goes_from_the_shelf_to_the_door(run: Run, demo: Encore) -> None:
    number = placed_order(demo)

    assert printed(run("shop", "pack", number)) == f"Order {number} is packed.\n"
    assert printed(run("shop", "ship", number, "--carrier", "dhl", "--code", "77", "--expected", "2026-03-13")) == (
        f"Order {number} is on its way.\n"
    )
    assert printed(run("shop", "deliver", number)) == f"Order {number} is delivered.\n"

    order = the_order(demo.database, number)
    assert (order.status, str(order.expected_on)) == (OrderStatus.DELIVERED, "2026-03-13")
    assert [(parcel.carrier, parcel.tracking_code) for parcel in order.shipments] == [("dhl", "77")]


@pytest.mark.parametrize("command", ["pack", "ship", "deliver"])
def test_an_order_nobody_placed(run: Run, command: str) -> None:
    assert refused(run("shop", command, "000000")) == "there is no order 000000; `encore shop orders` lists them."


def test_an_order_in_the_wrong_state(run: Run, demo: Encore) -> None:
    number = placed_order(demo)

    assert refused(run("shop", "deliver", number)) == f"order {number} is placed, so it cannot become delivered."


# -- shop link, shop model


def test_a_customer_is_known_by_another_voice(run: Run, demo: Encore) -> None:
    assert printed(run("shop", "link", "ada", "alexa", "amzn1.ask.account.X")) == "Ada is now known on alexa.\n"

    with demo.database.reading() as uow:
        assert uow.customers.by_identity("alexa", "amzn1.ask.account.X") == the_customer(demo.database, "ada")


def test_a_customer_nobody_knows(run: Run) -> None:
    told = refused(run("shop", "link", "zoe", "local", "zoe"))

    assert told == (
        "there are 0 customers called 'zoe'; it must be exactly one "
        "(`encore shop customers` lists them; an id does too)."
    )


def test_the_model_has_this_shops_products(run: Run, demo: Encore) -> None:
    document = json.loads(printed(run("shop", "model")))

    types = {entry["name"]: entry["values"] for entry in document["interactionModel"]["languageModel"]["types"]}
    names = {value["id"]: value["name"]["value"] for value in types["Product"]}
    assert (names.keys(), names["oat-milk"]) == (shelf(demo.database).keys(), "oat milk")


# -- understand


def test_understand_prints_a_line_for_each_sentence(run: Run) -> None:
    said = "order two oat milk\nthe weather in spain\n"

    assert printed(run("understand", stdin=said)) == (
        "order two oat milk  ->  PlaceOrderIntent quantity=2 product=oat-milk (1.00)\n"
        "the weather in spain  ->  AMAZON.FallbackIntent  (0.00)\n"
    )


def test_understand_as_json(run: Run) -> None:
    lines = printed(run("understand", "--json", stdin="do you have honey\n\n茶 😀\n")).splitlines()

    assert [json.loads(line) for line in lines] == [
        {
            "text": "do you have honey",
            "intent": "CheckStockIntent",
            "slots": {"product": {"said": "honey", "ids": ["honey"]}},
            "confidence": 1.0,
        },
        {"text": "", "intent": "AMAZON.FallbackIntent", "slots": {}, "confidence": 0.0},
        {"text": "茶 😀", "intent": "AMAZON.FallbackIntent", "slots": {}, "confidence": 0.0},
    ]


def test_understand_with_any_model_and_without_a_shop(run: Run, tmp_path: Path) -> None:
    model = {
        "invocationName": "lamp",
        "intents": [{"name": "Switch", "slots": [{"name": "state", "type": "State"}], "samples": ["turn {state}"]}],
        "types": [{"name": "State", "values": [{"id": "on", "name": {"value": "on"}}]}],
    }
    file = tmp_path / "lamp.json"
    file.write_text(json.dumps({"languageModel": model}))
    nowhere = f"sqlite:///{tmp_path / 'none' / 'shop.sqlite3'}"

    line = printed(
        run("understand", "--json", "--interaction-model", file, stdin="turn on", ENCORE_DATABASE_URL=nowhere)
    )

    assert json.loads(line) == {
        "text": "turn on",
        "intent": "Switch",
        "slots": {"state": {"said": "on", "ids": ["on"]}},
        "confidence": 1.0,
    }
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"languageModel": {}}', '{"intents": 5}'])
def test_a_model_that_is_none_is_one_line(run: Run, tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "model.json"
    if content is not None:
        file.write_text(content)

    assert refused(run("understand", "--interaction-model", file, stdin="hi")).startswith(str(file))


def test_an_unknown_locale_is_one_line(run: Run) -> None:
    told = refused(run("understand", "--locale", "xx-XX", stdin="hi"))

    assert told.startswith("no interaction model for 'xx-XX'; there is one for ")
    assert "en-US" in told
