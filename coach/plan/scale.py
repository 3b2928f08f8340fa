"""Walks whose length depends on a run: a length for each mile, or for each minute."""

from __future__ import annotations

import math
from typing import Final

from coach.errors import Field, UsageError
from coach.plan.fill import SHORTEST_WALK_SESSION
from coach.plan.model import MOST_MEASURED, Scale, ScaleUnit
from coach.plan.ratio import Ratio
from coach.units import SECOND, Milliseconds, duration_text

EXAMPLES: Final = {ScaleUnit.MILES: "finisher", ScaleUnit.MINUTES: "instead-of-run"}
"""Bundled plans with such a scale."""


def scaled_total(scale: Scale | None, ratio: Ratio, changes: list[str]) -> Milliseconds | None:
    """Return the length of the whole walk, and add the reason to `changes`; None without miles, minutes and `each`.

    Raises UsageError where the plan is not measured so, or a number is out of its bounds.
    """
    counts = {ScaleUnit.MILES: ratio.miles, ScaleUnit.MINUTES: ratio.minutes}
    named = [unit for unit, count in counts.items() if count is not None]
    field = Field(named[0] if named else "each")
    if not named and ratio.each is None:
        return None
    if ratio.total or ratio.keep_total:
        raise UsageError(field, " and a total contradict each other; give one of them")
    if scale is None:
        example = EXAMPLES[named[0]] if named else " and ".join(EXAMPLES.values())
        raise UsageError(field, f": this plan is not measured so; leave it out (for walks that are, see {example})")
    if named not in ([], [scale.by]):
        wrong = next(unit for unit in named if unit is not scale.by)
        raise UsageError(Field(wrong), f": this plan is measured in {scale.by}; use ", Field(scale.by))
    return _total(scale, counts[scale.by], ratio.each or scale.each, changes)


def _total(scale: Scale, requested: float | None, each: Milliseconds, changes: list[str]) -> Milliseconds:
    count = scale.default if requested is None else requested
    if not (math.isfinite(count) and 0 < count <= MOST_MEASURED):
        raise UsageError(Field(scale.by), f" {count:g}: use a number above 0, at most {MOST_MEASURED}")
    if not scale.least <= each <= scale.most:
        bounds = f"{duration_text(scale.least)} to {duration_text(scale.most)}"
        raise UsageError(Field("each"), f" {duration_text(each)}: this plan walks {bounds} for each of the {scale.by}")
    total = Milliseconds(int(count * each / SECOND + 0.5) * SECOND)
    one = {ScaleUnit.MILES: "mile", ScaleUnit.MINUTES: "minute"}[scale.by]
    changes.append(
        f"{count:.10g} {one if count == 1 else scale.by}, {duration_text(each)} for each: a walk of {duration_text(total)}"
    )
    if total < SHORTEST_WALK_SESSION:
        changes.append(
            f"{duration_text(total)} is too short to be coached; the walk becomes {duration_text(SHORTEST_WALK_SESSION)}"
        )
        return SHORTEST_WALK_SESSION
    return total
