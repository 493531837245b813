"""What comes in and what goes out, as data: requests are checked against it, and /openapi.json describes it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from backend.api.reading import is_plain
from backend.orders.model import MOST_OF_ONE_PRODUCT, OrderStatus, QuoteState, ShipmentStatus
from backend.orders.money import Money as Amount
from backend.orders.profiles import Purpose
from backend.orders.returns import Reason, ReturnState
from backend.orders.subscriptions import SubscriptionState
from backend.orders.substitutions import Policy
from backend.orders.tickets import TicketState

MOST_LINES = 50
LONGEST_PAGE = 50


class Whole(fields.Integer):
    """A number without a fraction; neither "3" nor true is one."""

    def __init__(self, low: int, high: int, **rest: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(low, high), **rest)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> int:
        if isinstance(value, (bool, str)):
            raise self.make_error("invalid", input=value)
        number: int = super()._deserialize(value, attr, data, **rest)
        return number


class Digits(fields.Integer):
    """As Whole, in a query, where everything is text."""

    def __init__(self, low: int, high: int, **rest: Any) -> None:
        super().__init__(validate=validate.Range(low, high), **rest)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> int:
        if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10):
            raise self.make_error("invalid", input=value)
        return int(value)


class Flag(fields.Boolean):
    """True or false; not "yes" or 1."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Id(fields.UUID):
    """As we write them: 36 characters, lower case or upper case."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> Any:
        if not isinstance(value, str) or len(value) != 36:
            raise self.make_error("invalid_uuid")
        return super()._deserialize(value, attr, data, **rest)


class Day(fields.Date):
    """2026-03-12, and no other way to write it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> Any:
        if not isinstance(value, str) or len(value) != 10:
            raise self.make_error("invalid", input=value, obj_type="date")
        return super()._deserialize(value, attr, data, **rest)


def plain(text: str) -> None:
    if not is_plain(text):
        raise ValidationError("Has a character that cannot be kept.")


def words(longest: int, *, shortest: int = 1, **rest: Any) -> fields.String:
    return fields.String(validate=[validate.Length(shortest, longest), plain], **rest)


def like(pattern: str) -> list[Any]:
    """`$` also matches in front of a last line break; in the description's dialect it does not."""
    return [validate.Regexp(pattern), validate.ContainsNoneOf("\n")]


def a_sku(**rest: Any) -> fields.String:
    return words(64, **rest)


def one_of(codes: Any, **rest: Any) -> fields.String:
    return fields.String(validate=validate.OneOf([code.value for code in codes]), **rest)


def a_cursor() -> fields.String:
    return words(200, metadata={"description": "`next` of the page before."})


def a_limit() -> Digits:
    return Digits(1, LONGEST_PAGE, load_default=LONGEST_PAGE)


def listed(schema: type[Schema], **rest: Any) -> fields.List[Any]:
    return fields.List(fields.Nested(schema), required=True, **rest)


class Request(Schema):
    """Unknown names are refused: a misspelt option would be an order without it."""

    ways: ClassVar[Sequence[Mapping[str, Any]]] = ()
    """JSON Schemas of which exactly one holds, for the description; the check itself is a `validates_schema`."""

    class Meta:
        unknown = RAISE


# -- shared


class Money(Schema):
    amount = fields.String(
        required=True,
        validate=like(r"^[0-9]{1,13}(\.[0-9]{1,3})?$"),
        metadata={"description": "In the currency's main unit.", "example": "12.34"},
    )
    currency = fields.String(
        required=True, validate=like(r"^[A-Z]{3}$"), metadata={"description": "ISO 4217.", "example": "USD"}
    )


class MoneyGiven(Money):
    class Meta:
        unknown = RAISE

    @validates_schema
    def _whole_coins(self, data: dict[str, Any], **_: Any) -> None:
        try:
            Amount.parse(data["amount"], data["currency"])
        except ValueError:
            raise ValidationError("Finer than the currency's smallest coin.", "amount") from None


class Wish(Request):
    sku = a_sku(required=True)
    quantity = Whole(1, MOST_OF_ONE_PRODUCT, required=True)


class Line(Schema):
    sku = fields.String(required=True)
    quantity = fields.Integer(required=True)
    price = fields.Nested(Money, required=True, metadata={"description": "Of one."})
    total = fields.Nested(Money, required=True)


class FieldError(Schema):
    field = fields.String(required=True)
    detail = fields.String(required=True)


class Problem(Schema):
    """RFC 9457. What else it holds depends on the code."""

    class Meta:
        unknown = "include"

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "For programs."})
    detail = fields.String(required=True, metadata={"description": "For people."})
    errors = fields.List(fields.Nested(FieldError))


# -- operations


class Status(Schema):
    status = fields.String(required=True)


