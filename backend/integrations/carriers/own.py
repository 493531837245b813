"""A shop's own drivers: our words in a plain JSON object, signed as Standard Webhooks says.

`{"tracking_code": "7", "status": "out_for_delivery", "at": "2026-03-10T09:30:00+01:00", "expected_on": "2026-03-10",
"place": "Lyon"}`; the last two may be left out.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from backend.integrations.carriers import payload
from backend.integrations.carriers.events import CarrierRefused, Report, Scan, check_age, same
from backend.orders.model import ShipmentStatus

_STATUS: Mapping[str, ShipmentStatus] = {status.value: status for status in ShipmentStatus}
_SECONDS = re.compile(r"[0-9]{1,11}")


class Own:
    def check(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: datetime) -> None:
        message_id = headers.get("webhook-id", "")
        seconds = headers.get("webhook-timestamp", "")
        if not message_id or not message_id.isascii() or not _SECONDS.fullmatch(seconds):
            raise CarrierRefused("bad_signature")
        signed_at = datetime.fromtimestamp(int(seconds), UTC)
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            raise CarrierRefused("bad_body") from None
        try:
            webhook = Webhook(secret)
        except (ValueError, EmptyWebhookSecretError):
            raise CarrierRefused("unknown_carrier") from None
        # The library's own check looks at the system's clock and stumbles over signatures that are none.
        expected = webhook.sign(message_id, signed_at, text)
        if not any(same(expected, given) for given in headers.get("webhook-signature", "").split(" ")):
            raise CarrierRefused("bad_signature")
        check_age(signed_at, now)

    def read(self, message: Mapping[str, Any]) -> Report | None:
        at = payload.moment(message.get("at"))
        status = payload.word(message.get("status"))
        if at is None or not status:
            raise payload.bad_body()
        return Report(
            tracking_code=payload.tracking_code(message.get("tracking_code")),
            scans=[
                Scan(
                    carrier_status=status,
                    status=_STATUS.get(status, ShipmentStatus.UNKNOWN),
                    at=at,
                    place=payload.place(message.get("place")),
                )
            ],
            expected_on=payload.day(message.get("expected_on")),
        )
