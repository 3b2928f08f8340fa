"""The command line: finds a command and loads its module alone."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from coach.cli.commands import COMMANDS, CommandEntry

if TYPE_CHECKING:
    from typer.core import TyperCommand


def load_command(name: str, entry: CommandEntry) -> TyperCommand:
    """Import a command's module and return the command as Typer runs it."""
    function = getattr(import_module(f"coach.cli.{entry.module}"), entry.function)
    one = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)
    one.command(name)(function)
    command: Any = typer.main.get_command(one)
    return command  # type: ignore[no-any-return]  # of the Click inside Typer


class _LazyGroup(TyperGroup):
    """The group of all commands; it loads only the one that runs."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401  # what typer passes on
        super().__init__(**attributes)
        # Typer looks here for the names when one is misspelled.
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002  # of the Click inside Typer
        """Load a command; None for a name that is not known."""
        return load_command(cmd_name, COMMANDS[cmd_name]) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002  # of the Click inside Typer
        """List all commands, each with its line of help."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


app = typer.Typer(
    cls=_LazyGroup,
    help="A walk-run coach in your ears: turns a training plan into one MP3 per session.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(value: bool) -> None:  # noqa: FBT001  # typer's form of a callback
    if value:
        from coach.version import __version__

        typer.echo(f"coach {__version__}")
        raise typer.Exit


_Version = Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")]


@app.callback()
def _coach(*, version: _Version = False) -> None:
    """Take the options that stand before any command."""
