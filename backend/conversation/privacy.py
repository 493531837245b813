"""What is kept, what it may be used for, and having all of it deleted."""

from collections.abc import Mapping

from backend.conversation.personal import Guarded, ask_for_code
from backend.conversation.phrasebook import OrderNumber
from backend.conversation.turn import Expects, Phrase, Reply
from backend.conversation.visit import Topic, Visit
from backend.orders import privacy, tickets
from backend.orders.errors import TooLateToCancel
from backend.orders.model import Order
from backend.orders.ordering import cancellable
from backend.orders.ports import UnitOfWork
from backend.orders.privacy import OrdersStillOpen
from backend.orders.profiles import Purpose


def _privacy(visit: Visit) -> Reply:
    visit.known_customer()
    return visit.confirm(Phrase("privacy-offer"), Phrase("privacy-kept"), pending={"do": "export"})


def _yes_to_export(visit: Visit) -> Reply:
    customer = visit.known_customer()

    def work(uow: UnitOfWork) -> None:
        privacy.ask_for_export(customer.id, now=visit.now, uow=uow)
        # The shop keeper works through tickets; asked twice, it is still one copy.
        if not any(ticket.facts.get("about") == "export" for ticket in uow.tickets.open_of(customer.id)):
            draft = tickets.draft_ticket(customer, {"about": "export"}, now=visit.now, uow=uow, chance=visit.chance)
            tickets.open_ticket(customer, draft.id, call_back=False, now=visit.now, uow=uow)

    visit.write(work)
    return visit.more(Phrase("export-asked"))


def _consent(visit: Visit) -> Reply:
    customer_id = visit.known_customer().id
    purpose = next((Purpose(known) for known in visit.ids("purpose") if known in list(Purpose)), None)
    if purpose is None:
        return visit.ask(Phrase("consent-which"), Expects.SLOT, slot="purpose")
    choice = next((known for known in visit.ids("choice") if known in ("allow", "forbid")), None)
    if choice is None:
        is_allowed = visit.read(lambda uow: privacy.allowed(customer_id, purpose, uow))
        says = Phrase("consent-is-on" if is_allowed else "consent-is-off")
        return visit.ask(Phrase("consent-choice"), Expects.SLOT, says, slot="choice")
    visit.write(lambda uow: privacy.decide(customer_id, purpose, choice == "allow", now=visit.now, uow=uow))
    return visit.more(Phrase(f"{purpose.value}-{choice}"))


def _delete(visit: Visit) -> Reply:
    customer_id = visit.known_customer().id
    visit.read(lambda uow: privacy.erasable(customer_id, uow))
    return visit.confirm(Phrase("confirm-delete"), Phrase("delete-means"), pending={"do": "erase"})


def _yes_to_delete(visit: Visit) -> Reply:
    return ask_for_code(visit) or _erase(visit)


def _erase(visit: Visit) -> Reply:
    customer_id = visit.known_customer().id
    visit.write(lambda uow: privacy.erase(customer_id, now=visit.now, uow=uow))
    return visit.end(Phrase("deleted"), Phrase("goodbye"))


def _no_to_delete(visit: Visit) -> Reply:
    return visit.more(Phrase("not-deleted"))


def _still_open(refusal: OrdersStillOpen, visit: Visit) -> Reply:
    """What can be called off is offered; the rest has to arrive first."""
    customer = visit.known_customer()

    def find(uow: UnitOfWork) -> Order | None:
        for number in refusal.numbers:
            try:
                return cancellable(customer, number, now=visit.now, uow=uow)
            except TooLateToCancel:
                continue
        return None

    numbers = tuple(OrderNumber(number) for number in refusal.numbers[:3])
    says = Phrase("delete-blocked", {"count": len(refusal.numbers), "numbers": numbers})
    order = visit.read(find)
    if order is None:
        return visit.more(says, Phrase("delete-later"))
    question = Phrase("confirm-cancel", {"number": OrderNumber(order.number), "items": visit.items(order.lines)})
    return visit.confirm(question, says, pending={"do": "cancel", "number": order.number})


GUARDED: Mapping[str, Guarded] = {"erase": Guarded({}, _erase, declined="not-deleted")}

TOPIC = Topic(
    answers={"PrivacyIntent": _privacy, "DeleteMyDataIntent": _delete, "ConsentIntent": _consent},
    forms={"export": {}, "erase": {}},
    agreed={"export": _yes_to_export, "erase": _yes_to_delete},
    declined={"erase": _no_to_delete},
    refusals={OrdersStillOpen: _still_open},
)
