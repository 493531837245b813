"""`encore bench skill`: what a verified answer costs, beside bare Flask and the SDK's own adapter in the same run."""

import asyncio
import base64
import io
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import click
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from flask import Flask, Response
from rich.console import Console
from rich.table import Table

from backend.settings import Settings
from backend.wiring import build
from skill.app import skill_app
from skill.simulator.requests import envelope
from skill.verification import ALEXA, LARGEST_BODY, RequestVerifier
from skill.waiting_room import SEATS, WaitingRoom

CERTIFICATE_URL = "https://s3.amazonaws.com/echo.api/bench.pem"
SKILL = "amzn1.ask.skill.simulator"
CONNECTIONS = 64
PLACES = 5
PEERS = ("bare", "adapter")
APPS = {
    "bare": "Flask, constant JSON",
    "adapter": "SkillAdapter, verification off",
    "stock": "Encore, verified: stock question",
    "reorder": "Encore, verified: quote for a reorder",
}

console = Console()


@click.command()
@click.option("--requests", default=1500, show_default=True, help="Requests of each kind.")
@click.option("--server/--no-server", default=True, help="Also under granian, with 64 connections.")
def skill(requests: int, server: bool) -> None:
    """What a fully verified answer costs, beside bare Flask and the SDK's adapter."""
    with TemporaryDirectory() as folder:
        signer = Signer(Path(folder))
        _in_process(signer, requests)
        if server:
            _under_granian(signer, requests)


# -- what is sent


class Signer:
    """A certificate authority that plays Amazon, and the requests it signs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        root_key, self._key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
        root = _certificate("Bench Root", root_key, "Bench Root", root_key, ca=True)
        leaf = _certificate("Bench", self._key, "Bench Root", root_key, ca=False)
        (folder / "root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
        (folder / "leaf.pem").write_bytes(leaf.public_bytes(serialization.Encoding.PEM))

    def requests(self, app: str, count: int) -> list[tuple[bytes, bytes]]:
        """Body and signature; none twice, for a request that came before costs less."""
        bodies = [json.dumps(_envelope(app)).encode() for _ in range(count)]
        return [(body, base64.b64encode(self._key.sign(body, padding.PKCS1v15(), hashes.SHA256()))) for body in bodies]


def _certificate(
    name: str, key: rsa.RSAPrivateKey, issuer: str, issuer_key: rsa.RSAPrivateKey, *, ca: bool
) -> x509.Certificate:
    now = datetime.now(UTC)
    other = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    usage = dict.fromkeys((*other, "encipher_only", "decipher_only"), False)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, key_cert_sign=ca, crl_sign=ca, **usage), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(ALEXA)]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _envelope(app: str) -> dict[str, Any]:
    """As large as a real one, 2.4 kB."""
    match = {"value": {"name": "oat milk", "id": "oat-milk"}}
    authority = {
        "authority": f"amzn1.er-authority.echo-sdk.{SKILL}.Product",
        "status": {"code": "ER_SUCCESS_MATCH"},
        "values": [match],
    }
    product = {"value": "oat milk", "resolutions": {"resolutionsPerAuthority": [authority]}}
    slot = {"name": "product", "confirmationStatus": "NONE", "source": "USER", **product}
    asked = {"name": "CheckStockIntent", "slots": {"product": {**slot, "slotValue": {"type": "Simple", **product}}}}
    again = {"name": "ReorderIntent", "slots": {"product": {"name": "product", "confirmationStatus": "NONE"}}}
    intent = {"confirmationStatus": "NONE", **(again if app == "reorder" else asked)}
    session = {"id": f"amzn1.echo-api.session.{uuid4()}", "attributes": {}}
    request = {"type": "IntentRequest", "dialogState": "STARTED", "intent": intent}
    document = envelope(request, customer="bench", session=session, new=True, now=datetime.now(UTC), locale="en-US")
    system = document["context"]["System"]
    system["apiAccessToken"] = "t" * 700
    system["device"]["supportedInterfaces"] = {"AudioPlayer": {}}
    document["context"]["Viewports"] = [{"type": "APL", "id": "main", "shape": "RECTANGLE", "dpi": 160}]
    return document


# -- who answers


def application() -> Flask:
    """Called by granian's worker; which one is said by the environment."""
    name = os.environ["ENCORE_BENCH_APP"]
    app = _app(name, Path(os.environ["ENCORE_BENCH_FOLDER"]))
    if name not in PEERS:  # as `encore serve` does it
        app.wsgi_app = WaitingRoom(app.wsgi_app, places=PLACES, most_bytes=LARGEST_BODY)  # type: ignore[method-assign]
    return app


