"""How fast a voice speaks: the words and factors that a runner can choose. Imports nothing heavy."""

from __future__ import annotations

from typing import Final

SLOWEST: Final = 0.5
FASTEST: Final = 2.0
"""The least and the greatest factor that a voice file may name, and that speech is stretched by."""

SLOWEST_CHOICE: Final = 0.7
FASTEST_CHOICE: Final = 1.3
"""The bounds of what a runner may choose: what was measured, and what sessions have room for."""

NAMED_RATES: Final = {"slower": 0.88, "faster": 1.15}


def parse_rate(text: str) -> float:
    """Read `slower`, `faster` or a factor such as `0.9`. Raises ValueError for anything else."""
    try:
        rate = NAMED_RATES.get(text) or float(text)
    except ValueError:
        rate = 0.0
    if not SLOWEST_CHOICE <= rate <= FASTEST_CHOICE:
        raise ValueError(f"use slower, faster or a number from {SLOWEST_CHOICE} to {FASTEST_CHOICE} (1 is as it is)")
    return rate
