"""Builds the real parts from settings. Only entry points import this."""

import math
import os
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from importlib.resources import files
from threading import RLock
from typing import TYPE_CHECKING

import flask
from sqlalchemy import Engine

from backend.conversation.dialogue import Conversation
from backend.conversation.phrasebook import render
from backend.conversation.turn import Identity, Rendered, Reply
from backend.errors import EncoreError
from backend.integrations.alexa_api import AlexaEvents, AlexaHttp, client_from
from backend.integrations.argon2_hasher import Argon2CodeHasher
from backend.integrations.mail import mailer_from
from backend.integrations.shop_file import ShopFile, read_json
from backend.integrations.webhooks import WebhookSender
from backend.jobs import Jobs
from backend.orders.importing import import_customers, import_products
from backend.orders.languages import said_in
from backend.orders.linking import ALEXA
from backend.orders.model import Product, Shop
from backend.orders.notices import Mailer
from backend.orders.ports import Chance, UnitOfWork
from backend.settings import Settings
from backend.storage.engine import open_engine
from backend.storage.migrate import head, is_current, upgrade
from backend.storage.transactions import SqlDatabase
from backend.telling import CustomerTeller
from backend.understanding.understanding import Understanding
from interaction_models.model import InteractionModel, Value, load, locales

if TYPE_CHECKING:
    from backend.api.metrics import Metrics

PRODUCT = "Product"
"""The slot type that the catalogue fills."""


class NoShop(EncoreError):
    """There is nothing to sell."""


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Encore:
    """All parts, wired together."""

    settings: Settings
    engine: Engine
    clock: Callable[[], datetime] = now
    chance: Chance = field(default_factory=random.SystemRandom)
    is_patient: bool = False
    """Whoever types can wait for a busy database; whoever speaks cannot."""
    _models: dict[str, InteractionModel] = field(default_factory=dict)
    _compiled: dict[str, Understanding] = field(default_factory=dict)
    _compiling: RLock = field(default_factory=RLock)

    @cached_property
    def database(self) -> SqlDatabase:
        if self.is_patient:
            return SqlDatabase(self.engine, read_seconds=30, write_seconds=30)
        return SqlDatabase(self.engine)

    @cached_property
    def conversation(self) -> Conversation:
        demo = self.settings.demo_customer
        guest = Identity("local", demo) if demo else None
        return Conversation(
            self.database,
            self._find_products,
            self.chance,
            codes=Argon2CodeHasher(self.settings.pepper),
            guest=guest,
            linked_channels={ALEXA} if self.settings.is_production else (),
        )

    @cached_property
    def metrics(self) -> "Metrics":
        from backend.api.metrics import Metrics

        return Metrics()

    @cached_property
    def api(self) -> flask.Blueprint:
        # What the simulator and the local client never need is not loaded for them.
        from backend.api.blueprint import build_blueprint
        from backend.api.routes import Services

        return build_blueprint(
            Services(
                database=self.database,
                find_products=self._find_products,
                ready=lambda: self.database.read(lambda uow: uow.revision()) == head(),
                clock=self.clock,
                chance=self.chance,
                metrics=self.metrics,
                random_bytes=os.urandom,
                carrier_secrets=self.settings.secrets_of_carriers,
                is_production=self.settings.is_production,
            )
        )

    @cached_property
    def mailer(self) -> Mailer | None:
        """None where e-mail goes nowhere."""
        return mailer_from(self.settings.mail, clock=self.clock)

    @cached_property
    def alexa_http(self) -> AlexaHttp:
        return AlexaHttp()

    @property
    def teller(self) -> CustomerTeller:
        client = client_from(self.settings.alexa_messaging)
        events = client and AlexaEvents(
            self.alexa_http,
            api=self.settings.alexa_api,
            token_url=self.settings.alexa_token_url,
            client=client,
            is_live=self.settings.is_production,
            clock=self.clock,
        )
        database = SqlDatabase(self.engine, read_seconds=30, write_seconds=30)
        return CustomerTeller(database, self.mailer, events or None, locales(), self.clock)

    @property
    def jobs(self) -> Jobs:
        return Jobs(
            SqlDatabase(self.engine, read_seconds=30, write_seconds=30),  # nobody waits for an answer
            WebhookSender(),
            clock=self.clock,
            chance=self.chance,
            allow_local=not self.settings.is_production,
            teller=self.teller,
        )

    def shop(self) -> Shop:
        shop = self.database.read(lambda uow: uow.shop())
        if shop is None:
            raise NoShop("the database holds no shop; run `encore shop import FILE`.")
        return shop

    def model(self, locale: str) -> InteractionModel:
        """What can be said in this locale, with this shop's products."""
        with self._compiling:
            if locale not in self._models:
                model = load(locale)
                for slot_type, values in self.database.read(lambda uow: shop_values(uow, locale)).items():
                    model = model.with_values(slot_type, values)
                self._models[locale] = model
            return self._models[locale]

    def understanding(self, locale: str) -> Understanding:
        with self._compiling:
            if locale not in self._compiled:
                self._compiled[locale] = Understanding(self.model(locale))
            return self._compiled[locale]

    def _find_products(self, said: str, locale: str) -> Sequence[str]:
        return self.understanding(locale).values(PRODUCT).find(said)

    def render(self, reply: Reply, locale: str) -> Rendered:
        return reply.words or render(reply, locale=locale, today=reply.today)


