"""The functions of the public interface: plans, sessions, cue sheets, files and checks, each in one call."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from coach.plan.adjust import custom_plan
from coach.plan.catalogue import DEFAULT_PLAN, find_plan
from coach.plan.model import Plan
from coach.plan.ratio import Ratio
from coach.progress import Listener, nobody
from coach.proof.check import check_file
from coach.proof.report import Report
from coach.script.cues import CueSheet
from coach.session.renderer import Renderer
from coach.session.request import SessionRequest, session_requests
from coach.settings import Settings


def load_plan(name: str | Path = DEFAULT_PLAN, settings: Settings | None = None) -> Plan:
    """Load a bundled plan by its name, or a plan of your own from its file (.toml).

    The paces of the settings are for distances to which the plan gives none.
    Raises PlanError where there is none of that name, or where the file cannot be used.
    """
    return find_plan(str(name), (settings or Settings()).paces)


def plan_sessions(
    plan: Plan, *, week: int | None = None, session: int | None = None, ratio: Ratio | None = None
) -> tuple[SessionRequest, ...]:
    """Return sessions of a plan: all, those of a week, or one. Weeks and sessions count from 1.

    `ratio` changes their runs and walks. Raises UsageError for a week or a session that the plan does not have, and for a
    ratio that does not fit.
    """
    return session_requests(plan, week, session, ratio or Ratio(), None)


def own_session(ratio: Ratio) -> SessionRequest:
    """Return a session without a plan: a run, a walk, and how many times, or the total that they fill.

    Raises UsageError where one of them is missing or cannot be used.
    """
    return session_requests(custom_plan(ratio), None, None, ratio, None)[0]


def cue_sheet(request: SessionRequest, settings: Settings | None = None) -> CueSheet:
    """Return every cue of a session with its place in whole milliseconds from the start of the warm-up.

    Phrases without a clip in the cache are spoken, to measure them. Raises LinesError, VoiceError, MissingEngineError and
    SpeechError.
    """
    return _renderer(settings, nobody).scripts([request])[0]


def render(
    requests: SessionRequest | Iterable[SessionRequest],
    settings: Settings | None = None,
    *,
    force: bool = False,
    listener: Listener = nobody,
) -> list[Path]:
    """Write each session as an MP3 into the folder `settings.output`, and return the paths in the order of the sessions.

    A file that is there and unchanged is left alone, unless `force` is true. `listener` is called with the events of
    `coach.progress`. A session that fails leaves no file behind; those before it stay. Raises CoachError: OutputError for a
    file that cannot be written, BedError for music that cannot be read, VoiceError, MissingEngineError and SpeechError for
    speech, LinesError for the style.
    """
    batch = [requests] if isinstance(requests, SessionRequest) else list(requests)
    return _renderer(settings, listener).render(batch, force=force)


def check(path: str | Path) -> Report:
    """Measure a finished file against its own recipe; `report.holds` says whether every measurement holds.

    Raises RecipeError for a file that cannot be read or that coach has not rendered.
    """
    return check_file(Path(path))


def _renderer(settings: Settings | None, listener: Listener) -> Renderer:
    return Renderer(settings or Settings(), listener)
