"""A customer's own things: cart, lists, addresses, subscriptions, returns, and their data as a whole."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from backend.api import answers, schemas
from backend.api.ordering import quoted, wishes_in
from backend.api.problems import Problem, money
from backend.api.routes import Answer, Call, Route
from backend.orders import (
    alerts,
    carts,
    linking,
    lists,
    privacy,
    profiles,
    returns,
    subscriptions,
    substitutions,
    tickets,
)
from backend.orders.errors import UnknownCustomer
from backend.orders.history import BASKETS
from backend.orders.ids import uuid7
from backend.orders.model import Customer
from backend.orders.money import Money
from backend.orders.ports import UnitOfWork
from backend.orders.quoting import the_shop
from backend.orders.tokens import Scope

Json = dict[str, Any]


def customer_known_as(call: Call) -> Answer:
    """The customer that a channel knows by this id."""

    def work(uow: UnitOfWork) -> Customer:
        found = uow.customers.by_identity(call.query["channel"], call.query["external_id"])
        if found is None:
            raise UnknownCustomer("")
        return call.customer(uow, found.id)

    return Answer(200, answers.customer(call.read(work)))


def customer(call: Call) -> Answer:
    """One customer."""
    return Answer(200, answers.customer(call.read(call.customer)))


# -- cart


def cart(call: Call) -> Answer:
    """What is in the cart, at today's prices."""
    return Answer(200, call.read(lambda uow: _cart(call.customer(uow), uow)))


def _cart(customer: Customer, uow: UnitOfWork) -> Json:
    return answers.cart(uow.carts.get(customer.id), the_shop(uow).currency)


def set_cart_line(call: Call) -> Answer:
    """So many of a product, whatever was in the cart before."""
    sku, quantity = call.path["sku"], call.body["quantity"]

    def work(customer: Customer, uow: UnitOfWork) -> None:
        uow.carts.lock(customer.id, call.now)
        is_there = uow.carts.get(customer.id).quantity_of(sku) > 0
        put = carts.change_quantity if is_there else carts.add_to_cart
        put(customer, sku, quantity, now=call.now, uow=uow, actor=call.actor)

    return _changed_cart(call, work)


def remove_cart_line(call: Call) -> Answer:
    """None of it any more."""
    return _changed_cart(
        call,
        lambda customer, uow: carts.remove_from_cart(
            customer, call.path["sku"], None, now=call.now, uow=uow, actor=call.actor
        ),
    )


def empty_cart(call: Call) -> Answer:
    """Takes everything out."""
    return _changed_cart(
        call, lambda customer, uow: carts.empty_cart(customer, now=call.now, uow=uow, actor=call.actor)
    )


def use_promotion(call: Call) -> Answer:
    """The cart will be checked out with this promotion, now or as soon as there is enough in it."""
    return _changed_cart(
        call,
        lambda customer, uow: carts.use_promotion(
            customer, call.body["promotion"], now=call.now, uow=uow, actor=call.actor
        ),
    )


def _changed_cart(call: Call, work: Callable[[Customer, UnitOfWork], object]) -> Answer:
    def change(uow: UnitOfWork) -> Json:
        customer = call.customer(uow)
        work(customer, uow)
        return _cart(customer, uow)

    return Answer(200, call.write(change))


def check_out(call: Call) -> Answer:
    """A quote for what is in the cart. Order the quote, and it leaves the cart."""
    return quoted(call.write(lambda uow: carts.check_out(call.customer(uow), now=call.now, uow=uow)))


# -- lists


def saved_lists(call: Call) -> Answer:
    """The baskets the customer keeps by name."""
    found = call.read(lambda uow: uow.lists.of(call.customer(uow).id))
    return Answer(200, {"lists": [answers.saved_list(each) for each in found]})


def save_list(call: Call) -> Answer:
    """Keeps a basket under this name, in place of the one that had it."""
    saved = call.write(
        lambda uow: lists.save_list(
            call.customer(uow),
            call.path["name"],
            wishes_in(call.body["lines"], uow),
            now=call.now,
            uow=uow,
            replace=True,
            actor=call.actor,
        )
    )
    return Answer(200, answers.saved_list(saved))


