"""Text of strangers, made safe to show: a terminal obeys control characters, and some letters turn a line round."""

from __future__ import annotations

import unicodedata
from typing import Final

LONGEST_LINE: Final = 2_000
"""Characters of a message that are shown."""

_KEPT: Final = "\n\t"
_UNSAFE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of Unicode: controls, formats (such as those that turn text round), surrogates, what means nothing, separators."""


def printable(text: str, longest: int = LONGEST_LINE) -> str:
    """Return a text with a question mark for each character that a terminal would obey, shortened to `longest` characters."""
    safe = text if text.isascii() and text.isprintable() else "".join(map(_safe, text[: longest + 1]))
    return safe if len(safe) <= longest else f"{safe[:longest]}…"


def _safe(letter: str) -> str:
    return "?" if letter not in _KEPT and unicodedata.category(letter) in _UNSAFE else letter
