"""A text file as a narrator would read it: without marks for the eye, a publisher's boilerplate, footnotes and rules.

Every rule takes time in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from coach.script.markdown import without_blocks, without_marks

_LOOKS_LIKE_HTML: Final = re.compile(
    r"<!doctype html|</?(?:html|body|head|p|div|br|h[1-6]|ul|ol|li|table|span|em|i|b)(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"""(<(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>)|<[^<>]*+>|<""")
"""A whole tag; one that opens a quotation and does not close it; what only begins like a tag."""

_COMMENT_END: Final = re.compile("--!?>")

_SILENT: Final = frozenset({"script", "style", "head", "nav", "template", "noscript", "svg", "math", "sup"})
"""Elements that nobody reads aloud; `sup` holds the marks of footnotes."""
_INLINE: Final = frozenset({"a", "abbr", "b", "cite", "em", "i", "mark", "q", "small", "span", "strong", "sub", "u", "wbr"})
_CELLS: Final = frozenset({"td", "th"})

_START: Final = re.compile(r"^\*{3} ?START OF [^\n]{0,200}?\*{3}[ \t]*$", re.MULTILINE | re.IGNORECASE)
_END: Final = re.compile(r"^\*{3} ?END OF [^\n]{0,200}?\*{3}[ \t]*$", re.MULTILINE | re.IGNORECASE)
"""The lines between which Project Gutenberg puts a book."""

_FOOTNOTE: Final = re.compile(r"^[ \t]*\[\^?(?:\d{1,4}|[*\u2020\u2021])\]:?[ \t]")
_FOOTNOTE_MARK: Final = re.compile(r"\[\^?(?:\d{1,4}|[*\u2020\u2021])\]")
_PICTURE: Final = re.compile(r"\[Illustration(?:: [^\[\]]{0,500})?\]")
_RULE: Final = re.compile(r"[ \t]*(?:[*_=~#\u2042-][ \t]*){3,200}")
_TABLE_RULE: Final = re.compile(r"[ \t]*\|?[ \t:|+-]{3,500}")


def narrated(text: str, *, markdown: bool = False) -> str:
    """Return what a narrator would read of a text, in paragraphs. HTML is known by its tags; `markdown` tells of Markdown."""
    text = text.replace("\r\n", "\n")
    if _LOOKS_LIKE_HTML.search(text):
        text = _without_tags(text)
    text = _book(text)
    if markdown:
        text = without_blocks(text)
    text = "\n".join(_lines(text))
    if markdown:
        text = without_marks(text)
    return _FOOTNOTE_MARK.sub("", _PICTURE.sub("", text))


def _book(text: str) -> str:
    """Return the book between the lines of its publisher."""
    start = _START.search(text)
    if start:
        text = text[start.end() :]
    end = _END.search(text)
    return text[: end.start()] if end else text


def _lines(text: str) -> Iterator[str]:
    """Leave out rules and footnotes; write rows of tables as sentences."""
    in_footnote = False
    for line in text.split("\n"):
        in_footnote = bool(_FOOTNOTE.match(line)) or (in_footnote and bool(line.strip()))
        if not in_footnote:
            yield _read_line(line)


def _read_line(line: str) -> str:
    if _RULE.fullmatch(line) or ("-" in line and _TABLE_RULE.fullmatch(line)):
        return ""
    if line.lstrip().startswith("|") and line.count("|") > 1:
        cells = (cell.strip() for cell in line.strip().strip("|").split("|"))
        return ", ".join(cell for cell in cells if cell) + ".\n"
    return line


class _Reader(HTMLParser):
    """Collects what is read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # of the library
        if tag in _SILENT:
            self._silent += 1
        elif tag not in _INLINE:
            self.parts.append("\n" if tag == "br" else "" if tag in _CELLS else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag not in _INLINE:
            self.parts.append(", " if tag in _CELLS else "\n\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: FBT001, FBT002 - as the library declares it
        """Leave out `<![…>`, as browsers do: the library ends in an AssertionError for most of what may stand there."""
        return self.parse_bogus_comment(i, report)


def _without_tags(text: str) -> str:
    """Return what stands between the tags of HTML.

    The library seeks the end of whatever has none again and again, to the end of the text: it is given whole tags alone.
    """
    reader = _Reader()
    reader.feed(_TAG.sub(_whole_tag, _without_comments(text)))
    reader.close()
    return "".join(reader.parts)


def _whole_tag(tag: re.Match[str]) -> str:
    return tag[1] or ("&lt;" if tag[0] == "<" else "")


def _without_comments(text: str) -> str:
    """Leave comments out; one that does not end takes nothing with it."""
    parts = []
    place = 0
    while (start := text.find("<!--", place)) >= 0 and (end := _COMMENT_END.search(text, start + 2)):
        parts.append(text[place:start])
        place = end.end()
    return "".join((*parts, text[place:].replace("<!--", "")))
