"""The shop keeper's commands that change something: what they print, and what is in the database afterwards."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.cli import main
from backend.orders.model import OrderStatus
from backend.orders.tickets import draft_ticket, open_ticket
from backend.wiring import Encore
from tests.backend.shops import NOW, Chance, all_orders, bought, the_customer, the_order, the_product

Run = Callable[..., Result]


@pytest.fixture
def run(demo: Encore, tmp_path: Path) -> Run:
    environment = {"ENCORE_DATABASE_URL": demo.engine.url.render_as_string(hide_password=False),
                   "ENCORE_DATA_DIR": str(tmp_path)}  # fmt: skip
    return lambda *arguments: CliRunner().invoke(main, ["shop", *map(str, arguments)], env=environment)


def printed(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr.removeprefix("encore: ").rstrip("\n")


def test_a_delivery_is_on_the_shelf(run: Run, demo: Encore) -> None:
    before = the_product(demo.database, "honey").on_hand

    assert printed(run("receive", "honey", 24)) == f"honey: {before + 24} on hand.\n"
    assert the_product(demo.database, "honey").on_hand == before + 24


def test_stock_in_another_place_is_its_own(run: Run, demo: Encore) -> None:
    before = the_product(demo.database, "oat-milk").on_hand

    assert printed(run("stock", "oat-milk", 5, "--place", "mill-street")) == "oat milk: 5 on hand at mill-street.\n"
    assert the_product(demo.database, "oat-milk").on_hand == before


def test_an_order_from_the_shelf_to_the_door(run: Run, demo: Encore) -> None:
    order = bought(demo.database, the_customer(demo.database, "ben"), "honey", 2)

    assert printed(run("pack", order.number)) == f"Order {order.number} is packed.\n"
    assert printed(run("ship", order.number, "--with", "honey=1")) == (
        f"Order {order.number} is on its way, the rest is still here.\n"
    )
    assert printed(run("ship", order.number)) == f"Order {order.number} is on its way.\n"
    assert "Parcel own" in printed(run("order", order.number))
    assert printed(run("deliver", order.number)) == f"Order {order.number} is delivered.\n"
    assert the_order(demo.database, order.number).status is OrderStatus.DELIVERED
    assert refused(run("cancel", order.number)) == (
        f"order {order.number} is delivered, so it cannot be cancelled any more."
    )


@pytest.mark.parametrize("contents", [("honey=9",), ("no-such-thing",)])
def test_a_parcel_holds_only_what_was_ordered(run: Run, demo: Encore, contents: tuple[str, ...]) -> None:
    order = bought(demo.database, the_customer(demo.database, "ben"), "honey", 2)

    told = refused(run("ship", order.number, *(part for each in contents for part in ("--with", each))))

    assert f"order {order.number} has" in told
    assert the_order(demo.database, order.number).shipments == ()


def test_the_shop_calls_an_order_off(run: Run, demo: Encore) -> None:
    order = bought(demo.database, the_customer(demo.database, "ben"), "honey", 2)
    before = the_product(demo.database, "honey").available

    assert printed(run("cancel", order.number)) == f"Order {order.number} is cancelled.\n"
    assert the_product(demo.database, "honey").available == before + 2


def test_a_promotion_is_made_and_removed(run: Run) -> None:
    assert printed(run("promotion", "spring", "--percent", 10, "--from", "20.00")).startswith("SPRING is set.")
    assert "10 %" in printed(run("promotions"))
    assert printed(run("promotion", "spring", "--remove")) == "SPRING holds no longer.\n"
    assert refused(run("promotion", "spring", "--remove")).startswith("there is no promotion 'spring'")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "say either --percent or --amount."),
        (("--percent", 10, "--amount", "1.00"), "say either --percent or --amount."),
        (("--amount", "-1.00"), "'-1.00' is not an amount of USD."),
        (("--amount", "0.00"), "a promotion must take something off."),
        (("--percent", 10, "--ends", "2020-01-01"), "2020-01-01 is over; use a day to come, or --remove."),
    ],
)
def test_a_promotion_that_makes_no_sense(run: Run, arguments: tuple[object, ...], told: str) -> None:
    assert refused(run("promotion", "spring", *arguments)) == told


def test_an_address_is_saved_preferred_and_removed(run: Run, demo: Encore) -> None:
    printed(run("address", "ada", "Work", "3 Mill Lane", "--prefer"))
    assert the_customer(demo.database, "ada").address == "3 Mill Lane"
    assert printed(run("address", "ada", "work", "--remove")) == "The address 'work' of ada is removed.\n"
    assert "there is no such address" in refused(run("address", "ada", "work", "--remove"))


def test_everything_about_a_customer_and_then_nothing(run: Run, demo: Encore, tmp_path: Path) -> None:
    file = tmp_path / "ada.json"
    printed(run("export-customer", "ada", "--out", file))
    assert "Orchard Lane" in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0
    assert "cannot be written" in refused(run("export-customer", "ada", "--out", file))

    for order in all_orders(demo.database):
        if order.customer_id == the_customer(demo.database, "ada").id and order.is_open:
            assert order.number in refused(run("delete-customer", "ada", "--yes"))
            run("pack", order.number)
            run("ship", order.number)
            run("deliver", order.number)
    assert printed(run("delete-customer", "ada", "--yes")) == "Deleted.\n"
    assert refused(run("export-customer", "ada")).startswith("there are 0 customers called 'ada'")


def test_who_waits_for_a_person_is_listed_until_it_is_done(run: Run, demo: Encore) -> None:
    ada = the_customer(demo.database, "ada")

    def ask(uow: object) -> str:
        ticket = draft_ticket(ada, {"intent": "CancelOrderIntent"}, now=NOW, uow=uow, chance=Chance())  # type: ignore[arg-type]
        return open_ticket(ada, ticket.id, now=NOW, uow=uow, call_back=False).number  # type: ignore[arg-type]

    number = demo.database.write(ask)

    assert "CancelOrderIntent" in printed(run("tickets"))
    assert printed(run("tickets", "--close", number)) == f"Ticket {number} is closed.\n"
    assert printed(run("tickets")) == "Nobody is waiting.\n"
    assert refused(run("tickets", "--close", number)) == f"ticket {number} is closed already."
    assert "ticket.closed" in printed(run("audit"))


def test_a_token_is_shown_once(run: Run) -> None:
    secret = printed(run("token", "till-1", "--scope", "read")).strip()

    assert secret.startswith("encore_")
    listed = printed(run("tokens"))
    assert "till-1" in listed
    assert secret not in listed
    assert refused(run("token", "till-1", "--scope", "read")).startswith("there is, or was, a token 'till-1'")
    assert printed(run("token", "till-1", "--revoke")) == "till-1 opens nothing any more.\n"


def test_a_webhook_is_added_told_again_and_disabled(run: Run) -> None:
    assert printed(run("webhook", "add", "https://example.com/hook", "--type", "order.*")).startswith("whsec_")
    listed = json.dumps(printed(run("webhooks")))
    assert "https://example.com/hook" in listed
    assert refused(run("webhook", "add", "ftp://example.com")).startswith("that is not an https address")
    assert refused(run("webhook", "disable", "x")) == "'x' is not the id of a webhook."


def test_products_go_out_and_come_in_again(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"

    assert printed(run("export", file)).startswith("Exported 81 products")
    assert printed(run("import", file)) == "Imported 81 products.\n"
    assert "must end in .csv or .json" in refused(run("export", tmp_path / "products.xlsx"))


def test_a_voice_is_taken_from_nobody_by_accident(run: Run, demo: Encore) -> None:
    printed(run("link", "ada", "alexa", "amzn1.x"))

    assert refused(run("link", "ben", "alexa", "amzn1.x")) == (
        "this voice belongs to Ada; add --move to give it to Ben."
    )
    assert printed(run("link", "ben", "alexa", "amzn1.x", "--move")) == "Ben is now known on alexa.\n"


def test_nobody_is_asked_about_deleting_nobody(run: Run) -> None:
    assert refused(run("delete-customer", "nobody")).startswith("there are 0 customers called 'nobody'")


def test_a_customer_gets_an_e_mail_address(run: Run, demo: Encore) -> None:
    assert printed(run("email", "Ada", "Ada@New.example")) == "The e-mail address of Ada is saved.\n"
    assert the_customer(demo.database, "ada").email == "ada@new.example"
    assert "ada@new.example" in printed(run("customers"))

    assert refused(run("email", "Ada", "ada@")) == "this is no e-mail address; write one like ada@example.com."
    assert refused(run("email", "Ada", "ben@example.com")) == (
        "another customer has this e-mail address, and a customer is found by it."
    )
    assert refused(run("email", "Ada")) == "say the address, or --remove."
    assert printed(run("email", "Ada", "--remove")) == "The e-mail address of Ada is removed.\n"
    assert the_customer(demo.database, "ada").email is None


def test_the_shop_can_end_the_links_of_an_account(run: Run) -> None:
    assert printed(run("unlink", "Ada")) == "0 links have ended.\n"
