"""`style.toml`: what a style declares about itself."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from coach.errors import LinesError
from coach.toml_table import TomlPlace, parse_table, read_text

FILE_NAME: Final = "style.toml"


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a style declares; all of it may be left out."""

    language: str = ""
    """BCP 47: `de`. Empty: that of the base, else English."""
    description: str = ""
    base: str = ""
    """The style that gives the parts that this one lacks: a bundled name, or a folder relative to this one."""


def read_declaration(folder: Path) -> Declaration:
    """Read a style's declaration; a folder without one declares nothing. Raises LinesError where it is broken."""
    path = folder / FILE_NAME
    place = TomlPlace(str(path), LinesError)
    table = parse_table(read_text(path, place, "check the path", if_missing=""), place)
    table.only(*(field.name for field in fields(Declaration)))
    return Declaration(**{key: table.filled_text(key) for key in table.table})
