"""Measures a phrase: when it begins, how loud it is, and how loud a bed is under it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from coach.proof.decoding import mono
from coach.proof.expectation import ExpectedSound
from coach.signal.loudness import ungated_loudness
from coach.sound.ducking import HOLD
from coach.speech.levels import SHORTEST_MEASURED, integrated_loudness
from coach.speech.plausibility import early_end, unlike_speech
from coach.units import SAMPLE_RATE, SAMPLES_PER_MS, Lufs, Milliseconds

if TYPE_CHECKING:
    from coach.signal.facts import Signal

EARLY: Final = Milliseconds(800)
"""How long before its time in the cue sheet a phrase is looked for: longer than the slowest beat,
so that a stroke that stands where a phrase begins is known by the one before."""

LATE: Final = Milliseconds(700)
"""And how long after."""

AUDIBLE_DBFS: Final = -50.0
"""Over silence a phrase begins where it rises over this: some 10 ms after its clip does."""

_OVER_BED_DB: Final = 3.0
"""Over a bed it begins where it stays so far over what the bed rarely passes, ducked or not ..."""

_CLEAR_OF_BED_DB: Final = 6.0
"""... and can only be measured if its syllables rise as far as this."""

_QUIET_DB: Final = 4.0
"""Where it is no more than this over a ducked bed nothing is said."""

_SURELY_VOICE_DB: Final = 9.0
"""So far over a bed there is a voice, if ..."""

_BELOW_SYLLABLES_DB: Final = 12.0
"""... it is no further below the phrase's syllables."""

_SURELY_LATE: Final = 180.0
"""In ms: a bed of loud music may cover a soft first consonant for longer than is allowed, but not for so long."""

_RARELY: Final = 0.95
_LEAST_OTHERS: Final = 2
_SYLLABLES: Final = 0.8
_AVERAGED: Final = 30
"""Steps over which a level over a bed is averaged (60 ms): a drum is short."""

_STAYS: Final = 100
"""Steps (200 ms) after a rise: a voice is over the bed in half of them at least, a stroke of a drum is not."""

_STEP: Final = SAMPLE_RATE // 500
_STEP_MS: Final = 2.0
_AFTER_SOUND: Final = Milliseconds(30)
_LEAST_LEAD: Final = Milliseconds(20)
_BEFORE_PHRASE: Final = Milliseconds(24)
_LEAST_GAP: Final = Milliseconds(60)
_EARLY_END_SECONDS: Final = 0.35
"""A clip ends with its words; a soft last sound may be lost under this."""

_FLOOR: Final = 1e-8
_VOICE_BAND: Final = ((200.0, 400.0), (6_000.0, 10_000.0))
"""Its edges, each from one frequency to another, in Hz: it has the consonants that a phrase begins with; most of an s lies
above 5 kHz. A sharp edge would ring: ahead of a loud stroke or word there would be sound that nobody hears."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far from the plan a phrase may begin, in ms."""

    early: float
    late: float


OVER_SILENCE: Final = Tolerance(40, 40)
OVER_BED: Final = Tolerance(60, 150)
"""A bed covers the soft consonant that many a phrase begins with."""


@dataclass(frozen=True, slots=True)
class PhraseMeasurement:
    """A phrase as measured. Its onset is found when all phrases have been measured."""

    expected: ExpectedSound
    loudness: Lufs
    """Of the mean of all channels, since a clip has one; ungated where it lasts less than a second."""
    gap: Lufs | None
    """The loudness of what is heard in the gap before it, after the sound before; None where there is too little of it."""
    levels: Signal
    """In dBFS, in steps of 2 ms from the start of the window."""
    lead: Milliseconds
    """How long before the phrase's due time the levels begin."""
    is_ducked: bool
    """Whether a bed has sunk already when the levels begin."""
    doubt: str = ""
    """Why what is heard can be no speech; empty where it may be."""

    @property
    def is_short(self) -> bool:
        """Whether it is too short to be levelled on its own."""
        return self.expected.end - self.expected.start < SHORTEST_MEASURED * 1_000


@dataclass(frozen=True, slots=True)
class Onset:
    """When a phrase begins."""

    expected: ExpectedSound
    error_ms: float | None
    """How late; None where nothing begins."""
    measurable: bool = True


