"""The client for Amazon's side, against a server that checks what it is sent."""

import gzip
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import repeat
from time import monotonic

import pytest

from backend.integrations.alexa_api import (
    FULL_ADDRESS_SCOPE,
    REMINDERS_SCOPE,
    SHORT_ADDRESS_SCOPE,
    AlexaEvents,
    AlexaHttp,
    AlexaRefused,
    AlexaUnavailable,
    Device,
    PermissionNeeded,
    ProfileField,
    UntrustedEndpoint,
    WrongAlexaSetting,
    client_from,
    order_status_event,
    reference,
    trusted_endpoint,
)
from backend.orders.notices import Progress
from tests.alexa_stand_in import CLIENT, DEVICE, SESSION_TOKEN, Amazon, Trouble, amazon
from tests.odd_server import odd_server

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def there() -> Iterator[Amazon]:
    with amazon() as found:
        yield found


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def http(pauses: list[float]) -> AlexaHttp:
    return AlexaHttp(read_seconds=0.1, pause=pauses.append)


@pytest.fixture
def device(there: Amazon, http: AlexaHttp) -> Device:
    return Device(http, there.url, SESSION_TOKEN, DEVICE)


def events(
    there: Amazon, http: AlexaHttp, *, is_live: bool = True, now: Callable[[], datetime] = lambda: NOON
) -> AlexaEvents:
    return AlexaEvents(
        http, api=there.url, token_url=f"{there.url}/auth/o2/token", client=CLIENT, is_live=is_live, clock=now
    )


def shipped(user: str = "amzn1.ask.account.ADA", progress: Progress = Progress.SHIPPED) -> dict[str, object]:
    return order_status_event(
        user,
        progress,
        reference=reference("order", progress, user),
        entered_at=NOON,
        expected_at=NOON + timedelta(days=2),
        seller="Juniper Market",
        locales=("en-US", "ko-KR"),
        now=NOON,
    )


# -- where to


@pytest.mark.parametrize(
    "url",
    [
        "https://api.amazonalexa.com",
        "https://api.eu.amazonalexa.com",
        "https://api.fe.amazonalexa.com/",
        "http://127.0.0.1:4711",
    ],
)
def test_amazons_hosts_and_the_configured_one_are_trusted(url: str) -> None:
    assert trusted_endpoint(url, "http://127.0.0.1:4711/") == url.removesuffix("/")


@pytest.mark.parametrize(
    "url",
    [
        None, 7, "", "/", "http://api.amazonalexa.com", "https://api.amazonalexa.com.evil.example",
        "https://api.amazonalexa.com@evil.example", "https://evil.example/api.amazonalexa.com",
        "https://api.us.amazonalexa.com", "https://api.amazonalexa.com:8443", "https://API.amazonalexa.com",
        "https://api.amazonalexa.com/x", "https://api.amazonalexa.com\n", "http://127.0.0.1:4712",
    ],
)  # fmt: skip
def test_no_token_goes_anywhere_else(url: object) -> None:
    for own in ("", "http://127.0.0.1:4711"):
        with pytest.raises(UntrustedEndpoint):
            trusted_endpoint(url, own)


# -- during a conversation


def test_a_word_is_said_meanwhile(there: Amazon, device: Device) -> None:
    device.say_meanwhile("amzn1.echo-api.request.1", "<speak>One moment.</speak>")

    assert there.got[0].body == {
        "header": {"requestId": "amzn1.echo-api.request.1"},
        "directive": {"type": "VoicePlayer.Speak", "speech": "<speak>One moment.</speak>"},
    }


def test_a_word_that_could_not_be_said_is_not_said_later(there: Amazon, device: Device) -> None:
    there.trouble = Trouble(503)

    with pytest.raises(AlexaUnavailable, match="503"):
        device.say_meanwhile("amzn1.echo-api.request.1", "One moment.")

    assert len(there.got) == 1


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (ProfileField.NAME, "Ada Lovelace"),
        (ProfileField.GIVEN_NAME, "Ada"),
        (ProfileField.EMAIL, "ada@example.org"),
        (ProfileField.MOBILE_NUMBER, "+1 4155550100"),
    ],
)
def test_the_profile_is_read_as_far_as_the_customer_allows(
    there: Amazon, device: Device, wanted: ProfileField, found: str
) -> None:
    assert device.profile(wanted) == found

    there.profile.clear()
    assert device.profile(wanted) is None

    there.scopes.remove(wanted.scope)
    with pytest.raises(PermissionNeeded) as needed:
        device.profile(wanted)
    assert needed.value.scope == wanted.scope


