"""The conversation's questions become directives that Alexa accepts, and their answers mean what was meant."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from flask import request

from backend.conversation.turn import Expects, Phrase, Question, Reply
from backend.settings import Settings
from backend.wiring import Encore
from interaction_models.model import Dialog, Intent, InteractionModel, Slot, Value, load, locales, read
from interaction_models.model import document as model_document
from skill.app import unverified_app
from skill.dialog import delegation, dialog_directives
from skill.simulator.acceptance import why_refused
from skill.simulator.device import Device, Exchange

Json = dict[str, Any]
WHAT = Phrase("which-product")
MODEL = InteractionModel(
    "en-US",
    "encore",
    (
        Intent(
            "OrderIntent",
            slots=(Slot("product", "Product", multiple=True), Slot("quantity", "AMAZON.NUMBER"), Slot("unit", "Unit")),
        ),
        Intent("AddressIntent", slots=(Slot("address", "Address"),)),
        Intent("CheckoutIntent"),
        Intent("OutsideIntent", slots=(Slot("product", "Product"),)),
        Intent("AMAZON.YesIntent"),
    ),
    {"Unit": (Value("bag", "bag-id"),)},
    {"OrderIntent": Dialog(), "AddressIntent": Dialog(), "CheckoutIntent": Dialog()},
)  # fmt: skip


def heard(name: str, slots: Json | None = None, **intent: Any) -> Json:
    return {"request": {"type": "IntentRequest", "intent": {"name": name, "slots": slots or {}, **intent}}}


def directives(reply: Reply, document: Json, model: InteractionModel = MODEL) -> list[Json]:
    return [DefaultSerializer().serialize(each) for each in dialog_directives(reply, document, model)]  # type: ignore[misc]


def elicits(slot: str, intent: str, **pending: str) -> Reply:
    kept = {"do": "slot", "slot": slot, "intent": intent, **pending}
    return Reply((), Question(WHAT, Expects.SLOT, slot=slot, intent=intent), state={"pending": kept})


def confirms(intent: str, about: str | None = None, do: str = "place") -> Reply:
    state = {"pending": {"do": do, "confirms": about}, "intent": intent}
    return Reply((), Question(WHAT, Expects.YES_NO, confirms=about), state=state)


# -- for a slot


def test_a_question_for_a_slot_elicits_it() -> None:
    assert directives(elicits("product", "OrderIntent"), heard("OrderIntent", {"quantity": {"value": "2"}})) == [
        {"type": "Dialog.ElicitSlot", "slotToElicit": "product"}
    ]


def test_a_question_for_another_intents_slot_carries_what_is_kept_in_mind() -> None:
    reply = elicits("product", "OrderIntent", quantity="3", unit="bag-id")

    [directive] = directives(reply, heard("AMAZON.YesIntent"))

    updated = directive["updatedIntent"]
    assert (updated["name"], updated["confirmationStatus"]) == ("OrderIntent", "NONE")
    assert {name: slot.get("value") for name, slot in updated["slots"].items()} == {
        "product": None,
        "quantity": "3",
        "unit": "bag",
    }


def test_what_was_agreed_to_is_open_again_when_a_slot_is_asked_for() -> None:
    tea = {"type": "Simple", "value": "tea"}
    product = {"name": "product", "slotValue": {"type": "List", "values": [tea, {**tea, "value": "jam"}]}}
    document = heard("OrderIntent", {"product": product}, confirmationStatus="CONFIRMED")

    [directive] = directives(elicits("quantity", "OrderIntent"), document)

    updated = directive["updatedIntent"]
    assert updated["confirmationStatus"] == "NONE"
    assert [each["value"] for each in updated["slots"]["product"]["slotValue"]["values"]] == ["tea", "jam"]


# -- for a yes


def test_a_question_on_whose_yes_something_happens_confirms_the_intent() -> None:
    assert directives(confirms("OrderIntent"), heard("OrderIntent")) == [{"type": "Dialog.ConfirmIntent"}]


def test_after_a_mere_yes_the_intent_of_before_is_confirmed_once_more() -> None:
    [directive] = directives(confirms("OrderIntent"), heard("AMAZON.YesIntent"))
    [again] = directives(confirms("OrderIntent"), heard("OrderIntent", confirmationStatus="CONFIRMED"))

    assert directive["updatedIntent"]["name"] == again["updatedIntent"]["name"] == "OrderIntent"
    assert directive["updatedIntent"]["confirmationStatus"] == again["updatedIntent"]["confirmationStatus"] == "NONE"


def test_an_intent_without_slots_can_be_confirmed() -> None:
    [directive] = directives(confirms("CheckoutIntent"), heard("AMAZON.YesIntent"))

    assert directive["updatedIntent"] == {"name": "CheckoutIntent", "confirmationStatus": "NONE"}


def test_a_slot_that_was_just_heard_is_confirmed_on_its_own() -> None:
    document = heard("AddressIntent", {"address": {"value": "5 elm street"}})

    assert directives(confirms("AddressIntent", "address"), document) == [
        {"type": "Dialog.ConfirmSlot", "slotToConfirm": "address"}
    ]


def test_a_slot_that_alexa_does_not_have_cannot_be_confirmed() -> None:
    [directive] = directives(confirms("AddressIntent", "address"), heard("AMAZON.FallbackIntent"))

    assert directive["type"] == "Dialog.ConfirmIntent"


# -- never one that Alexa would refuse


@pytest.mark.parametrize(
    "reply",
    [
        elicits("address", "OrderIntent"),
        elicits("product", "NoSuchIntent"),
        elicits("product", "OutsideIntent"),
        elicits("product", "AMAZON.YesIntent"),
        Reply((), Question(WHAT, Expects.SLOT)),
        confirms("NoSuchIntent"),
        confirms("OutsideIntent"),
        confirms("LaunchRequest"),
        confirms("OrderIntent", do="more"),
        confirms("OrderIntent", do="basket"),
        Reply((), Question(WHAT, Expects.YES_NO)),
        Reply((), Question(WHAT), state={"pending": {"do": "place"}, "intent": "OrderIntent"}),
        Reply((WHAT,), state={"pending": {"do": "place"}, "intent": "OrderIntent"}),
    ],
)
def test_what_alexa_would_not_take_is_only_asked_in_words(reply: Reply) -> None:
    assert directives(reply, heard("OrderIntent")) == []


@pytest.mark.parametrize("kind", ["LaunchRequest", "Alexa.Presentation.APL.UserEvent", "SessionResumedRequest"])
def test_only_what_was_said_begins_a_dialog(kind: str) -> None:
    assert directives(elicits("product", "OrderIntent"), {"request": {"type": kind}}) == []


def test_the_device_that_leads_a_dialog_is_left_to_it() -> None:
    model = InteractionModel(
        "en-US", "encore", MODEL.intents, {}, {"OrderIntent": Dialog({"product": "What?"}, device_leads=True)}
    )

    def delegates(state: str, **slots: Json) -> bool:
        document = heard("OrderIntent", slots)
        document["request"]["dialogState"] = state
        return bool(delegation(document, model))

    assert delegates("STARTED")
    assert delegates("IN_PROGRESS", quantity={"value": "2"})
    assert not delegates("IN_PROGRESS", product={"value": "tea"})
    assert not delegates("COMPLETED")
    assert not delegation(heard("OrderIntent"), model)
    assert not delegation(heard("CheckoutIntent"), model)


@pytest.mark.parametrize(
    ("strategies", "leads"),
    [
        (({}, {}), True),  # as Alexa has it
        (({"delegationStrategy": "SKILL_RESPONSE"}, {}), False),
        (({"delegationStrategy": "SKILL_RESPONSE"}, {"delegationStrategy": "ALWAYS"}), True),
        (({"delegationStrategy": "ALWAYS"}, {"delegationStrategy": "SKILL_RESPONSE"}), False),
    ],
)
def test_a_model_says_who_leads_a_dialog_and_how_it_is_asked(strategies: tuple[Json, Json], leads: bool) -> None:
    of_all, of_one = strategies
    slots = [
        {"name": "product", "type": "Product", "elicitationRequired": True, "prompts": {"elicitation": "Elicit.1"}},
        {"name": "quantity", "type": "AMAZON.NUMBER", "elicitationRequired": False},
    ]
    language = {"invocationName": "encore", "intents": [{"name": "OrderIntent"}]}
    prompts = [{"id": "Elicit.1", "variations": [{"type": "PlainText", "value": "What shall it be?"}]}]
    dialog = {**of_all, "intents": [{"name": "OrderIntent", **of_one, "slots": slots}]}
    model = {"interactionModel": {"languageModel": language, "dialog": dialog, "prompts": prompts}}

    read_model = read(json.dumps(model), locale="en-US", source="a test")

    assert read_model.dialogs == {"OrderIntent": Dialog({"product": "What shall it be?"}, device_leads=leads)}


@pytest.mark.parametrize("locale", locales())
def test_every_intent_of_ours_is_in_alexas_dialog_with_all_its_slots(locale: str) -> None:
    dialog = {
        intent["name"]: {slot["name"] for slot in intent["slots"]}
        for intent in model_document(locale)["interactionModel"]["dialog"]["intents"]
    }
    model = load(locale)

    assert dialog == {
        intent.name: {slot.name for slot in intent.slots}
        for intent in model.intents
        if not intent.name.startswith("AMAZON.")
    }
    assert not any(each.device_leads for each in model.dialogs.values())


@pytest.mark.parametrize("locale", locales())
def test_alexa_only_ever_asks_questions(locale: str) -> None:
    prompts = model_document(locale)["interactionModel"]["prompts"]
    said = [variation["value"] for prompt in prompts for variation in prompt["variations"]]

    assert len(said) > 60
    assert [text for text in said if not text.endswith(("?", "\N{FULLWIDTH QUESTION MARK}"))] == []


# -- with a device

Say = Callable[..., list[Exchange]]


@pytest.fixture
def sent() -> list[Json]:
    return []


@pytest.fixture
def say(encore: Encore, settings: Settings, sent: list[Json]) -> Say:
    """A session with a device that sends what Alexa would, and refuses what Alexa would."""
    app = unverified_app(encore, settings)
    app.before_request(lambda: sent.append(json.loads(request.get_data())["request"]))
    understanding = encore.understanding("en-US")

    def say(*texts: str, customer: str = "ada") -> list[Exchange]:
        device = Device(app, understanding.model, understanding, customer, "en-US", clock=encore.clock)
        return [device.say(text) for text in texts]

    return say


def kinds(exchange: Exchange) -> list[str]:
    return [each["type"] for each in exchange.directives if each["type"] != "Dialog.UpdateDynamicEntities"]


def test_a_yes_comes_as_the_intent_and_buys(say: Say, sent: list[Json]) -> None:
    _, quote, done = say("open encore", "reorder my usual", "yes")

    assert kinds(quote) == ["Dialog.ConfirmIntent"]
    assert (sent[2]["intent"]["name"], sent[2]["intent"]["confirmationStatus"]) == ("ReorderIntent", "CONFIRMED")
    assert sent[2]["dialogState"] == "IN_PROGRESS"
    assert done.speech.startswith("Done. Your order number is")
    assert kinds(done) == []


def test_a_no_comes_as_the_intent_and_buys_nothing(say: Say, sent: list[Json]) -> None:
    *_, done = say("open encore", "reorder my usual", "no")

    assert sent[2]["intent"]["confirmationStatus"] == "DENIED"
    assert done.speech.startswith("All right, I didn't order anything.")


def test_an_offer_and_the_quote_after_it_are_both_confirmed(say: Say, sent: list[Json]) -> None:
    _, offer, quote, done = say("open encore", "do you have honey", "yes", "yes")

    assert kinds(offer) == kinds(quote) == ["Dialog.ConfirmIntent"]
    assert [each["intent"]["name"] for each in sent[1:]] == ["CheckStockIntent"] * 3
    assert done.speech.startswith("Done.")


def test_another_wish_in_the_middle_is_heard_and_the_quote_is_read_again(say: Say, sent: list[Json]) -> None:
    _, _, changed, done = say("open encore", "order two bottles of ketchup", "make that three", "yes")

    assert changed.speech.startswith("That is 3 bottles of tomato ketchup.")
    assert kinds(changed) == ["Dialog.ConfirmIntent"]
    assert sent[3]["intent"]["name"] == "ChangeQuantityIntent"
    assert done.speech.startswith("Done.")


def test_a_question_is_still_open_after_help_and_nonsense(say: Say, sent: list[Json]) -> None:
    *_, helped, missed, done = say("open encore", "order honey", "help", "flurb the wug", "yes")

    assert kinds(helped) == kinds(missed) == ["Dialog.ConfirmIntent"]
    assert sent[4]["intent"]["name"] == "PlaceOrderIntent"
    assert done.speech.startswith("Done.")


def test_an_address_is_confirmed_as_a_slot(say: Say, sent: list[Json]) -> None:
    _, asked, heard_it, done = say(
        "open encore", "change my delivery address", "twelve maple avenue springfield", "yes", customer="ben"
    )

    assert kinds(asked) == ["Dialog.ElicitSlot"]
    assert kinds(heard_it) == ["Dialog.ConfirmSlot"]
    assert sent[3]["intent"]["slots"]["address"]["confirmationStatus"] == "CONFIRMED"
    assert sent[3]["intent"]["confirmationStatus"] == "NONE"
    assert done.speech.startswith("Done.")


def test_a_voice_code_is_elicited_and_then_the_order_is_placed(say: Say, sent: list[Json]) -> None:
    _, new, again, _, _, code, done = say(
        "open encore",
        "set up a voice code",
        "four eight two seven",
        "four eight two seven",
        "order honey",
        "yes",
        "four eight two seven",
        customer="minji",
    )

    assert [kinds(each) for each in (new, again, code)] == [["Dialog.ElicitSlot"]] * 3
    assert code.directives[0]["updatedIntent"]["name"] == "VoiceCodeIntent"
    assert sent[-1]["intent"]["slots"]["pin"]["value"] == "4827"
    assert done.speech.startswith("Done. Your order number is")


def test_several_products_are_sent_as_a_list_and_asked_about(say: Say, sent: list[Json]) -> None:
    _, which, quote = say("open encore", "order honey and bread", "brown bread", customer="minji")

    values = sent[1]["intent"]["slots"]["product"]["slotValue"]["values"]
    assert [each["value"] for each in values] == ["honey", "bread"]
    assert kinds(which) == ["Dialog.ElicitSlot"]
    assert quote.speech.startswith("That is one jar of honey and one loaf of brown bread.")


# -- what Alexa would refuse, the simulated device refuses too

ELICIT = {"type": "Dialog.ElicitSlot", "slotToElicit": "product"}
ENTITIES = {"type": "Dialog.UpdateDynamicEntities", "updateBehavior": "REPLACE"}


@pytest.mark.parametrize(
    ("directives", "is_open", "why"),
    [
        ([], False, None),
        ([ELICIT], True, None),
        ([ELICIT], False, "although the session ends"),
        ([ELICIT, {"type": "Dialog.ConfirmIntent"}], True, "two questions"),
        ([{**ELICIT, "slotToElicit": "address"}], True, "no slot address"),
        ([{**ELICIT, "updatedIntent": {"name": "OutsideIntent"}}], True, "not in the model's dialog"),
        ([{**ELICIT, "updatedIntent": {"name": "NoSuchIntent"}}], True, "not in the model's dialog"),
        ([{**ELICIT, "updatedIntent": {"name": "OrderIntent", "slots": {"x": {}}}}], True, "not all of the slots"),
        ([{**ENTITIES, "types": [{"name": "Unit", "values": [{"id": "a"}]}]}], True, None),
        ([{**ENTITIES, "types": []}], True, "or nothing to clear"),
        ([{**ENTITIES, "types": [{"name": "X", "values": [{"id": "a"}]}]}], True, "no type of the model"),
        ([{**ENTITIES, "types": [{"name": "Unit", "values": [{"id": "a"}] * 2}]}], True, "with one id"),
        ([{**ENTITIES, "types": [{"name": "Unit", "values": [{"id": str(n)} for n in range(101)]}]}], True, "than 100"),
        ([{"type": "Dialog.UpdateDynamicEntities", "updateBehavior": "CLEAR"}], False, None),
    ],
)
def test_alexa_would_refuse_it(directives: list[Json], is_open: bool, why: str | None) -> None:
    reason = why_refused({"directives": directives, "shouldEndSession": not is_open}, MODEL, "OrderIntent")

    assert (reason is None) == (why is None)
    assert why is None or why in str(reason)
