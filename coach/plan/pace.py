"""A pace of a walk-run session: a run, the walk after it, and a session filled with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from coach.errors import DurationError, UsageError
from coach.plan.model import SHORTEST_INTERVAL, Block, Effort, Interval, Repeat, Session
from coach.plan.rules import DEFAULT_EASING
from coach.units import MINUTE, SECOND, Milliseconds, duration_label, duration_text, parse_duration

DEFAULT_TOTAL: Final = Milliseconds(40 * MINUTE)
TOLERANCE: Final = Milliseconds(2 * MINUTE)
"""How much shorter or longer than the total a session may be."""

GROWTH: Final = 1.25
LEAST_GROWTH: Final = MINUTE
"""The most that the longest run and all running grow from week to week: by this factor, or by this much where that is more."""

SHORTEST_LAST_RUN: Final = MINUTE
"""A last run that fills a session is never shorter than this, nor than half of the others."""

_EASINGS: Final = Milliseconds(2 * DEFAULT_EASING)


@dataclass(frozen=True, slots=True)
class Pace:
    """A run and the walk after it; without a walk, one run that is all of the main set."""

    run: Milliseconds
    walk: Milliseconds | None

    @property
    def label(self) -> str:
        """As it is typed: `8m/1m`, `30m`."""
        return duration_label(self.run) + (f"/{duration_label(self.walk)}" if self.walk else "")

    @property
    def text(self) -> str:
        """As it is printed: `8 min / 1 min`, `30 min`."""
        return duration_text(self.run) + (f" / {duration_text(self.walk)}" if self.walk else "")

    @property
    def words(self) -> str:
        """The title of a week with it."""
        walk = f", walk {duration_text(self.walk)}" if self.walk else " without a walk"
        return f"run {duration_text(self.run)}{walk}"


def parse_pace(text: str) -> Pace:
    """Read `1m/2m`, or `30m` for a run without a walk. Raises UsageError."""
    try:
        run, *walks = (parse_duration(part) for part in text.split("/"))
    except DurationError as error:
        raise UsageError(f"{text[:60]!r}: {error}; write a run and a walk as 1m/2m, or a run alone as 30m") from error
    if len(walks) > 1:
        raise UsageError(f"{text[:60]!r} has more than a run and a walk; write them as 1m/2m")
    if min(run, *walks, run) < SHORTEST_INTERVAL:
        raise UsageError(f"{text[:60]!r} is too short to be commanded; use at least {duration_text(SHORTEST_INTERVAL)} each")
    return Pace(run, walks[0] if walks else None)


def present_total(pace: Pace, times: int) -> Milliseconds:
    """Return the length of a session of so many runs and walks, warm-up and cool-down included."""
    return Milliseconds(times * (pace.run + (pace.walk or 0)) + _EASINGS)


@cache
def pace_session(pace: Pace, total: Milliseconds = DEFAULT_TOTAL) -> Session:
    """Fill a session of about `total` with runs and walks of these lengths.

    Whole repetitions where they fit within two minutes; else one more run, at least half as long; else a longer cool-down.
    """
    main = _main_set(pace, Room.of(total))
    session = Session(Interval(Effort.WARM_UP, DEFAULT_EASING), main, Interval(Effort.COOL_DOWN, DEFAULT_EASING))
    missing = max(0, total - TOLERANCE - session.duration)
    return replace(session, cool_down=replace(session.cool_down, duration=Milliseconds(DEFAULT_EASING + missing)))


@dataclass(frozen=True, slots=True)
class Room:
    """The lengths that a main set may have."""

    shortest: Milliseconds
    ideal: Milliseconds
    longest: Milliseconds

    @classmethod
    def of(cls, total: Milliseconds) -> Room:
        """Return the room in sessions of about this total."""
        return cls(*(Milliseconds(total - _EASINGS + more) for more in (-TOLERANCE, 0, TOLERANCE)))


def may_follow(before: Session, after: Session) -> bool:
    """Say whether `after` may come a week after `before`: the longest run and the running in all grow little enough."""
    return after.longest_run <= bound(before.longest_run) and after.running <= bound(before.running)


def bound(value: Milliseconds) -> float:
    """Return the most that a run, or the running in all, may be a week later."""
    return max(value * GROWTH, value + LEAST_GROWTH)


def _main_set(pace: Pace, room: Room) -> tuple[Block, ...]:
    run = Interval(Effort.RUN, pace.run)
    if pace.walk is None:
        return (run,)
    walk = Interval(Effort.WALK, pace.walk)
    once = pace.run + pace.walk
    times = max(1, round(room.ideal / once))
    if room.shortest <= times * once <= room.longest:
        return (Repeat(times, (run, walk)),)
    times = max(1, room.ideal // once)
    last = _last_run(pace, Milliseconds(room.longest - times * once - pace.walk), room)
    if last is None:
        return (Repeat(times, (run, walk)),)
    whole: tuple[Block, ...] = (run, walk) if times == 1 else (Repeat(times, (run, walk)),)
    return (Repeat(1, (*whole, Interval(Effort.RUN, last), walk)),)


def _last_run(pace: Pace, left: Milliseconds, room: Room) -> Milliseconds | None:
    """Return the length of a last run that about fills the ideal main set, at least half of the others; None without room."""
    even = 15 * SECOND
    ideal = (left - (room.longest - room.ideal)) // even * even
    least = -(-max(pace.run // 2, SHORTEST_LAST_RUN) // even) * even
    last = max(ideal, least)
    return Milliseconds(last) if last <= min(left, pace.run) else None
