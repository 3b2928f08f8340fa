"""A session as the text of intervals.icu's workout builder, from where Suunto's and other makers' watches can take it.

`m` means minutes there. A repeat has a heading such as `Main set 6x`, and an empty line before and after; none holds another.
A step that the runner ends has the words `press lap` after its planned length.
"""

from __future__ import annotations

from typing import Final

from coach.export.workout import Part, Workout, WorkoutRepeat, WorkoutStep
from coach.units import duration_label

MEDIA_TYPE: Final = "text/plain; charset=utf-8"


def write_intervals_text(workout: Workout) -> bytes:
    """Return the text, UTF-8. Each part has a heading: some readers take one, not the empty line, for a repeat's end."""
    parts = [("Warm-up", workout.warm_up), *(("Main set", part) for part in workout.main), ("Cool-down", workout.cool_down)]
    return ("\n\n".join(_part(heading, part) for heading, part in parts) + "\n").encode()


def _part(heading: str, part: Part) -> str:
    if isinstance(part, WorkoutRepeat):
        return "\n".join((f"{heading} {part.times}x", *(_line(step) for step in part.steps)))
    return f"{heading}\n{_line(part)}"


def _line(step: WorkoutStep) -> str:
    ending = " press lap" if step.is_open else ""
    return f"- {step.name} {duration_label(step.planned)}{ending}"
