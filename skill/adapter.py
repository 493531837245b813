"""Puts the skill into Flask: the SDK's adapter, with a request that was read once and an answer of a size Alexa takes.

Imported only after `certvalidator_standin.register()`, which the adapter's own package needs.
"""

import json
from typing import Any

from flask_ask_sdk.skill_adapter import SkillAdapter

from skill.serializer import Envelope

LARGEST_ANSWER = 120_000
"""Bytes of a whole response; Alexa answers a larger one with an error of its own."""


class Adapter(SkillAdapter):  # type: ignore[misc]
    def answer(self, envelope: Envelope) -> bytes:
        """The response's JSON.

        Raises:
            BadEnvelope: it is not a request we can answer.
            AlreadyAnswered: it has been answered before.
        """
        response = self._skill.invoke(envelope, None)
        answer: dict[str, Any] = self._skill.serializer.serialize(response)
        body = _encoded(answer)
        if len(body) > LARGEST_ANSWER:  # what is said matters more than what can be seen beside it
            answer["response"].pop("directives", None)
            answer["response"].pop("card", None)
            body = _encoded(answer)
        return body


def _encoded(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
