"""The designed tones. Each differs from all others in contour and in rhythm.

    OPENING  a bell over a long chord          2.06 s   wakes a sleeping headset
    RUN      three quick notes, rising         0.38 s
    WALK     two slower notes, falling         0.38 s
    WARNING  two notes of one pitch            0.48 s
    COUNT    one short tick of two pitches     0.12 s
    HALFWAY  low, high, low: an arch           1.20 s
    NOTICE   high, low, high: a quick dip      0.29 s
    FINISH   three knocks and a long chord     2.40 s
    WAKE     a soft breath of noise, as long as its cue

Every note starts within milliseconds, so that a change is exact. Pitches stay between 500 and 3000 Hz, which phone speakers
reproduce and older listeners hear, and no two tones hold the same pitch. Lengths are whole MP3 frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from coach.script.cues import Tone
from coach.signal.facts import FULL_SCALE_16_BIT, SPEECH_LOUDNESS, TRUE_PEAK_CEILING
from coach.units import SAMPLE_RATE, Decibels, Milliseconds, samples

if TYPE_CHECKING:
    from coach.signal.facts import Signal

DESIGN: Final = "3"
"""Part of the key of every tone. Counts up when the sound of any tone changes."""

LENGTHS: Final = {
    Tone.OPENING: Milliseconds(2_064),
    Tone.RUN: Milliseconds(384),
    Tone.WALK: Milliseconds(384),
    Tone.WARNING: Milliseconds(480),
    Tone.COUNT: Milliseconds(120),
    Tone.HALFWAY: Milliseconds(1_200),
    Tone.NOTICE: Milliseconds(288),
    Tone.FINISH: Milliseconds(2_400),
    Tone.WAKE: Milliseconds(1_800),
}
"""The length of each tone; for WAKE its usual length."""


class Tones(StrEnum):
    """How loud the tones of a session are."""

    NORMAL = "normal"
    SOFT = "soft"

    @property
    def gain(self) -> Decibels:
        """What is added to the level of every tone but WAKE."""
        return {Tones.NORMAL: Decibels(0.0), Tones.SOFT: Decibels(-6.0)}[self]


LEVELS: Final = {
    Tone.OPENING: Decibels(-3.0),
    Tone.RUN: Decibels(2.0),
    Tone.WALK: Decibels(2.0),
    Tone.WARNING: Decibels(0.0),
    Tone.COUNT: Decibels(2.0),
    Tone.HALFWAY: Decibels(-2.0),
    Tone.NOTICE: Decibels(-3.0),
    Tone.FINISH: Decibels(0.0),
    Tone.WAKE: Decibels(-23.0),
}
"""The loudness of each tone over its whole length, relative to speech."""


@dataclass(frozen=True, slots=True)
class _Note:
    pitch: float
    """In Hz."""
    start: int
    """In ms."""
    length: int
    """In ms; a note ends where the next begins, so that notes never overlap."""
    decay: float
    """Time constant of its fading, in ms."""
    level: float = 1.0
    partials: tuple[float, ...] = (1.0, 0.35, 0.12)
    """Amplitudes of the fundamental and its overtones."""


_HOLLOW = (1.0, 0.0, 0.25)
_PURE = (1.0, 0.15)
_BARE = (1.0,)

_SCORES: Final[dict[Tone, tuple[_Note, ...]]] = {
    Tone.RUN: (_Note(784.0, 0, 90, 200), _Note(1046.5, 90, 90, 200), _Note(1568.0, 180, 204, 160)),
    Tone.WALK: (_Note(880.0, 0, 170, 260, partials=_HOLLOW), _Note(587.3, 170, 214, 160, partials=_HOLLOW)),
    Tone.WARNING: (_Note(1318.5, 0, 190, 90, partials=_PURE), _Note(1318.5, 190, 290, 110, partials=_PURE)),
    # The low note is for ears and phones to which the high one is lost.
    Tone.COUNT: (_Note(1975.5, 0, 120, 34, partials=_BARE), _Note(905.0, 0, 120, 50, 0.8, _BARE)),
    Tone.HALFWAY: (_Note(698.5, 0, 260, 300), _Note(932.3, 260, 260, 300), _Note(698.5, 520, 680, 260)),
    Tone.NOTICE: (
        _Note(1174.7, 0, 60, 200, partials=_PURE),
        _Note(740.0, 60, 60, 200, partials=_PURE),
        _Note(1174.7, 120, 168, 70, partials=_PURE),
    ),
    Tone.FINISH: (
        _Note(988.0, 0, 150, 110),
        _Note(988.0, 200, 150, 110),
        _Note(988.0, 400, 150, 110),
        _Note(523.3, 600, 1800, 700, 0.33),
        _Note(659.3, 600, 1800, 700, 0.25),
        _Note(1318.5, 600, 1800, 700, 0.33),
    ),
    Tone.OPENING: (
        _Note(523.3, 0, 2064, 380, 0.80),
        _Note(349.2, 0, 2064, 1500, 0.12, _PURE),
        _Note(440.0, 0, 2064, 1500, 0.12, _PURE),
        _Note(659.3, 500, 1564, 420, 0.36),
        _Note(987.8, 1000, 1064, 420, 0.32),
    ),
}

_ATTACK = Milliseconds(3)
_RELEASE = Milliseconds(12)
_WAKE_EDGE = Milliseconds(10)
_WAKE_BAND = (180.0, 1_400.0)
_HEADROOM_DB = 0.5


def tone_length(tone: Tone) -> Milliseconds:
    """Return the length of a tone (for WAKE: its usual length)."""
    return LENGTHS[tone]


def tone_key(tone: Tone, length: Milliseconds | None = None, tones: Tones = Tones.NORMAL) -> str:
    """Return a key of the tone's sound: equal keys, equal sound. `length` is used for WAKE alone, `tones` for all others."""
    if tone is Tone.WAKE:
        return f"tone-{DESIGN}:{tone}:{length or LENGTHS[tone]}"
    return f"tone-{DESIGN}:{tone}{f'{tones.gain:+g}' if tones.gain else ''}"


