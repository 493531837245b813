"""What people say for things an interaction model only names: commands, numbers, days; per language."""

import re
import unicodedata
from collections.abc import Mapping
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

DAYS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "today", "tomorrow", "yesterday", "tonight", "this week", "next week", "last week", "this weekend",
        "this month", "next month", "last month",
        *(f"{which}{day}" for day in _DAYS["en"] for which in ("", "next ", "last ", "this ")),
    ),
    "ko": (
        "오늘", "내일", "모레", "어제", "이번 주", "다음 주", "지난 주", "이번 달", "다음 달", "지난 달",
        *(f"{which}{day}" for day in _DAYS["ko"] for which in ("", "다음 주 ", "이번 주 ", "지난 주 ")),
    ),
}  # fmt: skip


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
    spelled = {number(value, language): value for value in range(1000)}
    found = {**spelled, **extra.get(language, {})}
    return {tuple(text.split()): value for text, value in found.items() if text}


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


_SYMBOLS = {"en": {"&": " and ", "%": " percent ", "+": " plus "}}
_WORD = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*['’]?")


def words(text: str, language: str) -> Words:
    """How a text sounds, word by word: lower case, no digits, no punctuation; also of names nobody checked."""
    text = unicodedata.normalize("NFKC", text).lower()
    for symbol, spelled in _SYMBOLS.get(language, {}).items():
        text = text.replace(symbol, spelled)
    if language == "en":
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
        text = re.sub(r"(?<=\d)[.,](?=\d{1,2}\b)", " point ", text)
    found = (match[0].replace("’", "'").rstrip("'") for match in _WORD.finditer(text))
    return tuple(word for piece in found for word in (_spelled(piece, language) if piece.isdigit() else (piece,)))


def _spelled(piece: str, language: str) -> Words:
    value = "".join(str(unicodedata.digit(char)) for char in piece)
    if len(value) <= 3 and not (len(value) > 1 and value[0] == "0"):
        return tuple(number(int(value), language).split()) or (value,)
    names = DIGITS.get(language)
    return tuple(names[int(digit)] for digit in value) if names else (value,)
