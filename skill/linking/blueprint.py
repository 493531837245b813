"""Account linking under /link: registered where ENCORE_ALEXA_LINK is set."""

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files

import flask
from authlib.oauth2.rfc6749.errors import OAuth2Error

from backend.errors import EncoreError
from backend.integrations.mail import FileMailer
from backend.orders.errors import NotConfirmed
from backend.orders.notices import Mailer
from backend.wiring import Encore
from skill.linking.client import WrongLinkSetting, client_of
from skill.linking.oauth import LinkServer, Services
from skill.linking.pages import Pages
from skill.linking.session import Sessions, derived

LARGEST_FORM = 16 * 1024
"""Bytes."""

Later = Callable[[Callable[[], None]], object]
"""Does something soon, without making anybody wait."""

log = logging.getLogger(__name__)


def build_linking(encore: Encore, *, later: Later | None = None) -> flask.Blueprint:
    """
    Raises:
        EncoreError: a setting is missing or cannot be used.
    """
    settings = encore.settings
    client = client_of(settings.alexa_link, is_production=settings.is_production)
    server = LinkServer(Services(encore.database, client, encore.clock, os.urandom))
    pages = Pages(
        server,
        encore,
        Sessions(settings.pepper, is_production=settings.is_production, random_bytes=os.urandom),
        mailer=_mailer(encore),
        later=later or ThreadPoolExecutor(max_workers=2, thread_name_prefix="mail").submit,
        sign_in_key=derived(settings.pepper, b"encore sign-in codes"),
    )
    linking = flask.Blueprint("linking", __name__, url_prefix="/link", template_folder="templates")
    linking.add_url_rule("/authorize", "authorize", pages.authorize, methods=["GET", "POST"])
    linking.add_url_rule("/account", "account", pages.account, methods=["GET", "POST"])
    linking.add_url_rule("/token", "token", server.tokens, methods=["POST"])
    linking.add_url_rule("/revoke", "revoke", server.revoke, methods=["POST"])
    linking.add_url_rule("/style.css", "style", _style)
    linking.before_request(_refuse_large_forms)
    linking.after_request(_headers(is_production=settings.is_production))
    linking.register_error_handler(OAuth2Error, pages.refused)
    linking.register_error_handler(NotConfirmed, pages.busy)
    linking.register_error_handler(EncoreError, pages.busy)
    return linking


def _mailer(encore: Encore) -> Mailer:
    """Where codes go: in development without a setting, into a folder to look at."""
    if encore.mailer is not None:
        return encore.mailer
    if encore.settings.is_production:
        raise WrongLinkSetting("ENCORE_ALEXA_LINK is set, but not ENCORE_MAIL: customers sign in with codes by e-mail.")
    folder = encore.settings.data_path / "mail"
    files = FileMailer(folder, clock=encore.clock)

    class Announced:
        def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
            files.send(to=to, subject=subject, text=text, message_id=message_id)
            log.warning("a code for signing in was written to %s", folder)

    return Announced()


def _refuse_large_forms() -> None:
    if (flask.request.content_length or 0) > LARGEST_FORM:
        flask.abort(413)


def _headers(*, is_production: bool) -> Callable[[flask.Response], flask.Response]:
    def add(response: flask.Response) -> flask.Response:
        forms_go_to = flask.g.get("forms_go_to", "'self'")
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; style-src 'self'; form-action {forms_go_to}; frame-ancestors 'none'; base-uri 'none'"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        if is_production:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response

    return add


def _style() -> flask.Response:
    return flask.Response(_css(), mimetype="text/css")


@cache
def _css() -> str:
    return (files(__package__) / "style.css").read_text(encoding="utf-8")
