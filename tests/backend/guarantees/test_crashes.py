"""What was confirmed to a buyer is kept, whatever is killed at whatever moment; and repeating it orders nothing twice.

ENCORE_TEST_CRASHES=20 kills twenty times instead of once.
"""

import os
import time
from pathlib import Path

import pytest

from tests.backend.guarantees.conftest import Shop
from tests.backend.guarantees.shoppers import SKU, buys, start, wait_for
from tests.backend.shops import available
from tests.postgres import ThrowawayServer

THREADS = 4
CRASHES = int(os.environ.get("ENCORE_TEST_CRASHES", "1"))


def acknowledged(paper: Path) -> dict[str, str]:
    """Key to order number; a line that was cut off was read by nobody."""
    lines = paper.read_text().splitlines(keepends=True) if paper.exists() else []
    return dict(line.split() for line in lines if line.endswith("\n"))


def assert_nothing_lost_or_doubled(shop: Shop, confirmed: dict[str, str]) -> None:
    kept = shop.numbers_of_many()
    print(f"{len(confirmed)} orders confirmed, {len(kept)} kept")  # pytest -rP shows it
    assert set(confirmed.values()) <= kept
    assert len(set(confirmed.values())) == len(confirmed)
    # Each thread may have had one order whose answer it never got.
    assert len(kept) - len(confirmed) <= THREADS

    database = shop.patient()
    again = {key: buys(database, shop.customer, key) for key in confirmed}
    assert again == confirmed
    unanswered = [f"{name}-{sum(key.startswith(f'{name}-') for key in confirmed)}" for name in range(THREADS)]
    for key in unanswered:
        buys(database, shop.customer, key)
    assert len(shop.numbers_of_many()) == len(confirmed) + THREADS
    assert available(database, SKU) == 10**6 - len(confirmed) - THREADS
    assert shop.is_in_order()


@pytest.mark.timeout(60 + 20 * CRASHES)
def test_killing_the_shop_loses_no_confirmed_order(shop: Shop, tmp_path: Path) -> None:
    paper = tmp_path / "acknowledged"
    for _ in range(CRASHES):
        before = len(acknowledged(paper))
        process = start("for-ever", shop.url, str(shop.customer.id), str(paper), str(THREADS), "")
        try:
            wait_for(lambda before=before: len(acknowledged(paper)) >= before + 40)  # type: ignore[misc]
        finally:
            process.kill()
            process.communicate()

    assert_nothing_lost_or_doubled(shop, acknowledged(paper))


@pytest.mark.timeout(60 + 20 * CRASHES)
def test_killing_the_database_server_loses_no_confirmed_order(
    postgresql_shop: Shop, victim: ThrowawayServer, tmp_path: Path
) -> None:
    paper = tmp_path / "acknowledged"
    process = start("for-ever", postgresql_shop.url, str(postgresql_shop.customer.id), str(paper), str(THREADS), "")
    try:
        for _ in range(CRASHES):
            before = len(acknowledged(paper))
            wait_for(lambda before=before: len(acknowledged(paper)) >= before + 25)  # type: ignore[misc]
            try:
                victim.kill()
            finally:
                victim.start()
            before = len(acknowledged(paper))
            wait_for(lambda before=before: len(acknowledged(paper)) >= before + 25)  # type: ignore[misc]
    finally:
        process.kill()
        process.communicate()

    assert_nothing_lost_or_doubled(postgresql_shop, acknowledged(paper))


def test_a_server_that_was_restarted_meanwhile_is_not_noticed(postgresql_shop: Shop, victim: ThrowawayServer) -> None:
    database = postgresql_shop.open(read_seconds=20, write_seconds=20)
    first = buys(database, postgresql_shop.customer, "before")
    victim.restart()

    began = time.monotonic()
    assert database.read(lambda uow: uow.shop()) is not None
    second = buys(database, postgresql_shop.customer, "after")

    assert time.monotonic() - began < 10
    assert postgresql_shop.numbers_of_many() == {first, second}
