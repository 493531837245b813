"""A name for one region is a name for its whole language."""

import pytest

from backend.orders.languages import said_in
from backend.orders.model import Place, Product
from backend.orders.money import Money
from backend.orders.promotions import Promotion, PromotionKind

NAMES = {"ko-KR": ("귀리 우유",), "en-US": ("oat milk", "oat drink"), "en-GB": ("oat drink",), "fr-FR": ()}


@pytest.mark.parametrize(
    ("locale", "names"),
    [
        ("en-GB", ("oat drink",)),
        ("en-US", ("oat milk", "oat drink")),
        ("en-AU", ("oat milk", "oat drink")),
        ("ko-KR", ("귀리 우유",)),
        ("fr-FR", None),
        ("fr-CA", None),
        ("de-DE", None),
        ("e", None),
        ("", None),
    ],
)
def test_the_locale_then_its_language_then_nothing(locale: str, names: tuple[str, ...] | None) -> None:
    assert said_in(locale, NAMES) == names


def test_a_thing_has_a_name_everywhere() -> None:
    milk = Product("oat-milk", Money(299, "USD"), "carton", "milk", NAMES)
    place = Place("main", {"en-US": "the main store"})
    offer = Promotion("TEN", PromotionKind.PERCENT, 10, names={"en-US": ("ten off",)})

    assert [milk.name(locale) for locale in ("en-GB", "en-IN", "de-DE")] == ["oat drink", "oat milk", "귀리 우유"]
    assert [place.name(locale) for locale in ("en-GB", "de-DE")] == ["the main store", "the main store"]
    assert [offer.name(locale) for locale in ("en-GB", "de-DE")] == ["ten off", "TEN"]
