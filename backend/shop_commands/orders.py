"""Orders, parcels and returns."""

import json
from collections.abc import Sequence
from datetime import datetime

import click
from rich.table import Table

from backend.orders import returns as returning
from backend.orders import shopkeeping
from backend.orders.errors import UnknownOrder
from backend.orders.model import Line, Order
from backend.orders.ordering import cancel_for_shop
from backend.shop_commands.desk import LOCALE, Day, ShopError, at, day_of, explained, money, open_shop, shop, show


def _items(lines: Sequence[Line]) -> str:
    return ", ".join(f"{line.quantity} x {line.product.sku}" for line in lines)


@shop.command("orders")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def orders(limit: int, as_json: bool) -> None:
    """List the latest orders."""
    encore = open_shop()
    found = encore.database.read(lambda uow: uow.orders.all(limit=limit))
    names = {customer.id: customer.name for customer in encore.database.read(lambda uow: uow.customers.all())}
    table = Table("Number", "Customer", "Placed", "Status", "Lines", "Total", "Delivery")
    for order in found:
        who = names.get(order.customer_id, "(deleted)") if order.customer_id else "(deleted)"
        if as_json:
            click.echo(json.dumps(_document(order, who), ensure_ascii=False))
            continue
        placed = at(order.placed_at, encore.shop())
        expected = f"fetched at {order.terms.place}" if order.terms.pickup else str(order.expected_on)
        table.add_row(order.number, who, placed, order.status.value, _items(order.lines), money(order.total), expected)
    if not as_json:
        show(table, empty="There are no orders yet.")


def _document(order: Order, who: str) -> dict[str, object]:
    return {
        "number": order.number,
        "customer": who,
        "placed_at": order.placed_at.isoformat(),
        "status": order.status.value,
        "lines": [{"sku": line.product.sku, "quantity": line.quantity} for line in order.lines],
        "total": str(order.total.amount),
        "currency": order.total.currency,
        "expected_on": order.expected_on.isoformat(),
    }


@shop.command("order")
@click.argument("number")
def order(number: str) -> None:
    """Everything about one order."""
    encore = open_shop()
    with explained():
        found = encore.database.read(lambda uow: uow.orders.by_number(number))
        if found is None:
            raise UnknownOrder(number)
    terms = found.terms
    customer_id = found.customer_id
    customer = encore.database.read(lambda uow: uow.customers.get(customer_id)) if customer_id else None
    placed = at(found.placed_at, encore.shop())
    click.echo(f"Order {found.number}, {found.status.value}, placed {placed} by {customer.name if customer else '-'}")
    click.echo(f"{'Fetched at' if terms.pickup else 'To'}: {terms.address}, {found.expected_on}")
    table = Table("Quantity", "SKU", "Name", "Each", "Sum")
    for line in found.lines:
        name = line.product.name(LOCALE)
        table.add_row(str(line.quantity), line.product.sku, name, money(line.price), money(line.total))
    if terms.discount.minor:
        table.add_row("", "", f"discount {terms.promotion or ''}", "", f"-{money(terms.discount)}")
    table.add_row("", "", "delivery", "", money(terms.delivery_fee))
    table.add_row("", "", "tax, included" if terms.tax_included else "tax", "", money(terms.tax))
    table.add_row("", "", "total", "", money(found.total))
    show(table, empty="")
    for parcel in found.shipments:
        contents = ", ".join(f"{quantity} x {sku}" for sku, quantity in parcel.contents.items())
        click.echo(f"Parcel {parcel.carrier} {parcel.tracking_code}, {parcel.status.value}: {contents}")


@shop.command("pack")
@click.argument("number")
def pack(number: str) -> None:
    """An order is packed, or ready to be fetched; from now on it cannot be changed by voice."""
    encore = open_shop()
    with explained():
        encore.database.write(lambda uow: shopkeeping.pack(number, now=encore.clock(), uow=uow))
    click.echo(f"Order {number} is packed.")


@shop.command("ship")
@click.argument("number")
@click.option("--carrier", default="own", show_default=True)
@click.option("--code", default="", help="The carrier's tracking code; the order number if empty.")
@click.option("--expected", type=Day, help="The day it should arrive.")
@click.option(
    "--with", "contents", multiple=True, metavar="SKU[=N]", help="Only this is in the parcel; the rest follows."
)
def ship(number: str, carrier: str, code: str, expected: datetime | None, contents: tuple[str, ...]) -> None:
    """A parcel has left the house."""
    encore = open_shop()
    with explained():
        sent = encore.database.write(
            lambda uow: shopkeeping.ship(
                number,
                carrier=carrier,
                tracking_code=code or number,
                expected_on=day_of(expected),
                now=encore.clock(),
                uow=uow,
                contents=_contents(contents) if contents else None,
            )
        )
    click.echo(f"Order {number} is on its way{'' if sent.status.value == 'shipped' else ', the rest is still here'}.")


def _contents(said: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for entry in said:
        sku, _, quantity = entry.partition("=")
        if quantity and not quantity.isdecimal():
            raise ShopError(f"{entry!r} is not a product and its number, such as oat-milk=2.")
        found[sku] = found.get(sku, 0) + int(quantity or 1)
    return found


@shop.command("deliver")
@click.argument("number")
def deliver(number: str) -> None:
    """An order has arrived, or was fetched."""
    encore = open_shop()
    with explained():
        encore.database.write(lambda uow: shopkeeping.deliver(number, now=encore.clock(), uow=uow))
    click.echo(f"Order {number} is delivered.")


@shop.command("cancel")
@click.argument("number")
def cancel(number: str) -> None:
    """Call an order off, as long as nothing of it was sent."""
    encore = open_shop()
    with explained():
        encore.database.write(lambda uow: cancel_for_shop(number, now=encore.clock(), uow=uow))
    click.echo(f"Order {number} is cancelled.")


@shop.command("returns")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
def returns(limit: int) -> None:
    """List the latest returns."""
    encore = open_shop()
    table = Table("Number", "Order", "Asked", "State", "Reason", "Goods", "Refund")
    for each in encore.database.read(lambda uow: uow.returns.all(limit=limit)):
        asked = at(each.asked_at, encore.shop())
        goods = _items(each.lines)
        state, reason = each.state.value, each.reason.value
        table.add_row(each.number, each.order_number, asked, state, reason, goods, money(each.refund))
    show(table, empty="There are no returns.")


@shop.command("return")
@click.argument("number")
@click.argument("what", type=click.Choice(["received", "refunded", "refused"]))
def return_(number: str, what: str) -> None:
    """What became of a return: encore shop return 407912 received."""
    encore = open_shop()
    step = {
        "received": returning.receive_return,
        "refunded": returning.refund_return,
        "refused": returning.refuse_return,
    }[what]
    with explained():
        known = encore.database.write(lambda uow: step(number, now=encore.clock(), uow=uow))
    click.echo(f"Return {number} is {known.state.value}; the refund is {money(known.refund)}.")
