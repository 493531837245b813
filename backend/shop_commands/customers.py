"""Customers: who they are on each channel, what they ask, and their rights over their data."""

import json
from pathlib import Path

import click
from rich.table import Table

from backend.orders import linking, privacy, profiles, tickets, voice_codes
from backend.orders.ports import UnitOfWork
from backend.shop_commands.desk import ShopError, at, explained, open_shop, shop, show, the_customer


@shop.command("customers")
def customers() -> None:
    """List the customers."""
    table = Table("Id", "Name", "Language", "Address", "E-mail")
    for customer in open_shop().database.read(lambda uow: uow.customers.all()):
        table.add_row(str(customer.id), customer.name, customer.locale, customer.address, customer.email or "")
    show(table, empty="There are no customers yet.")


@shop.command("link")
@click.argument("customer")
@click.argument("channel", type=click.Choice(["alexa", "local"]))
@click.argument("external_id")
@click.option("--move", is_flag=True, help="Also if it belongs to somebody else now.")
def link(customer: str, channel: str, external_id: str, move: bool) -> None:
    """Tell Encore who a voice belongs to: encore shop link Ada alexa amzn1.ask.account...

    In production a user of Alexa counts only once they have linked their account themselves; this is for the
    simulator and for development.
    """

    def work(uow: UnitOfWork) -> str:
        found = the_customer(customer, uow)
        before = uow.customers.by_identity(channel, external_id)
        if before is not None and before.id != found.id and not move:
            raise ShopError(f"this voice belongs to {before.name}; add --move to give it to {found.name}.")
        uow.customers.link(found.id, channel, external_id)
        return found.name

    click.echo(f"{open_shop().database.write(work)} is now known on {channel}.")


@shop.command("email")
@click.argument("customer")
@click.argument("address", required=False)
@click.option("--remove", is_flag=True)
def email(customer: str, address: str | None, remove: bool) -> None:
    """Say where confirmations go, and how a customer signs in: encore shop email Ada ada@example.com."""
    encore = open_shop()
    if bool(address) == remove:
        raise ShopError("say the address, or --remove.")
    with explained():
        encore.database.write(
            lambda uow: linking.set_email(the_customer(customer, uow).id, address, now=encore.clock(), uow=uow)
        )
    click.echo(f"The e-mail address of {customer} is {'removed' if remove else 'saved'}.")


@shop.command("unlink")
@click.argument("customer")
def unlink(customer: str) -> None:
    """End every link of an account with Alexa, such as when a device was lost."""
    encore = open_shop()
    count = encore.database.write(
        lambda uow: linking.revoke_links(the_customer(customer, uow).id, now=encore.clock(), uow=uow, actor="shop")
    )
    click.echo(f"{count} {'link has' if count == 1 else 'links have'} ended.")


@shop.command("address")
@click.argument("customer")
@click.argument("label")
@click.argument("address", required=False)
@click.option("--prefer", is_flag=True, help="Orders go there from now on.")
@click.option("--remove", is_flag=True)
def address(customer: str, label: str, address: str | None, prefer: bool, remove: bool) -> None:
    """Save an address under a name the customer says: encore shop address Ada work "3 Mill Lane"."""
    encore = open_shop()

    def work(uow: UnitOfWork) -> None:
        found = the_customer(customer, uow)
        if remove:
            profiles.remove_address(found.id, label, now=encore.clock(), uow=uow, actor="shop")
            return
        if address:
            profiles.put_address(found.id, label, address, now=encore.clock(), uow=uow, actor="shop")
        if prefer:
            profiles.prefer_address(found.id, label, now=encore.clock(), uow=uow, actor="shop")

    if not (address or prefer or remove):
        raise ShopError("say the address, or --prefer, or --remove.")
    with explained():
        encore.database.write(work)
    click.echo(f"The address {label!r} of {customer} is {'removed' if remove else 'saved'}.")


@shop.command("reset-code")
@click.argument("customer")
def reset_code(customer: str) -> None:
    """Remove a voice code that was forgotten or locked."""
    encore = open_shop()
    with explained():
        encore.database.write(
            lambda uow: voice_codes.reset_code(the_customer(customer, uow).id, now=encore.clock(), uow=uow)
        )
    click.echo(f"{customer} has no voice code any more and can set a new one by voice.")


@shop.command("export-customer")
@click.argument("customer")
@click.option("--out", type=click.Path(path_type=Path), help="A file; standard output if not said.")
def export_customer(customer: str, out: Path | None) -> None:
    """Everything held about a customer, as JSON."""
    encore = open_shop()
    with explained():
        found = encore.database.write(
            lambda uow: privacy.hand_over(the_customer(customer, uow).id, now=encore.clock(), uow=uow)
        )
    text = json.dumps(found, ensure_ascii=False, indent=2)
    if out is None:
        click.echo(text)
        return
    try:
        # Nobody else on this machine is to read it.
        out.touch(mode=0o600, exist_ok=False)
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise ShopError(f"{out} cannot be written ({error.strerror}); choose another file.") from error
    click.echo(f"Everything about {customer} is in {out}.")


@shop.command("delete-customer")
@click.argument("customer")
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete_customer(customer: str, yes: bool) -> None:
    """Delete all that is personal; the accounts keep the orders without a name."""
    encore = open_shop()
    found = encore.database.read(lambda uow: the_customer(customer, uow))
    if not yes:
        click.confirm(f"Delete everything about {found.name}? This cannot be undone.", abort=True)
    with explained():
        encore.database.write(lambda uow: privacy.erase(found.id, now=encore.clock(), uow=uow, actor="shop"))
    click.echo("Deleted.")


@shop.command("audit")
@click.option("--customer", help="Only about this customer.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
def audit(customer: str | None, limit: int) -> None:
    """What happened, latest first."""
    encore = open_shop()
    table = Table("When", "What", "Who", "About")

    def work(uow: UnitOfWork) -> None:
        whose = the_customer(customer, uow).id if customer else None
        for event in privacy.audit(uow, limit=limit, customer_id=whose):
            table.add_row(at(event.at, encore.shop()), event.type, event.actor, event.subject)

    encore.database.read(work)
    show(table, empty="Nothing has happened yet.")


@shop.command("tickets")
@click.option("--closed", is_flag=True, help="Those that are done.")
@click.option("--close", "number", help="This one is done.")
def ticket_list(closed: bool, number: str | None) -> None:
    """List what customers want a person for, or close one."""
    encore = open_shop()
    if number:
        with explained():
            encore.database.write(lambda uow: tickets.close_ticket(number, now=encore.clock(), uow=uow))
        click.echo(f"Ticket {number} is closed.")
        return
    found = encore.database.read(lambda uow: uow.tickets.all(closed=closed, limit=200))
    names = {customer.id: customer.name for customer in encore.database.read(lambda uow: uow.customers.all())}
    table = Table("Number", "Opened", "Customer", "Call back", "About")
    for ticket in found:
        facts = ", ".join(f"{key} {value}" for key, value in ticket.facts.items() if value not in (None, "", 0))
        who = names.get(ticket.customer_id, "")
        table.add_row(ticket.number, at(ticket.opened_at, encore.shop()), who, ticket.phone or "", facts)
    show(table, empty="Nobody is waiting.")
