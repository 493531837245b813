"""Products, stock and promotions."""

import math
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from backend.integrations.product_export import FileFormat, write_products
from backend.integrations.shop_file import read_shop_file
from backend.orders import shopkeeping
from backend.orders.importing import import_customers, import_products, plain_shop
from backend.orders.model import MAIN, Product, Shop, StockAt
from backend.orders.money import Money
from backend.orders.ports import UnitOfWork
from backend.orders.promotions import Promotion, PromotionKind, PromotionRefused, Why
from backend.shop_commands.desk import LOCALE, Day, ShopError, day_of, explained, money, open_shop, settings, shop, show
from backend.storage import migrate
from backend.storage.engine import analyze, open_engine
from backend.wiring import build


@shop.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--currency", help="Currency of a CSV file's prices; the shop's by default, USD for a new shop.")
@click.option("--locale", default=LOCALE, show_default=True, help="Language of a CSV file's names.")
@click.option("--name", default="My Shop", show_default=True, help="Name of the shop a CSV file opens.")
def import_file(file: Path, currency: str | None, locale: str, name: str) -> None:
    """Load products from a CSV file, Shopify's too, or a whole shop from a JSON file. All or nothing."""
    own = settings()
    engine = open_engine(own.database)
    if not migrate.is_current(engine):
        migrate.upgrade(engine)
    encore = build(own, prepare=False)
    open_already = encore.database.read(lambda uow: uow.shop())
    currency = currency or (open_already.currency if open_already else "USD")
    with Progress(transient=True, console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        progress.add_task(f"Reading {file.name} ...", total=None)
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

        progress.add_task("Storing ...", total=None)
        with explained():
            count, opened = encore.database.write(load, seconds=math.inf)
        analyze(encore.engine)
    click.echo(f"Imported {count} products.")
    for note in loaded.notes:
        click.echo(note, err=True)
    if opened is not None and not opened.phone:
        click.echo(f"{opened.name} is open; a JSON file sets its delivery fee, days and phone (see README).")


@shop.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice([each.value for each in FileFormat]),
    help="By the file's name if not said: JSON for .json, else CSV.",
)
@click.option("--locale", default=LOCALE, show_default=True, help="Language of the names in a CSV file.")
def export_file(file: Path, form: str | None, locale: str) -> None:
    """Write all products to a file that `import` reads: CSV, JSON, or Shopify's product CSV."""
    if file.suffix.lower() not in (".csv", ".tsv", ".json"):
        raise ShopError(f"{file} must end in .csv or .json, so that it can be imported again.")
    products = open_shop().database.read(lambda uow: uow.products.all())
    chosen = FileFormat(form or ("json" if file.suffix.lower() == ".json" else "csv"))
    write_products(products, file, format=chosen, locale=locale)
    click.echo(f"Exported {len(products)} products to {file}.")


@shop.command("stock")
@click.argument("sku", required=False)
@click.argument("on_hand", required=False, type=click.IntRange(0, 10**9))
@click.option("--restock-on", type=Day, help="When a sold-out product is back.")
@click.option("--place", default=MAIN, show_default=True, help="Where it was counted.")
def stock(sku: str | None, on_hand: int | None, restock_on: datetime | None, place: str) -> None:
    """Show the stock, or set what was counted: encore shop stock oat-milk 12."""
    encore = open_shop()
    if sku and on_hand is not None:
        day = day_of(restock_on)
        with explained():
            product = encore.database.write(
                lambda uow: shopkeeping.set_stock(
                    sku, on_hand, restock_on=day, now=encore.clock(), uow=uow, place=place
                )
            )
        where = "" if place == MAIN else f" at {place}"
        click.echo(f"{product.name(LOCALE)}: {on_hand} on hand{where}.")
        return
    table = Table("SKU", "Name", "Price", "Place", "On hand", "Reserved", "Back")

    def look(uow: UnitOfWork) -> list[tuple[Product, Sequence[StockAt]]]:
        if not sku:
            return [
                (each, [StockAt(MAIN, each.on_hand, each.reserved, each.restock_on)]) for each in uow.products.all()
            ]
        return [(each, uow.stock.of(sku)) for each in uow.products.by_sku([sku]).values()]

    for each, places in encore.database.read(look):
        for there in places:
            back = there.restock_on.isoformat() if there.restock_on else ""
            numbers = (str(there.on_hand), str(there.reserved))
            table.add_row(each.sku, each.name(LOCALE), money(each.price), there.place, *numbers, back)
    if sku and not table.row_count:
        raise ShopError(f"there is no product {sku!r}; `encore shop stock` lists them.")
    show(table, empty="There are no products yet; `encore shop import FILE` loads them.")


