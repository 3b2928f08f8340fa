"""The beats of an interval as moments: a tempo whose beats recur on the grid of MP3 frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coach.signal.facts import FRAME_MS
from coach.units import MINUTE, Milliseconds

CELLS: Final = (1, 2, 4, 8, 16)
"""How many beats a cell may have: each divides the beats of a composition."""


@dataclass(frozen=True, slots=True)
class BeatGrid:
    """A tempo: cells of whole MP3 frames, each divided into equal beats.

    A beat that begins a cell stands on the frame grid. A cell of one beat is the best: then all beats do, and whatever begins
    on a beat has the same frames under it.
    """

    frames: int
    """MP3 frames in a cell."""
    beats: int = 1
    """Beats in a cell."""

    @property
    def beat_ms(self) -> float:
        """The length of a beat in ms."""
        return self.frames * FRAME_MS / self.beats

    @property
    def bpm(self) -> float:
        """The tempo in beats per minute."""
        return MINUTE / self.beat_ms

    def place(self, number: float) -> Milliseconds:
        """Return how long after the first beat a beat is; halves are allowed."""
        return Milliseconds(round(number * self.frames * FRAME_MS / self.beats))

    def first_at(self, origin: Milliseconds, moment: int) -> Milliseconds:
        """Return the first beat at the moment or after it, where `origin` is a beat."""
        number = -(-(moment - origin) * self.beats // (self.frames * FRAME_MS))
        return Milliseconds(origin + self.place(number))

    def nearest(self, origin: Milliseconds, moment: int, parts: int = 1) -> Milliseconds:
        """Return the beat that is nearest to the moment, or with two parts the half beat."""
        number = round((moment - origin) * parts / self.beat_ms)
        return Milliseconds(origin + self.place(number / parts))


def first_beat(start: Milliseconds) -> Milliseconds:
    """Return where the first beat of an interval stands: the point of the frame grid nearest to its start, within 12 ms."""
    return Milliseconds((start + FRAME_MS // 2) // FRAME_MS * FRAME_MS)


def beat_grid(bpm: int) -> BeatGrid:
    """Return the grid with the fewest beats in a cell whose tempo is `bpm` when it is rounded to a whole number."""
    for beats in CELLS:
        grid = BeatGrid(round(beats * MINUTE / bpm / FRAME_MS), beats)
        if abs(grid.bpm - bpm) < 0.5:  # noqa: PLR2004 - half a beat per minute
            return grid
    return grid
