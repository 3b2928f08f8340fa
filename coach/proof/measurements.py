"""From what was heard to what it means: each promise with its figures, its faults and its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from coach.errors import RecipeError
from coach.mp3.inspect import is_whole
from coach.mp3.tags import read_chapters
from coach.proof.decoding import Decoding
from coach.proof.meters import Awake, Loudness, Peaks, Silence
from coach.proof.phrases import Onset, PhraseMeasurement, Tolerance
from coach.proof.promise import Promise
from coach.proof.report import MeasuredValue, Measurement, Verdict
from coach.proof.tones import ToneMeasurement
from coach.script.cues import CueKind, Tone
from coach.script.writer import CHANGE_TONES
from coach.session.labels import chapters
from coach.sound.loudness import CEILING, SPEECH_LOUDNESS
from coach.units import SAMPLE_RATE, SECOND, Milliseconds, clock

LATEST_CHANGE: Final = 5.0
"""How far from the plan a change, a tone or a tick may be, in ms."""

LATEST_WAKE: Final = 24.0


LEAST_RISE: Final = 12.0
"""How far a change rises over the 30 ms before it, in dB."""

TONE_STRENGTH: Final = 3.0
"""How far a tone's level may be from its design, in dB."""

LINE_TOLERANCE: Final = 1.0
"""How far a line that is levelled on its own may be from the level of speech, in LU."""

SHORT_LINE_TOLERANCE: Final = 4.0
"""The same for a line under a second, which takes its voice's median gain."""

BED_DEPTH: Final = 12.0
"""How far the bed stays under speech, in LU."""

PEAK_TOLERANCE: Final = 0.1
"""In dB: what two meters may differ by (BS.1770, annex 2)."""

_PER_MS: Final = SAMPLE_RATE // 1_000
_UNSHAKEN: Final = frozenset({Tone.WAKE, Tone.COUNT, Tone.OPENING})
"""Tones that may be lost while a headset wakes up: it is what they are for."""


def boundaries(promise: Promise, heard: Sequence[ToneMeasurement]) -> Measurement:
    """Measure how far each change is from the plan."""
    by_start = {each.due.start: each for each in heard if each.due.cue.kind is CueKind.COMMAND}
    faults, errors, missed = [], [], 0
    for interval in promise.sheet.timeline.intervals:
        found = by_start.get(interval.start)
        where = f"{_precise(interval.start)} {interval.effort}"
        if found is None or found.due.tone is not CHANGE_TONES[interval.effort]:
            faults.append(f"{where}: the cue sheet has no {CHANGE_TONES[interval.effort]} tone there")
        elif found.error_ms is not None:
            errors.append(found.error_ms)
            if abs(found.error_ms) > LATEST_CHANGE:
                faults.append(f"{where}: {_lateness(found.error_ms)}")
        elif found.measurable:
            faults.append(f"{where}: {_not_there(found)}")
        else:
            missed += 1
    return _times("boundary error", errors, faults, missed, "changes")


def rises(heard: Iterable[ToneMeasurement]) -> Measurement:
    """Measure how clearly each change stands out from what is heard before it."""
    found = [each for each in heard if each.due.cue.kind is CueKind.COMMAND and each.due.start]
    rising = [each.rise_db for each in found if each.error_ms is not None]
    faults = [
        f"{_where(each)}: rises {each.rise_db:.1f} dB, at least {LEAST_RISE:g} dB are needed"
        for each in found
        if each.error_ms is not None and each.rise_db < LEAST_RISE
    ]
    least = min(rising, default=0.0)
    said = f"least {least:.1f} dB over the 30 ms before ({len(rising)} changes)"
    return _judged("rise at a change", said, {"least_db": _round(least)}, faults, len(rising), len(found) - len(rising))


