"""The mixer's answers: what a form asks for, as a session with its picture, its total and its ways on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypedDict

from coach.errors import CoachError, Field, UsageError
from coach.mixer.options import Choices, WebOptions, field_label, parse_form, requests_for
from coach.mixer.page_parts import careful, changes, session_step
from coach.plan.adjust import adjust
from coach.plan.model import Effort, Plan, Repeat, Session
from coach.plan.ratio import CUSTOM, Feel, Ratio
from coach.plan.timeline import Timeline
from coach.session.request import SessionRequest
from coach.settings import Settings
from coach.toml_table import shown
from coach.units import MINUTE, Milliseconds, duration_label

FIRST_MIX: Final = {"run": "1m", "walk": "2m", "repeat": "6"}
"""What the mixer shows before anything is chosen."""

FIELDS: Final = ("run", "walk", "repeat", "total", "feel", "warm-up", "cool-down", "miles", "minutes")
"""What changes the intervals of a session, in the order of the page."""

DURATIONS: Final = ("run", "walk", "total", "warm-up", "cool-down")

PLACES: Final = ("week", "session")
"""What names a session in its plan."""

_BARE: Final = re.compile(r"\d{1,6}(?:[.,]\d{1,4})?", re.ASCII)

_LEAD: Final = Milliseconds(15_000)
"""How long before the first run the mixer's sound begins."""

_UNUSUAL: Final = Milliseconds(65_000)
"""A length that no plan has."""

_LONGEST_NUMBER: Final = 3
"""Digits of a week or a session."""


class Mix(TypedDict):
    """What the mixer's page shows for a form that can be mixed: the values of its templates."""

    problem: str
    problem_field: str
    bare_number: str
    units: str
    made_here: bool
    """Whether the session is made in the page itself."""
    request: SessionRequest
    options: WebOptions
    timeline: Timeline
    changed: list[str]
    """What the session differs in from its plan, in sentences."""
    way: str
    """Address of the session's page."""
    feed_way: str
    """Address of the plan's feed in these lengths; empty where there is none."""
    listen: int
    """The second from which the sound is listened to first."""
    base_values: dict[str, str]
    fields: tuple[str, ...]
    steps: dict[str, int]


def answer_mix(
    values: Mapping[str, str], root: str, choices: Choices, settings: Settings, find: Callable[[str, WebOptions], Plan]
) -> Mix:
    """Return what the mixer's page shows for a form; `find` gives the plan of a name.

    Raises UsageError and DurationError for what cannot be mixed, and what `find` raises.
    """
    fields = {name: value for name, value in values.items() if name not in ("plan", "week", "session")}
    options = parse_form(fields, choices)
    plan = find(values.get("plan", CUSTOM), options)
    week, session = _place(values, plan)
    request = requests_for(plan, options, settings, week, session)[0]
    home = f"{root}plans/{plan.name}/{f'{options.step}/' if options else ''}"
    timeline = request.timeline
    base_values = _base_values(plan.weeks[week - 1].sessions[session - 1] if plan.name != CUSTOM else None)
    if plan.scale:
        base_values[str(plan.scale.by)] = str(plan.scale.default)
    runs = [interval.start for interval in timeline.intervals if interval.effort is Effort.RUN]
    return {
        "problem": "",
        "problem_field": "",
        "bare_number": "",
        "units": "",
        "made_here": False,
        "request": request,
        "options": options,
        "timeline": timeline,
        "changed": [*careful([request]), *changes([request])],
        "way": f"{home}{session_step(request)}/",
        "feed_way": f"{home}subscribe/" if plan.name != CUSTOM and _fits_all(plan, options, settings) else "",
        "listen": max(0, runs[0] - _LEAD) // 1_000 if runs else 0,
        "base_values": base_values,
        "fields": fields_taken(plan, week, session),
        "steps": _steps(timeline, options.values, base_values) | {"week": week, "session": session},
    }


