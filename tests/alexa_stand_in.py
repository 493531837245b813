"""Amazon, played by a server on this machine: it checks what it is sent, and fails when told to."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import parse_qs

from backend.integrations.alexa_api import (
    EVENTS_SCOPE,
    FULL_ADDRESS_SCOPE,
    REMINDERS_SCOPE,
    SHORT_ADDRESS_SCOPE,
    ProfileField,
)
from interaction_models.check import ALEXA_LOCALES

DEVICE = "amzn1.ask.device.KITCHEN"
SESSION_TOKEN = "token-of-the-request"
CLIENT = ("amzn1.application-oa2-client.1", "hush")
ALL_SCOPES = frozenset(
    {REMINDERS_SCOPE, FULL_ADDRESS_SCOPE, SHORT_ADDRESS_SCOPE, *(each.scope for each in ProfileField)}
)
STATUSES = (
    "PREORDER_RECEIVED", "ORDER_RECEIVED", "ORDER_PREPARING", "ORDER_SHIPPED", "ORDER_OUT_FOR_DELIVERY",
    "ORDER_DELIVERED",
)  # fmt: skip
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@dataclass(frozen=True)
class Got:
    method: str
    path: str
    body: Any


@dataclass
class Trouble:
    """What to do instead of answering, so many times."""

    status: int = 0
    """0: say nothing until the test is over."""
    times: int = 1
    retry_after: str = ""
    drops: bool = False
    """Take it, do it, and hang up without a word."""


@dataclass
class Amazon:
    """Everything it got that was right; what was wrong is in `complaints`, and was answered with 400."""

    url: str
    scopes: set[str] = field(default_factory=lambda: set(ALL_SCOPES))
    """What the customer allowed."""
    profile: dict[str, Any] = field(
        default_factory=lambda: {
            "name": "Ada Lovelace",
            "givenName": "Ada",
            "email": "ada@example.org",
            "mobileNumber": {"countryCode": "+1", "phoneNumber": "4155550100"},
        }
    )
    address: dict[str, Any] | None = field(
        default_factory=lambda: {
            "addressLine1": "5 Elm Street", "addressLine2": None, "addressLine3": "", "city": "Springfield",
            "stateOrRegion": "IL", "districtOrCounty": "", "postalCode": "62701", "countryCode": "US",
        }
    )  # fmt: skip
    trouble: Trouble | None = None
    got: list[Got] = field(default_factory=list)
    """Also what was answered with an error on purpose."""
    complaints: list[str] = field(default_factory=list)
    reminders: dict[str, Any] = field(default_factory=dict)
    events: dict[tuple[str, str], str] = field(default_factory=dict)
    """(user, reference) to status: what users have seen."""
    keys: set[str] = field(default_factory=set)
    key_lasts: Any = 3600
    over: Event = field(default_factory=Event)
    lock: Any = field(default_factory=Lock)

    def paths(self) -> list[str]:
        return [f"{got.method} {got.path}" for got in self.got]

    def seen(self) -> list[str]:
        return list(self.events.values())


class _Wrong(Exception):
    pass


def must(right: object, complaint: str) -> None:
    if not right:
        raise _Wrong(complaint)


@contextmanager
def amazon() -> Iterator[Amazon]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    found = server.amazon = Amazon(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
    assert found.complaints == []


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, *_: Any) -> None:
        pass

    def _answer(self) -> None:
        here: Amazon = self.server.amazon  # type: ignore[attr-defined]
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with here.lock:
            trouble = self._trouble(here)
            try:
                body = self._body(text)
                here.got.append(Got(self.command, self.path, body))
                status, answer = (trouble.status, None) if trouble and not trouble.drops else self._route(here, body)
            except _Wrong as wrong:
                here.complaints.append(f"{self.command} {self.path}: {wrong}")
                status, answer = 400, {"code": "INVALID", "message": str(wrong)}
        if trouble and not trouble.drops and trouble.status == 0:
            here.over.wait(10)
        if trouble and (trouble.drops or trouble.status == 0):
            self.close_connection = True
            return
        found = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        if trouble and trouble.retry_after:
            self.send_header("Retry-After", trouble.retry_after)
        if status != 204:
            self.send_header("Content-Length", str(len(found)))
        self.end_headers()
        self.wfile.write(found)

    @staticmethod
    def _trouble(here: Amazon) -> Trouble | None:
        trouble = here.trouble
        if trouble is None or trouble.times == 0:
            return None
        trouble.times -= 1
        return trouble

    def _body(self, text: bytes) -> Any:
        if not text:
            return None
        kind = self.headers.get("Content-Type")
        if self.path == "/auth/o2/token":
            must(kind == "application/x-www-form-urlencoded", "a key is asked for with a form")
            return {name: values[0] for name, values in parse_qs(text.decode()).items()}
        must(kind == "application/json", "no JSON")
        return json.loads(text)

    def _route(self, here: Amazon, body: Any) -> tuple[int, Any]:
        routes: list[tuple[str, str, Callable[..., tuple[int, Any]]]] = [
            ("POST", r"/auth/o2/token", self._key),
            ("POST", r"/v1/directives", self._directive),
            ("GET", r"/v2/accounts/~current/settings/Profile\.(name|givenName|email|mobileNumber)", self._profile),
            ("GET", r"/v1/devices/([^/]+)/settings/address(/countryAndPostalCode)?", self._address),
            ("POST", r"/v1/alerts/reminders", self._remind),
            ("GET", r"/v1/alerts/reminders", self._reminders),
            ("DELETE", r"/v1/alerts/reminders/([^/]+)", self._forget),
            ("POST", r"/v1/proactiveEvents(/stages/development)?", self._event),
        ]
        for method, pattern, answer in routes:
            match = re.fullmatch(pattern, self.path)
            if match and method == self.command:
                return answer(here, body, *match.groups())
        raise _Wrong("no such thing")

    def _must_bear(self, *tokens: str) -> None:
        must(self.headers.get("Authorization") in [f"Bearer {token}" for token in tokens], "not the right token")

    # -- what it can do

    def _key(self, here: Amazon, body: Any) -> tuple[int, Any]:
        must("Authorization" not in self.headers, "a token where none is needed")
        must(body == {
            "grant_type": "client_credentials", "client_id": CLIENT[0], "client_secret": CLIENT[1],
            "scope": EVENTS_SCOPE,
        }, "not the form for a key")  # fmt: skip
        key = f"key-{len(here.keys) + 1}-of-many"
        here.keys.add(key)
        return 200, {"access_token": key, "expires_in": here.key_lasts, "scope": EVENTS_SCOPE, "token_type": "bearer"}

    def _directive(self, here: Amazon, body: Any) -> tuple[int, Any]:
        self._must_bear(SESSION_TOKEN)
        must(body.keys() == {"header", "directive"} and body["header"].keys() == {"requestId"}, "not a directive")
        must(body["header"]["requestId"].startswith("amzn1.echo-api.request."), "no request")
        directive = body["directive"]
        must(directive.keys() == {"type", "speech"} and directive["type"] == "VoicePlayer.Speak", "cannot be spoken")
        must(0 < len(directive["speech"]) <= 600, "too long")
        return 204, None

    def _profile(self, here: Amazon, _: Any, name: str) -> tuple[int, Any]:
        self._must_bear(SESSION_TOKEN)
        if ProfileField(name).scope not in here.scopes:
            return 403, {"code": "ACCESS_DENIED"}
        found = here.profile.get(name)
        return (200, found) if found else (204, None)

    def _address(self, here: Amazon, _: Any, device: str, short: str | None) -> tuple[int, Any]:
        self._must_bear(SESSION_TOKEN)
        must(device == DEVICE, "another device")
        if (SHORT_ADDRESS_SCOPE if short else FULL_ADDRESS_SCOPE) not in here.scopes:
            return 403, {"type": "FORBIDDEN"}
        if here.address is None:
            return 204, None
        return 200, {
            name: value for name, value in here.address.items() if not short or name in ("countryCode", "postalCode")
        }

    def _remind(self, here: Amazon, body: Any) -> tuple[int, Any]:
        self._must_bear(SESSION_TOKEN)
        if REMINDERS_SCOPE not in here.scopes:
            return 401, {"code": "UNAUTHORIZED"}
        must(body.keys() == {"requestTime", "trigger", "alertInfo", "pushNotification"}, "not a reminder")
        must(_TIME.fullmatch(body["requestTime"]), "not a time")
        trigger = body["trigger"]
        must(trigger.keys() == {"type", "scheduledTime", "timeZoneId"}, "not a trigger")
        must(trigger["type"] == "SCHEDULED_ABSOLUTE" and "/" in trigger["timeZoneId"], "not a day somewhere")
        must(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}", trigger["scheduledTime"]), "not a clock's time")
        (content,) = body["alertInfo"]["spokenInfo"]["content"]
        must(
            content.keys() == {"locale", "text"} and content["locale"] in ALEXA_LOCALES and content["text"],
            "nothing to say",
        )
        must(body["pushNotification"] == {"status": "ENABLED"}, "not pushed")
        token = f"reminder-{len(here.reminders) + 1}"
        here.reminders[token] = body
        return 200, {"alertToken": token, "status": "ON", "version": "1", "href": f"/v1/alerts/reminders/{token}"}

    def _reminders(self, here: Amazon, _: Any) -> tuple[int, Any]:
        self._must_bear(SESSION_TOKEN)
        if REMINDERS_SCOPE not in here.scopes:
            return 401, {"code": "UNAUTHORIZED"}
        alerts = [{"alertToken": token, "status": "ON"} for token in here.reminders]
        done = {"alertToken": "old", "status": "COMPLETED"}
        return 200, {"totalCount": str(len(alerts) + 1), "alerts": [*alerts, done], "links": ""}

    def _forget(self, here: Amazon, _: Any, token: str) -> tuple[int, Any]:
        self._must_bear(SESSION_TOKEN)
        return (200, None) if here.reminders.pop(token, None) else (404, {"code": "NOT_FOUND"})

    def _event(self, here: Amazon, body: Any, stage: str | None) -> tuple[int, Any]:
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in here.keys:
            return 403, {"message": "Forbidden"}
        must(body.keys() == {
            "timestamp", "referenceId", "expiryTime", "event", "localizedAttributes", "relevantAudience"
        }, "not an event")  # fmt: skip
        lasts = _moment(body["expiryTime"]) - _moment(body["timestamp"])
        must(timedelta(minutes=5) <= lasts <= timedelta(hours=24), "must end within a day")
        must(re.fullmatch(r"[A-Za-z0-9_~-]{1,100}", body["referenceId"]), "no reference")
        event = body["event"]
        must(event.keys() == {"name", "payload"} and event["name"] == "AMAZON.OrderStatus.Updated", "another schema")
        state, order = event["payload"]["state"], event["payload"]["order"]
        must(
            state["status"] in STATUSES and state.keys() <= {"status", "enterTimestamp", "deliveryDetails"}, "no state"
        )
        _moment(state["enterTimestamp"])
        if "deliveryDetails" in state:
            _moment(state["deliveryDetails"]["expectedArrival"])
        must(order == {"seller": {"name": "localizedattribute:sellerName"}}, "no seller")
        attributes = body["localizedAttributes"]
        must(attributes and all(each.keys() == {"locale", "sellerName"} for each in attributes), "no words")
        must({each["locale"] for each in attributes} <= ALEXA_LOCALES, "a language Alexa has not")
        audience = body["relevantAudience"]
        must(audience["type"] == "Unicast" and audience["payload"].keys() == {"user"}, "nobody in particular")
        key = (audience["payload"]["user"], body["referenceId"])
        if key in here.events:
            return 409, {"message": "duplicate"}
        here.events[key] = state["status"]
        return 202, None


def _moment(text: str) -> datetime:
    must(isinstance(text, str) and _TIME.fullmatch(text), "not a time")
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def system(found: Amazon, **changes: Any) -> Mapping[str, Any]:
    """The part of a request's context that says how to reach Amazon."""
    return {"apiEndpoint": found.url, "apiAccessToken": SESSION_TOKEN, "device": {"deviceId": DEVICE}} | changes
