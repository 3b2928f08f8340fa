"""A session in other proportions: other runs and walks, by feel, more repetitions, to a total.

Lengths and repetitions touch only what is inside repeats; what stands alone stays as it is. The order: the requested
lengths, then the feel on top of them, then the repetitions or the total. Feel alone makes no session longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coach.errors import Field, PlanError, UsageError
from coach.plan.blocks import Blocks, change_repeated, only_repeat, repeated_lengths, replaced
from coach.plan.feel import by_feel, in_time
from coach.plan.fill import fill
from coach.plan.model import (
    MOST_INTERVALS,
    SHORTEST_INTERVAL,
    Coaching,
    Effort,
    Interval,
    Plan,
    Repeat,
    Runner,
    Scale,
    Session,
    Week,
)
from coach.plan.ratio import CUSTOM, Adjusted, Ratio
from coach.plan.rules import DEFAULT_EASING, check_session
from coach.plan.scale import scaled_total
from coach.units import Milliseconds, duration_text

_RUN, _WALK, _REPEAT, _TOTAL = Field("run"), Field("walk"), Field("repeat"), Field("total")


def adjust(session: Session, ratio: Ratio, runner: Runner, scale: Scale | None = None) -> Adjusted:
    """Apply the overrides. Raises UsageError where they contradict each other or fit nothing in the session."""
    _check_contradictions(ratio)
    changes: list[str] = []
    total = scaled_total(scale, ratio, changes) or ratio.total or (session.duration if ratio.keep_total else None)
    main = _with_lengths(session.main, ratio, changes)
    felt = by_feel(main, ratio.feel, runner, changes) if ratio.feel else main
    if ratio.repeat is not None:
        felt = _repeated(felt, ratio.repeat, changes)
    adjusted = replace(
        session,
        main=main,
        warm_up=_eased(session.warm_up, ratio.warm_up, changes),
        cool_down=_eased(session.cool_down, ratio.cool_down, changes),
    )
    is_length_asked_for = bool(total or ratio.repeat)
    adjusted = replace(adjusted, main=felt) if is_length_asked_for else in_time(adjusted, felt, changes)
    if total:
        own_easing = ratio.warm_up is not None or ratio.cool_down is not None
        adjusted = fill(adjusted, total, changes, own_easing=own_easing)
    try:
        check_session(adjusted)
    except PlanError as error:
        raise UsageError(f"with these changes the session {error}") from error
    if session.duration != adjusted.duration:
        changes.append(f"total {duration_text(session.duration)} becomes {duration_text(adjusted.duration)}")
    return Adjusted(adjusted, tuple(changes))


def custom_plan(ratio: Ratio) -> Plan:
    """Make a plan of one session from a run, a walk and a number of repetitions (or a total, filled with whole repetitions).

    Its session has the run, the walk and the repetitions; what else the ratio asks for is left to `adjust`, by way of
    `beyond_custom`. Raises UsageError where one of them is missing or cannot be used.
    """
    _check_contradictions(ratio)
    if ratio.keep_total:
        raise UsageError(
            Field("keep_total"), " keeps the total of a plan, and there is none here; name a plan, or use ", Field("total")
        )
    if ratio.run is None or ratio.walk is None or not (ratio.repeat or ratio.total):
        raise UsageError(
            *("a session of your own needs ", _RUN, ", ", _WALK, " and ", _REPEAT, " (or ", _TOTAL, ")"),
            *(", such as ", _RUN, " 1m ", _WALK, " 90s ", _REPEAT, " 8"),
        )
    for name, duration in (("run", ratio.run), ("walk", ratio.walk)):
        _check_length(name, duration)
    for name, length in (("warm_up", ratio.warm_up), ("cool_down", ratio.cool_down)):
        if length is not None and length < DEFAULT_EASING:
            raise UsageError(
                Field(name),
                f" {duration_text(length)}: that of a session with runs can be lengthened, never shortened; "
                f"use {duration_text(DEFAULT_EASING)} or more",
            )
    warm_up, cool_down = (length or DEFAULT_EASING for length in (ratio.warm_up, ratio.cool_down))
    once = ratio.run + ratio.walk
    times = ratio.repeat or max(1, ((ratio.total or 0) - warm_up - cool_down) // once)
    session = Session(
        Interval(Effort.WARM_UP, warm_up),
        (Repeat(times, (Interval(Effort.RUN, ratio.run), Interval(Effort.WALK, ratio.walk))),),
        Interval(Effort.COOL_DOWN, cool_down),
    )
    try:
        check_session(session)
    except PlanError as error:
        raise UsageError(f"this session of your own {error}") from error
    return Plan(
        CUSTOM,
        "Your own ratio",
        "One session of your own run and walk.",
        Coaching.WALK_RUN,
        Runner.BEGINNER,
        (Week((session,)),),
    )


def beyond_custom(ratio: Ratio) -> Ratio:
    """Return the part of the ratio that `custom_plan` has not applied, and the repetitions, which feel must not change."""
    return replace(ratio, run=None, walk=None)


def within_reach(ratio: Ratio, session: Session, requested: Sequence[Session]) -> Ratio:
    """Return the ratio without a length that this session cannot take, if another requested session can.

    So other walks can be requested for a whole plan although one of its sessions has none: that one stays as it is.
    """
    for effort in (Effort.RUN, Effort.WALK):
        if not repeated_lengths(session.main, effort) and any(repeated_lengths(other.main, effort) for other in requested):
            ratio = replace(ratio, run=None) if effort is Effort.RUN else replace(ratio, walk=None)
    return ratio


def _check_contradictions(ratio: Ratio) -> None:
    if ratio.total is not None and ratio.keep_total:
        raise UsageError(_TOTAL, " and ", Field("keep_total"), " contradict each other; give one of them")
    if ratio.repeat is not None and (ratio.total is not None or ratio.keep_total):
        raise UsageError(_REPEAT, " and a total contradict each other; give one of them")


def _with_lengths(main: Blocks, ratio: Ratio, changes: list[str]) -> Blocks:
    for effort, length in ((Effort.RUN, ratio.run), (Effort.WALK, ratio.walk)):
        if length is not None:
            main = _with_length(main, effort, length, changes)
    return main


def _with_length(main: Blocks, effort: Effort, length: Milliseconds, changes: list[str]) -> Blocks:
    _check_length(effort, length)
    before = repeated_lengths(main, effort)
    if not before:
        raise UsageError(
            *(f"this session repeats no {effort}, so ", Field(effort), " has nothing to change; "),
            "leave it out, or choose another session",
        )
    if before != duration_text(length):
        changes.append(f"{effort} {before} becomes {duration_text(length)}, as you asked")
    return change_repeated(main, lambda interval: replace(interval, duration=length) if interval.effort is effort else interval)


def _check_length(name: str, length: Milliseconds) -> None:
    if length < SHORTEST_INTERVAL:
        least = duration_text(SHORTEST_INTERVAL)
        raise UsageError(Field(name), f" {duration_text(length)} is too short to be commanded; use at least {least}")


def _repeated(main: Blocks, times: int, changes: list[str]) -> Blocks:
    index, repeat = only_repeat(main, _REPEAT)
    if not 1 <= times <= MOST_INTERVALS:
        raise UsageError(_REPEAT, f" {times}: use a whole number from 1 to {MOST_INTERVALS}")
    if repeat.times != times:
        changes.append(f"repetitions: {repeat.times} becomes {times}, as you asked")
    return replaced(main, index, replace(repeat, times=times))


def _eased(interval: Interval, length: Milliseconds | None, changes: list[str]) -> Interval:
    if length is None or length == interval.duration:
        return interval
    name, before = interval.effort, duration_text(interval.duration)
    if length < interval.duration:
        raise UsageError(
            Field(name.replace("-", "_")),
            f" {duration_text(length)} would shorten the {name}; it can only be lengthened: use more than {before}",
        )
    changes.append(f"{name} {before} becomes {duration_text(length)}, as you asked")
    return replace(interval, duration=length)
