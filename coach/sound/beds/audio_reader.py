"""Reads audio files of any format piece by piece: PyAV decodes and soxr resamples, so no file is in memory whole."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import av
import numpy as np
import soxr

from coach.errors import BedError
from coach.units import SAMPLE_RATE, Milliseconds, samples

if TYPE_CHECKING:
    from coach.signal.facts import Signal


REMEDY: Final = "convert it to MP3, M4A, FLAC, OGG or WAV, or leave it out"

_PREROLL_SECONDS: Final = 1.0
"""How much is decoded before the needed part: lossy formats depend on earlier packets."""

_KEPT_SECONDS: Final = 1.0
"""How much of the sound that was read stays in memory: neighbouring blocks overlap."""

_LARGEST_GAP_SECONDS: Final = 0.5
"""Time stamps further off than this are not followed."""

_SKIPPED_FROM_SECONDS: Final = 4.0
_FILTER_REACH: Final = 4_096
"""Samples around a stretch that the resampler is given too; its filter is shorter."""


_TAGS: Final[dict[str, Any]] = {"metadata_errors": "ignore"} if int(av.__version__.split(".")[0]) < 19 else {}  # noqa: PLR2004
"""Tags that are not UTF-8 must not stop the sound. From version 19 on PyAV has no such option, and needs none."""


class AudioDecoder:
    """Decodes a file once from its beginning; parts may be skipped.

    Time is counted in decoded samples at the rate that the file begins with. It comes from the time stamps, which PyAV makes
    exact for all formats that count in samples; where they do not, nothing is left undecoded and the samples are counted.
    Stamps that jump (recorders, radio, files joined from others) are not followed: a gap is half a second at most. Parts with
    another rate or other channels are converted.

    Raises BedError for a file that is missing or is no audio.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with reading(path):
            self._container = cast("av.container.InputContainer", av.open(str(path), **_TAGS))
            if not self._container.streams.audio or not self._container.streams.audio[0].rate:
                raise BedError(f"{path}: holds no sound; {REMEDY}")
            self._stream = self._container.streams.audio[0]
            self.rate: int = self._stream.rate
        self._stamps = _Stamps(self._stream)
        self._exact = self._stream.time_base is not None and self._stream.time_base * self.rate <= 1
        self._has_skipped = False
        self._converter: av.AudioResampler | None = None
        self._shape: tuple[str, str, int] | None = None
        self.needed_from = 0
        """The first sample that is needed; may be moved forward between blocks."""

    def blocks(self) -> Iterator[tuple[int, Signal]]:
        """Yield the place of each block of sound and the block, in order; damaged packets are left out."""
        counted = 0
        packets = self._container.demux(self._stream)
        while (frames := self._decoded(packets)) is not None:
            for frame in frames:
                place = self._place(frame, counted)
                for sound in self._converted(frame):
                    yield place, sound
                    place += len(sound)
                counted = place
        for sound in self._rest():
            yield counted, sound

    def _place(self, frame: av.AudioFrame, counted: int) -> int:
        """Return a frame's place: by its stamp, or next to the one before where the stamp jumps or the rate is converted."""
        if not self._exact or frame.pts is None:
            return counted
        place = self._stamps.place(frame.pts)
        if self._has_skipped:
            self._has_skipped = False
            return place
        is_converted = frame.sample_rate != self.rate and _shape(frame) == self._shape
        is_next = is_converted or abs(place - counted) > self.rate * _LARGEST_GAP_SECONDS
        return counted if is_next else place

    def _decoded(self, packets: Iterator[av.Packet[av.AudioStream]]) -> list[av.AudioFrame] | None:
        """Decode the next packet that is needed; None after the last one."""
        skipped = False
        with reading(self.path):
            for packet in packets:
                if self._exact and self._stamps.follow(packet) < self.needed_from - self._preroll:
                    skipped = True
                    continue
                if skipped:
                    self._stream.codec_context.flush_buffers()
                    self._has_skipped = True
                try:
                    return packet.decode()
                except av.InvalidDataError:
                    return []
        return None

    @property
    def _preroll(self) -> int:
        return round(_PREROLL_SECONDS * self.rate)

    def _converted(self, frame: av.AudioFrame) -> Iterator[Signal]:
        """Yield a frame's sound, after what is left of a part of the file that had another form."""
        if _shape(frame) != self._shape:
            yield from self._rest()
            self._converter = av.AudioResampler(format="fltp", layout="stereo", rate=self.rate)
            self._shape = _shape(frame)
        assert self._converter is not None
        with reading(self.path):
            sound = self._joined(self._converter.resample(frame))
        yield sound

    def _rest(self) -> Iterator[Signal]:
        if self._converter is not None and self._shape is not None and self._shape[2] != self.rate:
            yield self._joined(self._converter.resample(None))

    def _joined(self, frames: list[av.AudioFrame]) -> Signal:
        parts = [part.to_ndarray().T for part in frames]
        sound = np.concatenate(parts).astype(np.float32, copy=False) if parts else np.zeros((0, 2), dtype=np.float32)
        # A damaged frame may decode to a thousand times full scale, and a float file may hold what is no number.
        return np.clip(np.nan_to_num(sound, copy=False), -1.0, 1.0)


