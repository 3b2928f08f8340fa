"""Clients that misbehave, once with our limits and once with uvicorn's own protocol.

The second case shows that each limit is needed. If it fails, uvicorn has learnt the limit, and ours can go.
"""

import asyncio
import contextlib
import select
import socket
import threading
import time

import pytest
from uvicorn.protocols.http.h11_impl import H11Protocol

from coach.web import connection
from coach.web.connection import LimitedConnection
from coach.web.network import listening_socket
from coach.web.server import server_for

RESPONSE_SIZE = 64 * 1024**2
needs_poll = pytest.mark.skipif(not hasattr(select, "poll"), reason="this system has no poll")
with_and_without = pytest.mark.parametrize(
    ("protocol", "is_closed"), [(LimitedConnection, True), (H11Protocol, False)], ids=["with limits", "uvicorn alone"]
)


async def app(_, __, send):
    """Answer any request with more bytes than the sockets can hold, without waiting for the client."""
    headers = [(b"content-length", str(RESPONSE_SIZE).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": bytes(RESPONSE_SIZE)})


async def slow_app(_, __, send):
    """Answer a request after three times as long as a request may take."""
    await asyncio.sleep(1.5)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@contextlib.contextmanager
def serving(protocol, app=app):
    listener = listening_socket("127.0.0.1", 0)
    server = server_for(app, protocol)
    server.config.timeout_graceful_shutdown = 1
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(autouse=True)
def short_limits(monkeypatch):
    monkeypatch.setattr(LimitedConnection, "request_timeout", 0.5)
    monkeypatch.setattr(LimitedConnection, "close_timeout", 0.5)
    monkeypatch.setattr(connection, "MAX_CONNECTIONS_PER_CLIENT", 3)


def connect(port, data=b"", source="127.0.0.1"):
    client = socket.create_connection(("127.0.0.1", port), source_address=(source, 0))
    client.settimeout(2)
    client.sendall(data)
    return client


def is_closed_by_server(client):
    """Tell whether the server closes the connection within two seconds."""
    try:
        return client.recv(100) == b""
    except ConnectionError:
        return True
    except TimeoutError:
        return False


@with_and_without
@pytest.mark.parametrize("data", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "], ids=["no request", "half a request"])
def test_a_connection_whose_request_does_not_arrive_is_closed(protocol, is_closed, data):
    with serving(protocol) as port, connect(port, data) as client:
        assert is_closed_by_server(client) is is_closed


@with_and_without
def test_a_request_that_arrives_a_byte_at_a_time_is_cut_off(protocol, is_closed):
    with serving(protocol) as port, connect(port) as client:
        client.settimeout(0.01)
        was_closed = False
        for _ in range(20):
            try:
                client.sendall(b"G")
                was_closed = client.recv(1) == b""
            except TimeoutError:
                time.sleep(0.05)
            except ConnectionError:
                was_closed = True
            if was_closed:
                break
        assert was_closed is is_closed


@needs_poll
@with_and_without
def test_a_client_that_reads_nothing_of_its_response_is_disconnected(protocol, is_closed):
    with serving(protocol) as port, connect(port, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") as client:
        hangup = select.poll()
        hangup.register(client, select.POLLHUP)
        assert bool(hangup.poll(3_000)) is is_closed


@with_and_without
def test_a_client_gets_only_so_many_connections(protocol, is_closed):
    with serving(protocol) as port, contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(connect(port))
        one_more = stack.enter_context(connect(port))
        one_more.settimeout(0.3)
        assert is_closed_by_server(one_more) is is_closed


def test_other_clients_still_get_connections_and_closed_connections_no_longer_count():
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with serving(LimitedConnection) as port:
        with contextlib.ExitStack() as stack:
            for _ in range(3):
                stack.enter_context(connect(port))
            if socket.gethostbyname("localhost") == "127.0.0.1":
                with connect(port, request, source="127.0.0.9") as other:
                    assert other.recv(12) == b"HTTP/1.1 200"
        time.sleep(0.2)
        with connect(port, request) as client:
            assert client.recv(12) == b"HTTP/1.1 200"


def test_all_clients_together_get_only_so_many_connections(monkeypatch):
    monkeypatch.setattr(connection, "MAX_CONNECTIONS", 2)
    with serving(LimitedConnection) as port, connect(port), connect(port), connect(port) as third:
        third.settimeout(0.3)
        assert is_closed_by_server(third)


def test_a_slow_client_that_reads_on_gets_everything():
    with serving(LimitedConnection) as port, connect(port, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") as client:
        size = 0
        while chunk := client.recv(4 * 1024**2):
            size += len(chunk)
            time.sleep(0.02)
    assert size > RESPONSE_SIZE


def test_a_response_may_take_longer_than_a_request_and_the_next_request_must_arrive_in_time_again():
    with serving(LimitedConnection, slow_app) as port, connect(port, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") as client:
        client.settimeout(5)
        data = b""
        while not data.endswith(b"ok") and (received := client.recv(1000)):
            data += received
        assert data.startswith(b"HTTP/1.1 200")
        assert data.endswith(b"ok")
        client.sendall(b"GET / HTTP/1.1\r\n")
        client.settimeout(2)
        assert is_closed_by_server(client)
