"""The web application: the skill at /alexa, the shop's API, and in development the simulator's page."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import certifi
from flask import Flask, Response, abort, request

from backend.errors import EncoreError
from backend.orders.errors import NotConfirmed
from backend.orders.replays import AlreadyAnswered
from backend.settings import Settings
from backend.wiring import Encore, build
from skill import certvalidator_standin
from skill.handlers import EventLost, build_skill
from skill.reading import BadEnvelope, Document
from skill.replays import AnsweredRequests
from skill.serializer import Envelope, parsed, refuse_other_skills
from skill.simulator.page import simulator_page
from skill.verification import (
    CHAIN_URL_HEADER,
    LARGEST_BODY,
    SIGNATURE_HEADER,
    RequestRejected,
    RequestVerifier,
    download,
)

if TYPE_CHECKING:
    from backend.api.metrics import Metrics
    from skill.adapter import Adapter

log = logging.getLogger(__name__)


def create_app(settings: Settings) -> Flask:
    encore = build(settings)
    app = skill_app(encore, settings, alexa_verifier(encore, settings) if settings.verify_requests else None)
    app.register_blueprint(encore.api)
    if settings.alexa_link:
        from skill.linking.blueprint import build_linking  # authlib takes a while to load

        app.register_blueprint(build_linking(encore))
    if not settings.is_production:
        app.register_blueprint(simulator_page(encore, unverified_app(encore, settings), settings.locale))
    return app


def unverified_app(encore: Encore, settings: Settings) -> Flask:
    """The skill as the simulator needs it: nobody signs its requests, and they stay in this process."""
    return skill_app(encore, replace(settings, skill_id=""), None)


def alexa_verifier(encore: Encore, settings: Settings) -> RequestVerifier:
    roots = Path(certifi.where()).read_bytes()
    return RequestVerifier(settings.skill_id, roots=roots, fetch=download, clock=encore.clock)


def skill_app(encore: Encore, settings: Settings, verifier: RequestVerifier | None) -> Flask:
    """Without a verifier anybody may send requests."""
    certvalidator_standin.register()  # before the SDK is imported, or it cannot be
    from skill.adapter import Adapter

    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.before_request(_refuse_unknown_length)
    # Our verifier stands in front; the SDK's would parse a request before it knows whose it is.
    app.config["ASK_SDK_VERIFY_SIGNATURE"] = app.config["ASK_SDK_VERIFY_TIMESTAMP"] = False
    skill = build_skill(encore, default_locale=settings.locale, is_verified=verifier is not None)
    adapter = Adapter(skill, settings.skill_id, app=app)

    answered = AnsweredRequests()

    @app.post("/alexa")
    def alexa() -> Response:
        try:
            body = request.get_data()
            if verifier is not None:
                document = _verified(verifier, body, encore.metrics)
            else:
                document = parsed(body)
                refuse_other_skills(document, settings.skill_id)
            answer = answered.once(body, document, encore.clock(), lambda: _answer(adapter, document, encore))
        except RequestRejected as rejected:
            log.warning("refused a request: %s", rejected.code)
            abort(rejected.status, "Not a request from Alexa for this skill.")
        except EventLost:
            abort(503, "This event could not be noted down; please send it again.")
        except TimeoutError:
            abort(503, "This request is being answered.")
        except BadEnvelope as error:
            log.warning("refused a request: %s", error)
            abort(400, "Not a request this skill can answer.")
        return Response(answer, mimetype="application/json")

    return app


def _verified(verifier: RequestVerifier, body: bytes, metrics: "Metrics") -> Document:
    signed = {name: request.headers.get(name, "") for name in (CHAIN_URL_HEADER, SIGNATURE_HEADER)}
    try:
        verified = verifier.verified(signed, body)
    except RequestRejected as rejected:
        metrics.alexa_refused(rejected.code, rejected.skew)
        raise
    metrics.alexa_verified(verified.skew, verified.certificate_until)
    return verified.document


def _answer(adapter: "Adapter", document: Document, encore: Encore) -> bytes:
    """What changed something can be answered once more by every process, for as long as the request is believed."""
    envelope = Envelope(document)
    try:
        answer = adapter.answer(envelope)
    except AlreadyAnswered as again:
        assert again.answer is not None  # the conversation has words for that case
        return again.answer.encode()
    if envelope.claim:
        try:
            encore.database.write(lambda uow: uow.replays.keep_answer(envelope.claim, answer.decode()), seconds=0.5)
        except (NotConfirmed, EncoreError):
            log.warning("an answer could not be kept for the case that its request comes again")
    return answer


def _refuse_unknown_length() -> None:
    # Werkzeug cuts a chunked body off at the limit without a word, so a body has to say how long it is.
    chunked = "Transfer-Encoding" in request.headers
    if request.content_length is None and request.method == "POST" and (chunked or request.path == "/alexa"):
        abort(411)
