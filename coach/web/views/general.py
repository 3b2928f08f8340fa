"""The pages beside the plans: the list of plans, the mixer, the page for the phone; assets and the progress of jobs."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response

from coach.errors import InputError, UsageError
from coach.export.qr import qr_svg
from coach.mixer.advice import next_session
from coach.mixer.answers import FIRST_MIX, answer_mix, refused_mix
from coach.mixer.options import WebOptions, requests_for
from coach.mixer.page_parts import full_offer
from coach.web.audio_response import IMMUTABLE
from coach.web.pages import ASSETS, assets_version
from coach.web.views.site import NO_STORE, LiveSite

if TYPE_CHECKING:
    from starlette.requests import Request

_MIXER_PARTS: Final = {"form": "mixer_form.html", "result": "mixer_result.html"}
"""What the mixer's script asks for, and the templates."""


class GeneralViews:
    """One method for each page."""

    def __init__(self, site: LiveSite) -> None:
        self._site = site

    async def plans(self, http: Request) -> Response:
        """List the plans."""
        site = self._site
        plans = list(site.config.plans.values())
        first = next_session(requests_for(plans[0], WebOptions(), site.queue.settings, 1, 1)[0], WebOptions())
        return HTMLResponse(site.pages.plans(site.page(http, "Plans"), plans, first))

    async def asset(self, http: Request) -> Response:
        """Send a style sheet, a script or an icon. An address of another version gets the present file, and is not kept."""
        name = http.path_params["name"]
        assets = {path.name: path for path in ASSETS.iterdir()}
        if name not in assets:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        is_present = http.path_params["version"] == assets_version()
        return FileResponse(assets[name], headers={"cache-control": f"public, {IMMUTABLE}"} if is_present else NO_STORE)

    async def service_worker(self, _: Request) -> Response:
        """Send the service worker. It stands beside the first page, since it may only serve what lies below itself."""
        return FileResponse(ASSETS / "sw.js", headers={"cache-control": "no-cache"})

    async def offline(self, http: Request) -> Response:
        """Show the page that browsers keep for when they cannot reach this server."""
        return HTMLResponse(self._site.pages.write("offline.html", self._site.page(http, "No connection")))

    async def phone(self, http: Request) -> Response:
        """Show the server's address as a QR code."""
        site = self._site
        address = site.base_url(http)
        shared = bool(site.config.shared_origin)
        code = qr_svg(address) if shared else ""
        page = site.page(http, "To your phone")
        return HTMLResponse(site.pages.write("phone.html", page, address=address, shared=shared, qr=code))

    async def progress(self, http: Request) -> Response:
        """Report the progress of a job. An unknown job counts as finished."""
        job = self._site.queue.job(http.path_params["name"])
        state = {"percent": 100, "task": "", "ready": True}
        if job is not None:
            state = {"percent": job.percent, "task": job.task, "ready": job.done.done()}
        return JSONResponse(state, headers=NO_STORE)

    async def mixer(self, http: Request) -> Response:
        """Show the mixer, or the part of it that an address names."""
        site = self._site
        fields = {name: value for name, value in http.query_params.items() if value}
        part = fields.pop("part", "")
        values = fields or FIRST_MIX
        page = site.page(http, "Mixer")
        result: Mapping[str, object]
        try:
            result = answer_mix(values, page.root, site.config.choices, site.queue.settings, site.plan)
            status = HTTPStatus.OK
        except (InputError, UsageError) as error:
            result = refused_mix(error, values, site.config.plans.get(values.get("plan", "")))
            status = HTTPStatus.OK if part else HTTPStatus.BAD_REQUEST
        choices = site.config.choices
        offer = full_offer(list(site.config.plans.values()), choices.voices, choices.styles)
        text = site.pages.mixer(page, offer, values, result, _MIXER_PARTS.get(part, "mixer.html"))
        return HTMLResponse(text, status, headers=NO_STORE)
