"""Plans as TOML: read once, checked once, trusted ever after. `docs/plans.md` documents every key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

from coach.errors import DurationError, PlanError
from coach.hints import did_you_mean
from coach.plan.model import SHORTEST_INTERVAL, Block, Coaching, Effort, Flavour, Interval, Plan, Repeat, Runner, Scale, Session, Week
from coach.units import MINUTE, Milliseconds, clock, duration_label, parse_duration

DEFAULT_WARM_UP: Final = Milliseconds(5 * MINUTE)
"""The warm-up and the cool-down of a session with runs are never shorter."""

SHORTEST_EASING: Final = Milliseconds(30_000)
"""The shortest warm-up and cool-down of a session that is all walking: walking is its own warm-up."""

LONGEST_SESSION: Final = Milliseconds(12 * 60 * MINUTE)
MOST_INTERVALS: Final = 5_000
MOST_WEEKS: Final = 104
MOST_SESSIONS: Final = 14
LARGEST_FILE: Final = 1_000_000
"""Bytes; a plan is a page of text."""

_PLAN_KEYS: Final = ("title", "description", "coaching", "runner", "sessions-a-week", "warm-up", "cool-down", "scale", "week")
_SESSION_KEYS: Final = ("title", "note", "warm-up", "cool-down", "main")
_SCALE_KEYS: Final = ("by", "each", "least", "most", "default")
_INTERVAL_EFFORTS: Final = ("run", "walk")

Choice = TypeVar("Choice", bound=StrEnum)
Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the plan we are, for messages."""

    file: str
    path: tuple[str, ...] = ()

    def inside(self, step: str) -> _Place:
        return _Place(self.file, (*self.path, step))

    def error(self, message: str) -> PlanError:
        return PlanError(": ".join((self.file, ", ".join(self.path), message)) if self.path else f"{self.file}: {message}")


def load_plan(path: Path) -> Plan:
    """Read a plan. Raises PlanError that says where, what and the remedy."""
    place = _Place(path.name)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise place.error("larger than 1 MB; a plan is a page of text")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PlanError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise place.error("not UTF-8 text; save it as UTF-8") from error
    return parse_plan(text, path.stem, place.file)


def parse_plan(text: str, name: str, file: str = "plan") -> Plan:
    """Read a plan from TOML text; `name` names its folder. Raises PlanError."""
    place = _Place(file)
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise place.error(f"not valid TOML: {error}") from error
    _check_keys(table, _PLAN_KEYS, place)
    coaching = _choice(table, "coaching", Coaching, Coaching.WALK_RUN, place)
    runner = _choice(table, "runner", Runner, Runner.BEGINNER, place)
    weeks = _list(table, "week", place)
    if not 1 <= len(weeks) <= MOST_WEEKS:
        raise place.error(f"has {len(weeks)} weeks; write at least one [[week]] and at most {MOST_WEEKS}")
    return Plan(
        name=_slug(name),
        title=_text(table, "title", place) or name,
        description=_text(table, "description", place) or "",
        coaching=coaching,
        runner=runner,
        weeks=tuple(_week(week, table, place.inside(f"week {number}")) for number, week in enumerate(weeks, 1)),
        scale=_scale(table["scale"], place.inside("scale")) if "scale" in table else None,
    )


def _week(week: Any, plan: Table, place: _Place) -> Week:
    week = _table(week, place)
    _check_keys(week, (*_SESSION_KEYS, "sessions-a-week", "session"), place)
    count = _whole(week, "sessions-a-week", _whole(plan, "sessions-a-week", 3, 1, MOST_SESSIONS, place), 1, MOST_SESSIONS, place)
    if "session" not in week:
        return Week((_session(week, (plan,), place),) * count, _text(week, "title", place))
    sessions = _list(week, "session", place)
    if not 1 <= len(sessions) <= MOST_SESSIONS:
        raise place.error(f"has {len(sessions)} sessions; at least 1, at most {MOST_SESSIONS}")
    inherited = (week, plan)
    read = []
    for number, raw in enumerate(sessions, 1):
        inner = place.inside(f"session {number}")
        session = _table(raw, inner)
        _check_keys(session, _SESSION_KEYS, inner)
        merged = session if "main" in session else {**session, "main": week.get("main", [])}
        read.append(_session(merged, inherited, inner))
    return Week(tuple(read), _text(week, "title", place))


def _session(table: Table, inherited: Iterable[Table], place: _Place) -> Session:
    main = tuple(_blocks(_list(table, "main", place), place))
    levels = (table, *inherited)
    session = Session(
        warm_up=_easing(levels, "warm-up", Effort.WARM_UP, place),
        main=main,
        cool_down=_easing(levels, "cool-down", Effort.COOL_DOWN, place),
        title=_text(table, "title", place),
        note=_text(table, "note", place),
    )
    try:
        check_session(session)
    except PlanError as error:
        raise place.error(str(error)) from error
    return session


def check_session(session: Session) -> None:
    """Hold a session against the rules that no single interval shows. Raises PlanError without a place."""
    if not session.main:
        raise PlanError("nothing between warm-up and cool-down; give it a main set")
    count = _count(session.main)
    if count > MOST_INTERVALS:
        raise PlanError(f"has {count} intervals; at most {MOST_INTERVALS}")
    has_runs = any(interval.effort is Effort.RUN for interval in session.intervals())
    least = DEFAULT_WARM_UP if has_runs else SHORTEST_EASING
    for interval in (session.warm_up, session.cool_down):
        if interval.duration < least:
            raise PlanError(
                f"{interval.effort} is {duration_label(interval.duration)}; "
                f"it can be lengthened, never shortened: use {duration_label(least)} or more"
            )
    if session.duration > LONGEST_SESSION:
        raise PlanError(f"lasts {clock(session.duration)}; at most {clock(LONGEST_SESSION)}")


