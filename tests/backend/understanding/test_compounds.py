"""In languages that write several words as one, the end of a name stands for it."""

import pytest

from backend.understanding.values import ValueIndex
from interaction_models.model import Value

SHELF = (
    Value("Hafermilch", "oat-milk"),
    Value("frische Vollmilch", "fresh-milk"),
    Value("Milchreis", "rice-pudding"),
    Value("Bäckerei", "bakery"),
    Value("Zitrone", "lemons"),
)


@pytest.mark.parametrize(
    ("said", "language", "ids"),
    [
        ("Milch", "de", ("oat-milk", "fresh-milk")),
        ("frische Milch", "de", ("fresh-milk",)),
        ("Vollmilch", "de", ("fresh-milk",)),
        ("Hafermilch", "de", ("oat-milk",)),
        ("Zitronen", "de", ("lemons",)),
        ("Ei", "de", ()),
        ("Rei", "de", ()),
        ("Milch", "en", ()),
    ],
)
def test_the_end_of_a_name(said: str, language: str, ids: tuple[str, ...]) -> None:
    assert ValueIndex(SHELF, language).find(said) == ids
