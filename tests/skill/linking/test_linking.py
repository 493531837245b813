"""From the Alexa app to a linked account and back, with a browser, a mailbox and Alexa's servers."""

import base64
import logging
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.conversation.phrasebook import locales
from backend.errors import EncoreError
from backend.orders import privacy
from backend.orders.ids import uuid7
from backend.orders.model import Customer
from backend.settings import Settings
from backend.storage.tables import metadata
from skill.linking.client import WrongLinkSetting, client_of
from tests.backend.shops import NOW
from tests.skill.linking.conftest import (
    ADDRESS,
    CLIENT,
    OTHER_REDIRECT,
    PEPPER,
    REDIRECT,
    SECRET,
    SETTING,
    STATE,
    VERIFIER,
    authorize,
)

if TYPE_CHECKING:
    from tests.skill.linking.conftest import Browser, Site, Sites


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert found is not None
    return unescape(found.group(1))


SIGN_IN, ENTER_CODE = "Sign in to Corner Pantry", "Enter the code"
CONSENT, PROBLEM, LINKED = "Link Corner Pantry with Alexa?", "This does not work", "Linked with your account"


# -- the whole way


def test_a_customer_links_their_account(site: "Site", browser: "Browser", ada: Customer) -> None:
    assert heading(browser.asked_by_alexa()) == SIGN_IN

    assert heading(browser.sends("email", email="Ada@Example.com ")) == ENTER_CODE
    assert site.mail.sent == []  # not while somebody waits and could measure it
    site.posted()
    [message] = site.mail.sent
    assert (message["to"], message["subject"]) == (ADDRESS, "Your code for Corner Pantry")
    assert site.mail.code not in message["subject"]
    assert "Corner Pantry never asks for it by phone" in message["text"]

    assert heading(browser.sends("code", code=f"{site.mail.code[:3]} {site.mail.code[3:]}")) == CONSENT
    assert "You are signed in as Ada." in browser.page
    assert "place and change orders at Corner Pantry, each after a spoken yes" in browser.page
    browser.sends("consent", answer="allow")
    back = browser.back_at_alexa
    assert back.keys() == {"code", "state"} and back["state"] == STATE

    answer = site.exchange(back["code"])
    tokens = answer.get_json()
    assert answer.status_code == 200
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/json", "no-store")
    assert tokens.keys() == {"access_token", "token_type", "expires_in", "refresh_token", "scope"}
    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == ("Bearer", 3600, "shop")
    assert site.whose(tokens["access_token"]) == ada
    assert heading(browser.asked_by_alexa()) == SIGN_IN  # whoever uses the browser next


def test_a_no_is_told_to_alexa(browser: "Browser") -> None:
    browser.asked_by_alexa()
    browser.signs_in()

    browser.sends("consent", answer="deny")

    assert browser.back_at_alexa["error"] == "access_denied"
    assert browser.back_at_alexa["state"] == STATE


def test_somebody_else_can_sign_in(browser: "Browser") -> None:
    browser.asked_by_alexa()
    browser.signs_in()
    assert heading(browser.page) == CONSENT

    assert heading(browser.sends("restart")) == SIGN_IN
    assert heading(browser.asked_by_alexa()) == SIGN_IN


def test_another_address_can_be_given(browser: "Browser") -> None:
    browser.asked_by_alexa()
    browser.sends("email", email="typo@example.com")

    assert heading(browser.sends("restart")) == SIGN_IN
    assert heading(browser.signs_in()) == CONSENT


@pytest.mark.parametrize("state", ["x", " spaces and + ", "a&b=c#d", "%25", "é中😀", "\r\nSet-Cookie: a=b", "x" * 4000])
def test_state_comes_back_untouched(browser: "Browser", state: str) -> None:
    browser.asked_by_alexa(state=state)
    browser.signs_in()
    browser.sends("consent", answer="allow")

    assert browser.back_at_alexa["state"] == state
    assert "a" not in {name for name, _ in browser.answer.headers}


