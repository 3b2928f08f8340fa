"""Makes docs/demo.mp3: a session in forty seconds. Run by `make demo`."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from coach.plan.catalogue import DEFAULT_PLAN, find_plan
from coach.plan.ratio import Ratio
from coach.script.cues import Cue, CueKind, CueSheet
from coach.session.renderer import Moments, Renderer
from coach.session.request import orders
from coach.settings import Settings
from coach.units import Milliseconds

BEFORE = 300
AFTER = 600


def best_moments(sheet: CueSheet) -> list[Moments]:
    """Return where to listen in: the welcome, a change to run, a talk test, a change to walk, the end."""
    cues = sheet.cues
    welcome = next(cue for cue in cues if cue.kind is CueKind.WELCOME)
    test = next(cue for cue in cues if cue.kind is CueKind.TALK_TEST)
    finish = next(cue for cue in cues if cue.kind is CueKind.FINISH)
    return [
        around(welcome),
        change(cues, sheet.timeline.intervals[1].start),
        around(test),
        change(cues, sheet.timeline.intervals[2].start),
        around(finish),
    ]


def change(cues: tuple[Cue, ...], moment: Milliseconds) -> Moments:
    """Return the countdown before a change and the command at it."""
    before, command = next(pair for pair in pairwise(cues) if pair[1].start == moment and pair[1].kind is CueKind.COMMAND)
    return (Milliseconds(before.start - 2_000 - BEFORE), Milliseconds(command.end + AFTER))


def around(cue: Cue) -> Moments:
    """Return a cue with a breath on both sides."""
    return (Milliseconds(cue.start - BEFORE), Milliseconds(cue.end + AFTER))


def main() -> None:
    """Write the demo to the path that is given."""
    with TemporaryDirectory() as folder:
        (order,) = orders(find_plan(DEFAULT_PLAN), 1, 2, Ratio(), None)
        Renderer(Settings(output=folder)).excerpt(order, Path(sys.argv[1]), best_moments)


if __name__ == "__main__":
    main()