@shop.command("receive")
@click.argument("sku")
@click.argument("quantity", type=click.IntRange(1, 10**9))
@click.option("--place", default=MAIN, show_default=True, help="Where it arrived.")
def receive(sku: str, quantity: int, place: str) -> None:
    """A supplier's delivery is on the shelf: encore shop receive oat-milk 24."""
    encore = open_shop()
    with explained():
        product = encore.database.write(
            lambda uow: shopkeeping.receive(sku, quantity, now=encore.clock(), uow=uow, place=place)
        )
        now_there = encore.database.read(lambda uow: uow.stock.of(sku))
    left = next(there.on_hand for there in now_there if there.place == place)
    click.echo(f"{product.name(LOCALE)}: {left} on hand.")


@shop.command("promotions")
def promotions() -> None:
    """List the promotions."""
    encore = open_shop()
    table = Table("Code", "Takes off", "From", "Holds", "For")
    for promotion in encore.database.read(lambda uow: uow.promotions.all()):
        currency = encore.shop().currency
        off = f"{promotion.amount / 100:g} %"
        if promotion.kind is PromotionKind.FIXED:
            off = money(Money(promotion.amount, currency))
        days = " to ".join(day.isoformat() if day else "..." for day in (promotion.starts_on, promotion.ends_on))
        who = "first orders" if promotion.first_order else "all orders"
        least = money(promotion.from_amount) if promotion.from_amount else ""
        shown = "always" if days == "... to ..." else days
        table.add_row(promotion.code, off, least, shown, who + (", without a code" if promotion.automatic else ""))
    show(table, empty="There are no promotions; `encore shop promotion CODE --percent 10` makes one.")


@shop.command("promotion")
@click.argument("code")
@click.option("--percent", type=click.FloatRange(0.01, 100), help="Percent off the goods.")
@click.option("--amount", help="Money off the goods, such as 5.00.")
@click.option("--from", "least", help="Only from this amount of goods on, such as 40.00.")
@click.option("--first-order", is_flag=True, help="Only for a customer's first order.")
@click.option("--starts", type=Day)
@click.option("--ends", type=Day, help="The last day.")
@click.option("--automatic", is_flag=True, help="For everybody, without a code.")
@click.option("--spoken", help="What people call it, such as 'spring sale'.")
@click.option("--remove", is_flag=True, help="It holds no longer.")
def promotion(
    code: str,
    percent: float | None,
    amount: str | None,
    least: str | None,
    first_order: bool,
    starts: datetime | None,
    ends: datetime | None,
    automatic: bool,
    spoken: str | None,
    remove: bool,
) -> None:
    """Make, change or remove a promotion: encore shop promotion SPRING --percent 10 --ends 2027-05-31."""
    encore = open_shop()
    if remove:
        with explained():
            if not encore.database.write(lambda uow: uow.promotions.remove(code)):
                raise PromotionRefused(code, Why.UNKNOWN)
        click.echo(f"{code.upper()} holds no longer.")
        return
    if (percent is None) == (amount is None):
        raise ShopError("say either --percent or --amount.")
    if not (code.isascii() and code.isalnum() and len(code) <= 32):
        raise ShopError(f"{code!r} cannot be a code; use up to 32 letters and digits, such as SPRING10.")
    if ends and ends.date() < encore.shop().today(encore.clock()):
        raise ShopError(f"{ends.date()} is over; use a day to come, or --remove.")
    currency = encore.shop().currency
    try:
        off = round(percent * 100) if percent is not None else Money.parse(str(amount), currency).minor
        from_amount = Money.parse(least, currency) if least else None
    except ValueError as error:
        raise ShopError(f"{error}.") from error
    if off <= 0:
        raise ShopError("a promotion must take something off.")
    made = Promotion(
        code=code.upper(),
        kind=PromotionKind.FIXED if percent is None else PromotionKind.PERCENT,
        amount=off,
        from_amount=from_amount,
        first_order=first_order,
        starts_on=day_of(starts),
        ends_on=day_of(ends),
        automatic=automatic,
        names={LOCALE: (spoken or code.lower(),)},
    )
    encore.database.write(lambda uow: uow.promotions.put(made))
    click.echo(f"{made.code} is set. A running server says its new name after a restart.")
