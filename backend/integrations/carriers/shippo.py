"""Shippo: `track_updated`, with `Shippo-Auth-Signature: t=..,v1=..` over time and body; Shippo sets it up if asked."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from backend.integrations.carriers import payload
from backend.integrations.carriers.events import CarrierRefused, Report, Scan, check_age, hex_hmac, same
from backend.orders.model import ShipmentStatus

_STATUS: Mapping[str, ShipmentStatus] = {
    "UNKNOWN": ShipmentStatus.UNKNOWN,
    "PRE_TRANSIT": ShipmentStatus.LABEL_CREATED,
    "TRANSIT": ShipmentStatus.IN_TRANSIT,
    "DELIVERED": ShipmentStatus.DELIVERED,
    "RETURNED": ShipmentStatus.RETURNED,
    "FAILURE": ShipmentStatus.ATTEMPT_FAILED,
}
_DETAIL: Mapping[tuple[str, str], ShipmentStatus] = {
    ("TRANSIT", "package_accepted"): ShipmentStatus.PICKED_UP,
    ("TRANSIT", "out_for_delivery"): ShipmentStatus.OUT_FOR_DELIVERY,
    ("TRANSIT", "pickup_available"): ShipmentStatus.READY_FOR_PICKUP,
    ("TRANSIT", "delivery_attempted"): ShipmentStatus.ATTEMPT_FAILED,
    ("TRANSIT", "notice_left"): ShipmentStatus.ATTEMPT_FAILED,
    ("TRANSIT", "location_inaccessible"): ShipmentStatus.ATTEMPT_FAILED,
    ("TRANSIT", "delayed"): ShipmentStatus.DELAYED,
    ("TRANSIT", "delivery_rescheduled"): ShipmentStatus.DELAYED,
    ("TRANSIT", "reschedule_delivery"): ShipmentStatus.DELAYED,
    ("TRANSIT", "package_held"): ShipmentStatus.DELAYED,
    ("TRANSIT", "address_issue"): ShipmentStatus.EXCEPTION,
    ("TRANSIT", "contact_carrier"): ShipmentStatus.EXCEPTION,
    ("TRANSIT", "package_damaged"): ShipmentStatus.EXCEPTION,
    ("FAILURE", "package_damaged"): ShipmentStatus.EXCEPTION,
    ("FAILURE", "package_disposed"): ShipmentStatus.EXCEPTION,
    ("FAILURE", "package_lost"): ShipmentStatus.EXCEPTION,
    ("FAILURE", "package_unclaimed"): ShipmentStatus.EXCEPTION,
    ("FAILURE", "package_undeliverable"): ShipmentStatus.EXCEPTION,
}
_SECONDS = re.compile(r"[0-9]{1,11}")


class Shippo:
    def check(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: datetime) -> None:
        parts = [part.strip().partition("=") for part in headers.get("shippo-auth-signature", "").split(",")]
        seconds = next((value for name, _, value in parts if name == "t"), "")
        if not _SECONDS.fullmatch(seconds):
            raise CarrierRefused("bad_signature")
        expected = hex_hmac(secret, f"{seconds}.".encode() + body)
        if not any(same(expected, value.lower()) for name, _, value in parts if name == "v1"):
            raise CarrierRefused("bad_signature")
        check_age(datetime.fromtimestamp(int(seconds), UTC), now)

    def read(self, message: Mapping[str, Any]) -> Report | None:
        if payload.word(message.get("event")) != "track_updated":
            return None
        track = payload.fields(message.get("data"))
        if track.get("tracking_status") is None:
            return None  # nobody has seen the parcel yet
        latest = payload.fields(track.get("tracking_status"))
        told_at = payload.moment(latest.get("status_date"))
        return Report(
            tracking_code=payload.tracking_code(track.get("tracking_number")),
            scans=[
                _scan(scan, at)
                for scan in payload.entries(track.get("tracking_history"))
                if (at := payload.moment(scan.get("status_date")))
            ],
            overall=_scan(latest, told_at) if told_at else None,
            expected_on=payload.day(track.get("eta")),
        )


def _scan(scan: Mapping[str, Any], at: datetime) -> Scan:
    status = payload.word(scan.get("status"))
    detail = payload.word(payload.fields_if_any(scan.get("substatus")).get("code"))
    where = payload.fields_if_any(scan.get("location"))
    return Scan(
        carrier_status=f"{status}/{detail}" if detail else status,
        status=_DETAIL.get((status, detail)) or _STATUS.get(status, ShipmentStatus.UNKNOWN),
        at=at,
        place=payload.place(where.get("city"), where.get("state"), where.get("country")),
    )
