"""Customers are told: by e-mail of what they bought, by Alexa where it is; once each, and again until it worked."""

import logging
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from backend.conversation.letters import order_cancelled, order_placed, written_locale
from backend.errors import EncoreError
from backend.integrations.alexa_api import ORDER_STATUS, AlexaEvents, AlexaHttp
from backend.integrations.mail import FileMailer
from backend.integrations.webhooks import RETRY_AFTER, WebhookSender
from backend.jobs import LONG_LEASE, Jobs
from backend.orders import privacy
from backend.orders.changing import change_quantity
from backend.orders.model import Customer, Order, OrderStatus, Place, ShipmentEvent, ShipmentStatus
from backend.orders.notices import (
    OF_PARCEL,
    Notice,
    NoticeKind,
    Progress,
    Wanted,
    progress_of,
)
from backend.orders.ordering import cancel_order
from backend.orders.profiles import Purpose
from backend.orders.shopkeeping import deliver, pack, record_event, ship
from backend.settings import Settings
from backend.storage import tables
from backend.storage.transactions import SqlDatabase
from backend.telling import CustomerTeller
from backend.wiring import build
from tests.alexa_stand_in import CLIENT, Amazon, Trouble, amazon
from tests.backend.shops import NOW, SHOP, THURSDAY, bought, dollars, new_customer, open_shop, product
from tests.backend.test_jobs import Clock

USER = "amzn1.ask.account.ADA"


@dataclass
class Post:
    database: SqlDatabase
    amazon: Amazon
    folder: Path
    clock: Clock
    jobs: Jobs
    ada: Customer

    def run(self, after: timedelta = timedelta(0)) -> None:
        self.clock.now += after
        self.jobs.tell()
        self.jobs.tell_customers()

    def mails(self) -> list[EmailMessage]:
        files = sorted(self.folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [message_from_bytes(file.read_bytes(), policy=default) for file in files]

    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails()]

    def buy(self) -> Order:
        return bought(self.database, self.ada, "tea")

    def pack(self, order: Order) -> None:
        self.database.write(lambda uow: pack(order.number, now=self.clock.now, uow=uow))

    def ship(self, order: Order, contents: dict[str, int] | None = None) -> None:
        code = f"1Z{order.number}{len(contents or ())}"
        self.database.write(
            lambda uow: ship(
                order.number, carrier="ups", tracking_code=code, expected_on=None, now=self.clock.now, uow=uow,
                contents=contents,
            )
        )  # fmt: skip

    def reports(self, order: Order, status: ShipmentStatus) -> None:
        event = ShipmentEvent(status, self.clock.now)
        self.database.write(lambda uow: record_event("ups", f"1Z{order.number}0", event, now=self.clock.now, uow=uow))

    def subscribe(self, user: str = USER, *topics: str, at: timedelta = timedelta(0)) -> bool:
        return self.database.write(lambda uow: uow.notices.set_topics("alexa", user, topics, at=NOW + at))


