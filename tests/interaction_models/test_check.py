"""Each check has a model that breaks exactly one rule, and the one finding it must give."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from interaction_models.check import Finding, check, compare

LANGUAGE = "$.interactionModel.languageModel"
INTENT = f"{LANGUAGE}.intents[0]"
DIALOG = "$.interactionModel.dialog"

Change = Callable[[dict[str, Any]], object]


def flawless() -> dict[str, Any]:
    """A small model without findings. `BuyIntent` is the first intent, `Fruit` the first type."""
    built_ins = ("Help", "Stop", "Cancel", "NavigateHome", "Fallback")
    return {
        "interactionModel": {
            "languageModel": {
                "invocationName": "corner shop",
                "intents": [
                    {
                        "name": "BuyIntent",
                        "slots": [
                            {"name": "fruit", "type": "Fruit"},
                            {"name": "count", "type": "AMAZON.NUMBER"},
                        ],
                        "samples": [
                            "buy {fruit}",
                            "buy {count} {fruit}",
                            "get me {fruit}",
                            "i'd like {count} {fruit}",
                            "{count} {fruit} please",
                            "put {fruit} in my bag",
                            "we need {fruit}",
                            "may i have {count} {fruit}",
                            "a few {fruit}",
                            "some {fruit} for st. john's day",
                        ],
                    },
                    *({"name": f"AMAZON.{name}Intent", "samples": []} for name in built_ins),
                ],
                "types": [
                    {
                        "name": "Fruit",
                        "values": [
                            {"id": "apple", "name": {"value": "apple", "synonyms": ["apples"]}},
                            {"id": "pear", "name": {"value": "pear"}},
                        ],
                    }
                ],
            },
            "dialog": {
                "delegationStrategy": "SKILL_RESPONSE",
                "intents": [
                    {
                        "name": "BuyIntent",
                        "confirmationRequired": False,
                        "prompts": {},
                        "slots": [
                            {
                                "name": "fruit",
                                "type": "Fruit",
                                "elicitationRequired": True,
                                "confirmationRequired": False,
                                "prompts": {"elicitation": "ask-fruit"},
                            }
                        ],
                    }
                ],
            },
            "prompts": [{"id": "ask-fruit", "variations": [{"type": "PlainText", "value": "Which fruit?"}]}],
        }
    }


def language_of(model: dict[str, Any]) -> Any:
    return model["interactionModel"]["languageModel"]


def buy(model: dict[str, Any]) -> Any:
    return language_of(model)["intents"][0]


def sample(text: str) -> Change:
    return lambda model: buy(model)["samples"].append(text)


def invocation(name: str) -> Change:
    return lambda model: language_of(model).update(invocationName=name)


def values(*entries: Any) -> Change:
    return lambda model: language_of(model)["types"][0].update(values=list(entries))


def value(name: str, *synonyms: str, **more: Any) -> dict[str, Any]:
    return {"name": {"value": name, "synonyms": list(synonyms)}, **more}


def add_intent(name: str, *samples: str, slots: tuple[dict[str, Any], ...] = ()) -> Change:
    """Far enough from `BuyIntent`, and with enough samples, to add nothing but what is asked for."""
    fillers = (f"filler {letter}" for letter in "abcdefghij")
    entry = {"name": name, "slots": list(slots), "samples": [*samples, *fillers]}
    return lambda model: language_of(model)["intents"].append(entry)


def dialog_intent(**changes: Any) -> Change:
    return lambda model: model["interactionModel"]["dialog"]["intents"][0].update(changes)


def dialog_slot(**changes: Any) -> Change:
    return lambda model: model["interactionModel"]["dialog"]["intents"][0]["slots"][0].update(changes)


def prompts(*entries: dict[str, Any]) -> Change:
    return lambda model: model["interactionModel"]["prompts"].extend(entries)


def search(*samples: str) -> Change:
    return add_intent("FindIntent", *samples, slots=({"name": "query", "type": "AMAZON.SearchQuery"},))


def found(change: Change) -> list[tuple[str, str, str]]:
    model = flawless()
    change(model)
    return [(finding.severity, finding.code, finding.path) for finding in check(model)]


NEXT_SAMPLE = f"{INTENT}.samples[10]"
LAST_INTENT = f"{LANGUAGE}.intents[6]"
NAME = f"{LANGUAGE}.invocationName"
FRUIT = f"{LANGUAGE}.types[0]"


def test_a_flawless_model_has_no_findings() -> None:
    assert check(flawless()) == ()


def test_a_finding_says_what_and_where() -> None:
    model = flawless()
    sample("buy {vegetable}")(model)

    assert check(model) == (Finding("error", "undefined-slot", NEXT_SAMPLE, "'BuyIntent' has no slot 'vegetable'"),)


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        pytest.param(invocation("집"), "invocation-name", NAME, id="too short"),
        pytest.param(invocation("shop " * 11 + "s"), "invocation-name", NAME, id="too long"),
        pytest.param(invocation("Corner Shop"), "invocation-name", NAME, id="capitals"),
        pytest.param(invocation("shop number 9"), "invocation-name", NAME, id="digit"),
        pytest.param(invocation("corner shop!"), "invocation-name", NAME, id="punctuation"),
        pytest.param(invocation("corner  shop"), "invocation-name", NAME, id="two spaces"),
        pytest.param(invocation("alexa shop"), "invocation-name", NAME, id="wake word"),
        pytest.param(invocation("amazon's shop"), "invocation-name", NAME, id="wake word, possessive"),
        pytest.param(invocation("the shop"), "invocation-name", NAME, id="article and one word"),
        pytest.param(invocation(" "), "empty", NAME, id="blank"),
        pytest.param(lambda m: language_of(m).pop("invocationName"), "missing", NAME, id="missing"),
        pytest.param(
            lambda m: language_of(m).update(modelConfiguration={"fallbackIntentSensitivity": {"level": "VERY HIGH"}}),
            "unknown-choice",
            f"{LANGUAGE}.modelConfiguration.fallbackIntentSensitivity.level",
            id="sensitivity",
        ),
    ],
)
def test_errors_of_the_model_itself(change: Change, code: str, path: str) -> None:
    assert found(change) == [("error", code, path)]


@pytest.mark.parametrize("name", ["shop", "ask my shop", "bread and butter"])
def test_invocation_names_that_build_but_may_be_refused_later_are_warnings(name: str) -> None:
    assert found(invocation(name)) == [("warning", "invocation-name", NAME)]


@pytest.mark.parametrize("name", ["sam's shop", "a. b. c. shop", "앙코르 가게", "앙코르", "दुकान मेरी"])
def test_invocation_names_that_are_fine(name: str) -> None:
    assert found(invocation(name)) == []


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        pytest.param(
            lambda m: language_of(m)["intents"].append({"name": "AMAZON.StopIntent"}),
            "duplicate-intent",
            LAST_INTENT,
            id="intent twice",
        ),
        pytest.param(add_intent("Buy-Intent"), "name", f"{LAST_INTENT}.name", id="intent name"),
        pytest.param(add_intent("Buy2Intent"), "name", f"{LAST_INTENT}.name", id="digit in an intent name"),
        pytest.param(
            lambda m: buy(m)["slots"].append({"name": "fruit", "type": "Fruit"}),
            "duplicate-slot",
            f"{INTENT}.slots[2]",
            id="slot twice",
        ),
        pytest.param(
            lambda m: (
                buy(m)["slots"][0].update(type="Vegetable")
                or language_of(m)["types"].clear()
                or m["interactionModel"].update(dialog=None, prompts=[])
            ),
            "undefined-type",
            f"{INTENT}.slots[0].type",
            id="undefined type",
        ),
        pytest.param(
            add_intent("PeelIntent", "peel {fruit}", slots=({"name": "fruit", "type": "AMAZON.Food"},)),
            "slot-type-differs",
            f"{LAST_INTENT}.slots[0].type",
            id="one slot name, two types",
        ),
        pytest.param(
            lambda m: language_of(m)["intents"][5].update(samples=["blah"]),
            "fallback-samples",
            f"{LANGUAGE}.intents[5].samples",
            id="samples for fallback",
        ),
        *(
            pytest.param(
                lambda m, index=index: language_of(m)["intents"].pop(index),
                "required-intent",
                f"{LANGUAGE}.intents",
                id=f"without built-in {index}",
            )
            for index in (1, 2, 3, 4)
        ),
    ],
)
def test_errors_of_intents_and_slots(change: Change, code: str, path: str) -> None:
    assert found(change) == [("error", code, path)]


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        pytest.param(
            lambda m: language_of(m)["intents"].pop(5),
            "required-intent",
            f"{LANGUAGE}.intents",
            id="no fallback",
        ),
        pytest.param(lambda m: buy(m)["samples"].pop(), "few-samples", f"{INTENT}.samples", id="nine samples"),
        pytest.param(
            lambda m: buy(m)["slots"].append({"name": "day", "type": "AMAZON.DATE"}),
            "unused-slot",
            f"{INTENT}.slots[2]",
            id="slot in no sample",
        ),
        pytest.param(
            add_intent("AMAZON.FallBackIntent"),
            "unknown-built-in",
            f"{LAST_INTENT}.name",
            id="misspelt built-in",
        ),
        pytest.param(
            lambda m: buy(m)["slots"][0].update(samples=None),
            "null-list",
            f"{INTENT}.slots[0].samples",
            id="null instead of a list",
        ),
    ],
)
def test_warnings_of_intents_and_slots(change: Change, code: str, path: str) -> None:
    assert found(change) == [("warning", code, path)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("buy {vegetable}", "undefined-slot"),
        ("buy {Fruit} soon", "undefined-slot"),
        ("buy {fruit", "sample-braces"),
        ("buy fruit}", "sample-braces"),
        ("buy {}", "sample-braces"),
        ("buy {two words}", "sample-braces"),
        ("buy {an apple|fruit} now", "sample-braces"),
        ("buy {fruit}, please", "sample-characters"),
        ("is there {fruit}?", "sample-characters"),
        ("buy\t{fruit} now", "sample-characters"),
        ("buy\u00a0{fruit} now", "sample-characters"),
        ("  ", "empty"),
        ("buy {fruit}", "duplicate-sample"),
        (" BUY  {fruit} ", "duplicate-sample"),
    ],
)
def test_errors_of_a_sample(text: str, code: str) -> None:
    assert found(sample(text)) == [("error", code, NEXT_SAMPLE)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{fruit}", "bare-slot"),
        ("{fruit} or {fruit}", "repeated-slot"),
        ("buy 2 {fruit}", "sample-spelling"),
        ("i’d like {fruit}", "sample-spelling"),
        ("alexa buy {fruit}", "sample-wake-word"),
    ],
)
def test_warnings_of_a_sample(text: str, code: str) -> None:
    assert found(sample(text)) == [("warning", code, NEXT_SAMPLE)]


@pytest.mark.parametrize(
    "text",
    [
        "{fruit}'s price",
        "{fruit}-free",
        "snake_case {fruit}",
        "the u. s. kind of {fruit}",
        "{fruit} 주세요",
        "{fruit}を買う",
        "मुझे {fruit} चाहिए",
    ],
)
def test_samples_that_are_fine(text: str) -> None:
    assert found(sample(text)) == []


def test_the_same_sample_in_two_intents_is_an_error() -> None:
    fruit = {"name": "fruit", "type": "Fruit"}

    assert found(add_intent("GrowIntent", "Get me  {fruit}", slots=(fruit,))) == [
        ("error", "ambiguous-sample", f"{LAST_INTENT}.samples[0]")
    ]


def test_samples_that_differ_only_by_a_slot_are_a_warning() -> None:
    day = {"name": "day", "type": "AMAZON.DATE"}

    assert found(add_intent("PlanIntent", "get me {day}", slots=(day,))) == [
        ("warning", "similar-sample", f"{LAST_INTENT}.samples[0]")
    ]


def test_four_digits_may_stand_alone() -> None:
    pin = {"name": "pin", "type": "AMAZON.FOUR_DIGIT_NUMBER"}
    samples = (*(f"my {nth} code is {{pin}}" for nth in ("first", "second", "third")), "{pin}")

    assert found(add_intent("CodeIntent", *samples, slots=(pin,))) == []


def test_a_search_query_has_a_sample_for_itself_and_words_around_it() -> None:
    assert found(search("find {query}")) == []
    assert found(search("find {query}", "{query}")) == [("error", "search-query", f"{LAST_INTENT}.samples[1]")]
    both = ({"name": "query", "type": "AMAZON.SearchQuery"}, {"name": "fruit", "type": "Fruit"})
    assert found(add_intent("FindIntent", "find {query} near {fruit}", slots=both)) == [
        ("error", "search-query", f"{LAST_INTENT}.samples[0]")
    ]


def test_a_search_query_may_be_the_whole_answer_to_a_question() -> None:
    query = {"name": "query", "type": "AMAZON.SearchQuery", "samples": ["{query}"]}

    assert found(add_intent("FindIntent", "find {query}", slots=(query,))) == []


def test_samples_of_a_slot_are_checked_too() -> None:
    def change(model: dict[str, Any]) -> None:
        buy(model)["slots"][0]["samples"] = ["{fruit}", "{fruit}", "just {vegetable}", "what?"]

    assert found(change) == [
        ("error", "duplicate-sample", f"{INTENT}.slots[0].samples[1]"),
        ("error", "sample-characters", f"{INTENT}.slots[0].samples[3]"),
        ("error", "undefined-slot", f"{INTENT}.slots[0].samples[2]"),
    ]


def test_an_example_inside_the_braces_needs_the_old_literal_type() -> None:
    name = {"name": "who", "type": "AMAZON.LITERAL"}

    # That type still works where it is, but Amazon takes it from nobody new.
    assert found(add_intent("GreetIntent", "greet {aunt mary|who}", slots=(name,))) == [
        ("warning", "literal-type", f"{LAST_INTENT}.slots[0].type")
    ]


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        pytest.param(values(), "empty-type", FRUIT, id="no values"),
        pytest.param(
            values(value("fig"), value("Fig ")),
            "duplicate-value",
            f"{FRUIT}.values[1].name.value",
            id="value twice",
        ),
        pytest.param(
            values(value("fig", id="f"), value("date", id="f")),
            "duplicate-id",
            f"{FRUIT}.values[1].id",
            id="id twice",
        ),
        pytest.param(values(value("f" * 141)), "long-value", f"{FRUIT}.values[0].name.value", id="long value"),
        pytest.param(values({"name": {}}), "missing", f"{FRUIT}.values[0].name.value", id="value without a name"),
        pytest.param(values(value("")), "empty", f"{FRUIT}.values[0].name.value", id="blank value"),
        pytest.param(
            lambda m: language_of(m)["types"].append(copy.deepcopy(language_of(m)["types"][0])),
            "duplicate-type",
            f"{LANGUAGE}.types[1]",
            id="type twice",
        ),
    ],
)
def test_errors_of_slot_types(change: Change, code: str, path: str) -> None:
    assert found(change) == [("error", code, path)]


SYNONYMS = f"{FRUIT}.values[0].name.synonyms"


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        pytest.param(
            values(value("fig", "figs"), value("date", "Figs")),
            "shared-synonym",
            f"{FRUIT}.values[1].name.synonyms[0]",
            id="synonym of two values",
        ),
        pytest.param(
            values(value("fig", "date"), value("date")),
            "shared-synonym",
            f"{SYNONYMS}[0]",
            id="synonym is another value",
        ),
        pytest.param(values(value("fig", "figs", "figs")), "duplicate-synonym", f"{SYNONYMS}[1]", id="synonym twice"),
        pytest.param(values(value("fig", "fig")), "duplicate-synonym", f"{SYNONYMS}[0]", id="synonym is its own value"),
        pytest.param(values(value("fig", "")), "empty-synonym", f"{SYNONYMS}[0]", id="blank synonym"),
        pytest.param(values(value("fig", id=None)), "no-id", f"{FRUIT}.values[0].id", id="id null"),
        pytest.param(values(value("fig", id="")), "no-id", f"{FRUIT}.values[0].id", id="id blank"),
        pytest.param(
            lambda m: language_of(m)["types"].append({"name": "Tree", "values": [value("oak")]}),
            "unused-type",
            f"{LANGUAGE}.types[1]",
            id="type of no slot",
        ),
    ],
)
def test_warnings_of_slot_types(change: Change, code: str, path: str) -> None:
    assert found(change) == [("warning", code, path)]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(values({"name": {"value": "fig"}}), id="no synonyms and no id"),
        pytest.param(values({"name": {"value": "fig", "synonyms": []}}), id="empty synonyms"),
        pytest.param(
            lambda m: language_of(m)["types"][0].update(
                values=[],
                valueSupplier={
                    "type": "CatalogValueSupplier",
                    "valueCatalog": {"catalogId": "amzn1.ask.interactionModel.catalog.1", "version": "1"},
                },
            ),
            id="values from a catalogue",
        ),
        pytest.param(dialog_slot(elicitationRequired=False, prompts=None), id="nothing asked"),
    ],
)
def test_what_alexa_forgives_is_no_error(change: Change) -> None:
    assert [severity for severity, _, _ in found(change) if severity == "error"] == []


ASKED = f"{DIALOG}.intents[0]"
SECOND_PROMPT = "$.interactionModel.prompts[1]"


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        pytest.param(
            lambda m: m["interactionModel"]["dialog"]["intents"].append({"name": "SellIntent"}),
            "dialog-intent",
            f"{DIALOG}.intents[1]",
            id="intent nobody can say",
        ),
        pytest.param(
            lambda m: m["interactionModel"]["dialog"]["intents"].append({"name": "BuyIntent"}),
            "duplicate-intent",
            f"{DIALOG}.intents[1]",
            id="intent twice",
        ),
        pytest.param(dialog_slot(name="vegetable"), "dialog-slot", f"{ASKED}.slots[0]", id="unknown slot"),
        pytest.param(dialog_slot(type="AMAZON.Food"), "dialog-slot", f"{ASKED}.slots[0].type", id="other type"),
        pytest.param(
            dialog_slot(confirmationRequired=True),
            "no-prompt",
            f"{ASKED}.slots[0]",
            id="slot confirmation without words",
        ),
        pytest.param(
            dialog_intent(confirmationRequired=True),
            "no-prompt",
            ASKED,
            id="intent confirmation without words",
        ),
        pytest.param(
            dialog_intent(prompts={"confirmation": "nowhere"}),
            "undefined-prompt",
            f"{ASKED}.prompts.confirmation",
            id="undefined prompt",
        ),
        pytest.param(
            dialog_slot(validations=[{"type": "isInSet", "values": ["fig"], "prompt": "nowhere"}]),
            "undefined-prompt",
            f"{ASKED}.slots[0].validations[0].prompt",
            id="undefined prompt of a validation",
        ),
        pytest.param(
            dialog_intent(delegationStrategy="SOMETIMES"),
            "unknown-choice",
            f"{ASKED}.delegationStrategy",
            id="strategy",
        ),
        pytest.param(
            prompts({"id": "ask-fruit", "variations": [{"value": "?"}]}),
            "duplicate-prompt",
            SECOND_PROMPT,
            id="prompt twice",
        ),
        pytest.param(
            lambda m: m["interactionModel"]["prompts"][0].update(variations=[]),
            "empty-prompt",
            "$.interactionModel.prompts[0]",
            id="prompt without words",
        ),
        pytest.param(
            lambda m: m["interactionModel"]["prompts"][0]["variations"][0].update(type="Rap"),
            "unknown-choice",
            "$.interactionModel.prompts[0].variations[0].type",
            id="kind of words",
        ),
    ],
)
def test_errors_of_the_dialog(change: Change, code: str, path: str) -> None:
    assert found(change) == [("error", code, path)]


def test_elicitation_needs_a_prompt() -> None:
    assert found(dialog_slot(prompts={})) == [
        ("error", "no-prompt", f"{ASKED}.slots[0]"),
        ("warning", "unused-prompt", "$.interactionModel.prompts[0]"),
    ]


def rule(name: str, slot: int = 0, **parameters: Any) -> Change:
    """A rule for the slot `fruit`, or for `count`, which is a number."""
    validation = {"type": name, "prompt": "ask-fruit", **parameters}

    def change(model: dict[str, Any]) -> None:
        slots = model["interactionModel"]["dialog"]["intents"][0]["slots"]
        slots.append({"name": "count", "type": "AMAZON.NUMBER", "prompts": {}})
        slots[slot]["validations"] = [validation]

    return change


RULE = f"{ASKED}.slots[0].validations[0]"
RULE_FOR_A_NUMBER = f"{ASKED}.slots[1].validations[0]"


@pytest.mark.parametrize(
    "change",
    [
        rule("hasEntityResolutionMatch"),
        rule("isInSet", values=["apple"]),
        rule("isNotInSet", 1, values=["13"]),
        rule("isGreaterThan", 1, value="0"),
        rule("isLessThanOrEqualTo", 1, value="99"),
    ],
)
def test_rules_for_values_that_are_fine(change: Change) -> None:
    assert found(change) == []


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (rule("isRipe"), "unknown-choice", f"{RULE}.type"),
        (rule("isInSet"), "validation", f"{RULE}.values"),
        (rule("isNotInSet", values=[]), "validation", f"{RULE}.values"),
        (rule("isGreaterThan", 1), "missing", f"{RULE_FOR_A_NUMBER}.value"),
        (rule("isLessThan", 1, value=9), "wrong-kind", f"{RULE_FOR_A_NUMBER}.value"),
        (rule("isGreaterThan", value="apple"), "validation", f"{RULE}.type"),
        (rule("isInDuration", 1, start="P1D"), "validation", f"{RULE_FOR_A_NUMBER}.type"),
        (rule("hasEntityResolutionMatch", 1), "validation", f"{RULE_FOR_A_NUMBER}.type"),
        (rule("isInSet", values=["apple"], prompt=None), "wrong-kind", f"{RULE}.prompt"),
    ],
)
def test_errors_of_rules_for_values(change: Change, code: str, path: str) -> None:
    assert found(change) == [("error", code, path)]


def test_a_rule_about_days_needs_a_beginning_or_an_end() -> None:
    def about_days(**parameters: Any) -> Change:
        def change(model: dict[str, Any]) -> None:
            day = {"name": "day", "type": "AMAZON.DATE"}
            add_intent("PlanIntent", "plan for {day}", slots=(day,))(model)
            validation = {"type": "isInDuration", "prompt": "ask-fruit", **parameters}
            slots = [{**day, "prompts": {}, "validations": [validation]}]
            model["interactionModel"]["dialog"]["intents"].append({"name": "PlanIntent", "slots": slots})

        return change

    assert found(about_days(start="P1D")) == []
    assert found(about_days()) == [("error", "validation", f"{DIALOG}.intents[1].slots[0].validations[0]")]


def test_a_rule_needs_words_to_ask_again_with() -> None:
    validation = {"type": "hasEntityResolutionMatch"}

    assert found(dialog_slot(validations=[validation])) == [("error", "missing", f"{RULE}.prompt")]


@pytest.mark.parametrize(
    ("words", "findings"),
    [
        ("How many {fruit} would you like?", []),
        ("{count} of { fruit }?", []),
        ("Which {colour}?", [("error", "prompt-slot", "$.interactionModel.prompts[0].variations[0].value")]),
    ],
)
def test_a_prompt_can_only_name_slots_of_the_intent_that_asks_it(words: str, findings: list[Any]) -> None:
    def change(model: dict[str, Any]) -> None:
        model["interactionModel"]["prompts"][0]["variations"][0]["value"] = words

    assert found(change) == findings


def test_a_slot_stands_in_the_dialog_once_and_with_its_type() -> None:
    twice = dialog_intent(slots=[{"name": "count", "type": "AMAZON.NUMBER"}] * 2, prompts={"confirmation": "ask-fruit"})

    assert found(twice) == [("error", "duplicate-slot", f"{ASKED}.slots[1]")]
    assert found(dialog_slot(type=None)) == [("warning", "dialog-slot", f"{ASKED}.slots[0].type")]


def several(slot: int) -> Change:
    return lambda model: buy(model)["slots"][slot].update(multipleValues={"enabled": True})


def test_a_phrase_is_never_several_values() -> None:
    query = {"name": "query", "type": "AMAZON.SearchQuery", "multipleValues": {"enabled": True}}

    assert found(several(0)) == []
    assert found(add_intent("FindIntent", "find {query}", slots=(query,))) == [
        ("error", "multiple-values", f"{LAST_INTENT}.slots[0].multipleValues")
    ]


@pytest.mark.parametrize(
    ("locale", "codes"), [("en-GB", []), ("de-DE", ["multiple-values"]), ("ko-KR", []), (None, [])]
)
def test_several_values_are_documented_for_some_locales_only(locale: str | None, codes: list[str]) -> None:
    model = flawless()
    several(0)(model)

    assert [finding.code for finding in check(model, locale=locale)] == codes


def test_rules_are_for_slots_with_one_value() -> None:
    def change(model: dict[str, Any]) -> None:
        several(0)(model)
        rule("hasEntityResolutionMatch")(model)

    assert found(change) == [("warning", "multiple-values", RULE)]


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        pytest.param(
            lambda m: language_of(m).update(
                intents=[*language_of(m)["intents"], *({"name": f"AMAZON.{'a' * n}"} for n in range(1, 246))]
            ),
            "many-intents",
            f"{LANGUAGE}.intents",
            id="251 intents",
        ),
        pytest.param(
            values(*({"name": {"value": f"{number:x}"}} for number in range(50_001))),
            "many-values",
            f"{LANGUAGE}.types",
            id="50,001 values",
        ),
        pytest.param(
            lambda m: m["interactionModel"]["prompts"][0]["variations"][0].update(value="Which fruit? " * 120_000),
            "large-model",
            "$.interactionModel",
            id="1.56 MB",
        ),
        pytest.param(
            lambda m: (
                buy(m)["slots"].append({"name": "HelpYesIntent", "type": "Fruit"})
                or buy(m)["samples"].append("help with {HelpYesIntent}")
                or add_intent("HelpYesIntent")(m)
            ),
            "name-taken",
            f"{INTENT}.slots[2].name",
            id="slot called like an intent",
        ),
        pytest.param(
            lambda m: language_of(m)["intents"][1].update(
                slots=[{"name": "fruit", "type": "Fruit"}], samples=["help with {fruit}"]
            ),
            "built-in-slots",
            f"{LANGUAGE}.intents[1].slots",
            id="slot of a built-in intent",
        ),
        pytest.param(
            lambda m: (
                buy(m)["slots"][1].update(type="AMAZON.Number") or m["interactionModel"]["dialog"]["intents"].clear()
                or m["interactionModel"]["prompts"].clear()
            ),
            "undefined-type",
            f"{INTENT}.slots[1].type",
            id="misspelt built-in type",
        ),
        pytest.param(
            lambda m: language_of(m)["types"].append({"name": "AMAZON.NUMBER", "values": [value("a score")]}),
            "closed-type",
            f"{LANGUAGE}.types[1]",
            id="another number",
        ),
        pytest.param(
            lambda m: language_of(m)["types"][0].update(valueSupplier={"type": "Catalog"}),
            "unknown-choice",
            f"{FRUIT}.valueSupplier.type",
            id="kind of supplier",
        ),
        pytest.param(
            lambda m: language_of(m)["types"][0].update(
                valueSupplier={"type": "CatalogValueSupplier", "valueCatalog": {"catalogId": "1"}}
            ),
            "missing",
            f"{FRUIT}.valueSupplier.valueCatalog.version",
            id="catalogue without a version",
        ),
        pytest.param(
            lambda m: language_of(m).update(modelConfiguration={"fallbackIntentSensitivity": {}}),
            "missing",
            f"{LANGUAGE}.modelConfiguration.fallbackIntentSensitivity.level",
            id="sensitivity without a level",
        ),
    ],
)  # fmt: skip
def test_errors_that_only_the_build_would_tell(change: Change, code: str, path: str) -> None:
    assert found(change) == [("error", code, path)]


def test_sensitivity_needs_an_intent_to_fall_back_on() -> None:
    def change(model: dict[str, Any]) -> None:
        language_of(model)["intents"].pop(5)
        language_of(model)["modelConfiguration"] = {"fallbackIntentSensitivity": {"level": "HIGH"}}

    assert ("warning", "unused-sensitivity", f"{LANGUAGE}.modelConfiguration.fallbackIntentSensitivity") in found(
        change
    )


@pytest.mark.parametrize(
    ("name", "severities"),
    [("kaufladen", []), ("der laden", ["error"]), ("mein laden", []), ("öffne laden", ["warning"])],
)
def test_each_language_has_its_small_words_and_german_its_long_ones(name: str, severities: list[str]) -> None:
    model = flawless()
    invocation(name)(model)

    assert [finding.severity for finding in check(model, locale="de-DE")] == severities


def test_a_model_in_each_of_its_three_forms_is_the_same_model() -> None:
    wrapped = flawless()
    sample("what?")(wrapped)
    bare = wrapped["interactionModel"]
    content = bare["languageModel"]

    paths = [[finding.path for finding in check(document)] for document in (wrapped, bare, content)]

    assert paths == [
        ["$.interactionModel.languageModel.intents[0].samples[10]"],
        ["$.languageModel.intents[0].samples[10]"],
        ["$.intents[0].samples[10]"],
    ]


def nested(depth: int) -> Any:
    document: Any = []
    for _ in range(depth):
        document = [document]
    return document


HOSTILE = [None, True, 7, 1.5, "text", [], {}, [None], [[]], {"name": {}}, "\ud800", nested(100_000)]


@pytest.mark.parametrize("junk", [pytest.param(junk, id=f"{index}") for index, junk in enumerate(HOSTILE)])
@pytest.mark.parametrize(
    "document",
    [
        lambda junk: junk,
        lambda junk: {"interactionModel": junk},
        lambda junk: {"interactionModel": {"languageModel": junk}},
    ],
)
def test_a_document_that_is_no_model_has_errors_and_never_a_traceback(
    junk: Any, document: Callable[[Any], Any]
) -> None:
    found = check(document(junk))

    assert any(finding.severity == "error" for finding in found)
    assert all(finding.path.startswith("$") for finding in found)


def every_place(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    children: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    return [path, *(place for key, child in children for place in every_place(child, (*path, key)))]


@pytest.mark.parametrize("junk", [pytest.param(junk, id=f"{index}") for index, junk in enumerate(HOSTILE)])
def test_junk_anywhere_in_a_model_is_survived(junk: Any) -> None:
    for place in every_place(flawless()):
        if not place:
            continue
        model = flawless()
        holder: Any = model
        for key in place[:-1]:
            holder = holder[key]
        holder[place[-1]] = junk

        for finding in check(model):
            assert finding.path.startswith("$")
            finding.message.encode()  # and it can be printed


@pytest.mark.parametrize(
    ("change", "path", "message"),
    [
        (
            lambda m: language_of(m).update(intents={}),
            f"{LANGUAGE}.intents",
            "expected a list, found an object",
        ),
        (
            lambda m: language_of(m).update(types="Fruit"),
            f"{LANGUAGE}.types",
            "expected a list, found a text",
        ),
        (lambda m: buy(m).update(samples="buy"), f"{INTENT}.samples", "expected a list, found a text"),
        (sample(None), NEXT_SAMPLE, "expected a text, found null"),  # type: ignore[arg-type]
        (lambda m: buy(m).update(name=["BuyIntent"]), f"{INTENT}.name", "expected a text, found a list"),
        (values(value("fig", id=7)), f"{FRUIT}.values[0].id", "expected a text, found a number"),
        (values("fig"), f"{FRUIT}.values[0]", "expected an object, found a text"),
        (
            dialog_intent(confirmationRequired="no"),
            f"{ASKED}.confirmationRequired",
            "expected true or false, found a text",
        ),
    ],
)
def test_the_wrong_kind_of_thing_is_named_where_it_stands(change: Change, path: str, message: str) -> None:
    model = flawless()
    change(model)

    assert Finding("error", "wrong-kind", path, message) in check(model)


def test_locales_must_understand_the_same_intents_and_slots() -> None:
    english, korean = flawless(), flawless()
    add_intent("SellIntent")(english)
    buy(korean)["slots"].pop()

    assert compare({"en-US": english, "ko-KR": korean}) == {
        "en-US": (),
        "ko-KR": (
            Finding(
                "error",
                "missing-in-locale",
                f"{LANGUAGE}.intents",
                "'BuyIntent' has no slot 'count', which it has in en-US",
            ),
            Finding(
                "error",
                "missing-in-locale",
                f"{LANGUAGE}.intents",
                "there is no 'SellIntent', which en-US has",
            ),
        ),
    }


def test_a_model_of_unexpected_shape_is_compared_as_one_without_intents() -> None:
    missing = compare({"en-US": flawless(), "xx-XX": json.loads("[1, 2]")})["xx-XX"]

    assert [finding.code for finding in missing] == ["missing-in-locale"] * 6