# -- products


class ProductQuery(Schema):
    q = fields.String(load_default="", metadata={"description": "What a customer would call it."})
    locale = fields.String(load_default="en-US", metadata={"example": "en-US"})
    cursor = a_cursor()
    limit = a_limit()


class Product(Schema):
    sku = fields.String(required=True)
    names = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)
    price = fields.Nested(Money, required=True)
    unit = fields.String(required=True)
    category = fields.String(required=True)
    on_hand = fields.Integer(required=True, metadata={"description": "What can be sold now; the same as available."})
    available = fields.Integer(required=True)
    restock_on = fields.Date(required=True, allow_none=True)
    image = fields.Url(required=True, allow_none=True, schemes={"https"}, metadata={"description": "A picture of it."})


class Products(Schema):
    products = listed(Product)
    next = fields.String(required=True, allow_none=True, metadata={"description": "Cursor of the next page."})


class PlaceStock(Schema):
    place = fields.String(required=True)
    available = fields.Integer(required=True)
    restock_on = fields.Date(required=True, allow_none=True)


class Stock(Schema):
    sku = fields.String(required=True)
    on_hand = fields.Integer(required=True, metadata={"description": "The same as available."})
    available = fields.Integer(required=True, metadata={"description": "At the place that delivers."})
    restock_on = fields.Date(required=True, allow_none=True)
    places = listed(PlaceStock)


# -- quotes and orders


class OrderRequest(Request):
    """Either a quote, or a customer and lines."""

    ways = (
        {"required": ["quote_id"], "maxProperties": 1},
        {"required": ["customer_id", "lines"], "not": {"required": ["quote_id"]}},
    )

    quote_id = Id()
    customer_id = Id()
    lines = fields.List(fields.Nested(Wish), validate=validate.Length(1, MOST_LINES))
    expected_total = fields.Nested(
        MoneyGiven, metadata={"description": "What the customer was shown; nothing is ordered if it would differ."}
    )
    promotion = words(32)
    pickup_at = words(32)

    @validates_schema
    def _one_or_the_other(self, data: dict[str, Any], **_: Any) -> None:
        if "quote_id" in data and len(data) > 1:
            raise ValidationError("A quote says it all; send nothing else with it.", "quote_id")
        if "quote_id" not in data:
            missing = {name: ["Missing, and there is no quote_id."] for name in ("customer_id", "lines")}
            missing = {name: message for name, message in missing.items() if name not in data}
            if missing:
                raise ValidationError(missing)


class QuoteRequest(Request):
    ways = (
        {"required": ["lines"], "not": {"required": ["what"]}},
        {"required": ["what"], "maxProperties": 2},
    )

    customer_id = Id(required=True)
    lines = fields.List(fields.Nested(Wish), validate=validate.Length(1, MOST_LINES))
    what = fields.String(
        validate=validate.OneOf(["usual", "last"]), metadata={"description": "Instead of lines: order it again."}
    )
    promotion = words(32)
    pickup_at = words(32)

    @validates_schema
    def _one_or_the_other(self, data: dict[str, Any], **_: Any) -> None:
        if ("lines" in data) == ("what" in data):
            raise ValidationError("Send either lines or what.")
        if "what" in data and ("promotion" in data or "pickup_at" in data):
            raise ValidationError("Only lines come with a promotion or a place.")


class ReorderRequest(Request):
    what = words(16, required=True, metadata={"description": '"usual", "last", or an order number.'})
    place = Flag(
        load_default=False,
        metadata={"description": "Order at once, with an Idempotency-Key; otherwise the answer is a quote."},
    )


class Terms(Schema):
    delivery_fee = fields.Nested(Money, required=True)
    discount = fields.Nested(Money, required=True)
    promotion = fields.String(required=True, allow_none=True)
    tax = fields.Nested(Money, required=True)
    tax_included = fields.Boolean(required=True)
    deliver_on = fields.Date(required=True)
    place = fields.String(required=True)
    pickup = fields.Boolean(required=True)


class Shortage(Schema):
    sku = fields.String(required=True)
    wanted = fields.Integer(required=True)
    taken = fields.Integer(required=True)


class Quote(Schema):
    id = fields.UUID(required=True)
    state = one_of(QuoteState, required=True)
    lines = listed(Line)
    terms = fields.Nested(Terms, required=True)
    total = fields.Nested(Money, required=True)
    expires_at = fields.AwareDateTime(required=True)
    shortages = listed(Shortage, metadata={"description": "What there was not enough of."})


class Order(Schema):
    number = fields.String(required=True)
    status = one_of(OrderStatus, required=True)
    placed_at = fields.AwareDateTime(required=True)
    cancel_until = fields.AwareDateTime(required=True)
    expected_on = fields.Date(required=True)
    lines = listed(Line)
    terms = fields.Nested(Terms, required=True)
    total = fields.Nested(Money, required=True)


