"""What customers are told outside of a conversation: once each, and again until it worked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from backend.orders.model import Customer, Event, Order, OrderStatus, ShipmentStatus
from backend.orders.profiles import Purpose

if TYPE_CHECKING:
    from backend.orders.ports import UnitOfWork


class MailRefused(Exception):
    """Nobody will ever get this message: the address or the message itself is not accepted. `str` is for the log."""


class MailUnavailable(Exception):
    """Not sent now, perhaps later. `str` is a word or two for the log; no address, nothing a server wrote."""


class Mailer(Protocol):
    """Thread-safe."""

    def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
        """Plain text to one person.

        Args:
            message_id: 1 to 100 letters, digits, dots, dashes or underscores; the same one when it is tried again,
                so that the receiver's mail program can show the message once.

        Raises:
            MailRefused: it is no use to try again.
            MailUnavailable: try again later.
        """


class NoticeKind(StrEnum):
    MAIL = "mail"
    PROGRESS = "progress"
    """A light and a short word on the customer's device: where an order is."""
    REMINDER = "reminder"
    """Set on the device during a conversation; kept here so that nobody is asked for the same one twice."""


class Progress(StrEnum):
    """How far an order is, in the few words that devices know. In this order."""

    RECEIVED = "received"
    PREPARING = "preparing"
    SHIPPED = "shipped"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"


_RANK: Mapping[str, int] = {progress: rank for rank, progress in enumerate(Progress)}

OF_PARCEL: Mapping[ShipmentStatus, Progress | None] = {
    ShipmentStatus.LABEL_CREATED: Progress.PREPARING,
    ShipmentStatus.PICKED_UP: Progress.SHIPPED,
    ShipmentStatus.IN_TRANSIT: Progress.SHIPPED,
    ShipmentStatus.DELAYED: Progress.SHIPPED,
    ShipmentStatus.OUT_FOR_DELIVERY: Progress.OUT_FOR_DELIVERY,
    ShipmentStatus.DELIVERED: Progress.DELIVERED,
    # No short word is true of these: whoever wants to know asks, and hears the whole sentence.
    ShipmentStatus.READY_FOR_PICKUP: None,
    ShipmentStatus.ATTEMPT_FAILED: None,
    ShipmentStatus.RETURNED: None,
    ShipmentStatus.EXCEPTION: None,
    ShipmentStatus.CANCELLED: None,
    ShipmentStatus.EXPIRED: None,
    ShipmentStatus.UNKNOWN: None,
}

CHANGED = "changed"
_LETTERS = {
    "order.placed": "placed",
    "order.cancelled": "cancelled",
    "order.quantity_changed": CHANGED,
    "order.address_changed": CHANGED,
}
"""Events that belong to the purchase, so that nobody has to agree to hear of them."""


@dataclass(frozen=True, slots=True)
class Notice:
    customer_id: UUID
    kind: NoticeKind
    subject: str
    """The number of an order; a SKU for some reminders."""
    about: str
    """What of it: "placed", "shipped", a day. Each is told once."""
    at: datetime
    """When it happened."""
    attempts: int = 0
    """With the one under way."""


class Notices(Protocol):
    def add(self, notice: Notice, *, next_at: datetime | None) -> bool:
        """Due then; never when None. False if it was there already."""

    def about(self, customer_id: UUID, kind: NoticeKind, subject: str) -> Sequence[str]:
        """What has been said of this, or will be."""

    def claim(self, kinds: Collection[NoticeKind], *, now: datetime, until: datetime, limit: int) -> Sequence[Notice]:
        """Notices that are due. Nobody else gets them before `until`."""

    def finish(self, notice: Notice, *, next_at: datetime | None, told_at: datetime | None, detail: str) -> None: ...

    def set_topics(self, channel: str, external_id: str, topics: Collection[str], *, at: datetime) -> bool:
        """What this user of the channel wants to be told. False if a later word of theirs is known."""

    def receivers(self, customer_id: UUID, channel: str, topic: str) -> Sequence[str]:
        """The customer's ids in this channel that want to be told."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What can be told here at all."""

    mail: bool = False
    progress_on: str = ""
    """A channel; empty for none."""
    progress_topic: str = ""

    @property
    def kinds(self) -> tuple[NoticeKind, ...]:
        ways = {NoticeKind.MAIL: self.mail, NoticeKind.PROGRESS: self.progress_on}
        return tuple(kind for kind, way in ways.items() if way)


NOTHING = Wanted()


