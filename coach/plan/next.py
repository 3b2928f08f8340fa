"""Advice on the next session: after a session and how it felt, or after days without one. It reads no clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from coach.errors import Field, UsageError
from coach.plan.blocks import repeated_lengths
from coach.plan.context import FOLLOWING
from coach.plan.model import Effort, Plan, Runner
from coach.plan.ratio import Feel
from coach.units import MINUTE, Milliseconds

BRISK_WALK: Final = "brisk-walk"
GENTLE_WALK: Final = "mindful-walk"
RETURNING: Final = "returning"
PLAN_TO_GO_BACK_TO: Final = "walk-run-start"
"""For whoever has no plan of their own."""

INTERLUDES: Final = {"small": False, "walking-week": True}
"""Bundled plans for a day or a week between: after them the runner goes back to the plan. True: after the last session."""

WORTH_A_WORD: Final = 3
"""Days without a session from which the advice says that they take nothing away; fewer are the plan's own days of rest."""

REPEAT_FROM: Final = 7
BACK_FROM: Final = 14
AGAIN_FROM: Final = 28
"""From so many days missed the week is repeated, the runner goes one week back, the plan begins again."""

LONGEST_MISSED: Final = 36_525
"""Days; whatever is longer is a slip of the keyboard."""

GENTLE_START: Final = Milliseconds(MINUTE)
"""A plan whose first week runs no longer than this at a time is gentle enough to come back to after weeks without."""


class Felt(StrEnum):
    """How the last session felt."""

    EASY = "easy"
    RIGHT = "right"
    HARD = "hard"
    SORE = "sore"