def tones(name: str, heard: Sequence[ToneMeasurement], latest: float) -> Measurement:
    """Measure that each tone is there, is the right one, at its time and at its level."""
    faults = []
    for each in heard:
        if each.error_ms is None:
            faults.extend([f"{_where(each)}: {_not_there(each)}"] if each.measurable else [])
        elif abs(each.error_ms) > latest:
            faults.append(f"{_where(each)}: {_lateness(each.error_ms)}")
        elif abs(each.strength_db) > TONE_STRENGTH:
            faults.append(f"{_where(each)}: {each.strength_db:+.1f} dB from its design")
    errors = [each.error_ms for each in heard if each.error_ms is not None]
    missing = sum(each.error_ms is None and each.measurable for each in heard)
    missed = sum(not each.measurable for each in heard)
    return _times(name, errors, faults, missed, "tones", missing)


def countdowns(heard: Sequence[ToneMeasurement]) -> Measurement:
    """Measure the seconds between the ticks of each countdown, and to the change at its end."""
    faults, errors = [], []
    missed = 0
    marks = [each for each in heard if each.due.cue.kind in (CueKind.COUNTDOWN, CueKind.COMMAND)]
    for tick, following in pairwise(marks):
        if tick.due.cue.kind is not CueKind.COUNTDOWN:
            continue
        if tick.error_ms is None or following.error_ms is None:
            if tick.measurable and following.measurable:
                faults.append(f"{_where(tick)}: a tick or its change is not heard")
            else:
                missed += 1
            continue
        spacing = following.due.start + following.error_ms - tick.due.start - tick.error_ms
        errors.append(spacing - SECOND)
        if abs(spacing - SECOND) > LATEST_CHANGE:
            faults.append(f"{_where(tick)}: {spacing:.1f} ms to the next mark instead of {SECOND}")
    if not (errors or faults or missed):
        return Measurement("countdown spacing", Verdict.NOT_PROMISED, "the session has no countdown")
    return _times("countdown spacing", errors, faults, missed, "seconds")


def phrase_onsets(found: Sequence[Onset], tolerances: Mapping[Milliseconds, Tolerance]) -> Measurement:
    """Measure that each phrase begins where the cue sheet puts it. `tolerances` are those at each phrase's start."""
    faults, errors = [], []
    for each in found:
        where = f'{_precise(each.due.start)} "{_short(each.due.text)}"'
        if each.error_ms is not None:
            errors.append(each.error_ms)
            allowed = tolerances[each.due.start]
            if not -allowed.early <= each.error_ms <= allowed.late:
                faults.append(f"{where}: {_lateness(each.error_ms)}")
        elif each.measurable:
            faults.append(f"{where}: missing")
    missing = sum(each.error_ms is None and each.measurable for each in found)
    missed = sum(not each.measurable for each in found)
    return _times("speech onsets", errors, faults, missed, "phrases", missing)


def speech_loudness(heard: Sequence[PhraseMeasurement]) -> Measurement:
    """Measure each line's loudness against the level of speech."""
    if not heard:
        return Measurement("speech loudness", Verdict.NOT_PROMISED, "nothing is said")
    faults = []
    for each in heard:
        off = each.loudness - SPEECH_LOUDNESS
        if abs(off) > (SHORT_LINE_TOLERANCE if each.is_short else LINE_TOLERANCE):
            said = f'{_precise(each.due.start)} "{_short(each.due.text)}"'
            faults.append(f"{said}: {each.loudness:.1f} LUFS, {off:+.1f} LU from the level of speech")
    lines = [each.loudness for each in heard if not each.is_short] or [each.loudness for each in heard]
    lengths = [each.due.end - each.due.start for each in heard if not each.is_short] or [1] * len(lines)
    mean = 10 * float(np.log10(np.average([10 ** (value / 10) for value in lines], weights=lengths)))
    figures: dict[str, MeasuredValue] = {
        "mean_lufs": _round(mean),
        "least_lufs": _round(min(lines)),
        "most_lufs": _round(max(lines)),
        "lines": len(heard),
    }
    said = f"mean {mean:.1f} LUFS, from {min(lines):.1f} to {max(lines):.1f} ({len(lines)} of {len(heard)} lines last a second)"
    return _judged("speech loudness", said, figures, faults, len(heard), 0)


