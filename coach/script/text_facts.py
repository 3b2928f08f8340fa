"""Facts about a text that is read in a session: whether it ends before the walks do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coach.plan.model import Effort
from coach.plan.timeline import Timeline
from coach.script.cue_track import PHRASE_GAP
from coach.script.cues import Durations, Phrase
from coach.units import MINUTE, Milliseconds

EARLY_END: Final = Milliseconds(5 * MINUTE)
"""A text that ends so long before the walks do is short."""


def text_facts(text: Sequence[Phrase], durations: Durations, timeline: Timeline) -> frozenset[str]:
    """Return `text-ends` and `short-text`, where they hold; a long text is measured no further than the walks last."""
    walking = sum(interval.duration for interval in timeline.intervals if interval.effort is Effort.WALK)
    if not (text and walking):
        return frozenset()
    reading = 0
    for phrase in text:
        reading += durations.phrase(phrase) + PHRASE_GAP[phrase.delivery]
        if reading > walking:
            return frozenset()
    return frozenset({"text-ends", "short-text"} if reading <= walking - EARLY_END else {"text-ends"})
