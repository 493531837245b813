"""The unit of work and its first repositories, in SQLAlchemy Core: few statements, no surprises."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Connection,
    Insert,
    Integer,
    Row,
    Select,
    String,
    Table,
    Uuid,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.exc import OperationalError

from backend.orders.errors import KeyRunning
from backend.orders.idempotency import Answered
from backend.orders.ids import uuid7
from backend.orders.model import (
    HOLDS_STOCK,
    MAIN,
    Customer,
    Event,
    Line,
    Order,
    OrderStatus,
    Place,
    Product,
    Quote,
    QuoteState,
    Shipment,
    ShipmentEvent,
    ShipmentStatus,
    Shop,
    StockAt,
    Terms,
)
from backend.orders.money import Money
from backend.storage import tables
from backend.storage.alerts import SqlRestockAlerts
from backend.storage.carts import SqlCarts
from backend.storage.changing import SqlHeardAddresses
from backend.storage.linking import SqlLinking
from backend.storage.lists import SqlLists
from backend.storage.notices import SqlNotices
from backend.storage.outbox import SqlOutbox
from backend.storage.prepared import Prepared, PreparedIn
from backend.storage.privacy import SqlPersonalData
from backend.storage.profiles import SqlAddresses, SqlConsents, SqlVoiceCodes
from backend.storage.promotions import SqlPromotions
from backend.storage.replays import SqlReplays
from backend.storage.returns import SqlReturns
from backend.storage.statements import LOCK_NOT_AVAILABLE, insert_if_new, insert_new, upsert
from backend.storage.subscriptions import SqlSubscriptions
from backend.storage.substitutions import SqlSubstitutions
from backend.storage.tickets import SqlTickets
from backend.storage.tokens import SqlTokens
from backend.storage.webhooks import SqlWebhooks


class SqlUnitOfWork:
    """Everything in the database, within one transaction that somebody else opens and ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._shop: Shop | None = None
        self.products = SqlProducts(connection)
        self.stock = SqlStock(connection)
        self.customers = SqlCustomers(connection)
        self.quotes = SqlQuotes(connection, self.products)
        self.orders = SqlOrders(connection, self.products)
        self.events = SqlEvents(connection)
        self.idempotency = SqlIdempotency(connection)
        self.replays = SqlReplays(connection)
        self.promotions = SqlPromotions(connection)
        self.carts = SqlCarts(connection, self.products)
        self.alerts = SqlRestockAlerts(connection)
        self.lists = SqlLists(connection)
        self.substitutions = SqlSubstitutions(connection)
        self.subscriptions = SqlSubscriptions(connection, self.products)
        self.addresses = SqlAddresses(connection)
        self.voice_codes = SqlVoiceCodes(connection)
        self.consents = SqlConsents(connection)
        self.personal_data = SqlPersonalData(connection)
        self.heard = SqlHeardAddresses(connection)
        self.returns = SqlReturns(connection, self.products)
        self.tickets = SqlTickets(connection)
        self.tokens = SqlTokens(connection)
        self.linking = SqlLinking(connection)
        self.webhooks = SqlWebhooks(connection)
        self.outbox = SqlOutbox(connection)
        self.notices = SqlNotices(connection)

    def shop(self) -> Shop | None:
        if self._shop is None:
            self._shop = self._read_shop()
        return self._shop

    def _read_shop(self) -> Shop | None:
        rows = _SHOP.rows(self._connection)
        if not rows:
            return None
        row = rows[0]
        free_from = row.free_delivery_from_minor
        return Shop(
            name=row.name,
            currency=row.currency,
            time_zone=row.time_zone,
            delivery_fee=Money(row.delivery_fee_minor, row.currency),
            free_delivery_from=None if free_from is None else Money(free_from, row.currency),
            delivery_days=row.delivery_days,
            cancel_minutes=row.cancel_minutes,
            phone=row.phone,
            opening_hours=row.opening_hours,
            return_days=row.return_days,
            tax_basis_points=row.tax_basis_points,
            tax_included=row.tax_included,
            consent_percent=row.consent_percent,
            demo=row.demo,
        )

    def set_shop(self, shop: Shop) -> None:
        self._shop = None
        free_from = shop.free_delivery_from
        self._connection.execute(delete(tables.shop))
        self._connection.execute(
            insert(tables.shop).values(
                id=1,
                name=shop.name,
                currency=shop.currency,
                time_zone=shop.time_zone,
                delivery_fee_minor=shop.delivery_fee.minor,
                free_delivery_from_minor=free_from.minor if free_from else None,
                delivery_days=shop.delivery_days,
                cancel_minutes=shop.cancel_minutes,
                phone=shop.phone,
                opening_hours=dict(shop.opening_hours),
                return_days=shop.return_days,
                tax_basis_points=shop.tax_basis_points,
                tax_included=shop.tax_included,
                consent_percent=shop.consent_percent,
                demo=shop.demo,
            )
        )

    def revision(self) -> str | None:
        """Of the tables, as Alembic wrote it."""
        found: str | None = self._connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found

    def places(self) -> Sequence[Place]:
        return [
            Place(
                id=row.id,
                names=row.names,
                address=row.address,
                phone=row.phone,
                pickup=row.pickup,
                opening_hours=row.opening_hours,
            )
            for row in _PLACES.rows(self._connection)
        ]

    def set_places(self, places: Sequence[Place]) -> None:
        self._connection.execute(delete(tables.places))
        if places:
            self._connection.execute(
                insert(tables.places),
                [
                    {
                        "id": place.id,
                        "position": position,
                        "names": dict(place.names),
                        "address": place.address,
                        "phone": place.phone,
                        "pickup": place.pickup,
                        "opening_hours": dict(place.opening_hours),
                    }
                    for position, place in enumerate(places)
                ],
            )


