"""Puts notices to customers into words and on their way: by e-mail, and to Alexa."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from backend.conversation.letters import order_cancelled, order_changed, order_placed
from backend.integrations.alexa_api import (
    EVENT_LASTS,
    ORDER_STATUS,
    AlexaEvents,
    AlexaRefused,
    AlexaUnavailable,
    order_status_event,
    reference,
)
from backend.orders.model import Order, Shop
from backend.orders.notices import (
    CHANGED,
    Mailer,
    MailRefused,
    MailUnavailable,
    Notice,
    NoticeKind,
    Progress,
    Told,
    Wanted,
    still_true,
)
from backend.orders.ports import Database

ALEXA = "alexa"
"""The channel of its users."""
LETTERS_LAST = timedelta(days=7)
"""Longer than a mail server is tried; nobody wants to be thanked for an order of weeks ago."""


class NotTold(Exception):
    """`str` is a word or two for the log."""

    def __init__(self, detail: str, *, again: bool) -> None:
        super().__init__(detail)
        self.again = again
        """Whether it is worth another try."""


class Teller(Protocol):
    @property
    def wanted(self) -> Wanted:
        """What can be told at all."""

    def tell(self, notice: Notice) -> None:
        """
        Raises:
            NotTold
        """


@dataclass(frozen=True, slots=True)
class CustomerTeller:
    """By the ways that are set up; either may be None."""

    database: Database
    mailer: Mailer | None
    events: AlexaEvents | None
    locales: Collection[str]
    """In which the shop's name is sent to Alexa."""
    clock: Callable[[], datetime]

    @property
    def wanted(self) -> Wanted:
        if self.events is None:
            return Wanted(mail=self.mailer is not None)
        return Wanted(mail=self.mailer is not None, progress_on=ALEXA, progress_topic=ORDER_STATUS)

    def tell(self, notice: Notice) -> None:
        """
        Raises:
            NotTold
        """
        told = self.database.read(lambda uow: still_true(notice, self.wanted, uow=uow))
        if told is None:
            raise NotTold("not true any more", again=False)
        if notice.kind is NoticeKind.MAIL and self.mailer is not None:
            self._write(notice, told, self.mailer)
        elif notice.kind is NoticeKind.PROGRESS and self.events is not None:
            self._light_up(notice, told, self.events)
        else:
            raise NotTold("no way to tell it", again=False)

    def _write(self, notice: Notice, told: Told, mailer: Mailer) -> None:
        if self.clock() - notice.at >= LETTERS_LAST:
            raise NotTold("too old", again=False)
        order, customer = told.order, told.customer
        shop, places = self.database.read(lambda uow: (_shop(uow.shop()), uow.places()))
        place = next((place for place in places if place.id == order.terms.place), None)
        if notice.about == "cancelled":
            letter = order_cancelled(order, customer, shop)
        else:
            write = order_changed if notice.about.startswith(CHANGED) else order_placed
            letter = write(order, customer, shop, place)
        (to,) = told.receivers
        try:
            mailer.send(to=to, subject=letter.subject, text=letter.text, message_id=f"order-{notice.about}.{order.id}")
        except MailRefused as refused:
            raise NotTold(str(refused), again=False) from None
        except MailUnavailable as unavailable:
            raise NotTold(str(unavailable), again=True) from None

    def _light_up(self, notice: Notice, told: Told, events: AlexaEvents) -> None:
        now, progress = self.clock(), Progress(notice.about)
        if now - notice.at >= EVENT_LASTS:
            raise NotTold("too old", again=False)
        shop = self.database.read(lambda uow: _shop(uow.shop()))
        comes = progress is not Progress.DELIVERED and not told.order.terms.pickup
        problems: list[NotTold] = []
        for user in told.receivers:
            event = order_status_event(
                user,
                progress,
                reference=reference(str(told.order.id), progress, user),
                entered_at=notice.at,
                expected_at=_midday(told.order, shop) if comes else None,
                seller=shop.name,
                locales=self.locales,
                now=now,
            )
            try:
                events.send(event)
            except AlexaRefused as refused:
                problems.append(NotTold(str(refused), again=False))
            except AlexaUnavailable as unavailable:
                problems.append(NotTold(str(unavailable), again=True))
        # Those who have been told already are told with the same reference, and Amazon tells them nothing twice.
        again = [problem for problem in problems if problem.again]
        if again or len(problems) == len(told.receivers):
            raise (again or problems)[0]


def _midday(order: Order, shop: Shop) -> datetime:
    """Of the day it is expected: the same day for everybody near the shop."""
    return datetime.combine(order.expected_on, time(12), tzinfo=ZoneInfo(shop.time_zone))


def _shop(shop: Shop | None) -> Shop:
    if shop is None:
        raise NotTold("no shop", again=True)
    return shop