def _app(name: str, folder: Path) -> Flask:
    if name == "bare":
        return _bare_flask()
    if name == "adapter":
        return _sdk_adapter()
    settings = Settings(database_url=f"sqlite:///{folder / 'bench.sqlite3'}", demo_customer="ada", skill_id=SKILL)
    encore = build(settings)
    leaf = (folder / "leaf.pem").read_bytes()
    verifier = RequestVerifier(
        SKILL, roots=(folder / "root.pem").read_bytes(), fetch=lambda _: leaf, clock=encore.clock
    )
    return skill_app(encore, settings, verifier)


def _bare_flask() -> Flask:
    app = Flask(__name__)

    @app.post("/alexa")
    def alexa() -> Response:
        return Response(b'{"version":"1.0","response":{"shouldEndSession":true}}', mimetype="application/json")

    return app


def _sdk_adapter() -> Flask:
    """Eight handlers, of which the seventh answers, as in Amazon's samples."""
    from skill import certvalidator_standin

    certvalidator_standin.register()
    from ask_sdk_core.skill_builder import SkillBuilder
    from ask_sdk_core.utils.predicate import is_intent_name, is_request_type
    from flask_ask_sdk.skill_adapter import SkillAdapter

    app = Flask(__name__)
    app.config["ASK_SDK_VERIFY_SIGNATURE"] = app.config["ASK_SDK_VERIFY_TIMESTAMP"] = False
    builder = SkillBuilder()
    others = [is_request_type("LaunchRequest"), *(is_intent_name(f"AMAZON.{name}Intent") for name in "ABCDE")]
    for is_it in [*others, is_intent_name("CheckStockIntent"), lambda _: True]:
        builder.request_handler(is_it)(lambda given: given.response_builder.speak("Yes.").ask("More?").response)
    adapter = SkillAdapter(builder.create(), 1, app=app)
    app.add_url_rule("/alexa", view_func=adapter.dispatch_request, methods=["POST"])
    return app


# -- in one process: CPU without any server


