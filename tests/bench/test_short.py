"""The benchmarks in short: ratios within wide bounds, so that a great step back is seen. No absolute times."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    command = [sys.executable, str(HERE / "work.py"), "short", str(tmp_path_factory.mktemp("bench"))]
    environment = os.environ | {"PYTHONPATH": str(HERE.parent.parent)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_session_from_the_cache_costs_a_small_part_of_encoding_it_whole(figures):
    assert figures["whole"] > 50 * figures["again"]


def test_a_session_from_the_cache_costs_a_small_part_of_making_it_first(figures):
    assert figures["cold"] > 20 * figures["again"]


def test_five_hours_with_the_cues_of_half_an_hour_cost_little_more(figures):
    assert figures["five_hours"] < 5 * figures["half_hour"]
