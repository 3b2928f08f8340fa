"""The corpus of the fuzzer, replayed: whatever once reached new code, or crashed, raises nothing but errors of ours."""

import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from targets import TARGETS  # noqa: E402 - it lies beside this file

CASES = sorted(path for path in (HERE / "corpus").rglob("*") if path.is_file())


def test_every_target_has_seeds():
    assert {path.parent.name for path in CASES} == set(TARGETS)


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_an_input_is_handled_within_two_seconds(case):
    begun = time.process_time()
    TARGETS[case.parent.name](case.read_bytes())
    assert time.process_time() - begun < 2
