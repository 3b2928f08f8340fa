"""The web app: plans, sessions, the mixer, and the sound, for a phone in the same home."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, timedelta
from hashlib import blake2b
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import quote

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from coach.errors import CoachError, InputError, MissingEngineError, UsageError
from coach.export import calendar
from coach.plan.adjust import custom_plan
from coach.plan.model import Plan
from coach.plan.ratio import CUSTOM
from coach.plan.schedule import ScheduledSession, Weekday, days_words, default_days, remarks, schedule
from coach.session.labels import session_cover
from coach.session.request import SessionRequest
from coach.web import covers, feed
from coach.web.addresses import Address, Training, asked_training, parse_address
from coach.web.config import ServerConfig
from coach.web.episode import CHAPTERS_TYPE, Episode
from coach.web.guard import LOOPBACK_NAMES, Guard, client_of, host_name
from coach.web.job_queue import Batch, BusyError, Job, JobQueue, sessions_of
from coach.web.mixer import FIRST_MIX, answer_mix, refused_mix
from coach.web.options import WebOptions, plainly, requests_for
from coach.web.pages import ASSETS, PageContext, Pages, session_step
from coach.web.qr import svg
from coach.web.range_response import FOR_EVER, AudioResponse
from coach.web.static_site import session_files

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

PAGE_PATIENCE: Final = 1.5
"""Seconds after which a page shows progress instead of waiting."""
FILE_PATIENCE: Final = 25.0
"""Seconds that a file's request waits for what is being made; players give up after half a minute."""

_TYPES: Final = {
    "chapters.json": CHAPTERS_TYPE,
    "transcript.vtt": "text/vtt; charset=utf-8",
    "transcript.srt": "application/x-subrip; charset=utf-8",
    "transcript.txt": "text/plain; charset=utf-8",
}

T = TypeVar("T")


def web_app(config: ServerConfig, queue: JobQueue) -> ASGIApp:
    """Return the app, with the guard at its door."""
    rooms = _Rooms(config, queue)
    routes = [
        Route("/", rooms.plans),
        Route("/assets/{name}", rooms.asset),
        Route("/phone/", rooms.phone),
        Route("/mixer/", rooms.mixer),
        Route("/progress/{name:path}", rooms.progress),
        Route("/plans/{plan}/{rest:path}", rooms.below_plans),
    ]
    handlers: Mapping[type[Exception] | int, Callable[[Request, Exception], Awaitable[Response]]] = {
        HTTPException: rooms.not_there,
        CoachError: rooms.refused,
        BusyError: rooms.busy,
        Exception: rooms.failed,
    }
    return Guard(Starlette(routes=routes, exception_handlers=handlers), config.policy)


