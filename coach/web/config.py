"""The configuration of a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from coach.mixer.options import Choices
from coach.plan.model import Plan
from coach.plan.schedule import ScheduledSession
from coach.web.guard import LOOPBACK_NAMES, AccessPolicy


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """What is served, and to whom."""

    plans: Mapping[str, Plan]
    choices: Choices
    now: Callable[[], datetime]
    """The clock, with its time zone."""
    policy: AccessPolicy = field(default_factory=lambda: AccessPolicy(LOOPBACK_NAMES))
    origin: str = ""
    """Scheme, host and port in the links of feeds and codes. Empty: those of the request."""
    shared_origin: str = ""
    """The origin for the home network, which codes show on the computer itself. Empty: no access from the network."""
    stall_timeout: float = 30.0
    """Seconds after which a client that reads nothing is disconnected."""
    logged_days: Callable[[Plan], tuple[ScheduledSession, ...]] = lambda _: ()
    """The days of a plan's sessions by the runner's log; none where it has nothing of the plan, or is not used."""