# -- addresses, pickup, limit, consents


def addresses(call: Call) -> Answer:
    """What the customer calls their addresses, and the addresses."""
    return Answer(200, call.read(lambda uow: _addresses(call.customer(uow).id, uow)))


def _addresses(customer_id: UUID, uow: UnitOfWork) -> Json:
    return {"addresses": dict(uow.addresses.of(customer_id))}


def put_address(call: Call) -> Answer:
    """Saves an address under this name, in place of the one that had it."""

    def work(uow: UnitOfWork) -> Json:
        found = call.customer(uow)
        address = call.body["address"]
        profiles.put_address(found.id, call.path["label"], address, now=call.now, uow=uow, actor=call.actor)
        return _addresses(found.id, uow)

    return Answer(200, call.write(work))


def remove_address(call: Call) -> Answer:
    """Forgets an address."""

    def work(uow: UnitOfWork) -> None:
        profiles.remove_address(call.customer(uow).id, call.path["label"], now=call.now, uow=uow, actor=call.actor)

    call.write(work)
    return Answer(204)


def prefer_address(call: Call) -> Answer:
    """From now on orders go to the address of this name."""

    def work(uow: UnitOfWork) -> Customer:
        found = call.customer(uow)
        return profiles.prefer_address(found.id, call.body["label"], now=call.now, uow=uow, actor=call.actor)

    return Answer(200, answers.customer(call.write(work)))


def set_pickup(call: Call) -> Answer:
    """From now on orders are fetched at this place, or delivered."""

    def work(uow: UnitOfWork) -> Customer:
        found = call.customer(uow)
        return profiles.set_pickup(found.id, call.body["place"], now=call.now, uow=uow, actor=call.actor)

    return Answer(200, answers.customer(call.write(work)))


def set_limit(call: Call) -> Answer:
    """No order may cost more from now on."""

    def work(uow: UnitOfWork) -> Customer:
        found = call.customer(uow)
        given = call.body["limit"]
        limit = Money.parse(given["amount"], given["currency"]) if given else None
        if limit is not None and limit.currency != (currency := the_shop(uow).currency):
            raise Problem(422, "wrong_currency", f"This shop's prices are in {currency}.", {"currency": currency})
        return profiles.set_spending_limit(found.id, limit, now=call.now, uow=uow, actor=call.actor)

    return Answer(200, answers.customer(call.write(work)))


def set_email(call: Call) -> Answer:
    """Where confirmations go, and how the customer signs in to link a device."""

    def work(uow: UnitOfWork) -> Customer:
        found = call.customer(uow)
        return linking.set_email(found.id, call.body["email"], now=call.now, uow=uow, actor=call.actor)

    return Answer(200, answers.customer(call.write(work)))


def consents(call: Call) -> Answer:
    """What the customer allowed and forbade."""
    return Answer(200, call.read(lambda uow: _consents(call.customer(uow).id, uow)))


def _consents(customer_id: UUID, uow: UnitOfWork) -> Json:
    known = uow.consents.of(customer_id)
    return {
        "consents": [
            {"purpose": each.purpose.value, "allowed": each.allowed, "at": each.at.isoformat()} for each in known
        ]
    }


def add_consent(call: Call) -> Answer:
    """The customer allows or forbids it from now on."""

    def work(uow: UnitOfWork) -> Json:
        found = call.customer(uow)
        purpose, allowed = profiles.Purpose(call.body["purpose"]), call.body["allowed"]
        privacy.decide(found.id, purpose, allowed, now=call.now, uow=uow, actor=call.actor)
        return _consents(found.id, uow)

    return Answer(201, call.write(work))


def set_substitution(call: Call) -> Answer:
    """What to do when this product is sold out."""
    policy = substitutions.Policy(call.body["policy"])
    wanted = substitutions.Substitution(call.path["sku"], policy, call.body.get("replacement"))
    call.write(
        lambda uow: substitutions.set_substitution(call.customer(uow), wanted, now=call.now, uow=uow, actor=call.actor)
    )
    return Answer(204)


