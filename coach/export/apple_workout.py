"""A session as an Apple `.workout` file, for the Workout app of iPhone and Apple Watch.

Apple publishes no specification. `workoutgen` writes what was seen in real exports: outdoor runs. Nothing else is written.
"""

from __future__ import annotations

from typing import Any, Final

from coach.errors import UsageError
from coach.export.workout import Workout, WorkoutRepeat, WorkoutStep
from coach.plan.model import Effort
from coach.units import SECOND

MEDIA_TYPE: Final = "application/octet-stream"


def write_apple_workout(workout: Workout) -> bytes:
    """Return the `.workout` file. Raises UsageError for a session that is all walking: the format is known for runs only."""
    from workoutgen import RECOVERY, WORK, encode

    if workout.all_walking:
        raise UsageError(
            f"{workout.title}: it is all walking, and Apple's .workout files are known for outdoor runs only; "
            "FIT and intervals.icu hold walks too"
        )
    blocks = [
        {
            "iterations": part.times if isinstance(part, WorkoutRepeat) else 1,
            "steps": [
                {**_step(step), "purpose": WORK if step.effort is Effort.RUN else RECOVERY}
                for step in (part.steps if isinstance(part, WorkoutRepeat) else (part,))
            ],
        }
        for part in workout.main
    ]
    plan = {
        "name": workout.title,
        "warmup": _step(workout.warm_up),
        "blocks": blocks,
        "cooldown": _step(workout.cool_down),
    }
    return bytes(encode(plan))


def _step(step: WorkoutStep) -> dict[str, Any]:
    from workoutgen import TIME_UNITS

    goal = ("open",) if step.is_open else ("time", step.planned / SECOND, TIME_UNITS["s"])
    return {"goal": goal, "alert": None}
