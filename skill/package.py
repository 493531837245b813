"""The skill as Amazon takes it: the files that `ask deploy` sends, made of settings, shop and interaction models.

What Amazon allows in them is in the manifest schema of its Skill Management API.
"""

import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from backend.conversation.phrasebook import Phrasebook
from backend.conversation.turn import Phrase
from backend.errors import EncoreError
from backend.integrations.alexa_api import FULL_ADDRESS_SCOPE, ORDER_STATUS, REMINDERS_SCOPE
from backend.orders.model import Shop
from backend.orders.money import Money
from backend.settings import Settings
from backend.wiring import PRODUCT
from interaction_models.check import MULTIPLE_VALUES_IN, check
from interaction_models.model import InteractionModel, read
from skill.linking.client import SCOPE, WrongLinkSetting, client_of

LONGEST_NAME = 50
LONGEST_SUMMARY = 160
LONGEST_TEXT = 4000
"""Characters of a description, and of the instructions for Amazon's testers."""
LONGEST_EXAMPLE = 200
LONGEST_KEYWORD = 150
MOST_KEYWORDS = 30

FOLDER = "skill-package"
_MARKER = ".encore-skill-package"
_RESOURCES = "ask-resources.json"

_SUBSCRIPTIONS = (
    "SKILL_ENABLED", "SKILL_DISABLED", "SKILL_ACCOUNT_LINKED", "SKILL_PERMISSION_ACCEPTED", "SKILL_PERMISSION_CHANGED",
    "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED", "REMINDER_CREATED", "REMINDER_UPDATED", "REMINDER_STARTED",
    "REMINDER_STATUS_CHANGED", "REMINDER_DELETED",
)  # fmt: skip
_PUBLICATIONS = (ORDER_STATUS,)
_PERMISSIONS = (
    REMINDERS_SCOPE,
    FULL_ADDRESS_SCOPE,
    "alexa::devices:all:notifications:write",
    "alexa::person_id:read",
)
"""What the skill asks for some day, and nothing else: Amazon turns down what asks for more than it uses."""
_VIEWPORTS = (
    # Mode, shape, narrowest, widest, lowest, highest: the devices with screens that Amazon names.
    ("HUB", "ROUND", 100, 599, 100, 599),
    ("HUB", "RECTANGLE", 960, 1279, 100, 599),
    ("HUB", "RECTANGLE", 960, 1279, 600, 959),
    ("HUB", "RECTANGLE", 1280, 1920, 600, 1279),
    ("HUB", "RECTANGLE", 600, 1279, 960, 1920),
    ("TV", "RECTANGLE", 960, 960, 540, 540),
)
_DESCRIPTION = ("what", "linking", "order", "code", "permissions")
_CODE_FROM = "100"
"""From this amount on, in the shop's currency, Amazon wants a voice code to be offered, and mentioned here."""
_GAP = re.compile(r"\{(\w+)\}")


class PackageError(EncoreError):
    """The skill cannot be packaged as it is."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where Amazon and its customers reach this shop."""

    skill: str
    authorization: str
    token: str
    domain: str
    privacy: str
    client_id: str

    @classmethod
    def of(cls, settings: Settings) -> "Addresses":
        """
        Raises:
            PackageError: a setting is missing or cannot be used; all of them are named.
        """
        wrong = [*_wrong_public_url(settings.public_url), *_wrong_privacy_url(settings.privacy_url)]
        client_id = ""
        try:
            client_id = client_of(settings.alexa_link, is_production=settings.is_production).client_id
        except WrongLinkSetting as error:
            wrong.append(str(error))
        if wrong:
            raise PackageError(" ".join(wrong))
        base = settings.public_url.rstrip("/")
        return cls(
            skill=f"{base}/alexa",
            authorization=f"{base}/link/authorize",
            token=f"{base}/link/token",
            domain=urlsplit(base).hostname or "",
            privacy=settings.privacy_url,
            client_id=client_id,
        )


