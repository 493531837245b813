"""`encore say`: talk to the skill in text, without Amazon."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress

import click

from backend.settings import Settings
from backend.wiring import build
from interaction_models.model import ModelError
from skill.app import unverified_app
from skill.simulator.device import Device, Exchange, SimulatorError


@click.command()
@click.option("--locale", help="Language of the conversation, such as en-US.")
@click.option("--customer", default="ada", show_default=True, help="Who is speaking.")
@click.option("--person", help="Whose voice the device recognises; their PIN is 1234.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per turn.")
@click.argument("texts", nargs=-1, metavar="TEXT...")
def say(locale: str | None, customer: str, person: str | None, as_json: bool, texts: tuple[str, ...]) -> None:
    """Talk to the skill in text: each TEXT is one turn, without TEXT there is a prompt.

    \b
    encore say "open encore" "do you have oat milk" "stop"
    encore say "ask encore to reorder my usual" yes
    """
    device = _device(Settings.from_env(os.environ), locale, customer, person)
    for text in texts or _typed():
        exchange = device.say(text)
        click.echo(json.dumps(exchange.as_json(), ensure_ascii=False) if as_json else _told(exchange, bool(texts)))
    device.leave()


def _device(settings: Settings, locale: str | None, customer: str, person: str | None) -> Device:
    if settings.is_production:
        raise SimulatorError("the simulator's requests are not signed; it needs ENCORE_ENV=development.")
    encore = build(settings)
    locale = locale or settings.locale
    try:
        model = encore.model(locale)
    except ModelError as error:
        raise SimulatorError(f"{error}.") from error
    app = unverified_app(encore, settings)
    return Device(app, model, encore.understanding(locale), customer, locale, clock=encore.clock, person=person)


def _typed() -> Iterator[str]:
    with suppress(ImportError):
        import readline  # noqa: F401 - makes the arrow keys work in input()

    with suppress(EOFError, KeyboardInterrupt):
        while True:
            text = input("You: ").strip()
            if text:
                yield text
    click.echo()


def _told(exchange: Exchange, with_utterance: bool) -> str:
    slots = (
        f"{name}={value.said!r}" + (f" ({', '.join(value.ids)})" if value.ids else "")
        for name, value in exchange.slots.items()
    )
    facts = click.style("  ".join([f"  {exchange.intent or exchange.request}", *slots]), dim=True)
    lines = [facts, f"Encore: {exchange.speech}"]
    if not exchange.session_open:
        lines.append(click.style("  (the session is over)", dim=True))
    return "\n".join([f"You: {exchange.utterance}", *lines] if with_utterance else lines)
