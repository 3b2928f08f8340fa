"""The sessions that are measured, and the product in one process."""

import random
from dataclasses import replace
from itertools import product
from pathlib import Path

from coach.cache import Cache
from coach.plan.adjust import custom_plan
from coach.plan.catalogue import find_plan
from coach.plan.ratio import Ratio
from coach.plan.timeline import Timeline
from coach.progress import Started
from coach.script.cues import CueSheet
from coach.session.renderer import Renderer
from coach.session.request import session_requests
from coach.settings import Settings
from coach.signal.facts import FRAME_MS
from coach.units import MINUTE, SECOND, Milliseconds

SESSION = 30 * MINUTE
"""The length of the session that the targets speak of."""

_NEAR = 3 * MINUTE
_MEASURED = 20


def renderer(folder, bed="none", cache="cache", **settings):
    """Return the product with its cache and its files in a folder."""
    return Renderer(Settings(output=str(Path(folder) / "output"), bed=str(bed), **settings), cache=Cache(Path(folder) / cache))


def own(run, walk, total=SESSION):
    """Return a session of one's own, filled with whole repetitions: lengths in ms."""
    ratio = Ratio(run=Milliseconds(run), walk=Milliseconds(walk), total=Milliseconds(total))
    return session_requests(custom_plan(ratio), None, None, ratio, None)[0]


def sample_plan():
    """Return the twelve sessions of the bundled plan."""
    return session_requests(find_plan("walk-run-start"), None, None, Ratio(), None)


def ratios():
    """Return a session of the sample plan in many ratios, in a mixed order: some to fill the cache, the rest to be measured."""
    plan = find_plan("walk-run-start")
    lengths = [Milliseconds(seconds * SECOND) for seconds in range(60, 181, 15)]
    changed = [Ratio(run=run, walk=walk) for run, walk in product(lengths, lengths)]
    found = [
        request
        for ratio in changed
        for request in session_requests(plan, 2, 1, ratio, None)
        if abs(_length(request) - SESSION) <= _NEAR
    ]
    random.Random(5).shuffle(found)
    return found[:-_MEASURED], found[-_MEASURED:]


def sixty():
    """Return sessions of half an hour with about sixty cues: long intervals, no wake sounds (which the studio leaves out)."""
    lengths = product(range(270, 331, 15), range(105, 136, 15))
    found = [own(run * SECOND, walk * SECOND) for run, walk in lengths]
    random.Random(5).shuffle(found)
    return found


def _length(request):
    return request.timeline.duration


def speaks(made, request):
    """Tell whether a session needed a line that was never spoken; now it is."""
    events = []
    made.listener = events.append
    made.scripts([request])
    return any(isinstance(event, Started) for event in events)


def stretched(sheet, factor):
    """Return the same cues over a session that is so many times as long."""

    def later(moment):
        return Milliseconds(round(moment * factor / FRAME_MS) * FRAME_MS)

    cues = tuple(
        replace(cue, start=later(cue.start), end=Milliseconds(later(cue.start) + cue.end - cue.start)) for cue in sheet.cues
    )
    intervals = tuple(
        replace(interval, start=later(interval.start), end=later(interval.end)) for interval in sheet.timeline.intervals
    )
    line = Timeline(intervals)
    return CueSheet(line, cues, sheet.dropped, Milliseconds(line.duration + sheet.file_length - sheet.timeline.duration))
