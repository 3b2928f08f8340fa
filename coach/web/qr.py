"""Addresses as QR codes, for a phone's camera to read: on a page and in the terminal."""

from __future__ import annotations

import io
from typing import Final

from markupsafe import Markup

_QUIET: Final = 4
"""Modules of light around the code, as ISO/IEC 18004 asks."""


def svg(address: str) -> Markup:
    """Draw the code as inline SVG, dark on light in every colour scheme."""
    import segno

    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=_QUIET, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)
    return Markup(drawn.replace("<svg ", '<svg role="img" aria-label="QR code of the address below" ', 1))  # noqa: S704  # segno's drawing of squares, no text in it


def terminal(address: str) -> str:
    """Draw the code in letters, two rows of squares in each line."""
    import segno

    out = io.StringIO()
    segno.make(address, error="l", micro=False).terminal(out, border=2, compact=True)
    return out.getvalue()
