"""A word meanwhile: when the answer takes long, the customer hears that they were heard."""

import logging
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock, Thread
from time import monotonic, sleep

from backend.conversation.phrasebook import phrasebook
from backend.conversation.turn import Phrase
from backend.integrations.alexa_api import AlexaRefused, AlexaUnavailable, Device
from skill.reading import Document, at
from skill.speech import ssml

PATIENCE = 1.0
"""Seconds of silence before the word."""
SEND_SECONDS = 0.6
_NO_DAY = date.min
TOO_LATE = 2.0
"""Seconds after that; then the answer itself is likelier to be next."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Ticket:
    """A request that is being answered, as long as the block lasts."""

    due: float
    device: Device
    request_id: str
    locale: str
    # Held while the word is being sent: the answer waits for the end of that, so that it never comes first.
    lock: Lock = field(default_factory=Lock)
    is_over: bool = False

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        with self.lock:
            self.is_over = True


class Meanwhile:
    """One for all requests of a process. Who answers in time costs a list entry: no thread is started or woken.

    All tickets have the same patience, so the first one in is the first one due, and a nap as long as that patience
    never misses one.
    """

    def __init__(
        self,
        *,
        patience: float = PATIENCE,
        clock: Callable[[], float] = monotonic,
        nap: Callable[[float], None] = sleep,
    ) -> None:
        self._patience = patience
        self._clock = clock
        self._nap = nap
        self._tickets: deque[_Ticket] = deque()
        self._thread: Thread | None = None
        self._starting = Lock()

    def watch(self, device: Device | None, document: Document, locale: str) -> AbstractContextManager[None]:
        """If the block takes long, "one moment" is said once. Without a device nobody can be told."""
        request_id = at(document, "request", "requestId")
        if device is None or not isinstance(request_id, str) or not request_id:
            return nullcontext()
        ticket = _Ticket(self._clock() + self._patience, device, request_id, locale)
        self._tickets.append(ticket)
        if self._thread is None:
            self._start()
        return ticket

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="meanwhile", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._nap(self.look())

    def look(self) -> float:
        """Says the word for whoever waits for too long; seconds until it is worth looking again."""
        while self._tickets:
            ticket = self._tickets[0]
            late = self._clock() - ticket.due
            if late < 0 and not ticket.is_over:
                return -late
            self._tickets.popleft()
            with ticket.lock:
                if not ticket.is_over and late <= TOO_LATE:
                    _say(ticket)
        return self._patience


def _say(ticket: _Ticket) -> None:
    # The answer may have to wait for this, so it gets little time.
    device = replace(ticket.device, seconds=SEND_SECONDS)
    try:
        text = phrasebook(ticket.locale).say(Phrase("progressive-moment"), today=_NO_DAY)
        device.say_meanwhile(ticket.request_id, ssml(text))
    except (AlexaUnavailable, AlexaRefused) as problem:
        log.info("no word meanwhile: %s", problem)
    except Exception as error:
        # The thread serves everybody; what goes wrong for one request must not end it.
        log.error("no word meanwhile: %s", type(error).__name__)  # noqa: TRY400
