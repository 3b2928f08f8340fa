"""Shows what the core reports: a bar on stderr, finished paths on stdout."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from coach.cli.interrupts import raise_if_interrupted
from coach.cli.paths import print_path
from coach.printable import printable
from coach.progress import Event, Listener, Noticed, Written

if TYPE_CHECKING:
    from coach.cli.bar import Bar


@contextlib.contextmanager
def reporter(again: str = "") -> Iterator[Listener]:
    """Return a listener that shows events, with a progress bar on a terminal.

    `again` says how a session that is there and unchanged is made again, where the command can do that.
    """
    bar = _bar() if sys.stderr.isatty() else None
    try:
        yield lambda event: _show(event, bar, again)
    finally:
        if bar:
            bar.clear()


def _bar() -> Bar:
    from coach.cli.bar import Bar

    return Bar()


def _show(event: Event, bar: Bar | None, again: str) -> None:
    raise_if_interrupted()
    if bar:
        bar.take(event, time.monotonic())
    match event:
        case Noticed(message):
            typer.echo(f"coach: {printable(message)}", err=True)
        case Written(path, unchanged):
            print_path(path)
            if unchanged:
                remedy = f" ({again})" if again else ""
                typer.echo(f"coach: {printable(path.name)} is there and unchanged{remedy}", err=True)
        case _:
            pass
