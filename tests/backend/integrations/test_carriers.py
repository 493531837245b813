"""News of parcels: only what was signed is read, and whatever was signed is read without harm."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standardwebhooks import Webhook

from backend.integrations.carriers import CARRIERS, LARGEST_BODY, CarrierEvent, CarrierRefused, read_events
from backend.orders.model import ShipmentStatus

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
Headers = Mapping[str, str]
Signer = Callable[..., Headers]


# -- how each vendor signs, written a second time


def sign_easypost(body: bytes, *, secret: str = SECRET, at: datetime = NOW) -> Headers:
    return {"X-Hmac-Signature": "hmac-sha256-hex=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def sign_easypost_v2(body: bytes, *, secret: str = SECRET, at: datetime = NOW) -> Headers:
    time, path = format_datetime(at), "/api/v1/webhooks/carriers/easypost"
    digest = hmac.new(secret.encode(), f"{time}POST{path}".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Timestamp": time, "X-Path": path, "X-Hmac-Signature-V2": f"hmac-sha256-hex={digest}"}


def sign_aftership(body: bytes, *, secret: str = SECRET, at: datetime = NOW) -> Headers:
    return {"aftership-hmac-sha256": base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()}


def sign_17track(body: bytes, *, secret: str = SECRET, at: datetime = NOW) -> Headers:
    return {"sign": hashlib.sha256(body + b"/" + secret.encode()).hexdigest()}


def sign_shippo(body: bytes, *, secret: str = SECRET, at: datetime = NOW) -> Headers:
    seconds = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), seconds.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"Shippo-Auth-Signature": f"t={seconds},v1={digest}"}


def sign_own(body: bytes, *, secret: str = SECRET, at: datetime = NOW) -> Headers:
    try:
        signature = Webhook(secret).sign("msg_1", at, body.decode())
    except UnicodeDecodeError:
        signature = "v1,none"
    seconds = str(int(at.timestamp()))
    return {"webhook-id": "msg_1", "webhook-timestamp": seconds, "webhook-signature": signature}


SIGNERS: Mapping[str, Signer] = {
    "17track": sign_17track,
    "aftership": sign_aftership,
    "easypost": sign_easypost,
    "own": sign_own,
    "shippo": sign_shippo,
}
TIMED: Mapping[str, tuple[str, Signer]] = {
    "easypost v2": ("easypost", sign_easypost_v2),
    "own": ("own", sign_own),
    "shippo": ("shippo", sign_shippo),
}

# -- what each vendor sends


def easypost(scans: Any = None, **tracker: Any) -> dict[str, Any]:
    if scans is None:
        scans = [
            easypost_scan("2026-03-08T07:00:00Z", "pre_transit", "status_update", city=None, state=None, country=None),
            easypost_scan("2026-03-09T20:15:00-05:00", "in_transit", "arrived_at_facility"),
        ]
    return {
        "id": "evt_1",
        "object": "Event",
        "description": "tracker.updated",
        "created_at": "2026-03-10T11:00:00Z",
        "result": {
            "id": "trk_1",
            "object": "Tracker",
            "tracking_code": "9400110898825022579493",
            "status": "in_transit",
            "status_detail": "arrived_at_facility",
            "updated_at": "2026-03-10T10:59:00Z",
            "est_delivery_date": "2026-03-12T00:00:00Z",
            "carrier": "USPS",
            "carrier_detail": None,
            "tracking_details": scans,
            **tracker,
        },
    }


def easypost_scan(at: str | None, status: str, detail: str, **where: str | None) -> dict[str, Any]:
    place = {"city": "CHARLESTON", "state": "SC", "country": "US", "zip": "29407", **where}
    return {
        "object": "TrackingDetail",
        "datetime": at,
        "status": status,
        "status_detail": detail,
        "message": "Scanned",
        "tracking_location": {"object": "TrackingLocation", **place},
    }


def aftership(tag: str = "InTransit", subtag: str = "InTransit_003", **tracking: Any) -> dict[str, Any]:
    return {
        "event": "tracking_update",
        "event_id": "0f5d1e9c",
        "ts": 1773140000,
        "msg": {
            "id": "abc",
            "tracking_number": "1Z999AA10123456784",
            "slug": "ups",
            "tag": tag,
            "subtag": subtag,
            "updated_at": "2026-03-10T10:30:00+00:00",
            "expected_delivery": "2026-03-13",
            "checkpoints": [
                {
                    "slug": "ups",
                    "checkpoint_time": "2026-03-10T11:00:00+01:00",
                    "tag": tag,
                    "subtag": subtag,
                    "location": "Lyon, FR",
                    "city": "Lyon",
                    "message": "Arrived",
                }
            ],
            **tracking,
        },
    }


def seventeentrack(status: str = "InTransit", sub_status: str = "InTransit_PickedUp", **track: Any) -> dict[str, Any]:
    scan = {
        "time_iso": "2026-03-10T09:00:00+08:00",
        "time_utc": "2026-03-10T01:00:00Z",
        "description": "Picked up",
        "location": "Shenzhen, CN",
        "stage": None,
        "sub_status": sub_status,
    }
    return {
        "event": "TRACKING_UPDATED",
        "data": {
            "number": "RR123456789CN",
            "carrier": 3011,
            "tag": None,
            "track_info": {
                "latest_status": {"status": status, "sub_status": sub_status, "sub_status_descr": None},
                "latest_event": scan,
                "time_metrics": {
                    "days_of_transit": 1,
                    "estimated_delivery_date": {
                        "source": "Official",
                        "from": "2026-03-19T00:00:00+08:00",
                        "to": "2026-03-21T00:00:00+08:00",
                    },
                },
                "tracking": {"providers": [{"provider": {"key": 3011, "name": "China Post"}, "events": [scan]}]},
                **track,
            },
        },
    }


def shippo(status: str = "TRANSIT", code: str | None = "package_accepted", **track: Any) -> dict[str, Any]:
    scan = {
        "object_id": "abc",
        "status": status,
        "substatus": {"code": code, "text": "Text", "action_required": False} if code else None,
        "status_date": "2026-03-10T08:00:00Z",
        "status_details": "Details",
        "location": {"city": "Chicago", "state": "IL", "zip": "60611", "country": "US"},
    }
    return {
        "event": "track_updated",
        "test": False,
        "carrier": "usps",
        "data": {
            "tracking_number": "9205590164917312751089",
            "carrier": "usps",
            "eta": "2026-03-11T00:00:00Z",
            "tracking_status": scan,
            "tracking_history": [scan],
            **track,
        },
    }


def own(**changes: Any) -> dict[str, Any]:
    return {
        "tracking_code": "van-7",
        "status": "out_for_delivery",
        "at": "2026-03-10T09:30:00+01:00",
        "expected_on": "2026-03-10",
        "place": "Lyon",
        **changes,
    }


MESSAGES: Mapping[str, dict[str, Any]] = {
    "17track": seventeentrack(),
    "aftership": aftership(),
    "easypost": easypost(),
    "own": own(),
    "shippo": shippo(),
}


def told(carrier: str, message: Any, *, now: datetime = NOW) -> list[CarrierEvent]:
    body = json.dumps(message).encode()
    return list(read_events(carrier, SIGNERS[carrier](body), body, secret=SECRET, now=now))


def refusal(carrier: str, headers: Headers, body: bytes, *, secret: str = SECRET, now: datetime = NOW) -> str:
    with pytest.raises(CarrierRefused) as refused:
        read_events(carrier, headers, body, secret=secret, now=now)
    assert str(refused.value) == refused.value.code  # nothing of the message
    return refused.value.code


def statuses(carrier: str, message: Any) -> list[ShipmentStatus]:
    return [event.status for event in told(carrier, message)]


# -- what is told


def test_easypost_tells_a_parcels_whole_story_in_utc() -> None:
    first, second = told("easypost", easypost())

    assert first == CarrierEvent(
        carrier="easypost",
        tracking_code="9400110898825022579493",
        status=ShipmentStatus.LABEL_CREATED,
        at=datetime(2026, 3, 8, 7, 0, tzinfo=UTC),
        place="",
        expected_on=date(2026, 3, 12),
        carrier_status="pre_transit/status_update",
    )
    assert (second.status, second.at) == (ShipmentStatus.IN_TRANSIT, datetime(2026, 3, 10, 1, 15, tzinfo=UTC))
    assert (second.place, second.carrier_status) == ("CHARLESTON, SC, US", "in_transit/arrived_at_facility")


def test_aftership_tells() -> None:
    assert told("aftership", aftership()) == [
        CarrierEvent(
            carrier="aftership",
            tracking_code="1Z999AA10123456784",
            status=ShipmentStatus.IN_TRANSIT,
            at=datetime(2026, 3, 10, 10, 0, tzinfo=UTC),
            place="Lyon, FR",
            expected_on=date(2026, 3, 13),
            carrier_status="InTransit_003",
        )
    ]


def test_17track_tells() -> None:
    assert told("17track", seventeentrack()) == [
        CarrierEvent(
            carrier="17track",
            tracking_code="RR123456789CN",
            status=ShipmentStatus.PICKED_UP,
            at=datetime(2026, 3, 10, 1, 0, tzinfo=UTC),
            place="Shenzhen, CN",
            expected_on=date(2026, 3, 21),
            carrier_status="InTransit_PickedUp",
        )
    ]


def test_shippo_tells() -> None:
    assert told("shippo", shippo()) == [
        CarrierEvent(
            carrier="shippo",
            tracking_code="9205590164917312751089",
            status=ShipmentStatus.PICKED_UP,
            at=datetime(2026, 3, 10, 8, 0, tzinfo=UTC),
            place="Chicago, IL, US",
            expected_on=date(2026, 3, 11),
            carrier_status="TRANSIT/package_accepted",
        )
    ]


def test_a_shops_own_driver_tells() -> None:
    assert told("own", own()) == [
        CarrierEvent(
            carrier="own",
            tracking_code="van-7",
            status=ShipmentStatus.OUT_FOR_DELIVERY,
            at=datetime(2026, 3, 10, 8, 30, tzinfo=UTC),
            place="Lyon",
            expected_on=date(2026, 3, 10),
            carrier_status="out_for_delivery",
        )
    ]


def test_a_shops_own_driver_may_leave_out_place_and_day() -> None:
    (event,) = told("own", {"tracking_code": "7", "status": "delivered", "at": "2026-03-10T09:30:00Z"})

    assert (event.place, event.expected_on) == ("", None)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("unknown", ShipmentStatus.UNKNOWN),
        ("pre_transit", ShipmentStatus.LABEL_CREATED),
        ("in_transit", ShipmentStatus.IN_TRANSIT),
        ("out_for_delivery", ShipmentStatus.OUT_FOR_DELIVERY),
        ("delivered", ShipmentStatus.DELIVERED),
        ("available_for_pickup", ShipmentStatus.READY_FOR_PICKUP),
        ("return_to_sender", ShipmentStatus.RETURNED),
        ("failure", ShipmentStatus.ATTEMPT_FAILED),
        ("cancelled", ShipmentStatus.CANCELLED),
        ("error", ShipmentStatus.EXCEPTION),
        ("teleported", ShipmentStatus.UNKNOWN),
        ("", ShipmentStatus.UNKNOWN),
    ],
)
def test_the_words_of_easypost(word: str, status: ShipmentStatus) -> None:
    scans = [easypost_scan("2026-03-09T20:15:00Z", word, "")]

    assert statuses("easypost", easypost(scans, status=word, status_detail="")) == [status]


@pytest.mark.parametrize(
    ("word", "detail", "status"),
    [
        ("in_transit", "delayed", ShipmentStatus.DELAYED),
        ("in_transit", "weather_delay", ShipmentStatus.DELAYED),
        ("failure", "lost", ShipmentStatus.EXCEPTION),
        ("failure", "damaged", ShipmentStatus.EXCEPTION),
        ("failure", "expired", ShipmentStatus.EXPIRED),
        ("delivered", "delayed", ShipmentStatus.DELIVERED),
    ],
)
def test_the_finer_words_of_easypost(word: str, detail: str, status: ShipmentStatus) -> None:
    scans = [easypost_scan("2026-03-09T20:15:00Z", word, detail)]

    assert statuses("easypost", easypost(scans, status=word, status_detail=detail)) == [status]


@pytest.mark.parametrize(
    ("tag", "subtag", "status"),
    [
        ("Pending", "Pending_001", ShipmentStatus.UNKNOWN),
        ("InfoReceived", "InfoReceived_001", ShipmentStatus.LABEL_CREATED),
        ("InTransit", "InTransit_001", ShipmentStatus.IN_TRANSIT),
        ("InTransit", "InTransit_002", ShipmentStatus.PICKED_UP),
        ("OutForDelivery", "OutForDelivery_001", ShipmentStatus.OUT_FOR_DELIVERY),
        ("AttemptFail", "AttemptFail_001", ShipmentStatus.ATTEMPT_FAILED),
        ("Delivered", "Delivered_003", ShipmentStatus.DELIVERED),
        ("AvailableForPickup", "AvailableForPickup_001", ShipmentStatus.READY_FOR_PICKUP),
        ("Exception", "Exception_001", ShipmentStatus.EXCEPTION),
        ("Exception", "Exception_004", ShipmentStatus.DELAYED),
        ("Exception", "Exception_005", ShipmentStatus.DELAYED),
        ("Exception", "Exception_006", ShipmentStatus.DELAYED),
        ("Exception", "Exception_010", ShipmentStatus.RETURNED),
        ("Exception", "Exception_011", ShipmentStatus.RETURNED),
        ("Exception", "Exception_013", ShipmentStatus.EXCEPTION),
        ("Exception", "Exception_016", ShipmentStatus.DELAYED),
        ("Exception", "Exception_017", ShipmentStatus.DELAYED),
        ("Exception", "Exception_018", ShipmentStatus.DELAYED),
        ("Exception", "Exception_019", ShipmentStatus.DELAYED),
        ("Exception", "Exception_020", ShipmentStatus.CANCELLED),
        ("Exception", "Exception_999", ShipmentStatus.EXCEPTION),
        ("Expired", "Expired_001", ShipmentStatus.EXPIRED),
        ("Teleported", "", ShipmentStatus.UNKNOWN),
    ],
)
def test_the_words_of_aftership(tag: str, subtag: str, status: ShipmentStatus) -> None:
    assert statuses("aftership", aftership(tag, subtag)) == [status]


@pytest.mark.parametrize(
    ("word", "sub_status", "status"),
    [
        ("NotFound", "NotFound_Other", ShipmentStatus.UNKNOWN),
        ("InfoReceived", "InfoReceived", ShipmentStatus.LABEL_CREATED),
        ("InTransit", "InTransit_PickedUp", ShipmentStatus.PICKED_UP),
        ("InTransit", "InTransit_Departure", ShipmentStatus.IN_TRANSIT),
        ("InTransit", "InTransit_CustomsRequiringInformation", ShipmentStatus.DELAYED),
        ("Expired", "Expired_Other", ShipmentStatus.EXPIRED),
        ("AvailableForPickup", "AvailableForPickup_Other", ShipmentStatus.READY_FOR_PICKUP),
        ("OutForDelivery", "OutForDelivery_Other", ShipmentStatus.OUT_FOR_DELIVERY),
        ("DeliveryFailure", "DeliveryFailure_NoBody", ShipmentStatus.ATTEMPT_FAILED),
        ("Delivered", "Delivered_Other", ShipmentStatus.DELIVERED),
        ("Exception", "Exception_Lost", ShipmentStatus.EXCEPTION),
        ("Exception", "Exception_Returning", ShipmentStatus.RETURNED),
        ("Exception", "Exception_Returned", ShipmentStatus.RETURNED),
        ("Exception", "Exception_Delayed", ShipmentStatus.DELAYED),
        ("Exception", "Exception_Cancel", ShipmentStatus.CANCELLED),
        ("Exception", "Exception_New", ShipmentStatus.EXCEPTION),
        ("Teleported", "", ShipmentStatus.UNKNOWN),
    ],
)
def test_the_words_of_17track(word: str, sub_status: str, status: ShipmentStatus) -> None:
    assert statuses("17track", seventeentrack(word, sub_status)) == [status]


@pytest.mark.parametrize(
    ("word", "code", "status"),
    [
        ("UNKNOWN", None, ShipmentStatus.UNKNOWN),
        ("PRE_TRANSIT", "information_received", ShipmentStatus.LABEL_CREATED),
        ("TRANSIT", None, ShipmentStatus.IN_TRANSIT),
        ("TRANSIT", "package_departed", ShipmentStatus.IN_TRANSIT),
        ("TRANSIT", "package_accepted", ShipmentStatus.PICKED_UP),
        ("TRANSIT", "out_for_delivery", ShipmentStatus.OUT_FOR_DELIVERY),
        ("TRANSIT", "pickup_available", ShipmentStatus.READY_FOR_PICKUP),
        ("TRANSIT", "delivery_attempted", ShipmentStatus.ATTEMPT_FAILED),
        ("TRANSIT", "notice_left", ShipmentStatus.ATTEMPT_FAILED),
        ("TRANSIT", "location_inaccessible", ShipmentStatus.ATTEMPT_FAILED),
        ("TRANSIT", "delayed", ShipmentStatus.DELAYED),
        ("TRANSIT", "delivery_rescheduled", ShipmentStatus.DELAYED),
        ("TRANSIT", "reschedule_delivery", ShipmentStatus.DELAYED),
        ("TRANSIT", "package_held", ShipmentStatus.DELAYED),
        ("TRANSIT", "address_issue", ShipmentStatus.EXCEPTION),
        ("TRANSIT", "contact_carrier", ShipmentStatus.EXCEPTION),
        ("TRANSIT", "package_damaged", ShipmentStatus.EXCEPTION),
        ("DELIVERED", "delivered", ShipmentStatus.DELIVERED),
        ("RETURNED", "return_to_sender", ShipmentStatus.RETURNED),
        ("FAILURE", None, ShipmentStatus.ATTEMPT_FAILED),
        ("FAILURE", "package_lost", ShipmentStatus.EXCEPTION),
        ("FAILURE", "package_disposed", ShipmentStatus.EXCEPTION),
        ("FAILURE", "package_damaged", ShipmentStatus.EXCEPTION),
        ("FAILURE", "package_unclaimed", ShipmentStatus.EXCEPTION),
        ("FAILURE", "package_undeliverable", ShipmentStatus.EXCEPTION),
        ("TELEPORTED", None, ShipmentStatus.UNKNOWN),
    ],
)
def test_the_words_of_shippo(word: str, code: str | None, status: ShipmentStatus) -> None:
    assert statuses("shippo", shippo(word, code)) == [status]


@pytest.mark.parametrize("status", ShipmentStatus)
def test_a_shops_own_driver_uses_our_words(status: ShipmentStatus) -> None:
    assert statuses("own", own(status=status.value)) == [status]


def test_a_word_of_a_shops_own_driver_that_is_none_of_ours() -> None:
    (event,) = told("own", own(status="on the roof"))

    assert (event.status, event.carrier_status) == (ShipmentStatus.UNKNOWN, "on the roof")


# -- the order and the last word


def test_scans_come_in_the_order_of_the_carriers_clock() -> None:
    scans = [
        easypost_scan("2026-03-09T20:15:00Z", "in_transit", ""),
        easypost_scan("2026-03-08T20:15:00Z", "pre_transit", ""),
        easypost_scan(None, "in_transit", ""),
    ]

    events = told("easypost", easypost(scans))

    assert [event.at.day for event in events] == [8, 9]


def test_of_both_of_17tracks_carriers_one_story_is_told() -> None:
    def scan(hour: int, sub_status: str) -> dict[str, Any]:
        return {"time_utc": f"2026-03-10T{hour:02}:00:00Z", "sub_status": sub_status, "stage": None, "location": None}

    providers = [
        {"events": [scan(9, "OutForDelivery_Other"), scan(7, "InTransit_Arrival")]},
        {"events": [scan(8, "InTransit_Other")]},
    ]
    message = seventeentrack(
        "OutForDelivery",
        "OutForDelivery_Other",
        tracking={"providers": providers},
        latest_event=scan(9, "OutForDelivery_Other"),
    )

    assert [(event.at.hour, event.status) for event in told("17track", message)] == [
        (7, ShipmentStatus.IN_TRANSIT),
        (8, ShipmentStatus.IN_TRANSIT),
        (9, ShipmentStatus.OUT_FOR_DELIVERY),
    ]


def test_what_the_vendor_learned_without_a_scan_is_told_last() -> None:
    events = told("aftership", aftership(tag="Expired", subtag="Expired_001", checkpoints=[
        {"checkpoint_time": "2026-02-01T11:00:00", "tag": "InTransit", "subtag": "InTransit_001", "location": "Lyon"},
    ]))  # fmt: skip

    assert [(event.status, event.at) for event in events] == [
        (ShipmentStatus.IN_TRANSIT, datetime(2026, 2, 1, 11, 0, tzinfo=UTC)),
        (ShipmentStatus.EXPIRED, datetime(2026, 3, 10, 10, 30, tzinfo=UTC)),
    ]


def test_aftership_may_tell_the_time_of_a_message_in_seconds() -> None:
    (event,) = told("aftership", aftership(checkpoints=[], updated_at=None))

    assert event.at == datetime(2026, 3, 10, 10, 53, 20, tzinfo=UTC)


@pytest.mark.parametrize("ts", ["soon", True, [], {}, 1e308, 10**30, -(10**30)])
def test_seconds_that_are_none(ts: Any) -> None:
    body = json.dumps({**aftership(updated_at=None), "ts": ts}).encode()

    assert refusal("aftership", sign_aftership(body), body) == "bad_body"


def test_the_vendor_reads_its_latest_scan_better_than_the_scan_says() -> None:
    scans = [easypost_scan("2026-03-10T11:30:00Z", "unknown", "")]

    (event,) = told("easypost", easypost(scans, status="delivered", status_detail=None))

    assert (event.status, event.at) == (ShipmentStatus.DELIVERED, datetime(2026, 3, 10, 11, 30, tzinfo=UTC))
    assert (event.place, event.carrier_status) == ("CHARLESTON, SC, US", "delivered")


def test_a_parcel_without_scans_has_the_status_the_vendor_gives_it() -> None:
    (event,) = told("easypost", easypost([], status="cancelled"))

    assert (event.status, event.at) == (ShipmentStatus.CANCELLED, datetime(2026, 3, 10, 10, 59, tzinfo=UTC))


def test_the_same_message_twice_tells_the_same() -> None:
    assert told("easypost", easypost(), now=NOW) == told("easypost", easypost(), now=NOW + timedelta(hours=5))


def test_a_scan_of_next_week_does_not_hide_todays() -> None:
    scans = [
        easypost_scan("2026-03-10T23:15:00Z", "in_transit", ""),
        easypost_scan("2027-03-10T20:15:00Z", "delivered", ""),
    ]

    assert statuses("easypost", easypost(scans)) == [ShipmentStatus.IN_TRANSIT]


def test_a_vendors_own_clock_may_be_wrong_too() -> None:
    message = easypost(status="delivered", updated_at="2027-03-10T20:15:00Z")

    assert statuses("easypost", message) == [ShipmentStatus.LABEL_CREATED, ShipmentStatus.IN_TRANSIT]


@pytest.mark.parametrize("at", ["2026-03-12T09:30:00Z", "9999-12-31T23:59:59-14:00"])
def test_a_driver_who_sees_into_the_future_is_told(at: str) -> None:
    body = json.dumps(own(at=at)).encode()

    assert refusal("own", sign_own(body), body) == "bad_body"


def test_of_a_very_long_story_the_end_is_told() -> None:
    scans = [easypost_scan(f"2026-03-09T{n // 60:02}:{n % 60:02}:00Z", "in_transit", "") for n in range(300)]

    events = told("easypost", easypost(scans))

    assert (len(events), events[-1].at) == (200, datetime(2026, 3, 9, 4, 59, tzinfo=UTC))


@pytest.mark.parametrize(
    ("carrier", "message"),
    [
        ("easypost", {"description": "batch.updated", "result": {"id": "batch_1"}}),
        ("easypost", {}),
        ("17track", {"event": "TRACKING_STOPPED", "data": {"number": "RR123456789CN"}}),
        ("17track", seventeentrack("NotFound", "NotFound_Other", latest_event=None, tracking=None)),
        ("shippo", {"event": "transaction_updated", "data": {}}),
        ("shippo", shippo(tracking_status=None, tracking_history=[])),
    ],
)
def test_genuine_messages_about_something_else_tell_nothing(carrier: str, message: Any) -> None:
    assert told(carrier, message) == []


# -- times, days and places


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-03-10T09:30:00Z", "2026-03-10 09:30:00"),
        ("2026-03-10T09:30:00.123456789Z", "2026-03-10 09:30:00.123456"),
        ("2026-03-10T09:30:00+05:30", "2026-03-10 04:00:00"),
        ("2026-03-10T09:30:00-0500", "2026-03-10 14:30:00"),
        ("2026-03-10T09:30:00", "2026-03-10 09:30:00"),
        ("2026-03-10 09:30", "2026-03-10 09:30:00"),
        ("2026-03-10 09:30:00 UTC", "2026-03-10 09:30:00"),
        ("2026-03-10", "2026-03-10 00:00:00"),
    ],
)
def test_times_become_utc_and_count_as_utc_without_a_zone(text: str, at: str) -> None:
    (event,) = told("own", own(at=text))

    assert event.at == datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert event.at.tzinfo is UTC


@pytest.mark.parametrize(
    "at", ["", None, "today", "2026-13-01T00:00:00Z", "2026-03-10T25:00:00Z", "0001-01-01T00:00:00+14:00", 5, [], {}]
)
def test_a_time_that_is_none(at: Any) -> None:
    body = json.dumps(own(at=at)).encode()

    assert refusal("own", sign_own(body), body) == "bad_body"


@pytest.mark.parametrize(
    ("tracker", "expected_on"),
    [
        ({"est_delivery_date": "2026-03-12T00:00:00Z"}, date(2026, 3, 12)),
        ({"est_delivery_date": "2026-03-12T23:00:00-08:00"}, date(2026, 3, 12)),
        ({"est_delivery_date": None}, None),
        ({"carrier_detail": {"est_delivery_date_local": "2026-03-11"}}, date(2026, 3, 11)),
    ],
)
def test_the_expected_day_is_the_one_that_was_written(tracker: dict[str, Any], expected_on: date | None) -> None:
    assert {event.expected_on for event in told("easypost", easypost(**tracker))} == {expected_on}


@pytest.mark.parametrize(
    ("estimate", "expected_on"),
    [
        ({"expected_delivery": None}, None),
        ({"courier_estimated_delivery_date": {"estimated_delivery_date": "2026-03-14"}}, date(2026, 3, 14)),
        ({"latest_estimated_delivery": {"datetime": "2026-03-15"}}, date(2026, 3, 15)),
        (
            {"latest_estimated_delivery": {"datetime_min": "2026-03-15", "datetime_max": "2026-03-17T20:00:00"}},
            date(2026, 3, 17),
        ),
    ],
)
def test_aftership_has_several_estimates_of_which_the_latest_counts(
    estimate: dict[str, Any], expected_on: date | None
) -> None:
    assert {event.expected_on for event in told("aftership", aftership(**estimate))} == {expected_on}


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("  Lyon \n\t France ", "Lyon France"),
        ("Lyon\x00\u202e\u200b", "Lyon"),
        ("\ud800", ""),
        ("서울 강남구", "서울 강남구"),
        ("x" * 5000, "x" * 100),
        (None, ""),
    ],
)
def test_a_place_is_one_short_printable_line(said: str | None, place: str) -> None:
    (event,) = told("own", own(place=said))

    assert event.place == place


@pytest.mark.parametrize("code", ["", " ", None, 7, [], "a\u0000b", "a\nb", "x" * 101])
def test_a_tracking_code_that_is_none(code: Any) -> None:
    body = json.dumps(own(tracking_code=code)).encode()

    assert refusal("own", sign_own(body), body) == "bad_body"


# -- who is believed


@pytest.mark.parametrize("carrier", ["", "EasyPost", "karrio", "../own"])
def test_a_carrier_we_do_not_know(carrier: str) -> None:
    assert refusal(carrier, {}, b"{}") == "unknown_carrier"


@pytest.mark.parametrize("carrier", CARRIERS)
def test_without_a_secret_nobody_is_believed(carrier: str) -> None:
    body = json.dumps(MESSAGES[carrier]).encode()
    headers = {} if carrier == "own" else SIGNERS[carrier](body, secret="")

    assert refusal(carrier, headers, body, secret="") == "unknown_carrier"


@pytest.mark.parametrize("secret", ["whsec_", "whsec_a", "!"])
def test_a_secret_of_another_kind_lets_no_driver_in(secret: str) -> None:
    body = json.dumps(own()).encode()

    assert refusal("own", sign_own(body), body, secret=secret) == "unknown_carrier"


@pytest.mark.parametrize("carrier", CARRIERS)
def test_every_carrier_can_sign_and_tell(carrier: str) -> None:
    assert told(carrier, MESSAGES[carrier])


@pytest.mark.parametrize("carrier", CARRIERS)
def test_names_of_headers_may_have_any_case(carrier: str) -> None:
    body = json.dumps(MESSAGES[carrier]).encode()
    headers = {name.upper(): value for name, value in SIGNERS[carrier](body).items()}

    assert read_events(carrier, headers, body, secret=SECRET, now=NOW)


def always(forged: str) -> Callable[[str], str]:
    def forge(value: str) -> str:
        return forged

    return forge


FORGERIES: Mapping[str, Callable[[str], str]] = {
    "missing": always(""),
    "white space": always(" "),
    "cut": lambda value: value[:-1],
    "longer": lambda value: value + "0",
    "other": lambda value: value.translate(str.maketrans("0123456789", "1234567890")),
    "not ascii": lambda value: "\u00e9" + value[1:],
    "surrogate": always("\ud800"),
    "digits": always("1" * 64),
    "long": always("0" * 1_000_000),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
@pytest.mark.parametrize(
    ("carrier", "sign"), [*SIGNERS.items(), ("easypost", sign_easypost_v2)], ids=[*SIGNERS, "easypost v2"]
)
def test_a_forged_signature_is_refused(carrier: str, sign: Signer, forge: Callable[[str], str]) -> None:
    body = json.dumps(MESSAGES[carrier]).encode()
    headers = dict(sign(body))
    signature = list(headers)[-1]
    headers[signature] = forge(headers[signature])

    assert refusal(carrier, headers, body) == "bad_signature"


@pytest.mark.parametrize(
    ("carrier", "sign"), [*SIGNERS.items(), ("easypost", sign_easypost_v2)], ids=[*SIGNERS, "easypost v2"]
)
def test_a_signature_belongs_to_one_body_and_one_secret(carrier: str, sign: Signer) -> None:
    body = json.dumps(MESSAGES[carrier]).encode()

    assert refusal(carrier, {}, body) == "bad_signature"
    assert refusal(carrier, sign(body), body + b" ") == "bad_signature"
    assert refusal(carrier, sign(body), body.replace(b"2026", b"2025", 1)) == "bad_signature"
    assert refusal(carrier, sign(body, secret="whsec_b3RoZXI="), body) == "bad_signature"


@pytest.mark.parametrize("carrier", CARRIERS)
def test_nothing_is_read_before_the_signature_is_right(carrier: str) -> None:
    assert refusal(carrier, {}, b"[" * 100_000) == "bad_signature"


def test_an_id_or_a_time_that_was_not_signed_is_refused() -> None:
    body = json.dumps(own()).encode()

    assert refusal("own", {**sign_own(body), "webhook-id": "msg_2"}, body) == "bad_signature"
    assert refusal("own", {**sign_own(body), "webhook-timestamp": "1773144001"}, body) == "bad_signature"
    assert refusal("own", {**sign_own(body), "webhook-timestamp": "nan"}, body) == "bad_signature"


def test_one_right_signature_among_several_is_enough_while_a_secret_is_replaced() -> None:
    body = json.dumps(own()).encode()
    headers = dict(sign_own(body))
    headers["webhook-signature"] = f"v1,b2xk v1a,x nonsense {headers['webhook-signature']}"

    assert read_events("own", headers, body, secret=SECRET, now=NOW)


@pytest.mark.parametrize("seconds", [-301, 301, -86_400, 86_400])
@pytest.mark.parametrize(("carrier", "sign"), TIMED.values(), ids=TIMED.keys())
def test_a_signature_ages_where_it_carries_a_time(carrier: str, sign: Signer, seconds: int) -> None:
    body = json.dumps(MESSAGES[carrier]).encode()

    assert refusal(carrier, sign(body, at=NOW + timedelta(seconds=seconds)), body) == "too_old"


@pytest.mark.parametrize("seconds", [-300, 0, 300])
@pytest.mark.parametrize(("carrier", "sign"), TIMED.values(), ids=TIMED.keys())
def test_five_minutes_either_way_are_fine(carrier: str, sign: Signer, seconds: int) -> None:
    body = json.dumps(MESSAGES[carrier]).encode()

    assert read_events(carrier, sign(body, at=NOW + timedelta(seconds=seconds)), body, secret=SECRET, now=NOW)


def test_easyposts_second_signature_does_not_get_in_the_way_of_the_first() -> None:
    body = json.dumps(easypost()).encode()
    headers = {**sign_easypost_v2(body, secret="other"), **sign_easypost(body)}

    assert read_events("easypost", headers, body, secret=SECRET, now=NOW)


def test_easypost_signs_with_the_decomposed_form_of_a_secret() -> None:
    body = json.dumps(easypost()).encode()

    assert read_events("easypost", sign_easypost(body, secret="cafe\u0301"), body, secret="caf\u00e9", now=NOW)


# -- hostile bodies, rightly signed


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"null",
        b"[]",
        b"5",
        b'"text"',
        b"{",
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
        b'{"a": "' + b"x" * LARGEST_BODY + b'"}',
    ],
    ids=lambda body: repr(body[:12]),
)
def test_a_body_that_is_no_message(carrier: str, body: bytes) -> None:
    assert refusal(carrier, SIGNERS[carrier](body), body) == "bad_body"


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value inside."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, part in inside for found in ((*way, key), *places(part, (*way, key)))]


def changed(value: Any, way: tuple[Any, ...], new: Any) -> Any:
    copy = json.loads(json.dumps(value))
    part = copy
    for key in way[:-1]:
        part = part[key]
    part[way[-1]] = new
    return copy


@pytest.mark.parametrize("new", [None, [], {}, [[]], 5, 1e308, -1, True, "", "x", "\ud800"], ids=repr)
@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_value_of_the_wrong_kind_anywhere_is_refused_or_harmless(carrier: str, new: Any) -> None:
    for way in places(MESSAGES[carrier]):
        try:
            told(carrier, changed(MESSAGES[carrier], way, new))
        except CarrierRefused as refused:
            assert refused.code == "bad_body"


@pytest.mark.parametrize(
    ("carrier", "way"),
    [
        ("easypost", ("result",)),
        ("easypost", ("result", "tracking_code")),
        ("aftership", ("msg",)),
        ("aftership", ("msg", "tracking_number")),
        ("17track", ("data",)),
        ("17track", ("data", "number")),
        ("17track", ("data", "track_info")),
        ("17track", ("data", "track_info", "latest_status")),
        ("shippo", ("data",)),
        ("shippo", ("data", "tracking_number")),
        ("own", ("tracking_code",)),
        ("own", ("status",)),
        ("own", ("at",)),
    ],
)
def test_what_every_message_must_have(carrier: str, way: tuple[str, ...]) -> None:
    wrong: tuple[Any, ...] = (None, [], 5)
    for new in wrong:
        body = json.dumps(changed(MESSAGES[carrier], way, new)).encode()
        assert refusal(carrier, SIGNERS[carrier](body), body) == "bad_body"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes().map(str),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=12), inside, max_size=4),
    max_leaves=10,
)


def survives(carrier: str, body: bytes) -> None:
    try:
        events = read_events(carrier, SIGNERS[carrier](body), body, secret=SECRET, now=NOW)
    except CarrierRefused as refused:
        assert refused.code in ("bad_body", "bad_signature")
    else:
        for event in events:
            assert event.at.tzinfo is UTC
            assert len(event.place) <= 100
            assert (event.place + event.carrier_status + event.tracking_code).isprintable()


@pytest.mark.parametrize("carrier", CARRIERS)
@settings(max_examples=60, deadline=None, database=None)
@given(body=st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_was_signed_is_read_or_refused(carrier: str, body: bytes) -> None:
    survives(carrier, body)


@pytest.mark.parametrize("carrier", CARRIERS)
@settings(max_examples=150, deadline=None, database=None)
@given(data=st.data())
def test_whatever_stands_anywhere_in_a_message_is_read_or_refused(carrier: str, data: st.DataObject) -> None:
    message = MESSAGES[carrier]
    way = data.draw(st.sampled_from(places(message)))

    survives(carrier, json.dumps(changed(message, way, data.draw(JSON))).encode())


@settings(max_examples=100, deadline=None, database=None)
@given(
    carrier=st.sampled_from(sorted(CARRIERS)),
    names=st.dictionaries(
        st.sampled_from([name for sign in (*SIGNERS.values(), sign_easypost_v2) for name in sign(b"{}")]),
        st.text() | st.integers().map(str),
    ),
    body=st.binary(max_size=100),
)
def test_whatever_stands_in_the_headers_is_refused(carrier: str, names: dict[str, str], body: bytes) -> None:
    assert refusal(carrier, names, body) in ("bad_signature", "bad_body")
