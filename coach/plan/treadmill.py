"""Speed and incline of an interval, as a treadmill shows them: read from text, and written in a runner's units."""

from __future__ import annotations

import re
from typing import Final

from coach.errors import InputError
from coach.units import DistanceUnit

KM_PER_MILE: Final = 1.609344
SLOWEST, FASTEST = 0.5, 25.0
"""Kilometres an hour: what a treadmill can do."""
STEEPEST: Final = 40.0
"""Percent."""

_SPEED: Final = re.compile(r"(\d{1,2}(?:[.,]\d{1,3})?)\s*(mph|km/h|kmh|kph)", re.ASCII | re.IGNORECASE)
_INCLINE: Final = re.compile(r"(\d{1,2}(?:[.,]\d)?)\s*%", re.ASCII)


def parse_speed(text: str) -> float:
    """Read `3.5 mph` or `5.6 km/h` as kilometres an hour. Raises InputError with the remedy."""
    match = _SPEED.fullmatch(text.strip())
    speed = _number(match[1]) * (KM_PER_MILE if match[2].lower() == "mph" else 1) if match else 0.0
    if not SLOWEST <= speed <= FASTEST:
        raise InputError(f'write a speed such as "3.5 mph" or "5.6 km/h", from {SLOWEST:g} to {FASTEST:g} km/h')
    return round(speed, 3)


def parse_incline(text: str) -> float:
    """Read `4 %` as percent. Raises InputError with the remedy."""
    match = _INCLINE.fullmatch(text.strip())
    if match is None or _number(match[1]) > STEEPEST:
        raise InputError(f'write an incline such as "4 %", from 0 to {STEEPEST:g} %')
    return _number(match[1])


def setting(speed: float | None, incline: float | None, units: DistanceUnit) -> str:
    """Write a speed (km/h) and an incline (percent) in these units: `3.5 mph, 4 % incline`; empty where there is neither."""
    parts = []
    if speed is not None:
        shown = speed if units is DistanceUnit.KM else speed / KM_PER_MILE
        parts.append(f"{round(shown, 1):g} {'km/h' if units is DistanceUnit.KM else 'mph'}")
    if incline is not None:
        parts.append(f"{incline:g} % incline" if incline else "no incline")
    return ", ".join(parts)


def _number(text: str) -> float:
    return float(text.replace(",", "."))
