"""The commands, in the order in which a runner meets them."""

from __future__ import annotations

from typing import Annotated

import typer

from coach.cli import beds, cache, calendar, check, config, growth, lines, plans, publish, render, script, serve, voices

app = typer.Typer(
    help="A walk-run coach in your ears: turns a training plan into one MP3 per session.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001  # typer's form of a callback
    if wanted:
        from coach import __version__

        typer.echo(f"coach {__version__}")
        raise typer.Exit


_Version = Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")]


@app.callback()
def _coach(*, version: _Version = False) -> None:
    """Take the options that stand before any command."""


app.command("render")(render.render)
app.command("script")(script.script)
app.command("plans")(plans.plans)
app.command("plan")(plans.plan)
app.command("next")(growth.next_session)
app.command("grow")(growth.grow)
app.command("check")(check.check)
app.command("serve")(serve.serve)
app.command("publish")(publish.publish)
app.command("calendar")(calendar.calendar)
app.command("voices")(voices.voices)
app.command("say")(voices.say)
app.command("beds")(beds.beds)
app.command("lines")(lines.lines)
app.command("config")(config.config)
app.command("cache")(cache.cache)