def tone_pcm(tone: Tone, length: Milliseconds | None = None, tones: Tones = Tones.NORMAL) -> bytes:
    """Render a tone as 16-bit little-endian mono PCM at 48 kHz. `length` is used for WAKE alone."""
    import numpy as np

    return np.round(waveform(tone, length, tones) * FULL_SCALE_16_BIT).astype("<i2").tobytes()


def waveform(tone: Tone, length: Milliseconds | None = None, tones: Tones = Tones.NORMAL) -> Signal:
    """Render a tone as an array of samples, full scale 1.0, 48 kHz: also the reference to find it by in a finished file.

    `length` is used for WAKE alone, `tones` for all others. The loudness stands in a fixed relation to speech (`LEVELS`); the
    true peak is under the ceiling.
    """
    from coach.signal.loudness import amplitude_factor, true_peak, ungated_loudness

    sound = _wake_noise(length or LENGTHS[tone]) if tone is Tone.WAKE else _render_score(_SCORES[tone], LENGTHS[tone])
    level = LEVELS[tone] + (tones.gain if tone is not Tone.WAKE else 0.0)
    gain = SPEECH_LOUDNESS + level - ungated_loudness(sound)
    room = TRUE_PEAK_CEILING - _HEADROOM_DB - true_peak(sound)
    levelled: Signal = sound * amplitude_factor(min(gain, room + tones.gain))
    return levelled


def _render_score(score: tuple[_Note, ...], length: Milliseconds) -> Signal:
    import numpy as np

    sound = np.zeros(samples(length))
    for note in score:
        start = samples(Milliseconds(note.start))
        count = min(samples(Milliseconds(note.length)), len(sound) - start)
        time = np.arange(count) / SAMPLE_RATE
        tone = np.zeros(count)
        for overtone, amplitude in enumerate(note.partials, start=1):
            # High overtones fade first, as they do on a struck bar.
            fading = np.exp(-time * 1_000 * overtone**0.7 / note.decay)
            tone += amplitude * fading * np.sin(2 * np.pi * note.pitch * overtone * time)
        sound[start : start + count] += note.level * tone * _edges(count, _ATTACK, _RELEASE)
    return sound


def _wake_noise(length: Milliseconds) -> Signal:
    """Soft noise of an even level: the same samples for the same length, always."""
    import numpy as np

    count = samples(length)
    noise = np.random.default_rng(0).standard_normal(count)
    spectrum = np.fft.rfft(noise)
    frequency = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    low, high = _WAKE_BAND
    shape = 1 / (1 + (low / np.maximum(frequency, 1.0)) ** 4) / (1 + (frequency / high) ** 4)
    even = np.fft.irfft(spectrum * shape, count)
    return even * _edges(count, _WAKE_EDGE, _WAKE_EDGE)


def _edges(count: int, attack: Milliseconds, release: Milliseconds) -> Signal:
    """Return a gain of 1 with raised-cosine edges."""
    import numpy as np

    gain = np.ones(count)
    rise, fall = min(samples(attack), count), min(samples(release), count)
    gain[:rise] *= (1 - np.cos(np.pi * np.arange(rise) / rise)) / 2
    gain[count - fall :] *= (1 + np.cos(np.pi * np.arange(1, fall + 1) / fall)) / 2
    return gain
