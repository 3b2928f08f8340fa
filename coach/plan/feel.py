"""How the runner feels decides about the walks: tired lengthens them, great shortens them a little.

A tired session takes no longer than without the feel: it has fewer repetitions, or where these are few, shorter runs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from coach.plan.blocks import Blocks, change_repeated, length, repeated_lengths
from coach.plan.fill import fill
from coach.plan.model import Effort, Interval, Repeat, Runner, Session, unrolled
from coach.plan.ratio import Feel
from coach.plan.steps import floor_to_step, step_at
from coach.units import MINUTE, SECOND, Milliseconds

GREAT: Final = 0.75
"""What a walk is multiplied by on a great day."""

GREAT_FOR_BEGINNERS: Final = 0.9
"""The same for a beginner: a small step, so that it is not too much too soon."""

TIRED: Final = 1.5
"""What a walk is multiplied by on a tired day."""

SHORTEST_GREAT_WALK: Final = Milliseconds(30 * SECOND)
SHORTEST_FOR_BEGINNERS: Final = MINUTE
"""A great day never makes a walk (a beginner's walk) shorter than this; walks that are shorter already stay as they are."""

FEWEST_REPETITIONS: Final = 3
"""From so many repetitions on, one or two can be left out; of fewer, each is a large part of the session."""

LEAST_OF_A_RUN: Final = 0.75
"""What longer walks leave of a run, at least."""

ROUND_FROM: Final = Milliseconds(5 * MINUTE)
"""A run that was made shorter and is still as long as this lasts whole or half minutes: nobody would say the seconds."""

ROUND: Final = Milliseconds(30 * SECOND)
"""What such a run is a multiple of."""


def by_feel(main: Blocks, feel: Feel, runner: Runner, changes: list[str]) -> Blocks:
    """Apply the runner's feel to the walks inside repeats, and add what was done to `changes`."""
    if feel is Feel.GOOD:
        changes.append("you feel good: the session stays as it is")
        return main
    walks = repeated_lengths(main, Effort.WALK)
    if not (walks and repeated_lengths(main, Effort.RUN)):
        changes.append(
            f"you feel {feel}: no walk here lies between runs, so the session stays as it is; go as easily as you like"
        )
        return main
    if feel is Feel.GREAT and runner is Runner.RETURNING:
        changes.append(
            "you feel great: the walks stay as they are, since a returning runner's walks are only ever lengthened by feel"
        )
        return main
    felt = change_repeated(main, lambda interval: _felt(interval, feel, runner))
    if felt == main:
        changes.append(f"you feel great: the walks of {walks} stay as they are, short enough already")
    else:
        shortened = "shortened a little" if runner is Runner.BEGINNER else "shortened to three quarters"
        verb = shortened if feel is Feel.GREAT else "lengthened by half"
        changes.append(f"you feel {feel}: walks are {verb}, {walks} becomes {repeated_lengths(felt, Effort.WALK)}")
    return felt


def in_time(session: Session, felt: Blocks, changes: list[str]) -> Session:
    """Return the session with the main set that feel has made of its own, but no longer than it is.

    What was done for it is added to `changes`.
    """
    extra = length(*felt) - length(*session.main)
    if extra <= 0:
        return replace(session, main=felt)
    repeats = [block for block in felt if isinstance(block, Repeat)]
    times = repeats[0].times if len(repeats) == 1 else 1
    if times < FEWEST_REPETITIONS:
        shorter = _with_shorter_runs(felt, Milliseconds(extra))
        if shorter:
            runs = repeated_lengths(felt, Effort.RUN), repeated_lengths(shorter, Effort.RUN)
            changes.append(f"so that it takes no longer, the longest runs give the time: {runs[0]} becomes {runs[1]}")
            return replace(session, main=shorter)
    if times > 1:
        return fill(replace(session, main=felt), session.duration, changes)
    changes.append("the runs are too short to give the time for longer walks, so the session stays as it is")
    return session


def _with_shorter_runs(main: Blocks, extra: Milliseconds) -> Blocks | None:
    """Take the time from the longest runs, each by the same; None where that would be too much for them."""
    runs = [
        interval.duration
        for block in main
        if isinstance(block, Repeat)
        for interval in unrolled(block)
        if interval.effort is Effort.RUN
    ]
    longest = max(runs)
    share = -(-extra // runs.count(longest))
    least = LEAST_OF_A_RUN * longest
    duration = floor_to_step(Milliseconds(longest - share))
    if duration < least:
        return None
    rounded = Milliseconds(duration // ROUND * ROUND)
    if rounded >= max(least, ROUND_FROM):
        duration = rounded
    return change_repeated(
        main,
        lambda interval: (
            replace(interval, duration=duration) if interval.effort is Effort.RUN and interval.duration == longest else interval
        ),
    )


def _felt(interval: Interval, feel: Feel, runner: Runner) -> Interval:
    if interval.effort is not Effort.WALK:
        return interval
    great, least = (GREAT_FOR_BEGINNERS, SHORTEST_FOR_BEGINNERS) if runner is Runner.BEGINNER else (GREAT, SHORTEST_GREAT_WALK)
    factor = great if feel is Feel.GREAT else TIRED
    duration = interval.duration * factor
    even = step_at(duration) if interval.duration >= SHORTEST_GREAT_WALK else SECOND
    duration = int(duration / even + 0.5) * even
    if factor < 1:
        duration = min(max(duration, least), interval.duration)
    return replace(interval, duration=Milliseconds(duration))
