"""The shop keeper's side: what is on the shelf, and where a parcel is."""

from dataclasses import replace
from datetime import date, datetime

from backend.orders.errors import UnknownOrder, UnknownProduct, WrongState
from backend.orders.ids import uuid7
from backend.orders.model import (
    NEXT,
    Order,
    OrderStatus,
    Product,
    Shipment,
    ShipmentEvent,
    ShipmentStatus,
)
from backend.orders.ports import UnitOfWork


def set_stock(sku: str, on_hand: int, *, restock_on: date | None, uow: UnitOfWork) -> Product:
    product = uow.products.get(sku)
    if product is None:
        raise UnknownProduct(sku)
    product = replace(product, on_hand=on_hand, restock_on=restock_on)
    uow.products.put(product)
    uow.commit()
    return product


def pack(number: str, *, uow: UnitOfWork) -> Order:
    order = _move(number, OrderStatus.PACKED, uow=uow)
    uow.commit()
    return order


def ship(
    number: str, *, carrier: str, tracking_code: str, expected_on: date | None, now: datetime, uow: UnitOfWork
) -> Order:
    order = _move(number, OrderStatus.SHIPPED, uow=uow)
    shipment = Shipment(
        id=uuid7(now),
        carrier=carrier,
        tracking_code=tracking_code,
        expected_on=expected_on,
        events=(ShipmentEvent(ShipmentStatus.PICKED_UP, now),),
    )
    uow.orders.add_shipment(order.id, shipment)
    uow.commit()
    return order


def deliver(number: str, *, now: datetime, uow: UnitOfWork) -> Order:
    order = _move(number, OrderStatus.DELIVERED, uow=uow)
    for shipment in order.shipments:
        uow.orders.add_event(shipment.id, ShipmentEvent(ShipmentStatus.DELIVERED, now))
    uow.commit()
    return order


def record_event(carrier: str, tracking_code: str, event: ShipmentEvent, *, uow: UnitOfWork) -> Order | None:
    """What a carrier reports. Late, repeated and unknown reports are welcome; None for a parcel not ours."""
    order = uow.orders.by_tracking(carrier, tracking_code)
    if order is None:
        return None
    shipment = next(s for s in order.shipments if (s.carrier, s.tracking_code) == (carrier, tracking_code))
    uow.orders.add_event(shipment.id, event)
    if event.status is ShipmentStatus.DELIVERED and OrderStatus.DELIVERED in NEXT[order.status]:
        uow.orders.move(order, OrderStatus.DELIVERED)
    uow.commit()
    return uow.orders.by_number(order.number)


def _move(number: str, to: OrderStatus, *, uow: UnitOfWork) -> Order:
    order = uow.orders.by_number(number)
    if order is None:
        raise UnknownOrder(number)
    if to not in NEXT[order.status] or not uow.orders.move(order, to):
        raise WrongState(number, order.status, wanted=to)
    return replace(order, status=to)