class SqlProducts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, sku: str) -> Product | None:
        return self.by_sku([sku]).get(sku)

    def by_sku(self, skus: Iterable[str]) -> Mapping[str, Product]:
        wanted = sorted(set(skus))
        if not wanted:
            return {}
        if len(wanted) > MOST_PREPARED:
            found = self._connection.execute(_PRODUCTS.where(tables.products.c.sku.in_(wanted)))
            return {row.sku: _product(row) for row in found}
        rows = _products_by_sku(len(wanted)).rows(self._connection, dict(zip(_KEYS, wanted, strict=False)))
        return {row.sku: _product(row) for row in rows}

    def all(self) -> Sequence[Product]:
        return self._read(_PRODUCTS)

    def in_category(self, category: str) -> Sequence[Product]:
        return self._read(_PRODUCTS.where(tables.products.c.category == category))

    def page(self, *, after: str, limit: int) -> Sequence[Product]:
        return self._read(_PRODUCTS.where(tables.products.c.sku > after).limit(limit))

    def _read(self, wanted: Select[Any]) -> list[Product]:
        return [_product(row) for row in self._connection.execute(wanted)]

    def put(self, products: Iterable[Product]) -> int:
        """Adds them, or replaces those with the same SKU; what is reserved stays. Returns how many."""
        count = 0
        for part in _batched(products, 500):
            count += len(part)
            upsert(
                self._connection,
                tables.products,
                [
                    {
                        "sku": product.sku,
                        "price_minor": product.price.minor,
                        "currency": product.price.currency,
                        "unit": product.unit,
                        "category": product.category,
                        "names": {locale: list(names) for locale, names in product.names.items()},
                        "image": product.image,
                    }
                    for product in part
                ],
            )
            upsert(
                self._connection,
                tables.stock,
                [
                    {
                        "sku": product.sku,
                        "place": MAIN,
                        "on_hand": product.on_hand,
                        "restock_on": product.restock_on,
                    }
                    for product in part
                ],
            )
        return count


def _product(row: Any) -> Product:
    return Product(
        sku=row.sku,
        price=Money(row.price_minor, row.currency),
        unit=row.unit,
        category=row.category,
        names={locale: tuple(names) for locale, names in row.names.items()},
        on_hand=row.on_hand or 0,
        restock_on=row.restock_on,
        reserved=row.reserved or 0,
        image=row.image,
    )


