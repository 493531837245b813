"""The power fails while orders come in: a file that was on its way to the disk is looked at as the disk has it.

ENCORE_TEST_CRASHES=20 cuts it twenty times instead of once.
"""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from tests.backend.guarantees.conftest import Shop, fill
from tests.backend.guarantees.shoppers import start, wait_for
from tests.backend.guarantees.test_crashes import CRASHES, THREADS, acknowledged, assert_nothing_lost_or_doubled

MEGABYTES = 48
MKFS = "/sbin/mkfs.ext4"


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A disk with a file system."""
    if os.geteuid() != 0 or not Path(MKFS).exists():
        pytest.skip("a disk of our own needs root and mkfs.ext4; another test looks at the order of writes.")
    file = tmp_path / "disk.img"
    with file.open("wb") as opened:
        opened.truncate(MEGABYTES << 20)
    subprocess.run([MKFS, "-q", "-F", file], check=True)
    return file


@contextmanager
def mounted(image: Path, at: Path) -> Iterator[Path]:
    at.mkdir()
    done = subprocess.run(["/bin/mount", "-o", "loop", image, at], check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"this machine mounts no disk images ({done.stderr.strip()}).")
    try:
        yield at
    finally:
        subprocess.run(["/bin/umount", "-l", at], check=True)


def cut_the_power(
    image: Path, migrated_file: Path, folder: Path, *, synchronous: str, orders: int
) -> tuple[dict[str, str], set[str], Shop, ExitStack]:
    """Key to number of what was confirmed, the numbers that are there when the power is back, and the shop."""
    folder.mkdir()
    paper = folder / "acknowledged"
    disk = folder / "disk.img"
    with mounted(image, folder / "before") as place:
        name = f"{folder.name}.sqlite3"  # a log of an earlier shop must not be taken for its own
        file = shutil.copy(migrated_file, place / name)
        shop = fill(f"sqlite:///{file}")
        os.sync()
        process = start("for-ever", shop.url, str(shop.customer.id), str(paper), str(THREADS), synchronous)
        try:
            wait_for(lambda: len(acknowledged(paper)) >= orders)
            process.send_signal(signal.SIGSTOP)
            confirmed = acknowledged(paper)
            shutil.copy(image, disk)  # what has not been synced is not in it
        finally:
            process.kill()
            process.communicate()
    undo = ExitStack()
    after = undo.enter_context(mounted(disk, folder / "after"))
    found = Shop(f"sqlite:///{after / name}", shop.customer)
    with closing(sqlite3.connect(after / name)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kept = {number for (number,) in connection.execute("SELECT number FROM orders")}
    return confirmed, kept, found, undo


@pytest.mark.timeout(60 + 20 * CRASHES)
def test_a_power_cut_loses_no_confirmed_order(image: Path, migrated_file: Path, tmp_path: Path) -> None:
    for cut in range(CRASHES):
        confirmed, kept, shop, undo = cut_the_power(
            image, migrated_file, tmp_path / f"cut-{cut}", synchronous="", orders=100
        )
        with undo:
            assert set(confirmed.values()) - kept == set()
            print(f"{len(confirmed)} orders confirmed, {len(kept)} kept")
            assert_nothing_lost_or_doubled(shop, confirmed)


def test_the_power_cut_of_this_test_is_a_real_one(image: Path, migrated_file: Path, tmp_path: Path) -> None:
    """With what most programs use, it does lose orders; otherwise the test above would prove nothing."""
    confirmed, kept, _, undo = cut_the_power(image, migrated_file, tmp_path / "cut", synchronous="NORMAL", orders=200)
    with undo:
        lost = set(confirmed.values()) - kept
        print(f"{len(lost)} of {len(confirmed)} confirmed orders lost, as expected")  # pytest -rP shows it
        if not lost:
            pytest.skip("this machine had written everything by itself; nothing is proved either way.")


def unsynced_at_acknowledgement(shop: Shop, folder: Path, synchronous: str) -> list[int]:
    """For each confirmed order, how many writes to the log of the database no disk had been asked to keep."""
    if not shutil.which("strace"):
        pytest.skip("the order of writes is seen with strace; install it (Debian: apt install strace).")
    paper, trace = folder / "acknowledged", folder / "trace"
    watch = ("strace", "-f", "-y", "-s", "0", "-o", str(trace), "-e", "trace=write,pwrite64,fsync,fdatasync")
    process = start("for-ever", shop.url, str(shop.customer.id), str(paper), "1", synchronous, under=watch)
    try:
        wait_for(lambda: len(acknowledged(paper)) >= 20 or process.poll() is not None)
    finally:
        process.communicate()  # its standard input ends, and so does it
    if process.returncode:
        pytest.skip("strace may not watch other programs here.")
    waiting, seen = 0, []
    for line in trace.read_text(errors="replace").splitlines():
        if re.search(r"pwrite64\(\d+<[^>]*-wal>", line):
            waiting += 1
        elif re.search(r"(fsync|fdatasync)\(\d+<[^>]*-wal>", line):
            waiting = 0
        elif re.search(r" write\(\d+<[^>]*acknowledged>", line):
            seen.append(waiting)
    return seen


@pytest.mark.parametrize(("synchronous", "safe"), [("", True), ("NORMAL", False)])
def test_an_order_is_on_the_disk_before_it_is_confirmed(
    sqlite_shop: Shop, tmp_path: Path, synchronous: str, safe: bool
) -> None:
    unsynced = unsynced_at_acknowledgement(sqlite_shop, tmp_path, synchronous)

    assert len(unsynced) >= 20
    assert (max(unsynced) == 0) is safe
