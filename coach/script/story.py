"""The reading of a narrated walk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coach.plan.model import Effort
from coach.script.cue_track import CLOSEST, QUIET_STRETCH, Utterance
from coach.script.cues import Cue, CueKind, Phrase
from coach.script.draft import Draft
from coach.script.moments import grid_up
from coach.script.parts import Part
from coach.script.reading import laid_out
from coach.script.topics import Window
from coach.units import SECOND, Milliseconds

STORY_GAP: Final = Milliseconds(2 * SECOND)
"""Quiet between the reading and a cue."""

STORY_ENDS: Final = Milliseconds(46 * SECOND)
"""How long before a walk's end the reading is over."""


def put_story(draft: Draft, text: Sequence[Phrase]) -> None:
    """Read the text in the walks, wherever nothing else is heard; each walk begins with its quiet stretch.

    The words that end the reading follow a short text at once; others come shortly before the last walk's end.
    """
    walks = [index for index, interval in enumerate(draft.intervals) if interval.effort is Effort.WALK]
    if not (text and walks):
        return
    _hand_over(draft, Part.STORY_START, walks[0], draft.intervals[walks[0]].start + QUIET_STRETCH + STORY_GAP)
    is_short = "short-text" in draft.facts
    if not is_short:
        _hand_over(draft, Part.STORY_END, walks[-1], draft.intervals[walks[-1]].end - STORY_ENDS)
    for index in walks:
        for start, end in draft.track.gaps(index, Milliseconds(QUIET_STRETCH + STORY_GAP)):
            phrases, stop = laid_out(text, draft.track.durations, start, Milliseconds(end - STORY_GAP))
            if phrases:
                draft.track.put((Cue(CueKind.STORY, start, stop, index, None, phrases),), counts=False)
                text = text[len(phrases) :]
                draft.reading_ends = stop if is_short else draft.reading_ends
    if is_short:
        _hand_over(draft, Part.STORY_END, draft.timeline.at(draft.reading_ends), grid_up(draft.reading_ends + STORY_GAP))


def _hand_over(draft: Draft, part: Part, index: int, moment: int) -> None:
    utterance = Utterance(CueKind.NOTE, index, draft.chooser.variant(part, draft.variables))
    at = Milliseconds(moment)
    draft.placer.put_within(utterance, Window(at, at, Milliseconds(moment + 10 * SECOND)), CLOSEST, must=True)
