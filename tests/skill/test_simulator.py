"""The simulator speaks to the skill exactly as Alexa does."""

import json
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask, request

from backend.settings import Settings
from backend.understanding.understanding import Understanding
from backend.wiring import Encore
from interaction_models.model import Dialog, Intent, InteractionModel, Slot, SlotValue, Value
from skill.app import unverified_app
from skill.simulator.cli import say
from skill.simulator.device import Device, SimulatorError
from skill.simulator.invocation import commands_after_invocation, without_wake_word
from skill.simulator.page import simulator_page
from skill.simulator.requests import intent_request

MODEL = InteractionModel(
    "en-US",
    "corner shop",
    (
        Intent(
            "OrderIntent",
            slots=(
                Slot("product", "Product"),
                Slot("quantity", "AMAZON.NUMBER"),
                Slot("extras", "Product", multiple=True),
            ),
        ),
    ),
    {"Product": (Value("Oat milk", "oat-milk"), Value("Whole milk", "whole-milk"))},
)


@pytest.fixture
def heard() -> list[dict[str, Any]]:
    """Every envelope that arrived at the skill."""
    return []


@pytest.fixture
def device(encore: Encore, settings: Settings, heard: list[dict[str, Any]]) -> Device:
    app = unverified_app(encore, settings)
    app.before_request(lambda: heard.append(json.loads(request.get_data())))
    understanding = encore.understanding("en-US")
    return Device(app, understanding.model, understanding, "ada", "en-US", clock=encore.clock)


# -- the shapes of Amazon


def slots_for(**values: SlotValue) -> dict[str, Any]:
    slots: dict[str, Any] = intent_request(MODEL, "OrderIntent", values, answers=False)["intent"]["slots"]
    return slots


def test_a_match_names_its_values_best_first_and_twice() -> None:
    slot = slots_for(product=SlotValue("milk", ("oat-milk", "whole-milk")))["product"]

    [authority] = slot["resolutions"]["resolutionsPerAuthority"]
    assert authority == {
        "authority": "amzn1.er-authority.echo-sdk.amzn1.ask.skill.simulator.Product",
        "status": {"code": "ER_SUCCESS_MATCH"},
        "values": [
            {"value": {"name": "Oat milk", "id": "oat-milk"}},
            {"value": {"name": "Whole milk", "id": "whole-milk"}},
        ],
    }
    assert slot["slotValue"] == {"type": "Simple", "value": "milk", "resolutions": slot["resolutions"]}


def test_an_unknown_value_is_sent_without_values() -> None:
    slot = slots_for(product=SlotValue("dragon fruit"))["product"]

    [authority] = slot["resolutions"]["resolutionsPerAuthority"]
    assert authority["status"] == {"code": "ER_SUCCESS_NO_MATCH"}
    assert "values" not in authority


def test_a_built_in_type_has_a_value_and_no_resolutions() -> None:
    assert slots_for(quantity=SlotValue("2"))["quantity"] == {
        "name": "quantity",
        "value": "2",
        "confirmationStatus": "NONE",
        "source": "USER",
        "slotValue": {"type": "Simple", "value": "2"},
    }


def test_an_empty_slot_is_named() -> None:
    assert slots_for()["product"] == {"name": "product", "confirmationStatus": "NONE"}


def test_a_slot_for_several_values_has_only_a_list() -> None:
    slot = slots_for(extras=SlotValue("oat milk", ("oat-milk",)))["extras"]

    assert "value" not in slot
    assert slot["slotValue"]["type"] == "List"
    assert slot["slotValue"]["values"][0]["value"] == "oat milk"


def test_several_values_are_a_list_of_simple_ones() -> None:
    milk = SlotValue("oat milk", ("oat-milk",), others=(SlotValue("dragon fruit"),))

    first, second = slots_for(extras=milk)["extras"]["slotValue"]["values"]

    assert (first["type"], first["value"], second["value"]) == ("Simple", "oat milk", "dragon fruit")
    assert second["resolutions"]["resolutionsPerAuthority"][0]["status"]["code"] == "ER_SUCCESS_NO_MATCH"


def test_what_the_skill_has_told_the_device_has_an_authority_of_its_own() -> None:
    dynamic = {"Product": (Value("my milk", "oat-milk"),)}
    value = {"product": SlotValue("my milk", ("oat-milk",))}

    slot = intent_request(MODEL, "OrderIntent", value, answers=False, dynamic=dynamic)["intent"]["slots"]["product"]

    static, own = slot["resolutions"]["resolutionsPerAuthority"]
    assert static["values"] == [{"value": {"name": "Oat milk", "id": "oat-milk"}}]
    assert own["authority"] == "amzn1.er-authority.echo-sdk.dynamic.amzn1.ask.skill.simulator.Product"
    assert own["values"] == [{"value": {"name": "my milk", "id": "oat-milk"}}]


