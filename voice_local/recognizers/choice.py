"""Which recogniser hears this locale best on this machine."""

from pathlib import Path

from interaction_models.model import InteractionModel
from voice_local import models
from voice_local.recognizers import Recognizer, RecognizerError


def open_recognizer(engine: str, model: InteractionModel, data_path: Path) -> Recognizer:
    """The named engine; or Vosk where a model for the locale is installed, else PocketSphinx for English.

    Raises:
        RecognizerError: it is not installed, or there is none for this locale.
    """
    place = models.find(model.locale, data_path)
    if not engine:
        engine = "vosk" if place or not model.locale.startswith("en") else "pocketsphinx"
    if engine == "vosk":
        from voice_local.recognizers.vosk import VoskRecognizer

        if place is None:
            raise RecognizerError(
                f"There is no Vosk model for {model.locale} on this machine; run `encore models get {model.locale}`"
                + (" or pip install 'encore[korean]'." if model.locale == "ko-KR" else ".")
            )
        return VoskRecognizer(place, model.locale)
    if engine == "pocketsphinx":
        from voice_local.recognizers.pocketsphinx import PocketSphinxRecognizer

        if not model.locale.startswith("en"):
            raise RecognizerError(f"PocketSphinx hears English only; for {model.locale} use --engine vosk.")
        return PocketSphinxRecognizer()
    raise RecognizerError(f"There is no recogniser {engine!r}; use vosk or pocketsphinx.")
