"""The pages that say why there is no answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, Response

from coach.errors import InputError, MissingEngineError, UsageError
from coach.mixer.options import field_label
from coach.web.views.site import NO_STORE, LiveSite

if TYPE_CHECKING:
    from starlette.requests import Request


class ErrorViews:
    """One method for each kind of error."""

    def __init__(self, site: LiveSite) -> None:
        self._site = site

    async def not_found(self, http: Request, _: Exception) -> Response:
        """Answer an address at which there is nothing."""
        remedy = "Perhaps the address has a typing error. The first page lists all plans."
        return self._page(http, HTTPStatus.NOT_FOUND, "There is nothing here.", remedy)

    async def coach_error(self, http: Request, error: Exception) -> Response:
        """Answer with the message of an error of ours."""
        if isinstance(error, MissingEngineError):
            return self._page(http, HTTPStatus.SERVICE_UNAVAILABLE, "This voice cannot speak here.", str(error))
        if isinstance(error, (InputError, UsageError)):
            status = HTTPStatus.NOT_FOUND if http.url.path.count("/plans/") else HTTPStatus.BAD_REQUEST
            return self._page(http, status, "This session cannot be made.", error.text(field_label))
        return self._page(http, HTTPStatus.INTERNAL_SERVER_ERROR, "This session could not be made.", str(error))

    async def busy(self, http: Request, _: Exception) -> Response:
        """Answer when too many jobs are waiting."""
        status = HTTPStatus.TOO_MANY_REQUESTS
        response = self._page(http, status, "Too many sessions are being made.", "Try again in half a minute.")
        response.headers["retry-after"] = "30"
        return response

    async def unexpected(self, http: Request, _: Exception) -> Response:
        """Answer when the program has failed; the server's log has the error."""
        remedy = "The computer that runs coach shows the error."
        return self._page(http, HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong.", remedy)

    def _page(self, http: Request, status: HTTPStatus, text: str, remedy: str) -> Response:
        content = self._site.pages.error(self._site.page(http, text), status, text, remedy)
        return HTMLResponse(content, status, NO_STORE)
