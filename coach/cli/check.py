"""`coach check`: proof, on the finished file."""

from __future__ import annotations

import json as json_format
from pathlib import Path
from typing import Annotated

import typer

from coach.cli.paths import expanded
from coach.errors import ExitCode, RecipeError
from coach.printable import printable

LONGEST_REPORT = 20_000
"""Characters of a table; `--json` has everything."""


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="MP3s that coach has rendered.", show_default=False)],
    *,
    json: Annotated[
        bool, typer.Option("--json", help="Print the figures as JSON: a list with one report for each file.")
    ] = False,
) -> None:
    """Hold finished files against their own recipes: every cue in its place, and heard.

    Needs nothing but the MP3. Exit code 0: everything that can be measured holds; 5: something fails; 3: a file that cannot be
    read or carries no recipe.
    """
    from coach.proof.check import check_file
    from coach.proof.report import as_data, as_table, unread_as_data

    data: list[dict[str, object]] = []
    codes = [ExitCode.OK]
    for path in files:
        try:
            report = check_file(expanded(path))
        except RecipeError as error:
            typer.echo(f"coach: {printable(str(error))}", err=True)
            codes.append(error.exit_code)
            data.append(unread_as_data(path, str(error)))
            continue
        codes.append(ExitCode.OK if report.holds else ExitCode.CHECK_FAILED)
        data.append(as_data(report))
        if not json:
            typer.echo(printable(as_table(report), LONGEST_REPORT) + "\n")
    if json:
        typer.echo(json_format.dumps(data, indent=2))
    raise typer.Exit(max(codes))
