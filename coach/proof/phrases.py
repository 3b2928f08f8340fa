"""Listening to a phrase: when it begins, how loud it is, and how much of a bed is heard under it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from coach.proof.promise import Due
from coach.proof.tape import Sound, middle
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

_OVER_BED_DB: Final = 6.0
"""Over a bed it begins where it rises so far over what the bed rarely passes ..."""

_CLEAR_OF_BED_DB: Final = 10.0
"""... and can only be measured if its syllables rise as far as this."""

_RARELY: Final = 0.9
_SYLLABLES: Final = 0.9
_HELD: Final = 20
"""Steps over which an onset must hold, on the average: a drum does not."""

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
class PhraseHeard:
    """What was heard where a phrase is due; its onset is judged when all of them have been heard."""

    due: Due
    loudness: Lufs
    """Of the middle of all channels, as a clip is levelled; without gating where it lasts less than a second."""
    gap: Lufs | None
    """The loudness of what is heard in the gap before it, after the sound before; None where there is too little of it."""
    levels: NDArray[np.float32]
    """In dBFS, in steps of 2 ms from where the phrase is listened for."""
    lead: Milliseconds
    """How long before the phrase's due time the levels begin."""

    @property
    def is_short(self) -> bool:
        """Whether it is too short to be levelled on its own."""
        return self.due.end - self.due.start < SHORTEST_MEASURED * 1_000


@dataclass(frozen=True, slots=True)
class Onset:
    """When a phrase begins."""

    due: Due
    error_ms: float | None
    """How late; None where nothing begins."""
    measurable: bool = True


def window_of(due: Due) -> tuple[int, int]:
    """Return the stretch that is to be heard of a phrase, in samples."""
    return (due.start - EARLY) * _PER_MS, max(due.end, due.start + LATE) * _PER_MS


def listen(due: Due, channels: Sound, *, bed: bool) -> PhraseHeard:
    """Listen to a phrase in its window. `bed`: one plays under it."""
    sound = middle(channels)
    lead = min(EARLY, due.start - due.free_from - _AFTER_SOUND)
    follows = due.start - due.free_from < HOLD
    if bed and not follows:
        # Until it is due the bed is on its way down, and tells nothing.
        lead = _LEAST_LEAD
    lead = Milliseconds(max(lead, _LEAST_LEAD))
    begin = (EARLY - lead) * _PER_MS
    words = sound[EARLY * _PER_MS : (EARLY + due.end - due.start) * _PER_MS]
    gap = channels[:, begin : (EARLY - _BEFORE_PHRASE) * _PER_MS]
    heard = _voice_band(sound) if bed else sound
    return PhraseHeard(
        due,
        ungated.loudness(words) if len(words) < SHORTEST_MEASURED * SAMPLE_RATE else loudness(words),
        _loudness(gap) if follows and gap.shape[1] >= _LEAST_GAP * _PER_MS else None,
        _levels(heard[begin : (EARLY + LATE) * _PER_MS]),
        lead,
    )


def _loudness(channels: Sound) -> Lufs:
    """Return the loudness as one channel of speech has it: the mean over the channels, not their sum."""
    return Lufs(ungated.loudness(channels.T) - 10 * float(np.log10(len(channels))))


def onsets(heard: Sequence[PhraseHeard], *, bed: bool) -> list[Onset]:
    """Find where each phrase begins: where it rises over silence, or clearly over all that the bed does in the gaps."""
    floor = _floor(heard) if bed else AUDIBLE_DBFS - _OVER_BED_DB
    return [_onset(each, floor, bed=bed) for each in heard]


def _onset(heard: PhraseHeard, floor: float, *, bed: bool) -> Onset:
    threshold = max(floor + _OVER_BED_DB, AUDIBLE_DBFS)
    if bed and np.quantile(heard.levels, _SYLLABLES) < floor + _CLEAR_OF_BED_DB:
        return Onset(heard.due, None, measurable=False)
    above = np.flatnonzero(heard.levels > threshold)
    if bed:
        above = above[[_held(heard.levels[index : index + _HELD]) > threshold for index in above]] if above.size else above
    return Onset(heard.due, float(above[0]) * _STEP_MS - heard.lead if above.size else None)


def _held(levels: NDArray[np.float32]) -> float:
    return float(10 * np.log10(np.mean(10 ** (levels / 10))))


def _floor(heard: Iterable[PhraseHeard]) -> float:
    gaps = [each.levels[: max(int((each.lead - _BEFORE_PHRASE) / _STEP_MS), 0)] for each in heard]
    levels = np.concatenate([np.full(1, AUDIBLE_DBFS, np.float32), *gaps])
    return float(np.quantile(levels, _RARELY))


def _levels(sound: Sound) -> NDArray[np.float32]:
    count = len(sound) // _STEP
    power = np.mean(np.square(sound[: count * _STEP].reshape(count, _STEP)), axis=1)
    levels: NDArray[np.float32] = (10 * np.log10(np.maximum(power, _FLOOR * _FLOOR))).astype(np.float32)
    return levels


def _voice_band(sound: Sound) -> Sound:
    size = int(2 ** (len(sound) - 1).bit_length())
    spectrum = np.fft.rfft(sound, size)
    frequency = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    spectrum[(frequency < _VOICE_BAND[0]) | (frequency > _VOICE_BAND[1])] = 0
    return np.fft.irfft(spectrum, size)[: len(sound)].astype(np.float32)
