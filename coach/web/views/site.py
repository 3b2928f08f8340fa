"""What all views share: the plans, the job queue, the page writer, and the addresses that a visitor sees."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import quote

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from coach.errors import CoachError
from coach.export import paper
from coach.mixer.advice import NextSession, next_session
from coach.mixer.episode import Episode
from coach.mixer.options import WebOptions, requests_for
from coach.plan.adjust import custom_plan
from coach.plan.model import Plan
from coach.plan.ratio import CUSTOM
from coach.plan.schedule import ScheduledSession, schedule
from coach.web.addresses import TrainingDays
from coach.web.config import ServerConfig
from coach.web.guard import LOOPBACK_NAMES, client_of, host_name
from coach.web.job_queue import Batch, Job, JobQueue
from coach.web.lru import LruCache
from coach.web.pages import PageContext, Pages

if TYPE_CHECKING:
    from starlette.requests import Request

PAGE_WAIT: Final = 1.5
"""Seconds that a page waits for a job before it shows the progress."""
FILE_WAIT: Final = 25.0
"""Seconds that a file waits for a job. Players give up after about 30 seconds."""
FEED_WAIT: Final = 10.0
"""Seconds that a feed waits for its sessions before it sends its first line, and between signs of life."""

_MOST_DATED: Final = 200
"""Addresses of feeds whose date is remembered."""

_COMPRESSED: Final = ("text/", "application/")
"""The beginnings of media types that compression makes smaller."""

PAPER_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

NO_STORE: Final = {"cache-control": "no-store"}

T = TypeVar("T")


class LiveSite:
    """The pages of a running server."""

    def __init__(self, config: ServerConfig, queue: JobQueue) -> None:
        self.config = config
        self.queue = queue
        self.pages = Pages()
        self._limiter = CapacityLimiter(4)
        self._modified: LruCache[str, tuple[bytes, datetime]] = LruCache(_MOST_DATED)

    def page(self, http: Request, title: str) -> PageContext:
        """Return the context of the page at the requested address."""
        inside = http.url.path.removeprefix(http.scope.get("root_path", "")).removeprefix("/")
        return PageContext("../" * inside.count("/") or "./", live=True, title=title)

    def base_url(self, http: Request) -> str:
        """Return the address of the first page, as links in feeds and codes carry it, with a slash at its end."""
        if self.config.origin:
            return f"{self.config.origin}{self.config.policy.base_path}{http.scope.get('coach.link', '')}/"
        origin = f"{http.url.scheme}://{http.headers['host']}"
        if self.config.shared_origin and host_name(http.headers["host"]) in LOOPBACK_NAMES:
            origin = self.config.shared_origin
        return f"{origin}{http.scope.get('root_path', '')}/"

    def plan_url(self, http: Request, plan: Plan, options: WebOptions) -> str:
        """Return the address of a plan's page, with a slash at its end."""
        return f"{self.base_url(http)}plans/{plan.name}/{f'{options.step}/' if options else ''}"

    def plan(self, name: str, options: WebOptions) -> Plan:
        """Return the plan of this name. Raises HTTPException (404) if there is none, and what a custom plan raises."""
        if name == CUSTOM:
            return custom_plan(options.ratio)
        if name not in self.config.plans:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return self.config.plans[name]

    def scheduled(self, plan: Plan, training: TrainingDays | None) -> tuple[ScheduledSession, ...]:
        """Return the days of a plan's sessions: the training days of the address, or those of the runner's log; or none."""
        return schedule(plan, training.start, training.days) if training else self.config.logged_days(plan)

    def find_session(self, plan: str, week: int, session: int, options: WebOptions) -> NextSession | None:
        """Return the link to a session of a plan's name; None if this server does not have it with these options."""
        try:
            known = custom_plan(options.ratio) if plan == CUSTOM else self.config.plans[plan]
            requests = requests_for(known, options, self.queue.settings, week, session)
        except (KeyError, CoachError):
            return None
        return next_session(requests[0], options)

    async def episodes(self, http: Request, batch: Batch, wait: float) -> tuple[Episode, ...] | Job:
        """Return the episodes of a batch; or its job, if that is not finished after `wait` seconds."""
        ready = self.queue.ready(batch)
        if ready is not None:
            return ready
        job = self.queue.start(batch, client_of(http.scope))
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(job.done)), wait)
        except TimeoutError:
            return job

    def modified(self, http: Request, content: bytes) -> datetime:
        """Return since when the content has stood at the requested address, as far as this server knows."""
        key, fingerprint = http.url.path, blake2b(content, digest_size=12).digest()
        known = self._modified.get(key)
        if known is None or known[0] != fingerprint:
            known = self._modified.put(key, (fingerprint, self.config.now()))
        return known[1]

    async def in_thread(self, function: Callable[..., T], *values: object) -> T:
        """Call a function in a thread; a few run at the same time."""
        return await run_sync(function, *values, limiter=self._limiter)

    def progress_page(self, http: Request, title: str, job: Job) -> Response:
        """Return the page that shows the progress of a job and then opens the requested address."""
        # Relative: a proxy may offer the server under a path of its own.
        name = http.url.path.rpartition("/")[2]
        target = f"./{name}?{http.url.query}" if http.url.query else f"./{name}"
        text = self.pages.write(
            "progress.html",
            self.page(http, title),
            job=quote(job.batch.name, safe=""),
            target=target,
            task=job.task,
            percent=job.percent,
            download=name == "mp3",
            back="./",
        )
        return HTMLResponse(text, HTTPStatus.ACCEPTED, NO_STORE)


def session_days(sessions: tuple[ScheduledSession, ...]) -> dict[tuple[int, int], date]:
    """Return the day of each session, by week and session."""
    return {(session.week, session.session): session.day for session in sessions}


def document(http: Request, content: bytes, media_type: str, modified: datetime | None = None) -> Response:
    """Return a document, compressed for clients that take it; or status 304, if the client has the same one.

    `modified` is since when it has been so.
    """
    etag = f'W/"{blake2b(content, digest_size=12).hexdigest()}"'
    headers = {"etag": etag, "cache-control": "private, no-cache", "vary": "accept-encoding"}
    if modified:
        headers["last-modified"] = format_datetime(modified.astimezone(UTC), usegmt=True)
    if _is_known(http, etag, modified):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if media_type.startswith(_COMPRESSED) and "gzip" in http.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        content = gzip.compress(content, mtime=0)
    return Response(content, media_type=media_type, headers=headers)


def paper_document(http: Request, content: bytes) -> Response:
    """Return a page for paper, which holds its style and nothing else."""
    response = document(http, content, paper.MEDIA_TYPE)
    response.headers["content-security-policy"] = PAPER_POLICY
    return response


def _is_known(http: Request, etag: str, modified: datetime | None) -> bool:
    if "if-none-match" in http.headers:
        return etag.removeprefix("W/") in http.headers["if-none-match"]
    try:
        since = parsedate_to_datetime(http.headers["if-modified-since"])
        return modified is not None and modified.replace(microsecond=0) <= since
    except (KeyError, ValueError, TypeError):
        return False


def not_finished() -> Response:
    """Return the answer for a file whose session is still being rendered."""
    text = "This is being made. Ask again in a quarter of a minute.\n"
    return Response(text, HTTPStatus.SERVICE_UNAVAILABLE, {"retry-after": "15", **NO_STORE}, "text/plain")
