"""Renders sessions on request: each one once, a few at the same time, with a bounded number of waiting jobs.

Finished episodes are small and are kept for long. The audio of a few recent sessions is kept ready to be read; that of any
other session is joined from the cache again, which takes milliseconds.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from coach.mixer.episode import Episode
from coach.mixer.options import WebOptions
from coach.mp3.assemble import Assembly
from coach.progress import Advanced, Event, Listener, Noticed, Planned, Started, Written
from coach.session.renderer import Renderer
from coach.session.request import SessionRequest
from coach.settings import Settings
from coach.speech.engines import close_engines
from coach.web.lru import LruCache
from coach.web.process_memory import give_back

RendererFactory = Callable[[Settings, Listener], Renderer]
"""Returns the renderer for these settings. The renderer reports its progress to the listener."""

MAX_RENDERERS: Final = 16

EPISODE_MEMORY: Final = 64 * 1024**2
"""Bytes of finished episodes that are kept: about 500 sessions of half an hour, or all of the longest plan."""
ASSEMBLY_MEMORY: Final = 32 * 1024**2
"""Bytes of audio that are kept ready to be read."""

SESSIONS_PER_RENDERER: Final = 500
"""Sessions after which a renderer is replaced: it keeps each line that it has ever written, and a server runs for weeks."""

IDLE_SECONDS: Final = 60.0
"""After that time without a job the voices and the renderers are forgotten: they take most of a server's memory."""

SPEECH_PERCENT: Final = 60
"""The part of a job's time that goes into speech: an estimate, so that the progress bar moves evenly."""


class BusyError(Exception):
    """Too many jobs are waiting. The client may try again later."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Sessions of one plan with the same options."""

    options: WebOptions
    requests: tuple[SessionRequest, ...]

    @property
    def name(self) -> str:
        """Equal for the same sessions of the same plan with the same options."""
        plan = self.requests[0].plan.name
        return f"{plan}/{self.options.step}/{','.join(f'{request.week}-{request.session}' for request in self.requests)}"


