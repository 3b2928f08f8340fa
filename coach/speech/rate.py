"""How fast a voice speaks: the words and factors that a runner can choose. Imports nothing heavy."""

from __future__ import annotations

from typing import Final

SLOWEST: Final = 0.5
FASTEST: Final = 2.0
"""The speeds that all engines can speak at, as factors of their own."""

NAMED_RATES: Final = {"slower": 0.88, "faster": 1.15}


def parse_rate(text: str) -> float:
    """Read `slower`, `faster` or a factor such as `0.9`. Raises ValueError for anything else."""
    try:
        rate = NAMED_RATES.get(text) or float(text)
    except ValueError:
        rate = 0.0
    if not SLOWEST <= rate <= FASTEST:
        raise ValueError(f"use slower, faster or a number from {SLOWEST} to {FASTEST} (1 is as it is)")
    return rate
