"""Markdown without what it writes for the eye: fences, headings, quotes, lists, emphasis, and the addresses of links.

Every step looks at each character a bounded number of times, whatever stands in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_FENCES: Final = ("```", "~~~")
_FRONT_MATTER: Final = re.compile(r"\A---\n.*?^---\n", re.DOTALL | re.MULTILINE)
_LINK: Final = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\n]|\([^()\n]*\))*\)")
_LINE_MARK: Final = re.compile(r"^\s{0,3}(#{1,6}|>|[-*+]|\d{1,9}\.)\s+", re.MULTILINE)
_EMPHASIS: Final = re.compile(r"[*_`~]+")


def without_marks(text: str) -> str:
    """Return the words of a Markdown text, with an empty line where a heading, a quote or an item begins."""
    text = _LINK.sub(r"\1", without_blocks(text))
    text = _LINE_MARK.sub("\n\n", text)
    return _EMPHASIS.sub("", text)


def without_blocks(text: str) -> str:
    """Return a Markdown text without its front matter and its fences."""
    return "\n".join(_without_fences(_FRONT_MATTER.sub(" ", text).split("\n")))


def _without_fences(lines: list[str]) -> Iterator[str]:
    """Yield the lines outside fences; one that is never closed is none."""
    last = {fence: max((place for place, line in enumerate(lines) if line.startswith(fence)), default=-1) for fence in _FENCES}
    inside = ""
    for place, line in enumerate(lines):
        fence = next((mark for mark in _FENCES if line.startswith(mark)), "")
        if inside:
            inside = "" if fence == inside else inside
        elif fence and place < last[fence]:
            inside = fence
        else:
            yield line
