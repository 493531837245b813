"""The one client that may link accounts: Alexa, as its console and our settings describe it."""

import hmac
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from backend.errors import EncoreError

SCOPE = "shop"
"""The only one; it stands in the skill's package, too."""
SHORTEST_SECRET = 16
_NAME = re.compile(r"[A-Za-z0-9._~-]{1,200}")
"""Signs that look the same however they are sent: some clients encode others in HTTP Basic, and some do not."""
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_METHODS = ("client_secret_basic", "client_secret_post")


class WrongLinkSetting(EncoreError):
    """Its text never repeats the value, which holds a secret."""


@dataclass(frozen=True, slots=True)
class Client:
    """With the questions that authlib asks a client."""

    client_id: str
    secret: str = field(repr=False)
    redirect_uris: tuple[str, ...]

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        # Letter by letter: anything cleverer has been a way in somewhere.
        return redirect_uri in self.redirect_uris

    def get_default_redirect_uri(self) -> None:
        """None: it has to be said."""

    def check_client_secret(self, secret: str) -> bool:
        return hmac.compare_digest(self.secret.encode(), secret.encode("utf-8", "surrogatepass"))

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in _METHODS

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in ("authorization_code", "refresh_token")

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """None refuses."""
        return SCOPE if set((scope or "").split()) <= {SCOPE} else None


def client_of(setting: str, *, is_production: bool) -> Client:
    """Reads ENCORE_ALEXA_LINK: client id, secret and redirect URIs with spaces between.

    Raises:
        WrongLinkSetting
    """
    client_id, secret, *redirect_uris = [*setting.split(), "", ""]
    redirect_uris = [uri for uri in redirect_uris if uri]
    if not (client_id and secret and redirect_uris):
        raise WrongLinkSetting(
            "ENCORE_ALEXA_LINK is not complete; write the client id, the secret and the redirect URIs of the Alexa "
            "console, with spaces between."
        )
    if not (_NAME.fullmatch(client_id) and _NAME.fullmatch(secret)):
        raise WrongLinkSetting(
            "the client id and the secret in ENCORE_ALEXA_LINK may have letters, digits, dots, dashes, underscores and "
            "tildes, up to 200 each."
        )
    if is_production and len(secret) < SHORTEST_SECRET:
        raise WrongLinkSetting(
            f"the secret in ENCORE_ALEXA_LINK is too short; use one of at least {SHORTEST_SECRET} characters, "
            "such as `openssl rand -hex 32` prints."
        )
    if not all(_is_good(uri, is_production) for uri in redirect_uris):
        raise WrongLinkSetting(
            "a redirect URI in ENCORE_ALEXA_LINK is not complete; copy them from the Alexa console, they start with "
            "https:// and have no # in them."
        )
    return Client(client_id, secret, tuple(redirect_uris))


def _is_good(uri: str, is_production: bool) -> bool:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    if len(uri) > 2000 or not _HOST.fullmatch(parts.netloc) or "#" in uri or not uri.isascii() or not uri.isprintable():
        return False
    local = not is_production and parts.hostname in ("localhost", "127.0.0.1")
    return parts.scheme == "https" or (local and parts.scheme == "http")
