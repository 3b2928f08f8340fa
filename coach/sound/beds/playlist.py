"""Audio files played one after the other as one source: all at one level, with cross-fades between them."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from coach.sound.beds.audio_files import AudioFile
from coach.sound.beds.bed import UNDER_SPEECH
from coach.units import Decibels, Lufs, Milliseconds, samples

if TYPE_CHECKING:
    from coach.signal.facts import Signal
    from coach.sound.beds.audio_reader import AudioReader

CROSSFADE: Final = Milliseconds(4_000)
"""How long two files are heard together; a quarter of the shorter one at most."""

BAND_UNDER_SPEECH: Final = Decibels(-31.0)
"""The highest level of a file between 300 and 4000 Hz under a message, in dBFS of both channels: 14 dB under that of speech."""

DEEPEST: Final = Decibels(-20.0)
"""A file is lowered by no more than this."""

_PEAK: Final = Decibels(-3.0)
"""The highest peak that a quiet file is raised to. It then stays quieter than the others, but does not clip."""

_UNHEARD: Final = Lufs(-60.0)
_READERS: Final = 4
_SHARE: Final = 4
_open = threading.local()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file in its place."""

    file: AudioFile
    start: int
    fade_in: int
    """In ms; 0 where nothing comes before it."""
    fade_out: int


class FilePart(NamedTuple):
    """A part of a file, in ms from its start."""

    path: Path
    start: Milliseconds
    end: Milliseconds


@dataclass(frozen=True, slots=True)
class Playlist:
    """Tracks in their order."""

    files: tuple[AudioFile, ...]
    loudness: Lufs
    """To which each is levelled."""
    crossfade: Milliseconds = CROSSFADE
    endless: bool = True
    """Begins again after the last."""
    period: Milliseconds | None = None

    @property
    def length(self) -> Milliseconds:
        """How long one round is."""
        return Milliseconds(sum(file.length for file in self.files) - sum(self._fades))

    def describe(self, position: Milliseconds, length: Milliseconds) -> str:
        """Return a key of the sound in a time range."""
        parts = []
        for entry in self._entries(position, length):
            place = position - entry.start
            edges = f"in{entry.fade_in}" if place < entry.fade_in else ""
            if place + length > entry.file.length - entry.fade_out:
                edges += f"out{entry.fade_out}"
            parts.append(f"{entry.file.key}@{place}{edges}{self._gain(entry.file):+.2f}")
        return f"{'&'.join(parts)}+{length}"

    def parts(self, position: Milliseconds, length: Milliseconds) -> Iterator[FilePart]:
        """Yield what is heard of which file in a time range."""
        for entry in self._entries(position, length):
            start, end = max(position - entry.start, 0), min(position + length - entry.start, entry.file.length)
            yield FilePart(entry.file.path, Milliseconds(start), Milliseconds(end))

    def depth(self, position: Milliseconds, length: Milliseconds) -> Decibels:
        """Return the gain under a message that is heard over a time range: what the loudest file there needs.

        The mean loudness comes down to `UNDER_SPEECH`, and the loudest moment of the speech band to `BAND_UNDER_SPEECH`.
        """
        depths = [self._depth(entry, Milliseconds(position - entry.start), length) for entry in self._entries(position, length)]
        return Decibels(math.floor(2 * min(depths, default=0.0)) / 2)

    def pcm(self, position: Milliseconds, length: Milliseconds) -> Signal:
        """Render a time range. Raises BedError for a file that cannot be read any more."""
        import numpy as np

        from coach.signal.loudness import amplitude_factor

        sound = np.zeros((samples(length), 2), dtype=np.float32)
        for entry in self._entries(position, length):
            place = Milliseconds(position - entry.start)
            sound_of_file = _reader(entry.file.path).stretch(place, length) * amplitude_factor(self._gain(entry.file))
            sound += sound_of_file * _edges(entry, place, length)[:, np.newaxis]
        return sound

    @property
    def _fades(self) -> tuple[int, ...]:
        """The length of the cross-fade of each file and the next. It depends on these two files alone."""
        following = (*self.files[1:], self.files[0])
        fades = [
            min(self.crossfade, one.length // _SHARE, other.length // _SHARE)
            for one, other in zip(self.files, following, strict=True)
        ]
        return tuple(fades) if self.endless else (*fades[:-1], 0)

    def _entries(self, position: Milliseconds, length: Milliseconds) -> Iterator[_Entry]:
        """Yield the files that overlap a time range."""
        fades, period = self._fades, max(self.length, 1)
        cycle = max((position - fades[-1]) // period, 0) if self.endless else 0
        start = cycle * period
        while start < position + length:
            for index, file in enumerate(self.files):
                if start < position + length and start + file.length > position:
                    yield _Entry(file, start, fades[index - 1] if start else 0, fades[index])
                start += file.length - fades[index]
            if not self.endless:
                return

    def _depth(self, entry: _Entry, place: Milliseconds, length: Milliseconds) -> float:
        profile, gain = entry.file.profile, self._gain(entry.file)
        mean, band = profile.mean_loudness(place, length), profile.loudest_band(place, length)
        if mean is None or band is None:
            return min(UNDER_SPEECH - self.loudness, 0.0)
        return max(min(UNDER_SPEECH - mean - gain, BAND_UNDER_SPEECH - band - gain, 0.0), DEEPEST)

    def _gain(self, file: AudioFile) -> float:
        if file.loudness < _UNHEARD:
            return 0.0
        return min(self.loudness - file.loudness, _PEAK - file.peak)


def _edges(entry: _Entry, place: Milliseconds, length: Milliseconds) -> Signal:
    """Return the gain of a file in a time range: cross-fades of equal power."""
    import numpy as np

    gain = np.ones(samples(length), dtype=np.float32)
    moments = np.arange(len(gain)) + samples(place)
    if entry.fade_in:
        gain *= np.sin(np.pi / 2 * np.clip(moments / samples(Milliseconds(entry.fade_in)), 0.0, 1.0))
    if entry.fade_out:
        left = samples(entry.file.length) - moments
        gain *= np.sin(np.pi / 2 * np.clip(left / samples(Milliseconds(entry.fade_out)), 0.0, 1.0))
    return gain


def _reader(path: Path) -> AudioReader:
    """Return this thread's reader of a file. The next time range is near its position."""
    from coach.sound.beds.audio_reader import AudioReader

    readers: dict[Path, AudioReader] = _open.__dict__.setdefault("readers", {})
    reader = readers.pop(path, None) or AudioReader(path)
    readers[path] = reader
    while len(readers) > _READERS:
        del readers[next(iter(readers))]
    return reader
