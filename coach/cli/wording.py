"""How the command line names the fields that a message is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from coach.errors import Field

_OTHER_NAMES: Final = {"start": "from", "goal": "to"}
"""Fields whose options have a name of their own: those of `coach grow`."""


def option_name(field: Field) -> str:
    """Name a field as an option: `--warm-up`."""
    return f"--{_OTHER_NAMES.get(field.name, field.name).replace('_', '-')}"
