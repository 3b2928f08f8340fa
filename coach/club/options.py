"""What a batch is asked for, besides its roster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

PROCESSES: Final = "processes"
DASK: Final = "dask"

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class ExecutorOptions:
    """What executors are told."""

    jobs: int | None = None
    """Processes at once on this computer; None: one for each core."""
    scheduler: str = ""
    """The address of a Dask scheduler, such as `tcp://127.0.0.1:8786`."""


class CheckShare(StrEnum):
    """How many of the finished files are checked."""

    NONE = "none"
    SAMPLE = "sample"
    """One in twenty, and at least three, drawn by a hash."""
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Shard:
    """Which part of the rows this computer makes: the `number`-th of `count`."""

    number: int
    count: int

    def of(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """Return the rows of this part."""
        return tuple(rows[self.number - 1 :: self.count])


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a batch is run."""

    output: Path
    base_url: str = ""
    """Where the runners' folders will be reached, with a slash at the end; empty for cards without a code."""
    check: CheckShare = CheckShare.SAMPLE
    shard: Shard | None = None
    executor: str = PROCESSES
    executor_options: ExecutorOptions = field(default_factory=ExecutorOptions)
