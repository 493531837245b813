"""What was understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from interaction_models.model import SlotValue

FALLBACK = "AMAZON.FallbackIntent"


@dataclass(frozen=True, slots=True)
class Match:
    intent: str
    confidence: float
    """0 to 1."""
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
