"""`encore db`, `encore work` and `encore understand`."""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event

import click

from backend.errors import EncoreError
from backend.settings import Settings
from backend.storage import migrate
from backend.storage.engine import open_engine
from backend.understanding.understanding import Understanding
from backend.wiring import Encore, build
from interaction_models.model import load_file

LOCALE = "en-US"
"""The shop keeper's tables are in English."""


class ShopError(EncoreError):
    """What the shop keeper asked for cannot be done."""


def _settings() -> Settings:
    return Settings.from_env(os.environ)


def _encore() -> Encore:
    return build(_settings())


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest version."""
    settings = _settings()
    engine = open_engine(settings.database)
    migrate.upgrade(engine)
    click.echo(f"{engine.url.render_as_string(hide_password=True)} is up to date.")


@click.command()
@click.option("--once", is_flag=True, help="One round, then stop: for cron.")
def work(once: bool) -> None:
    """Do what nobody asks for: tell other systems, send subscriptions, remove old data. `encore serve` does it too."""
    encore = _encore()
    if once:
        while encore.jobs.run_once():
            pass
        return
    click.echo("Working; Ctrl-C ends it.")
    with suppress(KeyboardInterrupt):
        encore.jobs.run(Event())


@click.command()
@click.option("--locale", default=None, help="Language; ENCORE_LOCALE by default.")
@click.option("--interaction-model", "model_file", type=click.Path(path_type=Path), help="Any Alexa model.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def understand(locale: str | None, model_file: Path | None, as_json: bool) -> None:
    """What would be understood: sentences on standard input, one a line."""
    settings = _settings()
    locale = locale or settings.locale
    if model_file:
        understanding = Understanding(load_file(model_file, locale=locale))
    else:
        understanding = build(settings).understanding(locale)
    for line in sys.stdin:
        text = line.strip()
        match = understanding.match(text)
        slots = {name: (list(value.ids) or value.said) for name, value in match.slots.items()}
        if as_json:
            full = {name: {"said": value.said, "ids": list(value.ids)} for name, value in match.slots.items()}
            found = {"text": text, "intent": match.intent, "slots": full, "confidence": match.confidence}
            click.echo(json.dumps(found, ensure_ascii=False))
        else:
            shown = " ".join(f"{name}={','.join(v) if isinstance(v, list) else v}" for name, v in slots.items())
            click.echo(f"{text}  ->  {match.intent} {shown} ({match.confidence:.2f})")
