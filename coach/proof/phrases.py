"""Listening to a phrase: when it begins, how loud it is, and how much of a bed is heard under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from coach.proof.decoding import Signal, middle
from coach.proof.promise import ExpectedSound
from coach.sound import loudness as ungated
from coach.sound.ducking import HOLD
from coach.speech.levels import SHORTEST_MEASURED, loudness
from coach.units import SAMPLE_RATE, Lufs, Milliseconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

EARLY: Final = Milliseconds(300)
"""How long before its due time a phrase is listened for."""

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
"""So far over a bed there is a voice."""

_RARELY: Final = 0.95
_LEAST_OTHERS: Final = 2
_SYLLABLES: Final = 0.8
_HELD: Final = 30
"""Steps over which a level over a bed is averaged (60 ms): a drum is short."""

_STEP: Final = SAMPLE_RATE // 500
_STEP_MS: Final = 2.0
_PER_MS: Final = SAMPLE_RATE // 1_000
_AFTER_SOUND: Final = Milliseconds(30)
_LEAST_LEAD: Final = Milliseconds(20)
_BEFORE_PHRASE: Final = Milliseconds(24)
_LEAST_GAP: Final = Milliseconds(60)
_FLOOR: Final = 1e-8
_VOICE_BAND: Final = (300.0, 3_500.0)


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
    """What was heard where a phrase is due; its onset is judged when all of them have been heard."""

    due: ExpectedSound
    loudness: Lufs
    """Of the middle of all channels, as a clip is levelled; without gating where it lasts less than a second."""
    gap: Lufs | None
    """The loudness of what is heard in the gap before it, after the sound before; None where there is too little of it."""
    levels: NDArray[np.float32]
    """In dBFS, in steps of 2 ms from where the phrase is listened for."""
    lead: Milliseconds
    """How long before the phrase's due time the levels begin."""
    is_ducked: bool
    """Whether a bed has sunk already when the levels begin."""

    @property
    def is_short(self) -> bool:
        """Whether it is too short to be levelled on its own."""
        return self.due.end - self.due.start < SHORTEST_MEASURED * 1_000


@dataclass(frozen=True, slots=True)
class Onset:
    """When a phrase begins."""

    due: ExpectedSound
    error_ms: float | None
    """How late; None where nothing begins."""
    measurable: bool = True


def window_of(due: ExpectedSound) -> tuple[int, int]:
    """Return the stretch that is to be heard of a phrase, in samples."""
    return (due.start - EARLY) * _PER_MS, max(due.end, due.start + LATE) * _PER_MS


def listen(due: ExpectedSound, channels: Signal, *, bed: bool, pauses: bool) -> PhraseMeasurement:
    """Listen to a phrase in its window. `bed`: one plays under it; `pauses`: it stops for the phrase."""
    sound = middle(channels)
    is_ducked = due.start - due.free_from < HOLD
    # A bed that stops is heard until the phrase begins, as loud as it is.
    early = _LEAST_LEAD if pauses and not is_ducked else EARLY
    lead = Milliseconds(max(min(early, due.start - due.free_from - _AFTER_SOUND), _LEAST_LEAD))
    begin = (EARLY - lead) * _PER_MS
    words = sound[EARLY * _PER_MS : (EARLY + due.end - due.start) * _PER_MS]
    gap = channels[:, begin : (EARLY - _BEFORE_PHRASE) * _PER_MS]
    heard = _voice_band(sound) if bed else sound
    return PhraseMeasurement(
        due,
        ungated.loudness(words) if len(words) < SHORTEST_MEASURED * SAMPLE_RATE else loudness(words),
        _loudness(gap) if is_ducked and gap.shape[1] >= _LEAST_GAP * _PER_MS else None,
        _levels(heard[begin : (EARLY + LATE) * _PER_MS]),
        lead,
        is_ducked,
    )


def _loudness(channels: Signal) -> Lufs:
    """Return the loudness as one channel of speech has it: the mean over the channels, not their sum."""
    return Lufs(ungated.loudness(channels.T) - 10 * float(np.log10(len(channels))))


