"""Reads plans from TOML and checks them: a plan in hand is valid. `docs/plans.md` documents every key."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from coach.errors import InputError, PlanError
from coach.plan.distance import NO_PACES, Distance, Paces, parse_distance, parse_pace, without_pace
from coach.plan.model import (
    MOST_INTERVALS,
    MOST_MEASURED,
    SHORTEST_INTERVAL,
    Block,
    Coaching,
    Effort,
    Flavour,
    Interval,
    Plan,
    Repeat,
    Runner,
    Scale,
    ScaleUnit,
    Session,
    StandsFor,
    Week,
)
from coach.plan.ratio import CUSTOM
from coach.plan.rules import DEFAULT_EASING, check_session, count_intervals
from coach.plan.treadmill import parse_incline, parse_speed
from coach.plan.usual_mistakes import INSTEAD_OF_EFFORT, INSTEAD_OF_MAIN, INSTEAD_OF_REPEAT, INSTEAD_OF_WEEKS
from coach.toml_table import TomlPlace, TomlTable, load_table, parse_table, read_duration, section, shown
from coach.units import Milliseconds, clock, duration_text

MOST_WEEKS: Final = 104
MOST_SESSIONS: Final = 14
"""In a week."""
MOST_PLAN_INTERVALS: Final = 50_000
"""In all sessions of a plan together: two years of daily sessions with 68 intervals each."""

DEEPEST_REPEAT: Final = 5
LONGEST_TITLE: Final = 100
LONGEST_TEXT: Final = 1_000
"""Characters of a description or a note."""

PLAN_KEYS: Final = (
    *("title", "description", "coaching", "runner", "stands-for"),
    *("sessions-a-week", "warm-up", "cool-down", "at", "scale", "week"),
)
SESSION_KEYS: Final = ("title", "note", "warm-up", "cool-down", "at", "main")
WEEK_KEYS: Final = (*SESSION_KEYS, "sessions-a-week", "session")
EASING_KEYS: Final = ("duration", "flavour", "note")
REPEAT_KEYS: Final = ("repeat", "of")
INTERVAL_KEYS: Final = ("run", "walk", "at", "flavour", "speed", "incline", "note")
SCALE_KEYS: Final = ("by", "each", "least", "most", "default")

_EFFORTS: Final = ("run", "walk")
_TAKEN: Final = frozenset({CUSTOM, "con", "prn", "aux", "nul"})
"""Names that a plan's folder cannot have: that of sessions without a plan, and what Windows keeps for itself."""


def load_plan(path: Path, paces: Paces = NO_PACES) -> Plan:
    """Read a plan, with the runner's paces for its distances. Raises PlanError that says where, what and the remedy."""
    try:
        if path.is_dir():
            raise PlanError(f"{path}: is a folder; give one of the plans in it, a file that ends in .toml")
        if not path.exists():
            raise PlanError(f"{path}: no such file; check the path, or see `coach plans` for the bundled ones")
    except OSError as error:
        raise PlanError(f"{path}: cannot be read ({error.strerror or error}); check the path and its permissions") from error
    return _plan(load_table(path, PlanError, path.name, "check the path and its permissions"), path.stem, paces)


def parse_plan(text: str, name: str, file: str = "plan", paces: Paces = NO_PACES) -> Plan:
    """Read a plan from TOML text; `name` names its folder, `paces` are the runner's. Raises PlanError."""
    return _plan(parse_table(text, TomlPlace(file, PlanError)), name, paces)


def _plan(top: TomlTable, name: str, paces: Paces) -> Plan:
    place = top.place
    top.only(*PLAN_KEYS, instead=INSTEAD_OF_WEEKS | INSTEAD_OF_MAIN)
    plan = Plan(
        name=folder_name(name),
        title=top.text("title", LONGEST_TITLE) or name[:LONGEST_TITLE],
        description=top.text("description", LONGEST_TEXT) or "",
        coaching=top.choice("coaching", Coaching) or Coaching.WALK_RUN,
        runner=top.choice("runner", Runner) or Runner.BEGINNER,
        weeks=_weeks(top, paces),
        scale=_scale(section(top.table["scale"], place.inside("scale"))) if "scale" in top else None,
        stands_for=top.choice("stands-for", StandsFor),
    )
    _check_scale(plan, place)
    return plan


