"""A session with a bed: describes or renders any time range of it, bed and sounds together."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from coach.signal.facts import FULL_SCALE_16_BIT, TRUE_PEAK_CEILING
from coach.signal.loudness import amplitude_factor
from coach.sound import ducking
from coach.sound.ducking import Envelope
from coach.sound.time_index import TimeIndex
from coach.units import Milliseconds, samples

if TYPE_CHECKING:
    from coach.signal.facts import Signal
    from coach.sound.beds.bed import BedSection
    from coach.sound.placed_sounds import PlacedSound

CHANNELS: Final = 2
_ROOM_REACH: Final = Milliseconds(4)
_HEADROOM_DB: Final = 1.3
"""Room for peaks between the samples."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A session with a bed: the sections of the bed, the gains applied to it, and the sounds over it."""

    sections: TimeIndex[BedSection]
    envelopes: tuple[Envelope, ...]
    """Their product is the gain of the bed."""
    sounds: TimeIndex[PlacedSound]

    def level(self, moment: Milliseconds) -> float:
        """Return the gain of the bed at a moment, as a factor of amplitude."""
        return math.prod(ducking.level(envelope, moment) for envelope in self.envelopes)

    def heard_between(self, start: Milliseconds, end: Milliseconds) -> Arrangement:
        """Return it with those sections and sounds alone that are heard in a time range."""
        sections, sounds = self.sections.inside(start, end), self.sounds.inside(start, end)
        return replace(self, sections=TimeIndex(sections), sounds=TimeIndex(sounds))

    def describe(self, start: Milliseconds, end: Milliseconds) -> str:
        """Return a key of the sound in a time range: equal keys, equal sound."""
        beds = [_section_text(section, start, end) for section in self.sections.inside(start, end)]
        gains = [ducking.describe(envelope, start, end) for envelope in self.envelopes] if beds else []
        sounds = [f"{sound.start - start}:{sound.key}" for sound in self.sounds.inside(start, end)]
        return "|".join(("+".join(beds), "*".join(gains), "+".join(sounds)))

    def render(self, start: Milliseconds, end: Milliseconds) -> bytes:
        """Render a time range as 16-bit little-endian stereo PCM at 48 kHz: each sound in both channels, unattenuated.

        Where the sum would pass the ceiling the bed is lowered, never the voice.
        """
        from coach.sound.segments import overlay, silent_pcm

        bed = self._bed(start, end)
        parts = [(Milliseconds(sound.start - start), sound.pcm()) for sound in self.sounds.inside(start, end)]
        if not parts:
            return pcm16(bed)
        voice = overlay(silent_pcm(Milliseconds(end - start), 1), 1, parts)
        return overlay(pcm16(_make_room(bed, voice)), CHANNELS, [(Milliseconds(0), voice)])

    def _bed(self, start: Milliseconds, end: Milliseconds) -> Signal:
        import numpy as np

        bed = np.zeros((samples(Milliseconds(end - start)), CHANNELS), dtype=np.float32)
        for section in self.sections.inside(start, end):
            low, high = max(start, section.start), min(end, section.end)
            position = Milliseconds(section.position + low - section.start)
            sound = section.source.pcm(position, Milliseconds(high - low))
            edges = ducking.gain(_edges(section), Milliseconds(low), Milliseconds(high))
            bed[samples(Milliseconds(low - start)) : samples(Milliseconds(high - start))] += sound * edges[:, np.newaxis]
        for envelope in self.envelopes:
            bed *= ducking.gain(envelope, start, end)[:, np.newaxis]
        return bed


def pcm16(sound: Signal) -> bytes:
    """Convert samples of full scale 1.0 to 16-bit little-endian PCM."""
    import numpy as np

    scaled = sound * FULL_SCALE_16_BIT
    np.round(scaled, out=scaled)
    np.clip(scaled, -FULL_SCALE_16_BIT, FULL_SCALE_16_BIT, out=scaled)
    return scaled.astype("<i2").tobytes()


def _edges(section: BedSection) -> Envelope:
    edges = []
    if section.fade_in:
        edges.append(ducking.Ramp(section.start, Milliseconds(section.start + section.fade_in), 0.0, 1.0))
    if section.fade_out:
        edges.append(ducking.Ramp(Milliseconds(section.end - section.fade_out), section.end, 1.0, 0.0))
    return TimeIndex(edges)


def _section_text(section: BedSection, start: Milliseconds, end: Milliseconds) -> str:
    low, high = max(start, section.start), min(end, section.end)
    sound = section.source.describe(Milliseconds(section.position + low - section.start), Milliseconds(high - low))
    whole = section.start + section.fade_in <= start and end <= section.end - section.fade_out
    return f"{low - start}:{sound}:{'' if whole else ducking.describe(_edges(section), start, end)}"


def _make_room(bed: Signal, voice: bytes) -> Signal:
    """Lower the bed around the peaks of the voice, so that their sum stays under the ceiling."""
    import numpy as np

    ceiling = amplitude_factor(TRUE_PEAK_CEILING - _HEADROOM_DB)
    spoken = np.abs(np.frombuffer(voice, dtype="<i2")) / FULL_SCALE_16_BIT
    under = np.max(np.abs(bed), axis=1)
    if np.max(spoken + under) <= ceiling:
        return bed
    room = np.clip((ceiling - spoken) / np.maximum(under, 1e-9), 0.0, 1.0)
    reach = samples(_ROOM_REACH)
    padded = np.pad(room, (2 * reach, 2 * reach), constant_values=1.0)
    lowest = np.min(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1), axis=1)
    window = np.hanning(2 * reach + 3)[1:-1]
    smooth = np.convolve(lowest, window / np.sum(window), mode="valid")
    lowered: Signal = (bed * smooth[:, np.newaxis]).astype(np.float32)
    return lowered