def wait_for(call: Call) -> Answer:
    """The customer will hear of it once when a product that is sold out is back."""
    call.write(
        lambda uow: alerts.tell_when_back(call.customer(uow), call.path["sku"], now=call.now, uow=uow, actor=call.actor)
    )
    return Answer(204)


# -- subscriptions


def customer_subscriptions(call: Call) -> Answer:
    """Active and paused ones, the one that is due first."""
    found = call.read(lambda uow: uow.subscriptions.of(call.customer(uow).id))
    return Answer(200, {"subscriptions": [answers.subscription(each) for each in found]})


def draft_subscription(call: Call) -> Answer:
    """What a subscription would be. Nothing is ordered before it is started, within ten minutes."""

    def work(uow: UnitOfWork) -> subscriptions.Drafted:
        found = call.customer(uow)
        first_on = _first_day(call, uow)
        wishes, weeks = wishes_in(call.body["lines"], uow), call.body["every_weeks"]
        return subscriptions.draft(found, wishes, weeks, first_on=first_on, now=call.now, uow=uow)

    drafted = call.write(work)
    return Answer(201, {**answers.subscription(drafted.subscription), "total": money(drafted.total)})


def _first_day(call: Call, uow: UnitOfWork) -> date:
    today = the_shop(uow).today(call.now)
    day: date = call.body.get("first_on", today)
    if not today <= day <= today + subscriptions.FURTHEST:
        raise subscriptions.DayRefused(day, earliest=today, latest=today + subscriptions.FURTHEST)
    return day


def start_subscription(call: Call) -> Answer:
    """From now on it is ordered, and today if it is due. The same again changes nothing."""

    def work(uow: UnitOfWork) -> subscriptions.Subscription:
        expected = call.body["expected_total"]
        return subscriptions.start(
            call.customer(uow),
            call.path["subscription_id"],
            expected=Money.parse(expected["amount"], expected["currency"]),
            now=call.now,
            uow=uow,
            chance=call.services.chance,
            actor=call.actor,
        ).subscription

    return Answer(200, answers.subscription(call.write(work)))


def move_subscription(call: Call) -> Answer:
    """The next order is placed on that day."""
    return _changed_subscription(
        call,
        lambda customer, uow: subscriptions.move(
            customer, call.path["subscription_id"], call.body["day"], now=call.now, uow=uow, actor=call.actor
        ),
    )


def pause_subscription(call: Call) -> Answer:
    """Nothing is ordered until it is resumed."""
    return _changed_subscription(
        call,
        lambda customer, uow: subscriptions.pause(
            customer, call.path["subscription_id"], now=call.now, uow=uow, actor=call.actor
        ),
    )


def resume_subscription(call: Call) -> Answer:
    """Goes on in the old rhythm."""
    return _changed_subscription(
        call,
        lambda customer, uow: subscriptions.resume(
            customer, call.path["subscription_id"], now=call.now, uow=uow, actor=call.actor
        ),
    )


def stop_subscription(call: Call) -> Answer:
    """For good."""
    return _changed_subscription(
        call,
        lambda customer, uow: subscriptions.stop(
            customer, call.path["subscription_id"], now=call.now, uow=uow, actor=call.actor
        ),
    )


def skip_subscription(call: Call) -> Answer:
    """Leaves out the order that is due on this day. The same again changes nothing."""

    def work(customer: Customer, uow: UnitOfWork) -> subscriptions.Subscription:
        known = _subscription_of(call, customer, uow)
        if known.next_on != call.body["next_on"]:
            return known
        return subscriptions.skip(customer, known.id, now=call.now, uow=uow, actor=call.actor)

    return _changed_subscription(call, work)


def _subscription_of(call: Call, customer: Customer, uow: UnitOfWork) -> subscriptions.Subscription:
    known = uow.subscriptions.get(call.path["subscription_id"])
    if known is None or known.customer_id != customer.id:
        raise subscriptions.UnknownSubscription
    return known


