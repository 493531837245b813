"""Money in whole minor units, so that it is the same in SQLite, PostgreSQL and JSON."""

from dataclasses import dataclass
from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation, Overflow

from babel.numbers import get_currency_precision


@dataclass(frozen=True, slots=True)
class Money:
    minor: int
    """Cents for USD, won for KRW."""
    currency: str
    """ISO 4217."""

    @classmethod
    def parse(cls, amount: str, currency: str) -> "Money":
        """
        Raises:
            ValueError: not a number, negative, or finer than the currency's smallest coin.
        """
        exact = Context(traps=[InvalidOperation, Inexact, Overflow])
        try:
            scaled = exact.scaleb(Decimal(amount), get_currency_precision(currency))
        except DecimalException as error:
            raise ValueError(f"{amount!r} is not an amount of money") from error
        if not scaled.is_finite() or scaled < 0 or scaled != scaled.to_integral_value() or scaled >= 10**15:
            raise ValueError(f"{amount!r} is not an amount of {currency}")
        return cls(int(scaled), currency)

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return self + other * -1

    def __mul__(self, times: int) -> "Money":
        return Money(self.minor * times, self.currency)
