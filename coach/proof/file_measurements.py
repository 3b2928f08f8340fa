"""Measures the file as a whole: its peaks, its length, its frames, its chapters and its silence."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from coach.errors import RecipeError
from coach.mp3.inspect import is_whole, sound_checksum
from coach.mp3.tag_reading import read_chapters, read_facts
from coach.mp3.tags import Chapter
from coach.proof.decoding import Decoding
from coach.proof.expectation import Expectation
from coach.proof.meters import IntegratedLoudnessMeter, PeakMeter, SilenceMeter
from coach.proof.report import MeasuredValue, Measurement, Verdict
from coach.proof.verdicts import measurement, precise, rounded
from coach.signal.facts import FRAME_SAMPLES, TRUE_PEAK_CEILING
from coach.units import SAMPLE_RATE, SAMPLES_PER_MS, clock

PEAK_TOLERANCE: Final = 0.1
"""In dB: what two meters may differ by (BS.1770, annex 2)."""


def integrated_loudness(meter: IntegratedLoudnessMeter) -> Measurement:
    """Return the loudness of the whole file."""
    summary = f"{meter.lufs:.1f} LUFS over the whole file"
    return Measurement("integrated loudness", Verdict.NOT_PROMISED, summary, {"integrated_lufs": rounded(meter.lufs)})


def true_peak(peaks: PeakMeter) -> Measurement:
    """Measure the true peak."""
    peak = 20 * float(np.log10(max(peaks.true_peak, 1e-6)))
    moment = precise(peaks.true_peak_at // SAMPLES_PER_MS)
    faults = (
        []
        if peak <= TRUE_PEAK_CEILING + PEAK_TOLERANCE
        else [f"{moment}: {peak:.2f} dBTP, at most {TRUE_PEAK_CEILING:g} dBTP is promised"]
    )
    figures: dict[str, MeasuredValue] = {"true_peak_dbtp": rounded(peak), "at_ms": peaks.true_peak_at // SAMPLES_PER_MS}
    return measurement("true peak", f"{peak:.2f} dBTP at {moment}", figures, faults, 1, 0)


def clipping(peaks: PeakMeter) -> Measurement:
    """Count the samples at full scale or over it."""
    faults = []
    if peaks.first_clipped is not None:
        faults.append(f"{precise(peaks.first_clipped // SAMPLES_PER_MS)}: the first of {peaks.clipped} samples at full scale")
    return measurement("clipping", f"{peaks.clipped} samples", {"clipped_samples": peaks.clipped}, faults, 1, 0)


def decoding(decoded: Decoding) -> Measurement:
    """Return where sound cannot be decoded, and the warnings of the decoder."""
    faults = [f"cannot be decoded at {precise(moment)}" for moment in decoded.damage] + list(decoded.warnings)
    if decoded.rate not in (0, SAMPLE_RATE):
        faults.append(f"{decoded.rate} Hz instead of {SAMPLE_RATE}: another program encoded it again")
    summary = f"{len(decoded.damage)} damaged places, {len(decoded.warnings)} warnings"
    figures: dict[str, MeasuredValue] = {"damaged": len(decoded.damage), "warnings": len(decoded.warnings)}
    return measurement("decoder", summary, figures, faults, 1, 0)


def length(expectation: Expectation, decoding: Decoding, path: Path) -> Measurement:
    """Measure the file's length against the plan."""
    planned = expectation.sheet.file_length * SAMPLES_PER_MS
    faults = []
    # A decoder that has lost its place does not cut the last frame.
    if abs(decoding.samples - planned) > (FRAME_SAMPLES if decoding.damage else 0):
        off = (decoding.samples - planned) / SAMPLES_PER_MS
        faults.append(f"ends at {precise(decoding.samples // SAMPLES_PER_MS)}, {off:+.1f} ms from the plan")
    if not is_whole(path):
        faults.append("not as long as its Info frame says: it is cut off, or was changed")
    summary = f"{clock(expectation.sheet.file_length)}, {decoding.samples - planned:+} samples"
    figures: dict[str, MeasuredValue] = {"planned_ms": expectation.sheet.file_length, "samples_off": decoding.samples - planned}
    return measurement("length", summary, figures, faults, 1, 0)


def unchanged_sound(path: Path) -> Measurement:
    """Compare the checksum of the file's frames with the one that its tag notes."""
    facts = read_facts(path)
    if facts is None or not facts.sound:
        return Measurement("sound as written", Verdict.NOT_PROMISED, "the file notes no checksum of its sound")
    actual = sound_checksum(path)
    faults = [] if actual == facts.sound else ["the frames are not the ones that were written; render the session again"]
    return measurement("sound as written", actual or "not whole", {"sound": actual}, faults, 1, 0)


def chapter_marks(expectation: Expectation, path: Path) -> Measurement:
    """Compare the chapters with the plan."""
    planned = expectation.chapters
    try:
        actual = read_chapters(path)
    except RecipeError as error:
        return measurement("chapters", "cannot be read", {}, [str(error)], 1, 0)
    faults = [] if len(actual) == len(planned) else [f"{len(actual)} chapters instead of {len(planned)}"]
    for number, (planned_chapter, chapter) in enumerate(zip(planned, actual, strict=False), 1):
        if planned_chapter != chapter:
            faults.append(f"chapter {number} is {_chapter_text(chapter)}; planned: {_chapter_text(planned_chapter)}")
    figures: dict[str, MeasuredValue] = {"chapters": len(actual), "planned": len(planned)}
    return measurement("chapters", f"{len(actual)} of {len(planned)} as planned" if not faults else "", figures, faults, 1, 0)


def silence(expectation: Expectation, meter: SilenceMeter) -> Measurement:
    """Measure that the file is silent between the cues where no bed plays."""
    if not meter.checked and expectation.has_bed:
        return Measurement("silence between cues", Verdict.NOT_PROMISED, "a bed plays")
    faults = [f"{precise(moment)}: sound where silence is due" for moment in meter.violations]
    seconds = meter.checked / SAMPLE_RATE
    summary = f"digital silence in {seconds:.0f} s between cues" if not faults else f"{len(faults)} places with sound"
    return measurement("silence between cues", summary, {"checked_s": rounded(seconds), "broken": len(faults)}, faults, 1, 0)


def _chapter_text(chapter: Chapter) -> str:
    return f'"{chapter.title}", {precise(chapter.start)} to {precise(chapter.end)}'
