"""The web app: which view answers which address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

from coach.errors import CoachError
from coach.mixer.options import requests_for
from coach.web.addresses import parse_address
from coach.web.config import ServerConfig
from coach.web.guard import Guard
from coach.web.job_queue import Batch, BusyError, JobQueue
from coach.web.views.errors import ErrorViews
from coach.web.views.general import GeneralViews
from coach.web.views.plan import PlanViews
from coach.web.views.session import SessionViews
from coach.web.views.site import LiveSite

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp


def web_app(config: ServerConfig, queue: JobQueue) -> ASGIApp:
    """Return the app behind its access control."""
    site = LiveSite(config, queue)
    general, errors = GeneralViews(site), ErrorViews(site)
    routes = [
        Route("/", general.plans),
        Route("/assets/{version}/{name}", general.asset),
        Route("/sw.js", general.service_worker),
        Route("/offline/", general.offline),
        Route("/phone/", general.phone),
        Route("/mixer/", general.mixer),
        Route("/progress/{name:path}", general.progress),
        Route("/plans/{plan}/{rest:path}", _plan_endpoint(site)),
    ]
    handlers: Mapping[type[Exception] | int, Callable[[Request, Exception], Awaitable[Response]]] = {
        HTTPException: errors.not_found,
        CoachError: errors.coach_error,
        BusyError: errors.busy,
        Exception: errors.unexpected,
    }
    return Guard(Starlette(routes=routes, exception_handlers=handlers), config.policy)


def _plan_endpoint(site: LiveSite) -> Callable[[Request], Awaitable[Response]]:
    """Return the function that answers addresses below `plans/`."""
    plan_views, session_views = PlanViews(site), SessionViews(site)

    async def answer(http: Request) -> Response:
        address = parse_address(http.path_params["rest"], site.config.choices)
        plan = site.plan(http.path_params["plan"], address.options)
        week, session = address.session or (None, None)
        batch = Batch(address.options, requests_for(plan, address.options, site.queue.settings, week, session))
        view = plan_views if address.session is None else session_views
        return await view.answer(http, plan, address, batch)

    return answer
