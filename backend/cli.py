"""The `encore` command. Each room brings its own commands by entry point, so no room has to import another."""

import sys
from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import Any

import click

from backend.errors import EncoreError
from backend.orders.errors import NotConfirmed
from interaction_models.model import ModelError


class Rooms(click.Group):
    """Loads a command only when it is called, so that `encore say` does not load a speech recogniser."""

    entry_points = "encore.commands"

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(entry.name for entry in entry_points(group=self.entry_points))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for entry in entry_points(group=self.entry_points, name=cmd_name):
            command: click.Command = entry.load()
            return command
        return None

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        try:
            return super().main(args, *rest, **extra)
        except (EncoreError, ModelError) as error:
            click.echo(f"encore: {error}", err=True)
            sys.exit(2)
        except NotConfirmed:
            click.echo("encore: the database did not answer in time; try again in a moment.", err=True)
            sys.exit(2)


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="encore")
def main() -> None:
    """Order it again, by voice."""


class Benchmarks(Rooms):
    entry_points = "encore.benchmarks"


@click.group(cls=Benchmarks)
def bench() -> None:
    """How fast, how well."""
