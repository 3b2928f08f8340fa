"""Reviewing a style: every part in every situation that the bundled plans bring about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from coach.errors import LinesError
from coach.language.model import Language
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.context import SessionContext, session_context
from coach.plan.model import Coaching, Effort, Runner
from coach.script.conditions import resolved
from coach.script.facts import session_facts
from coach.script.lead_times import WARNING_LEADS
from coach.script.lines import Style, Variant
from coach.script.moment_facts import Moments
from coach.script.parts import COMMANDS, Part, Scope, command_part
from coach.script.topics import time_left_marks
from coach.script.variables import interval_variables, session_variables
from coach.units import HOUR, MINUTE, SECOND, DistanceUnit

_NAMES: Final = ("", "Alex")

Variables = Mapping[str, object]


def sessions() -> Iterator[SessionContext]:
    """Yield the first and the last session of every bundled plan, for every kind of runner."""
    for name in bundled_names():
        plan = find_plan(name)
        ends = {(1, 1), (len(plan.weeks), len(plan.weeks[-1].sessions))}
        for week, session in sorted(ends):
            for runner in Runner:
                yield session_context(plan, week, session, runner=runner)


class Situation(NamedTuple):
    """A part that is asked for, with what it knows."""

    part: Part
    variables: Variables
    facts: frozenset[str]
    anywhere: bool = False
    """Whether it may be said at any moment, so that the facts are those of the session alone."""

    def variants(self, style: Style) -> tuple[Variant, ...]:
        """Return what may be said; for a part that is said anywhere, all lines that can become true. Raises LinesError."""
        if style.leaves_out(self.part):
            return ()
        if not self.anywhere:
            return style.variants(self.part, self.variables, self.facts)
        lines = style.lines(self.part, self.variables).lines
        return tuple(
            style.variant(self.part, resolved(text, self.facts)) for condition, text in lines if condition.may_hold(self.facts)
        )


def situations(context: SessionContext, language: Language) -> Iterator[Situation]:
    """Yield every part with all the variables and facts that this session gives it."""
    facts = session_facts(context, text=context.coaching is Coaching.NARRATED)
    moments = Moments(context.timeline)
    for name in _NAMES:
        base = session_variables(context, name, DistanceUnit.KM, language)
        hours = {**base, "done": language.duration(HOUR)}
        yield Situation(Part.HOURS_DONE, hours, facts, anywhere=True)
        yield from (Situation(part, base, facts, not part.required) for part in Part if part.scope is Scope.SESSION)
        for index in range(len(context.timeline.intervals)):
            variables = interval_variables(base, context.timeline, index, language)
            now = facts | moments.facts(index)
            yield from (Situation(part, more, now) for part, more in _interval_situations(context, language, index, variables))


def _interval_situations(
    context: SessionContext, language: Language, index: int, variables: dict[str, object]
) -> Iterator[tuple[Part, Variables]]:
    interval = context.timeline.intervals[index]
    command = command_part(interval, context.coaching)
    for part in Part:
        if part.scope is Scope.INTERVAL or (part.scope is Scope.RUN and interval.effort is Effort.RUN) or part is command:
            yield part, variables
        elif part.scope is Scope.WARNING and variables["next_effort"]:
            yield from ((part, {**variables, "seconds": lead // SECOND}) for lead in WARNING_LEADS)
        elif part.scope is Scope.TIME_LEFT and not interval.free:
            marks = time_left_marks(interval) or (MINUTE,)
            yield from ((part, {**variables, "left": language.duration(left)}) for left in marks)


def review(style: Style) -> list[str]:
    """Render every part in every situation; return what is wrong, each fault once. An empty list is a good style."""
    faults: dict[str, None] = {}
    try:
        style.check_conditions()
    except LinesError as error:
        return [str(error)]
    for context in sessions():
        for situation in situations(context, style.language):
            try:
                variants = situation.variants(style)
            except LinesError as error:
                faults[str(error)] = None
                continue
            for fault in _faults(situation.part, situation.variables, variants, style.language):
                faults[f"style {style.name}: {situation.part}.j2: {fault}"] = None
    return list(faults)


def _faults(part: Part, variables: Variables, variants: tuple[Variant, ...], language: Language) -> Iterator[str]:
    if part.required and not variants:
        yield f"says nothing for a {variables['coaching']} session; add a line without a condition"
    if part in COMMANDS.values():
        words = language.commands["run" if part is Part.COMMAND_RUN else "walk"]
        for wording in (wording for variant in variants for wording in variant):
            text = wording.text.lower()
            if not any(word in text for word in words):
                needed = " or ".join(repr(word) for word in words)
                yield f"{wording.text!r} does not say {needed}; a command names what to do"


def find_samples(style: Style, part: str) -> tuple[Variant, ...]:
    """Return the variants of a part in the first situation that has any; none where no bundled plan brings it about."""
    for context in sessions():
        for situation in situations(context, style.language):
            if situation.part == part and (variants := situation.variants(style)):
                return variants
    return ()


def samples(style: Style, part: str) -> tuple[Variant, ...]:
    """Return the variants of a part in the first situation that has any. Raises LinesError for a part without lines."""
    variants = find_samples(style, part)
    if not variants:
        raise LinesError(f"style {style.name}: no part {part!r} that says anything; its parts: {', '.join(style.parts())}")
    return variants
