"""How numbers and days are said."""

import ast
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from interaction_models.model import locales
from interaction_models.spoken import (
    COMMANDS,
    DAYS,
    DIGITS,
    LAUNCH,
    ORDINALS,
    counted,
    date_of,
    goes_on,
    grouped_digits,
    is_date,
    language,
    languages,
    number,
    plain,
    quantities,
    words,
)

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-12-03", date(2026, 12, 3)),
        (" 2026-12-03 ", date(2026, 12, 3)),
        ("2026-W49", date(2026, 11, 30)),
        ("2026-W49-WE", date(2026, 12, 5)),
        ("today", WEDNESDAY),
        ("tonight", WEDNESDAY),
        ("Tomorrow", date(2026, 11, 26)),
        ("tomorrow evening", date(2026, 11, 26)),
        ("the day after tomorrow", date(2026, 11, 27)),
        ("friday", date(2026, 11, 27)),
        ("this friday", date(2026, 11, 27)),
        ("on friday morning", date(2026, 11, 27)),
        ("wednesday", date(2026, 12, 2)),
        ("next friday", date(2026, 12, 4)),
        ("friday next week", date(2026, 12, 4)),
        ("this weekend", date(2026, 11, 28)),
        ("next weekend", date(2026, 12, 5)),
        ("next week", date(2026, 11, 30)),
        ("next month", date(2026, 12, 1)),
        ("in three days", date(2026, 11, 28)),
        ("in a week", date(2026, 12, 2)),
        ("two weeks from now", date(2026, 12, 9)),
        ("the fifth", date(2026, 12, 5)),
        ("the twenty fifth", WEDNESDAY),
        ("the thirty first", date(2026, 12, 31)),
        ("december third", date(2026, 12, 3)),
        ("December 3rd", date(2026, 12, 3)),
        ("december three", date(2026, 12, 3)),
        ("the third of december", date(2026, 12, 3)),
        ("november first", date(2027, 11, 1)),
        ("february twenty ninth", date(2028, 2, 29)),
    ],
)
def test_a_day_in_english(said: str, day: date) -> None:
    assert date_of(said, "en", WEDNESDAY) == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-W49-WE", date(2026, 12, 5)),
        ("오늘", WEDNESDAY),
        ("내일", date(2026, 11, 26)),
        ("모레", date(2026, 11, 27)),
        ("금요일", date(2026, 11, 27)),
        ("이번 주 금요일", date(2026, 11, 27)),
        ("다음 주 금요일", date(2026, 12, 4)),
        ("다음주 월요일", date(2026, 11, 30)),
        ("이번 주말", date(2026, 11, 28)),
        ("다음 주", date(2026, 11, 30)),
        ("다음 달", date(2026, 12, 1)),
        ("삼 일 후", date(2026, 11, 28)),
        ("3일 뒤", date(2026, 11, 28)),
        ("일주일 후", date(2026, 12, 2)),
        ("이 주 뒤", date(2026, 12, 9)),
        ("5일", date(2026, 12, 5)),
        ("십이월 삼일", date(2026, 12, 3)),
        ("12월 3일", date(2026, 12, 3)),
        ("유월 육일", date(2027, 6, 6)),
    ],
)
def test_a_day_in_korean(said: str, day: date) -> None:
    assert date_of(said, "ko", WEDNESDAY) == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-12-03", date(2026, 12, 3)),
        ("heute Abend", WEDNESDAY),
        ("morgen früh", date(2026, 11, 26)),
        ("übermorgen", date(2026, 11, 27)),
        ("gestern", date(2026, 11, 24)),
        ("Freitag", date(2026, 11, 27)),
        ("am Freitag", date(2026, 11, 27)),
        ("am Mittwoch", date(2026, 12, 2)),
        ("nächsten Freitag", date(2026, 11, 27)),
        ("Freitag nächste Woche", date(2026, 12, 4)),
        ("letzten Montag", date(2026, 11, 16)),
        ("am Sonnabend", date(2026, 11, 28)),
        ("am Wochenende", date(2026, 11, 28)),
        ("nächstes Wochenende", date(2026, 12, 5)),
        ("nächste Woche", date(2026, 11, 30)),
        ("nächsten Monat", date(2026, 12, 1)),
        ("in drei Tagen", date(2026, 11, 28)),
        ("in einer Woche", date(2026, 12, 2)),
        ("heute in zwei Wochen", date(2026, 12, 9)),
        ("am fünften", date(2026, 12, 5)),
        ("am einunddreißigsten", date(2026, 12, 31)),
        ("dritter Dezember", date(2026, 12, 3)),
        ("am 3. Dezember", date(2026, 12, 3)),
        ("am dritten zwölften", date(2026, 12, 3)),
        ("erster Jänner", date(2027, 1, 1)),
        ("neunundzwanzigster Februar", date(2028, 2, 29)),
        ("dreißigster Februar", None),
        ("am dritten dreizehnten", None),
        ("in blauen Tagen", None),
        ("jänner", None),
        ("morgen " * 500, None),
        ("x" * 10_000, None),
    ],
)
def test_a_day_in_a_language_that_is_only_a_file(said: str, day: date | None) -> None:
    assert date_of(said, "de", WEDNESDAY) == day


