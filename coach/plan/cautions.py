"""What is unwise about sessions that are valid: it is said, and nothing is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from coach.errors import Field, python_name
from coach.plan.model import Plan, Runner, Session
from coach.plan.ratio import CUSTOM, Ratio
from coach.units import MINUTE, Milliseconds, duration_text

MUCH_IN_WEEK_1: Final = Milliseconds(5 * MINUTE)
"""The sample plan takes four weeks to runs of this length; longer ones in week 1 are a lot for a beginner."""

MUCH_AT_ONCE: Final = Milliseconds(20 * MINUTE)
"""A run of this length is a lot in any session, and in week 1 of a plan that is used as it is written."""

MUCH_LONGER: Final = 3
"""Runs that are so many times longer than those of the plan are a lot for a beginner in any week."""

_WHY: Final = "bones and tendons adapt more slowly than heart and lungs"


_RUNNERS: Final = {
    Runner.BEGINNER: "a beginner",
    Runner.RETURNING: "a returning runner",
    Runner.LOW_DAY: "a low day",
}


@dataclass(frozen=True, slots=True)
class Caution:
    """What is unwise and what to do about it, each in texts and fields in order."""

    parts: tuple[str | Field, ...]
    remedy: tuple[str | Field, ...] = ()

    def __str__(self) -> str:
        return self.text()

    def text(self, name_of: Callable[[Field], str] = python_name) -> str:
        """Return the sentence, the remedy in it, with each field named by `name_of`."""
        statement = self.statement(name_of)
        return f"{statement}; {_joined(self.remedy, name_of)}" if self.remedy else statement

    def statement(self, name_of: Callable[[Field], str] = python_name) -> str:
        """Return the sentence without the remedy, for where none of its fields can be changed."""
        return _joined(self.parts, name_of)


@dataclass(frozen=True, slots=True)
class ChosenSession:
    """A session of a plan that was asked for."""

    week: int
    """From 1."""
    planned: Session
    adjusted: Session


def cautions(plan: Plan, chosen: Sequence[ChosenSession], ratio: Ratio, runner: Runner | None) -> tuple[Caution, ...]:
    """Return a sentence for each thing that is unwise in these sessions for this runner (None: the one of the plan)."""
    return (*_too_long(plan, chosen, ratio, runner or plan.runner), *_flattened(chosen, ratio))


def _too_long(plan: Plan, chosen: Sequence[ChosenSession], ratio: Ratio, runner: Runner) -> Iterator[Caution]:
    if runner is Runner.EXPERIENCED or plan.coaching.clockless:
        return
    if plan.name == CUSTOM:
        longest = max(session.adjusted.longest_run for session in chosen)
        if longest >= MUCH_AT_ONCE:
            run = f"a run of {duration_text(longest)} at once"
            yield Caution((f"{run} is a lot for anybody new to running: {_WHY}",), ("choose a shorter ", Field("run")))
        return
    for session in chosen:
        longest, own = session.adjusted.longest_run, session.planned.longest_run
        too_long = longest >= MUCH_AT_ONCE if longest == own else longest > MUCH_IN_WEEK_1
        if too_long and (session.week == 1 or longest >= MUCH_LONGER * own):
            planned = f" (the plan has {duration_text(own)})" if own != longest else ""
            why = f"runs of {duration_text(longest)} in week {session.week}{planned} are a lot for {_RUNNERS[runner]}: {_WHY}"
            yield Caution((why,), ("choose a shorter ", Field("run"), ", or leave it out") if ratio.run else ())
            return


def _flattened(chosen: Sequence[ChosenSession], ratio: Ratio) -> Iterator[Caution]:
    """Say what one length for the runs of several weeks does to a plan that grows."""
    first, last = chosen[0], chosen[-1]
    if first.week == last.week:
        return
    easier = last.adjusted.running < first.adjusted.running and last.planned.running >= first.planned.running
    now, before = duration_text(last.adjusted.running), duration_text(first.adjusted.running)
    becomes = f"week {last.week} becomes easier than week {first.week} ({now} of running against {before})"
    remedy = ("choose one ", Field("week"), " to change that week alone")
    if ratio.run is not None:
        changed = sum(session.adjusted != session.planned for session in chosen)
        text = f" {duration_text(ratio.run)} changes {changed} sessions in {last.week - first.week + 1} weeks"
        yield Caution((Field("run"), f"{text}, and {becomes}" if easier else text), remedy)
    elif easier:
        yield Caution((becomes,), remedy)


def _joined(parts: Sequence[str | Field], name_of: Callable[[Field], str]) -> str:
    return "".join(part if isinstance(part, str) else name_of(part) for part in parts)
