"""Facts about a moment in a session: in which interval it lies, what follows, and how much of the session is over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coach.plan.model import Effort, Flavour
from coach.plan.timeline import TimedInterval, Timeline
from coach.units import HOUR, MINUTE, Milliseconds

LONG_INTERVAL: Final = Milliseconds(5 * MINUTE)

FIRST_OF_PART: Final = "first-of-part"

MOMENT_FACTS: Final[dict[str, str]] = {
    "in-warm-up": "said in the warm-up",
    "in-run": "said in a run on the clock",
    "in-walk": "said in a walk of the main set",
    "in-main-set": "said in a run, in a walk, or where the runner decides",
    "in-cool-down": "said in the cool-down",
    "at-race-pace": "the interval is at race pace",
    "at-brisk-pace": "the interval is brisk, or brisker",
    "at-brisker-pace": "the interval is brisker",
    "at-easy-pace": "the interval is easy",
    "going-uphill": "the interval goes uphill",
    "another-run": "a run on the clock starts after this interval",
    "last-run-now": "this is the last of two or more runs",
    "first-run-now": "this is the first of two or more runs",
    "another-walk": "a walk of the main set starts after this interval",
    "after-a-run": "a run on the clock lies behind",
    "next-is-run": "a run on the clock follows at once",
    "next-is-walk": "a walk of the main set follows at once",
    "next-is-longer-walk": "a walk of the main set follows at once, and is longer than this interval",
    "next-is-cool-down": "the cool-down follows at once",
    "before-halfway": "certainly in the first half of the plan's time",
    "after-halfway": "certainly in the second half",
    "early": "certainly in the first third of the plan's time",
    "middle": "certainly in the second third",
    "early-in-interval": "certainly in the first half of the interval",
    "hour-done": "an hour or more certainly lies behind",
    "long-interval": "the interval lasts five minutes or more",
    "minute-or-more": "the interval lasts a minute or more",
    FIRST_OF_PART: "the first line of its part in this session",
}
"""Facts that hold at the moment at which a line is said. A line that names `first-of-part` goes before others there."""

_FLAVOURS: Final = {
    Flavour.RACE_PACE: ("at-race-pace",),
    Flavour.BRISK: ("at-brisk-pace",),
    Flavour.BRISKER: ("at-brisk-pace", "at-brisker-pace"),
    Flavour.EASY: ("at-easy-pace",),
    Flavour.UPHILL: ("going-uphill",),
}
"""Facts of a moment in an interval of that flavour."""


class Moments:
    """The facts of the moments of one session. What is asked again and again of a long timeline is found once."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        runs = [index for index, interval in enumerate(timeline.intervals) if is_run(interval)]
        walks = [index for index, interval in enumerate(timeline.intervals) if interval.effort is Effort.WALK]
        self._first_run, self._last_run = (runs[0], runs[-1]) if runs else (len(timeline.intervals), -1)
        self._last_walk = walks[-1] if walks else -1

    def facts(
        self,
        index: int,
        earliest: Milliseconds | None = None,
        latest: Milliseconds | None = None,
        *,
        first_of_part: bool = False,
    ) -> frozenset[str]:
        """Return the facts of `MOMENT_FACTS` that hold wherever between `earliest` and `latest` interval `index` is spoken in.

        Without bounds, what holds in the whole interval is a fact. `first_of_part`: nothing of this part has been said yet.
        """
        interval, whole = self._timeline.intervals[index], self._timeline.duration
        facts = set(_of_interval(interval))
        facts.update(self._of_neighbours(interval, index))
        begin = interval.start if earliest is None else earliest
        end = interval.end if latest is None else latest
        facts.update(_of_progress(begin, end, whole))
        if 2 * (end - interval.start) <= interval.duration:
            facts.add("early-in-interval")
        if first_of_part:
            facts.add(FIRST_OF_PART)
        return frozenset(facts)

    def _of_neighbours(self, interval: TimedInterval, index: int) -> Iterator[str]:
        if index < self._last_run:
            yield "another-run"
        if index > self._first_run:
            yield "after-a-run"
        if is_run(interval) and self._first_run < self._last_run:
            if index == self._last_run:
                yield "last-run-now"
            elif index == self._first_run:
                yield "first-run-now"
        if index < self._last_walk:
            yield "another-walk"
        if index + 1 < len(self._timeline.intervals):
            yield from _of_next(interval, self._timeline.intervals[index + 1])


def _of_progress(begin: Milliseconds, end: Milliseconds, whole: Milliseconds) -> Iterator[str]:
    """Yield the facts of a moment between two that say how much of the plan's time is over."""
    facts = {
        "before-halfway": 2 * end <= whole,
        "after-halfway": 2 * begin >= whole,
        "early": 3 * end <= whole,
        "middle": 3 * begin >= whole and 3 * end <= 2 * whole,
        "hour-done": begin >= HOUR,
    }
    yield from (name for name, holds in facts.items() if holds)


def _of_interval(interval: TimedInterval) -> Iterator[str]:
    if interval.effort is Effort.WARM_UP:
        yield "in-warm-up"
    elif interval.effort is Effort.COOL_DOWN:
        yield "in-cool-down"
    else:
        yield "in-main-set"
        if not interval.free:
            yield f"in-{interval.effort}"
    if interval.flavour:
        yield from _FLAVOURS[interval.flavour]
    if interval.duration >= LONG_INTERVAL:
        yield "long-interval"
    if interval.duration >= MINUTE:
        yield "minute-or-more"


def _of_next(interval: TimedInterval, following: TimedInterval) -> Iterator[str]:
    if is_run(following):
        yield "next-is-run"
    elif following.effort is Effort.WALK:
        yield "next-is-walk"
        if following.duration > interval.duration:
            yield "next-is-longer-walk"
    elif following.effort is Effort.COOL_DOWN:
        yield "next-is-cool-down"


def is_run(interval: TimedInterval) -> bool:
    """Tell whether an interval is a run on the clock."""
    return interval.effort is Effort.RUN and not interval.free
