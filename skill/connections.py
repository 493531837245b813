"""Asks Alexa to find out who is speaking, and reads what came of it."""

from collections.abc import Mapping
from typing import Any

from ask_sdk_model.interfaces.connections.on_completion import OnCompletion
from ask_sdk_model.interfaces.connections.v1.start_connection_directive import StartConnectionDirective

from backend.conversation.turn import PERSON_NOT_VERIFIED, PERSON_VERIFIED
from interaction_models.model import SlotValue
from skill.reading import Returned

NOT_SET_UP = "VERIFICATION_METHOD_NOT_SETUP"


def verify_person(token: str) -> StartConnectionDirective:
    """Alexa asks for the profile PIN of whoever speaks, and gives the token back with its answer."""
    confidence = {"level": 400, "customPolicy": {"policyName": "VOICE_PIN"}}
    return StartConnectionDirective(
        uri="connection://AMAZON.VerifyPerson/2",
        on_completion=OnCompletion.RESUME_SESSION,
        input={"requestedAuthenticationConfidenceLevel": confidence},
        token=token,
    )


def read_verdict(returned: Returned) -> tuple[str, Mapping[str, Any]]:
    """Intent and slots for the conversation."""
    if returned.ok and returned.result.get("status") == "ACHIEVED":
        return PERSON_VERIFIED, {}
    is_missing = returned.result.get("reason") == NOT_SET_UP
    return PERSON_NOT_VERIFIED, {"reason": SlotValue("", ("not_set_up",))} if is_missing else {}
