"""Shows what the core reports: a bar on stderr, finished paths on stdout."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

import typer

from coach.cli.interrupts import raise_if_interrupted
from coach.printable import printable
from coach.progress import Advanced, Event, Listener, Noticed, Started, Written


@contextlib.contextmanager
def reporter() -> Iterator[Listener]:
    """Return a listener that shows events, with a progress bar on a terminal."""
    bar = _Bar() if sys.stderr.isatty() else None
    try:
        yield lambda event: _show(event, bar)
    finally:
        if bar:
            bar.clear()


def _show(event: Event, bar: _Bar | None) -> None:
    raise_if_interrupted()
    match event:
        case Started(what, steps):
            if bar:
                bar.start(what, steps)
        case Advanced(steps):
            if bar:
                bar.advance(steps)
        case Noticed(message):
            if bar:
                bar.clear()
            typer.echo(f"coach: {printable(message)}", err=True)
        case Written(path, unchanged):
            if bar:
                bar.clear()
            typer.echo(printable(str(path)) if sys.stdout.isatty() else str(path))
            if unchanged:
                typer.echo(f"coach: {printable(path.name)} is there and unchanged (--force renders it again)", err=True)


class _Bar:
    """A bar on stderr, made when the first piece of work begins."""

    def __init__(self) -> None:
        self._progress: object | None = None

    def start(self, what: str, steps: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.clear()
        columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = progress.add_task(what, total=steps)
        progress.start()

    def advance(self, steps: int) -> None:
        from rich.progress import Progress

        if isinstance(self._progress, Progress):
            self._progress.advance(self._task, steps)

    def clear(self) -> None:
        from rich.progress import Progress

        if isinstance(self._progress, Progress):
            self._progress.stop()
        self._progress = None
