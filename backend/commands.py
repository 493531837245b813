"""`encore db`, `encore shop` and `encore understand`."""

import json
import math
import os
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Event
from uuid import UUID

import click
from rich.console import Console
from rich.table import Table

from backend.conversation.phrasebook import Phrasebook
from backend.conversation.turn import Phrase
from backend.errors import EncoreError
from backend.integrations.shop_file import read_shop_file
from backend.orders import errors, shopkeeping
from backend.orders.importing import import_customers, import_products, plain_shop
from backend.orders.model import Shop
from backend.orders.ports import UnitOfWork
from backend.settings import Settings
from backend.storage import migrate
from backend.storage.engine import open_engine
from backend.understanding.understanding import Understanding
from backend.wiring import Encore, build, shop_values
from interaction_models.model import document_with_values, load_file

LOCALE = "en-US"
"""The shop keeper's tables are in English."""


class ShopError(EncoreError):
    """What the shop keeper asked for cannot be done."""


def _settings() -> Settings:
    return Settings.from_env(os.environ)


def _encore() -> Encore:
    return build(_settings())


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest version."""
    settings = _settings()
    engine = open_engine(settings.database)
    migrate.upgrade(engine)
    click.echo(f"{engine.url.render_as_string(hide_password=True)} is up to date.")


@click.group()
def shop() -> None:
    """The shop keeper's side."""


@shop.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--currency", help="Currency of a CSV file's prices; the shop's by default, USD for a new shop.")
@click.option("--locale", default=LOCALE, show_default=True, help="Language of a CSV file's names.")
@click.option("--name", default="My Shop", show_default=True, help="Name of the shop a CSV file opens.")
def shop_import(file: Path, currency: str | None, locale: str, name: str) -> None:
    """Load products from a CSV file, or a whole shop from a JSON file. All or nothing."""
    settings = _settings()
    engine = open_engine(settings.database)
    if not migrate.is_current(engine):
        migrate.upgrade(engine)
    encore = build(settings, prepare=False)
    open_already = encore.database.read(lambda uow: uow.shop())
    currency = currency or (open_already.currency if open_already else "USD")
    loaded = read_shop_file(file, now=encore.clock(), currency=currency, locale=locale)

    def load(uow: UnitOfWork) -> tuple[int, Shop | None]:
        known = uow.shop()
        opened = loaded.shop
        if opened is None and known is None:
            opened = plain_shop(name, currency)
        currencies = {product.price.currency for product in loaded.products}
        if opened is not None:
            currencies.add(opened.currency)
        if known is not None and currencies != {known.currency}:
            raise ShopError(f"{file} has prices in another currency than the shop's {known.currency}.")
        count = import_products(
            loaded.products,
            shop=opened,
            uow=uow,
            places=loaded.places,
            stock_at=loaded.stock_at,
            promotions=loaded.promotions,
        )
        import_customers(loaded.customers, now=encore.clock(), uow=uow, chance=encore.chance)
        return count, opened if known is None else None

    with _explained():
        count, opened = encore.database.write(load, seconds=math.inf)
    click.echo(f"Imported {count} products.")
    for note in loaded.notes:
        click.echo(note, err=True)
    if opened is not None and not opened.phone:
        click.echo(f"{opened.name} is open; a JSON file sets its delivery fee, days and phone (see README).")


@shop.command("stock")
@click.argument("sku", required=False)
@click.argument("on_hand", required=False, type=click.IntRange(0, 10**9))
@click.option("--restock-on", type=click.DateTime(["%Y-%m-%d"]), help="When a sold-out product is back.")
def shop_stock(sku: str | None, on_hand: int | None, restock_on: datetime | None) -> None:
    """Show the stock, or set it: encore shop stock oat-milk 12."""
    encore = _encore()
    if sku and on_hand is not None:
        day = restock_on.date() if restock_on else None
        with _explained():
            product = encore.database.write(
                lambda uow: shopkeeping.set_stock(sku, on_hand, restock_on=day, now=encore.clock(), uow=uow)
            )
        click.echo(f"{product.name(LOCALE)}: {product.on_hand} on hand.")
        return
    words = Phrasebook(LOCALE)
    today = encore.shop().today(encore.clock())
    table = Table("SKU", "Name", "Price", "On hand", "Reserved", "Back")
    for product in encore.database.read(lambda uow: uow.products.all()):
        if sku is None or product.sku == sku:
            price = words.say(Phrase("verbatim", {"text": product.price}), today=today)
            back = product.restock_on.isoformat() if product.restock_on else ""
            numbers = (str(product.on_hand), str(product.reserved))
            table.add_row(product.sku, product.name(LOCALE), price, *numbers, back)
    if table.row_count == 0:
        raise ShopError(f"there is no product {sku!r}; `encore shop stock` lists them.")
    Console().print(table)


@shop.command("orders")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def shop_orders(limit: int, as_json: bool) -> None:
    """List the latest orders."""
    encore = _encore()
    orders = encore.database.read(lambda uow: uow.orders.all(limit=limit))
    customers = encore.database.read(lambda uow: uow.customers.all())
    names: dict[UUID | None, str] = {customer.id: customer.name for customer in customers}
    words = Phrasebook(LOCALE)
    today = encore.shop().today(encore.clock())
    table = Table("Number", "Customer", "Placed", "Status", "Lines", "Total", "Delivery")
    for order in orders:
        lines = ", ".join(f"{line.quantity} x {line.product.sku}" for line in order.lines)
        if as_json:
            click.echo(
                json.dumps(
                    {
                        "number": order.number,
                        "customer": names.get(order.customer_id, "(deleted)"),
                        "placed_at": order.placed_at.isoformat(),
                        "status": order.status.value,
                        "lines": [{"sku": x.product.sku, "quantity": x.quantity} for x in order.lines],
                        "total": str(order.total.amount),
                        "currency": order.total.currency,
                        "expected_on": order.expected_on.isoformat(),
                    },
                    ensure_ascii=False,
                )
            )
            continue
        total = words.say(Phrase("verbatim", {"text": order.total}), today=today)
        placed = f"{order.placed_at:%Y-%m-%d %H:%M}"
        table.add_row(
            order.number,
            names.get(order.customer_id, "(deleted)"),
            placed,
            order.status.value,
            lines,
            total,
            str(order.expected_on),
        )
    if not as_json:
        Console().print(table)


