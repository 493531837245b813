"""Loads products and a demo shop's past."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from backend.orders.errors import PromisedAlready
from backend.orders.ids import free_number, uuid7
from backend.orders.model import (
    HOLDS_STOCK,
    MAIN,
    Customer,
    Line,
    Order,
    OrderStatus,
    Place,
    Product,
    Shipment,
    ShipmentEvent,
    ShipmentStatus,
    Shop,
    Terms,
    Wish,
)
from backend.orders.money import Money
from backend.orders.ports import Chance, UnitOfWork
from backend.orders.promotions import Promotion
from backend.orders.quoting import quantities, release_all, set_on_hand


@dataclass(frozen=True, slots=True)
class PastOrder:
    placed_at: datetime
    status: OrderStatus
    wishes: tuple[Wish, ...]
    expected_in_days: int | None = None
    """From today, for a parcel under way."""


@dataclass(frozen=True, slots=True)
class PastCustomer:
    name: str
    locale: str
    address: str
    identities: tuple[tuple[str, str], ...]
    """(channel, external id) pairs."""
    orders: tuple[PastOrder, ...] = ()
    email: str | None = None


def plain_shop(name: str, currency: str) -> Shop:
    """A shop of which only the products are known yet: it delivers free of charge, in two days."""
    return Shop(
        name=name,
        currency=currency,
        time_zone="UTC",
        delivery_fee=Money(0, currency),
        free_delivery_from=None,
        delivery_days=2,
        cancel_minutes=30,
        phone="",
    )


def import_products(
    products: Iterable[Product],
    *,
    shop: Shop | None,
    uow: UnitOfWork,
    places: Sequence[Place] = (),
    stock_at: Mapping[tuple[str, str], int] = MappingProxyType({}),
    promotions: Sequence[Promotion] = (),
) -> int:
    """Adds or replaces them all, or none. `stock_at`: (SKU, place) to pieces in other places than the main one.

    Raises:
        PromisedAlready: customers have been promised more of a product than there would be.
    """
    if shop is not None:
        uow.set_shop(shop)
    if places:
        uow.set_places(places)
    count = uow.products.put(_with_room_for_promises(products, uow))
    for (sku, place), on_hand in stock_at.items():
        set_on_hand(sku, place, on_hand, None, uow=uow)
    for promotion in promotions:
        uow.promotions.put(promotion)
    return count


def _with_room_for_promises(products: Iterable[Product], uow: UnitOfWork) -> Iterator[Product]:
    reserved = uow.stock.reserved()
    for product in products:
        if 0 < reserved.get((product.sku, MAIN), 0) > product.on_hand:
            # Goods that nobody has bought yet are no promise; those customers are asked again.
            release_all(product.sku, MAIN, uow=uow)
            reserved = uow.stock.reserved()
            promised = reserved.get((product.sku, MAIN), 0)
            if product.on_hand < promised:
                raise PromisedAlready(replace(product, reserved=promised), product.on_hand)
        yield product


def import_customers(customers: Sequence[PastCustomer], *, now: datetime, uow: UnitOfWork, chance: Chance) -> None:
    """Adds customers with their history; the products they bought must be there.

    Who is known already by their e-mail address or one of their identities is left alone, so that a file can be loaded
    again.
    """
    shop = uow.shop()
    if shop is None:
        raise LookupError("the database holds no shop")
    for past in customers:
        if past.email and uow.customers.by_email(past.email):
            continue
        if any(uow.customers.by_identity(channel, external_id) for channel, external_id in past.identities):
            continue
        customer = Customer(uuid7(now), past.name, past.locale, past.address, email=past.email)
        uow.customers.add(customer)
        for channel, external_id in past.identities:
            uow.customers.link(customer.id, channel, external_id)
        for order in past.orders:
            number = free_number(chance, uow.orders.is_taken)
            known = _past_order(order, number, customer, shop, now=now, uow=uow)
            uow.orders.add(known)
            if known.status in HOLDS_STOCK:
                uow.stock.reserve(known.unshipped, MAIN)


def _past_order(
    past: PastOrder, number: str, customer: Customer, shop: Shop, *, now: datetime, uow: UnitOfWork
) -> Order:
    lines = []
    for wish in past.wishes:
        product = uow.products.get(wish.sku)
        if product is not None:
            lines.append(Line(product, wish.quantity, product.price))
    promised = shop.today(past.placed_at) + timedelta(days=shop.delivery_days)
    return Order(
        id=uuid7(past.placed_at),
        number=number,
        customer_id=customer.id,
        quote_id=None,
        status=past.status,
        lines=tuple(lines),
        terms=Terms(
            delivery_fee=shop.delivery_fee,
            discount=Money(0, shop.currency),
            promotion=None,
            tax=Money(0, shop.currency),
            tax_included=True,
            deliver_on=promised,
            address=customer.address,
        ),
        placed_at=past.placed_at,
        cancel_until=past.placed_at + timedelta(minutes=shop.cancel_minutes),
        shipments=_parcels(past, number, lines, shop, now=now),
    )


def _parcels(past: PastOrder, number: str, lines: Sequence[Line], shop: Shop, *, now: datetime) -> tuple[Shipment, ...]:
    if past.status not in (OrderStatus.SHIPPED, OrderStatus.DELIVERED):
        return ()
    events = [ShipmentEvent(ShipmentStatus.PICKED_UP, past.placed_at + timedelta(days=1))]
    expected = shop.today(past.placed_at) + timedelta(days=shop.delivery_days)
    if past.status is OrderStatus.DELIVERED:
        at = past.placed_at + timedelta(days=shop.delivery_days)
        events.append(ShipmentEvent(ShipmentStatus.DELIVERED, at))
    elif past.expected_in_days is not None:
        expected = shop.today(now) + timedelta(days=past.expected_in_days)
    code = f"DEMO{number}"
    return (Shipment(uuid7(past.placed_at), "demo", code, expected, quantities(lines), tuple(events)),)
