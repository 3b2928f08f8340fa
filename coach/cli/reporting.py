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
def reporter() -> Iterator[Listener]:
    """Return a listener that shows events, with a progress bar on a terminal."""
    bar = _bar() if sys.stderr.isatty() else None
    try:
        yield lambda event: _show(event, bar)
    finally:
        if bar:
            bar.clear()


def _bar() -> Bar:
    from coach.cli.bar import Bar

    return Bar()


def _show(event: Event, bar: Bar | None) -> None:
    raise_if_interrupted()
    if bar:
        bar.take(event, time.monotonic())
    match event:
        case Noticed(message):
            typer.echo(f"coach: {printable(message)}", err=True)
        case Written(path, unchanged):
            print_path(path)
            if unchanged:
                typer.echo(f"coach: {printable(path.name)} is there and unchanged (--force renders it again)", err=True)
        case _:
            pass
