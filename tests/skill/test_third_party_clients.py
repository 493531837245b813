"""Programs by others talk to the running service: virtual-alexa, ask-sdk-test, and Amazon's schema of a package.

They need Node.js. Their packages are fetched once, into the user's cache.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import platformdirs
import pytest
import requests

from backend.settings import Settings
from backend.wiring import Encore, build, shop_values
from interaction_models.check import ALEXA_LOCALES
from interaction_models.model import document_with_values, locales
from skill.package import Addresses, package
from tests.backend.shops import all_orders

CLIENTS = Path(__file__).parent / "clients"
PATIENCE = 100
"""Seconds for fetching the packages, which takes half a minute; afterwards the tests are skipped."""
pytestmark = pytest.mark.timeout(2 * PATIENCE)


@dataclass(frozen=True, slots=True)
class Service:
    url: str
    encore: Encore


@pytest.fixture(scope="module")
def modules() -> Path:
    """The installed packages."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("Node.js with npm is not installed")
    lock = (CLIENTS / "package-lock.json").read_bytes()
    cache = Path(platformdirs.user_cache_dir("encore-tests"))
    home = cache / f"clients-{sha256(lock).hexdigest()[:16]}"
    if not (home / "node_modules").is_dir():
        _install(home)
    return home / "node_modules"


def _install(home: Path) -> None:
    """Beside its place first: a half of it, or two at once, do no harm."""
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, ignore_cleanup_errors=True) as scratch:
        place = Path(scratch, "clients")
        place.mkdir()
        for name in ("package.json", "package-lock.json"):
            shutil.copy(CLIENTS / name, place)
        fetch = [
            "npm",
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--fetch-retries=1",
            "--fetch-timeout=20000",
        ]
        try:
            subprocess.run(fetch, cwd=place, check=True, capture_output=True, timeout=PATIENCE)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            pytest.skip("npm could not fetch the packages of tests/skill/clients")
        try:
            place.rename(home)
        except OSError:  # another test process was faster
            assert (home / "node_modules").is_dir()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """`encore serve` with the demo shop; whoever speaks is Ada."""
    folder = tmp_path_factory.mktemp("served")
    settings = Settings(data_dir=str(folder))
    encore = build(settings)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ENCORE_")} | {
        "ENCORE_DATA_DIR": str(folder),
        "ENCORE_VERIFY_REQUESTS": "0",
        "ENCORE_DEMO_CUSTOMER": "ada",
    }
    command = [sys.executable, "-c", "from backend.cli import main; main()", "serve", "--port", str(port)]
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environ, stdout=output, stderr=output)
    try:
        _wait_for(f"http://127.0.0.1:{port}/readyz", log)
        yield Service(f"http://127.0.0.1:{port}/alexa", encore)
    finally:
        process.terminate()
        process.wait(timeout=30)
        encore.engine.dispose()


def _wait_for(url: str, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with suppress(requests.ConnectionError):
            if requests.get(url, timeout=5).ok:
                return
        time.sleep(0.1)
    raise AssertionError(f"the service does not answer:\n{log.read_text(encoding='utf-8')}")


def run(modules: Path, *command: str, stdin: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        input=stdin,
        env={**os.environ, "NODE_PATH": str(modules), "NODE_NO_WARNINGS": "1", **environ},
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )


def test_virtual_alexa_places_an_order(modules: Path, service: Service) -> None:
    before = len(all_orders(service.encore.database))
    # It keeps the slots of an unfinished dialog for the next sentence, so what has none comes first.
    said = ["open encore", "reorder my usual", "yes", "where is my order", "do you have oat milk", "stop"]
    model = document_with_values("en-US", {})
    request = {"url": service.url, "model": model, "locale": "en-US", "said": said}

    done = run(modules, "node", str(CLIENTS / "virtual_alexa.js"), stdin=json.dumps(request))

    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    opened, quoted, placed, tracked, stock, stopped = answers
    orders = all_orders(service.encore.database)
    assert len(orders) == before + 1
    order = max(orders, key=lambda order: order.placed_at)
    assert {line.product.sku: line.quantity for line in order.lines} == {"dark-roast-coffee": 2, "oat-milk": 3}
    assert "Corner Pantry" in opened["speech"]
    assert "2 bags of dark roast coffee and 3 cartons of oat milk" in quoted["speech"]
    assert str(order.total.amount) in quoted["speech"]
    assert "Corner Pantry" in quoted["speech"]  # the seller of record
    assert placed["card"]["title"] == f"Order {order.number}"
    assert "is being prepared" in tracked["speech"]
    assert "oat milk is in stock" in stock["speech"]
    assert [answer["ends"] for answer in answers] == [False] * 5 + [True]
    assert all(answer["reprompt"].endswith("?</speak>") for answer in answers[:-1])
    assert "reprompt" not in stopped


def test_ask_sdk_test_finds_nothing_a_certification_would_refuse(modules: Path, service: Service) -> None:
    mocha = str(modules / ".bin" / "mocha")
    done = run(modules, mocha, "--reporter", "json", str(CLIENTS / "ask_sdk_test.js"), SKILL_URL=service.url)

    report = json.loads(done.stdout)
    assert [(test["fullTitle"], test["err"].get("message")) for test in report["failures"]] == []
    assert report["stats"]["passes"] == 5


def test_the_package_fits_amazons_schema(modules: Path, service: Service) -> None:
    """The schema is stricter than Amazon's build in one thing: a value without synonyms builds."""
    jsonschema = pytest.importorskip("jsonschema")
    definitions = json.loads((modules / "ask-smapi-model" / "spec.json").read_text(encoding="utf-8"))["definitions"]
    del definitions["v1.skill.interactionModel.TypeValueObject"]["properties"]["synonyms"]["minItems"]
    schemas = {
        "skill.json": "v1.skill.Manifest.SkillManifestEnvelope",
        "accountLinking.json": "v1.skill.accountLinking.AccountLinkingRequest",
    }
    shop = service.encore.shop()
    documents = {
        locale: document_with_values(locale, service.encore.database.read(partial(shop_values, locale=locale)))
        for locale in locales()
        if locale in ALEXA_LOCALES
    }
    addresses = Addresses(
        skill="https://shop.example/alexa",
        authorization="https://shop.example/link/authorize",
        token="https://shop.example/link/token",
        domain="shop.example",
        privacy="https://shop.example/privacy",
        client_id="alexa",
    )
    wrong = []
    for path, document in package(addresses, shop, documents).items():
        name = schemas.get(Path(path).name, "v1.skill.interactionModel.InteractionModelData")
        schema = {"$ref": f"#/definitions/{name}", "definitions": definitions}
        wrong += [
            f"{path}: {error.json_path}: {error.message}"
            for error in jsonschema.Draft4Validator(schema).iter_errors(document)
        ]

    assert wrong == []