# -- what Alexa may ask for


NOT_ALEXAS = [
        None, "", REDIRECT + "/", REDIRECT + "&x=1", REDIRECT.partition("?")[0], REDIRECT.replace("?", "/?"),
        REDIRECT.upper(), REDIRECT.replace("pitangui", "Pitangui"), REDIRECT.replace("M1", "m1"),
        REDIRECT.replace("M1", "M1/x"), REDIRECT.replace("M1", "x/../M1"), REDIRECT.replace("https", "http"),
        REDIRECT.replace(".com", ".com:443"), REDIRECT.replace(".com", ".com.evil.example"),
        REDIRECT.replace("https://", "https://evil.example@"), REDIRECT + "#", " " + REDIRECT, REDIRECT + "\n",
        REDIRECT.replace("vendor", "vendo%72"), "https://evil.example/", "javascript:alert(1)", "//evil.example",
        f'{REDIRECT}"><script>', "\0", "é" * 100, OTHER_REDIRECT + "?vendor=1",
    ]  # fmt: skip


def test_nobody_is_sent_to_an_address_that_is_not_alexas(browser: "Browser") -> None:
    for redirect in NOT_ALEXAS:
        page = browser.asked_by_alexa(redirect_uri=redirect)

        assert (redirect, browser.status, heading(page)) == (redirect, 400, PROBLEM)
        assert "Location" not in browser.answer.headers
        assert "evil" not in page and "<script" not in page


def test_only_alexa_may_ask(browser: "Browser") -> None:
    for client_id in (None, "", "another", CLIENT.upper(), CLIENT + " ", "\0", '"><b>'):
        page = browser.asked_by_alexa(client_id=client_id)

        assert (client_id, browser.status, heading(page)) == (client_id, 400, PROBLEM)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code token"}, "unsupported_response_type"),
        ({"scope": "admin"}, "invalid_scope"),
        ({"scope": "shop admin"}, "invalid_scope"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "x" * 42}, "invalid_request"),
        ({"code_challenge": "x" * 43 + "\n"}, "invalid_request"),
        ({"code_challenge": "x" * 10_00}, "invalid_request"),
    ],
)
def test_a_request_that_is_not_right_is_refused_before_anybody_signs_in(
    browser: "Browser", changes: dict[str, str | None], error: str
) -> None:
    browser.asked_by_alexa(**changes)

    assert (browser.back_at_alexa["error"], browser.back_at_alexa["state"]) == (error, STATE)


@pytest.mark.parametrize(
    "more",
    [
        "&redirect_uri=https://evil.example", "&client_id=x", "&state=x", "&code_challenge=x",
        "&code_challenge_method=S256", "&x=" + "y" * 9000,
    ],
)  # fmt: skip
def test_a_parameter_that_stands_twice_is_refused(browser: "Browser", more: str) -> None:
    browser.opens(authorize() + more)

    assert browser.status in (302, 400)
    assert "evil" not in browser.answer.headers.get("Location", "")
    assert "code" not in browser.answer.headers.get("Location", "").replace("code_challenge", "")


@pytest.mark.parametrize("response_type", ['c"ode', "é", "\0", "code\\"])
def test_signs_that_an_error_may_not_quote_are_no_crash(browser: "Browser", response_type: str) -> None:
    browser.asked_by_alexa(response_type=response_type)

    assert browser.status in (302, 400)


def test_scope_may_be_left_out(site: "Site", browser: "Browser") -> None:
    browser.asked_by_alexa(scope=None, state=None)
    browser.signs_in()
    browser.sends("consent", answer="allow")

    assert browser.back_at_alexa.keys() == {"code"}
    assert site.exchange(browser.back_at_alexa["code"]).get_json()["scope"] == "shop"


# -- signing in


