"""`encore check-models`: says what is wrong with an interaction model before Amazon does."""

import dataclasses
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from interaction_models.check import Finding, check, compare
from interaction_models.model import document, locales


class Unreadable(Exception):
    """A file that holds no JSON document."""


@click.command("check-models")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding and line.")
@click.argument("paths", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
def check_models(*, paths: tuple[Path, ...], as_json: bool) -> None:
    """Check Alexa interaction models; without FILE, the ones that ship with Encore.

    The exit code is 1 when there are errors, 0 when there are warnings at most, 2 when a file cannot be read.
    """
    unreadable: list[Unreadable] = []
    findings = _check_files(paths, unreadable) if paths else _check_shipped()
    for name, found in findings.items():
        for finding in found:
            click.echo(_as_json(name, finding) if as_json else _as_text(name, finding))
    if findings and not as_json:
        click.echo(_summary(findings))
    for error in unreadable:
        click.echo(f"encore: {error}", err=True)
    if unreadable:
        sys.exit(2)
    if _count(findings, "error"):
        sys.exit(1)


def _check_files(paths: tuple[Path, ...], unreadable: list[Unreadable]) -> dict[str, tuple[Finding, ...]]:
    """What cannot be read is noted, and the others are checked all the same."""
    findings = {}
    for path in paths:
        try:
            findings[click.format_filename(path)] = check(_document(path), locale=_locale(path))
        except Unreadable as error:
            unreadable.append(error)
    return findings


def _locale(path: Path) -> str | None:
    """A model does not say which language it is in, but its file is usually called after it."""
    return path.stem if re.fullmatch(r"[a-z]{2}-[A-Z]{2}", path.stem) else None


def _check_shipped() -> dict[str, tuple[Finding, ...]]:
    documents = {locale: document(locale) for locale in locales()}
    differences = compare(documents)
    return {f"{locale}.json": check(found, locale=locale) + differences[locale] for locale, found in documents.items()}


def _document(path: Path) -> object:
    name = click.format_filename(path)
    try:
        # Editors on Windows like to begin a file with a byte order mark.
        document: object = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Unreadable(f"{name} cannot be read: {error.strerror or error}") from error
    except RecursionError as error:
        raise Unreadable(f"{name} is nested too deeply") from error
    except ValueError as error:
        raise Unreadable(f"{name} is not JSON: {error}") from error
    return document


def _as_text(name: str, finding: Finding) -> str:
    return f"{name}: {finding.severity}: {finding.path}: {finding.message} [{finding.code}]"


def _as_json(name: str, finding: Finding) -> str:
    return json.dumps({"file": name, **dataclasses.asdict(finding)})


def _summary(findings: Mapping[str, tuple[Finding, ...]]) -> str:
    errors, warnings = _count(findings, "error"), _count(findings, "warning")
    counts = ((len(findings), "model"), (errors, "error"), (warnings, "warning"))
    return ", ".join(f"{count} {noun}" if count == 1 else f"{count} {noun}s" for count, noun in counts)


def _count(findings: Mapping[str, tuple[Finding, ...]], severity: str) -> int:
    return sum(finding.severity == severity for found in findings.values() for finding in found)
