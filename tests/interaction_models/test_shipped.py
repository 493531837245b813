"""What every model that ships with Encore promises to the rest of the program."""

import re
from typing import Any

import pytest

from interaction_models.check import Finding, check, compare
from interaction_models.model import InteractionModel, document, load, locales

SLOTS = {
    "CheckStockIntent": {"product", "place"},
    "PriceIntent": {"product", "quantity", "unit"},
    "ReorderIntent": {"order", "product", "quantity", "unit", "without", "list"},
    "PlaceOrderIntent": {"quantity", "unit", "product"},
    "AddToCartIntent": {"quantity", "unit", "product"},
    "RemoveFromCartIntent": {"product", "quantity"},
    "SaveListIntent": {"list"},
    "OrderStatusIntent": {"order"},
    "CancelOrderIntent": {"order"},
    "ChangeAddressIntent": {"order", "address"},
    "ChangeQuantityIntent": {"product", "quantity", "unit", "order"},
    "StartReturnIntent": {"order", "product", "quantity", "reason"},
    "ReturnStatusIntent": {"order"},
    "PromotionsIntent": {"code"},
    "RestockAlertIntent": {"product"},
    "SubscribeIntent": {"product", "quantity", "unit", "order", "frequency"},
    "ChangeSubscriptionIntent": {"change", "product", "day", "replacement"},
    "SubstitutionIntent": {"product", "policy", "replacement"},
    "SpendingLimitIntent": {"quantity", "switch"},
    "VoiceCodeIntent": {"pin", "switch"},
    "TalkToHumanIntent": {"phone"},
    "ConsentIntent": {"purpose", "choice"},
}
SLOTLESS = {
    "ReviewCartIntent", "CheckoutIntent", "OrderHistoryIntent", "ReturnPolicyIntent", "DeliveryOptionsIntent",
    "RecommendIntent", "PrivacyIntent", "DeleteMyDataIntent",
}  # fmt: skip
TYPES = {
    "product": "Product",
    "quantity": "AMAZON.NUMBER",
    "unit": "Unit",
    "order": "OrderReference",
    "place": "Place",
    "without": "Product",
    "list": "ListName",
    "address": "Address",
    "reason": "Reason",
    "code": "PromotionCode",
    "frequency": "Frequency",
    "change": "SubscriptionChange",
    "day": "AMAZON.DATE",
    "replacement": "Product",
    "policy": "SubstitutionPolicy",
    "pin": "AMAZON.FOUR_DIGIT_NUMBER",
    "switch": "Switch",
    "phone": "AMAZON.PhoneNumber",
    "purpose": "Purpose",
    "choice": "Choice",
}
IDS = {
    "OrderReference": {"usual", "last"},
    "Place": {"main", "mill-street"},
    "ListName": {
        "friday", "weekend", "weekly", "monthly", "breakfast", "party", "office", "baking", "cleaning", "baby",
    },
    "Address": {"home", "work", "parents", "neighbour"},
    "Reason": {"damaged", "wrong_item", "missing_item", "not_needed", "too_late", "quality"},
    "PromotionCode": {"WELCOME10", "SPRING"},
    "Frequency": {"1", "2", "3", "4", "5", "6", "7", "8", "12"},
    "SubscriptionChange": {"skip", "send_now", "pause", "resume", "stop", "move", "swap", "list"},
    "SubstitutionPolicy": {"best_match", "specific", "none"},
    "Switch": {"on", "off", "alexa"},
    "Purpose": {"history", "offers", "reminders"},
    "Choice": {"allow", "forbid"},
}  # fmt: skip
UNITS = {
    "bag", "bottle", "box", "can", "carton", "jar", "pack", "piece", "loaf", "bunch", "roll", "tube",
    "kilogram", "pound", "liter", "dozen", "bar",
}  # fmt: skip


@pytest.mark.parametrize("locale", locales())
def test_a_shipped_model_has_no_errors(locale: str) -> None:
    assert [finding for finding in check(document(locale)) if finding.severity == "error"] == []


