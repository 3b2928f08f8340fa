"""What a session and its intervals are called where they are read, not heard."""

from __future__ import annotations

from coach.plan.context import SessionContext
from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval, Timeline
from coach.units import MINUTE, SECOND, Milliseconds

FINISH_TITLE = "Finish"


def short_duration(duration: Milliseconds) -> str:
    """Write a duration with its unit: `2 min`, `45 s`, `1:30 min`, `1:10:00 h`."""
    if duration < MINUTE:
        return f"{duration // SECOND} s"
    minutes, seconds = divmod(duration // SECOND, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{seconds:02} h"
    return f"{minutes}:{seconds:02} min" if seconds else f"{minutes} min"


def interval_title(interval: TimedInterval) -> str:
    """Name an interval: `Run 2 of 6 · 2 min`, `Warm-up · 5 min`, `Run 1 of 4, race pace · 2 min`."""
    name = str(interval.effort).capitalize()
    if interval.free:
        name = "Run or walk"
    if interval.effort in (Effort.RUN, Effort.WALK) and interval.repetitions > 1:
        name = f"{name} {interval.repetition} of {interval.repetitions}"
    if interval.flavour and not interval.free:
        name = f"{name}, {interval.flavour}"
    return f"{name} · {short_duration(interval.duration)}"


def session_title(context: SessionContext, variant: str = "") -> str:
    """Name a session: `Week 2, session 1`, with a title of its own and its variant: `Session 3: Both (walk 1m30s)`."""
    if context.plan_sessions == 1:
        name = context.own_title or context.plan.title
    else:
        place = f"Session {context.session}" if context.weeks == 1 else f"Week {context.week}, session {context.session}"
        name = f"{place}: {context.own_title}" if context.own_title else place
    return f"{name} ({variant})" if variant else name


def main_set_title(timeline: Timeline) -> str:
    """Sum the main set up: `6 x run 1 min, walk 2 min`; where lengths differ, how much of each there is."""
    runs, walks = (
        [interval.duration for interval in timeline.intervals if interval.effort is effort]
        for effort in (Effort.RUN, Effort.WALK)
    )
    if runs and len(runs) == len(walks) and len(set(runs)) == len(set(walks)) == 1:
        times = f"{len(runs)} × " if len(runs) > 1 else ""
        return f"{times}run {short_duration(runs[0])}, walk {short_duration(walks[0])}"
    free = any(interval.free for interval in timeline.intervals)
    parts = [
        f"{name} {short_duration(Milliseconds(sum(lengths)))}{' in all' if len(lengths) > 1 else ''}"
        for name, lengths in (("run or walk" if free else "run", runs), ("walk", walks))
        if lengths
    ]
    return ", ".join(parts)
