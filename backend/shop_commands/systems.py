"""Other systems: API tokens, webhooks, and the model for Alexa."""

import json
import secrets
from datetime import UTC, datetime

import click
from rich.table import Table

from backend.integrations.webhooks import new_secret
from backend.orders import outbox, tokens
from backend.orders import webhooks as hooks
from backend.orders.ports import UnitOfWork
from backend.shop_commands.desk import LOCALE, at, explained, open_shop, shop, show, the_customer, uuid_of
from backend.wiring import shop_values
from interaction_models.model import document_with_values


@shop.command("model")
@click.option("--locale", default=LOCALE, show_default=True)
def model(locale: str) -> None:
    """Print the Alexa interaction model with this shop's products, to upload in the developer console."""
    values = open_shop().database.read(lambda uow: shop_values(uow, locale))
    click.echo(json.dumps(document_with_values(locale, values), ensure_ascii=False, indent=2))


@shop.command("tokens")
def list_tokens() -> None:
    """List the API tokens."""
    encore = open_shop()
    table = Table("Name", "Scopes", "Customer", "Created", "Revoked")
    for token in encore.database.read(lambda uow: tokens.list_tokens(uow=uow)):
        scopes = ", ".join(sorted(token.scopes))
        revoked = at(token.revoked_at, encore.shop()) if token.revoked_at else ""
        created = at(token.created_at, encore.shop())
        table.add_row(token.name, scopes, str(token.customer_id or ""), created, revoked)
    show(table, empty="There are no tokens; `encore shop token NAME --scope read` makes one.")


@shop.command("token")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, type=click.Choice([each.value for each in tokens.Scope]))
@click.option("--customer", help="It opens this customer's things only.")
@click.option("--revoke", is_flag=True, help="It opens nothing any more.")
def token(name: str, scopes: tuple[str, ...], customer: str | None, revoke: bool) -> None:
    """Make an API token for a system, or revoke it. Its secret is shown once."""
    encore = open_shop()
    if revoke:
        with explained():
            encore.database.write(lambda uow: tokens.revoke_token(name, now=encore.clock(), uow=uow))
        click.echo(f"{name} opens nothing any more.")
        return

    def make(uow: UnitOfWork) -> tokens.NewToken:
        return tokens.create_token(
            name,
            [tokens.Scope(scope) for scope in scopes],
            now=encore.clock(),
            uow=uow,
            random_bytes=secrets.token_bytes,
            customer_id=the_customer(customer, uow).id if customer else None,
        )

    with explained():
        made = encore.database.write(make)
    click.echo(made.secret)
    click.echo("Keep it: it is not shown again.", err=True)


@shop.command("webhooks")
def list_webhooks() -> None:
    """List where events are sent."""
    encore = open_shop()
    table = Table("Id", "Address", "Events", "Since")
    for webhook in encore.database.read(lambda uow: uow.webhooks.all()):
        since = at(webhook.created_at, encore.shop())
        table.add_row(str(webhook.id), webhook.url, ", ".join(webhook.types), since)
    show(table, empty="Nobody is told; `encore shop webhook add https://...` changes that.")


@shop.group("webhook")
def webhook() -> None:
    """Tell another system what happens, signed as in Standard Webhooks."""


@webhook.command("add")
@click.argument("url")
@click.option("--type", "types", multiple=True, help="Such as order.placed or order.*; everything if not said.")
def add_webhook(url: str, types: tuple[str, ...]) -> None:
    """From now on this address is told. The secret for checking signatures is shown once."""
    encore = open_shop()
    with explained():
        made = encore.database.write(
            lambda uow: hooks.add_webhook(
                url,
                types,
                now=encore.clock(),
                uow=uow,
                new_secret=lambda: new_secret(secrets.token_bytes),
                allow_http=not encore.settings.is_production,
            )
        )
    click.echo(made.secrets[0])
    click.echo(f"{made.id} is told from now on. Keep the secret: it is not shown again.", err=True)


@webhook.command("disable")
@click.argument("webhook_id")
def disable_webhook(webhook_id: str) -> None:
    """It is told nothing more."""
    encore = open_shop()
    known = uuid_of(webhook_id, "webhook")
    with explained():
        encore.database.write(lambda uow: hooks.disable_webhook(known, now=encore.clock(), uow=uow))
    click.echo(f"{known} is told nothing more.")


@webhook.command("replay")
@click.argument("webhook_id")
@click.option("--since", required=True, type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="UTC.")
def replay_webhook(webhook_id: str, since: datetime) -> None:
    """A receiver has lost something: tell it again what happened since then, with the same ids."""
    encore = open_shop()
    known = uuid_of(webhook_id, "webhook")
    with explained():
        count = encore.database.write(
            lambda uow: outbox.tell_again(known, since=since.replace(tzinfo=UTC), now=encore.clock(), uow=uow)
        )
    click.echo(f"{count} events are told again.")
