"""What people say for things an interaction model only names: commands, numbers, days. Data, per language."""

from collections.abc import Mapping

COMMANDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "AMAZON.YesIntent": (
            "yes", "yes please", "yeah", "yep", "sure", "okay", "ok", "correct", "that's right", "right",
            "do it", "go ahead", "of course", "yes do it", "yes that's right",
        ),
        "AMAZON.NoIntent": ("no", "no thanks", "no thank you", "nope", "don't", "no don't", "not now"),
        "AMAZON.HelpIntent": ("help", "help me", "what can you do", "what can i say", "i need help"),
        "AMAZON.StopIntent": ("stop", "goodbye", "good bye", "bye", "quit", "exit", "that's all"),
        "AMAZON.CancelIntent": ("cancel", "never mind", "forget it"),
        "AMAZON.RepeatIntent": ("repeat", "repeat that", "say that again", "again please", "what did you say"),
        "AMAZON.StartOverIntent": ("start over", "start again", "from the beginning"),
        "AMAZON.NavigateHomeIntent": ("go home", "home"),
    },
    "ko": {
        "AMAZON.YesIntent": ("네", "예", "응", "그래", "좋아", "좋아요", "맞아", "맞아요", "네 맞아요", "그렇게 해 줘"),
        "AMAZON.NoIntent": ("아니", "아니요", "아니오", "아니야", "싫어", "괜찮아요", "하지 마"),
        "AMAZON.HelpIntent": ("도와줘", "도와주세요", "도움말", "뭐 할 수 있어"),
        "AMAZON.StopIntent": ("그만", "정지", "종료", "끝내 줘", "그만할래"),
        "AMAZON.CancelIntent": ("취소", "취소해 줘", "됐어"),
        "AMAZON.RepeatIntent": ("다시 말해 줘", "반복해 줘", "뭐라고", "다시 한번 말해 줘"),
        "AMAZON.StartOverIntent": ("처음부터", "처음부터 다시", "다시 시작해 줘"),
        "AMAZON.NavigateHomeIntent": ("홈으로",),
    },
    "de": {
        "AMAZON.YesIntent": ("ja", "ja bitte", "genau", "richtig", "okay", "in ordnung", "gerne", "mach das"),
        "AMAZON.NoIntent": ("nein", "nein danke", "nö", "nicht", "lieber nicht"),
        "AMAZON.HelpIntent": ("hilfe", "hilf mir", "was kannst du", "was kann ich sagen"),
        "AMAZON.StopIntent": ("stopp", "stop", "tschüss", "ende", "beenden", "das war alles"),
        "AMAZON.CancelIntent": ("abbrechen", "vergiss es", "schon gut"),
        "AMAZON.RepeatIntent": ("wiederhole das", "noch mal", "noch einmal", "wie bitte"),
        "AMAZON.StartOverIntent": ("von vorne", "neu anfangen"),
        "AMAZON.NavigateHomeIntent": ("nach hause",),
    },
}

DIGITS: Mapping[str, tuple[str, ...]] = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "ko": ("공", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"),
    "de": ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"),
}

_DAYS = {
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "ko": ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"),
    "de": ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
}

ORDINALS: Mapping[str, tuple[str, ...]] = {
    "en": ("first", "second", "third", "fourth", "fifth", "last"),
    "ko": ("첫 번째", "두 번째", "세 번째", "네 번째", "다섯 번째", "마지막"),
    "de": ("erste", "zweite", "dritte", "vierte", "fünfte", "letzte"),
}

CHOICES: Mapping[str, tuple[str, ...]] = {
    "en": tuple(f"{the}{nth}{one}" for nth in ORDINALS["en"] for the in ("", "the ") for one in ("", " one")),
    "ko": tuple(f"{nth}{one}" for nth in ORDINALS["ko"] for one in ("", " 거", " 걸로")),
    "de": tuple(f"{the}{nth}" for nth in ORDINALS["de"] for the in ("", "das ", "die ", "der ")),
}
"""Answers to "this one or that one?"."""

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
    "de": (
        "heute", "morgen", "übermorgen", "gestern", "diese woche", "nächste woche", "letzte woche",
        *(f"{which}{day}" for day in _DAYS["de"] for which in ("", "am ", "nächsten ", "letzten ")),
    ),
}  # fmt: skip


def number(value: int, language: str) -> str:
    """A whole number from 0 to 9999 in words; empty when the language is not known here."""
    spell = {"en": _english, "ko": _korean, "de": _german}.get(language)
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


_KOREAN_COUNTERS = ("하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉", "열",
                    "한", "두", "세", "네", "열두", "스무")  # fmt: skip

_GERMAN_TEENS = ("zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn",
                 "neunzehn")  # fmt: skip
_GERMAN_TENS = ("", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")


def _german(value: int) -> str:
    if value < 20:
        return (DIGITS["de"] + _GERMAN_TEENS)[value]
    if value < 100:
        ones = "ein" if value % 10 == 1 else DIGITS["de"][value % 10]
        return (f"{ones}und" if value % 10 else "") + _GERMAN_TENS[value // 10]
    size, name = (1000, "tausend") if value >= 1000 else (100, "hundert")
    many = "ein" if value // size == 1 else _german(value // size)
    return many + name + (_german(value % size) if value % size else "")


def quantities(language: str) -> tuple[str, ...]:
    """How many of something people ask for: 1 to 99, and how else they count."""
    extra = {"en": ("a", "one hundred", "a dozen", "half a dozen"), "ko": _KOREAN_COUNTERS, "de": ("ein", "eine", "einen")}
    words = tuple(number(value, language) for value in range(1, 100))
    return tuple(word for word in words + extra.get(language, ()) if word)
