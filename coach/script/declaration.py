"""`style.toml`: what a style declares about itself."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coach.errors import LinesError

FILE_NAME: Final = "style.toml"
_KEYS: Final = ("language", "description", "base")


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
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Declaration()
    except OSError as error:
        raise LinesError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise LinesError(f"{path}: is not text in UTF-8; save it as such") from error
    except tomllib.TOMLDecodeError as error:
        raise LinesError(f"{path}: is not valid TOML: {error}") from error
    for key, value in table.items():
        if key not in _KEYS:
            raise LinesError(f"{path}: unknown key {key!r}; the keys are {', '.join(_KEYS)}")
        if not isinstance(value, str) or not value:
            raise LinesError(f'{path}: {key} must be a text: {key} = "..."')
    return Declaration(**table)
