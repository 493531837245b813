"""Every setting: its name, its default and what it does. Read once, in the entry point."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from backend.errors import EncoreError
from interaction_models.model import locales


class SettingsError(EncoreError):
    """A setting has a value that cannot be used."""


def _setting(variable: str, default: Any, meaning: str, *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"variable": variable, "meaning": meaning})


DEVELOPMENT_PEPPER = "known-to-everybody-so-for-development-only"
SHORTEST_PEPPER = 32
"""Characters."""


@dataclass(frozen=True, slots=True)
class Settings:
    env: str = _setting("ENCORE_ENV", "development", "development, or production: then unsafe settings are refused")
    database_url: str = _setting(
        "ENCORE_DATABASE_URL", "", "SQLAlchemy URL; a SQLite file in the user's data folder when empty"
    )
    data_dir: str = _setting(
        "ENCORE_DATA_DIR",
        "",
        "folder for the database, speech models and recordings; the system's place when empty",
    )
    skill_id: str = _setting("ENCORE_SKILL_ID", "", "Alexa skill id; requests for another skill are refused")
    verify_requests: bool = _setting(
        "ENCORE_VERIFY_REQUESTS", True, "check Alexa's signature and timestamp; 0 only for development"
    )
    pepper: str = _setting(
        "ENCORE_PEPPER",
        DEVELOPMENT_PEPPER,
        "secret that voice codes are hashed with, at least 32 characters; a new one makes all codes wrong",
        secret=True,
    )
    carrier_secrets: str = _setting(
        "ENCORE_CARRIER_SECRETS",
        "",
        "secrets that carriers sign their messages with: easypost=...,own=...; others are not believed",
        secret=True,
    )
    public_url: str = _setting(
        "ENCORE_PUBLIC_URL", "", "https address people and Alexa reach this service at, such as https://shop.example"
    )
    mail: str = _setting(
        "ENCORE_MAIL",
        "",
        "where e-mail goes: smtp://user:password@host:587?from=shop@example.com, or file:///folder; nowhere when empty",
        secret=True,
    )
    alexa_link: str = _setting(
        "ENCORE_ALEXA_LINK",
        "",
        "account linking, as in the Alexa console: client id, secret and redirect URIs, separated by spaces",
        secret=True,
    )
    alexa_messaging: str = _setting(
        "ENCORE_ALEXA_MESSAGING",
        "",
        "client id and secret from the Permissions page of the Alexa console, with a space between; "
        "no notifications when empty",
        secret=True,
    )
    alexa_api: str = _setting(
        "ENCORE_ALEXA_API", "https://api.amazonalexa.com", "Alexa's API for notifications; other regions have others"
    )
    alexa_token_url: str = _setting(
        "ENCORE_ALEXA_TOKEN_URL", "https://api.amazon.com/auth/o2/token", "where the key for notifications is fetched"
    )
    privacy_url: str = _setting("ENCORE_PRIVACY_URL", "", "the shop's privacy policy, for the skill's manifest")
    demo_customer: str = _setting(
        "ENCORE_DEMO_CUSTOMER", "", "development only: an unknown Alexa user is treated as this demo customer"
    )
    locale: str = _setting("ENCORE_LOCALE", "en-US", "language of the command line and the local client")
    engine: str = _setting("ENCORE_ENGINE", "", "recogniser: vosk or pocketsphinx; the best installed when empty")
    voice: str = _setting("ENCORE_VOICE", "pyttsx3", "voice: pyttsx3 or piper")
    host: str = _setting("ENCORE_HOST", "127.0.0.1", "address `encore serve` listens on")
    port: int = _setting("ENCORE_PORT", 8000, "port `encore serve` listens on")
    workers: int = _setting("ENCORE_WORKERS", 1, "worker processes of `encore serve`")

    @property
    def data_path(self) -> Path:
        return Path(self.data_dir) if self.data_dir else Path(platformdirs.user_data_dir("encore"))

    @property
    def database(self) -> str:
        """The database URL to use."""
        return self.database_url or f"sqlite:///{self.data_path / 'encore.sqlite3'}"

    @property
    def secrets_of_carriers(self) -> Mapping[str, str]:
        """Carrier to secret."""
        pairs = [pair.strip().partition("=") for pair in self.carrier_secrets.split(",") if pair.strip()]
        if not all(name and secret for name, _, secret in pairs):  # which one is not said: it may be a secret
            raise SettingsError("ENCORE_CARRIER_SECRETS is not a list of name=secret, with commas between them.")
        return {name.strip(): secret.strip() for name, _, secret in pairs}

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """
        Raises:
            SettingsError: a value has the wrong form, or is not safe in production.
        """
        values = {
            setting.name: _read(setting.metadata["variable"], setting.default, environ) for setting in fields(cls)
        }
        settings = cls(**values)
        settings._refuse_what_is_unsafe()
        return settings

    def _refuse_what_is_unsafe(self) -> None:
        if self.env not in ("development", "production"):
            raise SettingsError(f"ENCORE_ENV is {self.env!r}; use development or production.")
        if not 1 <= self.port <= 65535:
            raise SettingsError(f"ENCORE_PORT is {self.port}; use a number from 1 to 65535.")
        _ = self.secrets_of_carriers  # refused here, not at the first message
        if self.workers < 1:
            raise SettingsError(f"ENCORE_WORKERS is {self.workers}; use 1 or more.")
        for name in ("alexa_api", "alexa_token_url"):
            if not _is_safe(getattr(self, name)):
                setting = type(self).__dataclass_fields__[name]
                raise SettingsError(
                    f"{setting.metadata['variable']} is no https address; write one such as {setting.default}."
                )
        if self.locale not in locales():
            raise SettingsError(f"ENCORE_LOCALE is {self.locale!r}; use one of {', '.join(locales())}.")
        if not self.is_production:
            return
        if not self.verify_requests:
            raise SettingsError("ENCORE_VERIFY_REQUESTS is off; in production it must be on.")
        if not self.skill_id:
            raise SettingsError("ENCORE_SKILL_ID is empty; in production set it to your Alexa skill id.")
        if self.pepper == DEVELOPMENT_PEPPER or len(self.pepper) < SHORTEST_PEPPER:
            raise SettingsError(
                f"ENCORE_PEPPER is missing or too short; in production set it to a secret of at least "
                f"{SHORTEST_PEPPER} characters, such as `openssl rand -hex 32` prints."
            )
        if self.database_url == "sqlite://" or ":memory:" in self.database_url:
            raise SettingsError("ENCORE_DATABASE_URL is only in memory; in production use one that keeps orders.")
        if self.public_url and not self.public_url.startswith("https://"):
            raise SettingsError("ENCORE_PUBLIC_URL does not begin with https://; Alexa and browsers want that.")
        if self.demo_customer:
            raise SettingsError("ENCORE_DEMO_CUSTOMER is set; it is for development only, unset it.")


def _is_safe(url: str) -> bool:
    """Nobody on the way can read what is sent there."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or parts.hostname in ("127.0.0.1", "localhost", "::1"))


def _read(variable: str, default: Any, environ: Mapping[str, str]) -> Any:
    text = environ.get(variable, "").strip()
    if not text:
        return default
    if isinstance(default, bool):
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off"):
            return False
        raise SettingsError(f"{variable} is {text!r}; use 1 or 0.")
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError as error:
            raise SettingsError(f"{variable} is {text!r}; use a whole number.") from error
    return text


def table() -> list[tuple[str, str, str]]:
    """Name, default and meaning of every setting, for the README and `encore --help`."""
    return [(s.metadata["variable"], str(s.default), s.metadata["meaning"]) for s in fields(Settings)]
