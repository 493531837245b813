"""Settings are read once, have a form, and production is strict."""

from dataclasses import fields
from pathlib import Path

import pytest

from backend.settings import DEVELOPMENT_PEPPER, Settings, SettingsError, table

PEPPER = "a-secret-of-at-least-32-characters"
PRODUCTION = {"ENCORE_ENV": "production", "ENCORE_SKILL_ID": "amzn1.ask.skill.1", "ENCORE_PEPPER": PEPPER}


def refusal(**environ: str) -> str:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env(environ)
    return str(refused.value)


def test_without_variables_everything_has_its_default() -> None:
    assert Settings.from_env({}) == Settings()
    assert Settings.from_env({"ENCORE_PORT": "  ", "ENCORE_ENV": ""}) == Settings()


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        ("ENCORE_ENV", "development", "env", "development"),
        ("ENCORE_DATABASE_URL", "sqlite:///x.db", "database_url", "sqlite:///x.db"),
        ("ENCORE_DATA_DIR", "/data", "data_dir", "/data"),
        ("ENCORE_SKILL_ID", "amzn1.ask.skill.1", "skill_id", "amzn1.ask.skill.1"),
        ("ENCORE_VERIFY_REQUESTS", "0", "verify_requests", False),
        ("ENCORE_VERIFY_REQUESTS", "Off", "verify_requests", False),
        ("ENCORE_VERIFY_REQUESTS", "TRUE", "verify_requests", True),
        ("ENCORE_PEPPER", PEPPER, "pepper", PEPPER),
        ("ENCORE_CARRIER_SECRETS", "ups=s3cret", "carrier_secrets", "ups=s3cret"),
        ("ENCORE_PUBLIC_URL", "https://shop.example", "public_url", "https://shop.example"),
        ("ENCORE_MAIL", "smtp://mail.example", "mail", "smtp://mail.example"),
        (
            "ENCORE_ALEXA_LINK",
            "alexa s3cret https://pitangui.amazon.com/x",
            "alexa_link",
            "alexa s3cret https://pitangui.amazon.com/x",
        ),
        ("ENCORE_ALEXA_MESSAGING", "id s3cret", "alexa_messaging", "id s3cret"),
        ("ENCORE_ALEXA_API", "https://api.eu.amazonalexa.com", "alexa_api", "https://api.eu.amazonalexa.com"),
        ("ENCORE_ALEXA_TOKEN_URL", "http://127.0.0.1/token", "alexa_token_url", "http://127.0.0.1/token"),
        ("ENCORE_PRIVACY_URL", "https://shop.example/privacy", "privacy_url", "https://shop.example/privacy"),
        ("ENCORE_DEMO_CUSTOMER", "ada", "demo_customer", "ada"),
        ("ENCORE_LOCALE", " ko-KR ", "locale", "ko-KR"),
        ("ENCORE_ENGINE", "vosk", "engine", "vosk"),
        ("ENCORE_VOICE", "piper", "voice", "piper"),
        ("ENCORE_HOST", "0.0.0.0", "host", "0.0.0.0"),  # noqa: S104
        ("ENCORE_PORT", "8080", "port", 8080),
        ("ENCORE_WORKERS", "4", "workers", 4),
    ],
)
def test_a_variable_is_one_setting(variable: str, text: str, name: str, value: object) -> None:
    settings = Settings.from_env({variable: text, "PATH": "/bin"})

    changed = {each.name for each in fields(Settings) if getattr(settings, each.name) != getattr(Settings(), each.name)}
    assert getattr(settings, name) == value
    assert changed <= {name}


def test_every_setting_is_in_the_table_and_has_a_test_above() -> None:
    assert [name for name, _default, _meaning in table()] == [each.metadata["variable"] for each in fields(Settings)]
    assert all(meaning for *_rest, meaning in table())
    tested = {mark.args[1][index][0] for mark in _marks() for index in range(len(mark.args[1]))}
    assert tested == {name for name, *_rest in table()}


