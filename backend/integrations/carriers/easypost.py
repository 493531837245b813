"""EasyPost: events of the kind tracker.created and tracker.updated.

Signed with `X-Hmac-Signature`, over the body alone, as EasyPost's own libraries check it; newer messages also carry
`X-Hmac-Signature-V2`, over time, method, path and body. The first does not age: an old message can come again, and
says nothing new then.
"""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from backend.integrations.carriers import payload
from backend.integrations.carriers.events import CarrierRefused, Report, Scan, check_age, hex_hmac, same
from backend.orders.model import ShipmentStatus

_STATUS: Mapping[str, ShipmentStatus] = {
    "unknown": ShipmentStatus.UNKNOWN,
    "pre_transit": ShipmentStatus.LABEL_CREATED,
    "in_transit": ShipmentStatus.IN_TRANSIT,
    "out_for_delivery": ShipmentStatus.OUT_FOR_DELIVERY,
    "delivered": ShipmentStatus.DELIVERED,
    "available_for_pickup": ShipmentStatus.READY_FOR_PICKUP,
    "return_to_sender": ShipmentStatus.RETURNED,
    "failure": ShipmentStatus.ATTEMPT_FAILED,
    "cancelled": ShipmentStatus.CANCELLED,
    "error": ShipmentStatus.EXCEPTION,
}
_DETAIL: Mapping[tuple[str, str], ShipmentStatus] = {
    ("in_transit", "delayed"): ShipmentStatus.DELAYED,
    ("in_transit", "weather_delay"): ShipmentStatus.DELAYED,
    ("failure", "damaged"): ShipmentStatus.EXCEPTION,
    ("failure", "lost"): ShipmentStatus.EXCEPTION,
    ("failure", "expired"): ShipmentStatus.EXPIRED,
}
_PREFIX = "hmac-sha256-hex="


class EasyPost:
    def check(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: datetime) -> None:
        key = unicodedata.normalize("NFKD", secret)
        signed_at = headers.get("x-timestamp", "")
        prelude = f"{signed_at}POST{headers.get('x-path', '')}".encode("utf-8", "replace")
        if same(hex_hmac(key, prelude + body), headers.get("x-hmac-signature-v2", "").removeprefix(_PREFIX)):
            check_age(_time(signed_at), now)
        elif not same(_PREFIX + hex_hmac(key, body), headers.get("x-hmac-signature", "")):
            raise CarrierRefused("bad_signature")

    def read(self, message: Mapping[str, Any]) -> Report | None:
        if not payload.word(message.get("description")).startswith("tracker."):
            return None
        tracker = payload.fields(message.get("result"))
        updated_at = payload.moment(tracker.get("updated_at")) or payload.moment(message.get("created_at"))
        carrier = payload.fields_if_any(tracker.get("carrier_detail"))
        return Report(
            tracking_code=payload.tracking_code(tracker.get("tracking_code")),
            scans=[
                _scan(scan, at)
                for scan in payload.entries(tracker.get("tracking_details"))
                if (at := payload.moment(scan.get("datetime")))
            ],
            overall=_scan(tracker, updated_at) if updated_at else None,
            expected_on=payload.day(carrier.get("est_delivery_date_local"))
            or payload.day(tracker.get("est_delivery_date")),
        )


def _scan(scan: Mapping[str, Any], at: datetime) -> Scan:
    status = payload.word(scan.get("status"))
    detail = payload.word(scan.get("status_detail"))
    where = payload.fields_if_any(scan.get("tracking_location"))
    return Scan(
        carrier_status=f"{status}/{detail}" if detail else status,
        status=_DETAIL.get((status, detail)) or _STATUS.get(status, ShipmentStatus.UNKNOWN),
        at=at,
        place=payload.place(where.get("city"), where.get("state"), where.get("country")),
    )


def _time(text: str) -> datetime:
    """RFC 2822."""
    try:
        at = parsedate_to_datetime(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise CarrierRefused("too_old") from None