def _in_process(signer: Signer, count: int) -> None:
    calls = {name: _caller(_app(name, signer.folder), signer.requests(name, count)) for name in APPS}
    costs: dict[str, list[float]] = {name: [] for name in APPS}
    for call in calls.values():
        _cpu(call, 20)
    rounds = 10
    for _ in range(rounds):  # in turn, so that a busy neighbour disturbs all alike
        for name, call in calls.items():
            costs[name].append(_cpu(call, count // rounds - 2))
    decode = min(_cpu(_deserialisation(signer), 100) for _ in range(5))
    best = {name: min(values) for name, values in costs.items()}
    table = Table("in one process", "CPU us a request", "x bare Flask", title="Limits and peers in the same run")
    for name, title in APPS.items():
        table.add_row(title, f"{best[name]:.0f}", f"{best[name] / best['bare']:.2f}")
    table.add_row("the SDK's deserialisation alone", f"{decode:.0f}", f"{decode / best['bare']:.2f}")
    console.print(table)
    console.print(f"A stock answer is {best['stock'] / best['adapter']:.2f} x the SDK's adapter without verification.")


def _caller(app: Flask, requests: list[tuple[bytes, bytes]]) -> Callable[[], None]:
    left = iter(requests)

    def call() -> None:
        body, signature = next(left)
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/alexa",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/json",
            "HTTP_SIGNATURECERTCHAINURL": CERTIFICATE_URL,
            "HTTP_SIGNATURE_256": signature.decode(),
        }
        status: list[str] = []
        answer = b"".join(app(environ, lambda code, *_: status.append(code)))  # type: ignore[arg-type]
        assert status == ["200 OK"], (status, answer[:200])

    return call


def _deserialisation(signer: Signer) -> Callable[[], object]:
    from ask_sdk_core.serialize import DefaultSerializer
    from ask_sdk_model.request_envelope import RequestEnvelope

    body = signer.requests("stock", 1)[0][0].decode()
    serializer = DefaultSerializer()
    return lambda: serializer.deserialize(body, RequestEnvelope)


def _cpu(call: Callable[[], object], count: int) -> float:
    """Microseconds of this process a call."""
    before = time.process_time()
    for _ in range(count):
        call()
    return (time.process_time() - before) / count * 1e6


# -- under granian


@dataclass(frozen=True, slots=True)
class Served:
    rate: float
    p50: float
    """Milliseconds."""
    p99: float
    cpu: float
    """Microseconds a request, of the whole server."""


def _under_granian(signer: Signer, count: int) -> None:
    table = Table(
        "under granian", "requests/s", "p50 ms", "p99 ms", "CPU us", "x bare", title=f"{CONNECTIONS} connections"
    )
    bare: Served | None = None
    for name, title in APPS.items():
        with _server(name, signer.folder) as (port, server):
            _load(port, signer.requests(name, CONNECTIONS * 2))
            before = _cpu_of(server)
            seconds, waits = _load(port, signer.requests(name, count))
            cpu = (_cpu_of(server) - before) / count * 1e6
        cuts = statistics.quantiles(waits, n=100)
        served = Served(count / seconds, cuts[49] * 1000, cuts[98] * 1000, cpu)
        bare = bare or served
        row = (f"{served.rate:.0f}", f"{served.p50:.1f}", f"{served.p99:.1f}", f"{served.cpu:.0f}")
        table.add_row(title, *row, f"{served.cpu / bare.cpu:.2f}")
    console.print(table)


@contextmanager
def _server(name: str, folder: Path) -> Iterator[tuple[int, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--interface", "wsgi", "--factory", "--port", str(port), "--log-level", "error"]
    threads = str(PLACES if name in PEERS else SEATS)
    command = [sys.executable, "-m", "granian", *options, "--blocking-threads", threads, "skill.bench:application"]
    environ = {**os.environ, "ENCORE_BENCH_APP": name, "ENCORE_BENCH_FOLDER": str(folder)}
    process = subprocess.Popen(command, env=environ)
    try:
        for _ in range(300):
            time.sleep(0.1)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def _cpu_of(pid: int) -> float:
    """Seconds, of a process and its children."""
    try:
        import psutil
    except ImportError as error:
        raise click.ClickException("psutil is missing; pip install -e '.[dev]', or use --no-server.") from error
    server = psutil.Process(pid)
    times = [process.cpu_times() for process in (server, *server.children(recursive=True))]
    return sum(each.user + each.system for each in times)


def _load(port: int, requests: list[tuple[bytes, bytes]]) -> tuple[float, list[float]]:
    """Seconds in all, and of each request."""
    waiting, waits = iter(requests), list[float]()

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for body, signature in waiting:
            head = (
                f"POST /alexa HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\nSignatureCertChainUrl: {CERTIFICATE_URL}\r\n"
                f"Signature-256: {signature.decode()}\r\n\r\n"
            )
            before = time.perf_counter()
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 200"), answer[:100]
            length = next(line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.split(b":")[1]))
            waits.append(time.perf_counter() - before)
        writer.close()

    async def clients() -> None:
        await asyncio.gather(*(client() for _ in range(CONNECTIONS)))

    before = time.perf_counter()
    asyncio.run(clients())
    return time.perf_counter() - before, waits
