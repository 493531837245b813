"""A conversation in every locale that is not the source of another: asked, ordered, agreed to, followed."""

import re
from collections.abc import Callable

import pytest

from backend.settings import Settings
from backend.wiring import PRODUCT, Encore
from skill.app import unverified_app
from skill.simulator.device import Device, Exchange

Say = Callable[[str], Exchange]


@pytest.fixture
def talk(encore: Encore, settings: Settings) -> Callable[[str], Say]:
    def talk(locale: str) -> Say:
        understanding = encore.understanding(locale)
        app = unverified_app(encore, settings)
        return Device(app, encore.model(locale), understanding, "ada", locale, clock=encore.clock).say

    return talk


def test_a_british_customer_orders(talk: Callable[[str], Say]) -> None:
    say = talk("en-GB")

    assert say("open encore").speech.startswith("Hi Ada, this is Corner Pantry.")
    assert (
        say("is the dark roast coffee in stock").speech
        == "Yes, dark roast coffee is in stock. Would you like me to order it?"
    )
    say("no thanks")
    asked = say("order two bottles of olive oil").speech
    assert "That is 2 bottles of olive oil. Together with US$3.99 for delivery that makes US$" in asked
    assert re.search(r"delivers it on \w+day \d+ \w+ to", asked)
    assert say("yes").speech.startswith("Done. Your order number is ")
    assert say("where's my parcel").intent == "OrderStatusIntent"
    assert say("what's in my trolley").speech.startswith("Your basket is empty.")


def test_a_german_customer_orders(talk: Callable[[str], Say]) -> None:
    say = talk("de-DE")

    assert say("öffne encore").speech.startswith("Hallo Ada, hier ist Corner Pantry.")
    assert say("habt ihr Hafermilch da").speech == "Ja, Hafermilch haben wir da. Soll ich das bestellen?"
    say("nein danke")
    asked = say("bestelle zwei Flaschen Olivenöl").speech
    assert "2 Flaschen Olivenöl" in asked
    assert re.search(r"liefert am \w+, dem \d+\. \w+ an", asked)
    assert asked.endswith("Soll ich die Bestellung aufgeben?")
    done = say("ja bitte").speech
    assert re.match(r"Erledigt\. Ihre Bestellnummer ist \d \d \d, \d \d \d\. Die Lieferung kommt am ", done)
    followed = say("wo ist meine Bestellung")
    assert followed.intent == "OrderStatusIntent"
    assert "wird vorbereitet und kommt am" in followed.speech
    assert say("stopp").speech == "Auf Wiederhören."


def test_a_region_knows_the_products_of_its_language(encore: Encore) -> None:
    american = encore.model("en-US").types[PRODUCT]

    assert len(american) == 81
    assert encore.model("en-IN").types[PRODUCT] == american
    assert len(encore.model("de-DE").types[PRODUCT]) == 81
