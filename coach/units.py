"""Units of time and level, and the one clock: whole milliseconds from the start of the session."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NewType

from coach.errors import DurationError

Milliseconds = NewType("Milliseconds", int)
"""A point or a length of time in whole milliseconds; points count from the start of the warm-up."""

Samples = NewType("Samples", int)
"""A count of PCM samples (per channel) at `SAMPLE_RATE`."""

Lufs = NewType("Lufs", float)
"""Loudness in LUFS (ITU-R BS.1770)."""

Decibels = NewType("Decibels", float)
"""A gain or a level in dB; what it is relative to stands in the name that carries it."""


class DistanceUnit(StrEnum):
    """What distance is spoken in."""

    KM = "km"
    MI = "mi"


SAMPLE_RATE = 48_000
"""Samples a second in every sound of the product: an MP3 frame is then exactly 24 ms."""

SAMPLES_PER_MS = Samples(SAMPLE_RATE // 1_000)

SECOND = Milliseconds(1_000)
MINUTE = Milliseconds(60_000)
HOUR = Milliseconds(3_600_000)

LONGEST_DURATION = Milliseconds(24 * HOUR)
"""The longest duration that is read; whatever is longer is a slip of the keyboard."""

_CLOCK = re.compile(r"(?:(\d{1,2}):(?=[0-5]\d:))?(\d{1,3}):([0-5]\d)", re.ASCII)
_LABELLED = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?", re.ASCII)


def parse_duration(text: str) -> Milliseconds:
    """Read `45s`, `90s`, `1m30s`, `5m`, `1h10m`, `1:30` (minutes:seconds) or `1:10:00`.

    Raises DurationError when the text is none of these, is zero or is longer than a day.
    """
    compact = text.strip().lower().replace(" ", "")
    match = _CLOCK.fullmatch(compact) or _LABELLED.fullmatch(compact)
    if match is None or not compact:
        raise DurationError(text)
    hours, minutes, seconds = (int(group or 0) for group in match.groups())
    duration = hours * HOUR + minutes * MINUTE + seconds * SECOND
    if not 0 < duration <= LONGEST_DURATION:
        raise DurationError(text)
    return Milliseconds(duration)


def duration_label(duration: Milliseconds) -> str:
    """Write a duration the way it is typed: `45s`, `1m30s`, `1h10m`. Rounds down to whole seconds."""
    minutes, seconds = divmod(duration // SECOND, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours}h" if hours else "", f"{minutes}m" if minutes else "", f"{seconds}s" if seconds else ""]
    return "".join(parts) or "0s"


def clock(duration: Milliseconds) -> str:
    """Write a duration as a stopwatch shows it: `28:00`, `1:10:00`. Rounds down to whole seconds."""
    minutes, seconds = divmod(duration // SECOND, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def samples(duration: Milliseconds) -> Samples:
    """Convert a duration to samples: exact, since a millisecond is 48 samples."""
    return Samples(duration * SAMPLES_PER_MS)
