"""A source that is rendered once and repeats. Its period is whole MP3 frames, so its encoded blocks recur."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from coach.cache import Cache
from coach.signal.facts import FULL_SCALE_16_BIT
from coach.units import Decibels, Milliseconds, samples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coach.signal.facts import Signal

_LOOPS_IN_MEMORY = 12
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
    """Keeps the rendered period: rendering a phrase takes a tenth of a second."""
    duck: Decibels = Decibels(0.0)
    """How far it is lowered under a message."""

    def depth(self, position: Milliseconds, length: Milliseconds) -> Decibels:
        """Return the same depth everywhere."""
        del position, length
        return self.duck

    def describe(self, position: Milliseconds, length: Milliseconds) -> str:
        """Return a key of the sound in a time range."""
        return f"{self.key}@{position % self.period}+{length}"

    def pcm(self, position: Milliseconds, length: Milliseconds) -> Signal:
        """Render a time range; positions wrap around, before 0 too."""
        import numpy as np

        period = self.stored()
        sound = np.empty((samples(length), 2), dtype=np.float32)
        place: int = samples(Milliseconds(position % self.period))
        done = 0
        while done < len(sound):
            part = period[place : place + len(sound) - done]
            sound[done : done + len(part)] = part
            place, done = 0, done + len(part)
        sound /= FULL_SCALE_16_BIT
        return sound

    def sound(self) -> Signal:
        """Return the whole sound that `render` makes, once."""
        import numpy as np

        return self.stored().astype(np.float32) / FULL_SCALE_16_BIT

    def stored(self) -> NDArray[np.int16]:
        """Return the whole sound that `render` makes, as 16-bit samples; it is rendered once."""
        with _rendering:
            return _rendered_period(self)


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
