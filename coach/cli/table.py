"""Tables on stdout: on a terminal they are as wide as it is, and long cells go on below; in a pipe each row is one line."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from coach.printable import printable

_GAP = 2
_INDENT = 2

Row = Sequence[str]


def on_terminal() -> bool:
    """Tell whether somebody reads what is printed."""
    return sys.stdout.isatty()


def print_table(rows: Sequence[Row], title: str = "", *, extra: int = 0) -> None:
    """Print rows with aligned columns; no column may be empty. On a terminal with a title above, where there is one.

    The `extra` last columns are left out where a terminal is too narrow for them.
    """
    rows = [[printable(cell) for cell in row] for row in rows]
    if on_terminal():
        _print_for_terminal(rows, printable(title), extra)
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        typer.echo((" " * _GAP).join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def print_text(text: str) -> None:
    """Print a text; on a terminal its lines break between words."""
    if not on_terminal():
        typer.echo(printable(text))
        return
    from rich.console import Console

    Console(highlight=False).print(printable(text), markup=False, emoji=False)


def _print_for_terminal(rows: Sequence[Row], title: str, extra: int) -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    indent = _INDENT if title else 0
    if extra and _width(rows) + indent > console.width:
        rows = [row[:-extra] for row in rows]
    if title:
        console.print(Text(title, "bold"))
    table = Table(box=None, show_header=False, padding=(0, _GAP, 0, 0), pad_edge=False)
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(Padding(table, (0, 0, 0, indent)))


def _width(rows: Sequence[Row]) -> int:
    return sum(max(map(len, column)) + _GAP for column in zip(*rows, strict=True)) - _GAP
