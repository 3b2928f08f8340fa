"""The outline of a session in words: its runs, its walks, and how fast brisk is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from coach.language.model import Language
from coach.language.words import Outline
from coach.plan.main_set import MainSet, Walking, WalkPlace, main_set, rounds
from coach.plan.model import Effort
from coach.plan.timeline import Timeline
from coach.units import DistanceUnit, Milliseconds

BRISK_MILES_PER_HOUR: Final = (2.5, 4.0)
"""A brisk walk, from its slowest to its fastest."""

BRISKER_MILES_PER_HOUR: Final = (3.5, 4.0)
"""The upper part of that."""

KM_PER_MILE: Final = 1.609344
_TWO: Final = 2
_MOST_NAMED: Final = 4
_BETWEEN: Final = " / "
"""Stands between phrases of a line."""


def outline_variables(timeline: Timeline, language: Language) -> dict[str, str]:
    """Return `runs`, which lacks its full stop, and `walks`; empty where there are none, or no words for them.

    Each may have several phrases, with ` / ` between them.
    """
    words = language.words.outline
    shape = main_set(timeline)
    if words is None or any(interval.free for interval in timeline.intervals):
        return {"runs": "", "walks": ""}
    runs = _runs(shape, words, language, _distances(timeline))
    return {"runs": _capitals(runs), "walks": _capitals(_walks(shape, words, language))}


def _capitals(text: str) -> str:
    """Write the first letter of each phrase but the first large."""
    first, *others = text.split(_BETWEEN)
    return _BETWEEN.join((first, *(phrase[:1].upper() + phrase[1:] for phrase in others)))


def _distances(timeline: Timeline) -> dict[Milliseconds, str]:
    """Return the distance of runs of each length, where all runs of that length have the same."""
    found: dict[Milliseconds, set[str]] = {}
    for interval in timeline.intervals:
        if interval.effort is Effort.RUN:
            found.setdefault(interval.duration, set()).add(interval.distance)
    return {length: distance for length, (distance, *others) in found.items() if distance and not others}


def _runs(shape: MainSet, words: Outline, language: Language, distances: Mapping[Milliseconds, str]) -> str:
    if not shape.stretches:
        return ""

    def in_words(length: Milliseconds) -> str:
        distance = distances.get(length)
        return language.speakable(distance) if distance else language.duration(length)

    if len(shape.runs) > len(shape.stretches):
        lengths = [Milliseconds(sum(stretch)) for stretch in shape.stretches]
        one, alike, unlike = words.one_stretch, words.stretches_alike, words.stretches
        distances = {}
    else:
        lengths = list(shape.runs)
        one, alike, unlike = words.one_run, words.runs_alike, words.runs
    count, longest = language.number(len(lengths)), in_words(max(lengths))
    if len(lengths) == 1:
        return one.format(duration=longest)
    if len(set(lengths)) == 1:
        return alike.format(count=count, duration=longest)
    if len(lengths) == _TWO and len(shape.runs) == _TWO:
        first, second = map(in_words, lengths)
        return words.two_runs.format(first=first, second=second)
    return unlike.format(count=count, duration=longest)


def _walks(shape: MainSet, words: Outline, language: Language) -> str:
    if not shape.walks:
        return ""
    if not shape.stretches:
        times, walking = rounds(shape.walks[0])
        pattern = words.walk_rounds if times > 1 else words.only_walk
        text = _walking(walking, words)
        named = pattern.format(count=language.number(times), walks=text)
        return _BETWEEN.join((named, *_lengths(walking, words, language, several=times > 1))) if text else ""
    alike = _walking(shape.walks[0], words) if shape.are_walks_alike else ""
    named = _pattern(shape, words).format(walks=alike or words.a_walk)
    lengths = _lengths(shape.walks[0], words, language, several=len(shape.walks) > 1) if alike else ()
    return _BETWEEN.join((named, *lengths))


def _pattern(shape: MainSet, words: Outline) -> str:
    of_one = {
        WalkPlace.AFTER_EACH: words.after_one,
        WalkPlace.BEFORE_EACH: words.before_one,
        WalkPlace.AROUND: words.around_one,
    }
    of_several = {
        WalkPlace.AFTER_EACH: words.after_each,
        WalkPlace.BEFORE_EACH: words.before_each,
        WalkPlace.BETWEEN: words.between,
        WalkPlace.AROUND: words.around,
    }
    return (of_one if len(shape.stretches) == 1 else of_several)[shape.place]


def _lengths(walking: Walking, words: Outline, language: Language, *, several: bool) -> Sequence[str]:
    """Say how long one or two walks last. `several`: they come round several times."""
    spoken = [language.duration(length) for length, _ in walking]
    if len(set(spoken)) == 1:
        lasting = words.walks_last if several or len(walking) > 1 else words.walk_lasts
        return [lasting.format(duration=spoken[0])]
    flavours = [str(flavour or "") for _, flavour in walking]
    if len(set(flavours)) < len(flavours) or len(flavours) > _TWO:
        return []
    return [words.of_two_lasts[flavour].format(duration=length) for flavour, length in zip(flavours, spoken, strict=True)]


def _walking(walking: Walking, words: Outline) -> str:
    """Name up to four walks that follow each other; more are too many to be remembered."""
    *first, last = [words.walking[str(flavour or "")] for _, flavour in walking]
    if len(walking) > _MOST_NAMED:
        return ""
    return words.then.format(first=", ".join(first), second=last) if first else last


def pace_variables(units: DistanceUnit, language: Language) -> dict[str, str]:
    """Return the ranges of a brisk and of a brisker walk in the runner's units, rounded to halves: `brisk_speed` and so on.

    A pace is that of the speed as it is said, so that the two agree.
    """
    ranges = {"brisk": BRISK_MILES_PER_HOUR, "brisker": BRISKER_MILES_PER_HOUR}
    words = language.words.paces
    if words is None:
        return {f"{name}_{kind}": "" for name in ranges for kind in ("speed", "pace")}
    in_km = units is DistanceUnit.KM
    speed, pace = (words.km_per_hour, words.minutes_per_km) if in_km else (words.miles_per_hour, words.minutes_per_mile)

    def in_words(pattern: str, least: float, most: float) -> str:
        return pattern.format(least=_in_halves(least, words.half, language), most=_in_halves(most, words.half, language))

    variables = {}
    for name, miles in ranges.items():
        slow, fast = (mph * (KM_PER_MILE if in_km else 1) for mph in miles)
        variables[f"{name}_speed"] = in_words(speed, slow, fast)
        variables[f"{name}_pace"] = in_words(pace, 60 / _halves(slow), 60 / _halves(fast))
    return variables


def _halves(number: float) -> float:
    return round(2 * number) / 2


def _in_halves(number: float, half: str, language: Language) -> str:
    whole, rest = divmod(round(2 * _halves(number)), 2)
    return half.format(number=language.number(whole)) if rest else language.number(whole)
