"""What goes wrong with a database while a customer waits for an answer."""

import os
import resource
import select
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import psycopg


class Proxy:
    """Stands between us and a PostgreSQL socket, and can fall silent with all lines open."""

    def __init__(self, folder: Path, server: Path) -> None:
        self._server = server
        self._talking = Event()
        self._talking.set()
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / server.name))
        self._listening.listen(64)
        self._lines: list[socket.socket] = []
        Thread(target=self._accept, daemon=True).start()

    def fall_silent(self) -> None:
        self._talking.clear()

    def talk(self) -> None:
        self._talking.set()

    def close(self) -> None:
        self.talk()
        for line in (self._listening, *self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(str(self._server))
                self._lines += (near, far)
                Thread(target=self._pass_on, args=(near, far), daemon=True).start()

    def _pass_on(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError, ValueError):
            while True:
                for ready in select.select([near, far], [], [])[0]:
                    said = ready.recv(65536)
                    self._talking.wait()
                    (far if ready is near else near).sendall(said)
                    if not said:
                        near.close()
                        far.close()
                        return


@contextmanager
def file_locked_by_another_process(file: Path, *, first: str = "") -> Iterator[None]:
    """Somebody has begun to write and does not end."""
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "c.execute(sys.argv[2]); c.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, file, first], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield
    finally:
        process.communicate()


@contextmanager
def row_locked_by_another(url: str) -> Iterator[None]:
    """Every quote is being changed by somebody who does not end."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("SELECT 1 FROM quotes FOR UPDATE")
        yield
        connection.rollback()


@contextmanager
def small_disk(place: Path, *, megabytes: int) -> Iterator[Path]:
    """
    Raises:
        PermissionError: only root may have one.
    """
    if os.geteuid() != 0:
        raise PermissionError
    place.mkdir()
    done = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "encore-test", place],
        check=False,
        capture_output=True,
    )
    if done.returncode:
        raise PermissionError
    try:
        yield place
    finally:
        subprocess.run(["/bin/umount", "-l", place], check=True)


@contextmanager
def disk_full(place: Path) -> Iterator[None]:
    ballast = place / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as opened:
        while True:
            opened.write(bytes(4096))
    assert shutil.disk_usage(place).free == 0
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def no_file_may_grow() -> Iterator[None]:
    """A full disk for those who may not make one: this process may write nothing beyond a file's first page."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
