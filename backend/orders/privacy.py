"""What is kept about a person, for how long, and how it is handed over or deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Purpose(StrEnum):
    """What personal data may be used for beyond the order itself."""

    HISTORY = "history"
    """To know the usual and to recommend."""
    OFFERS = "offers"
    REMINDERS = "reminders"


@dataclass(frozen=True, slots=True)
class Consent:
    id: UUID
    purpose: Purpose
    allowed: bool
    at: datetime


class Consents(Protocol):
    """Only ever added to: what was allowed when can be shown."""

    def of(self, customer_id: UUID) -> Sequence[Consent]:
        """Latest first."""

    def add(self, customer_id: UUID, consent: Consent) -> None: ...
