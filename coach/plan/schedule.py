"""On which day each session of a plan is run: training days, with a day of rest between them by default."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

from coach.errors import UsageError
from coach.plan.model import Plan

A_WEEK: Final = 7

FIRST_START: Final = date(2000, 1, 1)
LAST_START: Final = date(2199, 12, 31)
"""What a plan may start on; the longest one then still ends within the calendar."""


class Weekday(IntEnum):
    """The days of the week as `date.weekday` counts them."""

    MON = 0
    TUE = 1
    WED = 2
    THU = 3
    FRI = 4
    SAT = 5
    SUN = 6

    @property
    def label(self) -> str:
        """As it is typed: `tue`."""
        return self.name.lower()

    @property
    def word(self) -> str:
        """As it is read: `Tuesday`."""
        return _WORDS[self]


_WORDS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Days = tuple[Weekday, ...]

_DEFAULT_DAYS: Final[dict[int, Days]] = {
    1: (Weekday.SAT,),
    2: (Weekday.TUE, Weekday.SAT),
    3: (Weekday.TUE, Weekday.THU, Weekday.SAT),
    4: (Weekday.MON, Weekday.WED, Weekday.FRI, Weekday.SUN),
    5: (Weekday.MON, Weekday.TUE, Weekday.THU, Weekday.FRI, Weekday.SUN),
    6: (Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI, Weekday.SAT),
}


@dataclass(frozen=True, slots=True)
class ScheduledSession:
    """A session on its day."""

    week: int
    session: int
    """Both from 1."""
    day: date


def parse_days(text: str) -> Days:
    """Read `tue,thu,sat` (or with `-` or spaces between; full names too). Raises UsageError for anything else."""
    known = {day.label: day for day in Weekday} | {day.word.lower(): day for day in Weekday}
    names = text.lower().replace("-", ",").replace(" ", ",").split(",")
    try:
        days = {known[name] for name in names if name}
    except KeyError as error:
        raise UsageError(f"no weekday called {error.args[0]!r}; write them such as tue,thu,sat") from error
    if not days:
        raise UsageError("no weekday given; write them such as tue,thu,sat")
    return tuple(sorted(days))


def days_label(days: Iterable[Weekday]) -> str:
    """Write weekdays as they are typed: `tue,thu,sat`."""
    return ",".join(day.label for day in days)


def default_days(plan: Plan) -> Days:
    """Return as many days as the plan's fullest week has sessions, spread as widely as a week allows (tue, thu and sat)."""
    return _DEFAULT_DAYS.get(max(len(week.sessions) for week in plan.weeks), tuple(Weekday))


def schedule(
    plan: Plan, start: date, days: Days, begin: tuple[int, int] = (1, 1), week_began: date | None = None
) -> tuple[ScheduledSession, ...]:
    """Return a day for each session of a plan: the first training day at or after `start` for the first.

    `begin` is the first session's week and place in it, both from 1; what is before it is left out. A week of the plan begins
    seven days after the one before, or later where that one has more sessions than days. `week_began`: the day of the first
    session of a week that is under way.
    """
    scheduled_sessions: list[ScheduledSession] = []
    day = _next(start, days)
    began = week_began or day
    for number, week in enumerate(plan.weeks[begin[0] - 1 :], begin[0]):
        for session in range(begin[1] if number == begin[0] else 1, len(week.sessions) + 1):
            scheduled_sessions.append(ScheduledSession(number, session, day))
            day = _next(day + timedelta(1), days)
        began = day = _next(max(began + timedelta(A_WEEK), scheduled_sessions[-1].day + timedelta(1)), days)
    return tuple(scheduled_sessions)


def remarks(plan: Plan, start: date, days: Days) -> tuple[str, ...]:
    """Return warnings about training days: days in a row, too few of them, or a start on another day."""
    warnings = [
        f"{first.word} and {second.word} follow each other: legs grow stronger on the day of rest between two sessions"
        for first, second in _neighbours(days)
    ]
    most = max(len(week.sessions) for week in plan.weeks)
    if len(days) < most:
        warnings.append(
            f"the plan has up to {most} sessions a week and you gave {len(days)}: its weeks take longer than seven days"
        )
    if start.weekday() not in days:
        warnings.append(f"{start} is no {' or '.join(day.word for day in days)}: the first session is on {_next(start, days)}")
    return tuple(warnings)


def _neighbours(days: Sequence[Weekday]) -> list[tuple[Weekday, Weekday]]:
    following = ((day, Weekday((day + 1) % A_WEEK)) for day in days)
    return [(day, after) for day, after in following if after in days]


def parse_start(text: str) -> date:
    """Read a first day, ISO 8601. Raises ValueError for a text that is none, and for days outside two centuries."""
    start = date.fromisoformat(text)
    if not FIRST_START <= start <= LAST_START:
        raise ValueError(text)
    return start


def _next(day: date, days: Days) -> date:
    while day.weekday() not in days:
        day += timedelta(1)
    return day


def days_words(days: Sequence[Weekday]) -> str:
    """Write weekdays as they are read: `Tuesday, Thursday and Saturday`."""
    words = [day.word for day in days]
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]
