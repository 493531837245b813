"""What carriers tell us, in our own words, and what each of them has to offer for that."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from backend.orders.model import ShipmentStatus

TOLERANCE = timedelta(minutes=5)
"""Between a signature's time and ours, both ways."""


class CarrierRefused(Exception):
    """A message we do not take. `code` is one of `unknown_carrier bad_signature too_old bad_body`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class CarrierEvent:
    carrier: str
    """Who told us, that is whose secret signed it; nobody can speak for the parcels of another."""
    tracking_code: str
    status: ShipmentStatus
    at: datetime
    """The carrier's time, UTC."""
    place: str
    """Town, region, country as far as known; at most 100 characters."""
    expected_on: date | None
    """What the carrier expects now: the same in all events of one message."""
    carrier_status: str
    """The carrier's own word."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One line of a parcel's story."""

    carrier_status: str
    status: ShipmentStatus
    at: datetime
    place: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What one message says about one parcel."""

    tracking_code: str
    scans: Sequence[Scan]
    overall: Scan | None = None
    """What the vendor makes of the scans; its time is that of the message."""
    expected_on: date | None = None


class Vendor(Protocol):
    def check(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: datetime) -> None:
        """Header names are in lower case.

        Raises:
            CarrierRefused: not signed with the secret, or too long ago.
        """

    def read(self, message: Mapping[str, Any]) -> Report | None:
        """None if the message is about something else than a parcel's way.

        Raises:
            CarrierRefused: the message is not what the vendor documents.
        """


def same(expected: str, given: str) -> bool:
    """Takes as long for a nearly right signature as for a wrong one."""
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


def hex_hmac(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def base64_hmac(secret: str, message: bytes) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), message, "sha256")).decode("ascii")


def check_age(signed_at: datetime, now: datetime) -> None:
    if abs(now - signed_at) > TOLERANCE:
        raise CarrierRefused("too_old")