def _shape(frame: av.AudioFrame) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


class _Stamps:
    """The time stamps of a stream as places in samples, without their jumps."""

    def __init__(self, stream: av.AudioStream) -> None:
        self._base = stream.time_base
        self._rate = stream.rate
        self._origin = stream.start_time or 0
        self._shift = 0
        self._expected: int | None = None
        self._usual = 0

    def place(self, stamp: int) -> int:
        """Return the place of a stamp, after all the jumps before it."""
        assert self._base is not None
        return round((stamp - self._origin) * self._base * self._rate) + self._shift

    def follow(self, packet: av.Packet[av.AudioStream]) -> int:
        """Take note of the next packet, and return its place."""
        largest_gap = self._rate * _LARGEST_GAP_SECONDS
        if packet.pts is None:
            place = self._expected or 0
        else:
            place = self.place(packet.pts)
            if self._expected is not None and abs(place - self._expected) > largest_gap:
                self._shift += self._expected - place
                place = self._expected
        # Before a jump the duration is the jump's.
        length = round((packet.duration or 0) * self._base * self._rate) if self._base else 0
        self._usual = length if 0 < length <= largest_gap else self._usual
        self._expected = place + self._usual
        return place


class AudioReader:
    """Reads any time range of a file; fastest in the order of time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open()

    def stretch(self, position: Milliseconds, length: Milliseconds) -> Signal:
        """Return a stretch at 48 kHz; silence before the file's beginning and after its end. Raises BedError."""
        rate = self._decoder.rate
        common = math.gcd(rate, SAMPLE_RATE)
        up, down = SAMPLE_RATE // common, rate // common
        start, count = samples(position), samples(length)
        # Only where a sample of the file and one of ours coincide is the result the same whatever is read around it.
        first = (start - _FILTER_REACH) // up
        last = -(-(start + count + _FILTER_REACH) // up)
        sound = self._native(first * down, (last - first) * down)
        if rate != SAMPLE_RATE:
            sound = soxr.resample(sound, rate, SAMPLE_RATE, quality="HQ")
        skip = start - first * up
        return sound[skip : skip + count]

    def _open(self) -> None:
        self._decoder = AudioDecoder(self._path)
        self._blocks = self._decoder.blocks()
        self._start = 0
        self._held = np.zeros((0, 2), dtype=np.float32)

    def _native(self, start: int, count: int) -> Signal:
        if max(start, 0) < self._start:
            self._open()
        self._read_on(start, start + count)
        sound = np.zeros((count, 2), dtype=np.float32)
        low, high = max(start, self._start), min(start + count, self._start + len(self._held))
        if high > low:
            sound[low - start : high - start] = self._held[low - self._start : high - self._start]
        return sound

    def _read_on(self, start: int, end: int) -> None:
        rate = self._decoder.rate
        parts = [self._held]
        reached = self._start + len(self._held)
        if start > reached + _SKIPPED_FROM_SECONDS * rate:
            self._decoder.needed_from = start
            parts, self._start = [], start
            reached = start
        while reached < end:
            place, sound = next(self._blocks, (reached, None))
            if sound is None:
                break
            if place > reached:
                parts.append(np.zeros((place - reached, 2), dtype=np.float32))
            new_part = sound[max(reached - place, 0) :]
            parts.append(new_part)
            reached = max(reached, place + len(sound))
        joined = np.concatenate(parts) if parts else np.zeros((0, 2), dtype=np.float32)
        dropped = min(max(start - round(_KEPT_SECONDS * rate) - self._start, 0), len(joined))
        self._start += dropped
        self._held = joined[dropped:]


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn PyAV's errors about a file into a BedError."""
    try:
        yield
    except FileNotFoundError as error:
        raise BedError(f"{path}: there is no such file; check the path") from error
    except (av.FFmpegError, OSError, ValueError) as error:
        raise BedError(f"{path}: cannot be read as sound ({error}); {REMEDY}") from error