@pytest.mark.parametrize(
    ("confirmed", "about", "of_intent", "of_slot"),
    [
        (None, None, "NONE", "NONE"),
        (True, None, "CONFIRMED", "NONE"),
        (False, None, "DENIED", "NONE"),
        (True, "product", "NONE", "CONFIRMED"),
        (False, "product", "NONE", "DENIED"),
    ],
)
def test_a_yes_or_a_no_is_about_an_intent_or_a_slot(
    confirmed: bool | None, about: str | None, of_intent: str, of_slot: str
) -> None:
    value = {"product": SlotValue("milk")}

    intent = intent_request(MODEL, "OrderIntent", value, answers=True, confirmed=confirmed, about=about)["intent"]

    assert intent["confirmationStatus"] == of_intent
    assert intent["slots"]["product"]["confirmationStatus"] == of_slot


# -- calling the skill


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("open corner shop", []),
        ("Alexa, open Corner Shop.", []),
        ("corner shop", []),
        ("ask corner shop to reorder my usual", ["to reorder my usual", "reorder my usual"]),
        ("alexa ask corner shop for milk", ["for milk", "milk"]),
        ("what's in my corner shop basket", None),
        ("does the corner shop open today", None),
        ("reorder my usual", None),
        ("open corner shops", None),
    ],
)
def test_the_skill_is_called_by_its_name(text: str, commands: list[str] | None) -> None:
    _, words = without_wake_word(text)

    assert commands_after_invocation(words, MODEL) == commands


def test_in_korean_the_name_comes_first() -> None:
    korean = InteractionModel("ko-KR", "앵콜", ())

    assert commands_after_invocation("앵콜 열어 줘", korean) == []
    assert commands_after_invocation("앵콜에서 재주문", korean) == ["재주문"]
    assert commands_after_invocation("앵콜라", korean) is None


# -- a session


def test_a_session_is_carried_until_the_skill_ends_it(device: Device, heard: list[dict[str, Any]]) -> None:
    opened = device.say("open encore")
    asked = device.say("do you have oat milk")
    ended = device.say("stop")
    device.say("open encore")

    assert [each["request"]["type"] for each in heard] == [
        "LaunchRequest", "IntentRequest", "IntentRequest", "LaunchRequest",
    ]  # fmt: skip
    assert [each["session"]["new"] for each in heard] == [True, False, False, True]
    assert [opened.session_open, asked.session_open, ended.session_open] == [True, True, False]
    first, second, third, fourth = (each["session"] for each in heard)
    assert first["sessionId"] == second["sessionId"] == third["sessionId"] != fourth["sessionId"]
    assert first["attributes"] == fourth["attributes"] == {}
    assert second["attributes"] != {}
    assert third["attributes"] != second["attributes"]
    assert heard[0]["session"]["user"]["userId"] == "amzn1.ask.account.ada"


def test_one_breath_opens_a_session_with_the_intent(device: Device, heard: list[dict[str, Any]]) -> None:
    exchange = device.say("alexa, ask encore to reorder my usual")

    assert (exchange.request, exchange.intent) == ("IntentRequest", "ReorderIntent")
    assert heard[0]["session"]["new"] is True


def test_calling_alexa_again_leaves_the_session(device: Device, heard: list[dict[str, Any]]) -> None:
    device.say("open encore")
    device.say("alexa, open encore")

    assert [each["request"]["type"] for each in heard] == [
        "LaunchRequest", "SessionEndedRequest", "LaunchRequest",
    ]  # fmt: skip


def test_what_is_elicited_is_understood_as_the_answer(device: Device, heard: list[dict[str, Any]]) -> None:
    question = device.say("what is the price")
    answer = device.say("oat milk")

    assert question.directives[0] == {"type": "Dialog.ElicitSlot", "slotToElicit": "product"}
    assert answer.intent == "PriceIntent"
    assert answer.slots["product"].ids == ("oat-milk",)
    assert heard[1]["request"]["dialogState"] == "IN_PROGRESS"


def test_what_is_known_goes_along_with_the_answer() -> None:
    """Another intent's slot is asked for, and the skill says what it knows of that intent."""
    app, heard = Flask("a skill that asks"), []
    number = {"name": "quantity", "value": "3", "confirmationStatus": "NONE"}
    updated = {"name": "OrderIntent", "slots": {"quantity": number}}
    asks = {"type": "Dialog.ElicitSlot", "slotToElicit": "product", "updatedIntent": updated}

    @app.post("/alexa")
    def answer() -> dict[str, Any]:
        heard.append(request.get_json()["request"])
        return {"response": {"directives": [asks], "shouldEndSession": False}}

    model = replace(MODEL, dialogs={"OrderIntent": Dialog()})
    device = Device(app, model, Understanding(model), "ada", "en-US")
    device.say("open corner shop")
    device.say("oat milk")

    assert heard[1]["dialogState"] == "IN_PROGRESS"
    assert heard[1]["intent"]["slots"]["quantity"]["value"] == "3"
    assert heard[1]["intent"]["slots"]["product"]["value"] == "oat milk"


