"""Nothing is sold that is not there, however many want it at once and wherever they ask."""

from collections import Counter

import pytest

from tests.backend.guarantees.conftest import Shop
from tests.backend.guarantees.shoppers import SKU, answers, go, start
from tests.backend.shops import new_customer

BUYERS, EACH, ON_HAND = 50, 10, 100


@pytest.mark.parametrize("how", ["quoted", "directly"])
def test_two_processes_sell_each_piece_once(shop: Shop, how: str) -> None:
    database = shop.patient()
    with database.writing() as uow:
        assert uow.stock.set(SKU, "main", ON_HAND, None)
    ids = [str(new_customer(database, f"Buyer {number}").id) for number in range(BUYERS)]
    processes = [start("once-each", shop.url, how, str(EACH), *ids[part::2]) for part in range(2)]
    assert [answers(process) for process in processes] == ["ready", "ready"]

    outcomes: Counter[str] = Counter()
    for process in processes:
        go(process)
    for process in processes:
        outcomes.update(answers(process))
        process.communicate()

    assert outcomes == {"ordered": ON_HAND // EACH, "out of stock": BUYERS - ON_HAND // EACH}
    assert (len(shop.numbers()), shop.available()) == (ON_HAND // EACH, 0)
    assert shop.is_in_order()