def test_the_address_is_read_as_far_as_the_customer_allows(there: Amazon, device: Device) -> None:
    full, short = device.address(), device.country_and_postal_code()
    assert full is not None and short is not None
    assert full.text == "5 Elm Street, Springfield, IL 62701"
    assert (short.text, short.country) == ("62701", "US")

    there.address = None
    assert device.address() is None

    there.scopes.clear()
    with pytest.raises(PermissionNeeded) as needed:
        device.address()
    assert needed.value.scope == FULL_ADDRESS_SCOPE
    with pytest.raises(PermissionNeeded) as needed:
        device.country_and_postal_code()
    assert needed.value.scope == SHORT_ADDRESS_SCOPE


def test_a_reminder_is_set_listed_and_forgotten(there: Amazon, device: Device) -> None:
    at = datetime(2026, 3, 12, 9, 0)  # noqa: DTZ001 - on the clocks there

    token = device.remind("Your order arrives.", at=at, zone="America/New_York", locale="en-US", now=NOON)

    assert there.reminders[token]["trigger"]["scheduledTime"] == "2026-03-12T09:00:00.000"
    assert device.reminders() == [token]
    device.forget_reminder(token)
    device.forget_reminder(token)
    assert device.reminders() == []


def test_without_permission_there_is_no_reminder(there: Amazon, device: Device) -> None:
    there.scopes.clear()

    with pytest.raises(PermissionNeeded) as needed:
        device.remind("x", at=NOON, zone="America/New_York", locale="en-US", now=NOON)

    assert needed.value.scope == REMINDERS_SCOPE


def test_a_device_that_takes_no_more_reminders_is_not_a_missing_permission(there: Amazon, device: Device) -> None:
    there.trouble = Trouble(403)

    with pytest.raises(AlexaRefused, match="403"):
        device.remind("x", at=NOON, zone="America/New_York", locale="en-US", now=NOON)


def test_a_reminder_that_may_have_been_set_is_not_set_again(there: Amazon, device: Device) -> None:
    there.trouble = Trouble(drops=True, times=9)

    with pytest.raises(AlexaUnavailable):
        device.remind("x", at=NOON, zone="America/New_York", locale="en-US", now=NOON)

    assert len(there.reminders) == 1


def test_a_reminder_that_was_not_taken_is_tried_once_more(there: Amazon, device: Device) -> None:
    there.trouble = Trouble(429)

    device.remind("x", at=NOON, zone="America/New_York", locale="en-US", now=NOON)

    assert len(there.reminders) == 1


# -- again, and when not


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_trouble_that_passes_is_waited_for(there: Amazon, http: AlexaHttp, pauses: list[float], status: int) -> None:
    there.trouble = Trouble(status, times=2)

    assert http.ask("GET", f"{there.url}/v1/alerts/reminders", token=SESSION_TOKEN).status == 200

    assert pauses == [0.25, 0.5]


def test_it_is_given_up_after_a_few_attempts(there: Amazon, http: AlexaHttp, pauses: list[float]) -> None:
    there.trouble = Trouble(500, times=99)

    with pytest.raises(AlexaUnavailable, match="500"):
        http.ask("GET", f"{there.url}/v1/alerts/reminders", token=SESSION_TOKEN)

    assert (len(there.got), pauses) == (4, [0.25, 0.5, 1.0])


@pytest.mark.parametrize("status", [400, 401, 403, 404, 418, 301])
def test_what_amazon_will_not_do_is_not_asked_again(there: Amazon, device: Device, status: int) -> None:
    there.trouble = Trouble(status, times=99)

    with pytest.raises((AlexaRefused, PermissionNeeded)):
        device.profile(ProfileField.NAME)

    assert len(there.got) == 1