class SqlStock:
    """How much of what is where. The guards are in the statements, so that nobody can come between."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, sku: str) -> Sequence[StockAt]:
        s = tables.stock
        rows = self._connection.execute(select(s).where(s.c.sku == sku).order_by(s.c.place))
        return [StockAt(row.place, row.on_hand, row.reserved, row.restock_on) for row in rows]

    def at(self, place: str, skus: Collection[str]) -> Mapping[str, StockAt]:
        """By SKU."""
        s = tables.stock
        rows = self._connection.execute(select(s).where(s.c.place == place, s.c.sku.in_(skus)))
        return {row.sku: StockAt(row.place, row.on_hand, row.reserved, row.restock_on) for row in rows}

    def set(self, sku: str, place: str, on_hand: int, restock_on: date | None) -> bool:
        """False if more than that is promised to customers."""
        s = tables.stock
        known = self._connection.execute(
            select(s.c.reserved).where(s.c.sku == sku, s.c.place == place).with_for_update()
        ).scalar()
        if known is not None and known > on_hand:
            return False
        upsert(
            self._connection,
            s,
            [{"sku": sku, "place": place, "on_hand": on_hand, "restock_on": restock_on}],
        )
        return True

    def reserve(self, quantities: Mapping[str, int], place: str = MAIN) -> bool:
        """All of it or, when False, an unknown part: then the transaction has to be left."""
        return self._change(_RESERVE, quantities, place)

    def release(self, quantities: Mapping[str, int], place: str = MAIN) -> None:
        self._change(_RELEASE, quantities, place)

    def take_out(self, quantities: Mapping[str, int], place: str = MAIN) -> None:
        """What was reserved leaves the house."""
        self._change(_TAKE_OUT, quantities, place)

    def put_back(self, quantities: Mapping[str, int], place: str = MAIN) -> None:
        """What came back is for sale again."""
        self._change(_PUT_BACK, quantities, place)

    def _change(self, statement: Prepared, quantities: Mapping[str, int], place: str) -> bool:
        # One order for all baskets, or two of them can wait for each other forever.
        rows = [{"k": sku, "p": place, "n": quantity} for sku, quantity in sorted(quantities.items())]
        return not rows or statement.run_many(self._connection, rows) == len(rows)

    def promised(self) -> Mapping[tuple[str, str], int]:
        """(SKU, place) to what quotes and orders say is reserved; the books must agree with the shelf."""
        o, ol, q, ql = tables.orders, tables.order_lines, tables.quotes, tables.quote_lines
        s, sl = tables.shipments, tables.shipment_lines
        holding = [status.value for status in HOLDS_STOCK]
        parts = union_all(
            select(ql.c.sku, q.c.place, ql.c.quantity)
            .join(q, q.c.id == ql.c.quote_id)
            .where(q.c.state == QuoteState.HELD.value),
            select(ol.c.sku, o.c.place, ol.c.quantity).join(o, o.c.id == ol.c.order_id).where(o.c.status.in_(holding)),
            select(sl.c.sku, o.c.place, -sl.c.quantity)
            .join(s, s.c.id == sl.c.shipment_id)
            .join(o, o.c.id == s.c.order_id)
            .where(o.c.status.in_(holding)),
        ).subquery()
        rows = self._connection.execute(
            select(parts.c.sku, parts.c.place, func.sum(parts.c.quantity)).group_by(parts.c.sku, parts.c.place)
        )
        return {(sku, place): int(quantity) for sku, place, quantity in rows if quantity}

    def reserved(self) -> Mapping[tuple[str, str], int]:
        """(SKU, place) to what the shelf says is reserved."""
        s = tables.stock
        rows = self._connection.execute(select(s.c.sku, s.c.place, s.c.reserved).where(s.c.reserved != 0))
        return {(row.sku, row.place): row.reserved for row in rows}


class SqlCustomers:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_identity(self, channel: str, external_id: str) -> Customer | None:
        rows = _CUSTOMER_BY_IDENTITY.rows(self._connection, {"of": channel, "who": external_id})
        return _customer(rows[0]) if rows else None

    def by_email(self, email: str) -> Customer | None:
        row = self._connection.execute(_CUSTOMERS.where(tables.customers.c.email == email)).one_or_none()
        return None if row is None else _customer(row)

    def all(self) -> Sequence[Customer]:
        return [_customer(row) for row in self._connection.execute(_CUSTOMERS.order_by("name"))]

    def add(self, customer: Customer) -> None:
        self._connection.execute(insert(tables.customers).values(id=customer.id, **_customer_values(customer)))

    def change(self, customer: Customer) -> None:
        c = tables.customers
        self._connection.execute(update(c).where(c.c.id == customer.id).values(**_customer_values(customer)))

    def get(self, customer_id: UUID) -> Customer | None:
        rows = _CUSTOMER.rows(self._connection, {"of": customer_id})
        return _customer(rows[0]) if rows else None

    def link(self, customer_id: UUID, channel: str, external_id: str) -> None:
        i = tables.identities
        self._connection.execute(delete(i).where(i.c.channel == channel, i.c.external_id == external_id))
        self._connection.execute(insert(i).values(channel=channel, external_id=external_id, customer_id=customer_id))

    def unlink(self, channel: str, external_id: str) -> None:
        i = tables.identities
        self._connection.execute(delete(i).where(i.c.channel == channel, i.c.external_id == external_id))


def _customer(row: Row[Any]) -> Customer:
    limit = row.spending_limit_minor
    return Customer(
        id=row.id,
        name=row.name,
        locale=row.locale,
        address=row.address,
        spending_limit=None if limit is None else Money(limit, row.currency),
        pickup_at=row.pickup_at,
        email=row.email,
    )


def _customer_values(customer: Customer) -> dict[str, Any]:
    return {
        "name": customer.name,
        "locale": customer.locale,
        "address": customer.address,
        "spending_limit_minor": customer.spending_limit.minor if customer.spending_limit else None,
        "pickup_at": customer.pickup_at,
        "email": customer.email,
    }


def _terms(row: Row[Any]) -> Terms:
    return Terms(
        delivery_fee=Money(row.delivery_fee_minor, row.currency),
        discount=Money(row.discount_minor, row.currency),
        promotion=row.promotion,
        tax=Money(row.tax_minor, row.currency),
        tax_included=row.tax_included,
        deliver_on=row.deliver_on,
        address=row.address,
        place=row.place,
        pickup=row.pickup,
    )


def _term_values(terms: Terms) -> dict[str, Any]:
    return {
        "delivery_fee_minor": terms.delivery_fee.minor,
        "currency": terms.delivery_fee.currency,
        "discount_minor": terms.discount.minor,
        "promotion": terms.promotion,
        "tax_minor": terms.tax.minor,
        "tax_included": terms.tax_included,
        "deliver_on": terms.deliver_on,
        "address": terms.address,
        "place": terms.place,
        "pickup": terms.pickup,
    }


def _lines(rows: Sequence[Row[Any]], products: Mapping[str, Product], currency: str) -> tuple[Line, ...]:
    return tuple(
        Line(product=products[row.sku], quantity=row.quantity, price=Money(row.price_minor, currency)) for row in rows
    )


def _line_values(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [
        {
            "sku": line.product.sku,
            "position": position,
            "quantity": line.quantity,
            "price_minor": line.price.minor,
        }
        for position, line in enumerate(lines)
    ]


class SqlQuotes:
    def __init__(self, connection: Connection, products: SqlProducts) -> None:
        self._connection = connection
        self._products = products

    def add(self, quote: Quote) -> None:
        _ADD_QUOTE.run(
            self._connection,
            {
                "id": quote.id,
                "customer_id": quote.customer_id,
                "expires_at": quote.expires_at,
                "state": quote.state.value,
                **_term_values(quote.terms),
            },
        )
        _ADD_QUOTE_LINES.run_many(
            self._connection, [{"quote_id": quote.id, **values} for values in _line_values(quote.lines)]
        )

    def get(self, quote_id: UUID) -> Quote | None:
        rows = _QUOTE.rows(self._connection, {"of": quote_id})
        if not rows:
            return None
        row = rows[0]
        lines = _QUOTE_LINES.rows(self._connection, {"of": quote_id})
        products = self._products.by_sku(line.sku for line in lines)
        return Quote(
            id=row.id,
            customer_id=row.customer_id,
            lines=_lines(lines, products, row.currency),
            terms=_terms(row),
            expires_at=row.expires_at,
            state=QuoteState(row.state),
        )

    def move(self, quote_id: UUID, to: QuoteState) -> bool:
        """Only a held quote moves; False if it was not held any more."""
        return _MOVE_QUOTE.run(self._connection, {"of": quote_id, "to": to.value}) == 1

    def held_by(self, customer_id: UUID) -> Sequence[Quote]:
        return self._all(_HELD_BY.rows(self._connection, {"of": customer_id}))

    def holding(self, sku: str, place: str) -> Sequence[Quote]:
        return self._all(_HOLDING.rows(self._connection, {"sku": sku, "at": place}))

    def expired(self, now: datetime, *, limit: int) -> Sequence[Quote]:
        """Held still, but nobody may say yes any more."""
        return self._all(_EXPIRED.rows(self._connection, {"at": now, "most": limit}))

    def _all(self, rows: Sequence[Any]) -> list[Quote]:
        return [quote for row in rows if (quote := self.get(row.id))]


class SqlOrders:
    def __init__(self, connection: Connection, products: SqlProducts) -> None:
        self._connection = connection
        self._products = products

    def add(self, order: Order) -> None:
        _ADD_ORDER.run(
            self._connection,
            {
                "id": order.id,
                "number": order.number,
                "customer_id": order.customer_id,
                "quote_id": order.quote_id,
                "status": order.status.value,
                "placed_at": order.placed_at,
                "cancel_until": order.cancel_until,
                **_term_values(order.terms),
            },
        )
        _ADD_ORDER_LINES.run_many(
            self._connection,
            [{"order_id": order.id, **values} for values in _line_values(order.lines)],
        )
        for shipment in order.shipments:
            self.add_shipment(order.id, shipment)

    def by_number(self, number: str) -> Order | None:
        return self._one(select(tables.orders).where(tables.orders.c.number == number))

    def by_quote(self, quote_id: UUID) -> Order | None:
        return self._one(select(tables.orders).where(tables.orders.c.quote_id == quote_id))

    def by_tracking(self, carrier: str, tracking_code: str) -> Order | None:
        s, o = tables.shipments, tables.orders
        latest = (
            select(o)
            .join(s, s.c.order_id == o.c.id)
            .where(s.c.carrier == carrier, s.c.tracking_code == tracking_code)
            .order_by(s.c.id.desc())
            .limit(1)
        )
        return self._one(latest)

    def of(self, customer_id: UUID, *, limit: int) -> Sequence[Order]:
        return self._whole(_ORDERS_OF.rows(self._connection, {"of": customer_id, "most": limit}))

    def all(self, *, limit: int) -> Sequence[Order]:
        return self._read(
            select(tables.orders).order_by(tables.orders.c.placed_at.desc(), tables.orders.c.id.desc()).limit(limit)
        )

    def page(self, customer_id: UUID | None, *, before: tuple[datetime, UUID] | None, limit: int) -> Sequence[Order]:
        o = tables.orders
        wanted = select(o).order_by(o.c.placed_at.desc(), o.c.id.desc()).limit(limit)
        if customer_id is not None:
            wanted = wanted.where(o.c.customer_id == customer_id)
        if before is not None:
            at, order_id = before
            wanted = wanted.where(or_(o.c.placed_at < at, and_(o.c.placed_at == at, o.c.id < order_id)))
        return self._read(wanted)

    def _one(self, wanted: Select[Any]) -> Order | None:
        return next(iter(self._read(wanted)), None)

    def _read(self, wanted: Select[Any]) -> list[Order]:
        return self._whole(self._connection.execute(wanted).all())

    def _whole(self, rows: Sequence[Any]) -> list[Order]:
        """With everything that belongs to them."""
        ids = [row.id for row in rows]
        lines: dict[UUID, list[Any]] = defaultdict(list)
        for line in _LINES_OF.rows(self._connection, ids):
            lines[line.order_id].append(line)
        products = self._products.by_sku(line.sku for of_order in lines.values() for line in of_order)
        parcels: dict[UUID, list[Any]] = defaultdict(list)
        for parcel in _PARCELS_OF.rows(self._connection, ids):
            parcels[parcel.order_id].append(parcel)
        parcel_ids = [parcel.id for of_order in parcels.values() for parcel in of_order]
        events: dict[UUID, list[ShipmentEvent]] = defaultdict(list)
        contents: dict[UUID, dict[str, int]] = defaultdict(dict)
        for content in _CONTENTS_OF.rows(self._connection, parcel_ids):
            contents[content.shipment_id][content.sku] = content.quantity
        for event in _EVENTS_OF.rows(self._connection, parcel_ids):
            events[event.shipment_id].append(ShipmentEvent(ShipmentStatus(event.status), event.at, event.place))
        return [
            Order(
                id=row.id,
                number=row.number,
                customer_id=row.customer_id,
                quote_id=row.quote_id,
                status=OrderStatus(row.status),
                lines=_lines(lines[row.id], products, row.currency),
                terms=_terms(row),
                placed_at=row.placed_at,
                cancel_until=row.cancel_until,
                shipments=tuple(
                    Shipment(
                        id=parcel.id,
                        carrier=parcel.carrier,
                        tracking_code=parcel.tracking_code,
                        expected_on=parcel.expected_on,
                        contents=contents[parcel.id],
                        events=tuple(events[parcel.id]),
                    )
                    for parcel in parcels[row.id]
                ),
            )
            for row in rows
        ]

    def move(self, order: Order, to: OrderStatus) -> bool:
        o = tables.orders
        moved = self._connection.execute(
            update(o).where(o.c.id == order.id, o.c.status == order.status.value).values(status=to.value)
        )
        return moved.rowcount == 1

    def add_shipment(self, order_id: UUID, shipment: Shipment) -> None:
        self._connection.execute(
            insert(tables.shipments).values(
                id=shipment.id,
                order_id=order_id,
                carrier=shipment.carrier,
                tracking_code=shipment.tracking_code,
                expected_on=shipment.expected_on,
            )
        )
        if shipment.contents:
            self._connection.execute(
                insert(tables.shipment_lines),
                [
                    {"shipment_id": shipment.id, "sku": sku, "quantity": quantity}
                    for sku, quantity in shipment.contents.items()
                ],
            )
        for event in shipment.events:
            self.add_event(shipment.id, event)

    def expect(self, shipment_id: UUID, day: date) -> None:
        """The carrier names a new day."""
        s = tables.shipments
        self._connection.execute(update(s).where(s.c.id == shipment_id).values(expected_on=day))

    def add_event(self, shipment_id: UUID, event: ShipmentEvent) -> bool:
        return insert_new(
            self._connection,
            tables.shipment_events,
            {
                "id": uuid7(event.at),
                "shipment_id": shipment_id,
                "status": event.status.value,
                "at": event.at,
                "place": event.place,
            },
        )

    def set_address(self, order: Order, address: str) -> None:
        o = tables.orders
        self._connection.execute(update(o).where(o.c.id == order.id).values(address=address))

    def set_lines(self, order: Order) -> None:
        """Lines and terms as they are in this order now."""
        o, ol = tables.orders, tables.order_lines
        self._connection.execute(update(o).where(o.c.id == order.id).values(**_term_values(order.terms)))
        self._connection.execute(delete(ol).where(ol.c.order_id == order.id))
        self._connection.execute(insert(ol), [{"order_id": order.id, **values} for values in _line_values(order.lines)])

    def is_taken(self, number: str) -> bool:
        return bool(_IS_TAKEN.rows(self._connection, {"number": number}))

    def count_of(self, customer_id: UUID) -> int:
        """Cancelled ones do not count."""
        o = tables.orders
        kept = select(func.count()).where(o.c.customer_id == customer_id, o.c.status != OrderStatus.CANCELLED.value)
        return self._connection.scalar(kept) or 0


class SqlEvents:
    """What happened, in the transaction in which it happened."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, event: Event) -> None:
        _ADD_EVENT.run(
            self._connection,
            {
                "id": event.id,
                "at": event.at,
                "type": event.type,
                "actor": event.actor,
                "subject": event.subject,
                "customer_id": event.customer_id,
                "body": dict(event.body),
            },
        )

    def about(self, customer_id: UUID, *, limit: int = 1000) -> Sequence[Event]:
        """Latest first."""
        e = tables.events
        return self._read(select(e).where(e.c.customer_id == customer_id).order_by(e.c.id.desc()).limit(limit))

    def latest(self, *, limit: int) -> Sequence[Event]:
        return self._read(select(tables.events).order_by(tables.events.c.id.desc()).limit(limit))

    def _read(self, wanted: Select[Any]) -> list[Event]:
        return [
            Event(row.id, row.at, row.type, row.actor, row.subject, row.customer_id, row.body)
            for row in self._connection.execute(wanted)
        ]