@pytest.fixture
def database_url(migrated_file: Path, tmp_path: Path) -> str:
    """SQLite: on the other engine, too, notices are kept as storage/test_notices.py says."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'shop.sqlite3')}"


@pytest.fixture
def there() -> Iterator[Amazon]:
    with amazon() as found:
        yield found


@pytest.fixture
def post(database: SqlDatabase, there: Amazon, tmp_path: Path) -> Post:
    open_shop(database, product("tea"), product("milk"))
    ada = new_customer(database)
    ada = replace(ada, email="ada@example.org")
    with database.writing() as uow:
        uow.customers.change(ada)
        uow.customers.link(ada.id, "alexa", USER)
    clock = Clock(NOW)
    events = AlexaEvents(
        AlexaHttp(read_seconds=0.2, pause=lambda _: None),
        api=there.url,
        token_url=f"{there.url}/auth/o2/token",
        client=CLIENT,
        is_live=True,
        clock=clock,
    )
    mailer = FileMailer(tmp_path / "mail", sender="shop@example.com", clock=clock)
    teller = CustomerTeller(database, mailer, events, ("en-US", "ko-KR"), clock)
    jobs = Jobs(database, WebhookSender(), clock=clock, chance=random.Random(7), teller=teller)
    found = Post(database, there, tmp_path / "mail", clock, jobs, ada)
    found.subscribe(USER, ORDER_STATUS)
    return found


# -- e-mail


def test_an_order_is_confirmed_by_e_mail_once(post: Post) -> None:
    order = post.buy()

    post.run()
    post.run()

    (mail,) = post.mails()
    assert mail["To"] == "ada@example.org"
    assert mail["Subject"] == f"Your order {order.number} from {SHOP.name}"
    assert mail.get_content().replace("\r\n", "\n") == (
        "Hello Ada,\n\n"
        f"Thank you for your order. Its number is {order.number}, and you are buying from {SHOP.name}.\n\n"
        "1 tea: $1.00\nDelivery: $3.99\nTotal: $4.99\n\n"
        f"It arrives on Thursday, March 12 at this address: {order.terms.address}\n\n"
        "If you change your mind, you can cancel it until 11:30 AM on Tuesday, March 10. Just say: cancel my order.\n"
        f"If you have a question, call us at {SHOP.phone}.\n\n"
        f"{SHOP.name}\n"
    )


def test_a_cancelled_order_is_confirmed_too(post: Post) -> None:
    order = post.buy()
    post.run()
    post.database.write(lambda uow: cancel_order(post.ada, order.number, now=post.clock.now, uow=uow))
    post.run(timedelta(minutes=1))
    post.run()

    assert post.subjects()[1:] == [f"Your order {order.number} is cancelled"]


def test_an_order_that_was_cancelled_before_anybody_could_write_is_not_confirmed(post: Post) -> None:
    order = post.buy()
    post.database.write(lambda uow: cancel_order(post.ada, order.number, now=post.clock.now, uow=uow))

    post.run()

    assert post.subjects() == [f"Your order {order.number} is cancelled"]


def test_a_changed_order_is_confirmed_as_it_is_now_and_not_as_it_was_between(post: Post) -> None:
    order = post.buy()
    post.run()

    def change(pieces: int, total: str) -> None:
        post.clock.now += timedelta(seconds=1)
        now, expected = post.clock.now, dollars(total)
        post.database.write(
            lambda uow: change_quantity(post.ada, order.number, "tea", pieces, expected=expected, now=now, uow=uow)
        )

    change(2, "5.99")
    change(3, "6.99")
    post.run()
    post.run(timedelta(minutes=1))

    assert post.subjects()[1:] == [f"Your order {order.number} has changed"]
    text = post.mails()[-1].get_content()
    assert "It is now:\r\n\r\n3 tea: $3.00" in text
    assert "Total: $6.99" in text


def test_who_has_no_address_gets_no_e_mail(post: Post) -> None:
    bob = new_customer(post.database, "Bob")
    bought(post.database, bob, "tea")

    post.run()

    assert post.mails() == []


def test_a_mail_server_that_is_down_is_tried_again_with_the_same_id(post: Post) -> None:
    post.buy()
    post.folder.write_text("in the way")
    post.run()
    post.folder.unlink()

    post.run()  # too early
    assert post.mails() == []
    post.run(RETRY_AFTER[1] * 1.2)
    post.run()

    assert len(post.mails()) == 1


def test_no_order_is_confirmed_when_it_is_long_past(post: Post) -> None:
    """Mail was switched off, and on again weeks later."""
    post.buy()
    post.jobs.tell()

    post.run(timedelta(days=14))

    assert post.mails() == []


def test_it_is_given_up_in_the_end_and_said_without_a_name(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.buy()
    post.folder.write_text("in the way")

    with caplog.at_level(logging.WARNING):
        for wait in (*RETRY_AFTER, timedelta(days=3)):
            post.run(wait * 1.2)
    post.folder.unlink()
    post.run(timedelta(days=3))

    assert post.mails() == []
    assert [record.getMessage().partition(",")[0] for record in caplog.records] == ["a notice was given up: mail"]
    assert "ada" not in caplog.text.lower()


# -- Alexa


def test_a_customer_hears_where_the_order_is_each_time_once(post: Post) -> None:
    order = post.buy()
    post.run()
    post.pack(order)
    post.run()
    post.ship(order)
    post.run()
    for status in (ShipmentStatus.IN_TRANSIT, ShipmentStatus.OUT_FOR_DELIVERY, ShipmentStatus.DELIVERED):
        post.clock.now += timedelta(hours=1)
        post.reports(order, status)
        post.run()
        post.run()

    assert post.amazon.seen() == [
        "ORDER_RECEIVED", "ORDER_PREPARING", "ORDER_SHIPPED", "ORDER_OUT_FOR_DELIVERY", "ORDER_DELIVERED",
    ]  # fmt: skip


def test_shipped_is_told_once_with_the_day(post: Post) -> None:
    order = post.buy()
    post.run()
    post.amazon.events.clear()
    post.ship(order)

    post.run()
    post.run()

    assert post.amazon.seen() == ["ORDER_SHIPPED"]
    state = post.amazon.got[-1].body["event"]["payload"]["state"]
    assert state["deliveryDetails"]["expectedArrival"] == f"{THURSDAY}T16:00:00.000Z"  # noon in New York
    assert state["enterTimestamp"] == "2026-03-10T15:00:00.000Z"


def test_goods_that_are_fetched_arrive_nowhere(post: Post, engine: Engine) -> None:
    post.buy()
    with engine.begin() as connection:
        connection.execute(update(tables.orders).values(pickup=True))

    post.run()

    assert post.amazon.seen() == ["ORDER_RECEIVED"]
    assert "deliveryDetails" not in post.amazon.got[-1].body["event"]["payload"]["state"]


def test_what_came_all_at_once_is_told_as_it_is_now(post: Post) -> None:
    order = post.buy()
    post.pack(order)
    post.ship(order)

    post.run()

    assert post.amazon.seen() == ["ORDER_SHIPPED"]


def test_who_dies_between_telling_and_noting_it_tells_again_with_the_same_reference(post: Post) -> None:
    post.buy()
    post.jobs.tell()
    (notice,) = post.database.write(
        lambda uow: uow.notices.claim([NoticeKind.PROGRESS], now=NOW, until=NOW + LONG_LEASE, limit=9)
    )
    assert post.jobs.teller is not None
    post.jobs.teller.tell(notice)  # and never finished

    post.run(timedelta(minutes=1))
    assert len(post.amazon.got) == 2
    post.run(LONG_LEASE)

    told = [got.body["referenceId"] for got in post.amazon.got if got.path == "/v1/proactiveEvents"]
    assert len(told) == 2 and len(set(told)) == 1
    assert post.amazon.seen() == ["ORDER_RECEIVED"]


def test_a_later_word_overtakes_one_that_could_not_be_told(post: Post) -> None:
    order = post.buy()
    post.amazon.trouble = Trouble(500, times=4)
    post.run()
    post.ship(order)

    post.run(timedelta(minutes=1))
    post.run(timedelta(days=1))

    assert post.amazon.seen() == ["ORDER_SHIPPED"]


def test_reports_that_come_late_tell_nothing_old(post: Post) -> None:
    order = post.buy()
    post.ship(order)
    post.clock.now += timedelta(hours=5)
    post.reports(order, ShipmentStatus.OUT_FOR_DELIVERY)
    post.run()
    post.clock.now -= timedelta(hours=2)
    post.reports(order, ShipmentStatus.IN_TRANSIT)
    post.run(timedelta(hours=3))

    assert post.amazon.seen() == ["ORDER_OUT_FOR_DELIVERY"]


def test_news_of_yesterday_is_no_news(post: Post) -> None:
    post.buy()
    post.jobs.tell()

    post.run(timedelta(hours=24))

    assert post.amazon.seen() == []


def test_a_cancelled_order_lights_nothing_up(post: Post) -> None:
    order = post.buy()
    post.database.write(lambda uow: cancel_order(post.ada, order.number, now=post.clock.now, uow=uow))

    post.run()

    assert post.amazon.got == []


def test_only_who_subscribed_is_told_and_the_last_word_counts(post: Post) -> None:
    assert post.subscribe(USER, at=timedelta(minutes=2))
    assert not post.subscribe(USER, ORDER_STATUS, at=timedelta(minutes=1))  # came late
    order = post.buy()
    post.run()
    assert post.amazon.seen() == []

    post.subscribe(USER, ORDER_STATUS, "AMAZON.Other", at=timedelta(minutes=3))
    post.pack(order)
    post.run()

    assert post.amazon.seen() == ["ORDER_PREPARING"]


def test_a_user_who_subscribed_before_linking_is_told_afterwards(post: Post) -> None:
    post.subscribe("amzn1.ask.account.SECOND", ORDER_STATUS)
    order = post.buy()
    post.run()
    with post.database.writing() as uow:
        uow.customers.link(post.ada.id, "alexa", "amzn1.ask.account.SECOND")
    post.pack(order)
    post.run()

    users = [user for user, _ in post.amazon.events]
    assert users == [USER, USER, "amzn1.ask.account.SECOND"]


def test_who_wants_no_reminders_is_left_in_peace(post: Post) -> None:
    post.database.write(lambda uow: privacy.decide(post.ada.id, Purpose.REMINDERS, False, now=NOW, uow=uow))
    post.buy()

    post.run()

    assert post.amazon.seen() == []
    assert len(post.mails()) == 1  # it belongs to the purchase


def test_what_amazon_refuses_is_not_tried_again(post: Post) -> None:
    order = post.buy()
    post.run()
    post.pack(order)
    post.amazon.trouble = Trouble(400)
    post.run()
    before = len(post.amazon.got)

    post.run(timedelta(hours=1))

    assert len(post.amazon.got) == before
    assert post.amazon.seen() == ["ORDER_RECEIVED"]


def test_parts_of_an_order_are_not_the_order(post: Post) -> None:
    order = bought(post.database, post.ada, "tea", 2)
    post.ship(order, {"tea": 1})

    post.run()

    assert post.amazon.seen() == ["ORDER_PREPARING"]


def test_every_state_of_a_parcel_is_mapped() -> None:
    assert OF_PARCEL.keys() == set(ShipmentStatus)


def test_no_word_is_said_that_is_not_true(database: SqlDatabase) -> None:
    open_shop(database, product("tea"))
    order = bought(database, new_customer(database), "tea")

    def said(status: OrderStatus, *, pickup: bool) -> Progress | None:
        return progress_of(replace(order, status=status, terms=replace(order.terms, pickup=pickup)))

    assert {status.name: said(status, pickup=False) for status in OrderStatus if not said(status, pickup=True)} == {
        "PACKED": Progress.PREPARING,
        "PARTLY_SHIPPED": Progress.PREPARING,
        "SHIPPED": None,  # without a parcel nobody knows
        "DELIVERED": None,
        "CANCELLED": None,
    }
    assert said(OrderStatus.PLACED, pickup=False) is said(OrderStatus.PLACED, pickup=True) is Progress.RECEIVED


# -- several processes, and trouble


class Listing:
    """Tells nobody; notes whom it would have told."""

    wanted = Wanted(mail=True)

    def __init__(self, told: list[str], meanwhile: Callable[[], object] = lambda: None) -> None:
        self._told = told
        self._meanwhile = meanwhile

    def tell(self, notice: Notice) -> None:
        self._told.append(notice.subject)
        self._meanwhile()


def letters_due(post: Post, count: int) -> list[str]:
    with post.database.writing() as uow:
        for number in range(count):
            uow.notices.add(Notice(post.ada.id, NoticeKind.MAIL, f"{number:02}", "placed", NOW), next_at=NOW)
    return [f"{number:02}" for number in range(count)]


def test_a_slow_mail_server_does_not_let_two_processes_tell_the_same(post: Post) -> None:
    numbers = letters_due(post, 10)
    told: list[str] = []
    other = replace(post.jobs, teller=Listing(told))

    def meanwhile() -> None:
        post.clock.now += timedelta(minutes=4)
        if len(told) == 9:
            other.tell_customers()

    here = replace(post.jobs, teller=Listing(told, meanwhile))
    while here.tell_customers():
        pass

    assert sorted(told) == numbers


def test_a_slow_mail_server_leaves_time_for_the_other_jobs(post: Post) -> None:
    letters_due(post, 3)

    def meanwhile() -> None:
        post.clock.now += timedelta(seconds=40)

    jobs = replace(post.jobs, teller=Listing([], meanwhile))

    assert [jobs.tell_customers() for _ in range(3)] == [2, 1, 0]


def test_one_notice_that_fails_does_not_keep_the_others(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.buy()
    post.jobs.tell()
    with post.database.writing() as uow:  # nobody writes such a thing, but a later version might
        uow.notices.add(Notice(post.ada.id, NoticeKind.PROGRESS, _number(post), "beamed", NOW), next_at=NOW)

    post.run()

    assert (len(post.mails()), post.amazon.seen()) == (1, ["ORDER_RECEIVED"])
    assert "ada" not in caplog.text.lower()


def _number(post: Post) -> str:
    with post.database.reading() as uow:
        return uow.orders.of(post.ada.id, limit=1)[0].number


@pytest.mark.parametrize("wrong", [Settings(mail="smtp://user:hunter2@"), Settings(alexa_messaging="hunter2")])
def test_wrong_settings_are_refused_at_the_start(tmp_path: Path, wrong: Settings) -> None:
    with pytest.raises(EncoreError, match="ENCORE_") as refused:
        build(replace(wrong, database_url=f"sqlite:///{tmp_path / 'shop.sqlite3'}"))

    assert "hunter2" not in str(refused.value)


# -- what is kept


def test_notices_go_with_the_customer(post: Post) -> None:
    order = post.buy()
    post.ship(order)
    post.database.write(lambda uow: deliver(order.number, now=post.clock.now, uow=uow))
    post.run()
    with post.database.reading() as uow:
        kept = privacy.export(post.ada.id, uow)
    assert [row["about"] for row in kept["notices"]] == ["placed", "delivered"]
    assert [row["topics"] for row in kept["notice_topics"]] == [[ORDER_STATUS]]

    post.database.write(lambda uow: privacy.erase(post.ada.id, now=post.clock.now, uow=uow))

    assert post.subscribe(USER, ORDER_STATUS, at=timedelta(days=-1))  # nothing is left that is newer


# -- letters


def test_a_letter_is_in_the_customers_language_as_far_as_we_know_it() -> None:
    assert [written_locale(wanted) for wanted in ("ko-KR", "en-GB", "en-ZA", "xx")] == [
        "ko-KR",
        "en-GB",
        "en-US",
        "en-US",
    ]


def test_a_letter_says_until_when_as_people_do(database: SqlDatabase) -> None:
    open_shop(database, product("tea"))
    ada = new_customer(database)
    order = bought(database, ada, "tea", 2)
    letters = {
        locale: order_placed(order, replace(ada, locale=locale), SHOP, None).text for locale in ("en-GB", "ko-KR")
    }

    assert "you can cancel it until 11:30 on Tuesday 10 March." in letters["en-GB"]
    assert "마음이 바뀌시면 3월 10일 화요일에는 오전 11:30까지 취소하실 수 있어요." in letters["ko-KR"]


def test_a_letter_about_a_cancelled_order_says_what_becomes_of_the_money(database: SqlDatabase) -> None:
    open_shop(database, product("tea"))
    ada = new_customer(database)
    order = bought(database, ada, "tea", 2)

    english, korean = (order_cancelled(order, replace(ada, locale=locale), SHOP).text for locale in ("en-US", "ko-KR"))

    assert english == (
        "Hello Ada,\n\n"
        f"Your order {order.number} from {SHOP.name} is cancelled: nothing of it will be delivered, and nothing will "
        "be charged. You had ordered:\n\n2 tea: $2.00\n\n"
        f"If you did not want that, call us at {SHOP.phone}.\n\n{SHOP.name}\n"
    )
    assert f"{SHOP.name} 주문 {order.number} 건이 취소되었어요. 상품은 배송되지 않고 돈도 나가지 않아요." in korean


def test_a_letter_tells_every_part_of_the_price(database: SqlDatabase) -> None:
    open_shop(database, product("tea"))
    order = bought(database, new_customer(database), "tea", 2)
    terms = replace(
        order.terms, discount=dollars("1.00"), tax=dollars("0.50"), tax_included=False, pickup=True, address="1 Main St"
    )
    place = Place("north", {"en-US": "Northside", "ko-KR": "북점"})
    customer = Customer(order.id, "", "ko-KR", "")

    english = order_placed(replace(order, terms=terms), replace(customer, locale="en-US"), SHOP, place).text
    korean = order_placed(replace(order, terms=terms), customer, SHOP, None).text

    assert "\nDiscount: -$1.00\nTax: $0.50\nTotal: " in english
    assert "You can pick it up on Thursday, March 12 at Northside, 1 Main St" in english
    assert "3월 12일 목요일에 여기에서 찾아가실 수 있어요: 1 Main St" in korean
