"""Keys that sort by time, numbers that are spoken; neither needs a sequence in the database."""

import os
from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from backend.orders.ports import Chance

_MADE = count()
"""Ids of one process and one moment sort in the order in which they were made."""


def uuid7(now: datetime) -> UUID:
    """RFC 9562, version 7: 48 bits of milliseconds, 12 of their fraction, 24 of a counter, then chance."""
    microseconds = round(now.timestamp() * 1_000_000)
    milliseconds = microseconds // 1000 & (1 << 48) - 1
    fraction = microseconds % 1000 * 4096 // 1000
    counted = next(_MADE) & (1 << 24) - 1
    chance = int.from_bytes(os.urandom(5)) & (1 << 38) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | counted << 38 | chance)


def first_of(moment: datetime) -> UUID:
    """Smaller than any id made from then on, larger than any made before."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def free_number(chance: "Chance", *taken: Callable[[str], bool]) -> str:
    """A number nobody has: digits only, they are recognised best when spoken."""
    digits = 6
    while True:
        # Never a leading zero: speech services deliver digits as a number. One digit more each time a
        # number is taken, so a full range ends quickly.
        number = str(chance.randrange(10 ** (digits - 1), 10**digits))
        if not any(is_taken(number) for is_taken in taken):
            return number
        digits += 1
