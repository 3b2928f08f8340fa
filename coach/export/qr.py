"""Addresses as QR codes, for a page and for the terminal."""

from __future__ import annotations

import io
from typing import Final

from markupsafe import Markup

_QUIET_ZONE: Final = 4
"""Width of the light border, in modules, as ISO/IEC 18004 asks."""


def qr_svg(address: str) -> Markup:
    """Draw the code as inline SVG, dark on light in every colour scheme; nothing for an address that is too long for any."""
    import segno

    try:
        code = segno.make(address, error="m", micro=False)
    except segno.DataOverflowError:
        return Markup()
    picture = code.svg_inline(border=_QUIET_ZONE, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)
    return Markup(picture.replace("<svg ", '<svg role="img" aria-label="QR code of the address below" ', 1))  # noqa: S704  # segno's drawing of squares, no text in it


def qr_terminal(address: str) -> str:
    """Draw the code in block characters, two rows of modules in each line."""
    import segno

    out = io.StringIO()
    segno.make(address, error="l", micro=False).terminal(out, border=2, compact=True)
    return out.getvalue()
