"""The progress bar on a terminal: which session is being written, how much of all is done, and how long the rest will take."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from coach.cli.time_left import TimeLeft
from coach.progress import Advanced, Event, Noticed, Planned, Started, Written

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


MINUTE: Final = 60
"""In seconds."""


_SHORTEST_BAR: Final = 10
_LONGEST_TIME: Final = len("about 9 min 50 s left")
"""Columns of a terminal that are kept free whatever the session is called."""


class Bar:
    """A bar on stderr. It is there while work is done, and makes room for what is printed."""

    def __init__(self) -> None:
        self._time_left = TimeLeft()
        self._begun: float | None = None
        self._share = 0.0
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def take(self, event: Event, now: float) -> None:
        """Take an event that happened now, in seconds on the monotonic clock."""
        self._time_left.take(event, now)
        match event:
            case Planned():
                self._begun, self._share = now, 0.0
            case Started(stage, steps):
                self._start(stage.value, steps, now)
            case Advanced(steps):
                self._advance(steps, now)
            case Noticed() | Written():
                self.clear()

    def clear(self) -> None:
        """Remove the bar from the terminal."""
        if self._progress:
            self._progress.stop()
        self._progress = None

    def _start(self, stage: str, steps: int, now: float) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn
        from rich.table import Column

        self.clear()
        console = Console(stderr=True)
        room = max(1, console.width - _SHORTEST_BAR - _LONGEST_TIME - 2)
        name = Column(no_wrap=True, overflow="ellipsis", max_width=room)
        columns = (
            TextColumn("{task.description}", markup=False, table_column=name),
            BarColumn(None),
            TextColumn("{task.fields[left]}", table_column=Column(no_wrap=True)),
        )
        self._progress = progress = Progress(*columns, console=console, transient=True, expand=True, get_time=time.monotonic)
        title = self._time_left.title
        if title:
            self._task = progress.add_task(f"{title}: {stage.lower()}", total=1.0, left="")
        else:
            self._task = progress.add_task(stage, total=steps, left="")
        progress.start()
        self._advance(0, now)

    def _advance(self, steps: int, now: float) -> None:
        if self._progress is None or self._task is None:
            return
        if not self._time_left.title:
            self._progress.advance(self._task, steps)
            task = self._progress.tasks[self._task]
            self._progress.update(self._task, left=f"{task.completed:.0f}/{task.total:.0f}")
            return
        # It never goes back where more is found to be left than was thought.
        self._share = max(self._share, self._time_left.share(now, self._begun or now))
        self._progress.update(self._task, completed=self._share, left=in_words(self._time_left.seconds(now)))


def in_words(seconds: float | None) -> str:
    """Write a time left no more exactly than it is known: `about 40 s left`, `about 2 min 10 s left`, `about 12 min left`."""
    if seconds is None:
        return ""
    rounded = _rounded(seconds, 5) if seconds < MINUTE else _rounded(seconds, 10 if seconds < 10 * MINUTE else MINUTE)
    minutes, rest = divmod(max(5, rounded), MINUTE)
    parts = [f"{minutes} min"] if minutes else []
    parts += [f"{rest} s"] if rest else []
    return f"about {' '.join(parts)} left"


def _rounded(seconds: float, step: int) -> int:
    return step * round(seconds / step)
