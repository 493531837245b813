"""The OAuth 2 server. authlib knows the protocol: what a request must say, who the client is, and how errors look.

What it would do in several steps with plain codes (look a code up, save tokens, delete the code) is one use case here,
in one transaction and with hashes: so a code is used once however many ask at once. Its grants are therefore only
asked to check the request, and hand over to backend.orders.linking.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import flask
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import OAuth2Payload, OAuth2Request, grants
from authlib.oauth2.rfc6749.errors import (
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
    OAuth2Error,
)
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge

from backend.orders import linking
from backend.orders.linking import LinkTokens
from backend.orders.model import Customer
from backend.orders.ports import Database
from skill.linking.client import Client

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
LONGEST_QUERY = 8192
"""Bytes; Alexa's has about a thousand, most of it `state`."""


@dataclass(frozen=True, slots=True)
class Services:
    database: Database
    client: Client
    clock: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]


class LinkServer(AuthorizationServer):  # type: ignore[misc]  # untyped
    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.register_grant(_CodeGrant, [_S256()])
        self.register_grant(_RefreshGrant)
        self.register_endpoint(_Revocation)

    def query_client(self, client_id: str) -> Client | None:
        client = self.services.client
        return client if client_id == client.client_id else None

    def create_oauth2_request(self, request: Any) -> OAuth2Request:
        return _Request()

    def asked(self) -> Any:
        """The grant that the page asks the customer's consent for.

        Raises:
            OAuth2Error: with a `redirect_uri` if Alexa is to be told.
        """
        if len(flask.request.query_string) > LONGEST_QUERY:
            raise InvalidRequestError("The request is too long.")
        try:
            return self.get_consent_grant()
        except ValueError:  # authlib would quote the request, and refuses the signs in it
            raise InvalidRequestError("The request is malformed.") from None

    def answer(self, grant: Any, customer: Customer | None) -> flask.Response:
        """Back to Alexa: with a code, or without a customer with `access_denied`."""
        response: flask.Response = self.create_authorization_response(grant.request, customer, grant)
        return response

    def tokens(self) -> flask.Response:
        return self._to_client(self.create_token_response)

    def revoke(self) -> flask.Response:
        return self._to_client(lambda: self.create_endpoint_response("revocation"))

    def _to_client(self, respond: Callable[[], flask.Response]) -> flask.Response:
        try:
            if any(len(values) > 1 for _, values in flask.request.form.lists()):
                raise InvalidRequestError("A parameter is there more than once.")
            return respond()
        except OAuth2Error as error:
            return self._error(error)
        except ValueError:  # as of Basic credentials that are no text
            return self._error(InvalidRequestError("The request is malformed."))

    def _error(self, error: OAuth2Error) -> flask.Response:
        response: flask.Response = self.handle_error_response(None, error)
        return response


class _Request(OAuth2Request):  # type: ignore[misc]  # untyped
    """The Flask request. Pages are asked for in the query, tokens in the body, and neither the other way round: a
    secret in a query ends in somebody's log."""

    def __init__(self) -> None:
        request = flask.request
        # TLS ends in front of us, so our own URL says nothing of how the client came; authlib insists on https.
        super().__init__(request.method, f"https://{request.host}{request.path}", headers=request.headers)
        self.payload = _Payload(request.args if request.endpoint == "linking.authorize" else request.form)

    @property
    def args(self) -> Any:
        return flask.request.args

    @property
    def form(self) -> Any:
        return flask.request.form


class _Payload(OAuth2Payload):  # type: ignore[misc]  # untyped
    def __init__(self, values: Any) -> None:
        self._values = values

    @property
    def data(self) -> Any:
        return self._values

    @property
    def datalist(self) -> Any:
        return dict(self._values.lists())


