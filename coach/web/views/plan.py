"""The addresses of a plan: its page, the page for podcast apps, the feed, the calendar, the cover."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from coach.export import calendar, paper
from coach.plan.model import Plan
from coach.plan.schedule import Weekday, days_words, default_days, remarks
from coach.web import feed, plan_cover
from coach.web.addresses import Address, parse_training_form, webcal_address
from coach.web.job_queue import Batch, Job
from coach.web.pages import session_step
from coach.web.qr import qr_svg
from coach.web.views.site import FILE_WAIT, PAGE_WAIT, LiveSite, document, not_finished, paper_document, session_days

if TYPE_CHECKING:
    from starlette.requests import Request


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
        days = f"{training.step}/" if training else ""
        feed_address = f"{site.plan_url(http, plan, address.options)}{days}feed.xml"
        text = site.pages.write(
            "subscribe.html",
            site.page(http, title),
            plan=plan,
            count=len(batch.requests),
            feed=feed_address,
            qr=qr_svg(feed_address),
            private=site.config.policy.secrets is not None,
            scheduled_sessions=site.scheduled(plan, training),
            dated=days_words(training.days) if training else "",
            calendar=f"../{days}calendar.ics",
            webcal=webcal_address(feed_address),
            secure=feed_address.startswith("https:"),
            weekdays=list(Weekday),
            selected_days=training.days if training else default_days(plan),
            start=training.start if training else _next_monday(site.config.now().date()),
            remarks=remarks(plan, training.start, training.days) if training else (),
            problem=problem,
        )
        return HTMLResponse(text)

    async def _feed(self, http: Request, plan: Plan, address: Address, batch: Batch) -> Response:
        site = self._site
        episodes = await site.episodes(http, batch, FILE_WAIT)
        if isinstance(episodes, Job):
            return not_finished()
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
        content = await site.in_thread(feed.write_feed, show, items)
        return document(http, content, f"{feed.MEDIA_TYPE}; charset=utf-8")

    def _calendar(self, http: Request, plan: Plan, address: Address, batch: Batch) -> Response:
        home = self._site.plan_url(http, plan, address.options)
        links = [f"{home}{session_step(request)}/" for request in batch.requests]
        sessions = self._site.scheduled(plan, address.training)
        content = calendar.write_calendar(batch.requests, sessions, self._site.config.now(), links=links)
        headers = {"content-disposition": f'attachment; filename="{plan.name}.ics"'}
        return Response(content, media_type=calendar.MEDIA_TYPE, headers=headers)


def _next_monday(today: date) -> date:
    return today + timedelta((Weekday.MON - today.weekday()) % 7)
