"""For whoever runs the service."""

import logging

from backend.api import schemas
from backend.api.metrics import CONTENT_TYPE
from backend.api.problems import Problem
from backend.api.routes import Answer, Call, Route
from backend.errors import EncoreError
from backend.orders.errors import NotConfirmed
from backend.orders.tokens import Scope

log = logging.getLogger(__name__)


def livez(_call: Call) -> Answer:
    """The process runs."""
    return Answer(200, {"status": "alive"})


def readyz(call: Call) -> Answer:
    """The process can serve: the database answers, its tables are the newest, and there is a shop."""
    try:
        if call.services.ready() and call.read(lambda uow: uow.shop()) is not None:
            return Answer(200, {"status": "ready"})
    except EncoreError as error:
        log.warning("not ready: %s", error)
        raise Problem(
            503, "not_ready", "The database is not set up (`encore db upgrade`) or does not answer."
        ) from error
    except NotConfirmed as error:
        raise Problem(503, "not_ready", "The database did not answer in time.") from error
    raise Problem(503, "not_ready", "The database is not set up; run `encore db upgrade`.")


def metrics(call: Call) -> Answer:
    """Figures for Prometheus, of this process. In production a token is needed, and not one of a customer."""
    if call.token is not None and call.token.customer_id is not None:
        raise Problem(403, "missing_scope", "A customer's token sees no figures of the shop.")
    return Answer(200, call.services.metrics.text(), {"Content-Type": CONTENT_TYPE})


ROUTES = (
    Route("GET", "/livez", livez, {200: schemas.Status}),
    Route("GET", "/readyz", readyz, {200: schemas.Status}),
    Route("GET", "/metrics", metrics, {200: None}, production_scope=Scope.READ),
)
