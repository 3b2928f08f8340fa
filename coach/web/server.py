"""The server: uvicorn with patience limits, on this computer or on the home network."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import os
import secrets
import socket
import struct
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from coach.errors import OutputError, UsageError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

LOOPBACK: Final = "127.0.0.1"
EVERYWHERE: Final = "0.0.0.0"  # noqa: S104  # the home network, only when it is asked for, and behind the secret

HEADERS_WITHIN: Final = 10.0
"""Seconds in which a client must have said what it wants."""
LOOKED_AT_EVERY: Final = 15.0
"""Seconds in which the client of a connection that is being closed must have taken something of what is left."""
MOST_CONNECTIONS: Final = 512
MOST_CONNECTIONS_EACH: Final = 96
"""From one address."""

_SECRET_NAME: Final = "link-secret"  # noqa: S105  # the name of a file
_SECRET_BYTES: Final = 16


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that closes a connection whose request does not arrive, and refuses one client's thousandth connection."""

    _open: ClassVar[Counter[str]] = Counter()
    _timer: asyncio.TimerHandle | None = None
    _watch: asyncio.TimerHandle | None = None
    _peer: str = ""

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401  # as in the class below
        """Count the connection, and wait for its request."""
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]) if peer else ""
        self._open[self._peer] += 1
        super().connection_made(transport)
        if self._open[self._peer] > MOST_CONNECTIONS_EACH or self._open.total() > MOST_CONNECTIONS:
            transport.abort()
            return
        self._await_request()
        self._look()

    def data_received(self, data: bytes) -> None:
        """Take a piece of a request; the next one has to come in time too."""
        super().data_received(data)
        if self._is_answering():
            self._forget()
        elif self._timer is None:
            self._await_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count the connection no more."""
        self._forget()
        if self._watch is not None:
            self._watch.cancel()
        self._open[self._peer] -= 1
        if self._open[self._peer] <= 0:
            del self._open[self._peer]
        super().connection_lost(exc)

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _await_request(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(HEADERS_WITHIN, self._give_up)

    def _give_up(self) -> None:
        self._timer = None
        if not self._is_answering() and not self.transport.is_closing():
            self.transport.abort()

    def _look(self, left_before: int = 0) -> None:
        """Cut a connection that is being closed and never is, since its client has taken nothing since the last look."""
        left = self.transport.get_write_buffer_size() if self.transport.is_closing() else 0
        if left and left == left_before:
            # Without lingering: what the client does not take is thrown away with the connection.
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()
        else:
            self._watch = asyncio.get_running_loop().call_later(LOOKED_AT_EVERY, self._look, left)

    def _forget(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises UsageError where the port is taken."""
    try:
        server = socket.create_server((host, port), backlog=256)
    except (OSError, OverflowError) as error:
        reason = str(getattr(error, "strerror", None) or error).split(" (while")[0]
        raise UsageError(f"--port {port}: cannot be listened on ({reason}); choose another, such as --port 8421") from error
    server.setblocking(False)  # noqa: FBT003  # the standard library's own form
    return server


def run(app: ASGIApp, server: socket.socket) -> None:
    """Serve until interrupted."""
    with contextlib.suppress(KeyboardInterrupt):
        server_for(app).run(sockets=[server])


def server_for(app: ASGIApp) -> Server:
    """Return the server of an app, with its limits."""
    # A client that is let go is no error of ours.
    logging.getLogger("uvicorn.error").addFilter(_is_of_interest)
    config = Config(
        app,
        http=PatientProtocol,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=16 * 1024,
    )
    return Server(config)


def _is_of_interest(record: logging.LogRecord) -> bool:
    return "without completing response" not in record.getMessage()


def secret_at(folder: Path, *, new: bool = False) -> str:
    """Return the secret of this computer's link: the one that is kept in the folder, or a new one, kept from now on.

    Raises OutputError where it cannot be kept: links would change with every start, and podcasts with them.
    """
    path = folder / _SECRET_NAME
    if not new:
        with contextlib.suppress(OSError):
            kept = path.read_text(encoding="ascii", errors="replace").strip()
            if len(kept) >= _SECRET_BYTES and all(letter.isalnum() or letter in "-_" for letter in kept):
                return kept
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secret + "\n")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}); the link's secret is kept there") from error
    return secret


def lan_address() -> str | None:
    """Return this computer's address on the home network; None where there is no network."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Nothing is sent: connecting a datagram socket only chooses the way out.
        probe.connect(("192.0.2.1", 9))
        address = str(probe.getsockname()[0])
        if not ipaddress.ip_address(address).is_loopback:
            return address
    return None


def own_names() -> Iterator[str]:
    """Yield the names under which a browser may reach this computer."""
    yield from ("localhost", LOOPBACK, "::1")
    name = socket.gethostname().lower()
    if name:
        yield name
        yield f"{name.partition('.')[0]}.local"
    address = lan_address()
    if address:
        yield address