def test_an_address_nobody_has_looks_like_any_other(site: "Site", browser: "Browser") -> None:
    pages = []
    for email in (ADDRESS, "nobody@example.com"):
        browser.asked_by_alexa()
        seen = [re.sub(r'"[0-9a-f]{64}"', "", browser.sends("email", email=email))]
        seen += [re.sub(r'"[0-9a-f]{64}"', "", browser.sends("code", code="000000")) for _ in range(4)]
        pages.append((seen, browser.status, sorted(name for name, _ in browser.answer.headers)))
        browser.sends("code", code="000000")
        assert heading(browser.page) == SIGN_IN
        assert "This code is not good any more. Ask for a new one." in browser.page
    site.posted()

    assert pages[0] == pages[1]
    assert [message["to"] for message in site.mail.sent] == [ADDRESS]


def test_after_five_wrong_codes_the_right_one_is_too_late(site: "Site", browser: "Browser") -> None:
    browser.asked_by_alexa()
    browser.sends("email", email=ADDRESS)
    site.posted()
    cookie = browser.client.get_cookie("encore_link")
    assert cookie is not None
    left = []
    for _ in range(4):
        page = browser.sends("code", code="000000")
        left += re.findall(r'role="alert">(.*?)</p>', page)
    assert left == [
        "This is not the code. You can try 3 more times.".replace("3", n) if n != "1" else
        "This is not the code. You can try one more time." for n in ("4", "3", "2", "1")
    ]  # fmt: skip
    browser.sends("code", code="000000")

    # An old cookie is no way back.
    browser.client.set_cookie("encore_link", cookie.value)
    browser.asked_by_alexa()
    assert heading(browser.sends("code", code=site.mail.code)) == SIGN_IN


def test_a_code_is_good_for_ten_minutes(site: "Site", browser: "Browser") -> None:
    browser.asked_by_alexa()
    browser.sends("email", email=ADDRESS)
    site.posted()
    site.clock.waits(minutes=10)

    assert heading(browser.sends("code", code=site.mail.code)) == SIGN_IN
    assert browser.status == 400


def test_a_mailbox_is_not_filled(site: "Site") -> None:
    for _ in range(5):
        fresh = site.browser()
        fresh.asked_by_alexa()
        assert heading(fresh.sends("email", email=ADDRESS)) == ENTER_CODE
    fresh = site.browser()
    fresh.asked_by_alexa()

    assert "Wait an hour, then ask for a new one." in fresh.sends("email", email=ADDRESS)
    site.posted()
    assert len(site.mail.sent) == 5


@pytest.mark.parametrize(
    "email",
    ["", "ada", "ada@example.com\r\nBcc: eve@example.com", "\0", "<script>alert(1)</script>@x", "x" * 10_000, "é@é.é"],
)
def test_what_is_no_address_is_said_so_at_the_field(site: "Site", browser: "Browser", email: str) -> None:
    browser.asked_by_alexa()

    page = browser.sends("email", email=email)
    site.posted()

    if browser.status == 200:  # an address in letters of its own alphabet
        assert heading(page) == ENTER_CODE
        return
    assert 'role="alert">This is not an e-mail address. Write it like name@example.com.</p>' in page
    assert 'aria-describedby="error hint" aria-invalid="true"' in page
    assert "<title>Please check: This is not an e-mail address." in page
    assert "<script" not in page
    assert site.mail.sent == []


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "\0", "x" * 10_000])
def test_what_is_no_code_costs_no_try(site: "Site", browser: "Browser", code: str) -> None:
    browser.asked_by_alexa()
    browser.sends("email", email=ADDRESS)
    site.posted()
    for _ in range(6):
        assert "The code has six digits." in browser.sends("code", code=code)

    assert heading(browser.sends("code", code=site.mail.code)) == CONSENT


def test_mail_that_cannot_be_sent_is_noted_without_the_address(
    site: "Site", browser: "Browser", caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: str) -> None:
        raise RuntimeError(ADDRESS)

    site.mail.send = broken  # type: ignore[method-assign]
    browser.asked_by_alexa()
    browser.sends("email", email=ADDRESS)
    with caplog.at_level(logging.DEBUG):
        site.posted()

    assert caplog.messages == ["a code for signing in could not be sent: RuntimeError"]