def phrase_window(expected: ExpectedSound) -> tuple[int, int]:
    """Return the window in which a phrase is measured: first sample, and last (not included)."""
    return (expected.start - EARLY) * SAMPLES_PER_MS, max(expected.end, expected.start + LATE) * SAMPLES_PER_MS


def measure_phrase(
    expected: ExpectedSound, channels: Signal, *, bed: bool, pauses: bool, beat_ms: float | None = None
) -> PhraseMeasurement:
    """Measure a phrase in its window. `bed`: one plays under it. `pauses`: it stops for the phrase. `beat_ms`: of a beat.

    Where a beat plays, the gap before the phrase is measured over whole beats: between two strokes it is softer than it is.
    """
    sound = mono(channels)
    is_ducked = expected.start - expected.bed_free_from < HOLD
    # A bed that stops is heard until the phrase begins, as loud as it is.
    early = _LEAST_LEAD if pauses and not is_ducked else EARLY
    lead = Milliseconds(max(min(early, expected.start - expected.free_from - _AFTER_SOUND), _LEAST_LEAD))
    begin = (EARLY - lead) * SAMPLES_PER_MS
    words = sound[EARLY * SAMPLES_PER_MS : (EARLY + expected.end - expected.start) * SAMPLES_PER_MS]
    gap = _whole_beats(channels[:, begin : (EARLY - _BEFORE_PHRASE) * SAMPLES_PER_MS], beat_ms)
    audible = _voice_band(sound) if bed else sound
    return PhraseMeasurement(
        expected,
        ungated_loudness(words) if len(words) < SHORTEST_MEASURED * SAMPLE_RATE else integrated_loudness(words),
        _loudness_as_mono(gap) if is_ducked and gap.shape[1] >= _LEAST_GAP * SAMPLES_PER_MS else None,
        _levels(audible[begin : (EARLY + LATE) * SAMPLES_PER_MS]),
        lead,
        is_ducked,
        unlike_speech(words) or ("" if bed else _cut_short(words)),
    )


