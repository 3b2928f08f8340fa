"""Playing a file: it is decoded once from start to end, and no more than a few seconds of it are in memory at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import av
import numpy as np
from numpy.typing import NDArray

from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from av.container import InputContainer

Signal = NDArray[np.float32]
"""Full scale 1.0, 48 kHz."""

BLOCK: Final = SAMPLE_RATE
"""Samples that are handed on at a time, at most."""

_MOST_WARNINGS: Final = 20


class Analyser(Protocol):
    """Something that listens to the whole file."""

    def hear(self, start: int, block: Signal) -> None:
        """Take the next block: its first sample's place, and its sound with the shape (channels, samples)."""
        ...

    def close(self) -> None:
        """Take note that the file is over."""
        ...


@dataclass(frozen=True, slots=True)
class Decoding:
    """What there is to say about decoding a file."""

    samples: int
    """Samples per channel that it gave."""
    rate: int
    """Its own sample rate; what is heard has 48 kHz."""
    warnings: tuple[str, ...]
    """What the decoder had to say, and the error that ended it."""


def play(path: Path, ears: Sequence[Analyser]) -> Decoding:
    """Decode a file and let all the ears hear it, block by block."""
    before = av.logging.get_level()
    av.logging.set_level(av.logging.WARNING)
    heard = 0
    rate = 0
    failed: list[str] = []
    try:
        with av.logging.Capture() as logs:
            try:
                with av.open(str(path)) as container:
                    rate = container.streams.audio[0].rate
                    for block in _blocks(_decoded(container, rate)):
                        for ear in ears:
                            ear.hear(heard, block)
                        heard += block.shape[1]
            except (av.FFmpegError, IndexError) as error:
                failed.append(f"cannot be decoded: {error}")
    finally:
        av.logging.set_level(before)
    for ear in ears:
        ear.close()
    said = [message.strip() for level, _, message in logs if level <= av.logging.WARNING]
    return Decoding(heard, rate, tuple((said + failed)[:_MOST_WARNINGS]))


def _decoded(container: InputContainer, rate: int) -> Iterator[av.AudioFrame]:
    if rate == SAMPLE_RATE:
        yield from container.decode(audio=0)
        return
    resampler = av.AudioResampler(format="fltp", rate=SAMPLE_RATE)
    for frame in container.decode(audio=0):
        yield from resampler.resample(frame)


def _blocks(frames: Iterable[av.AudioFrame]) -> Iterator[Signal]:
    """Gather short frames into blocks; each is an array of its own."""
    block = np.empty((0, 0), np.float32)
    count = 0
    for frame in frames:
        if count + frame.samples > block.shape[1]:
            if count:
                yield block[:, :count]
            block = np.empty((len(frame.planes), max(BLOCK, frame.samples)), np.float32)
            count = 0
        for channel, plane in zip(block, frame.planes, strict=True):
            channel[count : count + frame.samples] = np.frombuffer(memoryview(plane), np.float32, frame.samples)
        count += frame.samples
    if count:
        yield block[:, :count]


@dataclass(frozen=True, slots=True)
class Request:
    """A stretch that somebody wants to hear as one piece, in samples from the start of the file."""

    start: int
    end: int
    """Not included."""
    then: Callable[[Signal], None]
    """Is given the sound, shape (channels, samples); silence where the file has not begun, or is over."""


class Windows:
    """An ear that cuts out the stretches that are asked for, and forgets all else."""

    def __init__(self, requests: Iterable[Request]) -> None:
        self._waiting = deque(sorted(requests, key=lambda request: request.start))
        self._open: list[tuple[Request, Signal]] = []
        self._channels = 1

    def hear(self, start: int, block: Signal) -> None:
        """Copy from the block what belongs to a request."""
        self._channels = len(block)
        end = start + block.shape[1]
        while self._waiting and self._waiting[0].start < end:
            request = self._waiting.popleft()
            self._open.append((request, self._nothing(request)))
        still_open = []
        for request, sound in self._open:
            low, high = max(request.start, start), min(request.end, end)
            if low < high:
                sound[:, low - request.start : high - request.start] = block[:, low - start : high - start]
            if request.end <= end:
                request.then(sound)
            else:
                still_open.append((request, sound))
        self._open = still_open

    def close(self) -> None:
        """Answer the requests that the file was too short for."""
        for request, sound in self._open:
            request.then(sound)
        for request in self._waiting:
            request.then(self._nothing(request))

    def _nothing(self, request: Request) -> Signal:
        return np.zeros((self._channels, request.end - request.start), np.float32)


def middle(sound: Signal) -> Signal:
    """Return the mean of the channels, shape (samples,): what is the same in all of them is there as it is."""
    mixed: Signal = sound.mean(axis=0) if len(sound) > 1 else sound[0]
    return mixed
