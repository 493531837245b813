"""Linked accounts: signing in by e-mail, what a device may do in a customer's name, and who is speaking.

Codes and tokens are kept by their hashes only, so nobody can read one out of the database.
"""

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from backend.orders import profiles
from backend.orders.errors import Refusal, UnknownCustomer
from backend.orders.ids import uuid7
from backend.orders.model import Customer, Event
from backend.orders.money import Money
from backend.orders.tokens import hash_of

if TYPE_CHECKING:
    from backend.orders.ports import Chance, UnitOfWork

RandomBytes = Callable[[int], bytes]

ALEXA = "alexa"
"""The channel whose users link accounts."""

SIGN_IN_LASTS = timedelta(minutes=10)
MOST_TRIES = 5
MOST_CODES = 5
"""E-mails to one address within COUNTED. With the tries: 25 guesses an hour at a million codes."""
COUNTED = timedelta(hours=1)
MOST_IN_A_MINUTE = 120
"""E-mails to all addresses together: who tries a few codes at each of many gets nowhere either."""
MINUTE = timedelta(minutes=1)
GRANT_LASTS = timedelta(minutes=5)
ACCESS_LASTS = timedelta(hours=1)
RETRY_WITHIN = timedelta(seconds=60)
"""For so long a refresh token that was replaced is answered once more: the reply may have been lost on its way."""

