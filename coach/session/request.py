"""Requests for sessions: which ones of a plan, in which proportions, and the names of their files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coach.errors import Field, UsageError
from coach.language.english import ENGLISH
from coach.language.model import Language
from coach.plan.adjust import adjust, beyond_custom, custom_plan, within_reach
from coach.plan.catalogue import DEFAULT_PLAN, find_plan
from coach.plan.cautions import Caution, ChosenSession, cautions
from coach.plan.context import SessionContext, session_context
from coach.plan.distance import NO_PACES, Paces
from coach.plan.model import Plan, Runner, Session
from coach.plan.ratio import CUSTOM, Ratio
from coach.plan.timeline import Timeline
from coach.script.titles import ratio_title, session_title


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """A request for one session."""

    context: SessionContext
    """Which session of which plan, in the requested proportions."""
    ratio: Ratio
    changes: tuple[str, ...] = ()
    """One sentence for each thing that the ratio changed, with the reason."""
    cautions: tuple[Caution, ...] = ()
    """One sentence for each thing that is unwise in the sessions that were requested together."""
    language: Language = ENGLISH
    """Of its titles and labels: that of the style in which it is spoken."""

    def in_language(self, language: Language) -> SessionRequest:
        """Return the request with titles and labels in another language."""
        return self if language is self.language else replace(self, language=language)

    @property
    def plan(self) -> Plan:
        """The plan that it belongs to."""
        return self.context.plan

    @property
    def week(self) -> int:
        """Which week of the plan, from 1."""
        return self.context.week

    @property
    def session(self) -> int:
        """Which session of the week, from 1."""
        return self.context.session

    @property
    def timeline(self) -> Timeline:
        """The session's intervals on the clock."""
        return self.context.timeline

    @property
    def variant(self) -> str:
        """What is changed, for people: `walk 1 min 30 s`; empty for the plan's own session."""
        return "" if self.plan.name == CUSTOM else ratio_title(self.ratio, self.language)

    @property
    def title(self) -> str:
        """The session's name, its variant included."""
        if self.plan.name == CUSTOM:
            title = ratio_title(self.ratio, self.language)
            return title[:1].upper() + title[1:]
        return session_title(self.context, self.variant, self.language)

    @property
    def plan_title(self) -> str:
        """The title of the plan."""
        return self.language.plan_title(self.plan.name, self.plan.title)

    @property
    def album(self) -> str:
        """Where music libraries file it: under the plan; a variant, which has the same track number, under its own name."""
        change = self.title if self.plan.name == CUSTOM else self.variant
        return f"{self.plan_title} ({change})" if change else self.plan_title

    @property
    def tracks_album(self) -> str:
        """The album of the session's intervals, where each is a track."""
        return self.title if self.title.startswith(self.plan_title) else f"{self.plan_title}: {self.title}"

    @property
    def file_name(self) -> str:
        """A name that phones sort rightly: `week-02-session-1-walk-1m30s.mp3`."""
        if self.plan.name == CUSTOM:
            return f"{self.ratio.label}.mp3"
        weeks, sessions = len(self.plan.weeks), max(len(week.sessions) for week in self.plan.weeks)
        stem = f"week-{self.week:0{max(2, _digits(weeks))}}-session-{self.session:0{_digits(sessions)}}"
        return f"{stem}-{self.ratio.label}.mp3" if self.ratio.label else f"{stem}.mp3"

    def path(self, output: Path) -> Path:
        """Return where the file belongs."""
        return output / self.plan.name / self.file_name


def requested_plan(name: str | None, week: int | None, session: int | None, ratio: Ratio, paces: Paces = NO_PACES) -> Plan:
    """Find the plan; a run and a walk without a plan, a week or a session make a session of one's own. Raises PlanError.

    `paces` are the runner's, for distances to which the plan gives none.
    """
    if name is None and week is None and session is None and ratio.run and ratio.walk:
        return custom_plan(ratio)
    return find_plan(name or DEFAULT_PLAN, paces)


def _digits(number: int) -> int:
    return len(str(number))


def session_requests(
    plan: Plan,
    week: int | None,
    session: int | None,
    ratio: Ratio,
    runner: Runner | None,
    language: Language = ENGLISH,
) -> tuple[SessionRequest, ...]:
    """Return requests for sessions of a plan, with titles in this language: one session, those of a week, or all.

    Raises UsageError for a week or a session that the plan does not have, and where the ratio does not fit.
    """
    weeks = range(1, len(plan.weeks) + 1) if week is None else (_within(week, len(plan.weeks), "week", plan.name),)
    chosen: list[tuple[int, int]] = []
    for number in weeks:
        count = len(plan.weeks[number - 1].sessions)
        if session is not None and week is not None:
            _within(session, count, f"session in week {number}", plan.name)
        of_week = range(1, count + 1) if session is None else (session,) if session <= count else ()
        chosen += [(number, index) for index in of_week]
    if not chosen:
        raise UsageError(Field("session"), f" {session}: no week of {plan.name} has that many sessions")
    sessions = [plan.weeks[number - 1].sessions[index - 1] for number, index in chosen]
    requests = [
        _request(plan, number, index, within_reach(ratio, own, sessions), runner).in_language(language)
        for (number, index), own in zip(chosen, sessions, strict=True)
    ]
    return _with_cautions(plan, requests, sessions, ratio, runner)


def _with_cautions(
    plan: Plan, requests: Sequence[SessionRequest], planned: Sequence[Session], ratio: Ratio, runner: Runner | None
) -> tuple[SessionRequest, ...]:
    chosen = [ChosenSession(request.week, own, request.context.content) for request, own in zip(requests, planned, strict=True)]
    unwise = cautions(plan, chosen, ratio, runner)
    return tuple(replace(request, cautions=unwise) for request in requests) if unwise else tuple(requests)


def cautions_of(requests: Iterable[SessionRequest]) -> tuple[Caution, ...]:
    """Return what is unwise about sessions, each once: those of a plan have the same cautions."""
    return tuple(dict.fromkeys(caution for request in requests for caution in request.cautions))


def _within(number: int, count: int, what: str, plan: str) -> int:
    if not 1 <= number <= count:
        raise UsageError(f"no {what.replace(' ', f' {number} ', 1) if ' ' in what else f'{what} {number}'}: {plan} has {count}")
    return number


def _request(plan: Plan, week: int, session: int, ratio: Ratio, runner: Runner | None) -> SessionRequest:
    own = plan.weeks[week - 1].sessions[session - 1]
    to_apply = beyond_custom(ratio) if plan.name == CUSTOM else ratio
    try:
        adjusted = adjust(own, to_apply, runner or plan.runner, plan.scale)
    except UsageError as error:
        if sum(len(other.sessions) for other in plan.weeks) == 1:
            raise
        raise UsageError(f"{plan.name}, week {week}, session {session}: ", *error.parts) from error
    context = session_context(plan, week, session, adjusted.session, runner)
    return SessionRequest(context, ratio, adjusted.changes)