def test_retry_after_is_obeyed(there: Amazon, http: AlexaHttp, pauses: list[float]) -> None:
    there.trouble = Trouble(429, retry_after="3")

    http.ask("GET", f"{there.url}/v1/alerts/reminders", token=SESSION_TOKEN)

    assert pauses == [3.0]


def test_nobody_is_kept_waiting_longer_than_they_can(there: Amazon, device: Device, pauses: list[float]) -> None:
    there.trouble = Trouble(429, retry_after="3", times=9)

    with pytest.raises(AlexaUnavailable, match="429"):
        device.profile(ProfileField.NAME)

    assert (len(there.got), pauses) == (1, [])


def test_a_silent_server_is_left_and_asked_again(there: Amazon, http: AlexaHttp) -> None:
    there.trouble = Trouble(status=0)

    assert http.ask("GET", f"{there.url}/v1/alerts/reminders", token=SESSION_TOKEN).status == 200

    assert len(there.got) == 2


@contextmanager
def odd_amazon(pieces: Iterable[bytes], *, pause: float = 0) -> Iterator[str]:
    with odd_server(pieces, pause=pause, listens_first=True) as port:
        yield f"http://127.0.0.1:{port}"


HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "pieces",
    [
        [HEAD + b"Content-Length: 400\r\n\r\n", *repeat(b" ", 100)],
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *repeat(b"1\r\n \r\n", 100)],
        [HEAD, *repeat(b"X: y\r\n", 90), b"\r\n"],
        [HEAD + b"X: ", *repeat(b"y", 100), b"\r\n\r\n"],
    ],
)
def test_a_server_that_sends_a_byte_now_and_then_keeps_nobody_waiting(http: AlexaHttp, pieces: list[bytes]) -> None:
    with odd_amazon(pieces, pause=0.02) as url:
        started = monotonic()
        with pytest.raises(AlexaUnavailable, match="timeout"):
            http.ask("GET", url, seconds=0.2, attempts=1)

        assert monotonic() - started < 0.6


@pytest.mark.parametrize(
    "answer",
    [
        HEAD + b"Content-Length: 70000\r\n\r\n" + b" " * 70_000,
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b" " * 8_000_000),
        b"no HTTP at all\r\n\r\n",
        HEAD + b"Content-Length: 10\r\n\r\n{}",
    ],
)
def test_an_answer_that_is_too_long_or_none_is_left(http: AlexaHttp, answer: bytes) -> None:
    with odd_amazon([answer]) as url, pytest.raises(AlexaUnavailable, match="connection"):
        http.ask("GET", url, seconds=2, attempts=1)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"\xff", b"[" * 60_000, b'"text"', b"[1]", b"7", b'{"addressLine1": 7, "city": null}']
)
def test_an_odd_document_is_no_address(http: AlexaHttp, body: bytes) -> None:
    answer = HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body
    with odd_amazon([answer]) as url:
        assert Device(http, url, SESSION_TOKEN, DEVICE).address() is None


def test_a_token_does_not_follow_a_redirect(there: Amazon, http: AlexaHttp) -> None:
    answer = f"HTTP/1.1 307 Over there\r\nLocation: {there.url}/v1/directives\r\nContent-Length: 0\r\n\r\n"
    with odd_amazon([answer.encode()]) as url, pytest.raises(AlexaRefused, match="307"):
        Device(http, url, SESSION_TOKEN, DEVICE).address()

    assert there.got == []


def test_nobody_there_is_one_clear_error(http: AlexaHttp) -> None:
    with amazon() as gone:
        url = gone.url

    with pytest.raises(AlexaUnavailable, match="connection"):
        http.ask("GET", url, token=SESSION_TOKEN)


# -- notifications