def swap_in_subscription(call: Call) -> Answer:
    """As many of another product from now on, at this price. The same again changes nothing."""
    price = Money.parse(call.body["price"]["amount"], call.body["price"]["currency"])
    swapped = (call.path["subscription_id"], call.body["sku"], call.body["replacement"])
    return _changed_subscription(
        call,
        lambda customer, uow: subscriptions.swap(
            customer, *swapped, expected=price, now=call.now, uow=uow, actor=call.actor
        ),
    )


def agree_to_price(call: Call) -> Answer:
    """A product that became dearer is sent again, up to this price."""
    price = Money.parse(call.body["price"]["amount"], call.body["price"]["currency"])
    return _changed_subscription(
        call,
        lambda customer, uow: subscriptions.agree_to_price(
            customer,
            call.path["subscription_id"],
            call.body["sku"],
            expected=price,
            now=call.now,
            uow=uow,
            actor=call.actor,
        ),
    )


def quote_subscription(call: Call) -> Answer:
    """What the next order would cost if it went out today; its goods are held."""
    one = call.path["subscription_id"]
    return quoted(call.write(lambda uow: subscriptions.quote_now(call.customer(uow), one, now=call.now, uow=uow)[1]))


def send_subscription(call: Call) -> Answer:
    """Places the quoted order in place of the one due on this day. The same quote again gives the same order."""

    def work(uow: UnitOfWork) -> subscriptions.SentNow:
        return subscriptions.send_now(
            call.customer(uow),
            call.path["subscription_id"],
            call.body["next_on"],
            call.body["quote_id"],
            now=call.now,
            uow=uow,
            chance=call.services.chance,
            actor=call.actor,
        )

    return Answer(200, answers.order(call.write(work).order))


def _changed_subscription(call: Call, work: Callable[[Customer, UnitOfWork], subscriptions.Subscription]) -> Answer:
    return Answer(200, answers.subscription(call.write(lambda uow: work(call.customer(uow), uow))))


# -- returns


def customer_returns(call: Call) -> Answer:
    """The customer's returns, latest first."""
    return _returns(call.read(lambda uow: uow.returns.of(call.customer(uow).id, limit=BASKETS)))


def _returns(found: Sequence[returns.Return]) -> Answer:
    return Answer(200, {"returns": [answers.returned(each) for each in found]})


def start_return(call: Call) -> Answer:
    """Announces that goods come back. The same key again gives the same return."""

    def work(uow: UnitOfWork) -> tuple[int, Json]:
        body, reason = call.body, returns.Reason(call.body["reason"])
        known = call.customer(uow)
        wanted = (body["order"], body["sku"], body["quantity"], reason)
        _, _, refund = returns.proposed_return(known, *wanted, now=call.now, uow=uow)
        started = returns.start_return(
            known,
            uuid7(call.now),
            *wanted,
            expected=refund,
            now=call.now,
            uow=uow,
            chance=call.services.chance,
            actor=call.actor,
        )
        return 201, answers.returned(started)

    return call.once(work)[0]


def all_returns(call: Call) -> Answer:
    """Returns of all customers, latest first."""
    return _returns(call.read(lambda uow: uow.returns.all(limit=call.query["limit"])))


def receive_return(call: Call) -> Answer:
    """The goods are back."""
    return _moved_return(call, returns.receive_return)


def refund_return(call: Call) -> Answer:
    """The money is on its way."""
    return _moved_return(call, returns.refund_return)


def refuse_return(call: Call) -> Answer:
    """No money for it."""
    return _moved_return(call, returns.refuse_return)


def _moved_return(call: Call, move: Callable[..., returns.Return]) -> Answer:
    moved = call.write(lambda uow: move(call.path["number"], now=call.now, uow=uow, actor=call.actor))
    return Answer(200, answers.returned(moved))


# -- questions for a person


