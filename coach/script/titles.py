"""What a session and its intervals are called where they are read, not heard: the structure; the words are the language's."""

from __future__ import annotations

from coach.language.english import ENGLISH
from coach.language.model import Language
from coach.plan.context import SessionContext
from coach.plan.model import Effort
from coach.plan.ratio import Ratio
from coach.plan.timeline import TimedInterval, Timeline
from coach.units import Milliseconds


def finish_title(language: Language = ENGLISH) -> str:
    """Name the closing after the last interval: `Finish`."""
    return language.words.titles.finish


def interval_title(interval: TimedInterval, language: Language = ENGLISH) -> str:
    """Name an interval: `Run 2 of 6 · 2 min`, `Warm-up · 5 min`, `Run 1 of 4, race pace · 2 min`, `Run · 400 m (2 min)`."""
    titles = language.words.titles
    name = titles.run_or_walk if interval.free else language.words.efforts[interval.effort.value]
    if interval.effort in (Effort.RUN, Effort.WALK) and interval.repetitions > 1:
        name = titles.repetition.format(name=name, repetition=interval.repetition, repetitions=interval.repetitions)
    if interval.flavour and not interval.free:
        name = f"{name}, {language.words.flavours[interval.flavour.value]}"
    return f"{name} · {_length(interval, language)}"


def _length(interval: TimedInterval, language: Language) -> str:
    """Write how long an interval is: `2 min`, or as a distance with its time: `400 m (2 min 12 s)`."""
    time = language.short_duration(interval.duration)
    return f"{interval.distance} ({time})" if interval.distance else time


def session_title(context: SessionContext, variant: str = "", language: Language = ENGLISH) -> str:
    """Name a session: `Week 2, session 1`, with a title of its own and its variant: `Session 3: Both (walk 1 min 30 s)`."""
    titles = language.words.titles
    if context.plan_sessions == 1:
        name = context.own_title or language.plan_title(context.plan.name, context.plan.title)
    else:
        pattern = titles.session if context.weeks == 1 else titles.week_and_session
        place = pattern.format(week=context.week, session=context.session)
        name = f"{place}: {context.own_title}" if context.own_title else place
    return f"{name} ({variant})" if variant else name


def ratio_title(ratio: Ratio, language: Language = ENGLISH) -> str:
    """Say what a ratio changes: `walk 1 min 30 s`, `run 1 min, walk 45 s, x8`, `6 miles`; empty if it changes nothing."""
    words = language.words.changes
    durations = (
        (words.run, ratio.run),
        (words.walk, ratio.walk),
        (words.warm_up, ratio.warm_up),
        (words.cool_down, ratio.cool_down),
        (words.total, ratio.total),
    )
    parts = [pattern.format(value=language.short_duration(value)) for pattern, value in durations if value is not None]
    parts += [words.repeat.format(value=ratio.repeat)] if ratio.repeat is not None else []
    parts += [words.same_total] if ratio.keep_total else []
    parts += [{"great": words.great, "good": words.good, "tired": words.tired}[ratio.feel.value]] if ratio.feel else []
    counts = ((words.mile, words.miles, ratio.miles), (words.minute, words.minutes, ratio.minutes))
    parts += [(one if n == 1 else many).format(value=f"{n:.10g}") for one, many, n in counts if n is not None]
    parts += [words.each.format(value=language.short_duration(ratio.each))] if ratio.each is not None else []
    parts += [words.take.format(value=ratio.take)] if ratio.take else []
    return ", ".join(parts)


def main_set_title(timeline: Timeline, language: Language = ENGLISH) -> str:
    """Sum the main set up: `6 × run 1 min, walk 2 min`; where lengths differ, how much of each there is."""
    titles, short = language.words.titles, language.short_duration
    runs, walks = (
        [interval for interval in timeline.intervals if interval.effort is effort] for effort in (Effort.RUN, Effort.WALK)
    )
    lengths = [{_length(interval, language) for interval in each} for each in (runs, walks)]
    if runs and len(runs) == len(walks) and all(len(alike) == 1 for alike in lengths):
        times = f"{len(runs)} × " if len(runs) > 1 else ""
        return times + titles.run_and_walk.format(run=_length(runs[0], language), walk=_length(walks[0], language))
    free = any(interval.free for interval in timeline.intervals)
    run = titles.run_or_walk_for if free else titles.run
    parts = []
    for pattern, intervals in ((run, runs), (titles.walk, walks)):
        if intervals:
            total = Milliseconds(sum(interval.duration for interval in intervals))
            part = pattern.format(duration=short(total) if len(intervals) > 1 else _length(intervals[0], language))
            parts.append(titles.in_all.format(duration=part) if len(intervals) > 1 else part)
    return ", ".join(parts)
