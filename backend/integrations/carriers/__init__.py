"""Incoming news of parcels: who signed it is checked first, then each vendor's words become ours."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from backend.integrations.carriers import payload
from backend.integrations.carriers.aftership import AfterShip
from backend.integrations.carriers.easypost import EasyPost
from backend.integrations.carriers.events import CarrierEvent, CarrierRefused, Report, Scan, Vendor
from backend.integrations.carriers.own import Own
from backend.integrations.carriers.seventeentrack import SeventeenTrack
from backend.integrations.carriers.shippo import Shippo
from backend.orders.model import ShipmentStatus

__all__ = ["CARRIERS", "LARGEST_BODY", "CarrierEvent", "CarrierRefused", "read_events"]

LARGEST_BODY = 256 * 1024
MOST_EVENTS = 200
"""Of one message; the latest ones count."""
AHEAD = timedelta(days=1)
"""A local time taken for UTC is off by hours. What lies further ahead would hide all true news until then."""

CARRIERS: Mapping[str, Vendor] = {
    "17track": SeventeenTrack(),
    "aftership": AfterShip(),
    "easypost": EasyPost(),
    "own": Own(),
    "shippo": Shippo(),
}


def read_events(
    carrier: str, headers: Mapping[str, str], body: bytes, *, secret: str, now: datetime
) -> Sequence[CarrierEvent]:
    """What a message says, in the order of the carrier's clock: often the parcel's whole story, known parts included.

    Nothing if the message is genuine but about something else; the sender wants to hear that it arrived all the same.

    Args:
        secret: The carrier's; empty if none was agreed, and then nobody is believed.

    Raises:
        CarrierRefused: nothing of the message may be used.
    """
    vendor = CARRIERS.get(carrier)
    if vendor is None or not secret:
        raise CarrierRefused("unknown_carrier")
    if len(body) > LARGEST_BODY:
        raise CarrierRefused("bad_body")
    vendor.check({name.lower(): value for name, value in headers.items()}, body, secret=secret, now=now)
    report = vendor.read(payload.document(body))
    if report is None:
        return ()
    return [
        CarrierEvent(
            carrier=carrier,
            tracking_code=report.tracking_code,
            status=scan.status,
            at=scan.at,
            place=scan.place,
            expected_on=report.expected_on,
            carrier_status=scan.carrier_status,
        )
        for scan in _story(report, now)
    ]


def _story(report: Report, now: datetime) -> Sequence[Scan]:
    """The scans, and behind them what the vendor makes of them if that is something else."""
    scans = sorted((scan for scan in report.scans if scan.at <= now + AHEAD), key=lambda scan: scan.at)[-MOST_EVENTS:]
    overall = report.overall if report.overall and report.overall.at <= now + AHEAD else None
    if overall is None and not scans:
        raise payload.bad_body()
    if overall is None:
        return scans
    if not scans:
        return [overall]
    latest = scans[-1]
    if overall.status in (ShipmentStatus.UNKNOWN, latest.status):
        return scans
    if overall.at <= latest.at:
        # The vendor read the latest scan better than the scan's own word says.
        return [*scans[:-1], replace(latest, status=overall.status, carrier_status=overall.carrier_status)]
    return [*scans, overall]