LONGEST_EMAIL = 254
_LOCAL_PART = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_DOMAIN = re.compile(r"(?=.{1,190}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
_LONGEST_USER = 400
_PREFIX = "encore_link_"


# -- e-mail addresses


@dataclass(slots=True)
class EmailRefused(Refusal):
    """No address anything could be sent to."""


@dataclass(slots=True)
class EmailTaken(Refusal):
    """Another customer has it; a customer is found by it, so it can only be one's."""


def plain_email(text: str) -> str:
    """As it is kept: lower case, the domain in ASCII.

    Raises:
        EmailRefused
    """
    local, _, domain = text.strip().lower().rpartition("@")
    # As IDNA does it; some letters are eighteen then, and to encode many takes long.
    domain = unicodedata.normalize("NFKC", domain[:LONGEST_EMAIL])[: LONGEST_EMAIL + 1]
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise EmailRefused from None
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    if dots or not _LOCAL_PART.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise EmailRefused
    return f"{local}@{domain}"


def set_email(
    customer_id: UUID, email: str | None, *, now: datetime, uow: "UnitOfWork", actor: str = "shop"
) -> Customer:
    """Where confirmations go, and how the customer signs in; None for nowhere.

    Raises:
        EmailRefused, EmailTaken, UnknownCustomer
    """
    plain = None if email is None else plain_email(email)
    uow.personal_data.lock(customer_id)
    customer = uow.customers.get(customer_id)
    if customer is None:
        raise UnknownCustomer(str(customer_id))
    holder = None if plain is None else uow.customers.by_email(plain)
    if holder is not None and holder.id != customer_id:
        raise EmailTaken
    if plain == customer.email:
        return customer
    # Who reads the old address must not get in with a code that is on its way there.
    uow.linking.forget_sign_ins(customer_id)
    customer = replace(customer, email=plain)
    uow.customers.change(customer)
    _tell("email.changed" if plain else "email.removed", "email", customer_id, actor, now, uow)
    return customer


# -- signing in


@dataclass(frozen=True, slots=True)
class SignIn:
    """A code on its way to an e-mail address. There is one for an address nobody has, too: it can do nothing, but it
    takes as long and counts the same tries, so that nobody learns whose address is known."""

    id: UUID
    address_hash: str
    customer_id: UUID | None
    code_hash: str
    tries: int
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class SentCode:
    id: UUID
    customer: Customer | None
    """To whom the code has to be sent; None if the address is nobody's."""
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignInTried:
    """A value, not a refusal, for a refusal would undo the counting."""

    customer_id: UUID | None
    """Who signed in."""
    left: int
    """Tries; 0 when the code is good for nothing any more."""


@dataclass(slots=True)
class TooManyCodes(Refusal):
    """Somebody is guessing, or wants to fill a mailbox."""

    most: int
    within: timedelta


def begin_sign_in(email: str, *, key: bytes, chance: "Chance", now: datetime, uow: "UnitOfWork") -> SentCode:
    """A code of six digits, to be sent by e-mail to the customer if there is one.

    Args:
        key: Secret; a hash of six digits alone could be undone by trying them all.

    Raises:
        EmailRefused, TooManyCodes
    """
    plain = plain_email(email)
    customer = uow.customers.by_email(plain)
    id, address_hash = uuid7(now), _keyed(key, b"address", plain.encode())
    # One at a time, or many at once would all be below the limit.
    uow.personal_data.lock(customer.id if customer else id)
    # Once more: while we waited, the address may have become somebody else's.
    customer = uow.customers.by_email(plain)
    if uow.linking.sign_ins_since(address_hash, now - COUNTED) >= MOST_CODES:
        raise TooManyCodes(MOST_CODES, COUNTED)
    if uow.linking.sign_ins_since(None, now - MINUTE) >= MOST_IN_A_MINUTE:
        raise TooManyCodes(MOST_IN_A_MINUTE, MINUTE)
    code = f"{chance.randrange(0, 10**6):06d}"
    customer_id = customer.id if customer else None
    uow.linking.add_sign_in(SignIn(id, address_hash, customer_id, _code_hash(key, id, code), 0, now))
    return SentCode(id, customer, code)


def try_code(id: UUID, code: str, *, key: bytes, now: datetime, uow: "UnitOfWork") -> SignInTried:
    """Counts the try first, in one guarded statement, so that many at once are no more than one after the other."""
    found = uow.linking.count_try(id, now - SIGN_IN_LASTS, MOST_TRIES)
    if found is None:
        return SignInTried(None, 0)
    is_right = hmac.compare_digest(found.code_hash, _code_hash(key, id, code))
    if not is_right or found.customer_id is None:
        return SignInTried(None, MOST_TRIES - found.tries)
    uow.linking.spend_sign_in(id, MOST_TRIES)
    _tell("customer.signed_in", "email", found.customer_id, "customer", now, uow)
    return SignInTried(found.customer_id, 0)


def _code_hash(key: bytes, id: UUID, code: str) -> str:
    return _keyed(key, b"code" + id.bytes, code.encode("utf-8", "surrogatepass"))


def _keyed(key: bytes, what: bytes, text: bytes) -> str:
    return hmac.digest(key, what + text, "sha256").hex()


# -- links and their tokens


@dataclass(frozen=True, slots=True)
class Grant:
    """What a customer agreed to, until the client has fetched its tokens for it: an authorization code."""

    customer_id: UUID
    client_id: str
    redirect_uri: str
    challenge: str
    """PKCE, S256: the hash of a secret that only who asked for the code knows."""
    scope: str
    expires_at: datetime
    link_id: UUID | None = None
    """What it was exchanged for."""


@dataclass(frozen=True, slots=True)
class Link:
    """A client (Alexa, for one of its users) that may act for a customer."""

    id: UUID
    customer_id: UUID
    client_id: str
    scope: str
    created_at: datetime
    used_at: datetime
    """When it last fetched a token."""
    user_id: str | None = None
    """The user on that channel, once we have heard of them."""


@dataclass(frozen=True, slots=True)
class RefreshToken:
    link: Link
    replaced_at: datetime | None
    seed: str | None = field(repr=False)
    """With the token itself it makes the one that replaced it."""


@dataclass(frozen=True, slots=True)
class LinkTokens:
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    scope: str
    lasts: timedelta = ACCESS_LASTS


class Linking(Protocol):
    """Times are compared in the statements, so that nobody comes between."""

    # Signing in

    def add_sign_in(self, sign_in: SignIn) -> None: ...

    def sign_ins_since(self, address_hash: str | None, since: datetime) -> int:
        """With one address, or with all together."""

    def count_try(self, id: UUID, since: datetime, most: int) -> SignIn | None:
        """With the try counted; None if it was sent before, or has no tries left."""

    def spend_sign_in(self, id: UUID, most: int) -> None: ...

    def forget_sign_ins(self, customer_id: UUID) -> None: ...

    # Grants

    def add_grant(self, hash: str, grant: Grant) -> None: ...

    def grant(self, hash: str) -> Grant | None: ...

    def use_grant(self, hash: str, link_id: UUID) -> bool:
        """False if it was used before."""

    # Links

    def add(self, link: Link) -> None: ...

    def get(self, link_id: UUID) -> Link | None: ...

    def of(self, customer_id: UUID) -> Sequence[Link]:
        """Oldest first."""

    def of_user(self, user_id: str) -> Sequence[Link]: ...

    def set_user(self, link_id: UUID, user_id: str) -> None: ...

    def remove(self, link_id: UUID) -> bool:
        """With its tokens. False if there is none."""

    # Tokens

    def add_access(self, hash: str, link_id: UUID, expires_at: datetime) -> None: ...

    def by_access(self, hash: str, now: datetime | None) -> Link | None:
        """None also if it has expired; with no time given, expired ones count."""

    def add_refresh(self, hash: str, link_id: UUID, now: datetime) -> None:
        """Unless it is there."""

    def refresh_token(self, hash: str) -> RefreshToken | None: ...

    def replace_refresh(self, hash: str, seed: str, now: datetime) -> bool:
        """False if it was replaced before."""

    def use(self, link_id: UUID, now: datetime, seeds_before: datetime) -> None:
        """Notes the use; forgets seeds of tokens that were replaced before then."""

    # Households

    def person(self, person_hash: str, account_id: UUID) -> UUID | None:
        """The customer they are."""

    def add_person(
        self, person_hash: str, account_id: UUID, customer_id: UUID, user_id: str, now: datetime
    ) -> None: ...

    def remove_persons(self, user_id: str, account_id: UUID | None) -> None:
        """Of this user of the channel; of one account only, if one is given."""

    # Users who left

    def depart(self, user_hash: str, at: datetime) -> None: ...

    def departed_at(self, user_hash: str) -> datetime | None: ...


def grant_code(
    customer_id: UUID,
    *,
    client_id: str,
    redirect_uri: str,
    challenge: str,
    scope: str,
    random_bytes: RandomBytes,
    now: datetime,
    uow: "UnitOfWork",
) -> str:
    """The customer said yes: a code that the client can exchange once, within GRANT_LASTS.

    Raises:
        UnknownCustomer
    """
    if uow.customers.get(customer_id) is None:
        raise UnknownCustomer(str(customer_id))
    code = _secret(random_bytes(32))
    grant = Grant(customer_id, client_id, redirect_uri, challenge, scope, now + GRANT_LASTS)
    uow.linking.add_grant(hash_of(code), grant)
    return code


def redeem_code(
    code: str,
    *,
    client_id: str,
    redirect_uri: str,
    challenge: str,
    random_bytes: RandomBytes,
    now: datetime,
    uow: "UnitOfWork",
) -> LinkTokens | None:
    """The tokens for a code, once. None if it is not good; a second use also ends what the first one began, for then
    two have it, and one of them has no right to (RFC 6749, 4.1.2). None, not a refusal: a refusal would undo that."""
    hash = hash_of(code)
    grant = uow.linking.grant(hash)
    if grant is None or grant.client_id != client_id:
        return None
    bound = (grant.redirect_uri, grant.challenge)
    if grant.link_id is None and (bound != (redirect_uri, challenge) or now >= grant.expires_at):
        return None
    link = Link(uuid7(now), grant.customer_id, client_id, grant.scope, now, now)
    if not uow.linking.use_grant(hash, link.id):
        used = uow.linking.grant(hash)
        began = uow.linking.get(used.link_id) if used is not None and used.link_id is not None else None
        if began is not None:
            _revoke(began, "code_used_twice", client_id, now, uow)
        return None
    uow.linking.add(link)
    _tell("link.created", client_id, link.customer_id, "customer", now, uow)
    refresh = _secret(random_bytes(32))
    uow.linking.add_refresh(hash_of(refresh), link.id, now)
    return LinkTokens(_new_access(link, random_bytes, now, uow), refresh, link.scope)


def refresh(
    token: str, *, client_id: str, random_bytes: RandomBytes, now: datetime, uow: "UnitOfWork"
) -> LinkTokens | None:
    """New tokens for a refresh token, which is replaced. None if it is not good.

    A token that was replaced and comes again means that two have it: the link is ended, whoever of them came. Except
    that the first reply may have been lost, and then the client has only the old one and asks again. So for a short
    time the old token is answered once more, and with the same successor, which is made of the old token and a seed:
    whoever has both, thief and client, still share one line of tokens, and the slower of them is found out at the next
    step. With a second successor they could live side by side for ever.
    """
    hash = hash_of(token)
    old = uow.linking.refresh_token(hash)
    if old is None or old.link.client_id != client_id:
        return None
    seed: str | None = random_bytes(32).hex()
    if seed is not None and not uow.linking.replace_refresh(hash, seed, now):
        old = uow.linking.refresh_token(hash) or old
        seed = old.seed
        is_recent = old.replaced_at is not None and now - old.replaced_at <= RETRY_WITHIN
        if seed is None or not is_recent:
            _revoke(old.link, "refresh_token_used_twice", client_id, now, uow)
            return None
    link = old.link
    successor = _secret(hmac.digest(token.encode("utf-8", "surrogatepass"), bytes.fromhex(seed or ""), "sha256"))
    uow.linking.add_refresh(hash_of(successor), link.id, now)
    uow.linking.use(link.id, now, now - RETRY_WITHIN)
    return LinkTokens(_new_access(link, random_bytes, now, uow), successor, link.scope)


def _new_access(link: Link, random_bytes: RandomBytes, now: datetime, uow: "UnitOfWork") -> str:
    access = _secret(random_bytes(32))
    uow.linking.add_access(hash_of(access), link.id, now + ACCESS_LASTS)
    return access


def _secret(raw: bytes) -> str:
    """With a prefix, so that people and secret scanners know one when they see it."""
    return _PREFIX + base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def challenge_of(verifier: str) -> str:
    """PKCE, S256: BASE64URL(SHA256(verifier))."""
    raw = hashlib.sha256(verifier.encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def customer_by_token(token: str, now: datetime, uow: "UnitOfWork") -> Customer | None:
    """Whose access token this is; None if it is nobody's, or not any more."""
    # Found by the hash of the whole token: how long it takes says nothing about any token.
    link = uow.linking.by_access(hash_of(token), now)
    return None if link is None else uow.customers.get(link.customer_id)


# -- the end of a link


def revoke_token(token: str, *, client_id: str, now: datetime, uow: "UnitOfWork") -> bool:
    """The client itself has done with the link that this access or refresh token belongs to. False if it has none."""
    hash = hash_of(token)
    found = uow.linking.refresh_token(hash)
    link = found.link if found is not None else uow.linking.by_access(hash, None)
    if link is None or link.client_id != client_id:
        return False
    _revoke(link, "client", client_id, now, uow)
    return True


def revoke_link(customer_id: UUID, link_id: UUID, *, now: datetime, uow: "UnitOfWork", actor: str = "customer") -> bool:
    """False if the customer has no such link."""
    link = uow.linking.get(link_id)
    if link is None or link.customer_id != customer_id:
        return False
    _revoke(link, "asked", actor, now, uow)
    return True


def revoke_links(customer_id: UUID, *, now: datetime, uow: "UnitOfWork", actor: str = "customer") -> int:
    """All of a customer's. How many there were."""
    links = uow.linking.of(customer_id)
    for link in links:
        _revoke(link, "asked", actor, now, uow)
    return len(links)


def _revoke(link: Link, why: str, actor: str, now: datetime, uow: "UnitOfWork") -> None:
    if not uow.linking.remove(link.id):
        return
    _tell("link.revoked", link.client_id, link.customer_id, actor, now, uow, why=why)
    if link.user_id is not None:
        uow.linking.remove_persons(link.user_id, link.customer_id)
        holder = uow.customers.by_identity(ALEXA, link.user_id)
        if holder is not None and holder.id == link.customer_id:
            uow.customers.unlink(ALEXA, link.user_id)


# -- what Alexa tells about its users; events may come late, twice, and in any order


def note_user(link: Link, user_id: str, *, now: datetime, uow: "UnitOfWork") -> None:
    """Remembers which user of Alexa a link belongs to: for when they leave, and to send them notifications."""
    if not 0 < len(user_id) <= _LONGEST_USER or not user_id.isprintable():
        return
    # Who links again has dropped the tokens of before.
    others = [other for other in uow.linking.of_user(user_id) if other.id != link.id]
    if any(other.created_at > link.created_at for other in others):
        _revoke(link, "linked_again", ALEXA, now, uow)
        return
    for other in others:
        _revoke(other, "linked_again", ALEXA, now, uow)
    uow.linking.set_user(link.id, user_id)
    uow.customers.link(link.customer_id, ALEXA, user_id)


def linked(user_id: str, token: str, at: datetime, *, now: datetime, uow: "UnitOfWork") -> None:
    """Alexa has a user's first access token."""
    link = uow.linking.by_access(hash_of(token), None)
    if link is None:
        return
    departed = uow.linking.departed_at(hash_of(user_id))
    if departed is not None and departed >= at:  # they left meanwhile; that event was faster
        _revoke(link, "disabled", ALEXA, now, uow)
        return
    note_user(link, user_id, now=now, uow=uow)


def disabled(user_id: str, at: datetime, *, now: datetime, uow: "UnitOfWork") -> None:
    """A user has put the skill away: their links of before that moment end, and we forget how to know them."""
    departed = uow.linking.departed_at(hash_of(user_id))
    uow.linking.depart(hash_of(user_id), max(at, departed or at))
    links = uow.linking.of_user(user_id)
    for link in links:
        if link.created_at <= at:
            _revoke(link, "disabled", ALEXA, now, uow)
    if not any(link.created_at > at for link in links):
        uow.linking.remove_persons(user_id, None)
        uow.customers.unlink(ALEXA, user_id)


# -- who is speaking


class Voice(Protocol):
    """Who is speaking, as the channel knows them."""

    @property
    def channel(self) -> str: ...

    @property
    def external_id(self) -> str: ...

    @property
    def access_token(self) -> str: ...

    @property
    def person_id(self) -> str: ...

    @property
    def person_token(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Speaker:
    customer: Customer | None
    account: Customer | None = None
    """The household's, where a voice was recognised that we do not know yet: nobody's history is theirs so far."""
    is_expired: bool = False
    """Their account was linked, and is not any more."""
    link: Link | None = None
    """What they came by, when it is not known yet which user it belongs to."""
    ceiling: Money | None = None
    """Of one order, for somebody in a household: the account's limit, which no limit of their own can be above."""


def speaker(voice: Voice, *, now: datetime, uow: "UnitOfWork", tokens_only: bool) -> Speaker:
    """The person's own token first, then the person in the household of the account, then the account.

    Args:
        tokens_only: Users of this channel count only with a token of a linked account. So it is for Alexa in
            production: that a customer links their account themselves is Amazon's rule for orders. Otherwise it is
            enough that the shop has said who a user is (`encore shop link`), as for the simulator.
    """
    if voice.person_token:
        own = customer_by_token(voice.person_token, now, uow)
        return Speaker(own, is_expired=own is None)
    account, link = None, None
    if voice.access_token:
        link = uow.linking.by_access(hash_of(voice.access_token), now)
        account = None if link is None else uow.customers.get(link.customer_id)
        if account is None:
            return Speaker(None, is_expired=True)
        link = link if link is not None and link.user_id is None else None
    elif not tokens_only:
        account = uow.customers.by_identity(voice.channel, voice.external_id)
    if account is None or not voice.person_id:
        return Speaker(account, link=link)
    person = uow.linking.person(hash_of(voice.person_id), account.id)
    if person is None:
        return Speaker(None, account, link=link)
    found = uow.customers.get(person)
    if found is None or found.id == account.id or account.spending_limit is None:
        return Speaker(found, link=link)
    ceiling = account.spending_limit
    if profiles.loosens(ceiling, found.spending_limit):
        found = replace(found, spending_limit=ceiling)
    return Speaker(found, link=link, ceiling=ceiling)


def know_person(account: Customer, voice: Voice, *, now: datetime, uow: "UnitOfWork") -> Customer:
    """The recognised voice is the account's own customer."""
    return _join(account, account, voice, now, uow)


def add_to_household(account: Customer, voice: Voice, *, now: datetime, uow: "UnitOfWork") -> Customer:
    """The recognised voice is somebody else of the household: a customer with a history of their own.

    They live at the same address. Their name and e-mail address nobody has told us.
    """
    uow.personal_data.lock(account.id)
    known = uow.linking.person(hash_of(voice.person_id), account.id)
    if known is not None and (before := uow.customers.get(known)) is not None:
        return before
    # A job that orders for them knows nothing of the account.
    member = Customer(uuid7(now), "", account.locale, account.address, spending_limit=account.spending_limit)
    uow.customers.add(member)
    return _join(account, member, voice, now, uow)


def _join(account: Customer, member: Customer, voice: Voice, now: datetime, uow: "UnitOfWork") -> Customer:
    user_id = voice.external_id if voice.external_id.isprintable() else ""
    uow.linking.add_person(hash_of(voice.person_id), account.id, member.id, user_id[:_LONGEST_USER], now)
    _tell("household.joined", "household", member.id, "customer", now, uow)
    return member


def _tell(
    type: str, subject: str, customer_id: UUID, actor: str, now: datetime, uow: "UnitOfWork", **body: str
) -> None:
    # A client's id is as long as its maker likes.
    uow.events.add(Event(uuid7(now), now, type, actor[:64], subject[:64], customer_id, body))
