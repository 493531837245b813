"""What the shop writes to its customers: plain text, the way people write."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_time, get_time_format

from backend.conversation.phrasebook import OrderNumber, locales, phrasebook
from backend.conversation.turn import Phrase
from backend.orders.model import Customer, Order, Place, Shop

DEFAULT_LOCALE = "en-US"


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str


def order_placed(order: Order, customer: Customer, shop: Shop, place: Place | None) -> Letter:
    """Everything that was agreed, and how to get out of it.

    Args:
        place: Where the goods come from.
    """
    return _whole_order("mail-placed", order, customer, shop, place)


def _whole_order(about: str, order: Order, customer: Customer, shop: Shop, place: Place | None) -> Letter:
    locale = written_locale(customer.locale)
    facts = {"number": OrderNumber(order.number), "shop": shop.name}
    close = order.cancel_until.astimezone(ZoneInfo(shop.time_zone))
    return _letter(
        locale,
        Phrase(f"{about}-subject", facts),
        [
            [_hello(customer)],
            [Phrase(about, facts)],
            [*_items(order, locale), *_costs(order)],
            [_where(order, place, locale)],
            [Phrase("mail-cancel", {"time": clock(close, locale), "day": close.date()}), *_call("mail-call", shop)],
        ],
        shop,
    )


def order_changed(order: Order, customer: Customer, shop: Shop, place: Place | None) -> Letter:
    """How the order is now, and how to get out of it; `place` as in `order_placed`."""
    return _whole_order("mail-changed", order, customer, shop, place)


def order_cancelled(order: Order, customer: Customer, shop: Shop) -> Letter:
    locale = written_locale(customer.locale)
    facts = {"number": OrderNumber(order.number), "shop": shop.name}
    return _letter(
        locale,
        Phrase("mail-cancelled-subject", facts),
        [
            [_hello(customer)],
            [Phrase("mail-cancelled", facts)],
            _items(order, locale),
            _call("mail-cancelled-call", shop),
        ],
        shop,
    )


def written_locale(wanted: str) -> str:
    """The customer's own, or the same language elsewhere, or English."""
    known = locales()
    alike = [locale for locale in known if locale.partition("-")[0] == wanted.partition("-")[0]]
    return (
        wanted if wanted in known else DEFAULT_LOCALE if DEFAULT_LOCALE in alike else next(iter(alike), DEFAULT_LOCALE)
    )


def clock(moment: datetime, locale: str) -> str:
    """The time of day."""
    spoken = Locale.parse(locale, sep="-")
    # "AM" is short for what Koreans write out.
    pattern = re.sub(r"\ba\b", "aaaa", get_time_format("short", locale=spoken).pattern)
    # Some mail programs and voices do not know thin spaces.
    return format_time(moment.time(), pattern, locale=spoken).replace("\u202f", " ")


def _hello(customer: Customer) -> Phrase:
    return Phrase("mail-hello", {"name": customer.name}) if customer.name else Phrase("mail-hello-plain")


def _items(order: Order, locale: str) -> list[Phrase]:
    return [
        Phrase(
            "mail-line",
            {
                "item": Phrase(
                    f"item-{line.product.unit}", {"count": line.quantity, "product": line.product.name(locale)}
                ),
                "price": line.total,
            },
        )
        for line in order.lines
    ]


def _costs(order: Order) -> list[Phrase]:
    terms, lines = order.terms, []
    if terms.discount.minor:
        lines.append(Phrase("mail-discount", {"price": terms.discount}))
    if not terms.pickup:
        fee = terms.delivery_fee
        lines.append(Phrase("mail-delivery", {"price": fee}) if fee.minor else Phrase("mail-delivery-free"))
    if terms.tax_included and terms.tax.minor:
        return [*lines, Phrase("mail-total-taxed", {"total": order.total, "tax": terms.tax})]
    if terms.tax.minor:
        lines.append(Phrase("mail-tax", {"price": terms.tax}))
    return [*lines, Phrase("mail-total", {"total": order.total})]


def _where(order: Order, place: Place | None, locale: str) -> Phrase:
    terms = order.terms
    facts = {"day": order.expected_on, "address": terms.address}
    if not terms.pickup:
        return Phrase("mail-arrives", facts)
    return Phrase("mail-ready", {**facts, "place": place.name(locale)}) if place else Phrase("mail-ready-there", facts)


def _call(key: str, shop: Shop) -> list[Phrase]:
    return [Phrase(key, {"phone": shop.phone})] if shop.phone else []


def _letter(locale: str, subject: Phrase, paragraphs: list[list[Phrase]], shop: Shop) -> Letter:
    book = phrasebook(locale)

    def write(phrase: Phrase) -> str:
        # Nobody knows when it will be read, so no day is today or tomorrow.
        text = book.say(phrase, today=date.min, written=True)
        return text[:1].upper() + text[1:]

    blocks = ["\n".join(write(line) for line in paragraph) for paragraph in paragraphs if paragraph]
    return Letter(write(subject), "\n\n".join([*blocks, shop.name]) + "\n")
