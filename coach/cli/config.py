"""`coach config`: where the defaults stand, and what they are."""

from __future__ import annotations

import typer

from coach.fields import declarations
from coach.settings import config_line, config_path, load_settings


def config() -> None:
    """Show where the config file is looked for, and every setting in force, ready to be pasted into it."""
    path = config_path()
    typer.echo(f"# {path}{'' if path.is_file() else ' (not there: these are the defaults)'}")
    settings = load_settings(path)
    for name, declaration in declarations(type(settings)).items():
        value = getattr(settings, name)
        typer.echo(config_line(declaration.key, value, "" if value is None else declaration.kind.write(value)))