def integrated_loudness(meter: Loudness) -> Measurement:
    """Tell the loudness of the whole file."""
    said = f"{meter.lufs:.1f} LUFS over the whole file"
    return Measurement("integrated loudness", Verdict.NOT_PROMISED, said, {"integrated_lufs": _round(meter.lufs)})


def bed_depth(promise: Promise, heard: Iterable[PhraseMeasurement]) -> Measurement:
    """Measure how far the bed is under speech, in the gaps inside cues, where the bed alone is heard."""
    if not promise.has_bed:
        return Measurement("bed under speech", Verdict.NOT_PROMISED, "there is no bed")
    gaps = [each.gap for each in heard if each.gap is not None]
    if not gaps:
        return Measurement("bed under speech", Verdict.NOT_MEASURABLE, "no gap in which the bed alone is heard", missed=1)
    mean = 10 * float(np.log10(np.mean([10 ** (gap / 10) for gap in gaps])))
    depth = SPEECH_LOUDNESS - mean
    faults = [] if depth >= BED_DEPTH else [f"only {depth:.1f} LU under speech, at least {BED_DEPTH:g} LU are promised"]
    said = f"{depth:.1f} LU under it, in {len(gaps)} gaps (loudest gap {SPEECH_LOUDNESS - max(gaps):.1f} LU)"
    figures: dict[str, MeasuredValue] = {"depth_lu": _round(depth), "least_depth_lu": _round(SPEECH_LOUDNESS - max(gaps))}
    return _judged("bed under speech", said, figures, faults, len(gaps), 0)


