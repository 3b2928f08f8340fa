"""Somebody's own text, cut into phrases that can be spoken."""

from __future__ import annotations

import re
from typing import Final

from coach.errors import InputError
from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval, Timeline
from coach.script.board import BREATH, grid_up
from coach.script.cues import Cue, CueKind, CueSheet, Durations, Phrase, Spoken
from coach.script.spoken import speakable
from coach.units import Milliseconds

LONGEST_PHRASE: Final = 240
"""Characters; a longer sentence is cut at a comma, or between words."""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?;:])\s+")


def phrases(text: str) -> tuple[Phrase, ...]:
    """Cut a text into sentences that any engine can say. Raises InputError where nothing can be said."""
    found = []
    for sentence in _SENTENCE_END.split(text):
        said = speakable(sentence)
        while len(said) > LONGEST_PHRASE:
            cut = max(said.rfind(",", 0, LONGEST_PHRASE) + 1, 0) or said.rfind(" ", 0, LONGEST_PHRASE)
            cut = cut if cut > 0 else LONGEST_PHRASE
            found.append(said[:cut].strip())
            said = said[cut:].strip()
        found.append(said)
    worded = tuple(Phrase(said) for said in found if any(letter.isalpha() for letter in said))
    if not worded:
        raise InputError(f"{text[:40]!r}: nothing in it can be spoken; write words")
    return worded


def spoken_sheet(text: str, durations: Durations) -> CueSheet:
    """Lay a text out as one cue, with a breath between sentences, after 200 ms of silence. Raises InputError."""
    lead = grid_up(200)
    at = lead
    end = at
    spoken = []
    for phrase in phrases(text):
        spoken.append(Spoken(phrase, Milliseconds(at - lead)))
        end = Milliseconds(at + durations.spoken(phrase))
        at = grid_up(end + BREATH)
    length = grid_up(end + lead)
    interval = TimedInterval(Effort.WARM_UP, None, Milliseconds(0), length, 1, 1)
    return CueSheet(Timeline((interval,)), (Cue(CueKind.NOTE, lead, end, 0, None, tuple(spoken)),), (), length)
