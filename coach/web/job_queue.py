"""Sessions on demand: each made once however many ask, a few at a time, and never more waiting than can be promised.

What is kept for long is small: what an episode says of itself. The sound of the last few is kept ready to be read; that of any
other is put together again from the cache, which takes milliseconds.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from coach.mp3.assemble import Assembly
from coach.progress import Advanced, Event, Noticed, Started, Written
from coach.session.request import SessionRequest
from coach.settings import Settings
from coach.web.episode import Episode, RendererFactory, SessionRenderer
from coach.web.options import WebOptions

KEPT_MAKERS: Final = 16
KEPT_EPISODES: Final = 1_000
KEPT_ASSEMBLIES: Final = 6
KEPT_JOBS: Final = 200

USES_OF_A_MAKER: Final = 500
"""Sessions that a maker makes before it is replaced: it remembers every line it ever wrote, and a server runs for weeks."""

SPEAKING_SHARE: Final = 60
"""Percent of a job's time that goes into speech: a guess, so that the bar moves evenly."""

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class BusyError(Exception):
    """More is waiting to be made than can be promised; it may be asked for again in a while."""


class LruCache(Generic[Key, Value]):
    """The last few of something."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """Return what is kept under the key, and keep it for longer."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: Key, value: Value) -> Value:
        """Keep a value; the one that was not asked for longest is let go."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value


@dataclass(frozen=True, slots=True)
class Batch:
    """Sessions of one plan in one mix."""

    options: WebOptions
    requests: tuple[SessionRequest, ...]

    @property
    def name(self) -> str:
        """Equal for the same sessions of the same plan in the same mix."""
        plan = self.requests[0].plan.name
        return f"{plan}/{self.options.step}/{','.join(f'{request.week}-{request.session}' for request in self.requests)}"


class Job:
    """Sessions being made, and how far it has come."""

    def __init__(self, wanted: Batch) -> None:
        self.wanted = wanted
        self.done: Future[tuple[Episode, ...]] = Future()
        self.what = "Waiting for its turn"
        self._spoken = 0.0
        self._steps = 0
        self._made = 0

    @property
    def percent(self) -> int:
        """How much is done, from 0 to 100."""
        if self.done.done():
            return 100
        made = (100 - SPEAKING_SHARE) * self._made / len(self.wanted.requests)
        return min(99, round(SPEAKING_SHARE * self._spoken + made))

    def hear(self, event: Event) -> None:
        """Take what the maker tells."""
        match event:
            case Started(_, steps) if self._spoken < 1.0:
                self.what = "Speaking the lines"
                self._steps = max(steps, 1)
            case Advanced(steps) if self._spoken < 1.0 and self._steps:
                self._spoken = min(0.99, self._spoken + steps / self._steps)
            case Started() | Advanced() | Noticed() | Written():
                pass

    def speech_is_there(self) -> None:
        """All lines are spoken; what follows is putting them together."""
        self._spoken = 1.0
        self.what = "Putting the sessions together" if len(self.wanted.requests) > 1 else "Putting the session together"

    def one_more(self) -> None:
        """One of the sessions is made."""
        self._made += 1


class JobQueue:
    """Makes sessions in a few threads. Safe to use from any thread."""

    def __init__(
        self, renderer_factory: RendererFactory, settings: Settings, *, at_once: int = 2, waiting: int = 64, each: int = 16
    ) -> None:
        """Make `at_once` jobs at the same time, with at most `waiting` in line, `each` of them for one client."""
        self.settings = settings
        self._maker_for = renderer_factory
        self._threads = ThreadPoolExecutor(at_once, "making")
        self._most, self._most_each = waiting, each
        self._makers: LruCache[str, SessionRenderer] = LruCache(KEPT_MAKERS)
        self._episodes: LruCache[str, Episode] = LruCache(KEPT_EPISODES)
        self._assemblies: LruCache[str, Assembly] = LruCache(KEPT_ASSEMBLIES)
        self._jobs: LruCache[str, Job] = LruCache(KEPT_JOBS)
        self._uses: Counter[str] = Counter()
        self._unfinished: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._current = threading.local()

    def close(self) -> None:
        """Take no more jobs, and drop those that wait."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def job(self, name: str) -> Job | None:
        """Return a job by the name of what it makes."""
        return self._jobs.get(name)

    def ready(self, wanted: Batch) -> tuple[Episode, ...] | None:
        """Return the episodes where all of them have been made."""
        found = [self._episodes.get(_key(wanted.options, request)) for request in wanted.requests]
        episodes = tuple(episode for episode in found if episode is not None)
        return episodes if len(episodes) == len(found) else None

    def start(self, wanted: Batch, client: str = "") -> Job:
        """Begin to make the sessions, or join whoever has begun. Raises BusyError where too much is waiting."""
        with self._lock:
            job = self._jobs.get(wanted.name)
            if job is not None and not (job.done.done() and (job.done.exception() or self.ready(wanted) is None)):
                return job
            if self._unfinished.total() >= self._most or self._unfinished[client] >= self._most_each:
                raise BusyError
            job = self._jobs.put(wanted.name, Job(wanted))
            self._unfinished[client] += 1
        self._threads.submit(self._work, job, client)
        return job

    def make(self, wanted: Batch) -> tuple[Episode, ...]:
        """Make the sessions here and now. Raises what making raises."""
        job = Job(wanted)
        return self._make(job)

    def assembly(self, options: WebOptions, request: SessionRequest) -> Assembly:
        """Return a session's sound. Call it from a thread: it may take milliseconds, or seconds where the cache is cold."""
        key = _key(options, request)
        found = self._assemblies.get(key)
        if found is None:
            found = self._assemblies.put(key, self._maker(options).assembly(request))
        return found

    def _work(self, job: Job, client: str) -> None:
        try:
            job.done.set_result(self._make(job))
        except BaseException as error:  # noqa: BLE001  # whoever waits for the job is told, whatever it was
            job.done.set_exception(error)
        finally:
            with self._lock:
                self._unfinished[client] -= 1
                self._unfinished += Counter()

    def _make(self, job: Job) -> tuple[Episode, ...]:
        options, wanted = job.wanted.options, job.wanted.requests
        missing = [request for request in wanted if self._episodes.get(_key(options, request)) is None]
        self._current.job = job
        try:
            sheets = self._maker(options).scripts(missing) if missing else []
            job.speech_is_there()
            made = {}
            for request, sheet in zip(missing, sheets, strict=True):
                assembly = self.assembly(options, request)
                key = _key(options, request)
                made[key] = self._episodes.put(key, Episode(request, sheet, assembly.size, assembly.fingerprint))
                job.one_more()
        finally:
            self._current.job = None
        return tuple(made.get(key) or self._known(key) for key in (_key(options, request) for request in wanted))

    def _known(self, key: str) -> Episode:
        episode = self._episodes.get(key)
        assert episode is not None
        return episode

    def _maker(self, options: WebOptions) -> SessionRenderer:
        settings = options.settings(self.settings)
        key = repr(settings)
        found = self._makers.get(key)
        if found is None or self._uses[key] >= USES_OF_A_MAKER:
            self._uses[key] = 0
            found = self._makers.put(key, self._maker_for(settings, self._hear))
        self._uses[key] += 1
        return found

    def _hear(self, event: Event) -> None:
        job: Job | None = getattr(self._current, "job", None)
        if job is not None:
            job.hear(event)


def _key(options: WebOptions, request: SessionRequest) -> str:
    return f"{request.plan.name}/{options.step}/{request.week}-{request.session}"


def sessions_of(options: WebOptions, wanted: Sequence[SessionRequest]) -> Batch:
    """Gather sessions that are wanted together."""
    return Batch(options, tuple(wanted))
