"""A publication of a mixer that is killed at any moment: the mixer that stood there before goes on working."""

import multiprocessing
import os
import random
import shutil
import signal
import time

import pytest
from published_mixer import PLAN, SLOW, STARTED, index_address, make, publish_sessions, query, web_host

from coach.settings import Settings

KILLS = int(os.environ.get("COACH_MIXER_KILLS", "2"))
"""How many publications are killed."""

SETTINGS = Settings(voice="system")
FIRST, SECOND = ({"plan": PLAN, "week": "1", "session": str(number)} for number in (1, 2))


@pytest.fixture(scope="module")
def publishing(spoken_cache, outside_tool):
    """Start publishing so many sessions in a process of its own. Gives the process, as soon as it is about to write."""
    outside_tool("npm")
    processes = multiprocessing.get_context("spawn")

    def start(folder, sessions):
        begun = processes.Event()
        given = (folder, spoken_cache.folder.parent, SETTINGS, sessions, begun)
        process = processes.Process(target=publish_sessions, args=given)
        process.start()
        assert begun.wait(300)
        return process

    return start


def make_session(window, folder, form):
    with web_host(folder) as host:
        page = window(f"{host.address}mixer/index.html?{query(form)}")
        page.wait_for_selector(STARTED, timeout=SLOW)
        make(page)
        assert not page.messages
        page.context.close()


@pytest.fixture(scope="module")
def whole(publishing, tmp_path_factory):
    """A site with one session, and how many seconds a publication with two takes where all is spoken."""
    site, other = (tmp_path_factory.mktemp("whole") for _ in range(2))
    publishing(site, 1).join()
    publishing(other, 2).join()
    again = tmp_path_factory.mktemp("whole") / "site"
    shutil.copytree(site, again)
    process = publishing(again, 2)
    begun = time.monotonic()
    process.join()
    assert process.exitcode == 0
    assert index_address(again) != index_address(site)
    return site, time.monotonic() - begun


def test_a_publication_that_is_killed_leaves_the_mixer_working_and_the_next_one_completes(whole, publishing, window, tmp_path):
    before, seconds = whole
    draw = random.Random("killed")
    for number in range(KILLS):
        folder = tmp_path / str(number)
        shutil.copytree(before, folder)
        process = publishing(folder, 2)
        time.sleep(draw.uniform(0, seconds))
        process.kill()
        process.join()
        assert process.exitcode in (-signal.SIGKILL, 0)
        make_session(window, folder, FIRST)
    process = publishing(folder, 2)
    process.join()
    assert process.exitcode == 0
    assert index_address(folder) != index_address(before)
    make_session(window, folder, SECOND)
