"""Reviewing a style: every part in every situation that the bundled plans bring about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from coach.errors import LinesError
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.context import SessionContext, session_context
from coach.plan.model import Effort, Runner
from coach.script.lines import Style, Variant
from coach.script.spoken import spoken_duration
from coach.script.topics import time_left_marks
from coach.script.variables import interval_variables, session_variables
from coach.units import MINUTE, DistanceUnit

SESSION_PARTS: Final = (
    *("welcome", "outline", "walk-early", "safety", "finish", "check-in", "story-start", "story-end"),
    *("encouragement", "talk-test", "talk-reminder", "tip", "form", "mindful", "by-feel", "hills", "fuel", "uphill"),
)
"""Parts that know the session."""

INTERVAL_PARTS: Final = ("halfway", "last-run", "warning", "time-left")
"""Parts that know an interval as well, beside the commands."""

_WARNING_SECONDS: Final = (10, 30)
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


def parts(context: SessionContext) -> Iterator[tuple[str, Variables]]:
    """Yield every part with all the variables that this session gives it."""
    for name in _NAMES:
        base = session_variables(context, name, DistanceUnit.KM)
        for part in SESSION_PARTS:
            yield part, base
        for index, interval in enumerate(context.timeline.intervals):
            about = interval_variables(base, context.timeline, index)
            yield f"command-{context.coaching if interval.free else interval.effort}", about
            yield "halfway", about
            if interval.effort is Effort.RUN:
                yield "last-run", about
            for seconds in _WARNING_SECONDS if about["next_effort"] else ():
                yield "warning", {**about, "seconds": seconds}
            for left in time_left_marks(interval) or (MINUTE,):
                yield "time-left", {**about, "left": spoken_duration(left)}


def review(style: Style) -> list[str]:
    """Render every part in every situation; return what is wrong, each thing once. An empty list is a good style."""
    faults: dict[str, None] = {}
    for context in sessions():
        for part, variables in parts(context):
            try:
                variants = style.variants(part, variables)
            except LinesError as error:
                faults[str(error)] = None
                continue
            for fault in _faults(part, variables, variants):
                faults[f"style {style.name}: {part}.j2: {fault}"] = None
    return list(faults)


def _faults(part: str, variables: Variables, variants: tuple[Variant, ...]) -> Iterator[str]:
    needed = part in INTERVAL_PARTS or part.startswith("command-") or part in {"welcome", "outline", "finish"}
    if needed and not variants:
        yield f"says nothing for a {variables['coaching']} session; add a line without a condition"
    if part in ("command-run", "command-walk", "command-warm-up", "command-cool-down"):
        word = "run" if part == "command-run" else "walk"
        for wording in (wording for variant in variants for wording in variant):
            if word not in wording.text.lower():
                yield f"{wording.text!r} does not say {word!r}; a command names what to do"


def samples(style: Style, part: str) -> tuple[Variant, ...]:
    """Return the variants of a part, as the first situation that has any brings them about. Raises LinesError."""
    for context in sessions():
        for each, variables in parts(context):
            if each == part and (variants := style.variants(part, variables)):
                return variants
    raise LinesError(f"style {style.name}: no part {part!r} that says anything; its parts: {', '.join(style.parts())}")
