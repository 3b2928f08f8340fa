"""One session in its plan: which one it is, what surrounds it, and who runs it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from coach.plan.model import Coaching, Plan, Runner, Session
from coach.plan.ratio import CUSTOM
from coach.plan.timeline import Timeline, timeline
from coach.plan.weeks import WeekNews, is_big_step, milestone, milestone_of_week, week_news
from coach.units import Milliseconds

FOLLOWING: Final = {"returning": ("walk-run-start", 2), "walk-run-start": ("walk-run-to-30", 1)}
"""The bundled plan that follows another, and the week in which it goes on, by a step that is as small."""


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
        return is_big_step(self.plan, self.week)

    @property
    def after_hard_week(self) -> bool:
        """Whether the week before this one was hard."""
        return is_big_step(self.plan, self.week - 1)

    @property
    def planned(self) -> Session:
        """The session as the plan has it."""
        return self.plan.weeks[self.week - 1].sessions[self.session - 1]

    @cached_property
    def news(self) -> WeekNews | None:
        """What is new since the week before; None where nothing is compared, or where the runner changed the session."""
        return week_news(self.plan, self.week, self.session) if self.content.main == self.planned.main else None

    @cached_property
    def milestone(self) -> Milliseconds | None:
        """How long a run this session has that no earlier one of its plan had, if that is worth a word."""
        length = milestone(self.plan, self.week, self.session)
        return length if length and length <= self.content.longest_run <= self.planned.longest_run else None

    @cached_property
    def next_milestone(self) -> Milliseconds | None:
        """The milestone of the week that follows."""
        return milestone_of_week(self.plan, self.week + 1)

    @property
    def is_big_step_ahead(self) -> bool:
        """Whether the week that follows has much more running than this one."""
        return is_big_step(self.plan, self.week + 1)

    @property
    def following(self) -> str | None:
        """The name of the bundled plan that goes on where this one ends; in the plan's last session only."""
        is_last = self.ordinal == self.plan_sessions - 1
        return FOLLOWING[self.plan.name][0] if is_last and self.plan.name in FOLLOWING else None

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
