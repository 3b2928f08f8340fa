"""Bluetooth headsets: how one that saves power behaves, and what a session may do against it. Imports no other package.

A model: a headset that hears nothing over its threshold for `HEADSET_SLEEPS_AFTER` falls asleep, and loses what it plays until
it has been awake for `HEADSET_WAKES_WITHIN`. Headsets differ in both; docs/headsets.md has a table for several.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from coach.units import Decibels, Milliseconds

HEADSET_SLEEPS_AFTER: Final = Milliseconds(900)
"""A headset may be asleep after so much time under its threshold."""

HEADSET_WAKES_WITHIN: Final = Milliseconds(1_500)
"""How much of the sound the headset that sessions are made for loses while it wakes up."""

HEADSET_THRESHOLD: Final = Decibels(-45.0)
"""The level that keeps that headset awake, in dBFS: of the highest sample in 10 ms."""


@dataclass(frozen=True, slots=True)
class Headset:
    """A headset, as a model has it."""

    threshold: Decibels | None = HEADSET_THRESHOLD
    """In dBFS, of the highest sample in 10 ms; None: it sleeps in digital silence alone."""
    wakes_within: Milliseconds = HEADSET_WAKES_WITHIN


MODEL_THRESHOLDS: Final = (Decibels(-36.0), HEADSET_THRESHOLD, Decibels(-50.0), Decibels(-60.0), None)
"""Of the headsets that files are measured for."""


class WakeSounds(StrEnum):
    """What keeps or makes a headset awake in the quiet between messages."""

    BREATH = "breath"
    """A soft breath of noise ahead of each message."""
    FLOOR = "floor"
    """Noise that nobody hears in place of digital silence."""
    BOTH = "both"
    NONE = "none"

    @property
    def has_breaths(self) -> bool:
        """Whether breaths are heard ahead of messages."""
        return self in (WakeSounds.BREATH, WakeSounds.BOTH)

    @property
    def has_floor(self) -> bool:
        """Whether the quiet between messages is noise that nobody hears."""
        return self in (WakeSounds.FLOOR, WakeSounds.BOTH)
