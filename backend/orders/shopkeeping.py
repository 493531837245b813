"""The shop keeper's side: what is on the shelf, and where a parcel is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from backend.orders.alerts import mark_back
from backend.orders.changing import locked
from backend.orders.errors import Refusal, UnknownOrder, UnknownProduct, WrongState
from backend.orders.ids import uuid7
from backend.orders.model import (
    HOLDS_STOCK,
    MAIN,
    NEXT,
    Event,
    Order,
    OrderStatus,
    Product,
    Shipment,
    ShipmentEvent,
    ShipmentStatus,
)
from backend.orders.ordering import order_event
from backend.orders.ports import UnitOfWork
from backend.orders.quoting import set_on_hand

SHOP = "shop"
"""Who did it, in the audit trail."""

CODE_LASTS = timedelta(days=120)
"""Then a carrier may have given the same tracking code to somebody else's parcel."""
LABEL_BEFORE = timedelta(days=14)
"""As long may a label be made before the parcel leaves; what is older was said of an earlier parcel with this code."""


@dataclass(slots=True)
class NotInParcel(Refusal):
    """A parcel cannot hold this: not so much of it is left to send, or nothing is in it at all."""

    number: str
    sku: str
    """Empty for a parcel without contents."""
    quantity: int
    left: int


def set_stock(
    sku: str, on_hand: int, *, restock_on: date | None, now: datetime, uow: UnitOfWork, place: str = MAIN
) -> Product:
    """So many were counted on the shelf.

    Raises:
        PromisedAlready: customers have been promised more than that.
        UnknownProduct
    """
    if uow.products.get(sku) is None:
        raise UnknownProduct(sku)
    set_on_hand(sku, place, on_hand, restock_on, uow=uow)
    uow.events.add(Event(uuid7(now), now, "stock.counted", SHOP, sku, body={"place": place, "on_hand": on_hand}))
    mark_back(sku, now=now, uow=uow)
    return uow.products.by_sku([sku])[sku]


def receive(sku: str, quantity: int, *, now: datetime, uow: UnitOfWork, place: str = MAIN) -> Product:
    """A delivery from a supplier is on the shelf."""
    if uow.products.get(sku) is None:
        raise UnknownProduct(sku)
    if not any(stock.place == place for stock in uow.stock.of(sku)):
        uow.stock.set(sku, place, 0, None)
    uow.stock.put_back({sku: quantity}, place)
    uow.events.add(Event(uuid7(now), now, "stock.received", SHOP, sku, body={"place": place, "quantity": quantity}))
    mark_back(sku, now=now, uow=uow)
    return uow.products.by_sku([sku])[sku]


def pack(number: str, *, now: datetime, uow: UnitOfWork) -> Order:
    return _move(number, OrderStatus.PACKED, now=now, uow=uow)


def ship(
    number: str,
    *,
    carrier: str,
    tracking_code: str,
    expected_on: date | None,
    now: datetime,
    uow: UnitOfWork,
    contents: Mapping[str, int] | None = None,
) -> Order:
    """A parcel leaves the house, with everything that is still there or with `contents` (SKU to quantity).

    Raises:
        NotInParcel, UnknownOrder, WrongState
    """
    order = locked(number, uow=uow)
    left = order.unshipped
    contents = dict(left if contents is None else contents)
    to = OrderStatus.SHIPPED if contents == left else OrderStatus.PARTLY_SHIPPED
    if order.status is not OrderStatus.PARTLY_SHIPPED or to is OrderStatus.SHIPPED:
        _change_status(order, to, uow)
    for sku, quantity in (contents or {"": 0}).items():
        if not 0 < quantity <= left.get(sku, 0):
            raise NotInParcel(number, sku, quantity, left.get(sku, 0))
    shipment = Shipment(
        id=uuid7(now),
        carrier=carrier,
        tracking_code=tracking_code,
        expected_on=expected_on,
        contents=contents,
        events=(ShipmentEvent(ShipmentStatus.PICKED_UP, now),),
    )
    uow.orders.add_shipment(order.id, shipment)
    uow.stock.take_out(contents, order.terms.place)
    return _told(order, to, now=now, uow=uow)