# -- forms of others, and cookies


@pytest.mark.parametrize("step", ["email", "code", "consent", "restart"])
def test_a_form_that_is_not_from_our_page_does_nothing(site: "Site", browser: "Browser", step: str) -> None:
    browser.asked_by_alexa()
    browser.signs_in()
    form = {"step": step, "answer": "allow", "email": ADDRESS, "code": "123456"}

    for csrf in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é"}, {"csrf": "\0"}):
        page = browser.posts(**form, **csrf)
        assert (browser.status, heading(page)) == (400, PROBLEM)

    assert heading(browser.asked_by_alexa()) == CONSENT


def test_a_form_goes_with_its_own_session_only(site: "Site", browser: "Browser") -> None:
    eve = site.browser()
    eve.asked_by_alexa()
    stolen = re.findall(r'name="csrf" value="(\w+)"', eve.page)[0]
    browser.asked_by_alexa()
    before = re.findall(r'name="csrf" value="(\w+)"', browser.page)[0]
    browser.signs_in()

    for token in (stolen, before):  # a session that somebody prepared for Ada is not the one she signs in with
        assert heading(browser.posts(csrf=token, step="consent", answer="allow")) == PROBLEM


@pytest.mark.parametrize(
    "spoil", [lambda v: v[:9] + ("A" if v[9] != "A" else "B") + v[10:], lambda _: "x", lambda v: v * 10]
)
def test_a_cookie_that_is_not_ours_is_none(site: "Site", browser: "Browser", spoil: Any) -> None:
    browser.asked_by_alexa()
    browser.signs_in()
    cookie = browser.client.get_cookie("encore_link")
    assert cookie is not None

    browser.client.set_cookie("encore_link", spoil(cookie.value))

    assert heading(browser.asked_by_alexa()) == SIGN_IN


def test_a_page_left_open_is_nobodys(site: "Site", browser: "Browser") -> None:
    browser.asked_by_alexa()
    browser.signs_in()
    site.clock.waits(minutes=30)

    assert "This page was open too long" in browser.sends("consent", answer="allow")
    assert heading(browser.asked_by_alexa()) == SIGN_IN


def test_who_is_deleted_is_signed_out(site: "Site", browser: "Browser") -> None:
    new = Customer(uuid7(NOW), "Zoe", "en-US", "2 Mill Lane", email="zoe@example.com")
    with site.encore.database.writing() as uow:
        uow.customers.add(new)
    browser.asked_by_alexa()
    browser.signs_in("zoe@example.com")
    assert heading(browser.page) == CONSENT

    site.encore.database.write(lambda uow: privacy.erase(new.id, now=NOW, uow=uow))

    assert heading(browser.sends("consent", answer="allow")) == SIGN_IN


def test_the_cookie_is_kept_from_scripts_and_other_sites(sites: "Sites") -> None:
    developing, serving = sites().browser(), sites(env="production").browser()
    developing.asked_by_alexa()
    serving.asked_by_alexa()

    assert re.fullmatch(r"encore_link=\S+; HttpOnly; Path=/; SameSite=Lax", developing.answer.headers["Set-Cookie"])
    assert re.fullmatch(
        r"__Host-encore_link=\S+; Secure; HttpOnly; Path=/; SameSite=Lax", serving.answer.headers["Set-Cookie"]
    )


# -- tokens


@pytest.mark.parametrize("basic", [True, False])
def test_alexa_may_say_its_secret_in_either_place(site: "Site", code: str, basic: bool) -> None:
    assert site.exchange(code, basic=basic).status_code == 200


