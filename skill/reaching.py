"""The conversation as Alexa has it: with reminders, the device's address, and a word when the answer takes long."""

from dataclasses import replace

from backend.conversation.turn import Reply, Turn
from backend.wiring import Encore
from skill.addresses import with_address
from skill.reading import Document
from skill.reminders import device_of, with_reminder
from skill.slow import Meanwhile


class Reach:
    """One for all requests of a process.

    Args:
        is_verified: Whether requests are known to be Alexa's.
    """

    def __init__(self, encore: Encore, *, is_verified: bool) -> None:
        self._encore = encore
        self._is_verified = is_verified
        self._meanwhile = Meanwhile()

    def respond(self, turn: Turn, document: Document) -> Reply:
        """
        Raises:
            AlreadyAnswered: this request has been answered before, with the answer it carries.
        """
        http, own = self._encore.alexa_http, self._encore.settings.alexa_api
        device = device_of(document, http, own, is_verified=self._is_verified)
        turn, respond = replace(turn, can_remind=device is not None), self._encore.conversation.respond
        with self._meanwhile.watch(device, document, turn.locale):
            reply = with_address(respond(turn), turn, device, respond)
            return with_reminder(reply, turn, document, device, self._encore.database, now=turn.now)
