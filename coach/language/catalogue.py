"""Finding the language of a style."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from coach.errors import LinesError
from coach.language.english import ENGLISH
from coach.language.model import Language

BUNDLED: Final = {ENGLISH.code: ENGLISH}
"""Languages that come with the product, by their codes."""


def find_language(code: str, folders: Sequence[Path]) -> Language:
    """Return a bundled language, or the one that a `language.toml` in one of these folders describes. Raises LinesError."""
    if code in BUNDLED:
        return BUNDLED[code]
    from coach.language.pack import FILE_NAME, read_pack

    for folder in folders:
        path = folder / FILE_NAME
        if path.is_file():
            language = read_pack(path)
            if language.code != code:
                raise LinesError(f"{path}: code is {language.code!r}, but the style is in {code!r}; make them the same")
            return language
    raise LinesError(
        f"{folders[0]}: no language {code!r}; put a {FILE_NAME} for it into the style's folder (docs/lines.md), "
        f"or use one of {', '.join(BUNDLED)}"
    )