NO_SECRETS: list[tuple[dict[str, str], dict[str, str]]] = [
    ({}, {}),
    ({"Authorization": "Basic " + base64.b64encode(f"{CLIENT}:wrong".encode()).decode()}, {}),
    ({"Authorization": "Basic " + base64.b64encode(f"other:{SECRET}".encode()).decode()}, {}),
    ({"Authorization": "Basic " + base64.b64encode(b"\xff\xfe:\xff").decode()}, {}),
    ({"Authorization": "Basic é"}, {}),
    ({"Authorization": "Basic"}, {}),
    ({"Authorization": "Bearer x"}, {}),
    ({}, {"client_id": CLIENT}),
    ({}, {"client_id": CLIENT, "client_secret": ""}),
    ({}, {"client_id": CLIENT, "client_secret": SECRET[:-1]}),
    ({}, {"client_id": CLIENT, "client_secret": "é\0"}),
    ({}, {"client_id": "other", "client_secret": SECRET}),
]
"""Headers and form."""


@pytest.mark.parametrize("path", ["/link/token", "/link/revoke"])
def test_without_the_secret_there_is_nothing(site: "Site", code: str, path: str) -> None:
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
    client = site.app.test_client()
    for headers, form in NO_SECRETS:
        answer = client.post(path, data={**asked, "token": "x", **form}, headers=headers)

        assert (headers, form, answer.status_code in (400, 401)) == (headers, form, True)
        assert answer.get_json()["error"] in ("invalid_client", "invalid_request")

    assert site.exchange(code).status_code == 200


def test_a_secret_in_the_query_is_not_taken(site: "Site", code: str) -> None:
    query = f"client_id={CLIENT}&client_secret={SECRET}&grant_type=authorization_code&code={code}"

    answer = site.app.test_client().post(f"/link/token?{query}&redirect_uri={quote(REDIRECT)}&code_verifier={VERIFIER}")

    assert answer.status_code == 400
    assert site.exchange(code).status_code == 200


WRONG_EXCHANGES: list[tuple[dict[str, Any], str]] = [
    ({"code_verifier": "w" * 43}, "invalid_grant"),
    ({"code_verifier": "short"}, "invalid_request"),
    ({"code_verifier": ""}, "invalid_request"),
    ({"code_verifier": VERIFIER + "\n"}, "invalid_request"),
    ({"redirect_uri": OTHER_REDIRECT}, "invalid_grant"),
    ({"redirect_uri": REDIRECT + "/"}, "invalid_grant"),
    ({"redirect_uri": ""}, "invalid_request"),
    ({"code": "x"}, "invalid_grant"),
    ({"code": ""}, "invalid_request"),
    ({"code": "\0é" * 1000}, "invalid_grant"),
    ({"grant_type": "password"}, "unsupported_grant_type"),
    ({"grant_type": 'pass"wörd'}, "unsupported_grant_type"),
    ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
    ({"grant_type": ["authorization_code", "authorization_code"]}, "invalid_request"),
    ({"code_verifier": [VERIFIER, "w" * 43]}, "invalid_request"),
]


def test_a_wrong_exchange_gives_nothing_and_says_why(site: "Site", code: str) -> None:
    for changes, error in WRONG_EXCHANGES:
        answer = site.exchange(code, **changes)

        assert (changes, answer.status_code, answer.get_json()["error"]) == (changes, 400, error)
        assert answer.headers["Cache-Control"] == "no-store"

    assert site.exchange(code).status_code == 200


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data"])
def test_a_body_that_is_no_form_is_refused(site: "Site", kind: str) -> None:
    answer = site.app.test_client().post("/link/token", data=b"\xff{", content_type=kind, auth=(CLIENT, SECRET))

    assert answer.status_code == 400
    assert answer.get_json()["error"] == "unsupported_grant_type"


def test_a_code_used_twice_ends_the_link(site: "Site", code: str) -> None:
    tokens = site.exchange(code).get_json()

    assert site.exchange(code).get_json()["error"] == "invalid_grant"

    assert site.whose(tokens["access_token"]) is None
    assert site.refresh(tokens["refresh_token"]).get_json()["error"] == "invalid_grant"


def test_a_code_lasts_five_minutes(site: "Site", code: str) -> None:
    site.clock.waits(minutes=5)

    assert site.exchange(code).get_json()["error"] == "invalid_grant"


