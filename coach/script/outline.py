"""The outline of a session in words: its runs, its walks, and how fast brisk is."""

from __future__ import annotations

from typing import Final

from coach.language.model import Language
from coach.language.words import Outline
from coach.plan.main_set import MainSet, Walking, WalkPlace, main_set, rounds
from coach.plan.timeline import Timeline
from coach.units import DistanceUnit, Milliseconds

BRISK_MILES_PER_HOUR: Final = (2.5, 4.0)
"""A brisk walk, from its slowest to its fastest."""

KM_PER_MILE: Final = 1.609344
_TWO: Final = 2


def outline_variables(timeline: Timeline, language: Language) -> dict[str, str]:
    """Return `runs`, a part of a sentence, and `walks`, a sentence; empty where there are none, or no words for them."""
    words = language.words.outline
    shape = main_set(timeline)
    if words is None or any(interval.free for interval in timeline.intervals):
        return {"runs": "", "walks": ""}
    return {"runs": _runs(shape, words, language), "walks": _walks(shape, words, language)}


def _runs(shape: MainSet, words: Outline, language: Language) -> str:
    if not shape.stretches:
        return ""
    if len(shape.runs) > len(shape.stretches):
        lengths = [Milliseconds(sum(stretch)) for stretch in shape.stretches]
        one, alike, unlike = words.one_stretch, words.stretches_alike, words.stretches
    else:
        lengths = list(shape.runs)
        one, alike, unlike = words.one_run, words.runs_alike, words.runs
    count, longest = language.number(len(lengths)), language.duration(max(lengths))
    if len(lengths) == 1:
        return one.format(duration=longest)
    if len(set(lengths)) == 1:
        return alike.format(count=count, duration=longest)
    if len(lengths) == _TWO and len(shape.runs) == _TWO:
        first, second = map(language.duration, lengths)
        return words.two_runs.format(first=first, second=second)
    return unlike.format(count=count, duration=longest)


def _walks(shape: MainSet, words: Outline, language: Language) -> str:
    if not shape.walks:
        return ""
    if not shape.stretches:
        times, walking = rounds(shape.walks[0])
        pattern = words.walk_rounds if times > 1 else words.only_walk
        text = _walking(walking, words, language)
        return pattern.format(count=language.number(times), walks=text) if text else ""
    alike = _walking(shape.walks[0], words, language) if shape.are_walks_alike else ""
    return _pattern(shape, words).format(walks=alike or words.a_walk)


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


def _walking(walking: Walking, words: Outline, language: Language) -> str:
    """Say one or two walks that follow each other; more than two are too many to be remembered."""
    texts = [words.walking[str(flavour or "")].format(duration=language.duration(length)) for length, flavour in walking]
    if len(texts) == _TWO:
        return words.then.format(first=texts[0], second=texts[1])
    return texts[0] if len(texts) == 1 else ""


def pace_variables(units: DistanceUnit, language: Language) -> dict[str, str]:
    """Return `brisk_speed` and `brisk_pace`, the range of a brisk walk in the runner's units, rounded to halves."""
    words = language.words.paces
    if words is None:
        return {"brisk_speed": "", "brisk_pace": ""}
    in_km = units is DistanceUnit.KM
    slow, fast = (speed * (KM_PER_MILE if in_km else 1) for speed in BRISK_MILES_PER_HOUR)
    speed, pace = (words.km_per_hour, words.minutes_per_km) if in_km else (words.miles_per_hour, words.minutes_per_mile)
    return {
        "brisk_speed": speed.format(least=_in_halves(slow, words.half, language), most=_in_halves(fast, words.half, language)),
        "brisk_pace": pace.format(
            least=_in_halves(60 / slow, words.half, language), most=_in_halves(60 / fast, words.half, language)
        ),
    }


def _in_halves(number: float, half: str, language: Language) -> str:
    whole, rest = divmod(round(2 * number), 2)
    return half.format(number=language.number(whole)) if rest else language.number(whole)
