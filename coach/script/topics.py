"""What the coach talks about besides commands: topics, and where in a session there is a place for their lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from coach.plan.model import Effort, Flavour
from coach.plan.timeline import TimedInterval, Timeline
from coach.script.cues import CueKind, Delivery
from coach.script.parts import Part
from coach.units import HOUR, MINUTE, SECOND, Milliseconds


class Talk(StrEnum):
    """How much the coach talks."""

    COMMANDS = "commands"
    """What to do, and that the session is over; all else that would be said is a tone, or left out."""
    LESS = "less"
    NORMAL = "normal"
    MORE = "more"

    @property
    def share(self) -> float:
        """The largest part of the session that is speech."""
        return {Talk.COMMANDS: 0.095, Talk.LESS: 0.095, Talk.NORMAL: 0.15, Talk.MORE: 0.30}[self]

    @property
    def is_commands(self) -> bool:
        """Whether commands and the end alone are said."""
        return self is Talk.COMMANDS

    @property
    def spacing(self) -> float:
        """What the time between two lines of a topic is multiplied by."""
        return {Talk.COMMANDS: 2.0, Talk.LESS: 2.0, Talk.NORMAL: 1.0, Talk.MORE: 0.6}[self]


@dataclass(frozen=True, slots=True)
class Topic:
    """Lines that come back now and then, each time another one."""

    part: Part
    """The template that has the lines."""
    kind: CueKind
    efforts: tuple[Effort, ...]
    every: Milliseconds
    """About how far apart, in session time."""
    first: Milliseconds = Milliseconds(0)
    """How much of these efforts must have passed before the first."""
    begin: Milliseconds = Milliseconds(0)
    """How much of the session must have passed before the first."""
    shortest: Milliseconds = Milliseconds(40 * SECOND)
    """Intervals shorter than this have none."""
    into: Milliseconds = Milliseconds(18 * SECOND)
    """How far into an interval at the earliest."""
    before_change: Milliseconds = Milliseconds(14 * SECOND)
    """How long before the end of an interval at the latest: what follows is the warning's."""
    prompt_below: Milliseconds = Milliseconds(0)
    """In intervals shorter than this the line begins in the first two fifths."""
    delivery: Delivery = Delivery.STEADY
    gap: Milliseconds = Milliseconds(12 * SECOND)
    """Quiet around the line."""
    pool: tuple[Effort, ...] = ()
    """Where the lines that sessions share out may be said, the same in all sessions of a plan; empty for `efforts`."""


@dataclass(frozen=True, slots=True)
class Window:
    """Where something may start."""

    ideal: Milliseconds
    earliest: Milliseconds
    latest: Milliseconds
    end: Milliseconds | None = field(default=None, kw_only=True)
    """When it must be over; None where only the interval's end bounds it."""


@dataclass(frozen=True, slots=True)
class Slot(Window):
    """A place where a line of a topic would be good."""

    topic: Topic
    interval: int


_Run = tuple[int, TimedInterval]
"""A run and its index among the intervals."""

TALK_TEST_EVERY: Final = Milliseconds(9 * MINUTE)
"""Of running."""

LONG_TALK_TEST_EVERY: Final = Milliseconds(25 * MINUTE)
"""Of running, in sessions of over an hour."""

TALK_TEST_FIRST: Final = MINUTE
"""Of running, before the first talk test."""

TALK_TEST_INTO: Final = Milliseconds(30 * SECOND)

LONG_ENOUGH_TO_TALK: Final = MINUTE
"""Runs from this length have talk tests; shorter ones, reminders."""

SHORTEST_REMINDED_RUN: Final = Milliseconds(15 * SECOND)

LONG_RUN: Final = Milliseconds(2 * MINUTE)
"""In runs up to this length a talk test is heard in the middle third."""

BEFORE_RUN_ENDS: Final = Milliseconds(40 * SECOND)
"""In longer runs a talk test is over by then: what it advises must be worth doing."""

REMINDER_EVERY: Final = Milliseconds(10 * MINUTE)
"""Of session time."""

TALK_TEST: Final = Topic(Part.TALK_TEST, CueKind.TALK_TEST, (Effort.RUN,), TALK_TEST_EVERY, into=TALK_TEST_INTO)
TALK_REMINDER: Final = Topic(Part.TALK_REMINDER, CueKind.TALK_TEST, (Effort.RUN,), REMINDER_EVERY, delivery=Delivery.BRISK)


