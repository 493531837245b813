"""A voice code is hard to guess: three wrong ones in a row end it, whoever tries and from how many sides."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.integrations.argon2_hasher import Argon2CodeHasher
from backend.orders import voice_codes
from backend.orders.ids import uuid7
from backend.orders.model import Customer
from backend.orders.voice_codes import CodeAlreadySet, NotFourDigits, NoVoiceCode, Tried, VoiceCode, WeakCode
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import NOW, new_customer, open_shop

HASH = "what a hasher made of the code"


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    open_shop(database)
    return new_customer(database)


def protect(database: SqlDatabase, customer: Customer, hash: str = HASH) -> VoiceCode:
    database.write(lambda uow: voice_codes.set_code(customer.id, hash, now=NOW, uow=uow))
    return the_code(database, customer)


def the_code(database: SqlDatabase, customer: Customer) -> VoiceCode:
    with database.reading() as uow:
        code = uow.voice_codes.of(customer.id)
    assert code is not None
    return code


def tries(database: SqlDatabase, customer: Customer, code: VoiceCode, *, right: bool) -> Tried:
    return database.write(lambda uow: voice_codes.record_try(customer.id, code, right, now=NOW, uow=uow))


def told(database: SqlDatabase, customer: Customer) -> Counter[str]:
    with database.reading() as uow:
        return Counter(event.type for event in uow.events.about(customer.id, limit=100))


# -- which codes are good


def test_only_four_digits_are_a_code() -> None:
    for said in ("", "123", "12345", "12a4", "１２３４", "-123", "4 82"):
        with pytest.raises(NotFourDigits):
            voice_codes.refuse_weak(said)


def test_what_anybody_would_try_first_is_refused_and_nothing_else() -> None:
    weak = set()
    for number in range(10_000):
        digits = f"{number:04}"
        try:
            voice_codes.refuse_weak(digits)
        except WeakCode:
            weak.add(digits)

    steps = {digits: {(int(b) - int(a)) % 10 for a, b in pairwise(digits)} for digits in weak}
    repeated = {digits for digits in weak if digits[:2] == digits[2:]}
    assert {"0000", "1111", "1234", "4321", "0123", "7890", "9876", "0987", "1212"} <= weak
    assert len(repeated) == 100
    assert all(steps[digits] in ({1}, {9}) for digits in weak - repeated)
    assert len(weak) == 116


# -- how it is kept


def test_a_hash_is_good_for_one_customer_one_code_and_one_pepper() -> None:
    ada, bob = uuid7(NOW), uuid7(NOW)
    hasher = Argon2CodeHasher("pepper")
    hash = hasher.hash(ada, "4826")

    assert hasher.verify(hash, ada, "4826")
    assert not hasher.verify(hash, ada, "4827")
    assert not hasher.verify(hash, bob, "4826")
    assert not Argon2CodeHasher("salt").verify(hash, ada, "4826")


def test_a_hash_is_argon2id_as_owasp_recommends_and_never_the_same() -> None:
    ada = uuid7(NOW)
    hasher = Argon2CodeHasher("pepper")

    first, second = hasher.hash(ada, "4826"), hasher.hash(ada, "4826")

    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second
    assert len(first) < 200


@pytest.mark.parametrize("hash", ["", "x", "$argon2id$v=19$m=19456,t=2,p=1$", "$2b$12$abc"])
def test_what_is_no_hash_fits_no_code(hash: str) -> None:
    assert not Argon2CodeHasher("pepper").verify(hash, uuid7(NOW), "4826")


def test_a_proof_shows_that_it_was_said_twice_and_nothing_else() -> None:
    ada, bob = uuid7(NOW), uuid7(NOW)
    hasher = Argon2CodeHasher("pepper")
    proof = hasher.proof(ada, "4826")

    assert proof == hasher.proof(ada, "4826")
    others = {hasher.proof(ada, "4827"), hasher.proof(bob, "4826"), Argon2CodeHasher("salt").proof(ada, "4826")}
    assert proof not in others
    assert len(others) == 3


# -- how it is tried


def test_a_code_has_to_go_before_another_is_set(database: SqlDatabase, ada: Customer) -> None:
    protect(database, ada)
    with pytest.raises(CodeAlreadySet):
        protect(database, ada, "another")
    assert the_code(database, ada) == VoiceCode(HASH, 0, NOW)

    database.write(lambda uow: voice_codes.switch_off(ada.id, now=NOW, uow=uow))
    assert protect(database, ada, "another").hash == "another"
    assert told(database, ada) == {"code.set": 2, "code.removed": 1}


def test_after_three_wrong_codes_the_right_one_fails_too_until_the_shop_resets_it(
    database: SqlDatabase, ada: Customer
) -> None:
    code = protect(database, ada)

    assert [tries(database, ada, code, right=False).left for _ in range(3)] == [2, 1, 0]
    assert tries(database, ada, code, right=True) == Tried(right=False, left=0)
    assert the_code(database, ada).is_locked

    database.write(lambda uow: voice_codes.reset_code(ada.id, now=NOW, uow=uow))
    code = protect(database, ada, "another")
    assert tries(database, ada, code, right=True) == Tried(right=True, left=3)
    assert told(database, ada) == {"code.set": 2, "code.wrong": 3, "code.reset": 1}


def test_a_right_code_forgives_the_wrong_ones(database: SqlDatabase, ada: Customer) -> None:
    code = protect(database, ada)

    answers = [tries(database, ada, code, right=right) for right in (False, False, True, False, False, True)]

    assert [(answer.right, answer.left) for answer in answers] == [
        (False, 2), (False, 1), (True, 3), (False, 2), (False, 1), (True, 3),
    ]  # fmt: skip


def test_parallel_wrong_codes_count_each(database: SqlDatabase, ada: Customer) -> None:
    code = protect(database, ada)  # all of them have seen it without a failure

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: tries(database, ada, code, right=False), range(8)))

    assert sorted(answer.left for answer in answers)[:6] == [0] * 6
    assert the_code(database, ada).failures == 3
    assert told(database, ada)["code.wrong"] == 3
    assert not tries(database, ada, code, right=True).right


def test_a_code_that_was_replaced_meanwhile_is_not_right_any_more(database: SqlDatabase, ada: Customer) -> None:
    old = protect(database, ada)
    database.write(lambda uow: voice_codes.reset_code(ada.id, now=NOW, uow=uow))
    assert tries(database, ada, old, right=True) == Tried(right=False, left=0)

    protect(database, ada, "another")
    assert tries(database, ada, old, right=True) == Tried(right=False, left=3)
    assert tries(database, ada, old, right=False) == Tried(right=False, left=3)


def test_there_is_nothing_to_reset_without_a_code(database: SqlDatabase, ada: Customer) -> None:
    with pytest.raises(NoVoiceCode):
        database.write(lambda uow: voice_codes.reset_code(ada.id, now=NOW, uow=uow))
    with pytest.raises(NoVoiceCode):
        database.write(lambda uow: voice_codes.switch_off(ada.id, now=NOW, uow=uow))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.booleans(), max_size=12))
def test_no_sequence_of_tries_gives_a_fourth_chance(database: SqlDatabase, tried: list[bool]) -> None:
    customer = Customer(uuid7(NOW), "Ada", "en-US", f"{random.random()}")
    with database.writing() as uow:
        uow.customers.add(customer)
    code = protect(database, customer)
    in_a_row, locked = 0, False
    for right in tried:
        answer = tries(database, customer, code, right=right)
        assert answer.right == (right and not locked)
        in_a_row = 0 if answer.right else in_a_row + 1
        locked = locked or in_a_row >= 3
        assert the_code(database, customer).is_locked == locked
