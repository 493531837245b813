"""Amazon's side of Alexa beside the answer itself: a word meanwhile, profile, address, reminders, notifications.

Neither tokens nor what people say or are called ever stand in an error or a log.
"""

import hashlib
import json
import re
import socket
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http.cookiejar import DefaultCookiePolicy
from threading import Lock, Timer, local
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

from backend.errors import EncoreError
from backend.orders.notices import Progress
from interaction_models.check import ALEXA_LOCALES

REMINDERS_SCOPE = "alexa::alerts:reminders:skill:readwrite"
FULL_ADDRESS_SCOPE = "alexa::devices:all:address:full:read"
# A single colon after alexa: that is how Amazon spells this one.
SHORT_ADDRESS_SCOPE = "alexa:devices:all:address:country_and_postal_code:read"
EVENTS_SCOPE = "alexa::proactive_events"

ORDER_STATUS = "AMAZON.OrderStatus.Updated"
"""The only kind of notification a shop needs; also what users subscribe to."""

CONNECT_SECONDS = 2.0
READ_SECONDS = 5.0
TOTAL_SECONDS = 20.0
"""Of one question with all its attempts, where nobody is waiting."""
ATTEMPTS = 4
FIRST_PAUSE = 0.25
"""Seconds before the second attempt; doubled each time."""
LARGEST_ANSWER = 64 * 1024
LONGEST_SPEECH = 600
EARLY = timedelta(minutes=5)
"""As much sooner than it runs out a key is replaced."""
EVENT_LASTS = timedelta(hours=24)
"""The longest Amazon allows; nobody wants older news."""

_HOST = re.compile(r"https://api(\.eu|\.fe)?\.amazonalexa\.com")
_AGAIN = frozenset({429, 500, 502, 503, 504})
_NOTHING_DONE = frozenset({429, 503})
_STATUS: Mapping[Progress, str] = {
    Progress.RECEIVED: "ORDER_RECEIVED",
    Progress.PREPARING: "ORDER_PREPARING",
    Progress.SHIPPED: "ORDER_SHIPPED",
    Progress.OUT_FOR_DELIVERY: "ORDER_OUT_FOR_DELIVERY",
    Progress.DELIVERED: "ORDER_DELIVERED",
}


class AlexaUnavailable(Exception):
    """No answer, or one that may be another later. `str` is a word or two for the log."""


class AlexaRefused(Exception):
    """Amazon will not do it, now or later. `str` is the HTTP status."""


class UntrustedEndpoint(AlexaRefused):
    """Not one of Amazon's hosts: nothing is sent there."""


class PermissionNeeded(Exception):
    """The customer has not allowed it yet; a card can ask them."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


class WrongAlexaSetting(EncoreError):
    """A setting for Alexa cannot be used. Its text never repeats a secret."""


def is_amazon(url: str) -> bool:
    return _HOST.fullmatch(url) is not None


def trusted_endpoint(claimed: object, own: str = "") -> str:
    """The base URL that a request named, if it is one of Amazon's, or just the configured one.

    Raises:
        UntrustedEndpoint
    """
    url = claimed.removesuffix("/") if isinstance(claimed, str) else ""
    if url and (is_amazon(url) or url == own.removesuffix("/")):
        return url
    raise UntrustedEndpoint("endpoint")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    document: Any
    """JSON; None if there was none."""


class _Bearer(requests.auth.AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    # Given as `auth`, so that no .netrc of the machine takes its place.
    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class _NoAuth(requests.auth.AuthBase):
    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class _Wire:
    """The socket of one exchange, so that somebody else can end it."""

    line: socket.socket | None = None

    def hang_up(self) -> None:
        try:
            if self.line is not None:
                self.line.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the other side was faster


class _Here(local):
    wire: _Wire | None = None


_here = _Here()


def _note_wire(connection: HTTPConnection) -> None:
    if _here.wire is not None:
        _here.wire.line = connection.sock


class _Connection(HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        _note_wire(self)
        return super().getresponse()


class _TlsConnection(HTTPSConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        _note_wire(self)
        return super().getresponse()


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Adapter(HTTPAdapter):
    """Says which socket an exchange has."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
        return manager