def test_what_is_delegated_the_device_asks_itself() -> None:
    app, heard = Flask("a skill that delegates"), []

    @app.post("/alexa")
    def answer() -> dict[str, Any]:
        heard.append(request.get_json()["request"])
        return {"response": {"directives": [{"type": "Dialog.Delegate"}], "shouldEndSession": False}}

    intent = replace(MODEL.intents[0], samples=("order something",))
    dialogs = {"OrderIntent": Dialog({"product": "What shall it be?"}, device_leads=True)}
    model = replace(MODEL, intents=(intent,), dialogs=dialogs)
    device = Device(app, model, Understanding(model), "ada", "en-US")

    asked = device.say("ask corner shop to order something")
    device.say("oat milk")

    assert (asked.speech, asked.session_open) == ("What shall it be?", True)
    assert [each["dialogState"] for each in heard] == ["STARTED", "IN_PROGRESS"]
    assert heard[1]["intent"]["slots"]["product"]["value"] == "oat milk"


def test_what_alexa_would_refuse_is_an_error() -> None:
    app = Flask("a skill that is wrong")
    wrong = {"type": "Dialog.ElicitSlot", "slotToElicit": "product"}

    @app.post("/alexa")
    def answer() -> dict[str, Any]:
        return {"response": {"directives": [wrong], "shouldEndSession": False}}

    with pytest.raises(SimulatorError, match="not in the model's dialog"):
        Device(app, MODEL, Understanding(MODEL), "ada", "en-US").say("open corner shop")


def test_the_page_keeps_what_a_device_would(encore: Encore, settings: Settings) -> None:
    app = Flask("the page")
    app.register_blueprint(simulator_page(encore, unverified_app(encore, settings), "en-US"))
    page = app.test_client()

    first = page.post("/simulator/say", json={"text": "open encore"}).get_json()
    again = page.post(
        "/simulator/say",
        json={"text": "reorder my usual", "session": first["session"], "entities": first["entities"]},
    ).get_json()
    done = page.post("/simulator/say", json={"text": "no", "session": again["session"]}).get_json()

    assert first["entities"]["Product"]
    assert again["entities"] == first["entities"]
    assert again["session"]["asked"]["kind"] == "confirm"
    assert done["speech"].startswith("All right")


def test_markup_is_not_printed() -> None:
    app = Flask("a skill that speaks markup")
    speech = {"type": "SSML", "ssml": '<speak>M&amp;M&apos;s<break time="1s"/> &lt;3</speak>'}

    @app.post("/alexa")
    def answer() -> dict[str, Any]:
        return {"response": {"outputSpeech": speech, "shouldEndSession": True}}

    class Deaf:
        def match(self, text: str, **_: Any) -> Any:
            raise AssertionError(text)

    device = Device(app, MODEL, Deaf(), "ada", "en-US")  # type: ignore[arg-type]

    assert device.say("open corner shop").speech == "M&M's <3"


# -- encore say


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    return {"ENCORE_DATABASE_URL": settings.database_url, "ENCORE_DATA_DIR": settings.data_dir}


def test_each_text_is_a_turn_and_a_line_of_json(environment: dict[str, str], encore: Encore) -> None:
    result = CliRunner().invoke(say, ["--json", "open encore", "stop"], env=environment)

    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["utterance"] for line in lines] == ["open encore", "stop"]
    assert list(lines[0]) == [
        "utterance", "request", "intent", "slots", "confidence", "speech",
        "reprompt", "card", "directives", "session_open", "ms",
    ]  # fmt: skip


def test_without_a_text_there_is_a_prompt(environment: dict[str, str], encore: Encore) -> None:
    result = CliRunner().invoke(say, input="open encore\n\nstop\n", env=environment)

    assert result.exit_code == 0
    assert result.stdout.count("Encore: ") == 2


def test_an_unknown_locale_is_one_sentence(environment: dict[str, str], encore: Encore) -> None:
    result = CliRunner().invoke(say, ["--locale", "xx-XX", "hello"], env=environment)

    assert "xx-XX" in str(result.exception)


def test_production_has_no_simulator(environment: dict[str, str]) -> None:
    production = {
        **environment,
        "ENCORE_ENV": "production",
        "ENCORE_SKILL_ID": "amzn1.ask.skill.ours",
        "ENCORE_PEPPER": "p" * 32,
    }

    result = CliRunner().invoke(say, ["hello"], env=production)

    assert "development" in str(result.exception)


# -- who speaks


@pytest.mark.parametrize(
    ("pin", "told"), [("one two three four", "Done. Your order number is"), ("4321", "The PIN was not right")]
)
def test_a_recognised_voice_is_asked_for_its_pin(encore: Encore, settings: Settings, pin: str, told: str) -> None:
    understanding = encore.understanding("en-US")
    app = unverified_app(encore, settings)
    device = Device(app, understanding.model, understanding, "ben", "en-US", clock=encore.clock, person="ben")
    first = device.say("ask encore to have alexa ask for my pin")
    if first.speech.endswith("Am I speaking with Ben?"):
        device.say("yes")
        device.say("have alexa ask for my pin")

    device.say("order six bananas")
    asked = device.say("yes")
    answered = device.say(pin)

    assert (asked.speech, asked.session_open) == ("Alexa now asks for your PIN.", True)
    assert (answered.request, answered.intent) == ("SessionResumedRequest", None)
    assert answered.speech.startswith(told)
