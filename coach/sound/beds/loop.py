"""A source that is rendered once and repeats. Its period is whole MP3 frames, so its encoded blocks recur."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from coach.cache import Cache
from coach.signal.facts import FULL_SCALE_16_BIT
from coach.units import Milliseconds, samples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coach.signal.facts import Signal

_LOOPS_IN_MEMORY = 4
_rendering = Lock()


@dataclass(frozen=True, slots=True)
class Loop:
    """Sound that repeats without a seam."""

    key: str
    """Equal keys mean equal sound."""
    period: Milliseconds
    render: Callable[[], Signal] = field(compare=False)
    """Makes one period at 48 kHz, shape (samples, 2), full scale 1.0; the same on every call."""
    cache: Cache | None = field(default=None, compare=False)
    """Keeps the rendered period: rendering a pattern takes a tenth of a second."""

    def describe(self, position: Milliseconds, length: Milliseconds) -> str:
        """Return a key of the sound in a time range."""
        return f"{self.key}@{position % self.period}+{length}"

    def pcm(self, position: Milliseconds, length: Milliseconds) -> Signal:
        """Render a time range; positions wrap around, before 0 too."""
        import numpy as np

        with _rendering:
            period = _rendered_period(self)
        sound = np.empty((samples(length), 2), dtype=np.float32)
        place: int = samples(Milliseconds(position % self.period))
        done = 0
        while done < len(sound):
            part = period[place : place + len(sound) - done]
            sound[done : done + len(part)] = part
            place, done = 0, done + len(part)
        sound /= FULL_SCALE_16_BIT
        return sound


@lru_cache(maxsize=_LOOPS_IN_MEMORY)
def _rendered_period(loop: Loop) -> NDArray[np.int16]:
    """Return one period as 16-bit samples, which is all that the encoder is given."""
    import numpy as np

    key = f"loop|{loop.key}|{loop.period}"
    pcm = loop.cache.get(key) if loop.cache else None
    if pcm is None:
        pcm = np.round(loop.render() * FULL_SCALE_16_BIT).astype("<i2").tobytes()
        if loop.cache:
            loop.cache.put(key, pcm)
    return np.frombuffer(pcm, dtype="<i2").reshape(-1, 2)