def _marks() -> list[pytest.Mark]:
    marks: list[pytest.Mark] = test_a_variable_is_one_setting.pytestmark  # type: ignore[attr-defined]
    return marks


@pytest.mark.parametrize(
    ("variable", "text", "told"),
    [
        ("ENCORE_PORT", "http", "ENCORE_PORT is 'http'; use a whole number."),
        ("ENCORE_PORT", "80.5", "ENCORE_PORT is '80.5'; use a whole number."),
        ("ENCORE_WORKERS", "many", "ENCORE_WORKERS is 'many'; use a whole number."),
        ("ENCORE_VERIFY_REQUESTS", "maybe", "ENCORE_VERIFY_REQUESTS is 'maybe'; use 1 or 0."),
        ("ENCORE_ENV", "staging", "ENCORE_ENV is 'staging'; use development or production."),
        (
            "ENCORE_ALEXA_API",
            "api.eu.amazonalexa.com",
            "ENCORE_ALEXA_API is no https address; write one such as https://api.amazonalexa.com.",
        ),
        (
            "ENCORE_ALEXA_TOKEN_URL",
            "http://api.amazon.com/auth/o2/token",
            "ENCORE_ALEXA_TOKEN_URL is no https address; write one such as https://api.amazon.com/auth/o2/token.",
        ),
        (
            "ENCORE_LOCALE",
            "xx-XX",
            "ENCORE_LOCALE is 'xx-XX'; use one of de-DE, en-US, ko-KR, en-AU, en-CA, en-GB, en-IN.",
        ),
    ],
)
def test_a_wrong_value_is_told_with_the_right_ones(variable: str, text: str, told: str) -> None:
    assert refusal(**{variable: text}) == told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"ENCORE_VERIFY_REQUESTS": "0"}, "ENCORE_VERIFY_REQUESTS is off"),
        ({"ENCORE_SKILL_ID": ""}, "ENCORE_SKILL_ID is empty"),
        ({"ENCORE_PEPPER": ""}, "ENCORE_PEPPER is missing or too short"),
        ({"ENCORE_PEPPER": DEVELOPMENT_PEPPER}, "ENCORE_PEPPER is missing or too short"),
        ({"ENCORE_PEPPER": "p" * 31}, "ENCORE_PEPPER is missing or too short"),
        ({"ENCORE_DEMO_CUSTOMER": "ada"}, "ENCORE_DEMO_CUSTOMER is set"),
        ({"ENCORE_PUBLIC_URL": "http://shop.example"}, "ENCORE_PUBLIC_URL does not begin with https://"),
        ({"ENCORE_DATABASE_URL": "sqlite://"}, "ENCORE_DATABASE_URL is only in memory"),
        ({"ENCORE_DATABASE_URL": "sqlite:///:memory:"}, "ENCORE_DATABASE_URL is only in memory"),
    ],
)
def test_production_refuses_what_is_unsafe(change: dict[str, str], told: str) -> None:
    assert refusal(**PRODUCTION | change).startswith(told)
    assert Settings.from_env(change) is not None


def test_the_pepper_is_shown_nowhere() -> None:
    assert PEPPER not in repr(Settings(pepper=PEPPER))
    too_short = "12345-secret"
    assert too_short not in refusal(**PRODUCTION | {"ENCORE_PEPPER": too_short})


def test_production_accepts_what_is_safe() -> None:
    settings = Settings.from_env(PRODUCTION)

    assert (settings.is_production, settings.verify_requests) == (True, True)


def test_the_database_is_a_file_in_the_data_folder_unless_told_otherwise() -> None:
    settings = Settings(data_dir="/data")

    assert (settings.data_path, settings.database) == (Path("/data"), "sqlite:////data/encore.sqlite3")
    assert Settings(data_dir="/data", database_url="sqlite:///mine.db").database == "sqlite:///mine.db"
    assert Settings().data_path.name == "encore"
