"""The addresses of a session: its page, its audio, its cover, its chapters and transcripts."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from coach.mixer.episode import CHAPTERS_TYPE, Episode
from coach.plan.model import Plan
from coach.plan.ratio import CUSTOM
from coach.session.labels import session_cover
from coach.session.request import SessionRequest
from coach.web import plan_cover
from coach.web.addresses import Address
from coach.web.audio_response import AudioResponse
from coach.web.downloads import PRINT_FILE, Download, download_content, downloads
from coach.web.job_queue import Batch, Job
from coach.web.static_site import session_files
from coach.web.views.site import FILE_WAIT, NO_STORE, PAGE_WAIT, LiveSite, document, not_finished, paper_document

if TYPE_CHECKING:
    from starlette.requests import Request

_MEDIA_TYPES: Final = {
    "chapters.json": CHAPTERS_TYPE,
    "transcript.vtt": "text/vtt; charset=utf-8",
    "transcript.srt": "application/x-subrip; charset=utf-8",
    "transcript.txt": "text/plain; charset=utf-8",
}


class SessionViews:
    """One method for each page or file of a session."""

    def __init__(self, site: LiveSite) -> None:
        self._site = site

    async def answer(self, http: Request, plan: Plan, address: Address, batch: Batch) -> Response:
        """Return the page or file of the address. Raises HTTPException (404) if there is none."""
        site, request = self._site, batch.requests[0]
        is_page = address.file in ("", "mp3") and "text/html" in http.headers.get("accept", "")
        episodes = await site.episodes(http, batch, PAGE_WAIT if is_page else FILE_WAIT)
        if isinstance(episodes, Job):
            return site.progress_page(http, request.title, episodes) if is_page else not_finished()
        episode = episodes[0]
        if address.file == "mp3" or address.file.partition("/")[2] == request.file_name:
            return await self._audio(address, episode)
        if address.file == "cover.jpg":
            return document(http, await site.in_thread(session_cover, request, episode.sheet), plan_cover.MEDIA_TYPE)
        texts = dict(session_files(episode))
        if address.file in texts:
            return document(http, texts[address.file].encode(), _MEDIA_TYPES[address.file])
        for download in downloads(episode):
            if address.file == download.file:
                return await self._download(http, episode, download)
        if address.file:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        title = request.title if plan.name == CUSTOM else f"{request.title}, {plan.title}"
        page = site.page(http, title)
        return HTMLResponse(site.pages.session(page, episode, address.options, site.find_session, _neighbours(plan, request)))

    async def _download(self, http: Request, episode: Episode, download: Download) -> Response:
        content = await self._site.in_thread(download_content, episode, download, self._site.config.now())
        if download.file == PRINT_FILE:
            return paper_document(http, content)
        return document(http, content, download.media_type)

    async def _audio(self, address: Address, episode: Episode) -> Response:
        fingerprint, _, name = address.file.partition("/")
        if fingerprint != episode.fingerprint:
            # The address names other bytes than those of today, which have an address of their own.
            up = "../" if name else ""
            return RedirectResponse(up + episode.audio_path, HTTPStatus.FOUND, NO_STORE)
        assembly = await self._site.in_thread(self._site.queue.assembly, address.options, episode.request)
        return AudioResponse(assembly, name, self._site.config.stall_timeout)


def _neighbours(plan: Plan, request: SessionRequest) -> tuple[str, str]:
    """Return the address steps of the sessions before and after this one; empty where there is none."""
    steps = [
        f"week-{number}-session-{session}"
        for number, week in enumerate(plan.weeks, 1)
        for session in range(1, len(week.sessions) + 1)
    ]
    index = steps.index(f"week-{request.week}-session-{request.session}")
    return steps[index - 1] if index else "", steps[index + 1] if index + 1 < len(steps) else ""