class AlexaHttp:
    """Asks, and asks again where that can help. Thread-safe: the session keeps connections and nothing else."""

    def __init__(
        self,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
        pause: Callable[[float], None] = sleep,
    ) -> None:
        self._session = requests.Session()
        self._session.mount("https://", _Adapter())
        self._session.mount("http://", _Adapter())
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._connect_seconds = connect_seconds
        self._read_seconds = read_seconds
        self._pause = pause

    def ask(
        self,
        method: str,
        url: str,
        *,
        token: str = "",
        body: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
        seconds: float = TOTAL_SECONDS,
        attempts: int = ATTEMPTS,
        twice_is_harmless: bool = True,
    ) -> Answer:
        """
        Args:
            seconds: For all attempts together; so much later there is an answer or an error.
            twice_is_harmless: Else only what certainly did not arrive is asked again.

        Raises:
            AlexaUnavailable: after all attempts; or Amazon wants us to wait for longer than that.
        """
        until = monotonic() + seconds
        wait = FIRST_PAUSE
        for attempt in range(1, attempts + 1):
            left = until - monotonic()
            pause, reason = wait, "timeout"
            if left <= 0:
                break
            try:
                status, found, retry_after = self._once(method, url, token, body, form, left)
            except requests.exceptions.ConnectTimeout:
                pass  # nothing has arrived
            except (requests.exceptions.RequestException, HTTPError, OSError, ValueError) as error:
                late = isinstance(error, requests.exceptions.Timeout) or monotonic() >= until
                reason = "timeout" if late else "connection"
                if not twice_is_harmless:
                    raise AlexaUnavailable(reason) from None
            else:
                if status not in _AGAIN:
                    return Answer(status, _json(found))
                reason, pause = str(status), max(pause, retry_after)
                if not (twice_is_harmless or status in _NOTHING_DONE):
                    break
            if attempt == attempts or monotonic() + pause >= until:
                break
            self._pause(pause)
            wait *= 2
        raise AlexaUnavailable(reason)

    def _once(
        self,
        method: str,
        url: str,
        token: str,
        body: Mapping[str, Any] | None,
        form: Mapping[str, str] | None,
        left: float,
    ) -> tuple[int, bytes, float]:
        """Status, body and what Retry-After says, in seconds."""
        limits: Any = Timeout(total=left, connect=self._connect_seconds, read=self._read_seconds)
        until, wire = monotonic() + left, _Wire()
        # A server that sends a byte now and then never runs into the time-out of a single read.
        alarm = Timer(left, wire.hang_up)
        alarm.daemon = True
        alarm.start()
        _here.wire = wire
        try:
            with self._session.request(
                method,
                url,
                data=form if body is None else json.dumps(body).encode(),
                headers={"Content-Type": "application/json"} if body is not None else {},
                auth=_Bearer(token) if token else _NoAuth(),
                timeout=limits,
                allow_redirects=False,
                stream=True,
            ) as response:
                found = response.raw.read(LARGEST_ANSWER + 1, decode_content=True)
        finally:
            alarm.cancel()
            _here.wire = None
        if len(found) > LARGEST_ANSWER:
            raise ValueError("too long")
        if monotonic() >= until:  # headers, and some bodies, look complete when they are cut off
            raise requests.exceptions.ReadTimeout
        after = response.headers.get("Retry-After", "")
        return response.status_code, found, float(after) if re.fullmatch(r"\d{1,6}", after, re.ASCII) else 0.0


def _json(text: bytes) -> Any:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None


# -- with the token of a request: what concerns the device and the person who is speaking


class ProfileField(StrEnum):
    NAME = "name"
    GIVEN_NAME = "givenName"
    EMAIL = "email"
    MOBILE_NUMBER = "mobileNumber"

    @property
    def scope(self) -> str:
        words = {"givenName": "given_name", "mobileNumber": "mobile_number"}
        return f"alexa::profile:{words.get(self.value, self.value)}:read"


@dataclass(frozen=True, slots=True)
class DeviceAddress:
    """Where the device stands, as its owner wrote it down for Amazon. Any part may be empty."""

    lines: tuple[str, ...]
    city: str
    region: str
    postal_code: str
    country: str

    @property
    def text(self) -> str:
        """On one line."""
        town = " ".join(part for part in (self.region, self.postal_code) if part)
        return ", ".join(part for part in (*self.lines, self.city, town) if part)


