"""The demo tells its story, by voice alone, the same way each time, and leaves the orders."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.cli import main
from voice_local.audio import read_audio


def run(folder: Path, *arguments: str) -> Result:
    settings = {"ENCORE_DATABASE_URL": f"sqlite:///{folder}/shop.sqlite3", "ENCORE_DATA_DIR": str(folder)}
    return CliRunner().invoke(main, arguments, env=settings)


def orders(folder: Path) -> list[dict[str, object]]:
    lines = run(folder, "shop", "orders", "--json", "--limit", "1000").output.splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def understood(result: Result) -> list[str]:
    """eSpeak's breath varies a little, and with it how surely and how exactly a sentence is heard."""
    lines = [line for line in result.output.splitlines() if line.startswith("  heard")]
    return [re.sub(r".*-> (\S+).*", r"\1", line) for line in lines]


@pytest.mark.parametrize(
    ("locale", "engine", "intents", "says"),
    [
        (
            "en-US",
            "pocketsphinx",
            ("LaunchRequest", "CheckStockIntent", "PriceIntent", "ReorderIntent", "AMAZON.YesIntent",
             "OrderStatusIntent", "AMAZON.NoIntent", "AMAZON.FallbackIntent", "PlaceOrderIntent",
             "CancelOrderIntent", "AMAZON.HelpIntent", "AMAZON.StopIntent"),
            ("Your usual is 2 bags of dark roast coffee and 3 cartons of oat milk.", "Corner Pantry delivers it",
             "Green tea is sold out. It should be back", "We do have black tea", "is cancelled."),
        ),
        (
            "ko-KR",
            "vosk",
            ("LaunchRequest", "CheckStockIntent", "PriceIntent", "ReorderIntent", "AMAZON.YesIntent",
             "OrderStatusIntent", "AMAZON.NoIntent", "AMAZON.FallbackIntent", "PlaceOrderIntent",
             "CancelOrderIntent", "AMAZON.HelpIntent"),
            ("두유 네 팩",),
        ),
    ],
)  # fmt: skip
def test_the_whole_story_twice(
    locale: str, engine: str, intents: tuple[str, ...], says: tuple[str, ...], tmp_path: Path
) -> None:
    arguments = ("demo", "--locale", locale, "--engine", engine, "--out", str(tmp_path / "sound"))

    first, before = run(tmp_path, *arguments), orders(tmp_path)
    second, after = run(tmp_path, *arguments), orders(tmp_path)

    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    for expected in (*intents, *says):
        assert expected in first.output
    assert understood(first) == understood(second)
    assert len(after) == len(before) + 2
    assert sorted(str(order["status"]) for order in after[:2]) == ["cancelled", "placed"]
    assert read_audio(tmp_path / "sound" / "conversation.wav").seconds > 60
