"""The address that links carry, where a proxy or a name of one's own stands in front of the server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from coach.errors import Field, UsageError

_NAME: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252})|[0-9A-Fa-f:.]{2,45}")
_PATH: Final = re.compile(r"(/(?!\.\.?(/|$))[A-Za-z0-9._~-]{1,60}){0,5}")
_LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """Where the server is reached from outside."""

    origin: str
    """Scheme, name and port; empty: as the request says."""
    name: str
    """The name alone, which requests may be for."""
    base_path: str
    """Such as `/coach`; empty at the root."""


def parse_public_address(text: str | None, port: int) -> PublicAddress:
    """Read a name, an address, or the URL of a proxy; `port` is the server's own. Raises UsageError."""
    if text is None:
        return PublicAddress("", "", "")
    parts = _split(text)
    base = parts.path.rstrip("/") if parts else ""
    if parts is None or not _NAME.fullmatch(parts.hostname or "") or not _PATH.fullmatch(base):
        raise UsageError(
            Field("host"),
            f" {text[:_LONGEST]}: write a name or an address, such as 192.168.1.20, https://runs.example.org or "
            "https://runs.example.org/coach",
        )
    host = parts.hostname or ""
    name = f"[{host}]" if ":" in host else host
    ending = f":{parts.port}" if parts.port else "" if "://" in text else f":{port}"
    return PublicAddress(f"{parts.scheme}://{name}{ending}", host, base)


def _split(text: str) -> SplitResult | None:
    """Return the parts of an address that is one; None where any part is not, or says more than links can carry."""
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        port = parts.port
    except ValueError:
        return None
    fits = parts.scheme in ("http", "https") and text.isascii() and len(text) <= _LONGEST and text.isprintable()
    says_more = "@" in parts.netloc or parts.netloc.endswith(":") or "?" in text or "#" in text
    return parts if fits and not says_more and port != 0 else None
