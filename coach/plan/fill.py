"""A session of a given length.

One policy for sessions with a repeat: whole repetitions, and the rest is easy walking, by which the cool-down is longer. So
every run and every walk stays what was promised, and no short walk follows a walk. Without a repeat the longest interval takes
what there is; a session that is all walking may also become shorter: its parts shrink in proportion, and none is lost.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from coach.errors import UsageError
from coach.plan.blocks import length, only_repeat, replaced
from coach.plan.model import Block, Effort, Interval, Repeat, Session
from coach.plan.rules import SHORTEST_EASING
from coach.units import MINUTE, SECOND, Milliseconds, duration_text

SHORTEST_MAIN_RUN: Final = MINUTE
"""A total never cuts a run that stands alone shorter than this."""

SHORTEST_MAIN_WALK: Final = Milliseconds(30 * SECOND)

SHORTEST_WALK_SESSION: Final = Milliseconds(2 * SHORTEST_EASING + SHORTEST_MAIN_WALK)
"""The shortest session that is all walking and has one main walk."""

_EVEN: Final = Milliseconds(5 * SECOND)


def fill(session: Session, total: Milliseconds, changes: list[str], *, own_easing: bool = False) -> Session:
    """Return the session with this total, and add what was done to `changes`.

    `own_easing`: the runner chose the warm-up or the cool-down. Raises UsageError where the total has no room for it.
    """
    if total == session.duration:
        return session
    if any(isinstance(block, Repeat) for block in session.main):
        return _repeated(session, total, changes)
    if session.longest_run or own_easing or total > session.duration:
        return _stretched(session, total, changes)
    return _shrunk(session, total, changes)


def _repeated(session: Session, total: Milliseconds, changes: list[str]) -> Session:
    index, repeat = only_repeat(session.main, "a total")
    once = length(*repeat.blocks)
    others = session.duration - repeat.times * once
    times, rest = divmod(total - others, once)
    if times < 1:
        raise _no_room(total, "one repetition", Milliseconds(others + once))
    if times != repeat.times:
        changes.append(f"{_times(repeat.times)} become {times}: as many whole ones as fit into {duration_text(total)}")
    filled = replace(session, main=replaced(session.main, index, replace(repeat, times=times)))
    return _with_rest(filled, Milliseconds(rest), changes) if rest else filled


def _with_rest(session: Session, rest: Milliseconds, changes: list[str]) -> Session:
    longer = Milliseconds(session.cool_down.duration + rest)
    left = f"the {duration_text(rest)} left, too little for one more repetition, is easy walking"
    changes.append(f"{left}: the cool-down lasts {duration_text(longer)}")
    return replace(session, cool_down=replace(session.cool_down, duration=longer))


def _stretched(session: Session, total: Milliseconds, changes: list[str]) -> Session:
    index, longest = _longest(session)
    duration = Milliseconds(longest.duration + total - session.duration)
    least = SHORTEST_MAIN_RUN if longest.effort is Effort.RUN else SHORTEST_MAIN_WALK
    if duration < least:
        room_for = f"the {longest.effort} beside warm-up and cool-down, which are never shortened"
        raise _no_room(total, room_for, Milliseconds(session.duration - longest.duration + least))
    before, after = duration_text(longest.duration), duration_text(duration)
    changes.append(f"{longest.effort} {before} becomes {after}: it takes what the total leaves")
    return replace(session, main=replaced(session.main, index, replace(longest, duration=duration)))


def _shrunk(session: Session, total: Milliseconds, changes: list[str]) -> Session:
    """Shrink every part in proportion; the longest walk takes what rounding leaves."""
    factor = total / session.duration
    index, longest = _longest(session)
    warm_up, cool_down = (_scaled(part, factor, SHORTEST_EASING) for part in (session.warm_up, session.cool_down))
    main: tuple[Block, ...] = tuple(
        _scaled(block, factor, SHORTEST_MAIN_WALK) for block in session.main if isinstance(block, Interval)
    )
    others = warm_up.duration + cool_down.duration + length(*replaced(main, index, warm_up)) - warm_up.duration
    duration = Milliseconds(total - others)
    if duration < SHORTEST_MAIN_WALK:
        least = (2 + len(main)) * SHORTEST_EASING
        raise _no_room(total, "warm-up, walk and cool-down of half a minute each", Milliseconds(least))
    shrunk = replace(
        session, warm_up=warm_up, main=replaced(main, index, replace(longest, duration=duration)), cool_down=cool_down
    )
    changes.append(f"every part becomes shorter in proportion, and none is left out: {_parts(session)} become {_parts(shrunk)}")
    return shrunk


def _scaled(part: Interval, factor: float, least: Milliseconds) -> Interval:
    even = int(part.duration * factor / _EVEN + 0.5) * _EVEN
    return replace(part, duration=Milliseconds(min(max(even, least), part.duration)))


def _longest(session: Session) -> tuple[int, Interval]:
    intervals = [(index, block) for index, block in enumerate(session.main) if isinstance(block, Interval)]
    return max(intervals, key=lambda numbered: numbered[1].duration)


def _parts(session: Session) -> str:
    return ", ".join(f"{interval.effort} {duration_text(interval.duration)}" for interval in session.intervals())


def _times(count: int) -> str:
    return f"{count} repetition{'' if count == 1 else 's'}"


def _no_room(total: Milliseconds, what: str, least: Milliseconds) -> UsageError:
    return UsageError(f"a total of {duration_text(total)} has no room for {what}; use at least {duration_text(least)}")
