"""A word meanwhile: only when it takes long, once, and never after the answer."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from backend.integrations.alexa_api import AlexaHttp, Device
from skill.reminders import device_of
from skill.slow import SEND_SECONDS, Meanwhile
from tests.alexa_stand_in import Amazon, Trouble, amazon, system

REQUEST = "amzn1.echo-api.request.1"


@pytest.fixture
def there() -> Iterator[Amazon]:
    with amazon() as found:
        yield found


def document(there: Amazon, **changes: Any) -> dict[str, Any]:
    return {"context": {"System": system(there, **changes)}, "request": {"requestId": REQUEST, "locale": "en-US"}}


def sleep_on(_: float) -> None:
    """The test turns the timer itself."""
    threading.Event().wait(60)


class Slow:
    """A request that waits until the test lets it go; the timer is turned by hand."""

    def __init__(self, there: Amazon, *requests: dict[str, Any]) -> None:
        self.now = 0.0
        self.meanwhile = Meanwhile(clock=lambda: self.now, nap=sleep_on)
        self.http = AlexaHttp()
        self.requests = requests or (document(there),)
        self.there = there

    def device(self, request: dict[str, Any]) -> Device | None:
        return device_of(request, self.http, self.there.url, is_verified=False)


def said(there: Amazon) -> list[str]:
    return [got.body["directive"]["speech"] for got in there.got]


def test_who_waits_for_long_hears_it_once(there: Amazon) -> None:
    slow = Slow(there)
    request = document(there)

    with slow.meanwhile.watch(slow.device(request), request, "en-US"):
        slow.now = 0.9
        assert slow.meanwhile.look() == pytest.approx(0.1)
        assert said(there) == []
        slow.now = 1.0
        slow.meanwhile.look()
        slow.meanwhile.look()

    assert said(there) == ["<speak>One moment.</speak>"]
    assert there.got[0].body["header"] == {"requestId": REQUEST}


def test_an_answer_in_time_is_all_there_is(there: Amazon) -> None:
    slow = Slow(there)
    request = document(there)

    with slow.meanwhile.watch(slow.device(request), request, "en-US"):
        slow.now = 0.9
    slow.now = 5.0
    slow.meanwhile.look()

    assert said(there) == []


def test_a_word_that_comes_too_late_is_not_said(there: Amazon) -> None:
    slow = Slow(there)
    request = document(there)

    with slow.meanwhile.watch(slow.device(request), request, "en-US"):
        slow.now = 3.5
        slow.meanwhile.look()

    assert said(there) == []


def test_everybody_who_waits_hears_it(there: Amazon) -> None:
    slow = Slow(there)
    first, second = document(there), document(there)

    with (
        slow.meanwhile.watch(slow.device(first), first, "en-US"),
        slow.meanwhile.watch(slow.device(second), second, "ko-KR"),
    ):
        slow.now = 1.2
        slow.meanwhile.look()

    assert said(there) == ["<speak>One moment.</speak>", "<speak>잠시만요.</speak>"]


def test_the_answer_waits_for_the_end_of_the_word(there: Amazon) -> None:
    slow = Slow(there)
    request = document(there)
    there.trouble = Trouble(status=0)  # it hangs, and is left after a moment

    with slow.meanwhile.watch(slow.device(request), request, "en-US"):
        slow.now = 1.0
        timer = threading.Thread(target=slow.meanwhile.look)
        timer.start()
        while not there.got:
            time.sleep(0.01)
        ready = time.monotonic()
    waited = time.monotonic() - ready
    timer.join()

    assert waited > SEND_SECONDS / 2
    assert len(there.got) == 1


def test_trouble_with_the_word_is_no_trouble_for_the_answer(there: Amazon) -> None:
    slow = Slow(there)
    request = document(there)
    there.trouble = Trouble(500)

    with slow.meanwhile.watch(slow.device(request), request, "en-US"):
        slow.now = 1.0
        assert slow.meanwhile.look() == 1.0


def test_the_timer_does_it_by_itself(there: Amazon) -> None:
    meanwhile = Meanwhile(patience=0.05)
    request = document(there)

    for _ in range(2):
        with meanwhile.watch(device_of(request, AlexaHttp(), there.url, is_verified=True), request, "en-US"):
            threading.Event().wait(0.25)

    assert len(said(there)) == 2


def test_nobody_is_told_where_nobody_can_be(there: Amazon) -> None:
    slow = Slow(there)
    hostile = "https://api.amazonalexa.com.evil.example"
    changes: list[dict[str, Any]] = [
        {"apiEndpoint": hostile}, {"apiEndpoint": None}, {"apiAccessToken": ""}, {"apiAccessToken": 7},
    ]  # fmt: skip

    for change in changes:
        request = document(there, **change)
        assert slow.device(request) is None
        with slow.meanwhile.watch(slow.device(request), request, "en-US"):
            slow.now += 2
            slow.meanwhile.look()

    assert there.got == []


def test_an_error_of_the_answer_is_still_the_answers(there: Amazon) -> None:
    slow = Slow(there)
    request = document(there)

    with pytest.raises(ZeroDivisionError), slow.meanwhile.watch(slow.device(request), request, "en-US"):
        _ = 1 / 0

    slow.now = 1.5
    slow.meanwhile.look()
    assert said(there) == []