def open_tickets(call: Call) -> Answer:
    """Questions of customers, oldest first."""
    closed, limit = call.query["closed"] == "true", call.query["limit"]
    found = call.read(lambda uow: uow.tickets.all(closed=closed, limit=limit))
    return Answer(200, {"tickets": [answers.ticket(each) for each in found]})


def open_ticket(call: Call) -> Answer:
    """A customer wants a person, and perhaps to be called back. The same key again gives the same ticket."""

    def work(uow: UnitOfWork) -> tuple[int, Json]:
        known, facts, phone = call.customer(uow), {"about": call.body["about"]}, call.body.get("phone")
        rest: Any = {"now": call.now, "uow": uow, "chance": call.services.chance}
        draft = tickets.draft_ticket(known, facts, **rest)
        if phone:
            tickets.note_phone(known, phone, facts, **rest)
        opened = tickets.open_ticket(
            known, draft.id, now=call.now, uow=uow, call_back=phone is not None, actor=call.actor
        )
        return 201, answers.ticket(opened)

    return call.once(work)[0]


def close_ticket(call: Call) -> Answer:
    """It is answered."""
    closed = call.write(lambda uow: tickets.close_ticket(call.path["number"], now=call.now, uow=uow, actor=call.actor))
    return Answer(200, answers.ticket(closed))


# -- a customer's data as a whole


def export(call: Call) -> Answer:
    """Everything that is kept about the customer. That it was handed over is kept as well."""
    return Answer(
        200,
        call.write(lambda uow: privacy.hand_over(call.customer(uow).id, now=call.now, uow=uow, actor=call.actor)),
    )


def erase(call: Call) -> Answer:
    """Deletes what is kept about the customer; the accounts keep the orders, with nobody's name on them."""
    call.write(lambda uow: privacy.erase(call.customer(uow).id, now=call.now, uow=uow, actor=call.actor))
    return Answer(204)


_ONE = "/api/v1/customers/<uuid:customer_id>"
_SUBSCRIPTION = f"{_ONE}/subscriptions/<uuid:subscription_id>"
_READ, _ORDER, _SHOP, _PRIVACY = Scope.READ, Scope.ORDER, Scope.SHOP, Scope.PRIVACY

