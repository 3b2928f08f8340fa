"""What is run: Plan > Week > Session > Block > Interval. Values only; a plan in hand is valid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from coach.plan.distance import Distance
from coach.units import Milliseconds

MOST_INTERVALS = 5_000
"""Of a session."""

MOST_MEASURED = 600
"""Miles or minutes of a run that a walk goes with."""

SHORTEST_INTERVAL = Milliseconds(4_000)
"""Galloway's shortest run; a command and its tone still fit."""


class Effort(StrEnum):
    """What the runner does in an interval."""

    WARM_UP = "warm-up"
    RUN = "run"
    WALK = "walk"
    COOL_DOWN = "cool-down"


class Flavour(StrEnum):
    """How an interval is run or walked; the coach says it."""

    EASY = "easy"
    BRISK = "brisk"
    BRISKER = "brisker"
    """The upper part of brisk."""
    RACE_PACE = "race pace"
    UPHILL = "uphill"


class Coaching(StrEnum):
    """The kind of session: decides which topics the coach speaks about, and how it commands."""

    WALK_RUN = "walk-run"
    LONG_RUN = "long-run"
    SPEED = "speed"
    BY_FEEL = "by-feel"
    HILLS = "hills"
    WALK = "walk"
    MINDFUL = "mindful"
    NARRATED = "narrated"

    @property
    def clockless(self) -> bool:
        """Whether the runner, not the clock, decides in the main set when to run and when to walk."""
        return self in (Coaching.BY_FEEL, Coaching.HILLS)


class Runner(StrEnum):
    """Who is running; the coach finds other words for each."""

    BEGINNER = "beginner"
    RETURNING = "returning"
    EXPERIENCED = "experienced"
    LOW_DAY = "low-day"


class StandsFor(StrEnum):
    """What a walk stands for, where it goes with other training; the coach says it."""

    SECOND_WORKOUT = "second-workout"
    """Of a day: gentler than the first."""
    INSTEAD_OF_RUN = "instead-of-run"
    AFTER_RUN = "after-run"


@dataclass(frozen=True, slots=True)
class Interval:
    """One effort for one length of time."""

    effort: Effort
    duration: Milliseconds
    flavour: Flavour | None = None
    note: str | None = None
    """Words of the plan's author for the coach to say in this interval."""
    speed: float | None = None
    """In kilometres an hour."""
    incline: float | None = None
    """In percent."""
    distance: Distance | None = None
    """What the duration was computed from; it holds as long as the duration is the time that it takes."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Blocks that are repeated."""

    times: int
    blocks: tuple[Block, ...]


Block = Interval | Repeat


@dataclass(frozen=True, slots=True)
class Session:
    """One session: warm-up, main set, cool-down."""

    warm_up: Interval
    main: tuple[Block, ...]
    cool_down: Interval
    title: str | None = None
    note: str | None = None
    """Words of the plan's author for the coach to say in the warm-up."""

    @property
    def duration(self) -> Milliseconds:
        """The plan's time: warm-up, main set and cool-down."""
        return Milliseconds(sum(interval.duration for interval in self.intervals()))

    @property
    def running(self) -> Milliseconds:
        """The time of all runs together."""
        return Milliseconds(sum(self._runs()))

    @property
    def longest_run(self) -> Milliseconds:
        """The longest time without a walk; 0 in a session that is all walking."""
        return Milliseconds(max(self._runs(), default=0))

    def _runs(self) -> Iterator[Milliseconds]:
        return (interval.duration for interval in self.intervals() if interval.effort is Effort.RUN)

    def intervals(self) -> Iterator[Interval]:
        """Yield every interval in the order in which it is run."""
        yield self.warm_up
        for block in self.main:
            yield from unrolled(block)
        yield self.cool_down


@dataclass(frozen=True, slots=True)
class Week:
    """The sessions of one week."""

    sessions: tuple[Session, ...]
    title: str | None = None


class ScaleUnit(StrEnum):
    """The unit that the length of a walk depends on; also the field that sets the number."""

    MILES = "miles"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Scale:
    """How long the walk of a plan is for each mile or minute of a run."""

    by: ScaleUnit
    each: Milliseconds
    """Walking for each of them."""
    least: Milliseconds
    most: Milliseconds
    """The bounds of `each`."""
    default: int
    """How many there are in the plan as it stands: `default` times `each` is the length of its sessions."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A training plan."""

    name: str
    """Short, for folders and commands: lower-case letters, digits and hyphens."""
    title: str
    description: str
    coaching: Coaching
    runner: Runner
    """The kind of runner that it is written for; the runner may say otherwise."""
    weeks: tuple[Week, ...]
    scale: Scale | None = None
    stands_for: StandsFor | None = None

    def after(self, week: int, session: int) -> tuple[int, int] | None:
        """Return the week and the session, from 1, that follow those; None after the last session."""
        if session < len(self.weeks[week - 1].sessions):
            return week, session + 1
        return (week + 1, 1) if week < len(self.weeks) else None


def unrolled(block: Block) -> Iterator[Interval]:
    """Yield the intervals of a block in the order in which they are run."""
    if isinstance(block, Interval):
        yield block
        return
    for _ in range(block.times):
        for inner in block.blocks:
            yield from unrolled(inner)