def test_shipped_models_understand_the_same_things() -> None:
    differences = compare({locale: document(locale) for locale in locales()})

    assert differences == dict.fromkeys(locales(), ())


def test_the_only_warnings_for_english_are_the_one_word_brand_and_how_often_in_the_place_of_how_many() -> None:
    findings = check(document("en-US"))
    alike = [finding for finding in findings if finding.code == "similar-sample"]

    assert [finding for finding in findings if finding not in alike] == [
        Finding(
            "warning",
            "invocation-name",
            "$.interactionModel.languageModel.invocationName",
            "one word is accepted only when it is your own brand",
        ),
    ]
    # "order {product} {frequency}" beside "order {quantity} {product}": no word fits both gaps.
    intents = document("en-US")["interactionModel"]["languageModel"]["intents"]
    places = [re.match(r".*intents\[(\d+)\]", finding.path) for finding in alike]
    assert {intents[int(place[1])]["name"] for place in places if place} == {"SubscribeIntent", "ConsentIntent"}


@pytest.mark.parametrize("locale", locales())
def test_slots_have_the_names_and_types_the_program_relies_on(locale: str) -> None:
    model = load(locale)
    types = {slot.name: slot.type for intent in model.intents for slot in intent.slots}

    slots = {intent.name: {slot.name for slot in intent.slots} for intent in model.intents if intent.slots}
    assert slots == SLOTS
    assert types == TYPES
    assert {intent.name for intent in model.intents if "." not in intent.name} == {*SLOTS, *SLOTLESS}
    assert {value.id for value in model.types["Unit"]} >= UNITS
    assert {name: {value.id for value in model.types[name]} for name in IDS} == IDS


@pytest.mark.parametrize("locale", locales())
def test_every_locale_knows_the_same_values(locale: str) -> None:
    def ids(model: InteractionModel) -> dict[str, set[str]]:
        # Units differ: not every language counts in pairs.
        return {name: {value.id for value in values} for name, values in model.types.items() if name != "Unit"}

    assert ids(load(locale)) == ids(load("en-US"))


@pytest.mark.parametrize("locale", locales())
def test_alexa_asks_for_the_same_slots_with_the_same_variables(locale: str) -> None:
    assert prompts(locale) == prompts("en-US")


def prompts(locale: str) -> dict[str, set[str]]:
    """By id, the variables of a prompt; each is used by the dialog, in all its variations."""
    found = {}
    model = document(locale)["interactionModel"]
    for prompt in model["prompts"]:
        gaps = [frozenset(re.findall(r"\{(\w+)\}", variation["value"])) for variation in prompt["variations"]]
        found[prompt["id"]] = set().union(*gaps)
    used = set(re.findall(r"'((?:Elicit|Confirm|Slot|Validat)[\w.]+)'", str(model["dialog"])))
    assert used == found.keys()
    return found


@pytest.mark.parametrize("locale", locales())
def test_the_skill_and_not_alexa_leads_the_dialog(locale: str) -> None:
    dialog = document(locale)["interactionModel"]["dialog"]

    assert dialog["delegationStrategy"] == "SKILL_RESPONSE"
    # Alexa refuses a Dialog directive for an intent or slot that is not listed here.
    assert {entry["name"]: {slot["name"] for slot in entry["slots"]} for entry in dialog["intents"]} == {
        intent.name: {slot.name for slot in intent.slots} for intent in load(locale).intents if "." not in intent.name
    }


@pytest.mark.parametrize("intent", [intent for intent in load("en-US").intents if "." not in intent.name])
def test_english_has_many_ways_to_say_each_thing(intent: Any) -> None:
    """Fewer where gaps multiply them."""
    assert len(intent.samples) >= (25 if len(intent.slots) > 1 else 35)


def test_english_samples_are_written_the_way_a_recogniser_delivers_them() -> None:
    model = load("en-US")
    samples = [
        sample
        for intent in model.intents
        for sample in (*intent.samples, *(text for slot in intent.slots for text in slot.samples))
    ]

    odd = [sample for sample in samples if not re.fullmatch(r"(?:(?:[a-z']+|\{[a-z]+\})(?: |$))+", sample)]

    assert odd == []
