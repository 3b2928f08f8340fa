"""`coach config`: where the defaults stand, and what they are."""

from __future__ import annotations

from dataclasses import fields

import typer

from coach.settings import config_path, load_settings
from coach.units import Milliseconds


def config() -> None:
    """Show where the config file is looked for, and every setting in force, ready to be pasted into it."""
    path = config_path()
    typer.echo(f"# {path}{'' if path.is_file() else ' (not there: these are the defaults)'}")
    settings = load_settings(path)
    for field in fields(settings):
        typer.echo(_line(field.name.replace("_", "-"), getattr(settings, field.name)))


def _line(key: str, value: object) -> str:
    if value is None:
        return f"# {key} = (not set)"
    if isinstance(value, bool):
        return f"{key} = {str(value).lower()}"
    if key == "wake":
        assert isinstance(value, int)
        return f'{key} = "{Milliseconds(value) / 1_000:g}s"'
    return f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"'
