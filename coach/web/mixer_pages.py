"""The mixer on a site without a server: its two pages, and the index that they begin with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from coach.mixer.answers import FIRST_MIX
from coach.mixer.engine import Engine
from coach.mixer.in_page import Mixer
from coach.mixer.page_parts import session_step
from coach.plan.model import Effort
from coach.session.request import SessionRequest
from coach.web.pages import PageContext, Pages

POLICY: Final = (
    "default-src 'none'; script-src 'self' blob: 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self'; "
    "img-src 'self' blob:; media-src 'self' blob:; connect-src 'self' blob:; manifest-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'"
)
"""Content-Security-Policy of both pages, and of the worker that they start: everything comes from this site. A Blob holds what
was unpacked or made here."""

INDEX: Final = "mixer/mixer.json"


def mixer_pages(pages: Pages, mixer: Mixer, requests: Iterable[SessionRequest]) -> Iterator[tuple[str, str]]:
    """Yield the mixer's page and that of the sessions that are made there, with their addresses.

    `requests` are those of the published sessions, one of which is offered where none can be made.
    """
    common = {"policy": POLICY, "published": [_published(request) for request in requests]}
    page = PageContext("../", live=False, title="Mixer")
    values = dict(FIRST_MIX)
    yield "mixer/index.html", pages.mixer(page, mixer.offer, values, {**mixer.answer(values), **common})
    made = PageContext("../../", live=False, title="A session of your own")
    yield "mixer/session/index.html", pages.write("made.html", made, **common)


def mixer_index(package: str, engine: Engine) -> str:
    """Write the index that the mixer's worker begins with; `package` is the address of the package's own."""
    return json.dumps({"package": package, "engine": engine.index})


def _published(request: SessionRequest) -> dict[str, Any]:
    seconds: dict[Effort, int] = {}
    for interval in request.timeline.intervals:
        seconds.setdefault(interval.effort, interval.duration // 1_000)
    return {
        "path": f"plans/{request.plan.name}/{session_step(request)}/index.html",
        "title": f"{request.title}, {request.plan_title}",
        "plan": request.plan.name,
        "week": request.week,
        "session": request.session,
        "run": seconds.get(Effort.RUN, 0),
        "walk": seconds.get(Effort.WALK, 0),
        "length": request.timeline.duration // 1_000,
    }
