"""What a device with a screen is shown, what touching it does, and what a device without one gets."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

import hypothesis
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from backend.conversation.screens import MOST_SHOWN, RenderedRow, RenderedScreen, progress_of, render_screen
from backend.conversation.turn import Phrase, Progress, Row, Screen, ScreenKind, Touch
from backend.orders.model import Line, Order, OrderStatus, Product, Shipment, ShipmentEvent, ShipmentStatus, Terms
from backend.orders.money import Money
from backend.settings import Settings
from backend.wiring import Encore
from interaction_models.model import SlotValue, load
from skill.app import unverified_app
from skill.screens import inert, read_touch, show
from skill.simulator.requests import envelope, intent_request

NOW = datetime.now(UTC)
APL = "Alexa.Presentation.APL"
MODEL = load("en-US")
JSON = dict[str, Any]
PICTURE = "https://cdn.example/oat.jpg"
HUB = {APL: {"runtime": {"maxVersion": "2024.3"}}}
ON_A_HUB: JSON = {"context": {"System": {"device": {"supportedInterfaces": HUB}}}}


class Hub:
    """A device with these interfaces, in one session."""

    def __init__(self, client: FlaskClient, customer: str, interfaces: JSON) -> None:
        self._client = client
        self._customer = customer
        self._interfaces = interfaces
        self.attributes: JSON = {}
        self.shown: JSON | None = None
        """The last directive that showed something; it stays there until another one comes."""
        self.response: JSON = {}
        self.bytes = 0

    def means(self, intent: str, **slots: SlotValue) -> str:
        return self.sends(intent_request(MODEL, intent, slots, answers=False))

    def touches(self, label: str) -> str:
        """What is labelled so, on the screen as it is now."""
        assert self.shown is not None
        data = self.shown["datasources"]["screen"]
        (item,) = (each for each in [*data["rows"], *data["buttons"]] if each["label"].startswith(label))
        return self.presses("touch", item["intent"], item["slots"])

    def presses(self, *arguments: Any) -> str:
        token = self.shown["token"] if self.shown else ""
        return self.sends({"type": f"{APL}.UserEvent", "token": token, "arguments": list(arguments)})

    def sends(self, request: JSON) -> str:
        session = {"id": "amzn1.echo-api.session.screen", "attributes": self.attributes}
        body = envelope(
            request, customer=self._customer, session=session, new=not self.attributes, now=NOW, locale="en-US"
        )
        body["context"]["System"]["device"]["supportedInterfaces"] = self._interfaces
        answer = self._client.post("/alexa", json=body)
        assert answer.status_code == 200
        self.bytes = len(answer.data)
        parsed = answer.get_json()
        self.response = parsed["response"]
        if "outputSpeech" in self.response:
            self.attributes = parsed.get("sessionAttributes") or {}
        for directive in self.directives:
            self.shown = directive
        return re.sub("<[^>]*>", "", self.response.get("outputSpeech", {}).get("ssml", ""))

    @property
    def directives(self) -> list[JSON]:
        return [each for each in self.response.get("directives", []) if each["type"].startswith(APL)]

    @property
    def data(self) -> JSON:
        (directive,) = self.directives
        found: JSON = directive["datasources"]["screen"]
        return found


@pytest.fixture(scope="module")
def client(encore: Encore, settings: Settings) -> FlaskClient:
    """One for all: nothing here is about a service that starts."""
    return unverified_app(encore, settings).test_client()


@pytest.fixture
def hub(client: FlaskClient) -> Hub:
    return Hub(client, "ada", HUB)


@pytest.fixture
def speaker(client: FlaskClient) -> Hub:
    return Hub(client, "ada", {})


@pytest.fixture
def picture_of_oat_milk(encore: Encore) -> Iterator[None]:
    with encore.database.writing() as uow:
        before = uow.products.by_sku(["oat-milk"])["oat-milk"]
        uow.products.put([replace(before, image=PICTURE)])
    yield
    with encore.database.writing() as uow:
        uow.products.put([replace(uow.products.by_sku(["oat-milk"])["oat-milk"], image=None)])


def the(sku: str) -> SlotValue:
    return SlotValue(sku.replace("-", " "), (sku,))


def texts(rows: list[JSON]) -> list[tuple[str, str]]:
    return [(row["text"], row["detail"]) for row in rows]


# -- what is shown


def test_stock_is_shown_with_its_price(hub: Hub) -> None:
    hub.means("CheckStockIntent", product=the("oat-milk"))

    assert hub.shown is not None
    assert hub.shown["type"] == f"{APL}.RenderDocument"
    assert texts(hub.data["rows"]) == [("Oat milk", "$3.79 a carton, in stock")]
    assert hub.bytes < 16_000


def test_what_is_sold_out_cannot_be_touched_but_what_there_is_instead_can(hub: Hub) -> None:
    hub.means("CheckStockIntent", product=the("almond-milk"))

    assert [(row["text"], row["touchable"]) for row in hub.data["rows"]] == [
        ("Almond milk", False),
        ("Fresh milk", True),
    ]
    assert hub.data["rows"][0]["detail"].startswith("$4.09 a carton, sold out, back on ")


def test_what_is_to_be_fetched_cannot_be_ordered_for_delivery_by_a_touch(hub: Hub) -> None:
    hub.means("CheckStockIntent", product=the("oat-milk"), place=SlotValue("mill street", ("mill-street",)))

    assert hub.data["title"]["text"] == "The Mill Street store"
    assert [row["touchable"] for row in hub.data["rows"]] == [False]


def test_a_cancelled_order_has_no_progress(client: FlaskClient) -> None:
    ben = Hub(client, "ben", HUB)
    ben.means("PlaceOrderIntent", product=the("honey"))
    ben.touches("Place order")
    ben.touches("Cancel order")
    ben.means("AMAZON.YesIntent")

    number = ben.data["title"]["text"].removeprefix("Order ")
    assert [note["text"] for note in ben.data["notes"]] == [
        f"Your order {number} is cancelled. Nothing will be charged."
    ]
    assert (ben.data["steps"], ben.data["buttons"]) == ([], [])


def test_ideas_are_a_list_to_choose_from(hub: Hub) -> None:
    hub.means("RecommendIntent")

    assert [row["text"] for row in hub.data["rows"]] == ["Dark roast coffee", "Oat milk", "Brown bread"]
    assert all(row["intent"] == "PlaceOrderIntent" for row in hub.data["rows"])


def test_a_stranger_sees_what_there_is_and_can_touch_nothing(client: FlaskClient) -> None:
    stranger = Hub(client, "nobody", HUB)

    stranger.means("CheckStockIntent", product=the("oat-milk"))

    assert [row["touchable"] for row in stranger.data["rows"]] == [False]


def test_a_quote_shows_lines_fees_total_and_two_buttons(hub: Hub) -> None:
    hub.means("PlaceOrderIntent", product=the("oat-milk"), quantity=SlotValue("2"))

    assert texts(hub.data["rows"]) == [("2 cartons of oat milk", "$7.58")]
    notes = [note["text"] for note in hub.data["notes"]]
    assert notes[0] == "Delivery: $3.99"
    assert notes[1].endswith(" to 12 Orchard Lane, Springfield.")
    assert hub.data["total"]["text"] == "Total: $11.57"
    assert [(button["text"], button["intent"]) for button in hub.data["buttons"]] == [
        ("Place order", "AMAZON.YesIntent"),
        ("Not now", "AMAZON.NoIntent"),
    ]
    hub.means("AMAZON.NoIntent")


def test_history_shows_more_orders_than_are_spoken(hub: Hub) -> None:
    said = hub.means("OrderHistoryIntent")

    assert said.count("Order ") == 3
    assert 8 <= len(hub.data["rows"]) <= MOST_SHOWN
    assert all(re.fullmatch(r"Order \d{6}", row["text"]) for row in hub.data["rows"])
    assert hub.bytes < 20_000


def test_an_order_under_way_shows_how_far_it_is(hub: Hub) -> None:
    hub.means("OrderStatusIntent")

    assert [(step["text"], step["reached"], step["now"]) for step in hub.data["steps"]] == [
        ("Placed", True, False),
        ("Packed", True, False),
        ("On its way", True, True),
        ("Out for delivery", False, False),
        ("Delivered", False, False),
    ]
    assert hub.data["progress"]["text"] == "On its way, step 3 of 5"


def test_the_basket_shows_a_button_that_buys_it(hub: Hub) -> None:
    hub.means("AddToCartIntent", product=the("bananas"))
    hub.means("ReviewCartIntent")

    assert [(button["text"], button["intent"]) for button in hub.data["buttons"]] == [("Check out", "CheckoutIntent")]
    hub.means("RemoveFromCartIntent", product=the("bananas"))


def test_korean_screens_are_in_korean(encore: Encore) -> None:
    screen = Screen(
        ScreenKind.TRACKING, Phrase("screen-orders"), (), progress=Progress((Phrase("screen-step-packed"),), 0)
    )

    assert render_screen(screen, locale="ko-KR", today=NOW.date()).progress == "포장 완료, 1단계 중 1단계"


# -- only where it can be shown


@pytest.mark.parametrize("interfaces", [{}, {APL: None}, {APL: []}, {"AudioPlayer": {}}])
def test_nothing_is_shown_on_a_device_that_cannot(client: FlaskClient, interfaces: JSON) -> None:
    speaker = Hub(client, "ada", interfaces)

    for intent in ("OrderHistoryIntent", "OrderStatusIntent", "RecommendIntent"):
        assert speaker.means(intent)
        assert speaker.directives == []


@pytest.mark.parametrize(
    ("runtime", "version"),
    [
        ({}, "1.6"),
        ({"runtime": {}}, "1.6"),
        ({"runtime": {"maxVersion": "1.3"}}, "1.3"),
        ({"runtime": {"maxVersion": "1.10"}}, "1.6"),
        ({"runtime": {"maxVersion": "2024.3"}}, "1.6"),
        ({"runtime": {"maxVersion": "next"}}, "1.6"),
        ({"runtime": {"maxVersion": 1}}, "1.6"),
    ],
)
def test_an_older_device_gets_a_document_of_its_version(client: FlaskClient, runtime: JSON, version: str) -> None:
    hub = Hub(client, "ada", {APL: runtime})

    hub.means("OrderHistoryIntent")

    assert hub.directives[0]["document"]["version"] == version


# -- a card instead


def test_without_a_screen_an_answer_about_an_order_is_a_card(speaker: Hub) -> None:
    speaker.means("OrderStatusIntent")

    card = speaker.response["card"]
    assert card["type"] == "Simple"
    assert re.fullmatch(r"Order \d{6}", card["title"])
    assert card["content"].startswith("On its way, step 3 of 5\n2 bags of dark roast coffee: $16.98\n")


def test_a_product_without_a_picture_is_no_card(speaker: Hub) -> None:
    speaker.means("CheckStockIntent", product=the("oat-milk"))

    assert "card" not in speaker.response


@pytest.mark.usefixtures("picture_of_oat_milk")
def test_a_picture_is_on_the_card(speaker: Hub) -> None:
    speaker.means("CheckStockIntent", product=the("oat-milk"))

    assert speaker.response["card"] == {
        "type": "Standard",
        "title": "Corner Pantry",
        "text": "Oat milk: $3.79 a carton, in stock",
        "image": {"smallImageUrl": PICTURE, "largeImageUrl": PICTURE},
    }


@pytest.mark.usefixtures("picture_of_oat_milk")
def test_a_picture_is_on_the_screen(hub: Hub) -> None:
    hub.means("CheckStockIntent", product=the("oat-milk"))

    assert [row["image"] for row in hub.data["rows"]] == [PICTURE]
    assert "card" not in hub.response


# -- touching


def spoken_and_touched(client: FlaskClient) -> Iterator[Hub]:
    for _ in range(2):
        yield Hub(client, "ada", HUB)


def without_numbers(said: str) -> str:
    return re.sub(r"\d( \d)*, \d( \d)*", "N", said)


def test_touching_place_order_is_saying_yes(client: FlaskClient) -> None:
    said, touched = Hub(client, "ben", HUB), Hub(client, "ben", HUB)
    said.means("PlaceOrderIntent", product=the("honey"))
    answer = said.means("AMAZON.YesIntent")
    number_said = said.data["title"]["text"]

    touched.means("PlaceOrderIntent", product=the("honey"))

    assert without_numbers(touched.touches("Place order")) == without_numbers(answer)
    assert answer.startswith("Done. Your order number is ")
    assert touched.data["title"]["text"] != number_said  # two orders, one each
    assert touched.data["progress"]["text"] == "Placed, step 1 of 5"
    assert touched.response["card"]["title"] == touched.data["title"]["text"]


def test_touching_an_order_is_asking_where_it_is(client: FlaskClient) -> None:
    said, touched = spoken_and_touched(client)
    for hub in (said, touched):
        hub.means("OrderHistoryIntent")
    number = touched.data["rows"][2]["text"].removeprefix("Order ")

    answer = said.means("OrderStatusIntent", order=SlotValue(number))

    assert touched.touches(f"Order {number}") == answer
    assert touched.data == said.data


def test_touching_a_product_is_ordering_it(client: FlaskClient) -> None:
    said, touched = spoken_and_touched(client)
    for hub in (said, touched):
        hub.means("RecommendIntent")

    answer = said.means("PlaceOrderIntent", product=the("brown-bread"))
    said.means("AMAZON.NoIntent")

    assert touched.touches("Brown bread") == answer
    touched.means("AMAZON.NoIntent")


def test_what_was_touched_is_kept_in_mind(hub: Hub) -> None:
    hub.means("RecommendIntent")
    hub.touches("Brown bread")

    assert "6 loaves of brown bread" in hub.means("ChangeQuantityIntent", quantity=SlotValue("6"))
    hub.means("AMAZON.NoIntent")


def test_a_yes_under_an_older_question_is_not_a_yes_to_the_newer_one(hub: Hub) -> None:
    """The quote still stands on the screen while something else is asked."""
    hub.means("PlaceOrderIntent", product=the("honey"))
    asked = hub.means("DeleteMyDataIntent")
    assert hub.directives == []

    assert hub.touches("Place order") == asked
    assert hub.means("AMAZON.NoIntent")
    assert hub.means("OrderStatusIntent")  # nothing was deleted


def test_a_yes_after_the_session_is_over_orders_nothing(hub: Hub) -> None:
    hub.means("PlaceOrderIntent", product=the("honey"))
    hub.attributes = {}

    assert hub.touches("Place order").startswith("You can say: ")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("touch",),
        ("touch", "PlaceOrderIntent"),
        ("touch", "PlaceOrderIntent", None),
        ("touch", "PlaceOrderIntent", []),
        ("touch", "PlaceOrderIntent", {}, {}),
        ("Touch", "OrderStatusIntent", {}),
        ("touch", "LaunchRequest", {}),
        ("touch", "NoSuchIntent", {}),
        ("touch", None, {}),
        ("touch", ["OrderStatusIntent"], {}),
        ("touch", "OrderStatusIntent", {"product": {"said": "tea", "ids": []}}),
        ("touch", "OrderStatusIntent", {"order": "407912"}),
        ("touch", "OrderStatusIntent", {"order": {"said": "407912"}}),
        ("touch", "OrderStatusIntent", {"order": {"said": "", "ids": []}}),
        ("touch", "OrderStatusIntent", {"order": {"said": 407912, "ids": []}}),
        ("touch", "OrderStatusIntent", {"order": {"said": "407912", "ids": "407912"}}),
        ("touch", "OrderStatusIntent", {"order": {"said": "407912", "ids": [1]}}),
        ("touch", "OrderStatusIntent", {"order": {"said": "1" * 300, "ids": []}}),
        ("touch", "OrderStatusIntent", {"order": {"said": "a\u0000b", "ids": []}}),
        ("touch", "OrderStatusIntent", {"order": {"said": "1", "ids": ["x"] * 11}}),
        ("touch", "OrderStatusIntent", {str(number): {"said": "1", "ids": []} for number in range(1000)}),
        ({"touch": 1}, {"a": [{}]}, 3.5),
    ],
)
def test_what_stands_on_no_screen_of_ours_gets_an_empty_answer(hub: Hub, arguments: tuple[Any, ...]) -> None:
    assert hub.presses(*arguments) == ""
    assert hub.response == {}


@pytest.mark.parametrize("arguments", [None, "touch", 3, {"0": "touch"}])
def test_arguments_that_are_no_list_get_an_empty_answer(hub: Hub, arguments: Any) -> None:
    hub.sends({"type": f"{APL}.UserEvent", "token": None, "arguments": arguments})

    assert hub.response == {}


@pytest.mark.parametrize(
    "request_",
    [
        {"type": f"{APL}.RuntimeError", "token": "x", "errors": [{"type": "LIST_ERROR", "reason": "?"}]},
        {"type": f"{APL}.LoadIndexListData", "token": "x", "correlationToken": "1", "listId": "rows", "startIndex": 1},
        {"type": f"{APL}.LoadTokenListData", "token": "x"},
        {"type": f"{APL}.UserEvent"},
    ],
)
def test_other_messages_of_a_screen_get_an_empty_answer(hub: Hub, request_: JSON) -> None:
    hub.sends(request_)

    assert hub.response == {}


# -- names are only names

HOSTILE = (
    "${payload.screen.total}", "#{data.text}", "$${1+1}", "${", "@words", "@@page", "<b>tea</b>", "a & b < c", "&lt;",
    '"quoted"', "'; drop", "\x00\x1b[31m", "茶 🍵", "ا\u200fب", "x" * 10_000, "${'a'", "#${1}", "  @page", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_in_a_name_is_computed(name: str) -> None:
    _assert_inert(shown_with(name))


@hypothesis.settings(max_examples=40)
@given(st.text(alphabet=st.sampled_from("$#{}@ ab\\&<"), max_size=20))
def test_nothing_in_any_mixture_of_signs_is_computed(name: str) -> None:
    _assert_inert(shown_with(name))


def shown_with(name: str) -> JSON:
    row = RenderedRow(name, name, None, Touch("PlaceOrderIntent", {"product": SlotValue(name, (name,))}))
    screen = RenderedScreen(ScreenKind.QUOTE, name, (row,) * MOST_SHOWN, (name,), name, (name,) * 5, 1, name, (row,))
    found = datasources(screen)
    assert len(json.dumps(found)) < 60_000
    return found


def datasources(screen: RenderedScreen) -> JSON:
    (directive,) = show(screen, {}, ON_A_HUB)
    shown: Any = directive.to_dict()
    found: JSON = shown["datasources"]
    return found


def _assert_inert(data: JSON) -> None:
    for key, text in _strings(data):
        assert "${" not in text
        assert "#{" not in text
        assert not text.startswith("@")
        if key in ("text", "detail"):  # these may hold mark-up, a label may not
            assert "<" not in text
            assert re.sub("&(amp|lt|gt);", "", text).count("&") == 0


def _strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _strings(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part, key)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("oat milk", "oat milk"), ("salt & pepper", "salt & pepper"), ("${x}", "$ {x}"), ("@home", " @home"),
     ("a\n b", "a b"), ("x" * 300, "x" * 239 + "…")],
)  # fmt: skip
def test_a_name_reads_as_it_did(name: str, shown: str) -> None:
    assert inert(name) == shown


def test_a_long_list_is_cut() -> None:
    rows = tuple(Row(Phrase("verbatim", {"text": str(number)})) for number in range(1000))

    found = render_screen(Screen(ScreenKind.ORDERS, Phrase("screen-orders"), rows), locale="en-US", today=NOW.date())

    assert [row.text for row in found.rows] == [str(number) for number in range(MOST_SHOWN)]


@pytest.mark.parametrize("name", ["salt & <pepper>", "می\u200cخوش", "क्\u200dष", "👨\u200d👩\u200d👧 mug", "soft\u00ad"])
def test_a_touch_comes_back_as_it_was_sent(name: str) -> None:
    touch = Touch("PlaceOrderIntent", {"product": SlotValue(name, ("salt-pepper",))})
    screen = RenderedScreen(
        ScreenKind.PRODUCTS, "", (RenderedRow("Salt", touch=touch),), (), "", (), 0, "", ()
    )  # fmt: skip
    row = datasources(screen)["screen"]["rows"][0]

    back = read_touch({"request": {"arguments": ["touch", row["intent"], row["slots"]]}}, MODEL, {})

    assert back == touch


# -- how far an order is


def order(status: OrderStatus, *parcels: ShipmentStatus, pickup: bool = False, quantity: int = 0) -> Order:
    tea = Product("tea", Money(100, "USD"), "box", "", {"en-US": ("tea",)})
    free = Money(0, "USD")
    terms = Terms(free, free, None, free, True, NOW.date(), "12 Orchard Lane", pickup=pickup)
    shipments = tuple(
        Shipment(UUID(int=index), "ups", str(index), None, {"tea": 1}, (ShipmentEvent(each, NOW),))
        for index, each in enumerate(parcels)
    )
    lines = (Line(tea, quantity or max(len(parcels), 1), tea.price),)
    return Order(
        UUID(int=9), "407912", None, None, status, lines, terms, NOW, NOW + timedelta(minutes=30), shipments
    )  # fmt: skip


S = ShipmentStatus


@pytest.mark.parametrize(
    ("of", "step"),
    [
        (order(OrderStatus.PLACED), 0),
        (order(OrderStatus.PACKED), 1),
        (order(OrderStatus.SHIPPED), 2),
        (order(OrderStatus.DELIVERED), 4),
        (order(OrderStatus.CANCELLED), None),
        (order(OrderStatus.SHIPPED, S.LABEL_CREATED), 1),
        (order(OrderStatus.SHIPPED, S.IN_TRANSIT), 2),
        (order(OrderStatus.SHIPPED, S.OUT_FOR_DELIVERY), 3),
        (order(OrderStatus.SHIPPED, S.ATTEMPT_FAILED), 3),
        (order(OrderStatus.DELIVERED, S.DELIVERED), 4),
        (order(OrderStatus.SHIPPED, S.RETURNED), None),
        (order(OrderStatus.SHIPPED, S.EXPIRED), None),
        (order(OrderStatus.SHIPPED, S.DELIVERED, S.IN_TRANSIT), 2),
        (order(OrderStatus.PARTLY_SHIPPED, S.DELIVERED, quantity=2), 1),
        (order(OrderStatus.PLACED, pickup=True), 0),
        (order(OrderStatus.PACKED, pickup=True), 1),
        (order(OrderStatus.DELIVERED, pickup=True), 2),
    ],
)
def test_an_order_is_as_far_as_its_slowest_part(of: Order, step: int | None) -> None:
    found = progress_of(of)

    assert (found.step if found else None) == step


@pytest.mark.parametrize("status", S)
def test_every_word_of_a_carrier_has_a_place_on_the_line_or_none(status: ShipmentStatus) -> None:
    nowhere = {S.RETURNED, S.CANCELLED, S.EXPIRED}

    assert (progress_of(order(OrderStatus.SHIPPED, status)) is None) == (status in nowhere)


# -- the document itself

COMPONENT = {
    "type", "when", "accessibilityLabel", "role", "width", "height", "minHeight", "paddingLeft", "paddingRight",
    "paddingTop", "paddingBottom", "grow", "shrink",
}  # fmt: skip
PROPERTIES = {
    "Container": COMPONENT | {"direction", "alignItems", "justifyContent", "data", "items"},
    "Frame": COMPONENT | {"backgroundColor", "borderRadius", "items"},
    "Image": COMPONENT | {"source", "scale", "borderRadius"},
    "Sequence": COMPONENT | {"data", "items", "lastItem"},
    "Text": COMPONENT
    | {"text", "color", "fontSize", "fontWeight", "maxLines", "textAlign", "textAlignVertical"},
    "TouchWrapper": COMPONENT | {"onPress", "items"},
    "SendEvent": {"type", "arguments"},
}  # fmt: skip
ROLES = {"button", "header", "list", "listitem", "progressbar"}


@pytest.fixture(scope="module")
def document() -> JSON:
    found: JSON = json.loads((files("skill") / "apl" / "screen.json").read_text(encoding="utf-8"))
    return found


def parts(value: Any) -> Iterator[JSON]:
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for part in value.values():
            yield from parts(part)
    elif isinstance(value, list):
        for part in value:
            yield from parts(part)


def test_every_part_has_only_properties_that_apl_knows(document: JSON) -> None:
    layouts = {name: {"type", "when", *layout["parameters"]} for name, layout in document["layouts"].items()}
    known = PROPERTIES | layouts

    for part in [*parts(document["layouts"]), *parts(document["mainTemplate"])]:
        assert part.keys() <= known[part["type"]], part["type"]
    assert document["mainTemplate"]["parameters"] == ["payload"]


def test_what_can_be_touched_says_so_to_who_cannot_see_it(document: JSON) -> None:
    found = list(parts(document))
    touchable = [part for part in found if part["type"] == "TouchWrapper"]

    assert len(touchable) == 2
    assert all(part["role"] == "button" and part["accessibilityLabel"] for part in touchable)
    assert {part["role"] for part in found if "role" in part} <= ROLES


def test_everything_that_is_named_is_defined(document: JSON) -> None:
    first = document["resources"][0]
    defined = first["colors"].keys() | first["dimensions"].keys()

    assert set(re.findall(r"@(\w+)", json.dumps([document["layouts"], document["mainTemplate"]]))) == defined
    assert all(each.get("dimensions", {}).keys() <= defined for each in document["resources"])


def test_words_can_be_read_from_across_the_room(document: JSON) -> None:
    colors = document["resources"][0]["colors"]
    sizes = [each["dimensions"][size] for each in document["resources"] for size in ("large", "medium", "small")]

    assert all(contrast(colors[ink], colors["page"]) >= 7 for ink in ("words", "quiet"))
    assert contrast(colors["words"], colors["button"]) >= 4.5
    assert contrast(colors["lit"], colors["unlit"]) >= 3
    assert min(int(size.removesuffix("dp")) for size in sizes) >= 22
    assert all("maxLines" in part for part in parts(document) if part["type"] == "Text")


def contrast(one: str, other: str) -> float:
    """As WCAG reckons it."""

    def light(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)