class OrderOrQuote(Schema):
    """An order if it has a number, otherwise a quote."""

    id = fields.UUID()
    number = fields.String()
    status = one_of(OrderStatus)
    state = one_of(QuoteState)
    placed_at = fields.AwareDateTime()
    cancel_until = fields.AwareDateTime()
    expires_at = fields.AwareDateTime()
    expected_on = fields.Date()
    lines = listed(Line)
    terms = fields.Nested(Terms, required=True)
    total = fields.Nested(Money, required=True)
    shortages = fields.List(fields.Nested(Shortage))


class OrderDetail(Order):
    """With what is personal, so it is kept nowhere else."""

    customer_id = fields.UUID(required=True, allow_none=True)
    address = fields.String(required=True)


class OrderQuery(Schema):
    customer_id = Id()
    cursor = a_cursor()
    limit = a_limit()


class Orders(Schema):
    orders = listed(OrderDetail)
    next = fields.String(required=True, allow_none=True)


class OrderChange(Request):
    """One thing at a time."""

    ways = (
        {"required": ["address"], "maxProperties": 1},
        {"required": ["sku", "quantity", "expected_total"], "maxProperties": 3},
    )

    address = words(400, metadata={"description": "Where it goes."})
    sku = a_sku(metadata={"description": "With quantity: how many of this product."})
    quantity = Whole(0, MOST_OF_ONE_PRODUCT)
    expected_total = fields.Nested(MoneyGiven, metadata={"description": "With quantity; what it will cost then."})

    @validates_schema
    def _one_thing(self, data: dict[str, Any], **_: Any) -> None:
        if set(data) != {"address"} and set(data) != {"sku", "quantity", "expected_total"}:
            raise ValidationError("Send either address, or sku with quantity and expected_total.")


class ShipmentEvent(Schema):
    status = one_of(ShipmentStatus, required=True)
    at = fields.AwareDateTime(required=True)
    place = fields.String(required=True)


class Shipment(Schema):
    carrier = fields.String(required=True)
    tracking_code = fields.String(required=True)
    status = one_of(ShipmentStatus, required=True)
    expected_on = fields.Date(required=True, allow_none=True)
    contents = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    events = listed(ShipmentEvent)


class Tracking(Schema):
    number = fields.String(required=True)
    status = one_of(OrderStatus, required=True)
    expected_on = fields.Date(required=True)
    shipments = listed(Shipment)


# -- customers


class CustomerQuery(Schema):
    channel = words(32, required=True, metadata={"example": "local"})
    external_id = words(400, required=True, metadata={"example": "ada"})


class Customer(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    locale = fields.String(required=True)
    address = fields.String(required=True)
    spending_limit = fields.Nested(Money, required=True, allow_none=True)
    pickup_at = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)


class CartLine(Request):
    quantity = Whole(1, MOST_OF_ONE_PRODUCT, required=True)


class CartPromotion(Request):
    promotion = words(32, required=True)


class Cart(Schema):
    lines = listed(Line)
    promotion = fields.String(required=True, allow_none=True)
    subtotal = fields.Nested(Money, required=True)


class ListRequest(Request):
    lines = fields.List(fields.Nested(Wish), required=True, validate=validate.Length(1, MOST_LINES))


class ListLine(Schema):
    sku = fields.String(required=True)
    quantity = fields.Integer(required=True)


class SavedList(Schema):
    name = fields.String(required=True)
    lines = listed(ListLine)


class Lists(Schema):
    lists = listed(SavedList)


class AddressRequest(Request):
    address = words(400, required=True)


class PreferRequest(Request):
    label = words(64, required=True)


class Addresses(Schema):
    addresses = fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, metadata={"description": "Name to address."}
    )


class PickupRequest(Request):
    place = words(32, required=True, allow_none=True, metadata={"description": "null: deliver."})


class LimitRequest(Request):
    limit = fields.Nested(MoneyGiven, required=True, allow_none=True, metadata={"description": "null: no limit."})


class EmailRequest(Request):
    email = words(254, required=True, allow_none=True, metadata={"description": "Also how they sign in. null: none."})


class Consent(Schema):
    purpose = one_of(Purpose, required=True)
    allowed = fields.Boolean(required=True)
    at = fields.AwareDateTime(required=True)


class Consents(Schema):
    consents = listed(Consent, metadata={"description": "Latest first."})


class ConsentRequest(Request):
    purpose = one_of(Purpose, required=True)
    allowed = Flag(required=True)


