"""What a customer sets once: addresses by name, a limit for one order, where they would rather fetch."""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID


class Addresses(Protocol):
    """What the customer calls it ("home", "work"), in lower case, to the address."""

    def of(self, customer_id: UUID) -> Mapping[str, str]: ...

    def put(self, customer_id: UUID, label: str, address: str) -> None:
        """Adds it, or replaces the one with this label."""

    def remove(self, customer_id: UUID, label: str) -> bool:
        """False if there was none."""
