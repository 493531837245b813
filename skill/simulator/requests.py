"""The envelopes an Alexa device sends, built from an interaction model. The device decides which."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from interaction_models.model import InteractionModel, Slot, SlotValue, Value

SKILL = "amzn1.ask.skill.simulator"

JSON = dict[str, Any]
DynamicValues = Mapping[str, tuple[Value, ...]]
"""By slot type: what the skill has told the device besides its model."""

_NONE: DynamicValues = {}


def envelope(
    request: JSON, *, customer: str, session: JSON, new: bool, now: datetime, locale: str, person: str | None = None
) -> JSON:
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
                **({"person": {"personId": f"amzn1.ask.person.{person}"}} if person else {}),
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


def session_resumed_request(token: str, *, achieved: bool) -> JSON:
    """Alexa asked for the profile PIN, as the skill wished."""
    result = {"status": "ACHIEVED" if achieved else "NOT_ACHIEVED"}
    status = {"code": "200", "message": "OK"}
    cause = {"type": "ConnectionCompleted", "token": token, "status": status, "result": result}
    return {"type": "SessionResumedRequest", "cause": cause}


def session_ended_request() -> JSON:
    return {"type": "SessionEndedRequest", "reason": "USER_INITIATED"}


def intent_request(
    model: InteractionModel,
    name: str,
    values: Mapping[str, SlotValue],
    *,
    answers: bool,
    dynamic: DynamicValues = _NONE,
    confirmed: bool | None = None,
    about: str | None = None,
) -> JSON:
    """`answers`: the customer answers what the skill asked with a dialog directive.

    With `confirmed` that was a yes or a no: `about` a slot, or about the whole intent.
    """
    intent = model.intent(name)
    slots = {slot.name: _slot(model, slot, values.get(slot.name), dynamic) for slot in (intent.slots if intent else ())}
    dialog = {"dialogState": "IN_PROGRESS" if answers else "STARTED"} if name in model.dialogs else {}
    status = {None: "NONE", True: "CONFIRMED", False: "DENIED"}[confirmed]
    if about in slots:
        slots[about]["confirmationStatus"] = status
        status = "NONE"
    return {
        "type": "IntentRequest",
        "intent": {"name": name, "confirmationStatus": status, **({"slots": slots} if slots else {})},
        **dialog,
    }


def _slot(model: InteractionModel, slot: Slot, value: SlotValue | None, dynamic: DynamicValues) -> JSON:
    empty = {"name": slot.name, "confirmationStatus": "NONE"}
    if value is None:
        return empty
    if slot.multiple:  # such a slot has no value of its own, only a list
        several = [{"type": "Simple", **_said(model, slot, each, dynamic)} for each in (value, *value.others)]
        return {**empty, "source": "USER", "slotValue": {"type": "List", "values": several}}
    said = _said(model, slot, value, dynamic)
    return {**empty, **said, "source": "USER", "slotValue": {"type": "Simple", **said}}


def _said(model: InteractionModel, slot: Slot, value: SlotValue, dynamic: DynamicValues) -> JSON:
    said: JSON = {"value": value.said}
    if slot.type in model.types:
        authority = f"amzn1.er-authority.echo-sdk.{SKILL}.{slot.type}"
        authorities = [_authority(authority, model.types[slot.type], value)]
        if slot.type in dynamic:
            authority = f"amzn1.er-authority.echo-sdk.dynamic.{SKILL}.{slot.type}"
            authorities.append(_authority(authority, dynamic[slot.type], value))
        said["resolutions"] = {"resolutionsPerAuthority": authorities}
    return said


def _authority(authority: str, values: Iterable[Value], value: SlotValue) -> JSON:
    names = {entry.id: entry.name for entry in values}
    found = [{"value": {"name": names[id_], "id": id_}} for id_ in value.ids if id_ in names]
    if not found:  # without the key "values", not with an empty list
        return {"authority": authority, "status": {"code": "ER_SUCCESS_NO_MATCH"}}
    return {"authority": authority, "status": {"code": "ER_SUCCESS_MATCH"}, "values": found}
