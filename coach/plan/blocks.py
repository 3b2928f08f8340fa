"""Changes inside a main set: intervals in repeats may be changed, others stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from coach.errors import Field, UsageError
from coach.plan.model import Block, Effort, Interval, Repeat, unrolled
from coach.units import Milliseconds, duration_text

Blocks = tuple[Block, ...]


def change_repeated(main: Blocks, change: Callable[[Interval], Interval]) -> Blocks:
    """Change every interval inside repeats, however deep."""

    def inside(block: Block) -> Block:
        if isinstance(block, Interval):
            return change(block)
        return replace(block, blocks=tuple(inside(inner) for inner in block.blocks))

    return tuple(inside(block) if isinstance(block, Repeat) else block for block in main)


def repeated_lengths(main: Blocks, effort: Effort) -> str:
    """Write the lengths of the runs (or walks) inside repeats, once each: `3 min, 2 min`; empty where there are none."""
    lengths: dict[Milliseconds, None] = {}

    def collect(block: Block) -> None:
        if isinstance(block, Repeat):
            for inner in block.blocks:
                collect(inner)
        elif block.effort is effort:
            lengths[block.duration] = None

    for block in main:
        if isinstance(block, Repeat):
            collect(block)
    return ", ".join(map(duration_text, lengths))


def only_repeat(main: Blocks, change: str | Field) -> tuple[int, Repeat]:
    """Return the one repeat of a main set and its index; `change` names what needs it.

    Raises UsageError where there is none, or more than one.
    """
    repeats = [(index, block) for index, block in enumerate(main) if isinstance(block, Repeat)]
    if len(repeats) != 1:
        count = f"{len(repeats)} repeats" if repeats else "no repeat"
        raise UsageError(
            f"this session has {count}; ", change, " needs exactly one to change: leave it out, or choose another session"
        )
    return repeats[0]


def replaced(main: Blocks, index: int, block: Block) -> Blocks:
    """Return the main set with another block at this index."""
    return (*main[:index], block, *main[index + 1 :])


def length(*blocks: Block) -> Milliseconds:
    """Return how long these blocks last."""
    return Milliseconds(sum(interval.duration for block in blocks for interval in unrolled(block)))