def _count(blocks: tuple[Block, ...]) -> int:
    return sum(block.times * _count(block.blocks) if isinstance(block, Repeat) else 1 for block in blocks)


def _blocks(items: list[Any], place: _Place) -> Iterable[Block]:
    for number, item in enumerate(items, 1):
        inner = place.inside(f"interval {number}")
        table = _table(item, inner)
        yield _repeat(table, inner) if "repeat" in table else _interval(table, inner)


def _repeat(table: Table, place: _Place) -> Repeat:
    _check_keys(table, ("repeat", "of"), place)
    times = _whole(table, "repeat", 1, 1, MOST_INTERVALS, place)
    items = _list(table, "of", place)
    if not items:
        raise place.error("repeats nothing; write repeat = 6, of = [{ run = \"1m\" }, { walk = \"2m\" }]")
    if len(place.path) > 8:
        raise place.error("repeats within repeats go at most 5 deep")
    return Repeat(times, tuple(_blocks(items, place)))


def _interval(table: Table, place: _Place) -> Interval:
    efforts = [key for key in _INTERVAL_EFFORTS if key in table]
    if len(efforts) != 1:
        _check_keys(table, (*_INTERVAL_EFFORTS, "flavour", "note"), place)
        raise place.error('says neither or both of run and walk; write { run = "1m" } or { walk = "2m" }')
    effort = efforts[0]
    _check_keys(table, (effort, "flavour", "note"), place)
    duration = _duration(table[effort], effort, place)
    return Interval(Effort(effort), duration, _flavour(table, place), _text(table, "note", place))


def _easing(levels: Iterable[Table], key: str, effort: Effort, place: _Place) -> Interval:
    value = next((level[key] for level in levels if key in level), duration_label(DEFAULT_WARM_UP))
    if not isinstance(value, dict):
        return Interval(effort, _duration(value, key, place))
    inner = place.inside(key)
    _check_keys(value, ("duration", "flavour", "note"), inner)
    duration = _duration(value.get("duration", duration_label(DEFAULT_WARM_UP)), "duration", inner)
    return Interval(effort, duration, _flavour(value, inner), _text(value, "note", inner))


def _scale(value: Any, place: _Place) -> Scale:
    table = _table(value, place)
    _check_keys(table, _SCALE_KEYS, place)
    by = table.get("by")
    if by not in ("miles", "minutes"):
        raise place.error('by is missing; write by = "miles" or by = "minutes"')
    each, least, most = (_duration(table.get(key), key, place) for key in ("each", "least", "most"))
    if not least <= each <= most:
        raise place.error("least, each and most are not in this order; correct them")
    return Scale(by, each, least, most, _whole(table, "default", 1, 1, 600, place))


def _duration(value: Any, what: str, place: _Place) -> Milliseconds:
    if not isinstance(value, str):
        raise place.error(f"{what} is {value!r}; write a duration in quotes, such as \"90s\" or \"1m30s\"")
    if re.fullmatch(r"[0:]*0\s*[hms]?", value.strip()):
        raise place.error(f"{what} is 0 s; use at least {duration_label(SHORTEST_INTERVAL)} or leave it out")
    try:
        duration = parse_duration(value)
    except DurationError as error:
        raise place.error(f"{what}: {error}") from error
    if duration < SHORTEST_INTERVAL:
        raise place.error(f"{what} is {duration_label(duration)}; use at least {duration_label(SHORTEST_INTERVAL)}")
    return duration


def _flavour(table: Table, place: _Place) -> Flavour | None:
    return _choice(table, "flavour", Flavour, None, place) if "flavour" in table else None


def _choice(table: Table, key: str, choices: type[Choice], default: Any, place: _Place) -> Any:
    if key not in table:
        return default
    try:
        return choices(table[key])
    except ValueError as error:
        raise place.error(f"{key} is {table[key]!r}; one of: {', '.join(choices)}") from error


def _whole(table: Table, key: str, default: int, least: int, most: int, place: _Place) -> int:  # noqa: PLR0913  # one check, all its bounds
    value = table.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise place.error(f"{key} is {value!r}; write a whole number from {least} to {most}")
    return value


def _text(table: Table, key: str, place: _Place) -> str | None:
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > 2_000:
        raise place.error(f"{key} is not a text of at most 2000 characters; write it in quotes")
    return " ".join(value.split())


def _list(table: Table, key: str, place: _Place) -> list[Any]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise place.error(f"{key} is not a list; write it in square brackets, or as [[{key}]]")
    return value


def _table(value: Any, place: _Place) -> Table:
    if not isinstance(value, dict):
        raise place.error(f"{value!r} is not a table; write it in braces, such as {{ run = \"1m\" }}")
    return value


def _check_keys(table: Table, known: Iterable[str], place: _Place) -> None:
    for key in table:
        if key not in known:
            raise place.error(f"unknown key {key!r}; {did_you_mean(key, known)}")


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "plan"
