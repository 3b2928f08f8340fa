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
from coach.labels import session_cover
from coach.orders import Order
from coach.plan.adjust import custom_plan
from coach.plan.model import Plan
from coach.plan.ratio import CUSTOM
from coach.publish import calendar, covers, feed
from coach.publish.addresses import Address, Training, asked_training, parse_address
from coach.publish.episode import CHAPTERS_TYPE, Episode
from coach.publish.guard import LOOPBACK_NAMES, Guard, client_of, host_name
from coach.publish.house import House
from coach.publish.mixer import FIRST_MIX, answer_mix, refused_mix
from coach.publish.mixes import Mix, mixed_orders, plainly
from coach.publish.pages import ASSETS, Pages, Place, session_step
from coach.publish.qr import svg
from coach.publish.schedule import Outing, Weekday, days_words, default_days, remarks, schedule
from coach.publish.sending import FOR_EVER, Sound
from coach.publish.static_site import session_files
from coach.publish.workshop import BusyError, Job, Wanted, Workshop, sessions_of

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


def web_app(house: House, workshop: Workshop) -> ASGIApp:
    """Return the app, with the guard at its door."""
    rooms = _Rooms(house, workshop)
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
    return Guard(Starlette(routes=routes, exception_handlers=handlers), house.door)


class _Rooms:
    """One method for each kind of page."""

    def __init__(self, house: House, workshop: Workshop) -> None:
        self._house = house
        self._workshop = workshop
        self._pages = Pages(house.offer)
        self._limiter = CapacityLimiter(4)

    async def plans(self, request: Request) -> Response:
        return HTMLResponse(self._pages.plans(self._place(request, "Plans"), list(self._house.plans.values())))

    async def asset(self, request: Request) -> Response:
        name = request.path_params["name"]
        known = {path.name: path for path in ASSETS.iterdir()}
        if name not in known:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return FileResponse(known[name], headers={"cache-control": FOR_EVER.replace("private", "public")})

    async def phone(self, request: Request) -> Response:
        address = self._base(request)
        shared = bool(self._house.shared_origin)
        code = svg(address) if shared else ""
        place = self._place(request, "To your phone")
        return HTMLResponse(self._pages.write("phone.html", place, address=address, shared=shared, qr=code))

    async def progress(self, request: Request) -> Response:
        job = self._workshop.job(request.path_params["name"])
        state = {"percent": 100, "what": "", "ready": True}
        if job is not None:
            state = {"percent": job.percent, "what": job.what, "ready": job.done.done()}
        return JSONResponse(state, headers={"cache-control": "no-store"})

    async def mixer(self, request: Request) -> Response:
        given = {name: value for name, value in request.query_params.items() if value}
        part = given.pop("part", "") == "1"
        values = given or FIRST_MIX
        place = self._place(request, "Mixer")
        try:
            result = answer_mix(values, place.root, self._house.offer, self._workshop.settings, self._plan)
            status = HTTPStatus.OK
        except (InputError, UsageError) as error:
            result = refused_mix(error)
            status = HTTPStatus.OK if part else HTTPStatus.BAD_REQUEST
        plans = list(self._house.plans.values())
        styles = {name: name.capitalize() for name in self._house.offer.styles}
        answer = self._pages.mixer(place, values, {"plans": plans, "style_words": styles, **result}, part=part)
        return HTMLResponse(answer, status, headers={"cache-control": "no-store"})

    async def below_plans(self, request: Request) -> Response:
        address = parse_address(request.path_params["rest"], self._house.offer)
        plan = self._plan(request.path_params["plan"], address.mix)
        if address.session is not None:
            return await self._session(request, plan, address)
        wanted = sessions_of(address.mix, mixed_orders(plan, address.mix, self._workshop.settings))
        match address.leaf:
            case "":
                place = self._place(request, plan.title)
                days = {(outing.week, outing.session): outing.day for outing in self._outings(plan, address.training) or ()}
                return HTMLResponse(self._pages.plan(place, wanted.orders, address.mix, days))
            case "subscribe/":
                return await self._subscribe(request, plan, address, wanted)
            case "feed.xml":
                return await self._feed(request, plan, address, wanted)
            case "calendar.ics" if address.training:
                return self._calendar(request, plan, address, wanted)
            case "cover.jpg":
                return _document(request, await self._in_thread(covers.plan_cover, wanted.orders), covers.MEDIA_TYPE)
        raise HTTPException(HTTPStatus.NOT_FOUND)

    async def _session(self, request: Request, plan: Plan, address: Address) -> Response:
        assert address.session is not None
        week, session = address.session
        order = mixed_orders(plan, address.mix, self._workshop.settings, week, session)[0]
        wanted = sessions_of(address.mix, (order,))
        is_page = address.leaf in ("", "mp3") and "text/html" in request.headers.get("accept", "")
        episodes = await self._made(request, wanted, PAGE_PATIENCE if is_page else FILE_PATIENCE)
        if isinstance(episodes, Job):
            return self._waiting(request, order.title, episodes) if is_page else _later()
        episode = episodes[0]
        fingerprint, _, name = address.leaf.partition("/")
        if name == order.file_name or address.leaf == "mp3":
            if fingerprint != episode.fingerprint:
                # Other bytes than those that were asked for: they have an address of their own.
                up = "../" if name else ""
                return RedirectResponse(up + episode.steps, HTTPStatus.FOUND, {"cache-control": "no-store"})
            return Sound(await self._in_thread(self._workshop.assembly, address.mix, order), name, self._house.patience)
        if address.leaf == "cover.jpg":
            return _document(request, await self._in_thread(session_cover, order, episode.sheet), covers.MEDIA_TYPE)
        texts = dict(session_files(episode))
        if address.leaf in texts:
            return _document(request, texts[address.leaf].encode(), _TYPES[address.leaf])
        if address.leaf:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        title = order.title if plan.name == CUSTOM else f"{order.title}, {plan.title}"
        return HTMLResponse(self._pages.session(self._place(request, title), episode, address.mix, _around(plan, order)))

    async def _subscribe(self, request: Request, plan: Plan, address: Address, wanted: Wanted) -> Response:
        episodes = await self._made(request, wanted, PAGE_PATIENCE)
        if isinstance(episodes, Job):
            return self._waiting(request, f"{plan.title} in your podcast app", episodes)
        asked = request.query_params
        training, problem = asked_training(asked.get("start", ""), asked.getlist("days"), plan)
        home = self._home(request, plan, address.mix)
        days = f"{training.step}/" if training else ""
        outings = self._outings(plan, training) or ()
        feed_address = f"{home}{days}feed.xml"
        text = self._pages.write(
            "subscribe.html",
            self._place(request, f"{plan.title} in your podcast app"),
            plan=plan,
            count=len(wanted.orders),
            feed=feed_address,
            qr=svg(feed_address),
            private=bool(self._house.door.secret),
            outings=outings,
            dated=days_words(training.days) if training else "",
            calendar=f"../{days}calendar.ics",
            secure=feed_address.startswith("https:"),
            weekdays=list(Weekday),
            chosen=training.days if training else default_days(plan),
            start=training.start if training else _next_monday(self._house.now().date()),
            remarks=remarks(plan, training.start, training.days) if training else (),
            problem=problem,
        )
        return HTMLResponse(text)

    async def _feed(self, request: Request, plan: Plan, address: Address, wanted: Wanted) -> Response:
        episodes = await self._made(request, wanted, FILE_PATIENCE)
        if isinstance(episodes, Job):
            return _later()
        now = self._house.now()
        outings = self._outings(plan, address.training)
        dates = [feed.released(outing.day, now.tzinfo or UTC) for outing in outings] if outings else feed.undated(len(episodes))
        home = self._home(request, plan, address.mix)
        days = f"{address.training.step}/" if address.training else ""
        title = f"{plan.title} (your mix)" if address.mix else plan.title
        identity = "/".join(part for part in (plan.name, address.mix.step) if part)
        show = feed.Show(title, plan.description, identity, home, f"{home}{days}feed.xml", f"{home}cover.jpg", now)
        items = [
            feed.Item(episode, f"{home}{session_step(episode.order)}/", published)
            for episode, published in zip(episodes, dates, strict=True)
            # A session appears on its day: then the app offers today's.
            if published <= now
        ]
        return _document(request, await self._in_thread(feed.write_feed, show, items), f"{feed.MEDIA_TYPE}; charset=utf-8")

    def _calendar(self, request: Request, plan: Plan, address: Address, wanted: Wanted) -> Response:
        home = self._home(request, plan, address.mix)
        outings = self._outings(plan, address.training) or ()
        links = [f"{home}{session_step(order)}/" for order in wanted.orders]
        content = calendar.write_calendar(wanted.orders, outings, self._house.now(), links=links)
        headers = {"content-disposition": f'attachment; filename="{plan.name}.ics"'}
        return Response(content, media_type=calendar.MEDIA_TYPE, headers=headers)

    async def not_there(self, request: Request, _: Exception) -> Response:
        return self._error(
            request,
            HTTPStatus.NOT_FOUND,
            "There is nothing here.",
            "Perhaps the address has a slip; the plans are where they were.",
        )

    async def refused(self, request: Request, error: Exception) -> Response:
        if isinstance(error, MissingEngineError):
            return self._error(request, HTTPStatus.SERVICE_UNAVAILABLE, "This voice cannot speak here.", str(error))
        if isinstance(error, (InputError, UsageError)):
            status = HTTPStatus.NOT_FOUND if request.url.path.count("/plans/") else HTTPStatus.BAD_REQUEST
            return self._error(request, status, "This session cannot be made.", plainly(str(error)))
        return self._error(request, HTTPStatus.INTERNAL_SERVER_ERROR, "This session could not be made.", str(error))

    async def busy(self, request: Request, _: Exception) -> Response:
        reply = self._error(
            request, HTTPStatus.TOO_MANY_REQUESTS, "Too many sessions are being made.", "Try again in half a minute."
        )
        reply.headers["retry-after"] = "30"
        return reply

    async def failed(self, request: Request, _: Exception) -> Response:
        return self._error(
            request, HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong.", "The computer that runs coach shows what."
        )

    async def _made(self, request: Request, wanted: Wanted, patience: float) -> tuple[Episode, ...] | Job:
        """Return the episodes, or the job that is not done after so many seconds."""
        ready = self._workshop.ready(wanted)
        if ready is not None:
            return ready
        job = self._workshop.start(wanted, client_of(request.scope))
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(job.done)), patience)
        except TimeoutError:
            return job

    async def _in_thread(self, work: Callable[..., T], *values: object) -> T:
        return await run_sync(work, *values, limiter=self._limiter)

    def _plan(self, name: str, mix: Mix) -> Plan:
        if name == CUSTOM:
            return custom_plan(mix.ratio)
        if name not in self._house.plans:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return self._house.plans[name]

    def _outings(self, plan: Plan, training: Training | None) -> tuple[Outing, ...] | None:
        return schedule(plan, training.start, training.days) if training else None

    def _place(self, request: Request, title: str) -> Place:
        inside = request.url.path.removeprefix(request.scope.get("root_path", "")).removeprefix("/")
        return Place("../" * inside.count("/") or "./", live=True, title=title)

    def _base(self, request: Request) -> str:
        visited = f"{request.url.scheme}://{request.headers['host']}"
        if self._house.shared_origin and host_name(request.headers["host"]) in LOOPBACK_NAMES:
            visited = self._house.shared_origin
        origin = self._house.origin or visited
        return f"{origin}{request.scope.get('root_path', '')}/"

    def _home(self, request: Request, plan: Plan, mix: Mix) -> str:
        return f"{self._base(request)}plans/{plan.name}/{f'{mix.step}/' if mix else ''}"

    def _waiting(self, request: Request, title: str, job: Job) -> Response:
        place = self._place(request, title)
        then = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        name = quote(job.wanted.name, safe="")
        text = self._pages.write(
            "waiting.html",
            place,
            job=name,
            then=then,
            what=job.what,
            percent=job.percent,
            download=then.endswith("/mp3"),
            back=then.removesuffix("mp3"),
        )
        return HTMLResponse(text, HTTPStatus.ACCEPTED, {"cache-control": "no-store"})

    def _error(self, request: Request, status: HTTPStatus, text: str, remedy: str) -> Response:
        return HTMLResponse(
            self._pages.error(self._place(request, text), status, text, remedy), status, {"cache-control": "no-store"}
        )


def _document(request: Request, content: bytes, kind: str) -> Response:
    """Answer with a document, or say that the one that the client has is still the same."""
    etag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
    headers = {"etag": etag, "cache-control": "private, no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, media_type=kind, headers=headers)


def _later() -> Response:
    text = "This is being made. Ask again in a quarter of a minute.\n"
    return Response(text, HTTPStatus.SERVICE_UNAVAILABLE, {"retry-after": "15", "cache-control": "no-store"}, "text/plain")


def _around(plan: Plan, order: Order) -> tuple[str, str]:
    every = [(week, session) for week, each in enumerate(plan.weeks, 1) for session in range(1, len(each.sessions) + 1)]
    index = every.index((order.week, order.session))
    before, after = (every[near] if 0 <= near < len(every) else None for near in (index - 1, index + 1))
    return _step(before), _step(after)


def _step(place: tuple[int, int] | None) -> str:
    return f"week-{place[0]}-session-{place[1]}" if place else ""


def _next_monday(today: date) -> date:
    return today + timedelta((Weekday.MON - today.weekday()) % 7)
