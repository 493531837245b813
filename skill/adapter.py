"""Puts the skill into Flask: the SDK's adapter, with a request that was read once.

Imported only after `certvalidator_standin.register()`, which the adapter's own package needs.
"""

from flask_ask_sdk.skill_adapter import SkillAdapter

from skill.serializer import Envelope
from skill.writing import encoded


class Adapter(SkillAdapter):  # type: ignore[misc]
    def answer(self, envelope: Envelope) -> bytes:
        """The response's JSON.

        Raises:
            BadEnvelope: it is not a request we can answer.
            AlreadyAnswered: it has been answered before.
        """
        response = self._skill.invoke(envelope, None)
        return encoded(self._skill.serializer.serialize(response))
