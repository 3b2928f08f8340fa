"""What people write that is no TOML, and what to write in its place."""

from __future__ import annotations

import re
from typing import Final

_AT: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_CURLY: Final = re.compile("[\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb]")
_TIME: Final = re.compile(r"([\w-]{1,40})\s*=\s*([0-9][0-9:.,]*(?:\s*[A-Za-z][A-Za-z0-9 ]{0,20})?)")
_BARE_WORDS: Final = re.compile(r"([\w-]{1,40})\s*=\s*([^\W\d_][^\"'#\[\]{}=,]{0,60})")
_COLON: Final = re.compile(r"\s*[\w-]{1,40}\s*:")
_CONSTANTS: Final = frozenset({"true", "false", "inf", "nan"})
_LONGEST_LINE: Final = 1_000
"""Characters of a line that are looked at."""


def likely_cause(text: str, message: str) -> str | None:
    """Return what is probably meant, and how to write it; None where that is not known.

    `message` is that of the reader of TOML, which names line and column.
    """
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return 'it looks like JSON; write TOML instead: title = "My plan", and each week under its own [[week]]'
    position = _AT.search(message)
    if position is None:
        return None
    line = text.split("\n")[int(position[1]) - 1][:_LONGEST_LINE]
    return _cause_in(line, int(position[2]) - 1)


def _cause_in(line: str, column: int) -> str | None:
    if _CURLY.search(line):
        return 'it has curly quotes; use straight ones: "'
    for match in _TIME.finditer(line):
        if match.start(2) <= column <= match.end() + 1 and not match[2].isdecimal():
            return f'write it in quotes: {match[1]} = "{match[2].strip()}"'
    for match in _BARE_WORDS.finditer(line):
        if match.start(2) <= column <= match.end() + 1 and match[2].strip() not in _CONSTANTS:
            return f'write a text in quotes: {match[1]} = "{match[2].strip()}"'
    if _COLON.match(line):
        return "write an equals sign after a key, not a colon"
    return None
