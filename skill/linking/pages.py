"""The pages: an e-mail address, a code, a yes. Plain HTML that needs no script."""

import logging
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

import flask
from authlib.oauth2.rfc6749.errors import OAuth2Error

from backend.conversation.phrasebook import OrderNumber
from backend.orders import linking
from backend.orders.linking import SIGN_IN_LASTS, EmailRefused, SentCode, TooManyCodes
from backend.orders.model import Customer
from backend.orders.notices import Mailer, MailRefused, MailUnavailable
from backend.wiring import Encore
from skill.linking.oauth import LinkServer
from skill.linking.session import Session, Sessions
from skill.linking.words import Words, words_for

_OF_A_QUERY = "!$&'()*+,;=:@/?%-._~"
_MINUTES = int(SIGN_IN_LASTS.total_seconds() // 60)

log = logging.getLogger(__name__)


class Pages:
    def __init__(
        self,
        server: LinkServer,
        encore: Encore,
        sessions: Sessions,
        *,
        mailer: Mailer,
        later: Callable[[Callable[[], None]], object],
        sign_in_key: bytes,
    ) -> None:
        self._server = server
        self._encore = encore
        self._database = encore.database
        self._sessions = sessions
        self._mailer = mailer
        self._later = later
        self._key = sign_in_key

    # -- the two addresses people come to

    def authorize(self) -> flask.Response:
        """Alexa sends people here; with their yes they go back there."""
        asked = self._server.asked()
        flask.g.forms_go_to = _forms_go_to(asked.redirect_uri)
        return self._visit(lambda page, customer: self._consent(page, customer, asked))

    def account(self) -> flask.Response:
        """What is linked, and how to end it."""
        return self._visit(self._links)

    def _visit(self, signed_in: "Callable[[_Page, Customer], flask.Response]") -> flask.Response:
        page = _Page(self)
        if flask.request.method == "POST" and not page.is_our_form():
            return page.problem("link-problem-form")
        step = flask.request.form.get("step", "")
        if step == "restart":
            return page.again(None)
        customer = page.customer()
        if customer is not None:
            return signed_in(page, customer)
        if step == "email":
            return self._send_code(page)
        if step == "code" and page.session.sign_in is not None:
            return self._try_code(page, page.session.sign_in)
        return page.show("code" if page.session.sign_in else "email")

    # -- signing in

    def _send_code(self, page: "_Page") -> flask.Response:
        email, now = flask.request.form.get("email", ""), self._encore.clock()
        try:
            sent = self._database.write(
                lambda uow: linking.begin_sign_in(email, key=self._key, chance=self._encore.chance, now=now, uow=uow)
            )
        except EmailRefused:
            return page.show("email", page.words("link-email-wrong"), email=email[:254])
        except TooManyCodes as refusal:
            why = "link-too-many" if refusal.within == linking.COUNTED else "link-too-busy"
            return page.show("email", page.words(why), email=email[:254])
        # Not now: how long it takes to send a message would tell whose address is known.
        self._later(lambda: self._mail(sent, page.words, page.shop))
        return page.again(self._sessions.new(now, sign_in=sent.id))

    def _mail(self, sent: SentCode, words: Words, shop: str) -> None:
        if sent.customer is None or sent.customer.email is None:
            return
        code = words("link-mail-code", code=OrderNumber(sent.code), minutes=_MINUTES)
        text = "\n\n".join((code, words("link-mail-warning", shop=shop))) + "\n"
        subject = words("link-mail-subject", shop=shop)
        try:
            self._mailer.send(to=sent.customer.email, subject=subject, text=text, message_id=f"sign-in-{sent.id}")
        except (MailRefused, MailUnavailable) as error:
            log.warning("a code for signing in could not be sent: %s", error)
        except Exception as error:  # nobody else would hear of it
            log.error("a code for signing in could not be sent: %s", type(error).__name__)  # noqa: TRY400

    def _try_code(self, page: "_Page", sign_in: UUID) -> flask.Response:
        code = re.sub(r"[\s-]", "", flask.request.form.get("code", "")[:100])
        if not re.fullmatch(r"[0-9]{6}", code):
            return page.show("code", page.words("link-code-not-six"))
        now = self._encore.clock()
        tried = self._database.write(lambda uow: linking.try_code(sign_in, code, key=self._key, now=now, uow=uow))
        if tried.customer_id is not None:
            return page.again(self._sessions.new(now, customer_id=tried.customer_id))
        if tried.left:
            return page.show("code", page.words("link-code-wrong", left=tried.left))
        page.session = self._sessions.new(now)
        return page.show("email", page.words("link-code-over"))

    # -- signed in

    def _consent(self, page: "_Page", customer: Customer, asked: Any) -> flask.Response:
        if flask.request.form.get("step") != "consent":
            return page.show("consent", name=customer.name or customer.email)
        allowed = flask.request.form.get("answer") == "allow"
        response = self._server.answer(asked, customer if allowed else None)
        # Whoever uses this browser next is to sign in themselves.
        self._sessions.clear(response)
        return response

    def _links(self, page: "_Page", customer: Customer) -> flask.Response:
        step, notice = flask.request.form.get("step"), ""
        if step == "end":
            link_id, now = _uuid(flask.request.form.get("link", "")), self._encore.clock()
            if link_id is not None and self._database.write(
                lambda uow: linking.revoke_link(customer.id, link_id, now=now, uow=uow)
            ):
                notice = page.words("link-ended")
        if step == "sign-out":
            response = flask.make_response(_rendered("signed-out", page.words))
            self._sessions.clear(response)
            return response
        links = self._database.read(lambda uow: uow.linking.of(customer.id))
        return page.show("account", notice=notice, name=customer.name or customer.email, links=links)

    # -- what goes wrong

    def refused(self, error: OAuth2Error) -> flask.Response:
        """Alexa is told, where we know that it is Alexa; else only the person can be."""
        if error.redirect_uri:
            response: flask.Response = self._server.handle_error_response(None, error)
            return response
        return _Page(self).problem("link-problem-request")

    def busy(self, error: Exception) -> flask.Response:
        log.warning("no answer from the database: %s", type(error).__name__)
        if flask.request.endpoint in ("linking.token", "linking.revoke"):
            response = flask.jsonify(error="temporarily_unavailable")
            response.status_code = 503
            return response
        words = words_for(flask.request, self._encore.settings.locale)
        return flask.make_response(_rendered("problem", words, problem=words("link-problem-busy")), 503)


class _Page:
    """What all pages of one request share."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._sessions = pages._sessions
        self.now = pages._encore.clock()
        self.words = words_for(flask.request, pages._encore.settings.locale)
        self.shop = pages._encore.shop().name
        known = self._sessions.read(flask.request, self.now)
        self.is_new = known is None
        self.session: Session = known or self._sessions.new(self.now)

    def is_our_form(self) -> bool:
        token = flask.request.form.get("csrf", "")
        return not self.is_new and self._sessions.is_its_token(self.session, token)

    def customer(self) -> Customer | None:
        customer_id = self.session.customer_id
        if customer_id is None:
            return None
        return self._pages._database.read(lambda uow: uow.customers.get(customer_id))

    def show(self, template: str, error: str = "", **values: Any) -> flask.Response:
        csrf = self._sessions.token(self.session)
        html = _rendered(template, self.words, error=error, csrf=csrf, shop=self.shop, minutes=_MINUTES, **values)
        response = flask.make_response(html, 400 if error else 200)
        self._sessions.write(response, self.session)
        return response

    def again(self, session: Session | None) -> flask.Response:
        """The same address once more, so that going back or reloading sends nothing a second time."""
        query = quote(flask.request.query_string, safe=_OF_A_QUERY)
        response = flask.make_response(flask.redirect(flask.request.path + (f"?{query}" if query else ""), 303))
        if session is None:
            self._sessions.clear(response)
        else:
            self._sessions.write(response, session)
        return response

    def problem(self, key: str) -> flask.Response:
        return flask.make_response(_rendered("problem", self.words, problem=self.words(key)), 400)


def _rendered(template: str, words: Words, **values: Any) -> str:
    return flask.render_template(f"link/{template}.html", t=words, lang=words.locale, **values)


def _forms_go_to(redirect_uri: str) -> str:
    """Browsers follow a form's answer only to where forms may go, and Alexa sends people on to other addresses of
    Amazon's that nobody has written down. In development Alexa may be a program on this machine."""
    parts = urlsplit(redirect_uri)
    return "'self' https:" if parts.scheme == "https" else f"'self' https: {parts.scheme}://{parts.netloc}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text[:64])
    except ValueError:
        return None
