"""From a roster to folders: words that are missing are spoken once for everybody, then workers assemble the sessions.

A run that ended at any moment is continued by running it again: what is there and unchanged is left alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from coach.cache import Cache
from coach.club import pages
from coach.club.executors import ExecutorChoice, executor_choice
from coach.club.manifest import RUNNERS, Manifest, RunnerEntry, new_entries, read_earlier, with_kept, write_manifest
from coach.club.options import BatchOptions, CheckShare, ExecutorOptions
from coach.club.roster import Roster, RosterRow
from coach.club.tasks import Outcome, WaitingRunner, check_files, render_rows
from coach.errors import CoachError, OutputError, UsageError, WorkerError, key_name
from coach.progress import Advanced, Listener, Noticed, Stage, Started, nobody
from coach.session.renderer import Renderer
from coach.settings import cache_path
from coach.speech.speaker import Speaker

_ATTEMPTS: Final = 3
"""How often tasks are given out again whose workers ended."""

_IDLE_ROUNDS: Final = 8
"""How often words may be missing that were not known before others were spoken: what is said depends on how long it takes."""

_SAMPLE_SHARE: Final = 0.05
_SAMPLE_LEAST: Final = 3
_LONGEST_REASON: Final = 200
_CHECKS_PER_TASK: Final = 4


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of a batch."""

    manifest: Manifest
    files: tuple[Path, ...]
    """Manifest and pages for whoever looks after the club."""
    made: int
    unchanged: int


def run_batch(roster: Roster, options: BatchOptions, listener: Listener = nobody) -> BatchResult:
    """Make everything that the roster asks for, and write the manifest and the pages.

    Runners whose sessions fail stand in the manifest with the reason; they do not stop the others. Raises WorkerError where
    workers end again and again, MissingEngineError and UsageError for the executor, and OutputError where the manifest cannot
    be written. The manifest is true however the run ends, short of a killed process: then the one before stays.
    """
    rows = options.shard.of(roster.rows) if options.shard else roster.rows
    batch = _Batch(replace(roster, rows=rows), options, listener)
    try:
        batch.render()
        batch.check()
    except BaseException:
        with contextlib.suppress(OutputError):
            batch.write_manifest()
        raise
    manifest = batch.write_manifest()
    files = [batch.manifest_path]
    if not options.shard:
        files += pages.write_pages(options.output, manifest, options.base_url)
    return BatchResult(manifest, tuple(files), batch.made, batch.unchanged)


class _Task(NamedTuple):
    """What a worker is given."""

    arguments: tuple[Any, ...]
    steps: int
    """How far the batch is when it is done: sessions, or files."""


