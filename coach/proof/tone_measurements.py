"""Measures tones: changes, ticks and wake sounds, each in its place and at its level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from coach.proof.expectation import Expectation
from coach.proof.report import Measurement, Verdict
from coach.proof.tone_detection import ToneMeasurement
from coach.proof.verdicts import lateness, measurement, precise, rounded, timing
from coach.script.commands import CHANGE_TONES
from coach.script.cues import CueKind
from coach.units import SECOND, Milliseconds

LATEST_CHANGE: Final = 5.0
"""How far from the plan a change, a tone or a tick may be, in ms."""

LATEST_WAKE: Final = 24.0
"""The same for a wake sound, in ms."""

LEAST_RISE: Final = 12.0
"""How far a change rises over the 30 ms before it, in dB."""

TONE_STRENGTH: Final = 3.0
"""How far a tone's level may be from its design, in dB."""


def boundaries(expectation: Expectation, tones: Sequence[ToneMeasurement]) -> Measurement:
    """Measure how far each change is from the plan."""
    by_start = {tone.expected.start: tone for tone in tones if tone.expected.cue.kind is CueKind.COMMAND}
    faults, errors, unmeasurable = [], [], 0
    for interval in expectation.sheet.timeline.intervals:
        tone = by_start.get(interval.start)
        where = f"{precise(interval.start)} {interval.effort}"
        if tone is None or tone.expected.tone is not CHANGE_TONES[interval.effort]:
            faults.append(f"{where}: the cue sheet has no {CHANGE_TONES[interval.effort]} tone there")
        elif tone.error_ms is not None:
            errors.append(tone.error_ms)
            if abs(tone.error_ms) > LATEST_CHANGE:
                faults.append(f"{where}: {lateness(tone.error_ms)}")
        elif tone.measurable:
            faults.append(f"{where}: {_not_there(tone)}")
        else:
            unmeasurable += 1
    return timing("boundary error", errors, faults, unmeasurable, "changes")


def rises(tones: Iterable[ToneMeasurement]) -> Measurement:
    """Measure how far the level rises at each change."""
    changes = [tone for tone in tones if tone.expected.cue.kind is CueKind.COMMAND and tone.expected.start]
    rising = [tone.rise_db for tone in changes if tone.error_ms is not None]
    faults = [
        f"{_where(tone)}: rises {tone.rise_db:.1f} dB, at least {LEAST_RISE:g} dB are needed"
        for tone in changes
        if tone.error_ms is not None and tone.rise_db < LEAST_RISE
    ]
    least = min(rising, default=0.0)
    summary = f"least {least:.1f} dB over the 30 ms before ({len(rising)} changes)"
    return measurement(
        "rise at a change", summary, {"least_db": rounded(least)}, faults, len(rising), len(changes) - len(rising)
    )


def tone_onsets(name: str, tones: Sequence[ToneMeasurement], latest: float) -> Measurement:
    """Measure that each tone is there, is the right one, at its time and at its level."""
    faults = []
    for tone in tones:
        if tone.error_ms is None:
            faults.extend([f"{_where(tone)}: {_not_there(tone)}"] if tone.measurable else [])
        elif abs(tone.error_ms) > latest:
            faults.append(f"{_where(tone)}: {lateness(tone.error_ms)}")
        elif abs(tone.strength_db) > TONE_STRENGTH:
            faults.append(f"{_where(tone)}: {tone.strength_db:+.1f} dB from its design")
    errors = [tone.error_ms for tone in tones if tone.error_ms is not None]
    missing = sum(tone.error_ms is None and tone.measurable for tone in tones)
    unmeasurable = sum(not tone.measurable for tone in tones)
    return timing(name, errors, faults, unmeasurable, "tones", missing)


def countdowns(expectation: Expectation, tones: Sequence[ToneMeasurement]) -> Measurement:
    """Measure the seconds between the ticks of each countdown, to the change at its end too, and count the ticks."""
    faults, errors = _wrong_counts(expectation), []
    unmeasurable = 0
    marks = [tone for tone in tones if tone.expected.cue.kind in (CueKind.COUNTDOWN, CueKind.COMMAND)]
    for tick, following in pairwise(marks):
        if tick.expected.cue.kind is not CueKind.COUNTDOWN:
            continue
        if tick.error_ms is None or following.error_ms is None:
            if tick.measurable and following.measurable:
                faults.append(f"{_where(tick)}: a tick or its change is not heard")
            else:
                unmeasurable += 1
            continue
        spacing = following.expected.start + following.error_ms - tick.expected.start - tick.error_ms
        errors.append(spacing - SECOND)
        if abs(spacing - SECOND) > LATEST_CHANGE:
            faults.append(f"{_where(tick)}: {spacing:.1f} ms to the next mark instead of {SECOND}")
    if not (errors or faults or unmeasurable):
        return Measurement("countdown spacing", Verdict.NOT_PROMISED, "the session has no countdown")
    return timing("countdown spacing", errors, faults, unmeasurable, "seconds")


def _wrong_counts(expectation: Expectation) -> list[str]:
    ticks: dict[int, list[Milliseconds]] = {}
    for cue in expectation.sheet.cues:
        if cue.kind is CueKind.COUNTDOWN:
            ticks.setdefault(cue.interval, []).append(cue.start)
    planned = expectation.settings.ticks
    return [
        f"{precise(moments[0])}: {len(moments)} ticks, {planned} are set"
        for moments in ticks.values()
        if len(moments) != planned
    ]


def _not_there(tone: ToneMeasurement) -> str:
    return f"the {tone.instead} tone is heard instead" if tone.instead else "missing"


def _where(tone: ToneMeasurement) -> str:
    return f"{precise(tone.expected.start)} {tone.expected.tone} tone"
