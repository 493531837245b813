"""What the use cases need from the outside."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol, TypeVar
from uuid import UUID

from backend.orders.idempotency import Idempotency
from backend.orders.model import (
    Customer,
    Event,
    Order,
    OrderStatus,
    Place,
    Product,
    Quote,
    QuoteState,
    Shipment,
    ShipmentEvent,
    Shop,
    StockAt,
)
from backend.orders.outbox import Outbox
from backend.orders.profiles import Addresses, Consents, PersonalData
from backend.orders.promotions import Promotions
from backend.orders.replays import Replays
from backend.orders.tokens import Tokens
from backend.orders.voice_codes import VoiceCodes
from backend.orders.webhooks import Webhooks

if TYPE_CHECKING:  # these know the use cases, which know the unit of work
    from backend.orders.alerts import RestockAlerts
    from backend.orders.carts import Carts
    from backend.orders.changing import HeardAddresses
    from backend.orders.linking import Linking
    from backend.orders.lists import Lists
    from backend.orders.notices import Notices
    from backend.orders.returns import Returns
    from backend.orders.subscriptions import Subscriptions
    from backend.orders.substitutions import Substitutions
    from backend.orders.tickets import Tickets

Result = TypeVar("Result")


class Products(Protocol):
    def get(self, sku: str) -> Product | None: ...

    def by_sku(self, skus: Iterable[str]) -> Mapping[str, Product]: ...

    def all(self) -> Sequence[Product]: ...

    def in_category(self, category: str) -> Sequence[Product]: ...

    def page(self, *, after: str, limit: int) -> Sequence[Product]:
        """By SKU, from behind this one."""

    def put(self, products: Iterable[Product]) -> int:
        """Adds them, or replaces those with the same SKU; what is reserved stays. Returns how many."""


class Stock(Protocol):
    """Quantities are SKU to pieces."""

    def of(self, sku: str) -> Sequence[StockAt]: ...

    def at(self, place: str, skus: Collection[str]) -> Mapping[str, StockAt]:
        """By SKU; what is not kept there is left out."""

    def set(self, sku: str, place: str, on_hand: int, restock_on: date | None) -> bool:
        """False if more than that is promised to customers."""

    def reserve(self, quantities: Mapping[str, int], place: str) -> bool:
        """In one step that nobody can come between. When False, a part may be done: the transaction has to be left."""

    def release(self, quantities: Mapping[str, int], place: str) -> None: ...

    def take_out(self, quantities: Mapping[str, int], place: str) -> None:
        """What was reserved leaves the house."""

    def put_back(self, quantities: Mapping[str, int], place: str) -> None:
        """What came back is for sale again."""

    def reserved(self) -> Mapping[tuple[str, str], int]:
        """(SKU, place) to what the shelf says is reserved; nothing where there is none."""

    def promised(self) -> Mapping[tuple[str, str], int]:
        """The same by what quotes and orders say: the books must agree with the shelf."""


class Customers(Protocol):
    def get(self, customer_id: UUID) -> Customer | None: ...

    def by_identity(self, channel: str, external_id: str) -> Customer | None: ...

    def by_email(self, email: str) -> Customer | None: ...

    def all(self) -> Sequence[Customer]: ...

    def add(self, customer: Customer) -> None: ...

    def change(self, customer: Customer) -> None: ...

    def link(self, customer_id: UUID, channel: str, external_id: str) -> None: ...

    def unlink(self, channel: str, external_id: str) -> None: ...


class Quotes(Protocol):
    def add(self, quote: Quote) -> None: ...

    def get(self, quote_id: UUID) -> Quote | None: ...

    def move(self, quote_id: UUID, to: QuoteState) -> bool:
        """Only a held quote moves; False if it was not held any more."""

    def held_by(self, customer_id: UUID) -> Sequence[Quote]: ...

    def holding(self, sku: str, place: str) -> Sequence[Quote]:
        """Held, with goods of this kind from this place."""

    def expired(self, now: datetime, *, limit: int) -> Sequence[Quote]:
        """Held still, but nobody may say yes any more."""


class Orders(Protocol):
    def add(self, order: Order) -> None: ...

    def by_number(self, number: str) -> Order | None: ...

    def by_quote(self, quote_id: UUID) -> Order | None: ...

    def of(self, customer_id: UUID, *, limit: int) -> Sequence[Order]:
        """Latest first."""

    def all(self, *, limit: int) -> Sequence[Order]:
        """Latest first."""

    def page(self, customer_id: UUID | None, *, before: tuple[datetime, UUID] | None, limit: int) -> Sequence[Order]:
        """Latest first, of one customer or of all, from behind the one that was placed then and has this id."""

    def count_of(self, customer_id: UUID) -> int:
        """Cancelled ones do not count."""

    def is_taken(self, number: str) -> bool: ...

    def move(self, order: Order, to: OrderStatus) -> bool:
        """Changes the status if nobody else did meanwhile."""

    def set_address(self, order: Order, address: str) -> None: ...

    def set_lines(self, order: Order) -> None:
        """Lines and terms as they are in this order now."""

    def add_shipment(self, order_id: UUID, shipment: Shipment) -> None: ...

    def add_event(self, shipment_id: UUID, event: ShipmentEvent) -> bool:
        """False if this event was known already."""

    def expect(self, shipment_id: UUID, day: date) -> None:
        """The carrier names a new day."""

    def by_tracking(self, carrier: str, tracking_code: str) -> Order | None: ...


class Events(Protocol):
    def add(self, event: Event) -> None: ...

    def about(self, customer_id: UUID, *, limit: int) -> Sequence[Event]:
        """Latest first."""

    def latest(self, *, limit: int) -> Sequence[Event]: ...


class UnitOfWork(Protocol):
    """One transaction. Somebody else opens it, and commits it when the use case returns."""

    @property
    def products(self) -> Products: ...

    @property
    def stock(self) -> Stock: ...

    @property
    def customers(self) -> Customers: ...

    @property
    def quotes(self) -> Quotes: ...

    @property
    def orders(self) -> Orders: ...

    @property
    def promotions(self) -> Promotions: ...

    @property
    def carts(self) -> "Carts": ...

    @property
    def alerts(self) -> "RestockAlerts": ...

    @property
    def lists(self) -> "Lists": ...

    @property
    def substitutions(self) -> "Substitutions": ...

    @property
    def subscriptions(self) -> "Subscriptions": ...

    @property
    def events(self) -> Events: ...

    @property
    def outbox(self) -> Outbox: ...

    @property
    def notices(self) -> "Notices": ...

    @property
    def idempotency(self) -> Idempotency: ...

    @property
    def replays(self) -> Replays: ...

    @property
    def addresses(self) -> Addresses: ...

    @property
    def voice_codes(self) -> VoiceCodes: ...

    @property
    def consents(self) -> Consents: ...

    @property
    def personal_data(self) -> PersonalData: ...

    @property
    def heard(self) -> "HeardAddresses": ...

    @property
    def returns(self) -> "Returns": ...

    @property
    def tickets(self) -> "Tickets": ...

    @property
    def tokens(self) -> Tokens: ...

    @property
    def linking(self) -> "Linking": ...

    @property
    def webhooks(self) -> Webhooks: ...

    def shop(self) -> Shop | None: ...

    def set_shop(self, shop: Shop) -> None: ...

    def places(self) -> Sequence[Place]: ...

    def set_places(self, places: Sequence[Place]) -> None: ...


class Database(Protocol):
    def read(self, work: Callable[[UnitOfWork], Result]) -> Result:
        """A consistent view.

        Raises:
            NotConfirmed: no answer in time.
        """

    def write(self, work: Callable[[UnitOfWork], Result]) -> Result:
        """Runs the work in one transaction, commits, and returns what it returned.

        The work may run more than once, so it changes nothing but the database. An error undoes everything.

        Raises:
            NotConfirmed: no answer in time; the work may still be done.
        """


class Clock(Protocol):
    def __call__(self) -> datetime:
        """Now, aware."""


class Chance(Protocol):
    """The part of `random.Random` that order numbers need."""

    def randrange(self, start: int, stop: int) -> int: ...
