"""The mixer's answers: what a form asks for, as a session with its picture, its total and its ways on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from coach.errors import CoachError, Field, UsageError
from coach.plan.model import Effort, Plan, Repeat, Session
from coach.plan.ratio import CUSTOM
from coach.settings import Settings
from coach.units import Milliseconds, duration_label
from coach.web.options import Choices, WebOptions, field_label, parse_form, requests_for
from coach.web.pages import changes, session_step

FIRST_MIX: Final = {"run": "1m", "walk": "2m", "repeat": "6"}
"""What the mixer shows before anything is chosen."""

_LEAD: Final = Milliseconds(15_000)
"""How long before the first run the mixer's sound begins."""

_LONGEST_NUMBER: Final = 3
"""Digits of a week or a session."""


def answer_mix(
    values: Mapping[str, str], root: str, choices: Choices, settings: Settings, find: Callable[[str, WebOptions], Plan]
) -> dict[str, object]:
    """Return what the mixer's page shows for a form; `find` gives the plan of a name.

    Raises UsageError and DurationError for what cannot be mixed, and what `find` raises.
    """
    fields = {name: value for name, value in values.items() if name not in ("plan", "week", "session")}
    options = parse_form(fields, choices)
    plan = find(values.get("plan", CUSTOM), options)
    week, session = _whole(values, "week"), _whole(values, "session")
    request = requests_for(plan, options, settings, week, session)[0]
    home = f"{root}plans/{plan.name}/{f'{options.step}/' if options else ''}"
    timeline = request.timeline
    runs = [interval.start for interval in timeline.intervals if interval.effort is Effort.RUN]
    return {
        "problem": "",
        "request": request,
        "timeline": timeline,
        "changed": changes([request]),
        "way": f"{home}{session_step(request)}/",
        "feed_way": f"{home}subscribe/" if plan.name != CUSTOM and _fits_all(plan, options, settings) else "",
        "listen": max(0, runs[0] - _LEAD) // 1_000 if runs else 0,
        "base_values": _base_values(plan.weeks[week - 1].sessions[session - 1] if plan.name != CUSTOM else None),
    }


def refused_mix(error: CoachError) -> dict[str, object]:
    """Return what the mixer's page shows where there is nothing to show."""
    return {"problem": error.text(field_label), "base_values": _base_values(None)}


def _fits_all(plan: Plan, options: WebOptions, settings: Settings) -> bool:
    try:
        requests_for(plan, options, settings)
    except CoachError:
        return False
    return True


def _whole(values: Mapping[str, str], name: str) -> int:
    text = values.get(name, "1")
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER and int(text)):
        raise UsageError(Field(name), f" {text!r} is no number; write one from 1")
    return int(text)


def _base_values(session: Session | None) -> dict[str, str]:
    """Return what a plan's session has, to stand in empty fields."""
    values = {"run": "", "walk": "", "repeat": ""}
    if session is None:
        return values
    for interval in session.intervals():
        if interval.effort in (Effort.RUN, Effort.WALK) and not values[interval.effort]:
            values[interval.effort] = duration_label(interval.duration)
    repeats = [block for block in session.main if isinstance(block, Repeat)]
    return values | {"repeat": str(repeats[0].times) if len(repeats) == 1 else ""}