def test_tokens_are_refreshed_and_old_ones_end_the_link(site: "Site", code: str, ada: Customer) -> None:
    first = site.exchange(code).get_json()
    site.clock.waits(hours=1)
    assert site.whose(first["access_token"]) is None

    second = site.refresh(first["refresh_token"], basic=False).get_json()
    site.clock.waits(seconds=59)
    again = site.refresh(first["refresh_token"]).get_json()

    assert second["refresh_token"] == again["refresh_token"] != first["refresh_token"]
    assert site.whose(second["access_token"]) == site.whose(again["access_token"]) == ada
    site.clock.waits(seconds=2)
    assert site.refresh(first["refresh_token"]).get_json() == {"error": "invalid_grant"}
    assert site.whose(second["access_token"]) is None


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"scope": "admin"}, "invalid_scope"), ({"refresh_token": ""}, "invalid_request"), ({"scope": "shop"}, None)],
)
def test_a_refresh_asks_for_no_more(site: "Site", code: str, changes: dict[str, str], error: str | None) -> None:
    token = site.exchange(code).get_json()["refresh_token"]

    answer = site.token(**{"grant_type": "refresh_token", "refresh_token": token, **changes})

    assert answer.get_json().get("error") == error


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_alexa_can_give_a_link_back(site: "Site", code: str, which: str) -> None:
    tokens = site.exchange(code).get_json()
    client = site.app.test_client()

    for token in (tokens[which], tokens[which], "unknown"):
        answer = client.post("/link/revoke", data={"token": token}, auth=(CLIENT, SECRET))
        assert (answer.status_code, answer.get_json()) == (200, {})

    assert site.whose(tokens["access_token"]) is None
    assert client.post("/link/revoke", data={}, auth=(CLIENT, SECRET)).status_code == 400


def test_the_database_holds_nothing_that_opens(site: "Site", browser: "Browser", code: str) -> None:
    tokens = site.exchange(code).get_json()
    newer = site.refresh(tokens["refresh_token"]).get_json()
    browser.asked_by_alexa()
    browser.sends("email", email=ADDRESS)
    site.posted()

    with site.encore.engine.connect() as connection:
        dump = str([connection.execute(select(table)).all() for table in metadata.tables.values()])

    assert ADDRESS in dump
    codes = re.findall(r"\b\d{6}\b", " ".join(message["text"] for message in site.mail.sent))
    secrets = [tokens["access_token"], tokens["refresh_token"], newer["access_token"], newer["refresh_token"], code]
    assert [secret for secret in (*secrets, *(f"'{each}'" for each in codes)) if secret in dump] == []


# -- the page of one's own links


def test_a_customer_sees_and_ends_their_links(site: "Site", browser: "Browser", code: str) -> None:
    token = site.exchange(code).get_json()["access_token"]
    site.clock.waits(days=2)
    assert heading(browser.opens("/link/account")) == SIGN_IN

    page = browser.signs_in()

    assert heading(page) == LINKED
    assert "Alexa, linked on March 10, 2026, last used on March 10, 2026" in page
    page = browser.sends("end")
    assert 'role="status">The link has ended.' in page
    assert "Nothing is linked with your account at Corner Pantry." in page
    assert site.whose(token) is None
    assert heading(browser.sends("sign-out")) == "Signed out"
    assert heading(browser.opens("/link/account")) == SIGN_IN


@pytest.mark.parametrize("link", ["", "x", "00000000-0000-0000-0000-000000000000", "\0", "é" * 1000, "other's"])
def test_nobody_ends_the_links_of_others(site: "Site", browser: "Browser", code: str, link: str) -> None:
    site.exchange(code)
    with site.encore.database.reading() as uow:
        [adas] = uow.linking.of(next(each.id for each in uow.customers.all() if each.email == ADDRESS))
    eve = Customer(uuid7(NOW), "Eve", "en-US", "2 Mill Lane", email="eve@example.com")
    with site.encore.database.writing() as uow:
        uow.customers.add(eve)
    browser.opens("/link/account")
    browser.signs_in("eve@example.com")
    csrf = re.findall(r'name="csrf" value="(\w+)"', browser.page)[0]

    browser.posts(csrf=csrf, step="end", link=str(adas.id) if link == "other's" else link)

    assert browser.status == 200
    with site.encore.database.reading() as uow:
        assert uow.linking.of(adas.customer_id) == [adas]


