"""Numbers in words, and back.

A language's rules say how they are built. English and Korean have ways of their own to say large ones.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache

from interaction_models.spoken.language import language

Words = tuple[str, ...]

_REFERENCE = re.compile(r"([<>=])(?:%(\w+))?\1")


def number(value: int, code: str) -> str:
    """A whole number from 0 to 9999 in words; empty when the language is not known here."""
    return spell(value, code) if language(code).numbers else ""


@cache
def spell(value: int, code: str, name: str = "main") -> str:
    """By rules written as in Unicode's rule-based number formats (a part of them).

    The rule with the highest base up to the value counts. `<<` is the value divided by the base's power of ten, `>>`
    what is left over, `==` the value itself; `<%name<` says it by the rules of that name. What stands in brackets is
    said only if something is left over.
    """
    rules = language(code).numbers[name]
    base = max(base for base in map(int, rules) if base <= value)
    size = 10 ** (len(str(base)) - 1)
    parts = {"<": value // size, ">": value % size, "=": value}
    text = re.sub(r"\[(.*?)\]", r"\1" if value % size else "", rules[str(base)])
    return _REFERENCE.sub(lambda part: spell(parts[part[1]], code, part[2] or name), text)


@cache
def numbers(code: str) -> Mapping[Words, int]:
    """0 to 999 in words, and nothing that is not said as a number."""
    rules = language(code).numbers
    spelled = {
        tuple(spell(value, code, name).split()): value
        for name in ("main", "also")
        if name in rules
        for value in range(1000)
    }
    return {text: value for text, value in spelled.items() if text}


@cache
def quantities(code: str) -> Mapping[Words, int]:
    """How many of something people ask for, and how they say it: 0 to 999, and how else they count."""
    extra = {tuple(text.split()): value for text, value in language(code).quantities.items()}
    return {**numbers(code), **extra}


def counted(said: Words, code: str) -> int | None:
    """A whole number in words, however large; None for anything else."""
    known = quantities(code).get(said)
    if known is not None or not said:
        return known
    read = _LARGE.get(code)
    return read(said) if read else _large_number(said, code)


def goes_on(rest: Words, code: str) -> bool:
    """Whether these words belong to the number before them, so that it is none without them."""
    if code == "en" and rest[:3] == ("and", "a", "half"):
        return True
    return bool(rest) and (is_part_of_number(rest[0], code) or (code == "ko" and rest[0] in language(code).scales))


def is_part_of_number(word: str, code: str) -> bool:
    """Whether it says how many, and yet not how many: "zillion" alone, or what "million" is without its number."""
    return word in language(code).after_a_number or (code == "ko" and word.startswith(_KOREAN_MONEY))


_KOREAN_MONEY = ("만원", "억원")


def _large_number(said: Words, code: str) -> int | None:
    """Where nobody minds the spaces: "zweitausendvier", "zwei tausend vier"."""
    text, value, below = "".join(said), 0, _joined(code)
    for scale, size in sorted(language(code).scales.items(), key=lambda entry: (-entry[1], -len(entry[0]))):
        before, found, after = text.partition(scale)
        if found:
            count = below.get(before) if before else 1
            if not count:
                return None
            value, text = value + count * size, after
    end = below.get(text) if text else 0
    return value + end if value and end is not None else end if text else None


@cache
def _joined(code: str) -> Mapping[str, int]:
    rules = language(code).numbers
    spelled = {"".join(spell(value, code, name).split()): value for name in rules for value in range(1000)}
    return spelled | {"".join(said): value for said, value in quantities(code).items()}


def _english_number(said: Words) -> int | None:
    # "a thousand and one": the "and" says nothing, but only between two parts of a number.
    if "and" in (said[0], said[-1]):
        return None
    rest = tuple(word for word in said if word != "and")
    value = 0
    for scale, size in reversed(list(language("en").scales.items())):
        if scale not in rest:
            continue
        at = rest.index(scale)
        count = _below_a_thousand(rest[:at])
        if not count:
            return None
        value, rest = value + count * size, rest[at + 1 :]
    if not rest:
        return value
    end = _below_a_thousand(rest)
    return None if end is None or rest in (("a",), ("an",)) else value + end


def _below_a_thousand(said: Words) -> int | None:
    """Also "twelve hundred"."""
    if said in (("a",), ("an",)):
        return 1
    if "hundred" not in said:
        return numbers("en").get(said)
    at = said.index("hundred")
    hundreds = 1 if said[:at] == ("a",) else numbers("en").get(said[:at])
    rest = numbers("en").get(said[at + 1 :]) if said[at + 1 :] else 0
    if hundreds is None or rest is None or not (0 < hundreds < 100 and rest < 100):
        return None
    return hundreds * 100 + rest


def _korean_large_number(said: Words) -> int | None:
    text, value = "".join(said), 0
    for unit, size in reversed(list(language("ko").scales.items())):
        before, found, after = text.partition(unit)
        if found:
            count = korean_numbers().get(before) if before else 1
            if not count:
                return None
            value, text = value + count * size, after
    if not text:
        return value
    end = korean_numbers().get(text)
    return value + end if end else None


@cache
def korean_numbers() -> Mapping[str, int]:
    """Below a myriad."""
    return {number(value, "ko"): value for value in range(10_000)}


_LARGE: Mapping[str, Callable[[Words], int | None]] = {"en": _english_number, "ko": _korean_large_number}


def digits(said: Words, code: str) -> str:
    """ "four oh seven nine" -> "4079"; empty if anything else was said too."""
    names, repeats = _names_of_digits(code), language(code).repeats
    found, times = "", 1
    for word in said:
        if word in repeats and times == 1:
            times = repeats[word]
            continue
        if word.isdigit() and times == 1:
            found += word
        elif word in names:
            found += names[word] * times
        else:
            return ""
        times = 1
    return found if times == 1 else ""


@cache
def _names_of_digits(code: str) -> Mapping[str, str]:
    known = language(code)
    names = {name: str(value) for value, name in enumerate(known.digits)}
    return names | {name: str(value) for name, value in known.also_digits.items()}


def grouped_digits(said: Words, code: str) -> str:
    """The digits of a code or telephone number, also said in groups: "five fifty five" -> "555".

    Empty if anything else was said too.
    """
    if code == "ko":
        # "공일공" is one word.
        known = {*language(code).digits, *language(code).also_digits}
        said = tuple(part for word in said for part in (word if set(word) <= known else (word,)))
    plain = digits(said, code)
    if plain:
        return plain
    groups, found, at = numbers(code), "", 0
    while at < len(said):
        length = next((size for size in (5, 4, 3, 2, 1) if said[at : at + size] in groups), 0)
        single = digits(said[at : at + (length or 1)], code)
        if not length and not single:
            return ""
        found += single or str(groups[said[at : at + length]])
        at += length or 1
    return found
