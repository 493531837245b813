"""`encore serve`: the web service."""

import errno
import logging
import multiprocessing
import os
import socket
from threading import Event, Thread

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from backend.errors import EncoreError
from backend.settings import Settings
from backend.wiring import build
from skill.app import create_app
from skill.verification import LARGEST_BODY
from skill.waiting_room import SEATS, WaitingRoom


class CannotListen(EncoreError):
    """The address is taken, or not ours."""


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", type=click.IntRange(min=1), help="Worker processes.")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the skill (/alexa), the shop's API and, in development, the simulator's page."""
    settings = Settings.from_env(os.environ)
    host, port = host or settings.host, port or settings.port
    _refuse_unusable(host, port)
    # On odd answers it logs the address it talked to, which may hold a token.
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    # Once before the workers do: what is wrong is said in one sentence, and nobody prepares the database twice.
    encore = build(settings)
    if settings.alexa_link:
        from skill.linking.blueprint import build_linking  # authlib takes a while to load

        build_linking(encore)
    # Not forked: a worker would take along the locks SQLite counts for this process, and wait for them for ever.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "skill.cli:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or settings.workers,
        blocking_threads=SEATS,
        # Who is being answered gets the answer; who has not finished asking by then does not keep us from ending.
        workers_kill_timeout=10,
        factory=True,
        log_level=LogLevels.error,
    )
    in_url = f"[{host}]" if ":" in host else host
    server.on_startup(lambda: click.echo(_announcement(settings, f"http://{in_url}:{port}")))
    stopping = Event()
    # Here and not in the web workers: one is enough, and it waits for other people's servers.
    jobs = Thread(target=encore.jobs.run, args=[stopping], name="jobs", daemon=True)
    jobs.start()
    try:
        server.serve()
    finally:
        stopping.set()
        jobs.join(timeout=20)
        encore.engine.dispose()


def application() -> Flask:
    """Called by each worker process for itself, so that no database connection is ever shared between two."""
    app = create_app(Settings.from_env(os.environ))
    # Enough to wait for the database; every further thread would only wait for the interpreter.
    places = 2 * (os.cpu_count() or 1) + 1
    app.wsgi_app = WaitingRoom(app.wsgi_app, places=places, most_bytes=LARGEST_BODY)  # type: ignore[method-assign]
    return app


def _refuse_unusable(host: str, port: int) -> None:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "something else listens there" if taken else "it is not an address of this machine, or not allowed"
        raise CannotListen(f"cannot listen on {host}:{port}, {why}; choose another --host or --port.") from error


def _announcement(settings: Settings, url: str) -> str:
    verification = "on" if settings.verify_requests else "OFF"
    page = "" if settings.is_production else f", simulator {url}/"
    return f"Encore: skill {url}/alexa, API {url}/api/v1{page} (verification of requests is {verification})"
