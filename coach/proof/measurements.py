"""Turns what was measured into figures, faults and a verdict, one measurement for each property of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from coach.errors import RecipeError
from coach.mp3.inspect import is_whole, sound_checksum
from coach.mp3.tag_reading import read_chapters, read_facts
from coach.mp3.tags import Chapter
from coach.proof.decoding import Decoding
from coach.proof.expectation import Expectation
from coach.proof.meters import IntegratedLoudnessMeter, LevelMeter, PeakMeter, SilenceMeter
from coach.proof.phrase_detection import Onset, PhraseMeasurement, Tolerance
from coach.proof.report import MeasuredValue, Measurement, Verdict
from coach.proof.tone_detection import ToneMeasurement
from coach.script.commands import CHANGE_TONES
from coach.script.cues import CueKind, Tone
from coach.signal.facts import FRAME_SAMPLES, SPEECH_LOUDNESS, TRUE_PEAK_CEILING
from coach.speech.plausibility import spoken_length, unlike_length
from coach.units import SAMPLE_RATE, SAMPLES_PER_MS, SECOND, Milliseconds, clock

LATEST_CHANGE: Final = 5.0
"""How far from the plan a change, a tone or a tick may be, in ms."""

LATEST_WAKE: Final = 24.0
"""The same for a wake sound, in ms."""

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

RECORDING_HEARD_FROM: Final = -55.0
"""The level of a tenth of a second in which a recording is heard, in dBFS (root mean square): no floor is so loud."""

LEAST_RECORDING: Final = 60.0
"""A recording is heard for so many seconds at least, or in half of the gaps where these are shorter."""

PEAK_TOLERANCE: Final = 0.1
"""In dB: what two meters may differ by (BS.1770, annex 2)."""

_LEAST_TO_KNOW_PACE: Final = 5
"""Phrases from which a voice's pace is known."""


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
                faults.append(f"{where}: {_lateness(tone.error_ms)}")
        elif tone.measurable:
            faults.append(f"{where}: {_not_there(tone)}")
        else:
            unmeasurable += 1
    return _timing("boundary error", errors, faults, unmeasurable, "changes")


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
            faults.append(f"{_where(tone)}: {_lateness(tone.error_ms)}")
        elif abs(tone.strength_db) > TONE_STRENGTH:
            faults.append(f"{_where(tone)}: {tone.strength_db:+.1f} dB from its design")
    errors = [tone.error_ms for tone in tones if tone.error_ms is not None]
    missing = sum(tone.error_ms is None and tone.measurable for tone in tones)
    unmeasurable = sum(not tone.measurable for tone in tones)
    return _timing(name, errors, faults, unmeasurable, "tones", missing)


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
    return _timing("countdown spacing", errors, faults, unmeasurable, "seconds")


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


def phrase_onsets(onsets: Sequence[Onset], tolerances: Mapping[Milliseconds, Tolerance]) -> Measurement:
    """Measure that each phrase begins where the cue sheet puts it. `tolerances` are those at each phrase's start."""
    faults, errors = [], []
    for onset in onsets:
        where = f'{precise(onset.expected.start)} "{_short(onset.expected.text)}"'
        if onset.error_ms is not None:
            errors.append(onset.error_ms)
            allowed = tolerances[onset.expected.start]
            if not -allowed.early <= onset.error_ms <= allowed.late:
                faults.append(f"{where}: {_lateness(onset.error_ms)}")
        elif onset.measurable:
            faults.append(f"{where}: missing")
    missing = sum(onset.error_ms is None and onset.measurable for onset in onsets)
    unmeasurable = sum(not onset.measurable for onset in onsets)
    return _timing("speech onsets", errors, faults, unmeasurable, "phrases", missing)


def speech_loudness(phrases: Sequence[PhraseMeasurement]) -> Measurement:
    """Measure each phrase's loudness against the level of speech."""
    if not phrases:
        return Measurement("speech loudness", Verdict.NOT_PROMISED, "nothing is said")
    faults = []
    for phrase in phrases:
        off = phrase.loudness - SPEECH_LOUDNESS
        if abs(off) > (SHORT_LINE_TOLERANCE if phrase.is_short else LINE_TOLERANCE):
            where = f'{precise(phrase.expected.start)} "{_short(phrase.expected.text)}"'
            faults.append(f"{where}: {phrase.loudness:.1f} LUFS, {off:+.1f} LU from the level of speech")
    lines = [phrase.loudness for phrase in phrases if not phrase.is_short] or [phrase.loudness for phrase in phrases]
    lengths = [phrase.expected.end - phrase.expected.start for phrase in phrases if not phrase.is_short] or [1] * len(lines)
    mean = 10 * float(np.log10(np.average([10 ** (value / 10) for value in lines], weights=lengths)))
    figures: dict[str, MeasuredValue] = {
        "mean_lufs": rounded(mean),
        "least_lufs": rounded(min(lines)),
        "most_lufs": rounded(max(lines)),
        "lines": len(phrases),
    }
    summary = (
        f"mean {mean:.1f} LUFS, from {min(lines):.1f} to {max(lines):.1f} ({len(lines)} of {len(phrases)} lines last a second)"
    )
    return measurement("speech loudness", summary, figures, faults, len(phrases), 0)