class _S256(CodeChallenge):  # type: ignore[misc]  # untyped
    """PKCE, always and by hash."""

    def __call__(self, grant: Any) -> None:
        grant.register_hook("after_validate_authorization_request_payload", self.validate_code_challenge)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        asked = grant.request.payload
        if any(len(asked.datalist.get(name, ())) > 1 for name in ("code_challenge", "code_challenge_method")):
            raise InvalidRequestError("A parameter is there more than once.")
        if asked.data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("The 'code_challenge_method' has to be S256.")
        if not _CHALLENGE.fullmatch(asked.data.get("code_challenge", "")):
            raise InvalidRequestError("The 'code_challenge' has to be 43 base64url characters.")


class _CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]  # untyped
    def generate_authorization_code(self) -> str:
        asked, services = self.request.payload, self.server.services
        customer_id = self.request.user.id
        code: str = services.database.write(
            lambda uow: linking.grant_code(
                customer_id,
                client_id=asked.client_id,
                redirect_uri=asked.redirect_uri,
                challenge=asked.data["code_challenge"],
                scope=self.request.scope,
                random_bytes=services.random_bytes,
                now=services.clock(),
                uow=uow,
            )
        )
        return code

    def save_authorization_code(self, code: str, request: Any) -> None:
        """It is saved, by its hash."""

    def validate_token_request(self) -> None:
        self.request.client = self.authenticate_token_endpoint_client()
        form = self.request.form
        missing = [name for name in ("code", "redirect_uri", "code_verifier") if not form.get(name)]
        if missing:
            raise InvalidRequestError(f"Missing '{missing[0]}' in request.")
        if not _VERIFIER.fullmatch(form["code_verifier"]):
            raise InvalidRequestError("The 'code_verifier' has to be 43 to 128 unreserved characters.")

    def create_token_response(self) -> tuple[int, dict[str, Any], Any]:
        form, services = self.request.form, self.server.services
        tokens = services.database.write(
            lambda uow: linking.redeem_code(
                form["code"],
                client_id=self.request.client.client_id,
                redirect_uri=form["redirect_uri"],
                challenge=linking.challenge_of(form["code_verifier"]),
                random_bytes=services.random_bytes,
                now=services.clock(),
                uow=uow,
            )
        )
        return 200, _document(tokens), self.TOKEN_RESPONSE_HEADER


class _RefreshGrant(grants.RefreshTokenGrant):  # type: ignore[misc]  # untyped
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

    def validate_token_request(self) -> None:
        self.request.client = self.authenticate_token_endpoint_client()
        form = self.request.form
        if not form.get("refresh_token"):
            raise InvalidRequestError("Missing 'refresh_token' in request.")
        if self.request.client.get_allowed_scope(form.get("scope")) is None:
            raise InvalidScopeError

    def create_token_response(self) -> tuple[int, dict[str, Any], Any]:
        form, services = self.request.form, self.server.services
        tokens = services.database.write(
            lambda uow: linking.refresh(
                form["refresh_token"],
                client_id=self.request.client.client_id,
                random_bytes=services.random_bytes,
                now=services.clock(),
                uow=uow,
            )
        )
        return 200, _document(tokens), self.TOKEN_RESPONSE_HEADER


def _document(tokens: LinkTokens | None) -> dict[str, Any]:
    if tokens is None:
        raise InvalidGrantError
    return {
        "access_token": tokens.access,
        "token_type": "Bearer",
        "expires_in": int(tokens.lasts.total_seconds()),
        "refresh_token": tokens.refresh,
        "scope": tokens.scope,
    }


class _Revocation(RevocationEndpoint):  # type: ignore[misc]  # untyped
    CLIENT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

    def create_endpoint_response(self, request: Any) -> tuple[int, dict[str, Any], Any]:
        """Either token ends the whole link. One that is not good needs no revoking: the answer is the same."""
        client: Client | None = self.authenticate_endpoint_client(request)
        if client is None:
            raise InvalidClientError
        self.check_params(request, client)
        token, services = request.form["token"], self.server.services
        services.database.write(
            lambda uow: linking.revoke_token(token, client_id=client.client_id, now=services.clock(), uow=uow)
        )
        return 200, {}, [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