class Step(StrEnum):
    """What kind of step comes next."""

    ON = "on"
    SAME = "same session"
    REPEAT = "repeat the week"
    BACK = "a week back"
    AGAIN = "begin again"
    FOLLOWING = "the following plan"
    BACK_TO_PLAN = "back to the plan"
    GENTLER = "a gentler plan"
    REST = "rest or walk"


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do next, and why."""

    step: Step
    plan: str
    """A bundled plan's name, or the runner's own file."""
    week: int
    session: int
    """Both from 1."""
    headline: str
    """One sentence: what to do."""
    reason: str
    feel: Feel | None = None
    """How the session should be adjusted; None: it stays as the plan has it."""


def after_session(plan: Plan, called: str, week: int, session: int | None, felt: Felt) -> Advice:
    """Return advice after a session; without a session it is the week's last one.

    `called` is the plan's name or its file, as the runner writes it. Raises UsageError for a session that is not in the plan.
    """
    last = len(plan.weeks[_checked(plan, week) - 1].sessions)
    here = _here(plan, called, week, last if session is None else session)
    if felt is Felt.SORE:
        return _sore(here)
    return _hard(here) if felt is Felt.HARD else _on(here, felt)


def after_break(plan: Plan, called: str, week: int, session: int | None, missed: int, *, named: str = "") -> Advice:
    """Return advice after `missed` days without training, before a session (None: the week's first one).

    `called` is the plan's name or its file, as the runner writes it. `named` is how the reason names the days; empty: by their
    number. Raises UsageError for a session that is not in the plan.
    """
    if not 0 <= missed <= LONGEST_MISSED:
        raise UsageError(Field("missed"), f" {missed}: write the days without a session, from 0 to {LONGEST_MISSED}")
    here = _here(plan, called, week, 1 if session is None else session)
    days = named or ("one day" if missed == 1 else f"{missed} days")
    if missed < REPEAT_FROM:
        why = f"{nothing_lost(days)}: go on where you were"
        return here.advice(Step.SAME, week, here.session, f"Do {here.name(week, here.session)}, as planned", why)
    if missed < BACK_FROM:
        why = f"{days} are long enough to begin the week again; repeating a week counts too"
        return here.advice(Step.REPEAT, week, 1, f"Repeat week {week} from its first session", why)
    if missed < AGAIN_FROM:
        return _week_back(here, days)
    return _begin_again(here, days)


def nothing_lost(days: str) -> str:
    """Say that a few days of rest do no harm; `days` names them: `4 days`."""
    return f"{days} without a session take nothing away"


def after_rest(called: str, week: int) -> Advice:
    """Return advice after a session that left the runner sore, and something gentle since then that felt well."""
    why = "you were sore, and what you did since then felt well: the week once more is a gentle way back"
    return Advice(Step.REPEAT, called, week, 1, f"Repeat week {week} from its first session", why)


@dataclass(frozen=True, slots=True)
class _Here:
    """The runner's current session in a plan."""

    plan: Plan
    called: str
    week: int
    session: int

    @property
    def last_of_week(self) -> bool:
        return self.session == len(self.plan.weeks[self.week - 1].sessions)

    @property
    def only_one(self) -> bool:
        """Whether the plan has one session."""
        return len(self.plan.weeks) == len(self.plan.weeks[0].sessions) == 1

    def running(self, week: int, session: int) -> Milliseconds:
        return self.plan.weeks[week - 1].sessions[session - 1].running

    def name(self, week: int, session: int) -> str:
        return f"week {week}, session {session}"

    def advice(self, step: Step, week: int, session: int, headline: str, reason: str) -> Advice:
        return Advice(step, self.called, week, session, headline, reason)


def _checked(plan: Plan, week: int) -> int:
    if not 1 <= week <= len(plan.weeks):
        raise UsageError(f"no week {week}: {plan.name} has {len(plan.weeks)}; choose one of them with ", Field("week"))
    return week


def _here(plan: Plan, called: str, week: int, session: int) -> _Here:
    count = len(plan.weeks[_checked(plan, week) - 1].sessions)
    if not 1 <= session <= count:
        raise UsageError(
            f"no session {session} in week {week}: {plan.name} has {count}; choose one of them with ", Field("session")
        )
    return _Here(plan, called, week, session)


def _sore(here: _Here) -> Advice:
    """Advise rest or a walk, never a run."""
    walks_only = not here.running(here.week, here.session)
    walk = GENTLE_WALK if walks_only else BRISK_WALK
    again = "do this session again" if here.only_one else f"repeat week {here.week}"
    headline = f"No run now: rest, or take the {walk.replace('-', ' ')} if walking does not hurt"
    reason = (
        "muscles, bones and tendons adapt more slowly than heart and lungs; "
        f"once the soreness is gone, {again}. Pain, dizziness or chest discomfort: stop and get help"
    )
    return Advice(Step.REST, walk, 1, 1, headline, reason)


def _hard(here: _Here) -> Advice:
    """Advise the next session with longer walks if it runs no more than this one; else the week again."""
    if here.only_one:
        return _hard_alone(here)
    if not here.last_of_week and here.running(here.week, here.session + 1) <= here.running(here.week, here.session):
        headline = f"Do {here.name(here.week, here.session + 1)}, with longer walks"
        why = "it was hard, and the next session asks for no more: tired legs get longer walks; if that is hard too, repeat it"
        return Advice(Step.ON, here.called, here.week, here.session + 1, headline, why, Feel.TIRED)
    why = "it was hard: repeat before you move on. That counts too, and going too fast too soon is how runners get hurt"
    return here.advice(Step.REPEAT, here.week, 1, f"Repeat week {here.week} from its first session", why)


def _hard_alone(here: _Here) -> Advice:
    """Advise the session again, which is all of its plan: with longer walks where it has walks between runs."""
    why = "it was hard: going too fast too soon is how runners get hurt, and to repeat counts too"
    main = here.plan.weeks[0].sessions[0].main
    if repeated_lengths(main, Effort.RUN) and repeated_lengths(main, Effort.WALK):
        return Advice(Step.REPEAT, here.called, 1, 1, "Do it again, with longer walks", why, Feel.TIRED)
    return here.advice(Step.REPEAT, 1, 1, "Do it again, more gently", why)


def interlude_is_over(plan: str, session: int, sessions: int) -> bool:
    """Tell whether a session of a bundled plan ends a day or a week between, so that the runner goes back to the plan."""
    return plan in INTERLUDES and (not INTERLUDES[plan] or session == sessions)


def _on(here: _Here, felt: Felt) -> Advice:
    if interlude_is_over(here.plan.name, here.session, len(here.plan.weeks[here.week - 1].sessions)):
        why = f"{here.plan.name} kept the habit; go on in your plan where you left it, or begin with {PLAN_TO_GO_BACK_TO}"
        return Advice(Step.BACK_TO_PLAN, PLAN_TO_GO_BACK_TO, 1, 1, "Go back to your plan", why)
    following = here.plan.after(here.week, here.session)
    if following is None:
        return _after_the_plan(here)
    week, session = following
    if felt is Felt.RIGHT:
        why = "it felt right: one small step at a time"
    else:
        why = "it felt easy, as it should: on you go, and no week is skipped, since bones and tendons need the time"
    return here.advice(Step.ON, week, session, f"Do {here.name(week, session)}", why)


def _after_the_plan(here: _Here) -> Advice:
    following = FOLLOWING.get(here.plan.name)
    if following:
        name, week = following
        why = f"you have finished {here.plan.name}, and {name} goes on from there in small steps"
        headline = f"Begin {name}" if week == 1 else f"Go on with week {week} of {name}"
        return Advice(Step.FOLLOWING, name, week, 1, headline, why)
    why = "you have done all of it; what you can repeat is yours, and there is no rush to change it"
    what = "Do it again" if here.only_one else f"Repeat week {here.week}"
    return here.advice(Step.REPEAT, here.week, 1, f"{what} as often as you like", why)


def _week_back(here: _Here, days: str) -> Advice:
    if here.week == 1:
        why = f"{days} are long: begin the plan again, and you will soon be back"
        return here.advice(Step.AGAIN, 1, 1, "Begin again with week 1", why)
    why = f"{days} are long enough for the legs to forget a little: one week back makes the return gentle"
    return here.advice(Step.BACK, here.week - 1, 1, f"Go back to week {here.week - 1}, from its first session", why)


def _begin_again(here: _Here, days: str) -> Advice:
    first = max(session.longest_run for session in here.plan.weeks[0].sessions)
    if first <= GENTLE_START:
        why = f"{days} are a long break: week 1 brings the impact back gently; stop, shorten or repeat whenever you like"
        if here.plan.name != RETURNING and first and here.plan.runner is not Runner.RETURNING:
            why += f" (after injury or illness, {RETURNING} is gentler still)"
        return here.advice(Step.AGAIN, 1, 1, "Begin again with week 1", why)
    why = (
        f"{days} are a long break, and this plan begins with too much for it: {RETURNING} brings the impact back in small steps"
    )
    return Advice(Step.GENTLER, RETURNING, 1, 1, f"Begin {RETURNING}", why)
