"""Every locale can say everything, with the same values; walked, so that nobody has to remember."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from fluent.syntax import ast as fluent
from fluent.syntax import parse
from fluent.syntax.visitor import Visitor

from backend.conversation.dialogue import Conversation
from backend.conversation.phrasebook import AnyOf, OrderNumber, locales, phrasebook, render
from backend.conversation.turn import Expects, Phrase, Question, Reply
from backend.orders.model import UNITS
from backend.orders.money import Money
from interaction_models import model as interaction_models
from tests.backend.shops import NOW, dollars

TODAY = NOW.date()
FIRST = "en-US"
REGIONS = [locale for locale in interaction_models.locales() if interaction_models.source(locale)]


@dataclass(frozen=True)
class Variables:
    """What a phrase needs to be filled in."""

    said: frozenset[str]
    decides: frozenset[str]
    """Chooses the words: one or many."""


class _Variables(Visitor):
    def __init__(self) -> None:
        self.said: set[str] = set()
        self.decides: set[str] = set()

    def visit_SelectExpression(self, node: Any) -> None:
        if isinstance(node.selector, fluent.VariableReference):
            self.decides.add(node.selector.id.name)
        for variant in node.variants:
            self.visit(variant.value)

    def visit_VariableReference(self, node: Any) -> None:
        self.said.add(node.id.name)


@cache
def file(locale: str) -> Mapping[str, fluent.Message]:
    text = (files("backend.conversation") / "phrases" / f"{locale}.ftl").read_text(encoding="utf-8")
    entries = parse(text).body
    assert [entry.content for entry in entries if isinstance(entry, fluent.Junk)] == []
    messages = [entry for entry in entries if isinstance(entry, fluent.Message)]
    keys = [message.id.name for message in messages]
    assert len(keys) == len(set(keys)), "a key stands twice"
    return {message.id.name: message for message in messages}


def phrases(locale: str) -> dict[str, Variables]:
    """Every key of a locale and the variables in its text."""
    origin = interaction_models.source(locale)
    found = {}
    for key, message in {**(file(origin) if origin else {}), **file(locale)}.items():
        variables = _Variables()
        variables.visit(message)
        found[key] = Variables(frozenset(variables.said), frozenset(variables.decides))
    return found


TABLES_OF_PHRASES = (
    "_TOO_LATE", "_TOO_LATE_TO_CHANGE", "_WHERE", "_WHERE_TO_FETCH", "_STATE", "_WHERE_PARCEL", "_ONE_OF_SEVERAL",
    "_WHY_NOT", "_RETURN",
)  # fmt: skip


def asked_for(module: str) -> set[str]:
    """Every text in the source that is, or may become, the key of a `Phrase`."""
    tree = ast.parse((files("backend.conversation") / module).read_text(encoding="utf-8"))
    keys: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name("Phrase"), args=[key, *_]):
                keys |= texts(key)
            case ast.Call(func=ast.Name("read_out"), args=[_, lead, *_]):
                keys |= texts(lead)
            case ast.Assign(targets=[ast.Name("lead")], value=lead):
                keys |= texts(lead)
            case (
                ast.Assign(targets=[ast.Name(name)], value=ast.Dict(values=values))
                | ast.AnnAssign(target=ast.Name(name), value=ast.Dict(values=values))
            ) if name in TABLES_OF_PHRASES:
                keys |= {key for value in values for key in texts(value)}
    return keys


@cache
def needed() -> frozenset[str]:
    modules = [entry.name for entry in files("backend.conversation").iterdir() if entry.name.endswith(".py")]
    return frozenset().union(*map(asked_for, modules))


def texts(node: ast.AST) -> set[str]:
    # The parts of an f-string are no keys: the units have a test of their own.
    if isinstance(node, ast.JoinedStr):
        return set()
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def say(key: str, locale: str = FIRST, *, written: bool = False, **values: Any) -> str:
    return phrasebook(locale).say(Phrase(key, values), today=TODAY, written=written)


@pytest.mark.parametrize("locale", locales())
def test_every_locale_has_every_phrase_with_the_same_variables(locale: str) -> None:
    own, first = phrases(locale), phrases(FIRST)

    assert own.keys() == first.keys()
    # A language that knows no plural may leave out how many there are.
    wrong = {
        key
        for key, variables in own.items()
        if variables.said | first[key].decides != first[key].said | first[key].decides
        or not variables.decides <= first[key].said | first[key].decides
    }
    assert wrong == set()


@pytest.mark.parametrize("locale", REGIONS)
def test_a_region_says_only_what_it_says_differently(locale: str) -> None:
    origin = interaction_models.source(locale)
    assert origin is not None

    assert [key for key, message in file(locale).items() if message.equals(file(origin)[key])] == []


@pytest.mark.parametrize("locale", locales())
def test_every_phrase_of_the_dialogue_is_there(locale: str) -> None:
    assert len(needed()) > 200
    assert needed() - phrases(locale).keys() == set()


def test_every_locale_that_can_be_understood_can_be_spoken() -> None:
    assert set(locales()) == set(interaction_models.locales())


def test_every_intent_has_an_answer(conversation: Conversation) -> None:
    for locale in interaction_models.locales():
        assert {intent.name for intent in interaction_models.load(locale).intents} <= conversation.intents


@pytest.mark.parametrize("locale", locales())
@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_can_be_said_in_any_number(locale: str, unit: str) -> None:
    assert say(f"unit-{unit}", locale)
    for count in (0, 1, 2, 3, 4, 5, 11, 21, 99, 10**9):
        said = say(f"item-{unit}", locale, count=count, product="SOMETHING")
        assert "SOMETHING" in said
        assert "{" not in said


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 loaves of rye"), (1, "one loaf of rye"), (2, "2 loaves of rye"), (1000, "1,000 loaves of rye")],
)
def test_english_knows_one_and_many(count: int, said: str) -> None:
    assert say("item-loaf", count=count, product="rye") == said


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (1, "There is only one tea left. Shall I take it?"),
        (2, "There are only 2 of tea left. Shall I take those 2?"),
    ],
)
def test_english_knows_the_last_one(left: int, said: str) -> None:
    assert f"{say('only-left', product='tea', left=left)} {say('take-them', left=left)}" == said


@pytest.mark.parametrize(("days", "said"), [(0, "today"), (1, "tomorrow"), (2, "on Thursday, March 12")])
def test_a_day_is_said_as_people_say_it(days: int, said: str) -> None:
    assert say("cancelled", number="1") == "Your order 1 is cancelled. Nothing will be charged."
    assert say("order-placed", number="1", day=TODAY + timedelta(days=days)).endswith(f"arrives {said}.")


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-US", "on Tuesday, November 24"),
        ("en-GB", "on Tuesday 24 November"),
        ("en-CA", "on Tuesday, November 24"),
        ("en-AU", "on Tuesday 24 November"),
        ("en-IN", "on Tuesday, 24 November"),
        ("de-DE", "am Dienstag, dem 24. November"),
        ("ko-KR", "11월 24일 화요일에"),
    ],
)
def test_every_region_writes_a_day_its_own_way(locale: str, said: str) -> None:
    assert say("verbatim", locale, text=date(2026, 11, 24)) == said


@pytest.mark.parametrize(
    ("key", "locale", "said"),
    [
        ("basket-empty", "en-GB", "Your basket is empty."),
        ("basket-empty", "en-AU", "Your trolley is empty."),
        ("basket-empty", "en-CA", "Your cart is empty."),
        ("basket-empty", "de-DE", "Ihr Warenkorb ist leer."),
        ("unit-can", "en-GB", "a tin"),
    ],
)
def test_every_region_has_words_of_its_own(key: str, locale: str, said: str) -> None:
    assert say(key, locale) == said


@pytest.mark.parametrize(
    ("locale", "postcode"),
    [("en-GB", "postcode"), ("en-AU", "postcode"), ("en-CA", "postal code"), ("en-IN", "PIN code"),
     ("de-DE", "Postleitzahl")],
)  # fmt: skip
def test_an_address_is_asked_for_as_it_is_written_there(locale: str, postcode: str) -> None:
    assert postcode in say("address-unclear", locale)


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "einen Beutel Röstkaffee"), (2, "2 Beutel Röstkaffee"), (1000, "1.000 Beutel Röstkaffee")],
)
def test_german_knows_one_and_many(count: int, said: str) -> None:
    assert say("item-bag", "de-DE", count=count, product="Röstkaffee") == said


def test_a_german_list_is_a_sum_or_a_choice() -> None:
    assert say("verbatim", "de-DE", text=("Tee", "Milch", "Brot")) == "Tee, Milch und Brot"
    assert say("verbatim", "de-DE", text=AnyOf(("Tee", "Milch", "Brot"))) == "Tee, Milch oder Brot"


@pytest.mark.parametrize(
    ("digits", "said"),
    [("407912", "4 0 7, 9 1 2"), ("4079123", "4 0 7, 9 1 2, 3"), ("4", "4"), ("", "")],
)
def test_an_order_number_is_said_digit_by_digit_and_written_in_one_piece(digits: str, said: str) -> None:
    assert say("verbatim", text=OrderNumber(digits)) == said
    assert say("verbatim", text=OrderNumber(digits), written=True) == digits


@pytest.mark.parametrize(
    ("locale", "money", "said"),
    [
        ("en-US", dollars("1234.50"), "$1,234.50"),
        ("en-US", dollars("0"), "$0.00"),
        ("en-US", Money(1500, "KRW"), "₩1,500"),
        ("ko-KR", Money(1500, "KRW"), "₩1,500"),
        ("en-GB", Money(123450, "GBP"), "£1,234.50"),
        ("en-GB", dollars("3.99"), "US$3.99"),
        ("en-CA", Money(399, "CAD"), "$3.99"),
        ("en-AU", Money(399, "AUD"), "$3.99"),
        ("en-IN", Money(12345600, "INR"), "₹1,23,456.00"),
        ("de-DE", Money(123450, "EUR"), "1.234,50 €"),
    ],
)
def test_money_is_written_as_the_locale_writes_it(locale: str, money: Money, said: str) -> None:
    assert say("verbatim", locale, text=money) == said


@pytest.mark.parametrize(
    ("things", "said"),
    [
        (("tea",), "tea"),
        (("tea", "milk"), "tea and milk"),
        (("tea", "milk", "rye"), "tea, milk, and rye"),
        (AnyOf(("tea", "milk")), "tea or milk"),
        (AnyOf(("tea", "milk", "rye")), "tea, milk, or rye"),
    ],
)
def test_a_list_is_a_sum_or_a_choice(things: tuple[str, ...], said: str) -> None:
    assert say("verbatim", text=things) == said


@pytest.mark.parametrize(
    "name", ["{ $product }", "a{b", "}", "<b>tea</b>", "tea\nleaves", "\\u0041", "{ -term }", "茶"]
)
def test_a_product_may_be_called_anything(name: str) -> None:
    assert say("in-stock", product=name) == f"Yes, {' '.join(name.split())} is in stock."


def test_a_very_large_order_can_be_read_out() -> None:
    lines = tuple(Phrase("item-jar", {"count": count, "product": f"number {count} honey"}) for count in range(2, 202))

    said = say("usual-is", items=lines)

    assert said.startswith("Your usual is 2 jars of number 2 honey, 3 jars of number 3 honey,")
    assert said.endswith(", and 201 jars of number 201 honey.")
    assert say("verbatim", text=said) == said


def test_a_phrase_that_is_missing_is_a_bug() -> None:
    with pytest.raises(LookupError, match="no phrase 'no-such-phrase' in en_US"):
        say("no-such-phrase")


def test_a_gap_without_a_value_is_a_bug() -> None:
    with pytest.raises(ValueError, match="in-stock"):
        say("in-stock")


def test_a_sentence_begins_with_a_capital_and_the_question_comes_last() -> None:
    reply = Reply(
        says=(Phrase("verbatim", {"text": "tea is in stock."}), Phrase("all-right")),
        question=Question(Phrase("anything-else"), Expects.ANYTHING),
    )

    rendered = render(reply, locale=FIRST, today=TODAY)

    assert rendered.speech == "Tea is in stock. All right. Anything else?"
    assert (rendered.reprompt, rendered.card_title, rendered.card_text) == ("Anything else?", None, None)
