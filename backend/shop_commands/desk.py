"""What all commands of the shop keeper share: the group, the shop, tables, and sentences for what goes wrong."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table

from backend.conversation.phrasebook import phrasebook
from backend.conversation.turn import Phrase
from backend.errors import EncoreError
from backend.orders import (
    errors,
    linking,
    privacy,
    profiles,
    promotions,
    returns,
    shopkeeping,
    tickets,
    tokens,
    voice_codes,
)
from backend.orders import webhooks as hooks
from backend.orders.model import Customer, Shop
from backend.orders.money import Money
from backend.orders.ports import UnitOfWork
from backend.settings import Settings
from backend.wiring import Encore, build

LOCALE = "en-US"
"""The shop keeper's tables are in English."""

Day = click.DateTime(["%Y-%m-%d"])


class ShopError(EncoreError):
    """What the shop keeper asked for cannot be done."""


@click.group()
def shop() -> None:
    """The shop keeper's side."""


def settings() -> Settings:
    return Settings.from_env(os.environ)


def open_shop() -> Encore:
    return build(settings(), is_patient=True)


def day_of(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def money(amount: Money) -> str:
    return phrasebook(LOCALE).say(Phrase("verbatim", {"text": amount}), today=date.min)


def at(moment: datetime, of: Shop) -> str:
    """On the shop's clock."""
    return f"{moment.astimezone(ZoneInfo(of.time_zone)):%Y-%m-%d %H:%M}"


def show(table: Table, *, empty: str) -> None:
    if table.row_count:
        # A pipe has no width of its own, and a cut number is worse than a long line.
        Console(width=None if Console().is_terminal else 200).print(table)
    else:
        click.echo(empty)


def the_customer(said: str, uow: UnitOfWork) -> Customer:
    """By name or id.

    Raises:
        ShopError: nobody, or several.
    """
    known = uow.customers.all()
    found = [each for each in known if said in (str(each.id), each.name) or each.name.casefold() == said.casefold()]
    if len(found) != 1:
        raise ShopError(
            f"there are {len(found)} customers called {said!r}; it must be exactly one "
            "(`encore shop customers` lists them; an id does too)."
        )
    return found[0]


def uuid_of(text: str, what: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ShopError(f"{text!r} is not the id of a {what}.") from None


@contextmanager
def explained() -> Iterator[None]:
    """Turns the shop's refusals into the shop keeper's sentences."""
    try:
        yield
    except errors.NotConfirmed as error:
        raise ShopError(
            "the database did not answer in time; look whether it was done before you repeat it."
        ) from error
    except errors.Refusal as refusal:
        raise ShopError(_sentence(refusal)) from refusal


def _sentence(refusal: errors.Refusal) -> str:
    match refusal:
        case errors.UnknownOrder(number=number):
            return f"there is no order {number}; `encore shop orders` lists them."
        case errors.WrongState(number=number, status=status, wanted=wanted):
            return f"order {number} is {status}, so it cannot become {wanted}."
        case errors.UnknownProduct(said=sku):
            return f"there is no product {sku!r}; `encore shop stock` lists them."
        case errors.UnknownPlace(place=place):
            return f"there is no place {place!r} where goods can be picked up; places come with a JSON file."
        case errors.PromisedAlready(product=product, on_hand=on_hand):
            return (
                f"{product.reserved} of {product.sku} are promised to customers, so there cannot be {on_hand}; "
                "cancel orders first."
            )
        case errors.TooLateToCancel(number=number, status=status):
            return f"order {number} is {status}, so it cannot be cancelled any more."
        case shopkeeping.NotInParcel(number=number, sku=sku, left=left):
            if not sku:
                return f"nothing of order {number} is left to send."
            return f"order {number} has {left} of {sku} left to send."
        case returns.UnknownReturn(number=number):
            return f"there is no return {number}; `encore shop returns` lists them."
        case returns.WrongReturnState(number=number, state=state, wanted=wanted):
            return f"return {number} is {state}, so it cannot become {wanted}."
        case tickets.UnknownTicket(number=number):
            return f"there is no ticket {number}; `encore shop tickets` lists them."
        case tickets.TicketClosed(number=number):
            return f"ticket {number} is closed already."
        case privacy.OrdersStillOpen(numbers=numbers):
            return f"the orders {', '.join(numbers)} are still open; deliver or cancel them first."
        case linking.EmailRefused():
            return "this is no e-mail address; write one like ada@example.com."
        case linking.EmailTaken():
            return "another customer has this e-mail address, and a customer is found by it."
        case voice_codes.NoVoiceCode():
            return "this customer has no voice code."
        case profiles.UnknownAddress(known=labels):
            return f"there is no such address; known are {', '.join(labels) or 'none'}."
        case profiles.AddressRefused(longest_label=label, longest_address=address):
            return f"an address is a line of up to {address} letters, its name one of up to {label}."
        case profiles.TooManyAddresses(most=most):
            return f"a customer has at most {most} addresses; remove one first."
        case promotions.PromotionRefused(code=code):
            return f"there is no promotion {code!r}; `encore shop promotions` lists them."
        case tokens.TokenNameRefused(name=name):
            return f"{name!r} cannot name a token; use small letters, digits, dots and dashes, such as till-1."
        case tokens.TokenNameTaken(name=name):
            return f"there is, or was, a token {name!r}; choose another name."
        case tokens.ScopesRefused():
            return "a token needs at least one scope, and one for a single customer cannot have the scope shop."
        case tokens.UnknownToken(name=name):
            return f"there is no token {name!r} in use; `encore shop tokens` lists them."
        case hooks.WebhookUrlRefused():
            return "that is not an https address such as https://example.com/hook."
        case hooks.TooManyWebhooks(most=most):
            return f"there are {most} webhooks already; disable one first."
        case hooks.UnknownWebhook(id=webhook):
            return f"there is no webhook {webhook} in use; `encore shop webhooks` lists them."
        case _:
            return f"that cannot be done ({type(refusal).__name__})."
