"""A session in other proportions: longer runs, shorter walks, by feel, to a total.

Overrides touch only the runs and walks inside repeats; what stands alone stays as it is. Repetitions that do not fill a total
exactly follow one policy: whole repetitions, and the rest is easy walking before the cool-down.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final

from coach.errors import UsageError
from coach.plan.model import (
    SHORTEST_INTERVAL,
    Block,
    Coaching,
    Effort,
    Flavour,
    Interval,
    Plan,
    Repeat,
    Runner,
    Session,
    Week,
    unrolled,
)
from coach.plan.toml import DEFAULT_WARM_UP, MOST_INTERVALS, check_session
from coach.errors import PlanError
from coach.units import Milliseconds, clock, duration_label

GREAT: Final = 0.75
"""What a walk is multiplied by on a great day."""

TIRED: Final = 1.5
"""What a walk is multiplied by on a tired day."""

SHORTEST_GREAT_WALK: Final = Milliseconds(30_000)
"""A great day never makes a walk shorter than this, unless the plan's own is."""

CUSTOM: Final = "custom"
"""The name of the plan of a session without a plan."""


class Feel(StrEnum):
    """How the runner feels before the session."""

    GREAT = "great"
    GOOD = "good"
    TIRED = "tired"


@dataclass(frozen=True, slots=True)
class Ratio:
    """What the runner wants otherwise than the plan has it. None: as in the plan."""

    run: Milliseconds | None = None
    walk: Milliseconds | None = None
    repeat: int | None = None
    warm_up: Milliseconds | None = None
    cool_down: Milliseconds | None = None
    total: Milliseconds | None = None
    """The plan's time that the session shall have, warm-up and cool-down included."""
    keep_total: bool = False
    """Keep the plan's own total, by more or fewer repetitions."""
    feel: Feel | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    @property
    def label(self) -> str:
        """For file names: `walk-1m30s`, `run-1m-walk-1m30s-x8`; empty when nothing is changed."""
        return "-".join(part.replace(" ", "-") for part in self._parts())

    @property
    def label_words(self) -> str:
        """For titles: `walk 1m30s`, `run 1m, walk 1m30s, x8`; empty when nothing is changed."""
        return ", ".join(self._parts())

    def _parts(self) -> list[str]:
        durations = {
            "run": self.run,
            "walk": self.walk,
            "warm-up": self.warm_up,
            "cool-down": self.cool_down,
            "total": self.total,
        }
        parts = [f"{name} {duration_label(value)}" for name, value in durations.items() if value]
        parts += [f"x{self.repeat}"] if self.repeat else []
        parts += ["same total"] if self.keep_total else []
        parts += [f"feel {self.feel}"] if self.feel else []
        return parts


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A session after its overrides, and what was done."""

    session: Session
    changes: tuple[str, ...]
    """One sentence for each change, with its reason."""


def adjust(session: Session, ratio: Ratio, runner: Runner) -> Adjusted:
    """Apply the overrides. Raises UsageError where they contradict each other or fit nothing in the session."""
    if ratio.total and ratio.keep_total:
        raise UsageError("--total and --keep-total contradict each other; give one of them")
    if ratio.repeat and (ratio.total or ratio.keep_total):
        raise UsageError("--repeat and a total contradict each other; give one of them")
    changes: list[str] = []
    main = session.main
    if ratio.feel:
        main = _by_feel(main, ratio.feel, runner, changes)
    main = _with_lengths(main, ratio, changes)
    if ratio.repeat:
        main = _repeated(main, ratio.repeat, changes)
    adjusted = replace(
        session,
        main=main,
        warm_up=_eased(session.warm_up, ratio.warm_up, changes),
        cool_down=_eased(session.cool_down, ratio.cool_down, changes),
    )
    total = ratio.total or (session.duration if ratio.keep_total else None)
    if total and total != adjusted.duration:
        adjusted = replace(adjusted, main=_filled(adjusted, total, changes))
    try:
        check_session(adjusted)
    except PlanError as error:
        raise UsageError(f"with these changes the session {error}") from error
    if session.duration != adjusted.duration:
        changes.append(f"total {clock(session.duration)} becomes {clock(adjusted.duration)}")
    return Adjusted(adjusted, tuple(changes))


def custom_plan(ratio: Ratio) -> Plan:
    """Make a plan of one session from a run, a walk and a number of repetitions (or a total).

    Raises UsageError where one of them is missing.
    """
    if not (ratio.run and ratio.walk and (ratio.repeat or ratio.total)):
        raise UsageError(
            "a session of your own needs --run, --walk and --repeat (or --total), such as --run 1m --walk 90s --repeat 8"
        )
    pair = Repeat(ratio.repeat or 1, (Interval(Effort.RUN, ratio.run), Interval(Effort.WALK, ratio.walk)))
    session = Session(
        Interval(Effort.WARM_UP, DEFAULT_WARM_UP),
        (pair,),
        Interval(Effort.COOL_DOWN, DEFAULT_WARM_UP),
    )
    return Plan(
        CUSTOM,
        "Your own ratio",
        "One session of your own run and walk.",
        Coaching.WALK_RUN,
        Runner.BEGINNER,
        (Week((session,)),),
    )


def _by_feel(main: tuple[Block, ...], feel: Feel, runner: Runner, changes: list[str]) -> tuple[Block, ...]:
    if feel is Feel.GOOD:
        changes.append("you feel good: the session stays as the plan has it")
        return main
    if feel is Feel.GREAT and runner in (Runner.BEGINNER, Runner.RETURNING):
        changes.append(
            f"you feel great: the walks stay as they are, since a {runner} runner's walks are only ever lengthened by feel"
        )
        return main
    factor = GREAT if feel is Feel.GREAT else TIRED
    felt = _mapped(main, lambda interval: _felt_walk(interval, factor))
    if felt != main:
        verb = "shortened to three quarters" if feel is Feel.GREAT else "lengthened by half"
        changes.append(f"you feel {feel}: walks {verb} ({_lengths(main, Effort.WALK)} becomes {_lengths(felt, Effort.WALK)})")
    else:
        changes.append(f"you feel {feel}: no walk inside a repeat could change")
    return felt


def _felt_walk(interval: Interval, factor: float) -> Interval:
    if interval.effort is not Effort.WALK:
        return interval
    step = 5_000 if interval.duration >= SHORTEST_GREAT_WALK else 1_000
    duration = int(interval.duration * factor / step + 0.5) * step
    if factor < 1:
        duration = max(duration, min(SHORTEST_GREAT_WALK, interval.duration))
    return replace(interval, duration=Milliseconds(duration))


def _with_lengths(main: tuple[Block, ...], ratio: Ratio, changes: list[str]) -> tuple[Block, ...]:
    for effort, wanted in ((Effort.RUN, ratio.run), (Effort.WALK, ratio.walk)):
        if wanted is None:
            continue
        if wanted < SHORTEST_INTERVAL:
            raise UsageError(
                f"--{effort} {duration_label(wanted)} is too short to be commanded; use at least {duration_label(SHORTEST_INTERVAL)}"
            )
        before = _lengths(main, effort)
        if not before:
            raise UsageError(f"this session repeats no {effort}; --{effort} has nothing to change")
        main = _mapped(
            main, lambda interval, e=effort, d=wanted: replace(interval, duration=d) if interval.effort is e else interval
        )
        if before != duration_label(wanted):
            changes.append(f"{effort} {before} becomes {duration_label(wanted)}")
    return main


def _mapped(main: tuple[Block, ...], change: object) -> tuple[Block, ...]:
    """Change every interval inside repeats."""
    assert callable(change)

    def inside(block: Block) -> Block:
        if isinstance(block, Interval):
            return change(block)  # type: ignore[no-any-return]  # an Interval in, an Interval out
        return replace(block, blocks=tuple(inside(inner) for inner in block.blocks))

    return tuple(inside(block) if isinstance(block, Repeat) else block for block in main)


def _lengths(main: tuple[Block, ...], effort: Effort) -> str:
    repeated = (interval for block in main if isinstance(block, Repeat) for interval in unrolled(block))
    lengths = sorted({interval.duration for interval in repeated if interval.effort is effort})
    return ", ".join(duration_label(length) for length in lengths)


def _repeated(main: tuple[Block, ...], times: int, changes: list[str]) -> tuple[Block, ...]:
    index = _only_repeat(main, "--repeat")
    if not 1 <= times <= MOST_INTERVALS // 2:
        raise UsageError(f"--repeat {times}: use a number from 1 to {MOST_INTERVALS // 2}")
    repeat = main[index]
    assert isinstance(repeat, Repeat)
    if repeat.times != times:
        changes.append(f"{repeat.times} repetitions become {times}")
    return (*main[:index], replace(repeat, times=times), *main[index + 1 :])


def _only_repeat(main: tuple[Block, ...], option: str) -> int:
    repeats = [index for index, block in enumerate(main) if isinstance(block, Repeat)]
    if len(repeats) != 1:
        raise UsageError(f"this session has {len(repeats)} repeats; {option} needs exactly one to change")
    return repeats[0]


def _eased(interval: Interval, wanted: Milliseconds | None, changes: list[str]) -> Interval:
    if wanted is None or wanted == interval.duration:
        return interval
    if wanted < interval.duration:
        raise UsageError(
            f"--{interval.effort} {duration_label(wanted)} would shorten the {interval.effort} of {duration_label(interval.duration)}; "
            "it can only be lengthened"
        )
    changes.append(f"{interval.effort} {duration_label(interval.duration)} becomes {duration_label(wanted)}")
    return replace(interval, duration=wanted)


def _filled(session: Session, total: Milliseconds, changes: list[str]) -> tuple[Block, ...]:
    """Fill a total with whole repetitions and a rest of easy walking; a session without repeats stretches its longest walk."""
    main = session.main
    if not any(isinstance(block, Repeat) for block in main):
        return _stretched(session, total, changes)
    index = _only_repeat(main, "a total")
    repeat = main[index]
    assert isinstance(repeat, Repeat)
    once = sum(interval.duration for interval in unrolled(replace(repeat, times=1)))
    room = total - (session.duration - repeat.times * once)
    times, rest = divmod(room, once)
    if room < once:
        least = session.duration - (repeat.times - 1) * once
        raise UsageError(
            f"a total of {duration_label(total)} leaves no room for one repetition; use at least {duration_label(Milliseconds(least))}"
        )
    changes.append(f"{repeat.times} repetitions become {times}, whole repetitions that fit {duration_label(total)}")
    filled: tuple[Block, ...] = (*main[:index], replace(repeat, times=times), *main[index + 1 :])
    if rest >= SHORTEST_INTERVAL:
        changes.append(f"the {duration_label(Milliseconds(rest))} that are left become easy walking")
        filled += (Interval(Effort.WALK, Milliseconds(rest), Flavour.EASY),)
    elif rest:
        changes.append(f"{duration_label(Milliseconds(rest))} could not be filled: too short for an interval")
    return filled


def _stretched(session: Session, total: Milliseconds, changes: list[str]) -> tuple[Block, ...]:
    longest = max(range(len(session.main)), key=lambda index: _length(session.main[index]))
    block = session.main[longest]
    assert isinstance(block, Interval)
    duration = block.duration + total - session.duration
    if duration < SHORTEST_INTERVAL:
        least = session.duration - block.duration + SHORTEST_INTERVAL
        raise UsageError(
            f"a total of {duration_label(total)} is shorter than its warm-up and cool-down; use at least {duration_label(Milliseconds(least))}"
        )
    changes.append(f"the {block.effort} of {duration_label(block.duration)} becomes {duration_label(Milliseconds(duration))}")
    return (*session.main[:longest], replace(block, duration=Milliseconds(duration)), *session.main[longest + 1 :])


def _length(block: Block) -> int:
    return sum(interval.duration for interval in unrolled(block))
