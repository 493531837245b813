"""Repositories and the unit of work, in SQLAlchemy Core: few statements, no surprises."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, Select, delete, insert, select, update
from sqlalchemy.exc import DatabaseError

from backend.orders.ids import uuid7
from backend.orders.model import (
    Customer,
    Line,
    Order,
    OrderStatus,
    Product,
    Quote,
    Shipment,
    ShipmentEvent,
    ShipmentStatus,
    Shop,
)
from backend.orders.money import Money
from backend.storage import tables
from backend.storage.engine import READING, explain


class SqlDatabase:
    """Hands out transactions; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._writing = engine
        self._reading = engine.execution_options(**READING)

    @contextmanager
    def reading(self) -> Iterator["SqlUnitOfWork"]:
        with self._transaction(self._reading) as uow:
            yield uow

    @contextmanager
    def writing(self) -> Iterator["SqlUnitOfWork"]:
        with self._transaction(self._writing) as uow:
            yield uow

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator["SqlUnitOfWork"]:
        try:
            with engine.connect() as connection:  # leaving it rolls back what was not committed
                connection.begin()
                yield SqlUnitOfWork(connection)
        except DatabaseError as error:
            raise explain(error, engine.url.render_as_string(hide_password=True)) from error


class SqlUnitOfWork:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.products = SqlProducts(connection)
        self.customers = SqlCustomers(connection)
        self.quotes = SqlQuotes(connection, self.products)
        self.orders = SqlOrders(connection, self.products)

    def shop(self) -> Shop | None:
        row = self._connection.execute(select(tables.shop)).one_or_none()
        if row is None:
            return None
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
            demo=row.demo,
        )

    def set_shop(self, shop: Shop) -> None:
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
                demo=shop.demo,
            )
        )

    def commit(self) -> None:
        self._connection.commit()


class SqlProducts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, sku: str) -> Product | None:
        return self.by_sku([sku]).get(sku)

    def by_sku(self, skus: Iterable[str]) -> Mapping[str, Product]:
        wanted = select(tables.products).where(tables.products.c.sku.in_(sorted(set(skus))))
        return {product.sku: product for product in self._read(wanted)}

    def all(self) -> Sequence[Product]:
        return self._read(select(tables.products))

    def in_category(self, category: str) -> Sequence[Product]:
        return self._read(select(tables.products).where(tables.products.c.category == category))

    def _read(self, wanted: Select[Any]) -> list[Product]:
        rows = self._connection.execute(wanted.order_by(tables.products.c.sku)).all()
        names: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        of_these = wanted.with_only_columns(tables.products.c.sku).scalar_subquery()
        n = tables.product_names
        for name in self._connection.execute(select(n).where(n.c.sku.in_(of_these)).order_by(n.c.position)):
            names[name.sku][name.locale].append(name.name)
        return [
            Product(
                sku=row.sku,
                price=Money(row.price_minor, row.currency),
                unit=row.unit,
                category=row.category,
                names={locale: tuple(found) for locale, found in names[row.sku].items()},
                on_hand=row.on_hand,
                restock_on=row.restock_on,
            )
            for row in rows
        ]

    def put(self, product: Product) -> None:
        values = {
            "price_minor": product.price.minor,
            "currency": product.price.currency,
            "unit": product.unit,
            "category": product.category,
            "on_hand": product.on_hand,
            "restock_on": product.restock_on,
        }
        p, n = tables.products, tables.product_names
        changed = self._connection.execute(update(p).where(p.c.sku == product.sku).values(**values))
        if changed.rowcount == 0:
            self._connection.execute(insert(p).values(sku=product.sku, **values))
        self._connection.execute(delete(n).where(n.c.sku == product.sku))
        names = [
            {"sku": product.sku, "locale": locale, "position": position, "name": name}
            for locale, of_locale in product.names.items()
            for position, name in enumerate(of_locale)
        ]
        if names:
            self._connection.execute(insert(n), names)

    def take(self, sku: str, quantity: int) -> bool:
        p = tables.products
        taken = self._connection.execute(
            update(p).where(p.c.sku == sku, p.c.on_hand >= quantity).values(on_hand=p.c.on_hand - quantity)
        )
        return taken.rowcount == 1

    def give_back(self, sku: str, quantity: int) -> None:
        p = tables.products
        self._connection.execute(update(p).where(p.c.sku == sku).values(on_hand=p.c.on_hand + quantity))


class SqlCustomers:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_identity(self, channel: str, external_id: str) -> Customer | None:
        i, c = tables.identities, tables.customers
        row = self._connection.execute(
            select(c).join(i, i.c.customer_id == c.c.id).where(i.c.channel == channel, i.c.external_id == external_id)
        ).one_or_none()
        return None if row is None else _customer(row)

    def all(self) -> Sequence[Customer]:
        return [_customer(row) for row in self._connection.execute(select(tables.customers).order_by("name"))]

    def add(self, customer: Customer) -> None:
        self._connection.execute(
            insert(tables.customers).values(
                id=customer.id, name=customer.name, locale=customer.locale, address=customer.address
            )
        )

    def link(self, customer_id: UUID, channel: str, external_id: str) -> None:
        i = tables.identities
        self._connection.execute(delete(i).where(i.c.channel == channel, i.c.external_id == external_id))
        self._connection.execute(insert(i).values(channel=channel, external_id=external_id, customer_id=customer_id))


