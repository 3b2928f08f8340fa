"""Writes plans as TOML that `load_plan` reads again."""

from __future__ import annotations

import json
from collections.abc import Iterator

from coach.plan.model import Block, Interval, Plan, Session, Week
from coach.units import duration_label


def plan_text(plan: Plan, comment: str = "") -> str:
    """Write a plan as TOML, under a comment of one or more lines. Durations are written in whole seconds."""
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    lines += [f"{key} = {_quoted(value)}" for key, value in _head(plan)]
    if plan.scale:
        scale = plan.scale
        bounds = ", ".join(f"{key} = {_quoted(duration_label(getattr(scale, key)))}" for key in ("each", "least", "most"))
        lines.append(f"scale = {{ by = {_quoted(scale.by)}, {bounds}, default = {scale.default} }}")
    for week in plan.weeks:
        lines += ["", *_week(week)]
    return "\n".join(lines) + "\n"


def _head(plan: Plan) -> Iterator[tuple[str, str]]:
    yield "title", plan.title
    yield "description", plan.description
    yield "coaching", plan.coaching
    yield "runner", plan.runner
    if plan.stands_for:
        yield "stands-for", plan.stands_for


def _week(week: Week) -> Iterator[str]:
    yield "[[week]]"
    if week.title:
        yield f"title = {_quoted(week.title)}"
    first, *others = week.sessions
    if first.title is None and all(session == first for session in others):
        yield f"sessions-a-week = {len(week.sessions)}"
        yield from _session(first)
        return
    for session in week.sessions:
        yield from ("", "[[week.session]]", *_session(session))


def _session(session: Session) -> Iterator[str]:
    if session.title:
        yield f"title = {_quoted(session.title)}"
    if session.note:
        yield f"note = {_quoted(session.note)}"
    yield f"warm-up = {_easing(session.warm_up)}"
    yield f"main = [{', '.join(map(_block, session.main))}]"
    yield f"cool-down = {_easing(session.cool_down)}"


def _easing(interval: Interval) -> str:
    duration = _quoted(duration_label(interval.duration))
    more = _more(interval)
    return f"{{ duration = {duration}{more} }}" if more else duration


def _block(block: Block) -> str:
    if isinstance(block, Interval):
        return f"{{ {block.effort} = {_length(block)}{_more(block)} }}"
    return f"{{ repeat = {block.times}, of = [{', '.join(map(_block, block.blocks))}] }}"


def _length(interval: Interval) -> str:
    """Write a duration, or the distance with the pace that it was computed from."""
    distance = interval.distance
    if distance and distance.time == interval.duration:
        return f"{_quoted(distance.text.replace(' ', ''))}, at = {_quoted(distance.pace)}"
    return _quoted(duration_label(interval.duration))


def _more(interval: Interval) -> str:
    flavour = f", flavour = {_quoted(interval.flavour)}" if interval.flavour else ""
    note = f", note = {_quoted(interval.note)}" if interval.note else ""
    speed = f', speed = "{interval.speed:g} km/h"' if interval.speed is not None else ""
    incline = f', incline = "{interval.incline:g} %"' if interval.incline is not None else ""
    return flavour + speed + incline + note


def _quoted(text: str) -> str:
    """Write a basic string: what JSON escapes, TOML reads alike; only DEL must be escaped besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
