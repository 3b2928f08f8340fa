"""The pauses that an engine makes inside a phrase, between its sentences: brought to the length of those between phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coach.speech.engine import Pcm

if TYPE_CHECKING:
    from coach.signal.facts import Signal

LONGEST_PAUSE: Final = 0.4
"""Seconds, before the sound is stretched. hibari pauses for up to 1.2 s: long enough for a headset to fall asleep in a line."""

_WINDOW: Final = 0.005
_BELOW_LOUDEST_DB: Final = 45.0


def shorten_pauses(pcm: Pcm) -> Pcm:
    """Return the sound with what exceeds `LONGEST_PAUSE` cut out of the middle of each pause; its ends are left as they are."""
    import numpy as np

    window = max(1, round(_WINDOW * pcm.rate))
    count = len(pcm.samples) // window
    levels = np.sqrt(np.mean(np.square(pcm.samples[: count * window].reshape(count, window)), axis=1))
    audible = np.flatnonzero(levels > float(levels.max(initial=0.0)) * 10 ** (-_BELOW_LOUDEST_DB / 20))
    parts: list[Signal] = []
    place, most = 0, round(LONGEST_PAUSE * pcm.rate)
    for number in np.flatnonzero(np.diff(audible) * window > most + window):
        start, end = (int(audible[number]) + 1) * window, int(audible[number + 1]) * window
        cut = (start + end - (end - start - most)) // 2
        parts.append(_faded(pcm.samples[place:cut], window))
        place = cut + (end - start - most)
    if not parts:
        return pcm
    return Pcm(np.concatenate([*parts, pcm.samples[place:]]), pcm.rate)


def _faded(sound: Signal, window: int) -> Signal:
    import numpy as np

    faded = np.array(sound, np.float32)
    faded[-window:] *= np.linspace(1, 0, len(faded[-window:]), dtype=np.float32)
    return faded
