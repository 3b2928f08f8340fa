"""The server's socket, and the names of this computer on the home network."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Iterator
from typing import Final

from coach.errors import Field, UsageError

LOOPBACK: Final = "127.0.0.1"
ALL_INTERFACES: Final = "0.0.0.0"  # noqa: S104  # the home network, only with --lan, and behind the secret


def listening_socket(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises UsageError if the port is not free."""
    try:
        server = socket.create_server((host, port), backlog=1_024)
    except (OSError, OverflowError) as error:
        reason = str(getattr(error, "strerror", None) or error).split(" (while")[0]
        port_field = Field("port")
        raise UsageError(
            port_field, f" {port}: cannot be listened on ({reason}); choose another, such as ", port_field, " 8421"
        ) from error
    server.setblocking(False)  # noqa: FBT003  # the standard library's own form
    return server


def lan_address() -> str | None:
    """Return this computer's address on the home network; None if there is no network."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # This sends nothing: to connect a datagram socket only selects the network interface.
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
