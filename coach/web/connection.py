"""Limits for a client's connections, which uvicorn has no options for.

uvicorn closes an idle connection only after its first response (`timeout_keep_alive`), limits connections only for all clients
together (`limit_concurrency`), and waits without end for a client that reads nothing. `tests/web/test_connection.py` shows each
of these faults on uvicorn's own protocol. The methods here are those of `asyncio.Protocol`; of uvicorn's protocol only
`transport` and `cycle` (the current request) are used.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from collections.abc import Collection
from typing import Any, ClassVar, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_TIMEOUT: Final = 10.0
"""Seconds in which a request must arrive as a whole."""
CLOSE_TIMEOUT: Final = 15.0
"""Seconds in which the client of a connection that is being closed must read something of what is left."""
MAX_CONNECTIONS: Final = 512
MAX_CONNECTIONS_PER_CLIENT: Final = 96
"""From one network address."""

_NO_LINGER: Final = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""The system's `linger`: on, for 0 seconds. Winsock's has two short numbers."""


class LimitedConnection(H11Protocol):
    """An HTTP/1.1 connection that is closed if a client is too slow, or has too many connections."""

    request_timeout: ClassVar[float] = REQUEST_TIMEOUT
    close_timeout: ClassVar[float] = CLOSE_TIMEOUT
    proxies: ClassVar[Collection[str]] = ()
    """Addresses of proxies, which bring the requests of many clients."""
    _connections: ClassVar[dict[str, dict[LimitedConnection, None]]] = {}
    """By client, the oldest first."""
    _request_timer: asyncio.TimerHandle | None = None
    _close_timer: asyncio.TimerHandle | None = None
    _client_address: str = ""
    _is_refused: bool = False

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401  # as in the base class
        """Count the connection, and wait for its first request. One too many is ended before anything is done for it."""
        peer = transport.get_extra_info("peername")
        self._client_address = str(peer[0]) if peer else ""
        if not self._find_place():
            self._is_refused = True
            transport.abort()
            return
        self._connections.setdefault(self._client_address, {})[self] = None
        super().connection_made(transport)
        self._start_request_timer()
        self._check_close()

    def _find_place(self) -> bool:
        """Tell whether there is room for the connection.

        Where all places are taken, the client with the most connections loses the oldest one that waits for a request: many
        connections from a few addresses keep nobody else out.
        """
        own = len(self._connections.get(self._client_address, ()))
        if own >= MAX_CONNECTIONS_PER_CLIENT and self._client_address not in self.proxies:
            return False
        if sum(map(len, self._connections.values())) < MAX_CONNECTIONS:
            return True
        greatest = max(self._connections.values(), key=len)
        waiting = next((candidate for candidate in greatest if not candidate._is_responding()), None)  # noqa: SLF001  # of the same class
        if waiting is None or len(greatest) <= own + 1:
            return False
        waiting.transport.abort()
        waiting.leave()
        return True

    def leave(self) -> None:
        """No longer count the connection."""
        connections = self._connections.get(self._client_address, {})
        connections.pop(self, None)
        if not connections:
            self._connections.pop(self._client_address, None)

    def data_received(self, data: bytes) -> None:
        """Take a part of a request. The timer runs until the request is complete."""
        super().data_received(data)
        if self._is_responding():
            self._stop_request_timer()
        elif self._request_timer is None:
            self._start_request_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timers, and no longer count the connection."""
        if self._is_refused:
            return
        self._stop_request_timer()
        if self._close_timer is not None:
            self._close_timer.cancel()
        self.leave()
        super().connection_lost(exc)

    def _is_responding(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _start_request_timer(self) -> None:
        self._request_timer = asyncio.get_running_loop().call_later(self.request_timeout, self._end_request_wait)

    def _stop_request_timer(self) -> None:
        if self._request_timer is not None:
            self._request_timer.cancel()
            self._request_timer = None

    def _end_request_wait(self) -> None:
        self._request_timer = None
        if not self._is_responding() and not self.transport.is_closing():
            self.transport.abort()

    def _check_close(self, unsent_before: int = 0) -> None:
        """Abort the connection if it is being closed, and the client has read nothing since the last check."""
        unsent = self.transport.get_write_buffer_size() if self.transport.is_closing() else 0
        if unsent and unsent == unsent_before:
            # Without lingering: what the client has not read is discarded with the connection.
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            self.transport.abort()
        else:
            self._close_timer = asyncio.get_running_loop().call_later(self.close_timeout, self._check_close, unsent)
