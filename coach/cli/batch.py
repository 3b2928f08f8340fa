"""`coach batch`: a whole club in one go."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.options import BED, FILE, PACE, SPEECH, Changes, settings_with, takes, whole_number
from coach.club.options import BatchOptions, CheckShare, ExecutorOptions, Shard
from coach.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from coach.club.batch import BatchResult
    from coach.club.roster import Roster

_FOLDER = "club"


@takes(pace=PACE, speech=SPEECH, bed=BED, file=FILE)
def batch(  # noqa: PLR0913  # one for each option that only this command has
    roster: Annotated[
        Path | None, typer.Argument(metavar="[ROSTER]", help="A CSV or TOML file with a row for each runner.")
    ] = None,
    *,
    example: Annotated[bool, typer.Option("--example", help="Print a roster to begin with.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where everything goes (default: output/club).")] = None,
    base_url: Annotated[
        str,
        typer.Option(metavar="URL", help="Where the folder of the runners will stand, such as https://example.org/club/."),
    ] = "",
    check: Annotated[CheckShare, typer.Option(help="How many of the files are checked.")] = CheckShare.SAMPLE,
    jobs: Annotated[
        int | None,
        typer.Option(parser=whole_number(1, 256), metavar="N", help="Processes at once (default: one for each core)."),
    ] = None,
    executor: Annotated[str, typer.Option(metavar="processes|dask", help="Where the sessions are made.")] = "processes",
    scheduler: Annotated[str, typer.Option(metavar="ADDRESS", help="Of the Dask scheduler: tcp://HOST:8786.")] = "",
    shard: Annotated[
        str, typer.Option(metavar="I/N", help="Make the I-th of N parts of the rows: one part on each computer.")
    ] = "",
    pace: Changes,
    speech: Changes,
    bed: Changes,
    file: Changes,
) -> None:
    """Make the sessions of a whole club: a folder for each row of a roster, with pages and cards.

    The columns of a roster are called as the options of `coach render`; `--example` prints one. Options hold for every row that
    leaves their column empty. Rows that cannot be used are listed and left out. Run the same command again after a change or an
    interruption: only what is missing is made.

    Exit code 0: all is made; 3: rows were left out; 1: sessions are missing; 5: a checked file fails.
    """
    if example:
        from coach.club.roster import EXAMPLE

        typer.echo(EXAMPLE, nl=False)
        return
    if roster is None:
        raise UsageError("a roster is missing: give its file; `coach batch --example > roster.csv` writes one to begin with")
    from coach.cli.reporting import reporter
    from coach.club.batch import run_batch
    from coach.club.manifest import RUNNERS
    from coach.club.roster import load_roster
    from coach.web.static_site import checked_base_url

    settings = settings_with(pace, speech, bed, file)
    output = out or Path(settings.output) / _FOLDER
    options = BatchOptions(
        output.expanduser().absolute(),
        checked_base_url(base_url) if base_url else "",
        check,
        _shard(shard),
        executor,
        ExecutorOptions(jobs, scheduler),
    )
    rows = load_roster(roster, settings.with_changes({"output": str(options.output / RUNNERS)}))
    for problem in rows.problems:
        typer.echo(f"coach: {roster}, {problem}; this runner is left out", err=True)
    for line in _careful(rows):
        typer.echo(f"coach: careful: {line}", err=True)
    with reporter() as listener:
        result = run_batch(rows, options, listener)
    for path in result.files:
        typer.echo(str(path))
    typer.echo(f"coach: {_summary(result)}", err=True)
    raise typer.Exit(_exit_code(result))


def _careful(roster: Roster) -> list[str]:
    """Return each thing that is unwise once, with the first runner whom it is about and how many others."""
    names: dict[str, list[str]] = {}
    for row in roster.rows:
        for caution in row.cautions():
            names.setdefault(caution, []).append(row.name)
    return [f"{_first_of(runners)}: {caution}" for caution, runners in names.items()]


def _first_of(names: list[str]) -> str:
    others = len(names) - 1
    return f"{names[0]} and {_count(others, 'other')}" if others else names[0]


def _shard(text: str) -> Shard | None:
    if not text:
        return None
    parts = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text)
    if not parts or not 1 <= int(parts[1]) <= int(parts[2]):
        raise UsageError(f"--shard {text}: write which part of how many, such as 1/4 for the first of four")
    return Shard(int(parts[1]), int(parts[2]))


def _summary(result: BatchResult) -> str:
    manifest = result.manifest
    left_out = len({problem.number for problem in manifest.problems})
    missing = sum(runner.expected - len(runner.sessions) for runner in manifest.runners)
    failing = sum(1 for fault in manifest.checked.values() if fault)
    parts = [
        f"{_count(len(manifest.runners), 'runner')}, {_count(manifest.sessions, 'session')}",
        f"{result.made} made, {result.unchanged} there and unchanged",
        f"{len(manifest.checked)} checked, {failing} failing" if failing else f"{len(manifest.checked)} checked, all hold",
    ]
    parts += [f"{_count(missing, 'session')} missing"] if missing else []
    parts += [f"{_count(left_out, 'row')} left out"] if left_out else []
    return "; ".join(parts)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _exit_code(result: BatchResult) -> ExitCode:
    manifest = result.manifest
    if any(len(runner.sessions) < runner.expected for runner in manifest.runners):
        return ExitCode.OTHER
    if manifest.problems:
        return ExitCode.BAD_INPUT
    return ExitCode.CHECK_FAILED if any(manifest.checked.values()) else ExitCode.OK