def speech_in_phrases(phrases: Sequence[PhraseMeasurement]) -> Measurement:
    """Measure that each phrase is speech from its begin to its end, and as long as its words take this voice."""
    faults = []
    lengths = [(phrase.expected.end - phrase.expected.start) / SECOND for phrase in phrases]
    paces = [seconds / spoken_length(phrase.expected.text) for phrase, seconds in zip(phrases, lengths, strict=True)]
    pace = float(np.median(paces)) if len(phrases) >= _LEAST_TO_KNOW_PACE else None
    for phrase, seconds in zip(phrases, lengths, strict=True):
        doubt = phrase.doubt or (unlike_length(seconds, phrase.expected.text, pace) if pace else "")
        if doubt:
            faults.append(f'{precise(phrase.expected.start)} "{_short(phrase.expected.text)}": {doubt}')
    figures: dict[str, MeasuredValue] = {"phrases": len(phrases), "doubtful": len(faults)}
    summary = f"{len(phrases) - len(faults)} of {len(phrases)} phrases are speech of a plausible length"
    return measurement("speech in phrases", summary, figures, faults, len(phrases), 0)


def recording(expectation: Expectation, meter: LevelMeter) -> Measurement:
    """Measure for how long a recording that pauses for the cues is heard between them."""
    if not expectation.has_talk:
        return Measurement("recording", Verdict.NOT_PROMISED, "no recording pauses for the coach")
    audible = [moment for moment, level in meter.levels if level > RECORDING_HEARD_FROM]
    seconds, gaps = len(audible) / 10, len(meter.levels) / 10
    faults = []
    if seconds < min(LEAST_RECORDING, gaps / 2):
        faults.append(f"heard for {seconds:.0f} s in {gaps:.0f} s between cues: it was over; render the session with another")
    last = clock(audible[-1]) if audible else "never"
    figures: dict[str, MeasuredValue] = {"heard_s": rounded(seconds), "gaps_s": rounded(gaps)}
    summary = f"heard for {seconds:.0f} of {gaps:.0f} s between cues, last at {last}"
    return measurement("recording", summary, figures, faults, 1, 0)


def integrated_loudness(meter: IntegratedLoudnessMeter) -> Measurement:
    """Return the loudness of the whole file."""
    summary = f"{meter.lufs:.1f} LUFS over the whole file"
    return Measurement("integrated loudness", Verdict.NOT_PROMISED, summary, {"integrated_lufs": rounded(meter.lufs)})


def bed_depth(expectation: Expectation, phrases: Iterable[PhraseMeasurement]) -> Measurement:
    """Measure how far the bed is under speech, in the gaps inside cues, where the bed alone is heard."""
    if not expectation.has_bed:
        return Measurement("bed under speech", Verdict.NOT_PROMISED, "there is no bed")
    gaps = [phrase.gap for phrase in phrases if phrase.gap is not None]
    if not gaps:
        return Measurement("bed under speech", Verdict.NOT_MEASURABLE, "no gap in which the bed alone is heard", not_measured=1)
    mean = 10 * float(np.log10(np.mean([10 ** (gap / 10) for gap in gaps])))
    depth = SPEECH_LOUDNESS - mean
    faults = [] if depth >= BED_DEPTH else [f"only {depth:.1f} LU under speech, at least {BED_DEPTH:g} LU are promised"]
    summary = f"{depth:.1f} LU under it, in {len(gaps)} gaps (loudest gap {SPEECH_LOUDNESS - max(gaps):.1f} LU)"
    figures: dict[str, MeasuredValue] = {"depth_lu": rounded(depth), "least_depth_lu": rounded(SPEECH_LOUDNESS - max(gaps))}
    return measurement("bed under speech", summary, figures, faults, len(gaps), 0)


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


def _timing(
    name: str, errors: Sequence[float], faults: list[str], unmeasurable: int, what: str, missing: int | None = None
) -> Measurement:
    sizes = [abs(error) for error in errors]
    most, mean = max(sizes, default=0.0), float(np.mean(sizes)) if sizes else 0.0
    figures: dict[str, MeasuredValue] = {"max_ms": rounded(most), "mean_ms": rounded(mean), "measured": len(sizes)}
    summary = f"max {most:.1f} ms, mean {mean:.1f} ms ({len(sizes)} {what})"
    if missing is not None:
        figures["missing"] = missing
        summary += f", missing {missing}"
    return measurement(name, summary, figures, faults, len(sizes), unmeasurable)


def measurement(
    name: str, summary: str, figures: dict[str, MeasuredValue], faults: Sequence[str], measured: int, unmeasurable: int
) -> Measurement:
    """Give a measurement its verdict: by its faults, and by how many cues could be measured and how many not."""
    if faults:
        verdict = Verdict.FAILS
    elif measured:
        verdict = Verdict.HOLDS
    else:
        verdict = Verdict.NOT_MEASURABLE if unmeasurable else Verdict.NOT_PROMISED
        summary = f"{unmeasurable} under a bed that covers them" if unmeasurable else "the session has none"
    return Measurement(name, verdict, summary, figures, tuple(faults), unmeasurable)


def _chapter_text(chapter: Chapter) -> str:
    return f'"{chapter.title}", {precise(chapter.start)} to {precise(chapter.end)}'


def _not_there(tone: ToneMeasurement) -> str:
    return f"the {tone.instead} tone is heard instead" if tone.instead else "missing"


def _where(tone: ToneMeasurement) -> str:
    return f"{precise(tone.expected.start)} {tone.expected.tone} tone"


def named(text: str, tone: Tone | None) -> str:
    """Name a phrase or a tone."""
    return f'"{_short(text)}"' if text else f"{tone} tone"


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _lateness(error: float) -> str:
    return f"{abs(error):.1f} ms {'late' if error > 0 else 'early'}"


def precise(moment: int) -> str:
    """Write a moment in ms with its thousandths."""
    return f"{clock(Milliseconds(moment))}.{moment % 1_000:03}"


def rounded(value: float) -> float:
    """Round a figure for programs."""
    return round(value, 2)
