"""A session as a FIT workout file, the form of Garmin's watches and others (FIT protocol 2.0, file type workout)."""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Final

from coach.export.workout import Part, Workout, WorkoutRepeat, WorkoutStep
from coach.plan.model import Effort
from coach.units import SECOND

if TYPE_CHECKING:
    from fit_tool.profile.messages.workout_step_message import WorkoutStepMessage
    from fit_tool.profile.profile_type import Intensity

MEDIA_TYPE: Final = "application/vnd.ant.fit"

_NAME_SIZE: Final = 32
"""Bytes of every step's name in the file, its closing zero included: one definition serves all steps."""

_TITLE_BYTES: Final = 254
"""A FIT string has at most so many bytes."""


def write_fit(workout: Workout, now: datetime) -> bytes:
    """Return the FIT file. `now` is when it was made, with its time zone.

    Repeats stay repeats; open steps end with the lap button. The sport is walking where nothing is run.
    """
    from fit_tool.fit_file_builder import FitFileBuilder
    from fit_tool.profile.messages.file_id_message import FileIdMessage
    from fit_tool.profile.messages.workout_message import WorkoutMessage
    from fit_tool.profile.profile_type import FileType, Manufacturer, Sport

    steps = _step_messages(workout)
    about = FileIdMessage(local_id=0)
    about.type = FileType.WORKOUT
    about.manufacturer = Manufacturer.DEVELOPMENT.value
    about.product = 0
    about.serial_number = zlib.crc32(repr(workout).encode())
    about.time_created = round(now.timestamp() * SECOND)
    whole = WorkoutMessage(local_id=1)
    whole.workout_name = _shortened(workout.title, _TITLE_BYTES)
    whole.sport = Sport.WALKING if workout.all_walking else Sport.RUNNING
    whole.num_valid_steps = len(steps)
    # Not strict: its validator leaves repeats out of the number of steps, where Garmin's own examples count them.
    builder = FitFileBuilder(auto_define=True, min_string_size=_NAME_SIZE)
    builder.add_all([about, whole, *steps])
    return bytes(builder.build().to_bytes())


def _step_messages(workout: Workout) -> list[WorkoutStepMessage]:
    messages: list[WorkoutStepMessage] = []
    for part in workout.parts:
        first = len(messages)
        for step in _steps(part):
            messages.append(_step_message(len(messages), step, all_walking=workout.all_walking))
        if isinstance(part, WorkoutRepeat):
            messages.append(_repeat_message(len(messages), first, part.times))
    return messages


def _steps(part: Part) -> tuple[WorkoutStep, ...]:
    return part.steps if isinstance(part, WorkoutRepeat) else (part,)


def _step_message(index: int, step: WorkoutStep, *, all_walking: bool) -> WorkoutStepMessage:
    from fit_tool.profile.messages.workout_step_message import WorkoutStepMessage
    from fit_tool.profile.profile_type import WorkoutStepDuration, WorkoutStepTarget

    message = WorkoutStepMessage(local_id=2)
    message.message_index = index
    message.workout_step_name = step.name
    message.intensity = _intensity(step.effort, all_walking=all_walking)
    message.target_type = WorkoutStepTarget.OPEN
    message.target_value = 0
    if step.is_open:
        message.duration_type = WorkoutStepDuration.OPEN
        message.duration_value = 0
    else:
        message.duration_type = WorkoutStepDuration.TIME
        message.duration_time = step.planned / SECOND
    return message


def _repeat_message(index: int, first: int, times: int) -> WorkoutStepMessage:
    from fit_tool.profile.messages.workout_step_message import WorkoutStepMessage
    from fit_tool.profile.profile_type import WorkoutStepDuration, WorkoutStepTarget

    message = WorkoutStepMessage(local_id=3)
    message.message_index = index
    message.duration_type = WorkoutStepDuration.REPEAT_UNTIL_STEPS_CMPLT
    message.duration_value = first
    message.target_type = WorkoutStepTarget.OPEN
    message.target_value = times
    return message


def _intensity(effort: Effort, *, all_walking: bool) -> Intensity:
    from fit_tool.profile.profile_type import Intensity

    walk = Intensity.ACTIVE if all_walking else Intensity.RECOVERY
    return {
        Effort.WARM_UP: Intensity.WARMUP,
        Effort.RUN: Intensity.ACTIVE,
        Effort.WALK: walk,
        Effort.COOL_DOWN: Intensity.COOLDOWN,
    }[effort]


def _shortened(text: str, most: int) -> str:
    """Return as much of a text as fits into so many bytes of UTF-8."""
    return text.encode()[:most].decode(errors="ignore")
