"""A speech model arrives whole or not at all, and every failure says what to do. A real server on this machine."""

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from voice_local import models
from voice_local.models import ModelMissing, find, get

NAME = "vosk-model-small-en-us-0.15"


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


MODEL = packed({f"{NAME}/am/final.mdl": bytes(range(256)) * 400, f"{NAME}/conf/model.conf": b"--beam=10\n"})


@dataclass
class Server:
    """Serves one file, as badly as a test wants."""

    content: bytes = MODEL
    cut_at: int | None = None
    """Bytes after which the connection breaks, once."""
    asked: list[str | None] = field(default_factory=list)
    """The Range header of each request."""
    url: str = ""


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            span = self.headers.get("Range")
            state.asked.append(span)
            if not self.path.endswith(f"{NAME}.zip"):
                self.send_error(404)
                return
            start = int(span.removeprefix("bytes=").removesuffix("-")) if span else 0
            rest = state.content[start:]
            if not rest:
                self.send_error(416)
                return
            self.send_response(206 if span else 200)
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            cut, state.cut_at = state.cut_at, None
            self.wfile.write(rest[:cut])

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield state
    http.shutdown()
    http.server_close()


@pytest.fixture(autouse=True)
def no_other_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "models").iterdir())


def test_a_model_is_installed_and_found(server: Server, tmp_path: Path) -> None:
    assert find("en-US", tmp_path) is None

    place = get("en-US", tmp_path, server=server.url, sha256=hashlib.sha256(MODEL).hexdigest())

    assert place == find("en-US", tmp_path) == tmp_path / "models" / NAME
    assert (place / "conf" / "model.conf").read_bytes() == b"--beam=10\n"
    assert left_behind(tmp_path) == [NAME]
    assert get("en-US", tmp_path, server=server.url) == place
    assert len(server.asked) == 1  # what is here is not fetched again


def test_a_broken_download_goes_on_where_it_was_cut_off(server: Server, tmp_path: Path) -> None:
    server.cut_at = 70_000

    with pytest.raises(ModelMissing, match=r"kept, try again.*PocketSphinx is used instead"):
        get("en-US", tmp_path, server=server.url)
    assert find("en-US", tmp_path) is None

    place = get("en-US", tmp_path, server=server.url, sha256=hashlib.sha256(MODEL).hexdigest())

    assert place.is_dir()
    assert server.asked == [None, "bytes=65536-"]  # the pieces that had arrived whole


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (MODEL[:-100], "broken"),
        (b"<html>not here</html>", "broken"),
        (packed({f"{NAME}/../../evil": b"x"}), "broken"),
        (packed({"/etc/evil": b"x"}), "broken"),
        (packed({"another-folder/am": b"x"}), "no folder"),
    ],
    ids=["truncated", "not a zip", "climbs out", "absolute", "another model"],
)
def test_what_is_no_model_is_deleted(content: bytes, says: str, server: Server, tmp_path: Path) -> None:
    server.content = content

    with pytest.raises(ModelMissing, match=says):
        get("en-US", tmp_path, server=server.url)

    assert left_behind(tmp_path) == []
    assert not (tmp_path / "evil").exists()


def test_a_wrong_checksum_is_refused(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="checksum"):
        get("en-US", tmp_path, server=server.url, sha256="0" * 64)

    assert left_behind(tmp_path) == []


def test_a_server_without_the_model_and_no_server_at_all(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="404"):
        get("ko-KR", tmp_path, server=server.url)
    with pytest.raises(ModelMissing, match="does not reach it"):
        get("en-US", tmp_path, server="http://127.0.0.1:9", timeout=1)


def test_a_region_is_heard_with_the_model_of_its_language() -> None:
    assert [models.entry(locale).locale for locale in ("en-US", "en-GB", "ko-KR")] == ["en-US", "en-US", "ko-KR"]


def test_an_unknown_locale_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="en-US, ko-KR"):
        get("tlh-KL", tmp_path)


def test_a_folder_that_cannot_be_made_is_one_sentence(server: Server, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file is in the way")

    with pytest.raises(ModelMissing, match="cannot be stored"):
        get("en-US", tmp_path, server=server.url)


def test_models_of_other_programs_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shared" / NAME).mkdir(parents=True)
    monkeypatch.setenv("VOSK_MODEL_PATH", str(tmp_path / "shared"))

    assert find("en-US", tmp_path) == tmp_path / "shared" / NAME


def test_every_model_has_what_the_list_shows() -> None:
    assert all(model.megabytes and model.licence and model.language for model in models.MODELS)