class _Rooms:
    """One method for each kind of page."""

    def __init__(self, config: ServerConfig, queue: JobQueue) -> None:
        self._config = config
        self._queue = queue
        self._pages = Pages(config.choices)
        self._limiter = CapacityLimiter(4)

    async def plans(self, http: Request) -> Response:
        return HTMLResponse(self._pages.plans(self._page(http, "Plans"), list(self._config.plans.values())))

    async def asset(self, http: Request) -> Response:
        name = http.path_params["name"]
        known = {path.name: path for path in ASSETS.iterdir()}
        if name not in known:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return FileResponse(known[name], headers={"cache-control": FOR_EVER.replace("private", "public")})

    async def phone(self, http: Request) -> Response:
        address = self._base(http)
        shared = bool(self._config.shared_origin)
        code = svg(address) if shared else ""
        page = self._page(http, "To your phone")
        return HTMLResponse(self._pages.write("phone.html", page, address=address, shared=shared, qr=code))

    async def progress(self, http: Request) -> Response:
        job = self._queue.job(http.path_params["name"])
        state = {"percent": 100, "what": "", "ready": True}
        if job is not None:
            state = {"percent": job.percent, "what": job.what, "ready": job.done.done()}
        return JSONResponse(state, headers={"cache-control": "no-store"})

    async def mixer(self, http: Request) -> Response:
        given = {name: value for name, value in http.query_params.items() if value}
        part = given.pop("part", "") == "1"
        values = given or FIRST_MIX
        page = self._page(http, "Mixer")
        try:
            result = answer_mix(values, page.root, self._config.choices, self._queue.settings, self._plan)
            status = HTTPStatus.OK
        except (InputError, UsageError) as error:
            result = refused_mix(error)
            status = HTTPStatus.OK if part else HTTPStatus.BAD_REQUEST
        plans = list(self._config.plans.values())
        styles = {name: name.capitalize() for name in self._config.choices.styles}
        answer = self._pages.mixer(page, values, {"plans": plans, "style_words": styles, **result}, part=part)
        return HTMLResponse(answer, status, headers={"cache-control": "no-store"})

    async def below_plans(self, http: Request) -> Response:
        address = parse_address(http.path_params["rest"], self._config.choices)
        plan = self._plan(http.path_params["plan"], address.options)
        if address.session is not None:
            return await self._session(http, plan, address)
        wanted = sessions_of(address.options, requests_for(plan, address.options, self._queue.settings))
        match address.leaf:
            case "":
                page = self._page(http, plan.title)
                days = {
                    (scheduled.week, scheduled.session): scheduled.day
                    for scheduled in self._outings(plan, address.training) or ()
                }
                return HTMLResponse(self._pages.plan(page, wanted.requests, address.options, days))
            case "subscribe/":
                return await self._subscribe(http, plan, address, wanted)
            case "feed.xml":
                return await self._feed(http, plan, address, wanted)
            case "calendar.ics" if address.training:
                return self._calendar(http, plan, address, wanted)
            case "cover.jpg":
                return _document(http, await self._in_thread(covers.plan_cover, wanted.requests), covers.MEDIA_TYPE)
        raise HTTPException(HTTPStatus.NOT_FOUND)

    async def _session(self, http: Request, plan: Plan, address: Address) -> Response:
        assert address.session is not None
        week, session = address.session
        request = requests_for(plan, address.options, self._queue.settings, week, session)[0]
        wanted = sessions_of(address.options, (request,))
        is_page = address.leaf in ("", "mp3") and "text/html" in http.headers.get("accept", "")
        episodes = await self._made(http, wanted, PAGE_PATIENCE if is_page else FILE_PATIENCE)
        if isinstance(episodes, Job):
            return self._waiting(http, request.title, episodes) if is_page else _later()
        episode = episodes[0]
        fingerprint, _, name = address.leaf.partition("/")
        if name == request.file_name or address.leaf == "mp3":
            if fingerprint != episode.fingerprint:
                # Other bytes than those that were asked for: they have an address of their own.
                up = "../" if name else ""
                return RedirectResponse(up + episode.steps, HTTPStatus.FOUND, {"cache-control": "no-store"})
            return AudioResponse(
                await self._in_thread(self._queue.assembly, address.options, request), name, self._config.patience
            )
        if address.leaf == "cover.jpg":
            return _document(http, await self._in_thread(session_cover, request, episode.sheet), covers.MEDIA_TYPE)
        texts = dict(session_files(episode))
        if address.leaf in texts:
            return _document(http, texts[address.leaf].encode(), _TYPES[address.leaf])
        if address.leaf:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        title = request.title if plan.name == CUSTOM else f"{request.title}, {plan.title}"
        return HTMLResponse(self._pages.session(self._page(http, title), episode, address.options, _around(plan, request)))

    async def _subscribe(self, http: Request, plan: Plan, address: Address, wanted: Batch) -> Response:
        episodes = await self._made(http, wanted, PAGE_PATIENCE)
        if isinstance(episodes, Job):
            return self._waiting(http, f"{plan.title} in your podcast app", episodes)
        asked = http.query_params
        training, problem = asked_training(asked.get("start", ""), asked.getlist("days"), plan)
        home = self._home(http, plan, address.options)
        days = f"{training.step}/" if training else ""
        scheduled_sessions = self._outings(plan, training) or ()
        feed_address = f"{home}{days}feed.xml"
        text = self._pages.write(
            "subscribe.html",
            self._page(http, f"{plan.title} in your podcast app"),
            plan=plan,
            count=len(wanted.requests),
            feed=feed_address,
            qr=svg(feed_address),
            private=bool(self._config.policy.secret),
            scheduled_sessions=scheduled_sessions,
            dated=days_words(training.days) if training else "",
            calendar=f"../{days}calendar.ics",
            secure=feed_address.startswith("https:"),
            weekdays=list(Weekday),
            chosen=training.days if training else default_days(plan),
            start=training.start if training else _next_monday(self._config.now().date()),
            remarks=remarks(plan, training.start, training.days) if training else (),
            problem=problem,
        )
        return HTMLResponse(text)

    async def _feed(self, http: Request, plan: Plan, address: Address, wanted: Batch) -> Response:
        episodes = await self._made(http, wanted, FILE_PATIENCE)
        if isinstance(episodes, Job):
            return _later()
        now = self._config.now()
        scheduled_sessions = self._outings(plan, address.training)
        dates = (
            [feed.released(scheduled.day, now.tzinfo or UTC) for scheduled in scheduled_sessions]
            if scheduled_sessions
            else feed.undated(len(episodes))
        )
        home = self._home(http, plan, address.options)
        days = f"{address.training.step}/" if address.training else ""
        title = f"{plan.title} (your mix)" if address.options else plan.title
        identity = "/".join(part for part in (plan.name, address.options.step) if part)
        show = feed.Show(title, plan.description, identity, home, f"{home}{days}feed.xml", f"{home}cover.jpg", now)
        items = [
            feed.Item(episode, f"{home}{session_step(episode.request)}/", published)
            for episode, published in zip(episodes, dates, strict=True)
            # A session appears on its day: then the app offers today's.
            if published <= now
        ]
        return _document(http, await self._in_thread(feed.write_feed, show, items), f"{feed.MEDIA_TYPE}; charset=utf-8")

    def _calendar(self, http: Request, plan: Plan, address: Address, wanted: Batch) -> Response:
        home = self._home(http, plan, address.options)
        scheduled_sessions = self._outings(plan, address.training) or ()
        links = [f"{home}{session_step(request)}/" for request in wanted.requests]
        content = calendar.write_calendar(wanted.requests, scheduled_sessions, self._config.now(), links=links)
        headers = {"content-disposition": f'attachment; filename="{plan.name}.ics"'}
        return Response(content, media_type=calendar.MEDIA_TYPE, headers=headers)

    async def not_there(self, http: Request, _: Exception) -> Response:
        return self._error(
            http,
            HTTPStatus.NOT_FOUND,
            "There is nothing here.",
            "Perhaps the address has a slip; the plans are where they were.",
        )

    async def refused(self, http: Request, error: Exception) -> Response:
        if isinstance(error, MissingEngineError):
            return self._error(http, HTTPStatus.SERVICE_UNAVAILABLE, "This voice cannot speak here.", str(error))
        if isinstance(error, (InputError, UsageError)):
            status = HTTPStatus.NOT_FOUND if http.url.path.count("/plans/") else HTTPStatus.BAD_REQUEST
            return self._error(http, status, "This session cannot be made.", plainly(str(error)))
        return self._error(http, HTTPStatus.INTERNAL_SERVER_ERROR, "This session could not be made.", str(error))

    async def busy(self, http: Request, _: Exception) -> Response:
        reply = self._error(
            http, HTTPStatus.TOO_MANY_REQUESTS, "Too many sessions are being made.", "Try again in half a minute."
        )
        reply.headers["retry-after"] = "30"
        return reply

    async def failed(self, http: Request, _: Exception) -> Response:
        return self._error(
            http, HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong.", "The computer that runs coach shows what."
        )

    async def _made(self, http: Request, wanted: Batch, patience: float) -> tuple[Episode, ...] | Job:
        """Return the episodes, or the job that is not done after so many seconds."""
        ready = self._queue.ready(wanted)
        if ready is not None:
            return ready
        job = self._queue.start(wanted, client_of(http.scope))
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(job.done)), patience)
        except TimeoutError:
            return job

    async def _in_thread(self, work: Callable[..., T], *values: object) -> T:
        return await run_sync(work, *values, limiter=self._limiter)

    def _plan(self, name: str, options: WebOptions) -> Plan:
        if name == CUSTOM:
            return custom_plan(options.ratio)
        if name not in self._config.plans:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return self._config.plans[name]

    def _outings(self, plan: Plan, training: Training | None) -> tuple[ScheduledSession, ...] | None:
        return schedule(plan, training.start, training.days) if training else None

    def _page(self, http: Request, title: str) -> PageContext:
        inside = http.url.path.removeprefix(http.scope.get("root_path", "")).removeprefix("/")
        return PageContext("../" * inside.count("/") or "./", live=True, title=title)

    def _base(self, http: Request) -> str:
        visited = f"{http.url.scheme}://{http.headers['host']}"
        if self._config.shared_origin and host_name(http.headers["host"]) in LOOPBACK_NAMES:
            visited = self._config.shared_origin
        origin = self._config.origin or visited
        return f"{origin}{http.scope.get('root_path', '')}/"

    def _home(self, http: Request, plan: Plan, options: WebOptions) -> str:
        return f"{self._base(http)}plans/{plan.name}/{f'{options.step}/' if options else ''}"

    def _waiting(self, http: Request, title: str, job: Job) -> Response:
        page = self._page(http, title)
        then = f"{http.url.path}?{http.url.query}" if http.url.query else http.url.path
        name = quote(job.wanted.name, safe="")
        text = self._pages.write(
            "waiting.html",
            page,
            job=name,
            then=then,
            what=job.what,
            percent=job.percent,
            download=then.endswith("/mp3"),
            back=then.removesuffix("mp3"),
        )
        return HTMLResponse(text, HTTPStatus.ACCEPTED, {"cache-control": "no-store"})

    def _error(self, http: Request, status: HTTPStatus, text: str, remedy: str) -> Response:
        return HTMLResponse(
            self._pages.error(self._page(http, text), status, text, remedy), status, {"cache-control": "no-store"}
        )


def _document(http: Request, content: bytes, kind: str) -> Response:
    """Answer with a document, or say that the one that the client has is still the same."""
    etag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
    headers = {"etag": etag, "cache-control": "private, no-cache"}
    if etag in http.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, media_type=kind, headers=headers)


def _later() -> Response:
    text = "This is being made. Ask again in a quarter of a minute.\n"
    return Response(text, HTTPStatus.SERVICE_UNAVAILABLE, {"retry-after": "15", "cache-control": "no-store"}, "text/plain")


def _around(plan: Plan, request: SessionRequest) -> tuple[str, str]:
    every = [(week, session) for week, each in enumerate(plan.weeks, 1) for session in range(1, len(each.sessions) + 1)]
    index = every.index((request.week, request.session))
    before, after = (every[near] if 0 <= near < len(every) else None for near in (index - 1, index + 1))
    return _step(before), _step(after)


def _step(page: tuple[int, int] | None) -> str:
    return f"week-{page[0]}-session-{page[1]}" if page else ""


def _next_monday(today: date) -> date:
    return today + timedelta((Weekday.MON - today.weekday()) % 7)
