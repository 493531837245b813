"""Between JSON and the SDK's objects."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.context import Context
from ask_sdk_model.interfaces.alexa.presentation.apl.render_document_directive import RenderDocumentDirective
from ask_sdk_model.request import Request
from ask_sdk_model.request_envelope import RequestEnvelope
from ask_sdk_model.session import Session

from skill.reading import BadEnvelope, Document, at, read_json
from skill.session import LARGEST, SEALED


class Envelope(RequestEnvelope):
    """What the SDK hands to its handlers: the whole request as it came, and its typed parts for who asks for them.

    Decoding all of it costs more than everything else about a request, and fails for one unknown value in a part
    that nobody looks at.
    """

    def __init__(self, document: Document) -> None:
        """
        Raises:
            BadEnvelope: there is no request in it.
        """
        if not isinstance(at(document, "request", "type"), str):
            raise BadEnvelope("no request with a type")
        self.document = document
        self.version = "1.0"
        self.claim = ""
        """What answering it has changed is known by this; empty if it changed nothing."""
        self.session = Session(attributes=_own_attributes(document)) if at(document, "session") else None

    @property
    def type(self) -> str:
        """Of the request, such as "LaunchRequest"; also one that the SDK does not know."""
        return str(self.document["request"]["type"])

    @cached_property
    def request(self) -> Any:  # type: ignore[override]
        return _decoded(self.document["request"], Request)

    @cached_property
    def context(self) -> Any:  # type: ignore[override]
        return _decoded(self.document.get("context"), Context)


def _own_attributes(document: Document) -> dict[str, object]:
    """The SDK sends them back when nothing else is said; what is not from us could be too large or deep for that."""
    sealed = at(document, "session", "attributes", SEALED)
    return {SEALED: sealed} if isinstance(sealed, str) and len(sealed) <= LARGEST else {}


def envelope_of(handler_input: HandlerInput) -> Envelope:
    envelope = handler_input.request_envelope
    assert isinstance(envelope, Envelope)
    return envelope


class EnvelopeSerializer(DefaultSerializer):
    """The SDK's, but for whole requests: those become an `Envelope`."""

    def deserialize(self, payload: Any, obj_type: Any) -> Any:
        """
        Raises:
            BadEnvelope: `payload` is not an envelope.
        """
        if obj_type is not RequestEnvelope:
            return super().deserialize(payload, obj_type)
        return Envelope(parsed(payload))

    def serialize(self, obj: Any) -> Any:
        if isinstance(obj, RenderDocumentDirective):  # JSON already, and larger than all the rest
            shown = {"document": obj.document, "datasources": obj.datasources}
            return {"type": obj.object_type, "token": obj.token, **shown}
        return super().serialize(obj)


def parsed(body: bytes | str) -> Document:
    """
    Raises:
        BadEnvelope: it is not a JSON object.
    """
    document = read_json(body)
    if not isinstance(document, Mapping):
        raise BadEnvelope("not an object")
    return document


def refuse_other_skills(document: Document, skill_id: str) -> None:
    """Where no verifier has done so.

    Raises:
        BadEnvelope: it names another skill, or none; any skill will do when `skill_id` is empty.
    """
    places = (("context", "System", "application"), ("session", "application"))
    named = [at(document, *place, "applicationId") for place in places]
    if skill_id and {str(name) for name in named if name} != {skill_id}:
        raise BadEnvelope("for another skill")


def _decoded(part: Any, kind: type) -> Any:
    return DefaultSerializer().deserialize(json.dumps(part), kind)
