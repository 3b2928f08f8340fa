"""What Bluetooth headsets that save power hear of a file: the floor between cues, and what a sleeping headset loses."""

from __future__ import annotations

from typing import Final

import numpy as np

from coach.proof.expectation import Expectation, ExpectedSound
from coach.proof.meters import HeadsetSleepMeter, LevelMeter
from coach.proof.report import MeasuredValue, Measurement, Verdict
from coach.proof.verdicts import measurement, named, precise, rounded
from coach.script.breaths import first_may_be_lost
from coach.script.cues import Tone
from coach.signal.headset import HEADSET_THRESHOLD, HEADSET_WAKES_WITHIN, MODEL_THRESHOLDS, Headset, WakeSounds
from coach.units import Decibels, Milliseconds

FLOOR_MOST: Final = Decibels(-60.0)
"""The level of the floor, in dBFS (root mean square) over a tenth of a second: at most this, so that nobody hears it ..."""

FLOOR_LEAST: Final = Decibels(-66.0)
"""... and at least this, so that it is there."""

FLOOR_THRESHOLD: Final = Decibels(-60.0)
"""Headsets with this threshold or a lower one are kept awake by the floor: its peaks pass it many times a second."""

_MAY_BE_LOST: Final = frozenset({Tone.WAKE, Tone.OPENING})
"""Tones that may be lost while a headset wakes up: it is what they are for."""


def measure_floor(expectation: Expectation, meter: LevelMeter) -> Measurement:
    """Measure that a floor lies between the cues where no bed plays, and how loud it is."""
    name = "silence between cues"
    if not meter.levels:
        return Measurement(name, Verdict.NOT_PROMISED, "a bed plays" if expectation.has_bed else "there is none")
    faults = []
    for moment, level in meter.levels:
        if level > FLOOR_MOST:
            faults.append(f"{precise(moment)}: {level:.1f} dBFS, the floor is at most {FLOOR_MOST:g} dBFS")
        elif level < FLOOR_LEAST:
            faults.append(f"{precise(moment)}: no floor is there ({max(level, -200):.0f} dBFS)")
    levels = [level for _, level in meter.levels]
    mean = 10 * float(np.log10(np.mean(10 ** (np.array(levels) / 10))))
    figures: dict[str, MeasuredValue] = {
        "checked_s": rounded(len(levels) / 10),
        "broken": len(faults),
        "floor_dbfs": rounded(mean),
        "loudest_dbfs": rounded(max(levels)),
    }
    summary = f"a floor of {mean:.1f} dBFS in {len(levels) / 10:.0f} s between cues"
    return measurement(name, summary, figures, faults, 1, 0)


def measure_wake_up(expectation: Expectation, meter: HeadsetSleepMeter) -> Measurement:
    """Find the words and tones that the headset that the session protects loses, and count the ticks."""
    headset = _protected(expectation)
    lost = lost_sounds(expectation, meter, headset)
    first_ticks = _first_ticks(expectation)
    faults = [
        f"{precise(sound.start)} {named(sound.text, sound.tone)}: lost to a headset that fell asleep"
        for sound in lost
        if sound.start not in first_ticks
    ]
    ticks = sum(sound.tone is Tone.COUNT for sound in lost)
    allowed = len(lost) - len(faults)
    silences = len(meter.lost_ranges(headset))
    figures: dict[str, MeasuredValue] = {"silences": silences, "lost": len(faults), "ticks_lost": ticks}
    for threshold in MODEL_THRESHOLDS:
        name = f"lost_under_{-threshold:g}_dbfs" if threshold is not None else "lost_in_digital_silence"
        others = lost_sounds(expectation, meter, Headset(threshold, headset.wakes_within))
        figures[name] = sum(sound.tone is not Tone.COUNT for sound in others)
    summary = (
        f"under {headset.threshold:g} dBFS, {headset.wakes_within / 1_000:g} s to wake up: {silences} times asleep, "
        f"{len(faults)} words or tones lost, and {allowed} first ticks"
    )
    if expectation.settings.wake is WakeSounds.NONE and not expectation.always_bed:
        return Measurement("wake-up protection", Verdict.NOT_PROMISED, f"{summary}; turned off (--wake none)", figures)
    return measurement("wake-up protection", summary, figures, faults, 1, 0)


def lost_sounds(expectation: Expectation, meter: HeadsetSleepMeter, headset: Headset) -> list[ExpectedSound]:
    """Return the words and tones of which a headset loses something; the sounds that wake it are left out."""
    ranges = meter.lost_ranges(headset)
    return [
        sound
        for sound in expectation.sounds
        if sound.tone not in _MAY_BE_LOST and any(start < sound.end and sound.start < end for start, end in ranges)
    ]


def _protected(expectation: Expectation) -> Headset:
    """Return the headset that the session's settings protect."""
    settings = expectation.settings
    if settings.wake.has_breaths and not expectation.always_bed:
        return Headset(HEADSET_THRESHOLD, settings.wake_length)
    threshold = FLOOR_THRESHOLD if settings.wake.has_floor and not expectation.always_bed else HEADSET_THRESHOLD
    return Headset(threshold, Milliseconds(min(settings.wake_length, HEADSET_WAKES_WITHIN)))


def _first_ticks(expectation: Expectation) -> set[Milliseconds]:
    cues = expectation.sheet.cues
    return {cue.start for index, cue in enumerate(cues) if first_may_be_lost(cues, index)}
