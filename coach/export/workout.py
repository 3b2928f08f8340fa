"""A session as the steps of a workout: the form that watch formats share.

Watches hold repeats, but no repeats inside repeats: an outer repeat that holds others is written out, the inner ones stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coach.language.words import Words
from coach.plan.model import Block, Effort, Interval, Repeat
from coach.session.request import SessionRequest
from coach.units import Milliseconds


@dataclass(frozen=True, slots=True)
class WorkoutStep:
    """One effort."""

    name: str
    """As the watch shows it: `Run`, `Walk, easy`."""
    effort: Effort
    planned: Milliseconds
    """How long the plan has it; the watch counts it down unless the step is open."""
    is_open: bool = False
    """Whether the runner ends it with the lap button: the steps of sessions by feel."""


@dataclass(frozen=True, slots=True)
class WorkoutRepeat:
    """Steps that are gone through several times; never another repeat."""

    times: int
    steps: tuple[WorkoutStep, ...]


Part = WorkoutStep | WorkoutRepeat


@dataclass(frozen=True, slots=True)
class Workout:
    """A session for a watch: warm-up, main set, cool-down."""

    title: str
    warm_up: WorkoutStep
    main: tuple[Part, ...]
    cool_down: WorkoutStep

    @property
    def parts(self) -> tuple[Part, ...]:
        """All of it, in order."""
        return (self.warm_up, *self.main, self.cool_down)

    @property
    def all_walking(self) -> bool:
        """Whether nothing in it is run."""
        return not any(step.effort is Effort.RUN for step in self.unrolled())

    def unrolled(self) -> Iterator[WorkoutStep]:
        """Yield every step in the order in which it is run."""
        for part in self.parts:
            if isinstance(part, WorkoutRepeat):
                for _ in range(part.times):
                    yield from part.steps
            else:
                yield part


def session_workout(request: SessionRequest) -> Workout:
    """Return the session as a workout."""
    session, words = request.context.content, request.language.words
    clockless = request.context.coaching.clockless
    main = tuple(part for block in session.main for part in _parts(block, words, clockless=clockless))
    return Workout(request.title, _step(session.warm_up, words), main, _step(session.cool_down, words))


def _parts(block: Block, words: Words, *, clockless: bool) -> tuple[Part, ...]:
    if isinstance(block, Interval):
        return (_step(block, words, clockless=clockless),)
    inner = tuple(part for within in block.blocks for part in _parts(within, words, clockless=clockless))
    return _repeated(block, inner)


def _repeated(repeat: Repeat, inner: tuple[Part, ...]) -> tuple[Part, ...]:
    steps = tuple(part for part in inner if isinstance(part, WorkoutStep))
    if repeat.times > 1 and len(steps) == len(inner):
        return (WorkoutRepeat(repeat.times, steps),)
    return inner * repeat.times


def _step(interval: Interval, words: Words, *, clockless: bool = False) -> WorkoutStep:
    if clockless:
        return WorkoutStep(words.titles.run_or_walk, interval.effort, interval.duration, is_open=True)
    name = words.efforts[interval.effort.value]
    if interval.flavour:
        name = f"{name}, {words.flavours[interval.flavour.value]}"
    return WorkoutStep(name, interval.effort, interval.duration)