def folder_name(name: str) -> str:
    """Make a name for folders and commands: lower-case ASCII letters, digits and hyphens; never one that is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-")
    if not slug:
        return f"plan-{zlib.crc32(name.encode('utf-8', 'surrogatepass')):08x}"
    return f"{slug}-plan" if slug in _TAKEN else slug


def _weeks(top: TomlTable, paces: Paces) -> tuple[Week, ...]:
    count = len(top.items("week"))
    if not 1 <= count <= MOST_WEEKS:
        raise top.place.error(f"has {count} weeks; write [[week]] at least once and at most {MOST_WEEKS} times")
    weeks = []
    intervals = 0
    for week in top.sections("week", "week"):
        weeks.append(_week(week, top, MOST_PLAN_INTERVALS - intervals, paces))
        intervals += sum(count_intervals(session.main) for session in weeks[-1].sessions)
    return tuple(weeks)


def _week(week: TomlTable, top: TomlTable, room: int, paces: Paces) -> Week:
    """Read a week; `room` is how many intervals the plan may still have."""
    week.only(*WEEK_KEYS, instead=INSTEAD_OF_MAIN)
    title = week.text("title", LONGEST_TITLE)
    if "session" not in week:
        times = week.whole("sessions-a-week", top.whole("sessions-a-week", 3, 1, MOST_SESSIONS), 1, MOST_SESSIONS)
        return Week((replace(_session((week, top), room // times, paces), title=None),) * times, title)
    if "sessions-a-week" in week:
        raise week.place.error("says both sessions-a-week and [[week.session]]; leave one of them out")
    count = len(week.items("session"))
    if not 1 <= count <= MOST_SESSIONS:
        raise week.place.error(f"has {count} sessions; write [[week.session]] at least once and at most {MOST_SESSIONS} times")
    sessions = []
    for session in week.sections("session", "session"):
        session.only(*SESSION_KEYS, instead=INSTEAD_OF_MAIN)
        sessions.append(_session((session, week, top), room, paces))
        room -= count_intervals(sessions[-1].main)
    return Week(tuple(sessions), title)


def _session(levels: Sequence[TomlTable], room: int, paces: Paces) -> Session:
    """Read a session from its own table; missing keys come from the week, then from the plan. `room` is in intervals."""
    own, *_ = levels
    main = next((level for level in levels if "main" in level), own)
    note = next((level for level in levels if "note" in level), own)
    session = Session(
        warm_up=_easing(levels, Effort.WARM_UP),
        main=tuple(_blocks(main, "main", 0, replace(paces, run=next(filter(None, map(_pace, levels)), paces.run)))),
        cool_down=_easing(levels, Effort.COOL_DOWN),
        title=own.text("title", LONGEST_TITLE),
        note=note.text("note", LONGEST_TEXT),
    )
    if (count := count_intervals(session.main)) <= MOST_INTERVALS and count > room:
        raise own.place.error(
            f"is where the plan gets more than {MOST_PLAN_INTERVALS} intervals; make it shorter, or two plans"
        )
    try:
        check_session(session)
    except PlanError as error:
        raise own.place.error(str(error)) from error
    return session


def _blocks(holder: TomlTable, key: str, depth: int, paces: Paces) -> Iterable[Block]:
    """Read the blocks of a list; `paces` are those of intervals that have none of their own."""
    for item in holder.sections(key, "interval"):
        yield _repeat(item, depth + 1, paces) if "repeat" in item or "of" in item else _interval(item, paces)


def _repeat(table: TomlTable, depth: int, paces: Paces) -> Repeat:
    table.only(*REPEAT_KEYS, instead=INSTEAD_OF_REPEAT)
    if "repeat" not in table:
        raise table.place.error("has of without repeat; write how often: repeat = 6")
    if depth > DEEPEST_REPEAT:
        raise table.place.error(f"is a repeat {depth} deep; at most {DEEPEST_REPEAT} stand within each other")
    times = table.whole("repeat", 1, 1, MOST_INTERVALS)
    if not table.items("of"):
        raise table.place.error('repeats nothing; write repeat = 6, of = [{ run = "1m" }, { walk = "2m" }]')
    return Repeat(times, tuple(_blocks(table, "of", depth, paces)))


def _interval(table: TomlTable, paces: Paces) -> Interval:
    table.only(*INTERVAL_KEYS, also=REPEAT_KEYS, instead=INSTEAD_OF_EFFORT)
    efforts = [key for key in _EFFORTS if key in table]
    if len(efforts) != 1:
        keys = "both run and walk" if efforts else "neither run nor walk"
        raise table.place.error(f'has {keys}; write {{ run = "1m" }} or {{ walk = "2m" }}')
    effort = Effort(efforts[0])
    speed = _setting(table, "speed", parse_speed)
    distance = _distance(table, effort, paces.run if effort is Effort.RUN else paces.walk)
    return Interval(
        effort,
        table.duration(effort, SHORTEST_INTERVAL) if distance is None else _time(table, effort, distance),
        table.choice("flavour", Flavour),
        table.text("note", LONGEST_TEXT),
        speed,
        _setting(table, "incline", parse_incline),
        distance,
    )


def _pace(table: TomlTable) -> str:
    """Read the pace of a table; empty where it has none."""
    pace = table.text("at", LONGEST_TITLE) or ""
    try:
        return pace if not pace or parse_pace(pace) else ""
    except InputError as error:
        raise table.place.error(f"at is {shown(pace)}; {error}") from error


def _distance(table: TomlTable, key: Effort, pace: str) -> Distance | None:
    """Read a length as a distance, at the pace beside it, else at its speed, else at `pace`; None where it is a time."""
    text, own = table.table[key], _pace(table)
    if not isinstance(text, str):
        return None
    at = own or str(table.table.get("speed", "")) or pace
    if own and parse_distance(text, at, beside=True) is None:
        raise table.place.error(f'{key} is {shown(text)}; beside at write a distance, such as {key} = "400m", or leave at out')
    if remedy := () if at else without_pace(text, walk=key is Effort.WALK):
        raise table.place.error(f"{key} is {shown(text)}; ", *remedy)
    return parse_distance(text, at, beside=bool(own))


def _time(table: TomlTable, key: str, distance: Distance) -> Milliseconds:
    if not distance.is_in_bounds:
        raise table.place.error(f"{key} is {distance.text}; use a distance of more than 0 and at most 200 km")
    if distance.time < SHORTEST_INTERVAL:
        raise table.place.error(
            f"{key} is {distance.text} at {distance.pace}, which takes {duration_text(distance.time)}; "
            f"use at least {duration_text(SHORTEST_INTERVAL)}"
        )
    return distance.time


def _setting(table: TomlTable, key: str, parse: Callable[[str], float]) -> float | None:
    text = table.text(key, LONGEST_TITLE)
    try:
        return parse(text) if text else None
    except InputError as error:
        raise table.place.error(f"{key} is {shown(text)}; {error}") from error


def _easing(levels: Sequence[TomlTable], effort: Effort) -> Interval:
    """Read a warm-up or a cool-down: a duration, or a table with more."""
    level = next((level for level in levels if effort in level), None)
    if level is None:
        return Interval(effort, DEFAULT_EASING)
    value = level.table[effort]
    if not isinstance(value, dict):
        return Interval(effort, read_duration(value, effort, level.place, SHORTEST_INTERVAL))
    table = section(value, level.place.inside(effort))
    table.only(*EASING_KEYS)
    duration = table.duration("duration", SHORTEST_INTERVAL) if "duration" in table else DEFAULT_EASING
    return Interval(effort, duration, table.choice("flavour", Flavour), table.text("note", LONGEST_TEXT))


def _scale(table: TomlTable) -> Scale:
    table.only(*SCALE_KEYS)
    by = table.choice("by", ScaleUnit)
    if by is None:
        raise table.place.error('by is missing; write by = "miles" or by = "minutes"')
    each, least, most = (table.duration(key, SHORTEST_INTERVAL) for key in ("each", "least", "most"))
    if not least <= each <= most:
        raise table.place.error("least, each and most do not grow in this order; correct them")
    return Scale(by, each, least, most, table.whole("default", 1, 1, MOST_MEASURED))


def _check_scale(plan: Plan, place: TomlPlace) -> None:
    """Check the sessions of a plan with a scale: they must be all walking, without repeats, and as long as the scale says."""
    if plan.scale is None:
        return
    expected = Milliseconds(plan.scale.default * plan.scale.each)
    for session in (session for week in plan.weeks for session in week.sessions):
        if session.longest_run or any(isinstance(block, Repeat) for block in session.main):
            raise place.error("scale: its sessions run or repeat; only plain walks can be measured so")
        if session.duration != expected:
            raise place.error(
                f"scale: {plan.scale.default} {plan.scale.by} make {clock(expected)} in all, "
                f"but a session lasts {clock(session.duration)}; make them equal"
            )