class SqlIdempotency:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, scope: str, key: str, fingerprint: str, now: datetime) -> Answered | None:
        """None when the key is new: then it is ours until the transaction ends, and others wait."""
        k = tables.idempotency_keys
        claim = {
            "scope": scope,
            "key": key,
            "fingerprint": fingerprint,
            "status": 0,
            "answer": None,
            "subject": None,
            "at": now,
        }
        try:
            if _CLAIM.run(self._connection, claim):
                return None
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
                raise KeyRunning(key) from error
            raise
        row = self._connection.execute(select(k).where(k.c.scope == scope, k.c.key == key)).one()
        return Answered(row.fingerprint, row.status, row.answer)

    def finish(self, scope: str, key: str, status: int, answer: Any) -> None:
        subject = answer.get("number") if isinstance(answer, dict) else None
        _FINISH.run(self._connection, {"s": scope, "k": key, "status": status, "answer": answer, "subject": subject})


def _batched(products: Iterable[Product], size: int) -> Iterator[list[Product]]:
    left = iter(products)
    while part := list(islice(left, size)):
        yield part


def _insert(table: Table, *, without: Sequence[str] = ()) -> Insert:
    """Of all columns but those that the database fills."""
    return insert(table).values({c.name: bindparam(c.name) for c in table.columns if c.name not in without})


