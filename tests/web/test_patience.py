"""Slow clients and full hands, with a server inside the test so that its patience can be short."""

import select
import socket
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.cache import Cache
from coach.plan.toml import load_plan
from coach.session.renderer import Renderer
from coach.settings import Settings
from coach.web.app import web_app
from coach.web.config import ServerConfig
from coach.web.job_queue import BusyError, JobQueue, sessions_of
from coach.web.options import Choices, parse_form, plan_for, requests_for
from coach.web.server import listening, server_for

OFFER = Choices({}, ("warm",))


@pytest.fixture(scope="module")
def cache(environment):
    return Cache(Path(environment["XDG_CACHE_HOME"]) / "coach")


@pytest.fixture
def port(tiny, cache, monkeypatch):
    """Serve the tiny plan with one second of patience."""
    monkeypatch.setattr("coach.web.server.LOOKED_AT_EVERY", 1.0)
    queue = JobQueue(lambda settings, listener: Renderer(settings, listener, cache=cache), Settings())
    config = ServerConfig({"tiny": load_plan(tiny)}, OFFER, lambda: datetime(2026, 12, 1, tzinfo=UTC), patience=1.0)
    listener = listening("127.0.0.1", 0)
    number = listener.getsockname()[1]
    server = server_for(web_app(config, queue))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield number
    server.should_exit = True
    thread.join()
    queue.close()


def ask(port, path, headers="", buffer=4096):
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    connection.sendall(f"GET /{path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode())
    return connection


def sound_at(port):
    """Return where a session's sound is."""
    page = "plans/tiny/week-1-session-1/"
    with ask(port, f"{page}mp3") as first:
        first.settimeout(60)
        head = first.recv(4096).decode("latin-1")
    return page + next(line.split(": ", 1)[1] for line in head.splitlines() if line.lower().startswith("location"))


@pytest.mark.skipif(not hasattr(select, "poll"), reason="this system has no poll")
def test_a_client_that_takes_nothing_is_let_go(port):
    with ask(port, sound_at(port)) as asleep:
        gone = select.poll()
        gone.register(asleep, select.POLLHUP)
        assert gone.poll(60_000), "the connection is still held"


def test_a_client_that_is_only_slow_gets_everything(port):
    path = sound_at(port)
    with ask(port, path, "Connection: close\r\n", buffer=128 * 1024) as slow:
        slow.settimeout(60)
        data = b""
        while chunk := slow.recv(256 * 1024):
            data += chunk
            time.sleep(0.1)
    head, _, body = data.partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}".encode() in head


def held_queue(cache, **limits):
    """Return a workshop whose studio waits for a sign, and the sign."""
    sign = threading.Event()

    class Slow(Renderer):
        def scripts(self, wanted):
            sign.wait(60)
            return super().scripts(wanted)

    return JobQueue(lambda settings, listener: Slow(settings, listener, cache=cache), Settings(), **limits), sign


def wanted(walk):
    options = parse_form({"run": "30s", "walk": walk, "repeat": "1"}, OFFER)
    return sessions_of(options, requests_for(plan_for("custom", options), options, Settings()))


def test_one_client_cannot_fill_the_line_and_all_together_cannot_make_it_endless(cache):
    queue, sign = held_queue(cache, at_once=1, waiting=3, each=2)
    try:
        jobs = [queue.start(wanted("30s"), "a"), queue.start(wanted("45s"), "a")]
        with pytest.raises(BusyError):
            queue.start(wanted("50s"), "a")
        jobs.append(queue.start(wanted("50s"), "b"))
        with pytest.raises(BusyError):
            queue.start(wanted("55s"), "c")
        assert queue.start(wanted("30s"), "c") is jobs[0]
        assert jobs[0].percent < 100
        sign.set()
        assert [len(job.done.result(120)) for job in jobs] == [1, 1, 1]
        assert [job.percent for job in jobs] == [100, 100, 100]
        queue.start(wanted("55s"), "a").done.result(120)
    finally:
        sign.set()
        queue.close()


def test_a_job_that_fails_is_told_and_can_be_tried_again(cache):
    queue, sign = held_queue(cache)
    sign.set()
    try:
        broken = JobQueue(lambda *_: 1 / 0, Settings())
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                broken.start(wanted("30s")).done.result(10)
        broken.close()
        assert queue.start(wanted("30s")).done.result(120)[0].size > 1_000_000
    finally:
        queue.close()
