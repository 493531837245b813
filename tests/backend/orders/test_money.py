"""Money is exact, or it is refused."""

import pytest

from backend.orders.money import Money


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("8.49", "USD", 849),
        ("8.490", "USD", 849),
        ("8", "USD", 800),
        ("0", "USD", 0),
        ("1e2", "USD", 10_000),
        ("1500", "KRW", 1500),
        ("1.234", "KWD", 1234),
        ("9999999999999.99", "USD", 999_999_999_999_999),
    ],
)
def test_an_amount_is_kept_in_the_smallest_coin(amount: str, currency: str, minor: int) -> None:
    assert Money.parse(amount, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("8.491", "USD"),
        ("1.5", "KRW"),
        ("1.00000000000000000000000000000000001", "USD"),
        ("-0.01", "USD"),
        ("", "USD"),
        ("$5", "USD"),
        ("8,49", "USD"),
        ("NaN", "USD"),
        ("sNaN", "USD"),
        ("Infinity", "USD"),
        ("1e999999", "USD"),
        ("1e-999999", "USD"),
        ("10000000000000", "USD"),
        ("9" * 5000, "USD"),
    ],
)
def test_what_is_no_amount_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match="is not an amount of"):
        Money.parse(amount, currency)


def test_an_amount_reads_as_it_was_written() -> None:
    assert [str(Money(849, "USD").amount), str(Money(1500, "KRW").amount)] == ["8.49", "1500"]


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(ValueError, match="cannot add KRW to USD"):
        Money(1, "USD") + Money(1, "KRW")
