"""Renders a pattern: every note at its exact time; what rings beyond the end is added to the beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from coach.signal.loudness import amplitude_factor, ungated_loudness
from coach.sound.beds import instruments
from coach.sound.beds.patterns import BARS, STEPS, Drum, Pattern
from coach.units import SAMPLE_RATE, Milliseconds, samples

if TYPE_CHECKING:
    from coach.signal.facts import Signal

_STEPS_A_BAR: Final = STEPS // BARS
_SOFT: Final = 0.5
_LEVELS: Final = {
    Drum.KICK: 0.95,
    Drum.SNARE: 0.42,
    Drum.RIM: 0.34,
    Drum.HAT: 0.16,
    Drum.OPEN_HAT: 0.15,
    Drum.SHAKER: 0.13,
}
_SIDES: Final = {Drum.HAT: 0.25, Drum.OPEN_HAT: 0.25, Drum.SHAKER: -0.3, Drum.RIM: -0.15}
"""Where each drum stands, from -1 (left) to 1 (right): a little aside, so that one earbud loses nothing."""

_BASS_LEVEL: Final = 0.42
_BASS_DOWN: Final = 24
_MELODY_UP: Final = 12
_RISE_DB: Final = 3.0
_GLUE: Final = 1.4


def play_pattern(pattern: Pattern, period: Milliseconds, level: float) -> Signal:
    """Play a pattern once, in `period`: samples of full scale 1.0 at 48 kHz, shape (samples, 2), as loud as `level` in LUFS."""
    stage = np.zeros((samples(period), 2), dtype=np.float32)
    _drums(stage, pattern)
    _bass(stage, pattern)
    _melody(stage, pattern)
    _pads(stage, pattern)
    if pattern.rising:
        rise = np.linspace(-_RISE_DB, 0.0, len(stage), dtype=np.float32)
        stage *= (10 ** (rise / 20))[:, np.newaxis]
    stage *= _GLUE
    np.tanh(stage, out=stage)
    stage *= amplitude_factor(level - ungated_loudness(stage))
    return stage


def _drums(stage: Signal, pattern: Pattern) -> None:
    sounds = {
        Drum.KICK: instruments.kick(),
        Drum.SNARE: instruments.snare(),
        Drum.RIM: instruments.rim(),
        Drum.HAT: instruments.hat(),
        Drum.OPEN_HAT: instruments.hat(0.06),
        Drum.SHAKER: instruments.shaker(),
    }
    for drum, line in pattern.drums:
        for step, stroke in enumerate(_four_bars(line)):
            if stroke != ".":
                level = _LEVELS[drum] * (1.0 if stroke == "x" else _SOFT)
                _place(stage, step, sounds[drum] * level, _SIDES.get(drum, 0.0))


def _bass(stage: Signal, pattern: Pattern) -> None:
    for step, name in enumerate(_four_bars(pattern.bass)):
        if name != ".":
            note = pattern.chords[step // _STEPS_A_BAR].tone(name) - _BASS_DOWN
            _place(stage, step, _BASS_LEVEL * instruments.bass(note, 2 * _step_seconds(stage)))


def _melody(stage: Signal, pattern: Pattern) -> None:
    for step, name in enumerate(_four_bars(pattern.melody)):
        if name != ".":
            note = pattern.chords[step // _STEPS_A_BAR].tone(name) + _MELODY_UP
            echo = pattern.melody_level * instruments.pluck(note)
            _place(stage, step, 0.7 * echo, 0.2)
            # An echo three sixteenths later, quieter and from the other side.
            _place(stage, (step + 3) % STEPS, 0.25 * echo, -0.4)


def _pads(stage: Signal, pattern: Pattern) -> None:
    length = _STEPS_A_BAR * _step_seconds(stage) + 0.1
    for bar, chord in enumerate(pattern.chords):
        for side, note in zip((-0.4, 0.0, 0.4), (chord.root, chord.third, chord.fifth), strict=True):
            _place(stage, bar * _STEPS_A_BAR, pattern.pad_level * 0.35 * instruments.pad(note, length), side)


def _place(stage: Signal, step: int, sound: Signal, side: float = 0.0) -> None:
    start = round(step * len(stage) / STEPS)
    places = (start + np.arange(len(sound))) % len(stage)
    stage[places, 0] += sound * min(1.0 - side, 1.0)
    stage[places, 1] += sound * min(1.0 + side, 1.0)


def _four_bars(line: str) -> str:
    bars = line.split()
    return "".join(bars * (BARS // len(bars)))


def _step_seconds(stage: Signal) -> float:
    return len(stage) / STEPS / SAMPLE_RATE
