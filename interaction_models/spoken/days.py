"""Days in words: by the tables of a language; English and Korean have rules of their own."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import product

from interaction_models.spoken.language import Language, Texts, language
from interaction_models.spoken.numbers import Words, korean_numbers, numbers, quantities
from interaction_models.spoken.text import words

_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z", re.ASCII)
_ISO_WEEK = re.compile(r"(\d{4})-W(\d{2})(-WE)?\Z", re.ASCII)
_SATURDAY = 5
_MOST_WORDS = 12
_LONGEST = 100
"""Characters; no day takes more to say."""


def date_of(said: str, code: str, today: date) -> date | None:
    """The day that is meant, in words or as Alexa writes it; None for what is no day or does not exist.

    A weekday is the next one after today, a date without a year today's or the next one, a week its Monday, a weekend
    its Saturday.
    """
    text = said.strip()
    if len(text) > _LONGEST:
        return None
    try:
        if day := _ISO_DAY.match(text):
            return date(int(day[1]), int(day[2]), int(day[3]))
        if week := _ISO_WEEK.match(text):
            return date.fromisocalendar(int(week[1]), int(week[2]), 6 if week[3] else 1)
        read = {"en": _english_date, "ko": _korean_date}.get(code)
        return read(words(text, code), today) if read else _date(words(text, code), code, today)
    except (ValueError, OverflowError):
        return None


def is_date(said: Words, code: str) -> bool:
    """Whether these words name a day, whichever it is today; also one that no calendar has."""
    if not said or sum(map(len, said)) > _LONGEST:
        return False
    if date_of(" ".join(said), code, date(2000, 1, 1)) is not None:
        return True
    no_day = {"en": _is_no_english_day, "ko": _is_no_korean_day}.get(code)
    return no_day(said) if no_day else _day_and_month(_without_small_words(said, language(code)), code) is not None


def days_to_come(known: Language) -> Texts:
    """Days as people say them; `date_of` understands more."""
    lists = {"weekday": known.weekdays, "nth": known.nth, "month": known.months}
    return tuple(text for pattern in known.days_to_come for text in _filled(pattern, lists))


def _filled(pattern: str, lists: Mapping[str, Texts]) -> Iterator[str]:
    gaps = [name for name in lists if f"{{{name}}}" in pattern]
    for values in product(*(lists[name] for name in gaps)):
        yield pattern.format(**dict(zip(gaps, values, strict=True)))


# -- by the tables of a language


def _date(said: Words, code: str, today: date) -> date | None:
    known = language(code)
    said = _without_small_words(said, known)
    text = " ".join(said)
    if not text or len(said) > _MOST_WORDS:
        return None
    if text in known.days:
        return today + timedelta(known.days[text])
    if text in known.weeks:
        return _monday(today, known.weeks[text])
    if text in known.weekends:
        return _monday(today, known.weekends[text]) + timedelta(_SATURDAY)
    if text in known.next_month:
        return _first_of_next_month(today)
    for pattern, week in known.on_weekday.items():
        if gaps := _gaps(pattern, text):
            weekday = _weekdays(code).get(gaps["weekday"])
            if weekday is not None:
                return _next_weekday(today, weekday) if week is None else _monday(today, week) + timedelta(weekday)
    for pattern, length in known.later.items():
        if gaps := _gaps(pattern, text):
            return _later(today, quantities(code).get(tuple(gaps["number"].split())), length)
    found = _day_and_month(said, code)
    return _next_day(today, found[1], found[0]) if found else None


def _without_small_words(said: Words, known: Language) -> Words:
    start = next((at for at, word in enumerate(said) if word not in known.before_a_day), len(said))
    return said[start:]


def _day_and_month(said: Words, code: str) -> tuple[int, int | None] | None:
    """Also "dreißigster Februar"."""
    text = " ".join(said)
    if len(said) > _MOST_WORDS:
        return None
    for pattern in language(code).dates:
        gaps = _gaps(pattern, text)
        if gaps is None:
            continue
        day = (
            _nth(code).get(tuple(gaps["nth"].split()))
            if "nth" in gaps
            else numbers(code).get(tuple(gaps["number"].split()))
        )
        month = _months(code).get(gaps["month"]) if "month" in gaps else None
        month = _nth(code).get(tuple(gaps["nth_month"].split())) if "nth_month" in gaps else month
        named = "month" in gaps or "nth_month" in gaps
        if day and (month or not named) and (month is None or month <= 12):
            return day, month
    return None


def _gaps(pattern: str, text: str) -> Mapping[str, str] | None:
    found = _compiled(pattern).fullmatch(text)
    return found.groupdict() if found else None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(pattern)))


@cache
def _weekdays(code: str) -> Mapping[str, int]:
    return {day: at for at, day in enumerate(language(code).weekdays)} | dict(language(code).also_weekdays)


@cache
def _months(code: str) -> Mapping[str, int]:
    return {month: at for at, month in enumerate(language(code).months, 1)} | dict(language(code).also_months)


@cache
def _nth(code: str) -> Mapping[Words, int]:
    known = language(code)
    return {
        tuple(f"{nth}{ending}".split()): day for day, nth in enumerate(known.nth, 1) for ending in known.nth_endings
    }


# -- English and Korean


def _is_no_english_day(said: Words) -> bool:
    """Such as "february thirtieth" and "the thirty second of march"."""
    names = language("en").months
    rest = tuple(word for word in said if word not in ("on", "the", "of", "st", "nd", "rd", "th"))
    months = [word for word in rest if word in names]
    if len(months) != 1 or months[0] not in (rest[0], rest[-1]):
        return False
    day = tuple(word for word in rest if word not in names)
    return day in _nth("en") or day in numbers("en") or (day[:-1] in numbers("en") and day[-1:] in _nth("en"))


def _is_no_korean_day(said: Words) -> bool:
    """Such as "이월 삼십일"."""
    found = re.fullmatch(r"(.+)월(.+)일", "".join(said))
    return found is not None and all(part in korean_numbers() or part in ("유", "시") for part in found.groups())


_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "fortnight": 14, "fortnights": 14}


def _english_date(said: Words, today: date) -> date | None:
    weekdays, small = language("en").weekdays, language("en").before_a_day
    # What "3rd" leaves behind its digits.
    said = tuple(word for word in said if word not in ("st", "nd", "rd", "th"))
    while said and said[0] in small:
        said = said[1:]
    match said:
        case ("today",) | ("tonight",):
            return today
        case ("yesterday",) | ("last", "night"):
            return today - timedelta(1)
        case ("day", "before", "yesterday"):
            return today - timedelta(2)
        case ("last", "week"):
            return _monday(today, -1)
        case ("last", day) if day in weekdays:
            return _monday(today, -1) + timedelta(weekdays.index(day))
        case ("tomorrow",) | ("tomorrow", "morning" | "afternoon" | "evening" | "night"):
            return today + timedelta(1)
        case ("day", "after", "tomorrow"):
            return today + timedelta(2)
        case ("next", "week"):
            return _monday(today, 1)
        case ("weekend",):
            return _monday(today, 0) + timedelta(_SATURDAY)
        case ("next", "weekend"):
            return _monday(today, 1) + timedelta(_SATURDAY)
        case ("next", "month") | ("first", "of", "next", "month"):
            return _first_of_next_month(today)
        case ("next", day) | (day, "next", "week") if day in weekdays:
            return _monday(today, 1) + timedelta(weekdays.index(day))
        case (day,) | (day, "morning" | "afternoon" | "evening" | "night") if day in weekdays:
            return _next_weekday(today, weekdays.index(day))
        case ("in", *count, unit) | (*count, unit, "from", "now" | "today") if unit in _UNITS:
            return _later(today, quantities("en").get(tuple(count)), _UNITS[unit])
    return _english_day_of_month(said, today)


def _english_day_of_month(said: Words, today: date) -> date | None:
    if said in _nth("en"):
        return _next_day(today, None, _nth("en")[said])
    for month, name in enumerate(language("en").months, 1):
        if name in said and said.count(name) == 1:
            rest = tuple(word for word in said if word not in (name, "the", "of"))
            day = _nth("en").get(rest) or numbers("en").get(rest)
            return _next_day(today, month, day) if day else None
    return None


def _korean_date(said: Words, today: date) -> date | None:
    text = "".join(said)  # nobody writes the spaces alike
    ahead = {
        "그저께": -2,
        "그제": -2,
        "어제": -1,
        "오늘": 0,
        "내일": 1,
        "모레": 2,
        "내일모레": 2,
        "글피": 3,
        "사흘후": 3,
        "사흘뒤": 3,
        "나흘후": 4,
        "나흘뒤": 4,
    }
    if text in ahead:
        return today + timedelta(ahead[text])
    if text == "지난주":
        return _monday(today, -1)
    if text == "다음달":
        return _first_of_next_month(today)
    weeks, day = next(
        (n, text.removeprefix(w)) for n, w in ((1, "다음주"), (0, "이번주"), (None, "")) if text.startswith(w)
    )
    if day in language("ko").weekdays:
        weekday = language("ko").weekdays.index(day)
        return _next_weekday(today, weekday) if not weeks else _monday(today, 1) + timedelta(weekday)
    if text in ("주말", "이번주말", "다음주말"):
        return _monday(today, 1 if text == "다음주말" else 0) + timedelta(_SATURDAY)
    if text == "다음주":
        return _monday(today, 1)
    if later := re.fullmatch(r"(.+?)(일|주일|주)(?:후|뒤)(?:에)?", text):
        count, unit = later[1], later[2]
        if unit == "일" and count.endswith("주"):  # "일주일 후"
            count, unit = count[:-1], "주"
        return _later(today, _korean_number(count), 1 if unit == "일" else 7)
    if date_ := re.fullmatch(r"(?:(.+)월)?(.+)일", text):
        month = {"유": 6, "시": 10}.get(date_[1], _korean_number(date_[1])) if date_[1] else None
        day_of_month = _korean_number(date_[2])
        return _next_day(today, month, day_of_month) if day_of_month and (month or not date_[1]) else None
    return None


def _korean_number(text: str) -> int | None:
    return quantities("ko").get((text,))


def _monday(today: date, weeks: int) -> date:
    return today + timedelta(7 * weeks - today.weekday())


def _next_weekday(today: date, weekday: int) -> date:
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


def _later(today: date, count: int | None, days: int) -> date | None:
    return None if count is None else today + timedelta(count * days)


def _first_of_next_month(today: date) -> date:
    return (today.replace(day=1) + timedelta(31)).replace(day=1)


def _next_day(today: date, month: int | None, day: int) -> date | None:
    """The next such day of a month, today included; there may be years between two of them."""
    return next((found for found in _days(today, month, day) if found >= today), None)


def _days(today: date, month: int | None, day: int) -> Iterator[date]:
    for year in range(today.year, today.year + 9):
        for each in (month,) if month else range(1, 13):
            try:
                yield date(year, each, day)
            except ValueError:
                continue  # no thirty-first in this month