@dataclass(frozen=True, slots=True)
class Device:
    """One request's key to Amazon: endpoint, token and device of its context."""

    http: AlexaHttp = field(repr=False)
    endpoint: str
    token: str = field(repr=False)
    device_id: str = field(default="", repr=False)
    seconds: float = 1.5
    """Somebody is waiting for an answer."""

    def say_meanwhile(self, request_id: str, ssml: str) -> None:
        """Spoken before the answer, once at most.

        Raises:
            AlexaUnavailable, AlexaRefused
        """
        directive = {"type": "VoicePlayer.Speak", "speech": ssml[:LONGEST_SPEECH]}
        body = {"header": {"requestId": request_id}, "directive": directive}
        self._ask("POST", "/v1/directives", body=body, attempts=1, twice_is_harmless=False)

    def profile(self, wanted: ProfileField) -> str | None:
        """None if the customer has none.

        Raises:
            PermissionNeeded, AlexaUnavailable, AlexaRefused
        """
        found = self._ask("GET", f"/v2/accounts/~current/settings/Profile.{wanted.value}", scope=wanted.scope)
        if isinstance(found, Mapping):  # a telephone number comes in parts
            country, number = str(found.get("countryCode") or ""), str(found.get("phoneNumber") or "")
            return f"{country} {number}".strip() or None
        return found if isinstance(found, str) and found else None

    def address(self) -> DeviceAddress | None:
        """None if the customer has told Amazon none.

        Raises:
            PermissionNeeded, AlexaUnavailable, AlexaRefused
        """
        return _address(self._ask("GET", self._address_path, scope=FULL_ADDRESS_SCOPE))

    def country_and_postal_code(self) -> DeviceAddress | None:
        """The same, with less of it.

        Raises:
            PermissionNeeded, AlexaUnavailable, AlexaRefused
        """
        return _address(self._ask("GET", f"{self._address_path}/countryAndPostalCode", scope=SHORT_ADDRESS_SCOPE))

    @property
    def _address_path(self) -> str:
        return f"/v1/devices/{quote(self.device_id, safe='')}/settings/address"

    def remind(self, text: str, *, at: datetime, zone: str, locale: str, now: datetime) -> str:
        """Amazon's id of the new reminder.

        Args:
            at: On the clocks of `zone`, an IANA name.

        Raises:
            PermissionNeeded, AlexaUnavailable, AlexaRefused
        """
        body = {
            "requestTime": _written(now),
            "trigger": {
                "type": "SCHEDULED_ABSOLUTE",
                "scheduledTime": at.replace(tzinfo=None).isoformat(timespec="milliseconds"),
                "timeZoneId": zone,
            },
            "alertInfo": {"spokenInfo": {"content": [{"locale": locale, "text": text}]}},
            "pushNotification": {"status": "ENABLED"},
        }
        found = self._ask(
            "POST", "/v1/alerts/reminders", body=body, scope=REMINDERS_SCOPE, attempts=2, twice_is_harmless=False
        )
        return str(found.get("alertToken") or "") if isinstance(found, Mapping) else ""

    def reminders(self) -> Sequence[str]:
        """Ids of this skill's reminders that are still to come.

        Raises:
            PermissionNeeded, AlexaUnavailable, AlexaRefused
        """
        found = self._ask("GET", "/v1/alerts/reminders", scope=REMINDERS_SCOPE)
        alerts = found.get("alerts") if isinstance(found, Mapping) else None
        return [
            alert["alertToken"]
            for alert in (alerts if isinstance(alerts, list) else [])
            if isinstance(alert, Mapping) and isinstance(alert.get("alertToken"), str) and alert.get("status") == "ON"
        ]

    def forget_reminder(self, reminder_id: str) -> None:
        """Also when it is gone already.

        Raises:
            PermissionNeeded, AlexaUnavailable, AlexaRefused
        """
        path = f"/v1/alerts/reminders/{quote(reminder_id, safe='')}"
        self._ask("DELETE", path, scope=REMINDERS_SCOPE, fine=(404,))

    def _ask(
        self,
        method: str,
        path: str,
        *,
        scope: str = "",
        body: Mapping[str, Any] | None = None,
        attempts: int = 2,
        twice_is_harmless: bool = True,
        fine: Collection[int] = (),
    ) -> Any:
        answer = self.http.ask(
            method,
            self.endpoint + path,
            token=self.token,
            body=body,
            seconds=self.seconds,
            attempts=attempts,
            twice_is_harmless=twice_is_harmless,
        )
        # For reminders, 403 means something else: there are too many, or the device has none.
        if scope and answer.status in ((401,) if scope == REMINDERS_SCOPE else (401, 403)):
            raise PermissionNeeded(scope)
        if not 200 <= answer.status < 300 and answer.status not in fine:
            raise AlexaRefused(str(answer.status))
        return answer.document


def _address(found: Any) -> DeviceAddress | None:
    if not isinstance(found, Mapping):
        return None
    parts = {name: " ".join(value.split()) for name, value in found.items() if isinstance(value, str)}
    lines = tuple(line for number in (1, 2, 3) if (line := parts.get(f"addressLine{number}")))
    city = parts.get("city") or parts.get("districtOrCounty") or ""
    code, country = parts.get("postalCode", ""), parts.get("countryCode", "")
    if not (lines or city or code):
        return None
    return DeviceAddress(lines, city, parts.get("stateOrRegion", ""), code, country)


