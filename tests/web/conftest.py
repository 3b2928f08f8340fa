"""A server as a runner starts it, in a process of its own, and a small plan that is quickly spoken."""

import contextlib
import http.client
import shutil
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from support import SIZES, missing, own_folders, run_coach

from coach.cache import Cache

PLAN = """
title = "Tiny & <b>quick</b>"
description = "Short outings, \\"for tests\\" & {{ 7 * 7 }}."
sessions-a-week = 2
[[week]]
main = [{ repeat = 1, of = [{ run = "30s" }, { walk = "30s" }] }]
[[week]]
main = [{ repeat = 2, of = [{ run = "30s" }, { walk = "30s" }] }]
"""


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    return own_folders(tmp_path_factory.mktemp("home"), "CACHE", "CONFIG", "DATA")


@pytest.fixture(scope="session")
def spoken_cache(environment):
    """The cache that all servers of these tests share, so that a line is spoken once."""
    return Cache(Path(environment["XDG_CACHE_HOME"]) / "coach")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    path = tmp_path_factory.mktemp("plans") / "tiny.toml"
    path.write_text(PLAN)
    return path


@pytest.fixture(scope="session")
def coach(environment, tmp_path_factory):
    """Run a command; `code` is the exit code that it must end with."""
    return partial(run_coach, cwd=tmp_path_factory.mktemp("work"), env=environment)


class Client:
    """Sends requests to a server, each on a connection of its own. Does not follow redirects."""

    def __init__(self, address, port):
        self.address = address
        parts = urlsplit(address)
        self.name, self.port, self.base = parts.netloc, port, parts.path

    def __call__(self, path="", method="GET", *, inside=True, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            fields = {"Host": self.name} | {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, self.base + path if inside else path, headers=fields)
            answer = connection.getresponse()
            answer.body = answer.read()
        finally:
            connection.close()
        return answer

    def text(self, path, **headers):
        answer = self(path, **headers)
        assert answer.status == 200, (path, answer.status, answer.body[-500:])
        return answer.body.decode()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture(scope="session")
def serving(environment):
    """Start a server with these words, on any free port or on one of an earlier server; it ends with the block."""

    @contextlib.contextmanager
    def start(*words, port=None, more=None):
        port = port or free_port()
        command = [sys.executable, "-m", "coach", "serve", "--port", str(port), *map(str, words)]
        with subprocess.Popen(
            command, env=environment | (more or {}), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                client = Client(process.stdout.readline().strip(), port)
                client.process = process
                yield client
            finally:
                process.terminate()
                errors = process.communicate(timeout=20)[1]
                assert "Traceback" not in errors, errors

    return start


@pytest.fixture(scope="session")
def server(serving, tiny):
    """The server that most tests use, on this computer alone, with its tiny plan rendered."""
    with serving(tiny) as client:
        assert client("plans/tiny/feed.xml").status in (200, 503)
        while client("plans/tiny/feed.xml").status == 503:
            pass
        yield client


@pytest.fixture(scope="session")
def sound(server):
    """A session's sound: its path and all its bytes."""
    page = "plans/tiny/week-1-session-1/"
    path = page + server(f"{page}mp3").getheader("location")
    return path, server(path).body


@pytest.fixture(scope="session")
def playwright():
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright, of the extra [test],")
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright):
    """Start a Chromium with more words for its command line; `profile` is the folder of one that keeps its data."""
    program = shutil.which("chromium") or missing("chromium")

    def start(*words, profile=None, **context):
        options = {"executable_path": program, "args": ["--no-sandbox", *words]}
        if profile is None:
            return playwright.chromium.launch(**options)
        return playwright.chromium.launch_persistent_context(profile, **options, **context)

    return start


@pytest.fixture(scope="session")
def browser(chromium):
    running = chromium("--autoplay-policy=no-user-gesture-required")
    yield running
    running.close()


@pytest.fixture
def window(browser):
    """Open a window of its own, on a phone by default; the messages of its console are in `.messages`."""
    opened = []

    def go(address, size="phone", scheme="light", *, script=True, **more):
        context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, java_script_enabled=script, **more)
        opened.append(context)
        page = context.new_page()
        page.messages = []
        page.on("console", lambda message: page.messages.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: page.messages.append(str(error)))
        page.goto(address)
        if script:
            page.wait_for_selector("#job", state="detached", timeout=120_000)
        return page

    yield go
    for context in opened:
        context.close()


@pytest.fixture
def visit(window, server):
    """Open a page of the server that most tests use."""
    return lambda path, *words, **more: window(server.address + path, *words, **more)
