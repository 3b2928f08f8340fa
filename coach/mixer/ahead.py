"""What a device fetches ahead once a session is made: the pieces that the sessions after it probably need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Final

from coach.session.request import SessionRequest
from coach.units import MINUTE, SECOND

Form = Mapping[str, str]
"""Values of the mixer's form."""

_RUNS: Final = (30, 60, 90, 120, 180, 300)
_WALKS: Final = (30, 60, 90, 120)
"""In seconds."""
_MAIN_SETS: Final = (10, 20, 35)
"""In minutes."""

_SHARE: Final = 1 / 12
"""Pieces that fewer of the usual sessions have are not worth fetching ahead."""


def usual_forms() -> Iterator[Form]:
    """Yield ratios of one's own as runners usually ask for them."""
    for run, walk, minutes in product(_RUNS, _WALKS, _MAIN_SETS):
        yield {"run": f"{run}s", "walk": f"{walk}s", "repeat": str(minutes * MINUTE // ((run + walk) * SECOND))}


def most_used(sessions: Iterable[Iterable[str]]) -> list[str]:
    """Return the pieces that many of the sessions have, those of the most sessions first."""
    count = 0
    used: Counter[str] = Counter()
    for pieces in sessions:
        count += 1
        used.update(set(pieces))
    return [name for name, times in sorted(used.items(), key=lambda item: (-item[1], item[0])) if times >= _SHARE * count]


def next_form(form: Form, request: SessionRequest) -> Form | None:
    """Return the form for the session of a plan that follows this one, in the same proportions; None after the last one.

    How the runner felt on the day of a session says nothing of the next one.
    """
    weeks, week, session = request.plan.weeks, request.week, request.session + 1
    if session > len(weeks[week - 1].sessions):
        week, session = week + 1, 1
    if week > len(weeks):
        return None
    kept = {name: value for name, value in form.items() if name != "feel"}
    return kept | {"week": str(week), "session": str(session)}