def _whole_beats(gap: Signal, beat_ms: float | None) -> Signal:
    """Leave the last whole beats of a gap, all of it where no beat plays."""
    if beat_ms is None:
        return gap
    beat = beat_ms * SAMPLES_PER_MS
    return gap[:, gap.shape[1] - round(gap.shape[1] // beat * beat) :]


def _cut_short(words: Signal) -> str:
    early = early_end(words)
    return f"it ends {early * 1_000:.0f} ms early" if early > _EARLY_END_SECONDS else ""


def _loudness_as_mono(channels: Signal) -> Lufs:
    """Return the loudness as one channel of speech has it: the mean over the channels, not their sum."""
    return Lufs(ungated_loudness(channels.T) - 10 * float(np.log10(len(channels))))


def find_onsets(phrases: Sequence[PhraseMeasurement], *, bed: bool) -> list[Onset]:
    """Find where each phrase begins: where it rises over silence, or stays over all that the bed does ahead of the others.

    Over a bed an onset that is not within what is allowed needs more evidence, or it cannot be measured.
    """
    if not bed:
        return [_over_silence(phrase) for phrase in phrases]
    before = [_before(phrase) for phrase in phrases]
    ducked = _rarely([level for phrase, level in zip(phrases, before, strict=True) if phrase.is_ducked and level is not None])
    onsets = []
    for number, phrase in enumerate(phrases):
        # One that is said too early must not hide itself: what is ahead of the others tells what the bed does.
        others = [
            level
            for index, (other, level) in enumerate(zip(phrases, before, strict=True))
            if index != number and other.is_ducked is phrase.is_ducked and level is not None
        ]
        onsets.append(_over_bed(phrase if len(others) >= _LEAST_OTHERS else _without_lead(phrase), _rarely(others), ducked))
    return onsets


def _before(phrase: PhraseMeasurement) -> float | None:
    """Return what the bed rarely passes ahead of a phrase; None where too little of it is heard there."""
    levels = _averaged(phrase.levels[: max(_steps(phrase.lead - _BEFORE_PHRASE), 0)])
    return float(np.quantile(levels, _RARELY)) if levels.size else None


def _rarely(levels: Sequence[float]) -> float:
    return max(float(np.quantile(levels, _RARELY)), AUDIBLE_DBFS) if levels else AUDIBLE_DBFS


def _without_lead(phrase: PhraseMeasurement) -> PhraseMeasurement:
    """Leave out what is ahead of a phrase, where nothing tells what the bed does there."""
    return replace(phrase, lead=_LEAST_LEAD, levels=phrase.levels[_steps(phrase.lead - _LEAST_LEAD) :])


def _over_silence(phrase: PhraseMeasurement) -> Onset:
    above = np.flatnonzero(phrase.levels > AUDIBLE_DBFS)
    return Onset(phrase.expected, float(above[0]) * _STEP_MS - phrase.lead if above.size else None)


def _over_bed(phrase: PhraseMeasurement, floor: float, ducked: float) -> Onset:
    averaged = _averaged(phrase.levels)
    syllables = float(np.quantile(averaged, _SYLLABLES))
    if syllables < floor + _CLEAR_OF_BED_DB:
        return Onset(phrase.expected, None, measurable=False)
    error = _rise(phrase, averaged, floor + _OVER_BED_DB)
    if math.isinf(error):
        return Onset(phrase.expected, None, measurable=False)
    if error > OVER_BED.late:
        # A phrase that begins softly is heard faintly before; one that is late is not.
        quiet = averaged[max(_steps(error + phrase.lead) - _AVERAGED, 0)] <= ducked + _QUIET_DB
        sure = quiet and error > _SURELY_LATE
    elif error < -OVER_BED.early:
        # The bed may be louder here than ahead of most phrases, but not as loud as a voice.
        error = _rise(phrase, averaged, max(floor + _SURELY_VOICE_DB, syllables - _BELOW_SYLLABLES_DB))
        sure = error <= OVER_BED.late
    else:
        # With so little ahead of it, what is there from the first moment may have begun long before.
        sure = phrase.lead > _LEAST_LEAD or error > -phrase.lead
    return Onset(phrase.expected, error if sure else None, measurable=bool(sure))


def _rise(phrase: PhraseMeasurement, averaged: Signal, threshold: float) -> float:
    """Return how late a phrase rises over a threshold and stays there, in ms; infinity if it never does."""
    over = averaged > threshold
    before = np.concatenate([[0], np.cumsum(over)])
    ends = np.minimum(np.arange(len(over)) + _STAYS, len(over))
    stays = over & (2 * (before[ends] - before[:-1]) >= ends - np.arange(len(over)))
    if not stays.any():
        return math.inf
    first = int(np.argmax(stays))
    # An average over the threshold begins with the first step that passes it.
    within = int(np.argmax(phrase.levels[first : first + _AVERAGED] > threshold))
    return (first + within) * _STEP_MS - phrase.lead


def _averaged(levels: Signal) -> Signal:
    """Average the power over the next steps."""
    if len(levels) < _AVERAGED:
        return np.zeros(0, np.float32)
    sums = np.concatenate([[0.0], np.cumsum(10 ** (levels / 10), dtype=np.float64)])
    averaged: Signal = 10 * np.log10(np.maximum((sums[_AVERAGED:] - sums[:-_AVERAGED]) / _AVERAGED, _FLOOR * _FLOOR))
    return averaged


def _steps(duration: float) -> int:
    return int(duration / _STEP_MS)


def _levels(sound: Signal) -> Signal:
    count = len(sound) // _STEP
    power = np.mean(np.square(sound[: count * _STEP].reshape(count, _STEP)), axis=1)
    levels: Signal = (10 * np.log10(np.maximum(power, _FLOOR * _FLOOR))).astype(np.float32)
    return levels


def _voice_band(sound: Signal) -> Signal:
    size = int(2 ** (len(sound) - 1).bit_length())
    spectrum = np.fft.rfft(sound, size)
    low, high = (_edge(np.fft.rfftfreq(size, 1 / SAMPLE_RATE), *edge) for edge in _VOICE_BAND)
    return np.fft.irfft(spectrum * low * (1 - high), size)[: len(sound)].astype(np.float32)


def _edge(frequency: Signal, begin: float, end: float) -> Signal:
    """Return a rise from 0 at the beginning to 1 at the end, in the shape of a cosine."""
    edge: Signal = 0.5 - 0.5 * np.cos(np.pi * np.clip((frequency - begin) / (end - begin), 0, 1))
    return edge