def progress_of(order: Order) -> Progress | None:
    """How far all of the order is; None when no short word would be true."""
    if order.status is OrderStatus.CANCELLED:
        return None
    if order.status is OrderStatus.PLACED:
        return Progress.RECEIVED
    if order.terms.pickup:
        return None
    if order.status in (OrderStatus.PACKED, OrderStatus.PARTLY_SHIPPED):
        return Progress.PREPARING
    parcels = [OF_PARCEL[parcel.status] for parcel in order.shipments]
    least = min((parcel for parcel in parcels if parcel), key=_RANK.__getitem__, default=None)
    return None if None in parcels else least


def write_notices(events: Sequence[Event], wanted: Wanted, *, now: datetime, uow: "UnitOfWork") -> int:
    """Notes whom to tell of these events, at once or again later; how many notices are new.

    The same event may come again: nothing is told twice, and nothing of an order that a later word has overtaken.
    """
    return sum(_write(event, wanted, now, uow) for event in events if event.type.startswith(("order.", "shipment.")))


def _write(event: Event, wanted: Wanted, now: datetime, uow: "UnitOfWork") -> int:
    customer = uow.customers.get(event.customer_id) if event.customer_id else None
    if customer is None:
        return 0
    count = 0
    if wanted.mail and customer.email and event.type in _LETTERS:
        about = _LETTERS[event.type]
        if about == CHANGED:  # which may happen more than once
            about += f"-{event.at.astimezone(UTC):%Y%m%dT%H%M%S%f}"
        letter = Notice(customer.id, NoticeKind.MAIL, event.subject, about, event.at)
        count += uow.notices.add(letter, next_at=now)
    if wanted.progress_on and _wants_progress(customer, wanted, uow):
        order = uow.orders.by_number(event.subject)
        progress = progress_of(order) if order else None
        if progress and not _overtaken(customer.id, event.subject, progress, uow):
            notice = Notice(customer.id, NoticeKind.PROGRESS, event.subject, progress.value, event.at)
            count += uow.notices.add(notice, next_at=now)
    return count


def _wants_progress(customer: Customer, wanted: Wanted, uow: "UnitOfWork") -> bool:
    """Their device asked for it, and they did not tell us to be quiet."""
    said = next((each for each in uow.consents.of(customer.id) if each.purpose is Purpose.REMINDERS), None)
    quiet = said is not None and not said.allowed
    return not quiet and bool(uow.notices.receivers(customer.id, wanted.progress_on, wanted.progress_topic))


def _overtaken(customer_id: UUID, number: str, progress: Progress, uow: "UnitOfWork") -> bool:
    """This or something later is known to them, or about to be."""
    written = uow.notices.about(customer_id, NoticeKind.PROGRESS, number)
    return any(_RANK.get(about, -1) >= _RANK[progress] for about in written)


@dataclass(frozen=True, slots=True)
class Told:
    """Everything needed to put a notice into words."""

    customer: Customer
    order: Order
    receivers: tuple[str, ...]


def still_true(notice: Notice, wanted: Wanted, *, uow: "UnitOfWork") -> Told | None:
    """What to tell; None when meanwhile it is not true any more, or nobody wants to hear it."""
    customer, order = uow.customers.get(notice.customer_id), uow.orders.by_number(notice.subject)
    if customer is None or order is None or order.customer_id != customer.id:
        return None
    if notice.kind is NoticeKind.MAIL:
        current = (notice.about == "cancelled") == (order.status is OrderStatus.CANCELLED)
        if notice.about.startswith(CHANGED):  # a letter says how the order is now, so the last one says it all
            written = uow.notices.about(customer.id, NoticeKind.MAIL, notice.subject)
            current &= notice.about == max(about for about in written if about.startswith(CHANGED))
        return Told(customer, order, (customer.email,)) if current and customer.email else None
    later = uow.notices.about(customer.id, notice.kind, notice.subject)
    is_last = all(_RANK.get(about, -1) <= _RANK[notice.about] for about in later)
    if order.status is OrderStatus.CANCELLED or not is_last or not _wants_progress(customer, wanted, uow):
        return None
    return Told(customer, order, tuple(uow.notices.receivers(customer.id, wanted.progress_on, wanted.progress_topic)))


def note_reminder(customer_id: UUID, subject: str, day: date, *, now: datetime, uow: "UnitOfWork") -> bool:
    """The customer has a reminder of this for that day, or wants none; False if that was known."""
    notice = Notice(customer_id, NoticeKind.REMINDER, subject, day.isoformat(), now)
    return uow.notices.add(notice, next_at=None)


def may_offer_reminder(customer_id: UUID, subject: str, day: date, *, uow: "UnitOfWork") -> bool:
    return day.isoformat() not in uow.notices.about(customer_id, NoticeKind.REMINDER, subject)