def onsets(heard: Sequence[PhraseMeasurement], *, bed: bool) -> list[Onset]:
    """Find where each phrase begins: where it rises over silence, or stays over all that the bed does ahead of the others.

    Over a bed an onset that is not within what is allowed needs more evidence, or it cannot be measured.
    """
    if not bed:
        return [_over_silence(each) for each in heard]
    before = [_before(each) for each in heard]
    ducked = _rarely([level for each, level in zip(heard, before, strict=True) if each.is_ducked])
    found = []
    for number, each in enumerate(heard):
        # One that is said too early must not hide itself: what is ahead of the others tells what the bed does.
        others = [
            level
            for index, (other, level) in enumerate(zip(heard, before, strict=True))
            if index != number and other.is_ducked is each.is_ducked
        ]
        found.append(_over_bed(each if len(others) >= _LEAST_OTHERS else _without_lead(each), _rarely(others), ducked))
    return found


def _before(heard: PhraseMeasurement) -> float:
    """Return what the bed rarely passes ahead of a phrase."""
    levels = _held(heard.levels[: max(_steps(heard.lead - _BEFORE_PHRASE), 0)])
    return float(np.quantile(levels, _RARELY)) if levels.size else AUDIBLE_DBFS


def _rarely(levels: Sequence[float]) -> float:
    return max(float(np.quantile(levels, _RARELY)), AUDIBLE_DBFS) if levels else AUDIBLE_DBFS


def _without_lead(heard: PhraseMeasurement) -> PhraseMeasurement:
    """Leave out what is ahead of a phrase, where nothing tells what the bed does there."""
    return replace(heard, lead=_LEAST_LEAD, levels=heard.levels[_steps(heard.lead - _LEAST_LEAD) :])


def _over_silence(heard: PhraseMeasurement) -> Onset:
    above = np.flatnonzero(heard.levels > AUDIBLE_DBFS)
    return Onset(heard.due, float(above[0]) * _STEP_MS - heard.lead if above.size else None)


def _over_bed(heard: PhraseMeasurement, floor: float, ducked: float) -> Onset:
    held = _held(heard.levels)
    if np.quantile(held, _SYLLABLES) < floor + _CLEAR_OF_BED_DB:
        return Onset(heard.due, None, measurable=False)
    error = _rise(heard, held, floor + _OVER_BED_DB)
    if error > OVER_BED.late:
        # A phrase that begins softly is heard faintly before; one that is late is not.
        sure = held[max(_steps(error + heard.lead) - _HELD, 0)] <= ducked + _QUIET_DB
    elif error < -OVER_BED.early:
        # The bed may be louder here than ahead of most phrases, but not as loud as a voice.
        sure = _rise(heard, held, floor + _SURELY_VOICE_DB) < -OVER_BED.early
    else:
        # With so little ahead of it, what is there from the first moment may have begun long before.
        sure = heard.lead > _LEAST_LEAD or error > -heard.lead
    return Onset(heard.due, error if sure else None, measurable=bool(sure))


def _rise(heard: PhraseMeasurement, held: NDArray[np.floating], threshold: float) -> float:
    first = int(np.argmax(held > threshold))
    # What is held over the threshold begins with the first step that passes it.
    within = int(np.argmax(heard.levels[first : first + _HELD] > threshold))
    return (first + within) * _STEP_MS - heard.lead


def _held(levels: NDArray[np.float32]) -> NDArray[np.floating]:
    """Average the power over the next steps."""
    if len(levels) < _HELD:
        return np.zeros(0, np.float32)
    sums = np.concatenate([[0.0], np.cumsum(10 ** (levels / 10), dtype=np.float64)])
    held: NDArray[np.floating] = 10 * np.log10(np.maximum((sums[_HELD:] - sums[:-_HELD]) / _HELD, _FLOOR * _FLOOR))
    return held


def _steps(duration: float) -> int:
    return int(duration / _STEP_MS)


def _levels(sound: Signal) -> NDArray[np.float32]:
    count = len(sound) // _STEP
    power = np.mean(np.square(sound[: count * _STEP].reshape(count, _STEP)), axis=1)
    levels: NDArray[np.float32] = (10 * np.log10(np.maximum(power, _FLOOR * _FLOOR))).astype(np.float32)
    return levels


def _voice_band(sound: Signal) -> Signal:
    size = int(2 ** (len(sound) - 1).bit_length())
    spectrum = np.fft.rfft(sound, size)
    frequency = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    spectrum[(frequency < _VOICE_BAND[0]) | (frequency > _VOICE_BAND[1])] = 0
    return np.fft.irfft(spectrum, size)[: len(sound)].astype(np.float32)
