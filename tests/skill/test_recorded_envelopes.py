"""Envelopes other people recorded: none may break the skill. Runs where ENCORE_ENVELOPES names a folder of them.

Its sources.txt has a line per file: name, tab, "serve" (must be answered) or "tolerate" (may be refused).
"""

import os
from pathlib import Path

import pytest
from flask.testing import FlaskClient

FOLDER = os.environ.get("ENCORE_ENVELOPES")


def recorded() -> list[list[str]]:
    lines = (Path(FOLDER) / "sources.txt").read_text(encoding="utf-8").splitlines() if FOLDER else []
    return [line.split("\t")[:2] for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("name", "expected"), recorded())
def test_a_recorded_envelope_is_survived(name: str, expected: str, client: FlaskClient) -> None:
    answer = client.post("/alexa", data=(Path(str(FOLDER)) / name).read_bytes())

    if expected == "serve" or answer.status_code == 200:
        assert answer.status_code == 200
        assert answer.get_json()["version"] == "1.0"
    else:
        assert answer.status_code == 400
