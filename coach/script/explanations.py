"""What a first session explains: the tones, each announced and then heard, an easy pace, and that a pause loses nothing."""

from __future__ import annotations

from typing import Final

from coach.script.cue_track import Utterance
from coach.script.cues import CueKind, Tone
from coach.script.draft import Draft
from coach.script.parts import Part
from coach.script.topics import Window
from coach.units import MINUTE, SECOND, Milliseconds

EXPLAINED: Final = (Tone.RUN, Tone.WALK)
"""The first line of its part explains the first, the second line the second."""

BEFORE_THE_CHANGE: Final = Milliseconds(2 * MINUTE)
"""No tone is an example this close to the end of the warm-up."""

CLOSE_GAP: Final = Milliseconds(1500)
"""Quiet around explanations."""

_AFTER_OPENING: Final = Milliseconds(30 * SECOND)
_APART: Final = Milliseconds(15 * SECOND)
_TOPICS: Final = ((Part.FIRST_TIME, 0, 0.36), (Part.FIRST_TIME, 1, 0.6))
"""What else is explained: the part, which of its lines, and at which part of the warm-up."""


def put_explanations(draft: Draft) -> None:
    """Explain what every later session relies on, in the first session of somebody who has not heard it."""
    if "tones-explained" not in draft.facts:
        return
    latest = Milliseconds(draft.intervals[0].end - BEFORE_THE_CHANGE)
    ideal = _AFTER_OPENING
    for turn, tone in enumerate(EXPLAINED):
        wordings = draft.line_number(Part.TONES, turn)
        if not wordings:
            return
        window = Window(ideal, ideal, latest, end=latest)
        utterance = Utterance(CueKind.EXAMPLE, 0, wordings, example=tone)
        draft.placer.put_within(utterance, window, CLOSE_GAP, must=True)
        ideal = Milliseconds(ideal + _APART)
    for part, turn, share in _TOPICS:
        wordings = draft.line_number(part, turn)
        if wordings:
            draft.placer.put_within(Utterance(CueKind.NEWS, 0, wordings), draft.in_warm_up(share), CLOSE_GAP, must=True)