def true_peak(peaks: Peaks) -> Measurement:
    """Measure the true peak."""
    peak = 20 * float(np.log10(max(peaks.true_peak, 1e-6)))
    moment = _precise(peaks.true_peak_at // _PER_MS)
    faults = [] if peak <= CEILING + PEAK_TOLERANCE else [f"{moment}: {peak:.2f} dBTP, at most {CEILING:g} dBTP is promised"]
    figures: dict[str, MeasuredValue] = {"true_peak_dbtp": _round(peak), "at_ms": peaks.true_peak_at // _PER_MS}
    return _judged("true peak", f"{peak:.2f} dBTP at {moment}", figures, faults, 1, 0)


def clipping(peaks: Peaks) -> Measurement:
    """Count the samples at full scale or over it."""
    faults = []
    if peaks.first_clipped is not None:
        faults.append(f"{_precise(peaks.first_clipped // _PER_MS)}: the first of {peaks.clipped} samples at full scale")
    return _judged("clipping", f"{peaks.clipped} samples", {"clipped_samples": peaks.clipped}, faults, 1, 0)


def decoding(played: Decoding) -> Measurement:
    """Tell what the decoder had to say."""
    faults = list(played.warnings)
    if played.rate not in (0, SAMPLE_RATE):
        faults.append(f"{played.rate} Hz instead of {SAMPLE_RATE}: it was encoded again by something else")
    return _judged("decoder", f"{len(played.warnings)} warnings", {"warnings": len(played.warnings)}, faults, 1, 0)


def length(promise: Promise, played: Decoding, path: Path) -> Measurement:
    """Measure the file's length against the plan."""
    planned = promise.sheet.file_length * _PER_MS
    faults = []
    if played.samples != planned:
        off = (played.samples - planned) / _PER_MS
        faults.append(f"ends at {_precise(played.samples // _PER_MS)}, {off:+.1f} ms from the plan")
    if not is_whole(path):
        faults.append("not as long as its Info frame says: it is cut off, or was changed")
    said = f"{clock(promise.sheet.file_length)}, {played.samples - planned:+} samples"
    figures: dict[str, MeasuredValue] = {"planned_ms": promise.sheet.file_length, "samples_off": played.samples - planned}
    return _judged("length", said, figures, faults, 1, 0)


def chapter_marks(promise: Promise, path: Path) -> Measurement:
    """Compare the chapters with the plan."""
    planned = chapters(promise.sheet)
    try:
        found = read_chapters(path)
    except RecipeError as error:
        return _judged("chapters", "cannot be read", {}, [str(error)], 1, 0)
    faults = [] if len(found) == len(planned) else [f"{len(found)} chapters instead of {len(planned)}"]
    for number, (due, there) in enumerate(zip(planned, found, strict=False), 1):
        if due != there:
            has = f'"{there.title}", {_precise(there.start)} to {_precise(there.end)}'
            faults.append(f'chapter {number} is {has}; planned: "{due.title}", {_precise(due.start)} to {_precise(due.end)}')
    figures: dict[str, MeasuredValue] = {"chapters": len(found), "planned": len(planned)}
    return _judged("chapters", f"{len(found)} of {len(planned)} as planned" if not faults else "", figures, faults, 1, 0)


def wake_up(promise: Promise, awake: Awake) -> Measurement:
    """Blank what a sleeping headset loses after each silence, and look for words and tones that are gone with it."""
    lost = awake.lost()
    faults = []
    for due in promise.sounds:
        if due.tone in _UNSHAKEN or not any(start < due.end and due.start < end for start, end in lost):
            continue
        faults.append(f"{_precise(due.start)} {_named(due.text, due.tone)}: lost to a headset that fell asleep")
    figures: dict[str, MeasuredValue] = {"silences": len(lost), "lost": len(faults)}
    said = f"{len(lost)} times asleep, {len(faults)} words or tones lost"
    if promise.settings.wake == 0 and not promise.always_bed:
        return Measurement("wake-up protection", Verdict.NOT_PROMISED, f"{said}; turned off (--wake 0)", figures)
    return _judged("wake-up protection", said, figures, faults, 1, 0)


def silence(promise: Promise, meter: Silence) -> Measurement:
    """Measure that nothing is heard between the cues where no bed plays."""
    if not meter.checked and promise.has_bed:
        return Measurement("silence between cues", Verdict.NOT_PROMISED, "a bed plays")
    faults = [f"{_precise(moment)}: sound where silence is due" for moment in meter.broken]
    seconds = meter.checked / SAMPLE_RATE
    said = f"digital silence in {seconds:.0f} s between cues" if not faults else f"{len(faults)} places with sound"
    return _judged("silence between cues", said, {"checked_s": _round(seconds), "broken": len(faults)}, faults, 1, 0)


def _times(
    name: str, errors: Sequence[float], faults: list[str], missed: int, what: str, missing: int | None = None
) -> Measurement:
    sizes = [abs(error) for error in errors]
    most, mean = max(sizes, default=0.0), float(np.mean(sizes)) if sizes else 0.0
    figures: dict[str, MeasuredValue] = {"max_ms": _round(most), "mean_ms": _round(mean), "measured": len(sizes)}
    said = f"max {most:.1f} ms, mean {mean:.1f} ms ({len(sizes)} {what})"
    if missing is not None:
        figures["missing"] = missing
        said += f", missing {missing}"
    return _judged(name, said, figures, faults, len(sizes), missed)


def _judged(
    name: str, said: str, figures: dict[str, MeasuredValue], faults: Sequence[str], measured: int, missed: int
) -> Measurement:
    if faults:
        verdict = Verdict.FAILS
    elif measured:
        verdict = Verdict.HOLDS
    else:
        verdict = Verdict.NOT_MEASURABLE if missed else Verdict.NOT_PROMISED
        said = f"{missed} under a bed that covers them" if missed else "the session has none"
    return Measurement(name, verdict, said, figures, tuple(faults), missed)


def _not_there(heard: ToneMeasurement) -> str:
    return f"the {heard.instead} tone is heard instead" if heard.instead else "missing"


def _where(heard: ToneMeasurement) -> str:
    return f"{_precise(heard.due.start)} {heard.due.tone} tone"


def _named(text: str, tone: Tone | None) -> str:
    return f'"{_short(text)}"' if text else f"{tone} tone"


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _lateness(error: float) -> str:
    return f"{abs(error):.1f} ms {'late' if error > 0 else 'early'}"


def _precise(moment: int) -> str:
    return f"{clock(Milliseconds(moment))}.{moment % 1_000:03}"


def _round(value: float) -> float:
    return round(value, 2)
