"""How numbers and days are said."""

from datetime import date

import pytest

from interaction_models.spoken import DAYS, counted, date_of, grouped_digits, is_date, plain, words

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


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_day_a_recogniser_listens_for_is_understood(language: str) -> None:
    # Of these only a thirty first of February and its like are no day.
    assert all(is_date(words(day, language), language) for day in DAYS[language])
    strange = {day for day in DAYS[language] if date_of(day, language, WEDNESDAY) is None}
    months = {"february": ("thirtieth", "thirty first")} | dict.fromkeys(
        ("april", "june", "september", "november"), ("thirty first",)
    )
    nonsense = {f"{month} {nth}" for month, nths in months.items() for nth in nths}

    assert strange == (nonsense if language == "en" else set())


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
