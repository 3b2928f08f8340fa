"""The mix: a cue sheet, its clips and a bed become the spans that the MP3 stage encodes and joins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.script.cues import CueSheet
from coach.sound.earcons import Tones
from coach.sound.mixdown import Mixdown
from coach.sound.over_silence import over_silence
from coach.sound.placed_sounds import Clips, placed_sounds

if TYPE_CHECKING:
    from coach.sound.beds.bed import Bed, BedSection


def mix(sheet: CueSheet, clips: Clips, bed: Bed | None = None, tones: Tones = Tones.NORMAL, *, floor: bool = False) -> Mixdown:
    """Lay every cue of a session in its exact place, over silence or over a bed.

    `floor`: where nothing is heard lies noise that nobody hears (see `coach.sound.floor`), in place of digital silence.
    Nothing is rendered yet: each piece renders itself when the MP3 stage asks for it, which it does for new pieces alone.
    Raises BedError for music that cannot be read.
    """
    sounds = placed_sounds(sheet, clips, tones)
    if bed is None:
        mixdown = over_silence(sounds, sheet.file_length)
    else:
        from coach.sound.over_bed import over_bed

        mixdown = over_bed(sheet, sounds, bed)
    if floor:
        from coach.sound.floor import with_floor

        mixdown = with_floor(mixdown)
    return mixdown


def bed_sections(sheet: CueSheet, clips: Clips, bed: Bed) -> tuple[BedSection, ...]:
    """Return what is heard of a bed, in the order of time. Raises BedError for music that cannot be read, or is over."""
    from coach.sound.beds.bed import whole_session
    from coach.sound.over_bed import ducked_ranges

    return bed.sections(sheet, ducked_ranges(placed_sounds(sheet, clips), bed), whole_session(sheet))
