"""What people say for things an interaction model only names: commands, numbers, days; per language."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache

Words = tuple[str, ...]

COMMANDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "AMAZON.YesIntent": (
            "yes",
            "yes please",
            "yeah",
            "yep",
            "sure",
            "okay",
            "correct",
            "that's right",
            "go ahead",
            "of course",
            "yes that's right",
        ),
        "AMAZON.NoIntent": ("no", "no thanks", "no thank you", "nope", "not now"),
        "AMAZON.HelpIntent": ("help", "help me", "what can you do", "what can i say", "i need help"),
        "AMAZON.StopIntent": ("stop", "goodbye", "bye", "quit", "that's all"),
        "AMAZON.CancelIntent": ("cancel", "never mind", "forget it"),
        "AMAZON.RepeatIntent": (
            "repeat",
            "repeat that",
            "say that again",
            "again please",
            "what did you say",
        ),
        "AMAZON.StartOverIntent": ("start over", "start again", "from the beginning"),
        "AMAZON.NavigateHomeIntent": ("go home",),
    },
    "ko": {
        "AMAZON.YesIntent": (
            "네",
            "예",
            "응",
            "그래",
            "좋아",
            "좋아요",
            "맞아",
            "맞아요",
            "네 맞아요",
            "네 해 주세요",
            "그렇게 해 줘",
        ),
        "AMAZON.NoIntent": ("아니", "아니요", "아니오", "아니야", "아니요 됐어요", "싫어", "괜찮아요", "하지 마"),
        "AMAZON.HelpIntent": ("도와줘", "도와주세요", "도움말", "뭐 할 수 있어"),
        "AMAZON.StopIntent": ("그만", "정지", "종료", "멈춰 줘", "끝내 줘", "그만할래"),
        "AMAZON.CancelIntent": ("취소", "취소 해", "취소해 줘", "됐어"),
        "AMAZON.RepeatIntent": ("다시 말해 줘", "반복해 줘", "뭐라고", "다시 한번 말해 줘"),
        "AMAZON.StartOverIntent": ("처음부터", "처음부터 다시", "다시 시작해 줘"),
        "AMAZON.NavigateHomeIntent": ("홈으로",),
    },
}

LAUNCH: Mapping[str, tuple[str, ...]] = {
    "en": ("open {name}", "start {name}", "hello {name}", "hi {name}", "hey {name}", "hello", "good morning"),
    "ko": ("{name} 열어 줘", "{name} 시작해 줘", "{name} 안녕", "안녕하세요", "안녕"),
}
"""How a conversation is opened where no device does it; {name} is the invocation name."""

DIGITS: Mapping[str, tuple[str, ...]] = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "ko": ("공", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"),
}

_DAYS = {
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "ko": ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"),
}

ORDINALS: Mapping[str, tuple[str, ...]] = {
    "en": ("first", "second", "third", "fourth", "fifth", "last"),
    "ko": ("첫 번째", "두 번째", "세 번째", "네 번째", "다섯 번째", "마지막"),
}


def number(value: int, language: str) -> str:
    """A whole number from 0 to 9999 in words; empty when the language is not known here."""
    spell = {"en": _english, "ko": _korean}.get(language)
    return spell(value) if spell else ""


_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
          "nineteen")  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _english(value: int) -> str:
    if value < 20:
        return (DIGITS["en"] + _TEENS)[value]
    if value < 100:
        return _TENS[value // 10] + (f" {_english(value % 10)}" if value % 10 else "")
    size, name = (1000, "thousand") if value >= 1000 else (100, "hundred")
    return f"{_english(value // size)} {name}" + (f" {_english(value % size)}" if value % size else "")


def _korean(value: int) -> str:
    if value == 0:
        return "영"
    text = ""
    for size, name in ((1000, "천"), (100, "백"), (10, "십"), (1, "")):
        digit = value // size % 10
        if digit:
            text += (DIGITS["ko"][digit] if digit > 1 or size == 1 else "") + name
    return text


_KOREAN_COUNTERS = {
    "하나": 1, "둘": 2, "셋": 3, "넷": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10,
    "한": 1, "두": 2, "세": 3, "네": 4, "열한": 11, "열두": 12, "스무": 20,
}  # fmt: skip


@cache
def quantities(language: str) -> Mapping[Words, int]:
    """How many of something people ask for, and how they say it: 0 to 999, and how else they count."""
    extra = {
        "en": {
            "a": 1, "an": 1, "a single": 1, "a couple of": 2, "a couple": 2, "a pair of": 2, "a hundred": 100,
            "half a dozen": 6, "a half dozen": 6, "a dozen": 12, "one dozen": 12, "two dozen": 24,
            "three dozen": 36,
        },
        "ko": _KOREAN_COUNTERS,
    }  # fmt: skip
    return {**_numbers(language), **{tuple(text.split()): value for text, value in extra.get(language, {}).items()}}


_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_MYRIADS = {"만": 10**4, "억": 10**8}
_AFTER_A_NUMBER = {
    "en": frozenset({
        "hundred", "hundreds", *_SCALES, *(f"{scale}s" for scale in _SCALES), "trillion", "trillions", "quadrillion",
        "zillion", "zillions", "gazillion", "bazillion", "point",
    }),
    "ko": frozenset({"억", "조", "경", "수십", "수백", "수천", "수만"}),
}  # fmt: skip

_KOREAN_MONEY = ("만원", "억원")


def counted(said: Words, language: str) -> int | None:
    """A whole number in words, however large; None for anything else."""
    known = quantities(language).get(said)
    if known is not None or not said:
        return known
    return {"en": _english_number, "ko": _korean_large_number}.get(language, lambda _: None)(said)


def goes_on(rest: Words, language: str) -> bool:
    """Whether these words belong to the number before them, so that it is none without them."""
    if language == "en" and rest[:3] == ("and", "a", "half"):
        return True
    return bool(rest) and (is_part_of_number(rest[0], language) or (language == "ko" and rest[0] in _MYRIADS))


def is_part_of_number(word: str, language: str) -> bool:
    """Whether it says how many, and yet not how many: "zillion" alone, or what "million" is without its number."""
    return word in _AFTER_A_NUMBER.get(language, ()) or (language == "ko" and word.startswith(_KOREAN_MONEY))


def _english_number(said: Words) -> int | None:
    # "a thousand and one": the "and" says nothing, but only between two parts of a number.
    if "and" in (said[0], said[-1]):
        return None
    rest = tuple(word for word in said if word != "and")
    value = 0
    for scale, size in reversed(_SCALES.items()):
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
        return _numbers("en").get(said)
    at = said.index("hundred")
    hundreds = 1 if said[:at] == ("a",) else _numbers("en").get(said[:at])
    rest = _numbers("en").get(said[at + 1 :]) if said[at + 1 :] else 0
    if hundreds is None or rest is None or not (0 < hundreds < 100 and rest < 100):
        return None
    return hundreds * 100 + rest


def _korean_large_number(said: Words) -> int | None:
    text, value = "".join(said), 0
    for unit, size in reversed(_MYRIADS.items()):
        before, found, after = text.partition(unit)
        if found:
            count = _korean_below_a_myriad(before) if before else 1
            if not count:
                return None
            value, text = value + count * size, after
    if not text:
        return value
    end = _korean_below_a_myriad(text)
    return value + end if end else None


@cache
def _korean_numbers() -> Mapping[str, int]:
    return {number(value, "ko"): value for value in range(10_000)}


def _korean_below_a_myriad(text: str) -> int | None:
    return _korean_numbers().get(text)


_DOUBLES = {"double": 2, "triple": 3}
_ALSO_ZERO = {"en": ("oh", "o", "nought"), "ko": ("영",)}


def digits(said: Words, language: str) -> str:
    """ "four oh seven nine" -> "4079"; empty if anything else was said too."""
    names = {name: str(value) for value, name in enumerate(DIGITS.get(language, ()))}
    names.update((name, "0") for name in _ALSO_ZERO.get(language, ()))
    found, times = "", 1
    for word in said:
        if word in _DOUBLES and times == 1:
            times = _DOUBLES[word]
            continue
        if word.isdigit() and times == 1:
            found += word
        elif word in names:
            found += names[word] * times
        else:
            return ""
        times = 1
    return found if times == 1 else ""


def grouped_digits(said: Words, language: str) -> str:
    """The digits of a code or telephone number, also said in groups: "five fifty five" -> "555".

    Empty if anything else was said too.
    """
    if language == "ko":
        # "공일공" is one word.
        said = tuple(part for word in said for part in (word if set(word) <= _KOREAN_DIGITS else (word,)))
    plain = digits(said, language)
    if plain:
        return plain
    groups, found, at = _numbers(language), "", 0
    while at < len(said):
        length = next((size for size in (5, 4, 3, 2, 1) if said[at : at + size] in groups), 0)
        single = digits(said[at : at + (length or 1)], language)
        if not length and not single:
            return ""
        found += single or str(groups[said[at : at + length]])
        at += length or 1
    return found


_KOREAN_DIGITS = frozenset("".join(DIGITS["ko"]) + "영")


@cache
def _numbers(language: str) -> Mapping[Words, int]:
    """0 to 999 in words, and nothing that is not said as a number."""
    spelled = {tuple(number(value, language).split()): value for value in range(1000)}
    return {text: value for text, value in spelled.items() if text}


_SYMBOLS = {"en": {"&": " and ", "%": " percent ", "+": " plus "}}
_WORD = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*['’]?")


def words(text: str, language: str) -> Words:
    """How a text sounds, word by word: lower case, no digits, no punctuation; also of names nobody checked."""
    text = unicodedata.normalize("NFKC", text).lower()
    for symbol, spelled in _SYMBOLS.get(language, {}).items():
        text = text.replace(symbol, spelled)
    if language == "en":
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
        text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
        text = re.sub(r"(?<=\d)[.,](?=\d{1,2}\b)", " point ", text)
        text = re.sub(r"(?<![\w-])[-−](?=\d)", " minus ", text)
    found = (match[0].replace("’", "'").rstrip("'") for match in _WORD.finditer(text))
    return tuple(word for piece in found for word in (_spelled(piece, language) if piece.isdigit() else (piece,)))


def _spelled(piece: str, language: str) -> Words:
    value = "".join(str(unicodedata.digit(char)) for char in piece)
    if len(value) <= 3 and not (len(value) > 1 and value[0] == "0"):
        return tuple(number(int(value), language).split()) or (value,)
    names = DIGITS.get(language)
    return tuple(names[int(digit)] for digit in value) if names else (value,)


_CONTRACTIONS = {"'s": "is", "'re": "are", "'m": "am", "'d": "would", "'ll": "will", "'ve": "have"}
_IS_AFTER = frozenset({"what", "where", "that", "it", "how", "when", "who", "there", "here", "this", "everything"})
_KOREAN_ENDINGS = {
    "주세요": ("줘", "줘요", "주십시오", "줄래", "줄래요", "주실래요", "주시겠어요"),
    "있나요": ("있어", "있어요", "있니", "있습니까", "있을까요", "있는지"),
    "없나요": ("없어", "없어요", "없습니까", "없을까요"),
    "돼요": ("돼", "되나요", "될까요", "됩니까", "되니"),
    "됐어요": ("됐어", "됐나요", "됐니", "됐습니까"),
    "해요": ("해", "하나요", "합니까", "하니"),
    "싶어요": ("싶어", "싶은데", "싶은데요", "싶습니다"),
    "얼마예요": ("얼마야", "얼마인가요", "얼마입니까", "얼마죠"),
    "뭐예요": ("뭐야", "뭔가요", "무엇인가요", "뭐죠"),
    "제": ("내", "저의", "나의"),
}
"""How politely it is said changes nothing about what is meant."""
_KOREAN_PLAIN = {said: plain for plain, others in _KOREAN_ENDINGS.items() for said in others}


def plain(said: Words, language: str) -> Words:
    """The same in one of several ways to say it: "what's" -> "what is"."""
    if language == "en":
        return tuple(word for raw in said for word in _expanded(raw))
    if language == "ko":
        return tuple(_KOREAN_PLAIN.get(word, word) for word in said)
    return said


def _expanded(word: str) -> Words:
    if word.endswith("n't"):
        return ({"can't": "can", "won't": "will"}.get(word, word[:-3]), "not")
    for ending, full in _CONTRACTIONS.items():
        stem = word.removesuffix(ending)
        if stem != word and (ending != "'s" or stem in _IS_AFTER):
            return (stem, full)
    return (word,)


# -- days


_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z", re.ASCII)
_ISO_WEEK = re.compile(r"(\d{4})-W(\d{2})(-WE)?\Z", re.ASCII)


def date_of(said: str, language: str, today: date) -> date | None:
    """The day that is meant, in words or as Alexa writes it; None for what is no day or does not exist.

    A weekday is the next one after today, a date without a year today's or the next one, a week its Monday, a weekend
    its Saturday.
    """
    text = said.strip()
    try:
        if day := _ISO_DAY.match(text):
            return date(int(day[1]), int(day[2]), int(day[3]))
        if week := _ISO_WEEK.match(text):
            return date.fromisocalendar(int(week[1]), int(week[2]), 6 if week[3] else 1)
        read = {"en": _english_date, "ko": _korean_date}.get(language)
        return read(words(text, language), today) if read else None
    except (ValueError, OverflowError):
        return None


def is_date(said: Words, language: str) -> bool:
    """Whether these words name a day, whichever it is today; also one that no calendar has."""
    if not said:
        return False
    no_day = {"en": _is_no_english_day, "ko": _is_no_korean_day}.get(language)
    return date_of(" ".join(said), language, date(2000, 1, 1)) is not None or (no_day is not None and no_day(said))


def _is_no_english_day(said: Words) -> bool:
    """Such as "february thirtieth" and "the thirty second of march"."""
    rest = tuple(word for word in said if word not in ("on", "the", "of", "st", "nd", "rd", "th"))
    months = [word for word in rest if word in _MONTHS]
    if len(months) != 1 or months[0] not in (rest[0], rest[-1]):
        return False
    day = tuple(word for word in rest if word not in _MONTHS)
    return day in _NTH_DAY or day in _numbers("en") or (day[:-1] in _numbers("en") and day[-1:] in _NTH_DAY)


def _is_no_korean_day(said: Words) -> bool:
    """Such as "이월 삼십일"."""
    found = re.fullmatch(r"(.+)월(.+)일", "".join(said))
    return found is not None and all(part in _korean_numbers() or part in ("유", "시") for part in found.groups())


_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
        "twentieth", *(f"twenty {nth}" for nth in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh",
        "eighth", "ninth")), "thirtieth", "thirty first")  # fmt: skip
_NTH_DAY = {tuple(name.split()): day for day, name in enumerate(_NTH, 1)}
_BEFORE_A_DAY = frozenset({"on", "the", "this", "coming"})
DAYS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "today", "tonight", "tomorrow", "the day after tomorrow", "this weekend", "next weekend", "next week",
        "in a week", "in two weeks", "next month",
        *(f"{which}{day}" for day in _DAYS["en"] for which in ("", "next ", "this ")),
        *(f"the {nth}" for nth in _NTH),
        *(f"{month} {nth}" for month in _MONTHS for nth in _NTH),
    ),
    "ko": (
        "오늘", "내일", "모레", "이번 주말", "다음 주말", "다음 주", "다음 달",
        *(f"{which}{day}" for day in _DAYS["ko"] for which in ("", "이번 주 ", "다음 주 ")),
    ),
}  # fmt: skip
"""Days to come, as people say them; `date_of` understands more."""
_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7}
_SATURDAY = 5


def _english_date(said: Words, today: date) -> date | None:
    # What "3rd" leaves behind its digits.
    said = tuple(word for word in said if word not in ("st", "nd", "rd", "th"))
    while said and said[0] in _BEFORE_A_DAY:
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
        case ("last", day) if day in _DAYS["en"]:
            return _monday(today, -1) + timedelta(_DAYS["en"].index(day))
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
        case ("next", day) | (day, "next", "week") if day in _DAYS["en"]:
            return _monday(today, 1) + timedelta(_DAYS["en"].index(day))
        case (day,) | (day, "morning" | "afternoon" | "evening" | "night") if day in _DAYS["en"]:
            return _next_weekday(today, _DAYS["en"].index(day))
        case ("in", *count, unit) | (*count, unit, "from", "now" | "today") if unit in _UNITS:
            return _later(today, quantities("en").get(tuple(count)), _UNITS[unit])
    return _english_day_of_month(said, today)


def _english_day_of_month(said: Words, today: date) -> date | None:
    if said in _NTH_DAY:
        return _next_day(today, None, _NTH_DAY[said])
    for month, name in enumerate(_MONTHS, 1):
        if name in said and said.count(name) == 1:
            rest = tuple(word for word in said if word not in (name, "the", "of"))
            day = _NTH_DAY.get(rest) or _numbers("en").get(rest)
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
    if day in _DAYS["ko"]:
        weekday = _DAYS["ko"].index(day)
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
