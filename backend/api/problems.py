"""What went wrong, as RFC 9457 problem documents: every refusal of the shop has its line in one table."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import flask

from backend.errors import EncoreError
from backend.orders import (
    alerts,
    carts,
    changing,
    errors,
    linking,
    lists,
    privacy,
    profiles,
    promotions,
    repeating,
    returns,
    shopkeeping,
    subscriptions,
    substitutions,
    tickets,
    tokens,
    webhooks,
)
from backend.orders.money import Money

CONTENT_TYPE = "application/problem+json"

log = logging.getLogger(__name__)


@dataclass
class Problem(Exception):
    """Ends the request with a problem document."""

    status: int
    code: str
    detail: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> flask.Response:
        document = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            **self.facts,
        }
        response = flask.jsonify(document)
        response.status_code = self.status
        response.content_type = CONTENT_TYPE
        response.headers.extend(dict(self.headers))  # none that are there already
        return response


@dataclass(frozen=True, slots=True)
class Row:
    status: int
    code: str
    detail: str
    """Its gaps are the facts."""
    facts: Callable[[Any], Mapping[str, Any]] = lambda _: {}


def money(amount: Money) -> dict[str, str]:
    return {"amount": str(amount.amount), "currency": amount.currency}


def problem_of(refusal: errors.Refusal) -> Problem:
    row = REFUSALS.get(type(refusal), _OTHER)
    facts = row.facts(refusal)
    headers = {"Retry-After": "1"} if isinstance(refusal, errors.KeyRunning) else {}
    return Problem(row.status, row.code, row.detail.format(**facts), facts, headers)


def not_confirmed(*, is_reading: bool = False) -> Problem:
    if is_reading:
        return Problem(503, "unavailable", "The database did not answer in time; ask again.", headers=_SOON)
    detail = "The database did not answer in time; it may still happen. Ask again: the same Idempotency-Key is safe."
    return Problem(503, "not_confirmed", detail, headers=_SOON)


def unavailable(error: EncoreError) -> Problem:
    # What is wrong, with the address of the database, is for the shop's log only.
    log.warning("unavailable: %s", error)
    return Problem(503, "unavailable", "The shop's database does not answer; ask again later.", headers=_SOON)


_SOON = {"Retry-After": "2"}
_OTHER = Row(409, "refused", "The shop cannot do that now.")

REFUSALS: Mapping[type[errors.Refusal], Row] = {
    # products and stock
    errors.UnknownProduct: Row(404, "unknown_product", "There is no product {sku!r}.", lambda e: {"sku": e.said}),
    errors.OutOfStock: Row(
        409,
        "out_of_stock",
        "There are not so many of {sku}: {wanted} wanted, {available} left.",
        lambda e: {
            "sku": e.product.sku,
            "wanted": e.wanted,
            "available": e.available,
            "restock_on": e.product.restock_on.isoformat() if e.product.restock_on else None,
        },
    ),
    errors.NothingAvailable: Row(
        409,
        "nothing_available",
        "All of it is sold out.",
        lambda e: {"skus": [product.sku for product in e.products]},
    ),
    errors.QuantityRefused: Row(
        422,
        "quantity_refused",
        "The quantity has to be from 1 to {most}.",
        lambda e: {"quantity": e.quantity, "most": e.most},
    ),
    errors.PromisedAlready: Row(
        409,
        "promised_already",
        "{reserved} of {sku} are promised to customers, so there cannot be fewer.",
        lambda e: {"sku": e.product.sku, "reserved": e.product.reserved},
    ),
    errors.UnknownPlace: Row(
        422, "unknown_place", "Nothing can be picked up at {place!r}.", lambda e: {"place": e.place}
    ),
    alerts.NotSoldOut: Row(
        409, "not_sold_out", "There is {sku} right now, nobody has to wait for it.", lambda e: {"sku": e.product.sku}
    ),
    substitutions.ReplacedByItself: Row(
        422, "replaced_by_itself", "{sku} cannot stand in for itself.", lambda e: {"sku": e.product.sku}
    ),
    # customers
    errors.UnknownCustomer: Row(404, "unknown_customer", "There is no such customer."),
    errors.NothingToReorder: Row(409, "nothing_to_reorder", "There is nothing to order: no lines, or no order before."),
    errors.OverSpendingLimit: Row(
        409,
        "over_spending_limit",
        "It would cost more than the customer's limit for one order.",
        lambda e: {"limit": money(e.limit), "total": money(e.total)},
    ),
    profiles.AddressRefused: Row(
        422,
        "address_refused",
        "A label has 1 to {longest_label} characters, an address 1 to {longest_address}, all printable.",
        lambda e: {"longest_label": e.longest_label, "longest_address": e.longest_address},
    ),
    profiles.TooManyAddresses: Row(
        409, "too_many_addresses", "A customer keeps at most {most} addresses.", lambda e: {"most": e.most}
    ),
    profiles.UnknownAddress: Row(404, "unknown_address", "The customer has no address of this name."),
    profiles.LimitRefused: Row(
        422,
        "limit_refused",
        "A spending limit is more than nothing and at most what `most` says.",
        lambda e: {"most": money(e.most)},
    ),
    linking.EmailRefused: Row(422, "email_refused", "This is no e-mail address."),
    linking.EmailTaken: Row(409, "email_taken", "Another customer has this e-mail address."),
    linking.TooManyCodes: Row(
        429, "too_many_codes", "At most {most} codes an hour are sent.", lambda e: {"most": e.most}
    ),
    privacy.OrdersStillOpen: Row(
        409,
        "orders_still_open",
        "Some orders are still under way and need the address; cancel them or wait until they have arrived.",
        lambda e: {"numbers": list(e.numbers)},
    ),
    # quotes and orders
    errors.UnknownQuote: Row(404, "unknown_quote", "There is no such quote."),
    errors.QuoteExpired: Row(409, "quote_expired", "The quote is over; make a new one."),
    errors.QuoteChanged: Row(
        409,
        "quote_changed",
        "Prices or the address have changed, or a newer quote took its place; make a new one.",
        lambda e: {"skus": [change.product.sku for change in e.prices]},
    ),
    errors.TotalChanged: Row(
        409,
        "total_changed",
        "It would cost {total[amount]} {total[currency]}, not {expected[amount]} {expected[currency]}.",
        lambda e: {"expected": money(e.expected), "total": money(e.total)},
    ),
    errors.UnknownOrder: Row(404, "unknown_order", "There is no such order."),
    errors.TooLateToCancel: Row(
        409,
        "too_late_to_cancel",
        "Order {number} is {order_status} and can no longer be cancelled.",
        lambda e: {
            "number": e.number,
            "order_status": e.status.value,
            "cancel_until": e.cancel_until.isoformat(),
            "expected_on": e.expected_on.isoformat(),
        },
    ),
    errors.WrongState: Row(
        409,
        "wrong_state",
        "Order {number} is {order_status}, so it cannot become {wanted}.",
        lambda e: {"number": e.number, "order_status": e.status.value, "wanted": e.wanted.value},
    ),
    changing.TooLateToChange: Row(
        409,
        "too_late_to_change",
        "Order {number} is {order_status} and can no longer be changed.",
        lambda e: {"number": e.number, "order_status": e.status.value},
    ),
    changing.Fetched: Row(
        409,
        "fetched",
        "The customer fetches order {number}; it goes to no address.",
        lambda e: {"number": e.order.number},
    ),
    changing.NoSuchAddress: Row(422, "address_refused", "These words cannot be an address."),
    changing.NotHeard: Row(409, "nothing_to_confirm", "Nothing is waiting for a yes."),
    changing.NotInOrder: Row(
        404, "not_in_order", "Order {number} has no such product.", lambda e: {"number": e.order.number}
    ),
    changing.NoneLeft: Row(
        409, "none_left", "Nothing of order {number} would be left; cancel it.", lambda e: {"number": e.order.number}
    ),
    changing.PriceMoved: Row(
        409,
        "price_moved",
        "{sku} has another price now; order what is missing anew.",
        lambda e: {"sku": e.product.sku, "before": money(e.before), "price": money(e.product.price)},
    ),
    promotions.PromotionRefused: Row(
        409,
        "promotion_refused",
        "The promotion brings nothing here ({why}).",
        lambda e: {"promotion": e.code, "why": e.why.value},
    ),
    changing.NotThatManyMore: Row(
        409,
        "out_of_stock",
        "There are not so many more of {sku}: {wanted} wanted, {available} left.",
        lambda e: {"sku": e.product.sku, "wanted": e.wanted, "available": e.available},
    ),
    repeating.NothingLeft: Row(409, "nothing_left", "Without that there is nothing to order."),
    repeating.HistoryForbidden: Row(
        409, "history_forbidden", "The customer does not want past orders to be used; name the products."
    ),
    shopkeeping.NotInParcel: Row(
        409,
        "not_in_parcel",
        "A parcel of order {number} cannot hold that; {left} of it are left to send.",
        lambda e: {"number": e.number, "sku": e.sku, "quantity": e.quantity, "left": e.left},
    ),
    # carts and lists
    carts.EmptyCart: Row(409, "empty_cart", "The cart is empty."),
    carts.CartFull: Row(
        409, "cart_full", "A cart holds at most {most} different products.", lambda e: {"most": e.most}
    ),
    carts.TooManyInCart: Row(
        409,
        "too_many_in_cart",
        "{held} of {sku} are in the cart already, and {most} is the most.",
        lambda e: {"sku": e.product.sku, "held": e.held, "most": e.most},
    ),
    carts.NotInCart: Row(404, "not_in_cart", "There is no {sku} in the cart.", lambda e: {"sku": e.product.sku}),
    lists.ListNameRefused: Row(
        422,
        "list_name_refused",
        "A list's name has 1 to {longest} letters or digits.",
        lambda e: {"longest": e.longest},
    ),
    lists.ListExists: Row(409, "list_exists", "There is a list of this name.", lambda e: {"name": e.saved.name}),
    lists.TooManyLists: Row(
        409, "too_many_lists", "A customer keeps at most {most} lists.", lambda e: {"most": e.most}
    ),
    lists.UnknownList: Row(404, "unknown_list", "There is no list of this name."),
    # subscriptions
    subscriptions.NoSubscription: Row(404, "no_subscription", "The customer has no subscription."),
    subscriptions.UnknownSubscription: Row(404, "unknown_subscription", "There is no such subscription."),
    subscriptions.SubscriptionPaused: Row(409, "subscription_paused", "The subscription is paused; resume it first."),
    subscriptions.DraftChanged: Row(
        409, "draft_changed", "The draft is over or costs something else now; make it again."
    ),
    subscriptions.SentAlready: Row(409, "sent_already", "This delivery has been ordered already."),
    subscriptions.OrderedAlready: Row(
        409, "ordered_already", "The delivery of {day} has been ordered already.", lambda e: {"day": e.day.isoformat()}
    ),
    subscriptions.DayRefused: Row(
        422,
        "day_refused",
        "The day has to be from {earliest} to {latest}.",
        lambda e: {"earliest": e.earliest.isoformat(), "latest": e.latest.isoformat()},
    ),
    subscriptions.AlreadyIncluded: Row(
        409, "already_included", "{sku} is in the subscription already.", lambda e: {"sku": e.product.sku}
    ),
    subscriptions.PriceMoved: Row(
        409, "price_moved", "{sku} has another price now; ask again.", lambda e: {"sku": e.line.product.sku}
    ),
    # returns and questions
    returns.NothingToReturn: Row(
        409,
        "nothing_to_return",
        "Nothing of order {number} can be returned ({why}).",
        lambda e: {"number": e.number, "why": e.why.value},
    ),
    returns.NotReturnable: Row(
        409,
        "not_returnable",
        "Of this product nothing in order {number} can be returned.",
        lambda e: {"number": e.order.number},
    ),
    returns.TooManyToReturn: Row(
        409,
        "too_many_to_return",
        "Of {sku} in order {number} at most {most} can be returned.",
        lambda e: {"number": e.order.number, "sku": e.line.product.sku, "most": e.line.quantity},
    ),
    returns.UnknownReturn: Row(404, "unknown_return", "There is no such return."),
    returns.WrongReturnState: Row(
        409,
        "wrong_state",
        "Return {number} is {return_state}, so it cannot become {wanted}.",
        lambda e: {"number": e.number, "return_state": e.state.value, "wanted": e.wanted.value},
    ),
    tickets.TooManyTickets: Row(
        409, "too_many_tickets", "The customer has open questions enough.", lambda e: {"numbers": list(e.numbers)}
    ),
    tickets.NoPhone: Row(422, "no_phone", "A telephone number has 6 to 15 digits, perhaps after a plus."),
    tickets.UnknownTicket: Row(404, "unknown_ticket", "There is no such question."),
    tickets.TicketClosed: Row(409, "ticket_closed", "Question {number} is closed.", lambda e: {"number": e.number}),
    # machines
    errors.KeyReused: Row(409, "idempotency_conflict", "This Idempotency-Key came with another request before."),
    errors.KeyRunning: Row(409, "idempotency_in_progress", "The first request with this key is not done; ask again."),
    tokens.UnknownToken: Row(401, "unauthorized", "This token is not known here, or was revoked."),
    webhooks.WebhookUrlRefused: Row(
        422, "url_refused", "The URL has to be https, with a host, and without user or password."
    ),
    webhooks.TooManyWebhooks: Row(
        409, "too_many_webhooks", "There are {most} webhooks already; remove one.", lambda e: {"most": e.most}
    ),
    webhooks.UnknownWebhook: Row(404, "unknown_webhook", "There is no such webhook."),
}