def test_a_day_that_no_calendar_has_is_still_a_day() -> None:
    assert is_date(words("dreißigster Februar", "de"), "de")
    assert not is_date(words("vierzigster Februar", "de"), "de")


@pytest.mark.parametrize("language", languages())
def test_every_day_a_recogniser_listens_for_is_understood(language: str) -> None:
    # Of these only a thirty first of February and its like are no day.
    assert all(is_date(words(day, language), language) for day in DAYS[language])
    strange = {day for day in DAYS[language] if date_of(day, language, WEDNESDAY) is None}
    months = {"february": ("thirtieth", "thirty first")} | dict.fromkeys(
        ("april", "june", "september", "november"), ("thirty first",)
    )
    nonsense = {f"{month} {nth}" for month, nths in months.items() for nth in nths}

    if language == "en":
        assert strange == nonsense
    assert len(strange) <= len(nonsense)


@pytest.mark.parametrize(
    "said",
    ["", " ", "blah", "may", "december", "december thirty second", "february thirtieth", "2026-13-01", "2026-W54",
     "0000-00-00", "9999-W53-WE", "٢٠٢٦-١٢-٠٣", "2026-12-03T00:00", "the hundredth", "in blue days", "x" * 10_000,
     "tomorrow " * 500, "없어요"],
)  # fmt: skip
def test_what_is_no_day(said: str) -> None:
    assert (date_of(said, "en", WEDNESDAY), date_of(said, "ko", WEDNESDAY)) == (None, None)


def test_a_day_beyond_the_end_of_time_is_none() -> None:
    assert date_of("next month", "en", date(9999, 12, 31)) is None
    assert date_of("december first", "en", date(9999, 12, 31)) is None


def test_a_language_nobody_taught_has_only_written_days() -> None:
    assert (date_of("2026-12-03", "fr", WEDNESDAY), date_of("demain", "fr", WEDNESDAY)) == (date(2026, 12, 3), None)


def test_whether_it_is_a_day_does_not_depend_on_today() -> None:
    assert is_date(("february", "twenty", "ninth"), "en")
    assert not is_date((), "en")


@pytest.mark.parametrize(
    ("said", "language", "digits"),
    [
        ("five five five zero one four two", "en", "5550142"),
        ("555 0142", "en", "5550142"),
        ("five fifty five oh one forty two", "en", "5550142"),
        ("double five one", "en", "551"),
        ("twelve thirty four", "en", "1234"),
        ("공일공 일이삼사", "ko", "0101234"),
        ("공 일 공 일 이 삼 사", "ko", "0101234"),
        ("010-1234", "ko", "0101234"),
        ("a dozen", "en", ""),
        ("five please", "en", ""),
        ("double", "en", ""),
        ("", "en", ""),
    ],
)
def test_digits_in_groups(said: str, language: str, digits: str) -> None:
    assert grouped_digits(words(said, language), language) == digits


@pytest.mark.parametrize(
    ("said", "language", "meant"),
    [
        ("what's up", "en", "what is up"),
        ("I don't", "en", "i do not"),
        ("can't", "en", "can not"),
        ("귀리 우유 있어요", "ko", "귀리 우유 있나요"),
        ("보내 줘", "ko", "보내 주세요"),
        ("qu'est-ce", "fr", "qu'est ce"),
    ],
)
def test_the_same_in_one_of_several_ways_to_say_it(said: str, language: str, meant: str) -> None:
    assert " ".join(plain(words(said, language), language)) == meant


