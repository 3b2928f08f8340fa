"""Distances with a pace: `400m` at `5:30/km` is a time, to the second, and is spoken as a distance."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from coach.errors import Field, InputError
from coach.plan.treadmill import parse_speed
from coach.units import METRES_FROM, SECOND, Milliseconds

METRES: Final = {"m": Decimal(1), "km": Decimal(1_000), "mi": Decimal("1609.344"), "yd": Decimal("0.9144")}
_UNITS: Final = {
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), "m"),
    **dict.fromkeys(("km", "k", "kilometre", "kilometres", "kilometer", "kilometers"), "km"),
    **dict.fromkeys(("mi", "mile", "miles"), "mi"),
    **dict.fromkeys(("yd", "yds", "yard", "yards"), "yd"),
}

FASTEST, SLOWEST = Milliseconds(120 * SECOND), Milliseconds(30 * 60 * SECOND)
"""Time for a kilometre: from faster than anybody runs to a slow walk."""

LONGEST: Final = Decimal(200_000)
"""Metres."""

_DISTANCE: Final = re.compile(r"(\d{1,6}(?:[.,]\d{1,3})?)\s*([a-z]+)", re.ASCII)
_PACE: Final = re.compile(
    r"(\d{1,2}):([0-5]\d)\s*(?:min(?:utes)?\s*)?(?:/|per|a|an)\s*(km|mi|mile|kilometre|kilometer)", re.ASCII
)
HOW_TO_PACE: Final = 'write a pace such as "5:30/km" or "8:50/mi", or a speed such as "11 km/h", from 2:00 to 30:00 a kilometre'


@dataclass(frozen=True, slots=True)
class Paces:
    """The runner's own paces, for distances to which a plan gives none; empty: not known."""

    run: str = ""
    """As it is written: `5:30/km`."""
    walk: str = ""


NO_PACES: Final = Paces()


@dataclass(frozen=True, slots=True)
class Distance:
    """A length of way, as it is written, and how fast it is covered."""

    amount: Decimal
    unit: str
    """One of `METRES`."""
    pace: str
    """As it is written: `5:30/km`."""

    @property
    def text(self) -> str:
        """The distance with its unit: `400 m`."""
        return f"{self.amount.normalize():f} {self.unit}"

    @property
    def is_in_bounds(self) -> bool:
        """Whether it is more than nothing, and can be covered in a session."""
        return 0 < self.amount * METRES[self.unit] <= LONGEST

    @property
    def time(self) -> Milliseconds:
        """How long it takes, in whole seconds."""
        seconds = self.amount * METRES[self.unit] / 1_000 * parse_pace(self.pace) / SECOND
        return Milliseconds(int(seconds.to_integral_value(ROUND_HALF_UP)) * SECOND)


def parse_pace(text: str) -> Decimal:
    """Read `5:30/km`, `8:50 min/mi` or a speed as milliseconds for a kilometre. Raises InputError with the remedy."""
    compact = " ".join(text.lower().split())
    match = _PACE.fullmatch(compact)
    if match:
        minutes, seconds, unit = match.groups()
        per = METRES["mi"] if unit.startswith("mi") else METRES["km"]
        pace = Decimal((int(minutes) * 60 + int(seconds)) * SECOND) * 1_000 / per
    else:
        try:
            pace = Decimal(3_600 * SECOND) / Decimal(str(parse_speed(compact)))
        except InputError as error:
            raise InputError(HOW_TO_PACE) from error
    if not FASTEST <= pace <= SLOWEST:
        raise InputError(HOW_TO_PACE)
    return pace


def parse_distance(text: str, pace: str, *, beside: bool) -> Distance | None:
    """Read `400m`, `1.5 km`, `0.25 mi` or `200 yd`, to be covered at a pace; None for what is no distance.

    `beside`: the pace stands in the same table, so that every `m` is metres; else only from 100 on, since less are minutes.
    """
    match = _DISTANCE.fullmatch(" ".join(text.lower().split()))
    if match is None or match[2] not in _UNITS:
        return None
    amount, unit = Decimal(match[1].replace(",", ".")), _UNITS[match[2]]
    if match[2] == "m" and amount < METRES_FROM and not beside:
        return None
    return Distance(amount, unit, pace)


def without_pace(text: str, *, walk: bool) -> tuple[str | Field, ...]:
    """Return what is missing where a distance of a run or a walk stands without a pace; empty for what is no distance."""
    distance = parse_distance(text, "", beside=False)
    if distance is None:
        return ()
    beside = 'at = "10:00/km" beside it' if walk else 'at = "5:30/km", beside it or once for the runs of the plan'
    start = "a distance is read with its pace; "
    if distance.unit == "m":
        start = f"minutes or metres? For minutes write {distance.amount} min; for {distance.amount} metres "
    own = Field("walk_pace" if walk else "pace")
    return f"{start}give the pace: {beside}; or give your own, with ", own, " or in the config file"
