"""`coach lines`: the styles, what they say, and whether they are whole."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from coach.errors import LinesError
from coach.script.lines import DEFAULT_STYLE, Variant, bundled_styles, load_style


class Action(StrEnum):
    """What to do with the styles."""

    LIST = "list"
    PREVIEW = "preview"
    CHECK = "check"


def lines(
    action: Annotated[Action, typer.Argument(help="List the styles, preview what one says, or check one.")] = Action.LIST,
    style: Annotated[str, typer.Argument(metavar="[STYLE]", help="A style's name or a folder of your own.")] = DEFAULT_STYLE,
    *,
    part: Annotated[str | None, typer.Option(metavar="PART", help="Preview this part only, such as encouragement.")] = None,
) -> None:
    """List the coaching styles, preview their lines, or check a style of your own."""
    from coach.script.review import find_samples, review, samples

    if action is Action.LIST:
        for name in bundled_styles():
            typer.echo(f"{name:<8} {len(load_style(name).parts())} parts{'  (default)' if name == DEFAULT_STYLE else ''}")
        return
    chosen = load_style(style)
    if action is Action.PREVIEW:
        for name in (part,) if part else chosen.parts():
            variants = samples(chosen, name) if part else find_samples(chosen, name)
            typer.echo("\n  ".join([f"{name}:", *map(_shown, variants)]))
        return
    faults = review(chosen)
    if faults:
        raise LinesError("\n".join(faults))
    typer.echo(f"style {chosen.name}: every part speaks in every kind of session")


def _shown(variant: Variant) -> str:
    return "  |  ".join(wording.text for wording in variant)
