"""Access control: which requests are answered, and how many at the same time. Plain ASGI: no request body is ever read."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from coach.language.english import ENGLISH

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self' blob:; connect-src 'self'; "
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
_LONGEST_ADDRESS: Final = 64
_LARGEST_PORT: Final = 65_535
_HOST: Final = re.compile(r"(?:\[(?P<address>[0-9A-Fa-f:.%a-z]+)\]|(?P<name>[^\[\]:/@\s]+))(?::(?P<port>[0-9]{1,5}))?")


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """Which requests are answered."""

    hosts: Collection[str]
    """The names (without port) that this server answers to. Another name is an attack by another site (DNS rebinding)."""
    secrets: Callable[[], Collection[str]] | None = None
    """Returns the secrets that hold now: one of them is the first step of every address. None: no secret is needed."""
    base_path: str = ""
    """The path under which a proxy offers this server, such as `/coach`; empty: none. It may pass it on, or take it off."""
    proxies: Collection[str] = ()
    """Addresses of proxies whose `X-Forwarded-For` is believed. By default none is."""
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

        scope = _forwarded(scope, self._policy.proxies)
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
        return self._policy.secrets is None or bool(self._secret(scope))

    def _secret(self, scope: Scope) -> str:
        """Return the secret that an address begins with; empty if it begins with none of ours."""
        first = scope["path"].removeprefix(self._prefix(scope)).removeprefix("/").partition("/")[0]
        matching = ""
        # All are compared, in the same time whichever it is.
        for secret in self._policy.secrets() if self._policy.secrets else ():
            matching = secret if secrets.compare_digest(first.encode("utf-8", "replace"), secret.encode()) else matching
        return matching

    def _prefix(self, scope: Scope) -> str:
        """Return the proxy's path, where the proxy has left it in the address."""
        base = self._policy.base_path
        return base if base and (scope["path"] == base or scope["path"].startswith(f"{base}/")) else ""

    def _inside(self, scope: Scope) -> Scope:
        """Return the scope for the app: its root is the proxy's path and the secret."""
        secret = self._secret(scope)
        root = self._prefix(scope) + (f"/{secret}" if secret else "")
        return {**scope, "root_path": f"{scope.get('root_path', '')}{root}", "coach.link": f"/{secret}" if secret else ""}


def _forwarded(scope: Scope, proxies: Collection[str]) -> Scope:
    """Return the scope with the client that a trusted proxy names: the last address in its list that is no proxy of ours."""
    if client_of(scope) not in proxies:
        return scope
    named = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    addresses = [address.strip() for address in b",".join(named).decode("latin-1").split(",")]
    client = next((address for address in reversed(addresses) if address and address not in proxies), "")
    return {**scope, "client": (client[:_LONGEST_ADDRESS], 0)} if client else scope


def client_of(scope: Scope) -> str:
    """Return the network address of the client; empty if it is unknown."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def host_name(header: str) -> str:
    """Return the name in a Host header, without port and brackets, in lower case; empty where the port is none."""
    match = _HOST.fullmatch(header)
    if match is None or not 0 < int(match["port"] or 80) <= _LARGEST_PORT:
        return ""
    return (match["address"] or match["name"]).lower()


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
