"""A voice in, an order in the database, a voice out; the words only ever travel as sound."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.conversation.turn import Identity
from backend.orders.model import Order, OrderStatus
from backend.settings import Settings
from backend.wiring import Encore, build
from interaction_models.spoken import words
from voice_local.audio import AudioChunk, WavSink, WavSource, read_audio
from voice_local.endpoint import best_vad, utterances
from voice_local.loop import Session, VoiceLoop, launchable, sentences
from voice_local.recognizers.choice import open_recognizer
from voice_local.recognizers.grammar import Grammars
from voice_local.voices import Pyttsx3Voice


@pytest.fixture
def encore(tmp_path: Path) -> Iterator[Encore]:
    shop = build(Settings(database_url=f"sqlite:///{tmp_path}/shop.sqlite3", data_dir=str(tmp_path)))
    yield shop
    shop.engine.dispose()


def orders_of(encore: Encore, name: str) -> list[Order]:
    with encore.database.reading() as uow:
        customer = uow.customers.by_identity("local", name)
        assert customer is not None
        return list(uow.orders.of(customer.id, limit=50))


def loop_for(encore: Encore, engine: str, locale: str, customer: str, sink: WavSink) -> VoiceLoop:
    model = launchable(encore.model(locale))
    return VoiceLoop(
        session=Session(
            conversation=encore.conversation,
            render=encore.render,
            understanding=encore.understanding(locale),
            identity=Identity("local", customer),
            clock=encore.clock,
        ),
        recognizer=open_recognizer(engine, model, Path(encore.settings.data_dir)),
        grammars=Grammars(model),
        voice=Pyttsx3Voice(),
        sink=sink,
    )


def spoken(text: str, locale: str, path: Path, *, variant: str, rate: int) -> Iterator[AudioChunk]:
    """The text as somebody says it, out of a WAV file, trimmed by the voice activity detector."""
    speech = Pyttsx3Voice(variant=variant, rate=rate).say(text, locale)
    silence = bytes(2 * speech.rate)
    with WavSink(path) as file:
        file.play(silence + speech.pcm + silence, speech.rate)
    return next(utterances(WavSource(path), best_vad()))


@pytest.mark.parametrize(
    ("engine", "locale", "customer", "variant", "rate", "usual", "yes"),
    [
        ("pocketsphinx", "en-US", "ada", "f2", 165, "reorder my usual", "yes please"),
        ("vosk", "ko-KR", "minji", "f3", 190, "또 시켜 줘", "네"),
    ],
)
def test_a_spoken_reorder_becomes_an_order(
    encore: Encore,
    tmp_path: Path,
    engine: str,
    locale: str,
    customer: str,
    variant: str,
    rate: int,
    usual: str,
    yes: str,
) -> None:
    before = orders_of(encore, customer)
    with WavSink(tmp_path / "replies.wav") as sink:
        loop = loop_for(encore, engine, locale, customer, sink)

        asked = loop.hear(spoken(usual, locale, tmp_path / "usual.wav", variant=variant, rate=rate))
        assert asked.match.intent == "ReorderIntent", asked.heard
        assert len(orders_of(encore, customer)) == len(before)  # a quote is not an order

        done = loop.hear(spoken(yes, locale, tmp_path / "yes.wav", variant=variant, rate=rate))
        assert done.match.intent == "AMAZON.YesIntent", done.heard
        loop.speak(done.rendered.speech)

    after = orders_of(encore, customer)
    assert len(after) == len(before) + 1
    assert after[0].status is OrderStatus.PLACED
    assert read_audio(tmp_path / "replies.wav").seconds > 1.0


def test_sound_that_is_no_order_changes_nothing_and_the_conversation_goes_on(encore: Encore, tmp_path: Path) -> None:
    before = orders_of(encore, "ada")
    with WavSink(tmp_path / "replies.wav") as sink:
        loop = loop_for(encore, "pocketsphinx", "en-US", "ada", sink)
        stranger = spoken("purple elephants dance at midnight", "en-US", tmp_path / "x.wav", variant="m7", rate=165)

        exchange = loop.hear(stranger)

    assert exchange.match.intent == "AMAZON.FallbackIntent"
    assert exchange.reply.listens
    assert orders_of(encore, "ada") == before


def test_a_full_stop_inside_an_amount_ends_no_sentence() -> None:
    assert sentences("Done. That makes $3.50. Anything else?") == ["Done.", "That makes $3.50.", "Anything else?"]


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_a_conversation_can_be_opened_by_voice(encore: Encore, locale: str) -> None:
    model = launchable(encore.model(locale))
    launch = model.intent("LaunchRequest")
    assert launch is not None
    assert any(words(model.invocation_name, locale[:2])[0] in sample for sample in launch.samples)
