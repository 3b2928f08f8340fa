"""One session in its plan: which one it is, what surrounds it, and who runs it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from coach.plan.model import Coaching, Effort, Plan, Runner, Session
from coach.plan.ratio import CUSTOM
from coach.plan.timeline import Timeline, timeline

MUCH_MORE: Final = 1.4
"""A week is hard when it has this many times the running of the week before."""


@dataclass(frozen=True)
class SessionContext:
    """One session in its plan, ready to be scripted."""

    plan: Plan
    week: int
    session: int
    """Both from 1."""
    content: Session
    """The plan's session, in the requested proportions."""
    runner: Runner

    @property
    def is_custom(self) -> bool:
        """Whether it is a session of the runner's own ratio, without a plan."""
        return self.plan.name == CUSTOM

    @property
    def coaching(self) -> Coaching:
        """The kind of session."""
        return self.plan.coaching

    @property
    def weeks(self) -> int:
        """How many weeks the plan has."""
        return len(self.plan.weeks)

    @property
    def sessions(self) -> int:
        """How many sessions this week has."""
        return len(self.plan.weeks[self.week - 1].sessions)

    @cached_property
    def ordinal(self) -> int:
        """Which of all the plan's sessions this is, from 0."""
        return sum(len(earlier.sessions) for earlier in self.plan.weeks[: self.week - 1]) + self.session - 1

    @cached_property
    def plan_sessions(self) -> int:
        """How many sessions the whole plan has."""
        return sum(len(week.sessions) for week in self.plan.weeks)

    @property
    def hard_week(self) -> bool:
        """Whether this week has much more running than the week before."""
        return _is_hard(self.plan, self.week)

    @property
    def after_hard_week(self) -> bool:
        """Whether the week before this one was hard."""
        return _is_hard(self.plan, self.week - 1)

    @property
    def own_title(self) -> str | None:
        """The session's own title, or its week's."""
        return self.content.title or self.plan.weeks[self.week - 1].title

    @cached_property
    def timeline(self) -> Timeline:
        """The session's intervals on the clock."""
        return timeline(self.content, self.plan.coaching)


def session_context(
    plan: Plan, week: int, session: int, content: Session | None = None, runner: Runner | None = None
) -> SessionContext:
    """Return session `session` of week `week` (both from 1) in its plan; `content` replaces what the plan has there."""
    return SessionContext(plan, week, session, content or plan.weeks[week - 1].sessions[session - 1], runner or plan.runner)


def _is_hard(plan: Plan, week: int) -> bool:
    if week <= 1:
        return False
    before, now = (_running(plan, number) for number in (week - 1, week))
    return now > MUCH_MORE * before > 0


def _running(plan: Plan, week: int) -> int:
    sessions = plan.weeks[week - 1].sessions
    return sum(interval.duration for session in sessions for interval in session.intervals() if interval.effort is Effort.RUN)