_SHOP = Prepared(select(tables.shop))
_PRODUCTS = (
    select(tables.products, tables.stock.c.on_hand, tables.stock.c.reserved, tables.stock.c.restock_on)
    .outerjoin(tables.stock, and_(tables.stock.c.sku == tables.products.c.sku, tables.stock.c.place == MAIN))
    .order_by(tables.products.c.sku)
)
MOST_PREPARED = 50
"""Products of one question for which a statement is kept."""
_KEYS = tuple(f"k{index}" for index in range(MOST_PREPARED))


@cache
def _products_by_sku(count: int) -> Prepared:
    keys = [bindparam(key, type_=String) for key in _KEYS[:count]]
    return Prepared(_PRODUCTS.where(tables.products.c.sku.in_(keys)))


_CUSTOMERS = select(tables.customers, select(tables.shop.c.currency).scalar_subquery().label("currency"))
_ADD_EVENT = Prepared(_insert(tables.events, without=("spread", "emptied")))
_PLACES = Prepared(select(tables.places).order_by(tables.places.c.position))
_CUSTOMER = Prepared(_CUSTOMERS.where(tables.customers.c.id == bindparam("of")))
_CUSTOMER_BY_IDENTITY = Prepared(
    _CUSTOMERS.join(tables.identities, tables.identities.c.customer_id == tables.customers.c.id).where(
        tables.identities.c.channel == bindparam("of"), tables.identities.c.external_id == bindparam("who")
    )
)

