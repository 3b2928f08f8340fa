"""The rules for every session, wherever it comes from."""

from __future__ import annotations

from typing import Final

from coach.errors import PlanError
from coach.plan.model import MOST_INTERVALS, SHORTEST_INTERVAL, Block, Interval, Repeat, Session
from coach.units import HOUR, MINUTE, SECOND, Milliseconds, clock, duration_text

DEFAULT_EASING: Final = Milliseconds(5 * MINUTE)
"""The warm-up and the cool-down where nothing else is written; those of a session with runs are never shorter."""

SHORTEST_EASING: Final = Milliseconds(30 * SECOND)
"""The shortest warm-up and cool-down of a session that is all walking: walking is its own warm-up."""

LONGEST_SESSION: Final = Milliseconds(12 * HOUR)


def check_session(session: Session) -> None:
    """Check a session against the rules. Raises PlanError with the reason and the remedy; the caller adds the place."""
    if not session.main:
        raise PlanError('has nothing between warm-up and cool-down; give it a main set, such as main = [{ walk = "20m" }]')
    count = count_intervals(session.main)
    if count > MOST_INTERVALS:
        raise PlanError(f"has more than {MOST_INTERVALS} intervals; repeat less often")
    for interval in session.intervals():
        if interval.duration < SHORTEST_INTERVAL:
            raise PlanError(
                f"has a {interval.effort} of {duration_text(interval.duration)}, too short to be commanded; "
                f"use at least {duration_text(SHORTEST_INTERVAL)}"
            )
    if session.duration > LONGEST_SESSION:
        raise PlanError(f"lasts {clock(session.duration)}; make it at most {clock(LONGEST_SESSION)}")
    least = DEFAULT_EASING if session.longest_run else SHORTEST_EASING
    for interval in (session.warm_up, session.cool_down):
        if interval.duration < least:
            raise PlanError(_too_short(interval, least, has_runs=bool(session.longest_run)))


def count_intervals(blocks: tuple[Block, ...]) -> int:
    """Return how many intervals the blocks unroll to, without unrolling them."""
    return sum(block.times * count_intervals(block.blocks) if isinstance(block, Repeat) else 1 for block in blocks)


def _too_short(interval: Interval, least: Milliseconds, *, has_runs: bool) -> str:
    kind = "of a session with runs" if has_runs else "of a walk"
    return (
        f"has a {interval.effort} of {duration_text(interval.duration)}; that {kind} can be lengthened, "
        f"never shortened: use {duration_text(least)} or more"
    )
