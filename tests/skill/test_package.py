"""The package is what Amazon's rules ask for, in every locale, and never half written."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from backend.settings import Settings
from backend.understanding.understanding import Understanding
from backend.wiring import Encore, shop_values
from interaction_models.check import ALEXA_LOCALES, check
from interaction_models.model import document_with_values, locales, read
from skill.commands import skill
from skill.package import (
    LONGEST_EXAMPLE,
    LONGEST_KEYWORD,
    LONGEST_SUMMARY,
    LONGEST_TEXT,
    MOST_KEYWORDS,
    Addresses,
    PackageError,
    adapted,
    package,
    write,
)
from skill.simulator.invocation import commands_after_invocation, without_wake_word

SECRET = "the-secret-of-the-link"
ENVIRON = {
    "ENCORE_PUBLIC_URL": "https://shop.example",
    "ENCORE_PRIVACY_URL": "https://shop.example/privacy",
    "ENCORE_ALEXA_LINK": f"alexa {SECRET} https://layla.amazon.com/api/skill/link/M1",
}
PACKAGED = tuple(locale for locale in locales() if locale in ALEXA_LOCALES)

Run = Callable[..., Result]


@pytest.fixture
def run(encore: Encore, tmp_path: Path) -> Run:
    """`encore skill package` for the demo shop, into `tmp_path / "out"`."""

    def run(*arguments: object, **changes: str) -> Result:
        environ = {"ENCORE_DATABASE_URL": encore.settings.database_url, **ENVIRON, **changes}
        return CliRunner().invoke(
            skill, ["package", "--output", str(tmp_path / "out"), *map(str, arguments)], env=environ
        )

    return run


@pytest.fixture(scope="module")
def addresses() -> Addresses:
    return Addresses.of(Settings.from_env(ENVIRON))


@pytest.fixture(scope="module")
def documents(encore: Encore) -> dict[str, dict[str, Any]]:
    def document(locale: str) -> dict[str, Any]:
        values = encore.database.read(lambda uow: shop_values(uow, locale))
        return adapted(document_with_values(locale, values), locale, "corner pantry")

    return {locale: document(locale) for locale in PACKAGED}


@pytest.fixture(scope="module")
def files(addresses: Addresses, encore: Encore, documents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return package(addresses, encore.shop(), documents)


@pytest.fixture(scope="module")
def manifest(files: dict[str, Any]) -> Any:
    return files["skill-package/skill.json"]["manifest"]


def written(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def refused(result: Result) -> str:
    assert isinstance(result.exception, PackageError)
    return str(result.exception)


def test_the_folder_is_what_ask_deploy_takes(run: Run, tmp_path: Path) -> None:
    result = run()

    assert result.exit_code == 0
    assert result.stderr == "ko-KR: left out, Alexa does not speak it.\n"
    assert f"skill-package for {', '.join(PACKAGED)}\n" in result.stdout
    assert "skill-package/accountLinking.json" in result.stdout  # the one that has to be put in by hand
    assert written(tmp_path / "out").keys() == {
        ".encore-skill-package",
        "ask-resources.json",
        "skill-package/skill.json",
        "skill-package/accountLinking.json",
        *(f"skill-package/interactionModels/custom/{locale}.json" for locale in PACKAGED),
    }
    assert json.loads((tmp_path / "out" / "ask-resources.json").read_text()) == {
        "askcliResourcesVersion": "2020-03-31",
        "profiles": {"default": {"skillMetadata": {"src": "./skill-package"}}},
    }


@pytest.mark.parametrize("locale", PACKAGED)
def test_the_texts_are_within_amazons_limits(locale: str, manifest: Any) -> None:
    page = manifest["publishingInformation"]["locales"][locale]

    assert page.keys() == {"name", "summary", "description", "examplePhrases", "keywords"}
    assert page["name"] == "Corner Pantry"
    assert 0 < len(page["summary"]) <= LONGEST_SUMMARY
    assert 0 < len(page["description"]) <= LONGEST_TEXT
    assert len(page["examplePhrases"]) == 3
    assert all(len(phrase) <= LONGEST_EXAMPLE for phrase in page["examplePhrases"])
    assert 0 < len(page["keywords"]) == len(set(page["keywords"])) <= MOST_KEYWORDS
    assert all(0 < len(keyword) <= LONGEST_KEYWORD for keyword in page["keywords"])


@pytest.mark.parametrize("locale", PACKAGED)
def test_the_longest_name_of_a_shop_fits_too(
    locale: str, addresses: Addresses, encore: Encore, documents: dict[str, dict[str, Any]]
) -> None:
    shop = replace(encore.shop(), name="W" * 50)
    page = package(addresses, shop, {locale: documents[locale]})["skill-package/skill.json"]["manifest"]

    assert len(page["publishingInformation"]["locales"][locale]["summary"]) <= LONGEST_SUMMARY


def test_a_name_that_amazon_does_not_take_is_refused_with_the_way_out(
    addresses: Addresses, encore: Encore, documents: dict[str, dict[str, Any]]
) -> None:
    with pytest.raises(PackageError, match=r"51 characters.*takes 50.*give the shop a shorter one"):
        package(addresses, replace(encore.shop(), name="W" * 51), documents)


def test_the_examples_order_what_can_be_had(run: Run, tmp_path: Path, encore: Encore) -> None:
    run("--locale", "en-US")
    manifest = json.loads((tmp_path / "out" / "skill-package" / "skill.json").read_text())["manifest"]
    phrase = manifest["publishingInformation"]["locales"]["en-US"]["examplePhrases"][1]
    said = phrase.removeprefix("Alexa, ask corner pantry to order ")

    products = encore.database.read(lambda uow: uow.products.all())
    assert [each.available > 0 for each in products if said in each.names["en-US"]] == [True]


def test_the_description_says_what_amazon_wants_of_who_sells_goods(manifest: Any) -> None:
    description = manifest["publishingInformation"]["locales"]["en-US"]["description"]

    assert "This skill uses account linking" in description
    assert "optional four-digit voice code" in description
    assert "$100.00 or more" in description


@pytest.mark.parametrize("locale", PACKAGED)
def test_every_example_phrase_is_a_sample_word_for_word_and_understood(
    locale: str, manifest: Any, documents: dict[str, dict[str, Any]]
) -> None:
    model = read(json.dumps(documents[locale]), locale=locale, source=locale)
    understanding = Understanding(model)
    opening, *questions = manifest["publishingInformation"]["locales"][locale]["examplePhrases"]

    _, call = without_wake_word(opening)
    assert call.endswith("corner pantry")
    understood = []
    for phrase in questions:
        commands = commands_after_invocation(without_wake_word(phrase)[1], model) or []
        matches = [understanding.match(command) for command in commands]
        best = max(matches, key=lambda match: match.confidence)
        understood.append((best.intent, [slot.ids for slot in best.slots.values()]))
    product = model.types["Product"][0]
    assert understood == [("PlaceOrderIntent", [(product.id,)]), ("OrderStatusIntent", [])]
    samples = [s.replace("{product}", product.name) for intent in model.intents for s in intent.samples]
    assert all(any(phrase.endswith(f" {sample}") for sample in samples) for phrase in questions)


@pytest.mark.parametrize("locale", PACKAGED)
def test_the_models_have_this_shops_products_and_would_build(
    locale: str, files: dict[str, Any], encore: Encore
) -> None:
    document = files[f"skill-package/interactionModels/custom/{locale}.json"]
    model = read(json.dumps(document), locale=locale, source=locale)
    skus = {product.sku for product in encore.database.read(lambda uow: uow.products.all())}

    assert {value.id for value in model.types["Product"]} == skus
    assert model.invocation_name == "corner pantry"
    assert [finding for finding in check(document, locale=locale) if finding.severity == "error"] == []


def test_several_values_in_a_slot_are_left_out_where_alexa_does_not_promise_them() -> None:
    slot = {"name": "fruit", "type": "Fruit", "multipleValues": {"enabled": True}}
    intents = [{"name": "BuyIntent", "slots": [slot]}, {"name": "AMAZON.HelpIntent"}]
    model = {"interactionModel": {"languageModel": {"intents": intents}}}

    def slots(locale: str) -> Any:
        return adapted(model, locale, "corner pantry")["interactionModel"]["languageModel"]["intents"][0]["slots"]

    assert slots("en-US") == [slot]
    assert slots("en-IN") == [{"name": "fruit", "type": "Fruit"}]


def test_customers_call_the_skill_by_the_sellers_name(run: Run, tmp_path: Path) -> None:
    run("--locale", "en-US")
    model = json.loads((tmp_path / "out/skill-package/interactionModels/custom/en-US.json").read_text())

    assert model["interactionModel"]["languageModel"]["invocationName"] == "corner pantry"


def test_the_manifest_says_where_and_what(manifest: Any) -> None:
    endpoint = {"uri": "https://shop.example/alexa", "sslCertificateType": "Trusted"}
    custom = manifest["apis"]["custom"]

    assert manifest["manifestVersion"] == "1.0"
    assert custom["endpoint"] == manifest["events"]["endpoint"] == endpoint
    assert [interface["type"] for interface in custom["interfaces"]] == ["ALEXA_PRESENTATION_APL"]
    assert {viewport["mode"] for viewport in custom["interfaces"][0]["supportedViewports"]} == {"HUB", "TV"}
    assert manifest["events"]["publications"] == [{"eventName": "AMAZON.OrderStatus.Updated"}]
    subscribed = {event["eventName"] for event in manifest["events"]["subscriptions"]}
    assert {"SKILL_DISABLED", "SKILL_ACCOUNT_LINKED", "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED"} <= subscribed
    assert len(subscribed) == 11
    assert {permission["name"] for permission in manifest["permissions"]} == {
        "alexa::alerts:reminders:skill:readwrite",
        "alexa::devices:all:address:full:read",
        "alexa::devices:all:notifications:write",
        "alexa::person_id:read",
    }
    assert manifest["publishingInformation"]["isAvailableWorldwide"] is False
    assert len(manifest["publishingInformation"]["testingInstructions"]) <= LONGEST_TEXT
    compliance = manifest["privacyAndCompliance"]
    assert {name: value for name, value in compliance.items() if name != "locales"} == {
        "allowsPurchases": True,
        "usesPersonalInfo": True,
        "isChildDirected": False,
        "isExportCompliant": True,
        "containsAds": False,
    }
    assert compliance["locales"] == {
        locale: {"privacyPolicyUrl": "https://shop.example/privacy"} for locale in PACKAGED
    }


def test_account_linking_names_our_pages_and_never_the_secret(files: dict[str, Any]) -> None:
    linking = files["skill-package/accountLinking.json"]["accountLinkingRequest"]

    assert linking["authorizationUrl"] == "https://shop.example/link/authorize"
    assert linking["accessTokenUrl"] == "https://shop.example/link/token"
    assert (linking["type"], linking["accessTokenScheme"]) == ("AUTH_CODE", "HTTP_BASIC")
    assert (linking["clientId"], linking["domains"], linking["scopes"]) == ("alexa", ["shop.example"], ["shop"])
    assert linking["pkceConfiguration"] == {"status": "ENABLED", "codeChallengeMethod": "S256"}
    assert SECRET not in json.dumps(files)


def test_the_same_shop_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    run("--locale", "en-US")
    first = written(tmp_path / "out")
    run("--locale", "en-US")

    assert written(tmp_path / "out") == first


def test_a_new_package_replaces_the_old_one_and_leaves_what_ask_keeps(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("--locale", "en-US")
    (out / ".ask").mkdir()
    (out / ".ask" / "ask-states.json").write_text("the skill's id")
    (out / "ask-resources.json").write_text("{}")

    assert run("--locale", "en-GB").exit_code == 0

    kept = written(out)
    assert kept[".ask/ask-states.json"] == b"the skill's id"
    assert kept["ask-resources.json"] == b"{}"
    assert [path for path in kept if "custom" in path] == ["skill-package/interactionModels/custom/en-GB.json"]


def test_only_the_countries_of_the_chosen_locales_are_served(run: Run, tmp_path: Path) -> None:
    run("--locale", "en-GB", "--locale", "en-US")
    found = json.loads((tmp_path / "out/skill-package/skill.json").read_text(encoding="utf-8"))

    assert found["manifest"]["publishingInformation"]["distributionCountries"] == ["GB", "US"]


def test_somebody_elses_folder_is_left_alone(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine")

    assert (
        refused(run("--locale", "en-US"))
        == f"{out} holds something else than a package of Encore; choose another --output."
    )
    assert written(out) == {"notes.txt": b"mine"}


def test_a_file_is_no_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")

    assert refused(run("--locale", "en-US")) == f"{tmp_path / 'out'} is not a folder; choose another --output."


def test_what_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert refused(run("--locale", "en-US", "--output", tmp_path / "file" / "below")).endswith(
        "; choose another --output."
    )


def test_a_package_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    write(tmp_path, {"skill-package/skill.json": "old"})
    before = written(tmp_path)

    with pytest.raises(TypeError):
        write(tmp_path, {"skill-package/skill.json": "new", "skill-package/more.json": object()})

    assert written(tmp_path) == before


PUBLIC, PRIVACY, LINK = ENVIRON


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        (PUBLIC, "", "is empty; set it to the https address Alexa reaches this service at."),
        (PUBLIC, "http://shop.example", "does not begin with https://; Alexa talks to nothing else."),
        (PUBLIC, "https://", "does not begin with https://; Alexa talks to nothing else."),
        (PUBLIC, "https://shop.example:8443", "names port 8443; Alexa calls port 443 only, so leave it out."),
        (PUBLIC, "https://shop.example:port", "is not an address; set it to one such as https://shop.example."),
        (
            PUBLIC,
            "https://me:x@a.example",
            "has more than a host and a path; set it to one such as https://shop.example.",
        ),
        (PRIVACY, "", "is empty; set it to the address of the shop's privacy policy."),
        (PRIVACY, "privacy.html", "is not a web address; set it to that of the shop's privacy policy."),
        (
            LINK,
            "alexa",
            "is not complete; write the client id, the secret and the redirect URIs of the Alexa console, with spaces "
            "between.",
        ),
    ],
)
def test_a_setting_that_is_missing_or_wrong_is_named(variable: str, value: str, reason: str) -> None:
    with pytest.raises(PackageError) as refusal:
        Addresses.of(Settings.from_env(ENVIRON | {variable: value}))

    assert str(refusal.value) == f"{variable} {reason}"


def test_all_missing_settings_are_named_at_once(run: Run) -> None:
    said = refused(run(**dict.fromkeys(ENVIRON, "")))

    assert [word for word in said.split() if word.startswith("ENCORE_")] == list(ENVIRON)


def test_a_path_before_the_skill_is_kept() -> None:
    found = Addresses.of(Settings.from_env(ENVIRON | {"ENCORE_PUBLIC_URL": "https://shop.example/voice/"}))

    assert (found.skill, found.domain) == ("https://shop.example/voice/alexa", "shop.example")


def test_a_name_that_nobody_may_call_is_refused_with_the_way_out(run: Run) -> None:
    assert refused(run("--locale", "en-US", "--invocation-name", "the shop")) == (
        "customers cannot call the skill 'the shop' ('the' does not count as one of two words); "
        "give it another name with --invocation-name."
    )


def test_a_product_that_amazon_would_refuse_is_named(
    addresses: Addresses, encore: Encore, documents: dict[str, dict[str, Any]]
) -> None:
    document = json.loads(json.dumps(documents["en-US"]))
    products = next(t for t in document["interactionModel"]["languageModel"]["types"] if t["name"] == "Product")
    products["values"][3]["name"]["value"] = "x" * 141

    with pytest.raises(PackageError, match=r"the interaction model for en-US \(.*values\[3\].*141 characters"):
        package(addresses, encore.shop(), {"en-US": document})


def test_an_unknown_locale_is_refused(run: Run) -> None:
    said = refused(run("--locale", "xx-XX"))

    assert said.startswith("there is no interaction model for 'xx-XX'; use one of ")


def test_without_a_locale_alexa_speaks_there_is_nothing_to_package(run: Run) -> None:
    assert refused(run("--locale", "ko-KR")) == (
        "there is no locale to package that Alexa speaks and the shop has product names in."
    )