def refused_mix(error: CoachError, values: Mapping[str, str], plan: Plan | None) -> dict[str, object]:
    """Return what the mixer's page shows for a form that cannot be mixed: the message, and the field that it is about.

    `plan` is the chosen plan; None: a session of one's own, or a plan that is not there.
    """
    field = next((part.name.replace("_", "-") for part in error.parts if isinstance(part, Field)), "")
    problem = error.text(field_label)
    written = values.get(field, "").strip()
    return {
        "problem": problem[:1].upper() + problem[1:],
        "problem_field": field if field in FIELDS or field in PLACES else "",
        # A number without a unit is asked about, and answered with one tap.
        "bare_number": written if field in DURATIONS and _BARE.fullmatch(written) else "",
        "units": "s min" if written.isdecimal() else "min h",
        "base_values": _base_values(plan.weeks[0].sessions[0] if plan else None),
        "fields": fields_taken(plan),
    }


def fields_taken(plan: Plan | None, week: int = 1, session: int = 1) -> tuple[str, ...]:
    """Return the fields that a session of a plan takes; `plan` is None for a session of one's own.

    Each is tried: what a plan would refuse is not offered.
    """
    if plan is None or plan.name == CUSTOM:
        return tuple(name for name in FIELDS if name not in ("miles", "minutes"))
    own = plan.weeks[week - 1].sessions[session - 1]
    longer = Milliseconds(own.duration + 10 * MINUTE)
    trials = {
        "run": Ratio(run=_UNUSUAL),
        "walk": Ratio(walk=_UNUSUAL),
        "repeat": Ratio(repeat=7),
        "total": Ratio(total=longer),
        "feel": Ratio(feel=Feel.TIRED),
        "warm-up": Ratio(warm_up=Milliseconds(own.warm_up.duration + MINUTE)),
        "cool-down": Ratio(cool_down=Milliseconds(own.cool_down.duration + MINUTE)),
        "miles": Ratio(miles=7.0),
        "minutes": Ratio(minutes=21),
    }
    return tuple(name for name in FIELDS if _takes(plan, own, trials[name]))


def _takes(plan: Plan, session: Session, ratio: Ratio) -> bool:
    try:
        return adjust(session, ratio, plan.runner, plan.scale).session != session
    except CoachError:
        return False


def _steps(timeline: Timeline, values: Mapping[str, str], base_values: Mapping[str, str]) -> dict[str, int]:
    """Return what the fields hold now, for the buttons beside them: durations in seconds, the others as numbers."""
    first = {interval.effort: interval.duration for interval in reversed(timeline.intervals)}
    efforts = {"run": Effort.RUN, "walk": Effort.WALK, "warm-up": Effort.WARM_UP, "cool-down": Effort.COOL_DOWN}
    steps = {name: first[effort] // 1_000 for name, effort in efforts.items() if effort in first}
    counted = {
        name: values.get(name) or base_values.get(name, "") for name in ("repeat", "week", "session", "miles", "minutes")
    }
    steps |= {name: int(float(text)) for name, text in counted.items() if text}
    return {"week": 1, "session": 1, **steps, "total": timeline.duration // 1_000}


def _fits_all(plan: Plan, options: WebOptions, settings: Settings) -> bool:
    try:
        requests_for(plan, options, settings)
    except CoachError:
        return False
    return True


def _place(values: Mapping[str, str], plan: Plan) -> tuple[int, int]:
    """Return the week and the session. Raises UsageError where the plan has none such."""
    week, session = _whole(values, "week"), _whole(values, "session")
    if week > (weeks := len(plan.weeks)):
        raise UsageError(Field("week"), f" {week}: this plan has {weeks}")
    if session > (sessions := len(plan.weeks[week - 1].sessions)):
        raise UsageError(Field("session"), f" {session}: this week has {sessions}")
    return week, session


def _whole(values: Mapping[str, str], name: str) -> int:
    text = values.get(name, "1")
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER and int(text)):
        raise UsageError(Field(name), f" {shown(text)} is no number; write one from 1")
    return int(text)


def _base_values(session: Session | None) -> dict[str, str]:
    """Return what a plan's session has, to stand in empty fields."""
    values = dict.fromkeys(("run", "walk", "repeat", "miles", "minutes", "total", "warm-up", "cool-down"), "")
    if session is None:
        return values
    for interval in session.intervals():
        if interval.effort in (Effort.RUN, Effort.WALK) and not values[interval.effort]:
            values[interval.effort] = duration_label(interval.duration)
    repeats = [block for block in session.main if isinstance(block, Repeat)]
    return values | {"repeat": str(repeats[0].times) if len(repeats) == 1 else ""}