class SubstitutionRequest(Request):
    ways = (
        {"required": ["replacement"], "properties": {"policy": {"const": Policy.SPECIFIC.value}}},
        {"not": {"required": ["replacement"]}, "properties": {"policy": {"not": {"const": Policy.SPECIFIC.value}}}},
    )

    policy = one_of(Policy, required=True)
    replacement = a_sku(metadata={"description": "With the policy specific."})

    @validates_schema
    def _fits(self, data: dict[str, Any], **_: Any) -> None:
        if (data["policy"] == Policy.SPECIFIC.value) != ("replacement" in data):
            raise ValidationError("Comes with the policy specific, and only with it.", "replacement")


class Export(Schema):
    """Table to rows."""

    class Meta:
        unknown = "include"


class Subscription(Schema):
    id = fields.UUID(required=True)
    state = one_of(SubscriptionState, required=True)
    every_weeks = fields.Integer(required=True)
    next_on = fields.Date(required=True)
    started_at = fields.AwareDateTime(required=True)
    lines = listed(Line, metadata={"description": "At the prices that were agreed to."})


class Subscriptions(Schema):
    subscriptions = listed(Subscription)


class SubscriptionDraft(Subscription):
    total = fields.Nested(Money, required=True, metadata={"description": "Of one delivery; to be sent back at start."})


class SubscriptionRequest(Request):
    lines = fields.List(fields.Nested(Wish), required=True, validate=validate.Length(1, MOST_LINES))
    every_weeks = Whole(1, 52, required=True)
    first_on = Day()


class StartRequest(Request):
    expected_total = fields.Nested(MoneyGiven, required=True)


class SkipRequest(Request):
    next_on = Day(required=True, metadata={"description": "The day of the order to leave out."})


class SwapRequest(Request):
    sku = a_sku(required=True)
    replacement = a_sku(required=True)
    price = fields.Nested(MoneyGiven, required=True, metadata={"description": "Of one, as the customer knows it."})


class AgreeRequest(Request):
    sku = a_sku(required=True)
    price = fields.Nested(MoneyGiven, required=True)


class SendRequest(Request):
    quote_id = Id(required=True)
    next_on = Day(required=True, metadata={"description": "The day of the order it replaces."})


class MoveRequest(Request):
    day = Day(required=True)


class ReturnRequest(Request):
    order = words(16, required=True, metadata={"description": "The order's number."})
    sku = a_sku(required=True)
    quantity = Whole(1, MOST_OF_ONE_PRODUCT, required=True)
    reason = one_of(Reason, required=True)


class Return(Schema):
    number = fields.String(required=True)
    order = fields.String(required=True)
    state = one_of(ReturnState, required=True)
    reason = one_of(Reason, required=True)
    lines = listed(Line)
    refund = fields.Nested(Money, required=True)
    asked_at = fields.AwareDateTime(required=True)
    changed_at = fields.AwareDateTime(required=True)


class Returns(Schema):
    returns = listed(Return)


class PageQuery(Schema):
    limit = a_limit()


class TicketRequest(Request):
    about = fields.String(required=True, validate=validate.OneOf(["order", "delivery", "return", "product", "other"]))
    phone = fields.String(validate=like(r"^\+?[0-9]{6,15}$"), metadata={"description": "Where to call back."})


class TicketQuery(PageQuery):
    closed = fields.String(load_default="false", validate=validate.OneOf(["true", "false"]))


class Ticket(Schema):
    number = fields.String(required=True)
    customer_id = fields.UUID(required=True, allow_none=True)
    state = one_of(TicketState, required=True)
    facts = fields.Dict(keys=fields.String(), required=True)
    phone = fields.String(required=True, allow_none=True)
    opened_at = fields.AwareDateTime(required=True)
    closed_at = fields.AwareDateTime(required=True, allow_none=True)


class Tickets(Schema):
    tickets = listed(Ticket)


# -- webhooks


class WebhookRequest(Request):
    url = words(2000, required=True, metadata={"example": "https://shop.example/encore"})
    types = fields.List(
        fields.String(validate=like(r"^(\*|[a-z_]{1,40}\.(\*|[a-z_]{1,40}))$")),
        load_default=list,
        validate=validate.Length(0, 50),
        metadata={"description": 'Types of events, such as "order.placed" or "order.*"; all if empty.'},
    )


class Webhook(Schema):
    id = fields.UUID(required=True)
    url = fields.String(required=True)
    types = fields.List(fields.String(), required=True)
    created_at = fields.AwareDateTime(required=True)


class NewWebhook(Webhook):
    secret = fields.String(required=True, metadata={"description": "Signs what is sent; shown only now."})


class Webhooks(Schema):
    webhooks = listed(Webhook)


class CarrierAnswer(Schema):
    events = fields.Integer(required=True, metadata={"description": "How many were understood."})
    ours = fields.Integer(required=True, metadata={"description": "How many were about a parcel of this shop."})
