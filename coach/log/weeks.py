"""The log week by week: how many minutes were run and walked. As values, and as a small picture in letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from coach.log.entry import LogEntry
from coach.units import MINUTE, Milliseconds

_WIDTH: Final = 40
"""Letters of the longest bar."""
_A_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LoggedWeek:
    """A calendar week."""

    monday: date
    sessions: int
    run: Milliseconds
    walk: Milliseconds

    @property
    def total(self) -> Milliseconds:
        """All of it."""
        return Milliseconds(self.run + self.walk)


def logged_weeks(entries: Sequence[LogEntry]) -> tuple[LoggedWeek, ...]:
    """Return every week from the first session's to the last one's, those without a session too."""
    if not entries:
        return ()
    weeks = []
    monday, last = (_monday(entry.day) for entry in (entries[0], entries[-1]))
    while monday <= last:
        own = [entry for entry in entries if monday <= entry.day < monday + _A_WEEK]
        run, walk = sum(entry.run for entry in own), sum(entry.walk for entry in own)
        weeks.append(LoggedWeek(monday, len(own), Milliseconds(run), Milliseconds(walk)))
        monday += _A_WEEK
    return tuple(weeks)


def picture(weeks: Sequence[LoggedWeek], *, plain: bool = False) -> list[str]:
    """Draw one line a week: run in full blocks, walk in light ones, to one scale. `plain`: in ASCII, as `#` and `-`."""
    longest = max((week.total for week in weeks), default=Milliseconds(0)) or MINUTE
    lines = []
    for week in weeks:
        run, total = (round(length * _WIDTH / longest) for length in (week.run, week.total))
        bar = ("#" if plain else "█") * run + ("-" if plain else "░") * (total - run)
        facts = f"{minutes(week.run):>4} run {minutes(week.walk):>4} walked"
        lines.append(f"{week.monday}  {facts}  {bar}".rstrip())
    return lines


def minutes(length: Milliseconds) -> int:
    """Return a length in whole minutes, rounded."""
    return round(length / MINUTE)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
