"""Plays grooves and phrases: every note at its exact sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from coach.signal.loudness import amplitude_factor, ungated_loudness
from coach.sound.beds import instruments
from coach.sound.beds.phrases import BARS, STEPS, STEPS_A_BAR, STEPS_A_BEAT, Drum, Groove, Phrase
from coach.units import SAMPLE_RATE, Lufs, Milliseconds, samples

if TYPE_CHECKING:
    from coach.signal.beat_grid import BeatGrid
    from coach.signal.facts import Signal

RING: Final = Milliseconds(1_200)
"""How long the last notes of a phrase ring on after it."""

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
_OCTAVE: Final = 12
_ECHO_STEPS: Final = 3
_GLUE: Final = 1.4


def play_groove(groove: Groove, grid: BeatGrid, level: Lufs) -> Signal:
    """Play a cell of a groove as it sounds when it repeats: 48 kHz, full scale 1.0, shape (samples, 2), as loud as `level`."""
    steps = grid.beats * STEPS_A_BEAT
    stage = np.zeros((samples(Milliseconds(round(grid.beats * grid.beat_ms))), 2), dtype=np.float32)
    ringing = np.zeros((2 * len(stage) + samples(RING), 2), dtype=np.float32)
    _drums(ringing, tuple((drum, line * grid.beats) for drum, line in groove.drums), len(stage) / steps)
    for start in range(0, len(ringing), len(stage)):
        part = ringing[start : start + len(stage)]
        stage[: len(part)] += part
    stage *= amplitude_factor(level - ungated_loudness(np.tile(stage, (-(-SAMPLE_RATE // len(stage)), 1))))
    return stage


def play_phrase(phrase: Phrase, length: Milliseconds, level: Lufs) -> Signal:
    """Play a phrase that lasts `length`, and let it ring: shape (samples, 2), `RING` longer, its bars as loud as `level`."""
    count = samples(length)
    stage = np.zeros((count + samples(RING), 2), dtype=np.float32)
    step = count / STEPS
    _drums(stage, tuple((drum, _four_bars(line)) for drum, line in phrase.drums), step)
    _bass(stage, phrase, step)
    _melody(stage, phrase, step)
    _pads(stage, phrase, step)
    stage *= _GLUE
    np.tanh(stage, out=stage)
    stage *= amplitude_factor(level - ungated_loudness(stage[:count]))
    if any(phrase.rise_db):
        stage *= (10 ** (np.linspace(*phrase.rise_db, len(stage), dtype=np.float32) / 20))[:, np.newaxis]
    _fade(stage[count:])
    return stage


def _drums(stage: Signal, drums: tuple[tuple[Drum, str], ...], step: float) -> None:
    sounds = {
        Drum.KICK: instruments.kick,
        Drum.SNARE: instruments.snare,
        Drum.RIM: instruments.rim,
        Drum.HAT: instruments.hat,
        Drum.OPEN_HAT: instruments.open_hat,
        Drum.SHAKER: instruments.shaker,
    }
    for drum, line in drums:
        sound = sounds[drum]() * _LEVELS[drum]
        for number, stroke in enumerate(line):
            if stroke != ".":
                _place(stage, number * step, sound * (1.0 if stroke == "x" else _SOFT), _SIDES.get(drum, 0.0))


def _bass(stage: Signal, phrase: Phrase, step: float) -> None:
    for number, name in enumerate(_four_bars(phrase.bass)):
        if name != ".":
            note = phrase.chords[number // STEPS_A_BAR].tone(name) - _BASS_DOWN
            _place(stage, number * step, _BASS_LEVEL * instruments.bass(note, round(2 * step / SAMPLE_RATE, 4)))


def _melody(stage: Signal, phrase: Phrase, step: float) -> None:
    for number, name in enumerate(_four_bars(phrase.melody)):
        if name == ".":
            continue
        note = phrase.chords[number // STEPS_A_BAR].tone(name) + _MELODY_UP
        echo = phrase.melody_level * instruments.pluck(note)
        _place(stage, number * step, 0.7 * echo, 0.2)
        # An echo three sixteenths later, quieter and from the other side.
        _place(stage, (number + _ECHO_STEPS) * step, 0.25 * echo, -0.4)
        if phrase.bright:
            _place(stage, number * step, 0.4 * phrase.melody_level * instruments.pluck(note + _OCTAVE), -0.2)


def _pads(stage: Signal, phrase: Phrase, step: float) -> None:
    length = round(STEPS_A_BAR * step / SAMPLE_RATE + 0.1, 4)
    for bar, chord in enumerate(phrase.chords):
        for side, note in zip((-0.4, 0.0, 0.4), (chord.root, chord.third, chord.fifth), strict=True):
            _place(stage, bar * STEPS_A_BAR * step, phrase.pad_level * 0.35 * instruments.pad(note, length), side)


def _place(stage: Signal, place: float, sound: Signal, side: float = 0.0) -> None:
    start = round(place)
    part = sound[: len(stage) - start]
    stage[start : start + len(part), 0] += part * min(1.0 - side, 1.0)
    stage[start : start + len(part), 1] += part * min(1.0 + side, 1.0)


def _fade(ring: Signal) -> None:
    ring *= ((1 + np.cos(np.pi * np.arange(len(ring), dtype=np.float32) / len(ring))) / 2)[:, np.newaxis]


def _four_bars(line: str) -> str:
    bars = line.split()
    return "".join(bars * (BARS // len(bars)))