ROUTES = (
    Route("GET", "/api/v1/customers", customer_known_as, {200: schemas.Customer}, _READ, query=schemas.CustomerQuery),
    Route("GET", _ONE, customer, {200: schemas.Customer}, _READ),
    Route("GET", f"{_ONE}/cart", cart, {200: schemas.Cart}, _READ),
    Route("DELETE", f"{_ONE}/cart", empty_cart, {200: schemas.Cart}, _ORDER),
    Route("PUT", f"{_ONE}/cart/lines/<sku>", set_cart_line, {200: schemas.Cart}, _ORDER, schemas.CartLine),
    Route("DELETE", f"{_ONE}/cart/lines/<sku>", remove_cart_line, {200: schemas.Cart}, _ORDER),
    Route("PUT", f"{_ONE}/cart/promotion", use_promotion, {200: schemas.Cart}, _ORDER, schemas.CartPromotion),
    Route("POST", f"{_ONE}/cart/checkout", check_out, {201: schemas.Quote}, _ORDER),
    Route("GET", f"{_ONE}/lists", saved_lists, {200: schemas.Lists}, _READ),
    Route("PUT", f"{_ONE}/lists/<name>", save_list, {200: schemas.SavedList}, _ORDER, schemas.ListRequest),
    Route("GET", f"{_ONE}/addresses", addresses, {200: schemas.Addresses}, _READ),
    Route("PUT", f"{_ONE}/addresses/<label>", put_address, {200: schemas.Addresses}, _ORDER, schemas.AddressRequest),
    Route("DELETE", f"{_ONE}/addresses/<label>", remove_address, {204: None}, _ORDER),
    Route("PUT", f"{_ONE}/preferred-address", prefer_address, {200: schemas.Customer}, _ORDER, schemas.PreferRequest),
    Route("PUT", f"{_ONE}/pickup", set_pickup, {200: schemas.Customer}, _ORDER, schemas.PickupRequest),
    Route("PUT", f"{_ONE}/spending-limit", set_limit, {200: schemas.Customer}, _ORDER, schemas.LimitRequest),
    # Who can change it can sign in as the customer, so no token of a customer's own may.
    Route("PUT", f"{_ONE}/email", set_email, {200: schemas.Customer}, _SHOP, schemas.EmailRequest),
    Route("GET", f"{_ONE}/consents", consents, {200: schemas.Consents}, _READ),
    Route("POST", f"{_ONE}/consents", add_consent, {201: schemas.Consents}, _PRIVACY, schemas.ConsentRequest),
    Route("PUT", f"{_ONE}/substitutions/<sku>", set_substitution, {204: None}, _ORDER, schemas.SubstitutionRequest),
    Route("PUT", f"{_ONE}/alerts/<sku>", wait_for, {204: None}, _ORDER),
    Route("GET", f"{_ONE}/subscriptions", customer_subscriptions, {200: schemas.Subscriptions}, _READ),
    Route(
        "POST",
        f"{_ONE}/subscriptions",
        draft_subscription,
        {201: schemas.SubscriptionDraft},
        _ORDER,
        schemas.SubscriptionRequest,
    ),
    Route(
        "POST", f"{_SUBSCRIPTION}/start", start_subscription, {200: schemas.Subscription}, _ORDER, schemas.StartRequest
    ),
    Route("POST", f"{_SUBSCRIPTION}/move", move_subscription, {200: schemas.Subscription}, _ORDER, schemas.MoveRequest),
    Route("POST", f"{_SUBSCRIPTION}/skip", skip_subscription, {200: schemas.Subscription}, _ORDER, schemas.SkipRequest),
    Route(
        "POST", f"{_SUBSCRIPTION}/swap", swap_in_subscription, {200: schemas.Subscription}, _ORDER, schemas.SwapRequest
    ),
    Route("POST", f"{_SUBSCRIPTION}/agree", agree_to_price, {200: schemas.Subscription}, _ORDER, schemas.AgreeRequest),
    Route("POST", f"{_SUBSCRIPTION}/quote", quote_subscription, {201: schemas.Quote}, _ORDER),
    Route("POST", f"{_SUBSCRIPTION}/send", send_subscription, {200: schemas.Order}, _ORDER, schemas.SendRequest),
    Route("POST", f"{_SUBSCRIPTION}/pause", pause_subscription, {200: schemas.Subscription}, _ORDER),
    Route("POST", f"{_SUBSCRIPTION}/resume", resume_subscription, {200: schemas.Subscription}, _ORDER),
    Route("POST", f"{_SUBSCRIPTION}/stop", stop_subscription, {200: schemas.Subscription}, _ORDER),
    Route("GET", f"{_ONE}/returns", customer_returns, {200: schemas.Returns}, _READ),
    Route("POST", f"{_ONE}/returns", start_return, {201: schemas.Return}, _ORDER, schemas.ReturnRequest, key=True),
    Route("POST", f"{_ONE}/export", export, {200: schemas.Export}, _PRIVACY),
    Route("DELETE", _ONE, erase, {204: None}, _PRIVACY),
    Route("GET", "/api/v1/returns", all_returns, {200: schemas.Returns}, _SHOP, query=schemas.PageQuery),
    Route("POST", "/api/v1/returns/<number>/receive", receive_return, {200: schemas.Return}, _SHOP),
    Route("POST", "/api/v1/returns/<number>/refund", refund_return, {200: schemas.Return}, _SHOP),
    Route("POST", "/api/v1/returns/<number>/refuse", refuse_return, {200: schemas.Return}, _SHOP),
    Route("POST", f"{_ONE}/tickets", open_ticket, {201: schemas.Ticket}, _ORDER, schemas.TicketRequest, key=True),
    Route("GET", "/api/v1/tickets", open_tickets, {200: schemas.Tickets}, _SHOP, query=schemas.TicketQuery),
    Route("POST", "/api/v1/tickets/<number>/close", close_ticket, {200: schemas.Ticket}, _SHOP),
)
