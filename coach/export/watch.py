"""Sessions in the formats of watches: what each is called, and the files of several sessions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from coach.export import apple_workout, fit, intervals_icu
from coach.export.targets import targets
from coach.export.workout import Workout, session_workout
from coach.files import write_file
from coach.session.request import SessionRequest


@dataclass(frozen=True, slots=True)
class WatchFormat:
    """A format."""

    ending: str
    """Of its files: `.fit`."""
    media_type: str
    write: Callable[[Workout, datetime], bytes]
    """Returns the file of a workout that is made now. Raises UsageError for what the format cannot hold."""
    fits: Callable[[Workout], bool]
    """Whether the format can hold a workout."""


FORMATS: Final[dict[str, WatchFormat]] = {
    "fit": WatchFormat(".fit", fit.MEDIA_TYPE, fit.write_fit, lambda _: True),
    "workout": WatchFormat(
        ".workout",
        apple_workout.MEDIA_TYPE,
        lambda workout, _: apple_workout.write_apple_workout(workout),
        lambda workout: not workout.all_walking,
    ),
    "intervals": WatchFormat(
        ".txt",
        intervals_icu.MEDIA_TYPE,
        lambda workout, _: intervals_icu.write_intervals_text(workout),
        lambda _: True,
    ),
}


def watch_files(
    name: str, requests: Sequence[SessionRequest], out: Path | None, output: Path, now: datetime
) -> tuple[Path, ...]:
    """Write the sessions in the format of that name and return the files. `now` has its time zone.

    `out` is the file of one session, or the folder of several; without it they lie in `output`, beside the MP3s and named like
    them. Raises UsageError, and writes nothing, where the format cannot hold one of them; OutputError where writing fails.
    """
    form = FORMATS[name]
    contents = [form.write(session_workout(request), now) for request in requests]
    paths = targets(requests, form.ending, out, output)
    for path, content in zip(paths, contents, strict=True):
        write_file(path, content)
    return paths
