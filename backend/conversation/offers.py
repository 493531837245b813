"""What the shop takes off today, how orders come, and where they can be fetched."""

from collections.abc import Sequence
from datetime import timedelta

from backend.conversation.browsing import no_to_offer
from backend.conversation.buying import read_out
from backend.conversation.cart import rule, use_code
from backend.conversation.phrasebook import AnyOf
from backend.conversation.turn import Phrase, Reply
from backend.conversation.visit import CHOICES, Topic, Visit, is_quantity, is_text
from backend.orders.errors import QuantityRefused
from backend.orders.languages import said_in
from backend.orders.model import MOST_OF_ONE_PRODUCT, Place, Wish
from backend.orders.ports import UnitOfWork
from backend.orders.promotions import holding
from backend.orders.quoting import FETCHED_AFTER, Quoted, quote_wishes


def _promotions(visit: Visit) -> Reply:
    if visit.said("code") or visit.ids("code"):
        return use_code(visit)
    customer_id = visit.customer.id if visit.customer else None
    found = visit.read(lambda uow: holding(customer_id, today=visit.today, uow=uow))
    if not found:
        return visit.more(Phrase("no-promotions"))
    says = []
    for promotion in found[:CHOICES]:
        if promotion.automatic:
            says.append(Phrase("promotion-automatic", {"rule": rule(promotion, visit)}))
        else:
            name = promotion.name(visit.turn.locale)
            says.append(Phrase("promotion-by-code", {"name": name, "rule": rule(promotion, visit)}))
    if any(not promotion.automatic for promotion in found[:CHOICES]):
        says.append(Phrase("how-to-use-code"))
    return visit.more(*says)


def _delivery_options(visit: Visit) -> Reply:
    shop = visit.shop
    if not shop.delivery_fee.minor:
        says = [Phrase("delivery-free")]
    elif shop.free_delivery_from is None:
        says = [Phrase("delivery-costs", {"fee": shop.delivery_fee})]
    else:
        says = [Phrase("delivery-costs-until", {"fee": shop.delivery_fee, "from": shop.free_delivery_from})]
    says.append(Phrase("delivery-day", {"day": visit.today + timedelta(days=shop.delivery_days)}))
    says += _where_to_fetch([place for place in visit.read(lambda uow: uow.places()) if place.pickup], visit)
    if shop.phone:
        # How to pay is between the shop and its customer; we know nothing of it.
        says.append(Phrase("payment-ask", {"phone": shop.phone}))
    return visit.more(*says)


def _where_to_fetch(places: Sequence[Place], visit: Visit) -> list[Phrase]:
    if not places:
        return []
    locale = visit.turn.locale
    day = visit.today + FETCHED_AFTER
    names = tuple(place.name(locale) for place in places[:CHOICES])
    says = [Phrase("fetch-at", {"places": AnyOf(names), "more": len(places) - len(names), "day": day})]
    for place, name in zip(places, names, strict=False):
        if hours := said_in(locale, place.opening_hours):
            says.append(Phrase("fetch-hours", {"place": name, "hours": hours}))
    return says


def _yes_to_fetch(visit: Visit) -> Reply:
    customer = visit.known_customer()
    sku, quantity, place = (visit.pending[key] for key in ("sku", "quantity", "place"))
    if not 1 <= quantity <= MOST_OF_ONE_PRODUCT:
        raise QuantityRefused(quantity, most=MOST_OF_ONE_PRODUCT)

    def quote(uow: UnitOfWork) -> Quoted:
        return quote_wishes(customer, [Wish(sku, quantity)], now=visit.now, uow=uow, pickup_at=place)

    visit.product = sku
    return read_out(visit.write(quote), "that-is", visit)


TOPIC = Topic(
    answers={"PromotionsIntent": _promotions, "DeliveryOptionsIntent": _delivery_options},
    forms={"fetch": {"sku": is_text, "quantity": is_quantity, "place": is_text}},
    agreed={"fetch": _yes_to_fetch},
    declined={"fetch": no_to_offer},
)
