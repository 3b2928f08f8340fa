"""The sessions that stand for all that a mixer offers: one of each structure, and one for each length and count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from coach.errors import CoachError
from coach.mixer.limits import MOST_REPETITIONS, has_words, lengths, own_sessions
from coach.plan.adjust import adjust, beyond_custom, custom_plan
from coach.plan.context import SessionContext, session_context
from coach.plan.model import Block, Effort, Interval, Plan, Runner, Session
from coach.plan.ratio import Feel, Ratio
from coach.units import MINUTE, Milliseconds

_OTHER_LENGTH: Final = Milliseconds(85_000)
"""One that no bundled plan has."""

_SHORT: Final = Milliseconds(5_000)
"""So short that the other lengths and counts of a session may be as large as they can be."""

_FEW: Final = (1, 2, 3)
"""Repetitions that decide what follows what: with one more nothing new does."""


def structures(plans: Iterable[Plan], runner: Runner | None) -> Iterator[SessionContext]:
    """Yield sessions of all structures: each of the plans' as it is, by feel, in other lengths and with other counts."""
    for plan in plans:
        for week, of_week in enumerate(plan.weeks, 1):
            for number in range(1, len(of_week.sessions) + 1):
                for content in _variations(plan, week, number):
                    yield session_context(plan, week, number, content, runner)
    for times in (*_FEW, MOST_REPETITIONS):
        yield _custom(Ratio(run=MINUTE, walk=MINUTE, repeat=times), runner)


def _variations(plan: Plan, week: int, session: int) -> Iterator[Session]:
    yield from own_sessions(plan, week, session)
    own = plan.weeks[week - 1].sessions[session - 1]
    other = (Ratio(run=_OTHER_LENGTH), Ratio(walk=_OTHER_LENGTH), *(Ratio(repeat=times) for times in _FEW))
    yield from _adjusted(plan, own, other)


def in_all_lengths(plans: Iterable[Plan], runner: Runner | None) -> Iterator[SessionContext]:
    """Yield sessions that have every length that a run or a walk may be given, and every count, one after another.

    Sessions of plans that differ in nothing but lengths that are given, and in a count of two or more, stand for each other;
    but each whose runs differ stands for itself where a tired runner's longer walks take time from the longest of them.
    """
    return (context for context in _swept(plans, runner) if has_words(context.timeline))


def _swept(plans: Iterable[Plan], runner: Runner | None) -> Iterator[SessionContext]:
    for ratio in _of_own():
        yield _custom(ratio, runner)
    seen = set()
    for plan in plans:
        for week, of_week in enumerate(plan.weeks, 1):
            for number, own in enumerate(of_week.sessions, 1):
                shape = (plan.coaching, own.warm_up.flavour, tuple(map(_shape, own.main)))
                ratios = [] if shape in seen else list(_of_plan())
                seen.add(shape)
                if len({interval.duration for interval in own.intervals() if interval.effort is Effort.RUN}) > 1:
                    ratios += _of_the_tired()
                for content in _adjusted(plan, own, ratios):
                    yield session_context(plan, week, number, content, runner)


def _shape(block: Block) -> object:
    """Return all of a block that its lengths and its number of repetitions do not change."""
    if isinstance(block, Interval):
        return block
    return tuple(
        (interval.effort, interval.flavour) if isinstance(interval, Interval) else _shape(interval) for interval in block.blocks
    )


def _of_own() -> Iterator[Ratio]:
    for times in (1, 2):
        yield from (Ratio(run=run, walk=_SHORT, repeat=times) for run in sorted(lengths(Effort.RUN)))
        yield from (Ratio(run=_SHORT, walk=walk, repeat=times) for walk in sorted(lengths(Effort.WALK)))
    yield from (Ratio(run=_SHORT, walk=_SHORT, repeat=times) for times in range(1, MOST_REPETITIONS + 1))


def _of_plan() -> Iterator[Ratio]:
    for times in (None, 1, 2):
        yield from (Ratio(run=run, repeat=times) for run in sorted(lengths(Effort.RUN)))
        yield from (Ratio(walk=walk, repeat=times) for walk in sorted(lengths(Effort.WALK)))
    yield from (Ratio(repeat=times) for times in range(1, MOST_REPETITIONS + 1))
    # What stands outside a repeat takes what a total leaves.
    yield from (Ratio(total=Milliseconds(length + 10 * MINUTE)) for length in sorted(lengths(Effort.WALK)))


def _of_the_tired() -> Iterator[Ratio]:
    """Yield what decides how much time longer walks take from the longest runs, where runs differ."""
    yield from (Ratio(walk=walk, feel=Feel.TIRED) for walk in sorted(lengths(Effort.WALK)))


def _adjusted(plan: Plan, own: Session, ratios: Iterable[Ratio]) -> Iterator[Session]:
    for ratio in ratios:
        try:
            yield adjust(own, ratio, plan.runner, plan.scale).session
        except CoachError:
            continue


def _custom(ratio: Ratio, runner: Runner | None) -> SessionContext:
    plan = custom_plan(ratio)
    own = plan.weeks[0].sessions[0]
    return session_context(plan, 1, 1, adjust(own, beyond_custom(ratio), plan.runner).session, runner)