@shop.command("ship")
@click.argument("number")
@click.option("--carrier", default="own", show_default=True)
@click.option("--code", default="", help="The carrier's tracking code; the order number if empty.")
@click.option("--expected", type=click.DateTime(["%Y-%m-%d"]), help="The day it should arrive.")
def shop_ship(number: str, carrier: str, code: str, expected: datetime | None) -> None:
    """An order has left the house."""
    encore = _encore()
    day = expected.date() if expected else None
    with _explained():
        encore.database.write(
            lambda uow: shopkeeping.ship(
                number, carrier=carrier, tracking_code=code or number, expected_on=day, now=encore.clock(), uow=uow
            )
        )
    click.echo(f"Order {number} is on its way.")


@shop.command("pack")
@click.argument("number")
def shop_pack(number: str) -> None:
    """An order is packed; from now on it cannot be cancelled by voice."""
    encore = _encore()
    with _explained():
        encore.database.write(lambda uow: shopkeeping.pack(number, now=encore.clock(), uow=uow))
    click.echo(f"Order {number} is packed.")


@shop.command("deliver")
@click.argument("number")
def shop_deliver(number: str) -> None:
    """An order has arrived."""
    encore = _encore()
    with _explained():
        encore.database.write(lambda uow: shopkeeping.deliver(number, now=encore.clock(), uow=uow))
    click.echo(f"Order {number} is delivered.")


@shop.command("link")
@click.argument("customer")
@click.argument("channel", type=click.Choice(["alexa", "local"]))
@click.argument("external_id")
def shop_link(customer: str, channel: str, external_id: str) -> None:
    """Tell Encore who a voice belongs to: encore shop link Ada alexa amzn1.ask.account..."""
    encore = _encore()

    def link(uow: UnitOfWork) -> str:
        found = [known for known in uow.customers.all() if known.name.casefold() == customer.casefold()]
        if len(found) != 1:
            raise ShopError(f"there are {len(found)} customers called {customer!r}; it must be exactly one.")
        uow.customers.link(found[0].id, channel, external_id)
        return found[0].name

    click.echo(f"{encore.database.write(link)} is now known on {channel}.")


@shop.command("model")
@click.option("--locale", default=LOCALE, show_default=True)
def shop_model(locale: str) -> None:
    """Print the Alexa interaction model with this shop's products, to upload in the developer console."""
    values = _encore().database.read(lambda uow: shop_values(uow, locale))
    click.echo(json.dumps(document_with_values(locale, values), ensure_ascii=False, indent=2))


@click.command()
@click.option("--once", is_flag=True, help="One round, then stop: for cron.")
def work(once: bool) -> None:
    """Do what nobody asks for: tell other systems, send subscriptions, remove old data. `encore serve` does it too."""
    encore = _encore()
    if once:
        while encore.jobs.run_once():
            pass
        return
    click.echo("Working; Ctrl-C ends it.")
    with suppress(KeyboardInterrupt):
        encore.jobs.run(Event())


class _explained:
    """Turns the shop's refusals into the shop keeper's sentences."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: object, refusal: BaseException | None, _trace: object) -> None:
        match refusal:
            case errors.UnknownOrder(number=number):
                raise ShopError(f"there is no order {number}; `encore shop orders` lists them.") from refusal
            case errors.UnknownProduct(said=sku):
                raise ShopError(f"there is no product {sku!r}; `encore shop stock` lists them.") from refusal
            case errors.PromisedAlready(product=product, on_hand=on_hand):
                raise ShopError(
                    f"{product.reserved} of {product.sku} are promised to customers, so there cannot be {on_hand}; "
                    "cancel orders first."
                ) from refusal
            case errors.NotConfirmed():
                raise ShopError("the database did not answer in time; look whether it was done before you repeat it.")
            case errors.WrongState(number=number, status=status, wanted=wanted):
                raise ShopError(f"order {number} is {status}, so it cannot become {wanted}.") from refusal


@click.command()
@click.option("--locale", default=None, help="Language; ENCORE_LOCALE by default.")
@click.option("--interaction-model", "model_file", type=click.Path(path_type=Path), help="Any Alexa model.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def understand(locale: str | None, model_file: Path | None, as_json: bool) -> None:
    """What would be understood: sentences on standard input, one a line."""
    settings = _settings()
    locale = locale or settings.locale
    if model_file:
        understanding = Understanding(load_file(model_file, locale=locale))
    else:
        understanding = build(settings).understanding(locale)
    for line in sys.stdin:
        text = line.strip()
        match = understanding.match(text)
        slots = {name: (list(value.ids) or value.said) for name, value in match.slots.items()}
        if as_json:
            full = {name: {"said": value.said, "ids": list(value.ids)} for name, value in match.slots.items()}
            found = {"text": text, "intent": match.intent, "slots": full, "confidence": match.confidence}
            click.echo(json.dumps(found, ensure_ascii=False))
        else:
            shown = " ".join(f"{name}={','.join(v) if isinstance(v, list) else v}" for name, v in slots.items())
            click.echo(f"{text}  ->  {match.intent} {shown} ({match.confidence:.2f})")
