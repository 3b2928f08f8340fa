"""Decoding a file once, from start to end, with no more than a few seconds of it in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import av
import numpy as np

from coach.units import SAMPLE_RATE, Milliseconds

if TYPE_CHECKING:
    from av.container import InputContainer

    from coach.signal.facts import Signal


BLOCK: Final = SAMPLE_RATE
"""The most samples in a block."""

_MOST_WARNINGS: Final = 20


class Analyser(Protocol):
    """Something that measures the whole file, block by block."""

    def feed(self, start: int, block: Signal) -> None:
        """Take the next block: the place of its first sample in the file, and its sound of shape (channels, samples)."""
        ...

    def finish(self) -> None:
        """End the measurement: the file is over."""
        ...


@dataclass(frozen=True, slots=True)
class Decoding:
    """The result of decoding a file."""

    samples: int
    """Decoded samples per channel, at 48 kHz."""
    rate: int
    """The file's own sample rate in Hz; 0 if it could not be opened."""
    warnings: tuple[str, ...]
    """The decoder's warnings, and the error that ended it."""
    damage: tuple[Milliseconds, ...] = ()
    """Where sound could not be decoded: silence of the same length stands there, and what follows is in its place."""


def decode(path: Path, analysers: Sequence[Analyser]) -> Decoding:
    """Decode a file and feed it to all analysers, block by block."""
    before = av.logging.get_level()
    av.logging.set_level(av.logging.WARNING)
    count = 0
    rate = 0
    errors: list[str] = []
    damage: list[Milliseconds] = []
    try:
        with av.logging.Capture() as logs:
            try:
                with av.open(str(path)) as container:
                    rate = container.streams.audio[0].rate
                    for block in _blocks(_decoded(container, errors, damage)):
                        for analyser in analysers:
                            analyser.feed(count, block)
                        count += block.shape[1]
            except (av.FFmpegError, IndexError, ValueError) as error:
                errors.append(f"cannot be decoded: {error}")
    finally:
        av.logging.set_level(before)
    for analyser in analysers:
        analyser.finish()
    warnings = [message.strip() for level, _, message in logs if level <= av.logging.WARNING]
    return Decoding(count, rate, tuple((warnings + errors)[:_MOST_WARNINGS]), tuple(damage))


def _readable(container: InputContainer, damage: list[Milliseconds]) -> Iterator[av.AudioFrame]:
    """Yield all frames that can be decoded. What cannot be is noted, and is silence as long as its bytes would be sound."""
    lost_from: int | None = None
    size = samples = 0
    for packet in container.demux(audio=0):
        try:
            frames = packet.decode()
        except av.InvalidDataError:
            if lost_from is None:
                lost_from = packet.pos
                damage.append(Milliseconds(samples * 1_000 // (container.streams.audio[0].rate or SAMPLE_RATE)))
            continue
        if frames and lost_from is not None:
            lost = round((packet.pos - lost_from) / (size or packet.size)) if packet.pos else 1
            for _ in range(lost):
                yield _silent(frames[0])
                samples += frames[0].samples
            lost_from = None
        for frame in frames:
            size = packet.size
            samples += frame.samples
            yield frame


def _silent(like: av.AudioFrame) -> av.AudioFrame:
    frame = av.AudioFrame(format=like.format.name, layout=like.layout.name, samples=like.samples)
    frame.sample_rate = like.sample_rate
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    return frame


def _decoded(container: InputContainer, errors: list[str], damage: list[Milliseconds]) -> Iterator[av.AudioFrame]:
    """Yield frames of one form, as the file's first one has it but at 48 kHz; another form midway is damage, and noted."""
    layout, first, converter, shape = "", None, None, None
    for frame in _readable(container, damage):
        own = (frame.format.name, frame.layout.name, frame.sample_rate)
        if first is None:
            first, layout = own, "mono" if frame.layout.nb_channels == 1 else "stereo"
        elif own[1:] != first[1:]:
            errors.append(f"a frame with {frame.layout.name} at {frame.sample_rate} Hz among others")
        if own == ("fltp", layout, SAMPLE_RATE):
            yield frame
            continue
        if own != shape:
            converter, shape = av.AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE), own
        assert converter is not None
        yield from converter.resample(frame)


def _blocks(frames: Iterable[av.AudioFrame]) -> Iterator[Signal]:
    """Gather short frames into blocks; each is an array of its own, without numbers that are none."""
    block = np.empty((0, 0), np.float32)
    count = 0
    for frame in frames:
        if count + frame.samples > block.shape[1]:
            if count:
                yield _finite(block[:, :count])
            block = np.empty((len(frame.planes), max(BLOCK, frame.samples)), np.float32)
            count = 0
        for channel, plane in zip(block, frame.planes, strict=True):
            channel[count : count + frame.samples] = np.frombuffer(memoryview(plane), np.float32, frame.samples)
        count += frame.samples
    if count:
        yield _finite(block[:, :count])


def _finite(block: Signal) -> Signal:
    return block if np.isfinite(block).all() else np.nan_to_num(block)


@dataclass(frozen=True, slots=True)
class Window:
    """A time range that is measured as one array, in samples from the start of the file."""

    start: int
    end: int
    """Not included."""
    receive: Callable[[Signal], None]
    """Is called with the sound, shape (channels, samples); silence before the start and after the end of the file."""


class WindowReader:
    """An analyser that collects the sound of windows and passes each on; all other sound is dropped."""

    def __init__(self, windows: Iterable[Window]) -> None:
        self._waiting = deque(sorted(windows, key=lambda window: window.start))
        self._open: list[tuple[Window, Signal]] = []
        self._channels = 1

    def feed(self, start: int, block: Signal) -> None:
        """Copy the part of the block that each window covers."""
        self._channels = len(block)
        end = start + block.shape[1]
        while self._waiting and self._waiting[0].start < end:
            window = self._waiting.popleft()
            self._open.append((window, self._silence(window)))
        still_open = []
        for window, sound in self._open:
            low, high = max(window.start, start), min(window.end, end)
            if low < high:
                sound[:, low - window.start : high - window.start] = block[:, low - start : high - start]
            if window.end <= end:
                window.receive(sound)
            else:
                still_open.append((window, sound))
        self._open = still_open

    def finish(self) -> None:
        """Pass on the windows that end after the file."""
        for window, sound in self._open:
            window.receive(sound)
        for window in self._waiting:
            window.receive(self._silence(window))

    def _silence(self, window: Window) -> Signal:
        return np.zeros((self._channels, window.end - window.start), np.float32)


def mono(sound: Signal) -> Signal:
    """Return the mean of the channels, shape (samples,). What all channels share keeps its level."""
    mixed: Signal = sound.mean(axis=0) if len(sound) > 1 else sound[0]
    return mixed