# -- the pages as such


class Outline(HTMLParser):
    """What a screen reader and a browser's checks look at."""

    VOID = frozenset({"meta", "link", "input"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.mark.parametrize("language", ["en-US", "ko-KR"])
def test_every_page_works_by_ear_and_without_a_script(site: "Site", code: str, language: str) -> None:
    site.exchange(code)
    browser = site.browser(**{"Accept-Language": language})
    pages = [browser.asked_by_alexa(), browser.sends("email", email="?"), browser.sends("email", email=ADDRESS)]
    site.posted()
    pages += [browser.sends("code", code="?"), browser.sends("code", code=site.mail.code)]
    pages += [browser.opens("/link/account"), browser.sends("end"), browser.sends("sign-out"), browser.posts()]

    for page in pages:
        outline = Outline(page)
        ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
        assert page.startswith("<!doctype html>")
        assert outline.all("html") == [{"lang": language}]
        assert len(outline.all("h1")) == len(outline.all("main")) == len(outline.all("title")) == 1
        assert len(ids) == len(set(ids))
        labelled = [label["for"] for label in outline.all("label")]
        assert labelled == [field["id"] for field in outline.all("input") if field.get("type") != "hidden"]
        for _, attributes in outline.elements:
            assert set((attributes.get("aria-describedby") or "").split()) <= set(ids)
            assert not {name for name in attributes if name.startswith("on") or name == "style"}
        assert outline.all("script") == []
    assert len({heading(page) for page in pages}) == 6


def test_the_language_is_the_readers(site: "Site") -> None:
    def language(wanted: str, **asked: str) -> str | None:
        page = site.browser(**{"Accept-Language": wanted}).asked_by_alexa(**asked)
        return Outline(page).all("html")[0]["lang"]

    assert language("ko;q=0.9, en;q=0.5") == "ko-KR"
    assert language("en-GB") == ("en-GB" if "en-GB" in locales() else "en-US")
    assert language("tlh") == language("") == language("é;;q=x") == "en-US"
    assert language("en-US", ui_locales="ko-KR en-US") == "ko-KR"
    assert language("en-US", ui_locales="tlh \0 x" * 50) == "en-US"


def test_a_shop_and_a_customer_may_be_called_anything(site: "Site", browser: "Browser", ada: Customer) -> None:
    with site.encore.database.writing() as uow:
        uow.customers.change(Customer(ada.id, "<b>&\"'", "en-US", "", email=ADDRESS))
    browser.asked_by_alexa()

    page = browser.signs_in()

    assert "signed in as &lt;b&gt;&amp;&#34;&#39;." in page


def every_answer(client: FlaskClient) -> list[Any]:
    token = {"auth": (CLIENT, SECRET)}
    return [
        client.get(authorize()), client.get("/link/authorize"), client.post(authorize()), client.get("/link/account"),
        client.post("/link/account"), client.post("/link/token"), client.post("/link/token", **token),
        client.post("/link/revoke"), client.get("/link/style.css"),
        client.post("/link/token", data=b"x" * 20_000), client.post(authorize(), data=b"x" * 20_000),
    ]  # fmt: skip


@pytest.mark.parametrize("env", ["development", "production"])
def test_every_answer_keeps_browsers_on_the_safe_side(sites: "Sites", env: str) -> None:
    for answer in every_answer(sites(env=env).app.test_client()):
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self'")
        assert policy.endswith("; frame-ancestors 'none'; base-uri 'none'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert ("Strict-Transport-Security" in answer.headers) is (env == "production")
        assert answer.status_code < 500


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/link/authorize", "/link/token", "/link/revoke", "/link/account"])
def test_other_methods_are_refused(site: "Site", path: str, method: str) -> None:
    assert site.app.test_client().open(path, method=method).status_code == 405
    if path in ("/link/token", "/link/revoke"):
        assert site.app.test_client().get(path).status_code == 405


def test_nothing_secret_is_logged(site: "Site", browser: "Browser", caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        browser.asked_by_alexa()
        browser.signs_in()
        browser.sends("consent", answer="allow")
        code = browser.back_at_alexa["code"]
        tokens = site.exchange(code).get_json()
        site.refresh(tokens["refresh_token"])

    secrets = (site.mail.code, ADDRESS, SECRET, VERIFIER, code, tokens["access_token"], tokens["refresh_token"])
    assert [secret for secret in secrets if secret in caplog.text] == []


# -- settings


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("", "is not complete"),
        (CLIENT, "is not complete"),
        (f"{CLIENT} {SECRET}", "is not complete"),
        (f"{CLIENT} short {REDIRECT}", "too short"),
        (f"é {SECRET} {REDIRECT}", "client id"),
        (f"{CLIENT} {SECRET}%2B {REDIRECT}", "tildes"),
        (f"{CLIENT} {SECRET} https://user@pitangui.amazon.com/x", "redirect URI"),
        (f"{'x' * 201} {SECRET} {REDIRECT}", "client id"),
        (f"{CLIENT} {SECRET} pitangui.amazon.com", "redirect URI"),
        (f"{CLIENT} {SECRET} {REDIRECT} http://localhost/x", "redirect URI"),
        (f"{CLIENT} {SECRET} {REDIRECT}#x", "redirect URI"),
        (f"{CLIENT} {SECRET} https://[x", "redirect URI"),
        (f"{CLIENT} {SECRET} https:///x", "redirect URI"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_without_the_secret(setting: str, says: str) -> None:
    with pytest.raises(WrongLinkSetting, match=says) as refused:
        client_of(setting, is_production=True)

    assert SECRET not in str(refused.value)


def test_in_development_alexa_may_be_a_program_here() -> None:
    client = client_of("a b http://localhost:9000/back", is_production=False)

    assert client.redirect_uris == ("http://localhost:9000/back",)
    assert "b" not in repr(client).replace("back", "").partition("secret")[2][:3]


def test_production_does_not_start_without_mail(sites: "Sites") -> None:
    from skill.linking.blueprint import build_linking

    encore = sites(env="production").encore
    encore.__dict__["mailer"] = None

    with pytest.raises(EncoreError, match="ENCORE_MAIL"):
        build_linking(encore)


def test_in_development_without_mail_the_code_lies_in_a_folder(
    sites: "Sites", tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from flask import Flask

    from skill.linking.blueprint import build_linking

    site = sites(data_dir=str(tmp_path))
    site.encore.__dict__["mailer"] = None
    site.app = Flask("shop")
    site.app.register_blueprint(build_linking(site.encore, later=site.waiting.append))
    browser = site.browser()
    browser.asked_by_alexa()
    browser.sends("email", email=ADDRESS)
    with caplog.at_level(logging.WARNING):
        site.posted()

    [file] = (tmp_path / "mail").iterdir()
    code = re.findall(r"Your code is (\d{6})", file.read_text())
    assert caplog.messages == [f"a code for signing in was written to {tmp_path / 'mail'}"]
    assert heading(browser.sends("code", code=code[0])) == CONSENT


def test_linking_is_there_where_it_is_set(tmp_path: Path) -> None:
    from skill.app import create_app

    url = f"sqlite:///{tmp_path / 'shop.sqlite3'}"
    without = create_app(Settings(database_url=url, data_dir=str(tmp_path))).test_client()
    with_it = create_app(Settings(database_url=url, data_dir=str(tmp_path), alexa_link=SETTING, pepper=PEPPER))

    assert without.get("/link/authorize").status_code == 404
    assert with_it.test_client().get(authorize()).status_code == 200