def _customer(row: Row[Any]) -> Customer:
    return Customer(id=row.id, name=row.name, locale=row.locale, address=row.address)


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
        self._connection.execute(
            insert(tables.quotes).values(
                id=quote.id,
                customer_id=quote.customer_id,
                delivery_fee_minor=quote.delivery_fee.minor,
                currency=quote.delivery_fee.currency,
                deliver_on=quote.deliver_on,
                address=quote.address,
                expires_at=quote.expires_at,
            )
        )
        self._connection.execute(
            insert(tables.quote_lines),
            [{"quote_id": quote.id, **values} for values in _line_values(quote.lines)],
        )

    def get(self, quote_id: UUID) -> Quote | None:
        q, ql = tables.quotes, tables.quote_lines
        row = self._connection.execute(select(q).where(q.c.id == quote_id)).one_or_none()
        if row is None:
            return None
        lines = self._connection.execute(select(ql).where(ql.c.quote_id == quote_id).order_by(ql.c.position)).all()
        products = self._products.by_sku(line.sku for line in lines)
        return Quote(
            id=row.id,
            customer_id=row.customer_id,
            lines=_lines(lines, products, row.currency),
            delivery_fee=Money(row.delivery_fee_minor, row.currency),
            deliver_on=row.deliver_on,
            address=row.address,
            expires_at=row.expires_at,
        )


class SqlOrders:
    def __init__(self, connection: Connection, products: SqlProducts) -> None:
        self._connection = connection
        self._products = products

    def add(self, order: Order) -> None:
        self._connection.execute(
            insert(tables.orders).values(
                id=order.id,
                number=order.number,
                customer_id=order.customer_id,
                quote_id=order.quote_id,
                status=order.status.value,
                delivery_fee_minor=order.delivery_fee.minor,
                currency=order.delivery_fee.currency,
                placed_at=order.placed_at,
                cancel_until=order.cancel_until,
                deliver_on=order.deliver_on,
                address=order.address,
            )
        )
        self._connection.execute(
            insert(tables.order_lines),
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
            .order_by(o.c.placed_at.desc())
            .limit(1)
        )
        return self._one(latest)

    def of(self, customer_id: UUID, *, limit: int) -> Sequence[Order]:
        o = tables.orders
        return self._read(select(o).where(o.c.customer_id == customer_id).order_by(o.c.placed_at.desc()).limit(limit))

    def all(self, *, limit: int) -> Sequence[Order]:
        return self._read(select(tables.orders).order_by(tables.orders.c.placed_at.desc()).limit(limit))

    def _one(self, wanted: Select[Any]) -> Order | None:
        return next(iter(self._read(wanted)), None)

    def _read(self, wanted: Select[Any]) -> list[Order]:
        rows = self._connection.execute(wanted).all()
        if not rows:
            return []
        ids = [row.id for row in rows]
        ol, s, e = tables.order_lines, tables.shipments, tables.shipment_events
        lines: dict[UUID, list[Row[Any]]] = defaultdict(list)
        for line in self._connection.execute(select(ol).where(ol.c.order_id.in_(ids)).order_by(ol.c.position)):
            lines[line.order_id].append(line)
        products = self._products.by_sku(line.sku for of_order in lines.values() for line in of_order)
        parcels: dict[UUID, list[Row[Any]]] = defaultdict(list)
        for parcel in self._connection.execute(select(s).where(s.c.order_id.in_(ids)).order_by(s.c.id)):
            parcels[parcel.order_id].append(parcel)
        parcel_ids = [parcel.id for of_order in parcels.values() for parcel in of_order]
        events: dict[UUID, list[ShipmentEvent]] = defaultdict(list)
        if parcel_ids:
            for event in self._connection.execute(select(e).where(e.c.shipment_id.in_(parcel_ids))):
                events[event.shipment_id].append(ShipmentEvent(ShipmentStatus(event.status), event.at))
        return [
            Order(
                id=row.id,
                number=row.number,
                customer_id=row.customer_id,
                quote_id=row.quote_id,
                status=OrderStatus(row.status),
                lines=_lines(lines[row.id], products, row.currency),
                delivery_fee=Money(row.delivery_fee_minor, row.currency),
                placed_at=row.placed_at,
                cancel_until=row.cancel_until,
                deliver_on=row.deliver_on,
                address=row.address,
                shipments=tuple(
                    Shipment(
                        id=parcel.id,
                        carrier=parcel.carrier,
                        tracking_code=parcel.tracking_code,
                        expected_on=parcel.expected_on,
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
        for event in shipment.events:
            self.add_event(shipment.id, event)

    def add_event(self, shipment_id: UUID, event: ShipmentEvent) -> bool:
        e = tables.shipment_events
        known = self._connection.execute(
            select(e.c.id).where(e.c.shipment_id == shipment_id, e.c.status == event.status.value, e.c.at == event.at)
        ).first()
        if known:
            return False
        self._connection.execute(
            insert(e).values(id=uuid7(event.at), shipment_id=shipment_id, status=event.status.value, at=event.at)
        )
        return True
