"""News: what carriers tell the shop, and where the shop's own news go."""

from backend.api import answers, schemas
from backend.api.problems import Problem
from backend.api.routes import Answer, Call, Route
from backend.orders import webhooks as outgoing
from backend.orders.model import ShipmentEvent
from backend.orders.ports import UnitOfWork
from backend.orders.shopkeeping import record_event
from backend.orders.tokens import Scope

_REFUSED = {
    "unknown_carrier": (404, "No secret is agreed with this carrier; ENCORE_CARRIER_SECRETS names them."),
    "bad_signature": (403, "The signature is not the one this message would have."),
    "too_old": (403, "The message was signed too long ago, or in the future."),
    "bad_body": (400, "The message is not one this carrier would send."),
}


def carrier_news(call: Call) -> Answer:
    """A parcel has moved. The message is signed by the carrier; late, repeated and unknown news are welcome."""
    from backend.integrations.carriers import CarrierRefused, read_events  # only a shop with carriers needs it

    carrier: str = call.path["carrier"]
    secret = call.services.carrier_secrets.get(carrier, "")
    try:
        events = read_events(carrier, call.headers, call.raw, secret=secret, now=call.now)
    except CarrierRefused as refused:
        call.services.metrics.carrier_refused(refused.code)
        status, detail = _REFUSED[refused.code]
        raise Problem(status, refused.code, detail) from refused

    def work(uow: UnitOfWork) -> int:
        orders = [
            record_event(
                event.carrier,
                event.tracking_code,
                ShipmentEvent(event.status, event.at, event.place),
                now=call.now,
                uow=uow,
                expected_on=event.expected_on,
            )
            for event in events
        ]
        return sum(order is not None for order in orders)

    return Answer(200, {"events": len(events), "ours": call.write(work) if events else 0})


def webhooks(call: Call) -> Answer:
    """Who is told what happens."""
    found = call.read(lambda uow: uow.webhooks.all())
    return Answer(200, {"webhooks": [answers.webhook(each) for each in found]})


def add_webhook(call: Call) -> Answer:
    """Tells this URL what happens, signed as Standard Webhooks says. The secret is shown only now."""
    from backend.integrations.webhooks import new_secret

    services = call.services
    secret = new_secret(services.random_bytes)
    added = call.write(
        lambda uow: outgoing.add_webhook(
            call.body["url"],
            call.body["types"],
            now=call.now,
            uow=uow,
            new_secret=lambda: secret,
            allow_http=not services.is_production,
            actor=call.actor,
        )
    )
    return Answer(201, {**answers.webhook(added), "secret": secret})


def remove_webhook(call: Call) -> Answer:
    """Tells it nothing more."""
    call.write(lambda uow: outgoing.disable_webhook(call.path["webhook_id"], now=call.now, uow=uow, actor=call.actor))
    return Answer(204)


ROUTES = (
    Route(
        "POST",
        "/webhooks/carriers/<carrier>",
        carrier_news,
        {200: schemas.CarrierAnswer},
        problems=(400, 403, 404, 413),
    ),
    Route("GET", "/api/v1/webhooks", webhooks, {200: schemas.Webhooks}, scope=Scope.SHOP),
    Route("POST", "/api/v1/webhooks", add_webhook, {201: schemas.NewWebhook}, Scope.SHOP, schemas.WebhookRequest),
    Route("DELETE", "/api/v1/webhooks/<uuid:webhook_id>", remove_webhook, {204: None}, scope=Scope.SHOP),
)
