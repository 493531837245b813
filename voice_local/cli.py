"""`encore demo`, `listen`, `hear`, `models` and `bench voice`."""

import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from backend.conversation.turn import Identity
from backend.errors import EncoreError
from backend.settings import Settings
from backend.understanding.understanding import Understanding
from backend.wiring import build, load_demo_shop
from interaction_models.model import load_file
from voice_local import models as speech_models
from voice_local.audio import AudioError, AudioSink, AudioSource, Microphone, Nowhere, Speaker, WavSink, WavSource
from voice_local.demo import SCENES, Demo, Spoken, espeak
from voice_local.endpoint import Vad, best_vad, trimmed, utterances
from voice_local.loop import Session, VoiceLoop, launchable
from voice_local.recognizers import Transcript
from voice_local.recognizers.choice import open_recognizer
from voice_local.recognizers.grammar import Grammars
from voice_local.voices import open_voice

locale_option = click.option("--locale", default=None, help="Language; ENCORE_LOCALE by default.")
engine_option = click.option(
    "--engine",
    default=None,
    type=click.Choice(["vosk", "pocketsphinx"]),
    help="Recogniser; the best installed one by default.",
)
console = Console(highlight=False, soft_wrap=True)
QUICK = 3.0
"""Seconds the demo waits for a speech model's server before it goes on without."""


def _settings() -> Settings:
    return Settings.from_env(os.environ)


class ListenError(EncoreError):
    """The local client cannot start like this."""


