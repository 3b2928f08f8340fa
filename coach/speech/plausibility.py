"""Whether a sound can be the line that was to be spoken: finite, as long as its words take, and moving as speech does.

The bounds are wide: of 375 lines in three voices none came near them, and what they are for (a click, a noise, a tone, half a
line, a line with minutes of babble) lies far outside.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from coach.signal.facts import Signal

_ONSET_SECONDS: Final = 0.2
"""That a line takes besides its characters."""

_DIGIT_WEIGHT: Final = 6
"""Characters that a digit takes to say: `7` is "seven"."""

_CAPITAL_WEIGHT: Final = 3
"""The same for a letter that may be spelled."""

_OF_A_WORD: Final = (0.4, 2.5)
_OF_A_SENTENCE: Final = (0.55, 2.0)
"""How long a line may be, in parts of what is expected of this voice."""

_SLACK_SECONDS: Final = 0.5
SENTENCE: Final = 20
"""Characters from which a line's length varies less."""

_WINDOW: Final = SAMPLE_RATE // 50
_LOUD: Final = 95.0
_ACTIVE_DB: Final = 30.0
_AUDIBLE_DB: Final = 45.0
_LEAST_ACTIVE: Final = 0.35
"""The part of a line that is within 30 dB of its loud places; speech has 0.58 or more."""

_LEAST_MOVEMENT_DB: Final = 1.5
"""The standard deviation of its level; speech has 2.7 dB or more, noise and tones under 1 dB."""

_VOICE_BAND: Final = (70.0, 1_000.0)
_LEAST_VOICE: Final = 0.25
"""The part of its energy in that band; speech has 0.69 or more, white noise 0.04."""

_FLOOR: Final = 1e-12


def spoken_length(text: str) -> int:
    """Return a line's length in characters as they are spoken."""
    capitals = [letter.isupper() for letter in text]
    spelled = sum(one and other for one, other in itertools.pairwise(capitals))
    return len(text) + (_DIGIT_WEIGHT - 1) * sum(letter.isdigit() for letter in text) + (_CAPITAL_WEIGHT - 1) * spelled


def pace(sentences: Iterable[tuple[str, float]]) -> float:
    """Return the seconds that a voice takes for a character, from sentences and the seconds that they took."""
    pairs = list(sentences)
    return sum(seconds for _, seconds in pairs) / sum(spoken_length(text) for text, _ in pairs)


def not_finite(sound: Signal) -> str:
    """Return what is wrong where a sound holds values that are no numbers; else nothing."""
    import numpy as np

    return "" if np.isfinite(sound).all() else "it holds values that are no numbers"


def refusal(sound: Signal, text: str, seconds_a_character: float, speed: float = 1.0) -> str:
    """Return why a sound (48 kHz, one channel, trimmed) cannot be the line; empty where it can.

    `seconds_a_character` is the voice's own pace at a speed of 1.0.
    """
    return unlike_length(len(sound) / SAMPLE_RATE, text, seconds_a_character / speed) or unlike_speech(sound)


def unlike_length(seconds: float, text: str, seconds_a_character: float) -> str:
    """Return why a line of this length cannot be these words at this pace; empty where it can."""
    expected = _ONSET_SECONDS + seconds_a_character * spoken_length(text)
    shortest, longest = _OF_A_SENTENCE if len(text) >= SENTENCE else _OF_A_WORD
    if not shortest * expected <= seconds <= longest * expected + _SLACK_SECONDS:
        return f"it lasts {seconds:.1f} s, and this voice takes about {expected:.1f} s for these words"
    return ""


def early_end(sound: Signal) -> float:
    """Return how many seconds before its end a sound (48 kHz, one channel) falls silent."""
    import numpy as np

    levels = _window_levels(sound)
    audible = np.flatnonzero(levels > float(np.percentile(levels, _LOUD)) - _AUDIBLE_DB) if levels.size else levels
    return (levels.size - 1 - int(audible[-1])) * _WINDOW / SAMPLE_RATE if audible.size else len(sound) / SAMPLE_RATE


def _window_levels(sound: Signal) -> Signal:
    import numpy as np

    count = len(sound) // _WINDOW
    windows = np.square(sound[: count * _WINDOW].astype(np.float64)).reshape(count, _WINDOW)
    levels: Signal = 10 * np.log10(windows.mean(axis=1) + _FLOOR)
    return levels


def unlike_speech(sound: Signal) -> str:
    """Return why a sound (48 kHz, one channel, trimmed) is no speech; empty where it may be."""
    import numpy as np

    levels = _window_levels(sound)
    top = float(np.percentile(levels, _LOUD)) if levels.size else 0.0
    if not levels.size or float(np.mean(levels > top - _ACTIVE_DB)) < _LEAST_ACTIVE:
        return "most of it is silence"
    if float(np.std(levels[levels > top - _AUDIBLE_DB])) < _LEAST_MOVEMENT_DB:
        return "its level never moves: a tone or a noise"
    spectrum = np.abs(np.fft.rfft(sound)) ** 2
    frequency = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    voice = spectrum[(frequency > _VOICE_BAND[0]) & (frequency < _VOICE_BAND[1])].sum()
    if float(voice) < _LEAST_VOICE * float(spectrum.sum()):
        return "it has no voice in it: a noise"
    return ""
