"""What has been said to whom, and who wants to hear it, in every database."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from backend.orders import privacy
from backend.orders.notices import Notice, NoticeKind, may_offer_reminder, note_reminder
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import NOW, THURSDAY, new_customer, open_shop

LEASE = timedelta(minutes=30)
TOPIC = "AMAZON.OrderStatus.Updated"
USER = "amzn1.ask.account.ADA"


def letter(database: SqlDatabase, number: str = "407912") -> Notice:
    notice = Notice(new_customer(database, f"Ada {number}").id, NoticeKind.MAIL, number, "placed", NOW)
    with database.writing() as uow:
        assert uow.notices.add(notice, next_at=NOW)
    return notice


def claim(
    database: SqlDatabase, after: timedelta = timedelta(0), kind: NoticeKind = NoticeKind.MAIL
) -> Sequence[Notice]:
    now = NOW + after
    return database.write(lambda uow: uow.notices.claim([kind], now=now, until=now + LEASE, limit=9))


def test_the_same_is_written_down_once(database: SqlDatabase) -> None:
    notice = letter(database)

    assert not database.write(lambda uow: uow.notices.add(notice, next_at=NOW))
    assert len(claim(database)) == 1


def test_what_one_process_has_taken_the_others_leave_alone(database: SqlDatabase) -> None:
    letter(database)
    letter(database, "407913")

    assert [len(claim(database, after)) for after in (timedelta(0), timedelta(0), LEASE)] == [2, 0, 2]
    assert claim(database, LEASE * 2, NoticeKind.PROGRESS) == []


def test_who_was_too_slow_has_no_say_any_more(database: SqlDatabase) -> None:
    letter(database)
    (slow,) = claim(database)
    (quick,) = claim(database, LEASE)
    assert (slow.attempts, quick.attempts) == (1, 2)

    database.write(lambda uow: uow.notices.finish(quick, next_at=None, told_at=NOW, detail=""))
    database.write(lambda uow: uow.notices.finish(slow, next_at=NOW, told_at=None, detail="timeout"))

    assert claim(database, LEASE * 3) == []


def test_the_last_word_on_what_is_wanted_counts(database: SqlDatabase) -> None:
    ada = new_customer(database)
    said = [((TOPIC,), 1), ((), 3), ((TOPIC,), 2), ((TOPIC, "AMAZON.Other"), 4)]
    with database.writing() as uow:
        uow.customers.link(ada.id, "alexa", USER)

    def say(topics: tuple[str, ...], minute: int) -> tuple[bool, list[str]]:
        at = NOW + timedelta(minutes=minute)
        is_news = database.write(lambda uow: uow.notices.set_topics("alexa", USER, topics, at=at))
        return is_news, list(database.read(lambda uow: uow.notices.receivers(ada.id, "alexa", TOPIC)))

    assert [say(*each) for each in said] == [(True, [USER]), (True, []), (False, []), (True, [USER])]


def test_nobody_is_asked_twice_for_the_same_reminder(database: SqlDatabase) -> None:
    ada, bob = new_customer(database), new_customer(database, "Bob")

    assert database.write(lambda uow: note_reminder(ada.id, "tea", THURSDAY, now=NOW, uow=uow))
    assert not database.write(lambda uow: note_reminder(ada.id, "tea", THURSDAY, now=NOW, uow=uow))

    with database.reading() as uow:
        assert [may_offer_reminder(who.id, "tea", THURSDAY, uow=uow) for who in (ada, bob)] == [False, True]


@pytest.mark.parametrize(("topics", "kept"), [((), False), ((TOPIC,), True)])
def test_who_wants_nothing_any_more_is_forgotten(database: SqlDatabase, topics: tuple[str, ...], kept: bool) -> None:
    open_shop(database)
    database.write(lambda uow: uow.notices.set_topics("alexa", USER, topics, at=NOW))

    gone = database.write(lambda uow: privacy.sweep(NOW + timedelta(days=31), uow))

    assert ("notice_topics" not in gone) == kept


def test_everything_of_it_goes_with_the_customer(database: SqlDatabase) -> None:
    notice = letter(database)
    with database.writing() as uow:
        uow.customers.link(notice.customer_id, "alexa", USER)
        uow.notices.set_topics("alexa", USER, [TOPIC], at=NOW)
    found = database.read(lambda uow: privacy.export(notice.customer_id, uow))
    assert [row["subject"] for row in found["notices"]] == ["407912"]
    assert [row["topics"] for row in found["notice_topics"]] == [[TOPIC]]

    database.write(lambda uow: privacy.erase(notice.customer_id, now=NOW, uow=uow))

    assert claim(database) == []
    assert database.write(lambda uow: uow.notices.set_topics("alexa", USER, [], at=NOW - timedelta(days=1)))
