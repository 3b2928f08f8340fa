"""`coach beds`: what can lie under the voice, where a recording goes on, and how a change sounds over it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.options import BED, SPEECH, Changes, settings_with, takes
from coach.cli.paths import expanded
from coach.units import SECOND, Milliseconds, clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.script.cues import CueSheet

_HALF = 15 * SECOND
"""A preview has so much before the change, and so much after it."""

_KINDS = """\
none      silence between the cues (the default)
beat      a rhythm whose tempo fits each interval: --run-bpm, --walk-bpm;
          a groove from the first step to the last, and music over it between messages
ambient   a quiet texture, which holds a chord while the coach speaks
FILE      your own music, podcast or audiobook: a file, a folder or an M3U list (WAV, FLAC, OGG, MP3, M4A)
"""


class Action(StrEnum):
    """What to do with the beds."""

    LIST = "list"
    PREVIEW = "preview"


@takes(bed=BED, speech=SPEECH)
def beds(
    action: Annotated[Action, typer.Argument(help="List the beds, or preview a change over one.")] = Action.LIST,
    *,
    out: Annotated[
        Path | None, typer.Option(metavar="PATH", help="The MP3 or WAV file to preview into, or the sessions' folder.")
    ] = None,
    bed: Changes,
    speech: Changes,
) -> None:
    """List what can lie under the voice and where recordings go on, or write 30 s of a change to judge a bed by."""
    if action is Action.LIST:
        settings = settings_with(speech, bed, out=out)
        typer.echo(_KINDS, nl=False)
        for line in _resumed(Path(settings.output).expanduser()):
            typer.echo(line)
        return
    from coach.cli.reporting import reporter
    from coach.files import check_ending
    from coach.plan.catalogue import DEFAULT_PLAN, find_plan
    from coach.plan.ratio import Ratio
    from coach.session.renderer import MP3, WAV, Renderer
    from coach.session.request import session_requests

    path = check_ending(expanded(out or Path("preview.mp3")), MP3, WAV)
    settings = settings_with(speech, bed)
    (request,) = session_requests(find_plan(DEFAULT_PLAN), 1, 2, Ratio(), settings.runner)
    with reporter() as listener:
        Renderer(settings, listener).excerpt(request, path, _first_change)


def _first_change(sheet: CueSheet) -> Sequence[tuple[Milliseconds, Milliseconds]]:
    change = sheet.timeline.intervals[1].start
    return [(Milliseconds(change - _HALF), Milliseconds(change + _HALF))]


def _resumed(output: Path) -> list[str]:
    """Return one line for each session with a recording that the next session continues: from where to where it played."""
    from coach.session.recipe import file_recipe

    lines = []
    for path in sorted(output.rglob("*.mp3")):
        recipe = file_recipe(path)
        if recipe is None:
            continue
        where = f"{recipe.plan}, {recipe.title}:"
        if place := recipe.bed_place:
            start, end = (clock(Milliseconds(point)) for point in (place.start, place.end))
            lines.append(f"{where} {place.source} from {start} to {end}")
        if place := recipe.text_place:
            lines.append(f"{where} {place.source} from sentence {place.start} to {place.end}")
    return lines
