"""What a device fetches ahead once a session is made: the pieces that the sessions after it probably need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Final

from coach.session.request import SessionRequest
from coach.units import MINUTE, SECOND, Milliseconds, duration_label

Form = Mapping[str, str]
"""Values of the mixer's form."""

_RUNS: Final = tuple(Milliseconds(seconds * SECOND) for seconds in (30, 60, 120, 300))
_WALKS: Final = tuple(Milliseconds(seconds * SECOND) for seconds in (30, 60, 90))

_MAIN_SET: Final = Milliseconds(45 * MINUTE)
"""As long as usual: shorter sessions have the same lines, and fewer."""


def usual_forms() -> Iterator[Form]:
    """Yield ratios of one's own as runners usually ask for them."""
    for run, walk in product(_RUNS, _WALKS):
        yield {"run": duration_label(run), "walk": duration_label(walk), "repeat": str(_MAIN_SET // (run + walk))}


def most_used(sessions: Iterable[Iterable[str]]) -> list[str]:
    """Return the pieces of the sessions, those that the most of them have first."""
    used = Counter(name for pieces in sessions for name in set(pieces))
    return sorted(used, key=lambda name: (-used[name], name))


def next_form(form: Form, request: SessionRequest) -> Form | None:
    """Return the form for the session of a plan that follows this one, in the same proportions; None after the last one.

    How the runner felt on the day of a session says nothing of the next one.
    """
    following = request.plan.after(request.week, request.session)
    if following is None:
        return None
    week, session = following
    kept = {name: value for name, value in form.items() if name != "feel"}
    return kept | {"week": str(week), "session": str(session)}
