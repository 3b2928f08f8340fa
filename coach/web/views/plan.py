"""The addresses of a plan: its page, the page for podcast apps, the feed, the calendar, the cover."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response, StreamingResponse

from coach.export import calendar, paper
from coach.mixer.episode import Episode
from coach.mixer.page_parts import session_step
from coach.plan.model import Plan
from coach.plan.schedule import Weekday, default_days, remarks
from coach.web import feed, plan_cover
from coach.web.addresses import Address, TrainingDays, parse_training_form
from coach.web.job_queue import Batch, Job
from coach.web.subscription import Subscription
from coach.web.views.site import FEED_WAIT, NO_STORE, PAGE_WAIT, LiveSite, document, paper_document, session_days

if TYPE_CHECKING:
    from starlette.requests import Request


_FEED_TYPE: Final = f"{feed.MEDIA_TYPE}; charset=utf-8"


class PlanViews:
    """One method for each page or file of a plan."""

    def __init__(self, site: LiveSite) -> None:
        self._site = site

    async def answer(self, http: Request, plan: Plan, address: Address, batch: Batch) -> Response:
        """Return the page or file of the address. Raises HTTPException (404) if there is none."""
        match address.file:
            case "":
                return self._page(http, plan, address, batch)
            case "subscribe/":
                return await self._subscribe(http, plan, address, batch)
            case "feed.xml":
                return await self._feed(http, plan, address, batch)
            case "calendar.ics" if self._site.scheduled(plan, address.training):
                return self._calendar(http, plan, address, batch)
            case "poster.html":
                return paper_document(http, paper.write_poster(batch.requests))
            case "cover.jpg":
                cover = await self._site.in_thread(plan_cover.plan_cover, batch.requests)
                return document(http, cover, plan_cover.MEDIA_TYPE)
        raise HTTPException(HTTPStatus.NOT_FOUND)

    def _page(self, http: Request, plan: Plan, address: Address, batch: Batch) -> Response:
        page = self._site.page(http, plan.title)
        days = session_days(self._site.scheduled(plan, address.training))
        return HTMLResponse(self._site.pages.plan(page, batch.requests, address.options, days))

    async def _subscribe(self, http: Request, plan: Plan, address: Address, batch: Batch) -> Response:
        site = self._site
        title = f"{plan.title} in your podcast app"
        episodes = await site.episodes(http, batch, PAGE_WAIT)
        if isinstance(episodes, Job):
            return site.progress_page(http, title, episodes)
        form = http.query_params
        training, problem = parse_training_form(form.get("start", ""), form.getlist("days"), plan)
        form_days = training or TrainingDays(_next_monday(site.config.now().date()), default_days(plan))
        text = site.pages.subscribe(
            site.page(http, title),
            self._subscription(http, plan, address, training, len(batch.requests)),
            weekdays=list(Weekday),
            selected_days=form_days.days,
            start=form_days.start,
            remarks=remarks(plan, training.start, training.days) if training else (),
            problem=problem,
        )
        return HTMLResponse(text)

    def _subscription(
        self, http: Request, plan: Plan, address: Address, training: TrainingDays | None, count: int
    ) -> Subscription:
        """Return what the page offers: the chosen days, or those of the log, or the usual days from the next Monday."""
        site = self._site
        home, logged = site.plan_url(http, plan, address.options), site.scheduled(plan, None)
        is_private = site.config.policy.secrets is not None
        if logged and training is None:
            return Subscription(plan, count, f"{home}feed.xml", "", "../calendar.ics", logged, is_private)
        days = training or TrainingDays(_next_monday(site.config.now().date()), default_days(plan))
        feed_address, whole = f"{home}{days.step}/feed.xml", "" if logged else f"{home}feed.xml"
        sessions = site.scheduled(plan, days)
        return Subscription(plan, count, feed_address, whole, f"../{days.step}/calendar.ics", sessions, is_private)

    async def _feed(self, http: Request, plan: Plan, address: Address, batch: Batch) -> Response:
        site = self._site
        episodes = await site.episodes(http, batch, FEED_WAIT)
        if isinstance(episodes, Job):
            headers = {**NO_STORE, "vary": "accept-encoding"}
            return StreamingResponse(self._cold_feed(http, plan, address, episodes), media_type=_FEED_TYPE, headers=headers)
        content = await self._feed_content(http, plan, address, episodes)
        return document(http, content, _FEED_TYPE, site.modified(http, content))

    async def _cold_feed(self, http: Request, plan: Plan, address: Address, job: Job) -> AsyncIterator[bytes]:
        """Yield a feed whose sessions are being rendered: its first line, empty lines so that players wait, then the rest."""
        yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
        while True:
            try:
                episodes = await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(job.done)), FEED_WAIT)
            except TimeoutError:
                yield b"\n"
            else:
                break
        content = await self._feed_content(http, plan, address, episodes)
        yield content.partition(b"?>")[2]

    async def _feed_content(self, http: Request, plan: Plan, address: Address, episodes: tuple[Episode, ...]) -> bytes:
        site = self._site
        now = site.config.now()
        home = site.plan_url(http, plan, address.options)
        days = f"{address.training.step}/" if address.training else ""
        language, plan_title = episodes[0].request.language.code, episodes[0].request.plan_title
        title = f"{plan_title} (your mix)" if address.options else plan_title
        identity = "/".join(part for part in (plan.name, address.options.step) if part)
        show = feed.Show(
            title, plan.description, identity, home, f"{home}{days}feed.xml", f"{home}cover.jpg", now, language=language
        )
        dates = [feed.released(session.day, now.tzinfo or UTC) for session in site.scheduled(plan, address.training)]
        items = [
            feed.Item(episode, f"{home}{session_step(episode.request)}/", published)
            for episode, published in zip(episodes, dates or feed.undated(len(episodes)), strict=True)
            # A session appears on its day: then the app offers today's.
            if published <= now
        ]
        return await site.in_thread(feed.write_feed, show, items)

    def _calendar(self, http: Request, plan: Plan, address: Address, batch: Batch) -> Response:
        home = self._site.plan_url(http, plan, address.options)
        links = [f"{home}{session_step(request)}/" for request in batch.requests]
        sessions = self._site.scheduled(plan, address.training)
        content = calendar.write_calendar(batch.requests, sessions, self._site.config.now(), links=links)
        headers = {"content-disposition": f'attachment; filename="{plan.name}.ics"'}
        return Response(content, media_type=calendar.MEDIA_TYPE, headers=headers)


def _next_monday(today: date) -> date:
    return today + timedelta((Weekday.MON - today.weekday()) % 7)
