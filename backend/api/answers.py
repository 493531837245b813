"""The shop's things as JSON."""

from collections.abc import Sequence
from typing import Any

from backend.api.problems import money
from backend.orders.carts import Cart
from backend.orders.lists import SavedList
from backend.orders.model import Customer, Line, Order, Product, Quote, Shipment, StockAt, Terms
from backend.orders.quoting import Shortage
from backend.orders.returns import Return
from backend.orders.subscriptions import Subscription
from backend.orders.tickets import Ticket
from backend.orders.webhooks import Webhook

Json = dict[str, Any]


def product(found: Product) -> Json:
    return {
        "sku": found.sku,
        "names": {locale: list(names) for locale, names in found.names.items()},
        "price": money(found.price),
        "unit": found.unit,
        "category": found.category,
        # What is on the shelf for others is not for sale.
        "on_hand": found.available,
        "available": found.available,
        "restock_on": found.restock_on.isoformat() if found.restock_on else None,
        "image": found.image,
    }


def stock(found: Product, places: Sequence[StockAt]) -> Json:
    back = found.restock_on.isoformat() if found.restock_on else None
    return {
        "sku": found.sku,
        "on_hand": found.available,
        "available": found.available,
        "restock_on": back,
        "places": [
            {
                "place": each.place,
                "available": each.available,
                "restock_on": each.restock_on.isoformat() if each.restock_on else None,
            }
            for each in places
        ],
    }


def lines(found: Sequence[Line]) -> list[Json]:
    return [
        {
            "sku": line.product.sku,
            "quantity": line.quantity,
            "price": money(line.price),
            "total": money(line.total),
        }
        for line in found
    ]


def terms(found: Terms) -> Json:
    return {
        "delivery_fee": money(found.delivery_fee),
        "discount": money(found.discount),
        "promotion": found.promotion,
        "tax": money(found.tax),
        "tax_included": found.tax_included,
        "deliver_on": found.deliver_on.isoformat(),
        "place": found.place,
        "pickup": found.pickup,
    }


def quote(found: Quote, shortages: Sequence[Shortage]) -> Json:
    return {
        "id": str(found.id),
        "state": found.state.value,
        "lines": lines(found.lines),
        "terms": terms(found.terms),
        "total": money(found.total),
        "expires_at": found.expires_at.isoformat(),
        "shortages": short(shortages),
    }


def short(shortages: Sequence[Shortage]) -> list[Json]:
    return [{"sku": each.product.sku, "wanted": each.wanted, "taken": each.taken} for each in shortages]


def order(found: Order) -> Json:
    """Without name and address: answers are kept for those who ask twice, longer than a customer may want."""
    return {
        "number": found.number,
        "status": found.status.value,
        "placed_at": found.placed_at.isoformat(),
        "cancel_until": found.cancel_until.isoformat(),
        "expected_on": found.expected_on.isoformat(),
        "lines": lines(found.lines),
        "terms": terms(found.terms),
        "total": money(found.total),
    }


def order_detail(found: Order) -> Json:
    customer_id = str(found.customer_id) if found.customer_id else None
    return {**order(found), "customer_id": customer_id, "address": found.terms.address}


def tracking(found: Order) -> Json:
    return {
        "number": found.number,
        "status": found.status.value,
        "expected_on": found.expected_on.isoformat(),
        "shipments": [_shipment(shipment) for shipment in found.shipments],
    }


def _shipment(found: Shipment) -> Json:
    return {
        "carrier": found.carrier,
        "tracking_code": found.tracking_code,
        "status": found.status.value,
        "expected_on": found.expected_on.isoformat() if found.expected_on else None,
        "contents": dict(found.contents),
        "events": [
            {"status": event.status.value, "at": event.at.isoformat(), "place": event.place}
            for event in sorted(found.events, key=lambda event: event.at)
        ],
    }


def customer(found: Customer) -> Json:
    return {
        "id": str(found.id),
        "name": found.name,
        "locale": found.locale,
        "address": found.address,
        "spending_limit": money(found.spending_limit) if found.spending_limit else None,
        "pickup_at": found.pickup_at,
        "email": found.email,
    }


def cart(found: Cart, currency: str) -> Json:
    return {
        "lines": lines(found.lines),
        "promotion": found.promotion,
        "subtotal": money(found.subtotal(currency)),
    }


def saved_list(found: SavedList) -> Json:
    return {
        "name": found.name,
        "lines": [{"sku": wish.sku, "quantity": wish.quantity} for wish in found.wishes],
    }


def subscription(found: Subscription) -> Json:
    return {
        "id": str(found.id),
        "state": found.state.value,
        "every_weeks": found.every_weeks,
        "next_on": found.next_on.isoformat(),
        "started_at": found.started_at.isoformat(),
        "lines": lines(found.lines),
    }


def returned(found: Return) -> Json:
    return {
        "number": found.number,
        "order": found.order_number,
        "state": found.state.value,
        "reason": found.reason.value,
        "lines": lines(found.lines),
        "refund": money(found.refund),
        "asked_at": found.asked_at.isoformat(),
        "changed_at": found.changed_at.isoformat(),
    }


def ticket(found: Ticket) -> Json:
    return {
        "number": found.number,
        "customer_id": str(found.customer_id) if found.customer_id else None,
        "state": found.state.value,
        "facts": dict(found.facts),
        "phone": found.phone,
        "opened_at": found.opened_at.isoformat(),
        "closed_at": found.closed_at.isoformat() if found.closed_at else None,
    }


def webhook(found: Webhook) -> Json:
    return {
        "id": str(found.id),
        "url": found.url,
        "types": list(found.types),
        "created_at": found.created_at.isoformat(),
    }