def deliver(number: str, *, now: datetime, uow: UnitOfWork) -> Order:
    """It has arrived; or the customer has fetched it."""
    order = _find(number, uow)
    _change_status(order, OrderStatus.DELIVERED, uow)
    for shipment in order.shipments:
        uow.orders.add_event(shipment.id, ShipmentEvent(ShipmentStatus.DELIVERED, now))
    if order.status in HOLDS_STOCK:  # fetched or handed over, so no parcel has taken the goods out
        carrier = "pickup" if order.terms.pickup else "own"
        events = (ShipmentEvent(ShipmentStatus.DELIVERED, now),)
        # A parcel all the same: it knows the day, and what can be returned.
        uow.orders.add_shipment(order.id, Shipment(uuid7(now), carrier, number, None, order.unshipped, events))
        uow.stock.take_out(order.unshipped, order.terms.place)
    return _told(order, OrderStatus.DELIVERED, now=now, uow=uow)


def record_event(
    carrier: str,
    tracking_code: str,
    event: ShipmentEvent,
    *,
    now: datetime,
    uow: UnitOfWork,
    expected_on: date | None = None,
) -> Order | None:
    """What a carrier reports. Late, repeated and unknown reports are welcome; None for a parcel not ours.

    Whatever the order of the reports, the order ends in the same status.
    """
    found = uow.orders.by_tracking(carrier, tracking_code)
    if found is None:
        return None
    # Reports on two parcels of an order come at the same time, and each must see what the other changed.
    order = locked(found.number, uow=uow)
    shipment = max(
        (parcel for parcel in order.shipments if (parcel.carrier, parcel.tracking_code) == (carrier, tracking_code)),
        key=lambda parcel: parcel.id,
    )
    left_at = _left_at(shipment)
    if now - left_at > CODE_LASTS or event.at < left_at - LABEL_BEFORE:
        return None
    if not uow.orders.add_event(shipment.id, event):
        return order
    newest = all(event.at >= known.at for known in shipment.events)
    if expected_on is not None and newest:
        uow.orders.expect(shipment.id, expected_on)
    came_back = event.status is ShipmentStatus.RETURNED
    body = {"number": order.number, "shipment": tracking_code, "status": event.status.value}
    type = "shipment.returned" if came_back else "shipment.moved"
    uow.events.add(Event(uuid7(now), now, type, f"carrier:{carrier}", order.number, order.customer_id, body))
    order = _find(order.number, uow)
    arrived = all(_was_delivered(parcel) for parcel in order.shipments)
    if arrived and OrderStatus.DELIVERED in NEXT[order.status]:
        uow.orders.move(order, OrderStatus.DELIVERED)
        return _told(order, OrderStatus.DELIVERED, now=now, uow=uow)
    return order


def _left_at(shipment: Shipment) -> datetime:
    """When the parcel was made known to us: its key says so."""
    return datetime.fromtimestamp((shipment.id.int >> 80) / 1000, UTC)


def _was_delivered(shipment: Shipment) -> bool:
    """Also when it came back later."""
    return any(event.status is ShipmentStatus.DELIVERED for event in shipment.events)


def _find(number: str, uow: UnitOfWork) -> Order:
    order = uow.orders.by_number(number)
    if order is None:
        raise UnknownOrder(number)
    return order


def _change_status(order: Order, to: OrderStatus, uow: UnitOfWork) -> None:
    if to not in NEXT[order.status] or not uow.orders.move(order, to):
        raise WrongState(order.number, order.status, wanted=to)


def _move(number: str, to: OrderStatus, *, now: datetime, uow: UnitOfWork) -> Order:
    order = _find(number, uow)
    _change_status(order, to, uow)
    return _told(order, to, now=now, uow=uow)


def _told(order: Order, to: OrderStatus, *, now: datetime, uow: UnitOfWork) -> Order:
    moved = replace(order, status=to)
    uow.events.add(order_event(f"order.{to.value}", moved, now=now, actor=SHOP))
    return moved
