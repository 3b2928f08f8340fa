"""`coach cache`: what is kept so that the next session takes milliseconds."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from coach.cli.options import whole_number


class Action(StrEnum):
    """What to do with the cache."""

    SHOW = "show"
    PRUNE = "prune"
    CLEAR = "clear"


_MEGABYTE = 1_000_000


def cache(
    action: Annotated[Action, typer.Argument(help="Show its size, prune it to --limit, or clear it.")] = Action.SHOW,
    *,
    limit: Annotated[int, typer.Option(parser=whole_number(0), metavar="MB", help="What prune leaves.")] = 500,
) -> None:
    """Show, prune or clear the cache of spoken lines and encoded pieces. Losing it costs only time.

    What it shows besides are the other places in which coach keeps anything, for whoever wants to remove it.
    """
    from platformdirs import user_data_path

    from coach.cache import Cache
    from coach.log.store import log_path
    from coach.settings import cache_path, config_path

    kept = Cache(cache_path())
    if action is Action.SHOW:
        use = kept.use()
        typer.echo(
            f"{kept.folder}\n{use.entries} entries, {use.size / _MEGABYTE:.1f} MB of at most {kept.limit / _MEGABYTE:.0f} MB"
        )
        typer.echo(_place("the config file", config_path()))
        typer.echo(_place("the log of your sessions", log_path()))
        typer.echo(_place("the secret link of coach serve --lan", user_data_path("coach", appauthor=False)))
    else:
        removed = kept.prune(limit * _MEGABYTE) if action is Action.PRUNE else kept.clear()
        typer.echo(f"{removed / _MEGABYTE:.1f} MB removed")


def _place(what: str, path: Path) -> str:
    return f"{what}: {path}{'' if path.exists() else ' (not there)'}"
