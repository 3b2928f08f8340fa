"""Measures what is said, and how far what lies under it is lowered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from coach.proof.expectation import Expectation
from coach.proof.meters import LevelMeter
from coach.proof.phrase_detection import Onset, PhraseMeasurement, Tolerance
from coach.proof.report import MeasuredValue, Measurement, Verdict
from coach.proof.verdicts import lateness, measurement, precise, rounded, short, timing
from coach.signal.facts import SPEECH_LOUDNESS
from coach.speech.plausibility import SENTENCE, spoken_length, unlike_length
from coach.units import SECOND, Milliseconds, clock

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

_LEAST_TO_KNOW_PACE: Final = 5
"""Phrases from which a voice's pace is known."""


def phrase_onsets(onsets: Sequence[Onset], tolerances: Mapping[Milliseconds, Tolerance]) -> Measurement:
    """Measure that each phrase begins where the cue sheet puts it. `tolerances` are those at each phrase's start."""
    faults, errors = [], []
    for onset in onsets:
        where = f'{precise(onset.expected.start)} "{short(onset.expected.text)}"'
        if onset.error_ms is not None:
            errors.append(onset.error_ms)
            allowed = tolerances[onset.expected.start]
            if not -allowed.early <= onset.error_ms <= allowed.late:
                faults.append(f"{where}: {lateness(onset.error_ms)}")
        elif onset.measurable:
            faults.append(f"{where}: missing")
    missing = sum(onset.error_ms is None and onset.measurable for onset in onsets)
    unmeasurable = sum(not onset.measurable for onset in onsets)
    return timing("speech onsets", errors, faults, unmeasurable, "phrases", missing)


def speech_loudness(phrases: Sequence[PhraseMeasurement]) -> Measurement:
    """Measure each phrase's loudness against the level of speech."""
    if not phrases:
        return Measurement("speech loudness", Verdict.NOT_PROMISED, "nothing is said")
    faults = []
    for phrase in phrases:
        off = phrase.loudness - SPEECH_LOUDNESS
        if abs(off) > (SHORT_LINE_TOLERANCE if phrase.is_short else LINE_TOLERANCE):
            where = f'{precise(phrase.expected.start)} "{short(phrase.expected.text)}"'
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
    pace = _pace([(phrase.expected.text, seconds) for phrase, seconds in zip(phrases, lengths, strict=True)])
    for phrase, seconds in zip(phrases, lengths, strict=True):
        doubt = phrase.doubt or (unlike_length(seconds, phrase.expected.text, pace) if pace else "")
        if doubt:
            faults.append(f'{precise(phrase.expected.start)} "{short(phrase.expected.text)}": {doubt}')
    figures: dict[str, MeasuredValue] = {"phrases": len(phrases), "doubtful": len(faults)}
    summary = f"{len(phrases) - len(faults)} of {len(phrases)} phrases are speech of a plausible length"
    return measurement("speech in phrases", summary, figures, faults, len(phrases), 0)


def _pace(phrases: Sequence[tuple[str, float]]) -> float | None:
    """Return the seconds that the voice takes for a character; None where too little is said to know.

    It is that of its sentences, where there are enough: a session of many short repetitions says hundreds of lines of two
    words, which take longer for a character.
    """
    if len(phrases) < _LEAST_TO_KNOW_PACE:
        return None
    sentences = [(text, seconds) for text, seconds in phrases if len(text) >= SENTENCE]
    known = sentences if len(sentences) >= _LEAST_TO_KNOW_PACE else phrases
    return float(np.median([seconds / spoken_length(text) for text, seconds in known]))


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
