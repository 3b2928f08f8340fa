"""The picture of a plan, for podcast apps: 1400 pixels square, as directories ask."""

from __future__ import annotations

from collections.abc import Sequence

from coach.language.english import ENGLISH
from coach.mp3.cover import CoverFigure, CoverText, draw_cover
from coach.plan.adjust import custom_plan
from coach.plan.context import session_context
from coach.plan.ratio import Ratio
from coach.session.request import SessionRequest

MEDIA_TYPE = "image/jpeg"


def plan_cover(requests: Sequence[SessionRequest]) -> bytes:
    """Draw the cover of a plan: how many weeks and sessions it has, over the picture of its last session."""
    plan, last = requests[0].plan, requests[-1].timeline
    weeks = CoverFigure("week" if len(plan.weeks) == 1 else "weeks", str(len(plan.weeks)))
    sessions = CoverFigure("session" if len(requests) == 1 else "sessions", str(len(requests)))
    figures = (sessions,) if len(plan.weeks) == 1 else (weeks, sessions)
    lengths = sorted(request.timeline.duration for request in requests)
    minutes = ENGLISH.whole_minutes
    note = (
        minutes(lengths[0])
        if lengths[0] == lengths[-1]
        else f"{minutes(lengths[0]).removesuffix(' min')} to {minutes(lengths[-1])}"
    )
    return draw_cover(CoverText(plan.title, figures, note, ""), last)


def cover_of_own() -> bytes:
    """Draw the cover that all sessions have which visitors make for themselves."""
    timeline = session_context(custom_plan(Ratio.of(run="2m", walk="1m", repeat=8)), 1, 1).timeline
    return draw_cover(CoverText("A session of your own", (), "run and walk", ""), timeline)
