"""The envelopes an Alexa device sends, built from an interaction model. The device decides which."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from interaction_models.model import InteractionModel, Slot, SlotValue

SKILL = "amzn1.ask.skill.simulator"

JSON = dict[str, Any]


def envelope(request: JSON, *, customer: str, session: JSON, new: bool, now: datetime, locale: str) -> JSON:
    user = {"userId": f"amzn1.ask.account.{customer}"}
    application = {"applicationId": SKILL}
    return {
        "version": "1.0",
        "session": {
            "new": new,
            "sessionId": session["id"],
            "application": application,
            "attributes": session["attributes"],
            "user": user,
        },
        "context": {
            "System": {
                "application": application,
                "user": user,
                "device": {"deviceId": f"amzn1.ask.device.{customer}", "supportedInterfaces": {}},
                "apiEndpoint": "https://api.amazonalexa.com",
                "apiAccessToken": "simulated",
            }
        },
        "request": {
            "requestId": f"amzn1.echo-api.request.{uuid4()}",
            "timestamp": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "locale": locale,
            **request,
        },
    }


def launch_request() -> JSON:
    return {"type": "LaunchRequest", "shouldLinkResultBeReturned": False}


def session_ended_request() -> JSON:
    return {"type": "SessionEndedRequest", "reason": "USER_INITIATED"}


def intent_request(model: InteractionModel, name: str, values: Mapping[str, SlotValue], *, answers: bool) -> JSON:
    """`answers`: the customer answers what the skill asked with a dialog directive."""
    intent = model.intent(name)
    slots = {slot.name: _slot(model, slot, values.get(slot.name)) for slot in (intent.slots if intent else ())}
    dialog = {"dialogState": "IN_PROGRESS" if answers else "STARTED"} if slots else {}
    return {
        "type": "IntentRequest",
        "intent": {"name": name, "confirmationStatus": "NONE", **({"slots": slots} if slots else {})},
        **dialog,
    }


def _slot(model: InteractionModel, slot: Slot, value: SlotValue | None) -> JSON:
    empty = {"name": slot.name, "confirmationStatus": "NONE"}
    if value is None:
        return empty
    said: JSON = {"value": value.said}
    if slot.type in model.types:
        said["resolutions"] = {"resolutionsPerAuthority": [_authority(model, slot.type, value)]}
    if slot.multiple:  # such a slot has no value of its own, only a list
        return {
            **empty,
            "source": "USER",
            "slotValue": {"type": "List", "values": [{"type": "Simple", **said}]},
        }
    return {**empty, **said, "source": "USER", "slotValue": {"type": "Simple", **said}}


def _authority(model: InteractionModel, type_name: str, value: SlotValue) -> JSON:
    names = {entry.id: entry.name for entry in model.types[type_name]}
    found = [{"value": {"name": names[id_], "id": id_}} for id_ in value.ids if id_ in names]
    authority = f"amzn1.er-authority.echo-sdk.{SKILL}.{type_name}"
    if not found:  # without the key "values", not with an empty list
        return {"authority": authority, "status": {"code": "ER_SUCCESS_NO_MATCH"}}
    return {"authority": authority, "status": {"code": "ER_SUCCESS_MATCH"}, "values": found}
