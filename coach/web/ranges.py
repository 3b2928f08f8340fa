"""Which bytes of a file a client asks for: Range, If-Range, If-None-Match and If-Match (RFC 9110, sections 13 and 14)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

_RANGE: Final = re.compile(r"bytes=\s*(\d{0,19})-(\d{0,19})\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be sent."""

    status: HTTPStatus
    start: int
    stop: int
    """Not included."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Those that depend on the question."""


def answer(method: str, asked: Mapping[str, str], etag: str, size: int) -> Answer:  # noqa: PLR0911  # one for each case of the standard
    """Decide what a client gets of a file of `size` bytes. `asked`: its headers, names in lower case; `etag`: a strong one.

    Several ranges at once are answered with the whole file, as the standard allows; so is a range that makes no sense.
    """
    if "if-match" in asked and not _names(asked["if-match"], etag):
        return Answer(HTTPStatus.PRECONDITION_FAILED, 0, 0)
    if "if-none-match" in asked and _names(asked["if-none-match"], etag):
        return Answer(HTTPStatus.NOT_MODIFIED, 0, 0)
    whole = Answer(HTTPStatus.OK, 0, size)
    wanted = _RANGE.fullmatch(asked.get("range", ""))
    # A range is a matter of GET alone; one from another version of the file (If-Range) does not count, and dates are not ours.
    if method != "GET" or wanted is None or asked.get("if-range", etag).strip() != etag:
        return whole
    first, last = wanted.groups()
    if not first and not last:
        return whole
    start = int(first) if first else max(0, size - int(last))
    stop = min(int(last) + 1, size) if first and last else size
    if first and last and int(last) < start:
        return whole
    if start >= size:
        return Answer(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, 0, 0, {"content-range": f"bytes */{size}"})
    return Answer(HTTPStatus.PARTIAL_CONTENT, start, stop, {"content-range": f"bytes {start}-{stop - 1}/{size}"})


def _names(header: str, etag: str) -> bool:
    """Tell whether a list of entity tags names this one; weak ones count as equal, which matters to If-None-Match alone."""
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return "*" in tags or etag in tags
