"""Measuring a file: its length, its integrated loudness (EBU R128) and its peak, in one pass."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.filter import Graph

from coach.errors import BedError
from coach.sound.beds.decode import REMEDY, Decoder, Signal
from coach.units import Milliseconds

_WHOLE_SECONDS: Final = 20 * 60
"""Files that are not longer than this are measured whole."""

_SAMPLED_EVERY_SECONDS: Final = 120
_SAMPLED_SECONDS: Final = 10
"""Of longer ones so much is listened to, so often: a talk keeps its level."""

_SILENT: Final = -70.0


class _Meter:
    """The R128 meter of libavfilter."""

    def __init__(self, rate: int) -> None:
        self._graph = Graph()
        self._source = self._graph.add_abuffer(sample_rate=rate, format="flt", layout="stereo", time_base=Fraction(1, rate))
        meter = self._graph.add("ebur128", "metadata=1")
        sink = self._graph.add("abuffersink")
        self._source.link_to(meter)
        meter.link_to(sink)
        self._graph.configure()
        self._rate = rate
        self.loudness = _SILENT
        self.peak = 0.0

    def hear(self, sound: Signal) -> None:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound).reshape(1, -1), format="flt", layout="stereo")
        frame.sample_rate = self._rate
        self._graph.push(frame)
        self.peak = max(self.peak, float(np.max(np.abs(sound))))
        self._read()

    def close(self) -> None:
        self._graph.push(None)
        self._read()

    def _read(self) -> None:
        while True:
            try:
                frame = self._graph.pull()
            except (av.BlockingIOError, av.EOFError):
                return
            loudness = float(frame.metadata.get("lavfi.r128.I", self.loudness))
            self.loudness = loudness if math.isfinite(loudness) else _SILENT


def measure(path: Path) -> tuple[int, float, float]:
    """Return a file's length in ms, its integrated loudness in LUFS and its highest sample in dBFS.

    Raises BedError for a file that cannot be read as sound, or holds none.
    """
    decoder = Decoder(path)
    meter = _Meter(decoder.rate)
    rate = decoder.rate
    end = 0
    for place, sound in decoder.blocks():
        end = max(end, place + len(sound))
        seconds = place / rate
        if seconds < _WHOLE_SECONDS or seconds % _SAMPLED_EVERY_SECONDS < _SAMPLED_SECONDS:
            if len(sound):
                meter.hear(sound)
        elif decoder.wanted < place:
            decoder.wanted = round((seconds // _SAMPLED_EVERY_SECONDS + 1) * _SAMPLED_EVERY_SECONDS * rate)
    meter.close()
    if end == 0:
        raise BedError(f"{path}: holds no sound; {REMEDY}")
    peak = 20 * math.log10(meter.peak) if meter.peak > 0 else _SILENT
    return Milliseconds(end * 1_000 // rate), round(meter.loudness, 2), round(peak, 2)
