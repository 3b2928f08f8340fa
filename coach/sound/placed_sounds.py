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
            sounds.append(placed_tone(cue.tone, cue.start, _length(cue, cue.tone), tones))
        sounds += (
            placed_phrase(placed.phrase, Milliseconds(cue.start + placed.offset), placed.length, clips)
            for placed in cue.phrases
        )
    sounds.sort(key=lambda sound: sound.start)
    return sounds


def placed_phrase(phrase: Phrase, start: Milliseconds, length: Milliseconds, clips: Clips) -> PlacedSound:
    """Return a phrase that begins at a moment."""
    return PlacedSound(start, Milliseconds(start + length), clips.key(phrase), partial(clips.clip, phrase))


def placed_tone(tone: Tone, start: Milliseconds, length: Milliseconds, tones: Tones) -> PlacedSound:
    """Return a tone that begins at a moment; `length` is its own, for WAKE any."""
    sound = partial(tone_pcm, tone, length, tones)
    return PlacedSound(start, Milliseconds(start + length), tone_key(tone, length, tones), sound, tone is not Tone.WAKE)


def _length(cue: Cue, tone: Tone) -> Milliseconds:
    if tone is not Tone.WAKE:
        return tone_length(tone)
    end = cue.start + cue.phrases[0].offset if cue.phrases else cue.end
    return Milliseconds(end - cue.start)