@click.command()
@locale_option
@engine_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("encore-demo"),
    show_default=True,
    help="Folder for the recordings.",
)
def demo(locale: str | None, engine: str | None, out: Path) -> None:
    """A spoken conversation with the demo shop, end to end: customers order by voice."""
    settings = _settings()
    locale = locale or settings.locale
    if locale not in SCENES:
        raise ListenError(f"there is no demo for {locale}; there is one for {', '.join(sorted(SCENES))}.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ListenError(f"recordings cannot be written to {out} ({error.strerror}); choose another --out.") from error
    encore = build(settings)
    load_demo_shop(encore)
    engine = engine or settings.engine
    if not engine:
        _try_to_get_model(locale, settings)
    model = launchable(encore.model(locale))
    recognizer = open_recognizer(engine, model, settings.data_path)
    console.print(
        f"Encore demo in {locale}: heard by {recognizer.name}, spoken by {settings.voice}.\n"
        "Milliseconds count from the moment the end of speech was noticed, half a second after the last sound.\n"
    )
    with ExitStack() as stack:
        stage = Demo(
            encore,
            recognizer,
            stack.enter_context(open_voice(settings.voice)),
            espeak,
            best_vad(),
            out,
            on_turn=_print_spoken,
        )
        try:
            turns = stage.play(locale)
        except KeyboardInterrupt:
            console.print(f"\nStopped. Nothing was left half done; the recordings so far are in {out}.")
            sys.exit(130)
    _print_timings([(recognizer.name, turns)])
    console.print(f"The whole conversation: {out / 'conversation.wav'}. The orders: `encore shop orders`.")


def _try_to_get_model(locale: str, settings: Settings) -> None:
    """Fetches the better recogniser if the network gives it quickly; says what is used if not."""
    if speech_models.find(locale, settings.data_path) is not None:
        return
    try:
        speech_models.get(locale, settings.data_path, timeout=QUICK)
    except EncoreError as error:
        console.print(f"[dim]{error}[/dim]")


def _print_spoken(turn: Spoken) -> None:
    heard, match = turn.exchange.heard, turn.exchange.match
    slots = " ".join(f"{name}={value.said!r}" for name, value in match.slots.items())
    console.print(Text(f"{turn.speaker.name}: {turn.said}", style="bold"))
    text = f'"{heard.text}" ({heard.confidence:.2f})' if heard.text else "nothing for us"
    console.print(Text(f"  heard {text} -> {match.intent} {slots}".rstrip(), style="dim"))
    console.print(Text(f"Encore: {turn.exchange.rendered.speech}"))
    times = f"  {turn.text_ms:.0f} ms to the text, {turn.sound_ms:.0f} ms to the first sound\n"
    console.print(Text(times, style="dim"))


def _print_timings(runs: list[tuple[str, list[Spoken]]]) -> None:
    table = Table("Engine", "Turns", "Heard right", "To text, p50", "To sound, p50", "CPU a turn, p50")
    for name, turns in runs:
        right = sum(turn.exchange.heard.text == turn.said for turn in turns)
        table.add_row(
            name,
            str(len(turns)),
            str(right),
            f"{statistics.median(turn.text_ms for turn in turns):.0f} ms",
            f"{statistics.median(turn.sound_ms for turn in turns):.0f} ms",
            f"{statistics.median(turn.cpu_ms for turn in turns):.0f} ms",
        )
    console.print(table)


@click.command()
@locale_option
@engine_option
@click.option("--customer", default="ada", show_default=True, help="Who is speaking.")
@click.option("--wav", "wavs", multiple=True, type=click.Path(path_type=Path), help="Hear this file instead.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the replies to this WAV file.")
@click.option("--text", "typed", is_flag=True, help="Type instead of speaking, read instead of hearing.")
def listen(
    locale: str | None, engine: str | None, customer: str, wavs: tuple[Path, ...], out: Path | None, typed: bool
) -> None:
    """Talk to the shop: by microphone, from WAV files, or by typing."""
    settings = _settings()
    locale = locale or settings.locale
    encore = build(settings)
    session = Session(
        conversation=encore.conversation,
        render=encore.render,
        understanding=Understanding(launchable(encore.model(locale))),
        identity=Identity("local", customer),
        clock=encore.clock,
    )
    try:
        if typed:
            _type(session)
        else:
            _talk(session, engine or settings.engine, settings, wavs, out)
    except KeyboardInterrupt:
        console.print("\nGoodbye. Nothing was left half done.")


def _type(session: Session) -> None:
    exchange = session.launch()
    console.print(Text(f"Encore: {exchange.rendered.speech}"))
    for line in _typed_lines():
        exchange = session.answer(Transcript(line, 1.0))
        console.print(Text(f"Encore: {exchange.rendered.speech}"))
        if not exchange.reply.listens:
            return


def _typed_lines() -> Iterator[str]:
    while True:
        try:
            line = input("You: " if sys.stdin.isatty() else "").strip()
        except EOFError:
            return
        if line:
            yield line


def _talk(session: Session, engine: str, settings: Settings, wavs: tuple[Path, ...], out: Path | None) -> None:
    model = session.understanding.model
    recognizer = open_recognizer(engine, model, settings.data_path)
    sources: list[AudioSource] = [WavSource(path) for path in wavs] or [Microphone()]
    with ExitStack() as stack:
        voice = stack.enter_context(open_voice(settings.voice))
        sink = _open_sink(stack, out, needed=not wavs)
        loop = VoiceLoop(session, recognizer, Grammars(model), voice, sink)
        vad = best_vad()
        opening = session.launch()
        console.print(Text(f"Encore: {opening.rendered.speech}"))
        loop.speak(opening.rendered.speech)
        for source in sources:
            with source:
                if _converse(loop, source, vad):
                    return


def _converse(loop: VoiceLoop, source: AudioSource, vad: Vad) -> bool:
    """True when the conversation is over, false when the source is."""
    for utterance in utterances(source, vad):
        exchange = loop.hear(utterance)
        heard = exchange.heard
        console.print(Text(f"You: {heard.text or '...'}", style="bold"))
        console.print(Text(f"Encore: {exchange.rendered.speech}"))
        with source.muted():
            loop.speak(exchange.rendered.speech)
        if not exchange.reply.listens:
            return True
    return False


def _open_sink(stack: ExitStack, out: Path | None, *, needed: bool) -> AudioSink:
    if out is not None:
        return stack.enter_context(WavSink(out))
    try:
        return stack.enter_context(Speaker())
    except AudioError as error:
        if needed:
            raise
        console.print(f"[dim]{error} The replies are only written.[/dim]")
        return stack.enter_context(Nowhere())


@click.command()
@click.argument("wavs", nargs=-1, required=True, type=click.Path(path_type=Path))
@locale_option
@engine_option
@click.option("--interaction-model", "model_file", type=click.Path(path_type=Path), help="Any Alexa model.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def hear(
    wavs: tuple[Path, ...], locale: str | None, engine: str | None, model_file: Path | None, as_json: bool
) -> None:
    """Recognise sound files; nothing is ordered."""
    settings = _settings()
    locale = locale or settings.locale
    model = load_file(model_file, locale=locale) if model_file else launchable(build(settings).model(locale))
    understanding = Understanding(model)
    recognizer = open_recognizer(engine or settings.engine, model, settings.data_path)
    recognizer.listen_for(Grammars(model).expecting())
    vad = best_vad()
    failed = 0
    for path in wavs:
        try:
            source = WavSource(path)
        except AudioError as error:
            click.echo(f"encore: {error}", err=True)
            failed += 1
            continue
        began = time.perf_counter()
        heard = recognizer.transcribe(trimmed(source, vad))
        match = understanding.match(heard.text)
        ms = 1000 * (time.perf_counter() - began)
        slots = {name: value.said for name, value in match.slots.items()}
        if as_json:
            found = {
                "file": str(path),
                "text": heard.text,
                "confidence": heard.confidence,
                "engine": recognizer.name,
                "intent": match.intent,
                "slots": slots,
                "audio_s": round(sum(chunk.seconds for chunk in source), 3),
                "ms": round(ms, 1),
            }
            click.echo(json.dumps(found, ensure_ascii=False))
        else:
            shown = " ".join(f"{name}={said!r}" for name, said in slots.items())
            click.echo(f"{path}: {heard.text or '(nothing for us)'} ({heard.confidence:.2f}) {match.intent} {shown}")
    if failed:
        sys.exit(2)


@click.group()
def models() -> None:
    """Speech models."""


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def models_list(as_json: bool) -> None:
    """What can be installed, and what is."""
    settings = _settings()
    table = Table("Locale", "Model", "Language", "Size", "Licence", "Installed")
    for entry in speech_models.MODELS:
        place = speech_models.find(entry.locale, settings.data_path)
        if as_json:
            found = {"locale": entry.locale, "name": entry.name, "installed": str(place) if place else None}
            click.echo(json.dumps(found, ensure_ascii=False))
        table.add_row(
            entry.locale, entry.name, entry.language, f"{entry.megabytes} MB", entry.licence, str(place or "")
        )
    if not as_json:
        console.print(table)


@models.command("get")
@click.argument("locale")
def models_get(locale: str) -> None:
    """Download the speech model for a locale."""
    place = speech_models.get(locale, _settings().data_path)
    click.echo(f"The speech model for {locale} is in {place}.")


@click.command("voice")
@locale_option
def bench_voice(locale: str | None) -> None:
    """The spoken demo with every installed recogniser, in a shop of its own."""
    settings = _settings()
    locale = locale or settings.locale
    runs = []
    for engine in ("vosk", "pocketsphinx"):
        with TemporaryDirectory() as folder, ExitStack() as stack:
            own = replace(settings, database_url=f"sqlite:///{folder}/bench.sqlite3")
            encore = build(own)
            try:
                recognizer = open_recognizer(engine, launchable(encore.model(locale)), settings.data_path)
            except EncoreError as error:
                console.print(f"[dim]{engine}: {error}[/dim]")
                continue
            voice = stack.enter_context(open_voice(settings.voice))
            stage = Demo(encore, recognizer, voice, espeak, best_vad(), Path(folder))
            runs.append((engine, stage.play(locale)))
            encore.engine.dispose()
    _print_timings(runs)
