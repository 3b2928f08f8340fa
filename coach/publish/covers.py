"""Pictures for podcast apps and pages: a session's cover, and a plan's. 1400 pixels square, as directories ask."""

from __future__ import annotations

from collections.abc import Sequence

from coach.labels import session_tags
from coach.mp3.cover import CoverText, Figure, draw_cover
from coach.orders import Order
from coach.publish.episode import Episode
from coach.publish.words import minutes

MEDIA_TYPE = "image/jpeg"

_ANY_YEAR = 2000


def session_cover(episode: Episode) -> bytes:
    """Draw the cover that the session's file carries."""
    return session_tags(episode.order, episode.sheet, "", _ANY_YEAR).cover


def plan_cover(wanted: Sequence[Order]) -> bytes:
    """Draw the cover of a plan: how many weeks and sessions it has, over the picture of its last session."""
    plan, last = wanted[0].plan, wanted[-1].situation.timeline
    weeks = Figure("week" if len(plan.weeks) == 1 else "weeks", str(len(plan.weeks)))
    sessions = Figure("session" if len(wanted) == 1 else "sessions", str(len(wanted)))
    figures = (sessions,) if len(plan.weeks) == 1 else (weeks, sessions)
    lengths = sorted(order.situation.timeline.duration for order in wanted)
    note = minutes(lengths[0]) if lengths[0] == lengths[-1] else f"{minutes(lengths[0]).removesuffix(' min')} to {minutes(lengths[-1])}"
    return draw_cover(CoverText(plan.title, figures, note, ""), last)
