"""What the lines may know: the session, its place in the plan, and who is running."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from coach.plan.model import Coaching, Effort, Plan, Runner, Session
from coach.plan.ratio import CUSTOM
from coach.plan.timeline import TimedInterval, Timeline, timeline
from coach.script.spoken import speakable, spoken_duration
from coach.units import Milliseconds

MUCH_MORE = 1.4
"""A week is hard when it has this many times the running of the week before."""


class Units(StrEnum):
    """What distance is spoken in."""

    KM = "km"
    MI = "mi"


@dataclass(frozen=True, slots=True)
class Situation:
    """One session in its plan, ready to be scripted."""

    plan: str
    """The plan's name; chooses lines, is not spoken."""
    title: str
    """The plan's title, as it is spoken; empty for a session of one's own ratio."""
    coaching: Coaching
    runner: Runner
    week: int
    weeks: int
    session: int
    sessions: int
    """Sessions in this week."""
    ordinal: int
    """Which of all the plan's sessions this is, from 0."""
    of_all: int
    """How many sessions the plan has."""
    hard_week: bool
    after_hard_week: bool
    called: str | None
    """The session's own title, or its week's."""
    note: str | None
    timeline: Timeline


def situation(plan: Plan, week: int, session: int, adjusted: Session | None = None, runner: Runner | None = None) -> Situation:
    """Look at session `session` of week `week` (both from 1), in other proportions where `adjusted` is given."""
    weeks = plan.weeks
    sessions = weeks[week - 1].sessions
    outing = adjusted or sessions[session - 1]
    return Situation(
        plan=plan.name,
        title=plan.title,
        coaching=plan.coaching,
        runner=runner or plan.runner,
        week=week,
        weeks=len(weeks),
        session=session,
        sessions=len(sessions),
        ordinal=sum(len(earlier.sessions) for earlier in weeks[: week - 1]) + session - 1,
        of_all=sum(len(each.sessions) for each in weeks),
        hard_week=_is_hard(plan, week),
        after_hard_week=_is_hard(plan, week - 1),
        called=outing.title or weeks[week - 1].title,
        note=outing.note,
        timeline=timeline(outing, plan.coaching),
    )


def _is_hard(plan: Plan, week: int) -> bool:
    if week <= 1:
        return False
    before, now = (_running(plan, number) for number in (week - 1, week))
    return now > MUCH_MORE * before > 0


def _running(plan: Plan, week: int) -> int:
    sessions = plan.weeks[week - 1].sessions
    return sum(interval.duration for outing in sessions for interval in outing.intervals() if interval.effort is Effort.RUN)


def session_context(where: Situation, name: str, units: Units) -> dict[str, object]:
    """Return what every template may use; `docs/lines.md` lists it."""
    runs = [interval.duration for interval in where.timeline.intervals if interval.effort is Effort.RUN]
    walks = [interval.duration for interval in where.timeline.intervals if interval.effort is Effort.WALK]
    custom = where.plan == CUSTOM
    return {
        "coaching": str(where.coaching),
        "runner": str(where.runner),
        "name": speakable(name),
        "units": str(units),
        "plan": "" if custom else speakable(where.title),
        "custom": custom,
        "week": where.week,
        "weeks": where.weeks,
        "session": where.session,
        "sessions": where.sessions,
        "first_session": where.ordinal == 0,
        "last_session": where.ordinal == where.of_all - 1,
        "first_of_week": where.session == 1,
        "last_of_week": where.session == where.sessions,
        "hard_week": where.hard_week,
        "after_hard_week": where.after_hard_week,
        "run_count": len(runs),
        "walk_count": len(walks),
        "run_for": _common(runs),
        "walk_for": _common(walks),
        "longest_run": spoken_duration(max(runs)) if runs else "",
        "total": spoken_duration(where.timeline.duration),
        "has_runs": bool(runs),
    }


def _common(durations: list[Milliseconds]) -> str:
    return spoken_duration(durations[0]) if len(set(durations)) == 1 else ""


def interval_context(base: Mapping[str, object], line: Timeline, index: int) -> dict[str, object]:
    """Return what the templates about one interval may use besides."""
    interval = line.intervals[index]
    following = line.intervals[index + 1] if index + 1 < len(line.intervals) else None
    return {
        **base,
        "effort": str(interval.effort),
        "flavour": _flavour(interval),
        "duration": spoken_duration(interval.duration),
        "repetition": interval.repetition,
        "repetitions": interval.repetitions,
        "first": interval.repetition == 1,
        "last": interval.repetition == interval.repetitions,
        "next_effort": str(following.effort) if following else "",
        "next_flavour": _flavour(following) if following else "",
        "next_duration": spoken_duration(following.duration) if following else "",
    }


def _flavour(interval: TimedInterval) -> str:
    return str(interval.flavour or "")