class Job:
    """A batch in work, with its progress."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.done: Future[tuple[Episode, ...]] = Future()
        self.task = "Waiting for its turn"
        self._speech = 0.0
        self._steps = 0
        self._finished = 0

    @property
    def percent(self) -> int:
        """The progress, from 0 to 100."""
        if self.done.done():
            return 100
        sessions = (100 - SPEECH_PERCENT) * self._finished / len(self.batch.requests)
        return min(99, round(SPEECH_PERCENT * self._speech + sessions))

    def update(self, event: Event) -> None:
        """Take an event of the renderer."""
        match event:
            case Started(_, steps) if self._speech < 1.0:
                self.task = "Speaking the lines"
                self._steps = max(steps, 1)
            case Advanced(steps) if self._speech < 1.0 and self._steps:
                self._speech = min(0.99, self._speech + steps / self._steps)
            case Planned() | Started() | Advanced() | Noticed() | Written():
                pass

    def finish_speech(self) -> None:
        """Note that all lines are spoken and the sessions are mixed next."""
        self._speech = 1.0
        self.task = "Putting the sessions together" if len(self.batch.requests) > 1 else "Putting the session together"

    def finish_session(self) -> None:
        """Note that one more session is finished."""
        self._finished += 1


class JobQueue:
    """Renders batches in a few threads. Safe to use from any thread."""

    def __init__(
        self,
        renderer_factory: RendererFactory,
        settings: Settings,
        *,
        workers: int = 2,
        max_jobs: int = 64,
        max_jobs_per_client: int = 16,
    ) -> None:
        """Run `workers` jobs at the same time; `max_jobs` and `max_jobs_per_client` bound the unfinished ones."""
        self.settings = settings
        self._renderer_factory = renderer_factory
        self._threads = ThreadPoolExecutor(workers, "render")
        self._max_jobs, self._max_jobs_per_client = max_jobs, max_jobs_per_client
        self._renderers: LruCache[str, Renderer] = LruCache(MAX_RENDERERS)
        self._episodes: LruCache[str, Episode] = LruCache(EPISODE_MEMORY, lambda episode: episode.memory_size)
        self._assemblies: LruCache[str, Assembly] = LruCache(ASSEMBLY_MEMORY, lambda assembly: assembly.memory_size)
        self._jobs: dict[str, Job] = {}
        self._sessions_by_renderer: Counter[str] = Counter()
        self._unfinished: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._current = threading.local()
        self._idle: threading.Timer | None = None

    @property
    def memory_size(self) -> int:
        """The bytes of memory that episodes and audio take, estimated."""
        return self._episodes.size + self._assemblies.size

    def close(self) -> None:
        """Accept no more jobs, and cancel those that wait."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            if self._idle:
                self._idle.cancel()

    def job(self, name: str) -> Job | None:
        """Return the unfinished job for the batch of this name; None if there is none."""
        return self._jobs.get(name)

    def ready(self, batch: Batch) -> tuple[Episode, ...] | None:
        """Return the episodes of the batch; None if one of them is not finished."""
        episodes = [self._episodes.get(_key(batch.options, request)) for request in batch.requests]
        finished = tuple(episode for episode in episodes if episode is not None)
        return finished if len(finished) == len(episodes) else None

    def start(self, batch: Batch, client: str = "") -> Job:
        """Start a job for the batch, or return its unfinished job. Raises BusyError if too many jobs are unfinished."""
        with self._lock:
            job = self._jobs.get(batch.name)
            if job is not None:
                return job
            if self._unfinished.total() >= self._max_jobs or self._unfinished[client] >= self._max_jobs_per_client:
                raise BusyError
            job = self._jobs[batch.name] = Job(batch)
            self._unfinished[client] += 1
        self._threads.submit(self._run, job, client)
        return job

    def render(self, batch: Batch) -> tuple[Episode, ...]:
        """Render the batch in the caller's thread. Raises what rendering raises."""
        return self._render(Job(batch))

    def assembly(self, options: WebOptions, request: SessionRequest) -> Assembly:
        """Return a session's audio. Call it from a thread: it takes milliseconds, or seconds if the cache is empty."""
        key = _key(options, request)
        return self._assemblies.get(key) or self._assemblies.put(key, self._renderer(options).assembly(request))

    def _run(self, job: Job, client: str) -> None:
        try:
            episodes = self._render(job)
        except BaseException as error:  # noqa: BLE001  # the clients that wait for the job get the error, whatever it is
            self._remove(job, client)
            job.done.set_exception(error)
        else:
            self._remove(job, client)
            job.done.set_result(episodes)
        self._await_idleness()

    def _remove(self, job: Job, client: str) -> None:
        """Remove a job before it ends: the next one for its batch starts anew, and its episodes are not kept with it."""
        with self._lock:
            del self._jobs[job.batch.name]
            self._unfinished[client] -= 1
            self._unfinished += Counter()

    def _await_idleness(self) -> None:
        """Give back what the job has freed, and all that makes sessions if no other job comes for a while."""
        give_back()
        with self._lock:
            if self._idle:
                self._idle.cancel()
            self._idle = threading.Timer(IDLE_SECONDS, self._forget)
            self._idle.daemon = True
            self._idle.start()

    def _forget(self) -> None:
        if self._jobs:  # the end of each sets the time anew
            return
        self._renderers.clear()
        close_engines()
        give_back()

    def _render(self, job: Job) -> tuple[Episode, ...]:
        options = job.batch.options
        keys = {_key(options, request): request for request in job.batch.requests}
        episodes = {key: episode for key in keys if (episode := self._episodes.get(key)) is not None}
        missing = {key: request for key, request in keys.items() if key not in episodes}
        self._current.job = job
        try:
            sheets = self._renderer(options).scripts(list(missing.values())) if missing else []
            job.finish_speech()
            for (key, request), sheet in zip(missing.items(), sheets, strict=True):
                assembly = self.assembly(options, request)
                episodes[key] = self._episodes.put(key, Episode(request, sheet, assembly.size, assembly.fingerprint))
                job.finish_session()
        finally:
            self._current.job = None
        return tuple(episodes[key] for key in keys)

    def _renderer(self, options: WebOptions) -> Renderer:
        settings = options.settings(self.settings)
        key = repr(settings)
        renderer = self._renderers.get(key)
        if renderer is None or self._sessions_by_renderer[key] >= SESSIONS_PER_RENDERER:
            self._sessions_by_renderer[key] = 0
            renderer = self._renderers.put(key, self._renderer_factory(settings, self._report))
        self._sessions_by_renderer[key] += 1
        return renderer

    def _report(self, event: Event) -> None:
        job: Job | None = getattr(self._current, "job", None)
        if job is not None:
            job.update(event)


def _key(options: WebOptions, request: SessionRequest) -> str:
    return f"{request.plan.name}/{options.step}/{request.week}-{request.session}"
