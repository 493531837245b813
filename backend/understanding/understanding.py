"""Text to intent and slots."""

from interaction_models.model import InteractionModel

from backend.understanding.match import FALLBACK, Match


class Understanding:
    def __init__(self, model: InteractionModel) -> None:
        self._model = model

    def match(self, text: str) -> Match:
        """The likeliest intent; AMAZON.FallbackIntent for what is not for the shop."""
        return Match(FALLBACK, 0.0)
