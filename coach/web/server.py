"""The HTTP server: uvicorn with limits for slow clients."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from typing import TYPE_CHECKING

from uvicorn import Config, Server

from coach.web.connection import LimitedConnection

if TYPE_CHECKING:
    from starlette.types import ASGIApp


def run(app: ASGIApp, server: socket.socket) -> None:
    """Serve until interrupted."""
    with contextlib.suppress(KeyboardInterrupt):
        server_for(app).run(sockets=[server])


def server_for(app: ASGIApp, connection: type[asyncio.Protocol] = LimitedConnection) -> Server:
    """Return the server of an app. `connection` handles one client connection."""
    # A client that was disconnected on purpose is no error.
    logging.getLogger("uvicorn.error").addFilter(_is_of_interest)
    config = Config(
        app,
        http=connection,
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
