"""The sessions that are measured, and the product in one process."""

import random
from dataclasses import replace
from itertools import product
from pathlib import Path

from coach.cache import Cache
from coach.orders import orders
from coach.pipeline import Studio
from coach.plan.adjust import custom_plan
from coach.plan.library import find_plan
from coach.plan.ratio import Ratio
from coach.plan.timeline import Timeline
from coach.script.cues import CueSheet
from coach.settings import Settings
from coach.units import MINUTE, SECOND, Milliseconds

SESSION = 30 * MINUTE
"""The length of the session that the targets speak of."""

GRID = 24
"""ms: an MP3 frame."""


def studio(folder, bed="none", cache="cache"):
    """Return the product with its cache and its files in a folder."""
    return Studio(Settings(output=str(Path(folder) / "output"), bed=str(bed)), cache=Cache(Path(folder) / cache))


def own(run, walk, total=SESSION):
    """Return a session of one's own, filled with whole repetitions: lengths in ms."""
    ratio = Ratio(run=Milliseconds(run), walk=Milliseconds(walk), total=Milliseconds(total))
    return orders(custom_plan(ratio), None, None, ratio, None)[0]


def sample_plan():
    """Return the twelve sessions of the bundled plan."""
    return orders(find_plan("walk-run-start"), None, None, Ratio(), None)


def ratios(runs=(60, 90, 120, 150, 180), walks=(60, 75, 90, 105, 120)):
    """Return many ratios of one session in a mixed order: two thirds to fill the cache, and the rest to be measured."""
    found = [own(run * SECOND, walk * SECOND) for run, walk in product(runs, walks)]
    random.Random(5).shuffle(found)
    return found[: len(found) * 2 // 3], found[len(found) * 2 // 3 :]


def unspoken(made, order):
    """Return how many phrases of a session the cache does not hold."""
    known = made.speaker.known
    sheet = made.scripts([order])[0] if made.settings.read else None
    del known, sheet
    raise NotImplementedError


def stretched(sheet, factor):
    """Return the same cues over a session that is so many times as long."""

    def later(moment):
        return Milliseconds(round(moment * factor / GRID) * GRID)

    cues = tuple(replace(cue, start=later(cue.start), end=Milliseconds(later(cue.start) + cue.end - cue.start)) for cue in sheet.cues)
    intervals = tuple(
        replace(interval, start=later(interval.start), end=later(interval.end)) for interval in sheet.timeline.intervals
    )
    line = Timeline(intervals)
    return CueSheet(line, cues, sheet.dropped, Milliseconds(line.duration + sheet.file_length - sheet.timeline.duration))
