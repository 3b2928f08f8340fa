"""Slow clients and full hands, with a server inside the test so that its patience can be short."""

import select
import socket
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.cache import Cache
from coach.pipeline import Studio
from coach.plan.toml import load_plan
from coach.publish.house import House
from coach.publish.mixes import Offer, mixed_orders, mixed_plan, parse_form
from coach.publish.server import listening, server_for
from coach.publish.web import web_app
from coach.publish.workshop import BusyError, Workshop, sessions_of
from coach.settings import Settings

OFFER = Offer({}, ("warm",))


@pytest.fixture(scope="module")
def cache(environment):
    return Cache(Path(environment["XDG_CACHE_HOME"]) / "coach")


@pytest.fixture
def port(tiny, cache, monkeypatch):
    """Serve the tiny plan with one second of patience."""
    monkeypatch.setattr("coach.publish.server.LOOKED_AT_EVERY", 1.0)
    workshop = Workshop(lambda settings, listener: Studio(settings, listener, cache=cache), Settings())
    house = House({"tiny": load_plan(tiny)}, OFFER, lambda: datetime(2026, 12, 1, tzinfo=UTC), patience=1.0)
    listener = listening("127.0.0.1", 0)
    number = listener.getsockname()[1]
    server = server_for(web_app(house, workshop))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield number
    server.should_exit = True
    thread.join()
    workshop.close()


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


def held_workshop(cache, **limits):
    """Return a workshop whose studio waits for a sign, and the sign."""
    sign = threading.Event()

    class Slow(Studio):
        def scripts(self, wanted):
            sign.wait(60)
            return super().scripts(wanted)

    return Workshop(lambda settings, listener: Slow(settings, listener, cache=cache), Settings(), **limits), sign


def wanted(walk):
    mix = parse_form({"run": "30s", "walk": walk, "repeat": "1"}, OFFER)
    return sessions_of(mix, mixed_orders(mixed_plan("custom", mix), mix, Settings()))


def test_one_client_cannot_fill_the_line_and_all_together_cannot_make_it_endless(cache):
    workshop, sign = held_workshop(cache, at_once=1, waiting=3, each=2)
    try:
        jobs = [workshop.start(wanted("30s"), "a"), workshop.start(wanted("45s"), "a")]
        with pytest.raises(BusyError):
            workshop.start(wanted("50s"), "a")
        jobs.append(workshop.start(wanted("50s"), "b"))
        with pytest.raises(BusyError):
            workshop.start(wanted("55s"), "c")
        assert workshop.start(wanted("30s"), "c") is jobs[0]
        assert jobs[0].percent < 100
        sign.set()
        assert [len(job.done.result(120)) for job in jobs] == [1, 1, 1]
        assert [job.percent for job in jobs] == [100, 100, 100]
        workshop.start(wanted("55s"), "a").done.result(120)
    finally:
        sign.set()
        workshop.close()


def test_a_job_that_fails_is_told_and_can_be_tried_again(cache):
    workshop, sign = held_workshop(cache)
    sign.set()
    try:
        broken = Workshop(lambda *_: 1 / 0, Settings())
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                broken.start(wanted("30s")).done.result(10)
        broken.close()
        assert workshop.start(wanted("30s")).done.result(120)[0].size > 1_000_000
    finally:
        workshop.close()
