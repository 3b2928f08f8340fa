"""The timeline of a session: its intervals one after another, on the clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from coach.plan.model import Coaching, Effort, Flavour, Interval, Session
from coach.units import Milliseconds


@dataclass(frozen=True, slots=True)
class TimedInterval:
    """An interval in its place. `start` is included, `end` is not."""

    effort: Effort
    flavour: Flavour | None
    start: Milliseconds
    end: Milliseconds
    repetition: int
    """Which of the session's runs (or walks) this is, from 1; 1 for warm-up and cool-down."""
    repetitions: int
    """How many of these the session has."""
    note: str | None = None
    free: bool = False
    """Whether the runner decides when to run and when to walk."""
    speed: float | None = None
    """In kilometres an hour."""
    incline: float | None = None
    """In percent."""
    distance: str = ""
    """Where it was given instead of a duration: `400 m`."""
    pace: str = ""
    """How fast the distance is covered, as it is written: `5:30/km`."""

    @property
    def duration(self) -> Milliseconds:
        """How long it lasts."""
        return Milliseconds(self.end - self.start)


@dataclass(frozen=True, slots=True)
class Timeline:
    """All intervals of a session: they follow each other without a gap, from 0 to the plan's end."""

    intervals: tuple[TimedInterval, ...]

    @property
    def duration(self) -> Milliseconds:
        """The plan's time."""
        return self.intervals[-1].end

    def at(self, moment: Milliseconds) -> int:
        """Return the index of the interval that holds the moment; the last one for moments after the plan's end."""
        for index, interval in enumerate(self.intervals):
            if moment < interval.end:
                return index
        return len(self.intervals) - 1


def timeline(session: Session, coaching: Coaching = Coaching.WALK_RUN) -> Timeline:
    """Return the timeline of a session: its intervals with their times, its runs and walks counted."""
    intervals = tuple(session.intervals())
    totals = Counter(interval.effort for interval in intervals)
    seen: Counter[Effort] = Counter()
    placed = []
    start = 0
    for interval in intervals:
        seen[interval.effort] += 1
        end = start + interval.duration
        placed.append(
            TimedInterval(
                interval.effort,
                interval.flavour,
                Milliseconds(start),
                Milliseconds(end),
                seen[interval.effort],
                totals[interval.effort],
                interval.note,
                coaching.clockless and interval.effort in (Effort.RUN, Effort.WALK),
                interval.speed,
                interval.incline,
                *_distance(interval),
            )
        )
        start = end
    return Timeline(tuple(placed))


def _distance(interval: Interval) -> tuple[str, str]:
    """Return the distance of an interval and its pace, unless its duration was changed."""
    distance = interval.distance
    return (distance.text, distance.pace) if distance and distance.time == interval.duration else ("", "")
