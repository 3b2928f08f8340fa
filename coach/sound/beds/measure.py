"""Measuring a file: its length, its integrated loudness (EBU R128), its peak and its profile, in one pass."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final

import numpy as np

from coach.errors import BedError
from coach.signal.loudness import GATE_LUFS, LoudnessMeter
from coach.sound.beds.audio_reader import REMEDY, AudioDecoder
from coach.sound.beds.profile import LevelProfile, ProfileMeter
from coach.units import Milliseconds

_WHOLE_SECONDS: Final = 20 * 60
"""Files up to this length are measured whole."""

_SAMPLED_EVERY_SECONDS: Final = 120
_SAMPLED_SECONDS: Final = 10
"""Of a longer file this much is measured, this often: the level of a talk hardly changes."""

_CHANNELS: Final = 2


def measure(path: Path) -> tuple[int, float, float, LevelProfile]:
    """Return a file's length in ms, its integrated loudness in LUFS, its highest sample in dBFS, and its profile.

    The profile of a file that is longer than `_WHOLE_SECONDS` is empty.

    Raises BedError for a file that cannot be read as sound, or holds none.
    """
    decoder = AudioDecoder(path)
    rate = decoder.rate
    meter = LoudnessMeter(_CHANNELS, rate)
    profile = ProfileMeter(rate)
    highest = 0.0
    end = 0
    for place, sound in decoder.blocks():
        end = max(end, place + len(sound))
        seconds = place / rate
        if seconds < _WHOLE_SECONDS or seconds % _SAMPLED_EVERY_SECONDS < _SAMPLED_SECONDS:
            if len(sound):
                meter.feed(sound)
                profile.feed(sound)
                highest = max(highest, float(np.max(np.abs(sound))))
        elif decoder.needed_from < place:
            decoder.needed_from = round((seconds // _SAMPLED_EVERY_SECONDS + 1) * _SAMPLED_EVERY_SECONDS * rate)
    meter.finish()
    if end == 0:
        raise BedError(f"{path}: holds no sound; {REMEDY}")
    peak = 20 * math.log10(highest) if highest > 0 else GATE_LUFS
    levels = profile.finish() if end <= _WHOLE_SECONDS * rate else LevelProfile()
    return Milliseconds(end * 1_000 // rate), round(meter.integrated, 2), round(peak, 2), levels
