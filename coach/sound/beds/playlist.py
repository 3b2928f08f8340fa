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
    from coach.signal.facts import Signal
    from coach.sound.beds.decode import Reader

CROSSFADE: Final = Milliseconds(4_000)
"""How long two tracks are heard together; a quarter of the shorter one at most."""

_PEAK: Final = Decibels(-3.0)
"""A quiet track with high peaks is not raised past this: it stays quieter than the others, and whole."""

_UNHEARD: Final = Lufs(-60.0)
_READERS: Final = 4
_SHARE: Final = 4
_open = threading.local()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A track in its place."""

    track: Track
    start: int
    fade_in: int
    """In ms; 0 where nothing comes before it."""
    fade_out: int


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
        return Milliseconds(sum(track.length for track in self.tracks) - sum(self._fades))

    def describe(self, position: Milliseconds, length: Milliseconds) -> str:
        """Return what determines the sound of a stretch."""
        parts = []
        for entry in self._entries(position, length):
            place = position - entry.start
            edges = f"in{entry.fade_in}" if place < entry.fade_in else ""
            if place + length > entry.track.length - entry.fade_out:
                edges += f"out{entry.fade_out}"
            parts.append(f"{entry.track.key}@{place}{edges}{self._gain(entry.track):+.2f}")
        return f"{'&'.join(parts)}+{length}"

    def pcm(self, position: Milliseconds, length: Milliseconds) -> Signal:
        """Render a stretch. Raises BedError for a file that cannot be read any more."""
        import numpy as np

        from coach.signal.loudness import amplitude_factor

        sound = np.zeros((samples(length), 2), dtype=np.float32)
        for entry in self._entries(position, length):
            place = Milliseconds(position - entry.start)
            heard = _reader(entry.track.path).stretch(place, length) * amplitude_factor(self._gain(entry.track))
            sound += heard * _edges(entry, place, length)[:, np.newaxis]
        return sound

    @property
    def _fades(self) -> tuple[int, ...]:
        """How long each track and the next are heard together: a matter of these two alone, whatever else is in the list."""
        following = (*self.tracks[1:], self.tracks[0])
        fades = [
            min(self.crossfade, one.length // _SHARE, other.length // _SHARE)
            for one, other in zip(self.tracks, following, strict=True)
        ]
        return tuple(fades) if self.endless else (*fades[:-1], 0)

    def _entries(self, position: Milliseconds, length: Milliseconds) -> Iterator[_Entry]:
        """Yield the tracks that a stretch holds a part of."""
        fades, period = self._fades, max(self.length, 1)
        cycle = max((position - fades[-1]) // period, 0) if self.endless else 0
        start = cycle * period
        while start < position + length:
            for index, track in enumerate(self.tracks):
                if start < position + length and start + track.length > position:
                    yield _Entry(track, start, fades[index - 1] if start else 0, fades[index])
                start += track.length - fades[index]
            if not self.endless:
                return

    def _gain(self, track: Track) -> float:
        if track.loudness < _UNHEARD:
            return 0.0
        return min(self.loudness - track.loudness, _PEAK - track.peak)


def _edges(entry: _Entry, place: Milliseconds, length: Milliseconds) -> Signal:
    """Return the gain of a track in a stretch: cross-fades of equal power."""
    import numpy as np

    gain = np.ones(samples(length), dtype=np.float32)
    moments = np.arange(len(gain)) + samples(place)
    if entry.fade_in:
        gain *= np.sin(np.pi / 2 * np.clip(moments / samples(Milliseconds(entry.fade_in)), 0.0, 1.0))
    if entry.fade_out:
        left = samples(entry.track.length) - moments
        gain *= np.sin(np.pi / 2 * np.clip(left / samples(Milliseconds(entry.fade_out)), 0.0, 1.0))
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
