"""The quiet texture: a wide chord that never stands still, without a beat and without a seam."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from coach.cache import Cache
from coach.sound.beds.bed import BED_LOUDNESS, Section, Stretch
from coach.sound.beds.loop import Loop
from coach.sound.ducking import ATTACK
from coach.sound.loudness import factor, loudness
from coach.units import SAMPLE_RATE, Decibels, Milliseconds, samples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coach.script.cues import CueSheet

DESIGN: Final = "ambient-1"
"""Counts up when the texture sounds different: it is part of the key."""

PERIOD: Final = Milliseconds(30_000)
LEVEL: Final = Decibels(-4.0)
"""Against the level of a beat or of music: it stays in the background."""

_VOICES: Final = (
    (130.8, 1.0),
    (196.0, 0.9),
    (261.6, 0.7),
    (293.7, 0.55),
    (392.0, 0.5),
    (493.9, 0.3),
    (659.3, 0.25),
    (784.0, 0.18),
)
"""Pitches in Hz, and their amplitudes: C, G, D, B and E over several octaves."""

_WIDTH_HZ: Final = 0.22
"""How far the many sines of one voice lie apart: their beating is the slow swelling."""

_AIR: Final = 0.05
_FADE: Final = Milliseconds(2)


@dataclass(frozen=True, slots=True)
class AmbientBed:
    """A quiet texture under the whole session."""

    pauses: bool = False
    cache: Cache | None = field(default=None, compare=False)
    """Keeps the texture."""

    def sections(self, sheet: CueSheet, messages: tuple[Stretch, ...], places: tuple[Stretch, ...]) -> tuple[Section, ...]:
        """Lay the texture over the places. Under each message it begins anew, unheard: same words, same sound."""
        del sheet
        loop = Loop(f"{DESIGN}:{PERIOD}", PERIOD, _texture, self.cache)
        laid = []
        for place in places:
            inside = [message.start for message in messages if place.start + ATTACK < message.start < place.end]
            ends = [*inside, place.end]
            laid.append(Section(place.start, ends[0], loop, Milliseconds(0), _FADE, ATTACK if inside else _FADE))
            for start, end in zip(inside, ends[1:], strict=True):
                fade_out = _FADE if end == place.end else ATTACK
                laid.append(Section(Milliseconds(start - ATTACK), end, loop, Milliseconds(0), ATTACK, fade_out))
        return tuple(laid)

    def reached(self, sections: tuple[Section, ...]) -> Milliseconds | None:
        """Return None: the texture has no beginning and no end."""
        del sections
        return None


def _texture() -> NDArray[np.float32]:
    """Write the texture as a spectrum: whatever a discrete spectrum holds repeats without a seam."""
    import numpy as np

    count = samples(PERIOD)
    frequency = np.fft.rfftfreq(count, 1 / SAMPLE_RATE).astype(np.float32)
    shape = _AIR / 8 * np.exp(-0.5 * (np.log2(np.maximum(frequency, 1.0) / 900) / 1.2) ** 2)
    for hertz, amplitude in _VOICES:
        for overtone, share in ((1, 1.0), (2, 0.2), (3, 0.06)):
            shape += amplitude * share * np.exp(-0.5 * ((frequency - hertz * overtone) / (_WIDTH_HZ * overtone)) ** 2)
    chance = np.random.default_rng(5)
    sides = np.empty((count, 2), dtype=np.float32)
    for side in range(2):
        turned = shape * np.exp(2j * np.pi * chance.random(len(frequency), dtype=np.float32))
        sides[:, side] = np.fft.irfft(turned, count)
    # Half of each side in the other: wide, and whole in one earbud.
    texture = sides + 0.5 * sides[:, ::-1]
    texture *= factor(BED_LOUDNESS + LEVEL - loudness(texture))
    return texture
