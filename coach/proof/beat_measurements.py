"""Holds the beat of a file against what a runner needs: one tempo, no gap, and strokes that are heard under the voice too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval
from coach.proof.beat_detection import BassBand, BeatMeasurement, Stroke, largest, measure_beat
from coach.proof.expectation import Expectation
from coach.proof.report import MeasuredValue, Measurement, Verdict
from coach.sound.beds.bed import TimeRange, without_readings
from coach.sound.ducking import message_ranges
from coach.units import Milliseconds, clock

LARGEST_PHASE_ERROR: Final = 5.0
"""How far a stroke may be from the straight line through all strokes of its interval, in ms."""

LATEST_FIRST: Final = 20.0
"""How far the first stroke may be from the change, in ms: 12 by design, and a few that the drum needs to rise."""

LONGEST_END: Final = 1.6
"""How many beats before the next change the last stroke is, at most."""

LARGEST_DROP: Final = 10.0
"""How far a stroke may be lowered under speech, in dB."""

_TEMPO_TOLERANCE: Final = 0.002
_AWAY_FROM_SPEECH: Final = 1_200.0
_LEAST_STROKES: Final = 3

_DROWNED_DB: Final = -8.0
"""A stroke that is so far under the usual one cannot be placed under a voice that reads."""


def beat(expectation: Expectation, bass: BassBand) -> tuple[Measurement, Measurement]:
    """Measure the beat in each interval that has one, and how loud its strokes are under speech."""
    intervals = [interval for interval in expectation.sheet.timeline.intervals if expectation.beat_under(interval.effort)]
    if not intervals:
        nothing = Verdict.NOT_PROMISED, "there is no beat"
        return Measurement("beat", *nothing), Measurement("beat under speech", *nothing)
    beats = [(interval, measure_beat(bass, interval.start, interval.end)) for interval in intervals]
    readings = _readings(expectation)
    measured = [(interval, _without_drowned(one, readings)) for interval, one in beats if one is not None]
    unmeasured = sum(one is None for _, one in beats)
    return _steadiness(measured, unmeasured), _under_speech(expectation, [one for _, one in measured])


def _steadiness(measured: Sequence[tuple[TimedInterval, BeatMeasurement]], unmeasured: int) -> Measurement:
    if not measured:
        return Measurement("beat", Verdict.NOT_MEASURABLE, "no interval with enough strokes", not_measured=unmeasured)
    faults = [fault for interval, one in measured for fault in _faults(interval, one, _usual_period(measured, interval))]
    worst = max(largest(one.errors_ms) for _, one in measured)
    tempos = {effort: [one.bpm for interval, one in measured if interval.effort is effort] for effort in Effort}
    strokes, missing = sum(len(one.strokes) for _, one in measured), sum(len(one.missing) for _, one in measured)
    figures: dict[str, MeasuredValue] = {
        "max_phase_error_ms": round(worst, 2),
        "missing": missing,
        "strokes": strokes,
        "intervals": len(measured),
    }
    figures |= {f"{effort}_bpm": round(float(np.median(values)), 2) for effort, values in tempos.items() if values}
    named = ", ".join(f"{effort} {np.median(values):.1f}" for effort, values in tempos.items() if values)
    summary = f"phase error max {worst:.1f} ms, {missing} of {strokes + missing} strokes missing; beats a minute: {named}"
    return Measurement("beat", Verdict.FAILS if faults else Verdict.HOLDS, summary, figures, tuple(faults), unmeasured)


def _usual_period(measured: Sequence[tuple[TimedInterval, BeatMeasurement]], interval: TimedInterval) -> float:
    """Return the median period in the intervals that are run, or in those that are not."""
    runs = interval.effort is Effort.RUN
    return float(np.median([one.period_ms for other, one in measured if (other.effort is Effort.RUN) is runs]))


def _faults(interval: TimedInterval, one: BeatMeasurement, period: float) -> Iterator[str]:
    where = f"{clock(interval.start)} {interval.effort}"
    if abs(one.period_ms - period) > _TEMPO_TOLERANCE * period:
        yield f"{where}: {one.bpm:.1f} beats a minute, {60_000 / period:.1f} in the others"
    if largest(one.errors_ms) > LARGEST_PHASE_ERROR:
        yield f"{where}: a stroke is {largest(one.errors_ms):.1f} ms off the beat"
    if one.missing:
        yield f"{where}: {len(one.missing)} strokes are missing, the first at {clock(Milliseconds(round(one.missing[0])))}"
    first, last = one.strokes[0].moment - interval.start, interval.end - one.strokes[-1].moment
    if abs(first) > LATEST_FIRST:
        yield f"{where}: the first stroke is {first:.0f} ms after the change"
    if last > LONGEST_END * one.period_ms:
        yield f"{where}: the last stroke is {last:.0f} ms before the end"


def _under_speech(expectation: Expectation, measured: Sequence[BeatMeasurement]) -> Measurement:
    """Compare the strokes under each phrase with those heard alone. Under a text that is read music plays on, and is lower."""
    name = "beat under speech"
    alone = [
        stroke.level_db for one in measured for stroke in one.strokes if _distance(expectation, stroke) > _AWAY_FROM_SPEECH
    ]
    if not alone:
        return Measurement(name, Verdict.NOT_MEASURABLE, "no stroke is heard alone", not_measured=len(measured))
    usual = float(np.median(alone))
    drops, faults = [], []
    readings = _readings(expectation)
    for sound in expectation.sounds:
        if any(reading.start <= sound.start < reading.end for reading in readings):
            continue
        levels = [stroke.level_db for one in measured for stroke in one.strokes if sound.start <= stroke.moment < sound.end]
        if sound.tone is None and len(levels) >= _LEAST_STROKES:
            # A voice may disturb the measurement of a single stroke.
            drops.append(usual - float(np.median(levels)))
            if drops[-1] > LARGEST_DROP:
                faults.append(f'{clock(sound.start)} "{sound.text}": strokes {drops[-1]:.1f} dB under their own level')
    if not drops:
        return Measurement(name, Verdict.NOT_MEASURABLE, "no phrase is long enough", not_measured=len(measured))
    figures: dict[str, MeasuredValue] = {
        "mean_drop_db": round(float(np.mean(drops)), 2),
        "largest_drop_db": round(max(drops), 2),
        "phrases": len(drops),
    }
    summary = f"strokes {np.mean(drops):.1f} dB lower, at most {max(drops):.1f} dB ({len(drops)} phrases)"
    return Measurement(name, Verdict.FAILS if faults else Verdict.HOLDS, summary, figures, tuple(faults))


def _without_drowned(one: BeatMeasurement, readings: Sequence[TimeRange]) -> BeatMeasurement:
    """Leave out what a deep voice that reads hides: strokes that are too faint there to be placed."""

    def is_read_over(moment: float) -> bool:
        return any(reading.start <= moment < reading.end for reading in readings)

    clear = [stroke.level_db > _DROWNED_DB or not is_read_over(stroke.moment) for stroke in one.strokes]
    return replace(
        one,
        strokes=tuple(stroke for stroke, is_clear in zip(one.strokes, clear, strict=True) if is_clear),
        errors_ms=tuple(error for error, is_clear in zip(one.errors_ms, clear, strict=True) if is_clear),
        missing=tuple(moment for moment in one.missing if not is_read_over(moment)),
    )


def _readings(expectation: Expectation) -> tuple[TimeRange, ...]:
    """Return the messages in which a text is read."""
    messages = message_ranges(expectation.sounds)
    others = without_readings(messages, expectation.sheet)
    return tuple(message for message in messages if message not in others)


def _distance(expectation: Expectation, stroke: Stroke) -> float:
    """Return how far a stroke is from the nearest sound of the coach, in ms."""
    return min((max(sound.start - stroke.moment, stroke.moment - sound.end) for sound in expectation.sounds), default=1e9)
