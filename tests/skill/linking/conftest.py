"""A browser, Alexa, and a mailbox around the real pages and the real database."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from werkzeug.test import TestResponse

from backend.orders import linking
from backend.orders.linking import challenge_of
from backend.orders.model import Customer
from backend.settings import Settings
from backend.storage.engine import open_engine
from backend.wiring import Encore
from skill.linking.blueprint import build_linking
from tests.backend.conftest import demo_file, migrated_file  # noqa: F401
from tests.backend.shops import NOW, the_customer

CLIENT, SECRET = "alexa-skill", "a-secret-of-the-console"
REDIRECT = "https://pitangui.amazon.com/api/skill/link/M1?vendor=1"
OTHER_REDIRECT = "https://layla.amazon.com/api/skill/link/M1"
SETTING = f"{CLIENT} {SECRET} {REDIRECT} {OTHER_REDIRECT}"
STATE = "A2 +/=%&é?#state"
VERIFIER = "verifier-" * 6
ADDRESS = "ada@example.com"
USER = "amzn1.ask.account.ADA"
PEPPER = "p" * 32


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def waits(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Mailbox:
    """Keeps what is sent."""

    sent: list[dict[str, str]] = field(default_factory=list)

    def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
        self.sent.append({"to": to, "subject": subject, "text": text, "id": message_id})

    @property
    def code(self) -> str:
        """In the latest."""
        found = re.search(r"\b\d{6}\b", self.sent[-1]["text"])
        assert found is not None
        return found.group()


@dataclass
class Site:
    """The service, its time and its mail."""

    encore: Encore
    app: Flask
    clock: Clock
    mail: Mailbox
    waiting: list[Callable[[], None]]
    """What was left to do when the answer was given."""

    def posted(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()

    def browser(self, **headers: str) -> "Browser":
        return Browser(self, self.app.test_client(), {"Accept-Language": "en-US", **headers})

    def token(self, *, basic: bool = True, **form: Any) -> TestResponse:
        """What Alexa's servers send to /link/token."""
        client = self.app.test_client()
        if basic:
            return client.post("/link/token", data=form, auth=(CLIENT, SECRET))
        return client.post("/link/token", data={"client_id": CLIENT, "client_secret": SECRET, **form})

    def exchange(self, good: str, **changes: Any) -> TestResponse:
        form = {"grant_type": "authorization_code", "code": good, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
        return self.token(**{**form, **changes})

    def refresh(self, token: str, **changes: Any) -> TestResponse:
        return self.token(grant_type="refresh_token", refresh_token=token, **changes)

    def whose(self, access_token: str) -> Customer | None:
        with self.encore.database.reading() as uow:
            return linking.customer_by_token(access_token, self.clock(), uow)


@dataclass
class Browser:
    """Follows redirects within the site, keeps cookies, and fills in the forms that are on the page."""

    site: Site
    client: FlaskClient
    headers: dict[str, str]
    url: str = ""
    page: str = ""
    status: int = 0
    answer: Any = None

    def opens(self, url: str) -> str:
        return self._arrive(self.client.get(url, headers=self.headers), url)

    def asked_by_alexa(self, **changes: str | None) -> str:
        return self.opens(authorize(**changes))

    def sends(self, step: str, **fields: str) -> str:
        """The form with this step."""
        form = next(form for form in re.findall(r"<form.*?</form>", self.page, re.DOTALL) if f'value="{step}"' in form)
        hidden = {
            unescape(name): unescape(value)
            for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
        }
        return self.posts(**{**hidden, **fields})

    def posts(self, **form: str) -> str:
        return self._arrive(self.client.post(self.url, data=form, headers=self.headers), self.url)

    def signs_in(self, email: str = ADDRESS) -> str:
        self.sends("email", email=email)
        self.site.posted()
        return self.sends("code", code=self.site.mail.code)

    def _arrive(self, answer: TestResponse, url: str) -> str:
        self.url, self.answer, self.status, self.page = url, answer, answer.status_code, answer.text
        location = answer.headers.get("Location", "")
        if location.startswith("/"):
            return self.opens(location)
        return self.page

    @property
    def back_at_alexa(self) -> dict[str, str]:
        """The query Alexa gets."""
        assert self.status == 302
        location = self.answer.headers["Location"]
        assert location.startswith(REDIRECT + "&")
        found = {name: value for name, [value] in parse_qs(urlsplit(location).query).items()}
        assert found.pop("vendor") == "1"
        return found


def authorize(**changes: str | None) -> str:
    asked: dict[str, str | None] = {
        "response_type": "code", "client_id": CLIENT, "redirect_uri": REDIRECT, "scope": "shop", "state": STATE,
        "code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256", **changes,
    }  # fmt: skip
    return "/link/authorize?" + urlencode({name: value for name, value in asked.items() if value is not None})


Sites = Callable[..., Site]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Compiled once for all sites."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def sites(demo_file: Path, tmp_path: Path, templates: BytecodeCache) -> Iterator[Sites]:  # noqa: F811
    """The demo shop, whose Ada has an e-mail address. The rules themselves are tested with both databases."""
    url = f"sqlite:///{shutil.copy(demo_file, tmp_path / 'shop.sqlite3')}"
    engine = open_engine(url)
    first = Encore(Settings(database_url=url), engine, clock=Clock(), is_patient=True)
    ada = the_customer(first.database, "ada")
    first.database.write(lambda uow: linking.set_email(ada.id, ADDRESS, now=NOW, uow=uow))

    def site(**settings: Any) -> Site:
        clock, mail, waiting = Clock(), Mailbox(), []  # type: ignore[var-annotated]
        facts = {"alexa_link": SETTING, "pepper": PEPPER, **settings}
        encore = Encore(replace(first.settings, **facts), engine, clock=clock, is_patient=True)
        encore.__dict__["mailer"] = mail
        app = Flask("shop")
        app.register_blueprint(build_linking(encore, later=waiting.append))
        app.jinja_env.bytecode_cache = templates
        return Site(encore, app, clock, mail, waiting)

    yield site
    engine.dispose()


@pytest.fixture
def site(sites: Sites) -> Site:
    return sites()


@pytest.fixture
def ada(site: Site) -> Customer:
    return the_customer(site.encore.database, "ada")


@pytest.fixture
def browser(site: Site) -> Browser:
    return site.browser()


@pytest.fixture
def code(site: Site, ada: Customer) -> str:
    """What Alexa gets when Ada says yes, without the pages."""
    return site.encore.database.write(
        lambda uow: linking.grant_code(
            ada.id, client_id=CLIENT, redirect_uri=REDIRECT, challenge=challenge_of(VERIFIER), scope="shop",
            random_bytes=os.urandom, now=NOW, uow=uow,
        )
    )  # fmt: skip
