"""The tour's lines run as written. Those that take long are left to `make tour`, which runs all of it in a fresh copy."""

import sys
from pathlib import Path

import pytest
from tour import PLAIN_PATH, README, copy_checkout, run_lines, setup_lines, tour_lines

pytestmark = [
    pytest.mark.skipif(not README.is_file(), reason="the documents are in the checkout, not in the wheel"),
    pytest.mark.skipif(sys.platform == "win32", reason="the tour is written for a POSIX shell"),
]

LEFT_TO_MAKE_TOUR = (
    "coach render",
    "coach render long-run --run 8m --walk 1m --total 2h --bed beat",
    "coach render --week 1 --session 2 --bed docs/demo.mp3 --over pause",
    "coach serve --lan",
)
"""Twelve sessions; two hours over a beat; a recording as long as a session; a fixed port on the home network."""


@pytest.fixture(scope="module")
def tour():
    return tour_lines() if README.is_file() else []


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tour") / "coach"
    copy_checkout(folder)
    return folder


def test_the_first_lines_make_all_and_put_coach_into_the_path():
    assert setup_lines() == ["make render", 'export PATH="$PWD/.venv/bin:$PATH"']


def test_the_lines_run_in_their_order_in_a_fresh_copy(tour, folder):
    lines = [line for line in tour if line not in LEFT_TO_MAKE_TOUR]
    assert len(lines) + len(LEFT_TO_MAKE_TOUR) == len(tour)
    environment = {"PATH": f"{Path(sys.executable).parent}:{PLAIN_PATH}", "HOME": str(folder.parent)}
    done = run_lines(lines, folder, environment)
    assert done.returncode == 0, done.stdout
    assert list((folder.parent / "Music" / "coach").rglob("*.mp3"))
