"""Access control: which requests are answered, and how many at the same time. Plain ASGI: no request body is ever read."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from coach.language.english import ENGLISH

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Final = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    # The address of a page may hold the secret. No other site may learn it.
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("x-robots-tag", "noindex"),
)

MAX_ADDRESS_LENGTH: Final = 2_000
"""Bytes of path and query together."""

LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""The names of this computer for itself."""

_RETRY_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """Which requests are answered."""

    hosts: Collection[str]
    """The names (without port) that this server answers to. Another name is an attack by another site (DNS rebinding)."""
    secret: str = ""
    """The first step of every address; empty: no secret is needed."""
    max_requests: int = 128
    """Requests that are answered at the same time."""
    max_requests_per_client: int = 24
    """The same for one client address."""


class Guard:
    """Passes a request on to the app, or refuses it with a short page that says why."""

    def __init__(self, app: ASGIApp, policy: AccessPolicy) -> None:
        self._app = app
        self._policy = policy
        self._requests_by_client: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                extra = [(name.encode(), value.encode()) for name, value in HEADERS if name.encode() not in present]
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await _refuse(scope, send_with_headers, *refusal)
            return
        client = client_of(scope)
        self._requests_by_client[client] += 1
        try:
            await self._app(self._inside(scope), receive, send_with_headers)
        finally:
            self._requests_by_client[client] -= 1
            if not self._requests_by_client[client]:
                del self._requests_by_client[client]

    def _refusal(self, scope: Scope) -> tuple[HTTPStatus, str] | None:  # noqa: PLR0911  # one for each reason
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if scope["method"] not in ("GET", "HEAD"):
            return HTTPStatus.METHOD_NOT_ALLOWED, "Pages and files can be read here; nothing can be sent."
        if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_ADDRESS_LENGTH:
            return HTTPStatus.REQUEST_URI_TOO_LONG, "This address is too long to be one of ours."
        if headers.get(b"content-length", "0") != "0" or b"transfer-encoding" in headers:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Pages and files can be read here; nothing can be sent."
        if host_name(headers.get(b"host", "")) not in self._policy.hosts:
            return HTTPStatus.MISDIRECTED_REQUEST, "Open the address that the program shows; this name is not known here."
        if not self._has_secret(scope):
            return (
                HTTPStatus.NOT_FOUND,
                "Scan the code on the computer that runs coach, or type the whole address that it shows.",
            )
        if headers.get(b"sec-fetch-site") == "cross-site" and headers.get(b"sec-fetch-mode") != "navigate":
            return HTTPStatus.FORBIDDEN, "Other websites may not load this; open the page itself."
        active = self._requests_by_client
        if active[client_of(scope)] >= self._policy.max_requests_per_client or active.total() >= self._policy.max_requests:
            return HTTPStatus.TOO_MANY_REQUESTS, "Too much is being fetched at once; try again in a few seconds."
        return None

    def _has_secret(self, scope: Scope) -> bool:
        if not self._policy.secret:
            return True
        first = scope["path"].removeprefix("/").partition("/")[0]
        return secrets.compare_digest(first.encode("utf-8", "replace"), self._policy.secret.encode())

    def _inside(self, scope: Scope) -> Scope:
        """Return the scope for the app: its root is the secret."""
        if not self._policy.secret:
            return scope
        return {**scope, "root_path": f"{scope.get('root_path', '')}/{self._policy.secret}"}


def client_of(scope: Scope) -> str:
    """Return the network address of the client; empty if it is unknown."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def host_name(header: str) -> str:
    """Return the name in a Host header, without port and brackets, in lower case."""
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.partition(":")[0].lower()


async def _refuse(scope: Scope, send: Send, status: HTTPStatus, text: str) -> None:
    page = (
        f'<!doctype html><html lang="{ENGLISH.code}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(status.phrase)}</title><h1>{escape(text)}</h1></html>"
    ).encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(page)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers.append((b"allow", b"GET, HEAD"))
    if status is HTTPStatus.TOO_MANY_REQUESTS:
        headers.append((b"retry-after", str(_RETRY_SECONDS).encode()))
    if status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else page})
