"""Tracks one after the other as one long source: each levelled, the end of one cross-fading into the next."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coach.sound.beds.tracks import Track
from coach.units import Decibels, Lufs, Milliseconds, samples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coach.sound.beds.decode import Reader

CROSSFADE: Final = Milliseconds(4_000)
"""How long two tracks are heard together; a quarter of the shortest at most."""

_PEAK: Final = Decibels(-2.0)
"""A quiet track with high peaks is not raised past this: it stays quieter than the others, and whole."""

_UNHEARD: Final = Lufs(-60.0)
_READERS: Final = 4
_open = threading.local()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A track in its place."""

    track: Track
    start: int
    first: bool
    """Nothing comes before it."""
    last: bool


@dataclass(frozen=True, slots=True)
class Playlist:
    """Tracks in their order."""

    tracks: tuple[Track, ...]
    loudness: Lufs
    """To which each is levelled."""
    crossfade: Milliseconds = CROSSFADE
    endless: bool = True
    """Begins again after the last."""
    period: Milliseconds | None = None

    @property
    def length(self) -> Milliseconds:
        """How long one round is."""
        return Milliseconds(sum(track.length - self._fade for track in self.tracks) + (0 if self.endless else self._fade))

    def describe(self, position: Milliseconds, length: Milliseconds) -> str:
        """Return what determines the sound of a stretch."""
        parts = []
        for entry in self._entries(position, length):
            place = position - entry.start
            edges = f"in{self._fade}" if not entry.first and place < self._fade else ""
            if not entry.last and place + length > entry.track.length - self._fade:
                edges += f"out{self._fade}"
            parts.append(f"{entry.track.key}@{place}{edges}{self._gain(entry.track):+.2f}")
        return f"{'&'.join(parts)}+{length}"

    def pcm(self, position: Milliseconds, length: Milliseconds) -> NDArray[np.float32]:
        """Render a stretch. Raises BedError for a file that cannot be read any more."""
        import numpy as np

        from coach.sound.loudness import factor

        sound = np.zeros((samples(length), 2), dtype=np.float32)
        for entry in self._entries(position, length):
            place = Milliseconds(position - entry.start)
            heard = _reader(entry.track.path).stretch(place, length) * factor(self._gain(entry.track))
            sound += heard * self._edges(entry, place, length)[:, np.newaxis]
        return sound

    @property
    def _fade(self) -> int:
        return min(self.crossfade, *(track.length // 4 for track in self.tracks))

    def _entries(self, position: Milliseconds, length: Milliseconds) -> Iterator[_Entry]:
        """Yield the tracks that a stretch holds a part of."""
        fade, period = self._fade, max(self.length, 1)
        cycle = max((position - fade) // period, 0) if self.endless else 0
        start = cycle * period
        while start < position + length:
            for index, track in enumerate(self.tracks):
                if start < position + length and start + track.length > position:
                    last = not self.endless and index == len(self.tracks) - 1
                    yield _Entry(track, start, first=start == 0, last=last)
                start += track.length - fade
            if not self.endless:
                return

    def _gain(self, track: Track) -> float:
        if track.loudness < _UNHEARD:
            return 0.0
        return min(self.loudness - track.loudness, _PEAK - track.peak)

    def _edges(self, entry: _Entry, place: Milliseconds, length: Milliseconds) -> NDArray[np.float32]:
        """Return the gain of a track in a stretch: cross-fades of equal power."""
        import numpy as np

        gain = np.ones(samples(length), dtype=np.float32)
        fade = samples(Milliseconds(self._fade))
        if not fade:
            return gain
        moments = np.arange(len(gain)) + samples(place)
        if not entry.first:
            gain *= np.sin(np.pi / 2 * np.clip(moments / fade, 0.0, 1.0))
        if not entry.last:
            gain *= np.sin(np.pi / 2 * np.clip((samples(entry.track.length) - moments) / fade, 0.0, 1.0))
        return gain


def _reader(path: Path) -> Reader:
    """Return this thread's reader of a file: where it stands, the next stretch is near."""
    from coach.sound.beds.decode import Reader

    readers: dict[Path, Reader] = _open.__dict__.setdefault("readers", {})
    reader = readers.pop(path, None) or Reader(path)
    readers[path] = reader
    while len(readers) > _READERS:
        del readers[next(iter(readers))]
    return reader
