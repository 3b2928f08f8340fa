"""A voice-guided audio coach for walk-run training: one MP3 per session.

What stands in `__all__` is the public interface; docs/python.md shows it. Everything else is private and may change. Names are
loaded when they are first used, so that `import coach` is light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.api import check, cue_sheet, load_plan, own_session, plan_sessions, render
    from coach.errors import (
        BedError,
        CoachError,
        ConfigError,
        DurationError,
        InputError,
        LinesError,
        LogError,
        MissingEngineError,
        OutputError,
        PlanError,
        RecipeError,
        RosterError,
        SpeechError,
        UsageError,
        VoiceError,
        WorkerError,
    )
    from coach.plan.model import Plan
    from coach.plan.ratio import Ratio
    from coach.proof.report import Report
    from coach.script.cues import Cue, CueSheet
    from coach.session.request import SessionRequest
    from coach.settings import Settings
    from coach.version import __version__

__all__ = [
    "BedError",
    "CoachError",
    "ConfigError",
    "Cue",
    "CueSheet",
    "DurationError",
    "InputError",
    "LinesError",
    "LogError",
    "MissingEngineError",
    "OutputError",
    "Plan",
    "PlanError",
    "Ratio",
    "RecipeError",
    "Report",
    "RosterError",
    "SessionRequest",
    "Settings",
    "SpeechError",
    "UsageError",
    "VoiceError",
    "WorkerError",
    "__version__",
    "check",
    "cue_sheet",
    "load_plan",
    "own_session",
    "plan_sessions",
    "render",
]

_HOMES = {
    "coach.api": ("check", "cue_sheet", "load_plan", "own_session", "plan_sessions", "render"),
    "coach.plan.model": ("Plan",),
    "coach.plan.ratio": ("Ratio",),
    "coach.proof.report": ("Report",),
    "coach.script.cues": ("Cue", "CueSheet"),
    "coach.session.request": ("SessionRequest",),
    "coach.settings": ("Settings",),
    "coach.version": ("__version__",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a public name (PEP 562). Raises AttributeError for any other."""
    if name not in __all__:
        raise AttributeError(f"module 'coach' has no attribute {name!r}")
    value = getattr(import_module(_HOME.get(name, "coach.errors")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
