"""Four digits that protect a customer's orders: said twice to set them, wrong three times and they are locked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

MOST_FAILURES = 3
"""In a row; then the shop has to reset the code."""


@dataclass(frozen=True, slots=True)
class VoiceCode:
    hash: str
    failures: int
    """In a row."""
    set_at: datetime

    @property
    def is_locked(self) -> bool:
        return self.failures >= MOST_FAILURES


class VoiceCodes(Protocol):
    def of(self, customer_id: UUID) -> VoiceCode | None: ...

    def add(self, customer_id: UUID, code: VoiceCode) -> bool:
        """False if the customer has one."""

    def set_failures(self, customer_id: UUID, seen: VoiceCode, failures: int) -> bool:
        """Changes the count if code and count are still those seen."""

    def remove(self, customer_id: UUID) -> bool:
        """False if there was none."""