def shop_values(uow: UnitOfWork, locale: str) -> Mapping[str, list[Value]]:
    """What this shop fills in of what can be said: slot type to values."""
    places = [Value(place.name(locale), place.id, ()) for place in uow.places() if said_in(locale, place.names)]
    promotions = [
        Value(names[0], promotion.code, tuple(names[1:]))
        for promotion in uow.promotions.all()
        if (names := said_in(locale, promotion.names))
    ]
    return {PRODUCT: product_values(uow.products.all(), locale), "Place": places, "PromotionCode": promotions}


def product_values(products: Sequence[Product], locale: str) -> list[Value]:
    """The catalogue as a slot type; a product without a name in this language cannot be asked for in it."""
    return [
        Value(names[0], product.sku, tuple(names[1:]))
        for product in products
        if (names := said_in(locale, product.names))
    ]


def build(settings: Settings, *, prepare: bool = True, is_patient: bool = False) -> Encore:
    """Opens the shop. In development an empty database becomes the demo shop, ready to talk to.

    Raises:
        EncoreError: the database cannot be used as it is, or e-mail and notifications as they are set up.
    """
    encore = Encore(settings, open_engine(settings.database), is_patient=is_patient)
    if not prepare:
        return encore
    _ = encore.teller  # wrong settings are refused here, not at the first message
    if not is_current(encore.engine):
        if settings.is_production:
            raise NoShop(f"{encore.engine.url!r} is not set up for this version; run `encore db upgrade`.")
        upgrade(encore.engine)
    empty = encore.database.read(lambda uow: uow.shop()) is None
    if empty and settings.is_production:
        raise NoShop("the database holds no shop; run `encore shop import FILE`.")
    if empty:
        load_demo_shop(encore)
    return encore


def demo_shop(at: datetime) -> ShopFile:
    text = (files("backend") / "demo_shop.json").read_text(encoding="utf-8")
    return read_json(text, source="demo_shop.json", now=at)


def load_demo_shop(encore: Encore) -> None:
    """Fills the shelves of the demo shop; its customers and their past come only once.

    Raises:
        EncoreError: the database holds a real shop.
    """
    at = encore.clock()
    file = demo_shop(at)

    def load(uow: UnitOfWork) -> None:
        shop = uow.shop()
        if shop is not None and not shop.demo:
            raise NoShop(
                f"the database holds the shop {shop.name}; set ENCORE_DATABASE_URL to another one for the demo."
            )
        import_products(
            file.products,
            shop=file.shop,
            uow=uow,
            places=file.places,
            stock_at=file.stock_at,
            promotions=file.promotions,
        )
        if shop is None:
            import_customers(file.customers, now=at, uow=uow, chance=encore.chance)

    encore.database.write(load, seconds=math.inf)