@pytest.mark.parametrize(
    ("said", "language", "value"),
    [
        ("a million", "en", 10**6), ("two hundred", "en", 200), ("a thousand and one", "en", 1001),
        ("twelve hundred", "en", 1200), ("one million two hundred thousand", "en", 1_200_000), ("10,000", "en", None),
        ("million", "en", None), ("a million million", "en", None), ("two and", "en", None), ("zillion", "en", None),
        ("이천", "ko", 2000), ("백만", "ko", 10**6), ("오 만", "ko", 50_000), ("일억 이천만", "ko", 120_000_000),
    ],
)  # fmt: skip
def test_large_numbers_are_counted_in_full_or_not_at_all(said: str, language: str, value: int | None) -> None:
    assert counted(words(said, language), language) == value


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "null"), (1, "eins"), (16, "sechzehn"), (21, "einundzwanzig"), (30, "dreißig"), (100, "hundert"),
        (101, "hunderteins"), (345, "dreihundertfünfundvierzig"), (1000, "tausend"),
        (2021, "zweitausendeinundzwanzig"), (9999, "neuntausendneunhundertneunundneunzig"),
    ],
)  # fmt: skip
def test_a_number_by_the_rules_of_its_language(value: int, said: str) -> None:
    assert number(value, "de") == said


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("zwo", 2), ("ein", 1), ("eine", 1), ("einhunderteins", 101), ("zwei hundert", 200), ("ein Dutzend", 12),
        ("ein halbes Dutzend", 6), ("ein paar", 2), ("tausend", 1000), ("eintausend", 1000),
        ("zwei tausend vier", 2004),
        ("zweitausenddreihundertvier", 2304), ("eine Million", 10**6), ("drei Millionen", 3 * 10**6),
        ("drei Millionen zweihunderttausend", 3_200_000), ("einhalb", None), ("zwei und", None),
        ("tausendquatsch", None),
        ("Kaffee", None),
    ],
)  # fmt: skip
def test_a_number_in_a_language_that_is_only_a_file(said: str, value: int | None) -> None:
    assert counted(words(said, "de"), "de") == value


def test_half_of_a_german_number_is_none() -> None:
    assert goes_on(("millionen", "eier"), "de")
    assert not goes_on(("eier",), "de")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Gibt's noch Milch?", "gibt es noch milch"),
        ("Hab ich nich", "habe ich nicht"),
        ("3,50 € & 20%", "drei komma fünfzig euro und zwanzig prozent"),
        ("-5", "minus fünf"),
    ],
)
def test_german_as_it_sounds(said: str, meant: str) -> None:
    assert " ".join(plain(words(said, "de"), "de")) == meant


@pytest.mark.parametrize("code", languages())
def test_a_language_knows_all_that_is_said_beside_a_model(code: str) -> None:
    assert set(COMMANDS[code]) == set(COMMANDS["en"])
    assert len(DIGITS[code]) == 10
    assert LAUNCH[code] and ORDINALS[code] and DAYS[code] and language(code).fillers
    assert "{name}" in language(code).calls
    assert set(range(1000)) <= set(quantities(code).values())
    every = range(0, 10_000, 37)
    assert len({number(value, code) for value in every}) == len(every)
    assert all(counted(words(number(value, code), code), code) == value for value in every)


def test_what_nobody_taught_is_not_there() -> None:
    assert "fr" not in DIGITS
    assert set(DIGITS) == {*languages()}
    assert len(DIGITS) == len(languages())
    assert (number(5, "fr"), dict(quantities("fr")), counted(("cinq",), "fr")) == ("", {}, None)


def test_another_language_needs_files_only() -> None:
    """No code decides by a language, except that English and Korean have rules of their own."""
    ruled = {"en", "ko"}
    names = {name for locale in locales() for name in (locale, locale.partition("-")[0]) if locale[:2] not in ruled}
    names |= set(languages()) - ruled
    root = Path(str(files("interaction_models"))).parent

    modules = [
        path
        for room in ("backend", "skill", "voice_local", "interaction_models")
        for path in (root / room).rglob("*.py")
    ]
    said = {(path.name, name) for path in modules for name in singled_out(path) if name in names}
    assert len(modules) > 100
    assert "de" in names
    assert said == set()


def singled_out(path: Path) -> Iterator[str]:
    """Every text of a module, but for those in a list of all locales: it names none of them specially."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    lists = [
        {each.value for each in node.elts if isinstance(each, ast.Constant)}
        for node in nodes
        if isinstance(node, ast.Set | ast.List | ast.Tuple)
    ]
    listed = set().union(*(each for each in lists if len(each) > 10 and "en-US" in each))
    return (
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in listed
    )
