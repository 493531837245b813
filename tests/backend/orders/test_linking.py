"""Who signs in gets in, a token opens one account for an hour, and what was stolen opens nothing for long."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from time import sleep
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, select

from backend.orders import linking, privacy
from backend.orders.errors import UnknownCustomer
from backend.orders.ids import uuid7
from backend.orders.linking import EmailRefused, EmailTaken, LinkTokens, SentCode, Speaker, TooManyCodes, challenge_of
from backend.orders.model import Customer
from backend.storage.tables import metadata
from backend.storage.transactions import SqlDatabase
from tests.backend.shops import NOW, SHOP, Chance, dollars, new_customer

KEY = b"k" * 32
ADDRESS = "ada@example.com"
CLIENT, REDIRECT, SCOPE = "alexa-skill", "https://pitangui.amazon.com/api/skill/link/M1", "orders"
VERIFIER = "v" * 43
USER = "amzn1.ask.account.ADA"
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)

_numbers: Iterator[int] = count(1)


def random_bytes(length: int) -> bytes:
    """Never the same twice."""
    return next(_numbers).to_bytes(length)


@pytest.fixture
def ada(database: SqlDatabase) -> Customer:
    with database.writing() as uow:
        uow.set_shop(SHOP)
    return with_email(database, new_customer(database), ADDRESS)


def with_email(database: SqlDatabase, customer: Customer, email: str | None) -> Customer:
    return database.write(lambda uow: linking.set_email(customer.id, email, now=NOW, uow=uow))


def events(database: SqlDatabase, customer: Customer) -> list[str]:
    """Oldest first."""
    with database.reading() as uow:
        return [event.type for event in reversed(uow.events.about(customer.id, limit=50))]


# -- e-mail addresses


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Ada@Example.COM ", "ada@example.com"),
        ("ada+alexa@mail.example.co.uk", "ada+alexa@mail.example.co.uk"),
        ("ada@müller.example", "ada@xn--mller-kva.example"),
    ],
)
def test_an_address_is_kept_in_one_form(written: str, kept: str) -> None:
    assert linking.plain_email(written) == kept


@pytest.mark.parametrize(
    "text",
    [
        "", "ada", "@example.com", "ada@", "ada@localhost", "a b@example.com", "ada@exa mple.com", ".ada@example.com",
        "a..b@example.com", "ada@example.com\nBcc: eve@example.com", "ada@example.com\r\n", "ada\0@example.com",
        "ada@-example.com", "ada@example..com", "<ada@example.com>", "ada@example.com,eve@example.com",
        "a" * 65 + "@example.com", "ada@" + "x" * 64 + ".com", "ada@" + "x." * 200 + "com", "x" * 100_000,
        "ada@\ud800.com",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    if text.strip() == ADDRESS:
        assert linking.plain_email(text) == ADDRESS
        return
    with pytest.raises(EmailRefused):
        linking.plain_email(text)


def test_an_address_is_one_customers(database: SqlDatabase, ada: Customer) -> None:
    bob = new_customer(database, "Bob")

    with pytest.raises(EmailTaken):
        with_email(database, bob, "ADA@example.com")
    with pytest.raises(UnknownCustomer):
        database.write(lambda uow: linking.set_email(uuid7(NOW), "x@example.com", now=NOW, uow=uow))

    assert with_email(database, ada, None).email is None
    assert with_email(database, bob, ADDRESS).email == ADDRESS
    assert events(database, ada) == ["email.changed", "email.removed"]


def test_a_code_on_its_way_to_the_old_address_is_good_for_nothing(database: SqlDatabase, ada: Customer) -> None:
    sent = begin(database, code=123456)

    with_email(database, ada, "new@example.com")

    assert tried(database, sent.id, "123456") == (None, 0)


def test_a_code_asked_for_while_the_address_changes_is_nobodys(database: SqlDatabase, ada: Customer) -> None:
    with ThreadPoolExecutor(1) as pool:
        with database.writing() as uow:
            linking.set_email(ada.id, "new@example.com", now=NOW, uow=uow)
            asked = pool.submit(begin, database)
            sleep(0.2)  # it has found Ada by her old address, and waits
        sent = asked.result()

    assert sent.customer is None
    assert tried(database, sent.id, sent.code) == (None, 4)


# -- signing in


def begin(database: SqlDatabase, email: str = ADDRESS, *, now: datetime = NOW, code: int = 123456) -> SentCode:
    chance = Chance([code])
    return database.write(lambda uow: linking.begin_sign_in(email, key=KEY, chance=chance, now=now, uow=uow))


def tried(database: SqlDatabase, id: UUID, code: str, *, now: datetime = NOW) -> tuple[UUID | None, int]:
    result = database.write(lambda uow: linking.try_code(id, code, key=KEY, now=now, uow=uow))
    return result.customer_id, result.left


def test_who_reads_the_mail_signs_in_once(database: SqlDatabase, ada: Customer) -> None:
    sent = begin(database, "ADA@example.com ", code=42)

    assert (sent.customer, sent.code) == (ada, "000042")
    assert tried(database, sent.id, "000042", now=NOW + 9 * MINUTE) == (ada.id, 0)
    assert tried(database, sent.id, "000042", now=NOW + 9 * MINUTE) == (None, 0)
    assert events(database, ada)[-1] == "customer.signed_in"


def test_a_code_is_good_for_ten_minutes(database: SqlDatabase, ada: Customer) -> None:
    sent = begin(database)

    assert tried(database, sent.id, sent.code, now=NOW + 10 * MINUTE) == (None, 0)


def test_after_five_wrong_tries_the_right_code_is_wrong_too(database: SqlDatabase, ada: Customer) -> None:
    sent = begin(database)

    assert [tried(database, sent.id, "654321")[1] for _ in range(5)] == [4, 3, 2, 1, 0]
    assert tried(database, sent.id, sent.code) == (None, 0)


def test_a_code_is_good_only_where_it_was_asked_for(database: SqlDatabase, ada: Customer) -> None:
    first, second = begin(database, code=111111), begin(database, code=222222)

    assert tried(database, first.id, "222222") == (None, 4)
    assert tried(database, second.id, "222222") == (ada.id, 0)


@pytest.mark.parametrize("email", [ADDRESS, "nobody@example.com"])
def test_an_address_nobody_has_is_treated_like_any_other(database: SqlDatabase, ada: Customer, email: str) -> None:
    sent = begin(database, email)

    assert [tried(database, sent.id, "654321")[1] for _ in range(6)] == [4, 3, 2, 1, 0, 0]
    for _ in range(4):
        begin(database, email)
    with pytest.raises(TooManyCodes):
        begin(database, email)
    assert begin(database, email, now=NOW + HOUR).id


def test_codes_for_many_addresses_are_too_many_as_well(database: SqlDatabase, ada: Customer) -> None:
    def ask(uow: Any) -> None:
        for number in range(linking.MOST_IN_A_MINUTE):
            linking.begin_sign_in(f"a{number}@example.com", key=KEY, chance=Chance([number]), now=NOW, uow=uow)

    database.write(ask)

    with pytest.raises(TooManyCodes):
        begin(database)
    assert begin(database, now=NOW + linking.MINUTE).customer == ada


def test_the_right_code_of_nobody_opens_nothing(database: SqlDatabase, ada: Customer) -> None:
    sent = begin(database, "nobody@example.com")

    assert (sent.customer, tried(database, sent.id, sent.code)) == (None, (None, 4))


@pytest.mark.parametrize("code", ["", "x" * 10_000, "\0", "\ud800", "１２３４５６"])
def test_no_other_text_is_the_code(database: SqlDatabase, ada: Customer, code: str) -> None:
    assert tried(database, begin(database).id, code) == (None, 4)


# -- links


def grant(database: SqlDatabase, customer: Customer, *, now: datetime = NOW) -> str:
    return database.write(
        lambda uow: linking.grant_code(
            customer.id, client_id=CLIENT, redirect_uri=REDIRECT, challenge=challenge_of(VERIFIER), scope=SCOPE,
            random_bytes=random_bytes, now=now, uow=uow,
        )
    )  # fmt: skip


def redeem(database: SqlDatabase, code: str, *, now: datetime = NOW, **changes: Any) -> LinkTokens | None:
    facts = {"client_id": CLIENT, "redirect_uri": REDIRECT, "challenge": challenge_of(VERIFIER), **changes}
    return database.write(lambda uow: linking.redeem_code(code, random_bytes=random_bytes, now=now, uow=uow, **facts))


def refresh(database: SqlDatabase, token: str, *, now: datetime = NOW, client: str = CLIENT) -> LinkTokens | None:
    return database.write(
        lambda uow: linking.refresh(token, client_id=client, random_bytes=random_bytes, now=now, uow=uow)
    )


def link(database: SqlDatabase, customer: Customer, *, now: datetime = NOW) -> LinkTokens:
    tokens = redeem(database, grant(database, customer, now=now), now=now)
    assert tokens is not None
    return tokens


def whose(database: SqlDatabase, token: str, *, now: datetime = NOW) -> Customer | None:
    with database.reading() as uow:
        return linking.customer_by_token(token, now, uow)


def test_a_code_becomes_tokens_that_open_one_account_for_an_hour(database: SqlDatabase, ada: Customer) -> None:
    tokens = link(database, ada)

    assert (tokens.scope, tokens.lasts) == (SCOPE, HOUR)
    assert whose(database, tokens.access, now=NOW + HOUR - SECOND) == ada
    assert whose(database, tokens.access, now=NOW + HOUR) is None
    assert whose(database, tokens.refresh) is None
    assert whose(database, "") is None
    assert events(database, ada)[-1] == "link.created"


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "another"},
        {"redirect_uri": REDIRECT + "/"},
        {"redirect_uri": REDIRECT + "?a=b"},
        {"redirect_uri": REDIRECT.upper()},
        {"challenge": challenge_of("w" * 43)},
        {"challenge": VERIFIER},
        {"challenge": ""},
    ],
)
def test_a_code_is_bound_to_who_asked_and_how(database: SqlDatabase, ada: Customer, changes: dict[str, Any]) -> None:
    code = grant(database, ada)

    assert redeem(database, code, **changes) is None
    assert redeem(database, code) is not None


def test_a_code_is_good_for_five_minutes(database: SqlDatabase, ada: Customer) -> None:
    assert redeem(database, grant(database, ada), now=NOW + 5 * MINUTE - SECOND) is not None
    assert redeem(database, grant(database, ada), now=NOW + 5 * MINUTE) is None
    assert redeem(database, "no such code") is None


@pytest.mark.parametrize("changes", [{}, {"challenge": "stolen code, no verifier"}])
def test_a_code_used_twice_ends_what_it_began(database: SqlDatabase, ada: Customer, changes: dict[str, Any]) -> None:
    code, other = grant(database, ada), link(database, ada)
    tokens = redeem(database, code)
    assert tokens is not None

    assert redeem(database, code, now=NOW + HOUR - SECOND, **changes) is None

    assert whose(database, tokens.access) is None
    assert refresh(database, tokens.refresh) is None
    assert whose(database, other.access) == ada
    assert events(database, ada)[-1] == "link.revoked"


def test_there_is_no_code_for_nobody(database: SqlDatabase, ada: Customer) -> None:
    database.write(lambda uow: privacy.erase(ada.id, now=NOW, uow=uow))

    with pytest.raises(UnknownCustomer):
        grant(database, ada)


def at_once(database: SqlDatabase, times: int, work: Callable[[Any], Any]) -> list[Any]:
    with ThreadPoolExecutor(times) as pool:
        return [each.result() for each in [pool.submit(database.write, work) for _ in range(times)]]


def test_a_code_used_many_times_at_once_is_used_once_and_then_ends(database: SqlDatabase, ada: Customer) -> None:
    code, facts = grant(database, ada), {"client_id": CLIENT, "redirect_uri": REDIRECT}
    challenge = challenge_of(VERIFIER)

    given = at_once(
        database,
        6,
        lambda uow: linking.redeem_code(
            code, challenge=challenge, random_bytes=random_bytes, now=NOW, uow=uow, **facts
        ),
    )

    [tokens] = [each for each in given if each is not None]
    assert whose(database, tokens.access) is None


def test_refreshing_twice_at_once_leaves_one_line(database: SqlDatabase, ada: Customer) -> None:
    token = link(database, ada).refresh

    given = at_once(
        database,
        6,
        lambda uow: linking.refresh(token, client_id=CLIENT, random_bytes=random_bytes, now=NOW, uow=uow),
    )

    assert len({tokens.refresh for tokens in given}) == 1
    assert [whose(database, tokens.access) for tokens in given] == [ada] * 6


def test_trying_many_codes_at_once_is_no_more_than_five(database: SqlDatabase, ada: Customer) -> None:
    sent = begin(database)

    given = at_once(database, 8, lambda uow: linking.try_code(sent.id, "654321", key=KEY, now=NOW, uow=uow))

    assert sorted(tried.left for tried in given) == [0, 0, 0, 0, 1, 2, 3, 4]


def test_asking_for_many_codes_at_once_sends_no_more_than_five(database: SqlDatabase, ada: Customer) -> None:
    def ask(uow: Any) -> bool:
        try:
            return bool(linking.begin_sign_in(ADDRESS, key=KEY, chance=Chance(), now=NOW, uow=uow).id)
        except TooManyCodes:
            return False

    assert at_once(database, 8, ask).count(True) == 5


# -- refresh tokens


def test_a_refresh_token_brings_new_tokens_and_the_old_access_token_lives_out_its_hour(
    database: SqlDatabase, ada: Customer
) -> None:
    first = link(database, ada)

    second = refresh(database, first.refresh, now=NOW + 30 * MINUTE)

    assert second is not None
    assert len({first.access, first.refresh, second.access, second.refresh}) == 4
    assert whose(database, first.access, now=NOW + 59 * MINUTE) == ada
    assert whose(database, second.access, now=NOW + 89 * MINUTE) == ada


def test_a_lost_reply_may_be_asked_for_again_for_a_minute(database: SqlDatabase, ada: Customer) -> None:
    first = link(database, ada)
    lost = refresh(database, first.refresh)

    again = refresh(database, first.refresh, now=NOW + MINUTE)

    assert lost is not None and again is not None
    assert again.refresh == lost.refresh  # one line of tokens, so that two cannot go on side by side
    assert whose(database, lost.access) == whose(database, again.access) == ada
    assert refresh(database, again.refresh, now=NOW + HOUR) is not None


def test_an_old_refresh_token_ends_the_whole_line(database: SqlDatabase, ada: Customer) -> None:
    first = link(database, ada)
    second = refresh(database, first.refresh)
    assert second is not None

    assert refresh(database, first.refresh, now=NOW + MINUTE + SECOND) is None

    assert whose(database, second.access) is None
    assert refresh(database, second.refresh) is None
    assert events(database, ada)[-1] == "link.revoked"


def test_thief_and_client_who_share_a_token_find_each_other_out(database: SqlDatabase, ada: Customer) -> None:
    stolen = link(database, ada).refresh
    client, thief = refresh(database, stolen), refresh(database, stolen, now=NOW + 10 * SECOND)
    assert client is not None and thief is not None

    assert refresh(database, client.refresh, now=NOW + HOUR) is not None
    assert refresh(database, thief.refresh, now=NOW + HOUR + 2 * MINUTE) is None
    assert whose(database, client.access) is None


def test_a_refresh_token_is_one_clients(database: SqlDatabase, ada: Customer) -> None:
    tokens = link(database, ada)

    assert refresh(database, tokens.refresh, client="another") is None
    assert refresh(database, tokens.access) is None
    assert refresh(database, "\0\ud800" * 1000) is None
    assert refresh(database, tokens.refresh) is not None


def test_the_seed_of_a_token_is_forgotten_with_the_next_step(
    database: SqlDatabase, ada: Customer, engine: Engine
) -> None:
    tokens = link(database, ada)
    for step in range(1, 4):
        replaced = refresh(database, tokens.refresh, now=NOW + step * HOUR)
        assert replaced is not None
        tokens = replaced

    table = metadata.tables["refresh_tokens"]
    with engine.connect() as connection:
        seeds = connection.scalars(select(table.c.seed).order_by(table.c.created_at)).all()
    assert [seed is not None for seed in seeds] == [False, False, True, False]


def test_a_dump_of_the_database_holds_nothing_that_opens(database: SqlDatabase, ada: Customer, engine: Engine) -> None:
    sent, code = begin(database, code=918273), grant(database, ada)
    tokens = link(database, ada)
    newer = refresh(database, tokens.refresh)
    assert newer is not None

    with engine.connect() as connection:
        dump = str([connection.execute(select(table)).all() for table in metadata.tables.values()])

    assert ada.name in dump
    for secret in (sent.code, code, tokens.access, tokens.refresh, newer.access, newer.refresh):
        assert secret not in dump


# -- the end of a link


def test_the_client_can_end_a_link_by_either_token(database: SqlDatabase, ada: Customer) -> None:
    def revoke(token: str, client: str = CLIENT) -> bool:
        return database.write(lambda uow: linking.revoke_token(token, client_id=client, now=NOW, uow=uow))

    first, second = link(database, ada), link(database, ada)

    assert not revoke(first.access, "another") and not revoke("nothing")
    assert revoke(first.access) and revoke(second.refresh)
    assert not revoke(first.access)
    assert [whose(database, tokens.access) for tokens in (first, second)] == [None, None]


def test_a_customer_ends_their_own_links_and_nobody_elses(database: SqlDatabase, ada: Customer) -> None:
    bob = new_customer(database, "Bob")
    hers, his = link(database, ada), link(database, bob)
    with database.reading() as uow:
        [of_bob] = uow.linking.of(bob.id)

    assert not database.write(lambda uow: linking.revoke_link(ada.id, of_bob.id, now=NOW, uow=uow))
    assert database.write(lambda uow: linking.revoke_links(ada.id, now=NOW, uow=uow)) == 1

    assert whose(database, hers.access) is None
    assert whose(database, his.access) == bob
    assert database.write(lambda uow: linking.revoke_link(bob.id, of_bob.id, now=NOW, uow=uow))
    assert whose(database, his.access) is None


def test_deletion_takes_links_and_the_persons_known_by_them(database: SqlDatabase, ada: Customer) -> None:
    tokens = link(database, ada)
    member = joins(database, ada, "voice-2")

    assert database.write(lambda uow: privacy.erase(ada.id, now=NOW, uow=uow))

    assert speaking(database, access_token=tokens.access, person_id="voice-2") == Speaker(None, is_expired=True)
    with database.reading() as uow:
        assert uow.customers.get(member.id) == member  # whose data is their own


def test_deletion_of_a_member_leaves_the_account(database: SqlDatabase, ada: Customer) -> None:
    tokens = link(database, ada)
    member = joins(database, ada, "voice-2")

    assert database.write(lambda uow: privacy.erase(member.id, now=NOW, uow=uow))

    assert speaking(database, access_token=tokens.access).customer == ada
    assert speaking(database, access_token=tokens.access, person_id="voice-2").account == ada


# -- who is speaking


@dataclass(frozen=True)
class Speaks:
    channel: str = "alexa"
    external_id: str = USER
    access_token: str = ""
    person_id: str = ""
    person_token: str = ""


def speaking(database: SqlDatabase, *, tokens_only: bool = True, now: datetime = NOW, **facts: Any) -> Speaker:
    with database.reading() as uow:
        return linking.speaker(Speaks(**facts), now=now, uow=uow, tokens_only=tokens_only)


def joins(database: SqlDatabase, account: Customer, person: str) -> Customer:
    return database.write(lambda uow: linking.add_to_household(account, Speaks(person_id=person), now=NOW, uow=uow))


def heard_of(database: SqlDatabase, tokens: LinkTokens, *, user: str = USER, at: datetime = NOW) -> None:
    database.write(lambda uow: linking.linked(user, tokens.access, at, now=at, uow=uow))


def leaves(database: SqlDatabase, *, user: str = USER, at: datetime) -> None:
    database.write(lambda uow: linking.disabled(user, at, now=at, uow=uow))


def test_a_user_is_known_by_a_token_and_in_development_by_what_the_shop_said(
    database: SqlDatabase, ada: Customer
) -> None:
    with database.writing() as uow:
        uow.customers.link(ada.id, "alexa", USER)

    assert speaking(database).customer is None
    assert speaking(database, tokens_only=False).customer == ada
    tokens = link(database, ada)
    assert speaking(database, access_token=tokens.access).customer == ada
    assert speaking(database, access_token=tokens.access).link is not None


@pytest.mark.parametrize("tokens_only", [True, False])
def test_a_token_that_is_not_good_any_more_makes_nobody_a_customer(
    database: SqlDatabase, ada: Customer, tokens_only: bool
) -> None:
    with database.writing() as uow:
        uow.customers.link(ada.id, "alexa", USER)
    tokens = link(database, ada)
    expired = Speaker(None, is_expired=True)

    assert speaking(database, tokens_only=tokens_only, access_token="made up") == expired
    assert speaking(database, tokens_only=tokens_only, access_token=tokens.access, now=NOW + HOUR) == expired
    assert speaking(database, tokens_only=tokens_only, access_token=tokens.access, person_token="old") == expired


def test_a_person_of_the_household_is_somebody_of_their_own(database: SqlDatabase, ada: Customer) -> None:
    with database.writing() as uow:
        uow.customers.change(
            limited := Customer(ada.id, ada.name, ada.locale, ada.address, dollars("50.00"), email=ADDRESS)
        )
    account: dict[str, Any] = {"access_token": link(database, ada).access}
    assert speaking(database, **account, person_id="voice-1") == Speaker(
        None, limited, link=speaking(database, **account).link
    )

    database.write(lambda uow: linking.know_person(limited, Speaks(person_id="voice-1"), now=NOW, uow=uow))
    member = joins(database, limited, "voice-2")
    again = joins(database, limited, "voice-2")

    assert again == member
    assert (member.name, member.address, member.email, member.spending_limit) == (
        "",
        ada.address,
        None,
        dollars("50.00"),
    )
    assert speaking(database, **account).customer == limited
    assert speaking(database, **account, person_id="voice-1").customer == limited
    assert speaking(database, **account, person_id="voice-2").customer == member


def test_a_person_with_an_account_of_their_own_is_that_customer(database: SqlDatabase, ada: Customer) -> None:
    bob = new_customer(database, "Bob")
    hers, his = link(database, ada), link(database, bob)

    found = speaking(database, access_token=hers.access, person_id="voice-1", person_token=his.access)

    assert found == Speaker(bob)


def test_a_person_is_known_in_their_own_household_only(database: SqlDatabase, ada: Customer) -> None:
    bob = new_customer(database, "Bob")
    database.write(lambda uow: linking.know_person(ada, Speaks(person_id="voice-1"), now=NOW, uow=uow))

    visiting = speaking(database, access_token=link(database, bob).access, person_id="voice-1")

    assert (visiting.customer, visiting.account) == (None, bob)


# -- what Alexa tells


def test_a_user_who_leaves_takes_everything_along(database: SqlDatabase, ada: Customer) -> None:
    tokens = link(database, ada)
    heard_of(database, tokens)
    member = joins(database, ada, "voice-2")
    with database.reading() as uow:
        assert uow.customers.by_identity("alexa", USER) == ada

    leaves(database, at=NOW + MINUTE)
    leaves(database, at=NOW + MINUTE)

    assert speaking(database, access_token=tokens.access).is_expired
    assert refresh(database, tokens.refresh) is None
    newer = link(database, ada, now=NOW + HOUR)
    assert speaking(database, access_token=newer.access, person_id="voice-2", now=NOW + HOUR).customer is None
    with database.reading() as uow:
        assert uow.customers.by_identity("alexa", USER) is None
        assert uow.customers.get(member.id) == member


def test_an_old_goodbye_does_not_undo_a_new_link(database: SqlDatabase, ada: Customer) -> None:
    newer = link(database, ada, now=NOW + HOUR)
    heard_of(database, newer, at=NOW + HOUR)

    leaves(database, at=NOW + 59 * MINUTE)

    assert speaking(database, access_token=newer.access, now=NOW + HOUR).customer == ada
    with database.reading() as uow:
        assert uow.customers.by_identity("alexa", USER) == ada


def test_a_link_that_is_heard_of_after_the_goodbye_ends(database: SqlDatabase, ada: Customer) -> None:
    tokens = link(database, ada)
    leaves(database, at=NOW + MINUTE)

    heard_of(database, tokens, at=NOW)

    assert speaking(database, access_token=tokens.access).is_expired


def test_late_news_of_a_link_undo_no_newer_one(database: SqlDatabase, ada: Customer) -> None:
    bob = new_customer(database, "Bob")
    before, after = link(database, ada), link(database, bob, now=NOW + MINUTE)
    heard_of(database, after, at=NOW + MINUTE)

    heard_of(database, before, at=NOW + 2 * MINUTE)

    assert speaking(database, access_token=after.access).customer == bob
    assert speaking(database, access_token=before.access).is_expired
    with database.reading() as uow:
        assert uow.customers.by_identity("alexa", USER) == bob


def test_who_links_again_has_one_link(database: SqlDatabase, ada: Customer) -> None:
    bob = new_customer(database, "Bob")
    before, after = link(database, ada), link(database, bob, now=NOW + MINUTE)
    heard_of(database, before)

    heard_of(database, after, at=NOW + MINUTE)

    assert whose(database, before.access) is None
    assert whose(database, after.access) == bob
    with database.reading() as uow:
        assert uow.customers.by_identity("alexa", USER) == bob


@pytest.mark.parametrize("user", ["", "x" * 10_000, "a\0b", "a\nb", "\ud800"])
def test_a_users_id_that_cannot_be_one_is_not_kept(database: SqlDatabase, ada: Customer, user: str) -> None:
    tokens = link(database, ada)

    heard_of(database, tokens, user=user)

    assert whose(database, tokens.access) == ada
    with database.reading() as uow:
        assert [each.user_id for each in uow.linking.of(ada.id)] == [None]
    heard_of(database, LinkTokens("made up", "", ""))
