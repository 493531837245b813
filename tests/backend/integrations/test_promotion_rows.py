"""A price reduction is read exactly or refused: a mistyped one would give money away."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backend.integrations.shop_file import ShopFileError, read_shop_file
from backend.orders.money import Money
from backend.orders.promotions import Promotion, PromotionKind
from tests.backend.shops import NOW, dollars

WELCOME = {
    "code": "WELCOME10",
    "kind": "percent",
    "amount": "10",
    "from_amount": "20.00",
    "first_order": True,
    "starts_on": None,
    "ends_on": "2027-01-31",
    "automatic": False,
    "names": {"en-US": ["welcome ten", "welcome  10"]},
}


def read(folder: Path, *promotions: Any, currency: str = "USD") -> tuple[Promotion, ...]:
    file = folder / "shop.json"
    file.write_text(json.dumps({"currency": currency, "products": [], "promotions": promotions}), encoding="utf-8")
    return read_shop_file(file, now=NOW, currency="USD", locale="en-US").promotions


def problems(folder: Path, *promotions: Any) -> list[str]:
    with pytest.raises(ShopFileError) as refused:
        read(folder, *promotions)
    return str(refused.value).split("\n  ")[1:]


def test_a_promotion_says_who_gets_it_when_and_how_it_is_called(tmp_path: Path) -> None:
    assert read(tmp_path, WELCOME) == (
        Promotion(
            code="WELCOME10",
            kind=PromotionKind.PERCENT,
            amount=1000,
            from_amount=dollars("20.00"),
            first_order=True,
            starts_on=None,
            ends_on=date(2027, 1, 31),
            automatic=False,
            names={"en-US": ("welcome ten", "welcome 10")},
        ),
    )


def test_a_promotion_needs_a_code_a_kind_and_an_amount_only(tmp_path: Path) -> None:
    (five,) = read(tmp_path, {"code": "five", "kind": "fixed", "amount": 5})

    assert five == Promotion("FIVE", PromotionKind.FIXED, 500)


def test_a_fixed_amount_is_in_the_shops_currency(tmp_path: Path) -> None:
    won = {"code": "WON", "kind": "fixed", "amount": "5000", "from_amount": "20000"}

    assert read(tmp_path, won, currency="KRW") == (
        Promotion("WON", PromotionKind.FIXED, 5000, from_amount=Money(20000, "KRW")),
    )


@pytest.mark.parametrize(("percent", "points"), [("12.5", 1250), (100, 10000), ("0.01", 1), (2.25, 225)])
def test_percentages_are_exact(tmp_path: Path, percent: Any, points: int) -> None:
    assert read(tmp_path, {**WELCOME, "amount": percent})[0].amount == points


@pytest.mark.parametrize("missing", ["code", "kind", "amount"])
def test_a_promotion_without_what_it_needs(tmp_path: Path, missing: str) -> None:
    promotion = {key: value for key, value in WELCOME.items() if key != missing}

    assert problems(tmp_path, promotion) == [f"promotions[0]: '{missing}' is missing"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"code": "ten off"}, "code 'ten off' must be letters, digits and dashes, 32 at most"),
        ({"code": ""}, "code '' must be letters, digits and dashes, 32 at most"),
        ({"kind": "gift"}, "kind 'gift' is unknown; use percent or fixed"),
        ({"kind": ["fixed"]}, "kind ['fixed'] is unknown; use percent or fixed"),
        ({"amount": "0"}, "amount '0' must be a percentage above 0 and up to 100, like 12.5"),
        ({"amount": "100.01"}, "amount '100.01' must be a percentage above 0 and up to 100, like 12.5"),
        ({"amount": "12.555"}, "amount '12.555' must be a percentage above 0 and up to 100, like 12.5"),
        ({"amount": "10%"}, "amount '10%' must be a percentage above 0 and up to 100, like 12.5"),
        ({"amount": None}, "amount None must be a percentage above 0 and up to 100, like 12.5"),
        ({"kind": "fixed", "amount": "0"}, "amount 0 takes nothing off; name what it takes off"),
        ({"kind": "fixed", "amount": "-5"}, "amount '-5' is not an amount of USD"),
        ({"kind": "fixed", "amount": "9" * 99}, f"amount '{'9' * 60}…' is not an amount of USD"),
        ({"from_amount": "much"}, "from_amount 'much' is not an amount of money"),
        ({"first_order": "no"}, "first_order 'no' must be true or false"),
        ({"automatic": 1}, "automatic 1 must be true or false"),
        ({"ends_on": "soon"}, "ends_on 'soon' is not a day like 2026-12-24"),
        ({"starts_on": "2027-02-01"}, "ends_on 2027-01-31 is before starts_on 2027-02-01"),
        ({"end_on": "2027-01-31"}, f"'end_on' is unknown; use {', '.join(WELCOME)}"),
        ({"names": {"en-US": "welcome"}},
         'names must be lists of texts per locale, like {"en-US": ["welcome ten"]}'),
        ({"names": {"en-US": [5]}}, "a name 5 must be a text"),
        ({"names": {"en-US": [""]}}, "a name must have 1 to 200 characters"),
        ({"names": {"<b>": ["ten"]}}, "the locale '<b>' of names is none; write one like en-US"),
    ],
)  # fmt: skip
def test_a_wrong_promotion(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    assert problems(tmp_path, {**WELCOME, **change}) == [f"promotions[0]: {problem}"]


def test_promotions_that_are_none(tmp_path: Path) -> None:
    assert problems(tmp_path, 5, WELCOME, {**WELCOME, "code": "welcome10"}) == [
        'promotions[0]: must be an object with "code", "kind" and "amount"',
        "promotions[2]: the code 'WELCOME10' stands already at another; give it its own",
    ]
