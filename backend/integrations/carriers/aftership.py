"""AfterShip: `tracking_update` and the other tracking webhooks, signed with `aftership-hmac-sha256` over the body.

AfterShip repeats a message for days with its first time in it, so an age would refuse late news.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from backend.integrations.carriers import payload
from backend.integrations.carriers.events import CarrierRefused, Report, Scan, base64_hmac, same
from backend.orders.model import ShipmentStatus

_STATUS: Mapping[str, ShipmentStatus] = {
    "Pending": ShipmentStatus.UNKNOWN,
    "InfoReceived": ShipmentStatus.LABEL_CREATED,
    "InTransit": ShipmentStatus.IN_TRANSIT,
    "OutForDelivery": ShipmentStatus.OUT_FOR_DELIVERY,
    "AttemptFail": ShipmentStatus.ATTEMPT_FAILED,
    "Delivered": ShipmentStatus.DELIVERED,
    "AvailableForPickup": ShipmentStatus.READY_FOR_PICKUP,
    "Exception": ShipmentStatus.EXCEPTION,
    "Expired": ShipmentStatus.EXPIRED,
}
_DETAIL: Mapping[str, ShipmentStatus] = {
    "InTransit_002": ShipmentStatus.PICKED_UP,  # acceptance scan
    "Exception_004": ShipmentStatus.DELAYED,  # customs
    "Exception_005": ShipmentStatus.DELAYED,  # external factors
    "Exception_006": ShipmentStatus.DELAYED,  # held for payment
    "Exception_010": ShipmentStatus.RETURNED,  # on its way back
    "Exception_011": ShipmentStatus.RETURNED,
    "Exception_016": ShipmentStatus.DELAYED,  # processing
    "Exception_017": ShipmentStatus.DELAYED,  # weather
    "Exception_018": ShipmentStatus.DELAYED,  # documents are missing
    "Exception_019": ShipmentStatus.DELAYED,  # late flight
    "Exception_020": ShipmentStatus.CANCELLED,
}


class AfterShip:
    def check(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: datetime) -> None:
        if not same(base64_hmac(secret, body), headers.get("aftership-hmac-sha256", "")):
            raise CarrierRefused("bad_signature")

    def read(self, message: Mapping[str, Any]) -> Report | None:
        tracking = payload.fields(message.get("msg"))
        told_at = payload.moment(tracking.get("updated_at")) or _time(message.get("ts"))
        latest = payload.fields_if_any(tracking.get("latest_estimated_delivery"))
        courier = payload.fields_if_any(tracking.get("courier_estimated_delivery_date"))
        return Report(
            tracking_code=payload.tracking_code(tracking.get("tracking_number")),
            scans=[
                _scan(scan, at)
                for scan in payload.entries(tracking.get("checkpoints"))
                if (at := payload.moment(scan.get("checkpoint_time")))
            ],
            overall=_scan(tracking, told_at) if told_at else None,
            expected_on=payload.day(latest.get("datetime_max"))
            or payload.day(latest.get("datetime"))
            or payload.day(courier.get("estimated_delivery_date"))
            or payload.day(tracking.get("expected_delivery")),
        )


def _scan(scan: Mapping[str, Any], at: datetime) -> Scan:
    status = payload.word(scan.get("tag"))
    detail = payload.word(scan.get("subtag"))
    where = (scan.get("city"), scan.get("state"), scan.get("country_name") or scan.get("country_region"))
    return Scan(
        carrier_status=detail or status,
        status=_DETAIL.get(detail) or _STATUS.get(status, ShipmentStatus.UNKNOWN),
        at=at,
        place=payload.place(scan.get("location")) or payload.place(*where),
    )


def _time(value: object) -> datetime | None:
    """Seconds since 1970."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise payload.bad_body()
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        raise payload.bad_body() from None
