"""The instruments of the beats: struck, plucked and held sounds, made of sines and noise. All mono at 48 kHz, peak about 1.

What is returned may be kept, and is not to be changed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from coach.signal.facts import Signal


TUNING: Final = 440.0
"""Hz of A4."""

_NYQUIST: Final = SAMPLE_RATE / 2
_KEPT: Final = 32
_PAD_BRIGHTNESS: Final = 4_000.0


def pitch(note: float) -> float:
    """Return the frequency in Hz of a MIDI note (69 is A4)."""
    return float(TUNING * 2 ** ((note - 69) / 12))


def kick() -> Signal:
    """Make a bass drum: a sine that falls from 190 to 52 Hz, with a click that small speakers can play."""
    time = _time(0.26)
    swept = 52 * time + (190 - 52) * 0.028 * (1 - np.exp(-time / 0.028))
    click = 0.25 * np.sin(2 * np.pi * 1_400 * time) * np.exp(-time / 0.004)
    return _struck(np.sin(2 * np.pi * swept) * np.exp(-time / 0.085) + click)


def snare() -> Signal:
    """Make a soft snare: a body at 196 Hz under a burst of noise."""
    time = _time(0.2)
    body = 0.5 * np.sin(2 * np.pi * 196 * time) * np.exp(-time / 0.05)
    return _struck(body + 0.8 * _noise(len(time), 900, 7_500, seed=2) * np.exp(-time / 0.055))


def rim() -> Signal:
    """Make a rim click: short, woody."""
    time = _time(0.06)
    wood = np.sin(2 * np.pi * 820 * time) + 0.6 * np.sin(2 * np.pi * 1_230 * time)
    return _struck(0.6 * wood * np.exp(-time / 0.009))


def hat(ring: float = 0.022) -> Signal:
    """Make a hi-hat that rings for so many seconds."""
    time = _time(5 * ring)
    return _struck(_noise(len(time), 6_500, 15_000, seed=3) * np.exp(-time / ring))


def open_hat() -> Signal:
    """Make an open hi-hat."""
    return hat(0.06)


def shaker() -> Signal:
    """Make a shaker: noise that swells and stops."""
    time = _time(0.09)
    swell: Signal = np.sin(np.pi * time / time[-1]) ** 2
    return _noise(len(time), 4_000, 11_000, seed=4) * swell


def bass(note: float, length: float) -> Signal:
    """Make a round bass note of a length in seconds, with overtones that small speakers can play."""
    return _tone(pitch(note), length, (1.0, 0.5, 0.22, 0.08), decay=0.9 * length + 0.05)


def pluck(note: float, length: float = 0.5) -> Signal:
    """Make a plucked note."""
    return _tone(pitch(note), length, (1.0, 0.45, 0.25, 0.12, 0.06), decay=0.13)


@lru_cache(maxsize=_KEPT)
def pad(note: float, length: float) -> Signal:
    """Make a held note of two slightly different voices that swells and leaves softly."""
    time = _time(length)
    sound = np.zeros(len(time))
    for cents in (-5.0, 4.0):
        frequency = pitch(note + cents / 100)
        for overtone in range(1, 7):
            if overtone * frequency < _PAD_BRIGHTNESS:
                sound += np.sin(2 * np.pi * overtone * frequency * time + overtone) / overtone**1.6
    swell = np.minimum(time / 0.09, 1.0) * np.minimum((length - time) / 0.14, 1.0)
    smooth: Signal = np.sin(np.pi / 2 * np.clip(swell, 0.0, 1.0)) ** 2
    return 0.4 * sound * smooth


@lru_cache(maxsize=2 * _KEPT)
def _tone(frequency: float, length: float, partials: tuple[float, ...], decay: float) -> Signal:
    time = _time(length)
    sound = np.zeros(len(time))
    for overtone, amplitude in enumerate(partials, start=1):
        if overtone * frequency < _NYQUIST:
            sound += amplitude * np.sin(2 * np.pi * overtone * frequency * time) * np.exp(-time * overtone**0.5 / decay)
    return _struck(sound)


def _time(length: float) -> Signal:
    return np.arange(round(length * SAMPLE_RATE)) / SAMPLE_RATE


def _struck(sound: Signal) -> Signal:
    """Begin within a millisecond, and end without a click."""
    rise, fall = 48, min(480, len(sound) // 4)
    sound[:rise] *= np.linspace(0.0, 1.0, rise)
    sound[-fall:] *= np.linspace(1.0, 0.0, fall)
    return sound


def _noise(count: int, low: float, high: float, seed: int) -> Signal:
    """Make noise in a band, peak 1; the same on every call."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    frequency = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    spectrum *= 1 / (1 + (low / np.maximum(frequency, 1.0)) ** 6) / (1 + (frequency / high) ** 6)
    noise: Signal = np.fft.irfft(spectrum, count)
    return noise / float(np.max(np.abs(noise)))
