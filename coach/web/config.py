"""What a server serves, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from coach.plan.model import Plan
from coach.web.guard import LOOPBACK_NAMES, AccessPolicy
from coach.web.options import Choices


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """What is served, and to whom."""

    plans: Mapping[str, Plan]
    choices: Choices
    now: Callable[[], datetime]
    """The clock, with its time zone."""
    policy: AccessPolicy = field(default_factory=lambda: AccessPolicy(LOOPBACK_NAMES))
    origin: str = ""
    """Scheme, host and port that links in feeds and codes carry; empty: those that a visitor came by."""
    shared_origin: str = ""
    """Where the home network is let in: what a code shows when it is looked at on the computer itself. Empty: nowhere."""
    patience: float = 30.0
    """Seconds that a client may take nothing of what is sent to it."""
