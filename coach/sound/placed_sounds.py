"""The sounds of a cue sheet: every tone and every phrase, with its time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from coach.script.cues import Cue, CueSheet, Phrase, Tone
from coach.sound.earcons import Tones, tone_key, tone_length, tone_pcm
from coach.units import Milliseconds


class Clips(Protocol):
    """Spoken phrases: 16-bit little-endian mono PCM at 48 kHz, levelled to `SPEECH_LOUDNESS`, trimmed to the words."""

    def key(self, phrase: Phrase) -> str:
        """Return a key of the clip: equal keys, equal sound."""
        ...

    def clip(self, phrase: Phrase) -> bytes:
        """Return the clip's PCM."""
        ...


@dataclass(frozen=True, slots=True)
class PlacedSound:
    """A tone or a spoken phrase in its place in the session."""

    start: Milliseconds
    end: Milliseconds
    key: str
    """Equal keys mean equal sound."""
    pcm: Callable[[], bytes]
    """Renders it: 16-bit little-endian mono PCM at 48 kHz."""
    message: bool = True
    """Whether a bed is ducked under it. The sound that wakes a headset is no message."""


def placed_sounds(sheet: CueSheet, clips: Clips, tones: Tones = Tones.NORMAL) -> list[PlacedSound]:
    """List every tone and every phrase of a cue sheet in the order of time, none rendered yet."""
    sounds: list[PlacedSound] = []
    for cue in sheet.cues:
        if cue.tone is not None:
            sounds.append(_tone(cue, cue.tone, tones))
        for placed in cue.phrases:
            start = cue.start + placed.offset
            end = Milliseconds(start + placed.length)
            sounds.append(PlacedSound(Milliseconds(start), end, clips.key(placed.phrase), partial(clips.clip, placed.phrase)))
    sounds.sort(key=lambda sound: sound.start)
    return sounds


def _tone(cue: Cue, tone: Tone, tones: Tones) -> PlacedSound:
    length = tone_length(tone)
    if tone is Tone.WAKE:
        end = cue.start + cue.phrases[0].offset if cue.phrases else cue.end
        length = Milliseconds(end - cue.start)
    sound = partial(tone_pcm, tone, length, tones)
    end = Milliseconds(cue.start + length)
    return PlacedSound(cue.start, end, tone_key(tone, length, tones), sound, tone is not Tone.WAKE)
