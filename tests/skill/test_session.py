"""Session attributes: small, silent about people, and nobody's to change."""

import base64
import json
from random import Random
from string import ascii_letters
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.session import LARGEST, SessionSeal

SEAL = SessionSeal("a secret of the shop")
SESSION = "amzn1.echo-api.session.1"
STATE = {
    "pending": {"do": "place", "quote": "01989e6e-0000-7000-8000-000000000001"},
    "product": "oat-milk",
    "said": "Corner Pantry delivers it to 12 Orchard Lane, Springfield. Shall I place the order?",
    "asked": "Shall I place the order?",
}


def test_what_was_sealed_can_be_opened_by_every_process_with_the_secret() -> None:
    assert SessionSeal("a secret of the shop").open(SEAL.close(STATE, SESSION), SESSION) == STATE


def test_nothing_of_it_can_be_read_from_outside() -> None:
    attributes = SEAL.close(STATE, SESSION)

    seen = json.dumps(attributes) + base64.b64decode(attributes["sealed"]).decode("latin-1")
    assert not any(word in seen for word in ("Orchard", "place", "oat-milk", "01989e6e"))
    assert SEAL.close(STATE, SESSION) != attributes  # not even that it is the same as before


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        STATE,
        {"sealed": None},
        {"sealed": ["x"]},
        {"sealed": ""},
        {"sealed": "not base64 !"},
        {"sealed": "AAAA"},
        {"sealed": "A" * 5000},
        {"sealed": base64.b64encode(b"0" * 40).decode()},
    ],
)
def test_what_is_not_ours_is_nothing(attributes: dict[str, Any]) -> None:
    assert SEAL.open(attributes, SESSION) == {}


def test_it_fits_no_other_session_secret_or_changed_letter() -> None:
    attributes = SEAL.close(STATE, SESSION)
    changed = attributes["sealed"][:-8] + ("A" if attributes["sealed"][-8] != "A" else "B") + attributes["sealed"][-7:]

    assert SEAL.open(attributes, "amzn1.echo-api.session.2") == {}
    assert SessionSeal("another secret of a shop").open(attributes, SESSION) == {}
    assert SEAL.open({"sealed": changed}, SESSION) == {}


def test_a_long_answer_is_forgotten_before_the_question_and_the_question_before_the_offer() -> None:
    letters = "".join(Random(1).choices(ascii_letters, k=3000))  # nothing a compressor could make smaller

    assert SEAL.open(SEAL.close({**STATE, "said": letters}, SESSION), SESSION) == {
        key: value for key, value in STATE.items() if key != "said"
    }
    kept = SEAL.open(SEAL.close({**STATE, "said": letters, "asked": letters}, SESSION), SESSION)
    assert kept == {"pending": STATE["pending"], "product": "oat-milk"}


@given(
    st.text(max_size=3000),
    st.dictionaries(st.text(min_size=1, max_size=64), st.integers(1, 99), max_size=20),
)
def test_attributes_are_never_large_and_never_lose_the_offer(said: str, wanted: dict[str, int]) -> None:
    attributes = SEAL.close(
        {**STATE, "said": said, "pending": {"do": "place", "quote": "q", "wanted": wanted}}, SESSION
    )

    assert len(json.dumps(attributes)) <= LARGEST
    assert SEAL.open(attributes, SESSION)["pending"]["quote"] == "q"
