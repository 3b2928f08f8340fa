"""Units of time and level, and the one clock: whole milliseconds from the start of the session."""

from __future__ import annotations

import re
from decimal import Decimal
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

METRES_FROM = 100
"""From this number on, a bare `m` is as likely to mean metres as minutes: `400m` is refused, `400 min` is read."""

_LONGEST_TEXT = 60
"""Characters; no duration needs more."""

_CLOCK = re.compile(r"(?:(\d{1,2}):(?=[0-5]\d:))?(\d{1,3}):([0-5]\d)", re.ASCII)
_MANY_SECONDS = re.compile(r"0{1,2}:([6-9]\d)", re.ASCII)
_NUMBER = r"(\d{1,6}(?:[.,]\d{1,4})?)"
_JOINT = r"(?:\s*,?\s*(?:and\s+)?)"
_LABELLED = re.compile(
    rf"(?:{_NUMBER}\s*(?:hours?|hrs?|h)(?![a-z]){_JOINT})?"
    rf"(?:{_NUMBER}\s*(minutes?|mins?|m|['’\u2032])(?![a-z]){_JOINT})?"
    rf"(?:{_NUMBER}\s*(?:seconds?|secs?|s|[\"”\u2033])(?![a-z]))?\.?",
    re.ASCII,
)
_OPEN_END = re.compile(r"(\d{1,4})\s*(h|m)\s*([0-5]?\d)", re.ASCII)
"""The last unit may be left out: `1m30` is one minute thirty, `1h10` one hour ten."""
_BARE = re.compile(r"\d{1,6}(?:[.,]\d{1,4})?", re.ASCII)


def parse_duration(text: str) -> Milliseconds:
    """Read a duration as runners write it; the only reader of durations in the product.

    Units: `45s`, `90 sec`, `2 min`, `1.5 min`, `1,5 minutes`, `1m30s`, `1m30`, `1 h 10 min`, `1 hour and 10 minutes`; a
    stopwatch: `1:30` (minutes:seconds), `0:90`, `1:10:00`. The result is a number of whole seconds.

    Raises DurationError when the text is none of these, has no unit, is zero, is longer than a day or has parts of a second,
    and for `100m` and more, which may mean metres.
    """
    compact = " ".join(text.lower().split()) if len(text) <= _LONGEST_TEXT else ""
    for read in (_stopwatch, _many_seconds, _labelled, _open_end):
        seconds = read(compact)
        if seconds is not None:
            return _in_bounds(text, seconds)
    raise DurationError(text, *_remedy_for_bare(compact))


def _in_bounds(text: str, seconds: Decimal) -> Milliseconds:
    if seconds != int(seconds):
        raise DurationError(text, "use whole seconds")
    if not 0 < seconds * SECOND <= LONGEST_DURATION:
        raise DurationError(text)
    return Milliseconds(int(seconds) * SECOND)


def _stopwatch(text: str) -> Decimal | None:
    match = _CLOCK.fullmatch(text)
    return _total(*match.groups()) if match else None


def _many_seconds(text: str) -> Decimal | None:
    match = _MANY_SECONDS.fullmatch(text)
    return _total(None, None, match[1]) if match else None


def _labelled(text: str) -> Decimal | None:
    match = _LABELLED.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    hours, minutes, unit, seconds = match.groups()
    if unit == "m" and _number(minutes) >= METRES_FROM:
        raise DurationError(text, _minutes_or_metres(minutes))
    *larger, _ = [number for number in (hours, minutes, seconds) if number]
    if any(_number(number) % 1 for number in larger):
        return None
    return _total(hours, minutes, seconds)


def _open_end(text: str) -> Decimal | None:
    match = _OPEN_END.fullmatch(text)
    if match is None:
        return None
    number, unit, rest = match.groups()
    if unit == "m" and _number(number) >= METRES_FROM:
        raise DurationError(text, _minutes_or_metres(number))
    return _total(number, rest, None) if unit == "h" else _total(None, number, rest)


def _total(hours: str | None, minutes: str | None, seconds: str | None) -> Decimal:
    return _number(hours) * 3_600 + _number(minutes) * 60 + _number(seconds)


def _number(text: str | None) -> Decimal:
    return Decimal((text or "0").replace(",", "."))


def _minutes_or_metres(number: str) -> str:
    return f"minutes or metres? For minutes write {number} min; for {number} metres write their time, such as 2 min 30 s"


def _remedy_for_bare(text: str) -> tuple[str, ...]:
    """Return the two ways to write a number without a unit; empty for another text."""
    if not _BARE.fullmatch(text) or not _number(text):
        return ()
    number = text.replace(",", ".")
    if "." in number:
        return (f"minutes or hours? Write {number} min or {number} h",)
    minutes = f"{number} min" if int(number) >= METRES_FROM else f"{number}m"
    return (f"minutes or seconds? Write {minutes} or {number}s",)


def duration_label(duration: Milliseconds) -> str:
    """Write a duration the way it is typed: `45s`, `1m30s`, `1h10m`. Rounds down to whole seconds."""
    minutes, seconds = divmod(duration // SECOND, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours}h" if hours else "", f"{minutes}m" if minutes else "", f"{seconds}s" if seconds else ""]
    return "".join(parts) or "0s"


def duration_text(duration: Milliseconds, hour: str = "h", minute: str = "min", second: str = "s") -> str:
    """Write a duration as it is printed to a runner, with these units: `45 s`, `1 min 30 s`, `1 h 10 min`.

    Rounds down to whole seconds. `parse_duration` reads it too.
    """
    minutes, seconds = divmod(duration // SECOND, 60)
    hours, minutes = divmod(minutes, 60)
    numbers = ((hours, hour), (minutes, minute), (seconds, second))
    return " ".join(f"{number} {unit}" for number, unit in numbers if number) or f"0 {second}"


def clock(duration: Milliseconds) -> str:
    """Write a duration as a stopwatch shows it: `28:00`, `1:10:00`. Rounds down to whole seconds."""
    minutes, seconds = divmod(duration // SECOND, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def samples(duration: Milliseconds) -> Samples:
    """Convert a duration to samples: exact, since a millisecond is 48 samples."""
    return Samples(duration * SAMPLES_PER_MS)