class _Batch:
    """The state of a run."""

    def __init__(self, roster: Roster, options: BatchOptions, listener: Listener) -> None:
        self._roster = roster
        self._options = options
        self._listener = listener
        self._executor = executor_choice(options.executor)
        self._rows = {row.number: row for row in roster.rows}
        self._entries = new_entries(roster)
        self._earlier = read_earlier(self.manifest_path)
        self._told: set[str] = set()
        self._made: set[tuple[int, str]] = set()

    @property
    def manifest_path(self) -> Path:
        """Where the manifest is written."""
        shard = self._options.shard
        name = f"manifest-{shard.number}-of-{shard.count}.json" if shard else "manifest.json"
        return self._options.output / name

    @property
    def made(self) -> int:
        """How many sessions this run has made."""
        return len(self._made)

    @property
    def unchanged(self) -> int:
        """How many were there already."""
        return sum(len(entry.sessions) for entry in self._entries.values()) - self.made

    def render(self) -> None:
        """Make all sessions."""
        rows: Sequence[RosterRow] = self._roster.rows
        idle_rounds = 0
        while rows:
            waiting: list[WaitingRunner] = []
            before = self.made

            def take(outcome: Outcome, waiting: list[WaitingRunner] = waiting) -> None:
                waiting += outcome.waiting
                self._take(outcome)

            tasks = [_Task((task, str(cache_path())), _sessions(task)) for task in self._tasks(rows)]
            self._run(Stage.MAKING, render_rows, tasks, take)
            failed = self._speak(waiting)
            idle_rounds = 0 if self.made > before else idle_rounds + 1
            rows = [self._rows[runner.row] for runner in waiting if runner.row not in failed]
            if idle_rounds > _IDLE_ROUNDS:
                for row in rows:
                    self._fail(row.number, "its words did not come to rest; please report this with the roster's row")
                return

    def check(self) -> None:
        """Check finished files: those of the sample, or all; not again what held before."""
        folder = self._options.output / RUNNERS
        entries = with_kept(self._entries.values(), self._earlier, self._options.output)
        checked = Manifest("", tuple(entries), ()).checked
        chosen = [file for file in self._drawn(entries) if checked.get(file, "not checked")]
        parts = [chosen[start : start + _CHECKS_PER_TASK] for start in range(0, len(chosen), _CHECKS_PER_TASK)]
        tasks = [_Task(([str(folder / file) for file in part],), len(part)) for part in parts]
        owners = {f"{entry.row.folder}/{session.file}": entry.row.number for entry in entries for session in entry.sessions}

        def take(results: list[tuple[str, str]]) -> None:
            for path, fault in results:
                file = Path(path).relative_to(folder).as_posix()
                entry = self._entries[owners[file]]
                name = file.removeprefix(f"{entry.row.folder}/")
                self._entries[owners[file]] = replace(entry, checks={**entry.checks, name: fault})

        self._run(Stage.CHECKING, check_files, tasks, take)

    def write_manifest(self) -> Manifest:
        """Write the manifest of what is there now, and return it."""
        entries = with_kept(self._entries.values(), self._earlier, self._options.output)
        manifest = Manifest(self._roster.path.name, tuple(entries), self._roster.problems)
        write_manifest(self.manifest_path, manifest)
        return manifest

    def _drawn(self, entries: Iterable[RunnerEntry]) -> list[str]:
        files = {f"{entry.row.folder}/{session.file}": session.sound for entry in entries for session in entry.sessions}
        if self._options.check is CheckShare.NONE:
            return []
        if self._options.check is CheckShare.ALL:
            return list(files)
        drawn = sorted(files, key=lambda file: hashlib.blake2b(f"{file} {files[file]}".encode(), digest_size=8).digest())
        return drawn[: max(_SAMPLE_LEAST, math.ceil(len(files) * _SAMPLE_SHARE))]

    def _tasks(self, rows: Sequence[RosterRow]) -> Iterator[tuple[RosterRow, ...]]:
        """Put runners together until a task has about so many sessions as suits the executor. A runner's stay together."""
        task: list[RosterRow] = []
        for row in rows:
            task.append(row)
            if _sessions(task) >= self._executor.sessions_per_task:
                yield tuple(task)
                task = []
        if task:
            yield tuple(task)

    def _take(self, outcome: Outcome) -> None:
        sessions: dict[int, list[Any]] = {}
        for made in outcome.made:
            sessions.setdefault(made.row, []).append(made)
            if not made.unchanged:
                self._made.add((made.row, made.file))
        for number, of_runner in sessions.items():
            self._entries[number] = replace(self._entries[number], sessions=tuple(of_runner))
        for failed in outcome.failed:
            self._fail(failed.row, failed.message)
        for notice in outcome.notices:
            if notice not in self._told:
                self._told.add(notice)
                self._listener(Noticed(notice))

    def _fail(self, number: int, message: str) -> None:
        self._entries[number] = replace(self._entries[number], problem=message)
        self._listener(Noticed(f"{self._roster.path.name}, row {number}: {message}"))

    def _speak(self, waiting: Sequence[WaitingRunner]) -> set[int]:
        """Speak the words that are missing, all of a voice in one batch. Returns the rows whose words cannot be spoken."""
        failed: set[int] = set()
        cache = Cache(cache_path())
        speakers: dict[tuple[str | None, str], Speaker] = {}
        for voice, runners in _by_voice(waiting, self._rows).items():
            try:
                speakers[voice] = Renderer(self._rows[runners[0].row].settings, self._listener, cache=cache).speaker
                speakers[voice].prepare(
                    dict.fromkeys(phrase for runner in runners for phrase in runner.unspoken), self._listener
                )
            except CoachError:
                failed |= self._spoken_apart(speakers.get(voice), runners)
        return failed

    def _spoken_apart(self, speaker: Speaker | None, runners: Sequence[WaitingRunner]) -> set[int]:
        """Speak each runner's words by themselves, to find out whose words fail."""
        failed = set()
        for runner in runners:
            try:
                speaker = speaker or Renderer(self._rows[runner.row].settings).speaker
                speaker.prepare(runner.unspoken, self._listener)
            except CoachError as error:
                failed.add(runner.row)
                self._fail(runner.row, error.text(key_name))
        return failed

    def _run(self, stage: Stage, function: Callable[..., Any], tasks: Sequence[_Task], take: Callable[[Any], None]) -> None:
        """Run tasks on the workers and take each result as it comes; tasks whose worker ended are given out again."""
        left = dict(enumerate(tasks))
        reason: BaseException | None = None
        if left:
            self._listener(Started(stage, sum(task.steps for task in tasks)))
        for attempt in range(_ATTEMPTS):
            if not left:
                return
            try:
                for number, result in _results(self._executor, self._options.executor_options, function, left):
                    if isinstance(result, Exception):
                        reason = result
                        continue
                    take(result)
                    self._listener(Advanced(left.pop(number).steps))
            except UsageError as error:
                if not attempt:
                    raise
                # A scheduler that answered at first is gone.
                reason = error
        if left:
            raise WorkerError(
                f"workers ended or could not be reached before {len(left)} of {len(tasks)} tasks were done ({_brief(reason)}); "
                "what was made is kept and stands in the manifest; run the same command again for the rest"
            ) from reason


def _brief(reason: BaseException | None) -> str:
    """Name a reason on one short line; executors write pages."""
    text = str(reason) if isinstance(reason, CoachError) else f"{type(reason).__name__} {reason}"
    return " ".join(text.split())[:_LONGEST_REASON]


def _results(
    choice: ExecutorChoice, options: ExecutorOptions, function: Callable[..., Any], tasks: Mapping[int, _Task]
) -> Iterator[tuple[int, Any]]:
    """Yield the result of each task as it is done, or the exception that its worker's end has left."""
    # Tasks catch their own errors. What is caught here comes from the executor, and each has classes of its own for it.
    with choice.open(options) as executor:
        futures: dict[Future[Any], int] = {}
        for number, task in tasks.items():
            try:
                futures[executor.submit(function, *task.arguments)] = number
            except Exception as error:  # noqa: BLE001
                yield number, error
        for future in as_completed(futures):
            yield futures[future], WorkerError("cancelled") if future.cancelled() else future.exception() or future.result()


def _sessions(rows: Sequence[RosterRow]) -> int:
    return sum(len(row.sessions()) for row in rows)


def _by_voice(
    waiting: Iterable[WaitingRunner], rows: Mapping[int, RosterRow]
) -> dict[tuple[str | None, str], list[WaitingRunner]]:
    voices: dict[tuple[str | None, str], list[WaitingRunner]] = {}
    for runner in waiting:
        settings = rows[runner.row].settings
        voices.setdefault((settings.voice, settings.rate), []).append(runner)
    return voices
