"""Alexa's JSON becomes a Turn, whatever shape it comes in."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backend.conversation.turn import Identity, Turn
from interaction_models.model import SlotValue, amazon_id
from skill.reading import (  # fmt: skip
    LONGEST_ID,
    LONGEST_VALUE,
    MOST_VALUES,
    BadEnvelope,
    Returned,
    read_identity,
    read_locale,
    read_returned,
    read_turn,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ADA = "amzn1.ask.account.ada"
Json = dict[str, Any]


def turn_of(intent: Json, state: Json | None = None, **request: Any) -> Turn:
    document = {
        "context": {"System": {"user": {"userId": ADA}}},
        "request": {"type": "IntentRequest", "intent": intent, **request},
    }
    return read_turn(document, now=NOON, locale="en-US", state=state or {})


def slot_of(slot: Any) -> SlotValue | None:
    return turn_of({"name": "OrderIntent", "slots": {"product": slot}}).slots.get("product")


def authority(code: str, *ids: str, of: str = "any") -> Json:
    values = [{"value": {"name": id_.title(), "id": id_}} for id_ in ids]
    return {"authority": of, "status": {"code": code}, **({"values": values} if values else {})}


def heard(value: str, *authorities: Json, **more: Any) -> Json:
    return {"value": value, "resolutions": {"resolutionsPerAuthority": list(authorities)}, **more}


MATCH, NO_MATCH = "ER_SUCCESS_MATCH", "ER_SUCCESS_NO_MATCH"


# -- who


def test_a_turn_says_who_wants_what() -> None:
    assert turn_of({"name": "AMAZON.YesIntent"}, {"pending": "q1"}, requestId="amzn1.echo-api.request.1") == Turn(
        identity=Identity("alexa", ADA),
        locale="en-US",
        intent="AMAZON.YesIntent",
        now=NOON,
        state={"pending": "q1"},
        id="amzn1.echo-api.request.1",
    )


def test_an_account_and_a_person_come_with_their_tokens() -> None:
    system = {
        "user": {"userId": ADA, "accessToken": "of the house"},
        "person": {"personId": "amzn1.ask.person.1", "accessToken": "of one of them"},
    }

    identity = read_identity({"context": {"System": system}})

    assert identity == Identity(
        "alexa",
        ADA,
        access_token="of the house",
        person_id="amzn1.ask.person.1",
        person_token="of one of them",
    )
    assert "of the house" not in repr(identity)


def test_an_old_request_has_the_user_in_the_session_only() -> None:
    session = {"user": {"userId": ADA, "accessToken": "token"}}

    assert read_identity({"session": session}) == Identity("alexa", ADA, access_token="token")


def test_without_a_user_a_stranger_speaks() -> None:
    turn = read_turn({"request": {"type": "LaunchRequest"}}, now=NOON, locale="en-US", state={})

    assert (turn.identity, turn.intent, turn.id) == (Identity("alexa", ""), "LaunchRequest", "")


@pytest.mark.parametrize("user", [7, "", ["a"], {}, "a\x00b", "\ud800", "u" * (LONGEST_ID + 1)])
def test_a_user_who_is_none_is_refused(user: Any) -> None:
    with pytest.raises(BadEnvelope):
        read_identity({"context": {"System": {"user": {"userId": user}}}})


@pytest.mark.parametrize("token", [7, None, {}, "a\nb", "\ud800", "t" * 5000])
def test_what_is_no_token_links_nobody(token: Any) -> None:
    system = {"user": {"userId": ADA, "accessToken": token}, "person": {"personId": token, "accessToken": token}}

    assert read_identity({"context": {"System": system}}) == Identity("alexa", ADA)


@pytest.mark.parametrize("name", [None, "", 7, [], "a\x00", "x" * 600])
def test_without_an_intent_there_is_no_turn(name: Any) -> None:
    with pytest.raises(BadEnvelope):
        turn_of({"name": name})


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("de-DE", "de-DE"), ("de-AT", "de-DE"), ("fr-FR", "en-US"), (None, "en-US"), (7, "en-US"), ([], "en-US")],
)
def test_an_unknown_locale_gets_its_language_or_the_default(asked: Any, spoken: str) -> None:
    assert read_locale({"request": {"locale": asked}}, ("de-DE", "en-US"), "en-US") == spoken


# -- slots


@pytest.mark.parametrize(
    ("slot", "value"),
    [
        (heard("tea", authority(MATCH, "tea")), SlotValue("tea", ("tea",))),
        (heard("dragon fruit", authority(NO_MATCH)), SlotValue("dragon fruit")),
        # virtual-alexa's way to say that nothing matched
        (heard("dragon fruit", {**authority(NO_MATCH), "values": []}), SlotValue("dragon fruit")),
        (heard("tea", authority("ER_ERROR_TIMEOUT"), authority("ER_ERROR_EXCEPTION")), SlotValue("tea")),
        (heard("tea", authority("ER_SOMETHING_NEW", "never")), SlotValue("tea")),
        # static values stand before dynamic ones, each once
        (
            heard("milk", authority(MATCH, "oat-milk", "soy-milk"), authority(MATCH, "whole-milk", "oat-milk")),
            SlotValue("milk", ("oat-milk", "soy-milk", "whole-milk")),
        ),
        (heard("party", authority(NO_MATCH), authority(MATCH, "party")), SlotValue("party", ("party",))),
        # a value without an id of ours has the one that Alexa makes from its name
        (
            heard("tea", {"status": {"code": MATCH}, "values": [{"value": {"name": "Green tea"}}]}),
            SlotValue("tea", (amazon_id("Green tea"),)),
        ),
        (heard("tea", {"status": {"code": MATCH}, "values": [{"value": {}}, {}, None]}), SlotValue("tea")),
        # Amazon's own entities have ids that are not ours
        (heard("tea", authority(MATCH, "https://ld.amazonalexa.com/e/1", of="AlexaEntities")), SlotValue("tea")),
        # the same thing twice in newer requests, and once in the newest
        (heard("tea", slotValue={"type": "Simple", **heard("tea")}), SlotValue("tea")),
        ({"slotValue": {"type": "Simple", **heard("tea", authority(MATCH, "tea"))}}, SlotValue("tea", ("tea",))),
        ({"value": "tea", "slotValue": None, "newProperty": {"a": [1]}}, SlotValue("tea")),
        ({"value": " te\x00a\ud800 "}, SlotValue("te a")),
    ],
)  # fmt: skip
def test_a_slot_is_read_in_all_its_shapes(slot: Json, value: SlotValue) -> None:
    assert slot_of(slot) == value


@pytest.mark.parametrize(
    "slot",
    [
        {}, {"value": None}, {"value": ""}, {"value": "?"}, {"value": " ? "}, {"value": 7}, None, [], "tea",
        {"value": "\x00"}, {"slotValue": {"type": "List", "values": []}}, {"slotValue": {"type": "List"}},
        {"slotValue": {"type": "List", "values": [None, 7, {"value": "?"}]}}, {"slotValue": []},
    ],
)  # fmt: skip
def test_an_empty_slot_is_no_slot(slot: Any) -> None:
    assert slot_of(slot) is None


@pytest.mark.parametrize("resolutions", [None, [], "x", {"resolutionsPerAuthority": [None, 7, {"values": 1}]}])
def test_odd_resolutions_cost_only_themselves(resolutions: Any) -> None:
    assert slot_of({"value": "tea", "resolutions": resolutions}) == SlotValue("tea")


def test_a_slot_may_hold_several_values() -> None:
    values = [
        {"type": "Simple", "value": "?"},
        {"type": "Simple", **heard("tea", authority(MATCH, "tea"))},
        {"type": "Simple", **heard("jam", authority(MATCH, "jam", "marmalade"))},
        {"type": "Simple", **heard("dragon fruit", authority(NO_MATCH))},
    ]

    assert slot_of({"slotValue": {"type": "List", "values": values}}) == SlotValue(
        "tea",
        ("tea",),
        others=(SlotValue("jam", ("jam", "marmalade")), SlotValue("dragon fruit")),
    )


@pytest.mark.parametrize("slots", [None, [], "x", 7])
def test_odd_slots_are_no_slots(slots: Any) -> None:
    assert turn_of({"name": "OrderIntent", "slots": slots}).slots == {}


def test_nobody_makes_us_read_for_long() -> None:
    many = [{"value": "v" * 5000, "resolutions": {"resolutionsPerAuthority": [authority(MATCH, *"abc")] * 99}}] * 999
    slots = {f"slot{number}": {"slotValue": {"values": many}} for number in range(60)}

    read = turn_of({"name": "OrderIntent", "slots": slots}).slots

    assert len(read) == 50
    assert len(read["slot0"].others) == MOST_VALUES - 1
    assert len(read["slot0"].said) == LONGEST_VALUE
    assert read["slot0"].ids == ("a", "b", "c")


# -- the yes to a question that was asked with a directive

PLACE = {"pending": {"do": "place", "quote": "q"}, "intent": "ReorderIntent"}
ADDRESS = {"pending": {"do": "to_heard", "confirms": "address"}, "intent": "ChangeAddressIntent"}


@pytest.mark.parametrize(
    ("name", "status", "state", "means"),
    [
        ("ReorderIntent", "CONFIRMED", PLACE, "AMAZON.YesIntent"),
        ("ReorderIntent", "DENIED", PLACE, "AMAZON.NoIntent"),
        ("ReorderIntent", "NONE", PLACE, "ReorderIntent"),
        # a yes is to what was asked and to nothing else
        ("CancelOrderIntent", "CONFIRMED", PLACE, "CancelOrderIntent"),
        ("ReorderIntent", "CONFIRMED", {}, "ReorderIntent"),
        ("ReorderIntent", "CONFIRMED", {**PLACE, "pending": {"do": "more"}}, "ReorderIntent"),
        ("ReorderIntent", "CONFIRMED", {**PLACE, "pending": {"do": "slot", "slot": "product"}}, "ReorderIntent"),
        ("ReorderIntent", "CONFIRMED", {**PLACE, "pending": "x"}, "ReorderIntent"),
        ("ReorderIntent", "DENIED", {}, "AMAZON.NoIntent"),
        ("ReorderIntent", ["CONFIRMED"], PLACE, "ReorderIntent"),
    ],
)
def test_an_intent_that_was_agreed_to_is_a_yes(name: str, status: Any, state: Json, means: str) -> None:
    turn = turn_of({"name": name, "confirmationStatus": status, "slots": {"product": {"value": "tea"}}}, state)

    assert turn.intent == means
    assert bool(turn.slots) == (means == name)


@pytest.mark.parametrize(
    ("status", "state", "means"),
    [
        ("CONFIRMED", ADDRESS, "AMAZON.YesIntent"),
        ("DENIED", ADDRESS, "AMAZON.NoIntent"),
        ("CONFIRMED", {**ADDRESS, "pending": {"do": "to_heard"}}, "ChangeAddressIntent"),
        ("DENIED", {**ADDRESS, "pending": {"do": "to_heard"}}, "ChangeAddressIntent"),
        ("CONFIRMED", {**ADDRESS, "pending": {"do": "to_heard", "confirms": "order"}}, "ChangeAddressIntent"),
    ],
)
def test_a_slot_that_was_agreed_to_is_a_yes_if_it_was_asked_about(status: str, state: Json, means: str) -> None:
    slots = {"address": {"value": "5 elm street", "confirmationStatus": status}}

    assert turn_of({"name": "ChangeAddressIntent", "slots": slots}, state).intent == means


# -- what comes back from elsewhere


@pytest.mark.parametrize("code", ["200", 200])
def test_a_session_resumes_with_a_result(code: Any) -> None:
    cause = {
        "type": "ConnectionCompleted",
        "token": "quote",
        "status": {"code": code, "message": "OK"},
        "result": {"status": "ACHIEVED"},
    }

    returned = read_returned({"request": {"type": "SessionResumedRequest", "cause": cause}})

    assert returned == Returned("", "quote", 200, {"status": "ACHIEVED"})
    assert returned.ok


def test_a_permission_comes_back_with_its_payload() -> None:
    request = {
        "type": "Connections.Response",
        "name": "AskFor",
        "status": {"code": "200"},
        "payload": {"status": "ACCEPTED"},
        "token": "t",
    }

    assert read_returned({"request": request}) == Returned("AskFor", "t", 200, {"status": "ACCEPTED"})


@pytest.mark.parametrize("code", [None, True, "", "2000", "٢٠٠", "ok", [], 404, "500"])
def test_what_did_not_work_is_not_ok(code: Any) -> None:
    cause = {"token": 7, "status": {"code": code}, "result": [], "type": "ConnectionError"}

    returned = read_returned({"request": {"type": "SessionResumedRequest", "cause": cause}})

    assert not returned.ok
    assert (returned.token, returned.result) == ("", {})


@pytest.mark.parametrize("type_", ["SessionResumedRequest", "Connections.Response"])
def test_nothing_may_come_back(type_: str) -> None:
    assert read_returned({"request": {"type": type_, "cause": None, "status": 7}}) == Returned("", "", None)


# -- through the whole skill

KEYS = st.sampled_from([
    "session", "context", "System", "user", "userId", "accessToken", "person", "personId", "request", "intent", "slots",
    "name", "value", "slotValue", "values", "resolutions", "resolutionsPerAuthority", "status", "code", "authority",
    "attributes", "sessionId", "new", "sealed", "locale", "requestId", "timestamp", "dialogState", "cause", "token",
    "confirmationStatus", "product", "quantity", "order", "address", "application", "applicationId", "device",
    "supportedInterfaces", "Alexa.Presentation.APL", "arguments", "body", "payload", "id", "type", "task", "error",
])  # fmt: skip
WORDS = st.sampled_from([
    "?", "", ADA, "oat milk", "oat-milk", "2", "CONFIRMED", "DENIED", "ER_SUCCESS_MATCH", "en-US", "ko-KR", "STARTED",
    "PlaceOrderIntent", "ReorderIntent", "CheckStockIntent", "ChangeAddressIntent", "AMAZON.YesIntent", "\ud800",
    "\x00",
])  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip
TYPES = st.sampled_from([
    "LaunchRequest", "IntentRequest", "SessionEndedRequest", "CanFulfillIntentRequest", "Connections.Response",
    "SessionResumedRequest", "System.ExceptionEncountered", "AlexaSkillEvent.SkillDisabled",
    "AlexaSkillEvent.SkillAccountLinked", "AlexaSkillEvent.SkillPermissionChanged", "Reminders.ReminderStarted",
    "Alexa.Presentation.APL.UserEvent", "Alexa.Presentation.APL.RuntimeError", "AudioPlayer.PlaybackStarted",
    "PlaybackController.NextCommandIssued", "Something.New", "",
])  # fmt: skip
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=5)
INTENTS = st.fixed_dictionaries({"name": WORDS | VALUES}, optional={"slots": st.dictionaries(KEYS, VALUES) | VALUES})


@given(
    envelope=OBJECTS,
    user=VALUES | st.just(ADA),
    request=st.fixed_dictionaries({"type": TYPES}, optional={"intent": INTENTS, "locale": WORDS | VALUES}),
    more=OBJECTS,
)
@example(envelope={}, user=ADA, request={"type": "IntentRequest", "intent": {"name": "X", "slots": {"a": 1}}}, more={})
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_sent_is_answered_or_refused(
    envelope: Json, user: Any, request: Json, more: Json, client: FlaskClient
) -> None:
    context = {"System": {"user": {"userId": user}}}

    answer = client.post("/alexa", json={"context": context, **envelope, "request": {**more, **request}})

    assert answer.status_code in (200, 400)
