"""`encore check-models` as somebody at a terminal, or a build script, meets it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from interaction_models.cli import check_models

BUILT_INS = [{"name": f"AMAZON.{name}Intent"} for name in ("Help", "Stop", "Cancel", "NavigateHome", "Fallback")]
ONE_WORD = "one word is accepted only when it is your own brand"
NO_HELP = "there is no AMAZON.HelpIntent, which every skill must have"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(check_models, [str(argument) for argument in arguments])


def written(path: Path, document: object) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return written(tmp_path / "good.json", {"invocationName": "corner shop", "intents": BUILT_INS})


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return written(tmp_path / "bad.json", {"invocationName": "shop", "intents": BUILT_INS[1:]})


def test_a_good_file_ends_with_zero(good: Path) -> None:
    result = run(good)

    assert (result.exit_code, result.output) == (0, "1 model, 0 errors, 0 warnings\n")


def test_errors_and_warnings_come_with_file_path_and_counts(good: Path, bad: Path) -> None:
    result = run(good, bad)

    assert result.exit_code == 1
    assert result.output.splitlines() == [
        f"{bad}: warning: $.invocationName: {ONE_WORD} [invocation-name]",
        f"{bad}: error: $.intents: {NO_HELP} [required-intent]",
        "2 models, 1 error, 1 warning",
    ]


def test_warnings_alone_end_with_zero(tmp_path: Path) -> None:
    result = run(written(tmp_path / "warned.json", {"invocationName": "shop", "intents": BUILT_INS}))

    assert result.exit_code == 0
    assert result.output.endswith("1 model, 0 errors, 1 warning\n")


def test_json_is_one_object_per_line(bad: Path) -> None:
    result = run("--json", bad)

    assert result.exit_code == 1
    assert [json.loads(line) for line in result.output.splitlines()] == [
        {
            "file": str(bad),
            "severity": "warning",
            "code": "invocation-name",
            "path": "$.invocationName",
            "message": ONE_WORD,
        },
        {
            "file": str(bad),
            "severity": "error",
            "code": "required-intent",
            "path": "$.intents",
            "message": NO_HELP,
        },
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not JSON: Expecting value: line 1 column 1 (char 0)"),
        (b"{", "is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b"\xff\xfe", "is not JSON: "),
        (b"[" * 100_000, "is nested too deeply"),
        (b"9" * 5_000, "is not JSON: "),
    ],
    ids=["empty", "half", "not text", "deep", "huge number"],
)
def test_what_is_not_json_is_one_sentence_and_two(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)

    result = run(path)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"encore: {path} {reason}")
    assert result.stderr.count("\n") == 1


def test_a_missing_file_is_one_sentence_and_two(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.json"

    result = run(path)

    assert result.exit_code == 2
    assert result.stderr == f"encore: {path} cannot be read: No such file or directory\n"


def test_what_can_be_read_is_checked_though_something_else_cannot(tmp_path: Path, good: Path, bad: Path) -> None:
    nowhere, broken = tmp_path / "nowhere.json", tmp_path / "broken.json"
    broken.write_text("{")

    result = run(nowhere, bad, broken, good)

    assert result.exit_code == 2
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == ["encore"] * 2
    assert [path.name in line for path, line in zip((nowhere, broken), result.stderr.splitlines(), strict=True)] == [
        True,
        True,
    ]
    assert result.stdout.endswith(
        f"{bad}: error: $.intents: {NO_HELP} [required-intent]\n2 models, 1 error, 1 warning\n"
    )


def test_a_file_called_like_a_locale_is_checked_by_its_rules(tmp_path: Path) -> None:
    model = {"invocationName": "kaufladen", "intents": BUILT_INS}

    assert run(written(tmp_path / "de-DE.json", model)).output == "1 model, 0 errors, 0 warnings\n"
    assert run(written(tmp_path / "shop.json", model)).output.endswith("1 model, 0 errors, 1 warning\n")


def test_a_byte_order_mark_is_no_obstacle(good: Path) -> None:
    good.write_text(good.read_text(encoding="utf-8"), encoding="utf-8-sig")

    assert run(good).exit_code == 0


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    intents = [*BUILT_INS, {"name": "\x1b[2J\ud800", "samples": []}]

    result = run(written(tmp_path / "evil.json", {"invocationName": "corner shop", "intents": intents}))

    assert result.exit_code == 1
    assert "\x1b" not in result.output
    assert r"'\x1b[2J\ud800' is no name" in result.output


def test_without_files_the_shipped_models_are_checked() -> None:
    result = run()

    assert result.exit_code == 0
    assert " 0 errors" in result.output
    assert "en-US.json: " in result.output
