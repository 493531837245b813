"""Between the SDK's objects and JSON."""

import json
from collections.abc import Mapping
from typing import Any

from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.request import Request
from ask_sdk_model.request_envelope import RequestEnvelope

from skill.reading import BadEnvelope, Document, at, mapping

NEVER_ANSWERED = "SessionEndedRequest"


class EnvelopeSerializer(DefaultSerializer):
    """Gives the SDK the few parts it needs of an envelope, and the whole as `envelope.document`.

    The SDK's own reader refuses a whole request for one unknown enum value in a part nobody looks at, and its
    errors quote the request.
    """

    def __init__(self, skill_id: str) -> None:
        self._skill_id = skill_id

    def deserialize(self, payload: Any, obj_type: Any) -> Any:
        """
        Raises:
            BadEnvelope: `payload` is not an envelope, or is for another skill.
        """
        if obj_type is not RequestEnvelope:
            return super().deserialize(payload, obj_type)
        try:
            document = json.loads(payload, parse_constant=_refuse_constant)
            _refuse_other_skills(document, self._skill_id)
            return super().deserialize(json.dumps(_for_the_sdk(document)), obj_type)
        except BadEnvelope:
            raise
        except Exception as error:
            raise BadEnvelope(f"not readable ({type(error).__name__})") from None


def document_of(envelope: RequestEnvelope) -> Document:
    """The whole request, as it came."""
    document: Document = vars(envelope)["document"]
    return document


def _refuse_constant(constant: str) -> None:
    raise BadEnvelope(f"{constant} is not JSON")


def _refuse_other_skills(document: Document, skill_id: str) -> None:
    places = (("context", "System", "application"), ("session", "application"))
    named = {at(document, *place, "applicationId") for place in places} - {None}
    if skill_id and named != {skill_id}:
        raise BadEnvelope("for another skill")


def _for_the_sdk(document: Document) -> Document:
    request = at(document, "request")
    if not isinstance(request, Mapping) or not isinstance(request.get("type"), str):
        raise BadEnvelope("no request with a type")
    known = request["type"] in Request.discriminator_value_class_map
    session = {"attributes": mapping(document, "session", "attributes")}
    return {
        "version": "1.0",
        "request": {
            # A type that is newer than the SDK is treated like one that gets no answer.
            "type": request["type"] if known else NEVER_ANSWERED,
            **{key: request[key] for key in ("requestId", "timestamp", "locale") if key in request},
        },
        **({"session": session} if at(document, "session") else {}),
        "document": document,
    }
