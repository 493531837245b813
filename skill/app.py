"""The web application: the skill at /alexa, the shop's API, and in development the simulator's page."""

import logging
from dataclasses import replace
from typing import Any

from flask import Flask, Response, abort, request

from backend.settings import Settings
from backend.wiring import Encore, build
from skill import certvalidator_standin
from skill.envelope import BadEnvelope
from skill.handlers import build_skill
from skill.simulator.page import simulator_page

LARGEST_BODY = 128 * 1024
"""Bytes. Alexa's requests have about three thousand."""

log = logging.getLogger(__name__)


def create_app(settings: Settings) -> Flask:
    encore = build(settings)
    app = skill_app(encore, settings)
    app.register_blueprint(encore.api)
    if not settings.is_production:
        app.register_blueprint(simulator_page(encore, unverified_app(encore, settings), settings.locale))
    return app


def unverified_app(encore: Encore, settings: Settings) -> Flask:
    """The skill as the simulator needs it: nobody signs its requests, and they stay in this process."""
    return skill_app(encore, replace(settings, verify_requests=False, skill_id=""))


def skill_app(encore: Encore, settings: Settings) -> Flask:
    certvalidator_standin.register()  # before the SDK is imported, or it cannot be
    from ask_sdk_webservice_support.verifier import RequestVerifier, TimestampVerifier
    from flask_ask_sdk.skill_adapter import SkillAdapter

    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.before_request(_refuse_unknown_length)
    # The SDK's two verifiers are on unless the settings say otherwise; they only get a firmer frame here.
    app.config["ASK_SDK_VERIFY_SIGNATURE"] = app.config["ASK_SDK_VERIFY_TIMESTAMP"] = False
    verifiers = [_Strict(RequestVerifier()), _Strict(TimestampVerifier())] if settings.verify_requests else []
    skill = build_skill(encore, skill_id=settings.skill_id, default_locale=settings.locale)
    adapter = SkillAdapter(skill, settings.skill_id, verifiers=verifiers, app=app)

    @app.post("/alexa")
    def alexa() -> Response:
        try:
            response: Response = adapter.dispatch_request()
        except (BadEnvelope, UnicodeDecodeError) as error:
            log.warning("refused a request: %s", error if isinstance(error, BadEnvelope) else "not UTF-8")
            abort(400, "Not a request this skill can answer.")
        return response

    return app


class _Strict:
    """The SDK's verifiers crash on some forgeries, such as a signature that is not base64: a refusal too."""

    def __init__(self, verifier: Any) -> None:
        self._verifier = verifier

    def verify(self, **facts: Any) -> None:
        from ask_sdk_webservice_support.verifier import VerificationException

        try:
            self._verifier.verify(**facts)
        except VerificationException:
            raise
        except Exception as error:
            raise VerificationException(f"cannot be verified ({type(error).__name__})") from None


def _refuse_unknown_length() -> None:
    # Werkzeug cuts a chunked body off at the limit without a word, so a body has to say how long it is.
    chunked = "Transfer-Encoding" in request.headers
    if request.content_length is None and request.method == "POST" and (chunked or request.path == "/alexa"):
        abort(411)
