"""Remedies for unknown words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str], otherwise: str | None = None) -> str:
    """Return a remedy: the known word that is nearest, else what `otherwise` says, else all known words."""
    choices = list(known)
    near = difflib.get_close_matches(word, choices, 1)
    if near:
        return f"did you mean {near[0]}?"
    return otherwise or f"known here: {', '.join(choices)}"
