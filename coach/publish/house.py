"""What a server serves, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from coach.plan.model import Plan
from coach.publish.guard import LOOPBACK_NAMES, Door
from coach.publish.mixes import Offer


@dataclass(frozen=True, slots=True)
class House:
    """What is served, and to whom."""

    plans: Mapping[str, Plan]
    offer: Offer
    now: Callable[[], datetime]
    """The clock, with its time zone."""
    door: Door = field(default_factory=lambda: Door(LOOPBACK_NAMES))
    origin: str = ""
    """Scheme, host and port that links in feeds and codes carry; empty: those that a visitor came by."""
    shared_origin: str = ""
    """Where the home network is let in: what a code shows when it is looked at on the computer itself. Empty: nowhere."""
    patience: float = 30.0
    """Seconds that a client may take nothing of what is sent to it."""
