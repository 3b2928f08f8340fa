"""When a change is announced and counted down, and how often time left is said: what is usual, and what a runner may choose."""

from __future__ import annotations

from typing import Final

from coach.units import SECOND, Milliseconds

WARNING_LEAD: Final = Milliseconds(10 * SECOND)
EARLY_WARNING_LEAD: Final = Milliseconds(30 * SECOND)
WARNING_LEADS: Final = (WARNING_LEAD, EARLY_WARNING_LEAD)

WARNING_RANGE: Final = (Milliseconds(5 * SECOND), Milliseconds(20 * SECOND))
EARLY_WARNING_RANGE: Final = (Milliseconds(25 * SECOND), Milliseconds(60 * SECOND))
TIME_LEFT_RANGE: Final = (Milliseconds(15 * SECOND), Milliseconds(120 * SECOND))
"""All in whole seconds, as they are spoken."""

TICKS: Final = 3
"""One a second; the mark at zero is the change's own tone."""

MOST_TICKS: Final = 5