# -- with the skill's own key: what nobody asked for just now


class AlexaEvents:
    """Notifications. Thread-safe.

    Args:
        api: Base URL of the region.
        client: Id and secret of the skill's messaging.
        clock: Aware.
    """

    def __init__(
        self,
        http: AlexaHttp,
        *,
        api: str,
        token_url: str,
        client: tuple[str, str],
        is_live: bool,
        clock: Callable[[], datetime],
        seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._http = http
        self._url = f"{api.removesuffix('/')}/v1/proactiveEvents{'' if is_live else '/stages/development'}"
        self._token_url = token_url
        self._client = client
        self._clock = clock
        self._seconds = seconds
        self._lock = Lock()
        self._token = ""
        self._good_until = datetime.min.replace(tzinfo=UTC)

    def send(self, event: Mapping[str, Any]) -> None:
        """Once more does no harm: Amazon knows it by its reference.

        Raises:
            AlexaUnavailable: try again later.
            AlexaRefused: it is no use.
        """
        token = self._key()
        answer = self._http.ask("POST", self._url, token=token, body=event, seconds=self._seconds)
        if answer.status in (401, 403):
            # The key may have been taken back; with a new one it is either good or not for us to mend.
            answer = self._http.ask(
                "POST", self._url, token=self._key(instead_of=token), body=event, seconds=self._seconds
            )
            if answer.status in (401, 403):
                raise AlexaUnavailable(f"key {answer.status}")
        if not 200 <= answer.status < 300 and answer.status != 409:  # 409: they have it already
            raise AlexaRefused(str(answer.status))

    def _key(self, *, instead_of: str = "") -> str:
        # Whoever comes second waits and finds the key of the first.
        with self._lock:
            if self._token and self._token != instead_of and self._clock() < self._good_until:
                return self._token
            form = {
                "grant_type": "client_credentials",
                "client_id": self._client[0],
                "client_secret": self._client[1],
                "scope": EVENTS_SCOPE,
            }
            asked_at = self._clock()
            answer = self._http.ask("POST", self._token_url, form=form, seconds=self._seconds)
            found = answer.document if isinstance(answer.document, Mapping) else {}
            token, lasts = found.get("access_token"), found.get("expires_in")
            if answer.status != 200 or not isinstance(token, str) or not token:
                # Wrong settings can be put right, and then it goes out.
                raise AlexaUnavailable(f"no key {answer.status}")
            life = timedelta(seconds=min(max(lasts, 0), 86_400) if isinstance(lasts, int) else 0)
            self._token, self._good_until = token, asked_at + life - min(EARLY, life / 2)
            return token


def reference(order_id: str, progress: Progress, user_id: str) -> str:
    """The same whenever the same is told to the same user, so that Amazon can tell."""
    return hashlib.sha256(f"{order_id} {progress.value} {user_id}".encode()).hexdigest()


def order_status_event(
    user_id: str,
    progress: Progress,
    *,
    reference: str,
    entered_at: datetime,
    expected_at: datetime | None,
    seller: str,
    locales: Collection[str],
    now: datetime,
) -> dict[str, Any]:
    state: dict[str, Any] = {"status": _STATUS[progress], "enterTimestamp": _written(entered_at)}
    if expected_at is not None:
        state["deliveryDetails"] = {"expectedArrival": _written(expected_at)}
    return {
        "timestamp": _written(now),
        "referenceId": reference,
        "expiryTime": _written(now + EVENT_LASTS - timedelta(minutes=1)),
        "event": {
            "name": ORDER_STATUS,
            "payload": {"state": state, "order": {"seller": {"name": "localizedattribute:sellerName"}}},
        },
        "localizedAttributes": [
            {"locale": locale, "sellerName": seller} for locale in sorted(ALEXA_LOCALES.intersection(locales))
        ],
        "relevantAudience": {"type": "Unicast", "payload": {"user": user_id}},
    }


def client_from(text: str) -> tuple[str, str] | None:
    """Id and secret of ENCORE_ALEXA_MESSAGING; None if it is empty.

    Raises:
        WrongAlexaSetting
    """
    parts = text.split()
    if not parts:
        return None
    if len(parts) != 2:
        raise WrongAlexaSetting("ENCORE_ALEXA_MESSAGING is not a client id and a secret with a space between.")
    return parts[0], parts[1]


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
