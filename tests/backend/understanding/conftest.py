"""What ships for a locale, compiled once."""

import pytest

from backend.understanding.understanding import Understanding
from interaction_models.model import load


@pytest.fixture(scope="session")
def english() -> Understanding:
    return Understanding(load("en-US"))


@pytest.fixture(scope="session")
def german() -> Understanding:
    return Understanding(load("de-DE"))


@pytest.fixture(scope="session")
def korean() -> Understanding:
    return Understanding(load("ko-KR"))
