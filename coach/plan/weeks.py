"""A plan across its weeks: what is new in a week, which lengths are run for the first time, and what can follow."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Final

from coach.plan.model import Effort, Plan, Session
from coach.units import MINUTE, Milliseconds

MUCH_MORE: Final = 1.4
"""A week is a big step if it has this many times the running of the week before."""

MILESTONES: Final = tuple(Milliseconds(minutes * MINUTE) for minutes in (5, 10, 20, 30))
"""Runs without a walk that are worth a word, the first time that a plan has one."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a session asks for between warm-up and cool-down."""

    runs: tuple[Milliseconds, ...]
    walks: tuple[Milliseconds, ...]

    @property
    def run(self) -> Milliseconds:
        """The longest run; 0 where there is none."""
        return max(self.runs, default=Milliseconds(0))

    @property
    def walk(self) -> Milliseconds:
        """The longest walk; 0 where there is none."""
        return max(self.walks, default=Milliseconds(0))

    @property
    def total(self) -> Milliseconds:
        """All runs and walks together."""
        return Milliseconds(sum(chain(self.runs, self.walks)))


@dataclass(frozen=True, slots=True)
class WeekNews:
    """A session beside its counterpart of the week before."""

    before: Load
    now: Load
    of_whole_week: bool
    """Whether all sessions of both weeks are alike, so that the news are those of the week."""


def load(session: Session) -> Load:
    """Return what a session asks for between warm-up and cool-down."""
    runs, walks = (
        tuple(interval.duration for interval in session.intervals() if interval.effort is effort)
        for effort in (Effort.RUN, Effort.WALK)
    )
    return Load(runs, walks)


def week_news(plan: Plan, week: int, session: int) -> WeekNews | None:
    """Compare a session with its counterpart of the week before; week and session from 1.

    Where all sessions of both weeks are alike, the week's first session alone has news. None where there is nothing to compare.
    """
    if not 1 < week <= len(plan.weeks):
        return None
    before, now = plan.weeks[week - 2].sessions, plan.weeks[week - 1].sessions
    alike = len({session.main for session in before}) == len({session.main for session in now}) == 1
    if session > (1 if alike else len(before)):
        return None
    return WeekNews(load(before[session - 1]), load(now[session - 1]), alike)


def running(plan: Plan, week: int) -> Milliseconds:
    """Return how much running all sessions of a week have."""
    return Milliseconds(sum(session.running for session in plan.weeks[week - 1].sessions))


def is_big_step(plan: Plan, week: int) -> bool:
    """Tell whether a week has much more running than the week before; False for the first, and for one beyond the plan."""
    return 1 < week <= len(plan.weeks) and running(plan, week) > MUCH_MORE * running(plan, week - 1) > 0


def milestone(plan: Plan, week: int, session: int) -> Milliseconds | None:
    """Return the longest milestone that a session is the first in its plan to reach, if any; none if it comes first."""
    earlier = [*chain.from_iterable(earlier_week.sessions for earlier_week in plan.weeks[: week - 1])]
    earlier += plan.weeks[week - 1].sessions[: session - 1]
    if not earlier:
        return None
    longest = plan.weeks[week - 1].sessions[session - 1].longest_run
    so_far = max(session.longest_run for session in earlier)
    return max((length for length in MILESTONES if so_far < length <= longest), default=None)


def milestone_of_week(plan: Plan, week: int) -> Milliseconds | None:
    """Return the longest milestone of a week's sessions; None for none, and for a week beyond the plan."""
    if week > len(plan.weeks):
        return None
    reached = (milestone(plan, week, session) for session in range(1, len(plan.weeks[week - 1].sessions) + 1))
    return max((length for length in reached if length), default=None)