_Q, _QL = tables.quotes.c, tables.quote_lines.c
_HELD = select(_Q.id).where(_Q.state == QuoteState.HELD.value).order_by(_Q.id)
_QUOTE = Prepared(select(tables.quotes).where(_Q.id == bindparam("of")))
_QUOTE_LINES = Prepared(select(tables.quote_lines).where(_QL.quote_id == bindparam("of")).order_by(_QL.position))
_ADD_QUOTE = Prepared(_insert(tables.quotes))
_ADD_QUOTE_LINES = Prepared(_insert(tables.quote_lines))
_MOVE_QUOTE = Prepared(
    update(tables.quotes)
    .where(_Q.id == bindparam("of"), _Q.state == QuoteState.HELD.value)
    .values(state=bindparam("to"))
)
_HELD_BY = Prepared(_HELD.where(_Q.customer_id == bindparam("of")).limit(100))
_HOLDING = Prepared(
    _HELD.where(_Q.place == bindparam("at"), _Q.id.in_(select(_QL.quote_id).where(_QL.sku == bindparam("sku"))))
    .limit(1000)
)  # fmt: skip
_EXPIRED = Prepared(_HELD.where(_Q.expires_at <= bindparam("at")).limit(bindparam("most", type_=Integer)))

_O, _OL, _S = tables.orders.c, tables.order_lines.c, tables.shipments.c
_ORDERS_OF = Prepared(
    select(tables.orders)
    .where(_O.customer_id == bindparam("of"))
    .order_by(_O.placed_at.desc(), _O.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_LINES_OF = PreparedIn(
    lambda ids: select(tables.order_lines).where(_OL.order_id.in_(ids)).order_by(_OL.position), Uuid()
)
_PARCELS_OF = PreparedIn(lambda ids: select(tables.shipments).where(_S.order_id.in_(ids)).order_by(_S.id), Uuid())
_CONTENTS_OF = PreparedIn(
    lambda ids: select(tables.shipment_lines).where(tables.shipment_lines.c.shipment_id.in_(ids)), Uuid()
)
_EVENTS_OF = PreparedIn(
    lambda ids: select(tables.shipment_events).where(tables.shipment_events.c.shipment_id.in_(ids)), Uuid()
)
_ADD_ORDER = Prepared(_insert(tables.orders))
_ADD_ORDER_LINES = Prepared(_insert(tables.order_lines))
_CLAIM = Prepared(lambda dialect: insert_if_new(dialect.name, tables.idempotency_keys))
_IS_TAKEN = Prepared(select(tables.orders.c.id).where(tables.orders.c.number == bindparam("number")))
_FINISH = Prepared(
    update(tables.idempotency_keys)
    .where(tables.idempotency_keys.c.scope == bindparam("s"), tables.idempotency_keys.c.key == bindparam("k"))
    .values(status=bindparam("status"), answer=bindparam("answer"), subject=bindparam("subject"))
)

_AT = (tables.stock.c.sku == bindparam("k"), tables.stock.c.place == bindparam("p"))
_N = bindparam("n", type_=BigInteger)
_RESERVE = Prepared(
    update(tables.stock)
    .where(*_AT, tables.stock.c.on_hand - tables.stock.c.reserved >= _N)
    .values(reserved=tables.stock.c.reserved + _N)
)
_RELEASE = Prepared(update(tables.stock).where(*_AT).values(reserved=tables.stock.c.reserved - _N))
_TAKE_OUT = Prepared(
    update(tables.stock).where(*_AT).values(reserved=tables.stock.c.reserved - _N, on_hand=tables.stock.c.on_hand - _N)
)
_PUT_BACK = Prepared(update(tables.stock).where(*_AT).values(on_hand=tables.stock.c.on_hand + _N))
