"""Where a runner is in a plan, after the log, and what comes next. Pure: the day is a parameter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from coach.errors import LogError, PlanError, UsageError
from coach.log.entry import LogEntry
from coach.plan.catalogue import DEFAULT_PLAN, find_plan
from coach.plan.distance import NO_PACES, Paces
from coach.plan.model import Plan
from coach.plan.next import (
    REPEAT_FROM,
    WORTH_A_WORD,
    Advice,
    Felt,
    Step,
    after_break,
    after_rest,
    after_session,
    interlude_is_over,
    nothing_lost,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a runner is in a plan."""

    plan: Plan
    called: str
    """What the runner calls the plan: its name or its file."""
    entries: tuple[LogEntry, ...]
    """What the runner has done of it, the earliest first."""
    later: tuple[LogEntry, ...] = ()
    """What the runner has done of other plans since then."""

    @property
    def last(self) -> LogEntry | None:
        """The session that was done last."""
        return self.entries[-1] if self.entries else None

    @property
    def due(self) -> tuple[int, int]:
        """The week and session that follow in the plan; after its end the last week again."""
        if self.last is None:
            return 1, 1
        return self.plan.after(*self.last.place) or (len(self.plan.weeks), 1)

    def missed(self, today: date) -> int:
        """Return the whole days without a session of this plan since the last one."""
        return max(0, (today - self.last.day).days - 1) if self.last else 0

    def times_done(self, week: int, session: int) -> int:
        """Return how often a session was done."""
        return sum(entry.place == (week, session) for entry in self.entries)


def standing(entries: Sequence[LogEntry], called: str | None = None, paces: Paces = NO_PACES) -> Standing:
    """Return where the runner is in a plan; without one in the plan that the log was last about.

    That is the last one with more than one session, so a single walk in between leaves no plan; else the last one; in an empty
    log the default plan. `paces` are the runner's, for distances in a plan. Raises PlanError for a plan that cannot be found,
    LogError for a last session that the plan does not have.
    """
    called = called or _current(entries, paces)
    plan = find_plan(called, paces)
    own = [index for index, entry in enumerate(entries) if entry.plan == called]
    result = Standing(plan, called, tuple(entries[index] for index in own), tuple(entries[own[-1] + 1 :]) if own else ())
    _check(result)
    return result


def next_step(where: Standing, today: date, felt: Felt | None = None) -> Advice:
    """Advise what to do on a day, and say why. `felt` is how the runner feels about the last session now, or what the log says.

    A restart after a break is advised, never entered anywhere: the log says where the runner is.
    """
    last = where.last
    if last is None:
        return Advice(
            Step.ON, where.called, 1, 1, "Begin with week 1, session 1", "there is nothing of this plan in your log yet"
        )
    missed = where.missed(today)
    if missed >= REPEAT_FROM and felt is not Felt.SORE:
        return after_break(where.plan, where.called, last.week, last.session, missed)
    felt = felt or last.felt
    if felt is Felt.SORE and any(entry.felt in (Felt.EASY, Felt.RIGHT) for entry in where.later):
        return after_rest(where.called, last.week)
    advice = after_session(where.plan, where.called, last.week, last.session, felt or Felt.RIGHT)
    if felt is None and advice.step is Step.ON:
        advice = replace(advice, reason="it follows in the plan: one small step at a time")
    if missed >= WORTH_A_WORD and felt is not Felt.SORE:
        advice = replace(advice, reason=f"{advice.reason}; {nothing_lost(f'{missed} days')}")
    return advice


def _current(entries: Sequence[LogEntry], paces: Paces) -> str:
    """Return the plan that the runner follows: a day or a week between that is over is none."""
    for entry in reversed(entries):
        sessions = _sessions(entry.plan, paces)
        if sessions > 1 and not interlude_is_over(entry.plan, entry.session, sessions):
            return entry.plan
    return entries[-1].plan if entries else DEFAULT_PLAN


def _sessions(called: str, paces: Paces) -> int:
    """Return how many sessions a plan has; 0 if it is gone."""
    try:
        return sum(len(week.sessions) for week in find_plan(called, paces).weeks)
    except PlanError:
        return 0


def _check(place: Standing) -> None:
    last = place.last
    if last is None:
        return
    try:
        after_session(place.plan, place.called, last.week, last.session, Felt.RIGHT)
    except UsageError as error:
        raise LogError(
            f"the log's last session of {place.plan.name} is week {last.week}, session {last.session} on {last.day}, "
            "and the plan has none such; correct the log, or the plan"
        ) from error
