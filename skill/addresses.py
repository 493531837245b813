"""Where the device stands, for the first order of a customer who has told the shop no address."""

import logging
from collections.abc import Callable
from dataclasses import replace

from backend.conversation.turn import Phrase, Reply, Turn
from backend.conversation.visit import MOST_SAID
from backend.integrations.alexa_api import AlexaRefused, AlexaUnavailable, Device, PermissionNeeded
from interaction_models.model import SlotValue

log = logging.getLogger(__name__)


def with_address(reply: Reply, turn: Turn, device: Device | None, respond: Callable[[Turn], Reply]) -> Reply:
    """The same question, or the address that Amazon knows, for the customer to say yes or no to.

    Nothing is saved or delivered there before that yes.
    """
    if not reply.wants_address or device is None:
        return reply
    try:
        found = device.address()
    except PermissionNeeded as needed:
        return replace(reply, says=(*reply.says, Phrase("address-permission")), permissions=(needed.scope,))
    except (AlexaUnavailable, AlexaRefused) as problem:
        log.warning("no address of the device: %s", problem)
        return reply
    # Without a street nobody can deliver there; and half of a long one is somewhere else.
    if found is None or not found.lines or len(found.text) > MOST_SAID:
        return reply
    slots = {"address": SlotValue(found.text)}
    offer = respond(replace(turn, intent="ChangeAddressIntent", slots=slots, state=reply.state))
    # One request, one answer to keep.
    return replace(offer, claim=reply.claim or offer.claim)
