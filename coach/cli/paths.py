"""Paths on the command line: as they are typed, and as they are printed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from coach.errors import UsageError
from coach.printable import printable

_WINDOWS = sys.platform == "win32"


def expanded(path: Path) -> Path:
    """Return a path with `~` as the home folder: PowerShell and quoted words leave that to the program. Raises UsageError."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise UsageError(f"{path}: nobody of that name has a home folder here; write the whole path") from error


def print_path(path: Path) -> None:
    """Print a path on stdout: into a pipe byte for byte, on a terminal so that it can be pasted into the shell."""
    text = str(path)
    if sys.stdout.isatty():
        typer.echo(text if printable(text, len(text)) == text else shell_word(path))
    elif _WINDOWS:
        typer.echo(text)
    else:
        typer.echo(os.fsencode(path))


def shell_word(path: Path) -> str:
    r"""Write a path with characters that a terminal would not show as one word of a shell: `$'caf\xe9.mp3'` (bash, zsh)."""
    return "$'" + "".join(map(_escaped, str(path))) + "'"


def _escaped(letter: str) -> str:
    if letter in "\\'":
        return f"\\{letter}"
    if printable(letter) == letter and letter.isprintable():
        return letter
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(letter))