def slots(topic: Topic, timeline: Timeline, spacing: float = 1.0) -> Iterator[Slot]:
    """Yield the places of a topic's lines, in the order of time."""
    passed = 0
    due = float(topic.begin)
    for index, interval in enumerate(timeline.intervals):
        if interval.effort not in topic.efforts:
            continue
        if interval.duration >= topic.shortest:
            started = max(0, topic.first - passed)
            earliest = interval.start + max(topic.into, started)
            latest = interval.end - topic.before_change
            if interval.duration < topic.prompt_below:
                latest = min(latest, interval.start + 2 * interval.duration // 5)
            while earliest <= latest:
                ideal = max(earliest, due)
                if ideal > latest:
                    break
                yield Slot(Milliseconds(int(ideal)), Milliseconds(earliest), Milliseconds(latest), topic, index)
                due = ideal + topic.every * spacing
                earliest = int(ideal) + 20 * SECOND
        passed += interval.duration


def talk_test_slots(timeline: Timeline) -> Iterator[Slot]:
    """Yield the places of the talk tests: inside runs, some way in, at least one.

    About every 9 minutes of running; every 25 in sessions of over an hour.

    Where all runs are 15-59 s, short reminders instead. None in runs at race pace.
    """
    long_runs, short_runs = _runs_to_talk_in(timeline)
    every = LONG_TALK_TEST_EVERY if timeline.duration > HOUR else TALK_TEST_EVERY
    yield from _tests(long_runs, every) if long_runs else _reminders(short_runs)


def other_talk_test_slots(timeline: Timeline, taken: Slot) -> Iterator[Slot]:
    """Yield a place in each other run that could have this talk test."""
    long_runs, short_runs = _runs_to_talk_in(timeline)
    for index, run in long_runs or short_runs:
        if index != taken.interval:
            yield _talk_slot(index, run, run.start + run.duration // 3, taken.topic)


def _runs_to_talk_in(timeline: Timeline) -> tuple[list[_Run], list[_Run]]:
    """Return the runs for talk tests, and those for reminders, each with its index."""
    runs = [
        (index, interval)
        for index, interval in enumerate(timeline.intervals)
        if interval.effort is Effort.RUN and interval.flavour is not Flavour.RACE_PACE
    ]
    long_runs = [(index, run) for index, run in runs if run.duration >= LONG_ENOUGH_TO_TALK]
    return long_runs, [(index, run) for index, run in runs if run.duration >= SHORTEST_REMINDED_RUN]


def _talk_slot(index: int, run: TimedInterval, ideal: int, topic: Topic) -> Slot:
    third = run.duration // 3
    if run.duration <= LONG_RUN:
        earliest, end = run.start + third, run.end - third
    else:
        earliest, end = run.start + TALK_TEST_INTO, run.end - BEFORE_RUN_ENDS
    ideal = min(max(earliest, ideal), end)
    return Slot(Milliseconds(ideal), Milliseconds(earliest), Milliseconds(end), topic, index, end=Milliseconds(end))


def _tests(runs: list[_Run], every: Milliseconds) -> Iterator[Slot]:
    passed = 0
    total = sum(run.duration for _, run in runs)
    due = min(TALK_TEST_FIRST, total - 1)
    for index, run in runs:
        while due < passed + run.duration:
            slot = _talk_slot(index, run, run.start + due - passed, TALK_TEST)
            yield slot
            due = max(due, passed + slot.ideal - run.start) + every
        passed += run.duration


def _reminders(runs: list[_Run]) -> Iterator[Slot]:
    due = 0
    for index, run in runs:
        if run.start >= due:
            yield _talk_slot(index, run, run.start, TALK_REMINDER)
            due = run.start + REMINDER_EVERY


_TIME_LEFT_INTO: Final = 15 * SECOND
"""How far into an interval time left is said at the earliest: its command says how long it is."""

_TIME_LEFT_MINUTES: Final = (1, 5, 10, 15, 20, 30, 45, *range(60, 12 * 60, 30))
_TWO_MINUTES_LEFT: Final = range(4 * MINUTE, 8 * MINUTE)
"""Runs of these lengths have "two minutes left" as well: between one and five is a long way."""


def time_left_marks(interval: TimedInterval, every: Milliseconds | None = None) -> tuple[Milliseconds, ...]:
    """Return how much is left at the moments when it is said.

    `every`: at each multiple of it, 0 for never. Without it when it is good to hear it; none in intervals under 3 minutes.
    None where the runner decides: there nobody is to run by the clock.
    """
    if every is not None and not interval.free:
        return tuple(map(Milliseconds, range(every, interval.duration - _TIME_LEFT_INTO, every))) if every else ()
    if interval.free or interval.duration < 3 * MINUTE:
        return ()
    marks = [minutes * MINUTE for minutes in _TIME_LEFT_MINUTES]
    marks += [2 * MINUTE] if interval.effort is Effort.RUN and interval.duration in _TWO_MINUTES_LEFT else []
    return tuple(Milliseconds(left) for left in marks if left <= interval.duration - 80 * SECOND)