@pytest.mark.parametrize(
    ("is_live", "path"), [(True, "/v1/proactiveEvents"), (False, "/v1/proactiveEvents/stages/development")]
)
def test_an_event_goes_out_with_a_key_that_is_fetched_once(
    there: Amazon, http: AlexaHttp, is_live: bool, path: str
) -> None:
    sender = events(there, http, is_live=is_live)

    sender.send(shipped())
    sender.send(shipped("amzn1.ask.account.BOB"))

    assert there.paths() == ["POST /auth/o2/token", f"POST {path}", f"POST {path}"]
    assert there.seen() == ["ORDER_SHIPPED", "ORDER_SHIPPED"]
    assert there.got[1].body["localizedAttributes"] == [{"locale": "en-US", "sellerName": "Juniper Market"}]


@pytest.mark.parametrize("progress", list(Progress))
def test_amazon_takes_every_status(there: Amazon, http: AlexaHttp, progress: Progress) -> None:
    events(there, http).send(shipped(progress=progress))

    assert there.seen() == [f"ORDER_{progress.name}"]


def test_what_amazon_knows_already_counts_as_told(there: Amazon, http: AlexaHttp) -> None:
    sender = events(there, http)

    sender.send(shipped())
    sender.send(shipped())

    assert there.seen() == ["ORDER_SHIPPED"]


def test_a_key_is_replaced_before_it_runs_out(there: Amazon, http: AlexaHttp) -> None:
    clock = [NOON]
    sender = events(there, http, now=lambda: clock[0])
    sender.send(shipped("a"))
    clock[0] += timedelta(minutes=54)
    sender.send(shipped("b"))
    assert len(there.keys) == 1

    clock[0] += timedelta(minutes=2)
    sender.send(shipped("c"))

    assert len(there.keys) == 2


@pytest.mark.parametrize("lasts", [None, "soon", -5, 0, 1e400, True])
def test_a_key_of_odd_life_serves_once(there: Amazon, http: AlexaHttp, lasts: object) -> None:
    there.key_lasts = lasts
    sender = events(there, http)

    sender.send(shipped("a"))

    assert there.seen() == ["ORDER_SHIPPED"]


def test_a_key_that_was_taken_back_is_replaced_once(there: Amazon, http: AlexaHttp) -> None:
    sender = events(there, http)
    sender.send(shipped("a"))
    there.keys.clear()
    there.keys.add("somebody else's")

    sender.send(shipped("b"))

    assert there.seen() == ["ORDER_SHIPPED", "ORDER_SHIPPED"]


def test_many_at_once_fetch_one_key(there: Amazon, http: AlexaHttp) -> None:
    sender = events(there, http)
    senders = [threading.Thread(target=sender.send, args=[shipped(f"user {number}")]) for number in range(4)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()

    assert there.paths().count("POST /auth/o2/token") == 1
    assert len(there.seen()) == 4


@pytest.mark.parametrize("status", [400, 401, 500])
def test_without_a_key_it_is_tried_later(there: Amazon, http: AlexaHttp, status: int) -> None:
    there.trouble = Trouble(status, times=99)

    with pytest.raises(AlexaUnavailable):
        events(there, http).send(shipped())


def test_an_event_amazon_will_not_have_is_given_up(there: Amazon, http: AlexaHttp) -> None:
    sender = events(there, http)
    sender._key()
    there.trouble = Trouble(400)

    with pytest.raises(AlexaRefused, match="400"):
        sender.send(shipped())


def test_nothing_that_fails_says_a_token_or_a_name(there: Amazon, device: Device) -> None:
    there.trouble = Trouble(500, times=99)

    with pytest.raises(AlexaUnavailable) as error:
        device.address()

    assert str(error.value) == "500"
    assert SESSION_TOKEN not in repr(device) and DEVICE not in repr(device)


@pytest.mark.parametrize(("text", "client"), [("", None), (" id  secret ", ("id", "secret"))])
def test_the_setting_names_the_client(text: str, client: tuple[str, str] | None) -> None:
    assert client_from(text) == client


@pytest.mark.parametrize("text", ["hush", "id hush more"])
def test_a_wrong_setting_is_one_sentence_without_the_secret(text: str) -> None:
    with pytest.raises(WrongAlexaSetting) as wrong:
        client_from(text)

    assert "hush" not in str(wrong.value)
