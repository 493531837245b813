"""17TRACK: `TRACKING_UPDATED`, with `sign`: SHA-256 of the body, a slash and the key. It carries no time."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from backend.integrations.carriers import payload
from backend.integrations.carriers.events import CarrierRefused, Report, Scan, same
from backend.orders.model import ShipmentStatus

_STATUS: Mapping[str, ShipmentStatus] = {
    "NotFound": ShipmentStatus.UNKNOWN,
    "InfoReceived": ShipmentStatus.LABEL_CREATED,
    "InTransit": ShipmentStatus.IN_TRANSIT,
    "Expired": ShipmentStatus.EXPIRED,
    "AvailableForPickup": ShipmentStatus.READY_FOR_PICKUP,
    "OutForDelivery": ShipmentStatus.OUT_FOR_DELIVERY,
    "DeliveryFailure": ShipmentStatus.ATTEMPT_FAILED,
    "Delivered": ShipmentStatus.DELIVERED,
    "Exception": ShipmentStatus.EXCEPTION,
}
_DETAIL: Mapping[str, ShipmentStatus] = {
    "InTransit_PickedUp": ShipmentStatus.PICKED_UP,
    "InTransit_CustomsRequiringInformation": ShipmentStatus.DELAYED,
    "Exception_Returning": ShipmentStatus.RETURNED,
    "Exception_Returned": ShipmentStatus.RETURNED,
    "Exception_Delayed": ShipmentStatus.DELAYED,
    "Exception_Cancel": ShipmentStatus.CANCELLED,
}


class SeventeenTrack:
    def check(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: datetime) -> None:
        expected = hashlib.sha256(body + b"/" + secret.encode()).hexdigest()
        if not same(expected, headers.get("sign", "").lower()):
            raise CarrierRefused("bad_signature")

    def read(self, message: Mapping[str, Any]) -> Report | None:
        if payload.word(message.get("event")) != "TRACKING_UPDATED":
            return None
        data = payload.fields(message.get("data"))
        track = payload.fields(data.get("track_info"))
        latest = payload.fields(track.get("latest_status"))
        last_scan = payload.fields_if_any(track.get("latest_event"))
        if not last_scan and payload.word(latest.get("status")) == "NotFound":
            return None  # nobody has seen the parcel yet
        told_at = _time(last_scan)
        expected = payload.fields_if_any(
            payload.fields_if_any(track.get("time_metrics")).get("estimated_delivery_date")
        )
        providers = payload.entries(payload.fields_if_any(track.get("tracking")).get("providers"))
        status, detail = payload.word(latest.get("status")), payload.word(latest.get("sub_status"))
        return Report(
            tracking_code=payload.tracking_code(data.get("number")),
            scans=[
                _scan(payload.word(scan.get("stage")), payload.word(scan.get("sub_status")), at, scan)
                for provider in providers
                for scan in payload.entries(provider.get("events"))
                if (at := _time(scan))
            ],
            overall=_scan(status, detail, told_at, last_scan) if told_at else None,
            expected_on=payload.day(expected.get("to")) or payload.day(expected.get("from")),
        )


def _scan(status: str, detail: str, at: datetime, scan: Mapping[str, Any]) -> Scan:
    # A scan names its sub-status always and its stage only where a new one begins.
    stage = detail.partition("_")[0] or status
    return Scan(
        carrier_status=detail or status,
        status=_DETAIL.get(detail) or _STATUS.get(stage) or _STATUS.get(status, ShipmentStatus.UNKNOWN),
        at=at,
        place=payload.place(scan.get("location")),
    )


def _time(scan: Mapping[str, Any]) -> datetime | None:
    return payload.moment(scan.get("time_utc")) or payload.moment(scan.get("time_iso"))
