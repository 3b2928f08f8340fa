"""The grid of moments at which whatever need not stand at an exact one begins: that of MP3 frames."""

from __future__ import annotations

from coach.signal.facts import FRAME_MS
from coach.units import Milliseconds


def grid_up(moment: int) -> Milliseconds:
    """Return the first point of the grid at or after the moment."""
    return Milliseconds(-(-moment // FRAME_MS) * FRAME_MS)


def grid_down(moment: int) -> Milliseconds:
    """Return the last point of the grid at or before the moment."""
    return Milliseconds(moment // FRAME_MS * FRAME_MS)
