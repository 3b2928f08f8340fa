"""Where tasks run: on all cores of this computer, or on the workers of a Dask scheduler.

An executor is one of `concurrent.futures`; what else can run tasks is one more factory here.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

from coach.club.options import DASK, PROCESSES, ExecutorOptions
from coach.errors import Field, MissingEngineError, UsageError

_CONNECT_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class ExecutorChoice:
    """A way of running tasks."""

    open: Callable[[ExecutorOptions], AbstractContextManager[Executor]]
    """Raises UsageError for options that it cannot use, and OSError where it cannot be reached."""
    sessions_per_task: int


@contextlib.contextmanager
def _processes(options: ExecutorOptions) -> Iterator[Executor]:
    jobs = options.jobs or os.cpu_count() or 1
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_worker)
    try:
        yield pool
    except BaseException:
        for worker in multiprocessing.active_children():
            # Every file is written whole or not at all, so a worker may be ended at any moment.
            worker.kill()
        pool.shutdown(cancel_futures=True)
        raise
    pool.shutdown()


def _start_worker() -> None:
    """Leave Ctrl-C to the main process, and end with it however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextlib.contextmanager
def _dask(options: ExecutorOptions) -> Iterator[Executor]:
    if not options.scheduler:
        raise UsageError(Field("scheduler"), " is missing; give the address of a Dask scheduler, such as tcp://127.0.0.1:8786")
    import distributed

    for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]:
        # What it reports with tracebacks arrives here as exceptions too.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    connect: Any = distributed.Client
    try:
        client = connect(options.scheduler, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            Field("scheduler"), f" {options.scheduler}: no Dask scheduler answers there; check the address, and that it runs"
        ) from error
    try:
        # Workers that end in the middle are the scheduler's to replace: it gives their tasks to others.
        yield client.get_executor(pure=False)
    finally:
        with contextlib.suppress(Exception):
            client.close(timeout=2)


EXECUTORS: Final = {PROCESSES: ExecutorChoice(_processes, sessions_per_task=12)}
if find_spec("distributed"):
    EXECUTORS[DASK] = ExecutorChoice(_dask, sessions_per_task=100)


def executor_choice(name: str) -> ExecutorChoice:
    """Return a way of running tasks by its name. Raises MissingEngineError where a package is missing, and UsageError."""
    if name in EXECUTORS:
        return EXECUTORS[name]
    if name == DASK:
        from coach.remedies import install_command

        raise MissingEngineError(f"the executor dask needs Dask distributed; {install_command('cluster')}")
    raise UsageError(Field("executor"), f" {name!r}: use one of: {', '.join(EXECUTORS)}")