def package(addresses: Addresses, shop: Shop, documents: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Path to JSON of every file in the package; `documents` are the interaction models by locale.

    Raises:
        PackageError: Amazon would not take it.
    """
    if len(shop.name) > LONGEST_NAME:
        raise PackageError(
            f"the shop's name has {len(shop.name)} characters, and Amazon takes {LONGEST_NAME} for a skill; "
            "give the shop a shorter one."
        )
    for locale, document in documents.items():
        _refuse_what_does_not_build(locale, document)
    pages = {
        locale: _page(shop, read(json.dumps(document), locale=locale, source=f"{locale}.json"))
        for locale, document in documents.items()
    }
    return {
        f"{FOLDER}/skill.json": _manifest(addresses, pages),
        f"{FOLDER}/accountLinking.json": _account_linking(addresses),
        **{f"{FOLDER}/interactionModels/custom/{locale}.json": document for locale, document in documents.items()},
    }


def adapted(document: dict[str, Any], locale: str, invocation_name: str) -> dict[str, Any]:
    """The model under another name, because customers call a skill that sells by its seller's name.

    Where Alexa does not promise slots with several values there are none: the skill takes the words apart itself.
    """
    language = document["interactionModel"]["languageModel"]
    language = {**language, "invocationName": invocation_name}
    if locale not in MULTIPLE_VALUES_IN:
        language["intents"] = [_with_single_values(intent) for intent in language["intents"]]
    return {**document, "interactionModel": {**document["interactionModel"], "languageModel": language}}


def _with_single_values(intent: dict[str, Any]) -> dict[str, Any]:
    if "slots" not in intent:
        return intent
    slots = [{key: slot[key] for key in slot if key != "multipleValues"} for slot in intent["slots"]]
    return {**intent, "slots": slots}


def write(folder: Path, files: Mapping[str, Any]) -> None:
    """All of the package or nothing. What else is in its folder stays, such as the notes `ask` keeps on a skill.

    Raises:
        PackageError: the folder is somebody else's, or cannot be written.
    """
    try:
        _refuse_a_strange_folder(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MARKER).write_text("Written by `encore skill package`.\n", encoding="utf-8")
        resources = folder / _RESOURCES
        if not resources.exists():  # later on it is the owner's, who may have added profiles
            _write_json(resources, _ask_resources())
        _swap(folder, files)
    except OSError as error:
        raise PackageError(
            f"{folder} cannot be written ({error.strerror or error}); choose another --output."
        ) from error


def _refuse_a_strange_folder(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise PackageError(f"{folder} is not a folder; choose another --output.")
    if any(folder.iterdir()) and not (folder / _MARKER).is_file():
        raise PackageError(f"{folder} holds something else than a package of Encore; choose another --output.")


def _swap(folder: Path, files: Mapping[str, Any]) -> None:
    """Beside the old package first, so that a full disk leaves the old one as it was."""
    target = folder / FOLDER
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as scratch:
        for path, content in files.items():
            file = Path(scratch, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            _write_json(file, content)
        old = Path(scratch, "old")
        if target.exists():
            target.rename(old)
        try:
            Path(scratch, FOLDER).rename(target)
        except BaseException:
            if old.exists():
                old.rename(target)
            raise


def _write_json(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _wrong_public_url(url: str) -> list[str]:
    if not url:
        return ["ENCORE_PUBLIC_URL is empty; set it to the https address Alexa reaches this service at."]
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ["ENCORE_PUBLIC_URL is not an address; set it to one such as https://shop.example."]
    if parts.scheme != "https" or not parts.hostname:
        return ["ENCORE_PUBLIC_URL does not begin with https://; Alexa talks to nothing else."]
    if port not in (None, 443):
        return [f"ENCORE_PUBLIC_URL names port {port}; Alexa calls port 443 only, so leave it out."]
    if parts.query or parts.fragment or parts.username is not None:
        return ["ENCORE_PUBLIC_URL has more than a host and a path; set it to one such as https://shop.example."]
    return []


def _wrong_privacy_url(url: str) -> list[str]:
    if not url:
        return ["ENCORE_PRIVACY_URL is empty; set it to the address of the shop's privacy policy."]
    if not re.match(r"https?://[^\s/]", url):
        return ["ENCORE_PRIVACY_URL is not a web address; set it to that of the shop's privacy policy."]
    return []


def _refuse_what_does_not_build(locale: str, document: dict[str, Any]) -> None:
    for finding in check(document, locale=locale):
        if finding.code == "invocation-name" and finding.severity == "error":
            name = document["interactionModel"]["languageModel"]["invocationName"]
            raise PackageError(
                f"customers cannot call the skill {name!r} ({finding.message}); "
                "give it another name with --invocation-name."
            )
        if finding.severity == "error":
            raise PackageError(
                f"Amazon would refuse the interaction model for {locale} ({finding.path}: {finding.message}); "
                "change the product or the model it comes from."
            )


def _page(shop: Shop, model: InteractionModel) -> dict[str, Any]:
    """What customers read about the skill in this locale."""
    book = Phrasebook(model.locale)

    def say(key: str, **values: Any) -> str:
        return book.say(Phrase(f"package-{key}", values), today=date.min, written=True)

    facts = {"shop": shop.name, "amount": Money.parse(_CODE_FROM, shop.currency)}
    paragraphs = [say(f"description-{part}", **facts) for part in _DESCRIPTION]
    order, status = _sample(model, "PlaceOrderIntent", PRODUCT), _sample(model, "OrderStatusIntent")
    name = model.invocation_name
    return {
        "name": shop.name,
        "summary": say("summary", shop=shop.name),
        "description": "\n\n".join(paragraphs),
        "examplePhrases": [
            say("example-open", name=name),
            say("example-order", name=name, said=order),
            say("example-status", name=name, said=status),
        ],
        "keywords": [keyword.strip() for keyword in say("keywords").split(",")],
    }


def _sample(model: InteractionModel, intent_name: str, slot_type: str | None = None) -> str:
    """A sample as a customer says it, word for word: Amazon tries out just these."""
    intent = model.intent(intent_name)
    assert intent is not None, intent_name
    wanted = [slot_type] if slot_type else []
    types = {slot.name: slot.type for slot in intent.slots}
    sample = next(s for s in intent.samples if [types.get(gap) for gap in _GAP.findall(s)] == wanted)
    return _GAP.sub(lambda gap: model.types[types[gap[1]]][0].name, sample)


def _manifest(addresses: Addresses, pages: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    endpoint = {"uri": addresses.skill, "sslCertificateType": "Trusted"}
    return {
        "manifest": {
            "manifestVersion": "1.0",
            "publishingInformation": {
                "locales": dict(pages),
                "category": "SHOPPING",
                "distributionMode": "PUBLIC",
                "isAvailableWorldwide": False,  # a shop delivers where its languages are spoken
                "distributionCountries": sorted({locale.partition("-")[2] for locale in pages}),
                "testingInstructions": _testing_instructions(addresses, pages),
            },
            "privacyAndCompliance": {
                "allowsPurchases": True,
                "usesPersonalInfo": True,
                "isChildDirected": False,
                "isExportCompliant": True,
                "containsAds": False,
                "locales": {locale: {"privacyPolicyUrl": addresses.privacy} for locale in pages},
            },
            "permissions": [{"name": name} for name in _PERMISSIONS],
            "events": {
                "endpoint": endpoint,
                "subscriptions": [{"eventName": name} for name in _SUBSCRIPTIONS],
                "publications": [{"eventName": name} for name in _PUBLICATIONS],
            },
            "apis": {
                "custom": {
                    "endpoint": endpoint,
                    "interfaces": [{"type": "ALEXA_PRESENTATION_APL", "supportedViewports": _viewports()}],
                }
            },
        }
    }


def _viewports() -> list[dict[str, Any]]:
    keys = ("mode", "shape", "minWidth", "maxWidth", "minHeight", "maxHeight")
    return [dict(zip(keys, viewport, strict=True)) for viewport in _VIEWPORTS]


def _testing_instructions(addresses: Addresses, pages: Mapping[str, dict[str, Any]]) -> str:
    """For people at Amazon, who read English; the shop's owner adds an account to test with."""
    examples = "; ".join(dict.fromkeys(phrase for page in pages.values() for phrase in page["examplePhrases"]))
    return "\n".join(
        (
            "1. Enable the skill in the Alexa app and link the test account (the login page is at "
            f"{addresses.authorization}).",
            f"2. Say the example phrases: {examples}.",
            "3. The skill sells physical goods. It names seller, products, delivery and total before it asks for a "
            "yes; after a yes it confirms by voice, card and e-mail.",
            "4. To test the optional voice code, say 'set my voice code to', four digits, and order for 100 or more.",
            "5. Without a linked account, ordering answers with a card for linking; asking for stock and prices works.",
        )
    )[:LONGEST_TEXT]


def _account_linking(addresses: Addresses) -> dict[str, Any]:
    """Without the secret: it goes from the owner's hands to Amazon, and not by way of a file."""
    return {
        "accountLinkingRequest": {
            "type": "AUTH_CODE",
            "authorizationUrl": addresses.authorization,
            "accessTokenUrl": addresses.token,
            "accessTokenScheme": "HTTP_BASIC",
            "clientId": addresses.client_id,
            "scopes": [SCOPE],
            "domains": [addresses.domain],
            "skipOnEnablement": True,  # products and prices need no account
            "pkceConfiguration": {"status": "ENABLED", "codeChallengeMethod": "S256"},
        }
    }


def _ask_resources() -> dict[str, Any]:
    """No code to deploy: the service runs where its owner wants."""
    return {
        "askcliResourcesVersion": "2020-03-31",
        "profiles": {"default": {"skillMetadata": {"src": f"./{FOLDER}"}}},
    }
