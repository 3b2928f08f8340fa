"""Which bytes of a file a request gets: Range, If-Range, If-None-Match and If-Match (RFC 9110, sections 13 and 14)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

_RANGE: Final = re.compile(r"bytes=\s*(\d{0,19})-(\d{0,19})\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RangeReply:
    """The status, the bytes and the headers of a response."""

    status: HTTPStatus
    start: int
    stop: int
    """The end of the bytes, not included."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Those that depend on the request."""


def range_reply(method: str, headers: Mapping[str, str], etag: str, size: int) -> RangeReply:  # noqa: PLR0911  # one for each case of the standard
    """Return what a request gets of a file of `size` bytes. `headers` have names in lower case; `etag` is a strong one.

    Several ranges in one request get the whole file, as the standard allows; so does an invalid range.
    """
    if "if-match" in headers and not _matches(headers["if-match"], etag):
        return RangeReply(HTTPStatus.PRECONDITION_FAILED, 0, 0)
    if "if-none-match" in headers and _matches(headers["if-none-match"], etag):
        return RangeReply(HTTPStatus.NOT_MODIFIED, 0, 0)
    whole = RangeReply(HTTPStatus.OK, 0, size)
    byte_range = _RANGE.fullmatch(headers.get("range", ""))
    # Only GET has ranges. A range of another version of the file (If-Range) is ignored; so is a date, since we send none.
    if method != "GET" or byte_range is None or headers.get("if-range", etag).strip() != etag:
        return whole
    first, last = byte_range.groups()
    if not first and not last:
        return whole
    start = int(first) if first else max(0, size - int(last))
    stop = min(int(last) + 1, size) if first and last else size
    if first and last and int(last) < start:
        return whole
    if start >= size:
        return RangeReply(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, 0, 0, {"content-range": f"bytes */{size}"})
    return RangeReply(HTTPStatus.PARTIAL_CONTENT, start, stop, {"content-range": f"bytes {start}-{stop - 1}/{size}"})


def _matches(header: str, etag: str) -> bool:
    """Tell whether a list of entity tags names this one; weak tags count as equal, which only If-None-Match uses."""
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return "*" in tags or etag in tags
